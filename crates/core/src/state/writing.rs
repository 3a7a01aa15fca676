//! From a change in memory to the word "Saved": sealing, appending, and telling who waits.
//!
//! Everything goes to rest in the order in which it was written, across all generations: a record's copy rests
//! before the original is emptied, and a key before anything that it opens. So one envelope is sealed at a time,
//! and nothing overtakes one that the desk could not seal.
//!
//! One append is on its way at a time; what is sealed meanwhile goes with the next one, in order. A
//! refused append keeps everything and tries again, because a stream may not skip a number.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use kith_seal::{DeskRequest, Envelope, EnvelopeKind, GenerationId};
use kith_vault::VaultRequest;

use super::Then;
use crate::work::Work;
use crate::{Answer, CommandId, Trouble};

/// Numbers one envelope on its way to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WriteId(u64);

/// A command that waits until some envelopes are durable, and what it is told then.
#[derive(Debug)]
pub(crate) struct Waiter(pub CommandId, pub Box<Answer>);

/// The envelopes on their way to the disk.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    last: u64,
    /// What is to be sealed, in order. It is kept until it is: a change is in its document already, and all
    /// that is written after it builds on it.
    unsealed: VecDeque<(WriteId, Payload)>,
    /// Whether the first of these is at the desk.
    sealing: bool,
    /// Whether what was refused was tried once more for whoever leaves.
    tried_to_leave: bool,
    queue: VecDeque<(WriteId, Envelope)>,
    appending: Vec<(WriteId, Envelope)>,
    waiters: Vec<(BTreeSet<WriteId>, Waiter)>,
    trouble: Option<Trouble>,
}

/// What is to be sealed.
#[derive(Clone)]
struct Payload {
    generation: GenerationId,
    kind: EnvelopeKind,
    bytes: Vec<u8>,
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({:?} {:?}, {} bytes)", self.generation, self.kind, self.bytes.len())
    }
}

/// What a finished append brings about.
#[derive(Debug, Default)]
pub(crate) struct Durable {
    /// The envelopes, in the order in which they were written.
    pub envelopes: Vec<Envelope>,
    /// Those who waited for nothing else.
    pub waiters: Vec<Waiter>,
}

impl Writing {
    /// Seals `payload` into `generation` and sends it to rest, after all that was written before, wherever.
    pub(crate) fn write(
        &mut self,
        work: &mut Work,
        generation: GenerationId,
        kind: EnvelopeKind,
        payload: Vec<u8>,
    ) -> WriteId {
        let id = self.next_id();
        self.unsealed.push_back((id, Payload { generation, kind, bytes: payload }));
        self.seal_next(work);
        id
    }

    /// The desk has sealed one.
    pub(crate) fn sealed(&mut self, work: &mut Work, id: WriteId, envelope: Envelope) {
        if self.unsealed.pop_front_if(|(first, _)| *first == id).is_none() {
            return;
        }
        self.sealing = false;
        self.queue.push_back((id, envelope));
        self.seal_next(work);
        self.append(work);
    }

    /// The desk could not seal one. It is kept to be sealed again, and so is all that was written after it.
    /// Those who waited for any of that are given back, to be told.
    pub(crate) fn could_not_seal(&mut self, id: WriteId) -> Vec<Waiter> {
        if self.unsealed.front().is_none_or(|(first, _)| *first != id) {
            return Vec::new();
        }
        self.sealing = false;
        self.trouble = Some(Trouble::NotSavedYet);
        let behind: BTreeSet<WriteId> = self.unsealed.iter().map(|(id, _)| *id).collect();
        let waiters = std::mem::take(&mut self.waiters).into_iter();
        let (lost, still): (Vec<_>, Vec<_>) =
            waiters.partition(|(needs, _)| !needs.is_disjoint(&behind));
        self.waiters = still;
        lost.into_iter().map(|(_, waiter)| waiter).collect()
    }

