//! The steady plan, a step a page: six in order, in one's own words, and any of them may stay empty.

use egui::Ui;
use kith_core::kinds::rung;
use kith_core::{Command, RecordId};
use kith_words::say;
use serde_json::{Map, json};

use super::own_lines::{line_ui, new_line_ui};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::widgets::{Arrival, Button, Row, body, card, heading, muted, steps};

/// The steps of a plan.
const STEPS: usize = 6;

/// Draws the step that is on the page.
pub fn steady_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let place = scene.state.lines.step.min(STEPS - 1);
    let number = place + 1;
    let step = i64::try_from(number).unwrap_or(1);
    let title = say::number_or_choice("rung", "step", step);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    steps(ui, number, STEPS, &say!("win-step-of", step = number, of = STEPS));
    if place == 0 {
        muted(ui, say!("steady-what"));
    }
    let (ask, idea) = words(number);
    card(ui, |ui| {
        body(ui, ask);
        let standing: Vec<(RecordId, String, bool)> = scene
            .records_of("rung")
            .into_iter()
            .filter(|record| rung::STEP.of(record) == Some(step))
            .map(|record| {
                let text = rung::TEXT.of(record).unwrap_or_default().to_owned();
                (record.id, text, !record.both.is_empty())
            })
            .collect();
        for (index, (id, text, both)) in standing.iter().enumerate() {
            if *both {
                // Which one is right is asked where all of it can be seen.
                if ui.add(Row::new(text).side(&say!("win-both-short"))).clicked() {
                    scene.go(Route::Record(*id));
                }
                continue;
            }
            let label = say!("steady-line", number = index + 1);
            let remove = say!("steady-remove", number = index + 1);
            line_ui(ui, scene, (*id, "rung"), (&label, &remove), text, |_, _| ());
        }
        let (label, add) = (say!("steady-new"), say!("steady-add"));
        let at = format!("rung-{number}");
        if let Some(text) = new_line_ui(ui, scene, (&at, &label, &idea, &add)) {
            let fields = Map::from_iter([
                ("step".to_owned(), json!(step)),
                ("text".to_owned(), json!(text)),
            ]);
            let command = Command::Add { kind: "rung".to_owned(), section: None, fields };
            scene.ask(command, Then::Nothing);
        }
    });
    ui.horizontal_wrapped(|ui| {
        let next = if number < STEPS { say!("win-next") } else { say!("steady-end") };
        let before = say!("steady-before");
        if ui.add(Button::primary(&next)).clicked() {
            if number < STEPS {
                to(scene, place + 1);
            } else {
                to(scene, 0);
                scene.back();
            }
        }
        if place > 0 && ui.add(Button::quiet(&before)).clicked() {
            to(scene, place - 1);
        }
    });
}

fn to(scene: &mut Scene<'_>, place: usize) {
    scene.state.lines.step = place;
    scene.state.arrival = Arrival::now();
}

/// The question of a step, and an example that is never filled in.
pub fn words(number: usize) -> (String, String) {
    match number {
        1 => (say!("steady-ask-1"), say!("steady-idea-1")),
        2 => (say!("steady-ask-2"), say!("steady-idea-2")),
        3 => (say!("steady-ask-3"), say!("steady-idea-3")),
        4 => (say!("steady-ask-4"), say!("steady-idea-4")),
        5 => (say!("steady-ask-5"), say!("steady-idea-5")),
        _ => (say!("steady-ask-6"), say!("steady-idea-6")),
    }
}
