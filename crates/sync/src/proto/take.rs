//! Taking: what peers give and what becomes of it.

use std::collections::{BTreeSet, VecDeque};

use kith_seal::{Envelope, EnvelopeKind, Hash};

use super::event::{CloseReason, OutEvent, PeerId, SessionId};
use super::exchange::Exchange;
use super::holdings::{Fit, fit};
use super::lags::Key;
use super::limits::{FLOOD_BYTES, WINDOW_ITEMS};

/// One delivered envelope that is neither stored nor refused yet.
#[derive(Debug, Clone)]
struct Item {
    seq: u32,
    hash: Hash,
    session: SessionId,
    peer: PeerId,
    bytes: usize,
}

/// The delivered envelopes of one stream, oldest first.
#[derive(Debug, Default)]
pub(super) struct Checking {
    items: VecDeque<Item>,
}

impl Checking {
    /// Where the stream will stand if all of them are stored.
    pub(super) fn position(&self) -> Option<(u32, Hash)> {
        self.items.back().map(|item| (item.seq.saturating_add(1), item.hash))
    }
}

impl Exchange {
    /// Envelopes came. All of them are read before any is taken.
    pub(super) fn give(&mut self, session: SessionId, mut bytes: &[u8]) {
        let mut envelopes = Vec::new();
        while !bytes.is_empty() {
            let one = Envelope::peek_len(bytes).ok().and_then(|len| bytes.split_at_checked(len));
            let envelope = one.and_then(|(one, rest)| {
                bytes = rest;
                Envelope::decode(one).ok()
            });
            match envelope {
                Some(envelope) if envelope.header().kind != EnvelopeKind::Snapshot => {
                    envelopes.push(envelope);
                }
                Some(_) | None => return self.close(session, CloseReason::BadFrame),
            }
        }
        let mut accepted = Vec::new();
        for envelope in envelopes {
            if !self.links.contains_key(&session) {
                return;
            }
            if self.accept(session, &envelope) {
                // At once, so that the next one in the same frame is seen to continue this one.
                self.begin_checking(session, &envelope);
                accepted.push(envelope);
            } else if let Some(link) = self.links.get_mut(&session) {
                link.taking.pass();
            }
        }
        self.deliver(session, accepted);
    }

    /// Whether an envelope is to be checked. If not, it is done with.
    fn accept(&mut self, session: SessionId, envelope: &Envelope) -> bool {
        let header = envelope.header();
        let key = (header.alias, header.stream);
        if !self.shares(session, &header.alias) {
            return false;
        }
        let (expected, head) = self.expected(&key);
        let held = self.holdings.fit(envelope);
        let has_room = self.holdings.has_room_for(&header.alias, &header.stream);
        let Some(link) = self.links.get_mut(&session) else {
            return false;
        };
        let Some(peer) = self.peers.get_mut(&link.peer) else {
            return false;
        };
        let after = header.seq.saturating_add(1);
        if !peer.blocked.takes(&key, after) || !has_room {
            return false;
        }
        if held != Fit::Fork {
            // Who gives a number holds all before it.
            link.lags.ack(&key, after);
        }
        match (held, fit(expected, head, envelope)) {
            (Fit::Known, _) => {
                link.taking.owe_durable(key, after);
                false
            }
            (Fit::Fork, _) => {
                self.fork(session, key, envelope);
                false
            }
            (Fit::Next | Fit::Gap, Fit::Next) => {
                self.note_ahead(session, key, after);
                true
            }
            // Another peer's envelope for this place is being checked. What comes of that decides.
            (Fit::Next | Fit::Gap, Fit::Known | Fit::Fork) => {
                self.note_ahead(session, key, after);
                false
            }
            (Fit::Next | Fit::Gap, Fit::Gap) => {
                self.note_ahead(session, key, after);
                self.ask(session, header.alias);
                false
            }
        }
    }

