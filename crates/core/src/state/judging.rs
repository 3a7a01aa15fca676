//! What goes to the gate, and what becomes of a job that never ends, or ends the whole process.
//!
//! Three things are tried on the worker: envelopes that were opened, in batches of one generation;
//! another device's snapshot; and a volume that is brought back with what others wrote in it. Before
//! each, a marker names what is tried. It is taken away when the job answers, so a marker that is found
//! at the next start names what the process may have died of. What was named once goes alone the next
//! time; an envelope that was named twice is set aside, until another version of the program tries it.
//!
//! A snapshot takes long enough that two power cuts in a row may hit it, and a section hangs on it. So one that was
//! named twice is left out at the next start and tried again at the one after; and should the process die once more,
//! it is left out at twice as many starts. What kills it every time does so ever more seldom, and what does not
//! comes back by itself.

mod admission;
mod worker;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kith_plan::VolumeId;
use kith_seal::{Covered, Envelope, GenerationId, Hash, RootId, StreamKey};
use kith_vault::Marker;

use super::receiving::Origin;
use crate::job::{Job, Part};

/// How often a thing is tried that the process died of, or that the worker never answered. The first
/// time it may have been one of many, and a power cut may look the same; alone and for the second time
/// it is to blame.
const MAX_TRIES: u8 = 2;
/// After this number there is no other that is due and that a marker can say, so it goes on from an earlier one.
const LAST_PASSED: u8 = 254;
const PASSED_AGAIN: u8 = 64;
/// So many envelopes go to the gate together, and so many bytes of changes unless one alone is larger: no
/// batch is more work than one envelope of the largest size.
const BATCH_ENVELOPES: usize = 64;
const BATCH_BYTES: usize = 256 * 1024;
/// So long the worker may take over a batch. The largest honest one takes a fraction of a second, and the
/// index of a plan of ten years a few seconds on a slow computer. Nobody waits at a screen for it.
const BATCH_MILLIS: i64 = 10_000;
/// The same for a snapshot, which may be two hundred times as large.
const SNAPSHOT_MILLIS: i64 = 120_000;
/// A thread that is stuck cannot be ended. So many may hang over what one person's devices wrote before
/// nothing more of theirs is judged in this run.
const MAX_STUCK: u32 = 2;
/// Markers of another program, or of another version, bind nobody.
const PROGRAM: &str = concat!("kith ", env!("CARGO_PKG_VERSION"));

/// Numbers one thing that is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TryId(u64);

/// An opened envelope that waits for the gate.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Where it came from.
    pub origin: Origin,
    /// The envelope.
    pub envelope: Envelope,
    /// Its changes.
    pub part: Part,
    /// Whether it must not share a job: something that it was tried with went wrong.
    pub goes_alone: bool,
}

impl Candidate {
    /// An envelope that nothing is known against.
    pub(crate) fn new(origin: Origin, envelope: Envelope, part: Part) -> Candidate {
        Candidate { origin, envelope, part, goes_alone: false }
    }
}

/// What is tried.
#[derive(Debug)]
enum Tried {
    Batch(Vec<Candidate>),
    Snapshot(Envelope, Vec<Covered>),
    Load(Vec<Envelope>),
}

#[derive(Debug)]
struct Try {
    generation: GenerationId,
    what: Tried,
    /// Nothing if all of it is this device's own work, which no gate judges.
    marker: Option<Marker>,
    /// Until the marker is there.
    job: Option<Job>,
    /// Whether the worker was left alone with it.
    is_late: bool,
    /// What had been learned when it began.
    asked_with: u64,
}

/// What waits for the gate, and what is on the worker.
#[derive(Debug, Default)]
pub(crate) struct Judging {
    queues: BTreeMap<GenerationId, VecDeque<Candidate>>,
    /// One batch of a generation at a time: the next may build on it.
    at_the_gate: BTreeMap<GenerationId, TryId>,
    /// The volume that keeps a spare copy of its document, because changes come in for it.
    spare_of: Option<(RootId, VolumeId)>,
    under_way: BTreeMap<TryId, Try>,
    last: u64,
    /// How often each thing was being tried when that did not end. The id of a generation stands for the
    /// bringing back of its volume.
    tries: BTreeMap<Hash, u8>,
    /// The snapshots that are left out in this run.
    left_out: BTreeSet<Hash>,
    /// Markers to be taken away once all that they name has been judged.
    left: Vec<(Hash, Marker)>,
    /// How many jobs over what a person's devices wrote were never answered.
    stuck: BTreeMap<RootId, u32>,
    /// Streams that are not taken any further in this run, and from where on.
    ended: BTreeMap<(GenerationId, StreamKey), u32>,
}

