//! What a vault keeps, gives back and refuses, on a disk without surprises.

use std::collections::BTreeSet;

use kith_seal::{Alias, Envelope, EnvelopeKind, Hash};
use kith_vault::{
    DamageKind, Disk, DiskError, Fault, FaultSwitch, FaultyDisk, FolderDisk, Marker, MemoryDisk,
    OpenedVault, Run, SmallFile, Vault, VaultError, VaultReply, VaultRequest,
};

use crate::support::Writer;

fn append<D: Disk>(vault: &mut Vault<D>, envelopes: &[Envelope]) {
    let reply = vault.run(VaultRequest::Append { envelopes: envelopes.to_vec() });
    assert_eq!(reply, VaultReply::Appended);
}

fn range<D: Disk>(
    vault: &mut Vault<D>,
    writer: &Writer,
    from: u32,
    max_bytes: usize,
) -> Vec<Envelope> {
    let (alias, stream) = (writer.alias, writer.stream);
    match vault.run(VaultRequest::ReadRange { alias, stream, from, max_bytes }) {
        VaultReply::Range(envelopes) => envelopes,
        other => panic!("{other:?}"),
    }
}

fn sealed(byte: u8) -> Vec<u8> {
    vec![byte; 200]
}

fn put<D: Disk>(vault: &mut Vault<D>, file: SmallFile, bytes: Vec<u8>) {
    assert_eq!(vault.run(VaultRequest::PutFile { file, bytes }), VaultReply::FilePut);
}

#[test]
fn what_was_appended_is_there_after_reopening_on_a_real_folder() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("vault");
    let (mut one, mut two) = (Writer::new(1, 1), Writer::new(2, 2));
    let mut kept = (Vec::new(), Vec::new());
    for run in 0..3 {
        let (mut vault, opened) = if run == 0 {
            Vault::create(FolderDisk::new(&folder)).unwrap()
        } else {
            Vault::open(FolderDisk::new(&folder)).unwrap()
        };
        assert_eq!(opened.damage, []);
        assert_eq!(opened.logs, run);
        for _ in 0..3 {
            let (a, b) = (one.several(2, 500), two.several(1, 70_000));
            append(&mut vault, &[a.clone(), b.clone()].concat());
            kept.0.extend(a);
            kept.1.extend(b);
        }
        assert_eq!(range(&mut vault, &one, 0, usize::MAX), kept.0, "in the run that wrote them");
    }
    let (mut vault, opened) = Vault::open(FolderDisk::new(&folder)).unwrap();
    assert_eq!((opened.logs, opened.envelopes), (3, 27));
    let bytes = kept.0.iter().chain(&kept.1).map(|envelope| envelope.len() as u64).sum::<u64>();
    assert_eq!(opened.bytes, bytes);
    let line = opened.index.iter().find(|entry| entry.alias == one.alias).unwrap();
    assert_eq!((line.first_seq, line.next_seq, line.beyond.len()), (0, 18, 0));
    assert_eq!((line.head, line.kind), (kept.0.last().unwrap().hash(), EnvelopeKind::Change));
    assert_eq!(range(&mut vault, &one, 0, usize::MAX), kept.0);
    assert_eq!(range(&mut vault, &two, 0, usize::MAX), kept.1);
    let ranges =
        vec![(two.alias, two.stream, 7), (one.alias, one.stream, 99), (one.alias, one.stream, 17)];
    let expected = vec![kept.1[7..].to_vec(), vec![], kept.0[17..].to_vec()];
    assert_eq!(vault.run(VaultRequest::ReadMany { ranges }), VaultReply::Many(expected));
}

#[test]
fn a_range_stops_before_its_bytes_but_gives_at_least_one() {
    let (mut vault, _) = Vault::create(MemoryDisk::new()).unwrap();
    let mut writer = Writer::new(1, 1);
    let envelopes = writer.several(5, 776);
    append(&mut vault, &envelopes);
    assert_eq!(range(&mut vault, &writer, 1, 2_000), envelopes[1..3]);
    assert_eq!(range(&mut vault, &writer, 1, 1_999), envelopes[1..2]);
    assert_eq!(range(&mut vault, &writer, 1, 0), envelopes[1..2]);
    assert_eq!(range(&mut vault, &writer, 5, usize::MAX), []);
    assert_eq!(range(&mut vault, &Writer::new(1, 2), 0, usize::MAX), []);
}

