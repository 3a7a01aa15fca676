//! Pictures of the pages that are opened now and then: files, medicine, goals, settings, help, links with others, and
//! the tools of an urge. Like the others they need a Vulkan driver, and say so where there is none.

use egui::{Key, Modifiers, Theme};
use kith_core::OpenView;
use kith_ui::tokens::TextSize;
use serde_json::json;

use crate::support::{
    self, Album, House, ScriptedCore, can_draw, full_plan, hard_plan, maras_plan, record, skipped,
};
use crate::{lists, medicine};

const WIDE: [f32; 2] = [1280.0, 800.0];
const DAY: i64 = 86_400_000;

/// By day in a wide window, by night in a narrow one, and in a wide one with text twice as large.
fn windows(plan: impl Fn() -> OpenView) -> [(House, &'static str); 3] {
    let core = || ScriptedCore::open(plan());
    [
        (House::new(core(), WIDE, Theme::Light), "light-wide"),
        (House::new(core(), [420.0, 800.0], Theme::Dark), "dark-narrow"),
        (House::with_text(core(), WIDE, Theme::Light, TextSize::Largest), "large-wide"),
    ]
}

/// Goes to a place by its name, whatever the rail has room for.
fn go(house: &mut House, name: &str) {
    house.press_with(Modifiers::COMMAND, Key::K);
    house.tab_to("Find");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text(name);
    house.press(Key::ArrowDown);
    house.press(Key::Enter);
}

fn is_drawn() -> bool {
    if !can_draw() {
        skipped();
    }
    can_draw()
}

#[test]
fn files_medicine_and_goals_look_as_they_did() {
    if !is_drawn() {
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(maras_plan) {
        go(&mut house, "bring in files");
        house.choose("Save a copy");
        album.add(&mut house, &format!("carry-{name}"));
    }
    for (mut house, name) in windows(medicine::plan) {
        album.add(&mut house, &format!("medicine-today-{name}"));
        go(&mut house, "medicines");
        house.choose("Taken: 8:00 Sertraline");
        album.add(&mut house, &format!("medicine-{name}"));
        go(&mut house, "my week");
        album.add(&mut house, &format!("medicine-week-{name}"));
    }
    for (mut house, name) in windows(lists::plan) {
        go(&mut house, "goals");
        album.add(&mut house, &format!("goals-{name}"));
        let paint = "Paint again, Purpose · Small steps: 1 of 3 done · Look again: 24 May 2027";
        house.choose(paint);
        house.tick("Clear the desk");
        album.add(&mut house, &format!("goal-{name}"));
        for (words, picture) in
            [("treatment ideas", "options"), ("practices", "practices"), ("house code", "code")]
        {
            go(&mut house, words);
            album.add(&mut house, &format!("{picture}-{name}"));
        }
    }
    for (mut house, name) in windows(asking) {
        go(&mut house, "my week");
        album.add(&mut house, &format!("asks-{name}"));
    }
    for (mut house, name) in windows(tiny) {
        album.add(&mut house, &format!("tiny-{name}"));
    }
}

/// Mara's plan with days that ask something back.
fn asking() -> OpenView {
    let mut plan = full_plan();
    for (dice, kind, fields) in [
        (20, "goal", json!({"want": "Paint again", "review": "2027-05-06"})),
        (21, "homework", json!({"task": "Write down three thoughts", "due": "2027-05-02"})),
        (22, "resource", json!({"title": "Night line", "verified": "2026-05-01"})),
        (23, "promise", json!({"text": "Call on Friday", "due": "2027-05-07", "by": "me"})),
        (24, "consent", json!({"text": "Dr Lee may talk to Mum", "until": "2027-05-08"})),
    ] {
        support::put_record(&mut plan, record(dice, 20 * DAY, kind, &fields));
    }
    plan
}

fn tiny() -> OpenView {
    let mut plan = maras_plan();
    let tiny = json!({"name": "today.tiny", "value": "yes"});
    support::put_record(&mut plan, record(99, DAY, "setting", &tiny));
    plan
}

#[test]
fn settings_help_and_links_look_as_they_did() {
    if !is_drawn() {
        return;
    }
    let mut album = Album::new();
    let untested = || OpenView { kit_tested: false, ..maras_plan() };
    for (mut house, name) in windows(untested) {
        let mut add = |house: &mut House, page: &str| album.add(house, &format!("{page}-{name}"));
        house.choose("Check my kit");
        add(&mut house, "kit-test");
        house.press_with(Modifiers::COMMAND, Key::Comma);
        if name == "large-wide" {
            // As somebody would have come to text so large.
            house.window.ctx.options_mut(|options| options.fallback_theme = Theme::Light);
            house.tick("200 %");
        }
        add(&mut house, "settings");
        go(&mut house, "help");
        add(&mut house, "help");
        go(&mut house, "people");
        house.choose("I have a code");
        add(&mut house, "join");
        go(&mut house, "people");
        house.choose("Mum, Family · weekends");
        house.choose("Invite Mum");
        add(&mut house, "invite");
        go(&mut house, "sharing");
        house.choose("View as Ana");
        add(&mut house, "view-as");
        if name == "dark-narrow" {
            house.choose("More");
            add(&mut house, "more");
        }
        house.choose("Ana");
        add(&mut house, "shared");
        go(&mut house, "one word");
        house.tab_to("Fine");
        house.press(Key::Enter);
        house.choose("Remove");
        add(&mut house, "remove");
        house.choose("Remove");
        go(&mut house, "one word");
        house.choose("Recently deleted");
        add(&mut house, "deleted");
    }
}

#[test]
fn the_tools_of_an_urge_look_as_they_did() {
    if !is_drawn() {
        return;
    }
    let mut album = Album::new();
    for (mut house, name) in windows(hard_plan) {
        let mut tool = |house: &mut House, start: &str, page: &str| {
            if house.says("More ideas") {
                house.choose("More ideas");
            }
            let shown = house.tree().into_iter().map(|(_, label, _)| label);
            let tile = shown.into_iter().find(|label| label.starts_with(start));
            house.choose(&tile.unwrap_or_default());
            album.add(house, &format!("{page}-{name}"));
            house.choose("Enough for now");
            if page == "ground" {
                album.add(house, &format!("re-rate-{name}"));
            }
            house.choose("Skip");
        };
        house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
        house.press(Key::Num8);
        tool(&mut house, "Look around", "ground");
        tool(&mut house, "Two sides", "sides");
        tool(&mut house, "Play it forward", "forward");
    }
}
