//! A plan opened with no Kith: stock `age`, a stock automerge and `docs/format.md`, and none of our own code.
//!
//! Everything here that knows a format was written from that document.

mod script;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use automerge::{AutoCommit, AutoSerde};
use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Vault, has, holds, skipped};

/// An age file starts with these bytes.
const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";

#[test]
fn stock_age_opens_identity_keyring_and_bodies_and_stock_automerge_loads_them() {
    let name = "stock_age_opens_identity_keyring_and_bodies";
    if !has("age") {
        skipped(name, "age is not installed");
        return;
    }
    let vault = Vault::of("Mara");
    vault.add("reason", json!({"text": "My sister Rosa"}));
    vault.add("person", json!({"name": "Ana", "good_times": "evenings"}));

    // vault.age opens with the passphrase and holds one line: the vault's identity.
    let identity = passphrase_opens(&vault, name);
    assert!(identity.starts_with("AGE-SECRET-KEY-1"), "vault.age holds no identity");
    let identity_file = vault.beside("identity");
    std::fs::write(&identity_file, &identity).unwrap();

    // keyring.age opens with that identity and holds JSON.
    let keyring = std::fs::read(vault.folder().join("keyring.age")).unwrap();
    let keyring = age(&identity_file, &keyring).expect("age does not open the keyring");
    let keyring: Value = serde_json::from_slice(&keyring).unwrap();
    assert_eq!(keyring["kith_keyring"], 1);
    let persons = keyring["person_identities"].as_array().unwrap();
    let person_file = vault.beside("persons");
    write_lines(&person_file, persons.iter().map(|line| line.as_str().unwrap()));
    let kept = keyring["generations"].as_array().unwrap();
    let kept_file = vault.beside("kept");
    write_lines(&kept_file, kept.iter().map(|kept| kept["identity"].as_str().unwrap()));

    // The book opens with a key of the keyring; the keys of all other volumes are in it, each an age file
    // to the person's key.
    let envelopes = envelopes(&vault);
    let mut keys = Vec::new();
    let book = envelopes.iter().filter(|envelope| envelope.kind == 3);
    for body in book.filter_map(|envelope| age(&kept_file, &envelope.body)) {
        for wrap in age_files_in(payload(&body)) {
            keys.extend(age(&person_file, wrap).map(|key| String::from_utf8(key).unwrap()));
        }
    }
    assert!(!keys.is_empty(), "no key of any volume was found in the book");
    let keys_file = vault.beside("keys");
    write_lines(&keys_file, keys.iter().map(|key| key.trim()));

    // Every body of a volume opens with one of those keys, and its payload is plain automerge changes.
    let mut found = Vec::new();
    for envelope in envelopes.iter().filter(|envelope| envelope.kind == 1) {
        let body = age(&keys_file, &envelope.body).expect("a body does not open");
        let mut document = AutoCommit::new();
        document.load_incremental(payload(&body)).expect("automerge does not load a payload");
        found.push(serde_json::to_string(&AutoSerde::from(&document)).unwrap());
    }
    let found = found.join("\n");
    for word in ["My sister Rosa", "Ana", "evenings"] {
        assert!(found.contains(word), "{word} is not in any document:\n{found}");
    }
}

/// Opens `vault.age` with the passphrase. Stock `age` asks for one only at a terminal, so `script` makes it
/// one; without `script` the age library opens this one file, and stock `age` the rest.
fn passphrase_opens(vault: &Vault, name: &str) -> String {
    let sealed = vault.folder().join("vault.age");
    if has("script") {
        let out = vault.beside("opened identity");
        let line = format!("age -d -o '{}' '{}'", out.display(), sealed.display());
        let mut child = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut keyboard = child.stdin.take().unwrap();
        writeln!(keyboard, "{PASSPHRASE}").unwrap();
        keyboard.flush().unwrap();
        assert!(child.wait().unwrap().success(), "age does not open vault.age");
        return std::fs::read_to_string(out).unwrap().trim().to_owned();
    }
    skipped(name, "script is not installed: the age library opens vault.age instead of stock age");
    let identity = age::scrypt::Identity::new(PASSPHRASE.to_owned().into());
    let bytes = std::fs::read(sealed).unwrap();
    String::from_utf8(age::decrypt(&identity, &bytes).unwrap()).unwrap().trim().to_owned()
}

/// Decrypts with stock `age`; nothing if no identity of the file opens it.
fn age(identities: &Path, sealed: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("age")
        .args(["-d", "-i"])
        .arg(identities)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It reads as it writes; these files are small enough to fit into a pipe as a whole.
    child.stdin.take().unwrap().write_all(sealed).ok();
    let output = child.wait_with_output().unwrap();
    output.status.success().then_some(output.stdout)
}

struct Envelope {
    kind: u8,
    body: Vec<u8>,
}

/// Every envelope of every log, by the format's own numbers: a head of 96 bytes, then records with a head
/// of 80 bytes; kind 1 holds a whole envelope with a head of 224 bytes.
fn envelopes(vault: &Vault) -> Vec<Envelope> {
    let mut envelopes = Vec::new();
    for (_, log) in vault.files().into_iter().filter(|(name, _)| name.starts_with("log/")) {
        assert_eq!(&log[..8], b"KITHLOG1");
        let mut rest = &log[96..];
        while !rest.is_empty() {
            assert_eq!(&rest[..4], b"KREC");
            let length = number(&rest[72..76]);
            let content = &rest[80..80 + length];
            if rest[76] == 1 {
                assert_eq!(&content[..4], b"KITH");
                let body_length = number(&content[124..128]);
                let body = content[224..].to_vec();
                assert_eq!(body.len(), body_length);
                envelopes.push(Envelope { kind: content[6], body });
            }
            rest = &rest[80 + length..];
        }
    }
    assert!(!envelopes.is_empty());
    envelopes
}

/// The payload of a decrypted body: context 32, certificate length u16, certificate, payload length u32,
/// payload, zeros to the padded length.
fn payload(body: &[u8]) -> &[u8] {
    let certificate = number(&body[32..34]);
    let at = 34 + certificate;
    let length = number(&body[at..at + 4]);
    let (payload, padding) = body[at + 4..].split_at(length);
    assert!(padding.iter().all(|byte| *byte == 0), "padding is zeros");
    assert!(!holds(payload, b"KITH"), "a payload holds no envelope");
    payload
}

/// The age files among control records: each is a byte string, and its length stands before it as a number
/// of seven bits a byte, least first.
fn age_files_in(records: &[u8]) -> Vec<&[u8]> {
    let starts = (2..records.len()).filter(|start| records[*start..].starts_with(AGE_MAGIC));
    starts
        .map(|start| {
            let (low, high) = (records[start - 2], records[start - 1]);
            let length = usize::from(low & 0x7f) | usize::from(high) << 7;
            &records[start..start + length]
        })
        .collect()
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

fn write_lines<'a>(path: &Path, lines: impl Iterator<Item = &'a str>) {
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    std::fs::write(path, text).unwrap();
}
