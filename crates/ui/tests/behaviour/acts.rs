//! The daily acts by keyboard and names alone: an urge, something happened, help and lines.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_core::UnixMillis;
use serde_json::{Value as Json, json};

use crate::support::{
    self, House, NOW, PASSPHRASE, ScriptedCore, hard_plan, maras_plan, new_plan, record,
};

const URGE: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const DAY: i64 = 86_400_000;

fn hard() -> House {
    House::usual(ScriptedCore::open(hard_plan()))
}

fn open_urge(house: &mut House) {
    house.press_with(URGE, Key::U);
}

/// The last fields written into a record of this kind, all writes one over the other.
fn whole(house: &House, kind: &str) -> Json {
    let mut all = serde_json::Map::new();
    for (of, fields) in house.core.written.iter().filter(|(of, _)| of == kind) {
        assert_eq!(of, kind);
        all.extend(fields.as_object().unwrap().clone());
    }
    Json::Object(all)
}

fn added(house: &House, kind: &str) -> usize {
    let adds = house.core.heard.iter().filter(|heard| **heard == "add").count();
    let kinds = house.core.written.iter().filter(|(of, _)| of == kind).count();
    adds.min(kinds)
}

fn buttons(house: &House) -> Vec<String> {
    let all = house.tree().into_iter().filter(|(role, _, _)| *role == Role::Button);
    all.map(|(_, label, _)| label).collect()
}

#[test]
fn an_urge_is_three_presses_from_a_form_and_the_number_is_kept_at_once() {
    let mut house = hard();
    house.press_with(Modifiers::COMMAND, Key::N);
    // One: the key.
    open_urge(&mut house);
    assert_eq!(house.focus().unwrap().0, Role::Button, "the numbers have the focus");
    // Two: the number.
    house.press(Key::Num8);
    assert_eq!(house.core.written, [("craving".to_owned(), json!({"before": 8}))]);
    assert!(house.says("Saved: 8 of 10. Only you can see this."));
    let first = "Walk around the block, Yours, 15 minutes";
    assert_eq!(house.focus().unwrap().1, first, "what helped before stands first");
    // Three: what helps.
    house.press(Key::Enter);
    assert_eq!(house.focus(), Some((Role::Heading, "Walk around the block".to_owned())));
    let used = house.core.written.last().unwrap().1["used"].as_array().unwrap().len();
    assert_eq!(used, 1);
}

#[test]
fn own_tools_stand_first_and_are_three_at_most() {
    let mut house = hard();
    open_urge(&mut house);
    house.press(Key::End);
    assert_eq!(house.core.fields, json!({"before": 10}));
    let all = buttons(&house);
    let at = |name: &str| all.iter().position(|label| label == name);
    let brother = at("Call my brother, Yours").unwrap();
    let walk = at("Walk around the block, Yours, 15 minutes").unwrap();
    let letter = at("A letter from me, You wrote it for this").unwrap();
    let breathe = at("Breathe with me, 4 in, 6 out").unwrap();
    assert!(walk < brother && brother < letter && letter < breathe, "{all:?}");
    assert!(!house.says("Tea") && !house.says("A hot shower"));
}

#[test]
fn figures_press_only_where_the_numbers_have_the_focus() {
    let mut house = hard();
    open_urge(&mut house);
    house.tab_to("Get help now");
    house.press(Key::Num4);
    assert!(house.core.written.is_empty(), "a figure acted outside of its group");
    house.choose("Back");
    house.press(Key::Num4);
    assert!(house.core.written.is_empty());
}

#[test]
fn one_press_ends_it_and_everything_is_in_one_record() {
    let mut house = hard();
    open_urge(&mut house);
    house.press(Key::Num8);
    house.choose("Walk around the block, Yours, 15 minutes");
    house.wait(360.0);
    house.choose("Enough for now");
    house.press(Key::Num5);
    house.choose("Tired");
    assert!(house.says("lie down, if only for ten minutes"));
    house.choose("Alone right now");
    house.wait(120.0);
    house.choose("Done");
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
    let craving = whole(&house, "craving");
    assert_eq!(craving["before"], 8);
    assert_eq!(craving["after"], 5);
    assert_eq!(craving["minutes"], 8);
    assert_eq!(craving["halt"], json!(["tired"]));
    assert_eq!(craving["alone"], true);
    assert_eq!(
        craving["ratings"],
        json!([{"minute": 0, "strength": 8}, {"minute": 6, "strength": 5}])
    );
    assert_eq!(craving["used"].as_array().unwrap().len(), 1);
    assert_eq!(added(&house, "craving"), 1, "one record, however often it was written to");
}

