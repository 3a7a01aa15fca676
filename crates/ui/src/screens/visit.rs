//! A page for a visit, drawn from some parts of the plan and some days. It is read over and changed in its form
//! before it is kept, and stays as it was then.

use std::collections::BTreeSet;

use egui::Ui;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};
use kith_core::kinds::{self, FieldType, brief};
use kith_core::{Command, ExportOf, ToldPlan};
use kith_page::brief_text;
use kith_words::{say, section_name};

use super::paper::offered;
use crate::drafts::{Draft, Entry, Part};
use crate::own_words::section_named;
use crate::route::Route;
use crate::say;
use crate::scene::{self, Scene};
use crate::state::{Then, UiState};
use crate::widgets::{Button, Field, card, check, heading, muted, status, strong};

/// So many days back a visit usually looks.
const DAYS_BACK: i64 = 30;

/// What is drawn.
#[derive(Default)]
pub struct VisitForm {
    first: Option<String>,
    last: Option<String>,
    areas: BTreeSet<String>,
    /// Whether nothing was found in these days.
    is_empty: bool,
}

/// Draws the form.
pub fn visit_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("paper-draw"), Some(&mut scene.state.arrival));
    muted(ui, say!("paper-draw-what"));
    let today = say::date(scene.view.now, scene.zone).unwrap_or_default();
    let back: Span = DAYS_BACK.days();
    let from = today.checked_sub(back).unwrap_or(today);
    let mut form = std::mem::take(&mut scene.state.visit);
    let mut days = [None; 2];
    card(ui, |ui| {
        let both = [
            (say!("paper-first-day"), &mut form.first, from),
            (say!("paper-last-day"), &mut form.last, today),
        ];
        for ((label, typed, usual), day) in both.into_iter().zip(&mut days) {
            let mut text = typed.take().unwrap_or_else(|| usual.to_string());
            *day = text.trim().parse::<Date>().ok();
            let fault = day.is_none().then(|| say!("paper-day-odd"));
            Field::new(&label).error(fault.as_deref()).show(ui, &mut text, None);
            *typed = Some(text);
        }
        strong(ui, say!("paper-areas"));
        ui.horizontal_wrapped(|ui| {
            for name in offered(scene.view) {
                let mut on = form.areas.contains(name);
                if check(ui, &mut on, &section_named(scene.view, name), None).changed() {
                    form.is_empty = false;
                }
                if on {
                    form.areas.insert(name.to_owned());
                } else {
                    form.areas.remove(name);
                }
            }
        });
        if form.is_empty {
            status(ui, &say!("paper-drawn-nothing"));
        }
    });
    let draw = ui.add(Button::primary(&say!("paper-draw-do"))).clicked() || scene.done;
    let is_whole = days.iter().all(Option::is_some) && !form.areas.is_empty();
    let sections: Vec<String> = form.areas.iter().cloned().collect();
    scene.state.visit = form;
    if draw && is_whole && !scene.busy() {
        scene.ask(Command::Export { of: ExportOf::Records, sections }, Then::Drawn);
    }
}

/// The records have come: what they say goes into the form of a new page, to be read over.
pub fn drawn(plan: &ToldPlan, state: &mut UiState) {
    let Some(kind) = kinds::kind(brief::NAME_OF_KIND) else {
        return;
    };
    let form = &mut state.visit;
    let day = |typed: &Option<String>| typed.as_deref().and_then(|text| text.trim().parse().ok());
    let (first, last): (Option<Date>, Option<Date>) = (day(&form.first), day(&form.last));
    let areas: Vec<String> = form.areas.iter().cloned().collect();
    let text = brief_text(plan, &areas, first, last);
    form.is_empty = text.is_empty();
    if form.is_empty {
        return;
    }
    let areas = areas.iter().map(|area| section_name(area));
    let entries = [
        (brief::TEXT.name(), Entry::Text(text)),
        (
            brief::FIRST_DAY.name(),
            Entry::Text(first.map(|day| day.to_string()).unwrap_or_default()),
        ),
        (brief::LAST_DAY.name(), Entry::Text(last.map(|day| day.to_string()).unwrap_or_default())),
        (brief::AREAS.name(), Entry::Parts(areas.map(area_part).collect())),
    ];
    // Nothing in this kind is told by a clock.
    let mut draft = Draft::new(kind, &TimeZone::UTC);
    for (name, entry) in entries {
        if let Some(field) = draft.field_mut(name) {
            field.entry = entry;
        }
    }
    state.drafts.put_back(kind, draft);
    state.visit = VisitForm::default();
    // Back leads to what is printed, and not to a form that has done its work.
    scene::back(state);
    scene::go(state, Route::New(brief::NAME_OF_KIND.to_owned()));
}

fn area_part(name: String) -> Part {
    let field = kinds::kind(brief::NAME_OF_KIND).and_then(|kind| kind.field(brief::AREAS.name()));
    let parts = match field.map(|field| field.field_type) {
        Some(FieldType::Items(parts)) => parts,
        _ => &[],
    };
    let mut part = Part::new(parts, &TimeZone::UTC);
    part.entries.insert("text", Entry::Text(name));
    part
}
