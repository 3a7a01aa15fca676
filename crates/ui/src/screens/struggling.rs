//! When it is hard: a few large things to press, no typing, no network, nothing else on the screen.
//! It tells nobody.

pub mod call;

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::{reason, rung, strategy};
use kith_words::say;

use super::bare::{back_ui, bare_ui, columns};
use super::breathing::{Breathing, breathing_ui};
use super::craving::own;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::tokens::{self, Type, size, space};
use crate::widgets::{
    Arrival, Button, Icon, TileText, body, card, heading, heading_in, label, muted, quote, tiles,
};

/// So many things are offered, and not one more.
const OFFERS: usize = 6;
/// From this text size on, a tile says only what it is: all six are to be seen without scrolling.
const LARGE: f32 = 1.4;

/// How far one is in it.
#[derive(Debug, Default)]
pub struct Struggling {
    part: Part,
    /// The best of one's own tools, found once.
    own: Option<Option<RecordId>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Part {
    /// Choosing what could help.
    #[default]
    Choose,
    /// Breathing.
    Breathe(Breathing),
    /// The number of somebody, large enough to be dialled from.
    Call(RecordId),
    /// The steady plan, a step at a time.
    Steps(usize),
    /// One's reasons.
    Why,
    /// One of one's own tools.
    Own(RecordId),
}

/// What a tile leads to.
enum Lead {
    Part(Part),
    Go(Route),
}

/// Draws it over the whole window.
pub fn struggling_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bare_ui(ui, scene, size::COLUMN, part_ui);
}

fn part_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let part = scene.state.struggling.part;
    if part == Part::Choose {
        choose_ui(ui, scene);
        return;
    }
    if back_ui(ui) {
        to(scene, Part::Choose);
        return;
    }
    match part {
        Part::Choose => {}
        Part::Breathe(mut breathing) => {
            breathing_ui(ui, &mut breathing, &mut scene.state.arrival);
            scene.state.struggling.part = Part::Breathe(breathing);
        }
        Part::Call(person) => call::call_ui(ui, scene, person),
        Part::Steps(place) => steps_ui(ui, scene, place),
        Part::Why => why_ui(ui, scene),
        Part::Own(strategy) => own_ui(ui, scene, strategy),
    }
}

fn to(scene: &mut Scene<'_>, part: Part) {
    scene.state.struggling.part = part;
    scene.state.arrival = Arrival::now();
}

fn choose_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading_in(ui, 1, Type::Display, &say!("win-hard-title"), None);
    body(ui, say!("win-hard-what"));
    if scene.state.struggling.own.is_none() {
        scene.state.struggling.own = Some(own::best_own(scene).map(|tool| tool.id));
    }
    let (leads, mut texts): (Vec<Lead>, Vec<TileText>) = offers(scene).into_iter().unzip();
    if tokens::scale(ui) >= LARGE {
        for (lead, text) in leads.iter().zip(&mut texts) {
            // A number is what a call needs.
            if !matches!(lead, Lead::Part(Part::Call(_))) {
                text.detail.clear();
            }
        }
    }
    let columns = columns(ui).min(2);
    let pressed = tiles(ui, columns, &texts, Some(&mut scene.state.arrival));
    ui.add_space(space::XS);
    let ok = say!("win-urge-ok");
    if ui.add(Button::quiet(&ok)).clicked() {
        scene.back();
        return;
    }
    match pressed.and_then(|place| leads.into_iter().nth(place)) {
        Some(Lead::Part(part)) => to(scene, part),
        Some(Lead::Go(route)) => scene.go(route),
        None => {}
    }
}

