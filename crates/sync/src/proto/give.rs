//! Giving: answering what peers want, in order and within the window.

use std::collections::BTreeSet;

use kith_seal::{Alias, Envelope, StreamKey};

use super::event::{CloseReason, FetchId, OutEvent, SessionId};
use super::exchange::Exchange;
use super::frame::{Durable, Frame};
use super::lags::{Key, Lag};
use super::limits::{BATCH_BYTES, FETCHES, SNAPSHOT_GAP_BYTES, SNAPSHOT_GAP_ITEMS, WINDOW_BYTES};
use super::link::{Link, Phase, Reading};
use super::snapshot::{Gift, GiftStage, PIECE_BYTES, Tail};

/// The least that one read asks for: small streams are read whole.
const LEAST_READ_BYTES: usize = 16 * 1024;

impl Exchange {
    /// A peer wants these streams from these numbers on. What is not shared with it does not exist.
    pub(super) fn want(&mut self, session: SessionId, alias: Alias, streams: &[([u8; 32], u32)]) {
        if !self.shares(session, &alias) {
            return;
        }
        let wanted: Vec<(StreamKey, u32)> = streams
            .iter()
            .map(|(stream, from)| (StreamKey(*stream), *from))
            .filter(|(stream, from)| {
                self.holdings.position(&alias, stream).is_some_and(|held| *from < held.next_seq)
            })
            .collect();
        if let Some(gift) = self.choose_snapshot(session, alias, &wanted) {
            let Some(link) = self.links.get_mut(&session) else {
                return;
            };
            for tail in &gift.tail {
                link.lags.update(&(alias, tail.stream), |lag| lag.wanted = false);
            }
            link.giving.given.insert(alias, gift.hash);
            link.giving.gifts.push_back(gift);
            return;
        }
        // Who wants a stream once more did not take the snapshot that it was to go on after.
        if let Some(link) = self.links.get_mut(&session) {
            let again: BTreeSet<StreamKey> = wanted.iter().map(|(stream, _)| *stream).collect();
            for gift in link.giving.gifts.iter_mut().filter(|gift| gift.alias == alias) {
                gift.tail.retain(|tail| !again.contains(&tail.stream));
            }
        }
        for (stream, from) in wanted {
            self.begin(session, (alias, stream), from);
        }
    }

