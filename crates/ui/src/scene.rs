//! What a screen of an open plan may read and do.

use jiff::tz::TimeZone;
use kith_core::{Command, OpenView, PersonView, Record, RecordId};

use crate::link::Link;
use crate::route::Route;
use crate::shelf::is_home;
use crate::state::{Asked, Dialog, Then, UiState};
use crate::widgets::Arrival;

/// One frame of an open plan: the picture to read, the state to change, the link to ask.
pub struct Scene<'a> {
    /// The picture. Nothing in it changes while it is drawn.
    pub view: &'a OpenView,
    /// What the window remembers.
    pub state: &'a mut UiState,
    /// The way to the core.
    pub link: &'a mut Link,
    /// The zone in which moments are told.
    pub zone: &'a TimeZone,
    /// Where somebody is whose lines are shown, as two letters of ISO 3166-1.
    pub country: &'a mut Option<&'static str>,
    /// Whether Ctrl+Enter was pressed: the form on the screen is done.
    pub done: bool,
}

impl<'a> Scene<'a> {
    /// Asks the core for something.
    pub fn ask(&mut self, command: Command, then: Then) {
        ask(self.link, self.state, Asked { command, then });
    }

    /// Goes to a place; Back leads here again unless the place is one of the rail.
    pub fn go(&mut self, route: Route) {
        go(self.state, route);
    }

    /// Goes back to where one came from, or home.
    pub fn back(&mut self) {
        back(self.state);
    }

    /// Opens a dialog.
    pub fn open(&mut self, dialog: Dialog) {
        self.state.dialog = Some(dialog);
        self.state.dialog_arrival = Arrival::now();
    }

    /// Whether a request is on its way whose answer the screen waits for.
    pub fn busy(&self) -> bool {
        self.state
            .asked
            .values()
            .any(|asked| !matches!(asked.then, Then::Nothing | Then::Setting | Then::Paired))
    }

    /// The person with this record.
    pub fn person(&self, id: RecordId) -> Option<&PersonView> {
        self.view.people.iter().find(|person| person.id == id)
    }

    /// The name of the person with this record; empty if there is none.
    pub fn name_of(&self, id: RecordId) -> String {
        self.person(id).map(|person| person.name.clone()).unwrap_or_default()
    }

    /// A record of the owner's plan with its section.
    pub fn record(&self, id: RecordId) -> Option<(&str, &Record)> {
        self.view.sections.iter().find_map(|(name, section)| {
            let found = section.records.get(id)?;
            Some((name.as_str(), &**found))
        })
    }

    /// The owner's records of a kind, in order of id.
    pub fn records_of(&self, kind: &str) -> Vec<&'a Record> {
        // A plan of ten years is too long to be walked every frame.
        let sections = self.view.sections.iter().filter(|(name, _)| is_home(name, kind));
        sections
            .flat_map(|(_, section)| section.records.iter())
            .filter(|record| record.kind == kind)
            .map(|record| &**record)
            .collect()
    }

    /// The owner's newest record of a kind, by its id. It is near the end, so the others are not walked.
    pub fn last_of(&self, kind: &str) -> Option<&'a Record> {
        let sections = self.view.sections.iter().filter(|(name, _)| is_home(name, kind));
        let last = sections.filter_map(|(_, section)| {
            section.records.iter().rev().find(|record| record.kind == kind)
        });
        last.map(|record| &**record).max_by_key(|record| record.id)
    }

    /// The names of those who may read a section.
    pub fn readers(&self, section: &str) -> Vec<String> {
        let readers = self.view.sections.get(section).map(|section| section.readers.as_slice());
        readers.unwrap_or_default().iter().map(|id| self.name_of(*id)).collect()
    }
}

/// Asks the core, and remembers what follows. If the outbox is full it says so.
pub fn ask(link: &mut Link, state: &mut UiState, asked: Asked) {
    match link.send(asked.command.clone()) {
        Some(id) => {
            state.asked.insert(id, asked);
        }
        None => state.trouble = Some(kith_core::Trouble::Internal),
    }
}

/// Goes to a place.
pub fn go(state: &mut UiState, route: Route) {
    if state.route == route {
        state.arrival = Arrival::now();
        return;
    }
    match route {
        Route::Struggling => state.struggling = Default::default(),
        Route::Craving => state.craving = Default::default(),
        Route::Happened => state.happened = Default::default(),
        Route::Talk => state.talk = Default::default(),
        _ => {}
    }
    let from = std::mem::replace(&mut state.route, route);
    if state.route.is_top() {
        state.trail.clear();
    } else {
        state.trail.retain(|place| *place != state.route);
        state.trail.push(from);
    }
    arrive(state);
}

/// Goes back.
pub fn back(state: &mut UiState) {
    let to = state.trail.pop().unwrap_or(Route::Today);
    state.route = to;
    arrive(state);
}

/// What was told of the page before stays with it.
fn arrive(state: &mut UiState) {
    state.arrival = Arrival::now();
    state.trouble = None;
    state.toast = None;
}
