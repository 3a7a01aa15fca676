//! Power cuts and failing disks: whatever was answered with success is there afterwards.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use kith_seal::{Envelope, EnvelopeKind, Hash};
use kith_vault::{
    CrashDisk, DiskError, Fault, FaultSwitch, FaultyDisk, MemoryDisk, OpenVaultError, SmallFile,
    Vault, VaultError, VaultReply, VaultRequest,
};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::support::Writer;

/// More images than this at one cut are drawn with dice instead of all looked at.
const MAX_IMAGES: u64 = 1 << 9;

/// What was asked of a vault and what it answered with success.
#[derive(Default, Clone)]
struct Acknowledged {
    has_vault: bool,
    envelopes: Vec<Envelope>,
    snapshot: Option<Envelope>,
    keyring: Option<u8>,
    requests: usize,
}

fn sealed(byte: u8) -> Vec<u8> {
    vec![byte; 100]
}

/// One run's requests: small, of every kind that writes.
fn requests(writer: &mut Writer, run: u8) -> Vec<VaultRequest> {
    vec![
        VaultRequest::Append { envelopes: writer.several(1, 20) },
        VaultRequest::PutFile { file: SmallFile::Keyring, bytes: sealed(10 + run) },
        VaultRequest::Append { envelopes: writer.several(2, 20) },
        VaultRequest::PutSnapshot { envelope: writer.next_of(EnvelopeKind::Snapshot, 30) },
        VaultRequest::Append { envelopes: writer.several(1, 20) },
    ]
}

fn acknowledge(acknowledged: &mut Acknowledged, request: &VaultRequest) {
    acknowledged.requests += 1;
    match request {
        VaultRequest::Append { envelopes } => {
            acknowledged.has_vault = true;
            acknowledged.envelopes.extend(envelopes.iter().cloned());
        }
        VaultRequest::PutSnapshot { envelope } => acknowledged.snapshot = Some(envelope.clone()),
        VaultRequest::PutFile { bytes, .. } => acknowledged.keyring = bytes.first().copied(),
        other => panic!("{other:?}"),
    }
}

/// Opens an image and holds it to what was answered. `writer` only names the stream.
fn check_image(image: MemoryDisk, expected: &Acknowledged, writer: &Writer, which: &str) {
    let again = image.clone();
    let (mut vault, opened) = match Vault::open(image) {
        Ok(opened) => opened,
        Err(error) => {
            assert!(!expected.has_vault && error == OpenVaultError::NotFound, "{which}: {error:?}");
            return make_again(again, which);
        }
    };
    assert_eq!(opened.damage, [], "{which}");
    assert!(opened.envelopes > 0, "{which}: a vault before its first envelope");
    let request = VaultRequest::ReadMany { ranges: vec![(writer.alias, writer.stream, 0)] };
    let VaultReply::Many(held) = vault.run(request) else { panic!("{which}") };
    let held: BTreeMap<u32, Envelope> =
        held.into_iter().flatten().map(|envelope| (envelope.header().seq, envelope)).collect();
    for envelope in &expected.envelopes {
        assert_eq!(held.get(&envelope.header().seq), Some(envelope), "{which}");
    }
    let snapshot = vault.run(VaultRequest::ReadSnapshot { alias: writer.alias });
    let VaultReply::Snapshot(snapshot) = snapshot else { panic!("{which}: {snapshot:?}") };
    if let Some(acknowledged) = &expected.snapshot {
        let found = snapshot.unwrap_or_else(|| panic!("{which}: no snapshot"));
        assert!(found.header().seq >= acknowledged.header().seq, "{which}: an older snapshot");
    }
    let keyring = vault.run(VaultRequest::ReadFile { file: SmallFile::Keyring });
    let VaultReply::File(keyring) = keyring else { panic!("{which}: {keyring:?}") };
    if let Some(acknowledged) = expected.keyring {
        let found = keyring.unwrap_or_else(|| panic!("{which}: no keyring"));
        assert!(found == sealed(found[0]) && found[0] >= acknowledged, "{which}: keyring");
    }
    // The run after the cut can write, and the one after that finds all of it.
    let mut after = Writer::new(200, 77);
    let envelopes = after.several(1, 20);
    assert_eq!(vault.run(VaultRequest::Append { envelopes }), VaultReply::Appended, "{which}");
    let (_, again) = Vault::open(vault.into_disk().copy()).unwrap();
    assert_eq!(again.damage, [], "{which}, one run later");
    assert!(again.envelopes > opened.envelopes, "{which}, one run later");
}