    fn seal_next(&mut self, work: &mut Work) {
        let Some((id, payload)) = self.unsealed.front().filter(|_| !self.sealing) else {
            return;
        };
        let (id, Payload { generation, kind, bytes }) = (*id, payload.clone());
        self.sealing = true;
        let request = DeskRequest::Seal { generation, kind, payload: bytes };
        work.desk(request, Then::Sealed(id, generation));
    }

    /// Sends envelopes of others to rest as they are.
    pub(crate) fn store(&mut self, work: &mut Work, envelopes: Vec<Envelope>) -> Vec<WriteId> {
        let mut ids = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let id = self.next_id();
            self.queue.push_back((id, envelope));
            ids.push(id);
        }
        self.append(work);
        ids
    }

    /// Tells `waiter` when all of `needs` are durable; at once, if they are already.
    #[must_use]
    pub(crate) fn wait(&mut self, needs: BTreeSet<WriteId>, waiter: Waiter) -> Option<Waiter> {
        let open: BTreeSet<WriteId> = needs.into_iter().filter(|id| self.is_open(*id)).collect();
        if open.is_empty() {
            return Some(waiter);
        }
        self.waiters.push((open, waiter));
        None
    }

    /// The disk has taken what was being appended.
    pub(crate) fn appended(&mut self, work: &mut Work) -> Durable {
        if self.unsealed.is_empty() {
            self.trouble = None;
        }
        let done = std::mem::take(&mut self.appending);
        let ids: BTreeSet<WriteId> = done.iter().map(|(id, _)| *id).collect();
        let mut durable = Durable {
            envelopes: done.into_iter().map(|(_, envelope)| envelope).collect(),
            waiters: Vec::new(),
        };
        let mut still = Vec::with_capacity(self.waiters.len());
        for (needs, waiter) in std::mem::take(&mut self.waiters) {
            let needs: BTreeSet<WriteId> = needs.difference(&ids).copied().collect();
            if needs.is_empty() {
                durable.waiters.push(waiter);
            } else {
                still.push((needs, waiter));
            }
        }
        self.waiters = still;
        self.append(work);
        durable
    }

    /// The disk has refused. Everything is kept in memory; commands that wait are told.
    pub(crate) fn refused(&mut self, trouble: Trouble) -> Vec<Waiter> {
        for entry in std::mem::take(&mut self.appending).into_iter().rev() {
            self.queue.push_front(entry);
        }
        self.trouble = Some(trouble);
        std::mem::take(&mut self.waiters).into_iter().map(|(_, waiter)| waiter).collect()
    }

    /// Tries again what the desk or the disk refused.
    pub(crate) fn retry(&mut self, work: &mut Work) {
        self.seal_next(work);
        self.append(work);
    }

    /// Tries once more what was refused, for whoever leaves; whether anything is still at the desk or on its
    /// way to the disk.
    pub(crate) fn try_to_leave(&mut self, work: &mut Work) -> bool {
        if !std::mem::replace(&mut self.tried_to_leave, true) {
            self.retry(work);
        }
        self.sealing || !self.appending.is_empty()
    }

    /// How many envelopes are not durable yet.
    pub(crate) fn open_count(&self) -> usize {
        self.unsealed.len() + self.queue.len() + self.appending.len()
    }

    /// Why something is not at rest that was to be, until it is.
    pub(crate) fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Why the disk does not take what is to rest, as long as it does not.
    pub(crate) fn refused_by_disk(&self) -> Option<&Trouble> {
        self.trouble.as_ref().filter(|trouble| {
            matches!(trouble, Trouble::ReadOnly | Trouble::DiskFull | Trouble::DiskFailed)
        })
    }

    fn append(&mut self, work: &mut Work) {
        if !self.appending.is_empty() || self.queue.is_empty() {
            return;
        }
        self.appending = std::mem::take(&mut self.queue).into();
        let envelopes = self.appending.iter().map(|(_, envelope)| envelope.clone()).collect();
        work.vault(VaultRequest::Append { envelopes }, Then::Appended);
    }

    fn is_open(&self, id: WriteId) -> bool {
        self.unsealed.iter().any(|(open, _)| *open == id)
            || self.queue.iter().any(|(open, _)| *open == id)
            || self.appending.iter().any(|(open, _)| *open == id)
    }

    fn next_id(&mut self) -> WriteId {
        self.last = self.last.wrapping_add(1);
        WriteId(self.last)
    }
}

