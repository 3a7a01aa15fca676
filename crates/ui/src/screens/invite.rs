//! Asking a person to link their Kith: the part they play, then the code.

use egui::Ui;
use kith_core::{Command, RecordId, Role};
use kith_words::{role_name, say};

use super::pairing::{is_open, pairing_ui};
use crate::scene::Scene;
use crate::state::Then;
use crate::widgets::{Button, Choice, body, card, choices, heading, muted};

/// The part that is being chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteForm {
    role: Option<Role>,
}

/// Draws it.
pub fn invite_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    let name = scene.name_of(person);
    let title = say!("win-invite-title", name = &name);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    let pairing = scene.view.pairing.as_ref();
    if let Some(view) = pairing.filter(|view| view.granting && view.person == Some(person)) {
        let asked = card(ui, |ui| pairing_ui(ui, view)).inner;
        if let Some(command) = asked {
            scene.ask(command, Then::Paired);
        }
        if is_open(view) {
            return;
        }
    }
    card(ui, |ui| {
        body(ui, say!("win-invite-what", name = &name));
        let roles: Vec<Choice<Role>> = Role::ALL
            .into_iter()
            .map(|role| Choice { value: role, text: role_name(role.name()) })
            .collect();
        let group = say!("win-invite-role", name = &name);
        choices(ui, &group, &roles, &mut scene.state.invite.role);
        muted(ui, say!("win-invite-role-means"));
        if scene.state.invite.role == Some(Role::Sponsor) {
            muted(ui, say!("win-invite-sponsor"));
        }
        let make = say!("win-invite-make");
        let pressed = ui.add(Button::primary(&make)).clicked();
        if pressed && let Some(role) = scene.state.invite.role {
            scene.ask(Command::Invite { person, role }, Then::Paired);
        }
    });
}
