//! What the lists of meetings have in common: groups made of values that nobody vouches for.

use kith_plan::kinds::{LINE_MAX_CHARS, PAGE_MAX_CHARS, PARTS_MAX, group};
use kith_plan::{RecordId, UnixMillis, WholeRecord};
use serde_json::{Map, Value, json};

use super::{Incoming, Made};
use crate::Trouble;

/// A list for a whole country holds about as many.
const MOST_MEETINGS: usize = 100_000;

/// The days of a week from Sunday on, as both lists count them.
const DAYS: [&str; 7] =
    ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The meetings of a list, which stands alone or under one name of an object.
pub(super) fn meetings(text: &str, under: &str) -> Result<Vec<Map<String, Value>>, Trouble> {
    let list = match serde_json::from_str(text).map_err(|_| Trouble::BadFile)? {
        Value::Array(list) => list,
        Value::Object(mut object) => match object.remove(under) {
            Some(Value::Array(list)) => list,
            _ => return Err(Trouble::BadFile),
        },
        _ => return Err(Trouble::BadFile),
    };
    if list.len() > MOST_MEETINGS {
        return Err(Trouble::BadFile);
    }
    // What is no object is counted as left out, further down, because it has no name.
    Ok(list
        .into_iter()
        .map(|one| match one {
            Value::Object(meeting) => meeting,
            _ => Map::new(),
        })
        .collect())
}

/// Makes records of groups. A value that does not fit is left out; without a name there is no group.
pub(super) fn groups(found: impl Iterator<Item = Map<String, Value>>) -> Incoming {
    let mut incoming = Incoming::default();
    for fields in found {
        match fitting(group::NAME_OF_KIND, fields) {
            Some(fields) => {
                let kind = group::NAME_OF_KIND;
                incoming.made.push(Made { kind, fields, of: None, is_changed: false });
            }
            None => incoming.skipped += 1,
        }
    }
    incoming
}

/// The fields without those that do not fit; nothing if the record is nothing then.
pub(super) fn fitting(kind: &str, mut fields: Map<String, Value>) -> Option<Map<String, Value>> {
    fields.retain(|_, value| !value.is_null());
    let required = kith_plan::kinds::kind(kind)?.fields.iter().filter(|field| field.required);
    let required: Vec<&str> = required.map(|field| field.name).collect();
    loop {
        let trial = WholeRecord {
            id: RecordId::new(UnixMillis(0), [0; 10]),
            kind: kind.to_owned(),
            fields: fields.clone(),
            both: Default::default(),
            updated: UnixMillis(0),
            gone: None,
        };
        if required.iter().any(|name| !fields.contains_key(*name)) {
            return None;
        }
        match trial.check() {
            Ok(()) => return Some(fields),
            Err(error) => {
                let field = error.field()?;
                // An error may name a part of a list after the list.
                fields.remove(field.split('.').next().unwrap_or(field))?;
            }
        }
    }
}

/// A value as one line of text, cut to what a line holds; null if there is none.
pub(super) fn line(value: Option<&Value>) -> Value {
    let text = match value {
        Some(Value::String(text)) => text.as_str(),
        _ => return Value::Null,
    };
    let spaced = text.replace(|letter: char| letter.is_control() || letter.is_whitespace(), " ");
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    match words.join(" ").chars().take(LINE_MAX_CHARS).collect::<String>() {
        empty if empty.is_empty() => Value::Null,
        line => line.into(),
    }
}

/// Several values as one line.
pub(super) fn joined<'a>(values: impl IntoIterator<Item = Option<&'a Value>>) -> Value {
    let mut parts: Vec<String> = Vec::new();
    for value in values {
        if let Value::String(part) = line(value)
            && !parts.iter().any(|standing| standing.contains(&part))
        {
            parts.push(part);
        }
    }
    line(Some(&parts.join(", ").into()))
}

/// A value as a page of text.
pub(super) fn page(value: Option<&Value>) -> Value {
    let text = value.and_then(Value::as_str).unwrap_or_default().trim();
    match text.chars().take(PAGE_MAX_CHARS).collect::<String>() {
        empty if empty.is_empty() => Value::Null,
        page => page.into(),
    }
}

/// The name of a day, counted from Sunday.
pub(super) fn day(from_sunday: Option<i64>) -> Value {
    let name = from_sunday.and_then(|day| usize::try_from(day).ok()).and_then(|day| DAYS.get(day));
    name.map_or(Value::Null, |name| (*name).into())
}

/// A whole number that stands as a number or as text.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// `HH:MM` out of `HH:MM` or `HH:MM:SS`, as text and as minutes.
pub(super) fn time(value: Option<&Value>) -> Option<(String, i64)> {
    let mut parts = value?.as_str()?.trim().split(':');
    let mut part = || parts.next()?.parse::<i64>().ok();
    let (hours, minutes) = (part()?, part()?);
    let is_time = (0..24).contains(&hours) && (0..60).contains(&minutes);
    is_time.then(|| (format!("{hours:02}:{minutes:02}"), hours * 60 + minutes))
}

/// Short marks of a listing as the parts of a field.
pub(super) fn marks<'a>(marks: impl Iterator<Item = &'a Value>) -> Value {
    let mut parts: Vec<Value> = Vec::new();
    for mark in marks.take(PARTS_MAX) {
        let text = line(Some(mark));
        let part = json!({ "text": text });
        if !text.is_null() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() { Value::Null } else { parts.into() }
}
