//! Whom one can call, and a number large enough to be dialled from across the room.

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::person;
use kith_words::say;

use crate::route::Route;
use crate::scene::Scene;
use crate::tokens::Type;
use crate::widgets::{Button, body, card, heading, label, muted};

/// One number, and what to do with it.
pub fn call_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let found = scene.state.reach.one(id);
    let Some((one, number)) = found.and_then(|one| Some((one, one.number.clone()?))) else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    let (name, paired) = (one.name.clone(), one.paired);
    let title = say!("win-hard-call", name = &name);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    let times = scene.record(id).and_then(|(_, record)| person::GOOD_TIMES.of(record));
    card(ui, |ui| {
        label(ui, Type::Huge, &number);
        if let Some(times) = times {
            muted(ui, say!("win-hard-call-times", times = times));
        }
        body(ui, say!("win-hard-call-how"));
        body(ui, say!("win-hard-call-say"));
    });
    if paired {
        let write = say!("win-shared-write", name = &name);
        if ui.add(Button::quiet(&write)).clicked() {
            scene.go(Route::Person(id));
        }
    }
}
