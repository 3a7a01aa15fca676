//! Exactly what one person can open.

use egui::Ui;
use kith_core::{Command, RecordId};
use kith_words::{kind_name, say, section_name};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::titles;
use crate::widgets::{Mood, body, card, hairline, heading, muted, notice, status, strong};

/// Asks for it and goes there.
pub fn open(scene: &mut Scene<'_>, person: RecordId) {
    scene.state.viewed = None;
    scene.ask(Command::ViewAs { person }, Then::Viewed(person));
    scene.go(Route::ViewAs(person));
}

/// Draws it.
pub fn view_as_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    let name = scene.name_of(person);
    let title = say!("win-viewing-as", name = &name);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    notice(ui, Mood::Info, &say!("win-viewing-what", name = &name), &[], |_| ());
    let Some((_, sections)) = scene.state.viewed.as_ref().filter(|(whose, _)| *whose == person)
    else {
        status(ui, &say!("win-wait"));
        return;
    };
    if sections.iter().all(|section| section.records.is_empty()) {
        body(ui, say!("win-viewing-nothing", name = &name));
    }
    for section in sections.iter().filter(|section| !section.records.is_empty()) {
        card(ui, |ui| {
            heading(ui, 2, &section_name(&section.section), None);
            for record in &section.records {
                hairline(ui);
                strong(ui, kind_name(&record.kind));
                let told = titles::told(scene.view, &record.kind, &record.fields, scene.zone);
                for (label, value) in told {
                    muted(ui, say::labelled(&label, &value));
                }
            }
        });
    }
}
