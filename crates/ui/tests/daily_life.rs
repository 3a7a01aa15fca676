//! Four stories of daily life, from the first key to the last: the first fifteen minutes, two in the night, a
//! week's talk, and a slip with the days after it. By keyboard and names alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod support;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use kith_core::{Snapshot, UnixMillis};
use serde_json::{Value as Json, json};
use support::{House, NOW, PASSPHRASE, ScriptedCore, new_plan, record, weeks_plan};

const BOTH: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// All that was written into records of this kind, one write over the other.
fn whole(house: &House, kind: &str) -> Json {
    let mut all = serde_json::Map::new();
    for (_, fields) in house.core.written.iter().filter(|(of, _)| of == kind) {
        all.extend(fields.as_object().unwrap().clone());
    }
    Json::Object(all)
}

/// The fields of every write of a kind, in order.
fn writes<'a>(house: &'a House, kind: &str) -> Vec<&'a Json> {
    let written = house.core.written.iter().filter(|(of, _)| of == kind);
    written.map(|(_, fields)| fields).collect()
}

fn write_in(house: &mut House, label: &str, text: &str) {
    house.tab_to(label);
    house.type_text(text);
}

fn tick(house: &mut House, label: &str) {
    house.tab_to(label);
    house.press(Key::Space);
}

/// Nobody was told anything, and nothing was offered to anybody.
fn told_nobody(house: &House) {
    let telling = ["between", "share", "invite", "sync"];
    let heard = &house.core.heard;
    assert!(heard.iter().all(|heard| !telling.contains(heard)), "{heard:?}");
}

/// From the welcome to the first question.
fn to_the_first_question(house: &mut House) {
    assert!(house.says("Who else can open this computer?"));
    assert!(house.says("There is no account"));
    house.choose("Start my plan");
    write_in(house, "Passphrase", PASSPHRASE);
    write_in(house, "The same passphrase once more", PASSPHRASE);
    house.press(Key::Enter);
    house.choose("Skip for now");
    assert_eq!(house.focus(), Some((Role::Button, "I am safe".to_owned())));
}

#[test]
fn the_first_fifteen_minutes() {
    let mut house = House::usual(ScriptedCore::new(new_plan(), Snapshot::NoVault));
    to_the_first_question(&mut house);
    house.press(Key::Enter);
    write_in(&mut house, "Their name", "Ana");
    write_in(&mut house, "Their phone number", "555 0101");
    tick(&mut house, "Listening");
    tick(&mut house, "A call when it gets hard");
    house.choose("Next");
    write_in(&mut house, "What matters to you", "To be there when Leo starts school.");
    house.choose("Next");
    assert_eq!(house.focus(), Some((Role::Heading, "My early signs".to_owned())));
    assert!(house.says("For example: I stop answering texts."), "an idea, and never filled in");
    write_in(&mut house, "In your own words", "I stop eating.");
    house.choose("Next");
    house.choose("Skip this");
    write_in(&mut house, "In your own words", "The library.");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    for _ in 4..=6 {
        house.choose("Skip this");
    }
    assert_eq!(house.focus(), Some((Role::Heading, "Naloxone".to_owned())));
    tick(&mut house, "I have it");
    write_in(&mut house, "Where it is", "Kitchen drawer");
    write_in(&mut house, "Date on the pack", "2028-02-30");
    house.choose("Next");
    assert!(house.says("Write the day like 2027-02-28."), "there is no such day");
    house.tab_to("Date on the pack");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("2028-02-28");
    house.choose("Next");
    write_in(&mut house, "When: day", "2027-05-06");
    write_in(&mut house, "When: time", "14:00");
    write_in(&mut house, "Where, or with whom", "Dr Lee, River Road");
    write_in(&mut house, "What it is called", "Home group");
    tick(&mut house, "Tuesday");
    write_in(&mut house, "Starts at", "7:30");
    house.choose("Next");

    let written = |kind: &str| house.core.written.iter().filter(|(of, _)| of == kind).count();
    assert_eq!(written("rung"), 2, "what was skipped is not there");
    assert_eq!(
        whole(&house, "person"),
        json!({"name": "Ana", "roles": ["listen", "crisis_call"],
            "contacts": [{"sort": "phone", "value": "555 0101"}]})
    );
    assert_eq!(whole(&house, "reason"), json!({"text": "To be there when Leo starts school."}));
    assert_eq!(writes(&house, "rung")[1], &json!({"step": 3, "text": "The library."}));
    let naloxone = json!({"place": "Kitchen drawer", "expires": "2028-02-28"});
    assert_eq!(whole(&house, "naloxone"), naloxone);
    let visit = json!({"at": "2027-05-06T14:00:00+00:00", "place": "Dr Lee, River Road"});
    assert_eq!(whole(&house, "appt"), visit);
    let meeting = json!({"name": "Home group", "day": "tuesday", "time": "07:30", "zone": "UTC"});
    assert_eq!(whole(&house, "group"), meeting);

    for button in ["Check in", "I have an urge", "Talk to someone"] {
        let is_there =
            |(role, label, _): &(Role, String, String)| *role == Role::Button && label == button;
        assert!(house.tree().iter().any(is_there), "{button}");
    }
    assert!(!house.says("Still open"), "nothing is open any more");
    assert!(!house.says("%"), "and nothing is counted out of a hundred");
    told_nobody(&house);
}

