//! The owner's devices, and adding one.

use egui::Ui;
use kith_core::{Command, DeviceView};
use kith_words::say;

use super::pairing::{is_open, pairing_ui};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::space;
use crate::widgets::{
    Button, Icon, body, card, chip, hairline, heading, icon, list, muted, strong,
};

/// Draws the list.
pub fn devices_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-devices"), Some(&mut scene.state.arrival));
    body(ui, say!("win-devices-what"));
    card(ui, |ui| {
        list(ui, &say!("win-devices"), |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            for (place, device) in scene.view.devices.iter().enumerate() {
                if place > 0 {
                    hairline(ui);
                }
                device_ui(ui, scene, device);
            }
        });
    });
    let add = say!("win-devices-add");
    if ui.add(Button::primary(&add)).clicked() {
        scene.go(Route::LinkDevice);
    }
}

fn device_ui(ui: &mut Ui, scene: &Scene<'_>, device: &DeviceView) {
    ui.horizontal_wrapped(|ui| {
        icon(ui, Icon::Screen);
        strong(ui, name(device));
        if device.this {
            chip(ui, &say!("win-device-this"));
        }
        if device.lead {
            chip(ui, &say!("win-device-lead"));
        }
    });
    let Some(link) = &device.link else {
        return;
    };
    let when = link.in_step_as_of.map(|at| say::moment(at, scene.view.now, scene.zone));
    let state = match (link.waiting, when) {
        (0, Some(when)) => say!("win-device-in-step", when = when),
        (0, None) => say!("win-device-not-yet"),
        (count, _) => say!("win-device-waiting", count = count),
    };
    muted(ui, state);
    if let Some(why) = link.why {
        muted(ui, say::why(why));
    }
}

/// What the owner calls it. One that was never named is told by the start of its number, which says
/// nothing to a person.
fn name(device: &DeviceView) -> String {
    let number = device.id.to_string();
    if device.name.is_empty() || number.starts_with(&device.name) {
        say!("win-device-unnamed")
    } else {
        device.name.clone()
    }
}

/// Adding one.
pub fn link_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-devices-add"), Some(&mut scene.state.arrival));
    if let Some(view) = scene.view.pairing.as_ref().filter(|view| view.device) {
        let asked = card(ui, |ui| pairing_ui(ui, view)).inner;
        if let Some(command) = asked {
            scene.ask(command, Then::Paired);
        }
        if is_open(view) {
            return;
        }
    }
    card(ui, |ui| {
        body(ui, say!("win-link-what"));
        muted(ui, say!("win-link-passphrase"));
        let make = say!("win-invite-make");
        if ui.add(Button::primary(&make)).clicked() {
            scene.ask(Command::Link, Then::Paired);
        }
    });
}
