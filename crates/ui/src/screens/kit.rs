//! The kit's words: shown once, typed back once.

use egui::Ui;
use kith_core::Command;
use kith_words::say;
use secrecy::SecretString;

use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::{self, size, space};
use crate::widgets::{
    Button, Mood, SecretField, SecretText, body, heading, list, muted, notice, numbered_word,
};

/// The words of a kit.
const WORDS: usize = 24;

/// The words as they are typed back.
pub struct KitForm {
    typed: SecretText,
    answer: Option<Answered>,
    waiting: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answered {
    Right,
    Wrong,
    TooFew(usize),
}

impl Default for KitForm {
    fn default() -> Self {
        // The words lie on paper beside the keyboard; typing 24 of them unseen would only add slips.
        KitForm { typed: SecretText::in_sight(), answer: None, waiting: false }
    }
}

impl KitForm {
    /// Whether the words were right.
    pub fn answered(&mut self, right: bool) {
        self.answer = Some(if right { Answered::Right } else { Answered::Wrong });
        self.waiting = false;
    }
}

/// Words in columns, each with its number, to be copied by hand or said aloud. `name` is what a
/// reader calls the list.
pub fn numbered_words_ui(ui: &mut Ui, name: &str, words: &[String]) {
    let widest = size::WORD * tokens::scale(ui);
    let columns = ((ui.available_width() / widest) as usize).clamp(1, 4);
    // Full columns: 24 words stand in 2, 3 or 4, 12 words too.
    let columns = (1..=columns).rev().find(|count| words.len().is_multiple_of(*count)).unwrap_or(1);
    let width = ui.available_width() / columns as f32;
    let rows = words.len().div_ceil(columns);
    list(ui, name, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            // Down the columns, as one writes them and as a reader says them.
            let numbered: Vec<(usize, &String)> = (1..).zip(words).collect();
            for column in numbered.chunks(rows.max(1)) {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    for (number, word) in column {
                        numbered_word(ui, width, *number, word);
                    }
                });
            }
        });
    });
}

/// The field for the words. Returns them when they are to be compared.
pub fn kit_form_ui(ui: &mut Ui, form: &mut KitForm) -> Option<SecretString> {
    match form.answer {
        Some(Answered::Wrong) => {
            let (what, next) = (say!("win-kit-wrong"), say!("win-kit-wrong-next"));
            notice(ui, Mood::Trouble, &what, &[&next], |_| ());
        }
        Some(Answered::TooFew(count)) => {
            let (what, next) = (say!("win-kit-short", count = count), say!("win-kit-short-next"));
            notice(ui, Mood::Look, &what, &[&next], |_| ());
        }
        Some(Answered::Right) | None => {}
    }
    let (show, hide) = (say!("win-show"), say!("win-hide"));
    let words = say!("win-kit-type");
    let typed = SecretField::new(&words, &show, &hide).rows(4).show(ui, &mut form.typed, None);
    muted(ui, say!("win-kit-count", count = form.typed.words()));
    let compare = say!("win-kit-compare");
    let pressed = ui.add(Button::primary(&compare)).clicked();
    let complete = form.typed.words() == WORDS;
    if (pressed || typed.entered) && !form.waiting {
        if !complete {
            form.answer = Some(match form.typed.words() {
                count @ ..WORDS => Answered::TooFew(count),
                _ => Answered::Wrong,
            });
            return None;
        }
        form.waiting = true;
        // A copy, so that one slip of the finger does not cost 24 words.
        return Some(form.typed.copy());
    }
    None
}

/// Typing the words back, later.
pub fn kit_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-kit-test-title"), Some(&mut scene.state.arrival));
    if scene.view.kit_tested {
        notice(ui, Mood::Good, &say!("win-kit-right"), &[], |_| ());
        return;
    }
    body(ui, say!("win-kit-test-why"));
    if let Some(words) = kit_form_ui(ui, &mut scene.state.kit) {
        scene.ask(Command::KitTest { words }, Then::KitTested);
    }
    if scene.state.kit.answer == Some(Answered::Right) {
        notice(ui, Mood::Good, &say!("win-kit-right"), &[], |_| ());
    }
}
