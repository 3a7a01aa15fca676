//! What the command line says where the window says it: in a hard moment, after something happened, after an urge, and
//! when one looks back and ahead. The numbers were added up by hand.

use jiff::{ToSpan as _, Zoned};
use serde_json::{Value, json};

use crate::support::Vault;

/// So many days before now, as a moment by the clock of this computer.
fn before(days: i64) -> String {
    let at = Zoned::now().checked_sub(days.days()).unwrap();
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn day(days_ahead: i64) -> String {
    Zoned::now().date().checked_add(days_ahead.days()).unwrap().to_string()
}

fn ana(vault: &Vault) -> String {
    let contacts = json!([{"sort": "email", "value": "ana1@example.org"},
        {"sort": "phone", "value": "555 0101"}]);
    vault.add("person", json!({"name": "Ana", "contacts": contacts, "roles": ["crisis_call"]}))
}

/// It wrote the record and said nothing, where the window says what matters for the body and whom to tell.
#[test]
fn a_setback_is_answered_as_in_the_window() {
    let vault = Vault::of("Mara");
    let ana = ana(&vault);
    vault.add("naloxone", json!({"place": "Kitchen drawer", "expires": "2020-05-31"}));
    vault.add("naloxone", json!({"place": "Car", "expires": day(0), "holder": ana}));
    vault.add("letter", json!({"open_when": "proud", "body": "Not this one"}));
    vault.add("letter", json!({"open_when": "slip", "body": "You came back before."}));
    vault.add("med", json!({"name": "Buprenorphine", "prescriber": ana}));
    vault.run(&["config", "set", "window.country", "US"], "").json();

    let told = vault.run(&["setback", "--field", "safe_now=yes"], "").json();
    assert_eq!(told["kind"], "setback");
    assert_eq!(told["emergency"], "911");
    assert!(told["tolerance"].as_str().unwrap().starts_with("Your tolerance is lower now."));
    // The day on the pack is the last on which it is good.
    assert_eq!(
        told["naloxone"],
        json!([
            {"place": "Kitchen drawer", "holder": null, "expires": "2020-05-31", "has_passed": true},
            {"place": "Car", "holder": "Ana", "expires": day(0), "has_passed": false},
        ])
    );
    let callable = json!([{"person": ana, "name": "Ana", "numbers": ["555 0101"]}]);
    assert_eq!((&told["tell"], &told["prescribers"]), (&callable, &callable));
    assert_eq!(told["letter"], "You came back before.");

    let plain = vault.run_plainly(&["setback", "--field", "safe_now=no"], "");
    let mut from = 0;
    for expected in [
        "Thank you for saying so. Please talk to someone now.",
        "In danger, call 911",
        "tolerance is lower now",
        "Naloxone is here: Kitchen drawer",
        "The date on the pack has passed.",
        "Naloxone is here: Car",
        "Ana has naloxone",
        "Do not decide about your medicine alone.",
        "Ana  555 0101",
        "Tell someone?",
        "You came back before.",
        "Kith told nobody.",
        "kith lines",
    ] {
        let found = plain.err[from..].find(expected);
        from +=
            found.unwrap_or_else(|| panic!("{expected:?} is not behind {from} of {}", plain.err));
    }
    assert_eq!(plain.err.matches("has passed").count(), 1, "{}", plain.err);
    assert!(plain.err.starts_with("Thank you"), "{}", plain.err);
    assert!(!plain.out.contains("911") && !plain.err.contains("Not this one"), "{plain:?}");
}

#[test]
fn words_for_somebody_are_said_to_be_with_nobody_yet() {
    let vault = Vault::of("Mara");
    let ana = ana(&vault);
    let words = json!({"text": "Can you talk?", "with": ana}).to_string();
    let told = vault.run(&["add", "reach"], &words);
    assert_eq!(told.err.trim(), "Nobody has this yet. Call Ana: 555 0101");
    let told = told.json();
    assert_eq!(
        vault.run(&["show", told["id"].as_str().unwrap()], "").json(),
        told,
        "the record alone"
    );
    let plain = vault.run_plainly(&["add", "reach"], &words);
    assert_eq!(plain.err.trim(), "Nobody has this yet. Call Ana: 555 0101");
    let alone = vault.run_plainly(&["add", "reach"], &json!({"text": "Anyone?"}).to_string());
    assert_eq!(alone.err.trim(), "Nobody has this yet.");
}

/// There was no number for an emergency and no reason to go on, and the tools stood by their age.
#[test]
fn a_hard_moment_has_the_number_the_reasons_and_the_tools_that_helped() {
    let vault = Vault::of("Mara");
    let tea = vault.add("strategy", json!({"text": "Tea", "favourite": true}));
    let shower = vault.add("strategy", json!({"text": "Shower"}));
    vault.add("reason", json!({"rank": 2, "text": "The garden"}));
    vault.add("reason", json!({"rank": 1, "text": "Leo starts school"}));
    for after in [2, 3] {
        vault.add(
            "craving",
            json!({"at": before(2), "before": 8, "after": after, "used": [shower]}),
        );
    }
    let hand = vault.run(&["struggling"], "").json();
    let ids = |name: &str| -> Vec<Value> {
        hand[name].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!(ids("helps"), [json!(shower), json!(tea)], "by what they did, not by their age");
    assert_eq!(hand["reasons"][0]["fields"]["text"], "Leo starts school");
    assert_eq!((&hand["emergency"], hand["lines"].as_array().unwrap().len()), (&Value::Null, 8));
    let plain = vault.run_plainly(&["struggling"], "").out;
    assert!(plain.contains("United States: 911 · Canada: 911"), "none is guessed at: {plain}");

    vault.run(&["config", "set", "window.country", "GB"], "").json();
    let hand = vault.run(&["struggling"], "").json();
    assert_eq!((&hand["emergency"], &hand["lines"][0]["country"]), (&json!("999"), &json!("GB")));
    let plain = vault.run_plainly(&["struggling"], "").out;
    assert!(plain.starts_with("In danger, call 999\n"), "{plain}");
    let end = "What helps you:\n  Shower\n  Tea\nWhat for:\n  Leo starts school\n  The garden\n";
    assert!(plain.contains(end) && plain.trim_end().ends_with("“kith lines”"), "{plain}");

    // After an urge was written down, the same tools are offered, as a line of a batch too.
    let urge = vault.run(&["craving", "--field", "before=8"], "").json();
    let shown = json!({"name": "Shower", "record": shower, "uses": 2, "rated": 2, "drop_sum": 11});
    assert_eq!(urge["helps"][0], shown);
    assert_eq!(urge["fields"]["before"], 8);
    let plain = vault.run_plainly(&["craving", "--field", "before=8"], "").err;
    assert!(plain.starts_with("What helps you:\n  Shower\n  Tea\n"), "{plain}");
    assert!(plain.trim_end().ends_with("“kith lines”"), "{plain}");
    let mut batch = vault.start(&["batch"]);
    let line = batch.ask(&json!({"command": ["craving"], "input": {"before": 7}}));
    assert_eq!(line["result"]["helps"][0], shown, "{line}");
    batch.end_input();
    assert_eq!(batch.wait(), 0);
}

#[test]
fn the_days_that_were_are_told_and_counted() {
    let vault = Vault::of("Mara");
    assert_eq!(vault.run(&["progress"], "").json(), Value::Null);
    let ana = ana(&vault);
    let check = vault.add("checkin", json!({"at": before(1), "mood": 3, "connected": true}));
    let old = vault.add("entry", json!({"at": before(40), "body": "A long day\nand more"}));
    let urge = json!({"at": before(3), "before": 7, "after": 4, "reached": ana});
    let urge = vault.add("craving", urge);
    vault.add("craving", json!({"at": before(20), "before": 7}));
    let group = vault.add("group", json!({"name": "Home group"}));
    vault.add("attend", json!({"group": group, "on": day(-2)}));
    vault.add("attend", json!({"group": group, "on": day(-30)}));
    vault.add("setback", json!({"at": before(4)}));
    vault.add("progress", json!({"start": day(-50), "last_use": day(-4)}));

    let told = vault.run(&["timeline", "--days", "10"], "").json();
    let kinds: Vec<&Value> = told.as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["checkin", "attend", "craving", "setback"], "the newest first");
    assert_eq!(told[0]["record"], check.as_str());
    assert_eq!((&told[2]["record"], &told[2]["day"]), (&json!(urge), &json!(day(-3))));
    let all = vault.run(&["timeline", "--days", "60"], "").json();
    let entry = all.as_array().unwrap().iter().find(|one| one["record"] == old.as_str()).unwrap();
    assert_eq!(entry["title"], "A long day");
    let plain = vault.run_plainly(&["timeline", "--days", "60"], "").out;
    assert_eq!(plain.lines().count(), all.as_array().unwrap().len());
    assert!(plain.contains("A long day") && !plain.contains(&old), "{plain}");

    let touch = vault.run(&["touch"], "").json();
    assert_eq!((&touch["first_day"], &touch["last_day"]), (&json!(day(-6)), &json!(day(0))));
    let reached = json!([{"person": ana, "name": "Ana", "this_week": 1, "last": day(-3)}]);
    assert_eq!(touch["people"], reached);
    assert_eq!(touch["meetings"], json!({"this_week": 1, "last": day(-2)}));
    assert_eq!(touch["connected"], json!({"this_week": 1, "last": day(-1)}));
    let plain = vault.run_plainly(&["touch"], "").out;
    assert!(plain.contains(&format!("Ana: once, last {}", day(-3))), "{plain}");

    let days = vault.run(&["progress"], "").json();
    assert_eq!((&days["start"], &days["days"]), (&json!(day(-50)), &json!(50)));
    assert_eq!(days["days_since_last_use"], 4);
    // Today and the fifty days before it are 51, of which one has a noted use.
    assert_eq!(days["hundred"], json!({"count": 50, "of": 51}));
    assert_eq!((&days["longest_run"], &days["run_now"]), (&json!(46), &json!(4)));
    // One went down, of the other nothing is known.
    assert_eq!(days["urges_ridden_out"], json!({"count": 1, "of": 2}));
    assert_eq!(days["meeting_days"], 2);
    let plain = vault.run_plainly(&["progress"], "").out;
    assert!(
        plain.starts_with("50 days, counted from") && plain.contains("1 of 2 urges"),
        "{plain}"
    );
}

#[test]
fn what_comes_next_and_what_two_questions_add_up_to_are_told() {
    let vault = Vault::of("Mara");
    let ana = ana(&vault);
    let visit = json!({"at": format!("{}T14:00:00+00:00", day(2)), "zone": "Europe/London",
        "person": ana, "prep": "Ask about sleep"});
    let visit = vault.add("appt", visit);
    vault.add("appt", json!({"at": format!("{}T14:00:00+00:00", day(9))}));
    let rent = vault.add("reminder", json!({"text": "Rent", "on": day(3), "time": "09:00"}));
    let coming = vault.run(&["next"], "").json();
    let records: Vec<&Value> =
        coming.as_array().unwrap().iter().map(|one| &one["record"]).collect();
    assert_eq!(records, [&json!(visit), &json!(rent)], "seven days, in order of time");
    assert_eq!(coming[0]["zone"], "Europe/London");
    assert_eq!(coming[0]["title"], "Ask about sleep");
    assert_eq!(vault.run(&["next", "--days", "14"], "").json().as_array().unwrap().len(), 3);
    let plain = vault.run_plainly(&["next"], "").out;
    assert!(
        plain.contains("Ask about sleep  (Europe/London)") && plain.contains("Rent"),
        "{plain}"
    );
    vault.run(&["next", "--days", "0"], "").error(2);

    let low = json!({"sort": "phq2", "first": 1, "second": 1, "at": before(20)});
    let low = vault.add("screen", low);
    let high =
        vault.add("screen", json!({"sort": "gad2", "first": 0, "second": 3, "at": before(1)}));
    let half = vault.add("screen", json!({"sort": "phq2", "first": 3, "at": before(0)}));
    let sums = vault.run(&["screens"], "").json();
    let line = |record: &str, sort: &str, days: i64, sum: Value, talk: Value| json!({"record": record, "sort": sort, "day": day(days), "sum": sum, "talk": talk});
    assert_eq!(
        sums,
        json!([
            line(&half, "phq2", 0, Value::Null, Value::Null),
            line(&high, "gad2", -1, json!(3), json!(true)),
            line(&low, "phq2", -20, json!(2), json!(false)),
        ])
    );
    let plain = vault.run_plainly(&["screens"], "").out;
    assert!(plain.contains("GAD-2  3 of 6  At 3 or more, it is a good idea"), "{plain}");
    assert!(plain.contains("PHQ-2  2 of 6  This is below 3."), "{plain}");
    assert!(plain.trim_end().ends_with("what it means."), "{plain}");
}

/// The window wrote these names, and the command line refused them.
#[test]
fn what_the_window_sets_for_the_plan_is_set_here_too() {
    let vault = Vault::of("Mara");
    for (name, value) in [("today.tiny", "yes"), ("words.slip", "lapse")] {
        assert_eq!(vault.run(&["config", "set", name, value], "").json(), json!({}));
        let told = vault.run(&["config", "get", name], "").json();
        assert_eq!(told, json!({"key": name, "value": value}));
    }
    vault.run(&["config", "set", "words.slip", ""], "").json();
    assert_eq!(vault.run(&["config", "get", "words.slip"], "").json()["value"], "");
    let long = "x".repeat(61);
    for (name, value) in [("words.slips", "a"), ("words.slip", "a\nb"), ("words.slip", &long)] {
        assert_eq!(
            vault.run(&["config", "set", name, value], "").error(5)["trouble"],
            "bad-setting"
        );
    }
    // “Check the name and the value” did not say which values there are.
    for (name, takes) in [("today.tiny", "yes, no"), ("network.mode", "off, nearby")] {
        let error = vault.run(&["config", "set", name, "on"], "").error(5);
        assert_eq!(error["detail"], takes, "{error}");
        assert!(error["what"].as_str().unwrap().contains(takes), "{error}");
    }
    assert_eq!(vault.run(&["config", "get", "words.slips"], "").code, 5);
}
