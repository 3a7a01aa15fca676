//! The first run: who Kith is for, a passphrase, the kit, and the kit once more.

use egui::Ui;
use kith_core::{Command, PairingStage, PairingView, Trouble};
use kith_words::say;
use zeroize::Zeroize as _;

use super::kit::{KitForm, kit_form_ui, numbered_words_ui};
use super::{door_ui, pairing};
use crate::link::Link;
use crate::say;
use crate::scene;
use crate::state::{Asked, Then, UiState};
use crate::tokens::{Type, space};
use crate::widgets::{
    Arrival, Button, Field, Mood, SecretField, SecretText, Weight, body, card, heading, heading_in,
    muted, notice, status, steps,
};

/// Fewer letters than this are refused.
const LEAST_LETTERS: usize = 8;

/// How far the first run has come, and what was typed in it.
pub struct FirstRun {
    step: Step,
    arrival: Arrival,
    name: String,
    device_name: String,
    passphrase: SecretText,
    again: SecretText,
    ticket: SecretText,
    address: String,
    fault: Option<String>,
    trouble: Option<Trouble>,
    words: Vec<String>,
    kit: KitForm,
    kit_right: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Welcome,
    Passphrase,
    Making,
    Kit,
    KitTest,
    JoinDevice,
    Joining,
    Over,
}

impl Default for FirstRun {
    fn default() -> Self {
        FirstRun {
            step: Step::Welcome,
            arrival: Arrival::now(),
            name: String::new(),
            device_name: String::new(),
            passphrase: SecretText::default(),
            again: SecretText::default(),
            ticket: SecretText::default(),
            address: String::new(),
            fault: None,
            trouble: None,
            words: Vec::new(),
            kit: KitForm::default(),
            kit_right: false,
        }
    }
}

impl Drop for FirstRun {
    fn drop(&mut self) {
        self.words.zeroize();
    }
}

impl FirstRun {
    /// The vault was made; a linked device has no kit of its own.
    pub fn made(&mut self, words: Option<Vec<String>>) {
        match words {
            Some(words) => {
                self.words = words;
                self.to(Step::Kit);
            }
            None => self.to(Step::Over),
        }
    }

    /// The vault was not made.
    pub fn refused(&mut self, trouble: Trouble) {
        let step = if self.step == Step::Joining { Step::JoinDevice } else { Step::Passphrase };
        self.to(step);
        self.trouble = Some(trouble);
    }

    /// Whether a plan was made here, and not linked from another device.
    pub fn is_of_a_new_plan(&self) -> bool {
        !self.words.is_empty()
    }

    /// The kit's words were compared.
    pub fn kit_answered(&mut self, right: bool) {
        self.kit.answered(right);
        self.kit_right = right;
    }

    fn to(&mut self, step: Step) {
        self.step = step;
        self.arrival = Arrival::now();
        self.fault = None;
        self.trouble = None;
    }
}

/// Draws the step one is at. Returns whether the first run is over.
pub fn first_run_ui(
    ui: &mut Ui,
    run: &mut FirstRun,
    pairing: Option<&PairingView>,
    link: &mut Link,
    state: &mut UiState,
) -> bool {
    door_ui(ui, |ui| {
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::L;
            if let Some(trouble) = &run.trouble {
                let said = say::trouble(trouble);
                notice(ui, Mood::Trouble, &said.what, &[&said.safe, &said.next], |_| ());
            }
            match run.step {
                Step::Welcome => welcome_ui(ui, run),
                Step::Passphrase => passphrase_ui(ui, run, link, state),
                Step::Making => {
                    heading(ui, 1, &say!("win-first-making"), Some(&mut run.arrival));
                    status(ui, &say!("win-first-making-wait"));
                }
                Step::Kit => kit_step_ui(ui, run),
                Step::KitTest => kit_test_ui(ui, run, link, state),
                Step::JoinDevice => join_ui(ui, run, link, state),
                Step::Joining => joining_ui(ui, run, pairing, link, state),
                Step::Over => {}
            }
        });
    });
    run.step == Step::Over
}

