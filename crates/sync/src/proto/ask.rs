//! Asking: who is ahead of us, who was asked, and whom to ask instead.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Alias, UnixMillis};

use super::event::{AliasSet, PeerId, SessionId};
use super::exchange::Exchange;
use super::frame::Frame;
use super::lags::{Key, keys_of};
use super::limits::{AHEAD_GUEST, AHEAD_OWN, ASK_AGAIN_MILLIS, STREAMS};

/// Of one stream so many envelopes are counted as being without room.
const MOST_COUNTED_A_STREAM: u64 = 512;

/// Of which connection a stream was asked, and when something last came of it.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) session: SessionId,
    pub(super) since: UnixMillis,
    /// Connections that gave a snapshot which was not taken. They may have nothing else to give, and then say
    /// nothing more: whoever turns up beside them is asked at once.
    in_doubt: BTreeSet<SessionId>,
}

impl Asked {
    fn new(session: SessionId, since: UnixMillis) -> Self {
        Self { session, since, in_doubt: BTreeSet::new() }
    }

    /// Whether `session` may be asked although somebody was: that one is in doubt, and `session` is not.
    fn gives_way_to(&self, session: SessionId) -> bool {
        self.in_doubt.contains(&self.session) && !self.in_doubt.contains(&session)
    }
}

impl Exchange {
    /// Asks the peer for everything of an alias in which it is ahead and nobody else was asked.
    pub(super) fn ask(&mut self, session: SessionId, alias: Alias) {
        let Some(link) = self.links.get(&session) else {
            return;
        };
        if !link.is_settled(&alias) {
            return;
        }
        let ahead: Vec<(Key, u32)> =
            link.ahead.range(keys_of(&alias)).map(|(key, theirs)| (*key, *theirs)).collect();
        let mut streams = Vec::new();
        for (key, theirs) in ahead {
            let (from, _) = self.expected(&key);
            let is_free = self.asked.get(&key).is_none_or(|asked| asked.gives_way_to(session));
            if theirs > from && is_free && streams.len() < STREAMS {
                let asked = self.asked.entry(key).or_insert_with(|| Asked::new(session, self.now));
                (asked.session, asked.since) = (session, self.now);
                streams.push((key.1.0, from));
            }
        }
        if !streams.is_empty() {
            self.send(session, &Frame::Want { alias: alias.0, streams });
        }
    }

    /// Asks somebody who is ahead in this stream, rather not `except`.
    pub(super) fn ask_anyone(&mut self, key: Key, except: Option<SessionId>) {
        let (from, _) = self.expected(&key);
        let able = self.able(&key);
        let other = able.iter().find(|session| Some(**session) != except);
        if let Some(session) = other.or(able.first()).copied() {
            self.asked.insert(key, Asked::new(session, self.now));
            let streams = vec![(key.1.0, from)];
            self.send(session, &Frame::Want { alias: key.0.0, streams });
        }
    }

    /// These gave a snapshot that was not taken. What was asked of them is asked of somebody else at once; if there is
    /// nobody, of the same one again, who then gives what it has in envelopes. Each is asked again once at most, until
    /// [`Exchange::ask_again`] begins anew.
    pub(super) fn ask_elsewhere(&mut self, failed: &[SessionId], alias: Alias) {
        let keys: Vec<Key> = self
            .asked
            .range(keys_of(&alias))
            .filter(|(_, asked)| failed.contains(&asked.session))
            .map(|(key, _)| *key)
            .collect();
        let mut wanted: BTreeMap<SessionId, Vec<([u8; 32], u32)>> = BTreeMap::new();
        for key in keys {
            let able = self.able(&key);
            let (from, _) = self.expected(&key);
            let Some(asked) = self.asked.get_mut(&key) else {
                continue;
            };
            let is_first_time = asked.in_doubt.insert(asked.session);
            asked.in_doubt.extend(failed);
            let again = able.iter().find(|session| is_first_time && **session == asked.session);
            let other = able.iter().find(|session| !asked.in_doubt.contains(session));
            match other.or(again).copied() {
                Some(session) => {
                    (asked.session, asked.since) = (session, self.now);
                    wanted.entry(session).or_default().push((key.1.0, from));
                }
                // The connection is being compared anew just now; who is ahead after that is asked.
                None if is_first_time && able.is_empty() => {
                    self.asked.remove(&key);
                }
                None => {}
            }
        }
        for session in failed {
            // Who is asked again hears first that the snapshot is done with.
            self.acknowledge(*session);
        }
        for (session, streams) in wanted {
            for streams in streams.chunks(STREAMS) {
                self.send(session, &Frame::Want { alias: alias.0, streams: streams.to_vec() });
            }
        }
    }

    /// The connections whose peers are ahead in a stream and can be asked for it.
    fn able(&self, key: &Key) -> Vec<SessionId> {
        let (from, _) = self.expected(key);
        self.links
            .values()
            .filter(|link| link.ahead.get(key).is_some_and(|theirs| *theirs > from))
            .filter(|link| link.is_settled(&key.0))
            .map(|link| link.session)
            .collect()
    }

