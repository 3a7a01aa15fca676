//! How full the plan is: stones, of which some are filled, and words. Never a number out of a hundred.

use egui::Ui;
use kith_words::say;

use super::Part;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::widgets::{Button, muted, stones};

/// The parts of a first plan, each with the kinds of which one record is enough.
const PARTS: [(Part, &[&str]); 5] = [
    (Part::Person, &["person"]),
    (Part::Why, &["reason", "letter"]),
    (Part::Rung(1), &["rung"]),
    (Part::Naloxone, &["naloxone", "homeitem"]),
    (Part::Week, &["appt", "group"]),
];

/// The first part in which nothing stands yet; nothing once each has something, or as long as that is not known.
pub fn open_part(scene: &Scene<'_>) -> Option<Part> {
    let open = |(part, kinds): &(Part, &[&str])| (!is_there(scene, kinds)).then_some(*part);
    PARTS.iter().filter(|_| scene.view.whole).find_map(open)
}

/// The stones, what is still open, and a way to go on with it. Draws nothing once nothing is open.
pub fn full_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(first) = open_part(scene) else {
        return;
    };
    let filled: Vec<bool> = PARTS.iter().map(|(_, kinds)| is_there(scene, kinds)).collect();
    let count = filled.iter().filter(|is_there| **is_there).count();
    stones(ui, &say!("flow-full-name", count = count, of = PARTS.len()), &filled);
    let open = PARTS.iter().zip(&filled).filter(|(_, is_there)| !**is_there);
    let open: Vec<String> = open.map(|((part, _), _)| name(*part)).collect();
    muted(ui, say!("flow-full-open", parts = say::names(&open)));
    let go_on = say!("flow-full-go");
    if ui.add(Button::quiet(&go_on)).clicked() {
        scene.state.begin.go_on_at(first);
        scene.go(Route::Begin);
    }
}

fn is_there(scene: &Scene<'_>, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| scene.state.shelf.count(kind) > 0)
}

fn name(part: Part) -> String {
    match part {
        Part::Person => say!("flow-part-person"),
        Part::Why => say!("flow-part-why"),
        Part::Naloxone => say!("flow-part-naloxone"),
        Part::Week => say!("flow-part-week"),
        Part::Rung(_) | Part::Now | Part::Shaky | Part::Danger => say!("flow-part-steady"),
    }
}
