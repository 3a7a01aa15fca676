//! On whose clock a moment is told: that of the place which the record names, else that of the wall where it was
//! written. What is yet to come is told by the clock of here as well, where that says something else.

use jiff::Zoned;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use kith_core::insight::Wall;
use kith_core::kinds::{self, FieldInfo, FieldType};
use kith_core::{Record, UnixMillis, Value};
use kith_words::say;

/// The zone of that name, from the database that comes with the program.
pub fn zone_named(name: &str) -> Option<TimeZone> {
    if name.is_empty() {
        return None;
    }
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The zone of the place that a record names.
pub fn place_of(record: &Record) -> Option<TimeZone> {
    let fields = kinds::kind(&record.kind).map(|kind| kind.fields)?;
    let field = fields.iter().find(|field| matches!(field.field_type, FieldType::Zone))?;
    zone_named(record.fields.get(field.name)?.as_text()?)
}

/// A field of a record in words; a moment by the clock of the place that the record names.
pub fn held(record: &Record, field: &FieldInfo, value: &Value, home: &TimeZone) -> String {
    let place = match field.field_type {
        FieldType::Moment => place_of(record),
        _ => None,
    };
    let words = place
        .zip(value.as_text())
        .and_then(|(place, text)| moment_words(text, field, Some(&place), home));
    words.unwrap_or_else(|| super::value(&record.kind, field.name, field, value, home))
}

/// A moment as it stands in a record. What happened is told by one clock alone.
pub fn moment_words(
    text: &str,
    field: &FieldInfo,
    place: Option<&TimeZone>,
    home: &TimeZone,
) -> Option<String> {
    let wall = Wall::of_text(text, home)?;
    let at = place.map_or(wall.at, |place| Wall::of_moment(wall.moment, place).at);
    let words = day_at(at);
    let here = elsewhere(wall.moment, at, home).filter(|_| !field.happening);
    Some(match here {
        Some(here) => say!("look-moment-and-here", moment = words, here = here),
        None => words,
    })
}

/// When something comes, as one would tell it: by the clock of its own place, with what the clock here says where that
/// is something else.
pub fn comes(starts: &Zoned, today: Date, home: &TimeZone) -> String {
    and_here(told(starts.datetime(), today), starts, home)
}

/// The time at which something comes, under the heading of its day.
pub fn comes_at(starts: &Zoned, home: &TimeZone) -> String {
    and_here(time(starts.datetime()), starts, home)
}

fn and_here(words: String, starts: &Zoned, home: &TimeZone) -> String {
    let moment = UnixMillis(starts.timestamp().as_millisecond());
    match elsewhere(moment, starts.datetime(), home) {
        Some(here) => say!("look-moment-and-here", moment = words, here = here),
        None => words,
    }
}

/// What the clock of here says at a moment at which another one says `at`: the time, with the day if it is
/// another one. Nothing if both say the same.
fn elsewhere(moment: UnixMillis, at: DateTime, home: &TimeZone) -> Option<String> {
    let here = Wall::of_moment(moment, home).at;
    let minute = |at: DateTime| (at.date(), at.hour(), at.minute());
    (minute(here) != minute(at)).then(|| match here.date() == at.date() {
        true => time(here),
        false => day_at(here),
    })
}

/// Clock and calendar on the wall where something happened; of what has a day and no hour, that day's beginning.
pub fn happened(record: &Record, home: &TimeZone) -> DateTime {
    let fields = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let field = fields.iter().find(|field| field.happening);
    let said = field.and_then(|field| record.fields.get(field.name)?.as_text());
    let day = said
        .and_then(|text| text.parse::<Date>().ok())
        .filter(|_| field.is_some_and(|field| matches!(field.field_type, FieldType::Day)));
    match day {
        Some(day) => day.to_datetime(Time::midnight()),
        None => {
            let wall = said.and_then(|text| Wall::of_text(text, home));
            wall.unwrap_or_else(|| Wall::of_moment(record.created, home)).at
        }
    }
}

/// Whether a day as it stands in a record is over where the owner is.
pub fn is_past(day: &str, now: UnixMillis, home: &TimeZone) -> bool {
    day.parse::<Date>().is_ok_and(|day| day < Wall::of_moment(now, home).day())
}

/// When something happened, as one would tell it: by the wall where it was written.
pub fn happened_words(record: &Record, now: UnixMillis, home: &TimeZone) -> String {
    told(happened(record, home), Wall::of_moment(now, home).day())
}

/// Clock and calendar as one would tell them: the hour for today, else the day, with the year if it is not
/// this one.
pub(super) fn told(at: DateTime, today: Date) -> String {
    let hour = time(at);
    if at.date() == today {
        return say!("win-today-at", time = hour);
    }
    if at.year() == today.year() {
        return say!("win-day-at", day = at.strftime("%a %-d %b").to_string(), time = hour);
    }
    say!("win-day-at", day = at.strftime("%-d %b %Y").to_string(), time = hour)
}

fn day_at(at: DateTime) -> String {
    say!("win-day-at", day = at.strftime("%a %-d %b %Y").to_string(), time = time(at))
}

/// The time of day.
pub fn time(at: DateTime) -> String {
    of_day(at.time())
}

/// A time of day as it is told everywhere. A field to type in has two figures for the hour, as it is kept.
pub fn of_day(time: Time) -> String {
    time.strftime("%-H:%M").to_string()
}
