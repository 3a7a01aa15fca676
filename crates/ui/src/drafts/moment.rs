//! A moment as somebody types it: a day and a time, by the clock of where they are, or by that of the place
//! which the record names.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Day and time as typed, and the moment that stood there before.
#[derive(Clone)]
pub struct TypedMoment {
    /// Like 2027-02-28.
    pub day: String,
    /// Like 19:30.
    pub time: String,
    /// What the record held; it stays letter by letter until something of it is changed, seconds and offset
    /// included.
    held: Option<Held>,
    zone: TimeZone,
}

/// A moment that stood there before, with what it says as day and time on the clock by which it was read.
#[derive(Clone)]
struct Held {
    text: String,
    day: String,
    time: String,
    zone: TimeZone,
}

impl PartialEq for TypedMoment {
    fn eq(&self, other: &TypedMoment) -> bool {
        let typed = |one: &TypedMoment| (one.day.clone(), one.time.clone(), one.written());
        typed(self) == typed(other)
    }
}

impl TypedMoment {
    /// Reads a moment; what is none is offered as nothing. What was written in UTC tells no place and is
    /// shown by the clock of `zone`, anything else by the clock of where it was written.
    pub fn read(text: Option<&str>, zone: &TimeZone) -> TypedMoment {
        let shown = text.and_then(|text| Some((text, wall(text, zone)?)));
        TypedMoment::of(shown, zone)
    }

    /// Reads a moment by the clock of the place that its record names, whatever offset it was written with.
    pub fn read_there(text: &str, place: &TimeZone) -> TypedMoment {
        let at = text.parse::<Timestamp>().ok().map(|at| (text, place.to_datetime(at)));
        TypedMoment::of(at, place)
    }

    fn of(shown: Option<(&str, DateTime)>, zone: &TimeZone) -> TypedMoment {
        let zone = zone.clone();
        let Some((text, at)) = shown else {
            return TypedMoment { day: String::new(), time: String::new(), held: None, zone };
        };
        let (day, time) = (at.date().to_string(), at.strftime("%H:%M").to_string());
        let (text, zone_held) = (text.to_owned(), zone.clone());
        let held = Some(Held { text, day: day.clone(), time: time.clone(), zone: zone_held });
        TypedMoment { day, time, held, zone }
    }

    /// From here on what is typed is read by that clock: day and time stay as they stand, and the moment
    /// moves. Whoever corrects the place of a visit at nine means nine o'clock there.
    pub fn go_by(&mut self, zone: &TimeZone) {
        if self.zone != *zone {
            self.zone = zone.clone();
        }
    }

    /// What the clock of `home` says at that moment, if it says anything else than what is typed.
    pub fn elsewhere(&self, home: &TimeZone) -> Option<DateTime> {
        let at = home.to_datetime(self.written()?.parse::<Timestamp>().ok()?);
        let typed = self.day.trim().parse::<Date>().ok()?.to_datetime(clock(self.time.trim())?);
        let is_same =
            at.date() == typed.date() && (at.hour(), at.minute()) == (typed.hour(), typed.minute());
        (!is_same).then_some(at)
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.day.trim().is_empty() && self.time.trim().is_empty()
    }

    /// The moment as RFC 3339 with its offset; nothing if what is typed is none. A time that the clocks
    /// skip is read as the one after the gap, one that comes twice as the first.
    pub fn written(&self) -> Option<String> {
        let (day, time) = (self.day.trim(), self.time.trim());
        if let Some(held) = &self.held
            && (held.day.as_str(), held.time.as_str(), &held.zone) == (day, time, &self.zone)
        {
            return Some(held.text.clone());
        }
        let day: Date = day.parse().ok()?;
        let at = self.zone.to_zoned(day.to_datetime(clock(time)?)).ok()?;
        Some(at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Today's day in the form in which it is typed.
    pub fn day_of(now: Timestamp, zone: &TimeZone) -> String {
        Zoned::new(now, zone.clone()).date().to_string()
    }
}

/// A time of day: 19:30, 7:05.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn wall(text: &str, zone: &TimeZone) -> Option<DateTime> {
    let pieces = Pieces::parse(text).ok()?;
    let said = pieces.date().to_datetime(pieces.time()?);
    match pieces.offset()? {
        PiecesOffset::Numeric(_) => Some(said),
        _ => Some(zone.to_datetime(text.parse::<Timestamp>().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lisbon() -> TimeZone {
        TimeZone::get("Europe/Lisbon").unwrap()
    }

    #[test]
    fn a_moment_that_is_not_touched_stays_letter_by_letter() {
        for text in ["2027-02-28T19:30:15Z", "2027-07-01T02:00:00.5+09:00"] {
            let moment = TypedMoment::read(Some(text), &lisbon());
            assert_eq!(moment.written().as_deref(), Some(text));
        }
    }

    #[test]
    fn a_moment_in_utc_is_typed_by_the_clock_at_home() {
        let mut moment = TypedMoment::read(Some("2027-07-01T23:30:00Z"), &lisbon());
        assert_eq!((moment.day.as_str(), moment.time.as_str()), ("2027-07-02", "00:30"));
        moment.time = "0:45".to_owned();
        assert_eq!(moment.written().as_deref(), Some("2027-07-02T00:45:00+01:00"));
    }

    #[test]
    fn half_a_moment_is_none() {
        let mut moment = TypedMoment::read(None, &lisbon());
        assert!(moment.is_empty());
        moment.day = "2027-02-28".to_owned();
        assert!(!moment.is_empty());
        assert_eq!(moment.written(), None);
        moment.time = "25:00".to_owned();
        assert_eq!(moment.written(), None);
        moment.time = "9:05".to_owned();
        assert_eq!(moment.written().as_deref(), Some("2027-02-28T09:05:00+00:00"));
    }
}
