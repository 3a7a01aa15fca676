//! A plan that somebody shares: to be read, in its own colour.

use egui::Ui;
use kith_core::RootId;
use kith_words::{say, section_name};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::widgets::{Button, Mood, body, card, hairline, heading, muted, notice, strong};

/// Draws it.
pub fn shared_ui(ui: &mut Ui, scene: &mut Scene<'_>, plan: RootId) {
    let view = scene.view;
    let Some(shared) = view.shared_with_me.iter().find(|shared| shared.plan == plan) else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    let title = say!("win-shared-title", name = &shared.owner);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    let sections: Vec<String> = shared.sections.keys().map(|name| section_name(name)).collect();
    let what = say!("win-shared-what", sections = sections.join(", "));
    let as_of = match shared.as_of {
        Some(at) => {
            say!("win-shared-as-of", when = say::moment(at, view.now, scene.zone))
        }
        None => say!("win-shared-nothing"),
    };
    notice(ui, Mood::Info, &what, &[&as_of], |_| ());
    for (name, section) in &shared.sections {
        card(ui, |ui| {
            heading(ui, 2, &section_name(name), None);
            super::still_reading_ui(ui, scene);
            if section.records.is_empty() && view.whole {
                muted(ui, say!("win-shared-empty"));
            }
            for (place, record) in section.records.iter().rev().enumerate() {
                if place > 0 {
                    hairline(ui);
                }
                let (title, detail) = say::summary(record, view.now, scene.zone);
                strong(ui, title);
                if !detail.is_empty() {
                    body(ui, detail);
                }
                muted(ui, say::happened_words(record, view.now, scene.zone));
            }
        });
    }
    let write = say!("win-shared-write", name = &shared.owner);
    let person = shared.person;
    if ui.add(Button::primary(&write)).clicked() {
        scene.go(Route::Person(person));
    }
}
