//! Stories of daily life, from the first key to the last: the first fifteen minutes, two in the night, and a slip
//! with the days after it. The week's talk has a file of its own. By keyboard and names alone.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_core::{Snapshot, UnixMillis};
use serde_json::json;

use crate::support::{self, House, NOW, PASSPHRASE, ScriptedCore, new_plan, record, weeks_plan};

const BOTH: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// From the welcome to the first question.
fn to_the_first_question(house: &mut House) {
    assert!(house.says("Who else can open this computer?"));
    assert!(house.says("There is no account"));
    house.choose("Start my plan");
    house.write_in("Passphrase", PASSPHRASE);
    house.write_in("The same passphrase once more", PASSPHRASE);
    house.press(Key::Enter);
    house.choose("Skip for now");
    assert_eq!(house.focus(), Some((Role::Button, "I am safe".to_owned())));
}

#[test]
fn the_first_fifteen_minutes() {
    let mut house = House::usual(ScriptedCore::new(new_plan(), Snapshot::NoVault));
    to_the_first_question(&mut house);
    house.press(Key::Enter);
    house.write_in("Their name", "Ana");
    house.write_in("Their phone number", "555 0101");
    house.tick("Listening");
    house.tick("A call when it gets hard");
    house.choose("Next");
    house.write_in("What matters to you", "To be there when Leo starts school.");
    house.choose("Next");
    assert_eq!(house.focus(), Some((Role::Heading, "My early signs".to_owned())));
    assert!(house.says("For example: I stop answering texts."), "an idea, and never filled in");
    house.write_in("In your own words", "I stop eating.");
    house.choose("Next");
    house.choose("Skip this");
    house.write_in("In your own words", "The library.");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    for _ in 4..=6 {
        house.choose("Skip this");
    }
    assert_eq!(house.focus(), Some((Role::Heading, "Naloxone".to_owned())));
    house.tick("I have it");
    house.write_in("Where it is", "Kitchen drawer");
    house.write_in("Date on the pack", "2028-02-30");
    house.choose("Next");
    assert!(house.says("Write the day like 2027-02-28."), "there is no such day");
    house.tab_to("Date on the pack");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("2028-02-28");
    house.choose("Next");
    house.write_in("When: day", "2027-05-06");
    house.write_in("When: time", "14:00");
    house.write_in("Where, or with whom", "Dr Lee, River Road");
    house.write_in("What it is called", "Home group");
    house.tick("Tuesday");
    house.write_in("Starts at", "7:30");
    house.choose("Next");

    let written = |kind: &str| house.core.written.iter().filter(|(of, _)| of == kind).count();
    assert_eq!(written("rung"), 2, "what was skipped is not there");
    assert_eq!(
        house.whole("person"),
        json!({"name": "Ana", "roles": ["listen", "crisis_call"],
            "contacts": [{"sort": "phone", "value": "555 0101"}]})
    );
    assert_eq!(house.whole("reason"), json!({"text": "To be there when Leo starts school."}));
    assert_eq!(house.writes("rung")[1], &json!({"step": 3, "text": "The library."}));
    let naloxone = json!({"place": "Kitchen drawer", "expires": "2028-02-28"});
    assert_eq!(house.whole("naloxone"), naloxone);
    let visit = json!({"at": "2027-05-06T14:00:00+00:00", "place": "Dr Lee, River Road"});
    assert_eq!(house.whole("appt"), visit);
    let meeting = json!({"name": "Home group", "day": "tuesday", "time": "07:30", "zone": "UTC"});
    assert_eq!(house.whole("group"), meeting);

    for button in ["Check in", "I have an urge", "Talk to someone"] {
        let is_there =
            |(role, label, _): &(Role, String, String)| *role == Role::Button && label == button;
        assert!(house.tree().iter().any(is_there), "{button}");
    }
    assert!(!house.says("Still open"), "nothing is open any more");
    assert!(!house.says("%"), "and nothing is counted out of a hundred");
    house.told_nobody();
}

#[test]
fn whoever_is_in_danger_sees_numbers_first_and_can_leave_at_any_step() {
    let mut house = House::usual(ScriptedCore::new(new_plan(), Snapshot::NoVault));
    to_the_first_question(&mut house);
    house.choose("I am in danger");
    assert_eq!(house.focus(), Some((Role::Heading, "Get help now".to_owned())));
    assert!(house.says("United Kingdom: 999"), "the number is there before anything is asked");
    house.choose("United States");
    assert!(house.says("In danger, call 911") && house.says("Call or text 988"));
    house.choose("I am safer now. Go on");
    house.write_in("Their name", "Ana");
    house.choose("Enough for now");
    assert_eq!(house.focus().unwrap().0, Role::Heading);
    assert_eq!(house.core.written, [("person".to_owned(), json!({"name": "Ana"}))], "it is kept");
    let name = "1 of 5 parts of your plan have something in them";
    assert!(house.tree().iter().any(|(role, label, _)| *role == Role::Image && label == name));
    assert!(house.says("Still open: your why, the steady plan, naloxone and this week."));
    house.choose("Go on with my plan");
    let why = "One thing that matters to you";
    assert_eq!(house.focus(), Some((Role::Heading, why.to_owned())), "at the first open part");
    house.choose("Back");
    house.choose("Back");
    house.choose("I am shaky");
    house.choose("Something that helps now, A breath, or a person");
    assert!(house.says("Breathe with me"));
    house.told_nobody();
}

