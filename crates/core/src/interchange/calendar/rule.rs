//! How an event of a calendar comes back (RFC 5545, 3.3.10), and whether a record can hold exactly that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use super::lines::Line;

/// Every month has this day; a later one is left out of some months by a calendar, and never by a plan.
const LAST_DAY_OF_EVERY_MONTH: i8 = 28;

/// One event becomes at most so many records; with more gaps than these have between them it is told in words.
const MOST_RUNS: usize = 12;

/// What an event says and no record holds. It is kept as words beside the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unheld {
    /// How it comes back, if a record cannot hold that: the record is of its first time alone.
    pub repeats: Option<Repeats>,
    /// What the calendar calls the clock by which it is told, if no such clock is known here.
    pub clock: Option<String>,
    /// The day from which it was moved, if what it belongs to may be here already and still come on that day.
    pub instead_of: Option<Date>,
}

/// How an event comes back, as far as it can be told in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// The rule as the calendar has it.
    pub rule: String,
    /// After what it comes again; nothing if that is not known here.
    pub unit: Option<Unit>,
    /// After how many of these.
    pub interval: u32,
    /// How often in all.
    pub count: Option<u32>,
    /// The last day it may come.
    pub until: Option<Date>,
    /// On which weekdays; with a number on which of the month, from its end if below zero.
    pub weekdays: Vec<(Option<i8>, Weekday)>,
    /// On which days of the month, from its end if below zero.
    pub month_days: Vec<i8>,
    /// On which days it does not come.
    pub but: Vec<Date>,
    /// Whether other times were added, or all from some day on were moved.
    pub is_moved: bool,
    /// Whether the rule says more than all of this.
    pub says_more: bool,
}

/// A length of time after which something comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// How a record holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub turn: Turn,
    pub until: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Once,
    Daily,
    Weekly,
    TwoWeeks,
    Monthly,
}

impl Turn {
    /// The choice of a record; each kind has some of them.
    pub(super) fn name(self) -> &'static str {
        match self {
            Turn::Once => "once",
            Turn::Daily => "daily",
            Turn::Weekly => "weekly",
            Turn::TwoWeeks => "two_weeks",
            Turn::Monthly => "monthly",
        }
    }

    /// The time of the turn with this number; the first has number 0.
    fn time(self, first: DateTime, number: i64) -> Option<DateTime> {
        let step = match self {
            Turn::Once => return (number == 0).then_some(first),
            Turn::Daily => 1.day(),
            Turn::Weekly => 7.days(),
            Turn::TwoWeeks => 14.days(),
            Turn::Monthly => 1.month(),
        };
        first.checked_add(step.checked_mul(number).ok()?).ok()
    }

    /// The number of the turn that comes at this time; nothing if none does.
    fn number(self, first: DateTime, at: DateTime) -> Option<i64> {
        let days = first.date().until(at.date()).ok()?.get_days();
        let number = i64::from(match self {
            Turn::Once => 0,
            Turn::Daily => days,
            Turn::Weekly => days / 7,
            Turn::TwoWeeks => days / 14,
            Turn::Monthly => {
                let years = i32::from(at.year()) - i32::from(first.year());
                years * 12 + i32::from(at.month()) - i32::from(first.month())
            }
        });
        (number >= 0 && self.time(first, number) == Some(at)).then_some(number)
    }
}

