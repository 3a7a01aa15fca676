//! Days on which a plan asks something back: a goal or a boundary to look at again, a task, a promise, the plan itself.
//!
//! They are days of the calendar where the owner is, without an hour, so no clock that changes moves one. What is over
//! by its own word (done, kept, settled, parked) asks nothing. A day that has passed asks for [`DAYS_AFTER`] days more,
//! and only while nothing was done about it since: nothing here counts what was missed.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_plan::kinds::{
    boundary, conflict, consent, discharge, goal, homework, med, promise, resource, review, rung,
};
use kith_plan::{Record, RecordId};

use super::wall::{Wall, day, days_between};
use super::{Sections, in_section, of_kind};

/// The sections whose records name such a day.
pub const SECTIONS_OF_DATES: [&str; 8] = [
    "steady",
    "goals",
    "treatment",
    "medicine",
    "boundaries",
    "resources",
    "reflections",
    "asides",
];

/// So many days a day that has passed still asks.
pub const DAYS_AFTER: i64 = 30;

/// The plan itself is looked over so many days after its first step was written, and then each quarter of a year.
const FIRST_REVIEWS: [i64; 3] = [30, 60, 90];
/// Whoever looked it over so many days before need not do so again.
const DAYS_OF_A_REVIEW: i64 = 14;
/// No plan is older than that many reviews.
const REVIEWS_MAX: i32 = 1000;

/// What a day is for. The order is that in which several of one day are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateKind {
    /// The day on which the owner leaves a treatment.
    Leaving,
    /// What there is of a medicine is to be filled again. It says when, and nothing on taking anything.
    Refill,
    /// A task from therapy is due.
    Task,
    /// A promise is due.
    Promise,
    /// A consent ends.
    ConsentEnds,
    /// A goal is looked at again.
    Goal,
    /// A boundary is looked at again.
    Boundary,
    /// What two agreed on is looked at again.
    Conflict,
    /// The plan is looked over.
    PlanReview,
    /// It is a year since somebody saw that a number or a place is right.
    Resource,
}

/// A day that asks something back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The day.
    pub day: Date,
    /// What it is for.
    pub kind: DateKind,
    /// The record that names it; nothing for a plan that was not looked over yet.
    pub record: Option<RecordId>,
}

/// How long a day asks once it has passed.
#[derive(Clone, Copy)]
enum After {
    /// Not at all.
    Never,
    /// As long as nothing of its record is changed on that day or later.
    UntilChanged,
    /// As long as its record does not say that it is over.
    UntilOver,
}

/// The days that ask something, from those that passed and are still open on, in order. `between` are the records of
/// halves, whose promises count as well as those that are kept aside; `today` is the day where the owner is.
pub fn dates<'a>(
    sections: &'a Sections,
    between: impl IntoIterator<Item = &'a Record>,
    today: Date,
    home: &TimeZone,
) -> Vec<Asked> {
    let standing = SECTIONS_OF_DATES.into_iter().flat_map(|name| in_section(sections, name));
    let mut asked: Vec<Asked> = standing
        .chain(between)
        .filter_map(|record| {
            let (kind, day, after) = of_record(record)?;
            let is_open = match after {
                _ if day >= today => true,
                _ if days_between(day, today) > DAYS_AFTER => false,
                After::Never => false,
                After::UntilOver => true,
                After::UntilChanged => Wall::of_moment(record.updated, home).day() < day,
            };
            is_open.then_some(Asked { day, kind, record: Some(record.id) })
        })
        .chain(plan_review(sections, today, home))
        .collect();
    asked.sort();
    asked
}

