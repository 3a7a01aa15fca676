//! Days of the plan that ask something back: a goal to look at again, a task, a promise. They are told softly, with a way
//! there, and nothing is counted that was let go.

use std::sync::{Arc, Weak};

use egui::Ui;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kith_core::insight::{Asked, DateKind, SECTIONS_OF_DATES, dates};
use kith_core::kinds::review;
use kith_core::{OpenView, PersonView, Record, RecordId};
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::titles;
use crate::widgets::{Row, card, heading, list};

/// So many days are looked ahead.
const DAYS: i64 = 7;

/// The days that ask, worked out once for a picture and a day.
#[derive(Default)]
pub struct AsksState {
    of: Seen,
    people: Weak<Vec<PersonView>>,
    today: Option<Date>,
    /// Those that are still open, and those of the days that come.
    asked: Vec<Asked>,
}

impl AsksState {
    fn refresh(&mut self, scene: &Scene<'_>) {
        let (view, today) = (scene.view, say::date(scene.view.now, scene.zone));
        let same_people = std::ptr::eq(Weak::as_ptr(&self.people), Arc::as_ptr(&view.people));
        if self.today == today && same_people && self.of.is_of(view, &SECTIONS_OF_DATES) {
            return;
        }
        let asked = today.map(|today| {
            let week = today.saturating_add(DAYS.days());
            let mut asked = dates(&view.sections, between(view), today, scene.zone);
            asked.retain(|one| one.day < week);
            asked
        });
        *self = AsksState {
            of: Seen::of(view, &SECTIONS_OF_DATES),
            people: Arc::downgrade(&view.people),
            today,
            asked: asked.unwrap_or_default(),
        };
    }
}

fn between(view: &OpenView) -> impl Iterator<Item = &Record> {
    let guests = view.people.iter().filter_map(|person| person.guest.as_ref());
    guests.flat_map(|guest| guest.between.iter().map(|(_, record)| &**record))
}

/// What asks in the next days, and what is still open of those before.
pub fn asked(scene: &mut Scene<'_>) -> Vec<Asked> {
    let mut state = std::mem::take(&mut scene.state.asks);
    state.refresh(scene);
    let asked = state.asked.clone();
    scene.state.asks = state;
    asked
}

/// What is still open of days that passed, if anything is.
pub fn open_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(today) = say::date(scene.view.now, scene.zone) else {
        return;
    };
    let open: Vec<Asked> = asked(scene).into_iter().filter(|one| one.day < today).collect();
    if open.is_empty() {
        return;
    }
    card(ui, |ui| {
        let title = say!("asks-open");
        heading(ui, 2, &title, None);
        list(ui, &title, |ui| {
            for one in &open {
                let since = say!("asks-open-since", day = one.day.strftime("%-d %B").to_string());
                ask_ui(ui, scene, one, &since);
            }
        });
    });
}

/// One of them as a row that leads to where it is answered.
pub fn ask_ui(ui: &mut Ui, scene: &mut Scene<'_>, one: &Asked, detail: &str) {
    let title = what(scene, one);
    let what = say!("asks-review-what");
    let detail = match (one.kind, detail) {
        (DateKind::PlanReview, "") => what.as_str(),
        (_, detail) => detail,
    };
    if ui.add(Row::new(&title).detail(detail)).clicked() {
        let route = match (one.kind, one.record) {
            (DateKind::PlanReview, _) => Some(Route::New(review::NAME_OF_KIND.to_owned())),
            // Which medicine it is stands on its own page alone.
            (DateKind::Refill, _) => Some(Route::Records("med".to_owned())),
            (_, record) => record.and_then(|id| place_of(scene, id)),
        };
        if let Some(route) = route {
            scene.go(route);
        }
    }
}

/// Where a record is read: its own page, or that of the person with whom it is.
fn place_of(scene: &Scene<'_>, id: RecordId) -> Option<Route> {
    if titles::record_in(scene.view, id).is_some() {
        return Some(Route::Record(id));
    }
    let holds = |person: &&PersonView| {
        let guest = person.guest.as_ref();
        guest.is_some_and(|guest| guest.between.iter().any(|(_, record)| record.id == id))
    };
    scene.view.people.iter().find(holds).map(|person| Route::Person(person.id))
}

fn what(scene: &Scene<'_>, one: &Asked) -> String {
    let record = one.record.and_then(|id| {
        titles::record_in(scene.view, id)
            .or_else(|| between(scene.view).find(|record| record.id == id))
    });
    let name = record.map(Record::title).unwrap_or_default();
    match one.kind {
        DateKind::Leaving => say!("asks-leaving"),
        DateKind::Refill => say!("asks-refill"),
        DateKind::Task => say!("asks-task", name = name),
        DateKind::Promise => say!("asks-promise", name = name),
        DateKind::ConsentEnds => say!("asks-consent", name = name),
        DateKind::Goal => say!("asks-goal", name = name),
        DateKind::Boundary => say!("asks-boundary", name = name),
        DateKind::Conflict => say!("asks-conflict", name = name),
        DateKind::PlanReview => say!("asks-review"),
        DateKind::Resource => say!("asks-resource", name = name),
    }
}