    /// Hands on what a peer gave. Who sends more than the window allows is cut off, so that nothing piles up here.
    pub(super) fn deliver(&mut self, session: SessionId, envelopes: Vec<Envelope>) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let peer = link.peer;
        let is_flood = link.taking.undelivered_items > WINDOW_ITEMS
            || (link.taking.undelivered_bytes > FLOOD_BYTES && link.taking.undelivered_items > 1);
        if !envelopes.is_empty() {
            self.out.push(OutEvent::Deliver { peer, envelopes });
        }
        if is_flood {
            self.close(session, CloseReason::Flood);
        }
    }

    fn begin_checking(&mut self, session: SessionId, envelope: &Envelope) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let peer = link.peer;
        let header = envelope.header();
        let (alias, stream, seq) = (header.alias, header.stream, header.seq);
        let (hash, bytes) = (envelope.hash(), envelope.len());
        link.taking.begin(bytes);
        let item = Item { seq, hash, session, peer, bytes };
        self.checking.entry((alias, stream)).or_default().items.push_back(item);
    }

    /// Envelopes are durable: acknowledges them to who gave them, and passes them on to everybody else.
    pub(super) fn stored(&mut self, envelopes: &[Envelope]) {
        for envelope in envelopes {
            let header = envelope.header();
            if header.kind == EnvelopeKind::Snapshot {
                continue;
            }
            let key = (header.alias, header.stream);
            match self.holdings.fit(envelope) {
                Fit::Next => {
                    self.holdings.push(envelope);
                    self.conclude(&key, header.seq);
                    self.pass_on(envelope);
                    self.progressed(key);
                }
                Fit::Known => self.conclude(&key, header.seq),
                Fit::Fork | Fit::Gap => {
                    self.out.push(OutEvent::Fork {
                        peer: None,
                        alias: key.0,
                        stream: key.1,
                        seq: header.seq,
                        evidence: Some(envelope.clone()),
                    });
                    self.conclude(&key, header.seq);
                }
            }
        }
    }

    /// An envelope was set aside. Who gave it is not asked for that stream again in this run; others are.
    pub(super) fn refused(&mut self, key: Key, seq: u32) {
        for peer in self.not_taken(key, seq) {
            self.block(peer, key);
        }
        self.snapshot_refused(key, seq);
    }

    /// There was no room for an envelope. Who gave it is asked for that stream again once there is.
    pub(super) fn no_room(&mut self, key: Key, seq: u32) {
        for peer in self.not_taken(key, seq) {
            self.defer(peer, key, seq);
        }
        self.snapshot_without_room(key, seq);
    }

    /// Everything of a stream from `seq` on that was being checked is done with. Gives those who gave it.
    fn not_taken(&mut self, key: Key, seq: u32) -> BTreeSet<PeerId> {
        let mut givers: Vec<(PeerId, SessionId, usize)> = Vec::new();
        if let Some(checking) = self.checking.get_mut(&key) {
            while checking.items.back().is_some_and(|item| item.seq >= seq) {
                if let Some(item) = checking.items.pop_back() {
                    givers.push((item.peer, item.session, item.bytes));
                }
            }
            if checking.items.is_empty() {
                self.checking.remove(&key);
            }
        }
        let mut peers = BTreeSet::new();
        for (peer, session, bytes) in givers {
            if let Some(link) = self.links.get_mut(&session) {
                link.taking.end(bytes);
            }
            peers.insert(peer);
        }
        peers
    }

    /// Everything of a stream up to `seq` that was being checked is done with.
    fn conclude(&mut self, key: &Key, seq: u32) {
        let Some(checking) = self.checking.get_mut(key) else {
            return;
        };
        while checking.items.front().is_some_and(|item| item.seq <= seq) {
            let Some(item) = checking.items.pop_front() else {
                break;
            };
            if let Some(link) = self.links.get_mut(&item.session) {
                link.taking.end(item.bytes);
            }
        }
        if checking.items.is_empty() {
            self.checking.remove(key);
        }
    }

    /// A newly durable envelope goes to everybody who shares its alias and does not have it.
    fn pass_on(&mut self, envelope: &Envelope) {
        let header = envelope.header();
        let key = (header.alias, header.stream);
        let after = header.seq.saturating_add(1);
        for link in self.links.values_mut() {
            let Some(peer) = self.peers.get_mut(&link.peer) else {
                continue;
            };
            if !peer.aliases.shares(&header.alias) {
                continue;
            }
            if link.ahead.get(&key).is_some_and(|theirs| *theirs >= after) {
                link.taking.owe_durable(key, after);
            } else if link.is_settled(&header.alias) {
                link.lags.grow(key, header.seq, true);
                Self::batch(link, envelope);
            } else {
                link.changed.entry(key).or_insert(header.seq);
                link.lags.grow(key, header.seq, false);
            }
        }
        for peer in self.peers.values_mut() {
            if peer.link.is_none() && peer.aliases.shares(&header.alias) {
                peer.progress.waiting = peer.progress.waiting.saturating_add(1);
            }
        }
    }

    /// A peer shows another envelope for a place that is taken. If its stream signed it, that is proof; if not, the
    /// peer made it up.
    fn fork(&mut self, session: SessionId, key: Key, envelope: &Envelope) {
        if envelope.verify().is_err() {
            return self.close(session, CloseReason::BadFrame);
        }
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let peer = link.peer;
        link.forked.insert(key);
        self.out.push(OutEvent::Fork {
            peer: Some(peer),
            alias: key.0,
            stream: key.1,
            seq: envelope.header().seq,
            evidence: Some(envelope.clone()),
        });
        self.block(peer, key);
    }
}
