//! What a record holds, as a person reads it on paper.

use jiff::civil::{Date, DateTime};
use kith_core::ToldRecord;
use kith_core::kinds::{self, FieldInfo, FieldType};
use kith_words::{choice_label, field_label, say};
use serde_json::Value;

/// A text of a record; empty if there is none.
pub fn text<'a>(record: &'a ToldRecord, field: &str) -> &'a str {
    record.fields.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// A whole number of a record.
pub fn whole(record: &ToldRecord, field: &str) -> Option<i64> {
    record.fields.get(field).and_then(Value::as_i64)
}

/// The parts of a list of a record.
pub fn items<'a>(record: &'a ToldRecord, field: &str) -> &'a [Value] {
    record.fields.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A field in words, with everything that two devices wrote into it and nobody has settled: on paper, too, it is
/// not for the program to choose.
pub fn shown(record: &ToldRecord, field: &str) -> String {
    let Some(value) = record.fields.get(field) else {
        return String::new();
    };
    let mut said = shown_value(&record.kind, field, value);
    for other in record.both.get(field).into_iter().flatten().filter(|other| *other != value) {
        said.push('\n');
        said.push_str(&say!("paper-or", text = shown_value(&record.kind, field, other)));
    }
    said
}

/// The labelled fields of a record that hold something, but for one, in the order of its form; those of a newer Kith
/// come last.
pub fn labelled(record: &ToldRecord, but: &str) -> Vec<(String, String)> {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let newer = record.fields.keys().map(String::as_str);
    let newer = newer.filter(|name| !known.iter().any(|field| field.name == *name));
    let all = known.iter().map(|field| field.name).chain(newer).filter(|name| *name != but);
    let said = all.map(|name| (field_label(&record.kind, name), shown(record, name)));
    said.filter(|(_, text)| !text.is_empty()).collect()
}

/// The day that a record is of: the one it happened on, as its writer's clock had it, else the one it was made on.
pub fn day_of(record: &ToldRecord) -> Option<Date> {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let happened = known.iter().find(|field| field.happening);
    let happened = happened.map(|field| text(record, field.name)).filter(|text| !text.is_empty());
    day(happened.unwrap_or(&record.created))
}

/// A day as it is said on paper.
pub fn said_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A value of a field in words.
fn shown_value(kind: &str, field: &str, value: &Value) -> String {
    let info = kinds::kind(kind).and_then(|kind| kind.field(field));
    said(kind, field, info, value)
}

/// A value in words. `path` is the field's name, with that of its list before it in a part.
fn said(kind: &str, path: &str, info: Option<&FieldInfo>, value: &Value) -> String {
    let field_type = info.map(|info| info.field_type);
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => say!("word-yes"),
        Value::Bool(false) => say!("word-no"),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number_or_choice(kind, path, number),
            None => number.to_string(),
        },
        Value::String(text) => match field_type {
            Some(FieldType::One(_) | FieldType::Some(_)) => choice_label(kind, path, text),
            Some(FieldType::Day) => day(text).map_or_else(|| text.clone(), said_day),
            Some(FieldType::Moment) => said_moment(text),
            _ => text.clone(),
        },
        Value::Array(values) => {
            let each = values.iter().map(|value| said(kind, path, info, value));
            let between = if values.iter().any(Value::is_object) { "\n" } else { ", " };
            each.collect::<Vec<_>>().join(between)
        }
        Value::Object(parts) => {
            let known = match field_type {
                Some(FieldType::Items(known)) => known,
                _ => &[],
            };
            // A reference beside its label, and the id of a part, are for the program alone.
            let shown = parts.iter().filter(|(name, _)| *name != "id");
            let shown = shown.map(|(name, value)| {
                let info = known.iter().find(|field| field.name == name);
                said(kind, &format!("{path}-{name}"), info, value)
            });
            shown.collect::<Vec<_>>().join(" ")
        }
    }
}

fn number_or_choice(kind: &str, path: &str, number: i64) -> String {
    match kith_words::has(&format!("choice-{kind}-{path}-{number}")) {
        true => choice_label(kind, path, &number.to_string()),
        false => number.to_string(),
    }
}

/// The day at the head of a day or a moment.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// A moment by the clock of the place where it was written.
fn said_moment(text: &str) -> String {
    match text.get(..19).and_then(|civil| civil.parse::<DateTime>().ok()) {
        Some(at) => at.strftime("%-d %B %Y, %-H:%M").to_string(),
        None => text.to_owned(),
    }
}