#[test]
fn opening_to_read_writes_nothing_but_the_lock() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    append(&mut vault, &Writer::new(1, 1).several(1, 100));
    drop(vault);
    disk.lose("lock");
    // A cut right after the first append may bring the marker back; opening does not sweep it.
    let cut = disk.copy();
    cut.overwrite("making", vec![]);
    drop(Vault::open(cut.clone()).unwrap());
    assert!(cut.files().1.contains_key("making"));
    let before = disk.files();
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    assert_eq!(vault.run(VaultRequest::Sync), VaultReply::Synced);
    assert_eq!(vault.run(VaultRequest::Append { envelopes: vec![] }), VaultReply::Appended);
    drop(vault);
    let mut after = disk.files();
    assert_eq!(after.1.remove("lock"), Some(vec![]));
    assert_eq!(after, before);
}

#[test]
fn the_same_envelope_twice_is_kept_once_and_another_in_its_place_is_refused() {
    let (mut vault, _) = Vault::create(MemoryDisk::new()).unwrap();
    let mut writer = Writer::new(1, 1);
    let envelopes = writer.several(3, 100);
    append(&mut vault, &envelopes);
    append(&mut vault, &[&envelopes[..], &envelopes[..]].concat());
    let mut forger = Writer::new(1, 1);
    forger.next(101);
    let mut forged = forger.next(100);
    assert_ne!(forged, envelopes[1]);
    let fresh = writer.next(100);
    let request = VaultRequest::Append { envelopes: vec![fresh.clone(), forged.clone()] };
    let occupied = VaultError::Occupied { alias: writer.alias, stream: writer.stream, seq: 1 };
    assert_eq!(vault.run(request), VaultReply::Failed(occupied));
    assert_eq!(range(&mut vault, &writer, 0, usize::MAX), envelopes, "nothing of that request");
    // Two different ones for a place that is still free, in one request.
    forged = forger.several(2, 50).remove(1);
    assert_eq!(forged.header().seq, fresh.header().seq);
    let reply = vault.run(VaultRequest::Append { envelopes: vec![fresh, forged] });
    assert!(matches!(reply, VaultReply::Failed(VaultError::Occupied { seq: 3, .. })), "{reply:?}");
    let (_, opened) = Vault::open(vault.into_disk().copy()).unwrap();
    assert_eq!((opened.envelopes, opened.damage), (3, vec![]));
}

#[test]
fn gaps_are_kept_and_told() {
    let (mut vault, _) = Vault::create(MemoryDisk::new()).unwrap();
    let mut writer = Writer::new(1, 1);
    let envelopes = writer.several(10, 100);
    let held = [&envelopes[3..6], &envelopes[8..]].concat();
    append(&mut vault, &envelopes[8..]);
    append(&mut vault, &envelopes[3..6]);
    assert_eq!(range(&mut vault, &writer, 0, usize::MAX), held);
    let (_, opened) = Vault::open(vault.into_disk().copy()).unwrap();
    let line = &opened.index[0];
    assert_eq!((line.first_seq, line.next_seq), (3, 6));
    assert_eq!(line.head, envelopes[5].hash());
    assert_eq!(line.beyond, [Run { first_seq: 8, next_seq: 10, head: envelopes[9].hash() }]);
}

