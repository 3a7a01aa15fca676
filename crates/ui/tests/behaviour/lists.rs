//! What a list says of a record in a line and a half, and what can be done with it in one press.

use egui::Key;
use kith_core::OpenView;
use serde_json::json;

use crate::support::{self, House, ScriptedCore, maras_plan, record};

const DAY: i64 = 86_400_000;

/// Mara's plan with goals, one of which rests, and a day's basics.
pub fn plan() -> OpenView {
    let mut plan = maras_plan();
    let paint = json!({"area": "purpose", "want": "Paint again", "review": "2027-05-24",
        "steps": [{"id": "s1", "text": "Find brushes", "done": true},
            {"id": "s2", "text": "Clear the desk"}, {"id": "s3", "text": "Ten minutes", "done": false}]});
    let parked = json!({"area": "health", "want": "Run a mile", "parked": true});
    let swim = json!({"area": "health", "want": "Swim on Sundays"});
    for (dice, kind, fields) in [
        (90, "goal", parked),
        (91, "goal", paint),
        (92, "goal", swim),
        (93, "daycare", json!({"on": "2027-05-03", "sleep_hours": 7, "meals": 3, "moved": true})),
        (94, "homeitem", json!({"text": "Lock the cabinet"})),
        (95, "optionnote", json!({"sort": "peer", "interest": 7})),
        (96, "practice", json!({"name": "Yoga on Mondays", "helps": 6})),
        (97, "codeack", json!({"version": 1, "on": "2027-05-01", "with": "Ana"})),
    ] {
        support::put_record(&mut plan, record(dice, 20 * DAY, kind, &fields));
    }
    plan
}

fn list(name: &str) -> House {
    let mut house = House::usual(ScriptedCore::open(plan()));
    house.choose("My plan");
    house.choose(name);
    house
}

/// The list of goals said "Purpose" in bold and "Paint again · Yes, Find brushes" under it: the first field that
/// stood there was the title, and a tick was a word without what it was about.
#[test]
fn a_goal_is_called_by_what_is_wanted_and_its_steps_are_counted_in_words() {
    let house = list("Goals, 3");
    let said = "Paint again, Purpose · Small steps: 1 of 3 done · Look again: 24 May 2027";
    assert!(house.says(said), "{:?}", house.tree());
}

#[test]
fn a_number_and_a_day_stand_with_their_labels() {
    let house = list("Body basics, 1");
    assert!(
        house.says("Hours I slept: 7 · Meals I had: 3 · I moved my body"),
        "{:?}",
        house.tree()
    );
}

/// "Not now" was a box in the form and did nothing.
#[test]
fn a_goal_that_rests_stands_last_and_comes_back_with_one_press() {
    let mut house = list("Goals, 3");
    let tree = house.tree();
    let at = |text: &str| tree.iter().position(|(_, label, _)| label.starts_with(text)).unwrap();
    assert!(at("Paint again") < at("Swim on Sundays") && at("Swim on Sundays") < at("Run a mile"));
    house.choose("Run a mile, Health · Not now");
    assert!(house.says("It rests here until you want it back"));
    house.choose("Bring it back");
    assert_eq!(house.core.fields, json!({"parked": false}));
    house.choose("Put this goal aside for now");
    assert_eq!(house.core.fields, json!({"parked": true}));
}

/// Steps could be ticked in the form alone: open it, find the box, save.
#[test]
fn a_step_is_ticked_on_the_page_of_its_goal_and_can_be_taken_back() {
    let mut house = list("Goals, 3");
    house.choose("Paint again, Purpose · Small steps: 1 of 3 done · Look again: 24 May 2027");
    house.tick("Clear the desk");
    assert_eq!(
        house.core.fields,
        json!({"steps": [{"id": "s1", "text": "Find brushes", "done": true},
            {"id": "s2", "text": "Clear the desk", "done": true},
            {"id": "s3", "text": "Ten minutes", "done": false}]})
    );
    assert!(house.says("Small steps: 2 of 3 done") && house.says("Undo"), "{:?}", house.tree());
    house.tick("Find brushes");
    assert_eq!(house.core.fields["steps"][0]["done"], false);
}

