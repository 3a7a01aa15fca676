//! What goes out into a file and comes in from one, by keyboard and names alone.

use egui::{Key, Modifiers};

use crate::support::{House, ScriptedCore, maras_plan};

fn page() -> House {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("My plan");
    house.choose("Save and bring in files");
    house
}

/// A plan could be saved to a file, and a file taken in, on the command line alone.
#[test]
fn the_plan_goes_out_into_a_new_file_and_it_is_said_what_a_file_means() {
    let mut house = page();
    assert!(house.says("Anyone who opens this file can read it"));
    house.choose("Save a copy");
    assert!(house.says("Saved as /people/mara/kith.json"), "{:?}", house.tree());
    house.choose("Save a copy");
    assert!(house.says("There is something of that name already"), "{:?}", house.tree());
    for (form, to) in [
        ("To read", "kith-to-read"),
        ("A calendar", "kith.ics"),
        ("Everything, with its history (automerge)", "kith-files"),
    ] {
        house.tick(form);
        house.choose("Save a copy");
        assert!(house.says(&format!("Saved as /people/mara/{to}")), "{form}: {:?}", house.tree());
    }
}

#[test]
fn a_file_comes_in_and_it_is_said_how_much_of_it() {
    let mut house = page();
    house.tick("A calendar file");
    house.write_in("Where the file is", "visits.ics");
    house.choose("Bring it in");
    assert!(house.says("2 added, 1 here already, 3 left out"), "{:?}", house.tree());
    assert!(house.says("1 of them is not quite what the file says"), "{:?}", house.tree());
    house.tab_to("Where the file is");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text("nowhere.ics");
    house.choose("Bring it in");
    assert!(house.says("Kith cannot read that file"), "{:?}", house.tree());
    assert!(!house.says("2 added"), "what was said of another file is gone");
}

#[test]
fn nothing_of_it_stays_when_the_plan_is_locked() {
    let mut house = page();
    house.write_in("Where the file is", "/people/mara/secret.json");
    house.press_with(Modifiers::COMMAND, Key::L);
    assert!(!house.says("secret.json"));
}
