//! Appointments and reminders out of somebody's calendar.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use kith_plan::kinds::{appt, reminder};
use serde_json::{Map, Value};

use super::super::listing::{fitting, line as one_line, page};
use super::super::{Incoming, Made};
use super::OURS;
use super::lines::{Line, lines, unmarked};
use super::rule::{Held, Repeats, Turn, Unheld, civil, date, time_of};
use super::windows::windows_zone;
use super::zones::zone;
use crate::Trouble;

/// More than a long life of appointments.
const MOST_EVENTS: usize = 100_000;

/// The words for what no record can hold.
type Say<'s> = &'s dyn Fn(&Unheld) -> String;

/// Reads a calendar. An event at a time becomes an appointment, one of a whole day a reminder. What comes back in a way that
/// the record cannot hold is taken in once, with the words for it beside.
pub(in crate::interchange) fn read(
    file: &str,
    own_zone: Option<&str>,
    say: Say<'_>,
) -> Result<Incoming, Trouble> {
    let mut lines = lines(file.strip_prefix('\u{feff}').unwrap_or(file));
    let is_calendar =
        |first: Line| first.name == "BEGIN" && first.value.trim().eq_ignore_ascii_case("VCALENDAR");
    if !lines.next().is_some_and(is_calendar) {
        return Err(Trouble::BadFile);
    }
    let mut incoming = Incoming::default();
    let mut calendar_zone = own_zone.map(str::to_owned);
    let mut events: Vec<Event> = Vec::new();
    let mut within: Vec<String> = vec!["VCALENDAR".to_owned()];
    for line in lines {
        let what = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                if what == "VEVENT" && within.len() == 1 {
                    events.push(Event::default());
                }
                within.push(what);
            }
            "END" => {
                within.pop();
            }
            "X-WR-TIMEZONE" if within.len() == 1 => {
                calendar_zone = known_zone(&line.value).map(|(name, _)| name).or(calendar_zone);
            }
            _ => {
                // An alarm within an event has lines of the same names.
                if within.last().is_some_and(|part| part == "VEVENT")
                    && within.len() == 2
                    && let Some(event) = events.last_mut()
                {
                    event.push(line);
                }
            }
        }
        if events.len() > MOST_EVENTS {
            return Err(Trouble::BadFile);
        }
    }
    // What moves one time of a rule has the name of the whole.
    let moved = events.iter().filter(|event| event.first("RECURRENCE-ID").is_some());
    let moved: BTreeSet<String> = moved.filter_map(|event| event.text("UID")).collect();
    for event in &events {
        // An exception to a rule, and what was called off, is nothing of its own here.
        let is_left_out = event.first("RECURRENCE-ID").is_some() || event.is_called_off();
        let is_moved = event.text("UID").is_some_and(|name| moved.contains(&name));
        let made = || made(event, calendar_zone.as_deref(), is_moved, say);
        match Some(()).filter(|()| !is_left_out).and_then(|()| made()) {
            Some(made) => incoming.made.push(made),
            None => incoming.skipped += 1,
        }
    }
    Ok(incoming)
}

/// Reads one event; nothing if no record can be made of it.
fn made(event: &Event, calendar_zone: Option<&str>, is_moved: bool, say: Say<'_>) -> Option<Made> {
    let start = event.first("DTSTART")?;
    let value = start.value.trim();
    let mut begins = Begins::read(start, value, calendar_zone)?;
    let mut repeats = event
        .first("RRULE")
        .map(|rule| Repeats::read(rule, begins.at, &begins.zone))
        .unwrap_or_else(|| Repeats { interval: 1, ..Repeats::default() });
    let but = event.times("EXDATE", &begins);
    repeats.but = but.iter().map(|at| at.date()).collect();
    repeats.is_moved = is_moved || event.first("RDATE").is_some();
    let says_nothing = repeats.unit.is_none() && repeats.rule.is_empty() && !repeats.is_moved;
    let held = match says_nothing {
        true => Some(Held { turn: Turn::Once, until: None }),
        false => repeats.held(begins.at),
    };
    if but.contains(&begins.at) {
        // Its first time was called off, so the record is of the first that was not.
        let first = repeats.first_but(begins.at, &but)?;
        begins = begins.at_another(first)?;
    }
    let held = held.filter(|held| match begins.is_day {
        true => held.until.is_none() && held.turn != Turn::TwoWeeks,
        false => held.turn != Turn::Daily,
    });
    let unheld =
        Unheld { repeats: held.is_none().then_some(repeats), clock: begins.unknown_clock.clone() };
    let is_changed = unheld != Unheld::default();
    let note = is_changed.then(|| say(&unheld));
    let held = held.unwrap_or(Held { turn: Turn::Once, until: None });
    let (kind, fields) = match begins.is_day {
        true => (reminder::NAME_OF_KIND, reminder_fields(event, &begins, held, note)),
        false => (appt::NAME_OF_KIND, appointment_fields(event, &begins, held, note)),
    };
    let of = event.first("UID").and_then(|uid| uid.value.trim().strip_suffix(OURS)?.parse().ok());
    Some(Made { kind, fields: fitting(kind, fields)?, of, is_changed })
}

