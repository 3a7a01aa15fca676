//! The plug is pulled: whatever was answered is there afterwards.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Vault, bring_together, device_of};

/// So often the program is killed.
const CUTS: usize = 12;

#[test]
fn a_kill_after_saved_loses_nothing() {
    let vault = Vault::of("Mara");
    let mut saved: BTreeSet<String> = BTreeSet::new();
    for cut in 0..CUTS {
        let mut batch = vault.start(&["batch"]);
        // More lines than answers are waited for: the cut comes while others are on their way.
        for number in 0..30 {
            let text = format!("cut {cut} line {number}");
            batch.say(&json!({"command": ["add", "reason"], "input": {"text": text}}).to_string());
        }
        for _ in 0..=cut * 2 {
            let result = batch.event("result");
            assert_eq!(result["code"], 0, "{result}");
            saved.insert(result["result"]["id"].as_str().unwrap().to_owned());
        }
        batch.kill();
        let there = ids(&vault.run(&["list", "reason"], "").json());
        let lost: Vec<&String> = saved.difference(&there).collect();
        assert!(lost.is_empty(), "after cut {cut}, {lost:?} are lost");
    }
    assert_eq!(vault.run(&["status"], "").json()["damage"], json!([]));
}

#[test]
fn every_cut_of_the_last_record_opens_with_all_before_it() {
    let vault = Vault::of("Mara");
    let first = vault.add("reason", json!({"text": "acknowledged"}));
    let newest = || {
        let (name, bytes) =
            vault.files().into_iter().rfind(|(name, _)| name.starts_with("log/")).unwrap();
        (vault.folder().join(name), bytes)
    };
    let mut batch = vault.start(&["batch"]);
    let edit = |rank: i64| json!({"command": ["edit", first], "input": {"rank": rank}});
    assert_eq!(batch.ask(&edit(1))["code"], 0);
    let (path, one) = newest();
    assert_eq!(batch.ask(&edit(2))["code"], 0);
    let (same, two) = newest();
    batch.kill();
    assert_eq!(path, same);
    assert!(two.len() > one.len() && two.starts_with(&one), "a log is only ever added to");
    // Every length would take minutes with a process each; the vault's own tests cut at each of them.
    let lengths = (one.len()..two.len()).step_by(((two.len() - one.len()) / 12).max(1));
    for length in lengths {
        std::fs::write(&path, &two[..length]).unwrap();
        let shown = vault.run(&["show", &first], "").json();
        assert_eq!(shown["fields"]["rank"], 1, "cut at {length} of {}", two.len());
        // That run wrote nothing, or wrote a log of its own; the cut one is put back as it was.
        for (name, _) in vault.files() {
            let other = vault.folder().join(&name);
            if name.starts_with("log/") && other > path {
                std::fs::remove_file(other).unwrap();
            }
        }
    }
    std::fs::write(&path, &two).unwrap();
    assert_eq!(vault.run(&["show", &first], "").json()["fields"]["rank"], 2);
}

#[test]
fn a_kill_while_two_devices_talk_loses_nothing_and_they_agree_afterwards() {
    let laptop = Vault::of("Mara");
    let desktop = device_of(&laptop);
    let mut saved: BTreeSet<String> = BTreeSet::new();
    for round in 0..3 {
        let mut here = laptop.start(&["serve"]);
        let mut there = desktop.start(&["serve"]);
        here.event("ready");
        there.event("ready");
        for number in 0..20 {
            let end = if number % 2 == 0 { &mut here } else { &mut there };
            let text = format!("round {round} line {number}");
            let result = end.ask(&json!({"command": ["add", "reason"], "input": {"text": text}}));
            saved.insert(result["result"]["id"].as_str().unwrap().to_owned());
        }
        if round % 2 == 0 {
            here.kill();
            there.kill();
        } else {
            there.kill();
            here.kill();
        }
    }
    bring_together(&[&laptop, &desktop]);
    assert_eq!(laptop.list("reason"), desktop.list("reason"));
    assert_eq!(ids(&laptop.run(&["list", "reason"], "").json()), saved);
}

fn ids(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|record| record["id"].as_str().unwrap().to_owned())
        .collect()
}
