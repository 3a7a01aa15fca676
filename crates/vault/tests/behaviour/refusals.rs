//! Where there is no vault, or another, or one that cannot be written: told apart, and nothing is lost.

use kith_seal::{Envelope, EnvelopeKind, Hash};
use kith_vault::{
    CreateVaultError, Damage, DamageKind, Disk, DiskError, Fault, FaultSwitch, FaultyDisk,
    FolderDisk, Marker, MemoryDisk, OpenVaultError, SmallFile, Vault, VaultError, VaultReply,
    VaultRequest,
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

#[test]
fn a_newer_vault_is_left_alone_entirely() {
    let disk = MemoryDisk::new();
    drop(Vault::create(disk.clone()).unwrap());
    disk.lose("lock");
    disk.overwrite("kith.format", b"kith vault 2\n".to_vec());
    let before = disk.files();
    let error = Vault::open(disk.clone()).unwrap_err();
    assert_eq!(error, OpenVaultError::NewerFormat { found: 2 });
    assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::AlreadyThere);
    assert_eq!(disk.files(), before);
    disk.overwrite("kith.format", b"kith vault x\n".to_vec());
    assert_eq!(Vault::open(disk.clone()).unwrap_err(), OpenVaultError::DamagedFormat);
    assert_eq!(Vault::open(MemoryDisk::new()).unwrap_err(), OpenVaultError::NotFound);
}

#[test]
fn a_second_opening_is_in_use_and_a_third_after_the_first_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, _) = Vault::create(FolderDisk::new(folder.path())).unwrap();
    assert_eq!(Vault::open(FolderDisk::new(folder.path())).unwrap_err(), OpenVaultError::InUse);
    append(&mut first, &Writer::new(1, 1).several(1, 100));
    assert_eq!(Vault::open(FolderDisk::new(folder.path())).unwrap_err(), OpenVaultError::InUse);
    drop(first);
    Vault::open(FolderDisk::new(folder.path())).unwrap();
}

#[test]
fn a_vault_is_not_made_over_anything() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    let error = Vault::create(FolderDisk::new(folder.path())).unwrap_err();
    assert_eq!(error, CreateVaultError::NotEmpty);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");

    let disk = MemoryDisk::new();
    let files = [(SmallFile::Vault, sealed(1))];
    let (mut vault, _) = Vault::create_with(disk.clone(), &files).unwrap();
    append(&mut vault, &Writer::new(1, 1).several(1, 100));
    drop(vault);
    assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::AlreadyThere);
    disk.lose("kith.format");
    assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::AlreadyThere);
    disk.lose("vault.age");
    assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::NotEmpty);
}

/// A copy of a vault had stopped after the key files. The folder was told to hold no plan, and a new one put its own
/// keys in their place: the logs that came later could be opened by nobody.
#[test]
fn nothing_is_made_beside_keys_whose_vault_has_not_come_yet() {
    let whole = MemoryDisk::new();
    let files = SmallFile::ALL.map(|file| (file, sealed(1)));
    let (mut vault, _) = Vault::create_with(whole.clone(), &files).unwrap();
    append(&mut vault, &Writer::new(1, 1).several(2, 100));
    drop(vault);
    let (folders, all) = whole.files();
    for kept in ["vault.age", "keyring.age", "authority.age", "settings.age"] {
        let mut came = all.clone();
        came.retain(|path, _| path == kept || path == "lock");
        let part = MemoryDisk::with_files(folders.clone(), came.clone());
        assert_eq!(Vault::open(part.clone()).unwrap_err(), OpenVaultError::DamagedFormat, "{kept}");
        let made = Vault::create_with(part.clone(), &files);
        assert_eq!(made.unwrap_err(), CreateVaultError::AlreadyThere, "{kept}");
        assert_eq!(part.files().1, came, "{kept}");
    }
}

