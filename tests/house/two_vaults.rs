//! Two people and three devices, driven by nothing but the command line.

use serde_json::{Value, json};

use crate::support::{Vault, bring_together, device_of, guest_of, holds};

/// What both of one person's devices must print alike.
fn whole_plan(vault: &Vault) -> String {
    ["person", "reason", "rung", "word", "checkin"]
        .iter()
        .flat_map(|kind| {
            let deleted = vault.run(&["list", kind, "--deleted"], "");
            assert_eq!(deleted.code, 0, "{deleted:?}");
            [vault.list(kind), deleted.out]
        })
        .collect()
}

#[test]
fn offline_edits_on_both_devices_converge_to_equal_lists() {
    let laptop = Vault::of("Mara");
    let ana = laptop.add("person", json!({"name": "Ana", "ring": 2}));
    let reason = laptop.add("reason", json!({"text": "My sister"}));
    let rung = laptop.add("rung", json!({"step": 1, "text": "Walk"}));
    laptop.run(&["checkin"], &json!({"mood": 3}).to_string()).json();
    let desktop = device_of(&laptop);
    bring_together(&[&laptop, &desktop]);
    assert_eq!(whole_plan(&laptop), whole_plan(&desktop));

    // Different fields, the same field, a delete against an edit, and news on both sides.
    let edit = |vault: &Vault, id: &str, fields: Value| {
        vault.run(&["edit", id], &fields.to_string()).json();
    };
    edit(&laptop, &ana, json!({"ring": 1}));
    edit(&desktop, &ana, json!({"status": "active"}));
    edit(&laptop, &rung, json!({"step": 2}));
    edit(&desktop, &rung, json!({"step": 3}));
    laptop.run(&["remove", &reason], "").json();
    edit(&desktop, &reason, json!({"rank": 7}));
    laptop.add("word", json!({"word": "fine"}));
    desktop.run(&["checkin"], &json!({"mood": 5}).to_string()).json();
    desktop.add("word", json!({"word": "need_a_talk"}));
    assert_ne!(whole_plan(&laptop), whole_plan(&desktop));

    bring_together(&[&laptop, &desktop]);
    assert_eq!(whole_plan(&laptop), whole_plan(&desktop));
    let merged = laptop.run(&["show", &ana], "").json();
    assert_eq!(
        (&merged["fields"]["ring"], &merged["fields"]["status"]),
        (&json!(1), &json!("active"))
    );
    let kept = desktop.run(&["show", &rung], "").json();
    let mut both: Vec<i64> = kept["both"]["step"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step.as_i64().unwrap())
        .collect();
    both.sort_unstable();
    assert_eq!(both, [2, 3], "{kept}");
    assert_eq!(laptop.run(&["list", "word"], "").json().as_array().unwrap().len(), 2);

    desktop.run(&["settle", &rung, "step", "3"], "").json();
    bring_together(&[&laptop, &desktop]);
    let settled = laptop.run(&["show", &rung], "").json();
    assert_eq!(settled["fields"]["step"], 3);
    assert_eq!(settled.get("both"), None, "{settled}");
    assert_eq!(whole_plan(&laptop), whole_plan(&desktop));
}

#[test]
fn devices_that_serve_see_an_edit_at_once() {
    let laptop = Vault::of("Mara");
    let reason = laptop.add("reason", json!({"text": "My sister"}));
    let desktop = device_of(&laptop);
    let mut here = laptop.start(&["serve"]);
    let mut there = desktop.start(&["serve"]);
    here.event("ready");
    there.event("ready");
    let start = std::time::Instant::now();
    let edited =
        here.ask(&json!({"command": ["edit", reason], "input": {"text": "My sister Rosa"}}));
    assert_eq!(edited["code"], 0, "{edited}");
    loop {
        let shown = there.ask(&json!({"command": ["show", reason]}));
        if shown["code"] == 0 && shown["result"]["fields"]["text"] == "My sister Rosa" {
            break;
        }
        assert!(start.elapsed() < crate::support::PATIENCE, "{shown}");
    }
    for end in [&mut here, &mut there] {
        end.signal("TERM");
        assert_eq!(end.wait(), 0);
    }
}

