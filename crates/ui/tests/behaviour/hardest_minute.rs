//! What two people found who looked at every picture as somebody would in their hardest minute: what has to be seen
//! without scrolling, what stands before what, and what is said. By names, places and keys.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Theme};
use egui_kittest::kittest::NodeT as _;
use kith_core::OpenView;
use serde_json::json;

use crate::support::{
    self, House, PASSPHRASE, ScriptedCore, full_plan, hard_plan, maras_plan, new_plan, record,
};

const BOTH: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const DAY: i64 = 86_400_000;
const NARROW: [f32; 2] = [420.0, 800.0];

fn large(plan: OpenView, size: [f32; 2]) -> House {
    House::with_text(
        ScriptedCore::open(plan),
        size,
        Theme::Light,
        kith_ui::tokens::TextSize::Largest,
    )
}

fn narrow(plan: OpenView) -> House {
    House::new(ScriptedCore::open(plan), NARROW, Theme::Light)
}

/// Where the first thing of this name lies.
fn place(house: &House, name: &str) -> Rect {
    let root = house.window.root();
    let is_it = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.label().is_some_and(|label| label.starts_with(name))
            || node.value().is_some_and(|value| value.starts_with(name))
    };
    let found = root.children_recursive().find(is_it);
    found.unwrap_or_else(|| panic!("{name:?} is not there: {:?}", house.tree())).rect()
}

/// A second line under each tile made the page of the hardest minute longer than the window: with text twice as
/// large, help was not on it, nor was the way out.
#[test]
fn all_that_helps_is_in_sight_with_the_largest_text() {
    let mut house = large(hard_plan(), [420.0, 1000.0]);
    house.press_with(BOTH, Key::H);
    for name in ["Breathe with me", "I have an urge", "Call Ana", "Get help now", "I’m OK now"] {
        let place = place(&house, name);
        assert!(place.top() >= 0.0 && place.bottom() <= 1000.0, "{name}: {place:?}");
    }
    assert!(house.says("555 0101"), "a call keeps its number");
}

/// In a narrow window somebody who wanted to die had to scroll through the card about an overdose first.
#[test]
fn somebody_to_talk_to_stands_under_the_number_for_danger() {
    let mut house = narrow(hard_plan());
    house.core.settings.insert("window.country".to_owned(), "US".to_owned());
    house.press_with(Modifiers::COMMAND, Key::L);
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);
    house.press_with(BOTH, Key::U);
    house.choose("Get help now");
    let (danger, talk) = (place(&house, "In danger, call 911"), place(&house, "Call or text 988"));
    assert!(danger.bottom() <= talk.top() && talk.bottom() < 400.0, "{danger:?} {talk:?}");
    assert!(talk.bottom() < place(&house, "Someone will not wake up").top());
}

/// As long as no country was picked, the numbers of all were one sentence, broken wherever a line was full.
#[test]
fn each_number_for_danger_stands_whole() {
    let mut house = large(new_plan(), [420.0, 1000.0]);
    house.press_with(BOTH, Key::U);
    house.choose("Get help now");
    let lines: Vec<String> = house.tree().into_iter().map(|(_, _, value)| value).collect();
    for line in ["United States: 911", "United Kingdom: 999", "Germany: 112"] {
        assert!(lines.iter().any(|said| said == line), "{line}: {lines:?}");
    }
}

/// The first page for somebody in danger had no way back.
#[test]
fn the_page_for_danger_has_a_way_back() {
    let mut house = House::usual(ScriptedCore::open(new_plan()));
    house.choose("Go on with my plan");
    house.choose("Back");
    house.choose("I am in danger");
    assert!(house.says("Someone will not wake up"));
    house.choose("Back");
    assert!(house.says("How is it right now?") && house.says("I am in danger"));
}

/// At nine of ten the one button that stood out was the one that leaves, and help stood under nine boxes.
#[test]
fn with_a_hard_number_help_is_no_farther_than_the_tools() {
    for (key, is_hard) in [(Key::Num9, true), (Key::Num8, true), (Key::Num7, false)] {
        let mut house = House::usual(ScriptedCore::open(hard_plan()));
        house.press_with(BOTH, Key::U);
        house.press(key);
        let (help, asked) = (place(&house, "Get help now"), place(&house, "Hungry"));
        assert_eq!(help.bottom() <= asked.top(), is_hard, "{help:?} {asked:?}");
        assert!(asked.top() < place(&house, "Done").top());
    }
}

/// Eight tiles of two words each said nothing to somebody who had never pressed them.
#[test]
fn a_narrow_window_offers_four_that_say_what_they_are_and_more_if_asked() {
    let mut house = narrow(hard_plan());
    house.press_with(BOTH, Key::U);
    house.press(Key::Num9);
    assert!(house.says("Breathe with me, 4 in, 6 out"), "{:?}", house.tree());
    assert!(!house.says("Two sides"));
    house.choose("More ideas");
    assert!(house.says("Two sides, What it gives and takes"));
    assert!(!house.says("More ideas"));
    let focus = house.focus().unwrap();
    assert!(focus.1.starts_with("Walk around the block"), "{focus:?}");
}

