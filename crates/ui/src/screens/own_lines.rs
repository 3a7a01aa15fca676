//! A few lines in one's own words, changed where they stand.

use std::collections::BTreeMap;

use egui::Ui;
use kith_core::{Command, RecordId};
use kith_words::say;
use serde_json::{Map, Value as Json};

use crate::scene::Scene;
use crate::state::{Dialog, Then};
use crate::widgets::{Button, Field, Weight};

/// What is being written and was not kept yet.
#[derive(Debug, Default)]
pub struct Lines {
    /// Which step of the steady plan is on the page, from 0.
    pub step: usize,
    /// Lines that stand already, as they are now.
    pub changed: BTreeMap<RecordId, String>,
    /// New lines, by where they will stand.
    pub new: BTreeMap<String, String>,
}

/// A line that stands: a field that keeps what was written as soon as the focus leaves it, then `beside`.
pub fn line_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    (id, kind): (RecordId, &str),
    (label, remove): (&str, &str),
    text: &str,
    beside: impl FnOnce(&mut Ui, &mut Scene<'_>),
) {
    let mut written = scene.state.lines.changed.remove(&id).unwrap_or_else(|| text.to_owned());
    let salt = id.to_string();
    let response = Field::new(label).salt(&salt).own_words().rows(1).show(ui, &mut written, None);
    let has_changed = written.trim() != text && !written.trim().is_empty();
    if response.lost_focus() || scene.done {
        if has_changed {
            keep(scene, id, written.trim());
        }
    } else if written != text {
        scene.state.lines.changed.insert(id, written);
    }
    ui.horizontal_wrapped(|ui| {
        let word = say!("win-remove");
        if ui.add(Button::new(Weight::Plain, &word).named(remove).small().flush()).clicked() {
            scene.open(Dialog::Remove { id, kind: kind.to_owned() });
        }
        beside(ui, scene);
    });
}

/// A place for a new line with its button. Returns the line once it is to be kept.
pub fn new_line_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    (place, label, idea, add): (&str, &str, &str, &str),
) -> Option<String> {
    let mut text = scene.state.lines.new.remove(place).unwrap_or_default();
    let idea = Some(idea).filter(|idea| !idea.is_empty());
    Field::new(label).salt(place).help(idea).own_words().show(ui, &mut text, None);
    let pressed = ui.add(Button::quiet(add)).clicked() || scene.done;
    if pressed && !text.trim().is_empty() {
        return Some(text.trim().to_owned());
    }
    if !text.is_empty() {
        scene.state.lines.new.insert(place.to_owned(), text);
    }
    None
}

fn keep(scene: &mut Scene<'_>, id: RecordId, text: &str) {
    let fields = Map::from_iter([("text".to_owned(), Json::from(text))]);
    scene.ask(Command::Edit { id, fields }, Then::Nothing);
}
