//! A calendar of appointments, meetings and reminders.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use kith_plan::kinds::{appt, group, reminder};
use serde_json::{Map, Value};

use super::OURS;
use super::lines::{marked, push};
use super::rule::on_the_last_days;
use super::zones::{push_zone, zone};
use crate::ToldRecord;

/// The titles of events: nothing in them says what this program is for.
#[derive(Clone, Debug)]
pub struct CalendarWords {
    /// For an appointment.
    pub appointment: String,
    /// For a meeting.
    pub meeting: String,
    /// For a reminder.
    pub reminder: String,
}

/// The calendar of those of the records that have a place in one. What is deleted or has ended has none.
/// Gives the file and how many events are in it.
pub fn calendar(records: &[ToldRecord], words: &CalendarWords) -> (String, u64) {
    let standing = records.iter().filter(|record| record.deleted.is_none());
    let events: Vec<Event> = standing.filter_map(|record| event(record, words)).collect();
    let mut zones: BTreeMap<&str, (&TimeZone, Timestamp)> = BTreeMap::new();
    for event in &events {
        if let When::In(name, zone, at) = &event.when
            && let Ok(at) = zone.to_timestamp(*at)
        {
            let first = zones.entry(name).or_insert((zone, at));
            first.1 = first.1.min(at);
        }
    }
    let mut file = String::new();
    push(&mut file, "BEGIN:VCALENDAR");
    push(&mut file, "VERSION:2.0");
    push(&mut file, "PRODID:-//Kith//Kith//EN");
    for (name, (zone, first)) in zones {
        push_zone(&mut file, name, zone, first);
    }
    for event in &events {
        event.push(&mut file);
    }
    push(&mut file, "END:VCALENDAR");
    (file, u64::try_from(events.len()).unwrap_or(u64::MAX))
}

/// When an event is, first.
enum When {
    /// At a moment of which no zone is known.
    Utc(Timestamp),
    /// By the clock of a zone.
    In(String, TimeZone, DateTime),
    /// By the clock of wherever somebody is.
    Floating(DateTime),
    /// All of a day.
    Day(Date),
}

struct Event {
    uid: String,
    stamp: Timestamp,
    title: String,
    when: When,
    minutes: Option<i64>,
    rule: Option<String>,
    rings: bool,
}

impl Event {
    fn push(&self, file: &mut String) {
        const CLOCK: &str = "%Y%m%dT%H%M%S";
        let utc = |at: &Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
        push(file, "BEGIN:VEVENT");
        push(file, &format!("UID:{}", self.uid));
        push(file, &format!("DTSTAMP:{}", utc(&self.stamp)));
        push(
            file,
            &match &self.when {
                When::Utc(at) => format!("DTSTART:{}", utc(at)),
                When::In(name, _, at) => format!("DTSTART;TZID={name}:{}", at.strftime(CLOCK)),
                When::Floating(at) => format!("DTSTART:{}", at.strftime(CLOCK)),
                When::Day(day) => format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")),
            },
        );
        if let Some(minutes) = self.minutes.filter(|minutes| *minutes > 0) {
            push(file, &format!("DURATION:PT{minutes}M"));
        }
        if let Some(rule) = &self.rule {
            push(file, &format!("RRULE:{rule}"));
        }
        push(file, &format!("SUMMARY:{}", marked(&self.title)));
        push(file, "CLASS:PRIVATE");
        if self.rings {
            push(file, "BEGIN:VALARM");
            push(file, "ACTION:DISPLAY");
            push(file, "TRIGGER:PT0S");
            push(file, &format!("DESCRIPTION:{}", marked(&self.title)));
            push(file, "END:VALARM");
        }
        push(file, "END:VEVENT");
    }
}

fn event(record: &ToldRecord, words: &CalendarWords) -> Option<Event> {
    let fields = &record.fields;
    let (title, (when, minutes, rule)) = match record.kind.as_str() {
        appt::NAME_OF_KIND => (&words.appointment, appointment(fields)?),
        group::NAME_OF_KIND => (&words.meeting, meeting(fields, &record.created)?),
        reminder::NAME_OF_KIND => (&words.reminder, remind(fields, &record.created)?),
        _ => return None,
    };
    Some(Event {
        uid: format!("{}{OURS}", record.id),
        // The same plan gives the same file, so this is the time of the record and not of the export.
        stamp: record.updated.parse().ok()?,
        title: title.clone(),
        rings: record.kind == reminder::NAME_OF_KIND,
        when,
        minutes,
        rule,
    })
}

