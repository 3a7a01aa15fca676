//! What the page after a slip says of the body and of naloxone, by names alone.

use egui::Key;
use serde_json::json;

use crate::support::{self, House, ScriptedCore, maras_plan, record};

const DAY: i64 = 86_400_000;

fn with_pack(expires: &str) -> House {
    let mut plan = maras_plan();
    let fields = json!({"place": "kitchen drawer", "expires": expires});
    support::put_record(&mut plan, record(57, 40 * DAY, "naloxone", &fields));
    House::usual(ScriptedCore::open(plan))
}

/// A pack that was long out of date was once told like any other. Today is 2027-05-04.
#[test]
fn a_pack_whose_date_has_passed_is_told_so() {
    let past = "The date on the pack has passed: look at it.";
    let on_today = "The date on a pack has passed, Look at it when you can";
    for (expires, is_past) in [("2027-05-03", true), ("2027-05-04", false), ("2030-01-01", false)] {
        let mut house = with_pack(expires);
        assert_eq!(house.says("The date on a pack has passed"), is_past, "{expires}, on Today");
        assert!(!house.says("aloxone"), "Today does not say what is in it");
        house.choose("Something happened");
        house.press(Key::Enter);
        house.choose("Someone is with me");
        assert!(house.says("Naloxone is here: kitchen drawer"));
        assert_eq!(house.says(past), is_past, "{expires}");
        if is_past {
            house.choose("Done");
            house.choose(on_today);
            assert!(house.says("kitchen drawer") && house.says("3 May 2027"));
        }
    }
}

#[test]
fn every_way_through_says_that_tolerance_is_lower() {
    for (safe, alone) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut house = with_pack("2030-01-01");
        house.choose("Something happened");
        house.choose(if safe { "I am safe" } else { "I am not safe" });
        house.choose(if alone { "I am alone" } else { "Someone is with me" });
        assert!(house.says("Your tolerance is lower now."));
        let tree = house.tree();
        let place = |text: &str| {
            tree.iter().position(|(_, label, value)| label.contains(text) || value.contains(text))
        };
        let lines = place("Lines you can call");
        assert_eq!(lines.is_some(), !safe || alone);
        assert!(lines.is_none_or(|lines| place("Your tolerance is lower now.").unwrap() < lines));
    }
}
