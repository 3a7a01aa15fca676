//! A record as it is read: known fields in their types, unknown ones as they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value as Json};

use crate::fields::Fields;
use crate::ids::{RecordId, UnixMillis, VolumeId};
use crate::kinds::{FieldInfo, FieldType, KindInfo};
use crate::name::Name;
use crate::raw::{Alternatives, Raw, RawMap};
use crate::seldom::Seldom;
use crate::text::Text;
use crate::value::Value;

/// The key of a part's place in its list, and of its id when a list of parts is read.
pub(crate) const ORDER: &str = "order";
pub(crate) const PART_ID: &str = "id";
/// The key under which a record carries unresolved values as data: a map from a field to JSON text, the
/// list of its values. Flattened documents and restored records have no other way to keep them.
pub(crate) const BOTH: &str = "both";

/// One record of a volume.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// Its id, the root key.
    pub id: RecordId,
    /// The name of its kind; empty if the document says none.
    pub kind: Name,
    /// When it was made, as its id says.
    pub created: UnixMillis,
    /// When it was last written; of concurrent writes the later.
    pub updated: UnixMillis,
    /// The fields that hold something. Of values set at once, the one that automerge puts first.
    pub fields: Fields,
    /// Fields that two devices set to different values at once, with all their values. The order is the
    /// same on every device.
    pub both: Seldom<BTreeMap<String, Vec<Value>>>,
    /// When it was deleted, if it was.
    pub gone: Option<UnixMillis>,
    /// Fields that come from a newer Kith: unknown names, unknown choices, or values that do not fit their
    /// type here. They are shown and kept, and may not be written.
    pub newer: Seldom<BTreeSet<String>>,
}

impl Record {
    /// Whether the kind is unknown to this version: the record is shown and kept, and may not be written.
    pub fn is_of_newer_kind(&self) -> bool {
        crate::kinds::written_kind(&self.kind).is_none()
    }

    /// When it happened: the first field of the kind that says so, or else the time it was made.
    pub fn happened(&self) -> UnixMillis {
        let field = crate::kinds::written_kind(&self.kind)
            .and_then(|kind| kind.fields.iter().find(|field| field.happening));
        let said = field.and_then(|field| {
            let text = self.fields.get(field.name)?.as_text()?;
            match field.field_type {
                FieldType::Day => {
                    let day: jiff::civil::Date = text.parse().ok()?;
                    let start = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
                    Some(start.timestamp().as_millisecond())
                }
                _ => Some(text.parse::<jiff::Timestamp>().ok()?.as_millisecond()),
            }
        });
        said.map_or(self.created, UnixMillis)
    }

    /// What it is called where another record names it: the first line of the first text that it is
    /// nothing without, or of its first text; empty if it holds none. A long one says that it goes on.
    pub fn title(&self) -> String {
        crate::title::of(self.called_by())
    }

    /// The same as versions wrote it that said nothing of what they cut: labels still hold it.
    pub fn title_before(&self) -> String {
        crate::title::as_before(self.called_by())
    }

    fn called_by(&self) -> &str {
        let fields =
            crate::kinds::written_kind(&self.kind).map(|kind| kind.fields).unwrap_or_default();
        let text = |field: &FieldInfo| match field.field_type {
            FieldType::Line | FieldType::Page => self.fields.get(field.name)?.as_text(),
            _ => None,
        };
        let first = fields.iter().filter(|field| field.required).find_map(text);
        first.or_else(|| fields.iter().find_map(text)).unwrap_or_default()
    }

    /// The fields as a JSON object.
    pub fn fields_json(&self) -> Map<String, Json> {
        self.fields.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect()
    }

    /// The record as the command line prints it. `deleted` is there only for a deleted record, `both` only
    /// if something was set twice at once.
    pub fn to_json(&self, section: &str, volume: VolumeId) -> Json {
        let mut json = Map::new();
        json.insert("id".into(), self.id.to_string().into());
        json.insert("kind".into(), self.kind.as_str().into());
        json.insert("section".into(), section.into());
        json.insert("volume".into(), volume.to_string().into());
        json.insert("created".into(), self.created.to_rfc3339().into());
        json.insert("updated".into(), self.updated.to_rfc3339().into());
        json.insert("fields".into(), self.fields_json().into());
        if !self.both.is_empty() {
            let both: Map<String, Json> = self
                .both
                .iter()
                .map(|(name, values)| (name.clone(), values.iter().map(Value::to_json).collect()))
                .collect();
            json.insert("both".into(), both.into());
        }
        if let Some(gone) = self.gone {
            json.insert("deleted".into(), gone.to_rfc3339().into());
        }
        Json::Object(json)
    }