#[test]
fn a_snapshot_supersedes_and_keeps_its_place_in_its_stream() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let mut writer = Writer::new(1, 1);
    let mut snapshots = Vec::new();
    for _ in 0..4 {
        append(&mut vault, &writer.several(2, 100));
        let envelope = writer.next_of(EnvelopeKind::Snapshot, 3_000);
        let request = VaultRequest::PutSnapshot { envelope: envelope.clone() };
        assert_eq!(vault.run(request.clone()), VaultReply::SnapshotPut);
        assert_eq!(vault.run(request), VaultReply::SnapshotPut, "once more changes nothing");
        snapshots.push(envelope);
    }
    let kept: BTreeSet<String> =
        disk.files().1.into_keys().filter(|path| path.starts_with("snap/")).collect();
    assert_eq!(kept.len(), 2, "the newest and the one before it: {kept:?}");
    let alias = writer.alias;
    for reopened in [false, true] {
        let newest = VaultReply::Snapshot(Some(snapshots[3].clone()));
        assert_eq!(vault.run(VaultRequest::ReadSnapshot { alias }), newest, "{reopened}");
        let held = range(&mut vault, &writer, 0, usize::MAX);
        assert_eq!(held.len(), 10, "eight changes and the two snapshots still kept");
        assert_eq!((&held[6], &held[9]), (&snapshots[2], &snapshots[3]));
        if !reopened {
            drop(vault);
            let opened;
            (vault, opened) = Vault::open(disk.clone()).unwrap();
            assert_eq!(opened.damage, []);
            assert_eq!((opened.index[0].next_seq, opened.index[0].beyond.len()), (12, 0));
            assert_eq!(opened.index[0].head, snapshots[3].hash());
            let len = snapshots[3].len() as u64;
            assert_eq!(opened.snapshots, [(alias, snapshots[3].hash(), len)]);
        }
    }
    let envelope = writer.next(100);
    let reply = vault.run(VaultRequest::PutSnapshot { envelope });
    assert_eq!(reply, VaultReply::Failed(VaultError::NotASnapshot));
    assert_eq!(
        vault.run(VaultRequest::ReadSnapshot { alias: Alias([9; 16]) }),
        VaultReply::Snapshot(None)
    );
}

#[test]
fn small_files_are_replaced_whole_and_the_keyring_before_is_kept() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    for file in SmallFile::ALL {
        assert_eq!(vault.run(VaultRequest::ReadFile { file }), VaultReply::File(None));
        put(&mut vault, file, sealed(1));
        put(&mut vault, file, sealed(2));
        assert_eq!(vault.run(VaultRequest::ReadFile { file }), VaultReply::File(Some(sealed(2))));
    }
    let previous = |vault: &mut Vault<MemoryDisk>| vault.run(VaultRequest::ReadPreviousKeyring);
    assert_eq!(previous(&mut vault), VaultReply::File(Some(sealed(1))));
    put(&mut vault, SmallFile::Keyring, sealed(2));
    assert_eq!(previous(&mut vault), VaultReply::File(Some(sealed(1))), "unchanged: kept");
    disk.overwrite("keyring.age", vec![]);
    put(&mut vault, SmallFile::Keyring, sealed(3));
    assert_eq!(previous(&mut vault), VaultReply::File(Some(sealed(1))), "damaged: not kept");
    let reply = vault.run(VaultRequest::PutFile { file: SmallFile::Vault, bytes: vec![1; 10] });
    assert_eq!(reply, VaultReply::Failed(VaultError::TooShort { len: 10 }));
}

#[test]
fn a_short_small_file_is_damage_and_not_a_file() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    put(&mut vault, SmallFile::Keyring, sealed(1));
    append(&mut vault, &Writer::new(1, 1).several(1, 100));
    drop(vault);
    for len in [0, 1, 63] {
        disk.overwrite("keyring.age", vec![b'a'; len]);
        let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
        let [damage] = &opened.damage[..] else { panic!("{:?}", opened.damage) };
        assert_eq!((damage.file.as_str(), damage.what), ("keyring.age", DamageKind::ShortFile));
        let reply = vault.run(VaultRequest::ReadFile { file: SmallFile::Keyring });
        assert_eq!(reply, VaultReply::Failed(VaultError::Damaged(damage.clone())));
    }
}

