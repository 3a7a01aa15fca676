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
use crate::widgets::{
    Button, Piece, card, changed_words, compared, heading, muted, status, strong,
};

/// So many steps are shown at first, and so many more each time earlier ones are asked for.
const STEPS: usize = 20;

/// The steps of a record, as last asked, and for which state of it.
#[derive(Default)]
pub struct HistoryState {
    /// The record, and its steps once they came, oldest first.
    pub steps: Option<(RecordId, Option<Vec<ChangeReport>>)>,
    asked_at: Option<UnixMillis>,
    /// The latest of them as they are told, newest first: as many as were asked for.
    told: Vec<Told>,
}

/// One step, in words.
struct Told {
    at: Option<UnixMillis>,
    when: String,
    by: String,
    lines: Vec<Line>,
}

/// One thing that a step changed.
enum Line {
    Removed,
    BroughtBack,
    Field(String, Vec<Piece>),
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
        scene.state.history = HistoryState {
            steps: Some((id, None)),
            asked_at: Some(record.updated),
            told: Vec::new(),
        };
        scene.ask(Command::History { id }, Then::Stepped(id));
    }
    let HistoryState { steps: Some((_, Some(steps))), told, .. } = &scene.state.history else {
        status(ui, &say!("win-wait"));
        return;
    };
    let (count, known) = (steps.len(), told.len());
    if known == 0 {
        scene.state.history.told = tell(scene, &record, steps, 0..STEPS.min(count));
    }
    let mut bring_back = None;
    for (place, step) in scene.state.history.told.iter().enumerate() {
        card(ui, |ui| {
            heading(ui, 2, &step.when, None);
            if !step.by.is_empty() {
                muted(ui, say!("look-history-by", device = &step.by));
            }
            lines_ui(ui, &step.lines);
            if place == 0 {
                muted(ui, say!("look-history-now"));
                return;
            }
            let (text, name) =
                (say!("look-history-back"), say!("look-history-back-name", when = &step.when));
            if ui.add(Button::quiet(&text).small().named(&name)).clicked() {
                bring_back = step.at;
            }
        });
    }
    let known = scene.state.history.told.len();
    if known < count && ui.add(Button::quiet(&say!("look-history-earlier"))).clicked() {
        let HistoryState { steps: Some((_, Some(steps))), .. } = &scene.state.history else {
            return;
        };
        let more = tell(scene, &record, steps, known..count.min(known + STEPS));
        scene.state.history.told.extend(more);
    }
    if let Some(at) = bring_back.filter(|_| !scene.busy()) {
        let toast = Toast::undo(say!("look-history-done"), Undoing::Last);
        scene.ask(Command::BringBack { id, at }, Then::Say(toast));
        scene.go(Route::Record(id));
    }
}

fn lines_ui(ui: &mut Ui, lines: &[Line]) {
    for line in lines {
        match line {
            Line::Removed => {
                strong(ui, say!("look-history-gone"));
            }
            Line::BroughtBack => {
                strong(ui, say!("look-history-again"));
            }
            Line::Field(label, pieces) => {
                ui.scope(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    muted(ui, label);
                    changed_words(ui, pieces);
                });
            }
        }
    }
}

/// Some steps in words, counted from the newest. What a field said before is what the nearest earlier step
/// says that changed it.
fn tell(
    scene: &Scene<'_>,
    record: &Record,
    steps: &[ChangeReport],
    places: std::ops::Range<usize>,
) -> Vec<Told> {
    let newest_first = steps.iter().enumerate().rev();
    let wanted = newest_first.skip(places.start).take(places.len());
    wanted
        .map(|(number, step)| {
            let at = step.at.parse::<jiff::Timestamp>().ok();
            let at = at.map(|at| UnixMillis(at.as_millisecond()));
            let when = at.map(|at| say::moment(at, scene.view.now, scene.zone)).unwrap_or_default();
            let earlier = steps.get(..number).unwrap_or_default();
            let before = |name: &str| {
                let values = earlier.iter().rev().find_map(|step| step.changes.get(name));
                values.filter(|json| !json.is_null()).map(|json| words(scene, record, name, json))
            };
            let lines = step.changes.iter().map(|(name, json)| match name.as_str() {
                "deleted" if json.is_null() => Line::BroughtBack,
                "deleted" => Line::Removed,
                name => {
                    let now = words(scene, record, name, json);
                    let pieces = match before(name) {
                        Some(before) => compared(&before, &now),
                        None => vec![Piece::Kept(now)],
                    };
                    Line::Field(field_label(&record.kind, name), pieces)
                }
            });
            Told { at, when, by: step.by.clone(), lines: lines.collect() }
        })
        .collect()
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
                None => say::held(record, info, &value, scene.zone),
            }
        }
        None => say::plain(&value),
    }
}
