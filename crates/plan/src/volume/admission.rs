//! Taking in a peer's changes: checked in a worker on a copy, then adopted.
//!
//! A copy of a document costs more than most deliveries do, and so does letting go of one. So the document
//! that was replaced by its checked copy is kept as a spare, and becomes the copy of the next check.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use automerge::{Automerge, Change, PatchLog};

use super::peer::PeerState;
use super::{Heads, Volume};
use crate::gate::{Admitted, Refusal, verify_document};
use crate::ids::{Actor, RecordId};
use crate::raw::read_record;
use crate::record::Record;

/// A spare further behind than this is no use: catching up would cost more than a fresh copy.
const MOST_CHANGES_BEHIND: usize = 256;

/// A copy of a volume's document as it once was.
pub(super) struct Spare {
    document: Automerge,
    at: Heads,
}

/// Deliveries of peers on their way through the gate. It owns all it needs and may run on any thread.
pub struct AdmissionJob {
    document: Automerge,
    /// What the document lacks of its volume; changes that stand there already.
    behind: Vec<Change>,
    base: Heads,
    peer: Option<PeerState>,
    deliveries: Vec<(Actor, Vec<u8>)>,
    is_verified: bool,
}

/// What became of an [`AdmissionJob`], to be given back to its volume.
pub struct AdmissionDone {
    base: Heads,
    peer: Option<PeerState>,
    outcome: Result<Checked, Refusal>,
}

/// What a volume has taken in of an [`AdmissionJob`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The records touched, in order.
    pub touched: Vec<RecordId>,
    /// For each delivery, in the order given, what was let in or why nothing was.
    pub outcomes: Vec<Result<Admitted, Refusal>>,
}

/// A document with a peer's changes in it, and what they touched.
struct Checked {
    document: Automerge,
    changes: Vec<Change>,
    touched: BTreeSet<RecordId>,
    outcomes: Vec<Result<Admitted, Refusal>>,
}

impl AdmissionJob {
    /// Adds another delivery. All of them share the one copy of the document.
    #[must_use]
    pub fn and(mut self, actor: Actor, chunks: impl Into<Vec<u8>>) -> Self {
        self.deliveries.push((actor, chunks.into()));
        self
    }

    /// Asks for the document to be saved and loaded again before it is adopted. Due when somebody else's
    /// devices wrote: theirs may run a library that ours has never met.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.is_verified = true;
        self
    }

    /// Checks the deliveries in order and applies them to the copy, each whole or not at all. One that waits
    /// for another is tried again after it. A panic of the library is caught and becomes
    /// [`Refusal::Panicked`] for all of them, because nobody knows which one it came from.
    pub fn run(self) -> AdmissionDone {
        let base = self.base.clone();
        let work = catch_unwind(AssertUnwindSafe(|| self.check()));
        let (peer, outcome) = work.unwrap_or((None, Err(Refusal::Panicked)));
        AdmissionDone { base, peer, outcome }
    }

    fn check(self) -> (Option<PeerState>, Result<Checked, Refusal>) {
        let Self { mut document, behind, base, peer, deliveries, is_verified } = self;
        if document.apply_changes(behind).is_err() {
            return (None, Err(Refusal::Panicked));
        }
        let mut peer = match peer.map_or_else(|| PeerState::of(&document), Ok) {
            Ok(peer) => peer,
            Err(refusal) => return (None, Err(refusal)),
        };
        let outcomes = match admit_all(&mut peer, &mut document, &deliveries) {
            Ok(outcomes) => outcomes,
            Err(refusal) => return (None, Err(refusal)),
        };
        let changes = document.get_changes(&base.0);
        if is_verified
            && !changes.is_empty()
            && let Err(refusal) = verify_document(&document)
        {
            return (None, Err(refusal));
        }
        let touched = peer.touched(&changes);
        (Some(peer), Ok(Checked { document, changes, touched, outcomes }))
    }
}

/// Passes each delivery through the gate, again and again while one of them brings something new.
fn admit_all(
    peer: &mut PeerState,
    document: &mut Automerge,
    deliveries: &[(Actor, Vec<u8>)],
) -> Result<Vec<Result<Admitted, Refusal>>, Refusal> {
    let mut outcomes: Vec<Option<Result<Admitted, Refusal>>> = vec![None; deliveries.len()];
    loop {
        let mut brings_news = false;
        for ((actor, chunks), outcome) in deliveries.iter().zip(&mut outcomes) {
            let is_due = match outcome {
                None => true,
                Some(Err(refusal)) => refusal.is_waiting(),
                Some(Ok(_)) => false,
            };
            if !is_due {
                continue;
            }
            match peer.gate.admit(document, *actor, chunks, &mut PatchLog::inactive()) {
                Err(Refusal::Panicked) => return Err(Refusal::Panicked),
                judged => {
                    brings_news |= judged.as_ref().is_ok_and(|admitted| admitted.ops > 0);
                    *outcome = Some(judged);
                }
            }
        }
        let waits = |outcome: &Option<Result<Admitted, Refusal>>| matches!(outcome, Some(Err(refusal)) if refusal.is_waiting());
        if !brings_news || !outcomes.iter().any(waits) {
            return Ok(outcomes.into_iter().flatten().collect());
        }
    }
}

