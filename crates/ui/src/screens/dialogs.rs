//! The dialogs: the passphrase once more, before sharing, before it ends, before a delete.

use egui::Ui;
use kith_core::kinds::{self, Ceiling, SectionInfo, Span};
use kith_core::{Command, RecordId};
use kith_words::{say, section_name};

use crate::say;
use crate::scene::Scene;
use crate::state::{Asked, Dialog, Then, Toast, Undoing};
use crate::widgets::{
    Arrival, Button, Mood, SecretField, SecretText, Weight, body, modal, muted, notice,
};

/// Whether a section is shared as it stands rather than as a log from some day on.
pub fn stands(section: &SectionInfo) -> bool {
    section.span == Span::Standing
}

/// What a dialog came to in this frame.
enum End {
    /// It stays open.
    Open,
    /// It was closed without anything.
    Closed,
    /// It asked for something.
    Ask(Box<Asked>),
}

impl End {
    fn ask(command: Command, then: Then) -> Self {
        End::Ask(Box::new(Asked { command, then }))
    }
}

/// Draws the open dialog, if there is one. `done` is Ctrl+Enter.
pub fn dialog_ui(ui: &mut Ui, scene: &mut Scene<'_>, done: bool) {
    let Some(mut dialog) = scene.state.dialog.take() else {
        return;
    };
    let mut arrival = std::mem::take(&mut scene.state.dialog_arrival);
    let end = match &mut dialog {
        Dialog::StepUp { passphrase, wrong, .. } => {
            step_up_ui(ui, &mut arrival, passphrase, *wrong)
        }
        Dialog::Share { section, person } => {
            share_ui(ui, scene, &mut arrival, section, *person, done)
        }
        Dialog::StopSharing { section, person } => {
            stop_ui(ui, scene, &mut arrival, section, *person)
        }
        Dialog::Remove { id, kind } => remove_ui(ui, scene, &mut arrival, *id, kind),
        Dialog::CloseUnsaved => close_unsaved_ui(ui, scene, &mut arrival),
    };
    scene.state.dialog_arrival = arrival;
    match end {
        End::Open => scene.state.dialog = Some(dialog),
        End::Closed => {}
        End::Ask(asked) => {
            if matches!(asked.then, Then::SteppedUp) {
                // It closes when the passphrase was taken.
                scene.state.dialog = Some(dialog);
            }
            if matches!(asked.command, Command::Remove { .. }) {
                scene.back();
            }
            scene.ask(asked.command, asked.then);
        }
    }
}

/// Two buttons side by side. Returns which was pressed: the first, the second.
fn buttons_ui(ui: &mut Ui, weight: Weight, go: &str, close: &str) -> (bool, bool) {
    ui.horizontal_wrapped(|ui| {
        let go = ui.add(Button::new(weight, go)).clicked();
        (go, ui.add(Button::quiet(close)).clicked())
    })
    .inner
}

fn step_up_ui(ui: &Ui, arrival: &mut Arrival, passphrase: &mut SecretText, wrong: bool) -> End {
    modal(ui, "step-up", &say!("win-step-title"), arrival, |ui, arrival| {
        body(ui, say!("win-step-why"));
        let (label, show, hide) = (say!("win-passphrase"), say!("win-show"), say!("win-hide"));
        let fault = wrong.then(|| say!("win-step-wrong"));
        let typed = SecretField::new(&label, &show, &hide).error(fault.as_deref()).show(
            ui,
            passphrase,
            Some(arrival),
        );
        let (go, close) =
            buttons_ui(ui, Weight::Primary, &say!("win-continue"), &say!("win-cancel"));
        if (go || typed.entered) && !passphrase.is_empty() {
            let command = Command::StepUp { passphrase: passphrase.take() };
            return End::ask(command, Then::SteppedUp);
        }
        if close { End::Closed } else { End::Open }
    })
}

fn share_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    arrival: &mut Arrival,
    section: &str,
    person: RecordId,
    done: bool,
) -> End {
    let name = scene.name_of(person);
    let named = section_name(section);
    let info = kinds::section(section);
    let title = say!("win-share-title", section = &named, name = &name);
    modal(ui, "share", &title, arrival, |ui, _| {
        // From today on: what was written before would have to be sealed anew for the reader.
        body(ui, say!("win-share-means-today", section = &named, name = &name));
        if info.is_some_and(|info| matches!(info.ceiling, Ceiling::Warned | Ceiling::Asked)) {
            notice(ui, Mood::Look, &say!("win-share-warned"), &[], |_| ());
        }
        muted(ui, say!("win-share-stop-any-time"));
        muted(ui, say!("win-share-ninety"));
        let share = say!("win-share-do");
        let (go, close) = buttons_ui(ui, Weight::Primary, &share, &say!("win-not-now"));
        if go || done {
            let command = Command::Share {
                section: section.to_owned(),
                person,
                with_past: false,
                until: None,
            };
            let said = say!("win-share-done", section = &named, name = &name);
            return End::ask(command, Then::Say(Toast::say(said)));
        }
        if close { End::Closed } else { End::Open }
    })
}

fn stop_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    arrival: &mut Arrival,
    section: &str,
    person: RecordId,
) -> End {
    let name = scene.name_of(person);
    let named = section_name(section);
    let title = say!("win-stop-title", section = &named, name = &name);
    modal(ui, "stop", &title, arrival, |ui, _| {
        body(ui, say!("win-stop-means", name = &name));
        notice(ui, Mood::Look, &say!("win-stop-still", name = &name), &[], |_| ());
        let stop = say!("win-stop-do");
        let (go, close) = buttons_ui(ui, Weight::Primary, &stop, &say!("win-stop-keep"));
        if go {
            let command = Command::Unshare { section: section.to_owned(), person };
            let said = say!("win-stop-done", section = &named, name = &name);
            return End::ask(command, Then::Say(Toast::say(said)));
        }
        if close { End::Closed } else { End::Open }
    })
}

fn close_unsaved_ui(ui: &Ui, scene: &mut Scene<'_>, arrival: &mut Arrival) -> End {
    modal(ui, "unsaved", &say!("win-unsaved"), arrival, |ui, _| {
        body(ui, say!("win-unsaved-means"));
        let (stay, close) =
            buttons_ui(ui, Weight::Primary, &say!("win-unsaved-stay"), &say!("win-unsaved-close"));
        if close {
            scene.state.closes_unsaved = true;
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
        if stay || close { End::Closed } else { End::Open }
    })
}

fn remove_ui(ui: &Ui, scene: &Scene<'_>, arrival: &mut Arrival, id: RecordId, kind: &str) -> End {
    let title = say!("win-remove-title", kind = kith_words::kind_name(kind));
    modal(ui, "remove", &title, arrival, |ui, _| {
        body(ui, say!("win-remove-means"));
        // What was sealed to somebody stays sealed to them; only the record goes.
        let readers = kinds::kind(kind).map(|kind| scene.readers(kind.section)).unwrap_or_default();
        if !readers.is_empty() {
            body(ui, say!("win-remove-read", names = say::names(&readers)));
        }
        let remove = say!("win-remove");
        let (go, close) = buttons_ui(ui, Weight::Danger, &remove, &say!("win-remove-keep"));
        if go {
            let toast = Toast::undo(say!("win-removed"), Undoing::Deletion(id));
            return End::ask(Command::Remove { id }, Then::Say(toast));
        }
        if close { End::Closed } else { End::Open }
    })
}
