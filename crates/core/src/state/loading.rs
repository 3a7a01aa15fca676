//! Bringing volumes back from the disk: snapshot, then what was written after it, then the document.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::UnixMillis;
use kith_seal::{
    Covered, DeskReply, DeskRequest, Envelope, EnvelopeKind, GenerationId, Opened, SnapshotBody,
    StreamKey,
};
use kith_vault::{VaultReply, VaultRequest};

use super::unread::ReadAgain;
use super::{Open, Then};
use crate::job::{Done, Job, Loaded, Part};
use crate::work::Work;

/// The volumes that are being brought back.
#[derive(Debug, Default)]
pub(crate) struct Loading {
    under_way: BTreeMap<GenerationId, Option<(SnapshotBody, bool)>>,
    /// What the snapshots that they begin with cover.
    covers: BTreeMap<GenerationId, (Envelope, Vec<Covered>)>,
    loaded: BTreeSet<GenerationId>,
    /// Of these nothing could be read in this run.
    unread: BTreeSet<GenerationId>,
    /// Those whose reading failed once.
    read_again: BTreeSet<GenerationId>,
    /// When it is tried once more to read the unread volumes.
    pub(super) again: ReadAgain,
    /// Snapshots of other devices that came before their volume was back; they are checked when it is.
    early: Vec<(GenerationId, Envelope, Opened)>,
}

impl Loading {
    /// Whether nothing is being brought back.
    pub(crate) fn is_done(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Whether only such are still being brought back as `may_wait` names.
    pub(crate) fn is_done_but(&self, may_wait: impl Fn(&GenerationId) -> bool) -> bool {
        self.under_way.keys().all(may_wait)
    }

    pub(crate) fn is_loaded(&self, id: &GenerationId) -> bool {
        self.loaded.contains(id)
    }

    pub(crate) fn is_known(&self, id: &GenerationId) -> bool {
        self.loaded.contains(id) || self.under_way.contains_key(id) || self.unread.contains(id)
    }

    /// Whether it is being brought back just now.
    pub(crate) fn is_under_way(&self, id: &GenerationId) -> bool {
        self.under_way.contains_key(id)
    }

    /// Whether nothing of it could be read in this run.
    pub(crate) fn is_unread(&self, id: &GenerationId) -> bool {
        self.unread.contains(id)
    }

    /// All of which nothing could be read in this run.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &GenerationId> {
        self.unread.iter()
    }

    /// It is read; whether it could not be before.
    pub(super) fn is_read(&mut self, id: &GenerationId) -> bool {
        self.read_again.remove(id);
        self.unread.remove(id)
    }

    /// Whether the disk, which has failed, is to be asked once more.
    pub(super) fn try_once_more(&mut self, id: GenerationId) -> bool {
        self.read_again.insert(id)
    }

    /// A book, a mailbox or a volume is being read.
    pub(super) fn begin(&mut self, id: GenerationId) {
        self.under_way.insert(id, None);
    }

    /// A book or a mailbox has been read.
    pub(super) fn end(&mut self, id: GenerationId) {
        self.under_way.remove(&id);
        self.loaded.insert(id);
    }

    /// The view of a volume is there, and its document is not.
    pub(super) fn rests(&mut self, id: GenerationId) {
        self.under_way.remove(&id);
    }

    /// Gives a volume, a book or a mailbox up for this run; gives the snapshots that came for it.
    pub(super) fn give_up(&mut self, id: GenerationId) -> Vec<(Envelope, Opened)> {
        self.under_way.remove(&id);
        self.covers.remove(&id);
        self.unread.insert(id);
        self.take_early(&id)
    }

    /// Takes the snapshots that came too early for a volume.
    fn take_early(&mut self, id: &GenerationId) -> Vec<(Envelope, Opened)> {
        let (taken, left) =
            std::mem::take(&mut self.early).into_iter().partition(|(of, _, _)| of == id);
        self.early = left;
        taken.into_iter().map(|(_, envelope, opened)| (envelope, opened)).collect()
    }

    /// A volume that was just made, and needs no bringing back.
    pub(crate) fn note_new(&mut self, id: GenerationId) {
        self.loaded.insert(id);
    }
}

impl Open {
    /// Starts to bring back the volume of a generation whose key the desk holds.
    pub(crate) fn load_volume(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        if !generation.readable || !generation.purpose.is_document() || self.loading.is_known(&id) {
            return;
        }
        self.loading.begin(id);
        self.read_document(work, id);
    }

    /// Reads the snapshot of a volume, or what rests of it if there is none.
    pub(super) fn read_document(&mut self, work: &mut Work, id: GenerationId) {
        let Some(alias) = self.generations.get(&id).map(|generation| generation.alias) else {
            return;
        };
        if self.at_rest.snapshot(&alias).is_some() {
            work.vault(VaultRequest::ReadSnapshot { alias }, Then::SnapshotRead { generation: id });
        } else {
            self.read_tail(work, id);
        }
    }

