//! What Kith is and is not, help in general, and the keys.

use egui::{Grid, Ui, Vec2};
use kith_words::say;

use super::lock::help_now_ui;
use crate::keys::KEYS;
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{body, card, heading, muted, strong};

/// Draws it.
pub fn help_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-help"), Some(&mut scene.state.arrival));
    help_now_ui(ui);
    card(ui, |ui| {
        heading(ui, 2, &say!("win-help-what"), None);
        body(ui, say!("win-first-disclaimer"));
        body(ui, say!("win-help-saved"));
        body(ui, say!("win-help-sharing"));
    });
    card(ui, |ui| {
        heading(ui, 2, &say!("win-help-keys"), None);
        Grid::new("kith-keys").num_columns(2).spacing(Vec2::new(space::XL, space::S)).show(
            ui,
            |ui| {
                let mut last = "";
                for line in KEYS {
                    if line.words == last {
                        continue;
                    }
                    last = line.words;
                    strong(ui, ui.ctx().format_shortcut(&line.shortcut));
                    body(ui, kith_words::say(line.words, &[]));
                    ui.end_row();
                }
            },
        );
    });
    muted(ui, say!("win-help-fonts"));
}
