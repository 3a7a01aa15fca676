//! What goes to the gate next, and what becomes of it.

use kith_plan::{Admitted, Refusal, UnixMillis, VolumeId};
use kith_seal::{Covered, Envelope, GenerationId, RootId};

use super::{Candidate, MAX_STUCK, Tried, mark_of_load};
use crate::job::{Done, Job, Part};
use crate::state::Open;
use crate::state::receiving::Origin;
use crate::work::Work;

impl Open {
    /// Sends the next envelopes of a generation to the gate, unless some are there already.
    pub(crate) fn next_admission(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        if self.resting.is_asleep(&id) {
            if self.receiving.judging.has_queue(id) {
                self.wake(work, id);
            }
            return;
        }
        let may_come = self.volume_is_loaded(id) || self.loading.is_unread(&id);
        if self.receiving.judging.at_the_gate.contains_key(&id) || !may_come {
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
        self.keep_one_spare(owner, volume);
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

    /// A volume that changes come in for keeps a copy of its document for the next check; only one does,
    /// or a first exchange would hold every document twice.
    fn keep_one_spare(&mut self, owner: RootId, volume: VolumeId) {
        let before = self.receiving.judging.spare_of.replace((owner, volume));
        if let Some((of, other)) = before
            && (of, other) != (owner, volume)
            && let Some(document) = self.plan_of_mut(of).and_then(|plan| plan.volume_mut(other))
        {
            document.drop_spare();
        }
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
        if judging.leaves_out(envelope.hash()) {
            return self.refuse(now, work, &envelope);
        }
        let marker = Some(judging.marker(std::iter::once(envelope.hash())));
        self.try_out(work, id, Tried::Snapshot(envelope, covers), job, marker);
    }

    /// Whether a volume that begins with a snapshot of another device is not brought back in this run: processes
    /// have died over it.
    pub(crate) fn leaves_snapshot_out(&self, id: GenerationId) -> bool {
        self.receiving.judging.leaves_out(mark_of_load(id))
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

    /// The gate has judged a batch, or could judge none of it.
    pub(crate) fn judged(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        batch: Vec<Candidate>,
        (done, is_late): (Done, bool),
    ) {
        let Some((owner, volume)) = self.place_of(id) else {
            return;
        };
        let document = self.plan_of_mut(owner).and_then(|plan| plan.volume_mut(volume));
        let verdict = match (done, document) {
            (Done::Admitted(admission), Some(document)) => document.settle_admissions(*admission),
            _ => Err(Refusal::Panicked),
        };
        match verdict {
            Ok(settled) => {
                let news = !settled.touched.is_empty();
                self.settle_batch(now, work, id, batch.into_iter().zip(settled.outcomes).collect());
                if news {
                    self.sections_touched(owner, volume);
                    self.carry_late(now, work);
                }
            }
            Err(_) if batch.len() > 1 => self.try_alone(id, batch),
            // Its volume is as it was, so it is set aside here and not held against its stream elsewhere.
            Err(refusal) if !is_late => {
                let outcomes = batch.into_iter().map(|one| (one, Err(refusal.clone()))).collect();
                self.settle_batch(now, work, id, outcomes);
            }
            Err(_) => {}
        }
        self.next_admission(now, work, id);
        self.unpark(now, work);
        work.changed = true;
    }

    fn settle_batch(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        outcomes: Vec<(Candidate, Result<Admitted, Refusal>)>,
    ) {
        let mut to_store = Vec::new();
        let mut is_news = false;
        for (candidate, outcome) in outcomes {
            match outcome {
                Ok(_) => {
                    is_news = true;
                    self.was_taken(work, id, &candidate.envelope);
                    if let Some(generation) = self.generations.get_mut(&id) {
                        generation.note_taken(&candidate.envelope);
                        generation.count_tail(candidate.envelope.len());
                    }
                    if candidate.origin == Origin::Peer {
                        to_store.push(candidate.envelope);
                    }
                }
                // Nothing comes of it before what it stands behind does, and at rest it would leave a gap.
                Err(Refusal::Waiting { .. })
                    if candidate.origin == Origin::Peer
                        && self.receiving.judging.is_ended(id, &candidate.envelope) =>
                {
                    self.refuse(now, work, &candidate.envelope);
                }
                Err(Refusal::Waiting { .. }) => {
                    let one = (candidate.origin, candidate.envelope);
                    to_store.extend(self.must_wait(now, work, id, one));
                }
                Err(refusal) => {
                    self.not_taken(now, work, id, &candidate, refusal.to_string());
                }
            }
        }
        if !to_store.is_empty() {
            self.writing.store(work, to_store);
        }
        if is_news {
            self.retry_waiting(work, |generation| generation.id == id);
        }
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
    pub(crate) fn was_taken(&mut self, work: &mut Work, id: GenerationId, envelope: &Envelope) {
        let header = envelope.header();
        let key = (id, header.stream);
        if self.receiving.judging.ended.get(&key) == Some(&header.seq) {
            self.receiving.judging.ended.remove(&key);
        }
        self.take_back(work, envelope.hash());
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.waiting.remove(envelope);
            generation.left_out.remove(&envelope.hash());
        }
    }
}
