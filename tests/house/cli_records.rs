//! Records on the command line: what goes in comes out, and what does not fit is refused by name.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Vault, finish, holds, wrapped};

#[test]
fn a_record_goes_in_and_comes_out() {
    let vault = Vault::of("Mara");
    let fields = json!({
        "name": "Ana", "relation": "sponsor", "ring": 1, "roles": ["listen", "crisis_call"],
        "contacts": [{"sort": "phone", "value": "555-0100"}],
    });
    let added = vault.run(&["add", "person"], &fields.to_string()).json();
    assert_eq!(added["kind"], "person");
    assert_eq!(added["section"], "people");
    assert_eq!(added["fields"]["name"], "Ana");
    assert_eq!(added["fields"]["roles"], json!(["listen", "crisis_call"]));
    assert_eq!(added["fields"]["contacts"][0]["value"], "555-0100");
    assert_eq!(added["visible_to"], json!([]));
    for time in ["created", "updated"] {
        assert!(added[time].as_str().unwrap().ends_with('Z'), "{added}");
    }
    let id = added["id"].as_str().unwrap();
    assert_eq!(vault.run(&["show", id], "").json(), added);
    assert_eq!(vault.run(&["list", "person"], "").json(), json!([added]));
}

#[test]
fn fields_may_be_named_one_by_one() {
    let vault = Vault::of("Mara");
    let record = vault
        .run(
            &[
                "add",
                "checkin",
                "--field",
                "mood=4",
                "--field",
                "halt=tired,lonely",
                "--field",
                "connected=yes",
                "--field",
                "note=a=b",
            ],
            "",
        )
        .json();
    assert_eq!(record["fields"]["mood"], 4);
    assert_eq!(record["fields"]["halt"], json!(["lonely", "tired"]), "{record}");
    assert_eq!(record["fields"]["connected"], true);
    assert_eq!(record["fields"]["note"], "a=b");
    let id = record["id"].as_str().unwrap();
    let edited = vault.run(&["edit", id, "--field", "mood=2", "--field", "note="], "").json();
    assert_eq!(edited["fields"]["mood"], 2);
    assert_eq!(edited["fields"].get("note"), None, "{edited}");
}

/// A record on standard input was passed over in silence where a field was named as well: half of what somebody had written
/// was not there, with exit code 0.
#[test]
fn fields_that_come_both_ways_are_refused_and_nothing_is_written() {
    let vault = Vault::of("Mara");
    let ana = vault.add("person", json!({"name": "Ana"}));
    let before = vault.files();
    let sent = json!({"note": "from a file"}).to_string();
    let file = vault.beside("record.json");
    std::fs::write(&file, &sent).unwrap();
    for words in [
        &["add", "reason", "--field", "text=My sister"][..],
        &["edit", &ana, "--field", "name=Anna"],
        &["checkin", "--field", "mood=3"],
    ] {
        let refused = vault.run(words, &sent).error(5);
        assert_eq!(refused["trouble"], "fields-two-ways", "{words:?}: {refused}");
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let mut command = vault.command(&words);
        let ended = command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
        assert_eq!(ended.status.code(), Some(5), "{words:?}");
    }
    assert_eq!(vault.files(), before);
    // A whole record and a named field may be longer than a pipe.
    let long = json!({"text": "x".repeat(100_000)}).to_string();
    vault.run(&["add", "reason", "--field", "rank=1"], &long).error(5);
}

/// Nothing of standard input is taken or waited for that is not a record: a pipe that nobody writes into, as under a timer,
/// and the lines of a loop.
#[test]
fn what_is_no_record_is_left_in_standard_input() {
    let vault = Vault::of("Mara");
    let add = ["add", "reason", "--field", "text=My sister", "--json"];
    let mut silent =
        vault.command(&add).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let nobody_writes = silent.stdin.take();
    assert_eq!(silent.wait().unwrap().code(), Some(0));
    drop(nobody_writes);
    assert_eq!(vault.command(&add).stdin(Stdio::null()).output().unwrap().status.code(), Some(0));
    for other in ["", "{}", "name,number\n", "{not json"] {
        assert_eq!(vault.run(&add[..4], other).code, 0, "{other:?}");
    }

    // Each turn of the loop reads the passphrase where the one before has left off.
    let passphrases = vault.beside("passphrases");
    std::fs::write(&passphrases, format!("{PASSPHRASE}\n").repeat(3)).unwrap();
    let each = "while read -r name; do \"$@\" --field \"name=$name\"; done";
    let in_a_loop = || {
        let words = ["add", "person", "--json"];
        wrapped(&["sh", "-c", each, "sh"], &vault.folder(), &passphrases, &words)
    };
    let names = "Ana\nSam\nLuis\n";
    assert_eq!(finish(in_a_loop(), names).out.lines().count(), 3, "out of a pipe");
    let file = vault.beside("names");
    std::fs::write(&file, names).unwrap();
    let ended = in_a_loop().stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
    assert_eq!(ended.stdout.iter().filter(|byte| **byte == b'\n').count(), 3, "out of a file");
}

