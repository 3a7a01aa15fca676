//! Copying whole records between volumes, whatever they hold: also what only a newer Kith understands.

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue};

use super::Volume;
use super::splice::{self, Splice};
use crate::edit::{EditError, Stamp, Written};
use crate::ids::RecordId;
use crate::raw::{Raw, RawMap, maps_at, read_record};
use crate::value::Value;

/// What stands between a text in the bin and the words that came late to it.
const LATE_WORDS_GAP: &str = "\n\n";

impl Volume {
    /// What the document holds under a record.
    pub(crate) fn raw(&self, id: RecordId) -> Option<RawMap> {
        read_record(&*self.document, id, None)
    }

    /// Keeps a copy of a deleted record in this volume. If there is one already, newer values replace
    /// older ones and texts are put one after the other.
    pub(crate) fn keep_copy(
        &mut self,
        id: RecordId,
        fields: &RawMap,
        stamp: Stamp,
    ) -> Result<Written, EditError> {
        self.write_record(id, stamp, |transaction, rest| {
            let (map, is_new) = match maps_at(transaction, &id.to_string()).pop() {
                Some(map) => (map, false),
                None => (transaction.put_object(ROOT, id.to_string(), ObjType::Map)?, true),
            };
            for (key, alternatives) in fields.iter() {
                if key != "gone" && (is_new || !matches!(key, "kind" | "updated")) {
                    lay(transaction, &map, key, &alternatives.winner, LATE_WORDS_GAP, rest)?;
                }
            }
            if is_new {
                transaction.put(&map, "gone", stamp.now.0)?;
            }
            Ok(())
        })
    }

    /// Puts the fields of a copy back into the emptied record and takes its mark away.
    pub(crate) fn restore(
        &mut self,
        id: RecordId,
        copy: &RawMap,
        stamp: Stamp,
    ) -> Result<Written, EditError> {
        self.write_record(id, stamp, |transaction, rest| {
            let mut maps = maps_at(transaction, &id.to_string());
            let map = maps.last().cloned().ok_or(EditError::NotFound)?;
            for (key, alternatives) in copy.iter() {
                if !matches!(key, "kind" | "updated" | "gone") {
                    lay(transaction, &map, key, &alternatives.winner, "", rest)?;
                }
            }
            for map in maps.drain(..) {
                if transaction.get(&map, "gone")?.is_some() {
                    transaction.delete(&map, "gone")?;
                }
            }
            transaction.put(&map, "updated", stamp.now.0)?;
            Ok(())
        })
    }

    /// Takes a record out of this volume altogether.
    pub(crate) fn erase(&mut self, id: RecordId, stamp: Stamp) -> Result<Written, EditError> {
        self.write_record(id, stamp, |transaction, _| {
            if transaction.get(ROOT, id.to_string())?.is_some() {
                transaction.delete(ROOT, id.to_string())?;
            }
            Ok(())
        })
    }
}

/// Lays a value over what stands under a key: maps are laid into maps, texts follow texts, anything else
/// replaces.
pub(super) fn lay(
    transaction: &mut Transaction<'_>,
    map: &ObjId,
    key: &str,
    raw: &Raw,
    gap: &str,
    rest: &mut Vec<Splice>,
) -> Result<(), EditError> {
    let standing = transaction.get(map, key)?;
    let standing = standing.and_then(|(value, id)| Some((value.as_objtype()?, id)));
    match (raw, standing) {
        (Raw::Scalar(value), _) => transaction.put(map, key, scalar(value))?,
        (Raw::Text(words), Some((ObjType::Text, text))) => {
            let before = transaction.text(&text)?;
            if !words.is_empty() {
                let gap = if before.is_empty() { "" } else { gap };
                let after = format!("{before}{gap}{words}");
                rest.extend(splice::rewrite(transaction, text, &before, &after)?);
            }
        }
        (Raw::Text(words), _) => {
            let text = transaction.put_object(map, key, ObjType::Text)?;
            rest.extend(splice::rewrite(transaction, text, "", words)?);
        }
        (Raw::Map(inner), standing) => {
            let container = match standing {
                Some((ObjType::Map, container)) => container,
                _ => transaction.put_object(map, key, ObjType::Map)?,
            };
            for (key, alternatives) in inner.iter() {
                lay(transaction, &container, key, &alternatives.winner, gap, rest)?;
            }
        }
        (Raw::List(values), _) => {
            let list = transaction.put_object(map, key, ObjType::List)?;
            fill_list(transaction, &list, values, rest)?;
        }
    }
    Ok(())
}

fn fill_list(
    transaction: &mut Transaction<'_>,
    list: &ObjId,
    values: &[Raw],
    rest: &mut Vec<Splice>,
) -> Result<(), EditError> {
    for (index, value) in values.iter().enumerate() {
        match value {
            Raw::Scalar(value) => transaction.insert(list, index, scalar(value))?,
            Raw::Text(words) => {
                let text = transaction.insert_object(list, index, ObjType::Text)?;
                rest.extend(splice::rewrite(transaction, text, "", words)?);
            }
            Raw::Map(inner) => {
                let map = transaction.insert_object(list, index, ObjType::Map)?;
                for (key, alternatives) in inner.iter() {
                    lay(transaction, &map, key, &alternatives.winner, "", rest)?;
                }
            }
            Raw::List(inner) => {
                let inner_list = transaction.insert_object(list, index, ObjType::List)?;
                fill_list(transaction, &inner_list, inner, rest)?;
            }
        }
    }
    Ok(())
}

fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Flag(flag) => ScalarValue::Boolean(*flag),
        Value::Whole(number) => ScalarValue::Int(*number),
        Value::Fraction(number) => ScalarValue::F64(*number),
        Value::Text(text) => ScalarValue::Str(text.as_str().into()),
        Value::Bytes(bytes) => ScalarValue::Bytes(bytes.to_vec()),
        // A scalar of a document is never one of the last two.
        Value::Null | Value::List(_) | Value::Map(_) => ScalarValue::Null,
    }
}
