//! Every kind of record through the program, from nothing but what `kith kinds --json` says of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::support::{Running, Vault, finish, kith};

/// A good value for a field. `made` holds the id of a record of each kind that was made before.
fn good(field: &Value, made: &BTreeMap<String, String>) -> Value {
    let named = || made[field["kind"].as_str().unwrap()].clone();
    match field["type"].as_str().unwrap() {
        "line" | "page" => json!("a plain line"),
        "whole" | "scale" => field["min"].clone(),
        "one" => field["choices"][0].clone(),
        "some" => json!([field["choices"][0]]),
        "flag" => json!(true),
        "day" => json!("2026-10-25"),
        "moment" => json!("2026-10-25T01:30:00+00:00"),
        "time" => json!("07:05"),
        "zone" => json!("America/New_York"),
        "ref" => json!(named()),
        "refs" => json!([named()]),
        "items" => json!([fields(&field["fields"], made)]),
        other => panic!("no value for the type {other}"),
    }
}

/// A value that no field of that type takes.
fn bad(field: &Value) -> Value {
    match field["type"].as_str().unwrap() {
        "line" | "page" | "one" => json!(7),
        "whole" | "scale" => json!(field["max"].as_i64().unwrap() + 1),
        "day" => json!("2026-02-30"),
        "moment" => json!("half past one"),
        "time" => json!("25:00"),
        "zone" => json!("Lisbon"),
        "ref" => json!("nobody"),
        "some" | "refs" => json!(["nobody"]),
        "flag" | "items" => json!("yes"),
        other => panic!("no bad value for the type {other}"),
    }
}

fn fields(described: &Value, made: &BTreeMap<String, String>) -> Map<String, Value> {
    let described = described.as_array().unwrap().iter();
    described.map(|field| (field["name"].as_str().unwrap().to_owned(), good(field, made))).collect()
}

fn done(batch: &mut Running, line: &Value) -> Value {
    let answer = batch.ask(line);
    assert_eq!(answer["code"], 0, "{line} was answered with {answer}");
    answer["result"].clone()
}

#[test]
fn one_of_every_kind_goes_through_every_command_from_its_own_description() {
    let vault = Vault::of("Mara");
    let kinds = vault.run(&["kinds"], "").json();
    let mut batch = vault.start(&["batch"]);
    let mut made = BTreeMap::new();
    let mut rows = std::collections::BTreeSet::new();
    for kind in kinds.as_array().unwrap() {
        let name = kind["kind"].as_str().unwrap();
        rows.extend(kind["row"].as_array().unwrap().iter().map(|row| row.as_u64().unwrap()));
        let all = fields(&kind["fields"], &made);
        for field in kind["fields"].as_array().unwrap() {
            let field_name = field["name"].as_str().unwrap();
            let mut wrong = all.clone();
            wrong.insert(field_name.to_owned(), bad(field));
            let refused = batch.ask(&json!({"command": ["add", name], "input": wrong}));
            assert_eq!(refused["code"], 5, "{name}.{field_name}: {refused}");
            let what = refused["error"]["what"].as_str().unwrap();
            assert!(what.contains(field_name), "{name}.{field_name}: {what}");
        }
        assert_eq!(done(&mut batch, &json!({"command": ["list", name]})), json!([]), "{name}");

        let added = done(&mut batch, &json!({"command": ["add", name], "input": all}));
        let id = added["id"].as_str().unwrap().to_owned();
        assert_eq!(done(&mut batch, &json!({"command": ["show", id]})), added);
        let edited = done(&mut batch, &json!({"command": ["edit", id], "input": all}));
        assert_eq!(edited["fields"].as_object().unwrap().len(), all.len(), "{name}");
        let listed = done(&mut batch, &json!({"command": ["list", name]}));
        assert_eq!(listed, json!([edited]), "{name}");
        done(&mut batch, &json!({"command": ["remove", id]}));
        assert_eq!(done(&mut batch, &json!({"command": ["list", name]})), json!([]), "{name}");
        done(&mut batch, &json!({"command": ["undelete", id]}));
        let back = done(&mut batch, &json!({"command": ["show", id]}));
        assert_eq!(back["fields"], edited["fields"], "{name}");
        made.insert(name.to_owned(), id);
    }
    batch.end_input();
    assert_eq!(batch.wait(), 0);
    let without: Vec<u64> = (1..=66).filter(|row| !rows.contains(row)).collect();
    assert_eq!(without, NO_KINDS.map(|row| row.number));
}

/// A row that is no kind of record: the command that does what it asks for, and a test that plays it.
struct Row {
    number: u64,
    command: &'static [&'static str],
    test: &'static str,
    within: &'static str,
}

const NO_KINDS: [Row; 6] = [
    // Pairing with somebody.
    Row {
        number: 26,
        command: &["invite"],
        test: "a_joiner_may_name_the_record_that_this_is",
        within: include_str!("cli_pairing.rs"),
    },
    // Trust is widened and narrowed, a section and a person at a time.
    Row {
        number: 53,
        command: &["share"],
        test: "a_guest_reads_what_was_granted_and_nothing_else",
        within: include_str!("two_vaults.rs"),
    },
    // Ups and downs in one line of time.
    Row {
        number: 56,
        command: &["timeline"],
        test: "the_days_that_were_are_told_and_counted",
        within: include_str!("cli_looking.rs"),
    },
    // Who was in touch this week.
    Row {
        number: 58,
        command: &["touch"],
        test: "the_days_that_were_are_told_and_counted",
        within: include_str!("cli_looking.rs"),
    },
    // Who can read what, and not a word of the rest on anybody's disk.
    Row {
        number: 63,
        command: &["who-sees"],
        test: "a_guest_reads_what_was_granted_and_nothing_else",
        within: include_str!("two_vaults.rs"),
    },
    // The whole of it in three large buttons.
    Row {
        number: 65,
        command: &["config", "set"],
        test: "what_the_window_sets_for_the_plan_is_set_here_too",
        within: include_str!("cli_looking.rs"),
    },
];

/// Six rows had no kind, and that was all that was said of them.
#[test]
fn a_row_without_a_kind_has_a_command_and_a_test_that_plays_it() {
    for Row { number, command, test, within } in NO_KINDS {
        let mut help = kith();
        help.args(command).arg("--help");
        assert_eq!(finish(help, "").code, 0, "row {number}: kith {}", command.join(" "));
        let head = format!("#[test]\nfn {test}() {{\n");
        let from = within.find(&head).unwrap_or_else(|| panic!("row {number} has no test {test}"));
        let body = &within[from..];
        let body = &body[..body.find("\n}\n").unwrap_or(body.len())];
        let typed = command.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        assert!(body.contains(&typed), "row {number}: {test} types no {typed}");
    }
}