/// What is offered, at most six: what needs nobody first, and general help always and last.
fn offers(scene: &Scene<'_>) -> Vec<(Lead, TileText)> {
    let tile = |icon, text, detail| TileText { icon, text, detail };
    let mut offers = vec![
        (
            Lead::Part(Part::Breathe(Breathing::default())),
            tile(Icon::Wind, say!("win-hard-breathe"), say!("win-hard-breathe-what")),
        ),
        (Lead::Go(Route::Craving), tile(Icon::Wave, say!("act-urge"), say!("act-urge-tile"))),
    ];
    let mut calls = scene.state.reach.callable().map(|(one, number)| {
        let text = say!("win-hard-call", name = &one.name);
        (Lead::Part(Part::Call(one.id)), tile(Icon::Phone, text, number.to_owned()))
    });
    offers.extend(calls.next());
    if !scene.records_of("rung").is_empty() {
        let (text, what) = (say!("win-hard-steps"), say!("win-hard-steps-what"));
        offers.push((Lead::Part(Part::Steps(0)), tile(Icon::Steps, text, what)));
    }
    let own = scene.state.struggling.own.flatten().and_then(|id| scene.record(id));
    if let Some((_, record)) = own {
        let text = strategy::TEXT.of(record).unwrap_or_default().to_owned();
        offers
            .push((Lead::Part(Part::Own(record.id)), tile(Icon::Leaf, text, say!("act-urge-own"))));
    }
    if let Some(person) = scene.view.people.iter().find(|person| person.guest.is_some()) {
        let text = say!("win-shared-write", name = &person.name);
        let what = say!("win-hard-write-what");
        offers.push((Lead::Go(Route::Person(person.id)), tile(Icon::Speech, text, what)));
    }
    if !scene.records_of("reason").is_empty() {
        let (text, what) = (say!("win-hard-why"), say!("win-hard-why-what"));
        offers.push((Lead::Part(Part::Why), tile(Icon::Leaf, text, what)));
    }
    offers.extend(calls.next());
    offers.truncate(OFFERS - 1);
    let (text, what) = (say!("win-hard-help"), say!("win-hard-help-what"));
    offers.push((Lead::Go(Route::Lines), tile(Icon::Phone, text, what)));
    offers
}

fn own_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let text = scene.record(id).and_then(|(_, record)| strategy::TEXT.of(record));
    let text = text.unwrap_or_default().to_owned();
    heading_in(ui, 1, Type::Display, &text, Some(&mut scene.state.arrival));
    body(ui, say!("act-urge-own-how"));
}

/// The steady plan: one step a page, with its number.
fn steps_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: usize) {
    let mut steps: Vec<(i64, Vec<String>)> = Vec::new();
    let mut records = scene.records_of("rung");
    records.sort_by_key(|record| rung::STEP.of(record).unwrap_or(i64::MAX));
    for record in records {
        let step = rung::STEP.of(record).unwrap_or(i64::MAX);
        let text = rung::TEXT.of(record).unwrap_or_default().to_owned();
        match steps.last_mut() {
            Some((last, texts)) if *last == step => texts.push(text),
            _ => steps.push((step, vec![text])),
        }
    }
    let place = place.min(steps.len().saturating_sub(1));
    let Some((step, texts)) = steps.get(place) else {
        to(scene, Part::Choose);
        return;
    };
    let title = match *step {
        i64::MAX => say!("win-hard-steps"),
        step => say::number_or_choice("rung", "step", step),
    };
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    card(ui, |ui| {
        for text in texts {
            quote(ui, text);
        }
    });
    ui.horizontal(|ui| {
        let (next, last) = (say!("win-next"), say!("win-hard-step-before"));
        if place + 1 < steps.len() && ui.add(Button::primary(&next)).clicked() {
            to(scene, Part::Steps(place + 1));
        }
        if place > 0 && ui.add(Button::quiet(&last)).clicked() {
            to(scene, Part::Steps(place - 1));
        }
        muted(ui, say!("win-step-of", step = place + 1, of = steps.len()));
    });
}

fn why_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-hard-why"), Some(&mut scene.state.arrival));
    let mut reasons: Vec<(i64, &str)> = scene
        .records_of("reason")
        .into_iter()
        .filter_map(|record| {
            Some((reason::RANK.of(record).unwrap_or(i64::MAX), reason::TEXT.of(record)?))
        })
        .collect();
    reasons.sort_by_key(|(rank, _)| *rank);
    card(ui, |ui| {
        for (_, text) in reasons {
            label(ui, Type::Title, say!("win-quoted", text = text));
        }
    });
}
