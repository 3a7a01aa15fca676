//! What the window does not have whole, or does not understand, it says so.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_core::{Notice, OpenView, Saved, Trouble};
use serde_json::json;

use crate::support::{self, House, ScriptedCore, maras_plan, new_plan, newer_plan, record};

const DAY: i64 = 86_400_000;

const STILL: &str = "Earlier years are still being read";

fn unread(mut plan: OpenView) -> ScriptedCore {
    plan.whole = false;
    ScriptedCore::open(plan)
}

/// Closing the window while the disk refused took what was written with it, without a word.
#[test]
fn a_window_that_would_lose_what_was_written_asks_before_it_closes() {
    let mut plan = maras_plan();
    plan.saved = Saved::NotSaved(Trouble::DiskFull);
    let mut house = House::usual(ScriptedCore::open(plan));
    let closes = |house: &mut House| {
        let close = egui::ViewportEvent::Close;
        let input = house.window.input_mut();
        input.viewports.entry(egui::ViewportId::ROOT).or_default().events.push(close);
        house.window.step();
        let output = house.window.output();
        let commands: Vec<egui::ViewportCommand> =
            output.viewport_output.values().flat_map(|out| out.commands.clone()).collect();
        !commands.contains(&egui::ViewportCommand::CancelClose)
    };
    assert!(!closes(&mut house));
    house.settle();
    assert!(house.says("Close without saving?"));
    house.choose("Keep Kith open");
    assert!(!house.says("Close without saving?"));
    assert!(!closes(&mut house));
    house.settle();
    house.choose("Close and lose it");
    assert!(closes(&mut house));

    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    assert!(closes(&mut house), "what is saved keeps nobody");
}

/// Only a command could begin new settings. Whoever has nothing but the window was told that a place was damaged, and
/// stayed off the network for good.
#[test]
fn settings_that_cannot_be_read_are_told_and_begun_afresh_by_the_keyboard_alone() {
    const TOLD: &str = "The settings of this device cannot be read";
    for (button, mode) in
        [("New settings, stay offline", "off"), ("New settings, connect nearby", "nearby")]
    {
        for place in ["Today", "Settings"] {
            let mut house = House::usual(ScriptedCore::open(unread_settings()));
            house.choose(place);
            assert!(house.says(TOLD) && house.says("Your plan is safe"), "{place}");
            let spoken = house.tree().iter().any(|(role, _, _)| *role == Role::Status);
            assert!(spoken, "a reader says it without being asked");
            assert!(!house.core.heard.contains(&"config-afresh"), "nothing begins by itself");
            house.choose(button);
            assert_eq!(house.core.settings["network.mode"], mode, "{place}");
            assert!(!house.says(TOLD) && house.says("You have new settings"), "{place}: {button}");
        }
    }
}

fn unread_settings() -> OpenView {
    let mut plan = maras_plan();
    plan.notices = vec![Notice::Settings];
    plan
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

/// Ids, fingerprints and the names of choices in files once stood where a person reads: between two people, in
/// what one of them sees, and among the recently deleted.
#[test]
fn no_page_says_an_id_or_the_inner_name_of_a_choice() {
    let mut plan = maras_plan();
    let group = record(80, 9 * DAY, "group", &json!({"name": "Home group"}));
    let group_id = group.id.to_string();
    support::put_record(&mut plan, group);
    let went = json!({"group": group_id, "on": "2027-05-02"});
    support::put_record(&mut plan, record(81, DAY, "attend", &went));
    let asked = record(82, DAY, "need", &json!({"sort": "child_care", "text": "On Friday"}));
    let claimed = json!({"item": asked.id.to_string(), "says": "claimed", "hash": "c0ffee"});
    let claimed = record(83, DAY / 2, "ack", &claimed);
    let ana = plan.people.iter().position(|one| one.name == "Ana").unwrap();
    let guest = Arc::make_mut(&mut plan.people)[ana].guest.as_mut().unwrap();
    guest.between.push((true, Arc::new(asked)));
    guest.between.push((false, Arc::new(claimed)));
    guest.sees.push(("groups".to_owned(), None));
    let mut house = House::usual(ScriptedCore::open(plan));
    let says_no_mark = |house: &House| {
        for mark in [group_id.as_str(), "child_care", "claimed", "c0ffee", "need_a_talk", "2027-05"]
        {
            assert!(!house.says(mark), "{mark}");
        }
        let dashes = |text: &str| text.len() == 36 && text.matches('-').count() == 4;
        let shows = |(_, label, value): &(Role, String, String)| {
            label.split([' ', ',']).chain(value.split([' ', ','])).any(dashes)
        };
        assert!(!house.tree().iter().any(shows), "something that looks like an id");
    };
    house.choose("People");
    house.tab_to("Ana, Sponsor · after six, sees: One word a day, Groups and meetings");
    house.press(Key::Enter);
    assert!(house.says("About: Care for children") && house.says("I take this on"));
    says_no_mark(&house);
    house.choose("View as Ana");
    assert!(
        house.says("Home group")
            && house.says("2 May 2027")
            && house.says("How are you today? Fine")
    );
    says_no_mark(&house);
    house.press_with(Modifiers::COMMAND, Key::Num2);
    house.choose("Meetings I went to, 1");
    // What has a day and no hour was once said to be "at 0:00", and west of here on the day before.
    house.choose("Sun 2 May 2027, Home group");
    house.choose("Remove");
    house.choose("Remove");
    house.press_with(Modifiers::COMMAND, Key::Num2);
    house.choose("Meetings I went to");
    house.choose("Recently deleted");
    assert!(house.says("Home group · 2 May 2027"));
    says_no_mark(&house);
}
