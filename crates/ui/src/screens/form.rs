//! The form of any kind, made from the table of kinds.

use egui::Ui;
use kith_core::kinds::{self, FieldInfo, FieldType, KindInfo};
use kith_core::{Command, Record, RecordId};
use kith_words::{kind_add, kind_edit, kind_name, say};

use super::form_field::{References, field_ui};
use super::form_parts::part_of;
use crate::drafts::{Draft, DraftField};
use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast, Undoing};
use crate::tokens::space;
use crate::widgets::{Arrival, Button, Mood, body, card, heading, muted, notice, strong};

/// A new record.
pub fn new_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    let Some(kind) = kinds::kind(kind) else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    let draft = scene.state.drafts.take_new(kind, scene.zone);
    let title = kind_add(kind.name);
    form_ui(ui, scene, kind, draft, &title, None);
}

/// A record that is there.
pub fn edit_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let record = scene.record(id).map(|(_, record)| record.clone());
    let found = record.and_then(|record| Some((kinds::kind(&record.kind)?, record)));
    let Some((kind, record)) = found else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    let draft = scene.state.drafts.take_edit(kind, &record, scene.zone);
    let title = kind_edit(kind.name);
    form_ui(ui, scene, kind, draft, &title, Some(&record));
}

fn form_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    kind: &'static KindInfo,
    mut draft: Draft,
    title: &str,
    record: Option<&Record>,
) {
    heading(ui, 1, title, Some(&mut scene.state.arrival));
    let references = References::of(scene, kind);
    draft.keep_clock(kind, scene.zone);
    let clashed = draft.clashes();
    for (title, fields) in parts(kind, draft.fields_mut()) {
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::L;
            if let Some(title) = title {
                heading(ui, 2, &title, None);
            }
            for (info, field) in fields {
                if let Some(record) = record.filter(|record| record.newer.contains(info.name)) {
                    newer_ui(ui, scene, record, info);
                // "When" is filled in by itself when the record is made.
                } else if !(info.happening && field.entry.is_empty()) {
                    field_ui(ui, kind.name, info, field, &references, scene.zone);
                }
            }
        });
    }
    if clashed {
        notice(ui, Mood::Look, &say!("win-clash-first"), &[], |_| ());
    }
    let (done, cancel) = ui
        .horizontal_wrapped(|ui| {
            let (done, cancel) = (say!("button-done"), say!("win-cancel"));
            let done = ui.add(Button::primary(&done)).clicked() || scene.done;
            (done, ui.add(Button::quiet(&cancel)).clicked())
        })
        .inner;
    if cancel {
        scene.back();
        return;
    }
    if done && !clashed && !scene.busy() {
        draft.keep_clock(kind, scene.zone);
        if draft.check(kind, fault) {
            send(scene, kind, &draft);
        } else {
            scene.state.arrival = Arrival::default();
        }
    }
    // Back by Esc keeps a draft; only Cancel gives it up.
    scene.state.drafts.put_back(kind, draft);
}

/// The fields in the parts of the form.
type FormPart<'a> = (Option<String>, Vec<(&'static FieldInfo, &'a mut DraftField)>);

/// Cuts a long form into parts. What the program alone fills in is not among the fields.
fn parts<'a>(
    kind: &'static KindInfo,
    fields: impl Iterator<Item = &'a mut DraftField>,
) -> Vec<FormPart<'a>> {
    let mut parts: Vec<FormPart<'a>> = Vec::new();
    for (info, field) in kind.fields.iter().zip(fields) {
        if is_of_the_program(info) {
            continue;
        }
        let title = part_of(kind.name, info.name);
        match parts.last_mut() {
            Some((_, last)) if title.is_none() => last.push((info, field)),
            _ => parts.push((title, vec![(info, field)])),
        }
    }
    parts
}

/// Which record something answers, and the hash of what that said: nobody types these.
pub(super) fn is_of_the_program(info: &FieldInfo) -> bool {
    !info.required && matches!(info.name, "item" | "hash")
}

/// A field whose value only a newer Kith understands: it is shown as it is and stays so.
fn newer_ui(ui: &mut Ui, scene: &Scene<'_>, record: &Record, info: &FieldInfo) {
    let Some(held) = record.fields.get(info.name) else {
        return;
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        strong(ui, say::field_name(record, info.name));
        body(ui, say::held(record, info, held, scene.zone));
        muted(ui, say!("win-field-newer-stays"));
    });
}

fn fault(field: &FieldInfo, missing: bool) -> String {
    match (missing, field.field_type) {
        (true, _) => say!("win-field-missing"),
        (false, FieldType::Moment) => say!("look-moment-odd"),
        (false, _) => say!("win-field-number"),
    }
}

fn send(scene: &mut Scene<'_>, kind: &KindInfo, draft: &Draft) {
    let fields = draft.changed();
    let saved = |toast| Then::Saved { kind: kind.name.to_owned(), id: draft.id, toast };
    match draft.id {
        None => {
            let toast = say!("win-added", kind = kind_name(kind.name));
            let command = Command::Add { kind: kind.name.to_owned(), section: None, fields };
            scene.ask(command, saved(Toast::undo(toast, Undoing::Last)));
        }
        Some(_) if !draft.is_changed() => scene.back(),
        Some(id) => {
            let toast = Toast::undo(say!("win-changed"), Undoing::Last);
            scene.ask(Command::Edit { id, fields }, saved(toast));
        }
    }
}
