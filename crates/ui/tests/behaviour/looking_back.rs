//! Looking back and finding things, by the keyboard alone and by the names that a reader says.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use serde_json::json;

use crate::support::{
    self, House, ScriptedCore, crowded_plan, full_plan, long_plan, maras_plan, put_record, record,
};

fn house(plan: kith_core::OpenView) -> House {
    House::usual(ScriptedCore::open(plan))
}

fn rows(house: &House) -> usize {
    house.tree().iter().filter(|(role, _, _)| *role == Role::Button).count()
}

#[test]
fn a_record_names_what_it_names_by_its_title_and_leads_there() {
    let mut house = house(full_plan());
    house.choose("My plan");
    house.choose("Meetings I went to, 9");
    assert!(house.says("Home group"), "the list says which");
    let ids = house.tree().iter().any(|(_, label, value)| {
        [label, value]
            .iter()
            .any(|text| text.contains("-7") && text.len() > 34 && text.contains("0000"))
    });
    assert!(!ids, "an id stands on the page");
    let first = house
        .tree()
        .into_iter()
        .find(|(role, label, _)| *role == Role::Button && label.ends_with(", Home group"));
    house.choose(&first.unwrap().1);
    house.choose("Which meeting: Home group");
    assert!(house.says("12 Elm St"));
}

/// A reminder stood in a list that nobody had opened, and came to nobody.
#[test]
fn a_reminder_stands_on_today_from_its_time_on_until_it_is_put_away() {
    let mut plan = maras_plan();
    // It is 18:40 on 2027-05-04.
    let said = json!({"text": "Call back", "on": "2027-05-04", "time": "18:00"});
    put_record(&mut plan, record(90, 3_600_000, "reminder", &said));
    let daily = json!({"text": "Water the plants", "on": "2027-05-01", "time": "18:30",
        "repeat": "daily"});
    put_record(&mut plan, record(91, 3_600_000, "reminder", &daily));
    let later = json!({"text": "Not before eight", "on": "2027-05-04", "time": "20:00"});
    put_record(&mut plan, record(92, 3_600_000, "reminder", &later));
    let yesterday = json!({"text": "Long gone", "on": "2027-05-03", "time": "18:00"});
    put_record(&mut plan, record(93, 3_600_000, "reminder", &yesterday));
    let mut house = house(plan);
    assert!(house.says("Call back") && house.says("Your reminder for 18:00"));
    assert!(!house.says("Your reminder for 20:00") && !house.says("Long gone"));
    house.choose("Done: Water the plants");
    assert!(!house.says("Water the plants"), "it comes back tomorrow");
    assert!(house.core.fields.is_null(), "nothing is written for that");
    house.choose("Done: Call back");
    assert_eq!(house.core.fields, json!({"ended": true}));
}

#[test]
fn a_moment_is_typed_as_a_day_and_a_time() {
    let mut house = house(full_plan());
    house.choose("My plan");
    house.choose("Visits, 1");
    house.choose("Add a visit");
    house.tab_to("When: day");
    house.type_text("2027-06-01");
    house.choose("Done");
    assert!(house.says("Use a day such as"), "half a moment is none");
    house.tab_to("When: time");
    house.type_text("9:30");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.fields, json!({"at": "2027-06-01T09:30:00+00:00"}));
}

#[test]
fn one_of_forty_people_is_found_by_typing() {
    let mut house = house(crowded_plan());
    house.choose("My plan");
    house.choose("Visits, 1");
    house.choose("Add a visit");
    house.tab_to("When: day");
    house.type_text("2027-06-01");
    house.tab_to("When: time");
    house.type_text("9:30");
    house.tab_to("Find in With whom");
    assert!(house.says("42 found"));
    house.type_text("number 17");
    assert!(house.says("1 found"));
    house.tab_to("Friend number 17");
    house.press(Key::Space);
    house.press_with(Modifiers::COMMAND, Key::Enter);
    let person = house.core.fields["person"].as_str().unwrap().to_owned();
    assert!(person.contains("-7"), "{person}");
}

#[test]
fn sharing_offers_what_can_be_done_and_what_goes_with_the_role_first() {
    let mut plan = maras_plan();
    plan.sections.remove("checkins");
    let mut house = house(plan);
    house.choose("Sharing");
    assert!(house.says("Stop sharing, One word a day, Ana"));
    assert!(!house.says("Share, Steady plan"), "what stands cannot be shared yet");
    assert!(!house.says("Share, Check-ins"), "it is empty, and not offered to a sponsor");
    house.choose("Show more parts for Ana");
    assert!(house.says("Share, Check-ins, Ana"));
}

#[test]
fn the_timeline_is_by_day_and_can_show_one_kind() {
    let mut house = house(full_plan());
    house.choose("Timeline");
    assert_eq!(house.focus(), Some((Role::Heading, "Timeline".to_owned())));
    assert!(house.says("Yesterday"));
    assert!(house.says("Long shift"));
    house.tab_to("Milestones");
    house.press(Key::Space);
    assert!(house.says("Leo’s birthday") && !house.says("Long shift"));
    house.tab_to("Milestone, Leo’s birthday");
    house.press(Key::Enter);
    assert!(house.says("What I want to mark") || house.says("Leo’s birthday"));
}

