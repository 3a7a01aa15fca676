//! What cannot be read or merged yet: kept within bounds, counted, and tried again when something has come.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::{UnixMillis, WAITING_LIMIT};
use kith_seal::{Envelope, EnvelopeKind, GenerationId, StreamKey};

use super::Open;
use super::generations::Generation;
use super::receiving::Origin;
use crate::work::Work;

/// So many bytes of one generation may wait in memory, whatever the number of streams.
const WAITING_BYTES: usize = 32 * 1024 * 1024;

/// So many bytes of generations that nobody told us of yet may wait in memory.
const STRAY_BYTES: usize = 32 * 1024 * 1024;

/// Envelopes of one generation that wait for a key, a writer's proof or a forerunner. A count bounds them,
/// and never a date: what one waits for may be on its way for years.
#[derive(Debug, Default)]
pub(crate) struct WaitingRoom {
    by_place: BTreeMap<(StreamKey, u32), Envelope>,
    /// Those that are being tried again just now.
    on_their_way: BTreeSet<(StreamKey, u32)>,
    bytes: usize,
}

impl WaitingRoom {
    /// Whether there is room for one more that a peer sent.
    pub(crate) fn has_room_for(&self, envelope: &Envelope) -> bool {
        let stream = envelope.header().stream;
        let of_stream = self.by_place.range((stream, 0)..=(stream, u32::MAX)).count();
        of_stream < WAITING_LIMIT && self.bytes.saturating_add(envelope.len()) <= WAITING_BYTES
    }

    /// Keeps one, or takes one back that was tried in vain.
    pub(crate) fn push(&mut self, envelope: Envelope) {
        let place = place_of(&envelope);
        self.on_their_way.remove(&place);
        let len = envelope.len();
        if self.by_place.insert(place, envelope).is_none() {
            self.bytes = self.bytes.saturating_add(len);
        }
    }

    /// One need not wait any longer.
    pub(crate) fn remove(&mut self, envelope: &Envelope) {
        let place = place_of(envelope);
        self.on_their_way.remove(&place);
        if let Some(gone) = self.by_place.remove(&place) {
            self.bytes = self.bytes.saturating_sub(gone.len());
        }
    }

    /// Those to be tried again; they stay in the room until something comes of it.
    pub(crate) fn take_for_another_try(&mut self) -> Vec<Envelope> {
        let mut envelopes = Vec::new();
        for (place, envelope) in &self.by_place {
            if self.on_their_way.insert(*place) {
                envelopes.push(envelope.clone());
            }
        }
        envelopes
    }

    /// Whether exactly this one waits here.
    pub(crate) fn holds(&self, envelope: &Envelope) -> bool {
        self.by_place.get(&place_of(envelope)).is_some_and(|one| one.hash() == envelope.hash())
    }

    pub(crate) fn len(&self) -> usize {
        self.by_place.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }
}

impl Open {
    /// Opens again what waited, in the generations that `concerned` names.
    pub(crate) fn retry_waiting(
        &mut self,
        work: &mut Work,
        concerned: impl Fn(&Generation) -> bool,
    ) {
        let ids: Vec<GenerationId> = self
            .generations
            .iter()
            .filter(|generation| {
                !generation.waiting.is_empty()
                    && self.household.followed(generation.owner).is_some()
                    && concerned(generation)
            })
            .map(|generation| generation.id)
            .collect();
        for id in ids {
            let to_try = match self.generations.get_mut(&id) {
                Some(generation) => generation.waiting.take_for_another_try(),
                None => continue,
            };
            if !to_try.is_empty() {
                self.open_envelopes(work, id, to_try, Origin::Rest);
            }
        }
    }

    /// Envelopes that cannot be read or merged yet wait, those of peers at rest.
    pub(crate) fn wait_all(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<(Origin, Envelope)>,
    ) {
        let mut to_store = Vec::new();
        for one in envelopes {
            to_store.extend(self.must_wait(now, work, id, one));
        }
        if !to_store.is_empty() {
            self.writing.store(work, to_store);
        }
    }

    /// Gives the envelope back if it is to be put to rest. Where too many wait already it is not taken: it
    /// stays with the peer, who is asked for it again in the next run.
    pub(crate) fn must_wait(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        (origin, envelope): (Origin, Envelope),
    ) -> Option<Envelope> {
        let has_room = match self.generations.get_mut(&id) {
            Some(generation)
                if origin == Origin::Rest || generation.waiting.has_room_for(&envelope) =>
            {
                generation.waiting.push(envelope.clone());
                true
            }
            Some(_) | None => false,
        };
        match (origin, has_room) {
            (Origin::Rest, _) => None,
            // A snapshot rests only once it has been judged; until then it waits in memory alone.
            (Origin::Peer, true) if envelope.header().kind == EnvelopeKind::Snapshot => None,
            (Origin::Peer, true) => Some(envelope),
            (Origin::Peer, false) => {
                let header = envelope.header();
                self.receiving.judging.end(id, header.stream, header.seq);
                self.refuse(now, work, &envelope);
                None
            }
        }
    }

    /// Whether an envelope of a generation that nobody told us of may be kept until somebody does.
    pub(crate) fn has_room_for_stray(&self, envelope: &Envelope) -> bool {
        let stream = envelope.header().stream;
        let of_stream = self.strays.iter().filter(|stray| stray.header().stream == stream).count();
        let bytes: usize = self.strays.iter().map(Envelope::len).sum();
        of_stream < WAITING_LIMIT
            && bytes.saturating_add(envelope.len()) <= STRAY_BYTES
            && envelope.verify().is_ok()
    }
}

fn place_of(envelope: &Envelope) -> (StreamKey, u32) {
    let header = envelope.header();
    (header.stream, header.seq)
}
