//! Whose clock is told: that of the place of a visit, and that of the wall where something happened.

use egui::{Key, Modifiers};
use serde_json::json;

use crate::support::{self, House, ScriptedCore, maras_plan, record};

const DAY: i64 = 86_400_000;

#[test]
fn a_visit_in_another_zone_is_kept_and_told_by_the_clock_there() {
    let mut plan = maras_plan();
    let fields = json!({"at": "2027-06-01T08:00:00Z", "place": "Hill Street"});
    support::put_record(&mut plan, record(60, DAY, "appt", &fields));
    let mut house = House::in_zone(ScriptedCore::open(plan), "Asia/Tokyo");
    house.choose("My plan");
    house.choose("Visits, 1");
    house.press_with(Modifiers::COMMAND, Key::N);
    house.write_in("When: day", "2026-12-01");
    house.write_in("When: time", "09:00");
    assert!(!house.says("here."), "one clock alone");
    house.write_in("Time zone", "Europe/Lisbon");
    assert!(house.says("That is Tue 1 Dec at 18:00 here."));
    house.press_with(Modifiers::COMMAND, Key::Enter);
    let visit = json!({"at": "2026-12-01T09:00:00+00:00", "zone": "Europe/Lisbon"});
    assert_eq!(house.whole("appt"), visit);
    let both = "Tue 1 Dec 2026 at 9:00 (18:00 here)";
    assert!(house.says(both), "in the list");
    assert!(house.says("Tue 1 Jun 2027 at 17:00"), "without a place it is told by the clock here");
    house.choose(&format!("{both}, Europe/Lisbon"));
    assert!(house.says("When") && house.says(both), "on its page");
    house.choose("Edit");
    assert!(house.says("09:00") && house.says("That is Tue 1 Dec at 18:00 here."));
}

/// A slip written at 02:48 once stood under the heading of that day with 21:48 beside it, seen from New York: one
/// clock for the day and another for the hour.
#[test]
fn what_happened_is_told_by_one_clock_wherever_one_is_now() {
    let mut plan = maras_plan();
    let slip = json!({"at": "2027-05-04T02:48:00+00:00", "what": "Slipped"});
    support::put_record(&mut plan, record(60, DAY / 2, "setback", &slip));
    let feeling = json!({"at": "2027-05-04T01:10:00+00:00", "mood": 3, "note": "Still awake"});
    support::put_record(&mut plan, record(61, DAY / 2, "checkin", &feeling));
    let mut house = House::in_zone(ScriptedCore::open(plan), "America/New_York");
    assert!(house.says("today at 1:10"), "the last check-in on Today");
    house.choose("Timeline");
    let tree = house.tree();
    let place = |text: &str| tree.iter().position(|(_, label, _)| label.contains(text)).unwrap();
    assert!(place("Today") < place("2:48"), "{tree:?}");
    assert!(!house.says("22:48") && !house.says("21:10"));
    house.choose("My plan");
    house.choose("After a slip, 1");
    assert!(house.says("2:48") && !house.says("22:48"), "in the list");
    let row = house.tree().into_iter().find(|(_, label, _)| label.contains("2:48")).unwrap().1;
    house.choose(&row);
    assert!(house.says("Tue 4 May 2027 at 2:48") && !house.says("22:48"), "on its page");
    assert!(!house.says(" here)"), "what happened has one clock");
}

/// A visit at half past eleven at night in Lisbon stood in the week under the next day, at half past eight, while its own
/// page told of the evening before. Now is Tuesday 4 May 2027, 19:40 in Lisbon and 3:40 on Wednesday in Tokyo.
#[test]
fn a_week_tells_a_visit_by_the_same_clock_as_its_page() {
    let mut plan = maras_plan();
    let visit = |at: &str| json!({"at": at, "zone": "Europe/Lisbon", "place": "By video"});
    let late = visit("2027-05-05T23:30:00+01:00");
    support::put_record(&mut plan, record(60, DAY, "appt", &late));
    let noon = visit("2027-05-07T12:00:00+01:00");
    support::put_record(&mut plan, record(61, DAY, "appt", &noon));
    let near = json!({"at": "2027-05-06T09:00:00+09:00", "place": "Hill Street"});
    support::put_record(&mut plan, record(62, DAY, "appt", &near));
    let mut house = House::in_zone(ScriptedCore::open(plan), "Asia/Tokyo");
    let both = "23:30 (Thu 6 May 2027 at 7:30 here)";
    assert!(house.says(&format!("today at {both}")), "the next on Today: {:?}", house.tree());
    house.press_with(Modifiers::COMMAND, Key::K);
    house.type_text("My week");
    house.press(Key::Enter);
    let tree = house.tree();
    let place = |text: &str| {
        let place =
            tree.iter().position(|(_, label, value)| label.contains(text) || value.contains(text));
        place.unwrap_or_else(|| panic!("{text}: {tree:?}"))
    };
    let order =
        ["Today", both, "Tomorrow", "9:00 ", "Friday 7 May", "12:00 (20:00 here)"].map(place);
    assert!(order.is_sorted(), "{order:?}: {tree:?}");
    assert!(!house.says("9:00 (") && !house.says("7:30 Visit"), "a visit nearby has one clock");
}