#[test]
fn a_marker_outlives_the_process_until_it_is_cleared() {
    let disk = MemoryDisk::new();
    let (mut vault, opened) = Vault::create(disk.clone()).unwrap();
    assert_eq!(opened.trying, []);
    append(&mut vault, &Writer::new(1, 1).several(1, 100));
    let marker = |first: u8| Marker {
        program: "kith 1".to_owned(),
        tries: vec![(Hash([first; 32]), 1), (Hash([9; 32]), 2)],
    };
    let (one, two) = (marker(1), marker(2));
    for marker in [&one, &two, &one] {
        let request = VaultRequest::MarkTrying { marker: marker.clone() };
        assert_eq!(vault.run(request), VaultReply::TryingMarked);
    }
    for _ in 0..2 {
        let cleared = vault.run(VaultRequest::ClearTrying { name: one.name() });
        assert_eq!(cleared, VaultReply::TryingCleared);
    }
    drop(vault);
    let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
    assert_eq!(opened.trying, [(two.name(), two.clone())]);
    // What a power cut left of one says nothing, and can be taken away all the same.
    disk.overwrite(&format!("trying/{}", two.name()), vec![0; 30]);
    let (_, opened) = Vault::open(disk.copy()).unwrap();
    assert_eq!(opened.trying.len(), 1);
    assert_eq!(opened.trying[0].1.tries, []);
    vault.run(VaultRequest::ClearTrying { name: opened.trying[0].0 });
    let (_, opened) = Vault::open(disk.copy()).unwrap();
    assert_eq!(opened.trying, []);
}

/// Two waits for the disk an envelope were what receiving cost most of all, for a note that a power cut may lose.
#[test]
fn a_marker_waits_for_no_disk() {
    let disk = MemoryDisk::new();
    let switch = FaultSwitch::new();
    let (mut vault, _) = Vault::create(FaultyDisk::new(disk, switch.clone())).unwrap();
    let marker = |seed| Marker { program: "kith 1".to_owned(), tries: vec![(Hash([seed; 32]), 1)] };
    assert_eq!(vault.run(VaultRequest::MarkTrying { marker: marker(1) }), VaultReply::TryingMarked);
    // To mark is: remove, create, append. To clear is: remove. A fourth and a second operation would fail.
    switch.set(Some(Fault { after: 3, error: DiskError::SyncFailed, is_sticky: true }));
    assert_eq!(vault.run(VaultRequest::MarkTrying { marker: marker(2) }), VaultReply::TryingMarked);
    switch.set(Some(Fault { after: 1, error: DiskError::SyncFailed, is_sticky: true }));
    let cleared = vault.run(VaultRequest::ClearTrying { name: marker(2).name() });
    assert_eq!(cleared, VaultReply::TryingCleared);
}

#[test]
fn what_is_set_aside_is_kept_with_its_reason() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    for bytes in [b"refused".to_vec(), b"refused too".to_vec(), b"refused".to_vec()] {
        let request = VaultRequest::SetAside { bytes, why: "gate rule 3".to_owned() };
        assert_eq!(vault.run(request), VaultReply::SetAside);
    }
    let files = disk.files().1;
    let aside: Vec<&Vec<u8>> = files
        .iter()
        .filter(|(path, _)| path.starts_with("set-aside/"))
        .map(|(_, bytes)| bytes)
        .collect();
    assert_eq!(aside.len(), 4);
    assert_eq!(aside.iter().filter(|bytes| ***bytes == b"gate rule 3").count(), 2);
}

/// How much was set aside was known to the run that had done it and to no later one: the vault kept the copies and
/// told nobody of them.
#[test]
fn what_was_set_aside_is_told_at_the_next_opening_until_it_is_taken_back() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let mut writer = Writer::new(1, 5);
    let (own, one, other) = (writer.next(100), writer.next(200), writer.next(300));
    vault.run(VaultRequest::Append { envelopes: vec![own] });
    for envelope in [&one, &other] {
        let bytes = envelope.bytes().to_vec();
        vault.run(VaultRequest::SetAside { bytes, why: "gate rule 3".to_owned() });
    }
    drop(vault);
    let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
    let mut told: Vec<_> = opened.set_aside.iter().map(|copy| (copy.len, copy.hash)).collect();
    told.sort();
    let len = |envelope: &Envelope| envelope.len() as u64;
    assert_eq!(told, [(len(&one), one.hash()), (len(&other), other.hash())]);
    assert!(opened.set_aside.iter().all(|copy| copy.why == "gate rule 3"));
    assert!(
        opened
            .set_aside
            .iter()
            .all(|copy| copy.header.as_ref().unwrap().alias == one.header().alias)
    );
    for _ in 0..2 {
        let taken = vault.run(VaultRequest::TakeBack { hash: one.hash() });
        assert_eq!(taken, VaultReply::TakenBack);
    }
    drop(vault);
    // A copy that lost its end is told of all the same.
    let path = disk.files().1.into_keys().find(|path| path.ends_with(".kith")).unwrap();
    disk.overwrite(&path, vec![7; 10]);
    let (_, opened) = Vault::open(disk).unwrap();
    let told: Vec<_> =
        opened.set_aside.iter().map(|copy| (copy.header.is_some(), copy.len)).collect();
    assert_eq!(told, [(false, 10)]);
}

