//! What is kept between the owner and one person, wherever it lies.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use jiff::civil::Date;
use kith_core::insight::kept_aside;
use kith_core::kinds::agenda;
use kith_core::{BetweenAct, Command, Fields, OpenView, PersonView, Record, RecordId, Value};
use serde_json::{Map, Value as Json, json};

use crate::scene::Scene;
use crate::shelf::Seen;
use crate::state::Then;

/// What says which records are kept aside for whom.
const SAYING: [&str; 3] = ["asides", "people", "profile"];

/// What is kept for whom, worked out once for a picture.
#[derive(Default)]
pub struct Kept {
    of: Seen,
    /// The people, whose halves are with them.
    people: Weak<Vec<PersonView>>,
    aside: BTreeMap<RecordId, Vec<RecordId>>,
    days: Vec<(RecordId, Date)>,
}

impl Kept {
    /// Brings it up to a picture.
    fn refresh(&mut self, view: &OpenView) {
        let same_people = std::ptr::eq(Weak::as_ptr(&self.people), Arc::as_ptr(&view.people));
        if same_people && self.of.is_of(view, &SAYING) {
            return;
        }
        *self = Kept {
            of: Seen::of(view, &SAYING),
            people: Arc::downgrade(&view.people),
            aside: kept_aside(&view.sections),
            days: Vec::new(),
        };
        let day = |one: &PersonView| {
            let list = open_of(&self.all(view, one.id, agenda::NAME_OF_KIND))?;
            Some((one.id, agenda::ON.of(&list)?.parse().ok()?))
        };
        self.days = view.people.iter().filter_map(day).collect();
    }

    fn all(&self, view: &OpenView, person: RecordId, kind: &str) -> Vec<(bool, Arc<Record>)> {
        let aside = view.sections.get("asides");
        let ids = self.aside.get(&person).into_iter().flatten();
        let mut all: Vec<(bool, Arc<Record>)> = ids
            .filter_map(|id| aside?.records.get(*id))
            .map(|record| (true, Arc::clone(record)))
            .collect();
        let one = view.people.iter().find(|one| one.id == person);
        let guest = one.and_then(|one| one.guest.as_ref());
        all.extend(guest.into_iter().flat_map(|guest| guest.between.iter().cloned()));
        all.retain(|(_, record)| record.kind == kind);
        all.sort_by_key(|(_, record)| record.id);
        all
    }
}

/// The records of a kind between the owner and a person, each with whether it is the owner's, the oldest first.
pub fn of_kind(scene: &mut Scene<'_>, person: RecordId, kind: &str) -> Vec<(bool, Arc<Record>)> {
    scene.state.talks.kept.refresh(scene.view);
    scene.state.talks.kept.all(scene.view, person, kind)
}

/// The list for the next talk: the newest of the owner's, as long as something on it is still open.
pub fn open_list(scene: &mut Scene<'_>, person: RecordId) -> Option<Arc<Record>> {
    open_of(&of_kind(scene, person, agenda::NAME_OF_KIND))
}

/// With whom a talk has a day, and which.
pub fn days(scene: &mut Scene<'_>) -> Vec<(RecordId, Date)> {
    scene.state.talks.kept.refresh(scene.view);
    scene.state.talks.kept.days.clone()
}

fn open_of(lists: &[(bool, Arc<Record>)]) -> Option<Arc<Record>> {
    let (_, last) = lists.iter().rev().find(|(mine, _)| *mine)?;
    is_open(last).then(|| Arc::clone(last))
}

/// A list of which everything was talked about is over; an empty one is still to be filled.
fn is_open(list: &Record) -> bool {
    let topics = topics(list);
    topics.is_empty() || topics.iter().any(|topic| !topic.is_done)
}

/// One thing to talk about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its id in the list, if it is there already.
    pub id: Option<String>,
    /// What it is.
    pub text: String,
    /// Whether it was talked about.
    pub is_done: bool,
}

/// What stands on a list.
pub fn topics(list: &Record) -> Vec<Topic> {
    let parts = agenda::ITEMS.of(list).unwrap_or_default();
    let text =
        |part: &Fields, name: &str| part.get(name).and_then(Value::as_text).map(str::to_owned);
    let topics = parts.iter().map(|part| Topic {
        id: text(part, "id"),
        text: text(part, "text").unwrap_or_default(),
        is_done: part.get("done").and_then(Value::as_flag) == Some(true),
    });
    topics.collect()
}

/// The same to be written.
pub fn topics_json(topics: &[Topic]) -> Json {
    let parts = topics.iter().map(|topic| {
        let mut part = Map::new();
        if let Some(id) = &topic.id {
            part.insert("id".to_owned(), json!(id));
        }
        part.insert("text".to_owned(), json!(topic.text));
        if topic.is_done {
            part.insert("done".to_owned(), json!(true));
        }
        Json::Object(part)
    });
    parts.collect()
}

/// Keeps a new record for a person: in the own half if they have Kith, else aside.
pub fn keep(
    scene: &mut Scene<'_>,
    person: RecordId,
    kind: &str,
    mut fields: Map<String, Json>,
    then: Then,
) {
    let is_guest = scene.person(person).is_some_and(|view| view.guest.is_some());
    let kind = kind.to_owned();
    let command = if is_guest {
        Command::Between { person, act: BetweenAct::Add { kind, fields } }
    } else {
        fields.insert("with".to_owned(), json!(person.to_string()));
        Command::Add { kind, section: None, fields }
    };
    scene.ask(command, then);
}

/// Changes one that is there.
pub fn change(
    scene: &mut Scene<'_>,
    person: RecordId,
    id: RecordId,
    fields: Map<String, Json>,
    then: Then,
) {
    let is_aside = scene.record(id).is_some();
    let command = if is_aside {
        Command::Edit { id, fields }
    } else {
        Command::Between { person, act: BetweenAct::Edit { id, fields } }
    };
    scene.ask(command, then);
}
