//! What goes to the gate, and what becomes of a job that never ends, or ends the whole process.
//!
//! Three things are tried on the worker: envelopes that were opened, in batches of one generation;
//! another device's snapshot; and a volume that is brought back with what others wrote in it. Before
//! each, a marker names what is tried. It is taken away when the job answers, so a marker that is found
//! at the next start names what the process may have died of. What was named once goes alone the next
//! time; what was named twice is set aside, until another version of the program tries it.

use std::collections::{BTreeMap, VecDeque};

use kith_plan::UnixMillis;
use kith_seal::{Covered, Envelope, GenerationId, Hash, RootId, StreamKey};
use kith_vault::{Marker, VaultRequest};

use super::receiving::Origin;
use super::{Open, Then};
use crate::Effect;
use crate::job::{Done, Job, Part};
use crate::work::Work;

/// How often a thing is tried that the process died of, or that the worker never answered. The first
/// time it may have been one of many, and a power cut may look the same; alone and for the second time
/// it is to blame.
const MAX_TRIES: u8 = 2;
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
}

/// What waits for the gate, and what is on the worker.
#[derive(Debug, Default)]
pub(crate) struct Judging {
    queues: BTreeMap<GenerationId, VecDeque<Candidate>>,
    /// One batch of a generation at a time: the next may build on it.
    at_the_gate: BTreeMap<GenerationId, TryId>,
    under_way: BTreeMap<TryId, Try>,
    last: u64,
    /// How often each thing was being tried when that did not end. The id of a generation stands for the
    /// bringing back of its volume.
    tries: BTreeMap<Hash, u8>,
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
    /// Whether nothing waits, and nothing is judged that could still come to rest.
    pub(crate) fn is_empty(&self) -> bool {
        self.at_the_gate.is_empty() && self.queues.values().all(VecDeque::is_empty)
    }