#[test]
fn edit_merges_and_null_clears() {
    let vault = Vault::of("Mara");
    let id = vault.add("person", json!({"name": "Ana", "good_times": "evenings", "ring": 2}));
    let edited =
        vault.run(&["edit", &id], &json!({"ring": 1, "good_times": null}).to_string()).json();
    assert_eq!(edited["fields"], json!({"name": "Ana", "ring": 1}));
    vault.run(&["edit", &id], &json!({"name": null}).to_string()).error(5);
    assert_eq!(vault.run(&["show", &id], "").json()["fields"]["name"], "Ana");
}

#[test]
fn what_is_removed_can_be_brought_back() {
    let vault = Vault::of("Mara");
    let id = vault.add("reason", json!({"text": "My sister"}));
    vault.run(&["remove", &id], "").json();
    assert_eq!(vault.run(&["list", "reason"], "").json(), json!([]));
    let deleted = vault.run(&["list", "reason", "--deleted"], "").json();
    assert_eq!(deleted[0]["id"], id.as_str(), "{deleted}");
    assert_eq!(deleted[0]["deleted"], true, "{deleted}");
    vault.run(&["edit", &id], &json!({"rank": 1}).to_string()).error(5);
    vault.run(&["undelete", &id], "").json();
    let back = vault.run(&["show", &id], "").json();
    assert_eq!(back["fields"]["text"], "My sister");
    assert_eq!(back.get("deleted"), None, "{back}");
}

#[test]
fn a_check_in_requires_nothing_and_happens_now() {
    let vault = Vault::of("Mara");
    let empty = vault.run(&["checkin"], "").json();
    assert!(empty["fields"]["at"].is_string(), "{empty}");
    vault.run(&["add", "checkin"], "{}").json();
    let moment = "2020-02-03T04:05:06+02:00";
    let dated = vault.run(&["checkin"], &json!({"at": moment, "mood": 3}).to_string()).json();
    assert_eq!(dated["fields"]["at"], moment, "a moment keeps its offset");
    assert_eq!(vault.run(&["list", "checkin"], "").json().as_array().unwrap().len(), 3);
    let old = vault.run(&["list", "checkin", "--until", "2020-12-31"], "").json();
    assert_eq!(old.as_array().unwrap().len(), 1, "{old}");
    let new = vault.run(&["list", "checkin", "--since", "2021-01-01"], "").json();
    assert_eq!(new.as_array().unwrap().len(), 2, "{new}");
}

#[test]
fn what_does_not_fit_is_named_and_nothing_is_written() {
    let vault = Vault::of("Mara");
    let before = vault.run(&["status"], "").json();
    let canary = "quixotic-marmalade";
    for (kind, fields, field) in [
        ("person", json!({"name": "A", "shoe": canary}), Some("shoe")),
        ("person", json!({"name": 7}), Some("name")),
        ("person", json!({}), Some("name")),
        ("person", json!({"name": "A", "relation": canary}), Some("relation")),
        ("person", json!({"name": "A", "ring": 9}), Some("ring")),
        ("checkin", json!({"mood": 6}), Some("mood")),
        ("checkin", json!({"mood": canary}), Some("mood")),
        ("checkin", json!({"at": canary}), Some("at")),
        ("checkin", json!({"craving": 11}), Some("craving")),
        ("checkin", json!({"halt": [canary]}), Some("halt")),
        ("reason", json!({"text": "x".repeat(20_001)}), Some("text")),
        ("word", json!({}), Some("word")),
        ("reason", json!([canary]), None),
        ("reason", json!(canary), None),
    ] {
        let ended = vault.run(&["add", kind], &fields.to_string());
        let error = ended.error(5);
        if let Some(field) = field {
            assert!(error["what"].as_str().unwrap().contains(field), "{error}");
        }
        assert!(!holds(ended.out.as_bytes(), canary.as_bytes()), "{ended:?}");
        assert!(!holds(ended.err.as_bytes(), canary.as_bytes()), "{ended:?}");
        assert_eq!(vault.run(&["list", kind], "").json(), json!([]), "{fields}");
    }
    vault.run(&["add", "person"], "{\"name\": ").error(5);
    vault.run(&["add", "person", "--field", "ring=close", "--field", "name=A"], "").error(5);
    let after = vault.run(&["status"], "").json();
    assert_eq!(before["envelopes"], after["envelopes"]);
}

