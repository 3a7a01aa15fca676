//! How a record came to be what it is, and bringing back what it once was. Nothing is lost by it: what is
//! brought back is one more change, which can be taken back too.

use egui::Ui;
use kith_core::kinds;
use kith_core::{ChangeReport, Command, Record, RecordId, UnixMillis, Value};
use kith_words::{field_label, say};
use serde_json::Value as Json;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast, Undoing};
use crate::widgets::{Button, body, card, heading, muted, status, strong};

/// The steps of a record, as last asked, and for which state of it.
#[derive(Default)]
pub struct HistoryState {
    /// The record, and its steps once they came, oldest first.
    pub steps: Option<(RecordId, Option<Vec<ChangeReport>>)>,
    asked_at: Option<UnixMillis>,
}

/// Draws it; it asks for the steps when the record changed.
pub fn history_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    heading(ui, 1, &say!("look-history"), Some(&mut scene.state.arrival));
    let Some(record) = scene.record(id).map(|(_, record)| record.clone()) else {
        muted(ui, say!("win-gone"));
        return;
    };
    muted(ui, say!("look-history-what"));
    let is_known = scene.state.history.steps.as_ref().is_some_and(|(of, _)| *of == id)
        && scene.state.history.asked_at == Some(record.updated);
    if !is_known {
        scene.state.history =
            HistoryState { steps: Some((id, None)), asked_at: Some(record.updated) };
        scene.ask(Command::History { id }, Then::Stepped(id));
    }
    let steps = match &scene.state.history.steps {
        Some((_, Some(steps))) => steps.clone(),
        _ => {
            status(ui, &say!("win-wait"));
            return;
        }
    };
    let last = steps.len().saturating_sub(1);
    for (place, step) in steps.iter().enumerate().rev() {
        card(ui, |ui| {
            let at = step.at.parse::<jiff::Timestamp>().ok();
            let at = at.map(|at| UnixMillis(at.as_millisecond()));
            let when = at.map(|at| say::moment(at, scene.view.now, scene.zone)).unwrap_or_default();
            heading(ui, 2, &when, None);
            if !step.by.is_empty() {
                muted(ui, say!("look-history-by", device = &step.by));
            }
            changes_ui(ui, scene, &record, step);
            if place == last {
                muted(ui, say!("look-history-now"));
                return;
            }
            let (text, name) =
                (say!("look-history-back"), say!("look-history-back-name", when = &when));
            if let Some(at) = at
                && ui.add(Button::quiet(&text).small().named(&name)).clicked()
                && !scene.busy()
            {
                let toast = Toast::undo(say!("look-history-done"), Undoing::Last);
                scene.ask(Command::BringBack { id, at }, Then::Say(toast));
                scene.go(Route::Record(id));
            }
        });
    }
}

fn changes_ui(ui: &mut Ui, scene: &Scene<'_>, record: &Record, step: &ChangeReport) {
    for (name, json) in &step.changes {
        if name == "deleted" {
            let gone = !json.is_null();
            strong(ui, if gone { say!("look-history-gone") } else { say!("look-history-again") });
            continue;
        }
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            muted(ui, field_label(&record.kind, name));
            body(ui, words(scene, record, name, json));
        });
    }
}

fn words(scene: &Scene<'_>, record: &Record, name: &str, json: &Json) -> String {
    if json.is_null() {
        return say!("win-both-empty");
    }
    // A label across sections is told with the id that it stands for.
    let label = |json: &Json| json.get("label").and_then(Json::as_str).map(str::to_owned);
    if let Some(label) = label(json) {
        return label;
    }
    if let Some(all) = json.as_array()
        && let Some(labels) = all.iter().map(label).collect::<Option<Vec<_>>>()
        && !labels.is_empty()
    {
        return labels.join(", ");
    }
    let info = kinds::kind(&record.kind).and_then(|kind| kind.field(name));
    let value = Value::from(json);
    match info {
        Some(info) => {
            let named = crate::titles::named_by(scene.view, &info.field_type, &value, scene.zone);
            match named {
                Some(named) => {
                    let titles = named.into_iter().map(|named| named.title);
                    titles.collect::<Vec<_>>().join(", ")
                }
                None => say::value(&record.kind, name, info, &value, scene.zone),
            }
        }
        None => say::plain(&value),
    }
}