#[test]
fn a_guest_reads_what_was_granted_and_nothing_else() {
    let mara = Vault::of("Mara");
    let canary = "perambulating-quince";
    let before = mara.add("word", json!({"word": "need_a_talk"}));
    mara.add("reason", json!({"text": canary}));
    mara.run(&["checkin"], &json!({"mood": 1, "note": canary}).to_string()).json();
    let (ana, person, _) = guest_of(&mara, "Ana");
    bring_together(&[&mara, &ana]);
    let plan = mara.run(&["status"], "").json()["plan"].as_str().unwrap().to_owned();
    assert_eq!(ana.run(&["plans"], "").json(), json!([]), "pairing ticks nothing");
    assert_eq!(opens(&mara, &person), [("half".to_owned(), vec![])]);

    mara.run(&["share", "word", &person], "").json();
    let word = mara.add("word", json!({"word": "fine"}));
    bring_together(&[&mara, &ana]);
    let seen = ana.run(&["list", "word", "--plan", &plan], "").json();
    assert_eq!(seen.as_array().unwrap().len(), 1, "{seen}");
    assert_eq!(seen[0]["id"], word.as_str());
    assert_eq!(seen[0].get("visible_to"), None, "a guest is not told who else sees it");
    assert_ne!(seen[0]["id"], before.as_str());
    let plans = ana.run(&["plans"], "").json();
    assert_eq!(plans[0]["sections"], json!(["word"]), "{plans}");
    let half_and_word = [("half".to_owned(), vec![]), ("word".to_owned(), vec![word.clone()])];
    assert_eq!(opens(&mara, &person), half_and_word);
    let who = mara.run(&["who-sees"], "").json();
    assert_eq!(who.as_array().unwrap().len(), 1, "halves are not listed: {who}");
    assert_eq!(mara.run(&["show", &word], "").json()["visible_to"], json!([person]));

    for kind in ["person", "reason", "rung", "checkin"] {
        ana.run(&["list", kind, "--plan", &plan], "").error(5);
    }
    ana.run(&["edit", &word], &json!({"word": "need_a_talk"}).to_string()).error(5);
    for (name, bytes) in ana.files() {
        assert!(!holds(&bytes, canary.as_bytes()), "{name}");
    }

    mara.run(&["unshare", "word", &person], "").json();
    mara.add("word", json!({"word": "need_a_talk"}));
    bring_together(&[&mara, &ana]);
    let after = ana.run(&["list", "word", "--plan", &plan], "");
    assert!(!after.out.contains("need_a_talk"), "{after:?}");
    assert_eq!(mara.run(&["who-sees"], "").json(), json!([]));
}

/// `unshare` said nothing at all, and whoever had read a record went on to read what was changed in it.
#[test]
fn an_end_of_sharing_says_what_is_still_read() {
    let mara = Vault::of("Mara");
    let (ana, person, _) = guest_of(&mara, "Ana");
    mara.run(&["share", "word", &person], "").json();
    let none = mara.run(&["unshare", "word", &person], "");
    assert_eq!(none.json(), json!({"still_read": 0}));
    assert!(none.err.contains("goes nowhere new"), "{none:?}");
    assert!(!none.err.contains("still read"), "there is nothing to read: {none:?}");

    mara.run(&["share", "word", &person], "").json();
    let word = mara.add("word", json!({"word": "fine"}));
    bring_together(&[&mara, &ana]);
    let ended = mara.run(&["unshare", "word", &person], "");
    assert_eq!(ended.json(), json!({"still_read": 1}));
    assert!(ended.err.contains("still read") && ended.err.contains("later version"), "{ended:?}");
    // And so it is: what is said here must change with what is done.
    mara.run(&["edit", &word], &json!({"word": "need_a_talk"}).to_string()).json();
    bring_together(&[&mara, &ana]);
    let plan = mara.run(&["status"], "").json()["plan"].as_str().unwrap().to_owned();
    let seen = ana.run(&["list", "word", "--plan", &plan], "").json();
    assert_eq!(seen[0]["fields"]["word"], "need_a_talk", "{seen}");
}

