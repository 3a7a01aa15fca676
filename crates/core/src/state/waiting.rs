//! What cannot be read or merged yet: kept within bounds, counted, and tried again when something has come.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::{UnixMillis, WAITING_LIMIT};
use kith_seal::{Envelope, EnvelopeKind, GenerationId, StreamKey};
use kith_sync::InEvent;

use super::Open;
use super::clocks::is_over;
use super::generations::Generation;
use super::receiving::Origin;
use crate::work::Work;

/// So many bytes of one generation may wait in memory, whatever the number of streams.
const WAITING_BYTES: usize = 32 * 1024 * 1024;

/// So many bytes of generations that nobody told us of yet may wait in memory.
const STRAY_BYTES: usize = 32 * 1024 * 1024;

/// So long after there was no room, or after the desk failed, it is looked whether that is over.
const ROOM_AGAIN_MILLIS: i64 = 5_000;

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

    /// Whether half of the room is free, for a stream and in all.
    pub(crate) fn is_half_free_for(&self, stream: StreamKey) -> bool {
        let of_stream = self.by_place.range((stream, 0)..=(stream, u32::MAX)).count();
        of_stream <= WAITING_LIMIT / 2 && self.bytes <= WAITING_BYTES / 2
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
    /// stays with the peer, who is asked for it again once there is room.
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
                self.no_room(now, work, id, &envelope);
                None
            }
        }
    }

    /// There is no room for an envelope: its stream stays with the peer until there is.
    pub(crate) fn no_room(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelope: &Envelope,
    ) {
        let header = envelope.header();
        self.receiving.without_room.insert((header.alias, header.stream), id);
        self.try_room_later(now, work);
        self.refuse(now, work, envelope);
    }

    /// Looks in a while whether there is room by then.
    pub(crate) fn try_room_later(&mut self, now: UnixMillis, work: &mut Work) {
        let at = *self
            .room_at
            .get_or_insert_with(|| UnixMillis(now.0.saturating_add(ROOM_AGAIN_MILLIS)));
        // Room may be lacking for years. Where nobody can be asked, that must not keep the computer awake.
        if self.network.started || !self.receiving.not_opened.is_empty() {
            work.wake_at(at);
        }
    }

    /// Time has passed: what the desk could not open is opened again, and whoever holds what there was no
    /// room for is asked for it where there is by now. Before that nothing of it may be on its way, or it
    /// would come to rest behind a gap.
    pub(crate) fn try_room(&mut self, now: UnixMillis, work: &mut Work) {
        if !self.room_at.is_some_and(|at| is_over(now, at, ROOM_AGAIN_MILLIS)) {
            return;
        }
        self.room_at = None;
        let not_opened = std::mem::take(&mut self.receiving.not_opened);
        self.retry_waiting(work, |generation| not_opened.contains(&generation.id));
        for ((alias, stream), id) in std::mem::take(&mut self.receiving.without_room) {
            if !self.receiving.is_still(id) || !self.has_room_again(id, stream) {
                self.receiving.without_room.insert((alias, stream), id);
                continue;
            }
            self.receiving.judging.go_on(id, stream);
            self.exchange(now, work, InEvent::Room { alias, stream });
        }
        if !self.receiving.without_room.is_empty() {
            self.try_room_later(now, work);
        }
        work.changed = true;
    }

    /// Whether half of the room is free, so that asking again is worth while.
    fn has_room_again(&self, id: GenerationId, stream: StreamKey) -> bool {
        match self.generations.get(&id) {
            Some(generation) => generation.waiting.is_half_free_for(stream),
            None => {
                let (of_stream, bytes) = self.strays_of(stream);
                of_stream <= WAITING_LIMIT / 2 && bytes <= STRAY_BYTES / 2
            }
        }
    }

    /// Whether an envelope of a generation that nobody told us of cannot be kept until somebody does.
    pub(crate) fn lacks_room_for_stray(&self, envelope: &Envelope) -> bool {
        let header = envelope.header();
        let (of_stream, bytes) = self.strays_of(header.stream);
        of_stream >= WAITING_LIMIT
            || bytes.saturating_add(envelope.len()) > STRAY_BYTES
            || self.receiving.without_room.contains_key(&(header.alias, header.stream))
    }

    fn strays_of(&self, stream: StreamKey) -> (usize, usize) {
        let of_stream = self.strays.iter().filter(|stray| stray.header().stream == stream).count();
        (of_stream, self.strays.iter().map(Envelope::len).sum())
    }
}

fn place_of(envelope: &Envelope) -> (StreamKey, u32) {
    let header = envelope.header();
    (header.stream, header.seq)
}
