//! Talks that come back, such as a week's hour with a sponsor: what to bring, the talk itself, and the next
//! day. With somebody without Kith all of it is kept aside; with a guest it lies in the own half.

mod kept;
mod meet;
mod prepare;

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::agenda;
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::widgets::{Button, Row, card, heading, muted};

pub use kept::days;
pub use meet::meet_ui;
pub use prepare::prepare_ui;

/// What is being written for a talk, and what is kept for whom it is with.
#[derive(Default)]
pub struct Talks {
    kept: kept::Kept,
    person: Option<RecordId>,
    /// The list with which the talk that goes on began.
    list: Option<RecordId>,
    /// What was picked from the week, as it will stand on the list.
    picked: Vec<(RecordId, String)>,
    /// Whether a fourth thing was picked.
    is_too_much: bool,
    own: String,
    day: String,
    fault: bool,
    heard: String,
    is_right: Option<bool>,
    fix: String,
    mine: String,
    theirs: String,
}

impl Talks {
    /// What is written is for one person; for another one starts afresh.
    fn be_with(&mut self, person: RecordId) {
        if self.person != Some(person) {
            let kept = std::mem::take(&mut self.kept);
            *self = Talks { kept, person: Some(person), ..Talks::default() };
        }
    }
}

/// On a person's page: when the next talk is, and the ways to it.
pub fn talks_card_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId, name: &str) {
    let list = kept::open_list(scene, person);
    let day = list.as_ref().and_then(|list| agenda::ON.of(list)).map(str::to_owned);
    card(ui, |ui| {
        heading(ui, 2, &say!("flow-talks"), None);
        muted(
            ui,
            match day.as_deref().and_then(day_words) {
                Some(day) => say!("flow-talks-next", day = day),
                None => say!("flow-talks-none"),
            },
        );
        ui.horizontal_wrapped(|ui| {
            let (prepare, meet) = (say!("flow-prepare", name = name), say!("flow-meet"));
            if ui.add(Button::quiet(&prepare)).clicked() {
                scene.go(Route::Prepare(person));
            }
            if ui.add(Button::quiet(&meet)).clicked() {
                scene.go(Route::Meet(person));
            }
        });
    });
}

/// On Today: a talk that is today or tomorrow.
pub fn soon_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(today) = say::date(scene.view.now, scene.zone) else {
        return;
    };
    let mut soon = Vec::new();
    for (person, day) in days(scene) {
        let name = scene.name_of(person);
        if day == today {
            soon.push((person, say!("flow-talks-today", name = name)));
        } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
            soon.push((person, say!("flow-talks-tomorrow", name = name)));
        }
    }
    for (person, text) in soon {
        card(ui, |ui| {
            if ui.add(Row::new(&text).detail(&say!("flow-talks-soon-what"))).clicked() {
                scene.go(Route::Prepare(person));
            }
        });
    }
}

/// A day as one would tell it.
fn day_words(day: &str) -> Option<String> {
    let day: jiff::civil::Date = day.parse().ok()?;
    Some(day.strftime("%A %-d %B").to_string())
}
