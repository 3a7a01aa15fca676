//! Cut, flipped, lost and doubled bytes: nothing panics, everything is detected or harmless, the rest opens.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Envelope, EnvelopeKind};
use kith_vault::{
    Damage, DamageKind, LOG_HEAD_LEN, MemoryDisk, OpenedVault, RECORD_HEAD_LEN, SmallFile, Vault,
    VaultError, VaultReply, VaultRequest,
};

use crate::support::Writer;

/// A small vault of `runs` runs, each of which appended two requests of two envelopes.
fn small_vault(runs: usize) -> (MemoryDisk, Writer, Vec<Envelope>) {
    let disk = MemoryDisk::new();
    drop(Vault::create(disk.clone()).unwrap());
    // Each log below is that of a run which opened the vault, so this one begins empty and promised.
    disk.lose("making");
    let mut writer = Writer::new(1, 1);
    let mut all = Vec::new();
    for _ in 0..runs {
        let (mut vault, _) = Vault::open(disk.clone()).unwrap();
        for _ in 0..2 {
            let envelopes = writer.several(2, 60);
            all.extend(envelopes.iter().cloned());
            assert_eq!(vault.run(VaultRequest::Append { envelopes }), VaultReply::Appended);
        }
    }
    (disk, writer, all)
}

fn logs(disk: &MemoryDisk) -> Vec<String> {
    disk.files().1.into_keys().filter(|path| path.starts_with("log/")).collect()
}

fn bytes_of(disk: &MemoryDisk, path: &str) -> Vec<u8> {
    disk.files().1.remove(path).unwrap()
}

fn open(disk: &MemoryDisk) -> (Vault<MemoryDisk>, OpenedVault) {
    Vault::open(disk.copy()).unwrap()
}

