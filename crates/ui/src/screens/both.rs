//! Values that two devices set at once: both are kept until the owner says which one is right.

use egui::Ui;
use kith_core::{Command, Record, kinds};
use kith_words::{field_label, say};

use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast, Undoing};
use crate::tokens::space;
use crate::widgets::{Button, Mood, notice};

/// A question for each field in which both were kept.
pub fn both_ui(ui: &mut Ui, scene: &mut Scene<'_>, record: &Record) {
    for (field, values) in &record.both {
        let label = field_label(&record.kind, field);
        let info = kinds::kind(&record.kind).and_then(|kind| kind.field(field));
        let title = say!("win-both-title", field = &label);
        let chosen = notice(ui, Mood::Look, &title, &[&say!("win-both-which")], |ui| {
            ui.add_space(space::XS);
            let mut chosen = None;
            for value in values {
                let text = match info {
                    Some(info) => say::held(record, info, value, scene.zone),
                    None => say::plain(value),
                };
                let text = if text.is_empty() { say!("win-both-empty") } else { text };
                let name = say!("win-both-keep", value = &text);
                if ui.add(Button::quiet(&text).named(&name).wide()).clicked() {
                    chosen = Some(value.to_json());
                }
            }
            chosen
        });
        if let Some(value) = chosen
            && !scene.busy()
        {
            let command = Command::Settle { id: record.id, field: field.clone(), value };
            scene.ask(command, Then::Say(Toast::undo(say!("win-both-settled"), Undoing::Last)));
        }
    }
}