/// What a queue has to offer.
#[derive(Debug, Default)]
struct Offer {
    batch: Vec<Candidate>,
    /// One that was tried as often as may be.
    poison: Option<Candidate>,
    /// Those that stand behind one that was not taken.
    ended: Vec<Candidate>,
}

impl Judging {
    /// Whether an earlier process may have died over something that this one has not cleared yet.
    pub(crate) fn has_suspects(&self) -> bool {
        !self.tries.is_empty()
    }

    /// Whether nothing waits, and nothing is judged that could still come to rest.
    pub(crate) fn is_empty(&self) -> bool {
        self.at_the_gate.is_empty() && self.queues.values().all(VecDeque::is_empty)
    }

    /// Whether nothing of a generation waits or is judged.
    pub(crate) fn is_still(&self, id: GenerationId) -> bool {
        !self.at_the_gate.contains_key(&id) && self.queues.get(&id).is_none_or(VecDeque::is_empty)
    }

    /// Puts an envelope at the end of its queue.
    pub(crate) fn push(&mut self, id: GenerationId, candidate: Candidate) {
        self.queues.entry(id).or_default().push_back(candidate);
    }

    /// Whether an envelope has still to be judged.
    pub(crate) fn is_queued(&self, id: GenerationId, envelope: &Envelope) -> bool {
        let queue = self.queues.get(&id).into_iter().flatten();
        queue.into_iter().any(|candidate| candidate.envelope.hash() == envelope.hash())
    }

    /// Whether an envelope stands behind one that was not taken, so that nothing can come of it now.
    pub(crate) fn is_ended(&self, id: GenerationId, envelope: &Envelope) -> bool {
        let header = envelope.header();
        self.ended.get(&(id, header.stream)).is_some_and(|from| header.seq > *from)
    }

    /// Notes that a stream is not taken any further in this run.
    pub(crate) fn end(&mut self, id: GenerationId, stream: StreamKey, seq: u32) {
        let from = self.ended.entry((id, stream)).or_insert(seq);
        *from = seq.min(*from);
    }

    /// Takes a stream further again.
    pub(crate) fn go_on(&mut self, id: GenerationId, stream: StreamKey) {
        self.ended.remove(&(id, stream));
    }

    /// Whether something of a generation waits to go to the gate.
    fn has_queue(&self, id: GenerationId) -> bool {
        self.queues.get(&id).is_some_and(|queue| !queue.is_empty())
    }

    /// How often a thing was tried before.
    fn tries_of(&self, hash: Hash) -> u8 {
        self.tries.get(&hash).copied().unwrap_or(0)
    }

    /// Whether a snapshot, or the bringing back of a volume that begins with one, is not tried now.
    fn leaves_out(&self, hash: Hash) -> bool {
        self.left_out.contains(&hash) || !is_due(self.tries_of(hash))
    }

    /// Counts that this start leaves out what is not due; gives the marker that says so to the next one.
    fn pass_over(&mut self) -> Option<Marker> {
        let not_due = self.tries.iter_mut().filter(|(_, tries)| !is_due(**tries));
        let passed: Vec<Hash> = not_due
            .map(|(hash, tries)| {
                *tries = if *tries < LAST_PASSED { tries.saturating_add(1) } else { PASSED_AGAIN };
                *hash
            })
            .collect();
        if passed.is_empty() {
            return None;
        }
        self.left_out.extend(&passed);
        let tries = passed.into_iter().map(|hash| (hash, self.tries_of(hash))).collect();
        let marker = Marker { program: PROGRAM.to_owned(), tries };
        self.left.push((marker.name(), marker.clone()));
        Some(marker)
    }

