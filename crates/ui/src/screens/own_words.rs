//! The owner's own words, and tiny mode. They belong to the plan, so every device says the same.

use egui::Ui;
use kith_core::Command;
use kith_words::say;

use crate::own_words::{OwnWord, TINY, is_tiny, plan_setting};
use crate::scene::Scene;
use crate::state::{Then, Toast, Undoing};
use crate::widgets::{Button, Choice, Field, card, choices, heading, muted};

/// The words that are being written, in the order of [`OwnWord::ALL`]; nothing until the page is seen.
#[derive(Default)]
pub struct OwnWordsForm(Option<[String; OwnWord::ALL.len()]>);

/// Draws it.
pub fn own_words_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("look-own-words"), Some(&mut scene.state.arrival));
    muted(ui, say!("look-own-words-what"));
    let held = OwnWord::ALL
        .map(|word| plan_setting(scene.view, word.setting()).unwrap_or_default().to_owned());
    let mut written = scene.state.own_words.0.take().unwrap_or_else(|| held.clone());
    card(ui, |ui| {
        for (word, text) in OwnWord::ALL.into_iter().zip(&mut written) {
            let (label, usual) = (word.what(), word.usual());
            let help = say!("look-own-word-usual", word = usual);
            Field::new(&label).help(Some(&help)).show(ui, text, None);
        }
        let save = say!("look-own-words-save");
        if ui.add(Button::primary(&save)).clicked() || scene.done {
            save_words(scene, &held, &written);
        }
    });
    scene.state.own_words.0 = Some(written);
    card(ui, |ui| {
        heading(ui, 2, &say!("look-tiny"), None);
        muted(ui, say!("look-tiny-what"));
        let both = [
            Choice { value: false, text: say!("look-tiny-off") },
            Choice { value: true, text: say!("look-tiny-on") },
        ];
        let mut tiny = Some(is_tiny(scene.view));
        if choices(ui, &say!("look-tiny-choice"), &both, &mut tiny) && !scene.busy() {
            let value = if tiny == Some(true) { "yes" } else { "" };
            let command = Command::PlanSet { name: TINY.to_owned(), value: value.to_owned() };
            scene.ask(command, Then::Nothing);
        }
    });
}

fn save_words(scene: &mut Scene<'_>, held: &[String], written: &[String]) {
    let words = OwnWord::ALL.into_iter().zip(held).zip(written);
    let changed = words.filter(|((_, held), written)| held.trim() != written.trim());
    for ((word, _), written) in changed {
        let command =
            Command::PlanSet { name: word.setting().to_owned(), value: written.trim().to_owned() };
        let toast = Toast::undo(say!("win-changed"), Undoing::Last);
        scene.ask(command, Then::Say(toast));
    }
}
