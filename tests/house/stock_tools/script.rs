//! `docs/open_without_kith.py`, run on a real vault: with snapshots, with what was written after them, and with
//! what a guest was given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use automerge::{AutoCommit, AutoSerde};
use serde_json::{Value, json};

use super::passphrase_opens;
use crate::support::{Vault, bring_together, guest_of, has, skipped};

/// Bytes 4 to 8 of an automerge chunk are its checksum; the next one says what it is, and 0 is a document.
const DOCUMENT: u8 = 0;

/// Runs the script as `docs/format.md` tells it, and gives back what it said and every document it wrote, by
/// the file's name, as automerge reads it.
fn opened(vault: &Vault, name: &str) -> Option<(String, BTreeMap<String, Value>)> {
    for tool in ["age", "python3"] {
        if !has(tool) {
            skipped(name, &format!("{tool} is not installed"));
            return None;
        }
    }
    let identity = vault.beside("identity.txt");
    std::fs::write(&identity, passphrase_opens(vault, name) + "\n").unwrap();
    let (out, script) = (vault.beside("out"), Path::new(env!("CARGO_MANIFEST_DIR")));
    let ran = Command::new("python3")
        .arg(script.join("docs/open_without_kith.py"))
        .args([&vault.folder(), &identity, &out])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let mut documents = BTreeMap::new();
    for file in std::fs::read_dir(out).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".automerge") {
            let bytes = std::fs::read(&path).unwrap();
            // `load` refuses what builds on something that is not there; nothing may be missing here.
            let document = AutoCommit::load(&bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
            let mut value = serde_json::to_value(AutoSerde::from(&document)).unwrap();
            value["begins with a snapshot"] = json!(bytes[8] == DOCUMENT);
            documents.insert(name, value);
        }
    }
    Some((said, documents))
}

/// The texts under a key anywhere in a document.
fn texts(value: &Value, key: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                match part {
                    Value::String(text) if name == key => {
                        found.insert(text.clone());
                    }
                    part => texts(part, key, found),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| texts(part, key, found)),
        _ => {}
    }
}

/// The texts under a key in every document of a label.
fn texts_of(documents: &BTreeMap<String, Value>, label: &str, key: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, document) in documents {
        if name.starts_with(label) {
            texts(document, key, &mut found);
        }
    }
    found
}

/// The script was once run by hand only, and on a vault that was too small to hold a snapshot.
#[test]
fn the_script_opens_a_vault_with_snapshots_and_what_was_written_after_them() {
    let name = "the_script_opens_a_vault_with_snapshots";
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    let mut expected = BTreeSet::new();
    let mut ids = Vec::new();
    for number in 0..40 {
        let text = format!("Reason number {number}");
        let added = batch.ask(&json!({"command": ["add", "reason"], "input": {"text": text}}));
        ids.push(added["result"]["id"].as_str().unwrap().to_owned());
        expected.insert(text);
    }
    batch.end_input();
    assert_eq!(batch.wait(), 0);
    let snapshots =
        |vault: &Vault| vault.files().iter().filter(|(name, _)| name.starts_with("snap/")).count();
    assert!(snapshots(&vault) > 0, "forty envelopes of one run leave a snapshot at its end");

    // After the snapshot: one more, one changed, one taken away.
    vault.add("reason", json!({"text": "My sister Rosa"}));
    vault.run(&["edit", &ids[7], "--field", "text=Changed after the snapshot"], "").json();
    vault.run(&["remove", &ids[8]], "").json();
    expected.insert("My sister Rosa".to_owned());
    expected.insert("Changed after the snapshot".to_owned());
    expected.remove("Reason number 7");

    let Some((said, documents)) = opened(&vault, name) else { return };
    assert!(!said.contains("left-out") && !said.contains("no key"), "{said}");
    let why: Vec<&Value> = documents
        .iter()
        .filter(|(name, _)| name.starts_with("why"))
        .map(|(_, document)| document)
        .collect();
    assert!(!why.is_empty(), "{said}");
    assert!(why.iter().any(|one| one["begins with a snapshot"] == true), "{said}");
    assert_eq!(texts_of(&documents, "why", "text"), expected);
    let kept: BTreeSet<String> = serde_json::from_str::<Value>(vault.list("reason").trim())
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["fields"]["text"].as_str().unwrap().to_owned())
        .collect();
    // What was taken away is marked as gone and still stands in the document.
    expected.remove("Reason number 8");
    assert_eq!(kept, expected, "Kith reads the same");
}

#[test]
fn the_script_opens_what_a_guest_was_given() {
    let name = "the_script_opens_what_a_guest_was_given";
    let mara = Vault::of("Mara");
    let (ana, person, _) = guest_of(&mara, "Ana");
    mara.run(&["share", "word", &person], "").json();
    mara.add("word", json!({"word": "need_a_talk"}));
    mara.run(&["between", &person, "add", "reach"], r#"{"text": "Thank you for yesterday"}"#)
        .json();
    bring_together(&[&mara, &ana]);
    let Some((said, documents)) = opened(&ana, name) else { return };
    let word = texts_of(&documents, "of-", "word");
    assert_eq!(word, BTreeSet::from(["need_a_talk".to_owned()]), "{said}");
    let text = texts_of(&documents, "of-", "text");
    assert_eq!(text, BTreeSet::from(["Thank you for yesterday".to_owned()]), "{said}");
    assert!(documents.keys().all(|name| !name.contains("why") && !name.contains("checkins")));
}
