//! One's reasons in one's own order, and with them the letters and the story.

use egui::Ui;
use kith_core::kinds::reason;
use kith_core::{Command, RecordId};
use kith_words::{kind_add, kind_plural, say};
use serde_json::{Map, json};

use super::own_lines::{line_ui, new_line_ui};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::widgets::{Button, Row, Weight, card, heading, is_far, list, long_list, muted};

/// From so many on, only what is seen is laid out.
const LONG: usize = 60;

/// Draws them.
pub fn why_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &kind_plural("reason"), Some(&mut scene.state.arrival));
    muted(ui, say!("why-what"));
    let readers = scene.readers("why");
    if !readers.is_empty() {
        muted(ui, say!("visible-to", names = say::names(&readers)));
    }
    let reasons = in_order(scene);
    card(ui, |ui| {
        super::still_reading_ui(ui, scene);
        // All of them are as high as the one before.
        let mut height = 0.0;
        for place in 0..reasons.len() {
            if reasons.len() >= LONG && height > 0.0 && is_far(ui, height) {
                ui.add_space(height);
                continue;
            }
            let top = ui.cursor().top();
            reason_ui(ui, scene, &reasons, place);
            height = ui.cursor().top() - top;
        }
        let (label, add) = (say!("why-new"), say!("why-add"));
        if let Some(text) = new_line_ui(ui, scene, ("reason", &label, "", &add)) {
            let rank = reasons
                .iter()
                .filter_map(|one| one.rank)
                .max()
                .unwrap_or(0)
                .max(i64::try_from(reasons.len()).unwrap_or(0))
                + 1;
            let fields = Map::from_iter([
                ("text".to_owned(), json!(text)),
                ("rank".to_owned(), json!(rank.min(999))),
            ]);
            let command = Command::Add { kind: "reason".to_owned(), section: None, fields };
            scene.ask(command, Then::Nothing);
        }
    });
    for kind in ["letter", "story"] {
        kept_ui(ui, scene, kind);
    }
    let deleted = say!("win-deleted");
    if ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted("reason".to_owned()));
    }
}

struct Reason {
    id: RecordId,
    rank: Option<i64>,
    text: String,
    both: bool,
}

fn in_order(scene: &Scene<'_>) -> Vec<Reason> {
    let records = scene.records_of("reason").into_iter().map(|record| Reason {
        id: record.id,
        rank: reason::RANK.of(record),
        text: reason::TEXT.of(record).unwrap_or_default().to_owned(),
        both: !record.both.is_empty(),
    });
    let mut reasons: Vec<Reason> = records.collect();
    reasons.sort_by_key(|one| (one.rank.unwrap_or(i64::MAX), one.id));
    reasons
}

fn reason_ui(ui: &mut Ui, scene: &mut Scene<'_>, reasons: &[Reason], place: usize) {
    let Some(one) = reasons.get(place) else {
        return;
    };
    if one.both {
        if ui.add(Row::new(&one.text).side(&say!("win-both-short"))).clicked() {
            scene.go(Route::Record(one.id));
        }
        return;
    }
    let number = place + 1;
    let (label, remove) = (say!("why-line", number = number), say!("why-remove", number = number));
    line_ui(ui, scene, (one.id, "reason"), (&label, &remove), &one.text, |ui, scene| {
        let ways = [
            (place > 0, -1, say!("why-up"), say!("why-up-name", number = number)),
            (number < reasons.len(), 1, say!("why-down"), say!("why-down-name", number = number)),
        ];
        for (possible, by, text, name) in ways {
            if possible && ui.add(Button::new(Weight::Plain, &text).named(&name).small()).clicked()
            {
                swap(scene, reasons, place, place.saturating_add_signed(by));
            }
        }
    });
}

/// Two reasons change places. Those without a place of their own get the one where they stand.
fn swap(scene: &mut Scene<'_>, reasons: &[Reason], one: usize, other: usize) {
    for (place, reason) in reasons.iter().enumerate() {
        let place = match place {
            place if place == one => other,
            place if place == other => one,
            place => place,
        };
        let rank = i64::try_from(place + 1).unwrap_or(999).min(999);
        if reason.rank != Some(rank) {
            let fields = Map::from_iter([("rank".to_owned(), json!(rank))]);
            scene.ask(Command::Edit { id: reason.id, fields }, Then::Nothing);
        }
    }
}

/// Letters or the story: what there is, and a way to write one.
fn kept_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    let records = scene.records_of(kind);
    let name = kind_plural(kind);
    let mut to = None;
    card(ui, |ui| {
        heading(ui, 2, &name, None);
        let row = |ui: &mut Ui, place: usize, is_long: bool| {
            let record = records.get(place)?;
            let (title, detail) = say::summary(record, scene.view.now, scene.zone);
            let row = Row::new(&title).detail(&detail);
            let row = if is_long { row.in_long_list(place, records.len()) } else { row };
            ui.add(row).clicked().then_some(record.id)
        };
        match records.len() {
            count if count < LONG => list(ui, &name, |ui| {
                for place in 0..count {
                    to = row(ui, place, false).or(to);
                }
            }),
            count => long_list(ui, &name, count, |ui, place| to = row(ui, place, true).or(to)),
        }
        if ui.add(Button::quiet(&kind_add(kind))).clicked() {
            scene.go(Route::New(kind.to_owned()));
        }
    });
    if let Some(id) = to {
        scene.go(Route::Record(id));
    }
}