/// Everything a vault can still give, whatever is damaged.
fn held(vault: &mut Vault<MemoryDisk>, writer: &Writer) -> Vec<Envelope> {
    let request = VaultRequest::ReadMany { ranges: vec![(writer.alias, writer.stream, 0)] };
    for _ in 0..100 {
        match vault.run(request.clone()) {
            VaultReply::Many(mut ranges) => return ranges.remove(0),
            VaultReply::Failed(VaultError::Damaged(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    panic!("asking again must give the rest");
}

fn kinds(damage: &[Damage]) -> BTreeSet<DamageKind> {
    damage.iter().map(|damage| damage.what).collect()
}

#[test]
fn the_last_log_cut_at_every_length_opens_with_every_whole_request_before_it() {
    let (disk, mut writer, all) = small_vault(2);
    let path = logs(&disk).remove(1);
    let whole = bytes_of(&disk, &path);
    let record = RECORD_HEAD_LEN + all[0].len();
    let first_request_end = whole.len() - 2 * record;
    let next = writer.next(60);
    for len in first_request_end - 2 * record..whole.len() {
        disk.overwrite(&path, whole[..len].to_vec());
        let expected = if len >= first_request_end { &all[..6] } else { &all[..4] };
        let (mut vault, opened) = open(&disk);
        assert_eq!(opened.damage, [], "{len}");
        assert_eq!(held(&mut vault, &writer), expected, "{len}");
        // The run after it cuts the rest off and goes on, and the one after that finds nothing wrong.
        assert_eq!(
            vault.run(VaultRequest::Append { envelopes: vec![next.clone()] }),
            VaultReply::Appended
        );
        let (mut vault, opened) = open(&vault.into_disk());
        assert_eq!(opened.damage, [], "{len}");
        assert_eq!(
            held(&mut vault, &writer),
            [expected, std::slice::from_ref(&next)].concat(),
            "{len}"
        );
    }
}

#[test]
fn a_cut_after_a_clean_end_of_an_older_log_is_seen_by_the_next_log() {
    let (disk, writer, all) = small_vault(3);
    let path = logs(&disk).remove(1);
    let whole = bytes_of(&disk, &path);
    let record = RECORD_HEAD_LEN + all[0].len();
    for cut_records in 1..=4 {
        disk.overwrite(&path, whole[..whole.len() - cut_records * record].to_vec());
        let (mut vault, opened) = open(&disk);
        let [damage] = &opened.damage[..] else { panic!("{:?}", opened.damage) };
        assert_eq!((&damage.file, damage.what), (&path, DamageKind::Shortened));
        let expected = [&all[..8 - cut_records], &all[8..]].concat();
        assert_eq!(held(&mut vault, &writer), expected, "what is left of a request counts");
        let [beyond] = opened.index[0].beyond[..] else { panic!("{:?}", opened.index[0]) };
        assert_eq!(opened.index[0].next_seq, 8 - cut_records as u32);
        assert_eq!((beyond.first_seq, beyond.next_seq), (8, 12));
    }
    disk.lose(&path);
    let (mut vault, opened) = open(&disk);
    assert_eq!(
        opened.damage,
        [Damage { file: path, what: DamageKind::Missing, alias: None, stream: None, seq: None }]
    );
    assert_eq!(held(&mut vault, &writer), [&all[..4], &all[8..]].concat());
}

#[test]
fn damage_stays_told_after_later_runs() {
    // A new log names the hash of whole earlier logs, which spares later runs a look at each record. When it hashed the
    // file as it then stood, it vouched for a damaged one, and the damage was never told again.
    let (disk, writer, all) = small_vault(3);
    let paths = logs(&disk);
    let record = RECORD_HEAD_LEN + all[0].len();
    let cases = [
        (&paths[1], DamageKind::Shortened),
        (&paths[1], DamageKind::Record),
        (&paths[2], DamageKind::Record),
        (&paths[2], DamageKind::LogHead),
    ];
    for (path, what) in cases {
        let disk = disk.copy();
        let mut writer = writer.clone();
        let mut bytes = bytes_of(&disk, path);
        let last = bytes.len() - 1;
        match what {
            DamageKind::Shortened => bytes.truncate(bytes.len() - record),
            DamageKind::LogHead => bytes[20] ^= 1,
            _ => bytes[last] ^= 1,
        }
        disk.overwrite(path, bytes);
        for run in 0..7 {
            let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
            let told = opened.damage.iter().any(|damage| damage.what == what);
            assert!(told, "{what:?} of {path}, run {run}: {:?}", opened.damage);
            assert!(opened.damage.iter().all(|damage| damage.file == *path));
            let envelopes = writer.several(1, 60);
            let reply = vault.run(VaultRequest::Append { envelopes });
            assert_eq!(reply, VaultReply::Appended);
        }
    }
}

#[test]
fn every_flipped_byte_of_a_log_is_detected_and_costs_at_most_one_envelope() {
    let (disk, writer, all) = small_vault(3);
    for (which, path) in logs(&disk).into_iter().enumerate() {
        let whole = bytes_of(&disk, &path);
        for place in 0..whole.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut flipped = whole.clone();
                flipped[place] ^= change;
                disk.overwrite(&path, flipped);
                let (mut vault, opened) = open(&disk);
                assert!(!opened.damage.is_empty(), "log {which} byte {place} change {change:#x}");
                assert!(opened.damage.iter().all(|damage| damage.file == path));
                let got = held(&mut vault, &writer);
                assert!(got.len() + 1 >= all.len(), "log {which} byte {place}: {} held", got.len());
                assert!(got.iter().all(|envelope| all.contains(envelope)));
            }
        }
        disk.overwrite(&path, whole);
    }
}

/// A record whose end was hit together with the whole of the next was told of alone: the next, which may have been of
/// another volume, was gone without a word.
#[test]
fn what_was_hit_behind_a_damaged_record_is_told_of_too() {
    let (disk, _, all) = small_vault(1);
    let path = logs(&disk).remove(0);
    let mut bytes = bytes_of(&disk, &path);
    let record = RECORD_HEAD_LEN + all[0].len();
    // From the middle of the first record to the middle of the second.
    let first = bytes.len() - 4 * record;
    let (from, to) = (first + record * 3 / 4, first + record * 7 / 4);
    bytes[from..to].fill(1);
    disk.overwrite(&path, bytes);
    let (_, opened) = open(&disk);
    let told: Vec<_> = opened.damage.iter().map(|one| (one.what, one.seq)).collect();
    assert!(told.contains(&(DamageKind::Record, Some(all[0].header().seq))), "{told:?}");
    assert!(told.contains(&(DamageKind::Gap, None)), "{told:?}");
}

/// A damaged snapshot came again, and had the same rank then as the next one: the order of their names said which was
/// the newest. Half of the vaults read the older one from then on, with nothing said.
#[test]
fn a_snapshot_that_was_put_again_is_older_than_the_next_whatever_their_names() {
    let mut orders = BTreeSet::new();
    for seed in 0..8 {
        let disk = MemoryDisk::new();
        let (mut vault, _) = Vault::create(disk.clone()).unwrap();
        let mut writer = Writer::new(1, seed);
        let [older, newer] = [(); 2].map(|()| writer.next_of(EnvelopeKind::Snapshot, 300));
        for (number, envelope) in [&older, &older, &newer].into_iter().enumerate() {
            let request = VaultRequest::PutSnapshot { envelope: envelope.clone() };
            assert_eq!(vault.run(request), VaultReply::SnapshotPut, "{seed} {number}");
            if number == 0 {
                let (path, mut bytes) =
                    disk.files().1.into_iter().find(|(path, _)| path.starts_with("snap/")).unwrap();
                bytes[200] ^= 1;
                disk.overwrite(&path, bytes);
            }
            drop(vault);
            (vault, _) = Vault::open(disk.clone()).unwrap();
        }
        let read = vault.run(VaultRequest::ReadSnapshot { alias: writer.alias });
        assert_eq!(read, VaultReply::Snapshot(Some(newer.clone())), "{seed}");
        orders.insert(older.hash().to_string() < newer.hash().to_string());
    }
    assert_eq!(orders.len(), 2, "both orders of names were seen");
}

#[test]
fn every_flipped_byte_elsewhere_is_detected_or_left_to_the_opener() {
    let (disk, mut writer, all) = small_vault(1);
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    let snapshots = [(); 2].map(|()| writer.next_of(EnvelopeKind::Snapshot, 300));
    for envelope in snapshots.clone() {
        assert_eq!(vault.run(VaultRequest::PutSnapshot { envelope }), VaultReply::SnapshotPut);
    }
    let bytes = vec![7; 100];
    let file = SmallFile::Keyring;
    assert_eq!(
        vault.run(VaultRequest::PutFile { file, bytes: bytes.clone() }),
        VaultReply::FilePut
    );
    drop(vault);
    let newest = format!("snap/{}-{}.kith", writer.alias, &snapshots[1].hash().to_string()[..8]);
    for (path, whole) in disk.files().1.into_iter().filter(|(path, _)| !path.starts_with("log/")) {
        for place in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[place] ^= 0x04;
            disk.overwrite(&path, flipped.clone());
            let Ok((mut vault, opened)) = Vault::open(disk.copy()) else {
                assert_eq!(path, "kith.format");
                continue;
            };
            let read = held(&mut vault, &writer);
            assert_eq!(&read[..4], all);
            if path.starts_with("snap/") {
                let what = match path == newest {
                    true => DamageKind::Snapshot,
                    false => DamageKind::OlderSnapshot,
                };
                assert_eq!(kinds(&opened.damage), [what].into(), "{path} {place}");
                let expected = if path == newest { &snapshots[0] } else { &snapshots[1] };
                let reply = vault.run(VaultRequest::ReadSnapshot { alias: writer.alias });
                assert_eq!(reply, VaultReply::Snapshot(Some(expected.clone())));
                assert_eq!(opened.index[0].next_seq, 6, "its place is still known");
            } else {
                assert_eq!((path.as_str(), &opened.damage[..]), ("keyring.age", &[][..]));
                let reply = vault.run(VaultRequest::ReadFile { file });
                assert_eq!(reply, VaultReply::File(Some(flipped)), "sealed: its opener will see");
            }
        }
        disk.overwrite(&path, whole);
    }
}

#[test]
fn every_file_cut_at_every_length_opens_with_the_rest() {
    let (disk, mut writer, all) = small_vault(3);
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    let envelope = writer.next_of(EnvelopeKind::Snapshot, 300);
    assert_eq!(vault.run(VaultRequest::PutSnapshot { envelope }), VaultReply::SnapshotPut);
    drop(vault);
    let newest_log = logs(&disk).pop().unwrap();
    for (path, whole) in disk.files().1 {
        if path == "kith.format" || path == "lock" {
            continue;
        }
        for len in 0..whole.len() {
            disk.overwrite(&path, whole[..len].to_vec());
            let (mut vault, opened) = open(&disk);
            // The newest log holds one request after its opening; cut there, it is as if that was never asked.
            let opening_len = LOG_HEAD_LEN + RECORD_HEAD_LEN + 4 + 3 * 84;
            let is_cut_request = path == newest_log && len >= opening_len;
            let is_cut_opening = path == newest_log && (LOG_HEAD_LEN..opening_len).contains(&len);
            assert!(!opened.damage.is_empty() || is_cut_request || is_cut_opening, "{path} {len}");
            assert!(held(&mut vault, &writer).len() + 4 >= all.len(), "{path} {len}");
        }
        disk.overwrite(&path, whole);
    }
}

#[test]
fn records_after_damage_are_found_again_whatever_was_done_to_the_middle() {
    let (disk, writer, all) = small_vault(1);
    let path = logs(&disk).remove(0);
    let whole = bytes_of(&disk, &path);
    let record = RECORD_HEAD_LEN + all[0].len();
    let second = whole.len() - 3 * record;
    let damaged: BTreeMap<&str, Vec<u8>> = [
        ("zeros over it", [&whole[..second], &vec![0; record], &whole[second + record..]].concat()),
        ("gone", [&whole[..second], &whole[second + record..]].concat()),
        ("ten bytes gone", [&whole[..second + 100], &whole[second + 110..]].concat()),
        ("ten bytes too many", [&whole[..second + 100], &[7; 10], &whole[second + 100..]].concat()),
        ("ten bytes before it", [&whole[..second], &[7; 10], &whole[second..]].concat()),
        ("its head gone", [&whole[..second], &whole[second + RECORD_HEAD_LEN..]].concat()),
    ]
    .into();
    for (what, bytes) in damaged {
        disk.overwrite(&path, bytes);
        let (mut vault, opened) = open(&disk);
        assert!(!opened.damage.is_empty(), "{what}");
        let got = held(&mut vault, &writer);
        let expected = if what == "ten bytes before it" {
            all.clone()
        } else {
            [&all[..1], &all[2..]].concat()
        };
        assert_eq!(got, expected, "{what}");
    }
}

#[test]
fn a_doubled_tail_is_harmless_and_told() {
    let (disk, writer, all) = small_vault(1);
    let path = logs(&disk).remove(0);
    let whole = bytes_of(&disk, &path);
    let record = RECORD_HEAD_LEN + all[0].len();
    disk.overwrite(&path, [&whole[..], &whole[whole.len() - record..]].concat());
    let (mut vault, opened) = open(&disk);
    assert_eq!(kinds(&opened.damage), [DamageKind::ChainBroken].into());
    assert_eq!(held(&mut vault, &writer), all);
}

#[test]
fn two_copies_of_a_vault_that_both_went_on_can_be_laid_together() {
    let (disk, writer, all) = small_vault(1);
    let copies = [10, 11].map(|seed| {
        let copy = disk.copy();
        let mut writer = Writer::new(2, seed);
        let (mut vault, _) = Vault::open(copy.clone()).unwrap();
        let envelopes = writer.several(2, 60);
        assert_eq!(
            vault.run(VaultRequest::Append { envelopes: envelopes.clone() }),
            VaultReply::Appended
        );
        (copy, writer, envelopes)
    });
    let merged = copies[0].0.copy();
    for (path, bytes) in copies[1].0.files().1 {
        merged.overwrite(&path, bytes);
    }
    let (mut vault, opened) = open(&merged);
    assert_eq!(opened.damage, []);
    assert_eq!(opened.logs, 3);
    assert_eq!(held(&mut vault, &writer), all);
    for (_, writer, envelopes) in &copies {
        assert_eq!(held(&mut vault, writer), *envelopes);
    }
}

#[test]
fn a_log_under_a_strange_name_is_read_and_later_runs_do_not_miss_it() {
    let (disk, mut writer, all) = small_vault(1);
    let path = logs(&disk).remove(0);
    disk.overwrite(&path.replace(".log", " (copy).log"), bytes_of(&disk, &path));
    disk.lose(&path);
    for run in 0..3 {
        let (mut vault, opened) = Vault::open(disk.clone()).unwrap();
        assert_eq!(opened.damage, [], "run {run}");
        assert_eq!(held(&mut vault, &writer)[..4], all);
        let envelopes = writer.several(1, 60);
        assert_eq!(vault.run(VaultRequest::Append { envelopes }), VaultReply::Appended);
    }
}

#[test]
fn two_different_envelopes_for_one_place_at_rest_are_told_and_the_first_serves() {
    let (disk, writer, all) = small_vault(1);
    let other = disk.copy();
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    let (mut one, mut two) = (Writer::new(3, 5), Writer::new(3, 5));
    let first = one.several(1, 60);
    assert_eq!(vault.run(VaultRequest::Append { envelopes: first.clone() }), VaultReply::Appended);
    drop(vault);
    let (mut vault, _) = Vault::open(other.clone()).unwrap();
    assert_eq!(
        vault.run(VaultRequest::Append { envelopes: two.several(1, 61) }),
        VaultReply::Appended
    );
    drop(vault);
    for (path, bytes) in other.files().1 {
        disk.overwrite(&path, bytes);
    }
    let (mut vault, opened) = open(&disk);
    let [damage] = &opened.damage[..] else { panic!("{:?}", opened.damage) };
    assert_eq!(
        (damage.what, damage.alias, damage.seq),
        (DamageKind::TwoForOnePlace, Some(one.alias), Some(0))
    );
    assert_eq!(held(&mut vault, &one).len(), 1);
    assert_eq!(held(&mut vault, &writer), all);
}

#[test]
fn a_damaged_record_says_whose_it_was() {
    let (disk, writer, all) = small_vault(1);
    let path = logs(&disk).remove(0);
    let mut bytes = bytes_of(&disk, &path);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    disk.overwrite(&path, bytes);
    let (_, opened) = open(&disk);
    let expected = Damage {
        file: path,
        what: DamageKind::Record,
        alias: Some(writer.alias),
        stream: Some(writer.stream),
        seq: Some(3),
    };
    assert_eq!(opened.damage, [expected]);
    assert_eq!((opened.index[0].next_seq, opened.index[0].head), (3, all[2].hash()));
}

#[test]
fn damage_that_comes_while_open_is_told_once_and_then_left_out() {
    let (disk, writer, all) = small_vault(1);
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    let path = logs(&disk).remove(0);
    let mut bytes = bytes_of(&disk, &path);
    let place = bytes.len() - 1;
    bytes[place] ^= 1;
    disk.overwrite(&path, bytes);
    let (alias, stream) = (writer.alias, writer.stream);
    let request = VaultRequest::ReadRange { alias, stream, from: 0, max_bytes: usize::MAX };
    let reply = vault.run(request.clone());
    let VaultReply::Failed(VaultError::Damaged(damage)) = reply else { panic!("{reply:?}") };
    assert_eq!((damage.file.as_str(), damage.seq), (path.as_str(), Some(3)));
    assert_eq!(vault.run(request), VaultReply::Range(all[..3].to_vec()));
    let VaultReply::Checked(report) = vault.run(VaultRequest::Check) else { panic!() };
    assert_eq!((report.envelopes, report.damage.len()), (3, 1));
    // Whoever still has it can give it again.
    assert_eq!(
        vault.run(VaultRequest::Append { envelopes: all[3..].to_vec() }),
        VaultReply::Appended
    );
    let (mut vault, _) = open(&vault.into_disk());
    assert_eq!(held(&mut vault, &writer), all);
}

#[test]
fn a_check_misses_this_runs_own_log() {
    let (disk, mut writer, _) = small_vault(1);
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    assert_eq!(
        vault.run(VaultRequest::Append { envelopes: writer.several(1, 60) }),
        VaultReply::Appended
    );
    let path = logs(&disk).pop().unwrap();
    disk.lose(&path);
    let VaultReply::Checked(report) = vault.run(VaultRequest::Check) else { panic!() };
    assert_eq!(report.damage.len(), 1);
    assert_eq!((&report.damage[0].file, report.damage[0].what), (&path, DamageKind::Missing));
}