type Times = (When, Option<i64>, Option<String>);

fn appointment(fields: &Map<String, Value>) -> Option<Times> {
    let at: Timestamp = text(fields, appt::AT.name())?.parse().ok()?;
    let when = match text(fields, appt::ZONE.name()).and_then(|name| Some((name, zone(name)?))) {
        Some((name, zone)) => {
            let here = zone.to_datetime(at);
            When::In(name.to_owned(), zone, here)
        }
        None => When::Utc(at),
    };
    let mut rule = match text(fields, appt::REPEAT.name()) {
        Some("weekly") => Some("FREQ=WEEKLY".to_owned()),
        Some("two_weeks") => Some("FREQ=WEEKLY;INTERVAL=2".to_owned()),
        Some("monthly") => Some(monthly(match &when {
            When::In(_, _, here) => here.date(),
            _ => TimeZone::UTC.to_datetime(at).date(),
        })),
        _ => None,
    };
    if let Some(rule) = &mut rule
        && let Some(last) = day(fields, appt::UNTIL.name())
    {
        // The end of a rule is told in UTC where its start names a zone: the end of that day there.
        let zone = match &when {
            When::In(_, zone, _) => zone.clone(),
            _ => TimeZone::UTC,
        };
        let end = last.at(23, 59, 59, 0).to_zoned(zone).ok()?.timestamp();
        rule.push_str(&format!(";UNTIL={}", end.strftime("%Y%m%dT%H%M%SZ")));
    }
    Some((when, None, rule))
}

fn meeting(fields: &Map<String, Value>, created: &str) -> Option<Times> {
    let weekday = weekday(text(fields, group::DAY.name())?)?;
    let time: Time = text(fields, group::TIME.name())?.parse().ok()?;
    let zone = text(fields, group::ZONE.name()).and_then(|name| Some((name, zone(name)?)));
    let made: Timestamp = created.parse().ok()?;
    let here = zone.as_ref().map_or(TimeZone::UTC, |(_, zone)| zone.clone());
    let first_day = here.to_datetime(made).date();
    let code = code(weekday);
    let (nth, rule) = match text(fields, group::WEEKS.name()) {
        None | Some("every") => (None, format!("FREQ=WEEKLY;BYDAY={code}")),
        Some(weeks) => {
            let nth = match weeks {
                "first" => 1,
                "second" => 2,
                "third" => 3,
                "fourth" => 4,
                "last" => -1,
                _ => return None,
            };
            (Some(nth), format!("FREQ=MONTHLY;BYDAY={nth}{code}"))
        }
    };
    // The first day of the rule on or after the day on which the group was written down.
    let mut day = first_day;
    while !is_of_rule(day, weekday, nth) {
        day = day.tomorrow().ok()?;
    }
    let at = day.to_datetime(time);
    let when = match zone {
        Some((name, zone)) => When::In(name.to_owned(), zone, at),
        None => When::Floating(at),
    };
    let minutes = fields.get(group::MINUTES.name()).and_then(Value::as_i64);
    Some((when, minutes, Some(rule)))
}

fn is_of_rule(day: Date, weekday: Weekday, nth: Option<i8>) -> bool {
    day.weekday() == weekday
        && match nth {
            None => true,
            Some(-1) => day.checked_add(7.days()).is_ok_and(|next| next.month() != day.month()),
            Some(nth) => (day.day() - 1) / 7 + 1 == nth,
        }
}

fn remind(fields: &Map<String, Value>, created: &str) -> Option<Times> {
    if fields.get(reminder::ENDED.name()).and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let made: Timestamp = created.parse().ok()?;
    let on = day(fields, reminder::ON.name());
    let on = on.unwrap_or_else(|| TimeZone::UTC.to_datetime(made).date());
    let when = match text(fields, reminder::TIME.name()).and_then(|time| time.parse().ok()) {
        Some(time) => When::Floating(on.to_datetime(time)),
        None => When::Day(on),
    };
    let rule = match text(fields, reminder::REPEAT.name()) {
        Some("daily") => Some("FREQ=DAILY".to_owned()),
        Some("weekly") => Some("FREQ=WEEKLY".to_owned()),
        Some("monthly") => Some(monthly(on)),
        _ => None,
    };
    Some((when, None, rule))
}