#[test]
fn an_interrupted_creation_goes_on_and_keeps_what_it_finds() {
    let disk = MemoryDisk::new();
    drop(Vault::create_with(disk.clone(), &[(SmallFile::Vault, sealed(1))]).unwrap());
    disk.lose("kith.format");
    let (mut vault, _) =
        Vault::create_with(disk.clone(), &[(SmallFile::Vault, sealed(2))]).unwrap();
    let reply = vault.run(VaultRequest::ReadFile { file: SmallFile::Vault });
    assert_eq!(reply, VaultReply::File(Some(sealed(2))));
    let kept = disk.files().1;
    assert!(kept.iter().any(|(path, bytes)| path.starts_with("set-aside/") && *bytes == sealed(1)));
}

fn names(disk: &MemoryDisk, folder: &str) -> Vec<String> {
    disk.files().1.into_keys().filter(|path| path.starts_with(folder)).collect()
}

/// The power went while a first run was between its small files and its first envelope. What was left asked for a
/// passphrase, and none could open it.
#[test]
fn a_vault_is_one_from_its_first_append_on() {
    let disk = MemoryDisk::new();
    let files = |byte| [(SmallFile::Vault, sealed(byte)), (SmallFile::Keyring, sealed(byte))];
    let (mut vault, _) = Vault::create_with(disk.clone(), &files(1)).unwrap();
    // Writing other things promises nothing yet, and leaves a keyring before the keyring.
    let put = VaultRequest::PutFile { file: SmallFile::Keyring, bytes: sealed(2) };
    assert_eq!(vault.run(put), VaultReply::FilePut);
    assert_eq!(vault.run(VaultRequest::Append { envelopes: vec![] }), VaultReply::Appended);
    drop(vault);
    disk.overwrite("log/0000000000000001-00000000.log.new", vec![1; 30]);
    assert_eq!(Vault::open(disk.clone()).unwrap_err(), OpenVaultError::NotFound);
    disk.set_read_only(true);
    assert_eq!(Vault::open(disk.clone()).unwrap_err(), OpenVaultError::NotFound);
    assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::ReadOnly);
    disk.set_read_only(false);

    let (mut vault, opened) = Vault::create_with(disk.clone(), &files(3)).unwrap();
    assert_eq!((opened.envelopes, &opened.damage[..]), (0, &[][..]));
    assert_eq!(names(&disk, "set-aside/").len(), 3, "all keys that were found are kept");
    assert_eq!(vault.run(VaultRequest::ReadPreviousKeyring), VaultReply::File(None));
    append(&mut vault, &Writer::new(1, 1).several(1, 100));
    assert_eq!(names(&disk, "making"), Vec::<String>::new());
    assert_eq!(Vault::open(disk.copy()).unwrap().1.envelopes, 1);
}

fn put(vault: &mut Vault<MemoryDisk>, file: SmallFile, byte: u8) {
    let reply = vault.run(VaultRequest::PutFile { file, bytes: sealed(byte) });
    assert_eq!(reply, VaultReply::FilePut);
}

/// The contents of the files whose names begin so.
fn contents(disk: &MemoryDisk, beginning: &str) -> Vec<Vec<u8>> {
    let files = disk.files().1.into_iter();
    files.filter(|(path, _)| path.starts_with(beginning)).map(|(_, bytes)| bytes).collect()
}

/// Settings that could not be opened were gone with the next one that was set.
#[test]
fn what_is_replaced_as_damaged_is_kept() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let file = SmallFile::Settings;
    for byte in [1, 2] {
        put(&mut vault, file, byte);
        let reply = vault.run(VaultRequest::ReplaceDamaged { file, bytes: sealed(9) });
        assert_eq!(reply, VaultReply::FilePut);
        assert_eq!(contents(&disk, "settings.age.damaged-").len(), usize::from(byte));
    }
    let reply = vault.run(VaultRequest::ReadFile { file });
    assert_eq!(reply, VaultReply::File(Some(sealed(9))));
    let kept = contents(&disk, "settings.age.damaged-");
    assert!(kept.contains(&sealed(1)) && kept.contains(&sealed(2)), "nothing was deleted");
    disk.lose("settings.age");
    let reply = vault.run(VaultRequest::ReplaceDamaged { file, bytes: sealed(3) });
    assert_eq!(reply, VaultReply::FilePut, "what is gone needs no keeping");
}

