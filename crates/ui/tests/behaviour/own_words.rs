//! One's own words by keyboard and names alone: the steady plan, one's reasons, and a check-in that says
//! more than how it goes.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use serde_json::{Value as Json, json};

use crate::support::{self, House, ScriptedCore, hard_plan, new_plan};

fn hard() -> House {
    House::usual(ScriptedCore::open(hard_plan()))
}

#[test]
fn the_steady_plan_is_written_a_step_a_page_and_changed_in_place() {
    let mut house = House::usual(ScriptedCore::open(new_plan()));
    house.press_with(Modifiers::COMMAND, Key::Num3);
    house.choose("Go through it step by step");
    assert_eq!(house.focus(), Some((Role::Heading, "My early signs".to_owned())));
    assert!(house.says("For example: I stop answering texts."));
    house.choose("Next");
    house.tab_to("In your own words");
    house.type_text("I walk to the river.");
    house.choose("Add this line");
    assert_eq!(house.core.fields, json!({"step": 2, "text": "I walk to the river."}));
    house.tab_to("Line 1");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("I walk to the sea.");
    house.press(Key::Tab);
    assert_eq!(house.core.fields, json!({"text": "I walk to the sea."}));
    for _ in 0..4 {
        house.choose("Next");
    }
    house.choose("That’s all six");
    let rungs = house.core.written.iter().filter(|(kind, _)| kind == "rung").count();
    assert_eq!(rungs, 2, "a step that stays empty writes nothing");
}

#[test]
fn reasons_have_an_order_and_letters_and_the_story_stand_with_them() {
    let mut house = hard();
    house.press_with(Modifiers::COMMAND, Key::Num2);
    house.choose("My why, 2");
    house.choose("Move reason 2 up");
    let ranks: Vec<&Json> = house.core.written.iter().map(|(_, fields)| &fields["rank"]).collect();
    assert_eq!(ranks, [&json!(2), &json!(1)]);
    let tree = house.tree();
    let at = |text: &str| tree.iter().position(|(_, _, value)| value.contains(text));
    assert!(at("My hands are steady again.") < at("To be there when Leo starts school."));
    house.tab_to("What matters to you");
    house.type_text("The sea in June.");
    house.choose("Add this reason");
    assert_eq!(house.core.fields, json!({"text": "The sea in June.", "rank": 3}));
    assert!(house.says("Letters to me") && house.says("Write my story"));
}

#[test]
fn a_check_in_can_say_that_it_is_not_safe_and_helps_inline() {
    let mut house = hard();
    house.press_with(Modifiers::COMMAND, Key::N);
    house.choose("Badly");
    house.choose("I moved my body");
    house.choose("I’m not safe");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    let day = house.core.written.iter().find(|(kind, _)| kind == "daycare");
    assert_eq!(day.unwrap().1, json!({"slept": 2, "moved": true}));
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
    assert!(house.says("Are you in danger? Call your emergency number now."));
    assert!(house.says("Where are you?"));
    let told = ["between", "share", "invite"];
    assert!(house.core.heard.iter().all(|heard| !told.contains(heard)));
}

#[test]
fn a_check_in_can_lead_to_what_happened() {
    let mut house = hard();
    house.press_with(Modifiers::COMMAND, Key::N);
    house.choose("Something happened");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert!(house.says("Thank you for telling the truth"));
    assert!(house.core.written.iter().any(|(kind, _)| kind == "checkin"));
}

#[test]
fn the_own_word_for_a_sponsor_stands_wherever_ana_does() {
    let mut plan = hard_plan();
    let word = json!({"name": "words.sponsor", "value": "My guide"});
    support::put_record(&mut plan, support::record(95, 1000, "setting", &word));
    let mut house = House::usual(ScriptedCore::open(plan));
    house.choose("People");
    house.choose("Ana, My guide · after six, sees: One word a day");
    assert!(house.says("My guide") && !house.says("Sponsor"));
}