#[test]
fn the_timeline_goes_to_a_day_or_to_the_last_one_before_it() {
    let mut house = house(long_plan());
    house.choose("Timeline");
    let go = |house: &mut House, day: &str| {
        if house.focus().unwrap().1 == "Go there" {
            house.press_with(Modifiers::SHIFT, Key::Tab);
        }
        house.tab_to("Go to a day");
        house.press_with(Modifiers::COMMAND, Key::A);
        house.type_text(day);
        house.choose("Go there");
    };
    go(&mut house, "2025-02-30");
    assert!(house.says("Write the day like 2027-02-28."));
    go(&mut house, "2020-02-29");
    assert!(house.says("Saturday 29 February 2020"), "seven years down");
    assert!(!house.says("Write the day like"));
    let (role, name) = house.focus().unwrap();
    assert_eq!(role, Role::Button);
    assert!(name.starts_with("Check-in, "), "the first thing of that day has the focus: {name}");
    assert!(rows(&house) < 80, "{} buttons", rows(&house));
    // Before everything there is only the first day.
    house.press_with(Modifiers::COMMAND, Key::Num1);
    house.choose("Timeline");
    go(&mut house, "1999-01-01");
    assert!(house.says("2017") || house.says("2016"));
}

/// Thirty thousand rows once would have been laid out in every frame.
#[test]
fn a_long_timeline_lays_out_what_is_seen_and_tab_still_goes_on() {
    let mut house = house(long_plan());
    house.choose("Timeline");
    assert!(rows(&house) < 80, "{} buttons", rows(&house));
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        house.window.step();
    }
    let each = begun.elapsed() / 20;
    assert!(each.as_millis() < 60, "a frame took {each:?}");
    // Well past what the first screen holds.
    house.tab_to("Check-in, Mood: Low · Note 29966, 12:40");
    house.press_with(Modifiers::COMMAND, Key::Num4);
    assert!(rows(&house) < 80, "{} buttons", rows(&house));
}

#[test]
fn a_slip_takes_no_day_away_and_only_the_chosen_lines_are_shown() {
    let mut house = house(full_plan());
    house.choose("Milestones");
    assert!(house.says("212"), "the setback a month ago changed nothing");
    assert!(house.says("days in recovery, counted from"));
    assert!(house.says("99 of the last 100 days without use"));
    assert!(!house.says("Longest stretch"));
    let picture = (Role::Image, "A river with 4 stones".to_owned(), String::new());
    assert!(house.tree().contains(&picture), "{:?}", house.tree());
    house.tab_to("Back at work, 4 Jan 2027");
    house.press(Key::Enter);
    assert!(house.says("Back at work"));
}

#[test]
fn insights_are_sentences_first_and_every_picture_has_its_table() {
    let mut house = house(full_plan());
    house.choose("Insights");
    house.tab_to("12 weeks");
    house.press(Key::Space);
    assert!(house.says("On days with a meeting your mood was better than on other days:"));
    assert!(house.says("You named “The bar by the station” for 11 of 11 urges."));
    house.choose("Show as table: Mood by day");
    assert!(
        house.tree().iter().any(|(role, label, _)| *role == Role::Table && label == "Mood by day")
    );
    house.choose("Show as picture: Mood by day");
    let mut few = support::House::usual(ScriptedCore::open(maras_plan()));
    few.choose("Insights");
    assert!(few.says("So far: 2"), "two check-ins say nothing yet");
}

#[test]
fn search_goes_from_the_field_to_what_was_found() {
    let mut house = house(full_plan());
    house.press_with(Modifiers::COMMAND, Key::K);
    assert_eq!(house.focus(), Some((Role::TextInput, "Find".to_owned())));
    house.type_text("river");
    assert!(house.says("1 result"), "{:?}", house.tree());
    house.press(Key::ArrowDown);
    let (role, name) = house.focus().unwrap();
    assert_eq!(role, Role::Button);
    assert!(name.contains("Visit"), "{name}");
    house.press(Key::Enter);
    assert!(house.says("3 River Road"));
    house.press_with(Modifiers::COMMAND, Key::K);
    house.tab_to("Find");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("zzz");
    assert!(house.says("Nothing found"));
}

#[test]
fn a_record_is_brought_back_to_what_it_was() {
    let mut house = house(maras_plan());
    house.choose("Steady plan");
    house.tab_to("I stop answering texts., My early signs");
    house.press(Key::Enter);
    house.choose("History");
    assert!(house.says("I stop picking up my phone.") && house.says("Mara’s desktop"));
    assert!(house.says("I stop Removed: picking up my phone. Added: answering texts. ."));
    assert!(house.says("This is how it is now."));
    house.choose("Bring this back, Fri 5 Mar at 9:00");
    let (_, at) = house.core.brought_back.unwrap();
    assert_eq!(at.0, 1_804_237_200_000);
    assert!(house.says("Brought back"));
}

