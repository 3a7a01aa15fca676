//! One thing on the worker: marked before, waited for, and left alone when it takes too long.

use kith_plan::UnixMillis;
use kith_seal::{GenerationId, Hash};
use kith_vault::{Marker, VaultReply, VaultRequest};

use super::{BATCH_MILLIS, SNAPSHOT_MILLIS, Tried, Try, TryId, mark_of_load};
use crate::Effect;
use crate::job::{Done, Job};
use crate::state::{Open, Then};
use crate::work::Work;

impl Open {
    /// Reads the markers that earlier runs left.
    pub(crate) fn remember_tries(&mut self, work: &mut Work) {
        let left = std::mem::take(&mut self.opened.trying);
        let (void, aside) = self.receiving.judging.remember(left);
        for hash in aside {
            self.aside.note(hash);
        }
        clear_markers(work, void);
        if let Some(marker) = self.receiving.judging.pass_over() {
            work.vault(VaultRequest::MarkTrying { marker }, Then::PassedOver);
        }
    }

    /// The marker that counts what this start leaves out is there, or cannot be written. It takes the place of those
    /// that were found.
    pub(crate) fn passed_over(&mut self, work: &mut Work, reply: &VaultReply) {
        if !matches!(reply, VaultReply::Failed(_)) {
            let settled = self.receiving.judging.settled_markers();
            clear_markers(work, settled);
        }
    }

    pub(super) fn try_out(
        &mut self,
        work: &mut Work,
        generation: GenerationId,
        what: Tried,
        job: Job,
        marker: Option<Marker>,
    ) -> TryId {
        let asked_with = self.receiving.lessons();
        let judging = &mut self.receiving.judging;
        judging.last = judging.last.wrapping_add(1);
        let id = TryId(judging.last);
        let mark = marker.clone();
        let tried = Try { generation, what, marker, job: Some(job), is_late: false, asked_with };
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
                // The document in which it looked for forerunners may not be the one that is here now.
                if tried.asked_with != self.receiving.lessons() {
                    self.retry_waiting(work, |one| one.id == generation);
                }
            }
            Tried::Snapshot(envelope, covers) => {
                self.snapshot_checked(now, work, generation, envelope, covers, done);
            }
            Tried::Load(envelopes) => self.load_tried(now, work, generation, envelopes, done),
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

    pub(super) fn forget_tries_of_load(&mut self, work: &mut Work, id: GenerationId) {
        let judging = &mut self.receiving.judging;
        let mark = mark_of_load(id);
        if judging.tries.remove(&mark).is_some() {
            let settled = judging.settled_markers();
            clear_markers(work, settled);
            self.take_back(work, mark);
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

fn clear_markers(work: &mut Work, names: Vec<Hash>) {
    for name in names {
        work.vault(VaultRequest::ClearTrying { name }, Then::Nothing);
    }
}
