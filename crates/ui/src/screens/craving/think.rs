//! Tools for the head: looking around, two sides, and playing it forward. A thought a page, in one's own
//! words where they were written down before, and never anything to type.

use egui::Ui;
use kith_core::Record;
use kith_core::Value;
use kith_core::kinds::{forward, twosides};
use kith_words::say;

use crate::route::Route;
use crate::scene::Scene;
use crate::tokens::Type;
use crate::widgets::{
    Arrival, Button, body, card, heading, heading_in, label, muted, quote, steps,
};

/// Looking around, a sense a page. Returns whether the last was done.
pub fn ground_ui(ui: &mut Ui, arrival: &mut Arrival, step: &mut usize) -> bool {
    let senses = [
        say!("act-ground-1"),
        say!("act-ground-2"),
        say!("act-ground-3"),
        say!("act-ground-4"),
        say!("act-ground-5"),
    ];
    let text = senses.get(*step).cloned().unwrap_or_default();
    heading_in(ui, 1, Type::Display, &text, Some(arrival));
    body(ui, say!("act-ground-how"));
    muted(ui, say!("act-ground-not"));
    next_ui(ui, arrival, step, senses.len())
}

/// Two sides, as they were written on a better day, or as four questions.
pub fn sides_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("act-sides"), Some(&mut scene.state.arrival));
    let written = scene.records_of("twosides").last().copied().cloned();
    let read =
        |field: &str| written.as_ref().map(|record| lines(record, field)).unwrap_or_default();
    let sides = [
        (say!("act-sides-1"), read(twosides::USE_GOOD.name())),
        (say!("act-sides-2"), read(twosides::USE_BAD.name())),
        (say!("act-sides-3"), read(twosides::NOT_GOOD.name())),
        (say!("act-sides-4"), read(twosides::NOT_BAD.name())),
    ];
    card(ui, |ui| {
        for (question, answers) in &sides {
            body(ui, question);
            for answer in answers {
                quote(ui, answer);
            }
        }
    });
    write_ui(ui, scene, &say!("act-sides-write"), "twosides", written.as_ref());
}

/// An hour, a day, a week later, a page each. Returns whether the last was done.
pub fn forward_ui(ui: &mut Ui, scene: &mut Scene<'_>, step: &mut usize) -> bool {
    let written = scene.records_of("forward").last().copied().cloned();
    let read = |token: fn(&Record) -> Option<&str>| written.as_ref().and_then(token);
    let pages = [
        (say!("act-forward-1"), read(|record| forward::HOUR.of(record))),
        (say!("act-forward-2"), read(|record| forward::DAY.of(record))),
        (say!("act-forward-3"), read(|record| forward::WEEK.of(record))),
    ];
    let (question, answer) = pages.get(*step).cloned().unwrap_or_default();
    heading_in(ui, 1, Type::Display, &question, Some(&mut scene.state.arrival));
    if let Some(answer) = answer {
        card(ui, |ui| label(ui, Type::Quote, answer));
    }
    let over = next_ui(ui, &mut scene.state.arrival, step, pages.len());
    write_ui(ui, scene, &say!("act-forward-write"), "forward", None);
    over
}

fn next_ui(ui: &mut Ui, arrival: &mut Arrival, step: &mut usize, of: usize) -> bool {
    let text = say!("win-step-of", step = *step + 1, of = of);
    steps(ui, *step + 1, of, &text);
    let next = say!("win-next");
    if ui.add(Button::primary(&next)).clicked() {
        *step += 1;
        *arrival = Arrival::now();
    }
    *step >= of
}

/// A way to write it down, for later or for a better day.
fn write_ui(ui: &mut Ui, scene: &mut Scene<'_>, text: &str, kind: &str, written: Option<&Record>) {
    if ui.add(Button::quiet(text)).clicked() {
        match written {
            Some(record) => scene.go(Route::Edit(record.id)),
            None => scene.go(Route::New(kind.to_owned())),
        }
    }
}

fn lines(record: &Record, field: &str) -> Vec<String> {
    let parts = record.fields.get(field).and_then(Value::as_list).unwrap_or_default();
    let texts = parts.iter().filter_map(Value::as_map);
    texts.filter_map(|part| Some(part.get("text")?.as_text()?.to_owned())).collect()
}
