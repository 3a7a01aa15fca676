//! The first fifteen minutes: how it is right now, then one person, one reason, six steps, naloxone and this
//! week. A page each, nothing is required, and what is written on a page is kept when one goes on.

mod full;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use egui::Ui;
use kith_core::Command;
use kith_words::say;
use serde_json::{Map, Value as Json, json};

use super::bare::{back_ui, bare_ui, columns, is_narrow};
use super::lines::{country_lines_ui, danger_ui, wake_ui};
use crate::drafts::TypedMoment;
use crate::route::Route;
use crate::scene::Scene;
use crate::state::{Then, Toast};
use crate::tokens::{Type, size};
use crate::widgets::{
    Arrival, Button, Icon, TileText, Weight, heading, heading_in, muted, steps, tiles,
};

pub use full::{full_ui, open_part};

/// How many parts the pips show.
const PARTS: usize = 6;
/// The steps of the steady plan.
const RUNGS: usize = 6;

/// How far one is in it, and what is written on its pages and was not kept yet.
#[derive(Default)]
pub struct Begin {
    part: Part,
    written: BTreeMap<Part, Written>,
}

/// Where one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// How is it right now?
    #[default]
    Now,
    /// It is hard: what helps comes before the plan.
    Shaky,
    /// It is dangerous: numbers come before anything else.
    Danger,
    /// One person.
    Person,
    /// One reason.
    Why,
    /// A step of the steady plan, from 1.
    Rung(usize),
    /// Naloxone.
    Naloxone,
    /// The next visit and one meeting.
    Week,
}

/// What is written on a page. It stays when the page is left by Esc or Back, until it is kept.
#[derive(Default)]
struct Written {
    line: String,
    phone: String,
    roles: BTreeSet<&'static str>,
    has_naloxone: Option<bool>,
    day: String,
    is_on_list: bool,
    visit: Option<TypedMoment>,
    visit_place: String,
    weekday: Option<&'static str>,
    time: String,
    fault: Option<String>,
}

impl Begin {
    /// Goes on at this part.
    pub fn go_on_at(&mut self, part: Part) {
        self.part = part;
    }
}

impl Part {
    fn next(self) -> Option<Part> {
        match self {
            Part::Now | Part::Shaky | Part::Danger => Some(Part::Person),
            Part::Person => Some(Part::Why),
            Part::Why => Some(Part::Rung(1)),
            Part::Rung(RUNGS..) => Some(Part::Naloxone),
            Part::Rung(number) => Some(Part::Rung(number + 1)),
            Part::Naloxone => Some(Part::Week),
            Part::Week => None,
        }
    }

    fn before(self) -> Part {
        match self {
            Part::Now | Part::Shaky | Part::Danger | Part::Person => Part::Now,
            Part::Why => Part::Person,
            Part::Rung(0 | 1) => Part::Why,
            Part::Rung(number) => Part::Rung(number - 1),
            Part::Naloxone => Part::Rung(RUNGS),
            Part::Week => Part::Naloxone,
        }
    }

    /// Its place among the pips.
    fn place(self) -> usize {
        match self {
            Part::Now | Part::Shaky | Part::Danger => 1,
            Part::Person => 2,
            Part::Why => 3,
            Part::Rung(_) => 4,
            Part::Naloxone => 5,
            Part::Week => 6,
        }
    }
}

/// Draws it over the whole window.
pub fn begin_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bare_ui(ui, scene, size::COLUMN, |ui, scene| match scene.state.begin.part {
        Part::Now => now_ui(ui, scene),
        Part::Shaky => shaky_ui(ui, scene),
        Part::Danger => danger_page_ui(ui, scene),
        part => page_ui(ui, scene, part),
    });
}

fn to(scene: &mut Scene<'_>, part: Part) {
    scene.state.begin.go_on_at(part);
    scene.state.arrival = Arrival::now();
}

fn pips_ui(ui: &mut Ui, part: Part) {
    let place = part.place();
    steps(ui, place, PARTS, &say!("win-step-of", step = place, of = PARTS));
}

fn now_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    pips_ui(ui, Part::Now);
    heading_in(ui, 1, Type::Display, &say!("flow-now"), None);
    muted(ui, say!("flow-now-what"));
    let tile = |icon, text| TileText { icon, text, detail: String::new() };
    let all = [
        tile(Icon::Sun, say!("flow-now-safe")),
        tile(Icon::Ring, say!("flow-now-shaky")),
        tile(Icon::Phone, say!("flow-now-danger")),
    ];
    match tiles(ui, columns_of_three(ui), &all, Some(&mut scene.state.arrival)) {
        Some(0) => to(scene, Part::Person),
        Some(1) => to(scene, Part::Shaky),
        Some(_) => to(scene, Part::Danger),
        None => {}
    }
    if enough_ui(ui) {
        home(scene);
    }
}