    /// Reads what the document holds, by the table where it knows the field and as it stands elsewhere.
    pub(crate) fn from_raw(id: RecordId, raw: RawMap, table: &'static [KindInfo]) -> Self {
        let kind = text_at(&raw, "kind").unwrap_or_default();
        let info = table.iter().find(|info| info.name == kind);
        let mut record = Self {
            id,
            created: id.created(),
            updated: latest_time(&raw, "updated").unwrap_or_else(|| id.created()),
            gone: latest_time(&raw, "gone"),
            fields: Fields::new(),
            both: Seldom::default(),
            newer: Seldom::default(),
            kind: kind.into(),
        };
        let carried = carried_values(&raw);
        for (name, alternatives) in raw {
            if matches!(name.as_str(), "kind" | "updated" | "gone" | BOTH) {
                continue;
            }
            let field = info.and_then(|info| info.field(&name));
            if info.is_some() && field.is_none() {
                record.newer.insert(name.clone());
            }
            let is_plain = alternatives.others.is_empty() && alternatives.winner.readings() == 1;
            if is_plain {
                if let Some(value) = record.read(&name, field, alternatives.winner) {
                    record.fields.insert(name, value);
                }
            } else {
                record.read_alternatives(name, field, &alternatives);
            }
        }
        for (name, values) in carried {
            record.join_carried(name, values);
        }
        record
    }

    /// Lays values that are carried as data beside those that the document holds itself. A field that was
    /// emptied since is settled.
    fn join_carried(&mut self, name: String, mut values: Vec<Value>) {
        let Some(shown) = self.fields.get(&name) else {
            return;
        };
        let held = self.both.remove(&name).unwrap_or_else(|| vec![shown.clone()]);
        for value in held {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() > 1 {
            self.both.insert(name, values);
        }
    }

    fn read_alternatives(
        &mut self,
        name: String,
        field: Option<&FieldInfo>,
        alternatives: &Alternatives,
    ) {
        let mut distinct: Vec<Value> = Vec::new();
        for alternative in alternatives.all() {
            for reading in (0..alternative.readings()).rev() {
                let Some(value) = self.read(&name, field, alternative.reading(reading)) else {
                    continue;
                };
                // The last one read is the winner's first reading, unless the winner is empty.
                self.fields.insert(name.clone(), value.clone());
                if !distinct.contains(&value) {
                    distinct.push(value);
                }
            }
        }
        if distinct.len() > 1 {
            self.both.insert(name, distinct);
        }
    }

    /// Reads one value, and notes if only a newer Kith can have written it.
    fn read(&mut self, name: &str, field: Option<&FieldInfo>, raw: Raw) -> Option<Value> {
        let fit = match field {
            Some(field) => fit(&field.field_type, raw),
            None => Fit::Value(raw.into_value()),
        };
        match fit {
            Fit::Value(value) => Some(value),
            Fit::Newer(value) => {
                self.newer.insert(name.to_owned());
                Some(value)
            }
            Fit::Empty => None,
        }
    }
}

/// What people wrote never reaches a log: Debug says names and lengths only.
impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Record")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("updated", &self.updated)
            .field("fields", &self.fields)
            .field("both", &self.both)
            .field("gone", &self.gone)
            .field("newer", &self.newer)
            .finish()
    }
}

/// How a value of a document fits the type of its field.
enum Fit {
    Value(Value),
    /// A container that holds nothing: the field is not there.
    Empty,
    /// A value this version cannot have written.
    Newer(Value),
}

/// Reads a value without alternatives inside by the type of its field.
fn fit(field_type: &FieldType, raw: Raw) -> Fit {
    let known = |good: bool, value: Value| match good {
        true => Fit::Value(value),
        false => Fit::Newer(value),
    };
    match (field_type, raw) {
        (
            FieldType::Line
            | FieldType::Day
            | FieldType::Moment
            | FieldType::Time
            | FieldType::Zone
            | FieldType::Ref(_)
            | FieldType::Far(_),
            Raw::Scalar(value @ Value::Text(_)),
        ) => Fit::Value(value),
        // A page is a Text while it is open for writing and a scalar once its volume was tidied.
        (FieldType::Page, Raw::Text(text)) => page(text.into()),
        (FieldType::Page, Raw::Scalar(Value::Text(text))) => page(text),
        (
            FieldType::Whole { min, max } | FieldType::Scale { min, max },
            Raw::Scalar(Value::Whole(number)),
        ) => known((*min..=*max).contains(&number), Value::Whole(number)),
        (FieldType::One(choices), Raw::Scalar(Value::Text(choice))) => {
            known(choices.contains(&choice.as_str()), Value::Text(choice))
        }
        (FieldType::Flag, Raw::Scalar(value @ Value::Flag(_))) => Fit::Value(value),
        (FieldType::Some(choices), Raw::Map(map)) => ticked(choices, map),
        (FieldType::Refs(_) | FieldType::Fars(_), Raw::Map(map)) => match set(&map) {
            Some(ids) if ids.is_empty() => Fit::Empty,
            Some(ids) => Fit::Value(Value::List(ids.into_iter().map(text).collect())),
            None => Fit::Newer(Raw::Map(map).into_value()),
        },
        (FieldType::Items(fields), Raw::Map(map)) => parts(fields, map),
        (_, other) => Fit::Newer(other.into_value()),
    }
}

