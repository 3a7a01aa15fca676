//! What is not taken of one peer in this run, or not before there is room for it.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Alias, Hash};

use super::lags::Key;
use super::limits::REFUSED_APART;

/// What is not taken of one peer: streams and snapshots of which something was refused, and streams that wait
/// until there is room for them.
#[derive(Debug, Default)]
pub(super) struct Blocked {
    streams: BTreeSet<Key>,
    snapshots: BTreeSet<(Alias, Hash)>,
    /// Of these nothing more is taken: too much of what this peer gave was refused to tell it apart.
    aliases: BTreeSet<Alias>,
    /// Where the peer stands in streams that there was no room for.
    no_room: BTreeMap<Key, u32>,
}

impl Blocked {
    /// Takes no more of a stream in this run.
    pub(super) fn refuse_stream(&mut self, key: Key) {
        self.no_room.remove(&key);
        self.make_place(key.0);
        if !self.aliases.contains(&key.0) {
            self.streams.insert(key);
        }
    }

    /// Takes a snapshot no more in this run.
    pub(super) fn refuse_snapshot(&mut self, alias: Alias, hash: Hash) {
        self.make_place(alias);
        if !self.aliases.contains(&alias) {
            self.snapshots.insert((alias, hash));
        }
    }

    /// Takes no more of a stream until there is room. The peer holds it up to `theirs`.
    pub(super) fn defer(&mut self, key: Key, theirs: u32) {
        self.make_place(key.0);
        if !self.aliases.contains(&key.0) && !self.streams.contains(&key) {
            self.no_room.insert(key, theirs);
        }
    }

    /// Whether a stream may be taken. If there is no room for it, notes that the peer holds it up to `theirs`.
    pub(super) fn takes(&mut self, key: &Key, theirs: u32) -> bool {
        if let Some(known) = self.no_room.get_mut(key) {
            *known = theirs.max(*known);
            return false;
        }
        !self.streams.contains(key) && !self.aliases.contains(&key.0)
    }

    /// Whether a snapshot may be taken.
    pub(super) fn takes_snapshot(&self, alias: Alias, hash: Hash) -> bool {
        !self.snapshots.contains(&(alias, hash)) && !self.aliases.contains(&alias)
    }

    /// There is room for a stream again; whether it waited for that.
    pub(super) fn make_room(&mut self, key: &Key) -> bool {
        self.no_room.remove(key).is_some()
    }

    /// Where the peer stands in streams that there was no room for.
    pub(super) fn without_room(&self) -> &BTreeMap<Key, u32> {
        &self.no_room
    }

    /// Forgets what waits for room in aliases that are no longer shared.
    pub(super) fn narrow(&mut self, shares: impl Fn(&Alias) -> bool) {
        self.no_room.retain(|(alias, _), _| shares(alias));
    }

    /// Whether everything of every stream is taken.
    pub(super) fn is_empty(&self) -> bool {
        self.streams.is_empty() && self.aliases.is_empty() && self.no_room.is_empty()
    }

    /// Makes place for one more of `alias`. The alias of which most is remembered is shut then, so that one in
    /// which a single stream was refused does not pay for another's flood.
    fn make_place(&mut self, alias: Alias) {
        let apart = self.streams.len().saturating_add(self.snapshots.len());
        if apart.saturating_add(self.no_room.len()) < REFUSED_APART {
            return;
        }
        let of = |(alias, _): &Key| *alias;
        let streams = self.streams.iter().map(of);
        let known = streams
            .chain(self.no_room.keys().map(of))
            .chain(self.snapshots.iter().map(|(alias, _)| *alias));
        let mut counts = BTreeMap::from([(alias, 1_usize)]);
        for alias in known {
            let count = counts.entry(alias).or_default();
            *count = count.saturating_add(1);
        }
        if let Some((worst, _)) = counts.into_iter().max_by_key(|(_, count)| *count) {
            self.refuse_alias(worst);
        }
    }

    fn refuse_alias(&mut self, alias: Alias) {
        self.streams.retain(|(of, _)| *of != alias);
        self.snapshots.retain(|(of, _)| *of != alias);
        self.no_room.retain(|(of, _), _| *of != alias);
        self.aliases.insert(alias);
    }
}

#[cfg(test)]
mod tests {
    use kith_seal::StreamKey;

    use super::*;

    /// Every stream of which something was refused was remembered for the whole run, and a paired person can
    /// begin as many as they like.
    #[test]
    fn what_is_refused_of_one_peer_is_remembered_within_bounds() {
        let mut blocked = Blocked::default();
        let key = |number: u32| {
            let mut stream = [0; 32];
            stream[..4].copy_from_slice(&number.to_le_bytes());
            (Alias([1; 16]), StreamKey(stream))
        };
        for number in 0..10 * REFUSED_APART as u32 {
            blocked.refuse_stream(key(number));
            blocked.refuse_snapshot(Alias([1; 16]), Hash([7; 32]));
            blocked.defer(key(number), 9);
        }
        let apart = blocked.streams.len() + blocked.snapshots.len() + blocked.no_room.len();
        assert_eq!((apart, blocked.aliases.len()), (0, 1));
        assert!(!blocked.takes(&key(u32::MAX), 1), "nothing more of that alias is taken");
        assert!(blocked.takes(&(Alias([2; 16]), StreamKey([0; 32])), 1));
    }

    /// The alias of whatever was refused last was shut, so that one bad stream in a plan's reasons closed all of
    /// them after a flood somewhere else.
    #[test]
    fn a_flood_shuts_the_alias_it_came_in() {
        let (flooded, other) = (Alias([1; 16]), Alias([2; 16]));
        let mut blocked = Blocked::default();
        for number in 0..REFUSED_APART as u32 {
            let mut stream = [0; 32];
            stream[..4].copy_from_slice(&number.to_le_bytes());
            blocked.refuse_stream((flooded, StreamKey(stream)));
        }
        assert!(blocked.aliases.is_empty(), "all of it is told apart so far");
        blocked.refuse_stream((other, StreamKey([9; 32])));
        assert_eq!(blocked.aliases, BTreeSet::from([flooded]));
        assert!(!blocked.takes(&(other, StreamKey([9; 32])), 1));
        assert!(blocked.takes(&(other, StreamKey([8; 32])), 1));
    }
}