#[test]
fn an_id_that_nobody_has_is_exit_4() {
    let vault = Vault::of("Mara");
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    for id in [nobody, "not-an-id"] {
        vault.run(&["show", id], "").error(4);
        vault.run(&["edit", id], "{\"text\": \"x\"}").error(4);
        vault.run(&["remove", id], "").error(4);
        vault.run(&["undelete", id], "").error(4);
        vault.run(&["settle", id, "text", "x"], "").error(4);
        vault.run(&["view-as", id], "").error(4);
        vault.run(&["share", "word", id], "").error(4);
        vault.run(&["between", id, "list"], "").error(4);
        vault.run(&["invite", "--person", id, "--role", "peer"], "").error(4);
    }
    vault.run(&["list", "word", "--plan", nobody], "").error(4);
}

/// A line that was not text, or too long, was taken for the end of input: what came after it was thrown away,
/// and the program ended with success.
#[test]
fn a_line_that_cannot_be_taken_is_answered_and_the_next_one_is_done() {
    let vault = Vault::of("Mara");
    let add = json!({"id": 2, "command": ["add", "reason"], "input": {"text": "My sister"}});
    let too_long = "x".repeat(5 << 20);
    for bad in [b"\xff\xfe".as_slice(), too_long.as_bytes()] {
        let input = [bad, b"\n", add.to_string().as_bytes(), b"\n"].concat();
        let ended = crate::support::finish_with(vault.command(&["batch"]), &input);
        let told: Vec<Value> =
            ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told.len(), 2, "{ended:?}");
        assert_eq!(told[0]["code"], 5);
        assert!(told[0]["error"]["what"].is_string(), "{}", told[0]);
        assert_eq!((&told[1]["id"], &told[1]["code"]), (&json!(2), &json!(0)));
    }
    assert_eq!(vault.run(&["list", "reason"], "").json().as_array().unwrap().len(), 2);
}

#[test]
fn lists_are_ordered_by_id() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    for number in 0..20 {
        let added = batch.ask(&json!({
            "id": number, "command": ["add", "reason"], "input": {"text": format!("reason {number}")},
        }));
        assert_eq!((&added["code"], &added["id"]), (&json!(0), &json!(number)), "{added}");
    }
    batch.end_input();
    assert_eq!(batch.wait(), 0);
    let list = vault.run(&["list", "reason"], "").json();
    let ids: Vec<&str> =
        list.as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap()).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!(ids, sorted);
    assert_eq!(ids.len(), 20);
}

/// Two hundred and thirty records in one batch left no snapshot, because the process ended before the first was
/// made; and so did every batch after it.
#[test]
fn a_long_batch_leaves_a_snapshot_behind() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    for number in 0..230 {
        let added = batch.ask(&json!({
            "command": ["add", "reason"], "input": {"text": format!("reason {number}")},
        }));
        assert_eq!(added["code"], 0, "{added}");
    }
    batch.end_input();
    assert_eq!(batch.wait(), 0);
    let snapshots = std::fs::read_dir(vault.folder().join("snap")).unwrap().count();
    assert_eq!(snapshots, 1);
    assert_eq!(vault.run(&["list", "reason"], "").json().as_array().unwrap().len(), 230);
}

#[test]
fn kinds_of_a_half_are_written_as_asides_by_add() {
    let vault = Vault::of("Mara");
    let aside = vault.run(&["add", "reach"], &json!({"text": "Call me"}).to_string()).json();
    assert_eq!(aside["section"], "asides");
    let list: Value = vault.run(&["list", "reach"], "").json();
    assert_eq!(list[0]["id"], aside["id"]);
}
