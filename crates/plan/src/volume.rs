//! One volume: one automerge document, and the view of its records that is kept beside it.
//!
//! The root holds one map a record, under the record's id. The view is never made by walking the
//! document, except once when it is loaded: each write knows the records it touched, and of a peer's
//! changes the operations say it. (Automerge's own patches would say it too, but each bundle of them
//! walks the whole root map to spell out its paths, which costs more than the edit itself.)

mod admission;
mod copy;
mod document;
mod history;
mod kept;
mod load;
mod peer;
mod snapshot;
mod splice;
mod undo;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use automerge::{ActorId, Automerge, ChangeHash, ReadDoc as _};

use crate::ids::{Actor, RecordId};
use crate::kinds::{self, KindInfo};
use crate::raw::read_all;
use crate::record::Record;

use admission::Spare;
pub use admission::{AdmissionDone, AdmissionJob, Settled};
use document::Document;
pub use history::Step;
pub use kept::KeptViewError;
pub use load::LoadVolumeError;
use peer::PeerState;

/// The state of a volume: the hashes of its newest changes, sorted. Two volumes with equal heads hold the
/// same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Heads(pub(crate) Vec<ChangeHash>);

impl Heads {
    /// How many changes nothing has been built on yet; more than one after concurrent writes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the volume has no changes at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Heads {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |hash: &ChangeHash| hash.to_string().chars().take(8).collect::<String>();
        formatter.debug_list().entries(self.0.iter().map(short)).finish()
    }
}

/// The records of a volume by id. Records are shared, so a view is cheap to hand out.
pub type View = BTreeMap<RecordId, Arc<Record>>;

/// One volume of a plan.
pub struct Volume {
    document: Document,
    actor: Option<Actor>,
    table: &'static [KindInfo],
    view: View,
    /// Deleted records that hold fields, which in a volume that others read belong into the bin.
    late: BTreeSet<RecordId>,
    /// What is needed to check and follow changes made elsewhere; made when the first one comes.
    peer: Option<PeerState>,
    /// A copy for the next check, while changes of peers come in.
    spare: Option<Box<Spare>>,
    /// The state of the document that the view was read from, if only the view is here. Then the document is empty and
    /// nobody writes: there is no actor.
    resting: Option<Heads>,
}

impl Volume {
    /// An empty volume. Without an actor it can be read and receive, but not be written yet.
    pub fn new(actor: impl Into<Option<Actor>>) -> Self {
        let mut volume = Self::around(Automerge::new(), kinds::written());
        if let Some(actor) = actor.into() {
            volume.set_actor(actor);
        }
        volume
    }

    /// An empty volume that writes by another table.
    #[cfg(test)]
    pub(crate) fn with_table(table: &'static [KindInfo], actor: Actor) -> Self {
        let mut volume = Self::around(Automerge::new(), table);
        volume.set_actor(actor);
        volume
    }

    fn around(document: Automerge, table: &'static [KindInfo]) -> Self {
        let mut volume = Self::without_view(document.into(), table);
        volume.take_view(volume.walked_view());
        volume
    }

    fn without_view(document: Document, table: &'static [KindInfo]) -> Self {
        Self {
            document,
            actor: None,
            table,
            view: View::new(),
            late: BTreeSet::new(),
            peer: None,
            spare: None,
            resting: None,
        }
    }

    fn take_view(&mut self, view: View) {
        self.view = view;
        self.note_late();
    }

    fn note_late(&mut self) {
        self.late =
            self.view.values().filter(|record| is_late(record)).map(|record| record.id).collect();
    }

    /// Says as whom this volume is written from now on. A stream, and with it an actor, is made at the
    /// first write; an actor must never be used again after the process that made it has ended. A resting volume
    /// is written by nobody, and stays without one.
    pub fn set_actor(&mut self, actor: Actor) {
        if self.is_resting() {
            return;
        }
        self.document.set_actor(ActorId::from(actor.0));
        self.actor = Some(actor);
    }

    /// As whom this volume is written, if it can be.
    pub fn actor(&self) -> Option<Actor> {
        self.actor
    }

    /// The records, deleted ones included.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// One record, also if it is deleted.
    pub fn record(&self, id: RecordId) -> Option<&Arc<Record>> {
        self.view.get(&id)
    }

    /// Deleted records that hold fields: in a volume that others can read, these belong into the bin.
    pub fn deleted_with_fields(&self) -> &BTreeSet<RecordId> {
        &self.late
    }

    /// The volume's state.
    pub fn heads(&self) -> Heads {
        self.resting.clone().unwrap_or_else(|| Heads(self.document.get_heads()))
    }

    /// How many changes the volume holds.
    pub fn change_count(&self) -> u64 {
        self.document.stats().num_changes
    }

    /// How many operations the volume holds.
    pub fn op_count(&self) -> u64 {
        self.document.stats().num_ops
    }

    /// How many changes are known by name and have not arrived; the changes built on them wait.
    pub fn missing_count(&self) -> usize {
        self.document.get_missing_deps(&[]).len()
    }

    /// The whole volume as one uncompressed document chunk, for a snapshot; nothing at all of a resting one.
    pub fn save_nocompress(&self) -> Vec<u8> {
        self.saver().map(|save| save()).unwrap_or_default()
    }

    /// The view made from nothing by walking the document: what [`Volume::view`] must always equal.
    pub fn walked_view(&self) -> View {
        read_all(&*self.document)
            .into_iter()
            .map(|(id, raw)| (id, Arc::new(Record::from_raw(id, raw, self.table))))
            .collect()
    }

    /// Puts a record into the view as it is read now, or takes it out.
    fn show(&mut self, id: RecordId, record: Option<Arc<Record>>) {
        match record {
            Some(record) => {
                match is_late(&record) {
                    true => self.late.insert(id),
                    false => self.late.remove(&id),
                };
                self.view.insert(id, record);
            }
            None => {
                self.late.remove(&id);
                self.view.remove(&id);
            }
        }
    }
}

fn is_late(record: &Record) -> bool {
    record.gone.is_some() && !record.fields.is_empty()
}

impl fmt::Debug for Volume {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Volume")
            .field("records", &self.view.len())
            .field("heads", &self.heads())
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
