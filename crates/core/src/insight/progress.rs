//! What adds up over the days, and is never set back.
//!
//! The owner chooses the day from which they count. Something that happened on the way is noted and
//! changes no day of that count. A *noted use* is the day of a `setback` that is not yet to come, or the
//! `last_use` that the owner keeps. Days are those of the calendar where a record was written. East of the
//! owner that day may be tomorrow already: what happened has happened, and is counted with today until then.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_plan::kinds::{attend, craving, progress as kept, setback};
use kith_plan::{Record, UnixMillis};

use super::figures::{OutOf, count};
use super::wall::{Wall, day, days_before, days_between, happened, happened_on};
use super::{Sections, of_kind};

/// The window that is looked at beside the whole: today and the 99 days before.
const HUNDRED: u32 = 100;

/// The lines of progress; which of them are shown is the owner's choice, in the record's `show`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The day from which the owner counts.
    pub start: Date,
    /// Days from the start until today: 0 on the day itself, and until a start that is yet to come. Nothing
    /// that happens changes it.
    pub days: u32,
    /// Days since the last use, if the owner keeps that day. A setback does not write it.
    pub days_since_last_use: Option<u32>,
    /// Of the last 100 days with today, or of those since the start if they are fewer: how many have no
    /// noted use. Nothing of nothing before the start.
    pub hundred: OutOf,
    /// The most days in a row: from the start or a noted use to the next noted use, or until today.
    pub longest_run: u32,
    /// The days from the last noted use, or from the start, until today.
    pub run_now: u32,
    /// Cravings, of all since the start, that were ridden out: the number went down or a tool was used, and
    /// no use was noted for that day.
    pub urges_ridden_out: OutOf,
    /// Days since the start on which the owner went to a meeting.
    pub meeting_days: u32,
}

/// The sections of which [`progress`] reads something.
pub const SECTIONS_OF_PROGRESS: [&str; 3] = ["setbacks", "cravings", "groups"];

/// The lines of progress, from the newest `progress` record. Nothing without one, or if its start is not a
/// day.
pub fn progress(sections: &Sections, now: UnixMillis, home: &TimeZone) -> Option<Progress> {
    let today = Wall::of_moment(now, home).day();
    let chosen = of_kind(sections, "setbacks", kept::NAME_OF_KIND).last()?;
    let start = day(kept::START.of(chosen)?)?;
    let last_use = kept::LAST_USE.of(chosen).and_then(day).filter(|day| *day <= today);
    let span = Span { start, today, now };
    let noted = noted_uses(sections, last_use, span, home);
    let uses: BTreeSet<Date> = noted.iter().map(|day| (*day).min(today)).collect();
    let runs = Runs::of(&uses, start, today);
    Some(Progress {
        start,
        days: whole_days(start, today),
        days_since_last_use: last_use.map(|day| whole_days(day, today)),
        hundred: free_days(&uses, start, today),
        longest_run: runs.longest,
        run_now: runs.now,
        urges_ridden_out: ridden_out(sections, &noted, span, home),
        meeting_days: meeting_days(sections, start, today, home),
    })
}

/// From the day on which the count begins until now.
#[derive(Clone, Copy)]
struct Span {
    start: Date,
    today: Date,
    now: UnixMillis,
}

impl Span {
    fn has(self, wall: Wall) -> bool {
        let is_over = wall.day() <= self.today || wall.moment <= self.now;
        wall.day() >= self.start && is_over
    }
}

/// The days of noted uses in a span, as the calendars said where they were written.
fn noted_uses(
    sections: &Sections,
    last_use: Option<Date>,
    span: Span,
    home: &TimeZone,
) -> BTreeSet<Date> {
    of_kind(sections, "setbacks", setback::NAME_OF_KIND)
        .map(|record| happened(setback::AT.of(record), record, home))
        .filter(|wall| span.has(*wall))
        .map(Wall::day)
        .chain(last_use.filter(|day| *day >= span.start))
        .collect()
}

fn free_days(uses: &BTreeSet<Date>, start: Date, today: Date) -> OutOf {
    if start > today {
        return OutOf::default();
    }
    let first = days_before(today, HUNDRED - 1).max(start);
    let of = whole_days(first, today) + 1;
    let used = count(uses.range(first..=today).count());
    OutOf { count: of.saturating_sub(used), of }
}

/// Days in a row.
struct Runs {
    longest: u32,
    now: u32,
}

impl Runs {
    fn of(uses: &BTreeSet<Date>, start: Date, today: Date) -> Runs {
        let (mut from, mut longest) = (start, 0);
        for day in uses {
            longest = longest.max(whole_days(from, *day));
            from = *day;
        }
        let now = whole_days(from, today);
        Runs { longest: longest.max(now), now }
    }
}

fn ridden_out(sections: &Sections, uses: &BTreeSet<Date>, span: Span, home: &TimeZone) -> OutOf {
    let mut ridden_out = OutOf::default();
    for record in of_kind(sections, "cravings", craving::NAME_OF_KIND) {
        let wall = happened(craving::AT.of(record), record, home);
        if span.has(wall) {
            ridden_out.add(was_met(record) && !uses.contains(&wall.day()));
        }
    }
    ridden_out
}

/// Whether the number went down, or something was used.
fn was_met(craving: &Record) -> bool {
    let went_down = match (craving::BEFORE.of(craving), craving::AFTER.of(craving)) {
        (Some(before), Some(after)) => after < before,
        _ => false,
    };
    went_down || craving::USED.of(craving).is_some_and(|used| !used.is_empty())
}

fn meeting_days(sections: &Sections, start: Date, today: Date, home: &TimeZone) -> u32 {
    let days: BTreeSet<Date> = of_kind(sections, "groups", attend::NAME_OF_KIND)
        .map(|record| happened_on(attend::ON.of(record), record, home))
        .filter(|day| (start..=today).contains(day))
        .collect();
    count(days.len())
}

/// Days from one to another, none if the other is earlier.
fn whole_days(from: Date, to: Date) -> u32 {
    u32::try_from(days_between(from, to)).unwrap_or(0)
}
