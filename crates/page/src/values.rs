//! What a record holds, as a person reads it on paper.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use kith_core::kinds::{self, FieldInfo, FieldType, person, setting};
use kith_core::{ToldPlan, ToldRecord};
use kith_words::{choice_label, field_label, say};
use serde_json::Value;

/// The section that holds the owner's own words.
pub const OWN_WORDS: &str = "profile";

/// A word of the owner's own, such as `words.slip`; nothing if there is none. Two devices may both have set it; the newest
/// is in force.
pub fn own_word<'a>(plan: &'a ToldPlan, name: &str) -> Option<&'a str> {
    let settings = plan.records.iter().filter(|record| record.kind == setting::NAME_OF_KIND);
    let of_name = settings.filter(|record| text(record, setting::NAME.name()) == name);
    let newest = of_name.max_by_key(|record| (&record.updated, record.id))?;
    Some(text(newest, setting::VALUE.name()).trim()).filter(|word| !word.is_empty())
}

/// The name of a section, in the owner's words where they have their own.
pub fn section_named(plan: &ToldPlan, section: &str) -> String {
    match (section, own_word(plan, "words.slip")) {
        ("setbacks", Some(slip)) => say!("look-after-slip", slip = slip),
        _ => kith_words::section_name(section),
    }
}

/// The same plan with names in place of the ids by which its records name each other, since a reader has no use for an id,
/// and with the owner's word for a sponsor.
pub fn named(plan: &ToldPlan) -> ToldPlan {
    let titles = plan.records.iter().filter(|record| record.deleted.is_none());
    let titles: BTreeMap<String, String> =
        titles.map(|record| (record.id.to_string(), title(record))).collect();
    let sponsor = own_word(plan, "words.sponsor").map(Value::from);
    let mut plan = plan.clone();
    for record in &mut plan.records {
        if let Some(word) = &sponsor
            && record.kind == person::NAME_OF_KIND
            && let Some(relation) = record.fields.get_mut(person::RELATION.name())
            && relation == "sponsor"
        {
            // A choice that no table has is shown as it is.
            *relation = word.clone();
        }
        record.fields.values_mut().for_each(|value| name_in(value, &titles));
        record.both.values_mut().flatten().for_each(|value| name_in(value, &titles));
    }
    plan
}

fn name_in(value: &mut Value, titles: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(title) = titles.get(text) {
                text.clone_from(title);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| name_in(value, titles)),
        Value::Object(parts) => {
            // The id of a part is not shown, and that beside a label must not become one.
            let shown = parts.iter_mut().filter(|(name, _)| *name != "id");
            shown.for_each(|(_, value)| name_in(value, titles));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The first line of what a record says, in its owner's words; empty if it has none.
pub fn title(record: &ToldRecord) -> String {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let said = |field: &FieldInfo| match field.field_type {
        FieldType::Line | FieldType::Page => {
            Some(text(record, field.name)).filter(|text| !text.trim().is_empty())
        }
        _ => None,
    };
    let first = known.iter().filter(|field| field.required).find_map(said);
    let said = first.or_else(|| known.iter().find_map(said)).unwrap_or_default();
    let line = said.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().to_owned()
}

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
            Some(FieldType::Time) => said_time(text),
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

/// A time of day as it is told everywhere; it is kept with two figures for the hour.
fn said_time(text: &str) -> String {
    match text.parse::<Time>() {
        Ok(time) => time.strftime("%-H:%M").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// A moment by the clock of the place where it was written.
fn said_moment(text: &str) -> String {
    match text.get(..19).and_then(|civil| civil.parse::<DateTime>().ok()) {
        Some(at) => at.strftime("%-d %B %Y, %-H:%M").to_string(),
        None => text.to_owned(),
    }
}
