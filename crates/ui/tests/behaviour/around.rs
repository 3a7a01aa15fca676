//! The support map, and the two short screens, by keyboard and names alone.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use serde_json::json;

use crate::support::{self, House, ScriptedCore, maras_plan, new_plan, record, weeks_plan};

const DAY: i64 = 86_400_000;

fn around(plan: kith_core::OpenView) -> House {
    let mut house = House::usual(ScriptedCore::open(plan));
    house.choose("People");
    house.choose("Who is around me");
    house
}

/// What a reader says of the pictures on the page.
fn pictures(house: &House) -> Vec<String> {
    let all = house.tree().into_iter().filter(|(role, _, _)| *role == Role::Image);
    all.map(|(_, label, _)| label).collect()
}

#[test]
fn the_support_map_is_said_in_words_by_ring_role_and_gap() {
    let mut house = around(weeks_plan());
    let said =
        "Rings of people around you. Closest: Ana. Close: Rosa and Ben. A bit further out: Dr Lee.";
    assert_eq!(pictures(&house), [said]);
    for line in [
        "Listening: Ana and Ben",
        "A call when it gets hard: Ana",
        "Medical care: Dr Lee",
        "Ana: once",
        "Meetings: 1",
        "Days you were in touch with someone: 1",
    ] {
        assert!(house.says(line), "{line}");
    }
    let tree = house.tree();
    let at = |text: &str| tree.iter().position(|(_, label, value)| label == text || value == text);
    let gaps = at("Not covered yet").unwrap();
    for gap in ["A ride", "Faith and meaning", "Keeping naloxone"] {
        assert!(at(gap).unwrap() > gaps, "{gap}");
    }
    assert!(at("Listening").is_none(), "somebody is there for it");
    house.choose("Rosa, Hands-on help · Sharing good news");
    assert_eq!(house.focus(), Some((Role::Heading, "Rosa".to_owned())));
}

#[test]
fn a_gap_closes_with_the_person_who_fills_it_and_opens_when_they_rest() {
    let mut plan = weeks_plan();
    let keeper = json!({"name": "Sam", "roles": ["naloxone_holder"]});
    support::put_record(&mut plan, record(40, DAY, "person", &keeper));
    let mut house = around(plan);
    assert!(house.says("Keeping naloxone: Sam"));
    assert!(house.says("Not in a ring yet"), "nobody is left out of the words");
    let sam = house.core.plan.people.iter().find(|one| one.name == "Sam").unwrap().id;
    let mut record = support::take_record(&mut house.core.plan, sam);
    record.fields.insert("status".to_owned(), kith_core::Value::Text("paused".into()));
    support::put_record(&mut house.core.plan, record);
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    assert!(!house.says("Keeping naloxone: Sam"));
    assert!(house.says("On a break"));
}

#[test]
fn the_support_map_is_on_the_page_of_the_plan_and_begins_with_one_person() {
    let mut house = House::usual(ScriptedCore::open(new_plan()));
    house.choose("My plan");
    house.choose("Who is around me");
    assert!(house.says("One person is a good start."));
    house.choose("Add a person");
    assert_eq!(house.focus(), Some((Role::Heading, "Add a person".to_owned())));
}

#[test]
fn that_most_rests_on_one_is_said_gently_and_only_then() {
    assert!(!around(weeks_plan()).says("Most of it rests on"));
    let mut plan = new_plan();
    let all = json!({"name": "Rosa", "roles": ["listen", "ride", "practical", "celebrate"]});
    support::put_record(&mut plan, record(1, DAY, "person", &all));
    assert!(around(plan).says("Most of it rests on Rosa. Who else could take a part?"));
}

fn two_questions(plan: kith_core::OpenView, start: &str) -> House {
    let mut house = House::usual(ScriptedCore::open(plan));
    house.choose("My plan");
    let rows = house.tree();
    let name = |(role, label, _): &&(Role, String, String)| {
        *role == Role::Button && label.starts_with("Mood questions")
    };
    let row = rows.iter().find(name).unwrap().1.clone();
    house.choose(&row);
    house.choose(start);
    house
}

