//! A whole record, told by another vault or by this one at another time, and what may be taken from it.
//!
//! What this version knows passes the checks of every write. What only a newer Kith knows (a kind, a
//! field, a choice, a field of a part) is taken as it is told, so that it reads back the same.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value as Json};

use crate::check::{Checked, check};
use crate::edit::EditError;
use crate::ids::{RecordId, UnixMillis};
use crate::kinds::{self, FieldInfo, FieldType, KindInfo};
use crate::raw::{Alternatives, MAX_DEPTH, Raw};
use crate::record::{BOTH, CARRIED_MAX_VALUES, ORDER, PART_ID, Record};
use crate::value::Value;

/// One record goes into one envelope but for its long texts, and an envelope holds 256 KiB.
const MOST_BYTES: usize = 160 << 10;
/// Most values in the fields of one record: the gate takes 4,096 operations in an envelope.
const MOST_VALUES: usize = 3_000;
/// The gate lets no longer key in.
const LONGEST_KEY: usize = 256;
/// Names in a record's map that are no fields.
const OWN_KEYS: [&str; 4] = ["kind", "updated", "gone", BOTH];

/// A whole record: everything that is told of one, but for the place where it is kept.
#[derive(Clone, PartialEq)]
pub struct WholeRecord {
    /// Its id, which also says when it was made.
    pub id: RecordId,
    /// Its kind, known here or not.
    pub kind: String,
    /// Its fields as JSON; a label across sections as text.
    pub fields: Map<String, Json>,
    /// Fields that hold several values because nobody has said yet which one is right.
    pub both: BTreeMap<String, Vec<Json>>,
    /// When it was last written.
    pub updated: UnixMillis,
    /// When it was deleted, if it was.
    pub gone: Option<UnixMillis>,
}

/// Names and lengths only: the words stay out of every log.
impl fmt::Debug for WholeRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WholeRecord({}, {} fields)", self.id, self.fields.len())
    }
}

impl From<&Record> for WholeRecord {
    fn from(record: &Record) -> Self {
        let both = record.both.iter();
        Self {
            id: record.id,
            kind: record.kind.to_string(),
            fields: record.fields_json(),
            both: both
                .map(|(name, values)| (name.clone(), values.iter().map(Value::to_json).collect()))
                .collect(),
            updated: record.updated,
            gone: record.gone,
        }
    }
}

/// One field, ready to be written.
pub(crate) enum Told {
    /// A field of the table, with what a newer Kith put into its parts: part, name and value.
    Known(&'static FieldInfo, Checked, Vec<(String, String, Raw)>),
    /// A field that only a newer Kith knows.
    Verbatim(String, Raw),
}

impl WholeRecord {
    /// Whether [`crate::Edit::Restore`] would take the record, apart from its id being free.
    ///
    /// # Errors
    ///
    /// The field whose value does not fit, or that is too large for one envelope. A field without which
    /// the record is nothing may be missing: two devices can have brought a record there.
    pub fn check(&self) -> Result<(), EditError> {
        self.told(kinds::written()).map(|_| ())
    }

    /// Everything that is to be written, checked.
    pub(crate) fn told(&self, table: &'static [KindInfo]) -> Result<Vec<Told>, EditError> {
        let kind = table.iter().find(|kind| kind.name == self.kind);
        let unknown = |field: &str| EditError::UnknownField { field: field.to_owned() };
        if self.kind.len() > LONGEST_KEY {
            return Err(EditError::UnknownKind { kind: String::new() });
        }
        let mut told = Vec::new();
        for field in kind.map(|kind| kind.fields).unwrap_or_default() {
            let given = self.fields.get(field.name).unwrap_or(&Json::Null);
            told.push(known(field, given)?);
        }
        for (name, given) in &self.fields {
            if kind.is_some_and(|kind| kind.field(name).is_some()) {
                continue;
            }
            if OWN_KEYS.contains(&name.as_str()) || name.is_empty() || name.len() > LONGEST_KEY {
                return Err(unknown(name));
            }
            told.push(Told::Verbatim(name.clone(), verbatim(name, given, 1)?));
        }
        for (name, values) in &self.both {
            let shown = self.fields.get(name).filter(|shown| values.contains(shown));
            if shown.is_none() || values.len() < 2 {
                return Err(EditError::WrongType { field: name.clone(), expected: "both" });
            }
            if let Some(field) = kind.and_then(|kind| kind.field(name)) {
                for value in values {
                    known(field, value)?;
                }
            }
        }
        self.fits_an_envelope(kind)?;
        Ok(told)
    }