#[test]
fn riding_it_out_asks_every_five_minutes_and_says_each_minute() {
    let mut house = hard();
    open_urge(&mut house);
    house.press(Key::Num9);
    house.choose("Ride it out, 15 minutes, then see");
    assert!(house.says("15 minutes left"));
    let spoken = |house: &House, text: &str| {
        house.tree().iter().any(|(_, label, value)| label.contains(text) || value.contains(text))
    };
    assert!(!spoken(&house, "How strong is it now?"));
    house.wait(61.0);
    assert!(house.says("14 minutes left"));
    for (strength, key) in [(6, Key::Num6), (4, Key::Num4), (2, Key::Num2)] {
        house.wait(300.0);
        assert!(spoken(&house, "How strong is it now?"), "after {strength}");
        house.tab_to("5");
        house.press(key);
        assert!(house.says(&format!("Saved: {strength} of 10")));
        assert!(!spoken(&house, "How strong is it now?"));
    }
    assert!(house.says("You stayed with it"));
    assert_eq!(house.sleeps(), Duration::MAX, "a ride that is over draws nothing");
    assert_eq!(whole(&house, "craving")["ratings"].as_array().unwrap().len(), 4);
    house.choose("Enough for now");
    house.choose("Skip");
    let run = whole(&house, "toolrun");
    assert_eq!(run["tool"], "ride_it_out");
    assert_eq!(run["before"], 9);
    assert!(run["seconds"].as_i64().unwrap() >= 900);
}

#[test]
fn nothing_moves_but_a_breath_and_a_wave() {
    let mut house = hard();
    open_urge(&mut house);
    assert_eq!(house.sleeps(), Duration::MAX);
    house.press(Key::Num7);
    assert_eq!(house.sleeps(), Duration::MAX);
    house.choose("Breathe with me, 4 in, 6 out");
    assert!(house.sleeps() < Duration::from_millis(100));
    // Space on the heading holds it, as the button does.
    house.press(Key::Space);
    assert_eq!(house.sleeps(), Duration::MAX);
    house.choose("Enough for now");
    house.choose("Skip");
    house.choose("Ride it out, 15 minutes, then see");
    assert!(house.sleeps() <= Duration::from_secs(1));
    house.choose("Enough for now");
    assert_eq!(house.sleeps(), Duration::MAX);
}

#[test]
fn the_tools_for_the_head_are_a_thought_a_page() {
    let mut house = hard();
    open_urge(&mut house);
    house.press(Key::Num6);
    house.choose("Look around, 5, 4, 3, 2, 1");
    for text in ["5 things you see", "4 things", "3 things", "2 things", "1 thing"] {
        assert!(house.focus().unwrap().1.contains(text), "{text}: {:?}", house.focus());
        house.choose("Next");
    }
    assert!(house.says("How strong is it now?"));
    house.choose("Skip");
    house.choose("Two sides, What it gives and takes");
    assert!(house.says("If I do it: what do I lose?"));
    house.choose("Enough for now");
    house.choose("Skip");
    house.choose("Play it forward, An hour, a day, a week");
    house.choose("Next");
    assert!(house.says("How is it a day later?"));
}

#[test]
fn whoever_is_reached_for_has_nothing_until_a_device_says_so() {
    let mut house = hard();
    open_urge(&mut house);
    house.press(Key::Num8);
    house.choose("Reach Ana");
    assert!(house.says("555 0101"));
    house.core.plan.people = waiting(&house, 1, None);
    house.core.publish();
    house.choose("Rough night. Can you talk?");
    assert_eq!(house.core.fields, json!({"reached": house.core.plan.people[0].id.to_string()}));
    let mut between = house.core.plan.people.iter().filter_map(|one| one.guest.as_ref());
    let (_, sent) = between.next().unwrap().between.last().unwrap().clone();
    assert_eq!(sent.fields["text"].as_text(), Some("Rough night. Can you talk?"));
    assert!(house.says("Nobody has this yet. Call Ana: 555 0101"));
    house.choose("Back");
    assert!(house.says("Nobody has this yet. Call Ana: 555 0101"), "it stands on every page of it");
    house.core.plan.people = waiting(&house, 0, Some(UnixMillis(NOW.0 + 60_000)));
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    assert!(!house.says("Nobody has this yet"));
    assert!(house.says("Ana has it on a device, as of today at"));
}