/// Ten past two in the night of Ana's number: she has no Kith.
#[test]
fn a_craving_at_two_in_the_night_and_the_morning_after() {
    let mut plan = weeks_plan();
    plan.now = UnixMillis(NOW.0 + 7 * HOUR + HOUR / 2);
    for (dice, text, used) in [(60, "Shower", 5), (61, "Call my brother", 2), (62, "Tea", 0)] {
        support::put_record(&mut plan, record(dice, 30 * DAY, "strategy", &json!({"text": text})));
        for time in 0..used {
            let fields = json!({"at": "2027-04-20T02:00:00Z", "before": 8,
                "after": if text == "Shower" { 3 } else { 6 }, "used": [text], "alone": true});
            let dice = dice + 10 * (time + 1);
            support::put_record(&mut plan, record(dice, 14 * DAY, "craving", &fields));
        }
    }
    let letter = json!({"open_when": "craving", "body": "It passes. It always did."});
    support::put_record(&mut plan, record(63, 30 * DAY, "letter", &letter));
    let mut house = House::usual(ScriptedCore::open(plan));
    house.window.ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    house.core.settings.insert("window.country".to_owned(), "US".to_owned());
    house.press_with(Modifiers::COMMAND, Key::L);
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);

    house.press_with(BOTH, Key::U);
    house.settle();
    assert_eq!(house.window.ctx.theme(), egui::Theme::Dark, "dark in the night");
    house.tick("I am alone");
    house.tab_to("5");
    house.press(Key::Num8);
    assert_eq!(house.writes("craving"), [&json!({"before": 8, "alone": true})]);
    let tools: Vec<String> = house
        .tree()
        .into_iter()
        .filter(|(role, label, _)| *role == Role::Button && label.contains(','))
        .map(|(_, label, _)| label)
        .take(4)
        .collect();
    let own =
        ["Shower, Yours", "Call my brother, Yours", "A letter from me, You wrote it for this"];
    assert_eq!(tools[..3], own, "by what came of them, and three of them");
    assert_eq!(tools[3], "Breathe with me, 4 in, 6 out");

    house.choose("Breathe with me, 4 in, 6 out");
    house.tick("Tired");
    assert!(house.says("lie down, if only for ten minutes"));
    for (strength, key) in [(6, Key::Num6), (4, Key::Num4)] {
        assert!(!house.says("How strong is it now?"));
        house.wait(301.0);
        assert!(house.says("How strong is it now?"), "asked after five minutes");
        house.tab_to("5");
        house.press(key);
        assert_eq!(house.whole("craving")["after"], strength);
    }

    house.choose("Reach Ana");
    house.choose("Rough night. Can you talk?");
    assert!(house.says("Nobody has this yet. Call Ana: 555 0101"));
    assert!(house.says("Call or text 988"), "a line stands below");
    let reach = house.writes("reach");
    assert_eq!(reach.len(), 1);
    assert_eq!(reach[0]["text"], "Rough night. Can you talk?");
    assert_eq!(reach[0].as_object().unwrap().len(), 2, "the words, for whom, and no number");
    house.choose("Back");
    house.choose("Enough for now");
    house.choose("Skip");
    house.choose("Done");
    assert!(house.says("Saved. It is under urges."));
    let run = house.whole("toolrun");
    assert_eq!(
        (&run["before"], &run["after"]),
        (&json!(8), &json!(4)),
        "the breath is kept as well"
    );
    let craving = house.whole("craving");
    assert_eq!((&craving["before"], &craving["after"]), (&json!(8), &json!(4)));
    assert_eq!(craving["halt"], json!(["tired"]));
    let ratings = json!([{"minute": 0, "strength": 8}, {"minute": 5, "strength": 6},
        {"minute": 10, "strength": 4}]);
    assert_eq!(craving["ratings"], ratings);
    assert!(!house.says("nights had an urge"), "not in the night itself");
    house.told_nobody();
}

