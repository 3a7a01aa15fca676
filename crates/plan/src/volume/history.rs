//! How one record came to be what it is, read from the changes of its volume.

use std::collections::HashSet;

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Automerge, Change, ObjId};

use super::Volume;
use crate::ids::{Actor, RecordId, UnixMillis};
use crate::raw::read_record;
use crate::record::Record;

/// Of a record that was written more often, only so many steps are told, the newest.
const MOST_STEPS: usize = 1_000;

/// What a record was after one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When: the moment that the writer noted, to the minute where it noted none of its own.
    pub at: UnixMillis,
    /// Who wrote it.
    pub actor: Option<Actor>,
    /// The record as it stood then.
    pub record: Record,
}

impl Volume {
    /// Every step of a record, oldest first, and each after those that its writer had seen. Steps of two
    /// devices that knew nothing of each other stand in the order of the document, which is the same
    /// everywhere.
    ///
    /// The changes are played once more, so this costs about what loading the volume does. A resting volume knows of
    /// no step.
    pub fn history(&self, id: RecordId) -> Vec<Step> {
        let changes = self.document.get_changes(&[]);
        let touching = touching(&changes, id);
        let mut document = Automerge::new();
        let mut waiting: Vec<Change> = Vec::new();
        let mut steps: Vec<Step> = Vec::new();
        for (number, change) in changes.into_iter().enumerate() {
            let (actor, seconds) = (change.actor_id().clone(), change.timestamp());
            waiting.push(change);
            if !touching.contains(&number) {
                continue;
            }
            // The changes come from a whole document in its own order, so none is ever refused.
            if document.apply_changes(std::mem::take(&mut waiting)).is_err() {
                break;
            }
            let Some(raw) = read_record(&document, id, None) else {
                continue;
            };
            let record = Record::from_raw(id, raw, self.table);
            let actor = actor.to_bytes().try_into().ok().map(Actor);
            self.note_step(&mut steps, actor, seconds, record);
        }
        let older = steps.len().saturating_sub(MOST_STEPS);
        steps.split_off(older)
    }

    fn note_step(&self, steps: &mut Vec<Step>, actor: Option<Actor>, seconds: i64, record: Record) {
        let last = steps.last_mut();
        // A long page takes several changes, and the moment stands in the first of them.
        if let Some(last) = last
            && last.actor == actor
            && last.record.updated == record.updated
        {
            last.record = record;
            return;
        }
        let before = steps.last().map(|step| step.record.updated);
        let at = match before == Some(record.updated) {
            true => UnixMillis(seconds.saturating_mul(1_000)),
            false => record.updated,
        };
        steps.push(Step { at, actor, record });
    }
}

/// The places of the changes that touch one record.
fn touching(changes: &[Change], id: RecordId) -> HashSet<usize> {
    let mut objects: HashSet<ObjId> = HashSet::new();
    let mut touching = HashSet::new();
    for (number, change) in changes.iter().enumerate() {
        let change = change.decode();
        for (operation_number, operation) in (change.start_op.get()..).zip(&change.operations) {
            let is_of_record = match (&operation.obj, &operation.key) {
                (ObjectId::Root, Key::Map(key)) => RecordId::from_key(key) == Some(id),
                (ObjectId::Root, Key::Seq(_)) => false,
                (ObjectId::Id(object), _) => {
                    objects.contains(&ObjId::Id(object.counter(), object.actor().clone(), 0))
                }
            };
            if !is_of_record {
                continue;
            }
            touching.insert(number);
            if matches!(operation.action, OpType::Make(_)) {
                objects.insert(ObjId::Id(operation_number, change.actor_id.clone(), 0));
            }
        }
    }
    touching
}
