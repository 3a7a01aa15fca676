//! One conformance suite for every disk: what the vault counts on.

use kith_vault::{
    CrashDisk, Disk, DiskError, FaultSwitch, FaultyDisk, FolderDisk, LockState, MemoryDisk,
};

/// Runs the suite on fresh disks from `make`.
fn conforms<D: Disk>(make: impl Fn() -> D) {
    a_missing_folder_is_not_found(make());
    a_file_is_made_once_and_grows_at_its_end(make());
    reading_is_bounded_and_stops_at_the_end(make());
    cutting_shortens_and_never_lengthens(make());
    a_rename_replaces_at_once(make());
    a_whole_file_is_put_in_place_and_leaves_nothing_else(make());
    a_list_is_ordered_and_tells_folders(make());
    a_path_cannot_leave_the_folder(make());
}

fn a_missing_folder_is_not_found(mut disk: impl Disk) {
    assert_eq!(disk.list(""), Err(DiskError::NotFound));
    assert_eq!(disk.read("a", 10), Err(DiskError::NotFound));
    assert_eq!(disk.create("a"), Err(DiskError::NotFound));
    disk.create_folder("").unwrap();
    disk.create_folder("").unwrap();
    assert_eq!(disk.list(""), Ok(vec![]));
    assert_eq!(disk.list("log"), Err(DiskError::NotFound));
    assert_eq!(disk.sync_folder("log"), Err(DiskError::SyncFailed));
}

fn a_file_is_made_once_and_grows_at_its_end(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    assert_eq!(disk.append("a", b"x"), Err(DiskError::NotFound));
    assert_eq!(disk.sync_data("a"), Err(DiskError::SyncFailed));
    disk.create("a").unwrap();
    assert_eq!(disk.create("a"), Err(DiskError::Exists));
    disk.append("a", b"one").unwrap();
    disk.append("a", b"two").unwrap();
    disk.sync_data("a").unwrap();
    assert_eq!(disk.read("a", 100).unwrap(), b"onetwo");
    disk.remove("a").unwrap();
    assert_eq!(disk.remove("a"), Err(DiskError::NotFound));
    disk.create("a").unwrap();
    assert_eq!(disk.read("a", 100).unwrap(), b"", "a new file has nothing of the old one");
    disk.append("a", b"3").unwrap();
    assert_eq!(disk.read("a", 100).unwrap(), b"3");
}

fn reading_is_bounded_and_stops_at_the_end(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    disk.create("a").unwrap();
    disk.append("a", b"0123456789").unwrap();
    assert_eq!(disk.read("a", 9), Err(DiskError::TooLarge));
    assert_eq!(disk.read("a", 10).unwrap(), b"0123456789");
    let mut buffer = [0; 4];
    assert_eq!(disk.read_at("a", 3, &mut buffer), Ok(4));
    assert_eq!(&buffer, b"3456");
    assert_eq!(disk.read_at("a", 8, &mut buffer), Ok(2));
    assert_eq!(&buffer[..2], b"89");
    assert_eq!(disk.read_at("a", 100, &mut buffer), Ok(0));
    assert_eq!(disk.read_at("b", 0, &mut buffer), Err(DiskError::NotFound));
    disk.append("a", b"X").unwrap();
    assert_eq!(disk.read_at("a", 10, &mut buffer), Ok(1), "what was added meanwhile is seen");
}

fn cutting_shortens_and_never_lengthens(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    disk.create("a").unwrap();
    disk.append("a", b"0123456789").unwrap();
    disk.cut("a", 20).unwrap();
    assert_eq!(disk.read("a", 100).unwrap().len(), 10);
    disk.cut("a", 4).unwrap();
    disk.append("a", b"x").unwrap();
    assert_eq!(disk.read("a", 100).unwrap(), b"0123x");
    assert_eq!(disk.cut("b", 0), Err(DiskError::NotFound));
}

fn a_rename_replaces_at_once(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    disk.write_new("a", b"old").unwrap();
    assert_eq!(disk.read_at("a", 0, &mut [0; 3]), Ok(3));
    disk.create("b").unwrap();
    disk.append("b", b"newer").unwrap();
    disk.rename("b", "a").unwrap();
    disk.append("a", b"!").unwrap();
    let mut buffer = [0; 6];
    assert_eq!(disk.read_at("a", 0, &mut buffer), Ok(6));
    assert_eq!(&buffer, b"newer!", "nothing kept open still shows the old file");
    assert_eq!(disk.read("b", 10), Err(DiskError::NotFound));
    assert_eq!(disk.rename("b", "a"), Err(DiskError::NotFound));
}