#[test]
fn whoever_is_in_danger_sees_numbers_first_and_can_leave_at_any_step() {
    let mut house = House::usual(ScriptedCore::new(new_plan(), Snapshot::NoVault));
    to_the_first_question(&mut house);
    house.choose("I am in danger");
    assert_eq!(house.focus(), Some((Role::Heading, "Get help now".to_owned())));
    assert!(house.says("United Kingdom:\u{a0}999"), "the number is there before anything is asked");
    house.choose("United States");
    assert!(house.says("In danger, call 911") && house.says("Call or text 988"));
    house.choose("I am safer now. Go on");
    write_in(&mut house, "Their name", "Ana");
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
    told_nobody(&house);
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
    tick(&mut house, "I am alone");
    house.tab_to("5");
    house.press(Key::Num8);
    assert_eq!(writes(&house, "craving"), [&json!({"before": 8, "alone": true})]);
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
    tick(&mut house, "Tired");
    assert!(house.says("lie down, if only for ten minutes"));
    for (strength, key) in [(6, Key::Num6), (4, Key::Num4)] {
        assert!(!house.says("How strong is it now?"));
        house.wait(301.0);
        assert!(house.says("How strong is it now?"), "asked after five minutes");
        house.tab_to("5");
        house.press(key);
        assert_eq!(whole(&house, "craving")["after"], strength);
    }

    house.choose("Reach Ana");
    house.choose("Rough night. Can you talk?");
    assert!(house.says("Nobody has this yet. Call Ana: 555 0101"));
    assert!(house.says("Call or text 988"), "a line stands below");
    let reach = writes(&house, "reach");
    assert_eq!(reach.len(), 1);
    assert_eq!(reach[0]["text"], "Rough night. Can you talk?");
    assert_eq!(reach[0].as_object().unwrap().len(), 2, "the words, for whom, and no number");
    house.choose("Back");
    house.choose("Done");
    assert!(house.says("Saved. It is under urges."));
    let craving = whole(&house, "craving");
    assert_eq!((&craving["before"], &craving["after"]), (&json!(8), &json!(4)));
    assert_eq!(craving["halt"], json!(["tired"]));
    let ratings = json!([{"minute": 0, "strength": 8}, {"minute": 5, "strength": 6},
        {"minute": 10, "strength": 4}]);
    assert_eq!(craving["ratings"], ratings);
    assert!(!house.says("nights had an urge"), "not in the night itself");
    told_nobody(&house);
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
    write_in(&mut house, "When it gets hard", "After midnight");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(whole(&house, "highrisk"), json!({"when": "After midnight"}));
    house.press_with(Modifiers::COMMAND, Key::Num1);
    house.choose("Not now");
    assert!(!house.says(told));
    told_nobody(&house);
}

