//! Snapshots: making one's own, putting them to rest, and taking in those of other devices.

use std::collections::BTreeSet;

use kith_plan::{Actor, UnixMillis, VolumeId};
use kith_seal::{
    Covered, DeskReply, DeskRequest, Envelope, EnvelopeKind, GenerationId, Hash, SnapshotBody,
    StreamKey,
};
use kith_vault::{Damage, DamageKind, VaultReply, VaultRequest};

use super::clocks::is_over;
use super::generations::{Generation, StreamEnd};
use super::taken::Taken;
use super::{Open, Then};
use crate::job::{Done, Job};
use crate::work::Work;

/// So long the end of the program waits for the last snapshots. Everything is at rest without them; they
/// only make the next start faster.
const LAST_SNAPSHOTS_MILLIS: i64 = 2_000;

/// What may stand after the last snapshot until another one is made: envelopes and bytes.
#[derive(Clone, Copy, Debug)]
struct LongestTail(u32, u64);

/// While somebody writes, a snapshot is made seldom: it must never be felt.
const WHILE_WRITING: LongestTail = LongestTail(200, 256 * 1024);
/// At the end of the program there is time, and what is left standing is paid for at each later start.
const AT_THE_END: LongestTail = LongestTail(32, 32 * 1024);

impl Open {
    /// Makes a snapshot of a generation when enough stands after the last one.
    pub(crate) fn snapshot_if_due(&mut self, work: &mut Work, id: GenerationId) {
        self.snapshot_if_longer(work, id, WHILE_WRITING);
    }

    /// Whether the end of the program has to wait for snapshots a little longer. The first time it is asked,
    /// those that are due are begun: a program that only ever writes and ends would never make one.
    pub(crate) fn waits_for_snapshots(&mut self, work: &mut Work) -> bool {
        let until = match self.last_snapshots_until {
            Some(until) => until,
            None => {
                let ids: Vec<GenerationId> = self.generations.iter().map(|one| one.id).collect();
                for id in ids {
                    self.snapshot_if_longer(work, id, AT_THE_END);
                }
                let until = UnixMillis(work.now.0.saturating_add(LAST_SNAPSHOTS_MILLIS));
                self.last_snapshots_until = Some(until);
                until
            }
        };
        let is_over = is_over(work.now, until, LAST_SNAPSHOTS_MILLIS);
        let waits = !self.merging.is_quiet() && !is_over;
        if waits {
            work.wake_at(until);
        }
        waits
    }

