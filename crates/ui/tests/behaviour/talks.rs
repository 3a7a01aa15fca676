//! A week's talk with somebody without Kith: what to bring, the talk, and the next day. By keyboard and names
//! alone.

use egui::Key;
use egui::accesskit::Role;
use serde_json::{Value as Json, json};

use crate::support::{self, House, ScriptedCore, record, weeks_plan};

#[test]
fn a_weeks_talk_with_ana_who_has_no_kith() {
    let mut house = House::usual(ScriptedCore::open(weeks_plan()));
    house.choose("Tomorrow you meet Ana, Pick what you want to bring");
    assert_eq!(house.focus(), Some((Role::Heading, "Prepare your talk with Ana".to_owned())));
    for line in ["Saturday: Low. Long shift", "Sunday: Home group", "Monday: Good"] {
        assert!(house.says(line), "{line}");
    }
    assert!(
        house.says("I promised: Call my brother") && house.says("Ana promised: Bring the book")
    );
    for other in ["Mow the lawn", "Only for me", "Buprenorphine", "7", "9", "Can you talk?"] {
        let said = house.tree();
        let is_line = |(role, label, _): &(Role, String, String)| {
            *role == Role::CheckBox && label.contains(other)
        };
        assert!(!said.iter().any(is_line), "{other} is not for this list");
    }
    house.tick("Saturday: Low. Long shift");
    house.tick("Monday: Good");
    house.tick("I promised: Call my brother");
    assert!(house.says("3 picked, up to 3"));
    house.tick("Ana promised: Bring the book");
    assert!(house.says("Three is enough for one talk"));
    house.tick("Monday: Good");
    assert!(house.says("2 picked, up to 3"));
    house.write_in("Something else", "How the talk with my brother went");
    assert!(house.says("Ana has no Kith and sees nothing of this."));
    house.choose("Keep this list");
    let kept = house.core.fields["items"].as_array().unwrap();
    let texts: Vec<&str> = kept.iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts,
        [
            "How work is going",
            "Saturday: Low. Long shift",
            "I promised: Call my brother",
            "How the talk with my brother went",
        ]
    );
    assert_eq!(kept[0]["id"], "t", "what stood there is the same topic");

    house.choose("Start the talk");
    for text in ["One of you talks", "Say back what you heard"] {
        assert!(house.says(text), "{text}");
    }
    house.tick("How work is going");
    house.tick("Saturday: Low. Long shift");
    house.write_in("What you heard Ana say", "You worry that I do too much.");
    house.tick("Not quite");
    house.write_in("What Ana meant", "I do it all alone.");
    house.choose("Keep what I heard");
    assert_eq!(house.whole("sayback")["verdict"], "not_quite");
    assert_eq!(house.whole("sayback")["fix"], "I do it all alone.");
    house.tab_to("Kept");
    house.press(Key::Space);
    assert_eq!(house.whole("promise")["state"], "kept");
    house.write_in("What I promise", "Ring the clinic");
    house.choose("Add my promise");
    house.write_in("What Ana promises", "Ring me on Sunday");
    house.choose("Add Ana’s promise");
    let made = house.writes("promise");
    let (mine, theirs) = (made[made.len() - 2], made[made.len() - 1]);
    assert_eq!((&mine["by"], &mine["text"]), (&json!("me"), &json!("Ring the clinic")));
    assert_eq!((&theirs["by"], &theirs["text"]), (&json!("them"), &json!("Ring me on Sunday")));
    assert_eq!(mine["with"], theirs["with"]);
    house.write_in("When you meet again", "2027-05-12");
    house.choose("End the talk");
    assert_eq!(house.focus(), Some((Role::Heading, "Ana".to_owned())));
    assert!(house.says("You meet on Wednesday 12 May"));
    let lists = house.writes("agenda");
    let (over, next) = (lists[lists.len() - 2], lists[lists.len() - 1]);
    let texts = |list: &Json| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(texts(over), ["How work is going", "Saturday: Low. Long shift"]);
    assert_eq!(
        texts(next),
        ["I promised: Call my brother", "How the talk with my brother went"],
        "what there was no time for goes on"
    );
    assert_eq!(next["on"], "2027-05-12");
    house.told_nobody();
}

#[test]
fn a_talk_whose_list_is_all_ticked_goes_on_until_it_is_ended() {
    let mut house = House::usual(ScriptedCore::open(weeks_plan()));
    house.choose("Tomorrow you meet Ana, Pick what you want to bring");
    house.choose("Start the talk");
    house.tick("How work is going");
    assert!(house.says("How work is going"), "the last tick does not take the list away");
    house.choose("End the talk");
    assert!(house.says("No day is set for your next talk."));
    house.choose("Prepare your talk with Ana");
    assert!(!house.says("How work is going"), "what was talked about is not on the next list");
}

#[test]
fn a_talk_stands_in_the_week_on_its_day() {
    let mut house = House::usual(ScriptedCore::open(weeks_plan()));
    house.press_with(egui::Modifiers::COMMAND, Key::K);
    house.type_text("My week");
    house.press(Key::Enter);
    assert!(house.says("Tomorrow"));
    house.choose("Talk with Ana, Pick what you want to bring");
    assert_eq!(house.focus(), Some((Role::Heading, "Prepare your talk with Ana".to_owned())));
}

/// Whoever brought older check-ins in from elsewhere was once offered three weeks of them before a talk. Today is
/// Tuesday, 2027-05-04.
#[test]
fn a_talk_is_prepared_with_one_week_and_with_so_many_lines_at_most() {
    let mut plan = weeks_plan();
    for (dice, day) in (60..).zip(["2027-04-13", "2027-04-27", "2027-04-28", "2027-05-05"]) {
        let fields = json!({"at": format!("{day}T12:00:00Z"), "mood": 3, "note": day});
        support::put_record(&mut plan, record(dice, 3_600_000, "checkin", &fields));
    }
    for dice in 80..100 {
        let fields = json!({"at": format!("2027-05-03T1{}:00:00Z", dice % 10), "note": "Monday"});
        support::put_record(&mut plan, record(dice, 3_600_000, "checkin", &fields));
    }
    let lines = |house: &House| {
        let all = house.tree().into_iter().filter(|(role, _, _)| *role == Role::CheckBox);
        all.map(|(_, label, _)| label).collect::<Vec<_>>()
    };
    let prepared = |plan| {
        let mut house = House::usual(ScriptedCore::open(plan));
        house.choose("Tomorrow you meet Ana, Pick what you want to bring");
        lines(&house)
    };
    let many = prepared(plan.clone());
    assert_eq!(many.iter().filter(|line| line.contains("Monday")).count(), 12, "{many:?}");
    for dice in 80..100 {
        let id = record(dice, 3_600_000, "checkin", &json!({})).id;
        support::take_record(&mut plan, id);
    }
    let few = prepared(plan);
    let notes = ["2027-04-13", "2027-04-27", "2027-04-28", "2027-05-05"];
    let there = notes.map(|day| few.iter().any(|line| line.contains(day)));
    assert_eq!(there, [false, false, true, false], "{few:?}");
}
