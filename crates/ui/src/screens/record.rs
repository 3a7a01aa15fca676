//! One record, to be read. Changing it is a button away, so that nothing changes by accident.

use egui::Ui;
use kith_core::RecordId;
use kith_words::{kind_name, say};

use super::both::both_ui;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Dialog;
use crate::widgets::{Button, Weight, body, card, heading, muted};

/// Draws it.
pub fn record_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let Some((section, record)) =
        scene.record(id).map(|(section, record)| (section.to_owned(), record.clone()))
    else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    heading(ui, 1, &kind_name(&record.kind), Some(&mut scene.state.arrival));
    both_ui(ui, scene, &record);
    card(ui, |ui| {
        for (label, value) in say::fields(&record, scene.zone) {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                muted(ui, label);
                body(ui, value);
            });
        }
    });
    let readers = scene.readers(&section);
    let seen = if readers.is_empty() {
        say!("win-seen-by-nobody")
    } else {
        say!("visible-to", names = say::names(&readers))
    };
    muted(ui, seen);
    if record.is_of_newer_kind() {
        muted(ui, say!("win-record-newer"));
        return;
    }
    if !record.newer.is_empty() {
        muted(ui, say!("win-record-newer-parts"));
    }
    ui.horizontal_wrapped(|ui| {
        let (edit, remove) = (say!("win-edit"), say!("win-remove"));
        if ui.add(Button::quiet(&edit)).clicked() {
            scene.go(Route::Edit(id));
        }
        if ui.add(Button::new(Weight::Plain, &remove)).clicked() {
            scene.open(Dialog::Remove { id, kind: record.kind.clone() });
        }
    });
}
