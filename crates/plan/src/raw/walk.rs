//! The one walk over a whole document, when it is loaded.

use std::collections::{BTreeMap, HashMap};

use automerge::iter::{DocItem, Span};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ValueRef};

use super::{Alternatives, MAX_DEPTH, ObjectIndex, Raw, RawMap, read_record, scalar_value};
use crate::ids::RecordId;
use crate::value::Value;

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
        let Some(record) = self.nodes.get(index).map(|node| node.record) else {
            return;
        };
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
        let Some(id) = RecordId::from_key(&item.key) else {
            return;
        };
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
    let NodeValue::Map(children) = &mut node.raw else {
        return None;
    };
    let children = std::mem::take(children);
    if depth >= MAX_DEPTH {
        return Some(RawMap::default());
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
