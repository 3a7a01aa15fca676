//! All records of a kind.

use egui::Ui;
use kith_core::kinds;
use kith_words::{kind_add, kind_plural, say};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shell;
use crate::widgets::{Button, Row, Weight, body, card, heading, list, muted};

/// Draws the list, the newest first for what happens, in the order of making for what stands.
pub fn records_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    let plural = kind_plural(kind);
    heading(ui, 1, &plural, Some(&mut scene.state.arrival));
    let readers = section_of(kind).map(|section| scene.readers(section)).unwrap_or_default();
    if !readers.is_empty() {
        muted(ui, say!("visible-to", names = say::names(&readers)));
    }
    let known = kinds::kind(kind).is_some();
    if !known {
        muted(ui, say!("win-records-newer"));
    }
    let add = kind_add(kind);
    let act = act(kind);
    if let Some((text, route)) = &act
        && ui.add(Button::primary(text)).clicked()
    {
        scene.go(route.clone());
    }
    let new = shell::new_here(&scene.state.route);
    let button = if act.is_some() { Button::quiet(&add) } else { Button::primary(&add) };
    if let Some(route) = new
        && ui.add(button).clicked()
    {
        scene.go(route);
    }
    let rows = rows(scene, kind);
    card(ui, |ui| {
        super::still_reading_ui(ui, scene);
        if rows.is_empty() {
            // Whether there is nothing is known only when everything was read.
            if scene.view.whole {
                body(ui, say!("win-records-none"));
            }
            return;
        }
        list(ui, &plural, |ui| {
            for (id, title, detail, both) in rows {
                let side = if both { say!("win-both-short") } else { String::new() };
                if ui.add(Row::new(&title).detail(&detail).side(&side)).clicked() {
                    scene.go(Route::Record(id));
                }
            }
        });
    });
    let deleted = say!("win-deleted");
    if known && ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted(kind.to_owned()));
    }
}

/// What is done step by step and not by filling in a form, with its words.
fn act(kind: &str) -> Option<(String, Route)> {
    match kind {
        "craving" => Some((say!("act-urge"), Route::Craving)),
        "setback" => Some((say!("act-used"), Route::Happened)),
        "rung" => Some((say!("steady-go"), Route::Steady)),
        _ => None,
    }
}

fn section_of(kind: &str) -> Option<&'static str> {
    kinds::kind(kind).map(|kind| kind.section)
}

type RowData = (kith_core::RecordId, String, String, bool);

fn rows(scene: &Scene<'_>, kind: &str) -> Vec<RowData> {
    let happens =
        kinds::kind(kind).is_some_and(|kind| kind.fields.iter().any(|field| field.happening));
    let mut records = scene.records_of(kind);
    if happens {
        records.sort_by_key(|record| std::cmp::Reverse(record.happened()));
    } else {
        // What has a place or a step stands in that order; `ring`, `rank` and `step` are whole
        // numbers, so the first such field of the kind decides.
        let place = kinds::kind(kind).and_then(|kind| {
            kind.fields
                .iter()
                .find(|field| matches!(field.field_type, kinds::FieldType::Whole { .. }))
        });
        records.sort_by_key(|record| {
            let number = place.and_then(|field| record.fields.get(field.name)?.as_whole());
            (number.unwrap_or(i64::MAX), record.id)
        });
    }
    records
        .into_iter()
        .map(|record| {
            let (title, detail) = say::summary(record, scene.view.now, scene.zone);
            (record.id, title, detail, !record.both.is_empty())
        })
        .collect()
}