/// Where no vault is found, one can be made, and is whole from its first append on.
fn make_again(disk: MemoryDisk, which: &str) {
    let files = [(SmallFile::Vault, sealed(70)), (SmallFile::Keyring, sealed(71))];
    let (mut vault, opened) =
        Vault::create_with(disk, &files).unwrap_or_else(|error| panic!("{which}: {error:?}"));
    assert_eq!((opened.envelopes, opened.damage), (0, vec![]), "{which}");
    let envelopes = Writer::new(200, 77).several(1, 20);
    assert_eq!(vault.run(VaultRequest::Append { envelopes }), VaultReply::Appended, "{which}");
    let (mut vault, opened) = Vault::open(vault.into_disk().copy()).unwrap();
    assert_eq!((opened.envelopes, opened.damage), (1, vec![]), "{which}");
    for (file, bytes) in files {
        let reply = vault.run(VaultRequest::ReadFile { file });
        assert_eq!(reply, VaultReply::File(Some(bytes)), "{which}");
    }
}

/// What a power cut left of a first run once asked for a passphrase, and no passphrase could open it: its small files
/// were there, and its first envelope was not.
#[test]
fn a_cut_while_a_vault_is_made_leaves_none_or_all_of_it() {
    let disk = CrashDisk::new();
    let files = |byte| [(SmallFile::Vault, sealed(byte)), (SmallFile::Keyring, sealed(byte))];
    let writer = Writer::new(1, 1);
    let mut history = vec![(0, Acknowledged::default())];
    // The first making ends before its first append, the second takes over.
    drop(Vault::create_with(disk.clone(), &files(1)).unwrap());
    let first = disk.operations();
    let (mut vault, _) = Vault::create_with(disk.clone(), &files(2)).unwrap();
    let request = VaultRequest::Append { envelopes: writer.clone().several(2, 20) };
    let before = disk.operations();
    assert_eq!(vault.run(request.clone()), VaultReply::Appended);
    let mut acknowledged = Acknowledged { keyring: Some(2), ..Acknowledged::default() };
    history.push((before, acknowledged.clone()));
    acknowledge(&mut acknowledged, &request);
    history.push((disk.operations(), acknowledged));
    let (mut none, mut whole) = (0, 0);
    for cut in 0..=disk.operations() {
        let (_, expected) = history.iter().rev().find(|(after, _)| *after <= cut).unwrap();
        for number in 0..disk.image_count(cut) {
            let which = format!("cut after {cut} of {first} and more, image {number}");
            let image = disk.image(cut, number);
            match Vault::open(image.copy()) {
                Ok(_) => whole += 1,
                Err(_) => none += 1,
            }
            check_image(image, expected, &writer, &which);
        }
    }
    println!("{none} images without a vault, {whole} with one");
    assert!(none > 100 && whole > 3, "{none} images without a vault, {whole} with one");
}

#[test]
fn a_disk_that_fails_while_a_vault_is_made_leaves_none_or_all_of_it() {
    let errors = [DiskError::Other(ErrorKind::Other), DiskError::Full, DiskError::SyncFailed];
    let mut failures = 0;
    for (error, is_sticky) in errors.into_iter().flat_map(|error| [(error, false), (error, true)]) {
        for after in 0.. {
            let disk = MemoryDisk::new();
            let mut writer = Writer::new(1, 1);
            let mut acknowledged = Acknowledged::default();
            let switch = FaultSwitch::new();
            switch.set(Some(Fault { after, error, is_sticky }));
            let files = [(SmallFile::Vault, sealed(1)), (SmallFile::Keyring, sealed(9))];
            let faulty = FaultyDisk::new(disk.clone(), switch.clone());
            if let Ok((mut vault, _)) = Vault::create_with(faulty, &files) {
                acknowledged.keyring = Some(9);
                let request = VaultRequest::Append { envelopes: writer.several(1, 20) };
                if vault.run(request.clone()) == VaultReply::Appended {
                    acknowledge(&mut acknowledged, &request);
                }
            }
            let which = format!("{error:?} after {after}, sticky {is_sticky}");
            check_image(disk.copy(), &acknowledged, &writer, &which);
            if switch.operations() <= after {
                assert!(acknowledged.has_vault, "{which}: nothing failed");
                break;
            }
            failures += 1;
        }
    }
    assert!(failures > 200, "only {failures} failing operations");
}