    /// The peer is done with items, and says what is durable there.
    pub(super) fn ack(&mut self, session: SessionId, took: u64, durable: &[Durable]) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        if !link.giving.concluded(took) {
            return self.close(session, CloseReason::BadFrame);
        }
        let Some(peer) = self.peers.get(&link.peer) else {
            return;
        };
        for (alias, streams) in durable {
            let alias = Alias(*alias);
            if !peer.aliases.shares(&alias) {
                continue;
            }
            let mut up_to = Vec::new();
            for (stream, next) in streams {
                let stream = StreamKey(*stream);
                let Some(held) = self.holdings.position(&alias, &stream) else {
                    continue;
                };
                link.lags.ack(&(alias, stream), *next);
                up_to.push((stream, held.next_seq.min(*next)));
            }
            if !up_to.is_empty() {
                self.out.push(OutEvent::Delivered { peer: link.peer, alias, up_to });
            }
        }
    }

    /// Something was read from disk for a peer.
    pub(super) fn fetched(&mut self, request: FetchId, envelopes: Vec<Envelope>) {
        let found = self.links.values_mut().find_map(|link| {
            let session = link.session;
            if let Some(reading) = link.giving.readings.remove(&request) {
                return Some((session, Some(reading)));
            }
            let gift = link.giving.gifts.front_mut()?;
            matches!(gift.stage, GiftStage::Reading(id) if id == request).then_some((session, None))
        });
        match found {
            Some((session, Some(reading))) => self.fetched_range(session, reading, envelopes),
            Some((session, None)) => self.fetched_snapshot(session, envelopes),
            None => {}
        }
    }

    /// Puts an envelope into what goes out with this step, if it is the next one for this peer and the window is open.
    /// Otherwise it is read from disk when its turn comes.
    pub(super) fn batch(link: &mut Link, envelope: &Envelope) {
        let header = envelope.header();
        let key = (header.alias, header.stream);
        let is_next = link
            .lags
            .get(&key)
            .is_some_and(|lag| lag.wanted && !lag.fetching && lag.sent == header.seq);
        let has_room = link.giving.items_left() > 0 && link.giving.bytes_left() > 0;
        if is_next && has_room {
            link.lags.update(&key, |lag| lag.sent = header.seq.saturating_add(1));
            link.giving.sent(envelope.len());
            link.giving.batch.push(envelope.clone());
        }
    }

    /// Sends what this step has gathered, several envelopes in a frame.
    pub(super) fn flush_batch(&mut self, session: SessionId) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let batch = std::mem::take(&mut link.giving.batch);
        let mut bytes = Vec::new();
        for envelope in batch {
            if !bytes.is_empty() && bytes.len().saturating_add(envelope.len()) > BATCH_BYTES {
                self.send(session, &Frame::Give { envelopes: &bytes });
                bytes.clear();
            }
            bytes.extend_from_slice(envelope.bytes());
        }
        if !bytes.is_empty() {
            self.send(session, &Frame::Give { envelopes: &bytes });
        }
    }

    /// Sends and reads on, as far as the window allows.
    pub(super) fn pump(&mut self, session: SessionId) {
        self.pump_snapshot(session);
        loop {
            let Some(link) = self.links.get_mut(&session) else {
                return;
            };
            let (items, bytes) = (link.giving.items_left(), link.giving.bytes_left());
            let has_room = items > 0 && bytes > 0 && link.giving.readings.len() < FETCHES;
            if link.phase != Phase::Open || !has_room {
                return;
            }
            let Some(key) = link.lags.first_ready() else {
                return;
            };
            let held = self.holdings.position(&key.0, &key.1);
            let (Some(held), Some(lag)) = (held, link.lags.get(&key)) else {
                link.lags.remove(&key);
                continue;
            };
            let likely = usize::try_from(held.bytes_from(lag.sent)).unwrap_or(usize::MAX);
            let max_bytes = likely.saturating_mul(2).clamp(LEAST_READ_BYTES, BATCH_BYTES);
            let items = items.min(lag.target.saturating_sub(lag.sent) as usize);
            let to = lag.sent.saturating_add(u32::try_from(items).unwrap_or(u32::MAX));
            link.lags.update(&key, |lag| lag.fetching = true);
            let request = self.next_fetch();
            let Some(link) = self.links.get_mut(&session) else {
                return;
            };
            link.giving.readings.insert(request, Reading { key, max_bytes, items });
            let (alias, stream) = key;
            self.out.push(OutEvent::Fetch {
                request,
                alias,
                stream,
                from: lag.sent,
                to,
                max_bytes,
            });
        }
    }

    /// Begins to give a stream from a number on. What is covered by a snapshot only cannot be given.
    fn begin(&mut self, session: SessionId, key: Key, from: u32) {
        let Some(held) = self.holdings.position(&key.0, &key.1) else {
            return;
        };
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let lag = link.lags.get(&key);
        link.lags.set(
            key,
            Lag {
                acked: lag.map_or(from, |lag| lag.acked).min(held.next_seq),
                sent: from,
                target: held.next_seq,
                told: held.next_seq,
                wanted: from >= held.first_seq,
                fetching: lag.is_some_and(|lag| lag.fetching),
            },
        );
    }

    /// A snapshot instead of a long tail, if there is one that helps and the peer did not get it in this session.
    fn choose_snapshot(
        &self,
        session: SessionId,
        alias: Alias,
        wanted: &[(StreamKey, u32)],
    ) -> Option<Gift> {
        let link = self.links.get(&session)?;
        let snapshot = self.holdings.snapshot(&alias)?;
        let (mut items, mut bytes, mut is_cut, mut helps) = (0u64, 0u64, false, false);
        for (stream, from) in wanted {
            let held = self.holdings.position(&alias, stream)?;
            items = items.saturating_add(u64::from(held.next_seq.saturating_sub(*from)));
            bytes = bytes.saturating_add(held.bytes_from(*from));
            is_cut |= *from < held.first_seq;
            helps |= snapshot.covers.get(stream).is_some_and(|covered| covered > from);
        }
        let is_wide = is_cut || items > SNAPSHOT_GAP_ITEMS || bytes > SNAPSHOT_GAP_BYTES;
        let is_given = link.giving.given.get(&alias) == Some(&snapshot.hash);
        if !is_wide || !helps || is_given {
            return None;
        }
        let tail = wanted
            .iter()
            .map(|(stream, from)| {
                let covered = snapshot.covers.get(stream).copied().unwrap_or(0);
                Tail { stream: *stream, wanted: *from, after: covered.max(*from) }
            })
            .collect();
        Some(Gift { alias, hash: snapshot.hash, tail, stage: GiftStage::Chosen })
    }

    fn fetched_range(&mut self, session: SessionId, reading: Reading, envelopes: Vec<Envelope>) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let key = reading.key;
        // What cannot be read is not asked for again in this session, or it would be for ever.
        let is_readable = !envelopes.is_empty();
        link.lags.update(&key, |lag| {
            lag.fetching = false;
            lag.wanted &= is_readable;
        });
        let is_shared = self.peers.get(&link.peer).is_some_and(|peer| peer.aliases.shares(&key.0));
        if !is_shared {
            return;
        }
        for envelope in envelopes {
            let header = envelope.header();
            if (header.alias, header.stream) == key {
                Self::batch(link, &envelope);
            }
        }
        self.flush_batch(session);
    }

    fn fetched_snapshot(&mut self, session: SessionId, envelopes: Vec<Envelope>) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let Some(gift) = link.giving.gifts.front_mut() else {
            return;
        };
        let snapshot = envelopes.into_iter().find(|envelope| envelope.header().alias == gift.alias);
        match snapshot {
            Some(snapshot) => {
                link.giving.given.insert(gift.alias, snapshot.hash());
                gift.stage = GiftStage::Sending(snapshot, 0);
            }
            None => gift.stage = GiftStage::Unreadable,
        }
    }

    /// Moves the first snapshot on: read, send piece by piece, wait until it is concluded, then the tail.
    fn pump_snapshot(&mut self, session: SessionId) {
        loop {
            let Some(link) = self.links.get_mut(&session) else {
                return;
            };
            let Some(gift) = link.giving.gifts.front_mut() else {
                return;
            };
            let alias = gift.alias;
            match &mut gift.stage {
                GiftStage::Reading(_) => return,
                GiftStage::Chosen => {
                    let request = self.next_fetch();
                    if let Some(link) = self.links.get_mut(&session)
                        && let Some(gift) = link.giving.gifts.front_mut()
                    {
                        gift.stage = GiftStage::Reading(request);
                    }
                    self.out.push(OutEvent::FetchSnapshot { request, alias });
                    return;
                }
                GiftStage::Sending(snapshot, offset) => {
                    let (snapshot, from) = (snapshot.clone(), *offset);
                    if link.giving.items_left() == 0 || link.giving.bytes_left() < PIECE_BYTES {
                        return;
                    }
                    let to = from.saturating_add(PIECE_BYTES).min(snapshot.len());
                    let Some(bytes) = snapshot.bytes().get(from..to) else {
                        return;
                    };
                    link.giving.sent(bytes.len());
                    if let Some(gift) = link.giving.gifts.front_mut() {
                        gift.stage = if to == snapshot.len() {
                            GiftStage::Sent
                        } else {
                            GiftStage::Sending(snapshot.clone(), to)
                        };
                    }
                    let (total, offset) = (snapshot.len() as u64, from as u64);
                    self.send(session, &Frame::Part { alias: alias.0, total, offset, bytes });
                }
                GiftStage::Sent | GiftStage::Unreadable => {
                    if !link.snapshot_is_concluded() {
                        return;
                    }
                    let Some(gift) = link.giving.gifts.pop_front() else {
                        return;
                    };
                    let is_sent = matches!(gift.stage, GiftStage::Sent);
                    for tail in gift.tail {
                        let from = if is_sent { tail.after } else { tail.wanted };
                        self.begin(session, (alias, tail.stream), from);
                    }
                }
            }
        }
    }
}

// One batch on top of the window is what a receiver must stand; see `FLOOD_BYTES`.
const _: () = assert!(WINDOW_BYTES + 2 * 1024 * 1024 < super::limits::FLOOD_BYTES);