    /// The disk has read a snapshot.
    pub(crate) fn snapshot_read(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        reply: VaultReply,
    ) {
        match reply {
            VaultReply::Snapshot(Some(envelope)) => {
                let Some(generation) = self.generations.get(&id) else {
                    return;
                };
                let Some(followed) = self.household.followed(generation.owner) else {
                    return;
                };
                work.desk(
                    DeskRequest::Open {
                        envelopes: vec![envelope.clone()],
                        writers: followed.writers().clone(),
                        known: generation.known_streams(),
                    },
                    Then::SnapshotOpened { generation: id, envelope },
                );
            }
            VaultReply::Failed(error) => match self.may_read_again(id, &error) {
                Some(_) => self.read_document(work, id),
                None => self.could_not_read(now, work, id),
            },
            _ => self.read_tail(work, id),
        }
    }

    /// The desk has opened a snapshot.
    pub(crate) fn snapshot_opened(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelope: Envelope,
        reply: DeskReply,
    ) {
        let opened = match reply {
            DeskReply::Opened(results) => results.into_iter().next().and_then(Result::ok),
            _ if self.loading.try_once_more(id) => return self.read_document(work, id),
            _ => return self.could_not_read(now, work, id),
        };
        let body = opened.as_ref().and_then(|opened| {
            (opened.kind == EnvelopeKind::Snapshot)
                .then(|| SnapshotBody::decode(&opened.payload).ok())
                .flatten()
        });
        let (Some(opened), Some(body)) = (opened, body) else {
            self.note_unusable_snapshot(id);
            return self.read_tail(work, id);
        };
        let own = opened.device == self.household.this;
        // The process died over it. Without it the volume would look empty, and its envelopes taken.
        if !own && self.leaves_snapshot_out(id) {
            return self.leave_out(now, work, id);
        }
        self.know_writers_of(id, &body);
        self.at_rest.note_covered(envelope.header().alias, &self.proved_of(id, &body.covers));
        self.loading.covers.insert(id, (envelope, body.covers.clone()));
        self.loading.under_way.insert(id, Some((body, own)));
        self.read_tail(work, id);
    }

    /// Reads what rests of a volume after its snapshot.
    fn read_tail(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let covers = self.loading.covers.get(&id).into_iter().flat_map(|(_, covers)| covers);
        let covered: BTreeMap<StreamKey, u32> =
            covers.map(|covered| (covered.stream, covered.last_seq)).collect();
        let ranges = self.at_rest.ranges(generation.alias, &covered);
        work.vault(VaultRequest::ReadMany { ranges }, Then::TailRead { generation: id });
    }

    /// The disk has read what stands after the snapshot.
    pub(crate) fn tail_read(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        reply: VaultReply,
    ) {
        let envelopes: Vec<Envelope> = match reply {
            VaultReply::Many(ranges) => ranges.into_iter().flatten().collect(),
            VaultReply::Failed(error) if self.may_read_again(id, &error).is_some() => {
                return self.read_tail(work, id);
            }
            _ => return self.could_not_read(now, work, id),
        };
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let Some(followed) = self.household.followed(generation.owner) else {
            return;
        };
        work.desk(
            DeskRequest::Open {
                envelopes: envelopes.clone(),
                writers: followed.writers().clone(),
                known: generation.known_streams(),
            },
            Then::TailOpened { generation: id, envelopes },
        );
    }