#[test]
fn a_weeks_talk_with_ana_who_has_no_kith() {
    let mut house = House::usual(ScriptedCore::open(weeks_plan()));
    house.choose("Tomorrow you meet Ana, Pick what you want to bring");
    assert_eq!(house.focus(), Some((Role::Heading, "Prepare with Ana".to_owned())));
    for line in ["Saturday: Low. Long shift", "Sunday: Home group", "Monday: Good"] {
        assert!(house.says(line), "{line}");
    }
    assert!(
        house.says("I promised: Call my brother") && house.says("Ana promised: Bring the book")
    );
    for other in ["Mow the lawn", "Only for me", "Buprenorphine", "7", "9", "Can you talk?"] {
        let said = house.tree();
        let is_line = |(role, label, _): &(Role, String, String)| {
            *role == Role::CheckBox && label.contains(other)
        };
        assert!(!said.iter().any(is_line), "{other} is not for this list");
    }
    tick(&mut house, "Saturday: Low. Long shift");
    tick(&mut house, "Monday: Good");
    tick(&mut house, "I promised: Call my brother");
    assert!(house.says("3 of 3 picked"));
    tick(&mut house, "Ana promised: Bring the book");
    assert!(house.says("Three is enough for one talk"));
    tick(&mut house, "Monday: Good");
    assert!(house.says("2 of 3 picked"));
    write_in(&mut house, "Something else", "How the talk with my brother went");
    assert!(house.says("Ana has no Kith and sees nothing of this."));
    house.choose("Keep this list");
    let kept = house.core.fields["items"].as_array().unwrap();
    let texts: Vec<&str> = kept.iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts,
        [
            "How work is going",
            "Saturday: Low. Long shift",
            "I promised: Call my brother",
            "How the talk with my brother went",
        ]
    );
    assert_eq!(kept[0]["id"], "t", "what stood there is the same topic");

    house.choose("Start the talk");
    for text in ["One of you talks", "Say back what you heard"] {
        assert!(house.says(text), "{text}");
    }
    tick(&mut house, "How work is going");
    tick(&mut house, "Saturday: Low. Long shift");
    write_in(&mut house, "What you heard Ana say", "You worry that I do too much.");
    tick(&mut house, "Not quite");
    write_in(&mut house, "What Ana meant", "I do it all alone.");
    house.choose("Keep what I heard");
    assert_eq!(whole(&house, "sayback")["verdict"], "not_quite");
    assert_eq!(whole(&house, "sayback")["fix"], "I do it all alone.");
    house.tab_to("Kept");
    house.press(Key::Space);
    assert_eq!(whole(&house, "promise")["state"], "kept");
    write_in(&mut house, "What I promise", "Ring the clinic");
    house.choose("Add my promise");
    write_in(&mut house, "What Ana promises", "Ring me on Sunday");
    house.choose("Add Ana’s promise");
    let made = writes(&house, "promise");
    let (mine, theirs) = (made[made.len() - 2], made[made.len() - 1]);
    assert_eq!((&mine["by"], &mine["text"]), (&json!("me"), &json!("Ring the clinic")));
    assert_eq!((&theirs["by"], &theirs["text"]), (&json!("them"), &json!("Ring me on Sunday")));
    assert_eq!(mine["with"], theirs["with"]);
    write_in(&mut house, "When you meet again", "2027-05-12");
    house.choose("End the talk");
    assert_eq!(house.focus(), Some((Role::Heading, "Ana".to_owned())));
    assert!(house.says("You meet on Wednesday 12 May"));
    let lists = writes(&house, "agenda");
    let (over, next) = (lists[lists.len() - 2], lists[lists.len() - 1]);
    let texts = |list: &Json| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(texts(over), ["How work is going", "Saturday: Low. Long shift"]);
    assert_eq!(
        texts(next),
        ["I promised: Call my brother", "How the talk with my brother went"],
        "what there was no time for goes on"
    );
    assert_eq!(next["on"], "2027-05-12");
    told_nobody(&house);
}

