//! Turns plan data into the words a person reads: moments, values, records, troubles.

mod clock;
mod fact;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kith_core::kinds::{self, FieldInfo, FieldType};
use kith_core::{PeerWhy, Record, Trouble, UnixMillis, Value};
use kith_words::{Said, say};

pub use clock::{
    happened, happened_words, held, is_past, place_of, time as clock_time, zone_named,
};
pub use fact::fact_words;

/// The hour at which the night begins.
const NIGHT_BEGINS: i8 = 23;
/// And the one at which it is over.
const NIGHT_ENDS: i8 = 6;

/// The words for a trouble.
pub fn trouble(trouble: &Trouble) -> Said {
    kith_words::trouble(trouble.id(), trouble.detail())
}

/// A moment as one would tell it: the hour for today, else the day, with the year if it is not
/// this one.
pub fn moment(at: UnixMillis, now: UnixMillis, zone: &TimeZone) -> String {
    let (Some(at), Some(now)) = (zoned(at, zone), zoned(now, zone)) else {
        return String::new();
    };
    clock::told(at.datetime(), now.date())
}

/// The day of a moment.
pub fn day(at: UnixMillis, zone: &TimeZone) -> String {
    zoned(at, zone).map(|at| at.strftime("%-d %B %Y").to_string()).unwrap_or_default()
}

/// How many days of the calendar lie between two moments.
pub fn days_between(from: UnixMillis, to: UnixMillis, zone: &TimeZone) -> Option<i64> {
    let (from, to) = (zoned(from, zone)?.date(), zoned(to, zone)?.date());
    let days = (to - from).get_days();
    Some(i64::from(days))
}

/// The day of a moment on the calendar.
pub fn date(at: UnixMillis, zone: &TimeZone) -> Option<jiff::civil::Date> {
    zoned(at, zone).map(|at| at.date())
}

/// The time of day of a moment.
pub fn time(at: UnixMillis, zone: &TimeZone) -> String {
    zoned(at, zone).map(|at| clock_time(at.datetime())).unwrap_or_default()
}

/// Whether it is night: then a page of a hard hour is dark, and what helps stands first.
pub fn is_night(at: UnixMillis, zone: &TimeZone) -> bool {
    !(NIGHT_ENDS..NIGHT_BEGINS).contains(&hour(at, zone))
}

/// The hour of the day, 0 to 23.
pub fn hour(at: UnixMillis, zone: &TimeZone) -> i8 {
    zoned(at, zone).map_or(12, |at| at.hour())
}

/// Names as one would say them: "Sam", "Sam and Mum", "Sam, Mum and Dr Lee".
pub fn names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => say!("win-names", most = most.join(", "), last = last),
    }
}

/// Why a peer is not in step.
pub fn why(why: PeerWhy) -> String {
    match why {
        PeerWhy::NetworkOff => say!("win-why-off"),
        PeerWhy::NoAddress => say!("win-why-no-address"),
        PeerWhy::NoAnswer => say!("win-why-no-answer"),
        PeerWhy::NotLetIn => say!("win-why-not-let-in"),
        PeerWhy::NoSocket => say!("win-why-no-socket"),
    }
}