impl Repeats {
    /// Reads the rule of an event that first begins at that time by the clock of that zone.
    pub(super) fn read(line: &Line, first: DateTime, zone: &TimeZone) -> Repeats {
        let rule = line.value.trim().to_ascii_uppercase();
        let parts = rule.split(';').filter_map(|part| part.split_once('='));
        let mut parts: BTreeMap<&str, &str> = parts.collect();
        let mut repeats = Repeats { interval: 1, ..Repeats::default() };
        repeats.unit = match parts.remove("FREQ") {
            Some("DAILY") => Some(Unit::Day),
            Some("WEEKLY") => Some(Unit::Week),
            Some("MONTHLY") => Some(Unit::Month),
            Some("YEARLY") => Some(Unit::Year),
            _ => None,
        };
        let mut unread = repeats.unit.is_none();
        if let Some(interval) = parts.remove("INTERVAL") {
            let interval = interval.parse().ok().filter(|interval| *interval > 0);
            unread |= interval.is_none();
            repeats.interval = interval.unwrap_or(1);
        }
        if let Some(count) = parts.remove("COUNT") {
            repeats.count = count.parse().ok().filter(|count| *count > 0);
            unread |= repeats.count.is_none();
        }
        if let Some(until) = parts.remove("UNTIL") {
            repeats.until = last_day(until, first, zone);
            unread |= repeats.until.is_none();
        }
        if let Some(days) = parts.remove("BYDAY") {
            let read: Option<Vec<_>> = days.split(',').map(weekday).collect();
            unread |= read.is_none();
            repeats.weekdays = read.unwrap_or_default();
        }
        if let Some(days) = parts.remove("BYMONTHDAY") {
            let read: Option<Vec<i8>> = days.split(',').map(|day| day.parse().ok()).collect();
            unread |= read.is_none();
            repeats.month_days = read.unwrap_or_default();
        }
        // The day on which a week begins makes a difference only among several days of one week.
        if repeats.weekdays.len() < 2 {
            parts.remove("WKST");
        }
        repeats.says_more = unread || !parts.is_empty();
        repeats.rule = rule;
        repeats
    }

    /// How records hold exactly this, from a first time on: one for each stretch without a gap. Nothing if none can; an
    /// empty list if no time is left.
    pub(super) fn runs(
        &self,
        first: DateTime,
        gaps: &BTreeSet<DateTime>,
    ) -> Option<Vec<(DateTime, Held)>> {
        let whole = self.held(first)?;
        let is_over = |at: DateTime| whole.until.is_some_and(|until| at.date() > until);
        let time = |number: i64| whole.turn.time(first, number).filter(|at| !is_over(*at));
        let mut runs: Vec<(DateTime, Held)> = Vec::new();
        let mut begin = 0;
        let gaps = gaps.iter().filter(|at| !is_over(**at));
        let gaps = gaps.filter_map(|at| whole.turn.number(first, *at));
        for end in gaps.map(Some).chain([None]) {
            let after = end.unwrap_or(i64::MAX);
            if let Some(at) = time(begin).filter(|_| begin < after) {
                let is_single = begin + 1 == after || time(begin + 1).is_none();
                // What comes on the last days of months cannot begin in a shorter one.
                if !is_single && whole.turn == Turn::Monthly && at.day() != first.day() {
                    return None;
                }
                let until = match end {
                    Some(end) => Some(time(end - 1)?.date()),
                    None => whole.until,
                };
                runs.push((
                    at,
                    match is_single {
                        true => Held { turn: Turn::Once, until: None },
                        false => Held { turn: whole.turn, until },
                    },
                ));
            }
            begin = after.saturating_add(1);
        }
        (runs.len() <= MOST_RUNS).then_some(runs)
    }

    /// How a record holds exactly this, from a first time on and without a gap; nothing if none can.
    fn held(&self, first: DateTime) -> Option<Held> {
        if self.is_moved {
            return None;
        }
        if self.unit.is_none() && self.rule.is_empty() {
            return Some(Held { turn: Turn::Once, until: None });
        }
        if self.is_last_of_shorter_months(first.date()) {
            return self.bounded(Turn::Monthly, first);
        }
        if self.says_more {
            return None;
        }
        let is_of_its_weekday = match self.weekdays.as_slice() {
            [] => true,
            [(None, day)] => *day == first.date().weekday(),
            _ => false,
        };
        let turn = match (self.unit?, self.interval) {
            (Unit::Day, 1) if self.weekdays.is_empty() => Turn::Daily,
            (Unit::Day, 7) if self.weekdays.is_empty() => Turn::Weekly,
            (Unit::Week, 1) if is_of_its_weekday => Turn::Weekly,
            (Unit::Week, 2) if is_of_its_weekday => Turn::TwoWeeks,
            (Unit::Month, 1) if self.weekdays.is_empty() => {
                let is_in_every_month = first.day() <= LAST_DAY_OF_EVERY_MONTH;
                let is_its_day = self.month_days.is_empty() || self.month_days == [first.day()];
                let is_the_last = self.month_days == [-1] && first.day() == 31;
                let is_held = is_in_every_month && is_its_day || is_the_last;
                return is_held.then(|| self.bounded(Turn::Monthly, first))?;
            }
            _ => return None,
        };
        if !self.month_days.is_empty() {
            return None;
        }
        self.bounded(turn, first)
    }

