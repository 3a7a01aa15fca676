//! From a change in memory to the word "Saved": sealing, appending, and telling who waits.
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
    /// What is on its way to be sealed. It is kept until it is: a change is in its document already, and
    /// all that is written after it builds on it.
    sealing: BTreeMap<WriteId, Payload>,
    /// What could not be sealed, and is tried again.
    unsealed: BTreeMap<WriteId, Payload>,
    /// What was sealed while something before it in its generation was not. It goes to rest together
    /// with that, or not at all.
    held: BTreeMap<GenerationId, Vec<(WriteId, Envelope)>>,
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
    /// Seals `payload` into `generation` and sends it to rest, after all that was to be sealed there before.
    pub(crate) fn write(
        &mut self,
        work: &mut Work,
        generation: GenerationId,
        kind: EnvelopeKind,
        payload: Vec<u8>,
    ) -> WriteId {
        self.seal_again(work, |of| of == generation);
        let id = self.next_id();
        self.seal(work, id, Payload { generation, kind, bytes: payload });
        id
    }

    /// The desk has sealed one.
    pub(crate) fn sealed(&mut self, work: &mut Work, id: WriteId, envelope: Envelope) {
        self.sealing.remove(&id);
        let generation = envelope.header().generation;
        let mut held = self.held.remove(&generation).unwrap_or_default();
        held.push((id, envelope));
        let last = held.iter().map(|(id, _)| *id).max().unwrap_or(id);
        let before = |open: &BTreeMap<WriteId, Payload>| {
            open.range(..last).any(|(_, payload)| payload.generation == generation)
        };
        // What is at rest must never build on what is only in memory.
        if before(&self.sealing) || before(&self.unsealed) {
            self.held.insert(generation, held);
            return;
        }
        self.queue.extend(held);
        self.append(work);
    }

    /// The desk could not seal one. It is kept to be sealed again. Those who waited for it, or for what was
    /// written after it in the same generation, are given back, to be told.
    pub(crate) fn could_not_seal(&mut self, id: WriteId) -> Vec<Waiter> {
        let Some(payload) = self.sealing.remove(&id) else {
            return Vec::new();
        };
        let generation = payload.generation;
        self.unsealed.insert(id, payload);
        self.trouble = Some(Trouble::NotSavedYet);
        let open = self.sealing.iter().chain(&self.unsealed);
        let open = open.filter(|(_, payload)| payload.generation == generation).map(|(id, _)| *id);
        let held = self.held.get(&generation).into_iter().flatten().map(|(id, _)| *id);
        let behind: BTreeSet<WriteId> = open.chain(held).filter(|other| *other >= id).collect();
        let waiters = std::mem::take(&mut self.waiters).into_iter();
        let (lost, still): (Vec<_>, Vec<_>) =
            waiters.partition(|(needs, _)| !needs.is_disjoint(&behind));
        self.waiters = still;
        lost.into_iter().map(|(_, waiter)| waiter).collect()
    }

    fn seal_again(&mut self, work: &mut Work, wanted: impl Fn(GenerationId) -> bool) {
        let (again, still): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.unsealed)
            .into_iter()
            .partition(|(_, payload)| wanted(payload.generation));
        self.unsealed = still;
        for (id, payload) in again {
            self.seal(work, id, payload);
        }
    }

    fn seal(&mut self, work: &mut Work, id: WriteId, payload: Payload) {
        let Payload { generation, kind, bytes } = payload.clone();
        self.sealing.insert(id, payload);
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
        self.seal_again(work, |_| true);
        self.append(work);
    }

    /// How many envelopes are not durable yet.
    pub(crate) fn open_count(&self) -> usize {
        let held: usize = self.held.values().map(Vec::len).sum();
        self.sealing.len() + self.unsealed.len() + held + self.queue.len() + self.appending.len()
    }

    /// Why something is not at rest that was to be, until it is.
    pub(crate) fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
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
        self.sealing.contains_key(&id)
            || self.unsealed.contains_key(&id)
            || self.held.values().flatten().any(|(open, _)| *open == id)
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
        let (one, other) = (write(&mut writing, 1), write(&mut writing, 2));
        let after = write(&mut writing, 1);
        let all = [(1, vec![one]), (2, vec![other]), (3, vec![one, other]), (4, vec![after])];
        for (number, needs) in all {
            let waiter = Waiter(CommandId(number), Box::new(done()));
            assert!(writing.wait(needs.into_iter().collect(), waiter).is_none());
        }
        let told = writing.could_not_seal(one);
        assert_eq!(told.iter().map(|Waiter(id, _)| id.0).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(writing.open_count(), 3, "what could not be sealed is kept");
    }

    /// A change that was sealed while the one before it was not rests together with it: alone it could be read
    /// by nobody, and had been said to be saved.
    #[test]
    fn what_was_sealed_behind_something_unsealed_rests_in_one_append_with_it() {
        let (mut writing, mut work) = (Writing::default(), Work::default());
        let [one, two] = [1, 2]
            .map(|byte| writing.write(&mut work, GENERATION, EnvelopeKind::Change, vec![byte]));
        let appends = |work: &mut Work| -> Vec<usize> {
            let effects = work.drain().into_iter();
            let appends = effects.filter_map(|effect| match effect {
                crate::Effect::Vault(_, VaultRequest::Append { envelopes }) => {
                    Some(envelopes.len())
                }
                _ => None,
            });
            appends.collect()
        };
        writing.could_not_seal(one);
        writing.sealed(&mut work, two, envelope(1));
        assert_eq!((appends(&mut work), writing.open_count()), (vec![], 2));
        writing.retry(&mut work);
        writing.sealed(&mut work, one, envelope(2));
        assert_eq!((appends(&mut work), writing.open_count()), (vec![2], 2));
        assert!(writing.trouble().is_some());
        assert_eq!(writing.appended(&mut work).envelopes.len(), 2);
        assert!(writing.trouble().is_none());
    }
}
