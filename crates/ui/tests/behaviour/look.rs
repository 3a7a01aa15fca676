//! Pictures of the main screens, held against those in `tests/snapshots`. They need a Vulkan
//! driver; a software one will do. Without one they say so and are skipped.

use egui::{Key, Modifiers, Theme};
use kith_ui::tokens::TextSize;

use crate::support::{
    self, Album, House, ScriptedCore, can_draw, crowded_plan, full_plan, hard_plan, maras_plan,
    new_plan, newer_plan, skipped,
};

const WIDE: [f32; 2] = [1280.0, 800.0];
const NARROW: [f32; 2] = [420.0, 800.0];

#[test]
fn the_screens_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    // Every screen by day in a wide window and by night in a narrow one; home and the lock screen
    // the other way round as well. All four of each would be twice the pictures and show no more.
    for (theme, size, name) in
        [(Theme::Light, WIDE, "light-wide"), (Theme::Dark, NARROW, "dark-narrow")]
    {
        let name = |screen: &str| format!("{screen}-{name}");
        outside(&mut album, size, theme, &name);
        inside(&mut album, size, theme, &name);
    }
    for (theme, size, name) in
        [(Theme::Dark, WIDE, "dark-wide"), (Theme::Light, NARROW, "light-narrow")]
    {
        let mut house = House::new(ScriptedCore::locked(maras_plan()), size, theme);
        album.add(&mut house, &format!("lock-{name}"));
        let mut house = House::new(ScriptedCore::open(maras_plan()), size, theme);
        album.add(&mut house, &format!("today-{name}"));
    }
}

/// Text twice as large in the narrowest window: nothing may be cut off, and nothing may lie over
/// something else.
#[test]
fn nothing_is_lost_when_text_is_twice_as_large() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    let size = [420.0, 1000.0];
    let house = |core| House::with_text(core, size, Theme::Light, TextSize::Largest);
    let mut door = house(ScriptedCore::new(new_plan(), kith_core::Snapshot::NoVault));
    door.choose("Start my plan");
    album.add(&mut door, "large-passphrase");
    let mut open = house(ScriptedCore::open(maras_plan()));
    album.add(&mut open, "large-today");
    open.choose("Check in");
    album.add(&mut open, "large-checkin");
    open.choose("Sharing");
    album.add(&mut open, "large-sharing");
    open.press_with(Modifiers::COMMAND, Key::Num9);
    album.add(&mut open, "large-devices");
    open.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    album.add(&mut open, "large-struggling");
}

/// What is not there yet is not shown as if it were all, and what a newer Kith wrote is marked as such.
#[test]
fn what_is_still_being_read_or_from_a_newer_kith_says_so() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    let mut plan = maras_plan();
    plan.whole = false;
    plan.kit_tested = false;
    let mut house = House::new(ScriptedCore::open(plan), NARROW, Theme::Dark);
    album.add(&mut house, "reading-today");
    house.press_with(Modifiers::COMMAND, Key::Num4);
    album.add(&mut house, "reading-list");
    let mut house = House::new(ScriptedCore::open(newer_plan()), WIDE, Theme::Light);
    house.choose("sleep log");
    album.add(&mut house, "newer-list");
    house.choose("My plan");
    house.choose("One word a day, 2");
    house.press(Key::Tab);
    house.tab_to("hopeful");
    house.press(Key::Enter);
    album.add(&mut house, "newer-record");
}

/// Of damage there is something to press here, and no other place of the window has that.
#[test]
fn settings_that_cannot_be_read_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    let mut plan = maras_plan();
    plan.notices = vec![kith_core::Notice::Settings];
    let core = || ScriptedCore::open(plan.clone());
    let mut house = House::new(core(), WIDE, Theme::Light);
    album.add(&mut house, "unread-settings-light-wide");
    let mut house = House::new(core(), NARROW, Theme::Dark);
    album.add(&mut house, "unread-settings-dark-narrow");
    let size = [420.0, 1000.0];
    let mut house = House::with_text(core(), size, Theme::Light, TextSize::Largest);
    album.add(&mut house, "unread-settings-large");
}

/// The acts of a hard hour and the two pages of one's own words.
#[test]
fn the_daily_acts_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (theme, size, name) in
        [(Theme::Light, WIDE, "light-wide"), (Theme::Dark, NARROW, "dark-narrow")]
    {
        let name = |screen: &str| format!("{screen}-{name}");
        acts(&mut album, size, theme, &name);
    }
    let large = |core| House::with_text(core, [420.0, 1000.0], Theme::Light, TextSize::Largest);
    let mut house = large(ScriptedCore::open(hard_plan()));
    house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
    album.add(&mut house, "large-urge");
    house.press(Key::Num9);
    album.add(&mut house, "large-choose");
    house.choose("Get help now");
    album.add(&mut house, "large-lines");
}