#[cfg(unix)]
#[test]
fn many_runs_make_many_logs_that_name_each_other() {
    let disk = MemoryDisk::new();
    let mut writer = Writer::new(1, 1);
    let mut last = OpenedVault::default();
    for run in 0..30 {
        let (mut vault, opened) = if run == 0 {
            Vault::create(disk.clone()).unwrap()
        } else {
            Vault::open(disk.clone()).unwrap()
        };
        assert_eq!(opened.damage, [], "run {run}");
        append(&mut vault, &writer.several(1, 100));
        last = opened;
    }
    assert_eq!((last.logs, last.envelopes, last.index[0].next_seq), (29, 29, 29));
    let lens: Vec<usize> = disk
        .files()
        .1
        .into_iter()
        .filter(|(path, _)| path.starts_with("log/"))
        .map(|(_, bytes)| bytes.len())
        .collect();
    assert_eq!(lens[29], lens[10], "a log does not grow with how many there were before it");
}

#[test]
fn requests_and_replies_print_no_content() {
    let mut writer = Writer::new(1, 1);
    let secret = b"the one secret that must not be printed".repeat(3);
    let requests = [
        VaultRequest::PutFile { file: SmallFile::Keyring, bytes: secret.clone() },
        VaultRequest::SetAside { bytes: secret.clone(), why: String::new() },
        VaultRequest::Append { envelopes: writer.several(1, 100) },
    ];
    let replies = [VaultReply::File(Some(secret)), VaultReply::Range(writer.several(1, 100))];
    let printed = format!("{requests:?} {replies:?}");
    assert!(
        printed.len() < 400 && !printed.contains("secret") && !printed.contains("115, 101"),
        "{printed}"
    );
    assert_eq!(DiskError::Full.to_string(), "no space left");
}

#[test]
fn a_view_is_kept_for_its_alias_and_is_no_part_of_what_may_be_damaged() {
    let (mut vault, _) = Vault::create(MemoryDisk::new()).unwrap();
    let mut writer = Writer::new(1, 1);
    let (alias, other) = (writer.alias, Alias([9; 16]));
    append(&mut vault, &[writer.next(100)]);
    let put = |vault: &mut Vault<MemoryDisk>, bytes: Vec<u8>| {
        assert_eq!(vault.run(VaultRequest::PutView { alias, bytes }), VaultReply::ViewPut);
    };
    put(&mut vault, sealed(1));
    put(&mut vault, sealed(2));
    let read =
        |vault: &mut Vault<MemoryDisk>, alias| match vault.run(VaultRequest::ReadView { alias }) {
            VaultReply::View(bytes) => bytes.map(|bytes| bytes.to_vec()),
            reply => panic!("{reply:?}"),
        };
    assert_eq!(read(&mut vault, alias), Some(sealed(2)));
    assert_eq!(read(&mut vault, other), None);

    let mut disk = vault.into_disk();
    let path = format!("view/{alias}.age");
    disk.cut(&path, 3).unwrap();
    let (mut vault, opened) = Vault::open(disk).unwrap();
    assert_eq!((opened.views, opened.damage), (vec![alias], vec![]));
    assert_eq!(read(&mut vault, alias), Some(vec![2; 3]));

    let mut disk = vault.into_disk();
    disk.remove(&path).unwrap();
    let (mut vault, opened) = Vault::open(disk).unwrap();
    assert_eq!((opened.views, opened.damage), (vec![], vec![]));
    assert_eq!(read(&mut vault, alias), None);
}