    fn snapshot_if_longer(
        &mut self,
        work: &mut Work,
        id: GenerationId,
        LongestTail(most_envelopes, most_bytes): LongestTail,
    ) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let (envelopes, bytes) = generation.since_snapshot;
        if envelopes > most_envelopes || bytes > most_bytes {
            self.make_snapshot(work, id);
        }
    }

    fn make_snapshot(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        // Only an owner's device may sign a snapshot.
        let is_ours = generation.owner == self.household.me;
        let is_under_way = self.merging.is_under_way(&id);
        if is_under_way || !is_ours || !self.volume_is_loaded(id) {
            return;
        }
        let Some(covers) = self.covers_now(generation) else {
            return;
        };
        // What is at the gate or waits is in no document yet, and must not be claimed as covered.
        if self.lacks_snapshot(generation)
            || !generation.waiting.is_empty()
            || !generation.left_out.is_empty()
            || !self.receiving.is_empty()
            || self.writing.open_count() > 0
        {
            return;
        }
        self.begin_snapshot(work, id, covers);
    }

    /// Begins a snapshot of a document as it is; whether it could be begun.
    pub(super) fn begin_snapshot(
        &mut self,
        work: &mut Work,
        id: GenerationId,
        covers: Vec<Covered>,
    ) -> bool {
        let Some(generation) = self.generations.get_mut(&id) else {
            return false;
        };
        let volume = self.plan.volume(VolumeId(generation.volume.0));
        let Some((volume, saver)) = volume.and_then(|volume| Some((volume, volume.saver()?)))
        else {
            return false;
        };
        let job = Job::save(saver, volume.op_count(), covers.clone());
        generation.since_snapshot = (0, 0);
        self.merging.begin(id);
        work.job(job, Then::SnapshotSaved { generation: id, covers }, None);
        true
    }

    /// Makes a snapshot where a damaged one is all that is told of, although everything that it held rests in another
    /// way. With a newer one nothing depends on it any more.
    pub(super) fn replace_damaged_snapshots(&mut self, work: &mut Work) {
        if self.opened.read_only || self.opened.damage.is_empty() {
            return;
        }
        let ids: Vec<GenerationId> = self.generations.iter().map(|one| one.id).collect();
        for id in ids {
            let places = self.made_good(id);
            if places.iter().any(|one| one.what != DamageKind::OlderSnapshot) {
                self.make_snapshot(work, id);
            } else {
                self.lay_aside(work, places);
            }
        }
    }

    /// A snapshot of a generation rests. Damaged ones before it that held nothing else are taken out of the way.
    fn lay_aside_replaced(&mut self, work: &mut Work, id: GenerationId) {
        let places = self.made_good(id);
        self.lay_aside(work, places);
    }

    fn lay_aside(&mut self, work: &mut Work, places: Vec<Damage>) {
        for place in places {
            let request = VaultRequest::LayAside { file: place.file.clone() };
            work.vault(request, Then::LaidAside(place.file));
        }
    }

    /// The disk has taken a damaged snapshot out of the way, or could not.
    pub(super) fn laid_aside(&mut self, work: &mut Work, file: &str, reply: &VaultReply) {
        if matches!(reply, VaultReply::LaidAside) {
            self.opened.damage.retain(|one| one.file != file);
            self.resting.note_change();
            work.changed = true;
        }
    }

    /// The damaged snapshots of a generation all of which rests in another way.
    fn made_good(&self, id: GenerationId) -> Vec<Damage> {
        let Some(generation) = self.generations.get(&id) else {
            return Vec::new();
        };
        let damage = self.opened.damage.iter();
        damage.filter(|one| self.rests_again(generation, one)).cloned().collect()
    }

    /// The worker has made a snapshot's payload.
    pub(crate) fn snapshot_saved(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        generation: GenerationId,
        covers: Vec<Covered>,
        done: Done,
    ) {
        if let Done::Saved(Some(payload)) = done {
            work.desk(
                DeskRequest::Seal { generation, kind: EnvelopeKind::Snapshot, payload },
                Then::SnapshotSealed { generation, covers },
            );
        } else {
            self.snapshot_failed(now, work, generation);
        }
    }

    /// The desk has sealed a snapshot.
    pub(crate) fn snapshot_sealed(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        generation: GenerationId,
        covers: Vec<Covered>,
        reply: DeskReply,
    ) {
        if let DeskReply::Sealed(envelope) = reply {
            work.vault(
                VaultRequest::PutSnapshot { envelope: envelope.clone() },
                Then::SnapshotPut { envelope, covers },
            );
        } else {
            self.snapshot_failed(now, work, generation);
        }
    }

    /// A snapshot is durable, or it is not and the log still holds everything.
    pub(crate) fn snapshot_put(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        envelope: &Envelope,
        covers: &[Covered],
        reply: &VaultReply,
    ) {
        let (id, alias) = (envelope.header().generation, envelope.header().alias);
        if matches!(reply, VaultReply::SnapshotPut) {
            let (hash, len) = (envelope.hash(), u64::try_from(envelope.len()).unwrap_or(u64::MAX));
            self.at_rest.note_snapshot(alias, (hash, len), &self.proved_of(id, covers));
            self.resting.note_snapshot(id, hash, covers);
            // The very one that was damaged stands in its file again.
            self.opened.damage.retain(|one| !one.is_of_snapshot_with(alias, hash));
            self.lay_aside_replaced(work, id);
            let merged = self.merged_with(work, id);
            self.snapshot_held(now, work, envelope, covers, merged);
            self.take_back(work, envelope.hash());
            self.take_back_covered(work, alias, covers);
        } else {
            self.snapshot_failed(now, work, id);
        }
        self.rest_snapshots(now, work, id);
        self.retry_waiting(work, |generation| generation.id == id);
    }

    /// The gate has judged another device's snapshot.
    pub(crate) fn snapshot_checked(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelope: Envelope,
        covers: Vec<Covered>,
        done: Done,
    ) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let (owner, volume) = (generation.owner, VolumeId(generation.volume.0));
        match done {
            // A guest cannot rest it, and must not lean on what does not rest.
            Done::Snapshot(Ok(_))
                if owner != self.household.me && self.leaves_out(generation, &covers) =>
            {
                self.refuse(now, work, &envelope);
            }
            Done::Snapshot(Ok(taken)) => {
                let merged = match self.plan_of_mut(owner).and_then(|plan| plan.volume_mut(volume))
                {
                    Some(here) => here.take_over(*taken).is_ok(),
                    None => {
                        self.insert_volume(id, *taken);
                        true
                    }
                };
                if merged {
                    if let Some(generation) = self.generations.get_mut(&id) {
                        generation.note_taken_with_snapshot(&covers);
                    }
                    self.sections_touched(owner, volume);
                    self.rest_snapshot(now, work, id, envelope, covers);
                    // What is being opened just now may lack only the writers, or the forerunners, that came with it.
                    self.receiving.has_learned();
                    self.retry_waiting(work, |generation| generation.id == id);
                } else {
                    self.refuse(now, work, &envelope);
                }
                work.changed = true;
            }
            Done::Snapshot(Err(refusal)) => {
                self.put_aside(work, &envelope, refusal.to_string());
                self.refuse(now, work, &envelope);
                work.changed = true;
            }
            _ => self.refuse(now, work, &envelope),
        }
    }

    /// Learns the writers of the streams that a snapshot covers.
    pub(crate) fn know_writers_of(&mut self, id: GenerationId, body: &SnapshotBody) {
        let Some(owner) = self.generations.get(&id).map(|generation| generation.owner) else {
            return;
        };
        let Some(writers) = self.household.followed(owner).map(|f| f.writers().clone()) else {
            return;
        };
        let Some(generation) = self.generations.get_mut(&id) else {
            return;
        };
        for covered in &body.covers {
            if covered.check(&id, &writers).is_ok() {
                generation.streams.entry(covered.stream).or_insert(StreamEnd {
                    device: covered.device,
                    certificate: covered.certificate.clone(),
                    taken: Taken::default(),
                });
            }
        }
    }

    /// What of this is of streams whose writers are proved.
    pub(super) fn proved_of(&self, id: GenerationId, covers: &[Covered]) -> Vec<Covered> {
        let streams = self.generations.get(&id).map(|generation| &generation.streams);
        let is_proved = |one: &&Covered| streams.is_some_and(|of| of.contains_key(&one.stream));
        covers.iter().filter(is_proved).cloned().collect()
    }

    /// The actors that a snapshot may hold: those of covered streams whose writers are proved.
    pub(crate) fn covered_actors(&self, id: GenerationId, body: &SnapshotBody) -> BTreeSet<Actor> {
        let Some(generation) = self.generations.get(&id) else {
            return BTreeSet::new();
        };
        let Some(followed) = self.household.followed(generation.owner) else {
            return BTreeSet::new();
        };
        body.covers
            .iter()
            .filter_map(|covered| covered.check(&id, followed.writers()).ok())
            .map(|actor| Actor(actor.0))
            .collect()
    }

    /// The streams of a generation that a snapshot made now would cover, as far as the document holds them.
    /// Nothing while something rests here that is not in the document: what a snapshot claims is not read
    /// again, here or anywhere.
    pub(crate) fn covers_now(&self, generation: &Generation) -> Option<Vec<Covered>> {
        let taken_to =
            |stream: &StreamKey| generation.streams.get(stream).and_then(|end| end.taken.end());
        let ends = self.at_rest.ends(&generation.alias);
        let is_taken = |(stream, (last, _)): (&StreamKey, &(u32, Hash))| {
            taken_to(stream).is_some_and(|(taken, _)| taken >= *last)
        };
        if !ends.iter().all(is_taken) {
            return None;
        }
        Some(taken_now(generation))
    }
}

/// How far the document holds the streams of a generation. What rests here behind that is read again.
pub(super) fn taken_now(generation: &Generation) -> Vec<Covered> {
    let covers = generation.streams.iter().filter_map(|(stream, end)| {
        let (last_seq, last_hash) = end.taken.end()?;
        let (device, certificate) = (end.device, end.certificate.clone());
        Some(Covered { stream: *stream, device, last_seq, last_hash, certificate })
    });
    covers.collect()
}
