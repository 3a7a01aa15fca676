//! What can be ticked on the page of a record, and putting a goal to rest: one press each, and one to take it back.

use egui::Ui;
use kith_core::kinds::{self, FieldInfo, FieldType, goal};
use kith_core::{Command, Record, RecordId, Value};
use kith_words::{field_label, say};
use serde_json::{Map, Value as Json};

use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast, Undoing};
use crate::widgets::{Button, check, muted};

/// Whether a field is ticked on the page of its record, and so not told there as the others are.
pub fn is_ticked(kind: &str, field: &str) -> bool {
    let fields = kinds::kind(kind).map(|kind| kind.fields).unwrap_or_default();
    let is_parked = kind == goal::NAME_OF_KIND && field == goal::PARKED.name();
    is_parked || fields.iter().any(|info| info.name == field && has_ticks(info))
}

fn has_ticks(field: &FieldInfo) -> bool {
    match field.field_type {
        FieldType::Items(fields) => fields.iter().any(say::is_tick),
        _ => say::is_tick(field),
    }
}

/// Draws the boxes.
pub fn ticks_ui(ui: &mut Ui, scene: &mut Scene<'_>, record: &Record) {
    let fields = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let ours = |field: &&FieldInfo| has_ticks(field) && !record.newer.contains(field.name);
    for field in fields.iter().filter(ours) {
        let held = record.fields.get(field.name);
        let label = field_label(&record.kind, field.name);
        let changed = match (&field.field_type, held) {
            (FieldType::Flag, _) => {
                let mut on = held.and_then(Value::as_flag).unwrap_or_default();
                check(ui, &mut on, &label, None).changed().then_some(Json::from(on))
            }
            (_, Some(parts)) => parts_ui(ui, &label, parts),
            (_, None) => None,
        };
        if let Some(value) = changed {
            edit(scene, record.id, field.name, value);
        }
    }
}

/// The parts of a list with a box each. Gives back the list once a box was pressed.
fn parts_ui(ui: &mut Ui, label: &str, held: &Value) -> Option<Json> {
    muted(ui, say::labelled(label, &say::ticked(held)));
    let mut told = held.to_json();
    let mut is_changed = false;
    for part in told.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut) {
        let text = part.get("text").and_then(Json::as_str).unwrap_or_default().to_owned();
        let mut on = part.get("done").and_then(Json::as_bool).unwrap_or_default();
        if check(ui, &mut on, &text, None).changed() {
            part.insert("done".to_owned(), Json::from(on));
            is_changed = true;
        }
    }
    is_changed.then_some(told)
}

/// A goal that rests, or a way to let it rest.
pub fn rests_ui(ui: &mut Ui, scene: &mut Scene<'_>, record: &Record) {
    if record.kind != goal::NAME_OF_KIND {
        return;
    }
    let rests = goal::PARKED.of(record) == Some(true);
    let text = if rests { say!("goal-back") } else { say!("goal-rests") };
    if rests {
        muted(ui, say!("goal-rests-what"));
    }
    if ui.add(Button::quiet(&text)).clicked() {
        edit(scene, record.id, goal::PARKED.name(), Json::from(!rests));
    }
}

fn edit(scene: &mut Scene<'_>, id: RecordId, field: &str, value: Json) {
    if scene.busy() {
        return;
    }
    let fields = Map::from_iter([(field.to_owned(), value)]);
    let toast = Toast::undo(say!("win-changed"), Undoing::Last);
    scene.ask(Command::Edit { id, fields }, Then::Say(toast));
}