fn a_whole_file_is_put_in_place_and_leaves_nothing_else(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    disk.create_folder("log").unwrap();
    disk.create("log/a.new").unwrap();
    disk.append("log/a.new", b"left over by a cut").unwrap();
    for content in [&b"first"[..], b"", b"third"] {
        disk.write_new("log/a", content).unwrap();
        assert_eq!(disk.read("log/a", 100).unwrap(), content);
    }
    assert_eq!(disk.list("log").unwrap().len(), 1);
}

fn a_list_is_ordered_and_tells_folders(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    disk.create_folder("middle").unwrap();
    disk.write_new("zebra", b"123").unwrap();
    disk.write_new("apple", b"1").unwrap();
    disk.write_new("middle/inside", b"12").unwrap();
    let list = |disk: &mut dyn Disk, folder: &str| -> Vec<(String, u64, bool)> {
        let entries = disk.list(folder).unwrap();
        entries.into_iter().map(|entry| (entry.name, entry.len, entry.is_folder)).collect()
    };
    let expected = [
        ("apple".to_owned(), 1, false),
        ("middle".to_owned(), 0, true),
        ("zebra".to_owned(), 3, false),
    ];
    assert_eq!(list(&mut disk, ""), expected);
    assert_eq!(list(&mut disk, "middle"), [("inside".to_owned(), 2, false)]);
}

fn a_path_cannot_leave_the_folder(mut disk: impl Disk) {
    disk.create_folder("").unwrap();
    for path in ["..", "../a", "/a", "a/", "a/../b", "a/b/c", ".", "", "a\\b", "a\0"] {
        assert_eq!(disk.create(path), Err(DiskError::BadName), "{path:?}");
        assert_eq!(disk.read(path, 10), Err(DiskError::BadName), "{path:?}");
        assert_eq!(disk.remove(path), Err(DiskError::BadName), "{path:?}");
    }
}

#[test]
fn a_folder_conforms() {
    let outer = tempfile::tempdir().unwrap();
    let next = std::cell::Cell::new(0);
    conforms(|| {
        next.set(next.get() + 1);
        FolderDisk::new(outer.path().join(format!("vault {}", next.get())))
    });
}

#[test]
fn memory_conforms() {
    conforms(MemoryDisk::new);
}

#[test]
fn a_recording_disk_conforms() {
    conforms(CrashDisk::new);
}

#[test]
fn a_disk_without_fault_conforms() {
    conforms(|| FaultyDisk::new(MemoryDisk::new(), FaultSwitch::new()));
}

#[test]
fn the_lock_excludes_a_second_holder_until_it_is_dropped() {
    fn excludes<D: Disk>(mut first: D, make_other: impl Fn() -> D) {
        first.create_folder("").unwrap();
        assert_eq!(first.try_lock(), Ok(LockState::Held));
        assert_eq!(first.try_lock(), Ok(LockState::Held), "the holder may ask again");
        assert_eq!(make_other().try_lock(), Err(DiskError::InUse));
        drop(first);
        assert_eq!(make_other().try_lock(), Ok(LockState::Held));
    }
    let folder = tempfile::tempdir().unwrap();
    excludes(FolderDisk::new(folder.path()), || FolderDisk::new(folder.path()));
    let memory = MemoryDisk::new();
    excludes(memory.clone(), || memory.clone());
}

#[cfg(unix)]
#[test]
fn only_the_user_may_enter_or_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("deep").join("vault");
    let mut disk = FolderDisk::new(&folder);
    disk.create_folder("").unwrap();
    disk.create_folder("log").unwrap();
    disk.write_new("log/a", b"x").unwrap();
    disk.try_lock().unwrap();
    let mode = |path: &str| folder.join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("log"), mode("log/a"), mode("lock")), (0o700, 0o700, 0o600, 0o600));
}

#[test]
fn a_full_memory_disk_writes_as_far_as_it_goes() {
    let memory = MemoryDisk::new();
    let mut disk = memory.clone();
    disk.create_folder("").unwrap();
    disk.create("a").unwrap();
    memory.set_capacity(Some(4));
    assert_eq!(disk.append("a", b"123456"), Err(DiskError::Full));
    assert_eq!(disk.read("a", 10).unwrap(), b"1234");
    assert_eq!(disk.write_new("b", b"x"), Err(DiskError::Full));
    assert_eq!(disk.list("").unwrap().len(), 1, "an unfinished file is taken away again");
    memory.set_capacity(None);
    disk.write_new("b", b"x").unwrap();
}