fn acts(album: &mut Album, size: [f32; 2], theme: Theme, name: &impl Fn(&str) -> String) {
    let mut house = House::new(ScriptedCore::open(hard_plan()), size, theme);
    album.add(&mut house, &name("hard-today"));
    house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
    album.add(&mut house, &name("urge"));
    house.press(Key::Num9);
    album.add(&mut house, &name("choose"));
    house.tab_to("Tired");
    house.press(Key::Space);
    if size[0] <= NARROW[0] {
        house.choose("More ideas");
    }
    house.choose("Ride it out, 15 minutes, then see");
    house.wait(330.0);
    album.add(&mut house, &name("ride"));
    house.choose("Reach Ana");
    house.choose("Rough night. Can you talk?");
    album.add(&mut house, &name("reach"));
    house.choose("Back");
    house.choose("Enough for now");
    house.choose("Get help now");
    house.choose("United States");
    album.add(&mut house, &name("lines"));
    house.choose("Back");
    house.choose("I used");
    album.add(&mut house, &name("happened"));
    house.press(Key::Enter);
    house.choose("Someone is with me");
    album.add(&mut house, &name("after"));
    house.choose("Done");
    house.press(Key::Escape);
    house.press_with(Modifiers::COMMAND, Key::Num3);
    house.choose("Go through it step by step");
    album.add(&mut house, &name("steady"));
    house.press_with(Modifiers::COMMAND, Key::Num2);
    house.choose("My why, 2");
    album.add(&mut house, &name("why"));
    let mut house = House::new(ScriptedCore::locked(hard_plan()), size, theme);
    house.choose("Need help now?");
    album.add(&mut house, &name("door"));
}

/// The lock screen and the first run.
fn outside(album: &mut Album, size: [f32; 2], theme: Theme, name: &impl Fn(&str) -> String) {
    let mut house = House::new(ScriptedCore::locked(maras_plan()), size, theme);
    album.add(&mut house, &name("lock"));
    let core = ScriptedCore::new(new_plan(), kith_core::Snapshot::NoVault);
    let mut house = House::new(core, size, theme);
    album.add(&mut house, &name("welcome"));
    house.choose("Start my plan");
    house.tab_to("Passphrase");
    house.type_text(support::PASSPHRASE);
    album.add(&mut house, &name("passphrase"));
    house.tab_to("The same passphrase once more");
    house.type_text(support::PASSPHRASE);
    house.press(Key::Enter);
    album.add(&mut house, &name("kit"));
}

/// An open plan.
fn inside(album: &mut Album, size: [f32; 2], theme: Theme, name: &impl Fn(&str) -> String) {
    let mut house = House::new(ScriptedCore::open(maras_plan()), size, theme);
    album.add(&mut house, &name("today"));
    house.choose("Check in");
    house.tab_to("OK");
    house.press(Key::Space);
    house.tab_to("Urge");
    for _ in 0..4 {
        house.press(Key::ArrowRight);
    }
    album.add(&mut house, &name("checkin"));
    house.press_with(Modifiers::COMMAND, Key::Enter);
    album.add(&mut house, &name("saved"));
    house.choose("People");
    album.add(&mut house, &name("people"));
    house.tab_to("Ana, Sponsor · after six, sees: One word a day");
    house.press(Key::Enter);
    album.add(&mut house, &name("person"));
    house.choose("Sharing");
    album.add(&mut house, &name("sharing"));
    house.choose("Share, Check-ins, Ana: Sees nothing");
    album.add(&mut house, &name("share"));
    house.press(Key::Escape);
    house.press_with(Modifiers::COMMAND, Key::Num3);
    house.press(Key::Tab);
    house.tab_to("When it’s late and loud, I walk around the block., What I can do on my own, Which one is right?");
    house.press(Key::Enter);
    album.add(&mut house, &name("both"));
    house.press_with(Modifiers::COMMAND, Key::Num7);
    house.press_with(Modifiers::COMMAND, Key::N);
    album.add(&mut house, &name("form"));
    house.press_with(Modifiers::COMMAND, Key::Num9);
    album.add(&mut house, &name("devices"));
    house.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    album.add(&mut house, &name("struggling"));
    house.choose("Call Ana, 555 0101");
    album.add(&mut house, &name("call"));
    house.core.compare(true);
    house.window.ctx.request_repaint();
    house.settle();
    house.press(Key::Escape);
    house.press_with(Modifiers::COMMAND, Key::Num9);
    house.choose("Add a device");
    album.add(&mut house, &name("compare"));
}

