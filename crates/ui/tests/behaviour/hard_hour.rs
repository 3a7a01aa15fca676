//! Locking and help in a hard hour: the two things that have to work from everywhere.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use serde_json::json;

use crate::support::{self, House, PASSPHRASE, ScriptedCore, maras_plan, record};

const DAY: i64 = 86_400_000;

/// Locking over an open dialog once left the focus nowhere: the dialog, gone with the plan, still gave
/// it back to a button that was no longer there.
#[test]
fn locking_works_from_every_place_and_leaves_nothing_on_the_screen() {
    type Way = (&'static str, fn(&mut House));
    let ways: [Way; 5] = [
        ("today", |_| ()),
        ("a form", |house| {
            house.press_with(Modifiers::COMMAND, Key::Num7);
            house.press_with(Modifiers::COMMAND, Key::N);
            house.tab_to("Name");
            house.type_text("Samuel");
        }),
        ("a dialog", |house| {
            house.choose("Sharing");
            house.choose("Share, Check-ins, Ana: Sees nothing");
        }),
        ("help in a hard hour", |house| {
            house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
        }),
        ("what Ana shares", |house| house.choose("Ana")),
    ];
    for (place, go) in ways {
        let mut house = House::usual(ScriptedCore::open(maras_plan()));
        go(&mut house);
        house.press_with(Modifiers::COMMAND, Key::L);
        assert!(house.says("Unlock"), "{place}");
        for word in ["Ana", "Mara", "Samuel", "Leo", "555"] {
            assert!(!house.says(word), "{word} is still there after {place}");
        }
        assert_eq!(house.focus().unwrap().0, Role::PasswordInput, "{place}");
        house.type_text(PASSPHRASE);
        house.press(Key::Enter);
        assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
    }
}

#[test]
fn help_in_a_hard_hour_is_three_keys_away_and_tells_nobody() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    let breathe = "Breathe with me, One minute is enough";
    assert_eq!(house.focus(), Some((Role::Button, breathe.to_owned())));
    assert!(!house.says("Settings"), "nothing else is on the screen");
    house.choose("Call Ana, 555 0101");
    assert!(house.says("555 0101"));
    assert!(house.says("Good times: after six"));
    house.choose("Back");
    house.choose("My steady plan, One step at a time");
    assert_eq!(house.focus(), Some((Role::Heading, "My early signs".to_owned())));
    assert!(house.says("I stop answering texts."));
    house.choose("Next");
    assert_eq!(house.focus(), Some((Role::Heading, "What I can do on my own".to_owned())));
    house.choose("Back");
    house.choose("Get help now, If you or someone else may be in danger");
    assert!(house.says("Call your emergency number now"));
    house.choose("Back");
    house.choose("I’m OK now");
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
    let told = ["between", "share", "invite", "add", "edit"];
    assert!(house.core.heard.iter().all(|heard| !told.contains(heard)), "{:?}", house.core.heard);
}

#[test]
fn help_in_a_hard_hour_keeps_what_was_being_written() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("Check in");
    house.tab_to("Note");
    house.type_text("Long shift");
    house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    house.press(Key::Escape);
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.fields, json!({"note": "Long shift"}));
}

#[test]
fn only_a_breath_that_is_looked_at_moves_the_window() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    let waits = |house: &mut House| {
        house.window.step();
        let output = house.window.output();
        output.viewport_output.values().map(|out| out.repaint_delay).min().unwrap()
    };
    house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    assert_eq!(waits(&mut house), std::time::Duration::MAX);
    house.press(Key::Enter);
    assert!(waits(&mut house) < std::time::Duration::from_millis(100));
    house.choose("Pause");
    for _ in 0..10 {
        house.window.step();
    }
    assert_eq!(waits(&mut house), std::time::Duration::MAX, "a held breath draws nothing");
    assert!(house.says("Paused"), "a held breath says neither in nor out");
    house.choose("Go on breathing");
    house.press(Key::Escape);
    for _ in 0..10 {
        house.window.step();
    }
    assert_eq!(waits(&mut house), std::time::Duration::MAX);
}

/// A walk helped when nobody was there, and a call when somebody was; taken together they helped as much.
#[test]
fn own_tools_are_ranked_by_whether_somebody_is_there_if_that_was_said_first() {
    let first = |alone: bool| {
        let mut plan = maras_plan();
        for (dice, text) in [(40, "Call my brother"), (41, "Walk")] {
            let fields = json!({ "text": text });
            support::put_record(&mut plan, record(dice, 30 * DAY, "strategy", &fields));
        }
        for number in 0..8_u8 {
            let (was_alone, is_walk) = (number % 2 == 0, number < 4);
            let fields = json!({"at": "2027-04-20T18:40:00Z", "before": 8,
                "after": if was_alone == is_walk { 2 } else { 7 }, "alone": was_alone,
                "used": [if is_walk { "Walk" } else { "Call my brother" }]});
            support::put_record(&mut plan, record(50 + number, 14 * DAY, "craving", &fields));
        }
        let mut house = House::usual(ScriptedCore::open(plan));
        house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
        if alone {
            house.tick("I am alone");
            house.tab_to("5");
        }
        house.press(Key::Num8);
        house.focus().unwrap().1
    };
    assert_eq!(first(true), "Walk, Yours");
    assert_eq!(first(false), "Call my brother, Yours", "who did not say it said nothing");
}
