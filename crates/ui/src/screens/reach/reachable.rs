//! Who can be reached for, worked out once for a picture: pages of a hard hour ask for it in every frame.

use kith_core::kinds::person;
use kith_core::{OpenView, PersonView, Record, RecordId, Value};

use crate::shelf::{Seen, SeenPeople};

/// The section in which people stand, and nowhere else.
const HOME: [&str; 1] = ["people"];

/// Somebody who can be reached for.
#[derive(Clone)]
pub struct Reachable {
    /// Their record.
    pub id: RecordId,
    /// Their name.
    pub name: String,
    /// The first number they have.
    pub number: Option<String>,
    /// Whether their Kith is linked.
    pub paired: bool,
}

/// Everybody who can be reached for.
#[derive(Default)]
pub struct ReachState {
    of: Seen,
    of_people: SeenPeople,
    all: Vec<Reachable>,
}

impl ReachState {
    /// Brings it up to a picture.
    pub fn refresh(&mut self, view: &OpenView) {
        if !self.of.is_of(view, &HOME) || !self.of_people.is_of(view) {
            let (of, of_people) = (Seen::of(view, &HOME), SeenPeople::of(view));
            *self = ReachState { of, of_people, all: in_order(view) };
        }
    }

    /// All of them: who said yes to a call when it gets hard, then who is closest, then those who have no number.
    pub fn all(&self) -> &[Reachable] {
        &self.all
    }

    /// Those with a number, and their number.
    pub fn callable(&self) -> impl Iterator<Item = (&Reachable, &str)> {
        self.all.iter().filter_map(|one| Some((one, one.number.as_deref()?)))
    }

    /// The one with this record.
    pub fn one(&self, id: RecordId) -> Option<&Reachable> {
        self.all.iter().find(|one| one.id == id)
    }
}

fn in_order(view: &OpenView) -> Vec<Reachable> {
    let records = view.sections.get("people").map(|section| &section.records);
    let all = view.people.iter().filter_map(|person| {
        let record = records.and_then(|records| records.get(person.id)).map(|record| &**record);
        reachable(person, record)
    });
    let mut all: Vec<(Place, Reachable)> = all.collect();
    // Those without a number stay in the order of the picture.
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, one)| one).collect()
}

/// Whether they have no number, whether they were not asked for such a call, how close they are, and who they are.
type Place = (bool, bool, i64, Option<RecordId>);

fn reachable(person: &PersonView, record: Option<&Record>) -> Option<(Place, Reachable)> {
    if record.and_then(|record| person::STATUS.of(record)) == Some("ended") {
        return None;
    }
    let number = record.and_then(number);
    let place = match record.filter(|_| number.is_some()) {
        None => (true, true, i64::MAX, None),
        Some(record) => {
            let roles = person::ROLES.of(record).unwrap_or_default();
            let ring = person::RING.of(record).unwrap_or(i64::MAX);
            (false, !roles.contains(&"crisis_call"), ring, Some(person.id))
        }
    };
    let (name, paired) = (person.name.clone(), person.guest.is_some());
    Some((place, Reachable { id: person.id, name, number, paired }))
}

fn number(record: &Record) -> Option<String> {
    person::CONTACTS.of(record).unwrap_or_default().iter().find_map(|contact| {
        let text = |name: &str| contact.get(name).and_then(Value::as_text);
        let can_ring = matches!(text("sort"), Some("phone" | "mobile"));
        text("value").filter(|_| can_ring).map(str::to_owned)
    })
}