/// What a person can open, section by section, with the ids of the records.
fn opens(owner: &Vault, person: &str) -> Vec<(String, Vec<String>)> {
    let view = owner.run(&["view-as", person], "").json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    view.as_array()
        .unwrap()
        .iter()
        .map(|section| {
            let records = section["records"].as_array().unwrap();
            let ids = records.iter().map(|record| text(&record["id"])).collect();
            (text(&section["section"]), ids)
        })
        .collect()
}

#[test]
fn a_section_that_needs_a_roll_is_refused_for_now() {
    let mara = Vault::of("Mara");
    let (_ana, person, _) = guest_of(&mara, "Ana");
    assert_eq!(mara.run(&["share", "steady", &person], "").error(5)["trouble"], "not-yet");
    let past = mara.run(&["share", "word", &person, "--with-past"], "").error(5);
    assert_eq!(past["trouble"], "not-yet");
    assert_eq!(mara.run(&["share", "people", &person], "").error(5)["trouble"], "never-shared");
    mara.run(&["share", "shed", &person], "").error(2);
    let stranger = mara.add("person", json!({"name": "Luis"}));
    assert_eq!(mara.run(&["share", "word", &stranger], "").error(5)["trouble"], "not-paired");
}

#[test]
fn both_halves_are_one_list_and_each_writes_its_own() {
    let mara = Vault::of("Mara");
    let (ana, person, mara_there) = guest_of(&mara, "Ana");
    let reach = mara
        .run(&["between", &person, "add", "reach"], &json!({"text": "Call me?"}).to_string())
        .json();
    bring_together(&[&mara, &ana]);
    let heard = ana.run(&["between", &mara_there, "list"], "").json();
    assert_eq!(heard[0]["id"], reach["id"], "{heard}");
    assert_eq!(heard[0]["half"], "theirs");
    let id = reach["id"].as_str().unwrap();
    ana.run(&["between", &mara_there, "edit", id], &json!({"text": "x"}).to_string()).error(5);
    let reply = json!({"item": id, "hash": "00", "text": "At eight"});
    let reply = ana.run(&["between", &mara_there, "add", "reply"], &reply.to_string()).json();
    bring_together(&[&mara, &ana]);
    let both = mara.run(&["between", &person, "list"], "").json();
    let ids: Vec<&Value> = both.as_array().unwrap().iter().map(|record| &record["id"]).collect();
    assert_eq!(ids, [&reach["id"], &reply["id"]]);
    mara.run(&["between", &person, "edit", id], &json!({"text": "Call me tonight?"}).to_string())
        .json();
    mara.run(&["between", &person, "remove", id], "").json();
    bring_together(&[&mara, &ana]);
    let left = ana.run(&["between", &mara_there, "list"], "").json();
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    // Kinds of a half are nobody else's: a check-in cannot be put there.
    mara.run(&["between", &person, "add", "checkin"], "{}").error(5);
}

#[test]
fn an_address_by_hand_finds_a_peer_that_moved() {
    let laptop = Vault::of("Mara");
    let desktop = device_of(&laptop);
    bring_together(&[&laptop, &desktop]);
    // Both move, so that neither knows where the other is.
    laptop.listen();
    desktop.listen();
    let address = desktop.run(&["config", "get", "network.listen"], "").json();
    let device = desktop.run(&["status"], "").json();
    let (device, address) =
        (device["device"].as_str().unwrap(), address["value"].as_str().unwrap());
    laptop.run(&["address", device, "not an address"], "").error(5);
    laptop.run(&["address", "nobody", address], "").error(4);
    laptop.run(&["address", device, address], "").json();
    laptop.add("reason", json!({"text": "found"}));
    bring_together(&[&laptop, &desktop]);
    assert_eq!(laptop.list("reason"), desktop.list("reason"));
}
