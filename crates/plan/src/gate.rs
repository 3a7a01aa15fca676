//! The gate: the check that every incoming change passes before automerge sees it.
//!
//! That a change is signed by somebody who may write is not enough. One well-formed change can make
//! automerge panic at every replica, again each time it is offered; another applies and saves, and
//! the document never loads again. So each change is measured against the rules of
//! `docs/format.md`, numbered 1 to 8 there and in [`Refusal`]. They look at nothing but the change
//! and its ancestors: no clock, no local state, no other stream. Therefore every replica gives the
//! same answer, in whatever order things arrive.
//!
//! The gate knows structure and sizes, not kinds and fields. A newer Kith may write what this one
//! has never heard of, and it is kept.

mod ancestors;
mod change;
mod chunk;
mod columns;
mod declared;
mod guard;
mod index;
mod limits;
mod operations;
mod reader;
mod refusal;
mod runs;
mod snapshot;

use std::fmt;

use automerge::{ActorId, Automerge, Change, ChangeHash, PatchLog};

use crate::ids::Actor;
use ancestors::Branches;
use change::{Source, Writer, judge, read};
use columns::Extent;
use guard::guarded;
use index::Index;

pub use guard::verify_document;
pub use limits::Limits;
pub use refusal::Refusal;
pub use snapshot::check_snapshot;

/// How many deliveries of one stream a caller keeps while they wait for changes that have not
/// arrived ([`Refusal::Waiting`]). A count bounds waiting, never a date.
pub const WAITING_LIMIT: usize = 512;

/// The index of one document's changes, against which further changes are checked.
///
/// It belongs to one document and has to hear of every change in it: [`Gate::admit`] notes what it
/// lets in, [`Gate::note_local`] what was written here. Cloning shares the changes and copies
/// their table, which is far cheaper than cloning the document.
#[derive(Clone, Default)]
pub struct Gate {
    index: Index,
    branches: Branches,
}

/// What one delivery brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// The changes that were new, in the order in which they were applied.
    pub hashes: Vec<ChangeHash>,
    /// How many changes the delivery held, those that were known already included.
    pub count: usize,
    /// How many operations the new changes have.
    pub ops: usize,
}

impl Gate {
    /// A gate for a document without changes.
    pub fn new() -> Self {
        Gate::default()
    }

    /// A gate for a document that this installation wrote or checked itself, all of its changes
    /// included.
    ///
    /// # Errors
    ///
    /// The rule that a change in the document breaks, which for a checked document means that it
    /// was damaged since.
    pub fn from_document(document: &Automerge) -> Result<Self, Refusal> {
        let changes = guarded(|| document.get_changes(&[])).map_err(|_| Refusal::Unreadable)?;
        let mut gate = Gate::new();
        for change in &changes {
            gate.add(change, Writer::Anyone, Source::Library, &Limits::SNAPSHOT)?;
        }
        gate.check_step(document)?;
        Ok(gate)
    }

