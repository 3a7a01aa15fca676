//! All records of a kind.

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds;
use kith_words::{kind_add, kind_example, say};

use crate::own_words::several;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shell;
use crate::titles;
use crate::widgets::{Button, Row, Weight, body, card, heading, list, long_list, muted, quote};

/// From so many records on, only the rows that are seen are laid out.
const LONG: usize = 60;

/// Draws the list, the newest first for what happens, in the order of making for what stands.
pub fn records_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    let plural = several(scene.view, kind);
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
    super::leads::lead_ui(ui, scene, kind);
    let records = scene.state.shelf.of_kind(kind);
    let (records, is_narrowed) = super::fits::fitting_ui(ui, scene, kind, records);
    let mut to = None;
    card(ui, |ui| {
        super::still_reading_ui(ui, scene);
        match records.len() {
            0 if is_narrowed => {
                muted(ui, say!("fits-none"));
            }
            0 => empty_ui(ui, scene, kind),
            count if count < LONG => list(ui, &plural, |ui| {
                for id in &records {
                    to = row_ui(ui, scene, *id, None).or(to);
                }
            }),
            count => long_list(ui, &plural, count, |ui, place| {
                if let Some(id) = records.get(place) {
                    to = row_ui(ui, scene, *id, Some((place, count))).or(to);
                }
            }),
        }
    });
    super::leads::foot_ui(ui, scene, kind);
    if let Some(id) = to {
        scene.go(Route::Record(id));
    }
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

/// One line, and one example of what could stand here. The button is above.
fn empty_ui(ui: &mut Ui, scene: &Scene<'_>, kind: &str) {
    // Whether there is nothing is known only when everything was read.
    if !scene.view.whole {
        return;
    }
    body(ui, say!("win-records-none"));
    if let Some(example) = kind_example(kind) {
        muted(ui, say!("look-one-choice"));
        quote(ui, say!("win-quoted", text = example));
    }
}

fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    id: RecordId,
    place: Option<(usize, usize)>,
) -> Option<RecordId> {
    let record = titles::record_in(scene.view, id)?;
    let (title, detail) = titles::summary(scene.view, record, scene.zone);
    let side = if record.both.is_empty() { String::new() } else { say!("win-both-short") };
    let row = Row::new(&title).detail(&detail).side(&side);
    let row = match place {
        Some((place, count)) => row.in_long_list(place, count),
        None => row,
    };
    ui.add(row).clicked().then_some(record.id)
}

fn section_of(kind: &str) -> Option<&'static str> {
    kinds::kind(kind).map(|kind| kind.section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_that_is_empty_has_an_example() {
        for kind in kinds::all() {
            let without = ["person", "reply", "ack"].contains(&kind.name);
            assert_eq!(kind_example(kind.name).is_none(), without, "{}", kind.name);
        }
    }
}
