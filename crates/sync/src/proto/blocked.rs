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
        if self.is_full() {
            self.refuse_alias(key.0);
        } else if !self.aliases.contains(&key.0) {
            self.streams.insert(key);
        }
    }

    /// Takes a snapshot no more in this run.
    pub(super) fn refuse_snapshot(&mut self, alias: Alias, hash: Hash) {
        if self.is_full() {
            self.refuse_alias(alias);
        } else if !self.aliases.contains(&alias) {
            self.snapshots.insert((alias, hash));
        }
    }

    /// Takes no more of a stream until there is room. The peer holds it up to `theirs`.
    pub(super) fn defer(&mut self, key: Key, theirs: u32) {
        if self.is_full() {
            self.refuse_alias(key.0);
        } else if !self.aliases.contains(&key.0) && !self.streams.contains(&key) {
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

    fn is_full(&self) -> bool {
        let apart = self.streams.len().saturating_add(self.snapshots.len());
        apart.saturating_add(self.no_room.len()) >= REFUSED_APART
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
}