#[test]
fn what_makes_home_safer_is_ticked_on_its_page() {
    let mut house = list("A safer home, 1");
    house.choose("Lock the cabinet");
    house.tab_to("Done");
    house.press(Key::Space);
    assert_eq!(house.core.fields, json!({"done": true}));
}

/// What a treatment is stood nowhere, and nothing said that what is practised beside it adds to it.
#[test]
fn options_have_a_plain_card_each_and_a_practice_replaces_no_treatment() {
    let mut house = list("Treatment ideas, 1");
    assert!(
        house.says("Somebody who has been there listens and shows a way."),
        "{:?}",
        house.tree()
    );
    assert!(house.says("Ask a clinician which of these could fit you"));
    house.choose("My plan");
    house.choose("Practices, 1");
    assert!(house.says("This adds to treatment. It does not replace it."), "{:?}", house.tree());
}

/// One could write that somebody had read the code, and the code stood nowhere.
#[test]
fn the_code_that_somebody_reads_stands_where_it_is_noted() {
    let house = list("The house code, 1");
    assert!(house.says("The code, version 1"), "{:?}", house.tree());
    assert!(house.says("I listen first"));
}

/// The same with what helps, and what most of it takes.
pub fn plan_with_tools() -> OpenView {
    let mut plan = plan();
    for (dice, fields) in [
        (70, json!({"text": "Breathe at the window", "energy": 1, "minutes": 5})),
        (71, json!({"text": "Water the plants", "energy": 1, "minutes": 20})),
        (72, json!({"text": "Swim", "energy": 3, "minutes": 60})),
        (73, json!({"text": "Ring Leo"})),
    ] {
        support::put_record(&mut plan, record(dice, 20 * DAY, "strategy", &fields));
    }
    plan
}

/// What helps could be written down with its energy and its minutes, and be found by neither.
#[test]
fn what_helps_is_picked_by_energy_and_time() {
    let mut house = House::usual(ScriptedCore::open(plan_with_tools()));
    house.choose("My plan");
    house.choose("What helps, 4");
    let all = ["Breathe at the window", "Water the plants", "Swim", "Ring Leo"];
    let shown = |house: &House| all.map(|text| house.says(text));
    assert_eq!(shown(&house), [true; 4]);
    house.tick("A little");
    assert_eq!(shown(&house), [true, true, false, false], "Leo may take more than a little");
    assert!(house.says("2 found"));
    house.tick("10 minutes");
    assert_eq!(shown(&house), [true, false, false, false]);
    house.tick("A little");
    house.tick("60 minutes");
    assert_eq!(shown(&house), [true, true, true, false]);
    house.tick("60 minutes");
    assert_eq!(shown(&house), [true; 4], "a choice that is given back narrows nothing");
    assert!(house.core.written.is_empty(), "{:?}", house.core.written);
    let mut house = list("What helps");
    assert!(!house.says("How much energy"), "nothing here says how much it takes");
    house.press(Key::Escape);
}

/// A letter could be written for a proud hour, and no page ever brought it.
#[test]
fn a_letter_for_a_proud_hour_stands_with_the_milestones() {
    let letter = |when: &str| {
        let mut plan = maras_plan();
        let fields = json!({"open_when": when, "body": "You did this. Remember the hill."});
        support::put_record(&mut plan, record(70, 20 * DAY, "letter", &fields));
        let mut house = House::usual(ScriptedCore::open(plan));
        house.choose("Milestones");
        house
    };
    assert!(!letter("lonely").says("A letter from me"));
    let mut house = letter("proud");
    house.choose("A letter from me, You wrote it for this");
    assert!(house.says("You did this. Remember the hill."));
}