fn reminder_fields(
    event: &Event,
    begins: &Begins,
    held: Held,
    note: Option<String>,
) -> Map<String, Value> {
    let said = [event.text("SUMMARY"), note].into_iter().flatten();
    let said = said.collect::<Vec<_>>().join(". ");
    named([
        (reminder::TEXT.name(), one_line(Some(&said.into()))),
        (reminder::ON.name(), begins.at.date().to_string().into()),
        (reminder::REPEAT.name(), held.turn.name().into()),
    ])
}

fn appointment_fields(
    event: &Event,
    begins: &Begins,
    held: Held,
    note: Option<String>,
) -> Map<String, Value> {
    let prep = [event.text("SUMMARY"), event.text("DESCRIPTION"), note].into_iter().flatten();
    let prep: Vec<String> = prep.map(|text| text.trim().to_owned()).collect();
    let line = |name: &str| one_line(event.text(name).map(Value::from).as_ref());
    let until = held.until.map(|until| until.to_string());
    named([
        (appt::AT.name(), begins.moment.clone().into()),
        (appt::ZONE.name(), begins.zone_name.clone().map_or(Value::Null, Value::from)),
        (appt::REPEAT.name(), held.turn.name().into()),
        (appt::UNTIL.name(), until.map_or(Value::Null, Value::from)),
        (appt::PLACE.name(), line("LOCATION")),
        (appt::LINK.name(), line("URL")),
        (appt::PREP.name(), page(Some(&prep.join("\n\n").into()))),
    ])
}

fn named<const COUNT: usize>(fields: [(&str, Value); COUNT]) -> Map<String, Value> {
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// The lines of an event by their names.
#[derive(Default)]
struct Event(BTreeMap<String, Vec<Line>>);

impl Event {
    fn push(&mut self, line: Line) {
        self.0.entry(line.name.clone()).or_default().push(line);
    }

    fn first(&self, name: &str) -> Option<&Line> {
        self.0.get(name)?.first()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.first(name).map(|line| unmarked(&line.value))
    }

    fn is_called_off(&self) -> bool {
        self.first("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED"))
    }

    /// The times of a list, by the clock of the event. What cannot be read falls away, as every time of another event.
    fn times(&self, name: &str, begins: &Begins) -> Vec<DateTime> {
        let lines = self.0.get(name).into_iter().flatten();
        lines
            .flat_map(|line| {
                // A time of another zone is put to the clock of this one.
                let zone = line.parameter("TZID").and_then(|name| Some(known_zone(name)?.1));
                line.value.split(',').filter_map(move |value| {
                    let value = value.trim();
                    match (&zone, value.len()) {
                        // The whole of a day is called off.
                        (_, 8) => Some(date(value)?.to_datetime(begins.at.time())),
                        (Some(zone), _) if !value.ends_with('Z') => {
                            let moment =
                                zone.to_ambiguous_zoned(civil(value)?).compatible().ok()?;
                            Some(begins.zone.to_datetime(moment.timestamp()))
                        }
                        _ => time_of(value, &begins.zone),
                    }
                })
            })
            .collect()
    }
}

/// When an event begins.
struct Begins {
    /// By the clock of its place.
    at: DateTime,
    /// The clock.
    zone: TimeZone,
    /// What a record calls it; nothing if the event is told in UTC.
    zone_name: Option<String>,
    /// What the calendar calls it, if that name is not known here.
    unknown_clock: Option<String>,
    /// As a record keeps it.
    moment: String,
    /// Whether it is all of a day.
    is_day: bool,
}

impl Begins {
    fn read(start: &Line, value: &str, calendar_zone: Option<&str>) -> Option<Begins> {
        if start.parameter("VALUE") == Some("DATE") || value.len() == 8 {
            let at = date(value)?.to_datetime(Time::midnight());
            let (zone, moment) = (TimeZone::UTC, String::new());
            return Some(Begins {
                at,
                zone,
                zone_name: None,
                unknown_clock: None,
                moment,
                is_day: true,
            });
        }
        let told = start.parameter("TZID").filter(|_| !value.ends_with('Z'));
        let known = told.and_then(known_zone);
        let unknown_clock = told.filter(|_| known.is_none()).map(str::to_owned);
        let own = || calendar_zone.and_then(known_zone);
        let (zone_name, zone) = match (value.ends_with('Z'), known.or_else(own)) {
            (false, Some((name, zone))) => (Some(name), zone),
            (true, _) | (false, None) => (None, TimeZone::UTC),
        };
        let at = time_of(value, &zone)?;
        let begins =
            Begins { at, zone, zone_name, unknown_clock, moment: String::new(), is_day: false };
        begins.at_another(at)
    }

    /// The same at another time. A time that the clocks jump over is as much later as they jump.
    fn at_another(self, at: DateTime) -> Option<Begins> {
        if self.is_day {
            return Some(Begins { at, ..self });
        }
        let zoned = self.zone.to_ambiguous_zoned(at).compatible().ok()?;
        let moment = match self.zone_name {
            Some(_) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            None => zoned.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        Some(Begins { at, moment, ..self })
    }
}

/// A zone by whatever name a calendar gives it, with its name here.
fn known_zone(name: &str) -> Option<(String, TimeZone)> {
    let name = name.trim().trim_start_matches('/');
    let name = windows_zone(name).unwrap_or(name);
    let zone = zone(name)?;
    Some((zone.iana_name().unwrap_or(name).to_owned(), zone))
}

#[cfg(test)]
mod tests;
