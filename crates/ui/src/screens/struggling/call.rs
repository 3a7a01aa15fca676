//! Whom one can call, and a number large enough to be dialled from across the room.

use egui::Ui;
use kith_core::kinds::person;
use kith_core::{Record, RecordId, Value};
use kith_words::say;

use crate::route::Route;
use crate::scene::Scene;
use crate::tokens::Type;
use crate::widgets::{Button, body, card, heading, label, muted};

/// Somebody with a number.
pub struct Callable {
    /// Their record.
    pub id: RecordId,
    /// Their name.
    pub name: String,
    /// The first number they have.
    pub number: String,
    /// Whether their Kith is linked.
    pub paired: bool,
}

/// Everybody with a number: first who said yes to a call when it gets hard, then who is closest.
pub fn callable(scene: &Scene<'_>) -> Vec<Callable> {
    let mut people: Vec<(bool, i64, Callable)> = scene
        .view
        .people
        .iter()
        .filter_map(|view| {
            let (_, record) = scene.record(view.id)?;
            if person::STATUS.of(record) == Some("ended") {
                return None;
            }
            let roles = person::ROLES.of(record).unwrap_or_default();
            let asked = roles.contains(&"crisis_call");
            let callable = Callable {
                id: view.id,
                name: view.name.clone(),
                number: number(record)?,
                paired: view.guest.is_some(),
            };
            Some((!asked, person::RING.of(record).unwrap_or(i64::MAX), callable))
        })
        .collect();
    people.sort_by_key(|(not_asked, ring, one)| (*not_asked, *ring, one.id));
    people.into_iter().map(|(_, _, one)| one).collect()
}

fn number(record: &Record) -> Option<String> {
    person::CONTACTS.of(record).unwrap_or_default().iter().find_map(|contact| {
        let text = |name: &str| contact.get(name).and_then(Value::as_text);
        let can_ring = matches!(text("sort"), Some("phone" | "mobile"));
        text("value").filter(|_| can_ring).map(str::to_owned)
    })
}

/// One number, and what to do with it.
pub fn call_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let found = callable(scene).into_iter().find(|one| one.id == id);
    let Some(one) = found else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    let title = say!("win-hard-call", name = &one.name);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    let times = scene.record(id).and_then(|(_, record)| person::GOOD_TIMES.of(record));
    card(ui, |ui| {
        label(ui, Type::Huge, &one.number);
        if let Some(times) = times {
            muted(ui, say!("win-hard-call-times", times = times));
        }
        body(ui, say!("win-hard-call-how"));
        body(ui, say!("win-hard-call-say"));
    });
    if one.paired {
        let write = say!("win-shared-write", name = &one.name);
        if ui.add(Button::quiet(&write)).clicked() {
            scene.go(Route::Person(id));
        }
    }
}
