//! Finding out what differs: hello, digests, vectors.

use std::collections::BTreeSet;

use kith_seal::{Alias, Hash, StreamKey};

use super::event::{AliasSet, OutEvent, SessionId};
use super::exchange::Exchange;
use super::frame::{Digest, Frame};
use super::lags::{Key, Lag, keys_of};
use super::limits::{AHEAD_GUEST, AHEAD_OWN, STREAMS};
use super::link::Phase;

impl Exchange {
    /// Their root came. Equal roots mean that they stand where we stood when we sent ours.
    pub(super) fn hello(&mut self, session: SessionId, root: [u8; 32]) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        if link.sent_root == root {
            link.phase = Phase::Open;
            self.settle_changed(session, None);
            return self.open(session);
        }
        let Some(peer) = self.peers.get(&link.peer) else {
            return;
        };
        link.phase = Phase::Comparing;
        // From here on what counts is where the digests say that we stand, not where the hello said.
        link.changed.clear();
        link.lags.retain(|_| false);
        link.sent_digests = self.holdings.digests(&peer.aliases);
        let aliases = link.sent_digests.iter().map(|(alias, digest)| (alias.0, *digest)).collect();
        self.send(session, &Frame::Digests { aliases });
    }

    /// Their digests came: the vectors of what differs follow.
    pub(super) fn digests(&mut self, session: SessionId, theirs: &[([u8; 16], Digest)]) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let Some(peer) = self.peers.get(&link.peer) else {
            return;
        };
        let ours = std::mem::take(&mut link.sent_digests);
        let mut differing: BTreeSet<Alias> = ours.keys().copied().collect();
        for (alias, digest) in theirs {
            let alias = Alias(*alias);
            if ours.get(&alias) == Some(digest) {
                differing.remove(&alias);
            } else if peer.aliases.shares(&alias) {
                differing.insert(alias);
            }
        }
        differing.retain(|alias| peer.aliases.shares(alias));
        link.phase = Phase::Open;
        link.unsettled.clone_from(&differing);
        self.settle_changed(session, None);
        for alias in differing {
            self.assume_nothing(session, alias);
            self.send_vector(session, alias, false);
        }
        self.open(session);
    }

    /// Their vector of one alias came.
    pub(super) fn vector(
        &mut self,
        session: SessionId,
        alias: Alias,
        answer: bool,
        streams: &[([u8; 32], u32, [u8; 32])],
    ) {
        if !self.shares(session, &alias) {
            return;
        }
        if answer {
            self.send_vector(session, alias, false);
            // What our own vector costs is charged to who asked for it.
            self.charge_vector(session, alias);
        }
        let named: BTreeSet<StreamKey> =
            streams.iter().map(|(stream, _, _)| StreamKey(*stream)).collect();
        let mut delivered = Vec::new();
        for (stream, next, head) in streams {
            let stream = StreamKey(*stream);
            let ours = self.compare_stream(session, (alias, stream), *next, Hash(*head));
            if ours > 0 {
                delivered.push((stream, ours));
            }
        }
        let unnamed: Vec<StreamKey> = self
            .holdings
            .streams(&alias)
            .map(|(stream, _)| stream)
            .filter(|stream| !named.contains(stream))
            .collect();
        for stream in unnamed {
            self.compare_stream(session, (alias, stream), 0, Hash::ZERO);
        }
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let peer = link.peer;
        link.unsettled.remove(&alias);
        self.settle_changed(session, Some(alias));
        if !delivered.is_empty() {
            self.out.push(OutEvent::Delivered { peer, alias, up_to: delivered });
        }
        self.ask(session, alias);
    }

    /// Offers an alias that is newly shared, and asks for their side of it.
    pub(super) fn offer_again(&mut self, session: SessionId, alias: Alias) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        match link.phase {
            Phase::Greeting | Phase::Comparing => {
                link.reoffer.insert(alias);
            }
            Phase::Open => {
                link.unsettled.insert(alias);
                self.assume_nothing(session, alias);
                self.send_vector(session, alias, true);
            }
        }
    }

    /// Sends where we stand in one alias.
    pub(super) fn send_vector(&mut self, session: SessionId, alias: Alias, answer: bool) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let told: Vec<Key> = link.changed.range(keys_of(&alias)).map(|(key, _)| *key).collect();
        for key in told {
            link.changed.remove(&key);
        }
        let streams = self
            .holdings
            .streams(&alias)
            .take(STREAMS)
            .map(|(stream, position)| (stream.0, position.next_seq, position.head.0))
            .collect();
        self.send(session, &Frame::Vector { alias: alias.0, answer, streams });
    }

    /// Until their vector says otherwise the peer holds nothing of this alias, and is sent nothing unasked.
    fn assume_nothing(&mut self, session: SessionId, alias: Alias) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        for (stream, position) in self.holdings.streams(&alias) {
            let target = position.next_seq;
            let lag =
                Lag { acked: 0, sent: 0, target, told: target, wanted: false, fetching: false };
            link.lags.set((alias, stream), lag);
        }
    }

    /// A session has just opened: offers what became shared meanwhile.
    fn open(&mut self, session: SessionId) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        for alias in std::mem::take(&mut link.reoffer) {
            self.offer_again(session, alias);
        }
    }

    /// Streams that grew while we compared go to the peer, from where we said that we stood.
    fn settle_changed(&mut self, session: SessionId, only: Option<Alias>) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let settled: Vec<(Key, u32)> = link
            .changed
            .iter()
            .filter(|((alias, _), _)| {
                only.is_none_or(|only| only == *alias) && !link.unsettled.contains(alias)
            })
            .map(|(key, told)| (*key, *told))
            .collect();
        for (key, told) in settled {
            link.changed.remove(&key);
            let Some(position) = self.holdings.position(&key.0, &key.1) else {
                continue;
            };
            match link.lags.get(&key) {
                // They stand below what we told and ask from there, and what grew meanwhile comes with it; or they have it
                // from elsewhere soon, and what grew is sent when they say so.
                Some(lag) if lag.acked < told => link.lags.update(&key, |lag| lag.told = told),
                Some(_) => link.lags.update(&key, |lag| lag.wanted = true),
                None if only.is_none() && !link.ahead.contains_key(&key) => {
                    let target = position.next_seq;
                    let (acked, sent) = (told, told);
                    let lag = Lag { acked, sent, target, told, wanted: true, fetching: false };
                    link.lags.set(key, lag);
                }
                // They stand there too, or further, and do not know that we have caught up since we told them.
                None => link.taking.owe_durable(key, position.next_seq),
            }
        }
    }

    /// Where the peer stands in one stream. Returns how much of ours the peer holds.
    fn compare_stream(&mut self, session: SessionId, key: Key, theirs: u32, head: Hash) -> u32 {
        let position = self.holdings.position(&key.0, &key.1);
        let ours = position.map_or(0, |position| position.next_seq);
        let (expected, _) = self.expected(&key);
        let Some(link) = self.links.get_mut(&session) else {
            return 0;
        };
        let Some(peer) = self.peers.get_mut(&link.peer) else {
            return 0;
        };
        link.forked.remove(&key);
        link.ahead.remove(&key);
        if theirs < ours {
            let before = link.lags.get(&key);
            let told = link.changed.get(&key).copied().or(before.map(|lag| lag.told));
            let told = told.unwrap_or(ours);
            let lag = before.filter(|lag| lag.wanted && lag.sent >= theirs);
            let sent = lag.map_or(theirs, |lag| lag.sent);
            let fetching = lag.is_some_and(|lag| lag.fetching);
            let wanted = lag.is_some();
            let acked = theirs;
            link.lags.set(key, Lag { acked, sent, target: ours, told, wanted, fetching });
            return theirs;
        }
        link.lags.remove(&key);
        if theirs == ours {
            if position.is_some_and(|position| position.head != head) {
                link.forked.insert(key);
                self.out.push(OutEvent::Fork {
                    peer: Some(link.peer),
                    alias: key.0,
                    stream: key.1,
                    seq: ours.saturating_sub(1),
                    evidence: None,
                });
                return 0;
            }
            return ours;
        }
        let cap = match peer.aliases {
            AliasSet::All => AHEAD_OWN,
            AliasSet::Only(_) => AHEAD_GUEST,
        };
        let is_wanted = theirs > expected || self.checking.contains_key(&key);
        if is_wanted && peer.blocked.takes(&key, theirs) && link.ahead.len() < cap {
            link.ahead.insert(key, theirs);
        }
        ours
    }

    fn charge_vector(&mut self, session: SessionId, alias: Alias) {
        let Some(link) = self.links.get(&session) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&link.peer) else {
            return;
        };
        if peer.aliases != AliasSet::All {
            let cost = self.holdings.streams(&alias).count().saturating_mul(69);
            if !peer.bucket.take(cost) {
                self.close(session, super::event::CloseReason::Flood);
            }
        }
    }
}