/// Settings that were too large to be read, or that the disk did not give out, could not be kept, so that they could not
/// be replaced either: the network stayed off for good.
#[test]
fn what_cannot_be_read_is_moved_and_replaced() {
    let file = SmallFile::Settings;
    let too_large = vec![7; 17 << 20];
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    put(&mut vault, file, 1);
    disk.overwrite("settings.age", too_large.clone());
    let reply = vault.run(VaultRequest::ReplaceDamaged { file, bytes: sealed(9) });
    assert_eq!(reply, VaultReply::FilePut);
    assert_eq!(contents(&disk, "settings.age.damaged-"), [too_large], "nothing was deleted");
    assert_eq!(vault.run(VaultRequest::ReadFile { file }), VaultReply::File(Some(sealed(9))));
    // Between the two the power may go. A file that was never there would switch the network on.
    disk.lose("settings.age");
    let reply = vault.run(VaultRequest::ReadFile { file });
    let missing = |damage: &Damage| damage.what == DamageKind::Missing;
    assert!(matches!(&reply, VaultReply::Failed(VaultError::Damaged(one)) if missing(one)));

    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = Vault::create(FolderDisk::new(place.path())).unwrap();
    std::fs::create_dir(place.path().join("settings.age")).unwrap();
    let reply = vault.run(VaultRequest::ReadFile { file });
    assert!(matches!(reply, VaultReply::Failed(_)), "{reply:?}");
    let reply = vault.run(VaultRequest::ReplaceDamaged { file, bytes: sealed(9) });
    assert_eq!(reply, VaultReply::FilePut);
    assert_eq!(vault.run(VaultRequest::ReadFile { file }), VaultReply::File(Some(sealed(9))));
}

/// The vault cannot see that a keyring of the right length is damaged. It kept that one as the keyring before the
/// last change, in place of the good one that had opened the plan.
#[test]
fn a_damaged_keyring_does_not_push_the_good_one_out() {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let keyring = SmallFile::Keyring;
    put(&mut vault, keyring, 1);
    put(&mut vault, keyring, 2);
    disk.overwrite("keyring.age", sealed(66));
    let read = vault.run(VaultRequest::ReadPreviousKeyring);
    assert_eq!(read, VaultReply::File(Some(sealed(1))));
    put(&mut vault, keyring, 3);
    assert_eq!(contents(&disk, "keyring.age.before"), [sealed(1)], "it opened the plan");
    assert_eq!(contents(&disk, "keyring.age.damaged-"), [sealed(66)]);
    // From there it is as it always was.
    put(&mut vault, keyring, 4);
    assert_eq!(contents(&disk, "keyring.age.before"), [sealed(3)]);
}

#[test]
fn a_vault_that_lost_its_envelopes_is_never_taken_for_a_new_one() {
    let disk = MemoryDisk::new();
    let files = [(SmallFile::Vault, sealed(1)), (SmallFile::Keyring, sealed(2))];
    let (mut vault, _) = Vault::create_with(disk.clone(), &files).unwrap();
    append(&mut vault, &Writer::new(1, 1).several(1, 100));
    drop(vault);
    let whole = disk.copy();
    for log in names(&disk, "log/") {
        disk.lose(&log);
    }
    assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::AlreadyThere);
    let reply = Vault::open(disk).unwrap().0.run(VaultRequest::ReadFile { file: SmallFile::Vault });
    assert_eq!(reply, VaultReply::File(Some(sealed(1))));
    // A marker that a cut brought back makes no difference beside an envelope, even one that cannot be read.
    whole.overwrite("making", vec![]);
    assert_eq!(Vault::create(whole.clone()).unwrap_err(), CreateVaultError::AlreadyThere);
    let log = names(&whole, "log/").remove(0);
    let damaged = whole.copy();
    damaged.overwrite(&log, vec![0; 200]);
    assert_eq!(Vault::create(damaged.clone()).unwrap_err(), CreateVaultError::AlreadyThere);
    assert_ne!(Vault::open(damaged).unwrap().1.damage, []);
    let (mut vault, _) = Vault::open(whole.clone()).unwrap();
    let put = VaultRequest::PutFile { file: SmallFile::Settings, bytes: sealed(3) };
    assert_eq!(vault.run(put), VaultReply::FilePut);
    assert_eq!(names(&whole, "making"), Vec::<String>::new(), "swept at the next write");
    // Somebody's own file of that name is no marker.
    let theirs = MemoryDisk::new();
    drop(Vault::create(theirs.clone()).unwrap());
    theirs.overwrite("making", b"tea".to_vec());
    assert_eq!(Vault::create(theirs).unwrap_err(), CreateVaultError::NotEmpty);
}

