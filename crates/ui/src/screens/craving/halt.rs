//! Hungry, angry, lonely, tired: a tick each, and one thing to do about it.

use egui::Ui;
use kith_words::{choice_label, say};
use serde_json::json;

use super::choose::letter_for;
use super::{Tool, begin, fields};
use crate::acts::{self, Act};
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{Button, Icon, check, status, strong};

const HALT: [&str; 4] = ["hungry", "angry", "lonely", "tired"];

/// The ticks of which a letter may have been written for.
const WITH_LETTER: [&str; 2] = ["angry", "lonely"];

pub fn halt_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64) {
    let mut changed = None;
    let mut alone = scene.state.craving.alone;
    let mut alone_changed = false;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, say!("act-halt"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for choice in HALT {
                let mut on = scene.state.craving.halt.contains(choice);
                if check(ui, &mut on, &choice_label("craving", "halt", choice), None).changed() {
                    changed = Some((choice, on));
                }
            }
            alone_changed = check(ui, &mut alone, &say!("act-halt-alone-now"), None).changed();
        });
        if let Some(choice) = scene.state.craving.halt_act {
            status(ui, &act(choice));
        }
    });
    let felt = scene.state.craving.halt_act.filter(|choice| WITH_LETTER.contains(choice));
    if let Some(id) = felt.and_then(|choice| letter_for(scene, choice)) {
        let (text, what) = (say!("act-urge-letter"), say!("act-urge-letter-what"));
        if ui.add(Button::quiet(&text).icon(Icon::Book).named(&format!("{text}, {what}"))).clicked()
        {
            begin(scene, Tool::Letter(id), now);
        }
    }
    if let Some((choice, on)) = changed {
        let craving = &mut scene.state.craving;
        if on {
            craving.halt.insert(choice);
        } else {
            craving.halt.remove(choice);
        }
        craving.halt_act = on.then_some(choice);
        let halt: Vec<&str> = craving.halt.iter().copied().collect();
        acts::write(scene, Act::Urge, fields([("halt", json!(halt))]));
    }
    if alone_changed {
        scene.state.craving.alone = alone;
        acts::write(scene, Act::Urge, fields([("alone", json!(alone))]));
    }
}

/// One thing to do about it.
fn act(choice: &str) -> String {
    match choice {
        "hungry" => say!("act-halt-hungry"),
        "angry" => say!("act-halt-angry"),
        "lonely" => say!("act-halt-lonely"),
        _ => say!("act-halt-tired"),
    }
}