#[test]
fn the_morning_after_the_third_late_night_it_is_told_to_the_owner_alone() {
    let morning = |nights: i64, hours: i64| {
        let mut plan = weeks_plan();
        // 2:10 in the night, and that many hours.
        plan.now = UnixMillis(NOW.0 + 7 * HOUR + HOUR / 2 + hours * HOUR);
        for night in 0..nights {
            let fields = json!({"at": format!("2027-05-0{}T02:10:00Z", 5 - night), "before": 8});
            let dice = 70 + u8::try_from(night).unwrap();
            support::put_record(&mut plan, record(dice, night * DAY, "craving", &fields));
        }
        House::usual(ScriptedCore::open(plan))
    };
    let told = "3 of the last 7 nights had an urge";
    assert!(morning(3, 6).says(told));
    assert!(!morning(2, 6).says("nights had an urge"), "two are no pattern");
    assert!(!morning(3, 12).says(told), "it is for the morning");
    assert!(!morning(3, 30).says(told), "and for the one after such a night");
    let mut house = morning(3, 6);
    house.choose("Plan for tonight");
    house.write_in("When it gets hard", "After midnight");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.whole("highrisk"), json!({"when": "After midnight"}));
    house.press_with(Modifiers::COMMAND, Key::Num1);
    house.choose("Not now");
    assert!(!house.says(told));
    house.told_nobody();
}

#[test]
fn a_slip_and_the_week_after() {
    let mut plan = support::hard_plan();
    let kept = json!({"start": "2026-10-04", "last_use": "2026-10-03", "show": ["days", "since"]});
    support::put_record(&mut plan, record(90, 90 * DAY, "progress", &kept));
    let mut house = House::usual(ScriptedCore::open(plan));
    let days = |house: &mut House| {
        house.choose("Milestones");
        let said = house.says("212");
        house.press_with(Modifiers::COMMAND, Key::Num1);
        said
    };
    assert!(days(&mut house));
    house.press_with(BOTH, Key::U);
    house.choose("I used");
    assert!(house.says("Thank you for telling the truth"));
    house.press(Key::Enter);
    house.choose("I am alone");
    for text in [
        "After a break, even a little can be too much",
        "Do not decide about your medicine alone",
        "Dr Lee: 555 0199",
        "Naloxone is here: kitchen drawer",
        "You came back before. Come back now.",
        "Someone will not wake up",
        "You have told nobody yet.",
    ] {
        assert!(house.says(text), "{text}");
    }
    house.choose("Tell Dr Lee");
    house.choose("Something happened. I am safe. Can we talk?");
    assert!(house.says("Nobody has this yet. Call Dr Lee: 555 0199"));
    assert_eq!(house.writes("reach").len(), 1, "only these words are kept, by hand");
    house.choose("I told Dr Lee");
    house.choose("Back");
    house.choose("Done");
    house.press_with(Modifiers::COMMAND, Key::Num1);
    assert!(days(&mut house), "the days still count");
    house.told_nobody();

    // The next day.
    later(&mut house, 1);
    house.choose("Look at it");
    assert_eq!(house.focus(), Some((Role::Heading, "Looking back".to_owned())));
    assert!(house.says("3 October 2026") && house.says("Kith did not change it."));
    house.write_in("What came before it?", "A long shift");
    house.write_in("What helped, if only a bit?", "A cold drink");
    house.write_in("What is one thing you would change?", "I go home by the other road.");
    house.tick("Ana");
    house.choose("Done");
    let setback = house.whole("setback");
    assert_eq!(setback["before"], "A long shift");
    assert_eq!(setback["next_step"], "I go home by the other road.");
    assert_eq!(setback["told"].as_array().unwrap().len(), 2, "Dr Lee and Ana");
    assert!(house.writes("strategy").is_empty(), "nothing goes into the plan by itself");
    house.choose("Add to what helps me: “A cold drink”");
    assert_eq!(house.writes("strategy"), [&json!({"text": "A cold drink"})]);
    house.tick("Making it safer around me");
    house.choose("Add to this step: “I go home by the other road.”");
    let rung = json!({"step": 6, "text": "I go home by the other road."});
    assert_eq!(house.writes("rung"), [&rung]);
    house.choose("Done");
    assert!(!house.says("Four short questions"), "they are answered");

    // Day 3 and day 7 are soft, and the days between are silent.
    for (day, is_asked) in [(2, false), (3, true), (5, false), (7, true), (8, false)] {
        later(&mut house, day);
        let words = format!("{day} days since a hard day");
        assert_eq!(house.says(&words), is_asked, "after {day} days");
    }
    assert!(house.writes("progress").is_empty(), "the count and the last use are as she left them");
    later(&mut house, 7);
    house.choose("Not now");
    assert!(!house.says("days since a hard day"));
    house.told_nobody();
}

/// Lets the plan be looked at so many days after it was made.
fn later(house: &mut House, days: i64) {
    house.core.plan.now = UnixMillis(NOW.0 + days * DAY);
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    house.press_with(Modifiers::COMMAND, Key::Num1);
}
