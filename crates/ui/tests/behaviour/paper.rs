//! What is printed, by the keyboard alone and by the names that a reader says.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_page::{Form, Part};

use crate::support::{self, House, ScriptedCore, full_plan, long_plan, maras_plan, record};

const OPEN_FILE: &str = "Anyone who opens this file can read it";
const NO_LOCK: &str = "Paper has no lock. Is someone near the printer?";

fn house(plan: kith_core::OpenView) -> House {
    let mut house = House::usual(ScriptedCore::open(plan));
    house.press_with(Modifiers::COMMAND, Key::P);
    house
}

/// Goes to a box of this name, past places and headings that are called the same, and presses Space.
fn tick(house: &mut House, name: &str) {
    for _ in 0..120 {
        if house.focus() == Some((Role::CheckBox, name.to_owned())) {
            house.press(Key::Space);
            return;
        }
        house.press(Key::Tab);
    }
    panic!("there is no box {name:?}");
}

/// What a reader hears of the sheet.
fn sheet(house: &House) -> String {
    let pictures = house.tree().into_iter().filter(|(role, ..)| *role == Role::Image);
    pictures.map(|(_, _, value)| value).find(|value| !value.is_empty()).unwrap_or_default()
}

#[test]
fn the_first_sheet_is_seen_and_both_warnings_are_read_before_the_page_is_saved() {
    let mut house = house(maras_plan());
    assert_eq!(house.core.exported.last().unwrap().len(), 3, "{:?}", house.core.exported);
    let seen = sheet(&house);
    assert!(seen.starts_with("My plan\n") && seen.contains("Ana\n"), "{seen}");
    assert!(house.says("How it will look") || house.says("How the first of"));
    assert!(house.says(OPEN_FILE) && house.says(NO_LOCK));
    assert!(house.core.saved.is_empty());
    house.choose("Save the page");
    assert!(house.says("Saved as /people/mara/page.pdf"));
    let file = &house.core.saved[0];
    assert_eq!((file.path.as_str(), file.content.form), ("/people/mara/page.pdf", Form::Page));
    assert_eq!(kith_page::lay_out(&file.content).sheets[0].text(), seen, "another page was saved");
    house.choose("Save the page");
    assert!(house.says("There is something of that name already"), "{:?}", house.tree());
    assert_eq!(house.core.saved.len(), 1);
    house.tab_to("Where to save it");
    house.press(Key::End);
    house.type_text("2");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.saved[1].path, "/people/mara/page.pdf2");
}

/// The page was laid out in the window's own thread, in the frame in which the records came: ten milliseconds and more, in
/// which nothing else could be pressed.
#[test]
fn a_page_is_laid_out_by_somebody_who_draws_no_frames() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.window.key_press_modifiers(Modifiers::COMMAND, Key::P);
    house.window.run();
    assert!(house.core.turn(), "the records are asked for");
    house.window.run();
    house.window.run();
    assert_eq!(
        (sheet(&house).as_str(), house.core.exported.len()),
        ("", 1),
        "the window has set it"
    );
    assert!(house.core.lay_out(), "somebody else was asked to");
    house.window.ctx.request_repaint();
    house.window.run();
    assert!(sheet(&house).starts_with("My plan\n"), "{:?}", house.tree());
}

#[test]
fn only_what_is_ticked_is_asked_for_and_printed() {
    let mut house = house(full_plan());
    let asked = |house: &House| house.core.exported.last().unwrap().clone();
    tick(&mut house, "Milestones");
    assert_eq!(asked(&house).len(), 4);
    assert!(sheet(&house).contains("My plan"));
    for usual in ["Steady plan", "My why", "People"] {
        tick(&mut house, usual);
    }
    assert_eq!(asked(&house), ["milestones"]);
    let seen = sheet(&house);
    assert!(seen.contains("First week") && !seen.contains("Ana"), "{seen}");
}

#[test]
fn the_card_and_a_page_for_a_visit_are_seen_too() {
    let mut plan = full_plan();
    let kept = record(90, 1000, "brief", &serde_json::json!({"text": "Sleep is better."}));
    support::put_record(&mut plan, kept);
    let mut house = house(plan);
    house.tab_to("My plan");
    house.press(Key::ArrowRight);
    house.press(Key::Space);
    let seen = sheet(&house);
    assert!(seen.contains("I can call\nAna"), "{seen}");
    house.tab_to("A card for my wallet");
    house.press(Key::ArrowRight);
    house.press(Key::Space);
    assert!(!house.says(NO_LOCK), "nothing is saved before a page is chosen");
    house.tab_to("Sleep is better.");
    house.press(Key::Space);
    assert!(sheet(&house).contains("Sleep is better."), "{:?}", house.tree());
    assert!(house.says(NO_LOCK));
}

#[test]
fn a_page_for_a_visit_is_drawn_read_over_kept_and_then_printed() {
    let mut house = house(full_plan());
    house.tab_to("My plan");
    house.press(Key::Num3);
    house.choose("Make a page for a visit");
    tick(&mut house, "Check-ins");
    house.choose("Make the page");
    let (_, _, drawn) = house
        .tree()
        .into_iter()
        .find(|(role, label, _)| *role == Role::MultilineTextInput && label == "What the page says")
        .unwrap();
    assert!(drawn.starts_with("Check-ins\n") && drawn.lines().count() > 20, "{drawn}");
    house.tab_to("What the page says");
    house.type_text(" I slept better.");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    let (kind, fields) = house.core.written.last().unwrap().clone();
    assert_eq!(kind, "brief");
    assert!(fields["text"].as_str().unwrap().ends_with(" I slept better."), "{fields}");
    assert_eq!(fields["areas"][0]["text"], "Check-ins");
    assert!(fields["first_day"].as_str().unwrap() < fields["last_day"].as_str().unwrap());
    assert!(house.says("Print a page"), "back where it was asked for");
}

#[test]
fn a_page_for_a_visit_with_nothing_in_it_is_not_made() {
    let mut house = house(full_plan());
    house.tab_to("My plan");
    house.press(Key::Num3);
    house.choose("Make a page for a visit");
    house.tab_to("Until");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("soon");
    assert!(house.says("Use a day such as"));
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("2001-01-01");
    tick(&mut house, "Check-ins");
    house.choose("Make the page");
    assert!(house.says("Nothing is written for these days"));
    assert!(house.core.written.is_empty());
}

#[test]
fn a_page_over_ten_years_is_seen_at_once_and_saved_whole() {
    let mut house = house(long_plan());
    tick(&mut house, "Check-ins");
    for usual in ["Steady plan", "My why", "People"] {
        tick(&mut house, usual);
    }
    assert!(house.says("How the first sheet will look"), "{:?}", house.core.exported);
    assert!(!sheet(&house).contains(" of "), "nobody has counted the sheets: {}", sheet(&house));
    house.choose("Save the page");
    let parts = &house.core.saved[0].content.parts;
    let days = parts.iter().filter(|part| matches!(part, Part::Lead(_))).count();
    assert_eq!(days, 30_000);
}

#[test]
fn nothing_of_the_page_stays_when_the_plan_is_locked() {
    let mut house = house(maras_plan());
    assert!(sheet(&house).contains("Ana"));
    house.press_with(Modifiers::COMMAND, Key::L);
    assert!(sheet(&house).is_empty() && !house.says("page.pdf"));
}
