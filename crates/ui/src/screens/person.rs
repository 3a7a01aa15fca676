//! One person: how to reach them, what they see, and what was said between the two.

use egui::Ui;
use kith_core::kinds::{person, reach};
use kith_core::{BetweenAct, Command, GuestView, Record, RecordId};
use kith_words::{choice_label, kind_name, say, section_name};
use serde_json::{Map, Value as Json};

use crate::own_words::relation_named;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::{Dialog, Then};
use crate::titles;
use crate::tokens::space;
use crate::widgets::{
    Button, Field, Weight, body, bubble, card, chip, hairline, heading, list, muted, strong,
};

/// Draws it.
pub fn person_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let Some(view) = scene.person(id).cloned() else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    heading(ui, 1, &view.name, Some(&mut scene.state.arrival));
    if let Some(record) = scene.record(id).map(|(_, record)| record.clone()) {
        card(ui, |ui| contact_ui(ui, scene, &record));
        super::both::both_ui(ui, scene, &record);
    }
    super::talks::talks_card_ui(ui, scene, id, &view.name);
    match &view.guest {
        None => card(ui, |ui| {
            heading(ui, 2, &say!("win-person-kith"), None);
            body(ui, say!("win-person-no-kith", name = &view.name));
            let invite = say!("win-person-invite", name = &view.name);
            if ui.add(Button::primary(&invite)).clicked() {
                scene.go(Route::Invite(id));
            }
        }),
        Some(guest) => {
            card(ui, |ui| {
                heading(ui, 2, &say!("win-sharing-with", name = &view.name), None);
                ui.horizontal_wrapped(|ui| {
                    if guest.sees.is_empty() {
                        body(ui, say!("win-cell-nothing"));
                    }
                    for (section, _) in &guest.sees {
                        chip(ui, &section_name(section));
                    }
                });
                muted(ui, delivered(scene, guest, &view.name));
                ui.horizontal_wrapped(|ui| {
                    let (share, as_them) =
                        (say!("win-person-share"), say!("win-view-as", name = &view.name));
                    if ui.add(Button::quiet(&share)).clicked() {
                        scene.go(Route::Sharing);
                    }
                    if ui.add(Button::quiet(&as_them)).clicked() {
                        super::view_as::open(scene, id);
                    }
                });
            });
            card(ui, |ui| between_ui(ui, scene, id, &view.name, guest))
        }
    };
}

fn contact_ui(ui: &mut Ui, scene: &mut Scene<'_>, record: &Record) {
    heading(ui, 2, &say!("win-person-reach"), None);
    let choice = |field: &str, text: &str| choice_label("person", field, text);
    if let Some(relation) = person::RELATION.of(record) {
        muted(ui, relation_named(scene.view, relation));
    }
    for contact in person::CONTACTS.of(record).unwrap_or_default() {
        let text = |name: &str| contact.get(name).and_then(kith_core::Value::as_text);
        ui.horizontal_wrapped(|ui| {
            strong(ui, text("value").unwrap_or_default());
            if let Some(sort) = text("sort") {
                muted(ui, choice("contacts-sort", sort));
            }
        });
    }
    if let Some(times) = person::GOOD_TIMES.of(record) {
        body(ui, say!("win-person-times", times = times));
    }
    let roles = person::ROLES.of(record).unwrap_or_default();
    if !roles.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for role in roles {
                chip(ui, &choice("roles", role));
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        let (edit, remove) = (say!("win-edit"), say!("win-remove"));
        if ui.add(Button::quiet(&edit)).clicked() {
            scene.go(Route::Edit(record.id));
        }
        if ui.add(Button::new(Weight::Plain, &remove)).clicked() {
            scene.open(Dialog::Remove { id: record.id, kind: record.kind.to_string() });
        }
    });
}

/// How far what is shared has come: always with its moment, never a bare tick.
fn delivered(scene: &Scene<'_>, guest: &GuestView, name: &str) -> String {
    let when = guest.delivered_as_of.map(|at| say::moment(at, scene.view.now, scene.zone));
    match (guest.waiting, when) {
        (0, Some(when)) => say!("win-delivered", when = when),
        (0, None) => say!("win-delivered-never", name = name),
        (count, _) => say!("win-waiting", count = count, name = name),
    }
}

fn between_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId, name: &str, guest: &GuestView) {
    let title = say!("win-between", name = name);
    heading(ui, 2, &title, None);
    super::still_reading_ui(ui, scene);
    if guest.between.is_empty() && scene.view.whole {
        muted(ui, say!("win-between-none"));
    }
    list(ui, &title, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        for (mine, record) in &guest.between {
            let who = if *mine { say!("win-you") } else { name.to_owned() };
            let when = say::moment(record.created, scene.view.now, scene.zone);
            bubble(ui, *mine, |ui| {
                match reach::TEXT.of(record) {
                    Some(text) => body(ui, text),
                    None => body(ui, kind_name(&record.kind)),
                };
                if record.kind != reach::NAME_OF_KIND && record.kind != "reply" {
                    let fields = record.fields_json();
                    for (label, value) in
                        titles::told(scene.view, &record.kind, &fields, scene.zone)
                    {
                        muted(ui, say::labelled(&label, &value));
                    }
                }
                muted(ui, say!("win-who-when", who = who, when = when));
            });
        }
    });
    hairline(ui);
    let mut text = scene.state.messages.remove(&id).unwrap_or_default();
    let (label, help) =
        (say!("win-between-write", name = name), say!("win-between-write-help", name = name));
    Field::new(&label).help(Some(&help)).rows(3).show(ui, &mut text, None);
    let send = say!("win-between-send");
    let pressed = ui.add(Button::primary(&send)).clicked() || scene.done;
    if pressed && !text.trim().is_empty() && !scene.busy() {
        let mut fields = Map::new();
        fields.insert(reach::TEXT.name().to_owned(), Json::from(text.trim()));
        let act = BetweenAct::Add { kind: reach::NAME_OF_KIND.to_owned(), fields };
        scene.ask(Command::Between { person: id, act }, Then::Told(id));
    }
    scene.state.messages.insert(id, text);
}
