//! An urge at two in the night and a slip with the days after it, over everything that is really there: what the
//! window kept is what rests in the vault when it is opened again.

use std::collections::BTreeSet;

use eframe::egui::{Key, Modifiers};
use jiff::{ToSpan as _, Zoned};
use serde_json::{Value, json};

use super::driver::Seat;
use crate::support::Vault;

const BOTH: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The next ten past two in the night, by the clock of this computer.
fn ten_past_two() -> Zoned {
    let tomorrow = Zoned::now().date().tomorrow().unwrap();
    tomorrow.at(2, 10, 0, 0).to_zoned(jiff::tz::TimeZone::system()).unwrap()
}

/// As a record keeps a moment.
fn moment(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A plan with somebody to call at night, three things that help, and what came of them two weeks ago.
fn plan_for_the_night(night: &Zoned) -> Vault {
    let vault = Vault::of("Mara");
    let contacts = json!([{"sort": "mobile", "value": "555 0101"}]);
    let ana = json!({"name": "Ana", "ring": 1, "roles": ["crisis_call"], "contacts": contacts});
    vault.add("person", ana);
    let before = moment(&night.checked_sub(14.days()).unwrap());
    for (text, used, after) in [("Shower", 5, 3), ("Call my brother", 2, 6), ("Tea", 0, 0)] {
        let tool = vault.add("strategy", json!({"text": text}));
        for _ in 0..used {
            let urge =
                json!({"at": before, "before": 8, "after": after, "used": [tool], "alone": true});
            vault.add("craving", urge);
        }
    }
    vault.add("letter", json!({"open_when": "craving", "body": "It passes. It always did."}));
    for nights in [1, 2] {
        let at = moment(&night.checked_sub(nights.days()).unwrap());
        vault.add("craving", json!({"at": at, "before": 7}));
    }
    vault.run(&["config", "set", "window.country", "US"], "").json();
    vault
}

#[test]
fn an_urge_at_two_in_the_night_rests_in_the_vault_and_is_told_in_the_morning() {
    let night = ten_past_two();
    let vault = plan_for_the_night(&night);
    let ahead = night.timestamp().as_millisecond() - Zoned::now().timestamp().as_millisecond();
    let mut seat = Seat::later(&vault, ahead);
    seat.wait_for("Unlock");
    seat.press_with(BOTH, Key::U);
    seat.wait_for("Nothing here is written down.");
    assert!(seat.says("Breathe with me") && !seat.says("Ana"), "no plan, and a tool");
    assert!(seat.is_dark(), "dark in the night");
    seat.press(Key::Escape);
    seat.unlock();

    seat.press_with(BOTH, Key::U);
    seat.tick("I am alone");
    assert!(seat.is_dark());
    seat.tab_to("5");
    seat.press(Key::Num8);
    seat.wait_for("Saved: 8 of 10");
    let tools: Vec<String> =
        seat.buttons().into_iter().filter(|name| name.contains(',')).take(3).collect();
    let own =
        ["Shower, Yours", "Call my brother, Yours", "A letter from me, You wrote it for this"];
    assert_eq!(tools, own, "by what came of them");
    seat.choose("Breathe with me, 4 in, 6 out");
    seat.tick("Tired");
    for key in [Key::Num6, Key::Num4] {
        assert!(!seat.says("How strong is it now?"));
        seat.wait(301.0);
        assert!(seat.says("How strong is it now?"), "asked after five minutes");
        seat.tab_to("5");
        seat.press(key);
    }
    seat.choose("Reach Ana");
    seat.choose("Rough night. Can you talk?");
    seat.wait_for("Nobody has this yet. Call Ana: 555 0101");
    assert!(seat.says("Call or text 988"), "a line stands below");
    seat.choose("Back");
    seat.choose("Enough for now");
    seat.choose("Skip");
    seat.choose("Done");
    seat.wait_for("Saved. It is under urges.");
    assert!(!seat.says("nights had an urge"), "not in the night itself");
    seat.close();

    let urge = vault.records("craving").into_iter().find(|urge| urge["fields"]["halt"].is_array());
    let urge = urge.unwrap();
    let reach = vault.records("reach").remove(0);
    for (name, said) in [
        ("before", json!(8)),
        ("after", json!(4)),
        ("alone", json!(true)),
        ("halt", json!(["tired"])),
        ("reached", Value::Null),
    ] {
        assert_eq!(urge["fields"][name], said, "{urge}");
    }
    let ratings = urge["fields"]["ratings"].as_array().unwrap().iter();
    let numbers = |one: &Value| (one["minute"].as_i64(), one["strength"].as_i64());
    let numbers: Vec<_> = ratings.map(numbers).collect();
    assert_eq!(numbers, [(0, 8), (5, 6), (10, 4)].map(|(at, strength)| (Some(at), Some(strength))));
    let kept_at: jiff::Timestamp = urge["fields"]["at"].as_str().unwrap().parse().unwrap();
    let late = kept_at.as_second() - night.timestamp().as_second();
    assert!((0..600).contains(&late), "{late} seconds after ten past two");
    let run = vault.records("toolrun").remove(0);
    assert_eq!((&run["fields"]["before"], &run["fields"]["after"]), (&json!(8), &json!(4)));
    assert_eq!(reach["fields"]["text"], "Rough night. Can you talk?");
    assert_eq!(reach["fields"]["with"]["label"], "Ana");
    assert_eq!(reach["fields"].as_object().unwrap().len(), 2, "the words, and for whom");
    vault.nobody_else_sees(&[&urge, &run, &reach]);

    let mut seat = Seat::later(&vault, ahead + 6 * HOUR);
    seat.unlock();
    seat.wait_for("3 of the last 7 nights had an urge");
    seat.choose("Plan for tonight");
    seat.write_in("When it gets hard", "After midnight");
    seat.press_with(Modifiers::COMMAND, Key::Enter);
    seat.wait_for("Saved: ");
    seat.close();
    let plan = vault.records("highrisk").remove(0);
    assert_eq!(plan["fields"], json!({"when": "After midnight"}));
    vault.nobody_else_sees(&[&plan]);
}

/// A plan with somebody who prescribes, somebody to tell, naloxone, a letter, and a count of 212 days.
fn plan_for_a_slip() -> Vault {
    let vault = Vault::of("Mara");
    let contacts = json!([{"sort": "phone", "value": "555 0199"}]);
    let lee = json!({"name": "Dr Lee", "relation": "clinician", "ring": 3, "contacts": contacts});
    let lee = vault.add("person", lee);
    let ana = vault.add("person", json!({"name": "Ana", "ring": 1, "roles": ["crisis_call"]}));
    vault.add("med", json!({"name": "Buprenorphine", "prescriber": lee}));
    vault.add("naloxone", json!({"place": "Kitchen drawer", "holder": ana}));
    let letter = json!({"open_when": "slip", "body": "You came back before. Come back now."});
    vault.add("letter", letter);
    let ago = |days: i64| Zoned::now().date().checked_sub(days.days()).unwrap().to_string();
    let count = json!({"start": ago(212), "last_use": ago(213), "show": ["days", "since"]});
    vault.add("progress", count);
    vault
}

#[test]
fn a_slip_and_the_week_after_rest_in_the_vault() {
    let vault = plan_for_a_slip();
    let count = vault.records("progress").remove(0);
    let mut seat = Seat::at(&vault, true);
    seat.unlock();
    seat.press_with(BOTH, Key::U);
    seat.choose("I used");
    seat.wait_for("Thank you for telling the truth");
    seat.choose("I am safe");
    seat.choose("I am alone");
    for text in [
        "Your tolerance is lower now.",
        "Do not decide about your medicine alone",
        "Dr Lee: 555 0199",
        "Naloxone is here: Kitchen drawer",
        "You came back before. Come back now.",
        "Someone will not wake up",
        "You have told nobody yet.",
    ] {
        seat.wait_for(text);
    }
    seat.choose("Tell Dr Lee");
    seat.choose("Something happened. I am safe. Can we talk?");
    seat.wait_for("Nobody has this yet. Call Dr Lee: 555 0199");
    seat.choose("I told Dr Lee");
    seat.choose("Back");
    seat.choose("Done");
    seat.press_with(Modifiers::COMMAND, Key::Num1);
    seat.choose("Milestones");
    seat.wait_for("212");
    seat.close();
    let reach = vault.records("reach").remove(0);
    assert_eq!(reach["fields"].as_object().unwrap().len(), 2, "these words, and for whom");
    let slip = vault.records("setback").remove(0);
    assert_eq!(slip["fields"]["told"][0]["label"], "Dr Lee");
    vault.nobody_else_sees(&[&reach, &slip]);

    // The next day: four questions, and what goes into the plan is chosen.
    let mut seat = Seat::later(&vault, DAY);
    seat.unlock();
    seat.choose("Look at it");
    seat.wait_for("Kith did not change it.");
    seat.write_in("What came before it?", "A long shift");
    seat.write_in("What helped, if only a bit?", "A cold drink");
    seat.write_in("What is one thing you would change?", "I go home by the other road.");
    seat.tick("Ana");
    seat.choose("Done");
    seat.choose("Add to what helps me: “A cold drink”");
    seat.tick("Making it safer around me");
    seat.choose("Add to this step: “I go home by the other road.”");
    seat.choose("Done");
    seat.wait_for("How are you right now?");
    assert!(!seat.says("Four short questions"), "they are answered");
    seat.close();

    // Day 3 and day 7 are soft, and the days between are silent.
    for (day, is_asked) in [(2, false), (3, true), (5, false), (7, true)] {
        let mut seat = Seat::later(&vault, day * DAY);
        seat.unlock();
        let words = format!("{day} days since a hard day");
        assert_eq!(seat.says(&words), is_asked, "after {day} days");
        if day == 7 {
            seat.choose("Not now");
            seat.wait_until("no card any more", |seat| !seat.says(&words));
        }
        seat.close();
    }

    let slip = vault.records("setback").remove(0);
    for (name, said) in [
        ("before", "A long shift"),
        ("helped", "A cold drink"),
        ("next_step", "I go home by the other road."),
    ] {
        assert_eq!(slip["fields"][name], said, "{slip}");
    }
    assert_eq!(slip["fields"]["safe_now"], true);
    let told = slip["fields"]["told"].as_array().unwrap().iter();
    let told: BTreeSet<&str> = told.map(|person| person["label"].as_str().unwrap()).collect();
    assert_eq!(told, BTreeSet::from(["Ana", "Dr Lee"]));
    let tools = vault.records("strategy");
    assert_eq!(tools[0]["fields"], json!({"text": "A cold drink"}));
    let rung = vault.records("rung").remove(0);
    assert_eq!(rung["fields"], json!({"step": 6, "text": "I go home by the other road."}));
    assert_eq!(
        vault.records("progress"),
        [count],
        "the count and the last use are as she left them"
    );
    vault.nobody_else_sees(&[&slip, &rung, &tools[0]]);
}
