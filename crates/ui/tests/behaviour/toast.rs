//! The word about what was just done, with its way back: where it stands, and when it goes.

use egui::{Key, Modifiers, Rect, Theme};
use egui_kittest::kittest::NodeT as _;
use kith_ui::tokens::TextSize;

use crate::lists::plan;
use crate::support::{House, ScriptedCore};

const GOAL: &str = "Paint again, Purpose · Small steps: 1 of 3 done · Look again: 24 May 2027";

/// A step of a goal was ticked, in a window with the largest text.
fn ticked(size: [f32; 2]) -> House {
    let core = ScriptedCore::open(plan());
    let mut house = House::with_text(core, size, Theme::Light, TextSize::Largest);
    house.press_with(Modifiers::COMMAND, Key::Num2);
    house.choose("Goals, 3");
    house.choose(GOAL);
    house.tick("Clear the desk");
    assert!(house.says("Undo"), "{:?}", house.tree());
    house
}

/// What has this name, as it lies in the window.
fn place(house: &House, of: impl Fn(&str, bool) -> bool) -> Option<(String, Rect)> {
    let root = house.window.root();
    let node = root.children_recursive().find(|node| {
        let access = node.accesskit_node();
        of(&access.label().unwrap_or_default(), access.is_focused())
    })?;
    Some((node.accesskit_node().label().unwrap_or_default(), node.rect()))
}

/// With large text it lay over the button that is pressed next.
#[test]
fn nothing_that_can_be_reached_lies_under_it() {
    for size in [[1100.0, 760.0], [420.0, 800.0]] {
        let mut house = ticked(size);
        let mut reached = 0;
        // It goes by the clock, which every key moves on.
        while let Some((_, undo)) = place(&house, |label, _| label == "Undo") {
            house.press(Key::Tab);
            let Some((name, rect)) = place(&house, |_, is_focused| is_focused) else {
                continue;
            };
            let is_there = place(&house, |label, _| label == "Undo").is_some();
            let lies_under = is_there && name != "Undo" && rect.intersects(undo);
            assert!(!lies_under, "{name:?} {rect:?} lies under {undo:?} at {size:?}");
            reached += 1;
            if reached == 40 {
                break;
            }
        }
        assert!(reached > 2, "{reached}");
    }
}

/// “Undo” stood under another page, and took back what had been done on the one before.
#[test]
fn it_goes_with_its_page() {
    let mut house = ticked([1100.0, 760.0]);
    house.choose("Journal");
    assert!(!house.says("Undo"), "{:?}", house.tree());
    // What leads to another page by itself tells it there.
    house.choose("Check-ins");
    house.choose("Check in");
    house.choose("Done");
    assert!(house.says("Undo"), "{:?}", house.tree());
}
