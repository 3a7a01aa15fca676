//! Damaged records whose very bytes rest again: the record's head says what they were.

use kith_seal::{ENVELOPE_HEADER_LEN, Envelope};
use kith_vault::{
    Damage, DamageKind, MemoryDisk, RECORD_HEAD_LEN, Vault, VaultReply, VaultRequest,
};

use crate::support::Writer;

/// One log of four envelopes, and where the content of the second stands in it.
fn four_envelopes() -> (MemoryDisk, Vec<Envelope>, String, usize) {
    let disk = MemoryDisk::new();
    let (mut vault, _) = Vault::create(disk.clone()).unwrap();
    let envelopes = Writer::new(1, 1).several(4, 100);
    append(&mut vault, &envelopes);
    let (_, files) = disk.files();
    let (path, bytes) = files.into_iter().find(|(path, _)| path.starts_with("log/")).unwrap();
    let record = RECORD_HEAD_LEN + envelopes[1].len();
    let content_at = bytes.len() - 3 * record + RECORD_HEAD_LEN;
    assert_eq!(bytes[content_at..][..envelopes[1].len()], envelopes[1].bytes()[..]);
    (disk, envelopes, path, content_at)
}

fn append(vault: &mut Vault<MemoryDisk>, envelopes: &[Envelope]) {
    let request = VaultRequest::Append { envelopes: envelopes.to_vec() };
    assert_eq!(vault.run(request), VaultReply::Appended);
}

fn flip(disk: &MemoryDisk, path: &str, place: usize, bit: u8) {
    let mut bytes = disk.files().1.remove(path).unwrap();
    bytes[place] ^= bit;
    disk.overwrite(path, bytes);
}

fn damage(disk: &MemoryDisk) -> Damage {
    let (_, opened) = Vault::open(disk.copy()).unwrap();
    let [one] = &opened.damage[..] else { panic!("{:?}", opened.damage) };
    assert_eq!(one.what, DamageKind::Record);
    one.clone()
}

fn place_of(envelope: &Envelope, file: &str) -> Damage {
    let header = envelope.header();
    Damage {
        file: file.to_owned(),
        what: DamageKind::Record,
        alias: Some(header.alias),
        stream: Some(header.stream),
        seq: Some(header.seq),
    }
}

/// A byte in the alias of a damaged envelope gave it a name that nobody has. That was told as damage of nobody knows what,
/// for ever, although another device had long sent the envelope again.
#[test]
fn what_stood_in_a_damaged_record_is_known_once_the_same_bytes_rest_elsewhere() {
    let mut unnamed = 0;
    for byte in 0..ENVELOPE_HEADER_LEN + 1 {
        let (disk, envelopes, path, content_at) = four_envelopes();
        flip(&disk, &path, content_at + byte, 1);
        let truth = place_of(&envelopes[1], &path);
        unnamed += usize::from(damage(&disk) != truth);
        // Other envelopes of the same length prove nothing.
        let (mut vault, _) = Vault::open(disk.clone()).unwrap();
        append(&mut vault, &Writer::new(1, 2).several(3, 100));
        append(&mut vault, &Writer::new(2, 3).several(3, 100));
        drop(vault);
        unnamed += usize::from(damage(&disk) != truth);
        let (mut vault, _) = Vault::open(disk.clone()).unwrap();
        append(&mut vault, &envelopes[1..2]);
        drop(vault);
        assert_eq!(damage(&disk), truth, "byte {byte}");
    }
    assert!(unnamed > 80, "{unnamed}");
}

/// With a byte of its number changed, a damaged envelope looked like its neighbour, which is held: so nothing seemed to
/// be missing.
#[test]
fn a_damaged_record_that_looks_like_one_that_is_held_is_damage_of_nobody_knows_what() {
    let (disk, envelopes, path, content_at) = four_envelopes();
    let mut other = envelopes[1].bytes().to_vec();
    let stream = envelopes[1].header().stream;
    let place = (0..ENVELOPE_HEADER_LEN).find(|place| {
        other[*place] ^= 2;
        let decoded = kith_seal::Header::decode(&other);
        other[*place] ^= 2;
        decoded.is_ok_and(|decoded| decoded.seq == 3 && decoded.stream == stream)
    });
    flip(&disk, &path, content_at + place.expect("the number is in the header"), 2);
    let unknown = Damage { alias: None, stream: None, seq: None, ..place_of(&envelopes[1], &path) };
    assert_eq!(damage(&disk), unknown);
    let (mut vault, _) = Vault::open(disk.clone()).unwrap();
    append(&mut vault, &envelopes[1..2]);
    drop(vault);
    assert_eq!(damage(&disk), place_of(&envelopes[1], &path));
}
