//! Snapshots of other devices on their way to rest, one at a time for each generation.
//!
//! A document is read from the newest snapshot and from what the logs hold after it. So a snapshot that leaves out what
//! rests under the newest one alone must never take its place: two devices that wrote apart have each made one, and
//! neither holds the other's words. An own device rests a snapshot of its own then, of both; a guest, who makes none,
//! asks for the envelopes instead.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::UnixMillis;
use kith_seal::{Covered, Envelope, GenerationId, Hash, StreamKey};
use kith_vault::VaultRequest;

use super::generations::Generation;
use super::snapshots::taken_now;
use super::{Open, Then};
use crate::work::Work;

/// Snapshots that are on their way to rest.
#[derive(Debug, Default)]
pub(crate) struct Merging {
    /// Those of other devices that are in the document, and not at rest yet.
    waiting: BTreeMap<GenerationId, Vec<(Envelope, Vec<Covered>)>>,
    /// The generations of which a snapshot is being made or put, and those of others that come to rest with it.
    under_way: BTreeMap<GenerationId, Vec<Envelope>>,
}

impl Merging {
    /// Whether no snapshot is being made or put.
    pub(super) fn is_quiet(&self) -> bool {
        self.under_way.is_empty() && self.waiting.is_empty()
    }

    /// Whether one of this generation is.
    pub(super) fn is_under_way(&self, id: &GenerationId) -> bool {
        self.under_way.contains_key(id)
    }

    /// A snapshot of the document as it is now is being made: it holds those that wait.
    pub(super) fn begin(&mut self, id: GenerationId) {
        let waiting = self.waiting.remove(&id).unwrap_or_default();
        let held = waiting.into_iter().map(|(envelope, _)| envelope).collect();
        self.under_way.insert(id, held);
    }

    /// Takes the one that has waited longest.
    fn next(&mut self, id: GenerationId) -> Option<(Envelope, Vec<Covered>)> {
        let waiting = self.waiting.get_mut(&id)?;
        let next = (!waiting.is_empty()).then(|| waiting.remove(0));
        if waiting.is_empty() {
            self.waiting.remove(&id);
        }
        next
    }

    /// What was under way of a generation is over; gives what it held of others.
    pub(super) fn end(&mut self, id: &GenerationId) -> Vec<Envelope> {
        self.under_way.remove(id).unwrap_or_default()
    }
}

impl Open {
    /// Whether a snapshot that covers this leaves out something that rests under the newest one. A guest has no other
    /// way to take one than as it is, so for a guest it is enough that the logs hold the rest.
    pub(super) fn leaves_out(&self, generation: &Generation, covers: &[Covered]) -> bool {
        let alias = &generation.alias;
        let theirs: BTreeMap<StreamKey, u32> =
            covers.iter().map(|one| (one.stream, one.last_seq)).collect();
        let is_ours = generation.owner == self.household.me;
        self.at_rest.all_covered(alias).any(|(stream, last)| {
            let covered = theirs.get(stream).copied();
            match is_ours {
                true => covered < Some(last),
                false => !self.at_rest.reaches(alias, stream, covered, last),
            }
        })
    }

    /// Another device's snapshot is in the document, and is to rest.
    pub(super) fn rest_snapshot(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelope: Envelope,
        covers: Vec<Covered>,
    ) {
        self.merging.waiting.entry(id).or_default().push((envelope, covers));
        self.rest_snapshots(now, work, id);
    }

    /// Goes on with every snapshot that waits.
    pub(super) fn rest_all_snapshots(&mut self, now: UnixMillis, work: &mut Work) {
        let waiting: BTreeSet<GenerationId> = self.merging.waiting.keys().copied().collect();
        for id in waiting {
            self.rest_snapshots(now, work, id);
        }
    }

    /// Goes on with the snapshots of a generation that wait, unless one of it is on its way.
    pub(super) fn rest_snapshots(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        while !self.merging.is_under_way(&id)
            && let Some(waiting) = self.merging.waiting.get(&id)
            && let Some(generation) = self.generations.get(&id)
        {
            let is_ours = generation.owner == self.household.me;
            // Of two, neither is known to hold the other.
            let is_alone = waiting.len() == 1 || !is_ours;
            let first = waiting.first();
            let is_enough = first.is_some_and(|(_, covers)| !self.leaves_out(generation, covers));
            match (is_alone && is_enough, is_ours) {
                (true, _) => self.put_next(work, id),
                (false, false) => self.refuse_next(now, work, id),
                // What is written here just now is in the document, and is not at rest.
                (false, true) if self.writing.open_count() > 0 => return,
                (false, true) => self.merge_all(now, work, id),
            }
        }
    }

    /// Puts the snapshot that came first to rest as it is.
    fn put_next(&mut self, work: &mut Work, id: GenerationId) {
        if let Some((envelope, covers)) = self.merging.next(id) {
            self.merging.under_way.insert(id, vec![envelope.clone()]);
            let request = VaultRequest::PutSnapshot { envelope: envelope.clone() };
            work.vault(request, Then::SnapshotPut { envelope, covers });
        }
    }

    fn refuse_next(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        if let Some((envelope, _)) = self.merging.next(id) {
            self.refuse(now, work, &envelope);
        }
    }

    /// Begins a snapshot of this device's own, which holds all that wait.
    fn merge_all(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        let generation = self.generations.get(&id);
        let covers = generation.and_then(|generation| {
            let covers = taken_now(generation);
            (!self.leaves_out(generation, &covers)).then_some(covers)
        });
        if !covers.is_some_and(|covers| self.begin_snapshot(work, id, covers)) {
            self.merging.begin(id);
            self.snapshot_failed(now, work, id);
        }
    }

    /// A snapshot of a generation could not be made or put. What it would have held of others does not rest.
    pub(super) fn snapshot_failed(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        for envelope in self.merging.end(&id) {
            self.refuse(now, work, &envelope);
        }
    }

    /// The snapshots of others that rest with the one that was just put, by hash.
    pub(super) fn merged_with(&mut self, work: &mut Work, id: GenerationId) -> Vec<Hash> {
        let merged: Vec<Hash> = self.merging.end(&id).iter().map(Envelope::hash).collect();
        for hash in &merged {
            self.take_back(work, *hash);
        }
        merged
    }
}