/// How many steps a new plan takes, and at which one is.
fn step_ui(ui: &mut Ui, step: usize) {
    const STEPS: usize = 3;
    steps(ui, step, STEPS, &say!("win-first-step", step = step, of = STEPS));
}

fn welcome_ui(ui: &mut Ui, run: &mut FirstRun) {
    let title = say!("win-first-welcome");
    heading_in(ui, 1, Type::Display, &title, Some(&mut run.arrival));
    body(ui, say!("win-first-who"));
    body(ui, say!("win-first-private"));
    body(ui, say!("flow-laptop"));
    body(ui, say!("win-first-disclaimer"));
    ui.add_space(space::S);
    let (start, other) = (say!("win-first-start"), say!("win-first-other-device"));
    if ui.add(Button::primary(&start).wide()).clicked() {
        run.to(Step::Passphrase);
    }
    if ui.add(Button::quiet(&other).wide()).clicked() {
        run.to(Step::JoinDevice);
    }
}

fn passphrase_ui(ui: &mut Ui, run: &mut FirstRun, link: &mut Link, state: &mut UiState) {
    step_ui(ui, 1);
    heading(ui, 1, &say!("win-first-passphrase"), Some(&mut run.arrival));
    body(ui, say!("win-first-passphrase-only"));
    let (name, name_help) = (say!("win-first-name"), say!("win-first-name-help"));
    Field::new(&name).help(Some(&name_help)).show(ui, &mut run.name, None);
    let entered = new_passphrase_ui(ui, run);
    ui.horizontal(|ui| {
        let (next, back) = (say!("win-next"), say!("win-back"));
        let pressed = ui.add(Button::primary(&next)).clicked();
        if (pressed || entered) && passphrase_fits(run) {
            let name = run.name.trim();
            let command = Command::Init {
                passphrase: run.passphrase.take(),
                name: (!name.is_empty()).then(|| name.to_owned()),
                device_name: Some(say!("win-device-first")),
            };
            run.again.wipe();
            run.to(Step::Making);
            scene::ask(link, state, Asked { command, then: Then::Made });
        }
        if ui.add(Button::quiet(&back)).clicked() {
            run.to(Step::Welcome);
        }
    });
}

/// Both passphrase fields, and a word on how strong it is. Returns whether Enter was pressed in the
/// second.
fn new_passphrase_ui(ui: &mut Ui, run: &mut FirstRun) -> bool {
    let (show, hide) = (say!("win-show"), say!("win-hide"));
    let (label, help) = (say!("win-passphrase"), say!("win-first-passphrase-help"));
    SecretField::new(&label, &show, &hide).help(Some(&help)).show(ui, &mut run.passphrase, None);
    if !run.passphrase.is_empty() {
        status(ui, &strength(&run.passphrase));
    }
    let again = say!("win-first-again");
    SecretField::new(&again, &show, &hide)
        .error(run.fault.as_deref())
        .show(ui, &mut run.again, None)
        .entered
}

/// How strong a passphrase is, said politely. Words count more than signs: four short ones are
/// beyond guessing and can still be typed at night.
fn strength(passphrase: &SecretText) -> String {
    let (letters, words) = (passphrase.letters(), passphrase.words());
    if letters < LEAST_LETTERS {
        say!("win-strength-short")
    } else if words >= 4 || letters >= 20 {
        say!("win-strength-strong")
    } else if words >= 3 || letters >= 12 {
        say!("win-strength-fair")
    } else {
        say!("win-strength-weak")
    }
}

fn passphrase_fits(run: &mut FirstRun) -> bool {
    run.fault = if run.passphrase.letters() < LEAST_LETTERS {
        Some(say!("win-strength-short"))
    } else if !run.passphrase.same_as(&run.again) {
        Some(say!("win-first-again-differs"))
    } else {
        None
    };
    run.fault.is_none()
}