/// The day that a record names, if it is not over.
fn of_record(record: &Record) -> Option<(DateKind, Date, After)> {
    use After::{Never, UntilChanged, UntilOver};
    let (kind, text, is_over, after) = match record.kind.as_str() {
        goal::NAME_OF_KIND => {
            let is_parked = goal::PARKED.of(record) == Some(true);
            (DateKind::Goal, goal::REVIEW.of(record), is_parked, UntilChanged)
        }
        homework::NAME_OF_KIND => {
            let is_done = homework::DONE.of(record) == Some(true);
            (DateKind::Task, homework::DUE.of(record), is_done, UntilOver)
        }
        boundary::NAME_OF_KIND => {
            (DateKind::Boundary, boundary::REVIEW.of(record), false, UntilChanged)
        }
        conflict::NAME_OF_KIND => {
            let is_over = matches!(conflict::STATE.of(record), Some("settled" | "resting"));
            (DateKind::Conflict, conflict::FOLLOW.of(record), is_over, UntilChanged)
        }
        promise::NAME_OF_KIND => {
            let is_over = matches!(promise::STATE.of(record), Some("kept" | "let_go"));
            (DateKind::Promise, promise::DUE.of(record), is_over, UntilOver)
        }
        consent::NAME_OF_KIND => {
            let is_over = consent::ENDED.of(record) == Some(true);
            (DateKind::ConsentEnds, consent::UNTIL.of(record), is_over, Never)
        }
        discharge::NAME_OF_KIND => (DateKind::Leaving, discharge::ON.of(record), false, Never),
        med::NAME_OF_KIND => {
            let is_over = med::ENDED.of(record) == Some(true);
            (DateKind::Refill, med::REFILL.of(record), is_over, UntilChanged)
        }
        resource::NAME_OF_KIND => {
            let seen = day(resource::VERIFIED.of(record)?)?;
            let day = seen.checked_add(Span::new().try_years(1).ok()?).ok()?;
            return Some((DateKind::Resource, day, UntilChanged));
        }
        _ => return None,
    };
    (!is_over).then_some((kind, day(text?)?, after))
}

/// When the plan is to be looked over: on the day that the last review named, or else thirty, sixty and ninety days after
/// the first step of the steady plan was written and each quarter from there.
fn plan_review(sections: &Sections, today: Date, home: &TimeZone) -> Option<Asked> {
    let reviews = of_kind(sections, "reflections", review::NAME_OF_KIND);
    let on = |record: &Record| review::ON.of(record).and_then(day);
    let told =
        |record: &Record| on(record).unwrap_or_else(|| Wall::of_moment(record.created, home).day());
    let last =
        reviews.map(|record| (told(record), record)).max_by_key(|(on, record)| (*on, record.id));
    let asked = |day: Date| {
        let record = last.map(|(_, record)| record.id);
        Some(Asked { day, kind: DateKind::PlanReview, record })
    };
    let is_open = |day: Date| days_between(day, today) <= DAYS_AFTER;
    let named = last
        .and_then(|(on, record)| review::NEXT.of(record).and_then(day).filter(|next| *next > on));
    if let Some(named) = named.filter(|named| is_open(*named)) {
        return asked(named);
    }
    let rungs = of_kind(sections, "steady", rung::NAME_OF_KIND);
    let begun = rungs.map(|record| Wall::of_moment(record.created, home).day()).min()?;
    let done = |day: Date| last.is_some_and(|(on, _)| days_between(on, day) <= DAYS_OF_A_REVIEW);
    let passed = review_days(begun).take_while(|day| *day <= today).last();
    let passed = passed.filter(|day| is_open(*day) && !done(*day));
    let next = || review_days(begun).find(|day| *day > today && !done(*day));
    passed.or_else(next).and_then(asked)
}

fn review_days(begun: Date) -> impl Iterator<Item = Date> {
    let after = move |days: i64| begun.checked_add(Span::new().try_days(days).ok()?).ok();
    let first = FIRST_REVIEWS.into_iter().filter_map(after);
    let [.., last] = FIRST_REVIEWS;
    let quarters = (1..REVIEWS_MAX).map_while(move |quarter| {
        after(last)?.checked_add(Span::new().try_months(quarter * 3).ok()?).ok()
    });
    first.chain(quarters)
}
