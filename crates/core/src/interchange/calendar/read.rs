//! Appointments and reminders out of somebody's calendar.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use kith_plan::kinds::{appt, reminder};
use serde_json::{Map, Value};

use super::super::listing::{fitting, line as one_line, page};
use super::super::{Incoming, Made};
use super::OURS;
use super::lines::{Line, lines, unmarked};
use super::zones::{offset_at, zone};
use crate::Trouble;

/// More than a long life of appointments.
const MOST_EVENTS: usize = 100_000;

/// Reads a calendar. An event at a time becomes an appointment, one of a whole day a reminder.
pub(in crate::interchange) fn read(
    file: &str,
    own_zone: Option<&str>,
) -> Result<Incoming, Trouble> {
    let mut lines = lines(file.strip_prefix('\u{feff}').unwrap_or(file));
    let is_calendar =
        |first: Line| first.name == "BEGIN" && first.value.trim().eq_ignore_ascii_case("VCALENDAR");
    if !lines.next().is_some_and(is_calendar) {
        return Err(Trouble::BadFile);
    }
    let mut incoming = Incoming::default();
    let mut calendar_zone = own_zone.map(str::to_owned);
    let mut events: Vec<BTreeMap<String, Line>> = Vec::new();
    let mut within: Vec<String> = vec!["VCALENDAR".to_owned()];
    for line in lines {
        let what = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                if what == "VEVENT" && within.len() == 1 {
                    events.push(BTreeMap::new());
                }
                within.push(what);
            }
            "END" => {
                within.pop();
            }
            "X-WR-TIMEZONE" if within.len() == 1 => calendar_zone = Some(line.value),
            _ => {
                // An alarm within an event has lines of the same names.
                if within.last().is_some_and(|part| part == "VEVENT")
                    && within.len() == 2
                    && let Some(event) = events.last_mut()
                {
                    event.entry(line.name.clone()).or_insert(line);
                }
            }
        }
        if events.len() > MOST_EVENTS {
            return Err(Trouble::BadFile);
        }
    }
    for event in events {
        // An exception to a rule, and what was called off, is nothing of its own here.
        let is_left_out = event.contains_key("RECURRENCE-ID")
            || event.get("STATUS").is_some_and(|line| line.value.trim() == "CANCELLED");
        match made(&event, calendar_zone.as_deref()).filter(|_| !is_left_out) {
            Some(made) => incoming.made.push(made),
            None => incoming.skipped += 1,
        }
    }
    Ok(incoming)
}

fn made(event: &BTreeMap<String, Line>, calendar_zone: Option<&str>) -> Option<Made> {
    let start = event.get("DTSTART")?;
    let said = |name: &str| event.get(name).map(|line| Value::from(unmarked(&line.value)));
    let rule = rule(event.get("RRULE"));
    let value = start.value.trim();
    let (kind, fields) = if start.parameter("VALUE") == Some("DATE") || value.len() == 8 {
        let repeat = match (rule.get("FREQ").copied(), rule.get("INTERVAL").copied()) {
            (Some("DAILY"), None | Some("1")) => "daily",
            (Some("WEEKLY"), None | Some("1")) => "weekly",
            (Some("MONTHLY"), None | Some("1")) => "monthly",
            _ => "once",
        };
        let fields = [
            (reminder::TEXT.name(), one_line(said("SUMMARY").as_ref())),
            (reminder::ON.name(), date(value)?.to_string().into()),
            (reminder::REPEAT.name(), repeat.into()),
        ];
        (reminder::NAME_OF_KIND, named(fields))
    } else {
        let (at, zone_name) = moment(start, value, calendar_zone)?;
        let repeat = match (rule.get("FREQ").copied(), rule.get("INTERVAL").copied()) {
            (Some("WEEKLY"), None | Some("1")) => "weekly",
            (Some("WEEKLY"), Some("2")) => "two_weeks",
            (Some("MONTHLY"), None | Some("1")) => "monthly",
            _ => "once",
        };
        let until = rule.get("UNTIL").and_then(|until| date(until.get(..8)?));
        let prep = ["SUMMARY", "DESCRIPTION"].map(said).into_iter().flatten();
        let prep: Vec<String> =
            prep.filter_map(|text| text.as_str().map(|text| text.trim().to_owned())).collect();
        let fields = [
            (appt::AT.name(), at.into()),
            (appt::ZONE.name(), zone_name.map_or(Value::Null, Value::from)),
            (appt::REPEAT.name(), repeat.into()),
            (appt::UNTIL.name(), until.map_or(Value::Null, |until| until.to_string().into())),
            (appt::PLACE.name(), one_line(said("LOCATION").as_ref())),
            (appt::LINK.name(), one_line(said("URL").as_ref())),
            (appt::PREP.name(), page(Some(&prep.join("\n\n").into()))),
        ];
        (appt::NAME_OF_KIND, named(fields))
    };
    let of = event.get("UID").and_then(|uid| uid.value.trim().strip_suffix(OURS)?.parse().ok());
    Some(Made { kind, fields: fitting(kind, fields)?, of })
}

