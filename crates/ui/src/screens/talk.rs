//! Somebody to talk to: whom, then ready words. Two presses, no typing, and nothing is sent by itself.

use egui::Ui;
use kith_core::RecordId;
use kith_words::say;

use super::bare::{back_ui, bare_ui, columns};
use super::reach;
use crate::route::Route;
use crate::scene::Scene;
use crate::tokens::{Type, size};
use crate::widgets::{Arrival, Button, Icon, TileText, body, heading_in, tiles};

/// So many people stand on the page, and not one more.
const MOST: usize = 8;

/// Who was chosen.
#[derive(Debug, Default)]
pub struct Talk {
    person: Option<RecordId>,
}

/// Draws it over the whole window.
pub fn talk_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bare_ui(ui, scene, size::COLUMN, |ui, scene| match scene.state.talk.person {
        None => who_ui(ui, scene),
        Some(person) => words_ui(ui, scene, person),
    });
}

fn to(scene: &mut Scene<'_>, person: Option<RecordId>) {
    scene.state.talk.person = person;
    scene.state.arrival = Arrival::now();
}

fn who_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if back_ui(ui) {
        scene.back();
        return;
    }
    let people: Vec<_> = scene.state.reach.all().iter().take(MOST).cloned().collect();
    let is_nobody = people.is_empty();
    let arrival = is_nobody.then_some(&mut scene.state.arrival);
    heading_in(ui, 1, Type::Display, &say!("act-talk-who"), arrival);
    let tile = |one: &reach::Reachable| TileText {
        icon: if one.number.is_some() { Icon::Phone } else { Icon::Speech },
        text: one.name.clone(),
        detail: match (&one.number, one.paired) {
            (Some(number), _) => number.clone(),
            (None, true) => say!("act-talk-words"),
            (None, false) => say!("act-talk-no-number"),
        },
    };
    let all: Vec<TileText> = people.iter().map(tile).collect();
    let pressed = tiles(ui, columns(ui).min(2), &all, Some(&mut scene.state.arrival));
    if let Some(one) = pressed.and_then(|place| people.get(place)) {
        to(scene, Some(one.id));
        return;
    }
    reach::standing_ui(ui, scene);
    if is_nobody {
        body(ui, say!("act-talk-nobody"));
    }
    ui.horizontal_wrapped(|ui| {
        let (add, help) = (say!("act-talk-add"), say!("act-lines"));
        if is_nobody && ui.add(Button::primary(&add)).clicked() {
            scene.go(Route::New("person".to_owned()));
        }
        if ui.add(Button::quiet(&help)).clicked() {
            scene.go(Route::Lines);
        }
    });
}

fn words_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    if back_ui(ui) {
        to(scene, None);
        return;
    }
    let words = [
        say!("act-talk-listen"),
        say!("act-talk-think"),
        say!("act-talk-sit"),
        say!("act-reach-call"),
    ];
    reach::reach_ui(ui, scene, person, &words);
}