/// The pages of one's whole plan and of looking back.
#[test]
fn the_whole_plan_and_what_is_behind_look_as_they_did() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    let house = |size, theme| House::new(ScriptedCore::open(full_plan()), size, theme);
    let tall = [1280.0, 1100.0];
    for (theme, size, name) in [
        (Theme::Light, tall, "light-wide"),
        (Theme::Dark, tall, "dark-wide"),
        (Theme::Dark, [420.0, 1100.0], "dark-narrow"),
    ] {
        let name = |screen: &str| format!("{screen}-{name}");
        let mut house = house(size, theme);
        album.add(&mut house, &name("full-today"));
        house.press_with(Modifiers::COMMAND, Key::Num2);
        album.add(&mut house, &name("plan"));
        for (page, picture) in [
            ("milestone", "milestones"),
            ("timeline", "timeline"),
            ("insights", "insights"),
            ("my week", "week"),
        ] {
            house.press_with(Modifiers::COMMAND, Key::K);
            house.tab_to("Find");
            house.press_with(Modifiers::COMMAND, Key::A);
            house.type_text(page);
            if page == "timeline" {
                album.add(&mut house, &name("search"));
            }
            house.press(Key::ArrowDown);
            house.press(Key::Enter);
            album.add(&mut house, &name(picture));
        }
    }
    let mut house = house(tall, Theme::Light);
    house.choose("My plan");
    house.choose("Visits, 1");
    album.add(&mut house, "list-visits");
    house.choose("Add a visit");
    album.add(&mut house, "form-visit");
    house.choose("Cancel");
    house.choose("Thu 6 May 2027 at 14:00, Every two weeks · Ana · In person · 3 River Road");
    album.add(&mut house, "record-visit");
    house.choose("My plan");
    house.choose("Steady plan");
    house.tab_to("I stop answering texts., My early signs");
    house.press(Key::Enter);
    house.choose("History");
    album.add(&mut house, "history");
    house.choose("My plan");
    house.choose("Pacts");
    album.add(&mut house, "list-empty");
    house.press_with(Modifiers::COMMAND, Key::Comma);
    house.choose("My own words, What you call your days, your group, your people");
    house.tab_to("Three buttons");
    house.press(Key::Space);
    album.add(&mut house, "own-words");
    house.choose("Today");
    album.add(&mut house, "tiny");
    let size = [420.0, 1000.0];
    let core = ScriptedCore::open(full_plan());
    let mut large = House::with_text(core, size, Theme::Light, TextSize::Largest);
    large.press_with(Modifiers::COMMAND, Key::Num2);
    album.add(&mut large, "large-plan");
    large.press_with(Modifiers::COMMAND, Key::Num6);
    album.add(&mut large, "large-milestones");
    let mut crowd = House::new(ScriptedCore::open(crowded_plan()), tall, Theme::Light);
    crowd.choose("My plan");
    crowd.choose("Visits, 1");
    crowd.choose("Add a visit");
    crowd.tab_to("Find in With whom");
    crowd.type_text("number 1");
    album.add(&mut crowd, "pick-crowd");
}

/// The sheet is drawn from the same places that the printer gets; what the printer makes of them was looked at too.
#[test]
fn the_page_looks_as_it_will_be_printed() {
    if !can_draw() {
        skipped();
        return;
    }
    let mut album = Album::new();
    for (theme, size, text, name) in [
        (Theme::Light, [1280.0, 1400.0], TextSize::Usual, "paper-light-wide"),
        (Theme::Dark, [420.0, 1400.0], TextSize::Usual, "paper-dark-narrow"),
        (Theme::Light, [420.0, 1800.0], TextSize::Largest, "large-paper"),
    ] {
        let mut house = House::with_text(ScriptedCore::open(full_plan()), size, theme, text);
        house.press_with(Modifiers::COMMAND, Key::P);
        album.add(&mut house, name);
        if name == "paper-light-wide" {
            house.tab_to("My plan");
            house.press(Key::Num2);
            album.add(&mut house, "paper-card");
            house.press(Key::Num3);
            house.choose("Make a page for a visit");
            album.add(&mut house, "paper-visit");
        }
    }
}