#[test]
fn every_image_after_a_power_cut_opens_with_everything_answered_before_it() {
    const SEED: u64 = 25;
    let disk = CrashDisk::new();
    let mut writer = Writer::new(1, 1);
    let mut acknowledged = Acknowledged::default();
    // What had been answered after how many operations.
    let mut history = vec![(0, acknowledged.clone())];
    let switch = FaultSwitch::new();
    for run in 0..3 {
        let faulty = FaultyDisk::new(disk.clone(), switch.clone());
        let mut vault = if run == 0 {
            let files = [(SmallFile::Vault, sealed(1)), (SmallFile::Keyring, sealed(9))];
            let (vault, _) = Vault::create_with(faulty, &files).unwrap();
            acknowledged.keyring = Some(9);
            vault
        } else {
            Vault::open(faulty).unwrap().0
        };
        history.push((disk.operations(), acknowledged.clone()));
        for request in requests(&mut writer, run) {
            let reply = vault.run(request.clone());
            assert!(!matches!(reply, VaultReply::Failed(_)), "{reply:?}");
            acknowledge(&mut acknowledged, &request);
            history.push((disk.operations(), acknowledged.clone()));
        }
        // Each run ends badly, so that the next one has a torn log to cut back, or an unfinished file to sweep.
        let fault = |after| {
            Some(Fault { after, error: DiskError::Other(ErrorKind::Other), is_sticky: true })
        };
        let last = if run == 0 {
            switch.set(fault(0));
            VaultRequest::Append { envelopes: writer.clone().several(2, 20) }
        } else {
            switch.set(fault(2));
            VaultRequest::PutFile { file: SmallFile::Settings, bytes: sealed(1) }
        };
        assert_eq!(vault.run(last), VaultReply::Failed(VaultError::SyncFailed));
        switch.set(None);
    }
    let mut dice = ChaCha12Rng::seed_from_u64(SEED);
    let mut images = 0_u64;
    for cut in 0..=disk.operations() {
        let (_, expected) = history.iter().rev().find(|(after, _)| *after <= cut).unwrap();
        let count = disk.image_count(cut);
        images += count.min(MAX_IMAGES);
        for number in 0..count.min(MAX_IMAGES) {
            let number = if count <= MAX_IMAGES { number } else { dice.next_u64() % count };
            let which = format!("cut after {cut}, image {number} of {count}, seed {SEED}");
            check_image(disk.image(cut, number), expected, &writer, &which);
        }
    }
    println!("{images} images");
    assert!(images > 5_000, "only {images} images");
}

#[test]
fn no_failing_operation_makes_a_false_answer() {
    let errors = [
        DiskError::Other(ErrorKind::Other),
        DiskError::Full,
        DiskError::ReadOnly,
        DiskError::Denied,
    ];
    let mut failures = 0;
    for error in errors {
        for is_sticky in [false, true] {
            for after in 0.. {
                let disk = MemoryDisk::new();
                let mut writer = Writer::new(1, 1);
                let mut acknowledged = Acknowledged { keyring: Some(9), ..Acknowledged::default() };
                // A first run without faults, so that there is a log to read and to name.
                let files = [(SmallFile::Keyring, sealed(9))];
                let (mut vault, _) = Vault::create_with(disk.clone(), &files).unwrap();
                for request in requests(&mut writer, 0) {
                    assert!(!matches!(vault.run(request.clone()), VaultReply::Failed(_)));
                    acknowledge(&mut acknowledged, &request);
                }
                drop(vault);
                let switch = FaultSwitch::new();
                switch.set(Some(Fault { after, error, is_sticky }));
                let faulty = FaultyDisk::new(disk.clone(), switch.clone());
                let which = format!("{error:?} after {after}, sticky {is_sticky}");
                run_on(faulty, &mut writer, &mut acknowledged);
                check_image(disk.copy(), &acknowledged, &writer, &which);
                if switch.operations() <= after {
                    break;
                }
                failures += 1;
            }
        }
    }
    assert!(failures > 200, "only {failures} failing operations");
}

/// Runs all requests on a disk that will fail.
fn run_on(faulty: FaultyDisk<MemoryDisk>, writer: &mut Writer, acknowledged: &mut Acknowledged) {
    let Ok((mut vault, _)) = Vault::open(faulty) else {
        return;
    };
    for request in requests(writer, 1) {
        let reply = vault.run(request.clone());
        if !matches!(reply, VaultReply::Failed(_)) {
            acknowledge(acknowledged, &request);
        }
    }
}

