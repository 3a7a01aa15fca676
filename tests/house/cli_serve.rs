//! `serve` and `batch`: commands on standard input, answered in order and only when durable.

use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Vault, guest_of};

#[test]
fn a_result_is_what_the_command_prints() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    let added = batch.ask(&json!({
        "id": {"any": ["thing"]}, "command": ["add", "person"], "input": {"name": "Ana"},
    }));
    assert_eq!(added["code"], 0, "{added}");
    assert_eq!(added["id"], json!({"any": ["thing"]}));
    let shown = batch.ask(&json!({"command": ["show", added["result"]["id"]]}));
    assert_eq!(shown["result"], added["result"]);
    assert_eq!(shown.get("id"), None);
    let listed = batch.ask(&json!({"command": ["list", "person"]}));
    let kinds = batch.ask(&json!({"command": ["kinds"]}));
    batch.end_input();
    assert_eq!(batch.wait(), 0);
    assert_eq!(vault.run(&["list", "person"], "").json(), listed["result"]);
    assert_eq!(vault.run(&["kinds"], "").json(), kinds["result"]);
}

#[test]
fn a_bad_line_is_answered_and_the_next_one_works() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    let canary = "crepuscular-otter";
    for (line, code) in [
        ("no json".to_owned(), 5),
        ("[]".to_owned(), 5),
        (json!({"id": 1}).to_string(), 2),
        (json!({"command": "add person"}).to_string(), 2),
        (json!({"command": ["frobnicate"]}).to_string(), 2),
        (json!({"command": ["serve"]}).to_string(), 2),
        (json!({"command": ["add", "sofa"], "input": {}}).to_string(), 2),
        (json!({"command": ["add", "person"]}).to_string(), 5),
        (json!({"command": ["add", "person"], "input": {"nose": canary}}).to_string(), 5),
        (json!({"command": ["add", "person"], "input": canary}).to_string(), 5),
        (json!({"command": ["status"], "colour": canary}).to_string(), 5),
        (json!({"command": ["show", canary]}).to_string(), 4),
        (json!({"command": ["status", canary]}).to_string(), 2),
    ] {
        batch.say(&line);
        let result = batch.event("result");
        assert_eq!(result["code"], code, "{line} gave {result}");
        assert_eq!(result["error"]["code"], code, "{result}");
        assert!(!result.to_string().contains(canary), "{result}");
    }
    let ok = batch.ask(&json!({"command": ["add", "person"], "input": {"name": "Ana"}}));
    assert_eq!(ok["code"], 0, "{ok}");
}

#[test]
fn answers_come_in_the_order_of_the_lines() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    for number in 0..200 {
        let line = if number % 10 == 9 {
            json!({"id": number, "command": ["frobnicate"]})
        } else {
            json!({"id": number, "command": ["add", "reason"], "input": {"text": "x"}})
        };
        batch.say(&line.to_string());
    }
    batch.end_input();
    for number in 0..200 {
        let result = batch.event("result");
        assert_eq!(result["id"], number, "{result}");
        assert_eq!(result["code"], if number % 10 == 9 { 2 } else { 0 }, "{result}");
    }
    assert_eq!(batch.wait(), 0);
}

#[test]
fn serve_without_peers_listens_nowhere_and_ends_with_its_input() {
    let vault = Vault::of("Mara");
    let mut serve = vault.start(&["serve", "--until-eof"]);
    assert_eq!(serve.event("ready")["listen"], json!([]));
    serve.end_input();
    assert_eq!(serve.wait(), 0);
}

#[test]
fn serve_goes_on_without_input_and_ends_saved_on_a_signal() {
    let vault = Vault::of("Mara");
    for signal in ["TERM", "INT"] {
        let mut serve = vault.start(&["serve"]);
        serve.event("ready");
        let mut ids = Vec::new();
        for _ in 0..20 {
            let added =
                serve.ask(&json!({"command": ["add", "reason"], "input": {"text": signal}}));
            ids.push(added["result"]["id"].clone());
        }
        serve.end_input();
        serve.signal(signal);
        assert_eq!(serve.wait(), 0);
        let list: Value = vault.run(&["list", "reason"], "").json();
        for id in ids {
            assert!(list.as_array().unwrap().iter().any(|record| record["id"] == id));
        }
    }
}

#[test]
fn serve_with_a_peer_says_where_it_listens() {
    let vault = Vault::of("Mara");
    let (_ana, _, _) = guest_of(&vault, "Ana");
    let wanted = vault.run(&["config", "get", "network.listen"], "").json()["value"].clone();
    let mut serve = vault.start(&["serve", "--until-eof"]);
    assert_eq!(serve.event("ready")["listen"], json!([wanted]));
    serve.end_input();
    assert_eq!(serve.wait(), 0);
    let mut offline = vault.start(&["serve", "--until-eof", "--offline"]);
    assert_eq!(offline.event("ready")["listen"], json!([]));
}

