//! Settings of this device. Each applies at once.

use egui::Ui;
use kith_core::Command;
use kith_words::say;

use crate::news::{APPEARANCE, TEXT_SIZE, appearance_name};
use crate::route::Route;
use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::{self, Appearance, TextSize};
use crate::widgets::{Choice, Row, card, choices, heading, muted};

/// Draws them.
pub fn settings_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    appearance: &mut Appearance,
    text_size: &mut TextSize,
) {
    heading(ui, 1, &say!("win-settings"), Some(&mut scene.state.arrival));
    super::unread_settings::unread_settings_ui(ui, scene);
    card(ui, |ui| {
        heading(ui, 2, &say!("win-look"), None);
        let looks = [
            Choice { value: Appearance::Follow, text: say!("win-look-follow") },
            Choice { value: Appearance::Light, text: say!("win-look-light") },
            Choice { value: Appearance::Dark, text: say!("win-look-dark") },
        ];
        let mut look = Some(*appearance);
        let looked = choices(ui, &say!("win-look-colours"), &looks, &mut look);
        let sizes = TextSize::ALL.map(|size| Choice {
            value: size,
            text: say!("win-per-cent", number = size.percent()),
        });
        let mut text = Some(*text_size);
        let sized = choices(ui, &say!("win-look-text"), &sizes, &mut text);
        muted(ui, say!("win-look-zoom"));
        if looked && let Some(look) = look {
            *appearance = look;
            let value = appearance_name(look).to_owned();
            scene.ask(Command::ConfigSet { key: APPEARANCE.to_owned(), value }, Then::Nothing);
        }
        if sized && let Some(text) = text {
            *text_size = text;
            let value = text.percent().to_string();
            scene.ask(Command::ConfigSet { key: TEXT_SIZE.to_owned(), value }, Then::Nothing);
        }
        if looked || sized {
            tokens::apply(ui.ctx(), *appearance, *text_size);
        }
    });
    muted(ui, say!("win-settings-here"));
    card(ui, |ui| {
        let own = say!("look-own-words");
        if ui.add(Row::new(&own).detail(&say!("look-own-words-row"))).clicked() {
            scene.state.own_words = Default::default();
            scene.go(Route::OwnWords);
        }
    });
}