#[test]
fn a_read_only_disk_opens_and_refuses_to_write() {
    for has_lock_file in [true, false] {
        let disk = MemoryDisk::new();
        let (mut vault, _) = Vault::create(disk.clone()).unwrap();
        let mut writer = Writer::new(1, 1);
        let envelopes = writer.several(3, 100);
        append(&mut vault, &envelopes);
        drop(vault);
        if !has_lock_file {
            disk.lose("lock");
        }
        disk.set_read_only(true);
        let before = disk.files();
        let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
        assert_eq!((opened.read_only, opened.locked), (true, has_lock_file));
        assert_eq!(range(&mut vault, &writer, 0, usize::MAX), envelopes);
        for request in every_write(&mut writer) {
            let name = format!("{request:?}");
            assert_eq!(vault.run(request), VaultReply::Failed(VaultError::ReadOnly), "{name}");
        }
        assert!(matches!(vault.run(VaultRequest::Check), VaultReply::Checked(_)));
        assert_eq!(disk.files(), before);
        assert_eq!(Vault::create(disk.clone()).unwrap_err(), CreateVaultError::ReadOnly);
    }
}

#[test]
#[allow(clippy::explicit_write, reason = "the print macros are kept from whoever runs the tests")]
fn a_read_only_folder_opens_and_refuses_to_write() {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::geteuid().is_root() {
        use std::io::Write as _;
        // The print macros would be kept from whoever runs the tests.
        let why = "no folder is closed to root; the same is tested on a read-only disk in memory";
        writeln!(std::io::stderr(), "SKIPPED a_read_only_folder: {why}").unwrap();
        return;
    }
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("vault");
    let mut writer = Writer::new(1, 1);
    let (mut vault, _) = Vault::create(FolderDisk::new(&folder)).unwrap();
    let envelopes = writer.several(3, 100);
    append(&mut vault, &envelopes);
    drop(vault);
    let allow = |mode| std::fs::set_permissions(&folder, PermissionsExt::from_mode(mode)).unwrap();
    allow(0o500);
    let opened = Vault::open(FolderDisk::new(&folder));
    allow(0o700);
    let (mut vault, opened) = opened.unwrap();
    assert!(opened.read_only && opened.locked);
    assert_eq!(range(&mut vault, &writer, 0, usize::MAX), envelopes);
    for request in every_write(&mut writer) {
        assert_eq!(vault.run(request), VaultReply::Failed(VaultError::ReadOnly));
    }
}

fn every_write(writer: &mut Writer) -> Vec<VaultRequest> {
    let envelope = writer.next_of(EnvelopeKind::Snapshot, 100);
    vec![
        VaultRequest::Append { envelopes: writer.several(1, 100) },
        VaultRequest::PutSnapshot { envelope },
        VaultRequest::PutFile { file: SmallFile::Settings, bytes: sealed(1) },
        VaultRequest::PutFile { file: SmallFile::Keyring, bytes: sealed(1) },
        VaultRequest::MarkTrying {
            marker: Marker { program: "kith".to_owned(), tries: vec![(Hash([1; 32]), 1)] },
        },
        VaultRequest::ClearTrying { name: Hash([1; 32]) },
        VaultRequest::SetAside { bytes: vec![1], why: String::new() },
    ]
}

