//! What a document holds under one record, before anything is known of its kind.
//!
//! A document may come from a newer Kith or, in a guest's half, from anybody. Whatever stands there is
//! read without trust: depth is bounded, nothing is assumed of types, and every key may hold several
//! values that were set at once.

mod walk;

use std::collections::{BTreeMap, HashMap};

use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValueRef, ValueRef};

use crate::ids::RecordId;
use crate::value::Value;

pub(crate) use walk::{index_objects, read_all};

/// Containers deeper than this below a record are not read. The kinds use three.
pub(crate) const MAX_DEPTH: usize = 8;

/// One value of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Raw {
    /// A scalar.
    Scalar(Value),
    /// A text that merges letter by letter.
    Text(String),
    /// Named values.
    Map(RawMap),
    /// Values in order; no kind of this version writes one.
    List(Vec<Raw>),
}

/// The values of a map, sorted by key. A vector, because a year has thousands of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RawMap(Vec<(String, Alternatives)>);

impl RawMap {
    pub(crate) fn get(&self, key: &str) -> Option<&Alternatives> {
        let place = self.0.binary_search_by(|(name, _)| name.as_str().cmp(key)).ok()?;
        self.0.get(place).map(|(_, alternatives)| alternatives)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Alternatives)> {
        self.0.iter().map(|(key, alternatives)| (key.as_str(), alternatives))
    }
}

impl FromIterator<(String, Alternatives)> for RawMap {
    fn from_iter<T: IntoIterator<Item = (String, Alternatives)>>(entries: T) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        if !entries.is_sorted_by(|(one, _), (other, _)| one < other) {
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        Self(entries)
    }
}

impl IntoIterator for RawMap {
    type Item = (String, Alternatives);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What a key holds: the value that wins by automerge's order, and those set at the same time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternatives {
    pub(crate) winner: Raw,
    /// In the order of their operations, which is the same on every device.
    pub(crate) others: Vec<Raw>,
}

impl Alternatives {
    pub(crate) fn one(winner: Raw) -> Self {
        Self { winner, others: Vec::new() }
    }

    /// All values, the winner last.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Raw> {
        self.others.iter().chain([&self.winner])
    }

    /// The value to take for the n-th reading of a part with conflicts inside: the winner comes first.
    fn nth(&self, reading: usize) -> &Raw {
        match reading.checked_sub(1) {
            Some(other) => self.others.get(other).unwrap_or(&self.winner),
            None => &self.winner,
        }
    }
}

impl Raw {
    /// How many readings are needed to see every alternative inside.
    pub(crate) fn readings(&self) -> usize {
        match self {
            Self::Scalar(_) | Self::Text(_) => 1,
            Self::Map(map) => map
                .iter()
                .map(|(_, alternatives)| {
                    let inside = alternatives.all().map(Raw::readings).max().unwrap_or(1);
                    inside.max(alternatives.others.len() + 1)
                })
                .max()
                .unwrap_or(1),
            Self::List(values) => values.iter().map(Raw::readings).max().unwrap_or(1),
        }
    }

    /// The n-th reading, in which every key has one value.
    pub(crate) fn reading(&self, reading: usize) -> Raw {
        match self {
            Self::Scalar(_) | Self::Text(_) => self.clone(),
            Self::Map(map) => {
                let one = |alternatives: &Alternatives| {
                    Alternatives::one(alternatives.nth(reading).reading(reading))
                };
                Self::Map(map.iter().map(|(key, all)| (key.to_owned(), one(all))).collect())
            }
            Self::List(values) => {
                Self::List(values.iter().map(|value| value.reading(reading)).collect())
            }
        }
    }

    /// The value as it stands, with no knowledge of its kind; of alternatives the winner.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Scalar(value) => value,
            Self::Text(text) => Value::Text(text.into()),
            Self::Map(map) => Value::Map(
                map.into_iter()
                    .map(|(key, alternatives)| (key, alternatives.winner.into_value()))
                    .collect(),
            ),
            Self::List(values) => Value::List(values.into_iter().map(Raw::into_value).collect()),
        }
    }
}

/// Where the containers of records are: the answer to "which record does this operation touch?".
pub(crate) type ObjectIndex = HashMap<ObjId, RecordId>;

/// Reads one record. `None` if the document has no map under that id.
///
/// Two devices may have made the record at once (a copy in the bin): then every map under the key is
/// read, and fields that differ are alternatives.
pub(crate) fn read_record(
    document: &impl ReadDoc,
    id: RecordId,
    objects: Option<&mut ObjectIndex>,
) -> Option<RawMap> {
    let mut buffer = [0; 36];
    let key = id.key(&mut buffer);
    let mut reader = Reader { document, id, objects };
    let mut whole: Option<RawMap> = None;
    for object in maps_at(document, key) {
        let map = reader.map(&object, 0);
        whole = Some(match whole {
            None => map,
            Some(earlier) => merge(earlier, map),
        });
    }
    whole
}

/// The maps under a root key, the winner last; almost always one.
pub(crate) fn maps_at(document: &impl ReadDoc, key: &str) -> Vec<ObjId> {
    document
        .get_all(ROOT, key)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(value, object)| (value.as_objtype() == Some(ObjType::Map)).then_some(object))
        .collect()
}

