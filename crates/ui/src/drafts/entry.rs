//! What a field's editor holds, for every field type there is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use kith_core::kinds::{FieldInfo, FieldType};
use kith_core::{Fields, RecordId, Value};
use serde_json::{Map, Value as Json, json};

use super::moment::TypedMoment;

/// What is written in a field.
#[derive(Clone, PartialEq)]
pub enum Entry {
    /// Words, a day or a time.
    Text(String),
    /// A day and a time.
    Moment(TypedMoment),
    /// A whole number as typed.
    Digits(String),
    /// A step of a scale.
    Scale(Option<i64>),
    /// One choice, or a reference.
    One(Option<String>),
    /// Several choices, or references.
    Several(BTreeSet<String>),
    /// A record of another section: its label as it stands, or the id of one that was picked.
    Far(Option<String>),
    /// Several of them.
    Fars(BTreeSet<String>),
    /// Yes, no or neither.
    Flag(Option<bool>),
    /// Parts in order.
    Parts(Vec<Part>),
}

/// One part of a list.
#[derive(Clone, PartialEq)]
pub struct Part {
    /// Its id, if it is there already.
    pub id: Option<String>,
    /// Its fields by name.
    pub entries: BTreeMap<&'static str, Entry>,
}

impl Part {
    /// An empty part with these fields.
    pub fn new(fields: &'static [FieldInfo], zone: &TimeZone) -> Self {
        let entries = fields
            .iter()
            .map(|field| (field.name, Entry::read(&field.field_type, None, zone)))
            .collect();
        Part { id: None, entries }
    }

    fn is_empty(&self) -> bool {
        self.entries.values().all(Entry::is_empty)
    }
}

impl Entry {
    /// What the editor of a field of this type holds for a value; a value that is not of the type
    /// (from a newer Kith) is not offered for writing. Moments are typed by the clock of `zone`.
    pub fn read(field_type: &FieldType, value: Option<&Value>, zone: &TimeZone) -> Entry {
        let text = || value.and_then(Value::as_text).map(str::to_owned);
        let texts = || {
            let list = value.and_then(Value::as_list).unwrap_or_default();
            list.iter().filter_map(Value::as_text).map(str::to_owned).collect()
        };
        match field_type {
            FieldType::Line
            | FieldType::Page
            | FieldType::Day
            | FieldType::Time
            | FieldType::Zone => Entry::Text(text().unwrap_or_default()),
            FieldType::Moment => Entry::Moment(TypedMoment::read(text().as_deref(), zone)),
            FieldType::Whole { .. } => {
                let number = value.and_then(Value::as_whole);
                Entry::Digits(number.map(|number| number.to_string()).unwrap_or_default())
            }
            FieldType::Scale { .. } => Entry::Scale(value.and_then(Value::as_whole)),
            FieldType::One(_) | FieldType::Ref(_) => Entry::One(text()),
            FieldType::Some(_) | FieldType::Refs(_) => Entry::Several(texts()),
            FieldType::Far(_) => Entry::Far(text()),
            FieldType::Fars(_) => Entry::Fars(texts()),
            FieldType::Flag => Entry::Flag(value.and_then(Value::as_flag)),
            FieldType::Items(fields) => {
                let parts = value.and_then(Value::as_list).unwrap_or_default();
                Entry::Parts(
                    parts
                        .iter()
                        .filter_map(Value::as_map)
                        .map(|part| read(fields, part, zone))
                        .collect(),
                )
            }
        }
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        match self {
            Entry::Text(text) | Entry::Digits(text) => text.trim().is_empty(),
            Entry::Moment(moment) => moment.is_empty(),
            Entry::Scale(step) => step.is_none(),
            Entry::One(choice) | Entry::Far(choice) => choice.is_none(),
            Entry::Several(choices) | Entry::Fars(choices) => choices.is_empty(),
            Entry::Flag(flag) => flag.is_none(),
            Entry::Parts(parts) => parts.iter().all(Part::is_empty),
        }
    }

    /// Whether a number is a number, and a moment one.
    pub fn can_be_read(&self) -> bool {
        match self {
            Entry::Digits(text) => text.trim().is_empty() || text.trim().parse::<i64>().is_ok(),
            Entry::Moment(moment) => moment.is_empty() || moment.written().is_some(),
            Entry::Parts(parts) => {
                parts.iter().all(|part| part.entries.values().all(Entry::can_be_read))
            }
            _ => true,
        }
    }

    /// The value as it is handed over; null where nothing is written. Parts that are empty are left
    /// out.
    pub fn to_json(&self) -> Json {
        if self.is_empty() {
            return Json::Null;
        }
        match self {
            Entry::Text(text) => Json::from(text.trim()),
            Entry::Digits(text) => text.trim().parse::<i64>().map_or(Json::Null, Json::from),
            Entry::Moment(moment) => moment.written().map_or(Json::Null, Json::from),
            Entry::Scale(step) => Json::from(*step),
            Entry::One(choice) => Json::from(choice.clone()),
            Entry::Several(choices) => choices.iter().cloned().collect(),
            Entry::Far(choice) => choice.as_deref().map_or(Json::Null, far_json),
            Entry::Fars(choices) => choices.iter().map(|choice| far_json(choice)).collect(),
            Entry::Flag(flag) => Json::from(*flag),
            Entry::Parts(parts) => {
                parts.iter().filter(|part| !part.is_empty()).map(part_json).collect()
            }
        }
    }
}

/// A record of another section: by its id if it was picked, else by the label that stood there.
fn far_json(choice: &str) -> Json {
    match choice.parse::<RecordId>() {
        Ok(_) => Json::from(choice),
        Err(_) => json!({"label": choice}),
    }
}

fn read(fields: &'static [FieldInfo], part: &Fields, zone: &TimeZone) -> Part {
    let entries = fields
        .iter()
        .map(|field| (field.name, Entry::read(&field.field_type, part.get(field.name), zone)))
        .collect();
    Part { id: part.get("id").and_then(Value::as_text).map(str::to_owned), entries }
}

fn part_json(part: &Part) -> Json {
    let mut json: Map<String, Json> = part
        .entries
        .iter()
        .filter(|(_, entry)| !entry.is_empty())
        .map(|(name, entry)| ((*name).to_owned(), entry.to_json()))
        .collect();
    if let Some(id) = &part.id {
        json.insert("id".to_owned(), Json::from(id.as_str()));
    }
    Json::Object(json)
}
