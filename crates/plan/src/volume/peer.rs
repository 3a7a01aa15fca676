//! What a volume needs to take in changes made elsewhere: the gate, and the way from an operation to the
//! record it touches.

use std::collections::BTreeSet;

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Automerge, Change, ObjId};

use crate::gate::{Gate, Refusal};
use crate::ids::RecordId;
use crate::raw::{ObjectIndex, index_objects};

/// The gate's index and the index of containers, both in step with one document.
pub(super) struct PeerState {
    pub(super) gate: Gate,
    objects: ObjectIndex,
}

impl PeerState {
    /// Reads a whole document of our own. Done once, when the first change from elsewhere comes.
    pub(super) fn of(document: &Automerge) -> Result<Self, Refusal> {
        Ok(Self { gate: Gate::from_document(document)?, objects: index_objects(document) })
    }

    /// Hears of changes that were written here. An error means that this state is of no use any more and
    /// has to be made anew.
    pub(super) fn note(&mut self, changes: &[Change]) -> Result<(), Refusal> {
        for change in changes {
            self.gate.note_local(change)?;
        }
        self.touched(changes);
        Ok(())
    }

    /// The records that these changes touch, and remembers the containers they make. Changes come after
    /// those they are built on.
    ///
    /// An operation inside of a container that is not known here touches nothing that can be seen: the
    /// container was deleted or replaced, and automerge never brings one back.
    pub(super) fn touched(&mut self, changes: &[Change]) -> BTreeSet<RecordId> {
        let mut touched = BTreeSet::new();
        for change in changes {
            let change = change.decode();
            for (number, operation) in (change.start_op.get()..).zip(&change.operations) {
                let record = match (&operation.obj, &operation.key) {
                    (ObjectId::Root, Key::Map(key)) => RecordId::from_key(key),
                    (ObjectId::Root, Key::Seq(_)) => None,
                    (ObjectId::Id(id), _) => {
                        self.objects.get(&ObjId::Id(id.counter(), id.actor().clone(), 0)).copied()
                    }
                };
                let Some(record) = record else { continue };
                touched.insert(record);
                if matches!(operation.action, OpType::Make(_)) {
                    let made = ObjId::Id(number, change.actor_id.clone(), 0);
                    self.objects.insert(made, record);
                }
            }
        }
        touched
    }
}