/// Lays a later map over an earlier one: where both have a key, both values stay as alternatives.
fn merge(earlier: RawMap, later: RawMap) -> RawMap {
    let mut whole: BTreeMap<String, Alternatives> = earlier.into_iter().collect();
    for (key, alternatives) in later {
        let others = match whole.remove(&key) {
            None => alternatives.others,
            Some(before) => {
                let mut others = before.others;
                others.push(before.winner);
                others.extend(alternatives.others);
                others
            }
        };
        whole.insert(key, Alternatives { winner: alternatives.winner, others });
    }
    whole.into_iter().collect()
}

struct Reader<'a, D> {
    document: &'a D,
    id: RecordId,
    objects: Option<&'a mut ObjectIndex>,
}

impl<D: ReadDoc> Reader<'_, D> {
    fn map(&mut self, object: &ObjId, depth: usize) -> RawMap {
        self.note(object);
        if depth >= MAX_DEPTH {
            return RawMap::default();
        }
        let document = self.document;
        document
            .map_range(object, ..)
            .map(|item| {
                let winner_id = matches!(item.value, ValueRef::Object(_)).then(|| item.id());
                let winner = self.value(&item.value, winner_id.as_ref(), depth);
                let others = match item.conflict {
                    true => self.losers(object, &item.key, depth),
                    false => Vec::new(),
                };
                (item.key.into_owned(), Alternatives { winner, others })
            })
            .collect()
    }

    fn losers(&mut self, object: &ObjId, key: &str, depth: usize) -> Vec<Raw> {
        let mut all = self.document.get_all(object, key).unwrap_or_default();
        all.pop();
        all.into_iter()
            .map(|(value, id)| {
                let value = match &value {
                    automerge::Value::Object(kind) => ValueRef::Object(*kind),
                    automerge::Value::Scalar(scalar) => {
                        return Raw::Scalar(owned_scalar_value(scalar));
                    }
                };
                self.value(&value, Some(&id), depth)
            })
            .collect()
    }

    fn value(&mut self, value: &ValueRef<'_>, object: Option<&ObjId>, depth: usize) -> Raw {
        match (value, object) {
            (ValueRef::Scalar(scalar), _) => Raw::Scalar(scalar_value(scalar)),
            (ValueRef::Object(ObjType::Text), Some(object)) => {
                self.note(object);
                Raw::Text(self.document.text(object).unwrap_or_default())
            }
            (ValueRef::Object(ObjType::List), Some(object)) => {
                self.note(object);
                if depth + 1 >= MAX_DEPTH {
                    return Raw::List(Vec::new());
                }
                let document = self.document;
                Raw::List(
                    document
                        .list_range(object, ..)
                        .map(|item| {
                            let id = matches!(item.value, ValueRef::Object(_)).then(|| item.id());
                            self.value(&item.value, id.as_ref(), depth + 1)
                        })
                        .collect(),
                )
            }
            (ValueRef::Object(ObjType::Map | ObjType::Table), Some(object)) => {
                Raw::Map(self.map(object, depth + 1))
            }
            (ValueRef::Object(_), None) => Raw::Scalar(Value::Null),
        }
    }

    fn note(&mut self, object: &ObjId) {
        if let Some(objects) = &mut self.objects {
            objects.insert(object.clone(), self.id);
        }
    }
}

fn scalar_value(scalar: &ScalarValueRef<'_>) -> Value {
    match scalar {
        ScalarValueRef::Bytes(bytes) => Value::Bytes(bytes.to_vec().into()),
        ScalarValueRef::Str(text) => Value::Text(text.as_ref().into()),
        ScalarValueRef::Int(number)
        | ScalarValueRef::Counter(number)
        | ScalarValueRef::Timestamp(number) => Value::Whole(*number),
        ScalarValueRef::Uint(number) => unsigned(*number),
        ScalarValueRef::F64(number) => Value::Fraction(*number),
        ScalarValueRef::Boolean(flag) => Value::Flag(*flag),
        ScalarValueRef::Unknown { bytes, .. } => Value::Bytes(bytes.to_vec().into()),
        ScalarValueRef::Null => Value::Null,
    }
}

fn owned_scalar_value(scalar: &automerge::ScalarValue) -> Value {
    match scalar {
        automerge::ScalarValue::Bytes(bytes) => Value::Bytes(bytes.as_slice().into()),
        automerge::ScalarValue::Str(text) => Value::Text(text.as_str().into()),
        automerge::ScalarValue::Int(number) | automerge::ScalarValue::Timestamp(number) => {
            Value::Whole(*number)
        }
        automerge::ScalarValue::Uint(number) => unsigned(*number),
        automerge::ScalarValue::F64(number) => Value::Fraction(*number),
        automerge::ScalarValue::Counter(counter) => Value::Whole(counter.into()),
        automerge::ScalarValue::Boolean(flag) => Value::Flag(*flag),
        automerge::ScalarValue::Unknown { bytes, .. } => Value::Bytes(bytes.as_slice().into()),
        automerge::ScalarValue::Null => Value::Null,
    }
}

fn unsigned(number: u64) -> Value {
    match i64::try_from(number) {
        Ok(whole) => Value::Whole(whole),
        Err(_) => Value::Fraction(number as f64),
    }
}