    /// Puts an envelope at the end of its queue.
    pub(crate) fn push(&mut self, id: GenerationId, candidate: Candidate) {
        self.queues.entry(id).or_default().push_back(candidate);
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

    /// How often a thing was tried before.
    fn tries_of(&self, hash: Hash) -> u8 {
        self.tries.get(&hash).copied().unwrap_or(0)
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
            marker.tries.iter().any(|(hash, count)| tries.get(hash).is_some_and(|now| now <= count))
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

impl Open {
    /// Reads the markers that earlier runs left.
    pub(crate) fn remember_tries(&mut self, work: &mut Work) {
        let left = std::mem::take(&mut self.opened.trying);
        let (void, aside) = self.receiving.judging.remember(left);
        self.set_aside =
            self.set_aside.saturating_add(u64::try_from(aside.len()).unwrap_or(u64::MAX));
        self.receiving.aside.extend(aside);
        clear_markers(work, void);
    }

    /// Sends the next envelopes of a generation to the gate, unless some are there already.
    pub(crate) fn next_admission(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        if self.receiving.judging.at_the_gate.contains_key(&id) || !self.volume_is_loaded(id) {
            return;
        }
        let Some((owner, volume)) = self.place_of(id) else {
            return;
        };
        // What is taken off the queue must be judged, or go somewhere else: it is nowhere but there.
        let is_there = self.plan_of(owner).and_then(|plan| plan.volume(volume)).is_some();
        let is_stuck = self.receiving.judging.stuck.get(&owner).is_some_and(|n| *n >= MAX_STUCK);
        if !is_there || is_stuck {
            let queue = self.receiving.judging.queues.remove(&id).unwrap_or_default();
            let queue = queue.into_iter().map(|one| (one.origin, one.envelope)).collect();
            self.wait_all(now, work, id, queue);
            return;
        }
        let mut batch = Vec::new();
        while batch.is_empty() {
            let offer = self.receiving.judging.offer(id);
            for candidate in &offer.ended {
                self.refuse(now, work, &candidate.envelope);
            }
            if let Some(candidate) = &offer.poison {
                let why = "the process ended, or never came back from it, each time it was tried";
                self.not_taken(now, work, id, candidate, why.to_owned());
            } else if offer.batch.is_empty() {
                break;
            }
            batch = offer.batch;
        }
        let mut parts = batch.iter().map(|candidate| candidate.part.clone());
        let Some(first) = parts.next() else {
            // All of it was judged one by one, so the volume may be brought back in one go again.
            self.forget_tries_of_load(work, id);
            return;
        };
        let Some(document) = self.plan_of_mut(owner).and_then(|plan| plan.volume_mut(volume))
        else {
            return;
        };
        let mut job = document.admission(first.actor, first.chunks);
        for part in parts {
            job = job.and(part.actor, part.chunks);
        }
        if owner != self.household.me {
            job = job.verified();
        }
        let hashes = batch.iter().map(|candidate| candidate.envelope.hash());
        let marker = Some(self.receiving.judging.marker(hashes));
        let tried = self.try_out(work, id, Tried::Batch(batch), Job::admit(job), marker);
        self.receiving.judging.at_the_gate.insert(id, tried);
    }

    /// Has another device's snapshot judged.
    pub(crate) fn judge_snapshot(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        (envelope, covers): (Envelope, Vec<Covered>),
        job: Job,
    ) {
        let judging = &self.receiving.judging;
        if judging.tries_of(envelope.hash()) >= MAX_TRIES {
            return self.refuse(now, work, &envelope);
        }
        let marker = Some(judging.marker(std::iter::once(envelope.hash())));
        self.try_out(work, id, Tried::Snapshot(envelope, covers), job, marker);
    }

    /// Whether the snapshot of a volume is left out when it is brought back: the process died over it.
    pub(crate) fn is_snapshot_poison(&self, id: GenerationId) -> bool {
        self.receiving.judging.tries_of(mark_of_load(id)) >= MAX_TRIES
    }

    /// Takes out of what a volume is brought back from what has to pass the gate on its own: the process
    /// died over it, or over the whole of it.
    pub(crate) fn take_suspects(
        &mut self,
        id: GenerationId,
        envelopes: &[Envelope],
        parts: Vec<(usize, Part)>,
    ) -> Vec<(usize, Part)> {
        let this = self.household.this;
        let judging = &mut self.receiving.judging;
        if judging.tries.is_empty() {
            return parts;
        }
        let whole = judging.tries_of(mark_of_load(id)) > 0;
        let mut trusted = Vec::with_capacity(parts.len());
        for (number, part) in parts {
            match envelopes.get(number) {
                Some(envelope)
                    if (whole && part.device != this) || judging.tries_of(envelope.hash()) > 0 =>
                {
                    judging.push(id, Candidate::new(Origin::Rest, envelope.clone(), part));
                }
                Some(_) | None => trusted.push((number, part)),
            }
        }
        trusted
    }

    /// Has a volume brought back. `foreign` says whether anybody else had a hand in it.
    pub(crate) fn judge_load(
        &mut self,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<Envelope>,
        job: Job,
        foreign: bool,
    ) {
        let mark = std::iter::once(mark_of_load(id));
        let marker = foreign.then(|| self.receiving.judging.marker(mark));
        self.try_out(work, id, Tried::Load(envelopes), job, marker);
    }

    fn try_out(
        &mut self,
        work: &mut Work,
        generation: GenerationId,
        what: Tried,
        job: Job,
        marker: Option<Marker>,
    ) -> TryId {
        let judging = &mut self.receiving.judging;
        judging.last = judging.last.wrapping_add(1);
        let id = TryId(judging.last);
        let mark = marker.clone();
        let tried = Try { generation, what, marker, job: Some(job), is_late: false };
        judging.under_way.insert(id, tried);
        match mark {
            Some(marker) => work.vault(VaultRequest::MarkTrying { marker }, Then::Marked(id)),
            None => self.marked(work, id),
        }
        id
    }

    /// The marker is there, or cannot be written; the worker may begin.
    pub(crate) fn marked(&mut self, work: &mut Work, id: TryId) {
        let Some(tried) = self.receiving.judging.under_way.get_mut(&id) else {
            return;
        };
        let Some(job) = tried.job.take() else { return };
        let limit_millis = match tried.what {
            Tried::Batch(_) => Some(BATCH_MILLIS),
            Tried::Snapshot(..) => Some(SNAPSHOT_MILLIS),
            // What rests here was judged before.
            Tried::Load(_) => None,
        };
        work.job(job, Then::Tried(id), limit_millis);
    }

    /// The worker has answered.
    pub(crate) fn tried(&mut self, now: UnixMillis, work: &mut Work, id: TryId, done: Done) {
        let Some(tried) = self.receiving.judging.under_way.remove(&id) else {
            return;
        };
        let generation = tried.generation;
        if let Some(marker) = &tried.marker {
            let is_load = matches!(tried.what, Tried::Load(_));
            clear_markers(work, vec![marker.name()]);
            // That the snapshot could be read says nothing yet of the envelopes that were left out.
            if !is_load {
                let settled = self.receiving.judging.answered(marker);
                clear_markers(work, settled);
            }
        }
        match tried.what {
            Tried::Batch(batch) => {
                if self.receiving.judging.at_the_gate.get(&generation) == Some(&id) {
                    self.receiving.judging.at_the_gate.remove(&generation);
                }
                self.judged(now, work, generation, batch, (done, tried.is_late));
            }
            Tried::Snapshot(envelope, covers) => {
                self.snapshot_checked(now, work, generation, envelope, covers, done);
            }
            Tried::Load(envelopes) => self.load_tried(now, work, generation, envelopes, done),
        }
    }

    fn forget_tries_of_load(&mut self, work: &mut Work, id: GenerationId) {
        let judging = &mut self.receiving.judging;
        let mark = mark_of_load(id);
        if judging.tries.get(&mark).is_some_and(|tries| *tries < MAX_TRIES) {
            judging.tries.remove(&mark);
            let settled = judging.settled_markers();
            clear_markers(work, settled);
        }
    }

    /// Looks whether the worker has been over one job for too long. It is left alone with it then, and
    /// everything else goes to another one.
    pub(crate) fn look_at_the_worker(&mut self, now: UnixMillis, work: &mut Work) {
        let Some(then) = work.leave_overdue() else {
            return;
        };
        work.push(Effect::NewWorker);
        if let Some(id) = then
            && let Some(mut tried) = self.receiving.judging.under_way.remove(&id)
        {
            tried.is_late = true;
            self.left_alone(now, work, id, tried);
        }
        work.changed = true;
    }

    fn left_alone(&mut self, now: UnixMillis, work: &mut Work, id: TryId, tried: Try) {
        let generation = tried.generation;
        let judging = &mut self.receiving.judging;
        let Some(marker) = tried.marker.clone() else {
            return;
        };
        for (hash, count) in &marker.tries {
            judging.tries.insert(*hash, *count);
        }
        let (owner, candidate) = match tried.what {
            Tried::Batch(batch) if batch.len() > 1 => {
                // One of them is to blame. The others need not wait for it.
                judging.left.push((marker.name(), marker));
                judging.at_the_gate.remove(&generation);
                self.try_alone(generation, batch);
                self.next_admission(now, work, generation);
                return;
            }
            Tried::Snapshot(envelope, covers) => {
                judging.left.push((marker.name(), marker));
                self.put_aside(work, &envelope, "the gate did not answer in time".to_owned());
                self.refuse(now, work, &envelope);
                drop(covers);
                return;
            }
            Tried::Load(_) => return,
            Tried::Batch(batch) => {
                judging.at_the_gate.remove(&generation);
                let candidate = batch.first().cloned();
                let late = Try { what: Tried::Batch(batch), ..tried };
                // Should the answer still come, it is as good as any.
                judging.under_way.insert(id, late);
                (self.place_of(generation).map(|(owner, _)| owner), candidate)
            }
        };
        if let Some(owner) = owner {
            let stuck = self.receiving.judging.stuck.entry(owner).or_default();
            *stuck = stuck.saturating_add(1);
        }
        if let Some(candidate) = candidate {
            let why = "the gate did not answer in time".to_owned();
            self.not_taken(now, work, generation, &candidate, why);
        }
        self.next_admission(now, work, generation);
    }

    /// Puts a batch back in front of its queue, to be tried one by one.
    pub(crate) fn try_alone(&mut self, id: GenerationId, batch: Vec<Candidate>) {
        let queue = self.receiving.judging.queues.entry(id).or_default();
        for mut candidate in batch.into_iter().rev() {
            candidate.goes_alone = true;
            queue.push_front(candidate);
        }
    }

    /// An envelope is set aside, and nothing behind it in its stream is taken in this run.
    pub(crate) fn not_taken(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        candidate: &Candidate,
        why: String,
    ) {
        let envelope = &candidate.envelope;
        self.put_aside(work, envelope, why);
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.waiting.remove(envelope);
            if candidate.origin == Origin::Rest {
                generation.left_out.insert(envelope.hash());
            }
        }
        if candidate.origin == Origin::Peer {
            let header = envelope.header();
            self.receiving.judging.end(id, header.stream, header.seq);
            self.refuse(now, work, envelope);
        }
    }

    /// An envelope was taken after all.
    pub(crate) fn was_taken(&mut self, id: GenerationId, envelope: &Envelope) {
        let header = envelope.header();
        let key = (id, header.stream);
        if self.receiving.judging.ended.get(&key) == Some(&header.seq) {
            self.receiving.judging.ended.remove(&key);
        }
        if self.receiving.aside.remove(&envelope.hash()) {
            self.set_aside = self.set_aside.saturating_sub(1);
        }
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.waiting.remove(envelope);
            generation.left_out.remove(&envelope.hash());
        }
    }

    /// The plan is left. What is on its way through the gate did not end the process, so no marker of it
    /// stays but for what the worker is stuck in.
    pub(crate) fn clear_tries(&mut self, work: &mut Work) {
        let judging = &mut self.receiving.judging;
        let under_way = std::mem::take(&mut judging.under_way).into_values();
        let names = under_way
            .filter(|tried| !tried.is_late)
            .filter_map(|tried| tried.marker.map(|marker| marker.name()));
        clear_markers(work, names.collect());
    }
}

/// What stands in a marker for the bringing back of a volume.
fn mark_of_load(id: GenerationId) -> Hash {
    Hash(id.0)
}

fn clear_markers(work: &mut Work, names: Vec<Hash>) {
    for name in names {
        work.vault(VaultRequest::ClearTrying { name }, Then::Nothing);
    }
}