#[test]
fn a_talk_whose_list_is_all_ticked_goes_on_until_it_is_ended() {
    let mut house = House::usual(ScriptedCore::open(weeks_plan()));
    house.choose("Tomorrow you meet Ana, Pick what you want to bring");
    house.choose("Start the talk");
    tick(&mut house, "How work is going");
    assert!(house.says("How work is going"), "the last tick does not take the list away");
    house.choose("End the talk");
    assert!(house.says("No day is set for your next talk."));
    house.choose("Prepare with Ana");
    assert!(!house.says("How work is going"), "what was talked about is not on the next list");
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
        "Call 555 0199",
        "Naloxone is here: kitchen drawer",
        "You came back before. Come back now.",
        "Someone will not wake up",
        "Nobody yet",
    ] {
        assert!(house.says(text), "{text}");
    }
    house.choose("Tell Dr Lee");
    house.choose("Something happened. I am safe. Can we talk?");
    assert!(house.says("Nobody has this yet. Call Dr Lee: 555 0199"));
    assert_eq!(writes(&house, "reach").len(), 1, "only these words are kept, by hand");
    house.choose("I told Dr Lee");
    house.choose("Back");
    house.choose("Done");
    house.press_with(Modifiers::COMMAND, Key::Num1);
    assert!(days(&mut house), "the days still count");
    told_nobody(&house);

    // The next day.
    later(&mut house, 1);
    house.choose("Look at it");
    assert_eq!(house.focus(), Some((Role::Heading, "Looking at it".to_owned())));
    assert!(house.says("3 October 2026") && house.says("Kith did not change it."));
    write_in(&mut house, "What came before it?", "A long shift");
    write_in(&mut house, "What helped, if only a bit?", "A cold drink");
    write_in(&mut house, "What is one thing you would change?", "I go home by the other road.");
    tick(&mut house, "Ana");
    house.choose("Done");
    let setback = whole(&house, "setback");
    assert_eq!(setback["before"], "A long shift");
    assert_eq!(setback["next_step"], "I go home by the other road.");
    assert_eq!(setback["told"].as_array().unwrap().len(), 2, "Dr Lee and Ana");
    assert!(writes(&house, "strategy").is_empty(), "nothing goes into the plan by itself");
    house.choose("Add to what helps me: “A cold drink”");
    assert_eq!(writes(&house, "strategy"), [&json!({"text": "A cold drink"})]);
    tick(&mut house, "Making it safer around me");
    house.choose("Add to this step: “I go home by the other road.”");
    let rung = json!({"step": 6, "text": "I go home by the other road."});
    assert_eq!(writes(&house, "rung"), [&rung]);
    house.choose("Done");
    assert!(!house.says("Four short questions"), "they are answered");

    // Day 3 and day 7 are soft, and the days between are silent.
    for (day, is_asked) in [(2, false), (3, true), (5, false), (7, true), (8, false)] {
        later(&mut house, day);
        let words = format!("{day} days since a hard day");
        assert_eq!(house.says(&words), is_asked, "after {day} days");
    }
    assert!(
        writes(&house, "progress").is_empty(),
        "the count and the last use are as she left them"
    );
    later(&mut house, 7);
    house.choose("Not now");
    assert!(!house.says("days since a hard day"));
    told_nobody(&house);
}

/// Lets the plan be looked at so many days after it was made.
fn later(house: &mut House, days: i64) {
    house.core.plan.now = UnixMillis(NOW.0 + days * DAY);
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    house.press_with(Modifiers::COMMAND, Key::Num1);
}
