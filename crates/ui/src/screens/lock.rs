//! The lock screen: nothing personal, and general help for whoever needs it.

use egui::Ui;
use kith_core::{Command, LockedView, Trouble};
use kith_words::say;

use super::door_tools::{DoorTool, door_tools_ui};
use super::door_ui;
use super::lines::help_at_the_door_ui;
use crate::link::Link;
use crate::say;
use crate::scene;
use crate::state::{Asked, DoorState, Then, UiState};
use crate::tokens::space;
use crate::widgets::{
    self, Arrival, Button, Icon, Mood, SecretField, SecretText, Weight, card, heading, notice,
};

/// What the lock screen remembers.
pub struct LockForm {
    passphrase: SecretText,
    trouble: Option<Trouble>,
    arrival: Arrival,
    help: bool,
    tool: Option<DoorTool>,
}

impl Default for LockForm {
    fn default() -> Self {
        LockForm {
            passphrase: SecretText::default(),
            trouble: None,
            arrival: Arrival::now(),
            help: false,
            tool: None,
        }
    }
}

impl LockForm {
    /// Forgets what was typed.
    pub fn wipe(&mut self) {
        self.passphrase.wipe();
        *self = LockForm::default();
    }

    /// To the tools that need no plan. What was typed of the passphrase stays.
    pub fn open_tools(&mut self) {
        self.tool = Some(DoorTool::Choose);
        self.arrival = Arrival::now();
    }

    /// One step back in them.
    pub fn back(&mut self) {
        if let Some(tool) = self.tool {
            self.tool = (tool != DoorTool::Choose).then_some(DoorTool::Choose);
            self.arrival = Arrival::now();
        }
    }

    /// Unlocking was refused.
    pub fn refused(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble);
        self.arrival = Arrival::now();
    }
}

/// How much more of the window's height stands above the lock than above a longer page.
const LOCK_AIR: f32 = 0.06;

/// Draws it.
pub fn lock_ui(
    ui: &mut Ui,
    view: &LockedView,
    door: &mut DoorState,
    link: &mut Link,
    state: &mut UiState,
) {
    let (form, country) = (&mut door.lock, &mut door.country);
    if form.tool.is_some() {
        door_ui(ui, |ui| door_tools_ui(ui, &mut form.tool, &mut form.arrival, country));
        return;
    }
    door_ui(ui, |ui| {
        ui.add_space(ui.ctx().content_rect().height() * LOCK_AIR);
        card(ui, |ui| {
            heading(ui, 1, &say!("win-title"), None);
            let trouble = view.trouble.as_ref().or(form.trouble.as_ref());
            if let Some(trouble) = trouble {
                let said = say::trouble(trouble);
                notice(ui, Mood::Trouble, &said.what, &[&said.safe, &said.next], |_| ());
            }
            let (label, show, hide) = (say!("win-passphrase"), say!("win-show"), say!("win-hide"));
            let field = SecretField::new(&label, &show, &hide);
            let typed = field.show(ui, &mut form.passphrase, Some(&mut form.arrival));
            let unlock = say!("win-unlock");
            let pressed = ui.add(Button::primary(&unlock).wide()).clicked();
            if (pressed || typed.entered) && !form.passphrase.is_empty() {
                let command = Command::Unlock { passphrase: form.passphrase.take() };
                form.trouble = None;
                scene::ask(link, state, Asked { command, then: Then::Unlocked });
            }
        });
        let tools = say!("win-lock-tools");
        if ui.add(Button::new(Weight::Plain, &tools).icon(Icon::Wave).flush()).clicked() {
            form.open_tools();
        }
        let help = if form.help { say!("win-lock-help-hide") } else { say!("win-lock-help") };
        if ui.add(Button::new(Weight::Plain, &help).flush()).clicked() {
            form.help = !form.help;
        }
        if form.help {
            help_at_the_door_ui(ui, country);
        }
    });
}

/// While the passphrase is tried and the plan is read.
pub fn opening_ui(ui: &mut Ui) {
    door_ui(ui, |ui| {
        ui.add_space(space::XXXL);
        heading(ui, 1, &say!("win-title"), None);
        widgets::status(ui, &say!("win-opening"));
    });
}

/// A vault that cannot be used.
pub fn shut_ui(ui: &mut Ui, trouble: &Trouble) {
    door_ui(ui, |ui| {
        ui.add_space(space::XXXL);
        heading(ui, 1, &say!("win-title"), None);
        let said = say::trouble(trouble);
        notice(ui, Mood::Trouble, &said.what, &[&said.safe, &said.next], |_| ());
    });
}