#[test]
fn a_disk_of_every_size_keeps_what_was_answered_and_goes_on_when_there_is_space() {
    let files = [(SmallFile::Vault, sealed(1)), (SmallFile::Keyring, sealed(2))];
    for capacity in (0..12_000).step_by(97) {
        let disk = MemoryDisk::new();
        disk.set_capacity(Some(capacity));
        let mut vault = match Vault::create_with(disk.clone(), &files) {
            Ok((vault, _)) => vault,
            Err(error) => {
                assert_eq!(error, CreateVaultError::Full, "{capacity}");
                assert_eq!(Vault::open(disk.clone()).unwrap_err(), OpenVaultError::NotFound);
                disk.set_capacity(None);
                Vault::create_with(disk.clone(), &files).unwrap().0
            }
        };
        disk.set_capacity(Some(capacity));
        let mut writer = Writer::new(1, capacity);
        let mut kept = Vec::new();
        for _ in 0..6 {
            let envelopes = writer.several(2, 300);
            let request = VaultRequest::Append { envelopes: envelopes.clone() };
            let reply = vault.run(request.clone());
            if reply != VaultReply::Appended {
                assert_eq!(reply, VaultReply::Failed(VaultError::Full), "{capacity}");
                match Vault::open(disk.copy()) {
                    Ok((_, now)) => {
                        let held = (now.envelopes, now.damage);
                        assert_eq!(held, (kept.len() as u64, vec![]), "{capacity}");
                    }
                    Err(error) => {
                        assert_eq!(
                            (error, kept.len()),
                            (OpenVaultError::NotFound, 0),
                            "{capacity}"
                        );
                    }
                }
                disk.set_capacity(None);
                assert_eq!(vault.run(request), VaultReply::Appended, "{capacity}");
            }
            kept.extend(envelopes);
        }
        drop(vault);
        let (mut vault, opened) = Vault::open(disk).unwrap();
        assert_eq!(opened.damage, [], "{capacity}");
        assert_eq!(range(&mut vault, &writer, 0, usize::MAX), kept, "{capacity}");
    }
}

/// The disk failed once over the copy of something that was refused, and nothing more could be saved in that run:
/// whoever sent what is refused had ended the owner's writing.
#[test]
fn a_copy_that_the_disk_does_not_take_leaves_the_rest_of_the_run_as_it_is() {
    let mut failures = 0;
    for after in 0..12 {
        let (disk, switch) = (MemoryDisk::new(), FaultSwitch::new());
        let (mut vault, _) = Vault::create(FaultyDisk::new(disk.clone(), switch.clone())).unwrap();
        let mut writer = Writer::new(1, 1);
        let mut all = writer.several(1, 100);
        assert_eq!(
            vault.run(VaultRequest::Append { envelopes: all.clone() }),
            VaultReply::Appended
        );
        let refused = Writer::new(2, 2).next(50);
        let (bytes, hash) = (refused.bytes().to_vec(), refused.hash());
        let set_aside = VaultRequest::SetAside { bytes, why: "a reason".to_owned() };
        for request in [set_aside.clone(), VaultRequest::TakeBack { hash }] {
            let error = DiskError::Other(std::io::ErrorKind::Other);
            switch.set(Some(Fault { after, error, is_sticky: false }));
            failures += u32::from(matches!(vault.run(request), VaultReply::Failed(_)));
            switch.set(None);
            vault.run(set_aside.clone());
        }
        let more = writer.several(1, 100);
        let reply = vault.run(VaultRequest::Append { envelopes: more.clone() });
        assert_eq!(reply, VaultReply::Appended, "after {after}");
        all.extend(more);
        drop(vault);
        let (mut vault, _) = Vault::open(disk).unwrap();
        assert_eq!(range(&mut vault, &writer, 0, usize::MAX), all, "after {after}");
    }
    assert!(failures > 8, "{failures}");
}