/// A field's value in words. `path` is the field's name, with that of its list before it in a part.
pub fn value(kind: &str, path: &str, field: &FieldInfo, value: &Value, zone: &TimeZone) -> String {
    let choice = |text: &str| kith_words::choice_label(kind, path, text);
    match field.field_type {
        FieldType::One(_) => value.as_text().map(choice).unwrap_or_default(),
        FieldType::Some(_) => {
            let taken = value.as_list().unwrap_or_default();
            taken.iter().filter_map(Value::as_text).map(choice).collect::<Vec<_>>().join(", ")
        }
        FieldType::Whole { .. } | FieldType::Scale { .. } => match value.as_whole() {
            Some(number) => number_or_choice(kind, path, number),
            None => plain(value),
        },
        FieldType::Flag => match value.as_flag() {
            Some(true) => say!("word-yes"),
            Some(false) => say!("word-no"),
            None => plain(value),
        },
        FieldType::Moment => value
            .as_text()
            .and_then(|text| clock::moment_words(text, field, None, zone))
            .unwrap_or_else(|| plain(value)),
        FieldType::Items(fields) => {
            let parts = value.as_list().unwrap_or_default();
            let parts = parts.iter().filter_map(Value::as_map).map(|part| {
                // A mark stands behind what is marked.
                let is_flag = |field: &&FieldInfo| matches!(field.field_type, FieldType::Flag);
                let said =
                    fields.iter().rev().filter(|field| !is_flag(field)).filter_map(|field| {
                        let path = format!("{path}-{}", field.name);
                        Some(self::value(kind, &path, field, part.get(field.name)?, zone))
                    });
                let marks = fields.iter().filter(is_flag).filter_map(|field| {
                    let label = kith_words::field_label(kind, &format!("{path}-{}", field.name));
                    part.get(field.name)?.as_flag()?.then_some(label)
                });
                let said = [said.collect::<Vec<_>>().join(", ")];
                said.into_iter().chain(marks).collect::<Vec<_>>().join(" · ")
            });
            parts.collect::<Vec<_>>().join("\n")
        }
        FieldType::Day => {
            let day = value.as_text().and_then(|text| text.parse::<jiff::civil::Date>().ok());
            match day {
                Some(day) => day.strftime("%-d %b %Y").to_string(),
                None => plain(value),
            }
        }
        FieldType::Line
        | FieldType::Page
        | FieldType::Time
        | FieldType::Zone
        | FieldType::Ref(_)
        | FieldType::Refs(_)
        | FieldType::Far(_)
        | FieldType::Fars(_) => plain(value),
    }
}

/// A number, or its name where it has one.
pub fn number_or_choice(kind: &str, path: &str, number: i64) -> String {
    if kith_words::has(&format!("choice-{kind}-{path}-{number}")) {
        kith_words::choice_label(kind, path, &number.to_string())
    } else {
        number.to_string()
    }
}

/// All fields of a record that hold something, each with its name, its label and what it says; those of a newer Kith are marked as
/// such, and those whose name it alone knows come last.
pub fn fields(record: &Record, zone: &TimeZone) -> Vec<(String, String, String)> {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let mut said: Vec<(String, String, String)> = known
        .iter()
        .filter_map(|field| {
            let held = record.fields.get(field.name)?;
            Some((
                field.name.to_owned(),
                field_name(record, field.name),
                self::held(record, field, held, zone),
            ))
        })
        .collect();
    for (name, held) in &record.fields {
        if known.iter().all(|field| field.name != *name) {
            said.push((name.to_string(), field_name(record, name), plain(held)));
        }
    }
    said
}

/// The label of a field, which says so where its name or its value is from a newer Kith.
pub fn field_name(record: &Record, field: &str) -> String {
    let label = kith_words::field_label(&record.kind, field);
    if record.newer.contains(field) && !record.is_of_newer_kind() {
        say!("win-field-newer", field = label)
    } else {
        label
    }
}

