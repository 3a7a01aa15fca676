//! When it is hard: a few large things to press, no typing, no network, nothing else on the screen.
//! It tells nobody.

mod breathe;
mod call;

use egui::{Ui, Vec2};
use kith_core::RecordId;
use kith_core::kinds::{reason, rung};
use kith_words::say;

use super::lock::help_now_ui;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::tokens::{self, Type, size, space};
use crate::widgets::{
    Arrival, Button, Icon, Shore, Tile, Weight, body, card, heading, heading_in, label, muted,
    quote,
};

/// How far one is in it.
#[derive(Debug, Default)]
pub struct Struggling {
    part: Part,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Part {
    /// Choosing what could help.
    #[default]
    Choose,
    /// Breathing, since this moment of the window's clock; nothing before its first frame.
    Breathe { since: Option<f64>, held_at: Option<f64> },
    /// The number of somebody, large enough to be dialled from.
    Call(RecordId),
    /// The steady plan, a step at a time.
    Steps(usize),
    /// One's reasons.
    Why,
    /// Help in general.
    Help,
}

/// What a tile leads to.
enum Lead {
    Part(Part),
    Write(RecordId),
}

/// Draws it over the whole window.
pub fn struggling_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    scene.state.in_rail = false;
    let shore = Shore::behind(ui);
    shore.draw_at_foot(ui);
    egui::ScrollArea::vertical().id_salt("kith-struggling").auto_shrink(false).show(ui, |ui| {
        let room = ui.available_width();
        let width = size::COLUMN.min(room - 2.0 * space::L);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space((room - width) / 2.0);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = Vec2::splat(space::L);
                // On a small screen every line counts more than air.
                let air = ui.ctx().content_rect().height() * 0.06;
                ui.add_space(air.clamp(space::S, space::XXXL));
                part_ui(ui, scene);
                ui.add_space(space::L);
            });
        });
    });
}

fn part_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    match scene.state.struggling.part {
        Part::Choose => choose_ui(ui, scene),
        part => {
            let back = say!("win-back");
            if ui.add(Button::new(Weight::Plain, &back).icon(Icon::Back).flush()).clicked() {
                to(scene, Part::Choose);
                return;
            }
            match part {
                Part::Choose => {}
                Part::Breathe { since, held_at } => breathe::breathe_ui(ui, scene, since, held_at),
                Part::Call(person) => call::call_ui(ui, scene, person),
                Part::Steps(place) => steps_ui(ui, scene, place),
                Part::Why => why_ui(ui, scene),
                Part::Help => {
                    heading(ui, 1, &say!("win-hard-help"), Some(&mut scene.state.arrival));
                    help_now_ui(ui);
                }
            }
        }
    }
}

fn to(scene: &mut Scene<'_>, part: Part) {
    scene.state.struggling.part = part;
    scene.state.arrival = Arrival::now();
}

fn choose_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading_in(ui, 1, Type::Display, &say!("win-hard-title"), None);
    body(ui, say!("win-hard-what"));
    let leads = leads(scene);
    let two = ui.available_width() >= size::DIALOG * tokens::scale(ui);
    let columns = if two { 2 } else { 1 };
    let width = (ui.available_width() - space::L * (columns - 1) as f32) / columns as f32;
    let mut chosen = None;
    for row in leads.chunks(columns) {
        let tile = |(icon, text, detail, _): &(Icon, String, String, Lead)| {
            // Built anew for measuring and for drawing; it only borrows.
            Tile::new(*icon, text).detail(detail).height(ui, width)
        };
        let height = row.iter().map(tile).fold(0.0, f32::max);
        ui.horizontal_top(|ui| {
            for (icon, text, detail, lead) in row {
                let place = Vec2::new(width, height);
                let layout = egui::Layout::top_down(egui::Align::Min);
                let response = ui
                    .allocate_ui_with_layout(place, layout, |ui| {
                        ui.set_width(width);
                        ui.spacing_mut().interact_size.y = height;
                        ui.add(Tile::new(*icon, text).detail(detail))
                    })
                    .inner;
                if scene.state.arrival.take() {
                    response.request_focus();
                }
                if response.clicked() {
                    chosen = Some(lead);
                }
            }
        });
    }
    ui.add_space(space::XS);
    let ok = say!("win-urge-ok");
    if ui.add(Button::quiet(&ok)).clicked() {
        scene.back();
        return;
    }
    match chosen {
        Some(Lead::Part(part)) => to(scene, *part),
        Some(Lead::Write(person)) => scene.go(Route::Person(*person)),
        None => {}
    }
}

/// What is offered, at most six: what needs nobody first, and general help always.
fn leads(scene: &Scene<'_>) -> Vec<(Icon, String, String, Lead)> {
    let mut leads = vec![(
        Icon::Wave,
        say!("win-hard-breathe"),
        say!("win-hard-breathe-what"),
        Lead::Part(Part::Breathe { since: None, held_at: None }),
    )];
    let callable = call::callable(scene);
    let writes = callable.first().is_some_and(|one| one.paired);
    for one in callable.iter().take(if writes { 1 } else { 2 }) {
        let text = say!("win-hard-call", name = &one.name);
        leads.push((Icon::Phone, text, one.number.clone(), Lead::Part(Part::Call(one.id))));
    }
    let paired = scene.view.people.iter().find(|person| person.guest.is_some());
    if let Some(person) = paired {
        let text = say!("win-shared-write", name = &person.name);
        leads.push((Icon::Speech, text, say!("win-hard-write-what"), Lead::Write(person.id)));
    }
    if !scene.records_of("rung").is_empty() {
        let (text, what) = (say!("win-hard-steps"), say!("win-hard-steps-what"));
        leads.push((Icon::Steps, text, what, Lead::Part(Part::Steps(0))));
    }
    if !scene.records_of("reason").is_empty() {
        let (text, what) = (say!("win-hard-why"), say!("win-hard-why-what"));
        leads.push((Icon::Leaf, text, what, Lead::Part(Part::Why)));
    }
    let (text, what) = (say!("win-hard-help"), say!("win-hard-help-what"));
    leads.push((Icon::Question, text, what, Lead::Part(Part::Help)));
    leads
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
