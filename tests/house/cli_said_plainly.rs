//! What the command line refuses, it says; what it takes, it does as it was said.

use serde_json::json;

use crate::support::{PASSPHRASE, Vault, free_port, guest_of};

/// `unshare half` answered "What you write from now on goes nowhere new", and the next message reached them all the
/// same; `share half` put an end on what stands as long as somebody is linked. Sections that do not exist were taken, and
/// answered with 0 without anything having been shared.
#[test]
fn a_half_is_not_shared_by_hand_and_only_sections_that_exist_are() {
    let mara = Vault::of("Mara");
    let (_ana, person, _) = guest_of(&mara, "Ana");
    let before = mara.run(&["status"], "").json();
    for command in ["share", "unshare"] {
        let refused = mara.run(&[command, "half", &person], "").error(5);
        assert_eq!(refused["trouble"], "half-stands", "{command}");
        let long = format!("word:{}", "x".repeat(80));
        for unknown in ["word:typo", "half:00112233", long.as_str(), ":", ""] {
            let refused = mara.run(&[command, unknown, &person], "").error(2);
            assert_eq!(refused["trouble"], "unknown-section", "{command} {unknown}");
        }
    }
    assert_eq!(mara.run(&["who-sees"], "").json(), json!([]));
    let after = mara.run(&["status"], "").json();
    assert_eq!(
        (&before["volumes"], &before["envelopes"]),
        (&after["volumes"], &after["envelopes"])
    );
}

/// A passphrase that was typed on another keyboard, where "ü" is two characters, did not open the vault.
#[test]
fn a_passphrase_is_the_same_however_its_letters_are_put_together() {
    let vault = Vault::fresh();
    let one = "gr\u{fc}ne B\u{e4}ume im Fr\u{fc}hling";
    let two = "gru\u{308}ne Ba\u{308}ume im Fru\u{308}hling";
    vault.run_with_passphrase(one, &["init", "--name", "Mara"]).json();
    vault.run_with_passphrase(two, &["status"]).json();
    let other = vault.run_with_passphrase("grune Baume im Fruhling", &["status"]);
    assert_eq!(other.error(3)["trouble"], "wrong-passphrase");
    // Eight letters are the least, and the marks on them are none of their own.
    let short = "a\u{308}a\u{308}a\u{308}a\u{308}";
    let refused = Vault::fresh().run_with_passphrase(short, &["init"]);
    assert_eq!(refused.error(5)["trouble"], "passphrase-too-weak");
    // Nor is one key that the common form spells out as eighteen letters.
    let refused = Vault::fresh().run_with_passphrase("\u{fdfa}", &["init"]);
    assert_eq!(refused.error(5)["trouble"], "passphrase-too-weak");
}

/// To `init` with a passphrase that is not text it was answered that it did not match, and there was nothing yet that it
/// could have matched.
#[test]
fn a_new_passphrase_that_cannot_be_taken_is_said_to_be_that() {
    let vault = Vault::fresh();
    for bad in [&b"\xff\xfe not text at all"[..], &[b'a'; 5000][..]] {
        std::fs::write(vault.beside("passphrase"), bad).unwrap();
        assert_eq!(vault.run(&["init"], "").error(5)["trouble"], "passphrase-unreadable");
    }
    assert!(!vault.folder().exists() || vault.files().is_empty());
}

