//! What a document holds under one record, before anything is known of its kind.
//!
//! A document may come from a newer Kith or, in a guest's half, from anybody. Whatever stands there is
//! read without trust: depth is bounded, nothing is assumed of types, and every key may hold several
//! values that were set at once.

use std::collections::{BTreeMap, HashMap};

use automerge::iter::{DocItem, Span};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValueRef, ValueRef};

use crate::ids::RecordId;
use crate::value::Value;

/// Containers deeper than this below a record are not read. The kinds use three.
const MAX_DEPTH: usize = 8;

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

/// The values of a map by key.
pub(crate) type RawMap = BTreeMap<String, Alternatives>;

/// What a key holds: the value that wins by automerge's order, and those set at the same time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternatives {
    pub(crate) winner: Raw,
    /// In the order of their operations, which is the same on every device.
    pub(crate) others: Vec<Raw>,
}

impl Alternatives {
    fn one(winner: Raw) -> Self {
        Self { winner, others: Vec::new() }
    }

    /// All values, the winner last.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Raw> {
        self.others.iter().chain([&self.winner])
    }

    /// The value to take for the n-th reading of a part with conflicts inside: the winner comes first.
    pub(crate) fn nth(&self, reading: usize) -> &Raw {
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
                .values()
                .map(|alternatives| {
                    let inside = alternatives.all().map(Raw::readings).max().unwrap_or(1);
                    inside.max(alternatives.others.len() + 1)
                })
                .max()
                .unwrap_or(1),
            Self::List(values) => values.iter().map(Raw::readings).max().unwrap_or(1),
        }
    }

    /// The n-th reading as a value, with no knowledge of its kind.
    pub(crate) fn to_value(&self, reading: usize) -> Value {
        match self {
            Self::Scalar(value) => value.clone(),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Map(map) => Value::Map(
                map.iter()
                    .map(|(key, alternatives)| {
                        (key.clone(), alternatives.nth(reading).to_value(reading))
                    })
                    .collect(),
            ),
            Self::List(values) => {
                Value::List(values.iter().map(|value| value.to_value(reading)).collect())
            }
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
        .filter_map(|(value, object)| {
            (value.as_objtype() == Some(ObjType::Map)).then_some(object)
        })
        .collect()
}

/// Lays a later map over an earlier one: where both have a key, both values stay as alternatives.
fn merge(earlier: RawMap, later: RawMap) -> RawMap {
    let mut whole = earlier;
    for (key, alternatives) in later {
        match whole.remove(&key) {
            None => {
                whole.insert(key, alternatives);
            }
            Some(before) => {
                let mut others = before.others;
                others.push(before.winner);
                others.extend(alternatives.others);
                whole.insert(key, Alternatives { winner: alternatives.winner, others });
            }
        }
    }
    whole
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
            return RawMap::new();
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

/// Reads every record of a document in one pass over its operations.
///
/// Records with conflicts, lists or unusual depth are rare; they are read again one by one.
pub(crate) fn read_all<D>(document: &D) -> Vec<(RecordId, RawMap)>
where
    D: ReadDoc,
{
    let mut walk = Walk::default();
    for item in document.iter() {
        walk.item(&item.obj, item.item);
    }
    let Walk { records, mut nodes, .. } = walk;
    records
        .into_iter()
        .filter_map(|(id, (node, plain))| {
            let raw = match plain {
                true => take_map(&mut nodes, node, 0),
                false => read_record(document, id, None),
            };
            Some((id, raw?))
        })
        .collect()
}

/// Where every container of a document is.
pub(crate) fn index_objects<D: ReadDoc>(document: &D) -> ObjectIndex {
    let mut walk = Walk::default();
    for item in document.iter() {
        walk.item(&item.obj, item.item);
    }
    let Walk { records, nodes, by_object, .. } = walk;
    let mut objects: ObjectIndex = by_object
        .into_iter()
        .filter_map(|(object, node)| Some((object, nodes.get(node)?.record)))
        .collect();
    for (id, (_, plain)) in records {
        if !plain {
            read_record(document, id, Some(&mut objects));
        }
    }
    objects
}

/// An object met on the walk.
struct Node {
    record: RecordId,
    raw: NodeValue,
}

enum NodeValue {
    Text(String),
    Map(Vec<(String, NodeChild)>),
}

enum NodeChild {
    Scalar(Value),
    Node(usize),
}

#[derive(Default)]
struct Walk {
    /// Each record's node, and whether it is plain enough to be read from the nodes.
    records: BTreeMap<RecordId, (usize, bool)>,
    nodes: Vec<Node>,
    by_object: HashMap<ObjId, usize>,
    current: Option<(ObjId, Option<usize>)>,
}

impl Walk {
    fn item(&mut self, object: &ObjId, item: DocItem<'_>) {
        if *object == ROOT {
            return self.root(item);
        }
        let node = match &self.current {
            Some((current, node)) if current == object => *node,
            _ => {
                let node = self.by_object.get(object).copied();
                self.current = Some((object.clone(), node));
                node
            }
        };
        let Some(index) = node else { return };
        let Some(record) = self.nodes.get(index).map(|node| node.record) else { return };
        match item {
            DocItem::Map(item) => {
                if item.conflict {
                    self.unusual(record);
                }
                let child = match &item.value {
                    ValueRef::Scalar(scalar) => NodeChild::Scalar(scalar_value(scalar)),
                    ValueRef::Object(kind) => match self.node(record, *kind, item.id()) {
                        Some(child) => NodeChild::Node(child),
                        None => return self.unusual(record),
                    },
                };
                if let Some(Node { raw: NodeValue::Map(children), .. }) = self.nodes.get_mut(index)
                {
                    children.push((item.key.into_owned(), child));
                }
            }
            DocItem::Text(Span::Text { text: more, .. }) => {
                if let Some(Node { raw: NodeValue::Text(text), .. }) = self.nodes.get_mut(index) {
                    text.push_str(&more);
                }
            }
            DocItem::Text(Span::Block(_)) | DocItem::List(_) => self.unusual(record),
        }
    }

    fn root(&mut self, item: DocItem<'_>) {
        let DocItem::Map(item) = item else { return };
        let Some(id) = RecordId::from_key(&item.key) else { return };
        let node = match item.value {
            ValueRef::Object(ObjType::Map) => self.node(id, ObjType::Map, item.id()),
            ValueRef::Object(_) | ValueRef::Scalar(_) => None,
        };
        self.records.insert(id, (node.unwrap_or(usize::MAX), node.is_some() && !item.conflict));
    }

    fn node(&mut self, record: RecordId, kind: ObjType, object: ObjId) -> Option<usize> {
        let raw = match kind {
            ObjType::Map => NodeValue::Map(Vec::new()),
            ObjType::Text => NodeValue::Text(String::new()),
            ObjType::List | ObjType::Table => return None,
        };
        let index = self.nodes.len();
        self.nodes.push(Node { record, raw });
        self.by_object.insert(object, index);
        Some(index)
    }

    fn unusual(&mut self, record: RecordId) {
        if let Some((_, plain)) = self.records.get_mut(&record) {
            *plain = false;
        }
    }
}

fn take_map(nodes: &mut [Node], index: usize, depth: usize) -> Option<RawMap> {
    let node = nodes.get_mut(index)?;
    let NodeValue::Map(children) = &mut node.raw else { return None };
    let children = std::mem::take(children);
    if depth >= MAX_DEPTH {
        return Some(RawMap::new());
    }
    children
        .into_iter()
        .map(|(key, child)| {
            let raw = match child {
                NodeChild::Scalar(value) => Raw::Scalar(value),
                NodeChild::Node(child) => match nodes.get_mut(child)? {
                    Node { raw: NodeValue::Text(text), .. } => Raw::Text(std::mem::take(text)),
                    Node { raw: NodeValue::Map(_), .. } => {
                        Raw::Map(take_map(nodes, child, depth + 1)?)
                    }
                },
            };
            Some((key, Alternatives::one(raw)))
        })
        .collect()
}

fn scalar_value(scalar: &ScalarValueRef<'_>) -> Value {
    match scalar {
        ScalarValueRef::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
        ScalarValueRef::Str(text) => Value::Text(text.to_string()),
        ScalarValueRef::Int(number)
        | ScalarValueRef::Counter(number)
        | ScalarValueRef::Timestamp(number) => Value::Whole(*number),
        ScalarValueRef::Uint(number) => unsigned(*number),
        ScalarValueRef::F64(number) => Value::Fraction(*number),
        ScalarValueRef::Boolean(flag) => Value::Flag(*flag),
        ScalarValueRef::Unknown { bytes, .. } => Value::Bytes(bytes.to_vec()),
        ScalarValueRef::Null => Value::Null,
    }
}

fn owned_scalar_value(scalar: &automerge::ScalarValue) -> Value {
    match scalar {
        automerge::ScalarValue::Bytes(bytes) => Value::Bytes(bytes.clone()),
        automerge::ScalarValue::Str(text) => Value::Text(text.to_string()),
        automerge::ScalarValue::Int(number) | automerge::ScalarValue::Timestamp(number) => {
            Value::Whole(*number)
        }
        automerge::ScalarValue::Uint(number) => unsigned(*number),
        automerge::ScalarValue::F64(number) => Value::Fraction(*number),
        automerge::ScalarValue::Counter(counter) => Value::Whole(counter.into()),
        automerge::ScalarValue::Boolean(flag) => Value::Flag(*flag),
        automerge::ScalarValue::Unknown { bytes, .. } => Value::Bytes(bytes.clone()),
        automerge::ScalarValue::Null => Value::Null,
    }
}

fn unsigned(number: u64) -> Value {
    match i64::try_from(number) {
        Ok(whole) => Value::Whole(whole),
        Err(_) => Value::Fraction(number as f64),
    }
}
