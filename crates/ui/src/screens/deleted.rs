//! The recently deleted of a kind.

use egui::Ui;
use kith_core::{Command, ListFilter};
use kith_words::{kind_plural, say};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast};
use crate::titles;
use crate::widgets::{Button, body, card, hairline, heading, muted, status, strong};

/// Draws it; the first time it asks for what is there.
pub fn deleted_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    heading(ui, 1, &say!("win-deleted"), Some(&mut scene.state.arrival));
    muted(ui, say!("win-deleted-days", kind = kind_plural(kind)));
    let known = scene.state.deleted.as_ref().is_some_and(|(of, _)| of == kind);
    if !known {
        scene.state.deleted = Some((kind.to_owned(), Vec::new()));
        let filter = ListFilter { kind: kind.to_owned(), deleted: true, ..ListFilter::default() };
        scene.ask(Command::List(filter), Then::Deleted(kind.to_owned()));
    }
    let waits = scene.busy();
    let records = scene.state.deleted.take().map(|(_, records)| records).unwrap_or_default();
    let mut back = None;
    card(ui, |ui| {
        if waits {
            status(ui, &say!("win-wait"));
        } else if records.is_empty() {
            body(ui, say!("win-deleted-none"));
        }
        for (place, record) in records.iter().enumerate() {
            if place > 0 {
                hairline(ui);
            }
            let told = titles::told(scene.view, kind, &record.fields, scene.zone);
            let said: Vec<String> = told.into_iter().map(|(_, value)| value).collect();
            let title = say::first_line(&said.join(" · "));
            strong(ui, &title);
            let (bring, name) =
                (say!("win-bring-back"), say!("win-bring-back-name", title = &title));
            if ui.add(Button::quiet(&bring).small().named(&name)).clicked() {
                back = Some(record.id);
            }
        }
    });
    match back {
        Some(id) => {
            scene.ask(Command::Undelete { id }, Then::Say(Toast::say(say!("win-brought-back"))));
            // To where it is again.
            let route =
                if kind == "person" { Route::People } else { Route::Records(kind.to_owned()) };
            scene.go(route);
        }
        None => scene.state.deleted = Some((kind.to_owned(), records)),
    }
}