    /// A marker for one more try of these.
    fn marker(&self, hashes: impl Iterator<Item = Hash>) -> Marker {
        let tries = hashes.map(|hash| (hash, self.tries_of(hash).saturating_add(1)));
        Marker { program: PROGRAM.to_owned(), tries: tries.collect() }
    }

    /// Reads what earlier runs left. Gives the markers that bind nobody, and what is set aside.
    fn remember(&mut self, left: Vec<(Hash, Marker)>) -> (Vec<Hash>, Vec<Hash>) {
        let (binding, void): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|(_, marker)| marker.program == PROGRAM && !marker.tries.is_empty());
        for (hash, count) in binding.iter().flat_map(|(_, marker)| &marker.tries) {
            let known = self.tries.entry(*hash).or_default();
            *known = (*known).max(*count);
        }
        self.left = binding;
        let aside = self.tries.iter().filter(|(_, count)| **count >= MAX_TRIES);
        let aside = aside.map(|(hash, _)| *hash).collect();
        (void.into_iter().map(|(name, _)| name).collect(), aside)
    }

    /// The job over these has answered. Gives the markers that nothing needs any more.
    fn answered(&mut self, marker: &Marker) -> Vec<Hash> {
        for (hash, _) in &marker.tries {
            self.tries.remove(hash);
        }
        self.settled_markers()
    }

    /// Markers all of which was judged since, or is named for a later try by another marker.
    fn settled_markers(&mut self) -> Vec<Hash> {
        let tries = &self.tries;
        let needed = |marker: &Marker| {
            marker.tries.iter().any(|(hash, count)| tries.get(hash).is_some_and(|now| now == count))
        };
        let (still, settled) =
            std::mem::take(&mut self.left).into_iter().partition(|(_, marker)| needed(marker));
        self.left = still;
        settled.into_iter().map(|(name, _): (Hash, Marker)| name).collect()
    }

    /// Takes off a queue what goes to the gate next.
    fn offer(&mut self, id: GenerationId) -> Offer {
        let mut offer = Offer::default();
        let mut bytes = 0_usize;
        let mut queue = self.queues.remove(&id).unwrap_or_default();
        while let Some(next) = queue.front() {
            if next.origin == Origin::Peer && self.is_ended(id, &next.envelope) {
                offer.ended.extend(queue.pop_front());
                continue;
            }
            let tries = self.tries_of(next.envelope.hash());
            let goes_alone = next.goes_alone || tries > 0;
            bytes = bytes.saturating_add(next.part.chunks.len());
            let is_poison = tries >= MAX_TRIES;
            let is_full = offer.batch.len() >= BATCH_ENVELOPES || bytes > BATCH_BYTES;
            if !offer.batch.is_empty() && (goes_alone || is_full) {
                break;
            }
            let Some(next) = queue.pop_front() else { break };
            if is_poison {
                offer.poison = Some(next);
                break;
            }
            offer.batch.push(next);
            if goes_alone {
                break;
            }
        }
        if !queue.is_empty() {
            self.queues.insert(id, queue);
        }
        offer
    }
}

/// Whether a snapshot that was tried or left out so often is tried the next time: at first, once more, and then after
/// one, three, seven starts and so on.
fn is_due(tries: u8) -> bool {
    tries.checked_add(1).is_some_and(u8::is_power_of_two)
}

/// What stands in a marker for the bringing back of a volume.
fn mark_of_load(id: GenerationId) -> Hash {
    Hash(id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After 254 the old marker stayed beside the new one, and the larger number was read at every start.
    #[test]
    fn what_is_left_out_is_due_again_from_every_number() {
        const HASH: Hash = Hash([1; 32]);
        for tries in 1..=u8::MAX {
            let marker = Marker { program: PROGRAM.to_owned(), tries: vec![(HASH, tries)] };
            let mut files = vec![(marker.name(), marker)];
            let mut starts = 0;
            loop {
                let mut judging = Judging::default();
                judging.remember(files.clone());
                let Some(marker) = judging.pass_over() else { break };
                assert!(judging.leaves_out(HASH));
                files.push((marker.name(), marker));
                let settled = judging.settled_markers();
                files.retain(|(name, _)| !settled.contains(name));
                starts += 1;
                assert!(starts < 200, "{tries}");
            }
            assert_eq!(files.len(), 1, "{tries}");
        }
    }
}