fn page(text: Text) -> Fit {
    match text.is_empty() {
        true => Fit::Empty,
        false => Fit::Value(Value::Text(text)),
    }
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

/// The keys of a map that stand for ticks; `None` if it holds anything but ticks.
fn set(map: &RawMap) -> Option<Vec<&str>> {
    let mut keys = Vec::new();
    for (key, alternatives) in map.iter() {
        match &alternatives.winner {
            Raw::Scalar(Value::Flag(true)) => keys.push(key),
            Raw::Scalar(Value::Flag(false)) => {}
            _ => return None,
        }
    }
    Some(keys)
}

/// Ticked choices in the order of the table, then unknown ones by name.
fn ticked(choices: &[&str], map: RawMap) -> Fit {
    let Some(keys) = set(&map) else {
        return Fit::Newer(Raw::Map(map).into_value());
    };
    if keys.is_empty() {
        return Fit::Empty;
    }
    let known = choices.iter().filter(|choice| keys.contains(choice));
    let mut values: Vec<Value> = known.map(|choice| text(choice)).collect();
    let known_count = values.len();
    let unknown = keys.iter().filter(|key| !choices.contains(key));
    values.extend(unknown.map(|key| text(key)));
    match values.len() == known_count {
        true => Fit::Value(Value::List(values.into())),
        false => Fit::Newer(Value::List(values.into())),
    }
}

/// The parts of an ordered list, each with its id, by order key and then by id.
fn parts(fields: &[FieldInfo], map: RawMap) -> Fit {
    if map.iter().any(|(_, part)| !matches!(part.winner, Raw::Map(_))) {
        return Fit::Newer(Raw::Map(map).into_value());
    }
    let mut newer = false;
    let mut ordered: Vec<(String, String, Value)> = Vec::new();
    for (id, alternatives) in map {
        let Raw::Map(part) = alternatives.winner else {
            continue;
        };
        let mut values = Fields::from([(PART_ID, text(&id))]);
        let order = text_at(&part, ORDER).unwrap_or_default();
        for (name, alternatives) in part {
            if name == ORDER || name == PART_ID {
                continue;
            }
            let fit = match fields.iter().find(|field| field.name == name) {
                Some(field) => fit(&field.field_type, alternatives.winner),
                None => Fit::Newer(alternatives.winner.into_value()),
            };
            newer |= matches!(fit, Fit::Newer(_));
            if let Fit::Value(value) | Fit::Newer(value) = fit {
                values.insert(name, value);
            }
        }
        // A part that holds nothing is not there: clearing a record leaves such parts behind, so that what
        // another device writes into one meanwhile is still seen.
        if values.len() > 1 {
            ordered.push((order, id, Value::Map(values)));
        }
    }
    if ordered.is_empty() {
        return Fit::Empty;
    }
    ordered.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    let values = Value::List(ordered.into_iter().map(|(_, _, value)| value).collect());
    match newer {
        true => Fit::Newer(values),
        false => Fit::Value(values),
    }
}

/// Most unresolved values of one field that are carried as data.
pub(crate) const CARRIED_MAX_VALUES: usize = 64;
/// Of texts with such values that were written at once, so many are read: who shares a plan writes them, and each
/// value is compared with the others.
const CARRIED_MAX_TEXTS: usize = 16;
/// A longer text with such values is passed over.
const CARRIED_MAX_BYTES: usize = 256 << 10;

/// The unresolved values that a record carries as data, by field. What cannot be read is passed over, and so is
/// what belongs to no field of the record, or is more than this program writes.
fn carried_values(raw: &RawMap) -> BTreeMap<String, Vec<Value>> {
    let mut carried: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let maps = raw.get(BOTH).into_iter().flat_map(Alternatives::all).filter_map(|raw| match raw {
        Raw::Map(map) => Some(map),
        _ => None,
    });
    for (name, alternatives) in maps.take(CARRIED_MAX_TEXTS).flat_map(RawMap::iter) {
        if raw.get(name).is_none() {
            continue;
        }
        for raw in alternatives.all().take(CARRIED_MAX_TEXTS) {
            let Raw::Scalar(Value::Text(text)) = raw else {
                continue;
            };
            if text.len() > CARRIED_MAX_BYTES {
                continue;
            }
            let Ok(Json::Array(list)) = serde_json::from_str(text) else {
                continue;
            };
            let values = carried.entry(name.to_owned()).or_default();
            for value in list.iter().take(CARRIED_MAX_VALUES).map(Value::from) {
                if values.len() < CARRIED_MAX_VALUES && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
    }
    carried
}

fn text_at(raw: &RawMap, key: &str) -> Option<String> {
    match &raw.get(key)?.winner {
        Raw::Scalar(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn latest_time(raw: &RawMap, key: &str) -> Option<UnixMillis> {
    raw.get(key)?
        .all()
        .filter_map(|raw| match raw {
            Raw::Scalar(Value::Whole(millis)) => Some(UnixMillis(*millis)),
            _ => None,
        })
        .max()
}
