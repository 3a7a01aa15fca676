//! A pairing as it goes on: the code, the four words, the end. The same for people and devices,
//! and on both sides.

use egui::{Ui, Vec2};
use kith_core::{Command, PairingStage, PairingView};
use kith_words::say;

use super::kit::numbered_words_ui;
use crate::say;
use crate::tokens::space;
use crate::widgets::{
    Button, Field, Mood, Weight, body, heading, list, muted, notice, plate, status,
};

/// Whether it still waits for something.
pub fn is_open(view: &PairingView) -> bool {
    !matches!(view.stage, PairingStage::Paired | PairingStage::Ended(_))
}

/// Draws how far it has come. Returns what was asked for.
pub fn pairing_ui(ui: &mut Ui, view: &PairingView) -> Option<Command> {
    match &view.stage {
        PairingStage::Starting => {
            status(ui, &say!("win-pair-starting"));
            cancel_ui(ui)
        }
        PairingStage::Waiting { ticket, words, .. } => waiting_ui(ui, view, ticket, words),
        PairingStage::Compare { words, answered } => compare_ui(ui, view, words, *answered),
        PairingStage::Finishing => {
            status(ui, &say!("win-pair-finishing"));
            None
        }
        PairingStage::Paired => {
            let next = match (view.device, view.granting) {
                (true, _) => say!("win-pair-done-device"),
                (false, true) => say!("win-pair-done-share"),
                (false, false) => say!("win-pair-done-joined"),
            };
            notice(ui, Mood::Good, &say!("win-pair-done"), &[&next], |_| ());
            None
        }
        PairingStage::Ended(trouble) => {
            let said = say::trouble(trouble);
            notice(ui, Mood::Trouble, &said.what, &[&said.safe, &said.next], |_| ());
            None
        }
    }
}

fn waiting_ui(ui: &mut Ui, view: &PairingView, ticket: &str, words: &[String]) -> Option<Command> {
    heading(ui, 2, &say!("win-pair-code"), None);
    let valid = if view.device { say!("win-pair-for-device") } else { say!("win-pair-for-person") };
    body(ui, valid);
    // A field, so that it can be selected and read letter by letter; what is typed into it is lost.
    let mut shown = ticket.to_owned();
    Field::new(&say!("win-pair-ticket")).rows(2).show(ui, &mut shown, None);
    ui.horizontal_wrapped(|ui| {
        let copy = say!("win-pair-copy");
        if ui.add(Button::quiet(&copy)).clicked() {
            ui.ctx().copy_text(ticket.to_owned());
        }
    });
    muted(ui, say!("win-pair-words"));
    numbered_words_ui(ui, &say!("win-pair-words"), words);
    status(ui, &say!("win-pair-waiting"));
    cancel_ui(ui)
}

fn compare_ui(
    ui: &mut Ui,
    view: &PairingView,
    words: &[String],
    answered: bool,
) -> Option<Command> {
    heading(ui, 2, &say!("win-pair-compare"), None);
    let how = match view.device {
        true => say!("win-pair-compare-device"),
        false => say!("win-pair-compare-how"),
    };
    body(ui, how);
    four_ui(ui, &say!("win-pair-four"), words);
    if answered {
        status(ui, &say!("win-pair-answered"));
        return cancel_ui(ui);
    }
    ui.horizontal_wrapped(|ui| {
        let (yes, no) = (say!("win-pair-match"), say!("win-pair-differ"));
        let yes = ui.add(Button::primary(&yes)).clicked();
        let no = ui.add(Button::quiet(&no)).clicked();
        (yes || no).then_some(Command::PairAnswer { they_match: yes })
    })
    .inner
}

/// The four words, each on a plate of its own, to be read out one by one.
fn four_ui(ui: &mut Ui, name: &str, words: &[String]) {
    list(ui, name, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(space::S);
            for word in words {
                plate(ui, word);
            }
        });
    });
}

fn cancel_ui(ui: &mut Ui) -> Option<Command> {
    let cancel = say!("win-pair-cancel");
    let pressed = ui.add(Button::new(Weight::Plain, &cancel).flush()).clicked();
    pressed.then_some(Command::CancelInvite)
}
