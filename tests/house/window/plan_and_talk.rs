//! The first fifteen minutes and a week's talk, over everything that is really there: what the window kept is what
//! rests in the vault when it is opened again.

use eframe::egui::{Key, Modifiers};
use serde_json::{Value, json};

use super::driver::Seat;
use crate::support::Vault;

/// What a record says, without the ids of its parts.
fn fields(record: &Value) -> Value {
    let mut fields = record["fields"].clone();
    for value in fields.as_object_mut().unwrap().values_mut() {
        for part in value.as_array_mut().into_iter().flatten() {
            if let Some(part) = part.as_object_mut().filter(|part| !part.contains_key("label")) {
                part.remove("id");
            }
        }
    }
    fields
}

/// The one record of a kind.
#[track_caller]
fn only(vault: &Vault, kind: &str) -> Value {
    let records = vault.records(kind);
    assert_eq!(records.len(), 1, "{kind}: {records:?}");
    records.into_iter().next().unwrap()
}

#[test]
fn the_first_fifteen_minutes_rest_in_the_vault() {
    let vault = Vault::fresh();
    let mut seat = Seat::at(&vault, true);
    seat.wait_for("Who else can open this computer?");
    assert!(seat.says("There is no account"));
    seat.first_question("");
    seat.choose("I am in danger");
    seat.wait_for("United Kingdom: 999");
    seat.choose("United States");
    seat.wait_for("In danger, call 911");
    assert!(seat.says("Call or text 988"));
    seat.choose("I am safer now. Go on");

    seat.write_in("Their name", "Ana");
    seat.write_in("Their phone number", "555 0101");
    seat.tick("Listening");
    seat.tick("A call when it gets hard");
    seat.choose("Next");
    seat.write_in("What matters to you", "To be there when Leo starts school.");
    seat.choose("Next");
    seat.write_in("In your own words", "I stop eating.");
    seat.choose("Next");
    seat.choose("Skip this");
    seat.write_in("In your own words", "The library.");
    seat.press_with(Modifiers::COMMAND, Key::Enter);
    for _ in 4..=6 {
        seat.choose("Skip this");
    }
    seat.tick("I have it");
    seat.write_in("Where it is", "Kitchen drawer");
    seat.write_in("Date on the pack", "2098-02-28");
    seat.choose("Next");
    seat.write_in("When: day", "2099-05-06");
    seat.write_in("When: time", "14:00");
    seat.write_in("Where, or with whom", "Dr Lee, River Road");
    seat.write_in("What it is called", "Home group");
    seat.tick("Tuesday");
    seat.write_in("Starts at", "7:30");
    seat.choose("Next");
    seat.wait_for("How are you right now?");
    let buttons = seat.buttons();
    for button in ["Check in", "I have an urge", "Talk to someone"] {
        assert!(buttons.iter().any(|name| name == button), "{button}: {buttons:?}");
    }
    assert!(!seat.says("Still open") && !seat.says("%"));
    seat.close();

    let ana = only(&vault, "person");
    let contacts = json!([{"sort": "phone", "value": "555 0101"}]);
    let roles = json!(["listen", "crisis_call"]);
    assert_eq!(fields(&ana), json!({"name": "Ana", "roles": roles, "contacts": contacts}));
    let why = only(&vault, "reason");
    assert_eq!(fields(&why), json!({"text": "To be there when Leo starts school."}));
    let rungs: Vec<Value> = vault.records("rung").iter().map(fields).collect();
    let steps = [(1, "I stop eating."), (3, "The library.")];
    assert_eq!(rungs, steps.map(|(step, text)| json!({"step": step, "text": text})));
    let naloxone = only(&vault, "naloxone");
    assert_eq!(fields(&naloxone), json!({"place": "Kitchen drawer", "expires": "2098-02-28"}));
    let visit = only(&vault, "appt");
    let at = visit["fields"]["at"].as_str().unwrap();
    assert!(at.starts_with("2099-05-06T14:00:00"), "{at}");
    assert_eq!(visit["fields"]["place"], "Dr Lee, River Road");
    let meeting = only(&vault, "group");
    assert_eq!(meeting["fields"]["name"], "Home group");
    assert_eq!(meeting["fields"]["day"], "tuesday");
    assert_eq!(meeting["fields"]["time"], "07:30");
    vault.nobody_else_sees(&[&ana, &why, &naloxone, &visit, &meeting]);
    let hand = vault.run(&["struggling"], "").json();
    assert_eq!(hand["people"][0]["fields"]["contacts"][0]["value"], "555 0101");
}

/// The topics of a list, and whether each was talked about.
fn topics(list: &Value) -> Vec<(String, bool)> {
    let items = list["fields"]["items"].as_array().unwrap().iter();
    items.map(|item| (item["text"].as_str().unwrap().to_owned(), item["done"] == true)).collect()
}