    /// The first time that was not called off; nothing if that cannot be told.
    pub(super) fn first_but(&self, first: DateTime, gaps: &BTreeSet<DateTime>) -> Option<DateTime> {
        let whole = self.held(first)?;
        // So many called off, one more is not.
        (0..=i64::try_from(gaps.len()).ok()?)
            .map_while(|number| whole.turn.time(first, number))
            .take_while(|at| whole.until.is_none_or(|until| at.date() <= until))
            .find(|at| !gaps.contains(at))
    }

    /// What comes monthly on one of the last days here comes on the last day of a shorter month. A calendar says so by all
    /// of these days, of which it takes the last.
    fn is_last_of_shorter_months(&self, first: Date) -> bool {
        let bounds: String = [
            self.count.map(|count| format!(";COUNT={count}")),
            self.rule
                .split(';')
                .find(|part| part.starts_with("UNTIL="))
                .map(|one| format!(";{one}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        on_the_last_days(first)
            .is_some_and(|days| format!("FREQ=MONTHLY{days}{bounds}") == self.rule)
    }

    /// With the day on which it ends.
    fn bounded(&self, turn: Turn, first: DateTime) -> Option<Held> {
        let first_day = first.date();
        let until = match (self.count, self.until) {
            (None, None) => return Some(Held { turn, until: None }),
            (Some(_), Some(_)) => return None,
            (None, Some(until)) => until,
            (Some(1), None) => return Some(Held { turn: Turn::Once, until: None }),
            (Some(count), None) => turn.time(first, i64::from(count.checked_sub(1)?))?.date(),
        };
        (until >= first_day).then_some(Held { turn, until: Some(until) })
    }
}

/// The part of a monthly rule by which a calendar comes on the last day of each month that has fewer days; nothing for a
/// day that every month has.
pub(super) fn on_the_last_days(first: Date) -> Option<String> {
    let days = (LAST_DAY_OF_EVERY_MONTH..=first.day()).map(|day| day.to_string());
    let days: Vec<String> = days.collect();
    (days.len() > 1).then(|| format!(";BYMONTHDAY={};BYSETPOS=-1", days.join(",")))
}

/// The last day on which something may begin that begins at the time of `first`. A rule ends with a moment or with a day.
fn last_day(until: &str, first: DateTime, zone: &TimeZone) -> Option<Date> {
    let last = match until.len() {
        8 => return date(until),
        _ => time_of(until, zone)?,
    };
    if last.time() < first.time() { last.date().yesterday().ok() } else { Some(last.date()) }
}

/// What a value says by the clock of a zone: a moment in UTC, or a time without a zone.
pub(super) fn time_of(value: &str, zone: &TimeZone) -> Option<DateTime> {
    match value.strip_suffix('Z') {
        Some(moment) => {
            let moment = civil(moment)?.to_zoned(TimeZone::UTC).ok()?;
            Some(zone.to_datetime(moment.timestamp()))
        }
        None => civil(value),
    }
}

/// A time without a zone.
pub(super) fn civil(value: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", value).ok()
}

/// A day.
pub(super) fn date(value: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", value).ok()
}

fn weekday(text: &str) -> Option<(Option<i8>, Weekday)> {
    let (number, code) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = match code {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    match number {
        "" => Some((None, day)),
        number => Some((Some(number.parse().ok()?), day)),
    }
}
