//! Pictures of the night, of the page after a slip with an old pack, of a visit on two clocks, and of a filter with
//! many kinds.

use egui::{Key, Modifiers, Theme};
use kith_core::UnixMillis;
use kith_ui::tokens::TextSize;
use serde_json::json;

use crate::support::{
    self, Album, House, NOW, ScriptedCore, can_draw, full_plan, hard_plan, record,
};

const SIZES: [([f32; 2], &str); 2] = [([1280.0, 800.0], "wide"), ([420.0, 800.0], "narrow")];
const BOTH: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const DAY: i64 = 86_400_000;

#[test]
fn the_night_looks_as_it_did() {
    if !can_draw() {
        return support::skipped();
    }
    let mut album = Album::new();
    for (size, name) in SIZES {
        let mut plan = hard_plan();
        plan.now = UnixMillis(NOW.0 + 8 * 3_600_000);
        let mut house = House::at_night(ScriptedCore::open(plan), size);
        album.add(&mut house, &format!("night-today-{name}"));
        let mut house = House::at_night(ScriptedCore::locked(hard_plan()), size);
        house.press_with(BOTH, Key::U);
        album.add(&mut house, &format!("night-door-{name}"));
        house.choose("Ride it out, 15 minutes, then see");
        house.wait(330.0);
        album.add(&mut house, &format!("night-door-ride-{name}"));
    }
}

#[test]
fn two_clocks_and_an_old_pack_look_as_they_did() {
    if !can_draw() {
        return support::skipped();
    }
    let mut album = Album::new();
    for (size, name) in SIZES {
        let mut plan = hard_plan();
        let pack = json!({"place": "kitchen drawer", "holder": "Mum", "expires": "2027-01-31"});
        support::put_record(&mut plan, record(57, 40 * DAY, "naloxone", &pack));
        let visit = json!({"at": "2027-06-01T09:00:00-04:00", "zone": "America/New_York",
            "place": "3 River Road"});
        support::put_record(&mut plan, record(60, DAY, "appt", &visit));
        for (dice, label) in [(70, "Payday"), (71, "The old street")] {
            let fields = json!({ "label": label });
            support::put_record(&mut plan, record(dice, 40 * DAY, "trigger", &fields));
        }
        let mut house = House::new(ScriptedCore::open(plan), size, Theme::Light);
        album.add(&mut house, &format!("old-pack-today-{name}"));
        house.press_with(BOTH, Key::U);
        house.press(Key::Num9);
        house.tab_to("Lonely");
        let is_wide = size[0] > 1000.0;
        if !is_wide {
            house.choose("More ideas");
        }
        house.choose("Look around, 5, 4, 3, 2, 1");
        house.choose("Enough for now");
        house.tab_to("5");
        house.press(Key::Num4);
        album.add(&mut house, &format!("set-off-{name}"));
        house.choose("I used");
        house.choose("I am not safe");
        house.choose("Someone is with me");
        album.add(&mut house, &format!("old-pack-after-{name}"));
        house.choose("Done");
        house.press(Key::Escape);
        house.press(Key::Escape);
        if is_wide {
            house.choose("My plan");
            house.choose("Visits, 1");
            house.choose("Tue 1 Jun 2027 at 9:00 (13:00 here), America/New_York · 3 River Road");
            album.add(&mut house, "visit-there");
            house.choose("Edit");
            album.add(&mut house, "form-visit-there");
        }
    }
}

#[test]
fn a_filter_with_many_kinds_leaves_room_for_the_timeline() {
    if !can_draw() {
        return support::skipped();
    }
    let mut album = Album::new();
    let mut plan = full_plan();
    for (dice, kind) in (200..).zip(["setback", "toolrun", "dose", "craving", "checkin", "review"])
    {
        let fields = json!({"at": "2027-05-04T10:00:00Z"});
        support::put_record(&mut plan, record(dice, DAY, kind, &fields));
    }
    for (dice, kind) in (210..).zip(["attend", "entry", "daycare", "milestone", "screen"]) {
        let fields = json!({"on": "2027-05-03"});
        support::put_record(&mut plan, record(dice, DAY, kind, &fields));
    }
    for (text, name) in [(TextSize::Usual, "usual"), (TextSize::Largest, "largest")] {
        let core = ScriptedCore::open(plan.clone());
        let mut house = House::with_text(core, [1280.0, 800.0], Theme::Light, text);
        house.choose("Timeline");
        album.add(&mut house, &format!("timeline-many-{name}"));
        house.choose("Show only one kind");
        album.add(&mut house, &format!("timeline-many-open-{name}"));
        house.tick("Urges");
        assert!(house.says("Show only: Urges"));
    }
}
