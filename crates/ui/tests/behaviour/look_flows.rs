//! Pictures of the first fifteen minutes, a talk, looking back, the support map and the two questions. Like the
//! others they need a Vulkan driver, and say so where there is none.

use egui::{Key, Modifiers, Theme};
use kith_core::{OpenView, UnixMillis};
use kith_ui::tokens::TextSize;
use serde_json::json;

use crate::support::{
    self, Album, House, NOW, ScriptedCore, can_draw, crowded_circle, hard_plan, new_plan, record,
    skipped, weeks_plan,
};

const WIDE: [f32; 2] = [1280.0, 800.0];
const NARROW: [f32; 2] = [420.0, 800.0];
const LARGE: [f32; 2] = [420.0, 1000.0];
const DAY: i64 = 86_400_000;
const SIZES: [(Theme, [f32; 2], &str); 3] = [
    (Theme::Light, WIDE, "light-wide"),
    (Theme::Dark, WIDE, "dark-wide"),
    (Theme::Dark, NARROW, "dark-narrow"),
];

/// A window of each size over a plan, and once with text twice as large.
fn windows(plan: impl Fn() -> OpenView) -> Vec<(House, &'static str)> {
    let usual = SIZES
        .map(|(theme, size, name)| (House::new(ScriptedCore::open(plan()), size, theme), name));
    let core = ScriptedCore::open(plan());
    let large = House::with_text(core, LARGE, Theme::Light, TextSize::Largest);
    usual.into_iter().chain([(large, "large")]).collect()
}

#[test]
fn the_first_fifteen_minutes_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(new_plan) {
        album.add(&mut house, &format!("begin-today-{name}"));
        house.choose("Go on with my plan");
        album.add(&mut house, &format!("begin-person-{name}"));
        house.choose("Back");
        album.add(&mut house, &format!("begin-now-{name}"));
        house.choose("I am in danger");
        album.add(&mut house, &format!("begin-danger-{name}"));
        house.choose("I am safer now. Go on");
        house.choose("Skip this");
        house.choose("Skip this");
        album.add(&mut house, &format!("begin-step-{name}"));
        for _ in 0..6 {
            house.choose("Skip this");
        }
        house.tab_to("I have it");
        house.press(Key::Space);
        album.add(&mut house, &format!("begin-naloxone-{name}"));
        house.choose("Next");
        album.add(&mut house, &format!("begin-week-{name}"));
    }
}

#[test]
fn a_talk_looks_as_it_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(weeks_plan) {
        album.add(&mut house, &format!("talk-today-{name}"));
        house.choose("Tomorrow you meet Ana, Pick what you want to bring");
        album.add(&mut house, &format!("talk-prepare-{name}"));
        house.choose("Start the talk");
        album.add(&mut house, &format!("talk-meet-{name}"));
        house.tab_to("When you meet again");
        album.add(&mut house, &format!("talk-end-{name}"));
        house.press_with(Modifiers::COMMAND, Key::Num1);
        house.choose("Talk to someone");
        album.add(&mut house, &format!("talk-who-{name}"));
    }
}

#[test]
fn looking_back_and_the_morning_after_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    let plan = || {
        let mut plan = hard_plan();
        support::put_record(&mut plan, record(80, DAY, "setback", &json!({"safe_now": true})));
        let kept = json!({"start": "2026-10-01", "last_use": "2027-05-03"});
        support::put_record(&mut plan, record(81, 90 * DAY, "progress", &kept));
        plan
    };
    for (mut house, name) in windows(plan) {
        house.choose("Look at it");
        album.add(&mut house, &format!("back-{name}"));
        house.tab_to("What helped, if only a bit?");
        house.type_text("A cold drink");
        house.tab_to("What is one thing you would change?");
        house.type_text("I go home by the other road.");
        house.press_with(Modifiers::COMMAND, Key::Enter);
        album.add(&mut house, &format!("back-plan-{name}"));
    }
    let morning = || {
        let mut plan = hard_plan();
        // Half past six in the morning, after three nights.
        plan.now = UnixMillis(NOW.0 + 12 * 3_600_000);
        for night in 0..3_i64 {
            let at = jiff::Timestamp::from_millisecond(plan.now.0 - night * DAY - 5 * 3_600_000);
            let fields = json!({"at": at.unwrap().to_string(), "before": 7});
            let dice = 90 + u8::try_from(night).unwrap();
            support::put_record(&mut plan, record(dice, night * DAY, "craving", &fields));
        }
        plan
    };
    for (mut house, name) in windows(morning) {
        album.add(&mut house, &format!("nights-{name}"));
    }
}

#[test]
fn a_breath_in_an_urge_looks_as_it_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(hard_plan) {
        house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
        house.press(Key::Num8);
        house.choose("Breathe with me, 4 in, 6 out");
        house.press(Key::Space);
        album.add(&mut house, &format!("breathe-{name}"));
    }
}

#[test]
fn the_support_map_looks_as_it_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(weeks_plan) {
        house.press_with(Modifiers::COMMAND, Key::Num7);
        house.choose("Who is around me");
        album.add(&mut house, &format!("circle-{name}"));
    }
    let mut house = House::new(ScriptedCore::open(crowded_circle()), WIDE, Theme::Light);
    house.press_with(Modifiers::COMMAND, Key::Num7);
    house.choose("Who is around me");
    album.add(&mut house, "circle-crowd");
    let mut house = House::new(ScriptedCore::open(new_plan()), WIDE, Theme::Light);
    house.press_with(Modifiers::COMMAND, Key::Num7);
    house.choose("Who is around me");
    album.add(&mut house, "circle-nobody");
}

#[test]
fn the_two_questions_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(weeks_plan) {
        house.press_with(Modifiers::COMMAND, Key::Num2);
        house.choose("Mood questions, 1");
        album.add(&mut house, &format!("two-{name}"));
        house.choose("Two questions on mood");
        album.add(&mut house, &format!("two-questions-{name}"));
        house.tab_to("Several days");
        house.press(Key::Space);
        house.tab_to("Nearly every day");
        house.press(Key::Tab);
        house.tab_to("More than half the days");
        house.press(Key::Space);
        house.choose("Done");
        house.tab_to("United States");
        house.press(Key::Space);
        house.choose("Talk to someone");
        house.press(Key::Escape);
        album.add(&mut house, &format!("two-after-{name}"));
    }
}
