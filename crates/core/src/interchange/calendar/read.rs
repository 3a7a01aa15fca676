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

/// So many single times of one rule are looked at; where there are more, the rule is told in words.
const MOST_SINGLE: usize = 400;

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
    let zone = calendar_zone.as_deref();
    let series = Series::of(&events);
    for event in &events {
        match series.records(event, zone, say) {
            Some(made) => incoming.made.extend(made),
            None => incoming.skipped += 1,
        }
    }
    Ok(incoming)
}

/// The events of a calendar by their names: what moves or calls off one time of a rule has the name of the whole.
struct Series<'e> {
    /// What is told of single times.
    single: BTreeMap<String, Vec<&'e Event>>,
    /// The whole ones, and whether each still is.
    whole: BTreeMap<String, bool>,
}

impl<'e> Series<'e> {
    fn of(events: &'e [Event]) -> Series<'e> {
        let mut series = Series { single: BTreeMap::new(), whole: BTreeMap::new() };
        for event in events {
            let Some(name) = event.text("UID") else { continue };
            match event.first("RECURRENCE-ID") {
                Some(_) => series.single.entry(name).or_default().push(event),
                None => *series.whole.entry(name).or_default() |= !event.is_called_off(),
            }
        }
        series
    }

    /// The records of an event; nothing if none can be made of it.
    fn records(&self, event: &Event, zone: Option<&str>, say: Say<'_>) -> Option<Vec<Made>> {
        let name = event.text("UID");
        let whole = name.as_ref().and_then(|name| self.whole.get(name));
        if event.first("RECURRENCE-ID").is_some() {
            return match (event.is_called_off(), whole) {
                (true, Some(true)) => Some(Vec::new()),
                (true, _) | (_, Some(false)) => None,
                (false, _) => Some(vec![moved(event, zone, say)?]),
            };
        }
        let single = name.and_then(|name| self.single.get(&name));
        let single = single.map(Vec::as_slice).unwrap_or_default();
        if event.is_called_off() { None } else { made(event, zone, single, say) }
    }
}

/// The records of an event that comes once or by a rule, without the times of which something else is told.
fn made(
    event: &Event,
    calendar_zone: Option<&str>,
    single: &[&Event],
    say: Say<'_>,
) -> Option<Vec<Made>> {
    let begins = Begins::read(event.first("DTSTART")?, calendar_zone)?;
    let mut repeats = event
        .first("RRULE")
        .map(|rule| Repeats::read(rule, begins.at, &begins.zone))
        .unwrap_or_else(|| Repeats { interval: 1, ..Repeats::default() });
    let mut gaps: BTreeSet<DateTime> = event.times("EXDATE", &begins).collect();
    let looked_at = single.iter().take(MOST_SINGLE);
    // It stands for one time; a list would have all of them looked at for each whole event of that name.
    gaps.extend(looked_at.filter_map(|one| one.times("RECURRENCE-ID", &begins).next()));
    repeats.is_moved = event.first("RDATE").is_some()
        || single.len() > MOST_SINGLE
        || single.iter().any(|one| one.is_of_all_later());
    let runs = repeats.runs(begins.at, &gaps);
    let runs = runs.filter(|runs| runs.iter().all(|(_, held)| begins.fits(*held)));
    let mut unheld = Unheld { clock: begins.unknown_clock.clone(), ..Unheld::default() };
    let runs = match runs {
        Some(runs) => runs,
        None => {
            // Its first time may have been called off, so the record is of the first that was not.
            let first = match gaps.contains(&begins.at) {
                // A rule that no record can hold is told in words, and so are the days without it.
                true => repeats.first_but(begins.at, &gaps).unwrap_or(begins.at),
                false => begins.at,
            };
            repeats.but = gaps.iter().map(|at| at.date()).collect();
            unheld.repeats = Some(repeats);
            vec![(first, Held { turn: Turn::Once, until: None })]
        }
    };
    let of = event.first("UID").and_then(|uid| uid.value.trim().strip_suffix(OURS)?.parse().ok());
    let records = runs.into_iter().map(|(at, held)| {
        let made = record(event, &begins.clone().at_another(at)?, held, &unheld, say)?;
        Some(Made { of, ..made })
    });
    let records: Vec<Made> = records.collect::<Option<_>>()?;
    // Where every time was moved each is a record of its own.
    (!records.is_empty() || !single.is_empty()).then_some(records)
}

/// The record of a single time that was moved. What all from some day on were moved to is left out.
fn moved(event: &Event, calendar_zone: Option<&str>, say: Say<'_>) -> Option<Made> {
    if event.is_of_all_later() {
        return None;
    }
    let begins = Begins::read(event.first("DTSTART")?, calendar_zone)?;
    // What it belongs to may be in the plan, and what is there is not changed by a file.
    let is_ours = event.first("UID").is_some_and(|uid| uid.value.trim().ends_with(OURS));
    let from = event.times("RECURRENCE-ID", &begins).next().filter(|_| is_ours);
    let unheld = Unheld {
        clock: begins.unknown_clock.clone(),
        instead_of: from.map(|from| from.date()),
        ..Unheld::default()
    };
    record(event, &begins, Held { turn: Turn::Once, until: None }, &unheld, say)
}

fn record(
    event: &Event,
    begins: &Begins,
    held: Held,
    unheld: &Unheld,
    say: Say<'_>,
) -> Option<Made> {
    let is_changed = *unheld != Unheld::default();
    let note = is_changed.then(|| say(unheld));
    let (kind, fields) = match begins.is_day {
        true => (reminder::NAME_OF_KIND, reminder_fields(event, begins, held, note)),
        false => (appt::NAME_OF_KIND, appointment_fields(event, begins, held, note)),
    };
    Some(Made { kind, fields: fitting(kind, fields)?, of: None, is_changed })
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

    /// Whether it tells of one time of a rule and of every later one.
    fn is_of_all_later(&self) -> bool {
        self.first("RECURRENCE-ID").is_some_and(|line| line.parameter("RANGE").is_some())
    }

    /// The times of a list, by the clock of an event. What cannot be read falls away, as every time of another event.
    fn times<'t>(
        &'t self,
        name: &str,
        begins: &'t Begins,
    ) -> impl Iterator<Item = DateTime> + use<'t> {
        let lines = self.0.get(name).into_iter().flatten();
        lines.flat_map(move |line| {
            // A time of another zone is put to the clock of this one.
            let zone = line.parameter("TZID").and_then(|name| Some(known_zone(name)?.1));
            line.value.split(',').filter_map(move |value| {
                let value = value.trim();
                match (&zone, value.len()) {
                    // The whole of a day is called off.
                    (_, 8) => Some(date(value)?.to_datetime(begins.at.time())),
                    (Some(zone), _) if !value.ends_with('Z') => {
                        let moment = zone.to_ambiguous_zoned(civil(value)?).compatible().ok()?;
                        Some(begins.zone.to_datetime(moment.timestamp()))
                    }
                    _ => time_of(value, &begins.zone),
                }
            })
        })
    }
}

/// When an event begins.
#[derive(Clone)]
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
    fn read(start: &Line, calendar_zone: Option<&str>) -> Option<Begins> {
        let value = start.value.trim();
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

    /// Whether the kind of record that it becomes can come back so.
    fn fits(&self, held: Held) -> bool {
        match self.is_day {
            true => held.until.is_none() && held.turn != Turn::TwoWeeks,
            false => held.turn != Turn::Daily,
        }
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
