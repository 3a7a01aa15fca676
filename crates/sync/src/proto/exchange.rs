//! The exchange itself: peers, connections, and who hears what.

use std::collections::BTreeMap;

use kith_seal::{Alias, Hash, StreamKey, UnixMillis};

use super::ask::Asked;
use super::event::{
    AliasSet, CloseReason, FetchId, InEvent, OutEvent, PeerId, PeerProgress, SessionId,
};
use super::frame::{Frame, PROTOCOL_VERSION};
use super::holdings::Holdings;
use super::lags::Key;
use super::link::{Link, Phase};
use super::peers::Peer;
use super::take::Checking;
use super::take_snapshot::CheckingSnapshot;

/// One state machine for all peers. Same events, same answers: it reads no clock and throws no dice.
#[derive(Debug)]
pub struct Exchange {
    own: PeerId,
    run: [u8; 16],
    pub(super) holdings: Holdings,
    pub(super) peers: BTreeMap<PeerId, Peer>,
    pub(super) links: BTreeMap<SessionId, Link>,
    /// Envelopes delivered and not concluded, by stream.
    pub(super) checking: BTreeMap<Key, Checking>,
    pub(super) checking_snapshots: BTreeMap<Hash, CheckingSnapshot>,
    /// Which connection a stream was asked of.
    pub(super) asked: BTreeMap<Key, Asked>,
    next_fetch: u64,
    pub(super) now: UnixMillis,
    pub(super) out: Vec<OutEvent>,
}

impl Exchange {
    /// An exchange that holds nothing and knows nobody. `own` is this device's transport id; `run` is random for each
    /// run of the program.
    pub fn new(own: PeerId, run: [u8; 16]) -> Self {
        Self {
            own,
            run,
            holdings: Holdings::default(),
            peers: BTreeMap::new(),
            links: BTreeMap::new(),
            checking: BTreeMap::new(),
            checking_snapshots: BTreeMap::new(),
            asked: BTreeMap::new(),
            next_fetch: 0,
            now: UnixMillis::default(),
            out: Vec::new(),
        }
    }

    /// Takes one event and says what is to be done, in order.
    pub fn handle(&mut self, now: UnixMillis, event: InEvent) -> Vec<OutEvent> {
        self.now = now;
        match event {
            InEvent::SetPeer { peer, aliases } => self.set_peer(peer, aliases),
            InEvent::DropPeer { peer } => self.drop_peer(peer),
            InEvent::Connected { session, peer, dialled } => self.connected(session, peer, dialled),
            InEvent::Closed { session } => self.forget_link(session),
            InEvent::Frame { session, bytes } => self.frame(session, &bytes),
            InEvent::Held { alias, streams } => self.held(alias, streams),
            InEvent::HeldSnapshot { alias, hash, len, covers, merged } => {
                self.held_snapshot(alias, (hash, len), &covers, &merged);
            }
            InEvent::Stored { envelopes } => self.stored(&envelopes),
            InEvent::Refused { alias, stream, seq } => self.refused((alias, stream), seq),
            InEvent::NoRoom { alias, stream, seq } => self.no_room((alias, stream), seq),
            InEvent::Room { alias, stream } => self.make_room((alias, stream)),
            InEvent::Fetched { request, envelopes } => self.fetched(request, envelopes),
            InEvent::Tick => self.ask_again(),
        }
        self.finish();
        std::mem::take(&mut self.out)
    }

    /// What is durable here.
    pub fn holdings(&self) -> &Holdings {
        &self.holdings
    }

    /// How it stands with a peer.
    pub fn progress(&self, peer: &PeerId) -> Option<PeerProgress> {
        self.peers.get(peer).map(|peer| peer.progress)
    }

    fn connected(&mut self, session: SessionId, peer: PeerId, dialled: bool) {
        let Some(known) = self.peers.get(&peer) else {
            self.out.push(OutEvent::Close { session, why: CloseReason::Stranger });
            return;
        };
        let root = self.holdings.root(&known.aliases);
        self.links.insert(session, Link::new(session, peer, dialled, root));
        let hello = Frame::Hello {
            min: PROTOCOL_VERSION,
            max: PROTOCOL_VERSION,
            features: 0,
            run: self.run,
            root,
        };
        self.send(session, &hello);
    }

    fn frame(&mut self, session: SessionId, bytes: &[u8]) {
        let Some(link) = self.links.get(&session) else {
            return;
        };
        let phase = link.phase;
        let Some(peer) = self.peers.get_mut(&link.peer) else {
            return;
        };
        let cost = bytes.len().saturating_add(4);
        peer.progress.received_bytes = peer.progress.received_bytes.saturating_add(cost as u64);
        if peer.aliases != AliasSet::All {
            peer.bucket.refill(self.now);
            if !peer.bucket.take(cost) {
                return self.close(session, CloseReason::Flood);
            }
        }
        let Ok(frame) = Frame::decode(bytes) else {
            return self.close(session, CloseReason::BadFrame);
        };
        match (phase, frame) {
            (Phase::Greeting, Frame::Hello { min, max, run, root, .. }) => {
                if min > PROTOCOL_VERSION || max < PROTOCOL_VERSION {
                    return self.close(session, CloseReason::Version);
                }
                if self.is_kept(session, run) {
                    self.hello(session, root);
                }
            }
            (Phase::Comparing, Frame::Digests { aliases }) => self.digests(session, &aliases),
            (Phase::Open, Frame::Vector { alias, answer, streams }) => {
                self.vector(session, Alias(alias), answer, &streams);
            }
            (Phase::Open, Frame::Want { alias, streams }) => {
                self.want(session, Alias(alias), &streams);
            }
            (Phase::Open, Frame::Give { envelopes }) => self.give(session, envelopes),
            (Phase::Open, Frame::Part { alias, total, offset, bytes }) => {
                self.part(session, Alias(alias), total, offset, bytes);
            }
            (Phase::Open, Frame::Ack { took, durable }) => self.ack(session, took, &durable),
            (Phase::Greeting | Phase::Comparing | Phase::Open, _) => {
                self.close(session, CloseReason::BadFrame);
            }
        }
    }