fn kit_step_ui(ui: &mut Ui, run: &mut FirstRun) {
    step_ui(ui, 2);
    heading(ui, 1, &say!("win-kit-title"), Some(&mut run.arrival));
    body(ui, say!("win-kit-what"));
    body(ui, say!("win-kit-once"));
    numbered_words_ui(ui, &say!("win-kit-words"), &run.words);
    ui.horizontal_wrapped(|ui| {
        let (next, skip) = (say!("win-kit-written"), say!("win-kit-skip"));
        if ui.add(Button::primary(&next)).clicked() {
            run.to(Step::KitTest);
        }
        if ui.add(Button::quiet(&skip)).clicked() {
            run.to(Step::Over);
        }
    });
    muted(ui, say!("win-kit-skip-means"));
}

fn kit_test_ui(ui: &mut Ui, run: &mut FirstRun, link: &mut Link, state: &mut UiState) {
    step_ui(ui, 3);
    heading(ui, 1, &say!("win-kit-test-title"), Some(&mut run.arrival));
    if run.kit_right {
        notice(ui, Mood::Good, &say!("win-kit-right"), &[], |_| ());
        let start = say!("win-kit-start");
        if ui.add(Button::primary(&start).wide()).clicked() {
            run.to(Step::Over);
        }
        return;
    }
    body(ui, say!("win-kit-test-why"));
    if let Some(words) = kit_form_ui(ui, &mut run.kit) {
        let asked = Asked { command: Command::KitTest { words }, then: Then::KitTested };
        scene::ask(link, state, asked);
    }
    ui.horizontal(|ui| {
        let (back, skip) = (say!("win-kit-see-again"), say!("win-kit-skip"));
        if ui.add(Button::quiet(&back)).clicked() {
            run.kit = KitForm::default();
            run.to(Step::Kit);
        }
        if ui.add(Button::new(Weight::Plain, &skip)).clicked() {
            run.to(Step::Over);
        }
    });
}

fn join_ui(ui: &mut Ui, run: &mut FirstRun, link: &mut Link, state: &mut UiState) {
    heading(ui, 1, &say!("win-first-join"), Some(&mut run.arrival));
    body(ui, say!("win-first-join-how"));
    let (show, hide) = (say!("win-show"), say!("win-hide"));
    let ticket = say!("win-join-ticket");
    SecretField::new(&ticket, &show, &hide).rows(2).show(ui, &mut run.ticket, None);
    let (at, at_help) = (say!("win-join-at"), say!("win-join-at-help"));
    Field::new(&at).help(Some(&at_help)).show(ui, &mut run.address, None);
    let name = say!("win-first-device-name");
    Field::new(&name).show(ui, &mut run.device_name, None);
    let entered = new_passphrase_ui(ui, run);
    ui.horizontal(|ui| {
        let (next, back) = (say!("win-next"), say!("win-back"));
        let pressed = ui.add(Button::primary(&next)).clicked();
        if (pressed || entered) && !run.ticket.is_empty() && passphrase_fits(run) {
            let filled = |text: &str| {
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            };
            let command = Command::JoinAsDevice {
                ticket: run.ticket.take(),
                at: filled(&run.address),
                device_name: filled(&run.device_name).or_else(|| Some(say!("win-device-another"))),
                passphrase: run.passphrase.take(),
            };
            run.again.wipe();
            run.to(Step::Joining);
            scene::ask(link, state, Asked { command, then: Then::Made });
        }
        if ui.add(Button::quiet(&back)).clicked() {
            run.to(Step::Welcome);
        }
    });
}

fn joining_ui(
    ui: &mut Ui,
    run: &mut FirstRun,
    pairing: Option<&PairingView>,
    link: &mut Link,
    state: &mut UiState,
) {
    heading(ui, 1, &say!("win-first-join"), Some(&mut run.arrival));
    match pairing {
        Some(view) => {
            if let Some(command) = pairing::pairing_ui(ui, view) {
                scene::ask(link, state, Asked { command, then: Then::Paired });
            }
            if view.stage == PairingStage::Paired {
                run.to(Step::Over);
            }
        }
        None => status(ui, &say!("win-pair-starting")),
    }
}
