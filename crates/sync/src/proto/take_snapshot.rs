//! Taking snapshots: they come in pieces, several peers may give the same one, and what it covers moves many streams.

use std::collections::VecDeque;

use kith_seal::{Alias, Envelope, EnvelopeKind, Hash, StreamKey};

use super::event::{CloseReason, Covered, OutEvent, PeerId, SessionId};
use super::exchange::Exchange;
use super::holdings::StreamPosition;
use super::lags::{Key, keys_of};
use super::snapshot::{PartialSnapshot, Piece};

/// A delivered snapshot that is neither held nor refused yet.
#[derive(Debug)]
pub(super) struct CheckingSnapshot {
    envelope: Envelope,
    /// Who gave it, one entry a connection. The first one's copy is being checked; what comes of it may depend on whose
    /// it is, so the others' turn comes if it is not taken. None of them is told that it is done with before it is: a
    /// giver goes on then with what follows the snapshot.
    givers: VecDeque<(SessionId, PeerId)>,
    /// Whose copies were not taken, while there were others.
    failed: Vec<SessionId>,
}

impl Exchange {
    /// A piece of a snapshot came. Nobody keeps pieces that were not asked for.
    pub(super) fn part(
        &mut self,
        session: SessionId,
        alias: Alias,
        total: u64,
        offset: u64,
        bytes: &[u8],
    ) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let Some(peer) = self.peers.get(&link.peer) else {
            return;
        };
        let is_asked = self.asked.range(keys_of(&alias)).any(|(_, asked)| asked.session == session);
        let is_wanted = peer.aliases.shares(&alias)
            && (link.taking.partial.is_some() || is_asked)
            && total <= PartialSnapshot::cap(&peer.aliases);
        if !is_wanted {
            return link.taking.pass();
        }
        match PartialSnapshot::add(&mut link.taking.partial, alias, total, offset, bytes) {
            Piece::Bad => self.close(session, CloseReason::BadFrame),
            Piece::More => {
                link.taking.pass();
                for (_, asked) in self.asked.range_mut(keys_of(&alias)) {
                    if asked.session == session {
                        asked.since = self.now;
                    }
                }
            }
            Piece::Whole(snapshot) if snapshot.header().kind != EnvelopeKind::Snapshot => {
                self.close(session, CloseReason::BadFrame);
            }
            Piece::Whole(snapshot) => self.whole_snapshot(session, alias, snapshot),
        }
    }

    /// The last piece of a snapshot came.
    fn whole_snapshot(&mut self, session: SessionId, alias: Alias, snapshot: Envelope) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        let Some(peer) = self.peers.get(&link.peer) else {
            return;
        };
        let hash = snapshot.hash();
        if let Some(held) = self.holdings.snapshot(&alias).filter(|held| held.hash == hash) {
            for (stream, next) in &held.covers {
                link.taking.owe_durable((alias, *stream), *next);
            }
            return link.taking.pass();
        }
        if !peer.blocked.takes_snapshot(alias, hash) {
            link.taking.pass();
            return self.ask_elsewhere(&[session], alias);
        }
        let giver = (session, link.peer);
        if let Some(checking) = self.checking_snapshots.get_mut(&hash) {
            if checking.givers.iter().any(|(known, _)| *known == session) {
                return link.taking.pass();
            }
            link.taking.begin(snapshot.len());
            checking.givers.push_back(giver);
            return self.deliver(session, Vec::new());
        }
        link.taking.begin(snapshot.len());
        let checking = CheckingSnapshot {
            envelope: snapshot.clone(),
            givers: VecDeque::from([giver]),
            failed: Vec::new(),
        };
        self.checking_snapshots.insert(hash, checking);
        self.deliver(session, vec![snapshot]);
    }

    /// A snapshot is durable: the streams it covers stand where it ends, and everybody is told.
    pub(super) fn held_snapshot(
        &mut self,
        alias: Alias,
        (hash, len): (Hash, u64),
        covers: &[Covered],
        merged: &[Hash],
    ) {
        let mut givers = Vec::new();
        let mut failed = Vec::new();
        for hash in std::iter::once(&hash).chain(merged) {
            if let Some(checking) = self.checking_snapshots.remove(hash) {
                let len = checking.envelope.len() as u64;
                for (session, _) in &checking.givers {
                    self.end_snapshot(*session, len);
                }
                givers.extend(checking.givers);
                failed.extend(checking.failed);
            }
        }
        let moved = self.holdings.set_snapshot(alias, hash, len, covers);
        for (session, _) in &givers {
            let Some(link) = self.links.get_mut(session) else {
                continue;
            };
            for covered in covers {
                let next = covered.last_seq.saturating_add(1);
                link.taking.owe_durable((alias, covered.stream), next);
            }
        }
        let but: Vec<SessionId> = givers.iter().map(|(session, _)| *session).collect();
        let streams: Vec<StreamKey> = moved.iter().map(|(stream, _)| *stream).collect();
        self.moved(alias, &streams, &but);
        if !moved.is_empty() {
            for (session, _) in givers {
                self.ask(session, alias);
            }
        }
        self.ask_elsewhere(&failed, alias);
    }

    /// Streams of an alias are held on disk, as far as the index of a run says.
    pub(super) fn held(&mut self, alias: Alias, streams: Vec<(StreamKey, StreamPosition)>) {
        let mut moved = Vec::new();
        for (stream, position) in streams {
            let stood = self.holdings.position(&alias, &stream).map_or(0, |stood| stood.next_seq);
            if position.next_seq >= stood {
                self.holdings.set(alias, stream, position);
            }
            if position.next_seq > stood {
                moved.push(stream);
            }
        }
        self.moved(alias, &moved, &[]);
    }

    /// Streams of an alias stand further than before, not by envelopes that are passed on. Everybody but these is told.
    fn moved(&mut self, alias: Alias, streams: &[StreamKey], but: &[SessionId]) {
        for stream in streams {
            self.progressed((alias, *stream));
        }
        if streams.is_empty() {
            return;
        }
        let others = self.links.keys().filter(|session| !but.contains(session));
        let others: Vec<SessionId> =
            others.filter(|session| self.shares(**session, &alias)).copied().collect();
        for session in others {
            self.offer_again(session, alias);
        }
    }

    /// The copy of a snapshot that was being checked was set aside. Who gave it is not taken at their word about it
    /// again in this run. If somebody else gave it too, theirs is checked; if not, what it would have brought is asked
    /// for in another way.
    pub(super) fn snapshot_refused(&mut self, key: Key, seq: u32) {
        let Some((hash, mut checking)) = self.take_checking(key, seq) else {
            return;
        };
        let alias = key.0;
        let len = checking.envelope.len() as u64;
        if let Some((session, giver)) = checking.givers.pop_front() {
            self.end_snapshot(session, len);
            checking.failed.push(session);
            if let Some(peer) = self.peers.get_mut(&giver) {
                peer.blocked.refuse_snapshot(alias, hash);
            }
        }
        while let Some((session, giver)) = checking.givers.front().copied() {
            let takes = self.peers.get(&giver).is_some_and(|peer| {
                peer.aliases.shares(&alias) && peer.blocked.takes_snapshot(alias, hash)
            });
            if takes {
                let envelopes = vec![checking.envelope.clone()];
                self.out.push(OutEvent::Deliver { peer: giver, envelopes });
                self.checking_snapshots.insert(hash, checking);
                return;
            }
            checking.givers.pop_front();
            self.end_snapshot(session, len);
            checking.failed.push(session);
        }
        self.ask_elsewhere(&checking.failed, alias);
    }

    /// There was no room for a snapshot. It is no part of its stream, and comes again with the next session.
    pub(super) fn snapshot_without_room(&mut self, key: Key, seq: u32) {
        let Some((_, mut checking)) = self.take_checking(key, seq) else {
            return;
        };
        let len = checking.envelope.len() as u64;
        for (session, giver) in checking.givers {
            self.end_snapshot(session, len);
            self.defer(giver, key, seq);
            checking.failed.push(session);
        }
        self.ask_elsewhere(&checking.failed, key.0);
    }

    /// The snapshot that was being checked under this place, which it is no longer.
    fn take_checking(
        &mut self,
        (alias, stream): Key,
        seq: u32,
    ) -> Option<(Hash, CheckingSnapshot)> {
        let hash = self.checking_snapshots.iter().find_map(|(hash, checking)| {
            let header = checking.envelope.header();
            let is_it = (header.alias, header.stream, header.seq) == (alias, stream, seq);
            is_it.then_some(*hash)
        })?;
        let checking = self.checking_snapshots.remove(&hash)?;
        Some((hash, checking))
    }

    /// One copy of a snapshot, `len` bytes of it, is done with.
    fn end_snapshot(&mut self, session: SessionId, len: u64) {
        if let Some(link) = self.links.get_mut(&session) {
            link.taking.end(usize::try_from(len).unwrap_or(usize::MAX));
        }
    }
}
