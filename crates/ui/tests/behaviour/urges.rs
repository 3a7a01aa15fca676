//! An urge from one step to the next: what goes on behind a page, what is offered first, and what set it off.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_core::OpenView;
use serde_json::json;

use crate::support::{self, House, ScriptedCore, hard_plan, maras_plan, record};

const URGE: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const DAY: i64 = 86_400_000;

fn with_urge(plan: OpenView) -> House {
    let mut house = House::usual(ScriptedCore::open(plan));
    house.press_with(URGE, Key::U);
    house.press(Key::Num8);
    house
}

/// Whoever reached for Ana in the middle of a breath once came back to a list, with the breath gone and no
/// record of it; the quarter of an hour lost its clock.
#[test]
fn a_tool_goes_on_behind_the_page_for_reaching_somebody() {
    let mut house = with_urge(hard_plan());
    house.choose("Breathe with me, 4 in, 6 out");
    house.wait(60.0);
    house.choose("Reach Ana");
    house.choose("Rough night. Can you talk?");
    house.choose("Back");
    assert_eq!(house.focus(), Some((Role::Heading, "Breathe with me".to_owned())));
    house.wait(30.0);
    house.choose("Enough for now");
    house.tab_to("5");
    house.press(Key::Num4);
    let run = house.whole("toolrun");
    assert_eq!(
        (&run["tool"], &run["before"], &run["after"]),
        (&json!("breathing"), &json!(8), &json!(4))
    );
    assert!(run["seconds"].as_i64().unwrap() >= 90, "{run}");

    house.choose("Ride it out, 15 minutes, then see");
    house.wait(240.0);
    assert!(house.says("11 minutes left"));
    house.choose("Reach Ana");
    house.wait(60.0);
    house.choose("Back");
    assert!(house.says("10 minutes left"), "its clock goes on");
    assert!(house.says("How strong is it now?"));
    house.choose("Enough for now");
    house.choose("Reach Ana");
    house.choose("Back");
    assert!(house.says("How strong is it now?") && house.says("Skip"), "and from there");
    house.choose("Skip");
    house.choose("Done");
    assert_eq!(house.writes("toolrun").len(), 2);
}