    /// Of two connections with one peer, keeps one: that of the newer run, else the one dialled by the lower id, else
    /// the newer one. Both sides decide alike. Returns whether `session` is kept.
    fn is_kept(&mut self, session: SessionId, run: [u8; 16]) -> bool {
        let Some(link) = self.links.get_mut(&session) else {
            return false;
        };
        link.their_run = Some(run);
        let (peer, dialled) = (link.peer, link.dialled);
        let Some(known) = self.peers.get_mut(&peer) else {
            return false;
        };
        let other = known.link.filter(|other| *other != session);
        if let Some(other) = other.and_then(|other| self.links.get(&other)) {
            let lower_dials = self.own < peer;
            if other.their_run == Some(run) && other.dialled != dialled && dialled != lower_dials {
                self.close(session, CloseReason::Duplicate);
                return false;
            }
            let loser = other.session;
            self.close(loser, CloseReason::Duplicate);
        }
        if let Some(known) = self.peers.get_mut(&peer) {
            known.link = Some(session);
        }
        true
    }

    // ---- used by the other parts of the exchange --------------------------------------------------------------------

    /// Whether `alias` exists for the peer at the other end.
    pub(super) fn shares(&self, session: SessionId, alias: &Alias) -> bool {
        self.links
            .get(&session)
            .and_then(|link| self.peers.get(&link.peer))
            .is_some_and(|peer| peer.aliases.shares(alias))
    }

    pub(super) fn send(&mut self, session: SessionId, frame: &Frame<'_>) {
        let Some(link) = self.links.get(&session) else {
            return;
        };
        let frame = frame.encode();
        if let Some(peer) = self.peers.get_mut(&link.peer) {
            let cost = (frame.len() as u64).saturating_add(4);
            peer.progress.sent_bytes = peer.progress.sent_bytes.saturating_add(cost);
        }
        self.out.push(OutEvent::Send { session, frame });
    }

    pub(super) fn close(&mut self, session: SessionId, why: CloseReason) {
        if self.links.contains_key(&session) {
            self.out.push(OutEvent::Close { session, why });
            self.forget_link(session);
        }
    }

    pub(super) fn next_fetch(&mut self) -> FetchId {
        self.next_fetch = self.next_fetch.wrapping_add(1);
        FetchId(self.next_fetch)
    }

    fn forget_link(&mut self, session: SessionId) {
        let Some(link) = self.links.remove(&session) else {
            return;
        };
        if let Some(peer) = self.peers.get_mut(&link.peer)
            && peer.link == Some(session)
        {
            peer.link = None;
        }
        let orphans: Vec<Key> = self
            .asked
            .iter()
            .filter(|(_, asked)| asked.session == session)
            .map(|(key, _)| *key)
            .collect();
        for key in orphans {
            self.asked.remove(&key);
            self.ask_anyone(key, None);
        }
    }

    /// Ends every step: gives what can be given, acknowledges, and reports what changed.
    fn finish(&mut self) {
        let sessions: Vec<SessionId> = self.links.keys().copied().collect();
        for session in sessions {
            self.flush_batch(session);
            self.pump(session);
            self.acknowledge(session);
        }
        for (id, peer) in &mut self.peers {
            let link = peer.link.and_then(|session| self.links.get(&session));
            peer.progress.connected = link.is_some();
            peer.progress.in_step = link.is_some_and(Link::is_in_step);
            // Whoever holds what is not taken here is not known to agree with us.
            if peer.progress.in_step && peer.blocked.is_empty() {
                peer.progress.in_step_as_of = Some(self.now);
            }
            if let Some(link) = link.filter(|link| link.phase == Phase::Open) {
                peer.progress.waiting = link.lags.waiting();
            }
            let news =
                |progress: &PeerProgress| (progress.connected, progress.in_step, progress.waiting);
            if peer.reported.as_ref().map(news) != Some(news(&peer.progress)) {
                peer.reported = Some(peer.progress);
                self.out.push(OutEvent::Progress { peer: *id, progress: peer.progress });
            }
        }
    }

    /// Says what is durable and how much was taken. A peer above its rate has to wait for it.
    pub(super) fn acknowledge(&mut self, session: SessionId) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&link.peer) else {
            return;
        };
        if peer.aliases != AliasSet::All {
            peer.bucket.refill(self.now);
            if !peer.bucket.is_open() {
                return;
            }
        }
        if let Some((took, durable)) = link.taking.take_owed() {
            self.send(session, &Frame::Ack { took, durable });
        }
    }

    /// The position that the next envelope of a stream must continue: what is held, and what is being checked.
    pub(super) fn expected(&self, key: &Key) -> (u32, Hash) {
        if let Some(position) = self.checking.get(key).and_then(Checking::position) {
            return position;
        }
        let (alias, stream): &(Alias, StreamKey) = key;
        self.holdings
            .position(alias, stream)
            .map_or((0, Hash::ZERO), |position| (position.next_seq, position.head))
    }
}