    /// The heads of everything let in, sorted: those of the document if the two are in step.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.index.head_hashes()
    }

    /// Whether a change was let in or noted.
    pub fn knows(&self, hash: &ChangeHash) -> bool {
        self.index.find(hash).is_some()
    }

    /// How many changes were let in or noted.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether nothing was let in or noted yet.
    pub fn is_empty(&self) -> bool {
        self.index.len() == 0
    }

    /// Notes a change that was just written here, after holding it to the rules that it will meet
    /// elsewhere, so that nothing leaves that another replica would refuse.
    ///
    /// # Errors
    ///
    /// The rule that the change breaks; the gate then does not know it. A change of more than
    /// [`Limits::ENVELOPE`] operations is refused, so writers split long texts before they commit.
    pub fn note_local(&mut self, change: &Change) -> Result<(), Refusal> {
        if self.knows(&change.hash()) {
            return Ok(());
        }
        let limits = &Limits::ENVELOPE;
        if change.raw_bytes().len() > limits.bytes {
            return Err(Refusal::TooLarge { bytes: change.raw_bytes().len() });
        }
        if change.len() as u64 > limits.operations {
            return Err(Refusal::TooManyOperations);
        }
        let mark = self.index.mark();
        let judged = self.add(change, Writer::Anyone, Source::Received, limits);
        if judged.is_err() {
            self.index.return_to(mark);
        }
        judged
    }

    /// Checks one envelope's payload, concatenated change chunks of one stream, and applies it to
    /// `document`, all of it or nothing. `log` receives the patches.
    ///
    /// Changes that are known already are skipped, because whether a replica has them depends on the
    /// way by which they came and not on the sender.
    ///
    /// # Errors
    ///
    /// The first rule broken. [`Refusal::Waiting`] asks for patience, every other one ends the
    /// stream here. The gate is as it was before; so is the document, except after
    /// [`Refusal::Panicked`], when it must be thrown away.
    pub fn admit(
        &mut self,
        document: &mut Automerge,
        actor: Actor,
        chunks: &[u8],
        log: &mut PatchLog,
    ) -> Result<Admitted, Refusal> {
        self.admit_within(document, actor, chunks, log, &Limits::ENVELOPE)
    }

    /// Does what [`Gate::admit`] does under other limits.
    ///
    /// # Errors
    ///
    /// As [`Gate::admit`].
    pub fn admit_within(
        &mut self,
        document: &mut Automerge,
        actor: Actor,
        chunks: &[u8],
        log: &mut PatchLog,
        limits: &Limits,
    ) -> Result<Admitted, Refusal> {
        self.check_step(document)?;
        let changes = read_all(chunks, limits)?;
        let mark = self.index.mark();
        let known_before = self.index.len();
        let admitted = self
            .judge_all(&changes, &ActorId::from(actor.0), limits)
            .and_then(|admitted| self.apply(document, changes, log).map(|()| admitted));
        if admitted.is_err() {
            self.index.return_to(mark);
            self.branches.forget_from(known_before);
        }
        admitted
    }

    fn judge_all(
        &mut self,
        changes: &[Change],
        actor: &ActorId,
        limits: &Limits,
    ) -> Result<Admitted, Refusal> {
        let mut admitted = Admitted { count: changes.len(), ..Admitted::default() };
        for change in changes {
            if self.knows(&change.hash()) {
                continue;
            }
            self.add(change, Writer::Only(actor), Source::Received, limits)?;
            admitted.hashes.push(change.hash());
            admitted.ops = admitted.ops.saturating_add(change.len());
        }
        Ok(admitted)
    }

    /// Rule 8. The library may fail half-way, so every failure in here spoils the document.
    fn apply(
        &self,
        document: &mut Automerge,
        changes: Vec<Change>,
        log: &mut PatchLog,
    ) -> Result<(), Refusal> {
        let applied = guarded(|| document.apply_changes_log_patches(changes, log))?;
        if applied.is_err() || document.get_heads() != self.index.head_hashes() {
            return Err(Refusal::Panicked);
        }
        Ok(())
    }

    /// Adds one change whose bytes, if it came in bytes, were measured before.
    fn add(
        &mut self,
        change: &Change,
        writer: Writer<'_>,
        source: Source,
        limits: &Limits,
    ) -> Result<(), Refusal> {
        judge(&mut self.index, &mut self.branches, change, writer, source, limits)
    }

    fn check_step(&self, document: &Automerge) -> Result<(), Refusal> {
        if document.get_heads() == self.index.head_hashes() {
            Ok(())
        } else {
            Err(Refusal::OutOfStep)
        }
    }
}

/// Counts only: the index holds map keys, which somebody may have written.
impl fmt::Debug for Gate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Gate").field("changes", &self.len()).finish_non_exhaustive()
    }
}

/// Rule 1: splits, measures and reads a payload.
fn read_all(chunks: &[u8], limits: &Limits) -> Result<Vec<Change>, Refusal> {
    if chunks.len() > limits.bytes {
        return Err(Refusal::TooLarge { bytes: chunks.len() });
    }
    let split = chunk::split(chunks, chunk::CHANGE, limits.changes)?;
    let mut left = Extent { rows: limits.operations, members: limits.predecessors };
    for chunk in &split {
        chunk::survey_change(chunk.body, limits, &mut left)?;
    }
    split.iter().map(|chunk| read(chunk.whole)).collect()
}
