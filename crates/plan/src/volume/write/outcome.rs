//! What a write leaves behind: its bytes and its undo.

use automerge::Change;
use automerge::transaction::CommitOptions;

use crate::edit::{Undo, Written};
use crate::gate::Limits;
use crate::ids::{RecordId, UnixMillis};
use crate::name::Name;
use crate::record::Record;
use crate::value::Value;

/// Joins the changes of one write, and notes where each payload that fits an envelope ends.
pub(super) fn written(changes: &[Change], touched: Vec<RecordId>, undo: Vec<Undo>) -> Written {
    let mut chunk = Vec::new();
    let mut ends = Vec::new();
    let (mut count, mut ops, mut start) = (0, 0_u64, 0);
    for change in changes {
        // raw_bytes is the uncompressed form, whatever the size.
        let bytes = change.raw_bytes();
        let next_ops = ops.saturating_add(change.len() as u64);
        let is_full = count >= Limits::ENVELOPE.changes
            || next_ops > Limits::ENVELOPE.operations
            || chunk.len() - start + bytes.len() > Limits::ENVELOPE.bytes;
        if count > 0 && is_full {
            start = chunk.len();
            ends.push(start);
            (count, ops) = (0, 0);
        }
        chunk.extend_from_slice(bytes);
        count += 1;
        ops = ops.saturating_add(change.len() as u64);
    }
    if !chunk.is_empty() {
        ends.push(chunk.len());
    }
    Written { chunk, touched, undo, ends }
}

/// Notes how to take back what lies between two readings of a record.
pub(super) fn note_undo(
    undo: &mut Vec<Undo>,
    id: RecordId,
    before: Option<&Record>,
    after: Option<&Record>,
) {
    let Some(after) = after else { return };
    let Some(before) = before else {
        return undo.push(Undo::Added { id, fields: after.fields_json() });
    };
    match (before.gone, after.gone) {
        (None, Some(gone)) => return undo.push(Undo::Removed { id, gone }),
        (Some(_), None) => return undo.push(Undo::Restored { id }),
        _ => {}
    }
    let mut names: Vec<&Name> = before.fields.keys().chain(after.fields.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (was, is) = (before.fields.get(name), after.fields.get(name));
        if was != is {
            undo.push(Undo::Field {
                id,
                field: name.to_string(),
                before: was.map(Value::to_json),
                after: is.map(Value::to_json),
            });
        }
    }
}

/// No message, and the time in whole minutes only: a change says no more than it must.
pub(super) fn commit_options(now: UnixMillis) -> CommitOptions {
    const FARTHEST_SECOND: i64 = 1 << 52;
    let minutes = now.0.div_euclid(60_000);
    let seconds = minutes.saturating_mul(60).clamp(-FARTHEST_SECOND, FARTHEST_SECOND);
    CommitOptions::default().with_time(seconds)
}
