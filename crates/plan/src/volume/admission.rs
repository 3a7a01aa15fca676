//! Taking in a peer's changes: checked in a worker on a copy, then adopted.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use automerge::{Automerge, Change, PatchLog};

use super::peer::PeerState;
use super::{Heads, Volume};
use crate::gate::{Admitted, Refusal};
use crate::ids::{Actor, RecordId};
use crate::raw::read_record;
use crate::record::Record;

/// One delivery of a peer on its way through the gate. It owns all it needs and may run on any thread.
pub struct AdmissionJob {
    document: Automerge,
    base: Heads,
    peer: Option<PeerState>,
    actor: Actor,
    chunks: Vec<u8>,
}

/// What became of an [`AdmissionJob`], to be given back to its volume.
pub struct AdmissionDone {
    base: Heads,
    peer: Option<PeerState>,
    outcome: Result<Checked, Refusal>,
}

/// A document with a peer's changes in it, and what they touched.
struct Checked {
    document: Automerge,
    changes: Vec<Change>,
    touched: BTreeSet<RecordId>,
    admitted: Admitted,
}

impl AdmissionJob {
    /// Checks the delivery and applies it to the copy, all of it or nothing. A panic of the library is
    /// caught and becomes [`Refusal::Panicked`].
    pub fn run(self) -> AdmissionDone {
        let base = self.base.clone();
        let work = catch_unwind(AssertUnwindSafe(|| self.check()));
        let (peer, outcome) = work.unwrap_or((None, Err(Refusal::Panicked)));
        AdmissionDone { base, peer, outcome }
    }

    fn check(self) -> (Option<PeerState>, Result<Checked, Refusal>) {
        let Self { mut document, base, peer, actor, chunks } = self;
        let mut peer = match peer.map_or_else(|| PeerState::of(&document), Ok) {
            Ok(peer) => peer,
            Err(refusal) => return (None, Err(refusal)),
        };
        let mut no_patches = PatchLog::inactive();
        match peer.gate.admit(&mut document, actor, &chunks, &mut no_patches) {
            Err(Refusal::Panicked) => (None, Err(Refusal::Panicked)),
            Err(refusal) => (Some(peer), Err(refusal)),
            Ok(admitted) => {
                let changes = document.get_changes(&base.0);
                let touched = peer.touched(&changes);
                (Some(peer), Ok(Checked { document, changes, touched, admitted }))
            }
        }
    }
}

impl AdmissionDone {
    /// What was let in, or why nothing was.
    pub fn outcome(&self) -> Result<&Admitted, &Refusal> {
        self.outcome.as_ref().map(|checked| &checked.admitted)
    }
}

impl Volume {
    /// Prepares the check of one payload, concatenated change chunks of one stream. The volume may be
    /// written meanwhile, and several jobs of one volume may be under way; a job that is lost costs only
    /// the making of a new index.
    pub fn admission(&mut self, actor: Actor, chunks: impl Into<Vec<u8>>) -> AdmissionJob {
        AdmissionJob {
            document: self.document.clone(),
            base: self.heads(),
            peer: self.peer.take(),
            actor,
            chunks: chunks.into(),
        }
    }

    /// Adopts what a job let in, and gives the records it touched, in order. If the volume moved on
    /// meanwhile, the checked changes are applied to what it is now: the gate judges a change by its
    /// forerunners alone, so its verdict stands.
    ///
    /// # Errors
    ///
    /// Why the delivery was refused; the volume is then as it was.
    pub fn settle_admission(&mut self, done: AdmissionDone) -> Result<Vec<RecordId>, Refusal> {
        let AdmissionDone { base, peer, outcome } = done;
        let missed = match self.heads() == base {
            true => Vec::new(),
            false => self.document.get_changes(&base.0),
        };
        // What happened here while the job ran is told to the state that comes back.
        let caught_up = peer.and_then(|mut peer| peer.note(&missed).is_ok().then_some(peer));
        let checked = match outcome {
            Ok(checked) => checked,
            Err(refusal) => {
                self.peer = caught_up;
                return Err(refusal);
            }
        };
        match missed.is_empty() {
            true => self.document = checked.document,
            false => self.document = applied(&self.document, checked.changes)?,
        }
        if let Some(actor) = self.actor {
            self.set_actor(actor);
        }
        self.peer = caught_up;
        for id in &checked.touched {
            let raw = read_record(&self.document, *id, None);
            let record = raw.map(|raw| Arc::new(Record::from_raw(*id, raw, self.table)));
            self.show(*id, record);
        }
        Ok(checked.touched.into_iter().collect())
    }
}

/// A copy of the document with these changes in it. The library may still fail on them, so the document
/// itself is kept out of reach.
fn applied(document: &Automerge, changes: Vec<Change>) -> Result<Automerge, Refusal> {
    let work = AssertUnwindSafe(|| {
        let mut copy = document.clone();
        copy.apply_changes(changes).map(|()| copy)
    });
    match catch_unwind(work) {
        Ok(Ok(copy)) => Ok(copy),
        Ok(Err(_)) | Err(_) => Err(Refusal::Panicked),
    }
}

impl fmt::Debug for AdmissionJob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AdmissionJob")
            .field("actor", &self.actor)
            .field("bytes", &self.chunks.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AdmissionDone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("AdmissionDone").field(&self.outcome()).finish()
    }
}