/// Of a field that was named twice the last value was written, and nothing told that the first was gone.
#[test]
fn a_field_that_is_named_twice_is_refused_by_its_name() {
    let vault = Vault::of("Mara");
    let twice = |ended: crate::support::Ended| {
        let error = ended.error(5);
        assert_eq!((&error["trouble"], &error["detail"]), (&json!("field-twice"), &json!("name")));
    };
    twice(vault.run(&["add", "person", "--field", "name=Ana", "--field", "name=Bo"], ""));
    twice(vault.run(&["add", "person"], r#"{"name": "Ana", "name": "Bo"}"#));
    let deep = r#"{"name": "Ana", "contacts": [{"value": "1", "value": "2"}]}"#;
    assert_eq!(vault.run(&["add", "person"], deep).error(5)["detail"], "value");
    let items = r#"contacts=[{"value": "1", "value": "2"}]"#;
    let listed = vault.run(&["add", "person", "--field", "name=Ana", "--field", items], "");
    assert_eq!(listed.error(5)["detail"], "value");
    // A file in which somebody edited by hand.
    let file = r#"{"kith": 1, "records": [], "records": []}"#;
    let imported = vault.run(&["import", "--as", "json", "-"], file);
    assert_eq!(imported.error(5)["detail"], "records");
    let mut batch = vault.start(&["batch"]);
    batch.say(r#"{"id": 1, "command": ["add", "person"], "input": {"name": "Ana", "name": "Bo"}}"#);
    let told = batch.event("result");
    assert_eq!((&told["code"], &told["error"]["detail"]), (&json!(5), &json!("name")), "{told}");
    assert_eq!(batch.ask(&json!({"command": ["list", "person"]}))["result"], json!([]));
}

/// A wrong passphrase in a line that did not need one was passed over, and the line answered with 0.
#[test]
fn a_wrong_passphrase_in_a_line_is_never_passed_over() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    let line = |passphrase: &str| json!({"command": ["list", "word"], "passphrase": passphrase});
    let refused = batch.ask(&line("certainly not this"));
    assert_eq!(
        (&refused["code"], &refused["error"]["trouble"]),
        (&json!(3), &json!("wrong-passphrase"))
    );
    assert_eq!(batch.ask(&line(PASSPHRASE))["code"], 0);
}

/// `--for -1` was answered with "There is more after the command than it takes", and the last day of the calendar with
/// "That is no day".
#[test]
fn numbers_and_days_are_refused_for_what_they_are() {
    let vault = Vault::of("Mara");
    let refused = vault.run(&["sync", "--for", "-1"], "").error(2);
    assert!(refused["what"].as_str().unwrap().contains("--for"), "{refused}");
    vault.add("word", json!({"word": "fine"}));
    let all = vault.run(&["list", "word", "--until", "9999-12-31"], "").json();
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
}

/// To `init` where a file stands, or a link that leads nowhere, it was answered that the last change was not saved.
#[test]
fn a_folder_that_is_none_is_said_to_be_none() {
    let vault = Vault::fresh();
    std::fs::write(vault.folder(), "a letter").unwrap();
    let init = |vault: &Vault| vault.run(&["init"], "");
    assert_eq!(init(&vault).error(1)["trouble"], "not-a-vault");
    assert_eq!(std::fs::read(vault.folder()).unwrap(), b"a letter");
    #[cfg(unix)]
    {
        std::fs::remove_file(vault.folder()).unwrap();
        std::os::unix::fs::symlink(vault.beside("nowhere"), vault.folder()).unwrap();
        assert_eq!(init(&vault).error(1)["trouble"], "not-a-vault");
    }
}

/// `serve` on a port that another program has ended after five seconds and said that the other device did not answer.
#[test]
fn serve_says_that_its_port_is_taken_and_goes_on_trying() {
    let mara = Vault::of("Mara");
    let (_ana, _, _) = guest_of(&mara, "Ana");
    let port = free_port();
    let address = format!("127.0.0.1:{port}");
    let taken = std::net::UdpSocket::bind(&address).unwrap();
    mara.run(&["config", "set", "network.listen", &address], "").json();
    let mut serve = mara.start(&["serve"]);
    assert_eq!(serve.event("ready")["listen"], json!([]));
    let added = serve.ask(&json!({"command": ["add", "word"], "input": {"word": "fine"}}));
    assert_eq!(added["code"], 0, "{added}");
    drop(taken);
    assert_eq!(serve.event("listening")["listen"], json!([address]));

    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    serve.signal("TERM");
    assert_eq!(serve.wait(), 0);
    let address = taken.local_addr().unwrap().to_string();
    mara.run(&["config", "set", "network.listen", &address], "").json();
    let told = mara.run_plainly(&["serve", "--until-eof"], "");
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.err.contains("no way out to the network"), "{told:?}");
    assert!(!told.err.contains("did not answer"), "{told:?}");
}

/// `invite` and `link` where no socket can be opened said that the other device did not answer, and there was none yet.
#[test]
fn a_pairing_that_finds_no_way_out_says_so() {
    let mara = Vault::of("Mara");
    let person = mara.add("person", json!({"name": "Ana"}));
    // An address for examples, which no computer has.
    mara.run(&["config", "set", "network.listen", "192.0.2.7:4101"], "").json();
    for line in [&["invite", "--person", &person, "--role", "peer"][..], &["link"]] {
        let mut begun = mara.start(line);
        assert_eq!(begun.event("ended")["why"], "no-socket", "{line:?}");
        assert_eq!(begun.wait(), 1, "{line:?}");
    }
}

/// Of a joiner who ended before there were words only the error was told, although `join` had been promised to end with
/// `paired` or `ended`.
#[test]
fn a_join_that_ends_before_the_words_says_that_it_ended() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    invite.signal("TERM");
    invite.event("ended");
    let mut join = ana.start(&["join", &ticket]);
    assert_eq!(join.event("ended")["why"], "ticket-unanswered");
    assert_eq!(join.next()["error"]["code"], 5);
    assert_eq!(join.wait(), 5);
}

/// Of a deleted record of a shared section it was said that nobody sees it. Its first words stay in the envelopes that
/// travel to whoever has the section's key, also if they come there only after it was deleted.
#[test]
fn who_may_still_have_the_words_of_what_was_deleted_is_named() {
    let mara = Vault::of("Mara");
    let (_ana, person, _) = guest_of(&mara, "Ana");
    mara.run(&["share", "checkins", &person], "").json();
    let id = mara.add("checkin", json!({"mood": 2, "note": "a bad night"}));
    assert_eq!(mara.run(&["show", &id], "").json()["visible_to"], json!([person]));
    let removed = mara.run(&["remove", &id], "");
    assert_eq!(removed.json()["visible_to"], json!([person]));
    assert!(removed.err.contains("may still have its words"), "{removed:?}");
    let deleted = mara.run(&["list", "checkin", "--deleted"], "").json();
    assert_eq!(deleted[0]["fields"]["note"], "a bad night", "{deleted}");
    assert_eq!(deleted[0]["visible_to"], json!([person]), "{deleted}");
    let own = mara.add("reason", json!({"text": "the garden", "rank": 1}));
    let removed = mara.run(&["remove", &own], "");
    assert!(!removed.err.contains("may still have"), "{removed:?}");
    mara.run(&["undelete", &id], "").json();
    assert_eq!(mara.run(&["show", &id], "").json()["visible_to"], json!([person]));
}