fn shaky_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading_in(ui, 1, Type::Display, &say!("flow-shaky"), None);
    let tile = |icon, text, detail| TileText { icon, text, detail };
    let all = [
        tile(Icon::Wind, say!("flow-shaky-breathe"), say!("flow-shaky-breathe-what")),
        tile(Icon::Phone, say!("flow-shaky-lines"), say!("flow-shaky-lines-what")),
        tile(Icon::Steps, say!("flow-shaky-go-on"), say!("flow-shaky-go-on-what")),
    ];
    match tiles(ui, columns_of_three(ui), &all, Some(&mut scene.state.arrival)) {
        Some(0) => scene.go(Route::Struggling),
        Some(1) => scene.go(Route::Lines),
        Some(_) => to(scene, Part::Person),
        None => {}
    }
    if enough_ui(ui) {
        home(scene);
    }
}

/// Three tiles stand in one row or below each other, never two and one.
fn columns_of_three(ui: &Ui) -> usize {
    if is_narrow(ui) || columns(ui) < 2 { 1 } else { 3 }
}

/// Numbers first, and nothing to fill in.
fn danger_page_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if back_ui(ui) {
        to(scene, Part::Now);
        return;
    }
    heading(ui, 1, &say!("act-lines"), Some(&mut scene.state.arrival));
    danger_ui(ui, *scene.country);
    country_lines_ui(ui, scene, &[]);
    wake_ui(ui, *scene.country);
    let go_on = say!("flow-danger-go-on");
    if ui.add(Button::quiet(&go_on)).clicked() {
        to(scene, Part::Person);
    }
    if enough_ui(ui) {
        home(scene);
    }
}

fn enough_ui(ui: &mut Ui) -> bool {
    let enough = say!("flow-enough");
    ui.add(Button::new(Weight::Plain, &enough).flush()).clicked()
}

fn home(scene: &mut Scene<'_>) {
    scene.state.begin.go_on_at(Part::default());
    scene.go(Route::Today);
}

fn page_ui(ui: &mut Ui, scene: &mut Scene<'_>, part: Part) {
    pips_ui(ui, part);
    let mut written = scene.state.begin.written.remove(&part).unwrap_or_default();
    match part {
        Part::Person => pages::person_ui(ui, scene, &mut written),
        Part::Why => pages::why_ui(ui, scene, &mut written),
        Part::Rung(number) => pages::rung_ui(ui, scene, &mut written, number),
        Part::Naloxone => pages::naloxone_ui(ui, scene, &mut written),
        Part::Week => pages::week_ui(ui, scene, &mut written),
        Part::Now | Part::Shaky | Part::Danger => {}
    }
    let is_empty = pages::records(part, &written, scene).is_ok_and(|records| records.is_empty());
    let (next, before, enough) = ui
        .horizontal_wrapped(|ui| {
            let next = if is_empty { say!("flow-skip") } else { say!("win-next") };
            let (before, enough) = (say!("win-back"), say!("flow-enough"));
            // To leave a page empty is as good as to fill it in, but it is not what the page is for.
            let weight = if is_empty { Weight::Quiet } else { Weight::Primary };
            let next = ui.add(Button::new(weight, &next)).clicked() || scene.done;
            let before = ui.add(Button::quiet(&before)).clicked();
            (next, before, ui.add(Button::new(Weight::Plain, &enough)).clicked())
        })
        .inner;
    let leads = match (next || enough, before) {
        (true, _) => match pages::records(part, &written, scene) {
            Ok(records) => {
                keep(scene, records);
                written = Written::default();
                true
            }
            Err(fault) => {
                written.fault = Some(fault);
                false
            }
        },
        (false, before) => before,
    };
    // What was kept leaves an empty page behind.
    scene.state.begin.written.insert(part, written);
    if !leads {
        return;
    }
    match part.next() {
        _ if before => to(scene, part.before()),
        Some(part) if next => to(scene, part),
        _ => {
            scene.state.toast = Some(Toast::say(say!("flow-begun")));
            home(scene);
        }
    }
}

/// A record to be made: its kind and its fields.
type New = (&'static str, Map<String, Json>);

fn keep(scene: &mut Scene<'_>, records: Vec<New>) {
    for (kind, fields) in records {
        let command = Command::Add { kind: kind.to_owned(), section: None, fields };
        scene.ask(command, Then::Nothing);
    }
}

fn record<const N: usize>(kind: &'static str, fields: [(&str, Option<Json>); N]) -> New {
    let fields = fields.into_iter();
    let held = fields.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    (kind, held.collect())
}

fn filled(text: &str) -> Option<Json> {
    let text = text.trim();
    (!text.is_empty()).then(|| json!(text))
}