/// A delivery from before the words cannot have carried them, whatever waits now.
#[test]
fn an_old_delivery_is_none_of_new_words() {
    let mut house = hard();
    open_urge(&mut house);
    house.press(Key::Num8);
    house.choose("Reach Ana");
    house.choose("Please call me when you can.");
    assert!(house.says("Nobody has this yet. Call Ana: 555 0101"));
}

#[test]
fn somebody_without_kith_is_told_by_hand() {
    let mut plan = new_plan();
    support::put_record(
        &mut plan,
        record(
            61,
            DAY,
            "person",
            &json!({"name": "Sam", "roles": ["crisis_call"],
                "contacts": [{"id": "c", "sort": "mobile", "value": "555 0142"}]}),
        ),
    );
    let mut house = House::usual(ScriptedCore::open(plan));
    open_urge(&mut house);
    house.press(Key::Num8);
    house.choose("Reach Sam");
    house.choose("Can you stay on the phone with me?");
    assert_eq!(house.core.written.last().unwrap().0, "reach");
    assert!(house.says("Nobody has this yet. Call Sam: 555 0142"));
    assert!(house.says("Sam has no Kith"));
    assert!(whole(&house, "craving").get("reached").is_none(), "kept words have reached nobody");
    house.choose("I told Sam");
    assert!(whole(&house, "craving").get("reached").is_some());
}

#[test]
fn a_page_for_a_hard_hour_is_dark_at_night_and_home_is_not() {
    let mut plan = hard_plan();
    plan.now = UnixMillis(NOW.0 + 7 * 3_600_000);
    let mut house = House::usual(ScriptedCore::open(plan));
    // The harness has no system that says which it is; here it is day.
    house.window.ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    let is_dark = |house: &House| house.window.ctx.theme() == egui::Theme::Dark;
    assert!(!is_dark(&house));
    open_urge(&mut house);
    house.settle();
    assert!(is_dark(&house));
    house.press(Key::Escape);
    house.settle();
    assert!(!is_dark(&house));
    open_urge(&mut house);
    house.press_with(Modifiers::COMMAND, Key::L);
    house.settle();
    assert!(!is_dark(&house), "the lock screen is as light as before");
    let mut day = hard();
    day.window.ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    open_urge(&mut day);
    assert!(!is_dark(&day));
}

#[test]
fn what_happened_is_three_presses_private_and_tells_nobody() {
    let mut house = hard();
    house.choose("Something happened");
    assert!(house.says("Thank you for telling the truth"));
    assert_eq!(house.focus(), Some((Role::Button, "I am safe".to_owned())));
    house.press(Key::Enter);
    assert_eq!(house.core.written, [("setback".to_owned(), json!({"safe_now": true}))]);
    house.choose("Someone is with me");
    for text in [
        "After a break, even a little can be too much",
        "Do not decide about your medicine alone",
        "Dr Lee: 555 0199",
        "kitchen drawer",
        "You came back before. Come back now.",
        "You have told nobody yet.",
        "Kith told nobody",
        "Someone will not wake up",
    ] {
        assert!(house.says(text), "{text}");
    }
    house.choose("Done");
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
    let told = ["between", "share", "invite"];
    assert!(house.core.heard.iter().all(|heard| !told.contains(heard)), "{:?}", house.core.heard);
    assert_eq!(added(&house, "setback"), 1);
    assert!(house.core.written.iter().all(|(kind, _)| kind != "progress"), "no count is touched");
}

#[test]
fn who_is_not_safe_sees_help_first_and_who_is_alone_a_line_that_stays() {
    let mut house = hard();
    house.core.settings.insert("window.country".to_owned(), "US".to_owned());
    house.press_with(Modifiers::COMMAND, Key::L);
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);
    open_urge(&mut house);
    house.choose("I used");
    house.choose("I am not safe");
    house.choose("I am alone");
    assert_eq!(whole(&house, "setback")["safe_now"], false);
    assert!(house.says("In danger, call 911"));
    assert!(house.says("Call or text 988"));
}

#[test]
fn safe_and_alone_is_shown_a_line_that_stays_and_tells_by_hand() {
    let mut house = hard();
    house.core.settings.insert("window.country".to_owned(), "US".to_owned());
    house.press_with(Modifiers::COMMAND, Key::L);
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);
    house.choose("Something happened");
    house.press(Key::Enter);
    house.choose("I am alone");
    assert!(house.says("Call 1-800-972-0590"), "the line that stays with whoever uses");
    assert!(!house.says("Call 1-800-662-4357"), "and not all of them");
    house.choose("Tell Dr Lee");
    house.choose("I told Dr Lee");
    house.choose("Back");
    assert_eq!(whole(&house, "setback")["told"].as_array().unwrap().len(), 1);
    assert!(!house.says("told nobody yet"));
}