#[test]
fn after_a_failed_sync_nothing_is_saved_any_more_until_the_vault_is_opened_anew() {
    let disk = MemoryDisk::new();
    drop(Vault::create(disk.clone()).unwrap());
    // Empty and promised, so that both times below a run opens it.
    disk.lose("making");
    // Once while the run's log is made (looking for what to sweep, then sync), once while it grows.
    for has_log in [false, true] {
        let switch = FaultSwitch::new();
        let mut writer = Writer::new(u8::from(has_log), 5);
        let (mut vault, opened) =
            Vault::open(FaultyDisk::new(disk.clone(), switch.clone())).unwrap();
        assert_eq!(opened.damage, []);
        let mut kept = Vec::new();
        if has_log {
            kept = writer.several(1, 20);
            let request = VaultRequest::Append { envelopes: kept.clone() };
            assert_eq!(vault.run(request), VaultReply::Appended);
        } else {
            assert_eq!(
                vault.run(VaultRequest::ClearTrying { name: Hash::ZERO }),
                VaultReply::TryingCleared
            );
        }
        // To grow a log is: append, sync. To make one is: remove, create, append, sync, rename, sync of the folder.
        let sync = if has_log { 1 } else { 3 };
        let fault = Fault { after: sync, error: DiskError::SyncFailed, is_sticky: false };
        switch.set(Some(fault));
        let envelopes = writer.several(1, 20);
        let failed = VaultReply::Failed(VaultError::SyncFailed);
        assert_eq!(vault.run(VaultRequest::Append { envelopes: envelopes.clone() }), failed);
        for request in [
            VaultRequest::Append { envelopes: envelopes.clone() },
            VaultRequest::PutFile { file: SmallFile::Settings, bytes: sealed(1) },
            VaultRequest::Sync,
        ] {
            assert_eq!(vault.run(request), failed, "log {has_log}");
        }
        let (alias, stream) = (writer.alias, writer.stream);
        let request = VaultRequest::ReadRange { alias, stream, from: 0, max_bytes: usize::MAX };
        assert_eq!(vault.run(request), VaultReply::Range(kept), "reading goes on");
        drop(vault);
        let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
        assert_eq!(opened.damage, []);
        assert_eq!(vault.run(VaultRequest::Append { envelopes }), VaultReply::Appended);
    }
}

#[test]
fn what_a_killed_run_left_is_not_held_before_the_disk_confirmed_it() {
    // A run was killed between its write and its sync. The system still shows the bytes, so a later run once took them
    // for durable, told a peer that it held them, and lost them in the next power cut.
    let disk = CrashDisk::new();
    let mut writer = Writer::new(1, 1);
    let switch = FaultSwitch::new();
    let (mut vault, _) = Vault::create(FaultyDisk::new(disk.clone(), switch.clone())).unwrap();
    assert_eq!(
        vault.run(VaultRequest::Append { envelopes: writer.several(1, 20) }),
        VaultReply::Appended
    );
    // From the sync on nothing works, not even taking the bytes back: as good as killed.
    switch.set(Some(Fault { after: 1, error: DiskError::SyncFailed, is_sticky: true }));
    let reply = vault.run(VaultRequest::Append { envelopes: writer.several(1, 20) });
    assert_eq!(reply, VaultReply::Failed(VaultError::SyncFailed));
    drop(vault);
    assert!(disk.image_count(disk.operations()) > 1, "the second append is not durable yet");
    let (_, opened) = Vault::open(disk.clone()).unwrap();
    assert_eq!(opened.envelopes, 2);
    assert_eq!(disk.image_count(disk.operations()), 1, "it is before anybody hears of it");

    // And where the disk does not confirm, the vault opens for reading and never says "saved".
    let (_, length_of_opening) = (switch.set(None), {
        drop(Vault::open(FaultyDisk::new(disk.clone(), switch.clone())).unwrap());
        switch.operations()
    });
    let mut refused = 0;
    for after in 0..length_of_opening {
        switch.set(Some(Fault { after, error: DiskError::SyncFailed, is_sticky: false }));
        let Ok((mut vault, opened)) = Vault::open(FaultyDisk::new(disk.clone(), switch.clone()))
        else {
            continue;
        };
        if opened.damage.is_empty() && opened.index[0].next_seq == 2 {
            let reply = vault.run(VaultRequest::Append { envelopes: vec![] });
            refused += u32::from(reply == VaultReply::Failed(VaultError::SyncFailed));
        }
    }
    assert!(refused >= 3, "the log, its folder and that of the snapshots: {refused}");
}
