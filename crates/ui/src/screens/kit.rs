//! The kit's words: shown once, typed back once.

use egui::{Grid, Ui, Vec2};
use kith_core::Command;
use kith_words::say;
use secrecy::SecretString;

use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::{Type, size, space};
use crate::widgets::{
    Button, Mood, SecretField, SecretText, body, heading, label, list, muted, notice,
};

/// The words of a kit.
const WORDS: usize = 24;

/// The words as they are typed back.
#[derive(Default)]
pub struct KitForm {
    typed: SecretText,
    answer: Option<bool>,
    waiting: bool,
}

impl KitForm {
    /// Whether the words were right.
    pub fn answered(&mut self, right: bool) {
        self.answer = Some(right);
        self.waiting = false;
    }
}

/// The words in columns, each with its number.
pub fn kit_words_ui(ui: &mut Ui, words: &[String]) {
    let columns = if ui.available_width() < size::DIALOG - space::XXL { 2 } else { 3 };
    list(ui, &say!("win-kit-words"), |ui| {
        Grid::new("kith-kit")
            .num_columns(columns)
            .min_col_width(ui.available_width() / columns as f32 - space::L)
            .min_row_height(0.0)
            .spacing(Vec2::new(space::M, space::XS))
            .show(ui, |ui| {
                // Down the columns, as one writes them.
                let rows = words.len().div_ceil(columns);
                for row in 0..rows {
                    for column in 0..columns {
                        let number = column * rows + row;
                        if let Some(word) = words.get(number) {
                            let text = say!("win-kit-word", number = number + 1, word = word);
                            label(ui, Type::Words, text);
                        }
                    }
                    ui.end_row();
                }
            });
    });
}

/// The field for the words. Returns them when they are to be compared.
pub fn kit_form_ui(ui: &mut Ui, form: &mut KitForm) -> Option<SecretString> {
    if form.answer == Some(false) {
        let (what, next) = (say!("win-kit-wrong"), say!("win-kit-wrong-next"));
        notice(ui, Mood::Trouble, &what, &[&next], |_| ());
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
            form.answer = Some(false);
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
    if scene.state.kit.answer == Some(true) {
        notice(ui, Mood::Good, &say!("win-kit-right"), &[], |_| ());
    }
}
