//! What Kith is and is not, help in general, and the keys.

use egui::{Ui, Vec2};
use kith_words::{HELPLINES, say};

use super::lines::danger_ui;
use crate::keys::KEYS;
use crate::say;
use crate::scene::Scene;
use crate::tokens::{self, size};
use crate::widgets::{body, card, heading, muted, strong};

/// Draws it.
pub fn help_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-help"), Some(&mut scene.state.arrival));
    danger_ui(ui, *scene.country);
    card(ui, |ui| {
        heading(ui, 2, &say!("win-help-what"), None);
        body(ui, say!("win-first-disclaimer"));
        body(ui, say!("win-help-saved"));
        body(ui, say!("win-help-sharing"));
        // Said here and not beside a number: in a hard hour it would only make somebody hesitate.
        let uncalled = HELPLINES.iter().filter(|line| line.verified_on.is_none());
        if let Some(day) = uncalled.map(|line| line.found_on).max() {
            let day = say::day_in_words(day);
            body(ui, say!("win-help-lines", help = say!("act-lines"), day = day));
        }
    });
    card(ui, |ui| {
        heading(ui, 2, &say!("win-help-keys"), None);
        let mut last = "";
        for line in
            KEYS.iter().filter(|line| std::mem::replace(&mut last, line.words) != line.words)
        {
            key_ui(
                ui,
                &ui.ctx().format_shortcut(&line.shortcut),
                &kith_words::say(line.words, &[]),
            );
        }
    });
    muted(ui, say!("win-help-fonts"));
}

/// A key and what it does, the words of all lines under each other.
fn key_ui(ui: &mut Ui, key: &str, does: &str) {
    let width = size::RAIL / 2.0 * tokens::scale(ui);
    ui.horizontal_top(|ui| {
        ui.allocate_ui(Vec2::new(width, 0.0), |ui| {
            ui.set_min_width(width);
            strong(ui, key);
        });
        body(ui, does);
    });
}