/// Answers both questions: the first by so many steps from the first choice, then the second.
fn answer(house: &mut House, first: &str, second: &str) {
    house.tab_to(first);
    house.press(Key::Space);
    house.tab_to("Nearly every day");
    house.press(Key::Tab);
    house.tab_to(second);
    house.press(Key::Space);
}

/// The words of the makers, letter by letter, in their order.
#[test]
fn the_two_questions_are_asked_in_the_exact_public_words() {
    let lead = "Over the last 2 weeks, how often have you been bothered by the following problems?";
    let scales = ["Not at all", "Several days", "More than half the days", "Nearly every day"];
    for (start, name, questions) in [
        (
            "Two questions on mood",
            "PHQ-2",
            ["Little interest or pleasure in doing things", "Feeling down, depressed, or hopeless"],
        ),
        (
            "Two questions on worry",
            "GAD-2",
            ["Feeling nervous, anxious, or on edge", "Not being able to stop or control worrying"],
        ),
    ] {
        let house = two_questions(new_plan(), start);
        assert!(house.says(lead) && house.says(name));
        assert!(house.says("Only you can see this"));
        let groups: Vec<String> = house
            .tree()
            .into_iter()
            .filter(|(role, _, _)| *role == Role::RadioGroup)
            .map(|(_, label, _)| label)
            .collect();
        assert_eq!(groups, questions);
        let choices: Vec<String> = house
            .tree()
            .into_iter()
            .filter(|(role, _, _)| *role == Role::RadioButton)
            .map(|(_, label, _)| label)
            .collect();
        assert_eq!(choices, [scales, scales].concat());
    }
}

#[test]
fn from_three_on_it_says_to_talk_and_shows_lines_and_below_it_does_not() {
    let mut house = two_questions(weeks_plan(), "Two questions on mood");
    answer(&mut house, "More than half the days", "Several days");
    house.choose("Done");
    assert_eq!(
        house.core.written,
        [("screen".to_owned(), json!({"sort": "phq2", "first": 2, "second": 1}))]
    );
    assert_eq!(house.focus(), Some((Role::Heading, "Your answers add up to 3 of 6".to_owned())));
    assert!(house.says("At 3 or more, it is a good idea to talk to someone about it."));
    assert!(house.says("It does not tell you what you have."));
    assert!(house.says("You can get help right now."), "and the card for the worst hour");
    house.tab_to("Dr Lee");
    house.press(Key::Space);
    let lee = house.core.plan.people.iter().find(|one| one.name == "Dr Lee").unwrap().id;
    assert_eq!(house.core.fields, json!({"raise_with": lee.to_string()}));
    assert!(house.says("Saved: bring it to Dr Lee."));
    house.choose("Done");
    assert!(house.says("Low mood: 4 May 2027") && house.says("3 of 6"));
    let told = ["between", "share", "invite"];
    assert!(house.core.heard.iter().all(|heard| !told.contains(heard)), "{:?}", house.core.heard);

    let mut house = two_questions(weeks_plan(), "Two questions on worry");
    answer(&mut house, "Several days", "Several days");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.fields, json!({"sort": "gad2", "first": 1, "second": 1}));
    assert!(house.says("Your answers add up to 2 of 6"));
    assert!(house.says("If it is still hard, you can talk to someone all the same."));
    assert!(!house.says("You can get help right now."));
    assert!(!house.says("it is a good idea to talk"));
}

#[test]
fn half_an_answer_is_not_kept_and_who_may_see_it_is_said() {
    let mut plan = maras_plan();
    let ana = plan.people[0].id;
    let section = plan.sections.entry("screens".to_owned()).or_default();
    Arc::make_mut(section).readers.push(ana);
    let mut house = two_questions(plan, "Two questions on mood");
    assert!(!house.says("Only you can see this"), "it is shared, and says so");
    assert!(house.says("Ana"));
    house.tab_to("Nearly every day");
    house.press(Key::Space);
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert!(house.core.written.is_empty());
    assert!(house.says("Answer both to see what they add up to."));
}
