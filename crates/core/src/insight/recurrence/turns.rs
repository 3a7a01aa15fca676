//! The turns of something that comes back: numbered days, each at one time of a zone's clock.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use crate::insight::wall::days_between;

/// A rule that gives a day to each number from 0 on, each later than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Every {
    /// That day alone.
    Once(Date),
    /// That day, and each so many days after.
    Days {
        /// The day of turn 0.
        first: Date,
        /// How many days apart; above zero.
        days: i64,
    },
    /// The same day of each month from that day on, or a shorter month's last.
    Months {
        /// The day of turn 0.
        first: Date,
    },
    /// One weekday of each month. Turn 0 is in January of the year 0.
    WeekOfMonth(Weekday, WeekOfMonth),
}

/// Which of the weekdays of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WeekOfMonth {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

impl Every {
    /// Each such weekday there ever is.
    pub(super) fn weekly_on(weekday: Weekday) -> Every {
        const A_MONDAY: Date = Date::constant(1, 1, 1);
        let offset = Span::new().days(i64::from(weekday.to_monday_zero_offset()));
        Every::Days { first: A_MONDAY.saturating_add(offset), days: 7 }
    }

    /// The day of a turn; nothing after the last.
    fn day(self, turn: i64) -> Option<Date> {
        match self {
            Every::Once(day) => (turn == 0).then_some(day),
            Every::Days { first, days } => {
                first.checked_add(Span::new().try_days(turn.checked_mul(days)?).ok()?).ok()
            }
            Every::Months { first } => first.checked_add(Span::new().try_months(turn).ok()?).ok(),
            Every::WeekOfMonth(weekday, week) => {
                let year = i16::try_from(turn.div_euclid(12)).ok()?;
                let month = i8::try_from(turn.rem_euclid(12) + 1).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                first.nth_weekday_of_month(week.number(), weekday).ok()
            }
        }
    }

    /// A turn whose day is not after that one, or turn 0.
    fn turn_before(self, day: Date) -> i64 {
        let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
        let turn = match self {
            Every::Once(_) => 0,
            Every::Days { first, days } => days_between(first, day).div_euclid(days.max(1)),
            Every::Months { first } => months(day) - months(first) - 1,
            Every::WeekOfMonth(..) => months(day) - 1,
        };
        turn.max(0)
    }
}

impl WeekOfMonth {
    /// As the calendar counts them: from the end if below zero.
    fn number(self) -> i8 {
        match self {
            WeekOfMonth::First => 1,
            WeekOfMonth::Second => 2,
            WeekOfMonth::Third => 3,
            WeekOfMonth::Fourth => 4,
            WeekOfMonth::Last => -1,
        }
    }
}

/// The days of a rule, each at one time of a zone's clock.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    pub(super) every: Every,
    pub(super) time: Time,
    pub(super) zone: TimeZone,
    /// Turn 0 as it was written, where clocks that go back would leave a choice.
    pub(super) first: Option<Zoned>,
    /// Nothing begins before this moment.
    pub(super) not_before: Option<Timestamp>,
    /// Nothing begins after this day.
    pub(super) last_day: Option<Date>,
}

impl Turns {
    pub(super) fn new(every: Every, time: Time, zone: TimeZone) -> Turns {
        Turns { every, time, zone, first: None, not_before: None, last_day: None }
    }

    /// The moments that begin at `from` or later, in order. Where a zone left out a whole day, that day's is
    /// the same moment as the next day's.
    pub(super) fn starting_at(&self, from: Timestamp) -> impl Iterator<Item = Zoned> + '_ {
        let from = self.not_before.map_or(from, |not_before| not_before.max(from));
        // Clocks that jump move a time by some hours at most, so the day before is early enough.
        let here = self.zone.to_datetime(from).date();
        let first_turn = self.every.turn_before(here.yesterday().unwrap_or(here));
        (first_turn..)
            .map_while(|turn| self.every.day(turn).map(|day| (turn, day)))
            .take_while(|(_, day)| self.last_day.is_none_or(|last_day| *day <= last_day))
            .filter_map(|(turn, day)| self.at(turn, day))
            .skip_while(move |at| at.timestamp() < from)
    }

    fn at(&self, turn: i64, day: Date) -> Option<Zoned> {
        match &self.first {
            Some(first) if turn == 0 => Some(first.clone()),
            _ => self.zone.to_ambiguous_zoned(day.to_datetime(self.time)).compatible().ok(),
        }
    }
}
