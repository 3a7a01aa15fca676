//! While the plan is locked: a calm minute from both keys and from a button, written nowhere.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme};

use crate::support::{House, NOW, PASSPHRASE, ScriptedCore, hard_plan};

const BOTH: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const BREATHE: &str = "Breathe with me, One minute is enough";

fn locked() -> House {
    House::usual(ScriptedCore::locked(hard_plan()))
}

/// The keys for a hard hour once did nothing on the lock screen, which had no tool at all.
#[test]
fn both_keys_and_a_button_open_tools_while_the_plan_is_locked() {
    type Way = fn(&mut House);
    let ways: [Way; 3] = [
        |house| house.press_with(BOTH, Key::U),
        |house| house.press_with(BOTH, Key::H),
        |house| house.choose("A calm minute"),
    ];
    for open in ways {
        let mut house = locked();
        house.type_text("maple quiet");
        open(&mut house);
        assert_eq!(house.focus(), Some((Role::Button, BREATHE.to_owned())));
        assert!(house.says("Nothing here is written down."));
        assert!(house.says("Someone will not wake up") && house.says("Lines you can call"));
        for name in ["Ana", "Mum", "555", "Dr Lee", "brother", "Mara", "kitchen"] {
            assert!(!house.says(name), "{name}");
        }
        house.press(Key::Enter);
        assert!(house.says("In") && house.says("Pause"));
        house.choose("Enough for now");
        house.choose("Ride it out, 15 minutes, then see");
        house.wait(240.0);
        assert!(house.says("11 minutes left"));
        house.wait(120.0);
        assert!(!house.says("How strong is it now?"), "nothing is asked of which nothing is kept");
        house.choose("Enough for now");
        house.choose("Look around, 5, 4, 3, 2, 1");
        for _ in 0..5 {
            assert!(house.says("Name "));
            house.choose("Next");
        }
        assert_eq!(house.focus(), Some((Role::Button, BREATHE.to_owned())));
        house.press(Key::Escape);
        assert_eq!(house.focus().unwrap().0, Role::PasswordInput);
        assert!(house.core.written.is_empty());
        assert!(house.core.heard.is_empty(), "the core heard of nothing: {:?}", house.core.heard);
        house.type_text(" river lamp");
        house.press(Key::Enter);
        assert!(
            house.says("Good evening, Mara"),
            "what was typed of the passphrase was still there"
        );
        assert!(house.core.written.is_empty());
    }
}

/// The lock was light around the dark tools behind it: who went to a calm minute and back was dazzled twice.
#[test]
fn all_of_the_door_is_dark_at_night() {
    let is_dark = |house: &House| house.window.ctx.theme() == Theme::Dark;
    let mut house = House::at_night(ScriptedCore::locked(hard_plan()), [1100.0, 760.0]);
    assert!(is_dark(&house));
    house.press_with(BOTH, Key::U);
    house.settle();
    assert!(is_dark(&house));
    house.press(Key::Enter);
    assert!(is_dark(&house));
    house.press(Key::Escape);
    house.press(Key::Escape);
    house.settle();
    assert!(is_dark(&house), "back at the lock");
    house.choose("Need help now?");
    house.settle();
    assert!(is_dark(&house), "and so is help at the door");
    house.write_in("Passphrase", PASSPHRASE);
    house.press(Key::Enter);
    house.settle();
    assert!(house.says("Good evening, Mara") && !is_dark(&house));

    let mut day = locked();
    day.window.ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    day.press_with(BOTH, Key::U);
    day.settle();
    assert!(!is_dark(&day));
}

/// Home at ten to three in the night once began with a check-in, under a sun.
#[test]
fn in_the_night_today_begins_with_what_helps() {
    let at = |hours: i64| {
        let mut plan = hard_plan();
        plan.now = kith_core::UnixMillis(NOW.0 + hours * 3_600_000);
        House::usual(ScriptedCore::open(plan))
    };
    let places = |house: &House, names: [&str; 3]| {
        let tree = house.tree();
        names.map(|name| {
            tree.iter()
                .rposition(|(role, label, _)| *role == Role::Button && label == name)
                .unwrap()
        })
    };
    let names = ["What helps", "I have an urge", "Check in"];
    let mut night = at(8);
    assert!(places(&night, names).is_sorted(), "{:?}", night.tree());
    assert!(night.says("Good to see you, Mara"));
    night.choose("What helps");
    assert!(night.says("Call my brother"));
    let day = at(0);
    let [urge, check_in] = ["I have an urge", "Check in"].map(|name| places(&day, [name; 3])[0]);
    assert!(check_in < urge);
}