#[test]
fn an_owner_command_takes_the_passphrase_of_the_start_or_of_its_line() {
    let vault = Vault::of("Mara");
    let (_ana, person, _) = guest_of(&vault, "Ana");
    let mut batch = vault.start(&["batch"]);
    let wrong = batch.ask(&json!({
        "command": ["share", "word", person], "passphrase": "certainly not this",
    }));
    assert_eq!(wrong["code"], 3, "{wrong}");
    let shared = batch.ask(&json!({"command": ["share", "word", person]}));
    assert_eq!(shared["code"], 0, "{shared}");
    let ended = batch.ask(&json!({
        "command": ["unshare", "word", person], "passphrase": PASSPHRASE,
    }));
    assert_eq!(ended["code"], 0, "{ended}");
}

/// `["add", "person", "--vault", "/another/folder"]` was answered with success, and written into the vault that is
/// served: the globals of a line were read and dropped.
#[test]
fn a_global_in_a_line_is_refused_and_not_passed_over() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    for global in [
        &["--vault", "/another/folder"][..],
        &["--passphrase-fd", "3"],
        &["--offline"],
        &["--scrypt-log-n", "18"],
    ] {
        let mut command = vec!["add", "person"];
        command.extend(global);
        let refused = batch.ask(&json!({"command": command, "input": {"name": "Ana"}}));
        assert_eq!(refused["code"], 2, "{refused}");
        let what = refused["error"]["what"].as_str().unwrap();
        assert!(what.contains(global[0]), "{refused}");
        let mut before = global.to_vec();
        before.extend(["list", "person"]);
        assert_eq!(batch.ask(&json!({"command": before}))["code"], 2, "{global:?}");
    }
    assert_eq!(batch.ask(&json!({"command": ["list", "person"]}))["result"], json!([]));
    // What comes out of a line is JSON, asked for or not.
    let asked = batch.ask(&json!({"command": ["list", "person", "--json"]}));
    assert_eq!(asked["code"], 0, "{asked}");
}

/// A record that was sent as the input of a line whose command had a `--field` was dropped without a word.
#[test]
fn an_input_that_nothing_reads_is_refused_and_nothing_is_written() {
    let vault = Vault::of("Mara");
    let mut batch = vault.start(&["batch"]);
    let id = batch.ask(&json!({"command": ["add", "person"], "input": {"name": "Ana"}}));
    let id = id["result"]["id"].as_str().unwrap().to_owned();
    let to = vault.beside("plan.json").to_str().unwrap().to_owned();
    for command in [
        vec!["add", "person", "--field", "name=Luis"],
        vec!["checkin", "--field", "mood=4"],
        vec!["edit", &id, "--field", "name=Luis"],
        vec!["between", &id, "add", "appreciation", "--field", "text=thanks"],
        vec!["list", "person"],
        vec!["export", "--as", "json", "--to", &to],
        vec!["sync"],
    ] {
        let refused = batch.ask(&json!({"command": command, "input": {"nose": "long"}}));
        assert_eq!(refused["code"], 2, "{command:?} gave {refused}");
    }
    assert!(!std::path::Path::new(&to).exists(), "nothing was exported");
    let people = batch.ask(&json!({"command": ["list", "person"], "input": {}}));
    let people = people["result"].as_array().unwrap();
    assert_eq!((people.len(), &people[0]["fields"]["name"]), (1, &json!("Ana")));
    let answered = batch.ask(&json!({"answer": "no", "input": {"nose": "long"}}));
    assert_eq!((&answered["code"], &answered["error"]["detail"]), (&json!(5), &json!("input")));
}

/// A `sync` that was on its way when SIGTERM came was never answered, whoever waited for its line.
#[test]
fn a_sync_that_runs_when_a_signal_comes_is_answered_with_how_far_it_came() {
    let vault = Vault::of("Mara");
    let (_ana, _, _) = guest_of(&vault, "Ana");
    let mut serve = vault.start(&["serve"]);
    serve.event("ready");
    serve.say(&json!({"id": "s", "command": ["sync", "--for", "50"]}).to_string());
    // Lines are taken in order, so this answer says that the other one has begun.
    assert_eq!(serve.ask(&json!({"id": 2, "command": ["guests"]}))["id"], 2);
    serve.signal("TERM");
    let report = serve.event("result");
    assert_eq!((&report["id"], &report["code"]), (&json!("s"), &json!(0)), "{report}");
    assert_eq!(report["result"]["peers"].as_array().map(Vec::len), Some(1), "{report}");
    assert_eq!(serve.wait(), 0);
}
