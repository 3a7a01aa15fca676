//! Who was in touch, and what nobody is there for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_plan::kinds::{FieldType, attend, checkin, craving, person, reach};
use kith_plan::{Record, RecordId, UnixMillis};

use super::figures::count;
use super::label::Label;
use super::names::{Meant, Names};
use super::wall::{Wall, days_before, happened, happened_on};
use super::{Sections, of_kind};
use crate::PersonView;

/// A week is today and the six days before, so that Monday does not begin with nothing.
const WEEK_DAYS: u32 = 7;

/// Who was in touch, as far as the records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The first day of the week that is counted.
    pub first_day: Date,
    /// Its last day, which is today.
    pub last_day: Date,
    /// Everybody who was ever reached: who was last, first. A name that stands for nobody in the plan any
    /// more is still told.
    pub people: Vec<InTouch>,
    /// Meetings of groups.
    pub meetings: Touched,
    /// Days on which the owner noted that they were in touch with somebody.
    pub connected: Touched,
}

/// How often, and when last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// How often in the week.
    pub this_week: u32,
    /// The last day that is not after today, in whatever week.
    pub last: Option<Date>,
}

/// Somebody the owner reached out to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTouch {
    /// Their `person` record, if they have one.
    pub person: Option<RecordId>,
    /// What the owner calls them: the name in the plan, or the label as it was written.
    pub label: Label,
    /// How often, and when last.
    pub touched: Touched,
}

/// Whom the owner reached: by `reach` (kept aside, or in the own half with a guest) and by the `reached` of a
/// craving; which meetings there were; on which days a check-in says `connected`.
pub fn connection(
    sections: &Sections,
    people: &[PersonView],
    now: UnixMillis,
    home: &TimeZone,
) -> Connection {
    let last_day = Wall::of_moment(now, home).day();
    let first_day = days_before(last_day, WEEK_DAYS - 1);
    let touched = |days: &[Date]| Touched {
        this_week: count(days.iter().filter(|day| (first_day..=last_day).contains(day)).count()),
        last: days.iter().filter(|day| **day <= last_day).max().copied(),
    };
    let mut in_touch: Vec<InTouch> = reached(sections, people, home)
        .into_iter()
        .map(|(who, days)| {
            let (person, label) = who.told(people);
            InTouch { person, label, touched: touched(&days) }
        })
        .filter(|in_touch| in_touch.touched.last.is_some())
        .collect();
    in_touch.sort_by(|one, other| {
        let key = |in_touch: &InTouch| (in_touch.label.clone(), in_touch.person);
        other.touched.last.cmp(&one.touched.last).then_with(|| key(one).cmp(&key(other)))
    });
    let meetings: Vec<Date> = of_kind(sections, "groups", attend::NAME_OF_KIND)
        .map(|record| happened_on(attend::ON.of(record), record, home))
        .collect();
    let connected: BTreeSet<Date> = of_kind(sections, "checkins", checkin::NAME_OF_KIND)
        .filter(|record| checkin::CONNECTED.of(record) == Some(true))
        .map(|record| happened(checkin::AT.of(record), record, home).day())
        .collect();
    let connected: Vec<Date> = connected.into_iter().collect();
    Connection {
        first_day,
        last_day,
        people: in_touch,
        meetings: touched(&meetings),
        connected: touched(&connected),
    }
}

/// Somebody, by record or, if there is none, by label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Person(RecordId),
    Label(Label),
}

impl Who {
    fn told(self, people: &[PersonView]) -> (Option<RecordId>, Label) {
        match self {
            Who::Label(label) => (None, label),
            Who::Person(id) => {
                let named = people.iter().find(|person| person.id == id);
                (Some(id), Label::from(named.map_or("", |person| person.name.as_str())))
            }
        }
    }
}

/// The days on which each was reached.
fn reached(
    sections: &Sections,
    people: &[PersonView],
    home: &TimeZone,
) -> BTreeMap<Who, Vec<Date>> {
    let names = Names::new(sections, of_kind(sections, "people", person::NAME_OF_KIND));
    let named =
        |record: &Record, field: &str, label: &str| match names.meant(record.id, field, label) {
            Meant::Record(id) => Who::Person(id),
            Meant::Gone | Meant::Nothing => Who::Label(Label::from(label)),
        };
    let mut reached: BTreeMap<Who, Vec<Date>> = BTreeMap::new();
    for record in of_kind(sections, "cravings", craving::NAME_OF_KIND) {
        if let Some(label) = craving::REACHED.of(record) {
            let day = happened(craving::AT.of(record), record, home).day();
            let who = named(record, craving::REACHED.name(), label);
            reached.entry(who).or_default().push(day);
        }
    }
    for record in of_kind(sections, "asides", reach::NAME_OF_KIND) {
        if let Some(label) = reach::WITH.of(record) {
            let who = named(record, reach::WITH.name(), label);
            reached.entry(who).or_default().push(happened_on(None, record, home));
        }
    }
    for (person, record) in own_reaches(people) {
        let day = happened_on(None, record, home);
        reached.entry(Who::Person(person)).or_default().push(day);
    }
    reached
}

/// What the owner wrote into their own halves.
fn own_reaches(people: &[PersonView]) -> impl Iterator<Item = (RecordId, &Record)> {
    people.iter().flat_map(|person| {
        let between = person.guest.iter().flat_map(|guest| &guest.between);
        between
            .filter(|(mine, record)| *mine && record.kind == reach::NAME_OF_KIND)
            .map(|(_, record)| (person.id, Arc::as_ref(record)))
    })
}

/// One thing that people can be there for, and who is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHeld {
    /// The choice, as it stands in `person.roles`.
    pub role: &'static str,
    /// The people who hold it and are neither paused nor ended, in order of id.
    pub held_by: Vec<RecordId>,
}

/// Every role of the table with those who hold it, in the order of the table.
pub fn roles(sections: &Sections) -> Vec<RoleHeld> {
    let roles = match kith_plan::kinds::kind(person::NAME_OF_KIND)
        .and_then(|kind| kind.field(person::ROLES.name()))
        .map(|field| field.field_type)
    {
        Some(FieldType::Some(roles)) => roles,
        _ => &[],
    };
    let mut held: Vec<RoleHeld> =
        roles.iter().map(|role| RoleHeld { role, held_by: Vec::new() }).collect();
    for record in
        of_kind(sections, "people", person::NAME_OF_KIND).filter(|record| is_active(record))
    {
        let ticked = person::ROLES.of(record).unwrap_or_default();
        for role in held.iter_mut().filter(|role| ticked.contains(&role.role)) {
            role.held_by.push(record.id);
        }
    }
    held
}

/// The roles that nobody holds, in the order of the table.
pub fn gaps(sections: &Sections) -> Vec<&'static str> {
    let empty = roles(sections).into_iter().filter(|role| role.held_by.is_empty());
    empty.map(|role| role.role).collect()
}

/// Somebody whose status was never asked is there.
fn is_active(person: &Record) -> bool {
    !matches!(person::STATUS.of(person), Some("paused" | "ended"))
}