/// Collects the writes of one command.
#[derive(Debug, Default)]
pub(crate) struct Writes(pub BTreeSet<WriteId>);

impl Writes {
    pub(crate) fn push(&mut self, id: WriteId) {
        self.0.insert(id);
    }
}

/// Commands that cannot go on yet, by what they wait for.
#[derive(Debug, Default)]
pub(crate) struct Parked(BTreeMap<CommandId, crate::Command>);

impl Parked {
    /// Keeps a command for later.
    pub(crate) fn keep(&mut self, id: CommandId, command: crate::Command) {
        self.0.insert(id, command);
    }

    /// All of them, to be tried again in the order in which they came.
    pub(crate) fn take(&mut self) -> Vec<(CommandId, crate::Command)> {
        std::mem::take(&mut self.0).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::aside::tests::{GENERATION, envelope};
    use crate::state::done;

    /// A desk that could not seal left the command that had written without an answer for ever.
    #[test]
    fn whoever_waits_for_what_could_not_be_sealed_is_told_and_nobody_else() {
        let (mut writing, mut work) = (Writing::default(), Work::default());
        let mut write = |writing: &mut Writing, generation: u8| {
            let generation = GenerationId([generation; 32]);
            writing.write(&mut work, generation, EnvelopeKind::Change, vec![1])
        };
        let (before, one) = (write(&mut writing, 2), write(&mut writing, 1));
        let (other, after) = (write(&mut writing, 2), write(&mut writing, 1));
        let all = [(0, vec![before]), (1, vec![one]), (2, vec![other]), (3, vec![before, after])];
        for (number, needs) in all {
            let waiter = Waiter(CommandId(number), Box::new(done()));
            assert!(writing.wait(needs.into_iter().collect(), waiter).is_none());
        }
        writing.sealed(&mut work, before, envelope(1));
        let told = writing.could_not_seal(one);
        assert_eq!(told.iter().map(|Waiter(id, _)| id.0).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(writing.open_count(), 4, "what could not be sealed is kept");
    }

    /// A change that was sealed while the one before it was not could be read by nobody alone, and had been said
    /// to be saved; and one in another volume emptied there what the first was the only copy of.
    #[test]
    fn nothing_is_sealed_or_appended_before_what_was_written_earlier() {
        let (mut writing, mut work) = (Writing::default(), Work::default());
        let other = GenerationId([2; 32]);
        let [one, two] = [(GENERATION, 1), (other, 2)]
            .map(|(of, byte)| writing.write(&mut work, of, EnvelopeKind::Change, vec![byte]));
        let asked = |work: &mut Work| -> Vec<String> {
            let effects = work.drain().into_iter();
            let asked = effects.filter_map(|effect| match effect {
                crate::Effect::Vault(_, VaultRequest::Append { envelopes }) => {
                    Some(format!("append {}", envelopes.len()))
                }
                crate::Effect::Desk(_, DeskRequest::Seal { payload, .. }) => {
                    Some(format!("seal {payload:?}"))
                }
                _ => None,
            });
            asked.collect()
        };
        assert_eq!(asked(&mut work), ["seal [1]"]);
        writing.could_not_seal(one);
        assert_eq!((asked(&mut work), writing.open_count()), (vec![], 2));
        writing.retry(&mut work);
        assert_eq!(asked(&mut work), ["seal [1]"]);
        writing.sealed(&mut work, one, envelope(1));
        assert_eq!(asked(&mut work), ["seal [2]", "append 1"]);
        writing.sealed(&mut work, two, envelope(2));
        assert!(writing.trouble().is_some());
        assert_eq!(writing.appended(&mut work).envelopes.len(), 1);
        assert_eq!(asked(&mut work), ["append 1"]);
        assert_eq!(writing.appended(&mut work).envelopes.len(), 1);
        assert!(writing.trouble().is_none());
    }
}