/// A record in a line and a half: its title, and what else it says.
pub fn summary(record: &Record, now: UnixMillis, zone: &TimeZone) -> (String, String) {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let happened = known.iter().any(|field| field.happening);
    let is_text = |field: &FieldInfo| matches!(field.field_type, FieldType::Line | FieldType::Page);
    // What is nothing without a text is called by it, whatever stands before that in the table.
    let is_called_by_text = known.iter().any(|field| field.required && is_text(field));
    let title_field = known
        .iter()
        .filter(|field| is_text(field) || !is_called_by_text)
        .find(|field| !happened && record.fields.contains_key(field.name))
        .filter(|field| {
            matches!(
                field.field_type,
                FieldType::Line
                    | FieldType::Page
                    | FieldType::One(_)
                    | FieldType::Day
                    | FieldType::Moment
            )
        })
        .or_else(|| {
            known
                .iter()
                .find(|field| !happened && is_text(field) && record.fields.contains_key(field.name))
        });
    let said = |field: &FieldInfo| {
        let held = record.fields.get(field.name)?;
        Some(self::held(record, field, held, zone))
    };
    let title = match title_field.and_then(said) {
        Some(text) => first_line(&text),
        None if happened => {
            happened_on(record).unwrap_or_else(|| happened_words(record, now, zone))
        }
        None => kith_words::kind_name(&record.kind),
    };
    if record.is_of_newer_kind() {
        let said = record.fields.values().map(|value| first_line(&plain(value)));
        let rest: Vec<String> = said.filter(|text| !text.is_empty()).collect();
        return (title, rest.join(" · "));
    }
    let rest: Vec<String> = known
        .iter()
        .filter(|field| !field.happening && title_field.is_none_or(|t| t.name != field.name))
        .filter_map(|field| {
            let held = record.fields.get(field.name)?;
            let whole = said(field)?;
            let text = match field.field_type {
                // Of the times of a day the first alone would read as once a day.
                FieldType::Items(fields) if fields.iter().any(is_time) => {
                    whole.lines().collect::<Vec<_>>().join(", ")
                }
                _ => first_line(&whole),
            };
            let label = kith_words::field_label(&record.kind, field.name);
            // A number or a day alone says nothing; a number that has a name of its own does.
            let is_bare = match field.field_type {
                FieldType::Flag => held.as_flag() == Some(false),
                FieldType::Whole { .. } => held.as_whole().is_some_and(|n| n.to_string() == text),
                FieldType::Scale { .. } | FieldType::Day | FieldType::Time | FieldType::Moment => {
                    true
                }
                FieldType::Items(fields) => fields.iter().any(is_tick),
                _ => false,
            };
            let value = match field.field_type {
                FieldType::Flag if !is_bare => return Some(label),
                FieldType::Items(fields) if fields.iter().any(is_tick) => ticked(held),
                _ => text,
            };
            Some(if is_bare { labelled(&label, &value) } else { value })
        })
        .collect();
    (title, rest.join(" · "))
}

/// A day of a table of the program, `YYYY-MM-DD`, as one writes it.
pub fn day_in_words(text: &str) -> String {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) => day.strftime("%-d %B %Y").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// A label with what it says. A question has its own mark.
pub fn labelled(label: &str, value: &str) -> String {
    match label.ends_with('?') {
        true => say!("labelled-question", label = label, value = value),
        false => say!("win-labelled", label = label, value = value),
    }
}

fn is_time(field: &FieldInfo) -> bool {
    matches!(field.field_type, FieldType::Time)
}

/// Whether a field of a part says that the part is done.
pub fn is_tick(field: &FieldInfo) -> bool {
    field.name == "done" && matches!(field.field_type, FieldType::Flag)
}

/// How many parts are done, in words.
pub fn ticked(parts: &Value) -> String {
    let parts = parts.as_list().unwrap_or_default();
    let is_done = |part: &&Value| {
        part.as_map().and_then(|part| part.get("done")?.as_flag()).unwrap_or_default()
    };
    say!("steps-done", done = parts.iter().filter(is_done).count(), count = parts.len())
}

/// The day of what happened on a day and at no hour: the one that was written, wherever one is.
fn happened_on(record: &Record) -> Option<String> {
    let fields = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let happening = fields.iter().find(|field| field.happening)?;
    let is_day = matches!(happening.field_type, FieldType::Day);
    let day = record.fields.get(happening.name).filter(|_| is_day)?.as_text()?;
    let day: jiff::civil::Date = day.parse().ok()?;
    Some(day.strftime("%a %-d %b %Y").to_string())
}

/// A value of which nothing is known but its form.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.as_str().to_owned(),
        other => json_words(&other.to_json()),
    }
}

/// JSON as a person reads it: text without its quotation marks, lists with commas.
pub fn json_words(json: &serde_json::Value) -> String {
    match json {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(true) => say!("word-yes"),
        serde_json::Value::Bool(false) => say!("word-no"),
        serde_json::Value::Number(number) => number.to_string(),
        serde_json::Value::Array(values) => {
            values.iter().map(json_words).collect::<Vec<_>>().join(", ")
        }
        serde_json::Value::Object(values) => values
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(_, value)| json_words(value))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The first line of a text, cut at a length that fits a row.
pub fn first_line(text: &str) -> String {
    const MOST: usize = 90;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or(line).trim_end()),
        None => line.to_owned(),
    }
}

fn zoned(at: UnixMillis, zone: &TimeZone) -> Option<jiff::Zoned> {
    Some(Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone.clone()))
}