impl AdmissionDone {
    /// What was let in of the first delivery, or why nothing was.
    pub fn outcome(&self) -> Result<&Admitted, &Refusal> {
        match self.outcome.as_ref()?.outcomes.first() {
            Some(outcome) => outcome.as_ref(),
            None => Err(&Refusal::Empty),
        }
    }
}

impl Volume {
    /// Prepares the check of one payload, concatenated change chunks of one stream;
    /// [`AdmissionJob::and`] adds more. The volume may be written meanwhile, and several jobs of one
    /// volume may be under way; a job that is lost costs only the making of a new index.
    pub fn admission(&mut self, actor: Actor, chunks: impl Into<Vec<u8>>) -> AdmissionJob {
        let (document, behind) = self.copy_to_check();
        AdmissionJob {
            document,
            behind,
            base: self.heads(),
            peer: self.peer.take(),
            deliveries: vec![(actor, chunks.into())],
            is_verified: false,
        }
    }

    /// Lets go of the spare copy that is kept while changes of peers come in.
    pub fn drop_spare(&mut self) {
        self.spare = None;
    }

    /// A document for a check, and what it lacks of this one.
    fn copy_to_check(&mut self) -> (Automerge, Vec<Change>) {
        if let Some(spare) = self.spare.take() {
            let behind = self.document.get_changes(&spare.at.0);
            if behind.len() <= MOST_CHANGES_BEHIND {
                return (spare.document, behind);
            }
        }
        (self.document.clone(), Vec::new())
    }

    /// Adopts what a job of a single delivery let in, and gives the records it touched, in order.
    ///
    /// # Errors
    ///
    /// Why the delivery was refused; the volume is then as it was.
    pub fn settle_admission(&mut self, done: AdmissionDone) -> Result<Vec<RecordId>, Refusal> {
        let settled = self.settle_admissions(done)?;
        match settled.outcomes.into_iter().find_map(Result::err) {
            Some(refusal) => Err(refusal),
            None => Ok(settled.touched),
        }
    }

    /// Adopts what a job let in. If the volume moved on meanwhile, its new changes are applied to the
    /// checked copy: the gate judges a change by its forerunners alone, so its verdict stands.
    ///
    /// # Errors
    ///
    /// Why none of the deliveries could be judged; the volume is then as it was. Tried one by one they
    /// may fare better.
    pub fn settle_admissions(&mut self, done: AdmissionDone) -> Result<Settled, Refusal> {
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
        if checked.changes.is_empty() {
            self.peer = caught_up;
            self.spare = Some(Box::new(Spare { document: checked.document, at: base }));
            return Ok(Settled { touched: Vec::new(), outcomes: checked.outcomes });
        }
        let at = self.heads();
        let document = with_changes(checked.document, missed)?;
        let document = std::mem::replace(&mut *self.document, document);
        self.spare = Some(Box::new(Spare { document, at }));
        if let Some(actor) = self.actor {
            self.set_actor(actor);
        }
        self.peer = caught_up;
        for id in &checked.touched {
            let raw = read_record(&*self.document, *id, None);
            let record = raw.map(|raw| Arc::new(Record::from_raw(*id, raw, self.table)));
            self.show(*id, record);
        }
        let touched = checked.touched.into_iter().collect();
        Ok(Settled { touched, outcomes: checked.outcomes })
    }
}

/// A checked copy with these changes in it too. The library may still fail on both together; the volume's
/// own document is out of its reach.
fn with_changes(mut document: Automerge, changes: Vec<Change>) -> Result<Automerge, Refusal> {
    if changes.is_empty() {
        return Ok(document);
    }
    let work = AssertUnwindSafe(|| document.apply_changes(changes).map(|()| document));
    match catch_unwind(work) {
        Ok(Ok(document)) => Ok(document),
        Ok(Err(_)) | Err(_) => Err(Refusal::Panicked),
    }
}

impl fmt::Debug for AdmissionJob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: usize = self.deliveries.iter().map(|(_, chunks)| chunks.len()).sum();
        formatter
            .debug_struct("AdmissionJob")
            .field("deliveries", &self.deliveries.len())
            .field("bytes", &bytes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AdmissionDone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("AdmissionDone").field(&self.outcome()).finish()
    }
}