#[test]
fn a_weeks_talk_with_ana_rests_in_the_vault() {
    let vault = Vault::of("Mara");
    let today = jiff::Zoned::now();
    let day = |days: i64| {
        let day = today.date().checked_add(jiff::Span::new().days(days)).unwrap();
        day.to_string()
    };
    let evening = |days: i64| format!("{}T20:10:00Z", day(days));
    let ana = vault.add("person", json!({"name": "Ana", "relation": "sponsor", "ring": 1}));
    let group = vault.add("group", json!({"name": "Home group", "day": "sunday"}));
    vault.add("attend", json!({"group": group, "on": day(-2)}));
    vault.add("checkin", json!({"at": evening(-3), "mood": 2, "craving": 9, "note": "Long shift"}));
    vault.add("checkin", json!({"at": evening(-21), "mood": 1, "note": "Weeks ago"}));
    vault.add("entry", json!({"body": "Only for me."}));
    vault.add("med", json!({"name": "Buprenorphine"}));
    let promise = |text: &str, by: &str| {
        vault.add("promise", json!({"text": text, "by": by, "state": "open", "with": ana}))
    };
    let mine = promise("Call my brother", "me");
    promise("Bring the book", "them");
    let list = vault.add(
        "agenda",
        json!({"on": day(1), "with": ana, "items": [{"text": "How work is going"}]}),
    );

    let mut seat = Seat::at(&vault, true);
    seat.unlock();
    seat.choose("Tomorrow you meet Ana, Pick what you want to bring");
    seat.wait_for("Prepare your talk with Ana");
    for line in ["Low. Long shift", "Home group", "Ana promised: Bring the book"] {
        assert!(seat.says(line), "{line}");
    }
    for other in ["Weeks ago", "Only for me", "Buprenorphine"] {
        assert!(!seat.says(other), "{other} is not for this list");
    }
    seat.tick("I promised: Call my brother");
    seat.wait_for("1 picked, up to 3");
    seat.write_in("Something else", "How the talk with my brother went");
    seat.choose("Keep this list");
    seat.wait_for("How the talk with my brother went");
    seat.choose("Start the talk");
    seat.tick("How work is going");
    seat.tick("I promised: Call my brother");
    seat.write_in("What you heard Ana say", "You worry that I do too much.");
    seat.tick("Not quite");
    seat.write_in("What Ana meant", "I do it all alone.");
    seat.choose("Keep what I heard");
    seat.tick("Kept");
    seat.write_in("What I promise", "Ring the clinic");
    seat.choose("Add my promise");
    seat.wait_for("I promised: Ring the clinic");
    seat.write_in("What Ana promises", "Ring me on Sunday");
    seat.choose("Add Ana’s promise");
    seat.wait_for("Ana promised: Ring me on Sunday");
    seat.write_in("When you meet again", "2099-05-12");
    seat.choose("End the talk");
    seat.wait_for("You meet on Tuesday 12 May");
    seat.close();

    let lists = vault.records("agenda");
    let told = |text: &str, is_done: bool| (text.to_owned(), is_done);
    assert_eq!(lists.len(), 2, "{lists:?}");
    assert_eq!(lists[0]["id"], list.as_str());
    let talked_about = [told("How work is going", true), told("I promised: Call my brother", true)];
    assert_eq!(topics(&lists[0]), talked_about);
    assert_eq!(topics(&lists[1]), [told("How the talk with my brother went", false)]);
    assert_eq!(lists[1]["fields"]["on"], "2099-05-12");
    let heard = only(&vault, "sayback");
    let words = json!({"heard": "You worry that I do too much.", "verdict": "not_quite",
        "fix": "I do it all alone.", "with": {"id": ana, "label": "Ana"}});
    for (name, said) in words.as_object().unwrap() {
        assert_eq!(&heard["fields"][name], said, "{heard}");
    }
    let promises = vault.records("promise");
    let said = |promise: &Value| {
        ["text", "by", "state"].map(|name| promise["fields"][name].as_str().unwrap().to_owned())
    };
    let of_both = [
        ["Call my brother", "me", "kept"],
        ["Bring the book", "them", "open"],
        ["Ring the clinic", "me", "open"],
        ["Ring me on Sunday", "them", "open"],
    ];
    let all: Vec<_> = promises.iter().map(said).collect();
    assert_eq!(all, of_both.map(|one| one.map(str::to_owned)));
    assert_eq!(promises[0]["id"], mine.as_str());
    let all: Vec<&Value> = lists.iter().chain(&promises).chain([&heard]).collect();
    vault.nobody_else_sees(&all);
}