/// What nothing was promised on must not end the writing of what is.
#[test]
fn a_view_that_does_not_fit_costs_the_run_nothing() {
    let switch = FaultSwitch::new();
    let (mut vault, _) = Vault::create(FaultyDisk::new(MemoryDisk::new(), switch.clone())).unwrap();
    let mut writer = Writer::new(1, 1);
    append(&mut vault, &[writer.next(100)]);
    switch.set(Some(Fault { after: 0, error: DiskError::Full, is_sticky: true }));
    let refused = vault.run(VaultRequest::PutView { alias: writer.alias, bytes: sealed(1) });
    assert_eq!(refused, VaultReply::Failed(VaultError::Full));
    switch.set(None);
    append(&mut vault, &[writer.next(100)]);
}

/// Views stood on a full disk, rewritten at the end of every run, while what somebody wrote was refused for want of
/// the room that they took.
#[test]
fn what_is_to_be_saved_gets_the_room_that_views_had() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let mut writer = Writer::new(1, 1);
    append(&mut vault, &[writer.next(100)]);
    let (alias, bytes) = (writer.alias, vec![1; 4_000]);
    assert_eq!(vault.run(VaultRequest::PutView { alias, bytes }), VaultReply::ViewPut);
    let (_, files) = disk.files();
    disk.set_capacity(Some(files.values().map(|file| file.len() as u64).sum()));
    append(&mut vault, &[writer.next(100)]);
    put(&mut vault, SmallFile::Settings, sealed(1));
    let (_, files) = disk.files();
    assert!(!files.keys().any(|path| path.starts_with("view/")), "{:?}", files.keys());
    // A view takes no other one's room, and once there is nothing left to give, that is said.
    let full = VaultReply::Failed(VaultError::Full);
    assert_eq!(vault.run(VaultRequest::PutView { alias, bytes: vec![2; 9_000] }), full);
    assert_eq!(vault.run(VaultRequest::Append { envelopes: vec![writer.next(9_000)] }), full);
}

/// A view that holds more than the logs is the last copy of somebody's words, and only core can tell which that is.
#[test]
fn a_view_of_an_earlier_run_gives_its_room_only_if_it_is_said_to_be_spare() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let (mut one, other) = (Writer::new(1, 1), Writer::new(2, 2));
    append(&mut vault, &[one.next(100)]);
    for alias in [one.alias, other.alias] {
        let put = VaultRequest::PutView { alias, bytes: vec![1; 4_000] };
        assert_eq!(vault.run(put), VaultReply::ViewPut);
    }
    drop(vault);
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    let held = || disk.files().1.values().map(|file| file.len() as u64).sum();
    let views = || disk.files().1.into_keys().filter(|path| path.starts_with("view/")).count();
    disk.set_capacity(Some(held()));
    let full = VaultReply::Failed(VaultError::Full);
    assert_eq!(vault.run(VaultRequest::Append { envelopes: vec![one.next(100)] }), full);
    assert_eq!(views(), 2);
    let spare = VaultRequest::SpareViews { aliases: vec![one.alias] };
    assert_eq!(vault.run(spare), VaultReply::ViewsSpared);
    let envelope = one.next(100);
    let refused = vault.run(VaultRequest::Append { envelopes: vec![envelope] });
    assert_eq!((refused, views()), (VaultReply::Appended, 1));
}

/// A vault whose `view` could not be listed did not open at all, or took nothing new.
#[test]
fn whatever_stands_in_the_place_of_the_views_costs_the_views_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("vault");
    let mut writer = Writer::new(1, 1);
    let (mut vault, _) = Vault::create(FolderDisk::new(&root)).unwrap();
    append(&mut vault, &[writer.next(100)]);
    drop(vault);
    std::fs::remove_dir_all(root.join("view")).unwrap();
    std::fs::write(root.join("view"), b"no folder").unwrap();
    let (mut vault, opened) = Vault::open(FolderDisk::new(&root)).unwrap();
    assert_eq!((opened.views, opened.damage), (vec![], vec![]));
    append(&mut vault, &[writer.next(100)]);
    let (alias, bytes) = (writer.alias, sealed(1));
    let put = vault.run(VaultRequest::PutView { alias, bytes });
    assert!(matches!(put, VaultReply::Failed(_)), "{put:?}");
    append(&mut vault, &[writer.next(100)]);
}