/// A page that was edited a letter at a time has thousands of changes, and all of them were laid out in each frame.
#[test]
fn a_long_history_is_shown_a_part_at_a_time() {
    let mut core = ScriptedCore::open(maras_plan());
    core.has_long_history = true;
    let mut house = House::usual(core);
    house.choose("Steady plan");
    house.tab_to("I stop answering texts., My early signs");
    house.press(Key::Enter);
    house.choose("History");
    let shown = |house: &House| {
        let tree = house.tree();
        tree.iter().filter(|(_, label, _)| label.starts_with("Bring this back")).count()
    };
    assert_eq!(shown(&house), 19, "and the way it is now");
    assert!(!house.says("Added: 19.") && house.says("Added: 39."));
    house.choose("Show earlier changes");
    assert_eq!(shown(&house), 39);
    assert!(house.says("Added: 19."));
    house.choose("Show earlier changes");
    assert_eq!(shown(&house), 41);
    assert!(house.says("I said 0"), "the first has nothing before it");
}

#[test]
fn the_own_words_are_said_where_they_belong() {
    let mut house = house(full_plan());
    house.press_with(Modifiers::COMMAND, Key::Comma);
    house.choose("My own words, What you call your days, your group, your people");
    house.tab_to("What you count");
    house.type_text("sober days");
    house.choose("Keep these words");
    assert_eq!(house.core.fields, json!({"name": "words.days", "value": "sober days"}));
    house.choose("Milestones");
    assert!(house.says("sober days, counted from"));
    assert!(!house.says("days in recovery"), "the word of the house is gone");
    house.press_with(Modifiers::COMMAND, Key::Comma);
    house.choose("My own words, What you call your days, your group, your people");
    house.tab_to("Using when you did not want to");
    house.type_text("a bump");
    house.tab_to("What you follow");
    house.type_text("my path");
    house.choose("Keep these words");
    house.choose("My plan");
    house.choose("Sponsors and mentors");
    house.press_with(Modifiers::COMMAND, Key::N);
    assert!(house.says("my path"));
    house.choose("My plan");
    assert!(house.says("After a bump") && !house.says("After a slip"));
}

#[test]
fn tiny_mode_is_three_buttons_and_a_way_back() {
    let mut house = house(full_plan());
    house.press_with(Modifiers::COMMAND, Key::Comma);
    house.choose("My own words, What you call your days, your group, your people");
    house.tab_to("Three buttons");
    house.press(Key::Space);
    house.choose("Today");
    assert!(house.says("Check in, How are you right now?"));
    assert!(!house.says("From your plan"));
    // It was Today alone that became small: the rail kept its fifteen places.
    let has = |house: &House, name: &str| house.tree().iter().any(|(_, label, _)| label == name);
    for place in ["My plan", "Sharing", "My devices", "Timeline", "Settings"] {
        assert!(!has(&house, place), "{place}");
    }
    assert!(has(&house, "I’m struggling") && has(&house, "Lock"), "{:?}", house.tree());
    house.choose("Check in, How are you right now?");
    assert!(!has(&house, "My plan") && has(&house, "I’m struggling"), "{:?}", house.tree());
    house.choose("Show everything");
    assert!(has(&house, "My plan") && has(&house, "Settings"));
    house.choose("Today");
    assert!(house.says("From your plan"));
}

#[test]
fn the_next_thing_is_on_today_and_the_week_notes_where_one_went() {
    let mut house = house(full_plan());
    let next = "Next: Thu 6 May at 12:30, Noon online, See the week";
    house.choose(next);
    assert_eq!(house.focus(), Some((Role::Heading, "My week".to_owned())));
    assert!(house.says("14:00 Visit with Ana"));
    house.choose("I went: 17:00 Home group");
    assert_eq!(house.core.fields["on"], json!("2027-05-04"));
    assert!(house.says("You went."));
    house.choose("A line to take away: 17:00 Home group");
    house.write_in("What I took with me", "Ask sooner.");
    house.choose("Keep this line");
    let kept = house.writes("takeaway")[0];
    assert_eq!((&kept["on"], &kept["text"]), (&json!("2027-05-04"), &json!("Ask sooner.")));
    assert!(kept["group"].as_str().is_some_and(|id| id.len() == 36), "{kept}");
    assert!(house.says("Kept") && house.says("Undo"));
}

/// Tab once went on to what was out of sight, and the page stayed where it was: what is drawn only when it is
/// seen was also followed only then.
#[test]
fn what_tab_comes_to_is_in_sight() {
    let core = ScriptedCore::open(full_plan());
    let mut house = House::new(core, [420.0, 600.0], egui::Theme::Light);
    house.press_with(Modifiers::COMMAND, Key::Num2);
    house.tab_to("Reminders");
    house.window.run();
    let root = house.window.root();
    let node = root.children_recursive().find(|node| node.is_focused()).unwrap();
    let rect = node.rect();
    assert!(rect.top() >= 0.0 && rect.bottom() <= 600.0, "{rect:?}");
}
