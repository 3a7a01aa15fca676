//! What the window does not have whole, or does not understand, it says so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod support;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_core::OpenView;
use serde_json::json;
use support::{House, ScriptedCore, maras_plan, new_plan, newer_plan};

const STILL: &str = "Earlier years are still being read";

fn unread(mut plan: OpenView) -> ScriptedCore {
    plan.whole = false;
    ScriptedCore::open(plan)
}

/// After unlocking, the years that have passed come a moment after Today. The lists once showed what there was
/// as if it were all: an empty list of check-ins said that there was nothing yet.
#[test]
fn a_list_that_is_not_whole_says_so_and_stops_when_it_is() {
    let mut house = House::usual(unread(new_plan()));
    house.choose("Check-ins");
    assert!(house.says(STILL));
    assert!(!house.says("Nothing here yet"), "nobody knows yet whether there is nothing");
    let spoken = house.tree().iter().any(|(role, _, _)| *role == Role::Status);
    assert!(spoken, "a reader says it without being asked");
    house.core.plan.whole = true;
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    assert!(!house.says(STILL));
    assert!(house.says("Nothing here yet"));
}

#[test]
fn every_page_that_shows_older_things_says_that_they_are_still_being_read() {
    let mut house = House::usual(unread(maras_plan()));
    assert!(house.says(STILL), "Today tells of the last check-in");
    assert!(!house.says("Last time:"), "the last one may not have been read yet");
    house.choose("Check-ins");
    assert!(house.says(STILL));
    assert!(house.says("Long shift"), "what is there can be read meanwhile");
    house.choose("People");
    house.tab_to("Ana, Sponsor · after six, sees: One word a day");
    house.press(Key::Enter);
    assert!(house.says(STILL), "what was said between the two");
    house.choose("Sharing");
    house.choose("Share, Check-ins, Ana: Sees nothing");
    assert!(!house.says("With the past"), "nothing is offered that cannot be done yet");
    house.press(Key::Escape);
    house.choose("Ana");
    assert!(house.says("Ana shares with you"));
    assert!(house.says(STILL), "what others share");
}

#[test]
fn what_a_newer_kith_wrote_is_marked_and_is_not_offered_for_writing() {
    let mut house = House::usual(ScriptedCore::open(newer_plan()));
    house.choose("sleep log");
    assert!(house.says("A newer Kith wrote these"));
    assert!(house.says("Woke up twice"));
    let button = |house: &House, name: &str| {
        house.tree().iter().any(|(role, label, _)| *role == Role::Button && label == name)
    };
    assert!(!button(&house, "Recently deleted"));
    house.press_with(Modifiers::COMMAND, Key::N);
    assert!(house.says("A newer Kith wrote these"), "there is no form for such a kind");

    house.choose("My plan");
    house.choose("One word a day, 2");
    house.press(Key::Tab);
    house.tab_to("hopeful");
    house.press(Key::Enter);
    assert!(house.says("A newer Kith wrote a part of this"));
    assert!(house.says("colour (from a newer Kith)"));
    house.choose("Edit");
    assert!(house.says("It stays as it is"));
    assert!(house.says("hopeful"));
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.fields, json!(null), "nothing of it is written");
}
