//! What the clock on the wall said.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::{Offset, TimeZone};
use kith_plan::{Record, UnixMillis};

/// A moment, and what clock and calendar said there and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wall {
    /// The moment.
    pub moment: UnixMillis,
    /// Clock and calendar where it was written.
    pub at: DateTime,
}

impl Wall {
    /// Reads a moment as it stands in a record: RFC 3339, with the offset of the place where it was
    /// written. Written in UTC with a `Z`, it tells no place and is read in the zone `home`. Nothing if the
    /// text is no moment.
    pub fn of_text(text: &str, home: &TimeZone) -> Option<Wall> {
        let pieces = Pieces::parse(text).ok()?;
        let said = pieces.date().to_datetime(pieces.time()?);
        let (offset, is_of_a_place) = match pieces.offset()? {
            PiecesOffset::Numeric(numeric) => (numeric.offset(), true),
            PiecesOffset::Zulu => (Offset::UTC, false),
            _ => return None,
        };
        let moment = offset.to_timestamp(said).ok()?;
        let at = if is_of_a_place { said } else { home.to_datetime(moment) };
        Some(Wall { moment: UnixMillis(moment.as_millisecond()), at })
    }

    /// That moment in the zone `home`.
    pub fn of_moment(moment: UnixMillis, home: &TimeZone) -> Wall {
        Wall { moment, at: home.to_datetime(timestamp(moment)) }
    }

    /// The day on the calendar.
    pub fn day(self) -> Date {
        self.at.date()
    }

    /// The minute of the day, 0 to 1439.
    pub fn minute_of_day(self) -> i64 {
        i64::from(self.at.hour()) * 60 + i64::from(self.at.minute())
    }
}

/// When something happened: as its field of happening says, or else when the record was made.
pub(crate) fn happened(said: Option<&str>, record: &Record, home: &TimeZone) -> Wall {
    said.and_then(|text| Wall::of_text(text, home))
        .unwrap_or_else(|| Wall::of_moment(record.created, home))
}

/// On which day something happened: as its field of happening says, or else when the record was made.
pub(crate) fn happened_on(said: Option<&str>, record: &Record, home: &TimeZone) -> Date {
    said.and_then(day).unwrap_or_else(|| Wall::of_moment(record.created, home).day())
}

/// A day as it stands in a record; nothing if the text is none.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// How many days from one to another; fewer than none if the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// That many days before a day, or the first day there is.
pub(crate) fn days_before(day: Date, days: u32) -> Date {
    let span = jiff::Span::new().try_days(days);
    span.and_then(|span| day.checked_sub(span)).unwrap_or(Date::MIN)
}

/// A moment in the form of the calendar; one outside of its years is read as the nearest inside.
pub(crate) fn timestamp(moment: UnixMillis) -> Timestamp {
    let nearest = if moment.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(moment.0).unwrap_or(nearest)
}
