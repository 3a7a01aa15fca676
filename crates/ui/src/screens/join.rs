//! Answering somebody's code: one becomes their guest, and they become one's own.

use egui::Ui;
use kith_core::{Command, RecordId};
use kith_words::say;

use super::pairing::{is_open, pairing_ui};
use crate::scene::Scene;
use crate::state::Then;
use crate::widgets::{
    Button, Choice, Field, SecretField, SecretText, body, card, choices, heading,
};

/// The code that is being answered.
#[derive(Debug, Default)]
pub struct JoinForm {
    ticket: SecretText,
    address: String,
    person: Option<RecordId>,
    name: String,
}

/// Draws it.
pub fn join_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-join-title"), Some(&mut scene.state.arrival));
    let pairing = scene.view.pairing.as_ref();
    if let Some(view) = pairing.filter(|view| !view.granting && !view.device) {
        let asked = card(ui, |ui| pairing_ui(ui, view)).inner;
        if let Some(command) = asked {
            scene.ask(command, Then::Paired);
        }
        if is_open(view) {
            return;
        }
    }
    let people: Vec<Choice<RecordId>> = scene
        .view
        .people
        .iter()
        .filter(|person| person.guest.is_none())
        .map(|person| Choice { value: person.id, text: person.name.clone() })
        .collect();
    card(ui, |ui| {
        body(ui, say!("win-join-what"));
        let (show, hide) = (say!("win-show"), say!("win-hide"));
        let (ticket, ticket_help) = (say!("win-join-ticket"), say!("win-join-ticket-help"));
        let form = &mut scene.state.join;
        let typed = SecretField::new(&ticket, &show, &hide).help(Some(&ticket_help)).rows(2).show(
            ui,
            &mut form.ticket,
            None,
        );
        let (at, at_help) = (say!("win-join-at"), say!("win-join-at-help"));
        Field::new(&at).help(Some(&at_help)).show(ui, &mut form.address, None);
        if !people.is_empty() {
            choices(ui, &say!("win-join-who"), &people, &mut form.person);
        }
        if form.person.is_none() {
            let (name, name_help) = (say!("win-join-name"), say!("win-join-name-help"));
            Field::new(&name).help(Some(&name_help)).show(ui, &mut form.name, None);
        }
        let join = say!("win-join-do");
        let pressed = ui.add(Button::primary(&join)).clicked() || typed.entered;
        if pressed && !form.ticket.is_empty() {
            let filled = |text: &str| {
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            };
            let command = Command::Join {
                ticket: form.ticket.take(),
                at: filled(&form.address),
                person: form.person,
                name: filled(&form.name),
            };
            scene.ask(command, Then::Paired);
        }
    });
}
