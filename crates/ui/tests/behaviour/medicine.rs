//! Medicine by keyboard and names alone: its times of today, and when it is to be filled again. Nothing is advised.

use egui::{Key, Modifiers};
use kith_core::OpenView;
use serde_json::json;

use crate::support::{self, House, ScriptedCore, maras_plan, record};

const DAY: i64 = 86_400_000;

/// Mara's plan with two medicines. It is a Tuesday, 18:40.
pub fn plan() -> OpenView {
    let mut plan = maras_plan();
    let one = json!({"name": "Sertraline", "dose": "50 mg", "refill": "2027-05-06",
        "times": [{"id": "a", "time": "08:00"}, {"id": "b", "time": "20:00"}]});
    let other = json!({"name": "Vitamin D", "refill": "2027-05-12",
        "times": [{"id": "a", "time": "20:00"}]});
    let ended = json!({"name": "Old one", "ended": true, "refill": "2027-05-05",
        "times": [{"id": "a", "time": "7:00"}]});
    for (dice, fields) in [(90, one), (91, other), (92, ended)] {
        support::put_record(&mut plan, record(dice, 40 * DAY, "med", &fields));
    }
    plan
}

fn medicines() -> House {
    let mut house = House::usual(ScriptedCore::open(plan()));
    house.choose("My plan");
    house.choose("Medicines, 3");
    house
}

/// A dose at eight and a refill in two days stood nowhere but in the form.
#[test]
fn the_times_of_today_are_noted_with_one_press_and_taken_back_with_another() {
    let mut house = medicines();
    assert!(house.says("8:00 Sertraline") && house.says("20:00 Vitamin D"), "{:?}", house.tree());
    assert!(!house.says("7:00 Old one"), "what is no longer prescribed has no times");
    assert!(house.says("08:00, 20:00"), "the first time alone would read as once a day");
    house.choose("Taken: 8:00 Sertraline");
    let id = record(90, 40 * DAY, "med", &json!({})).id;
    assert_eq!(
        house.writes("dose"),
        [&json!({"med": id.to_string(), "due": "2027-05-04T08:00:00+00:00",
            "at": "2027-05-04T18:40:00+00:00", "state": "taken"})]
    );
    assert!(house.says("Undo") && house.says("Noted: Sertraline taken"), "{:?}", house.tree());
    assert!(!house.tree().iter().any(|(_, label, _)| label == "Taken: 8:00 Sertraline"));
    house.choose("Not taken: 20:00 Vitamin D");
    let second = house.core.written.last().unwrap().1.clone();
    assert_eq!((&second["state"], &second["at"]), (&json!("not_taken"), &json!(null)));
}

#[test]
fn what_is_to_be_filled_again_is_said_from_a_week_before_on() {
    let house = medicines();
    assert!(house.says("Sertraline: refill in 2 days"), "{:?}", house.tree());
    assert!(!house.says("Vitamin D: refill"), "eight days are not yet seven");
    assert!(!house.says("Old one: refill"));
}

/// Today may be seen by others, so it says no name; My week says that something is due and leads there.
#[test]
fn today_and_the_week_tell_the_times_and_name_no_medicine() {
    let mut house = House::usual(ScriptedCore::open(plan()));
    assert!(house.says("Next: today at 20:00, a reminder you set"), "{:?}", house.tree());
    assert!(!house.says("Sertraline") && !house.says("Vitamin"));
    house.choose("Next: today at 20:00, a reminder you set, See the week");
    assert!(!house.says("Sertraline") && !house.says("Vitamin"));
    let times = "Medicine: 8:00 and 20:00";
    let days = house.tree().iter().filter(|(_, label, _)| label == times).count();
    assert_eq!(days, 7, "{:?}", house.tree());
    assert!(house.says("Medicine to refill"), "{:?}", house.tree());
    house.choose("Medicine to refill");
    assert!(house.says("Sertraline: refill in 2 days"));
    house.press_with(Modifiers::COMMAND, Key::Num1);
}