#[test]
fn the_four_questions_are_offered_a_day_three_days_and_a_week_later() {
    for (days, offered) in [(0, false), (1, true), (2, false), (3, true), (7, true), (8, false)] {
        let mut plan = maras_plan();
        support::put_record(
            &mut plan,
            record(62, days * DAY, "setback", &json!({"safe_now": true})),
        );
        let mut house = House::usual(ScriptedCore::open(plan));
        assert_eq!(house.says("Four short questions"), offered, "after {days} days");
        if days == 3 {
            assert!(house.says("3 days ago was hard"));
            house.choose("Not now");
            assert!(!house.says("Four short questions"));
        }
        if days == 1 {
            house.choose("Look at it");
            house.tab_to("What came before it?");
            house.type_text("A long shift");
            house.press_with(Modifiers::COMMAND, Key::Enter);
            assert_eq!(house.core.fields, json!({"before": "A long shift"}));
        }
    }
}

#[test]
fn what_to_do_when_nobody_wakes_is_two_presses_from_anywhere() {
    let mut house = hard();
    house.choose("People");
    house.press_with(URGE, Key::H);
    house.choose("Get help now, If you or someone else may be in danger");
    for text in [
        "Someone will not wake up",
        "You cannot wake them.",
        "your emergency number. Say: “Not breathing. Will not wake.”",
        "Give naloxone if you have it.",
        "No cold shower",
        "Ana",
        "555 0101",
    ] {
        assert!(house.says(text), "{text}");
    }
    let tree = house.tree();
    let at = |text: &str| {
        tree.iter().position(|(_, label, value)| label.contains(text) || value.contains(text))
    };
    assert!(at("555 0101") < at("Lines you can call"), "own people stand first");
    house.choose("United Kingdom");
    assert!(house.says("Call 116 123") && house.says("In danger, call 999"));
    assert!(house.says("These numbers were written down on 22 November 2026."));
    assert!(!house.says("not called"), "nothing there makes one hesitate");
    assert_eq!(house.core.settings["window.country"], "GB");
}

#[test]
fn help_and_lines_are_there_at_the_door_and_name_nobody() {
    let mut house = House::usual(ScriptedCore::locked(hard_plan()));
    house.choose("Need help now?");
    assert!(house.says("Someone will not wake up"));
    house.choose("Germany");
    assert!(house.says("Call 0800 111 0 111") && house.says("Call 112. Say:"));
    for name in ["Ana", "Mum", "555", "Dr Lee", "kitchen"] {
        assert!(!house.says(name), "{name}");
    }
}

#[test]
fn the_hard_hour_offers_six_things_with_an_urge_and_an_own_tool_among_them() {
    let mut house = hard();
    house.press_with(URGE, Key::H);
    let tiles: Vec<String> =
        buttons(&house).into_iter().filter(|label| label != "I’m OK now").collect();
    assert_eq!(
        tiles,
        [
            "Breathe with me, One minute is enough",
            "I have an urge, Say how strong, then see what helps",
            "Call Ana, 555 0101",
            "My steady plan, One step at a time",
            "Walk around the block, Yours",
            "Get help now, If you or someone else may be in danger",
        ]
    );
    house.choose("I have an urge, Say how strong, then see what helps");
    house.press(Key::Num3);
    assert_eq!(house.core.fields, json!({"before": 3}));
}

fn waiting(
    house: &House,
    waiting: u64,
    at: Option<UnixMillis>,
) -> std::sync::Arc<Vec<kith_core::PersonView>> {
    let mut people = (*house.core.plan.people).clone();
    for guest in people.iter_mut().filter_map(|one| one.guest.as_mut()) {
        guest.waiting = waiting;
        guest.delivered_as_of = at;
    }
    std::sync::Arc::new(people)
}

/// Esc on a page of the first lines left it and took along what was half typed there; other forms keep it.
#[test]
fn the_first_lines_keep_what_is_half_typed() {
    let mut house = House::usual(ScriptedCore::open(new_plan()));
    house.choose("Go on with my plan");
    house.write_in("Their name", "An");
    house.press(Key::Escape);
    assert!(!house.says("Their name"));
    house.choose("Go on with my plan");
    assert!(house.says("An"));
    house.choose("Back");
    house.choose("I am safe");
    assert!(house.says("An"), "Back keeps it too");
    house.write_in("Their name", "a");
    house.choose("Next");
    assert_eq!(house.whole("person")["name"], "Ana");
    house.choose("Back");
    assert!(!house.says("Ana"), "what was kept leaves an empty page");
}
