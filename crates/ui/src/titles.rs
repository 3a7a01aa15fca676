//! What a record that names others says of them: their titles, never their ids.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use kith_core::kinds::{self, FieldInfo, FieldType};
use kith_core::{OpenView, Record, RecordId, Value};
use kith_words::say;
use serde_json::{Map, Value as Json};

use crate::say;

/// A record that another one names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is called.
    pub title: String,
    /// Where it is, if it is still there.
    pub id: Option<RecordId>,
}

/// A record of the owner's plan.
pub fn record_in(view: &OpenView, id: RecordId) -> Option<&Record> {
    view.sections.values().find_map(|section| section.records.get(id)).map(|record| &**record)
}

/// A record that lies between the owner and a guest.
fn in_a_half(view: &OpenView, id: RecordId) -> Option<&Record> {
    let guests = view.people.iter().filter_map(|person| person.guest.as_ref());
    let mut between = guests.flat_map(|guest| guest.between.iter());
    between.find(|(_, record)| record.id == id).map(|(_, record)| &**record)
}

/// The records of a kind in its own section.
pub fn of_kind<'a>(view: &'a OpenView, kind: &'a str) -> impl Iterator<Item = &'a Record> {
    let home = kinds::kind(kind).map_or("", |kind| kind.section);
    in_section(view, home, kind)
}

/// The records of a kind in a section.
pub fn in_section<'a>(
    view: &'a OpenView,
    section: &str,
    kind: &'a str,
) -> impl Iterator<Item = &'a Record> + use<'a> {
    let records = view.sections.get(section).into_iter().flat_map(|section| section.records.iter());
    records.map(|record| &**record).filter(move |record| record.kind == kind)
}

/// The record in a line and a half, with titles in place of ids.
pub fn summary(view: &OpenView, record: &Record, zone: &TimeZone) -> (String, String) {
    say::summary(&with_titles(view, record, zone), view.now, zone)
}

/// What a field names, if it is one that names records.
pub fn named_by(
    view: &OpenView,
    field_type: &FieldType,
    value: &Value,
    zone: &TimeZone,
) -> Option<Vec<Named>> {
    let texts: Vec<&str> = match value {
        Value::Text(text) => vec![text],
        other => other.as_list()?.iter().filter_map(Value::as_text).collect(),
    };
    match field_type {
        FieldType::Ref(_) | FieldType::Refs(_) => {
            Some(texts.into_iter().map(|id| by_id(view, id, zone)).collect())
        }
        FieldType::Far(kind) | FieldType::Fars(kind) => {
            Some(texts.into_iter().map(|label| by_label(view, kind, label)).collect())
        }
        _ => None,
    }
}

/// A copy in which every id of a reference is the title of what it names; the record itself if it names
/// nothing by id.
fn with_titles<'a>(view: &OpenView, record: &'a Record, zone: &TimeZone) -> Cow<'a, Record> {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let mut told = Cow::Borrowed(record);
    for field in known {
        if !matches!(field.field_type, FieldType::Ref(_) | FieldType::Refs(_)) {
            continue;
        }
        let Some(value) = record.fields.get(field.name) else {
            continue;
        };
        let named = named_by(view, &field.field_type, value, zone).unwrap_or_default();
        let titles: Vec<String> = named.into_iter().map(|named| named.title).collect();
        told.to_mut().fields.insert(field.name, Value::Text(titles.join(", ").into()));
    }
    told
}

/// The fields of a record as the core reports it, each with its label and what it says: titles in place of ids,
/// and no mark that only the program reads.
pub fn told(
    view: &OpenView,
    kind: &str,
    fields: &Map<String, Json>,
    zone: &TimeZone,
) -> Vec<(String, String)> {
    let known = kinds::kind(kind).map(|kind| kind.fields).unwrap_or_default();
    let of_table = known.iter().filter(|field| field.name != "hash");
    let mut told: Vec<(String, String)> = of_table
        .filter_map(|field| {
            let words = told_value(view, kind, field, fields.get(field.name)?, zone);
            Some((kith_words::field_label(kind, field.name), words))
        })
        .collect();
    for (name, value) in fields {
        if known.iter().all(|field| field.name != name) {
            told.push((kith_words::field_label(kind, name), say::json_words(value)));
        }
    }
    told
}

fn told_value(
    view: &OpenView,
    kind: &str,
    field: &FieldInfo,
    json: &Json,
    zone: &TimeZone,
) -> String {
    let all = |one: &dyn Fn(&Json) -> String| match json {
        Json::Array(many) => many.iter().map(one).collect::<Vec<_>>().join(", "),
        json => one(json),
    };
    let title = |json: &Json| by_id(view, json.as_str().unwrap_or_default(), zone).title;
    match field.field_type {
        FieldType::Ref(_) | FieldType::Refs(_) => all(&title),
        FieldType::Far(_) | FieldType::Fars(_) => all(&|json| match json.get("label") {
            Some(label) => say::json_words(label),
            None => say::json_words(json),
        }),
        FieldType::Line if field.name == "item" => title(json),
        _ => say::value(kind, field.name, field, &Value::from(json), zone),
    }
}

fn by_id(view: &OpenView, text: &str, zone: &TimeZone) -> Named {
    let id = text.parse().ok();
    match id.and_then(|id| record_in(view, id).or_else(|| in_a_half(view, id))) {
        // Only one step: what is named by what is named has no place in a line.
        Some(record) => {
            let (title, _) = say::summary(record, view.now, zone);
            Named { title, id: Some(record.id) }
        }
        None => Named { title: say!("look-named-gone"), id: None },
    }
}

/// Which record a label stands for is known here only by its title; two of one title are not guessed at.
fn by_label(view: &OpenView, kind: &str, label: &str) -> Named {
    let mut fitting = of_kind(view, kind).filter(|record| {
        // As it is cut now, and as it was cut when the label was written.
        record.title() == label || record.title_before() == label
    });
    let id = match (fitting.next(), fitting.next()) {
        (Some(one), None) => Some(one.id),
        _ => None,
    };
    Named { title: label.to_owned(), id }
}