/// What is monthly here comes on the last day of a month that has fewer days. The plain rule would leave that month out.
fn monthly(first: Date) -> String {
    format!("FREQ=MONTHLY{}", on_the_last_days(first).unwrap_or_default())
}

fn text<'f>(fields: &'f Map<String, Value>, name: &str) -> Option<&'f str> {
    fields.get(name)?.as_str()
}

fn day(fields: &Map<String, Value>, name: &str) -> Option<Date> {
    text(fields, name)?.parse().ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::super::read::read;
    use super::*;
    use kith_plan::{RecordId, UnixMillis};
    use serde_json::json;

    fn told(number: u8, kind: &str, fields: Value) -> ToldRecord {
        // 2026-03-25, a Wednesday.
        let made = UnixMillis(1_774_440_000_000);
        let at = made.to_rfc3339();
        ToldRecord {
            id: RecordId::new(made, [number; 10]),
            kind: kind.into(),
            section: "treatment".into(),
            created: at.clone(),
            updated: at,
            fields: fields.as_object().unwrap().clone(),
            both: Default::default(),
            deleted: None,
        }
    }

    fn file(records: &[ToldRecord]) -> String {
        let words = CalendarWords {
            appointment: "Appointment, of mine".into(),
            meeting: "Meeting".into(),
            reminder: "Reminder".into(),
        };
        calendar(records, &words).0
    }

    #[test]
    fn events_come_back_by_the_clock_of_their_zone_over_a_change_of_that_clock() {
        let file = file(&[
            told(
                1,
                "appt",
                json!({
                    "at": "2026-03-27T10:00:00+00:00", "zone": "Europe/Lisbon", "repeat": "two_weeks",
                    "until": "2026-06-30", "place": "Zinnia clinic", "prep": "zinnia",
                    "person": {"label": "Zinnia"},
                }),
            ),
            told(
                2,
                "group",
                json!({
                    "name": "Zinnia", "day": "sunday", "weeks": "last", "time": "19:30", "minutes": 90,
                    "zone": "America/New_York", "place": "zinnia",
                }),
            ),
            told(3, "group", json!({"name": "No zone", "day": "wednesday", "time": "07:00"})),
            told(4, "reminder", json!({"text": "zinnia", "time": "08:00", "repeat": "daily"})),
            told(5, "reminder", json!({"text": "over", "ended": true})),
            told(6, "appt", json!({"at": "2026-03-27T10:00:00+02:00"})),
            told(7, "group", json!({"name": "By appointment"})),
        ]);
        assert!(!file.to_lowercase().contains("zinnia"), "{file}");
        assert!(file.contains("SUMMARY:Appointment\\, of mine\r\n"));
        for line in [
            "DTSTART;TZID=Europe/Lisbon:20260327T100000",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260630T225959Z",
            "DTSTART;TZID=America/New_York:20260329T193000",
            "RRULE:FREQ=MONTHLY;BYDAY=-1SU",
            "DURATION:PT90M",
            "DTSTART:20260325T070000",
            "RRULE:FREQ=WEEKLY;BYDAY=WE",
            "DTSTART:20260325T080000",
            "DTSTART:20260327T080000Z",
            // The clocks of Lisbon on 29 March 2026, told by the clock before.
            "DTSTART:20260329T010000",
            "TZOFFSETFROM:+0000",
            "TZOFFSETTO:+0100",
            "TZOFFSETTO:-0400",
        ] {
            assert!(file.contains(&format!("\r\n{line}\r\n")), "{line} is not in\n{file}");
        }
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 5);
        assert_eq!(file.matches("BEGIN:VTIMEZONE").count(), 2);
        assert!(lines(&file).count() > 40);
        // Our own calendar is known again: each event names the record that it is of.
        let read = read(&file, None, &|_| String::new()).unwrap();
        assert_eq!(read.made.len(), 5);
        assert!(read.made.iter().all(|made| made.of.is_some()));
    }
}