fn named<const COUNT: usize>(fields: [(&str, Value); COUNT]) -> Map<String, Value> {
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

fn rule(line: Option<&Line>) -> BTreeMap<&str, &str> {
    let parts = line.map(|line| line.value.trim()).unwrap_or_default().split(';');
    parts.filter_map(|part| part.split_once('=')).collect()
}

/// A moment as a record keeps it, and the zone by whose clock it is told.
fn moment(
    start: &Line,
    value: &str,
    calendar_zone: Option<&str>,
) -> Option<(String, Option<String>)> {
    const RECORD: &str = "%Y-%m-%dT%H:%M:%S";
    if let Some(value) = value.strip_suffix('Z') {
        let at = civil(value)?.to_zoned(TimeZone::UTC).ok()?;
        return Some((format!("{}Z", at.strftime(RECORD)), None));
    }
    let named = [start.parameter("TZID"), calendar_zone].into_iter().flatten();
    // A zone by a name of another table, or none at all: the calendar's own, or else UTC.
    let known = named.map(|name| name.trim_start_matches('/'));
    let known = known.filter_map(|name| Some((name.to_owned(), zone(name)?))).next();
    let at = civil(value)?;
    match known {
        Some((name, zone)) => {
            let zoned = at.to_zoned(offset_at(&zone, at)?.to_time_zone()).ok()?;
            Some((zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), Some(name)))
        }
        None => Some((format!("{}Z", at.strftime(RECORD)), None)),
    }
}

fn civil(value: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", value).ok()
}

fn date(value: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n\
        DTSTART;TZID=Europe/Lisbon:20260330T100000\r\nDTEND;TZID=Europe/Lisbon:20260330T110000\r\n\
        RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260630T225959Z\r\nSUMMARY:Visit\\, long\r\n  name\r\n\
        LOCATION:Room 2\r\nBEGIN:VALARM\r\nSUMMARY:An alarm\r\nDESCRIPTION:Another text\r\nEND:VALARM\r\n\
        END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260401\r\nSUMMARY:Rent\r\n\
        RRULE:FREQ=MONTHLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20260401T180000\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nSUMMARY:no start\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20269901T180000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn events_become_appointments_and_whole_days_reminders() {
        let incoming = read(FILE, Some("Europe/Berlin")).unwrap();
        let made: Vec<Value> = incoming.made.into_iter().map(|made| made.fields.into()).collect();
        let visit = json!({
            "at": "2026-03-30T10:00:00+01:00", "zone": "Europe/Lisbon", "repeat": "two_weeks",
            "until": "2026-06-30", "place": "Room 2", "prep": "Visit, long name",
        });
        let rent = json!({"text": "Rent", "on": "2026-04-01", "repeat": "monthly"});
        let floating =
            json!({"at": "2026-04-01T18:00:00+02:00", "zone": "Europe/Berlin", "repeat": "once"});
        assert_eq!(made, [visit, rent, floating]);
        assert_eq!(incoming.skipped, 2);
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        for file in ["", "BEGIN:VCARD\r\n", "[]", "DTSTART:20260401"] {
            assert_eq!(read(file, None).err(), Some(Trouble::BadFile), "{file}");
        }
    }
}
