//! Picking among records: a few as choices, many by typing a part of a name.

use std::collections::BTreeSet;

use egui::{Id, ScrollArea, Ui};
use kith_words::say;

use crate::tokens::{size, space};
use crate::widgets::{Choice, Field, check, choice_row, choices, list, muted, status, strong};

/// Up to so many are shown as they are.
const FEW: usize = 8;
/// So many rows of a longer list are seen at once.
const ROWS: f32 = 4.5;

/// One of them, or none.
pub fn pick_one_ui(
    ui: &mut Ui,
    label: &str,
    salt: &str,
    all: &[Choice<String>],
    taken: &mut Option<String>,
) {
    if all.len() <= FEW {
        choices(ui, label, all, taken);
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, label);
        taken_ui(ui, all, |value| taken.as_ref() == Some(value));
        finding_ui(ui, label, salt, all, |ui, fitting| {
            let fitting: Vec<Choice<String>> = fitting.into_iter().cloned().collect();
            choice_row(ui, label, &fitting, taken);
        });
    });
}

/// Any of them, under words that are there already.
pub fn pick_several_ui(
    ui: &mut Ui,
    label: &str,
    salt: &str,
    all: &[Choice<String>],
    taken: &mut BTreeSet<String>,
) {
    if all.len() <= 2 * FEW {
        ui.horizontal_wrapped(|ui| {
            for choice in all {
                tick_ui(ui, choice, taken);
            }
        });
        return;
    }
    taken_ui(ui, all, |value| taken.contains(value));
    finding_ui(ui, label, salt, all, |ui, fitting| {
        list(ui, label, |ui| {
            for choice in fitting {
                tick_ui(ui, choice, taken);
            }
        });
    });
}

fn tick_ui(ui: &mut Ui, choice: &Choice<String>, taken: &mut BTreeSet<String>) {
    let mut on = taken.contains(&choice.value);
    if check(ui, &mut on, &choice.text, None).changed() {
        if on {
            taken.insert(choice.value.clone());
        } else {
            taken.remove(&choice.value);
        }
    }
}

fn taken_ui(ui: &mut Ui, all: &[Choice<String>], is_taken: impl Fn(&String) -> bool) {
    let taken = all.iter().filter(|choice| is_taken(&choice.value));
    let taken: Vec<&str> = taken.map(|choice| choice.text.as_str()).collect();
    if !taken.is_empty() {
        muted(ui, say!("look-pick-taken", titles = taken.join(", ")));
    }
}

/// A field that narrows the list, and the list in a part of the page that scrolls for itself.
fn finding_ui(
    ui: &mut Ui,
    label: &str,
    salt: &str,
    all: &[Choice<String>],
    contents: impl FnOnce(&mut Ui, Vec<&Choice<String>>),
) {
    let id = Id::unique(("kith-pick", label, salt));
    let mut words: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let find = say!("look-pick-find", field = label);
    Field::new(&find).salt(salt).show(ui, &mut words, None);
    let wanted = words.trim().to_lowercase();
    let fitting: Vec<&Choice<String>> =
        all.iter().filter(|choice| choice.text.to_lowercase().contains(&wanted)).collect();
    status(ui, &say!("look-pick-count", count = fitting.len()));
    ui.data_mut(|data| data.insert_temp(id, words));
    let height = ROWS * (size::MAIN_TARGET + space::S);
    ScrollArea::vertical()
        .id_salt(("kith-pick-list", salt))
        .max_height(height)
        // The page scrolls too, so there is always room.
        .min_scrolled_height(height)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            contents(ui, fitting);
        });
}