    /// What was asked of a silent peer is asked of another one, and then of the same one again.
    pub(super) fn ask_again(&mut self) {
        let now = self.now;
        let stale: Vec<(Key, SessionId)> = self
            .asked
            .iter()
            // A clock that was set back must not make this wait until it has caught up with itself.
            .filter(|(_, asked)| {
                now.0.saturating_sub(asked.since.0).saturating_abs() >= ASK_AGAIN_MILLIS
            })
            .filter(|(key, _)| !self.checking.contains_key(key))
            .map(|(key, asked)| (*key, asked.session))
            .collect();
        let busy: BTreeSet<SessionId> = self
            .links
            .values()
            .filter(|link| link.taking.undelivered_items > 0)
            .map(|link| link.session)
            .collect();
        for (key, session) in stale {
            // A peer whose earlier gifts still wait to be checked here is not the slow one.
            if busy.contains(&session) {
                continue;
            }
            self.asked.remove(&key);
            self.ask_anyone(key, Some(session));
        }
    }

    /// The peer is known to hold a stream up to `next`.
    pub(super) fn note_ahead(&mut self, session: SessionId, key: Key, next: u32) {
        if let Some(asked) = self.asked.get_mut(&key).filter(|asked| asked.session == session) {
            asked.since = self.now;
        }
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let cap = match self.peers.get(&link.peer).map(|peer| &peer.aliases) {
            Some(AliasSet::All) => AHEAD_OWN,
            Some(AliasSet::Only(_)) | None => AHEAD_GUEST,
        };
        if link.ahead.len() < cap || link.ahead.contains_key(&key) {
            let known = link.ahead.entry(key).or_insert(next);
            *known = next.max(*known);
        }
    }

    /// A stream grew here: who was ahead may not be any more, and who still is may be asked.
    pub(super) fn progressed(&mut self, key: Key) {
        let next = self.holdings.position(&key.0, &key.1).map_or(0, |position| position.next_seq);
        for link in self.links.values_mut() {
            if link.ahead.get(&key).is_some_and(|theirs| *theirs <= next) {
                link.ahead.remove(&key);
            }
        }
        let Some(asked) = self.asked.get_mut(&key) else {
            return;
        };
        asked.since = self.now;
        let is_done =
            self.links.get(&asked.session).is_none_or(|link| !link.ahead.contains_key(&key));
        if is_done {
            self.asked.remove(&key);
            self.ask_anyone(key, None);
        }
    }

    /// Takes no more of this stream from this peer.
    pub(super) fn block(&mut self, peer: PeerId, key: Key) {
        if let Some(known) = self.peers.get_mut(&peer) {
            known.blocked.refuse_stream(key);
        }
        self.ask_others(peer, key);
    }

    /// Takes no more of this stream from this peer until there is room for it.
    pub(super) fn defer(&mut self, peer: PeerId, key: Key, seq: u32) {
        let links = self.links.values().filter(|link| link.peer == peer);
        let theirs = links.filter_map(|link| link.ahead.get(&key).copied()).max();
        if let Some(known) = self.peers.get_mut(&peer) {
            known.blocked.defer(key, theirs.unwrap_or(0).max(seq.saturating_add(1)));
        }
        self.ask_others(peer, key);
    }

    /// There is room for this stream again: whoever was ahead in it says where they stand, and is asked.
    pub(super) fn make_room(&mut self, key: Key) {
        let waited = self.peers.iter_mut().filter_map(|(id, peer)| {
            let waited = peer.blocked.make_room(&key) && peer.aliases.shares(&key.0);
            waited.then_some(*id)
        });
        let waited: BTreeSet<PeerId> = waited.collect();
        let sessions: Vec<SessionId> = self
            .links
            .values()
            .filter(|link| waited.contains(&link.peer))
            .map(|link| link.session)
            .collect();
        for session in sessions {
            self.offer_again(session, key.0);
        }
    }

    /// How many envelopes peers hold that there was no room for here; of one stream no more are counted than
    /// could wait for their forerunners.
    pub fn without_room(&self) -> u64 {
        let mut furthest: BTreeMap<&Key, u32> = BTreeMap::new();
        for (key, theirs) in self.peers.values().flat_map(|peer| peer.blocked.without_room()) {
            let known = furthest.entry(key).or_default();
            *known = (*theirs).max(*known);
        }
        let lacking = furthest.into_iter().map(|(key, theirs)| {
            let ours = self.holdings.position(&key.0, &key.1).map_or(0, |held| held.next_seq);
            // How far a peer says it is ahead is its own word, so no more is believed than could wait here.
            u64::from(theirs.saturating_sub(ours)).min(MOST_COUNTED_A_STREAM)
        });
        lacking.fold(0, u64::saturating_add)
    }

    fn ask_others(&mut self, peer: PeerId, key: Key) {
        let sessions: Vec<SessionId> =
            self.links.values().filter(|link| link.peer == peer).map(|link| link.session).collect();
        for session in &sessions {
            if let Some(link) = self.links.get_mut(session) {
                link.ahead.remove(&key);
            }
        }
        let was_asked = self.asked.get(&key).is_none_or(|asked| sessions.contains(&asked.session));
        if was_asked {
            self.asked.remove(&key);
            self.ask_anyone(key, None);
        }
    }
}