    /// The desk has opened what stands after the snapshot.
    pub(crate) fn tail_opened(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<Envelope>,
        reply: DeskReply,
    ) {
        let mut results = match reply {
            DeskReply::Opened(results) => results.into_iter(),
            _ if self.loading.try_once_more(id) => return self.read_tail(work, id),
            _ => return self.could_not_read(now, work, id),
        };
        let mut parts: Vec<(usize, Part)> = Vec::new();
        let mut tail = (0_u32, 0_u64);
        for (number, envelope) in envelopes.iter().enumerate() {
            match results.next() {
                Some(Ok(opened)) => {
                    self.know_stream(id, &opened);
                    if opened.kind == EnvelopeKind::Change {
                        tail.0 = tail.0.saturating_add(1);
                        tail.1 = tail.1.saturating_add(as_u64(envelope.len()));
                        parts.push((number, Part::of(&opened)));
                    }
                }
                Some(Err(_)) | None => {
                    if let Some(generation) = self.generations.get_mut(&id) {
                        generation.waiting.push(envelope.clone());
                    }
                }
            }
        }
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.since_snapshot = tail;
        }
        let snapshot = self.loading.under_way.get_mut(&id).and_then(Option::take);
        let snapshot = snapshot.map(|(body, own)| {
            let actors = self.covered_actors(id, &body);
            (body, own, actors)
        });
        let parts = self.take_suspects(id, &envelopes, parts);
        let this = self.household.this;
        let foreign = snapshot.as_ref().is_some_and(|(_, own, _)| !own)
            || parts.iter().any(|(_, part)| part.device != this);
        self.judge_load(work, id, envelopes, Job::load(snapshot, parts, this), foreign);
    }

    /// The worker has brought a volume back, or could not do it at all. The volume counts as damaged in this
    /// run then, and not as one without records.
    pub(crate) fn load_tried(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<Envelope>,
        done: Done,
    ) {
        match done {
            Done::Loaded(loaded) => self.loaded(now, work, id, envelopes, *loaded),
            _ => self.could_not_read(now, work, id),
        }
    }

    /// The worker has brought a volume back.
    fn loaded(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<Envelope>,
        loaded: Loaded,
    ) {
        self.loading.under_way.remove(&id);
        if loaded.snapshot_refused {
            self.note_unusable_snapshot(id);
        }
        for number in &loaded.waiting {
            if let (Some(envelope), Some(generation)) =
                (envelopes.get(*number), self.generations.get_mut(&id))
            {
                generation.waiting.push(envelope.clone());
            }
        }
        let snapshot = self.loading.covers.remove(&id).filter(|_| !loaded.snapshot_refused);
        let covers = snapshot.as_ref().map_or(&[][..], |(_, covers)| covers);
        self.note_loaded(id, &envelopes, &loaded, covers);
        if let Some((snapshot, covers)) = &snapshot {
            self.snapshot_held(now, work, snapshot, covers, Vec::new());
            self.resting.note_snapshot(id, snapshot.hash(), covers);
            self.take_back_covered(work, snapshot.header().alias, covers);
        }
        self.take_back_loaded(work, id, &envelopes, &loaded);
        for (number, why) in loaded.refused {
            if let Some(envelope) = envelopes.get(number) {
                self.put_aside(work, envelope, why);
                if let Some(generation) = self.generations.get_mut(&id) {
                    generation.left_out.insert(envelope.hash());
                }
            }
        }
        let was_out_of_sight = self.resting.is_up(&id) | self.is_read_after_all(id);
        self.insert_volume(id, loaded.volume);
        self.loading.loaded.insert(id);
        self.goes_on(now, work, id);
        if was_out_of_sight {
            self.unpark(now, work);
            self.add_pending_person(now, work);
        }
    }

    /// Goes on with what waited for a volume to be brought back.
    pub(super) fn goes_on(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        for (envelope, opened) in self.loading.take_early(&id) {
            self.snapshot_arrived(now, work, id, envelope, opened);
        }
        // What a peer sent while this volume was read may lack only the writers that are known now.
        self.retry_waiting(work, |generation| generation.id == id);
        self.next_admission(now, work, id);
        self.check_ready(now, work);
        self.carry_late(now, work);
        work.changed = true;
    }

    /// What the document holds of what was read for it.
    fn note_loaded(
        &mut self,
        id: GenerationId,
        envelopes: &[Envelope],
        loaded: &Loaded,
        covers: &[Covered],
    ) {
        let mut apart: BTreeSet<usize> = loaded.refused.iter().map(|(number, _)| *number).collect();
        apart.extend(&loaded.waiting);
        for (number, envelope) in envelopes.iter().enumerate() {
            let is_queued = self.receiving.judging.is_queued(id, envelope);
            let Some(generation) = self.generations.get_mut(&id) else {
                return;
            };
            if !is_queued && !apart.contains(&number) && !generation.waiting.holds(envelope) {
                generation.note_taken(envelope);
            }
        }
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.note_taken_with_snapshot(covers);
        }
    }

    /// What an earlier run set aside may be in the document that this one brought back.
    fn take_back_loaded(
        &mut self,
        work: &mut Work,
        id: GenerationId,
        envelopes: &[Envelope],
        loaded: &Loaded,
    ) {
        if self.aside.is_empty() {
            return;
        }
        let refused: BTreeSet<usize> = loaded.refused.iter().map(|(number, _)| *number).collect();
        let waiting: BTreeSet<usize> = loaded.waiting.iter().copied().collect();
        for (number, envelope) in envelopes.iter().enumerate() {
            let is_elsewhere = self.receiving.judging.is_queued(id, envelope)
                || self.generations.get(&id).is_some_and(|one| one.waiting.holds(envelope));
            if !refused.contains(&number) && !waiting.contains(&number) && !is_elsewhere {
                self.take_back(work, envelope.hash());
            }
        }
    }

    /// Another device's snapshot arrived. One that comes while its volume is being brought back waits: the
    /// volume would take its place in the plan, and what the snapshot holds would be gone from it.
    pub(crate) fn snapshot_arrived(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelope: Envelope,
        opened: Opened,
    ) {
        if self.loading.is_unread(&id) {
            return self.refuse(now, work, &envelope);
        }
        if !self.volume_is_loaded(id) {
            self.loading.early.push((id, envelope, opened));
            return self.wake(work, id);
        }
        let Ok(body) = SnapshotBody::decode(&opened.payload) else {
            self.put_aside(work, &envelope, "the snapshot cannot be read".to_owned());
            return self.refuse(now, work, &envelope);
        };
        self.know_writers_of(id, &body);
        let actors = self.covered_actors(id, &body);
        let covers = body.covers.clone();
        self.judge_snapshot(now, work, id, (envelope, covers), Job::take_snapshot(body, actors));
    }
}

fn as_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
