//! Pages of somebody who has written for ten years: what is not seen is not laid out, and Tab comes to it all the same.

use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role;
use kith_core::{OpenView, RecordId, SectionView, UnixMillis};
use serde_json::{Value, json};

use crate::support::{self, House, NOW, ScriptedCore, maras_plan, record};

/// A plan whose section holds so many records of a kind, and one that makes the section's people be seen.
fn with_many(section: &str, kind: &str, fields: impl Fn(u64) -> Value) -> OpenView {
    let mut view = maras_plan();
    let records = (0..500_u64).map(|number| {
        let ago = (600 - number as i64) * 86_400_000;
        let mut one = record(0, ago, kind, &fields(number));
        let mut dice = [0; 10];
        dice[..8].copy_from_slice(&number.to_be_bytes());
        one.id = RecordId::new(UnixMillis(NOW.0 - ago), dice);
        Arc::new(one)
    });
    let whole = SectionView { records: records.collect(), readers: Vec::new() };
    view.sections.insert(section.to_owned(), Arc::new(whole));
    let last = record(1, 0, kind, &fields(500));
    support::put_record(&mut view, last);
    view
}

fn count(house: &House, role: Role, starts: &str) -> usize {
    house.tree().iter().filter(|(is, label, _)| *is == role && label.starts_with(starts)).count()
}

#[test]
fn five_hundred_people_are_a_page_and_each_is_reached() {
    let plan = with_many(
        "people",
        "person",
        |number| json!({"name": format!("P-{number:03}"), "ring": 2}),
    );
    let mut house = House::usual(ScriptedCore::open(plan));
    house.choose("People");
    let drawn = count(&house, Role::Button, "P-");
    assert!((5..40).contains(&drawn), "{drawn} rows are laid out");
    house.choose("P-070");
    assert!(house.says("P-070") && !house.says("P-071"));
}

#[test]
fn five_hundred_reasons_are_a_page_and_each_can_be_changed() {
    let plan = with_many(
        "why",
        "reason",
        |number| json!({"text": format!("Reason {number}"), "rank": number + 1}),
    );
    let mut house = House::usual(ScriptedCore::open(plan));
    house.choose("My plan");
    let row = house
        .tree()
        .into_iter()
        .find(|(role, label, _)| *role == Role::Button && label.starts_with("My why, "));
    house.choose(&row.unwrap().1);
    let drawn = count(&house, Role::TextInput, "Reason ")
        + count(&house, Role::MultilineTextInput, "Reason ");
    assert!((3..40).contains(&drawn), "{drawn} fields are laid out: {:?}", house.tree());
    house.tab_to("Reason 25");
    house.press(Key::End);
    house.type_text(" still");
    house.press(Key::Tab);
    assert_eq!(house.core.written.last().unwrap().1["text"], "Reason 24 still");
}

#[test]
fn five_hundred_milestones_are_a_page_and_each_is_reached() {
    let plan =
        with_many("milestones", "milestone", |number| json!({"note": format!("M-{number:03}")}));
    let mut house = House::usual(ScriptedCore::open(plan));
    house.choose("Milestones");
    let drawn = count(&house, Role::Button, "M-");
    assert!((5..40).contains(&drawn), "{drawn} rows are laid out");
    // The newest stands first, and the fortieth is out of sight until Tab comes to it.
    let row = "M-460, ";
    assert_eq!(count(&house, Role::Button, row), 0);
    for _ in 0..90 {
        house.press(Key::Tab);
        if house.focus().is_some_and(|(_, name)| name.starts_with(row)) {
            break;
        }
    }
    house.press(Key::Enter);
    assert!(house.says("M-460") && !house.says("M-461"));
}

#[test]
fn five_hundred_meetings_are_a_week_and_each_is_reached() {
    let plan = with_many("groups", "group", |number| {
        json!({"name": format!("G-{number:03}"), "day": "friday", "weeks": "every",
            "time": format!("{:02}:{:02}", number / 60 + 8, number % 60), "zone": "UTC"})
    });
    let mut house = House::usual(ScriptedCore::open(plan));
    house.press_with(egui::Modifiers::COMMAND, Key::K);
    house.type_text("My week");
    house.press(Key::Enter);
    let rows = |house: &House| {
        let tree = house.tree();
        tree.iter()
            .filter(|(role, label, _)| *role == Role::Button && label.contains(" G-"))
            .count()
    };
    let drawn = rows(&house);
    assert!((5..60).contains(&drawn), "{drawn} rows are laid out");
    let row = "8:40 G-040";
    assert!(!house.says(row));
    for _ in 0..120 {
        house.press(Key::Tab);
        if house.focus().is_some_and(|(_, name)| name.starts_with(row)) {
            break;
        }
    }
    house.press(Key::Enter);
    assert!(house.says("G-040") && !house.says("G-041"));
}