/// What 0 and 10 mean was said once, and not where it was asked again.
#[test]
fn what_the_ends_of_the_scale_mean_is_said_wherever_it_is_asked() {
    let means = "0 is none, 10 is the most.";
    let mut house = House::usual(ScriptedCore::open(hard_plan()));
    house.press_with(BOTH, Key::U);
    assert!(house.says(means) && house.says("the End key for 10"));
    house.press(Key::Num8);
    house.choose("Ride it out, 15 minutes, then see");
    house.wait(301.0);
    assert!(house.says("How strong is it now?") && house.says(means));
    house.choose("Enough for now");
    assert!(house.says("How strong is it now?") && house.says(means));
    let mut house = narrow(hard_plan());
    house.press_with(BOTH, Key::U);
    assert!(house.says(means) && !house.says("keyboard"));
}

/// The clock said 9:29 and the line below it 10 minutes.
#[test]
fn a_ride_shows_one_answer_to_how_long() {
    let mut house = House::usual(ScriptedCore::open(hard_plan()));
    house.press_with(BOTH, Key::U);
    house.press(Key::Num8);
    house.choose("Ride it out, 15 minutes, then see");
    house.wait(331.0);
    assert!(house.says("9:29 left") || house.says("9:28 left"), "{:?}", house.tree());
    let spoken = "10 minutes left. Urges rise, peak and pass. Where do you feel it?";
    assert!(house.tree().iter().any(|(_, _, value)| value == spoken), "{:?}", house.tree());
}

/// "Today" beside the date on a pack, and beside the last day of a row of visits, was one slip of a finger away
/// from a wrong date.
#[test]
fn today_is_offered_only_where_it_may_be_meant() {
    let mut house = House::usual(ScriptedCore::open(full_plan()));
    let today = |house: &House| {
        let buttons = house.tree().into_iter().filter(|(role, _, _)| *role == Role::Button);
        buttons.map(|(_, name, _)| name).filter(|name| name.starts_with("Today, ")).collect()
    };
    let open = |house: &mut House, list: &str, add: &str| {
        house.press_with(Modifiers::COMMAND, Key::K);
        house.tab_to("Find");
        house.press_with(Modifiers::COMMAND, Key::A);
        house.type_text(list);
        house.press(Key::ArrowDown);
        house.press(Key::Enter);
        house.choose(add);
    };
    open(&mut house, "naloxone", "Add where naloxone is");
    let none: Vec<String> = today(&house);
    assert!(none.is_empty(), "{none:?}");
    open(&mut house, "visits", "Add a visit");
    let one: Vec<String> = today(&house);
    assert_eq!(one, ["Today, When"]);
}

/// In a narrow window with three buttons there was no lock.
#[test]
fn three_buttons_in_a_narrow_window_can_be_locked() {
    let mut plan = maras_plan();
    let tiny = json!({"name": "today.tiny", "value": "yes"});
    support::put_record(&mut plan, record(99, DAY, "setting", &tiny));
    let mut house = narrow(plan);
    let (lock, care) = (place(&house, "Lock"), place(&house, "I’m struggling"));
    assert!(lock.right() <= care.left() && care.right() > 400.0, "{lock:?} {care:?}");
    house.choose("Lock");
    assert_eq!(house.focus().map(|focus| focus.0), Some(Role::PasswordInput));
}

/// With the largest text, the place where one was lay out of sight in the rail, and so did what Tab came to there.
#[test]
fn the_place_where_one_is_is_in_sight_in_the_rail() {
    let ways: [fn(&mut House); 2] = [
        |house| house.press_with(Modifiers::COMMAND, Key::Num9),
        |house| {
            house.press(Key::F6);
            house.choose("Ana");
        },
    ];
    for (number, go) in ways.into_iter().enumerate() {
        let mut house = large(full_plan(), [1280.0, 800.0]);
        go(&mut house);
        house.window.run();
        let care = place(&house, "I’m struggling");
        let root = house.window.root();
        let here = root.children_recursive().find(|node| {
            node.accesskit_node().data().aria_current() == Some(egui::accesskit::AriaCurrent::Page)
        });
        let here = here.unwrap().rect();
        let is_seen = here.top() >= 0.0 && here.bottom() <= care.top();
        assert!(is_seen, "{number}: {here:?} above {care:?}");
    }
}

/// Three ready words, one of them pressed: nothing said which one it was, nor that a press would send it.
#[test]
fn the_words_that_were_pressed_are_shown() {
    let mut house = House::usual(ScriptedCore::open(hard_plan()));
    house.press_with(BOTH, Key::U);
    house.press(Key::Num8);
    house.choose("Reach Ana");
    assert!(house.says("Press one to send it to Ana"));
    house.choose("Rough night. Can you talk?");
    assert!(house.says("“Rough night. Can you talk?”"), "{:?}", house.tree());
    assert!(house.says("Nobody has this yet."));
}