    /// What a document holds of the unresolved values of each field: their list as JSON text.
    pub(crate) fn carried(&self) -> impl Iterator<Item = (&str, String)> {
        self.both.iter().map(|(name, values)| {
            let values: Json = values.iter().cloned().collect();
            (name.as_str(), values.to_string())
        })
    }

    /// Whether pages may be written whole beside the other fields, which reads far quicker.
    pub(crate) fn is_small(&self) -> bool {
        self.fields.values().map(size).sum::<usize>() <= MOST_BYTES
    }

    fn fits_an_envelope(&self, kind: Option<&KindInfo>) -> Result<(), EditError> {
        let is_page = |name: &str| {
            let field = kind.and_then(|kind| kind.field(name));
            field.is_some_and(|field| field.field_type == FieldType::Page)
        };
        let fields = self.fields.iter().filter(|(name, _)| !is_page(name));
        let mut sizes: Vec<(usize, &String)> =
            fields.map(|(name, value)| (size(value), name)).collect();
        // A list that stands as text within text costs its quotes twice.
        sizes.extend(self.both.iter().map(|(name, values)| {
            (values.iter().map(size).sum::<usize>().saturating_mul(2), name)
        }));
        if sizes.iter().map(|(size, _)| size).sum::<usize>() > MOST_BYTES {
            let field = sizes.iter().max().map(|(_, name)| (*name).clone()).unwrap_or_default();
            return Err(EditError::TooLong { field, max: MOST_BYTES });
        }
        // Each value is an operation of its own, and a change with too many is refused by every other device.
        let mut counts: Vec<(usize, &String)> =
            self.fields.iter().map(|(name, value)| (values_in(value), name)).collect();
        counts.extend(self.both.keys().map(|name| (1, name)));
        if counts.iter().map(|(count, _)| count).sum::<usize>() > MOST_VALUES {
            let field = counts.iter().max().map(|(_, name)| (*name).clone()).unwrap_or_default();
            return Err(EditError::TooLong { field, max: MOST_VALUES });
        }
        if let Some((name, _)) = self.both.iter().find(|(_, all)| all.len() > CARRIED_MAX_VALUES) {
            return Err(EditError::TooLong { field: name.clone(), max: CARRIED_MAX_VALUES });
        }
        Ok(())
    }
}

/// Checks a value of a known field. A choice of a newer Kith is taken as it is.
fn known(field: &'static FieldInfo, given: &Json) -> Result<Told, EditError> {
    if given.is_null() {
        return Ok(Told::Known(field, Checked::Clear, Vec::new()));
    }
    let (FieldType::Items(inner), Json::Array(parts)) = (field.field_type, given) else {
        let checked = check(field, given, Some(&Value::from(given)))?;
        return Ok(Told::Known(field, checked, Vec::new()));
    };
    let mut ours = Vec::with_capacity(parts.len());
    let mut newer = Vec::new();
    for part in parts {
        let (Some(part), id) = (part.as_object(), part.get(PART_ID).and_then(Json::as_str)) else {
            // Not a part at all: the check says so.
            ours.push(part.clone());
            continue;
        };
        let is_ours = |name: &str| name == PART_ID || inner.iter().any(|one| one.name == name);
        for (name, value) in part.iter().filter(|(name, _)| !is_ours(name)) {
            let within = format!("{}.{name}", field.name);
            let id = id.filter(|_| name != ORDER && !name.is_empty() && name.len() <= LONGEST_KEY);
            let Some(id) = id else {
                return Err(EditError::UnknownField { field: within });
            };
            newer.push((id.to_owned(), name.clone(), verbatim(&within, value, 3)?));
        }
        let ours_of_part = part.iter().filter(|(name, _)| is_ours(name));
        let ours_of_part = ours_of_part.map(|(name, value)| (name.clone(), value.clone()));
        ours.push(Json::Object(ours_of_part.collect()));
    }
    let checked = check_parts(field, inner, &ours)?;
    Ok(Told::Known(field, checked, newer))
}

/// Checks the parts of a list. A choice of a newer Kith within a part is seen as standing already.
fn check_parts(
    field: &'static FieldInfo,
    inner: &'static [FieldInfo],
    parts: &[Json],
) -> Result<Checked, EditError> {
    let checked = check(field, &Json::Array(parts.to_vec()), None);
    let Err(EditError::NotAChoice { .. }) = checked else {
        return checked;
    };
    // Without those choices the parts pass or they do not; then the choices are put in as they are.
    let is_choice = |name: &str| {
        let field = inner.iter().find(|one| one.name == name)?;
        matches!(field.field_type, FieldType::One(_)).then_some(field)
    };
    let mut without = parts.to_vec();
    for part in without.iter_mut().filter_map(Json::as_object_mut) {
        for (name, value) in part.iter_mut() {
            if let Some(FieldType::One(choices)) = is_choice(name).map(|field| field.field_type)
                && value.is_string()
            {
                *value = choices.first().copied().unwrap_or_default().into();
            }
        }
    }
    let mut checked = check(field, &Json::Array(without), None)?;
    if let Checked::Parts(checked) = &mut checked {
        for (part, given) in checked.iter_mut().zip(parts) {
            for (field, value) in &mut part.fields {
                let told = given.get(field.name).and_then(Json::as_str);
                if let (Some(told), Some(_)) = (told, is_choice(field.name)) {
                    *value = Checked::Scalar(Value::Text(told.into()));
                }
            }
        }
    }
    Ok(checked)
}

/// A value as it is told. `level` counts the containers around it, as a reader does.
fn verbatim(field: &str, json: &Json, level: usize) -> Result<Raw, EditError> {
    let too_deep = || EditError::WrongType { field: field.to_owned(), expected: "shallower" };
    Ok(match json {
        Json::Array(values) => {
            if level >= MAX_DEPTH && !values.is_empty() {
                return Err(too_deep());
            }
            let values = values.iter().map(|value| verbatim(field, value, level + 1));
            Raw::List(values.collect::<Result<_, _>>()?)
        }
        Json::Object(values) => {
            if level >= MAX_DEPTH && !values.is_empty() {
                return Err(too_deep());
            }
            let mut map = Vec::with_capacity(values.len());
            for (name, value) in values {
                if name.is_empty() || name.len() > LONGEST_KEY {
                    return Err(EditError::UnknownField { field: field.to_owned() });
                }
                map.push((name.clone(), Alternatives::one(verbatim(field, value, level + 1)?)));
            }
            Raw::Map(map.into_iter().collect())
        }
        scalar => Raw::Scalar(Value::from(scalar)),
    })
}

/// As many operations as a value takes in a change, and a few more for the order of parts.
fn values_in(json: &Json) -> usize {
    match json {
        Json::Array(values) => values.iter().map(values_in).sum::<usize>().saturating_add(2),
        Json::Object(values) => values.values().map(values_in).sum::<usize>().saturating_add(2),
        _ => 1,
    }
}

/// About as many bytes as a value takes in a change.
fn size(json: &Json) -> usize {
    const KEY_AND_MARKS: usize = 16;
    match json {
        Json::String(text) => text.len() + KEY_AND_MARKS,
        Json::Array(values) => values.iter().map(size).sum::<usize>() + KEY_AND_MARKS,
        Json::Object(values) => {
            values.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>()
                + KEY_AND_MARKS
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => KEY_AND_MARKS,
    }
}
