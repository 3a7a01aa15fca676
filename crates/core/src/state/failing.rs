//! What becomes of the commands that wait when a room could not do what they need.
//!
//! A reply that tells of a failure ends every command that may have been waiting for it, and leaves nothing
//! half said: what was not done is not in memory either, or it is tried again. So the same command can be
//! given once more, and the next opening finds what a run without the failure would have left.

use kith_plan::UnixMillis;
use kith_seal::{DeskError, DeskReply, RootId};

use super::Open;
use super::clocks::is_over;
use crate::work::Work;
use crate::{Answer, CommandId, Trouble};

/// What the house does of its own accord, and could not do, is tried again after so long.
const AGAIN_MILLIS: i64 = 5_000;

/// A command that is answered when nothing is on its way to the disk any more.
#[derive(Debug)]
pub(crate) struct Settling {
    pub id: CommandId,
    pub answer: Answer,
    /// Whether it changes who may read what, in more steps than one, and what has become of that.
    sharing: Option<Steps>,
}

/// How far a change of who may read what has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Steps {
    /// Nobody has signed anything.
    None,
    /// A permission, or the end of one, is signed and holds.
    Some,
}

impl Settling {
    /// A command of one step: it is done, or it is not.
    pub(crate) fn of_one_step(id: CommandId, answer: Answer) -> Settling {
        Settling { id, answer, sharing: None }
    }

    /// A command that changes who may read what.
    pub(crate) fn of_sharing(id: CommandId, answer: Answer) -> Settling {
        Settling { id, answer, sharing: Some(Steps::None) }
    }

    /// A permission was signed.
    pub(crate) fn note_signed(&mut self) {
        if let Some(steps) = &mut self.sharing {
            *steps = Steps::Some;
        }
    }

    /// What is answered when it ended with this. A permission that is signed holds, or will as soon as the disk takes
    /// it: whoever is told only that nothing was saved takes it for not given.
    pub(crate) fn failed(&self, trouble: &Trouble) -> Trouble {
        match self.sharing {
            Some(Steps::Some) => Trouble::HalfDone,
            Some(Steps::None) | None => trouble.clone(),
        }
    }
}

impl Open {
    /// The desk could not do what a command needs. Those that wait are told; whose need it was is not
    /// known, and to be told of a failure costs less than to be told of a success.
    pub(crate) fn desk_failed(&mut self, now: UnixMillis, work: &mut Work, reply: &DeskReply) {
        let trouble = match reply {
            DeskReply::Failed(DeskError::NeedsPassphrase) => Trouble::PassphraseNeeded,
            DeskReply::Failed(DeskError::Locked) => Trouble::Locked,
            _ => Trouble::Internal,
        };
        self.could_not(now, work, &trouble);
    }

    /// Ends every command that waits for keys, volumes or quiet on the way to the disk.
    pub(crate) fn could_not(&mut self, now: UnixMillis, work: &mut Work, trouble: &Trouble) {
        for settling in std::mem::take(&mut self.settling) {
            let trouble = match trouble {
                // What could not be sealed is kept and tried again.
                Trouble::Internal => self.writing.trouble().unwrap_or(trouble),
                trouble => trouble,
            };
            work.answer(settling.id, Err(settling.failed(trouble)));
        }
        // Before everything is in memory commands wait for that, and not for what has failed.
        if self.ready {
            for (id, _) in self.parked.take() {
                work.answer(id, Err(trouble.clone()));
            }
        }
        let again = UnixMillis(now.0.saturating_add(AGAIN_MILLIS));
        self.not_before = Some(again);
        work.wake_at(again);
        work.changed = true;
        self.pairing_could_not(now, work);
    }

    /// Whether what is done of the house's own accord has to wait, because it failed a moment ago.
    pub(crate) fn has_just_failed(&self, now: UnixMillis) -> bool {
        self.not_before.is_some_and(|again| !is_over(now, again, AGAIN_MILLIS))
    }

    /// Time has passed: what the house does of its own accord may be tried again.
    pub(crate) fn try_own_accord(&mut self, now: UnixMillis, work: &mut Work) {
        if self.not_before.is_some_and(|again| is_over(now, again, AGAIN_MILLIS)) {
            self.not_before = None;
            self.add_pending_person(now, work);
            self.carry_late(now, work);
        }
    }

    /// A guest was not given the key of a generation after all: what is written from now on goes into
    /// another volume, whose key they are given.
    pub(crate) fn key_not_given(&mut self, id: kith_seal::GenerationId, reader: RootId) {
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.wrapped_to.remove(&reader);
        }
        self.everything_touched();
    }
}
