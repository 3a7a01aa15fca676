//! One record, to be read. Changing it is a button away, so that nothing changes by accident.

use egui::Ui;
use kith_core::kinds::{self, goal};
use kith_core::{Record, RecordId};
use kith_words::{kind_name, say};

use super::both::both_ui;
use crate::own_words;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Dialog;
use crate::titles::{self, Named};
use crate::tokens::space;
use crate::widgets::{Button, Weight, body, card, heading, muted};

/// Draws it.
pub fn record_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let Some((section, record)) =
        scene.record(id).map(|(section, record)| (section.to_owned(), record.clone()))
    else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    // A goal is called by what is wanted; of its fields that is not the first.
    match goal::WANT.of(&record).filter(|_| record.kind == goal::NAME_OF_KIND) {
        Some(want) => {
            heading(ui, 1, want, Some(&mut scene.state.arrival));
            muted(ui, kind_name(&record.kind));
        }
        None => {
            heading(ui, 1, &kind_name(&record.kind), Some(&mut scene.state.arrival));
        }
    }
    both_ui(ui, scene, &record);
    card(ui, |ui| {
        fields_ui(ui, scene, &record);
        super::ticks::ticks_ui(ui, scene, &record);
    });
    super::ticks::rests_ui(ui, scene, &record);
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
        let history = say!("look-history");
        if ui.add(Button::quiet(&history)).clicked() {
            scene.go(Route::History(id));
        }
        if ui.add(Button::new(Weight::Plain, &remove)).clicked() {
            scene.open(Dialog::Remove { id, kind: record.kind.to_string() });
        }
    });
}

/// Every field with its label; what names other records leads there.
fn fields_ui(ui: &mut Ui, scene: &mut Scene<'_>, record: &Record) {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let mut to = None;
    for (name, label, value) in say::fields(record, scene.zone) {
        let label = own_words::field_named(scene.view, &record.kind, &name).unwrap_or(label);
        let info = known.iter().find(|field| field.name == name);
        let held = record.fields.get(&name);
        let of_the_program = info.is_some_and(super::form::is_of_the_program);
        // A fingerprint is of use to no reader, and what can be ticked stands below.
        let is_title = record.kind == goal::NAME_OF_KIND && name == goal::WANT.name();
        if is_title
            || of_the_program && name == "hash"
            || super::ticks::is_ticked(&record.kind, &name)
        {
            continue;
        }
        let named = info.zip(held).and_then(|(info, held)| {
            titles::named_by(scene.view, &info.field_type, held, scene.zone)
        });
        let answered = of_the_program.then(|| value.parse::<RecordId>().ok()).flatten().map(|id| {
            let record = titles::record_in(scene.view, id);
            let title = match record {
                Some(record) => titles::summary(scene.view, record, scene.zone).0,
                None => say!("look-named-gone"),
            };
            vec![Named { title, id: record.map(|record| record.id) }]
        });
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            muted(ui, &label);
            match named.or(answered) {
                Some(named) => to = named_ui(ui, &label, &named).or(to),
                None => {
                    body(ui, value);
                }
            }
        });
    }
    if let Some(to) = to {
        scene.go(match scene.person(to) {
            Some(_) => Route::Person(to),
            None => Route::Record(to),
        });
    }
}

/// What a record names, each as a button where it leads somewhere. Returns where to go.
fn named_ui(ui: &mut Ui, label: &str, named: &[Named]) -> Option<RecordId> {
    let mut to = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        for one in named {
            match one.id {
                Some(id) => {
                    let name = say!("look-open-named", field = label, title = &one.title);
                    let button = Button::new(Weight::Plain, &one.title).named(&name).flush();
                    if ui.add(button).clicked() {
                        to = Some(id);
                    }
                }
                None => {
                    body(ui, &one.title);
                }
            }
        }
    });
    to
}
