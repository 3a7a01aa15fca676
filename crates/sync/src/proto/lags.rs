//! What one peer lacks of what we hold: how far it has acknowledged, how far we have sent.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Alias, StreamKey};

/// One stream of one alias.
pub(super) type Key = (Alias, StreamKey);

/// The keys of one alias, as a range of a map ordered by [`Key`].
pub(super) fn keys_of(alias: &Alias) -> std::ops::RangeInclusive<Key> {
    (*alias, StreamKey([0; 32]))..=(*alias, StreamKey([0xff; 32]))
}

/// A stream in which the peer is behind us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lag {
    /// The number after the last that is durable there.
    pub(super) acked: u32,
    /// The number after the last that was sent in this session.
    pub(super) sent: u32,
    /// The number after the last that we hold.
    pub(super) target: u32,
    /// The number after the last that the peer knows us to hold. For what came since it will not ask.
    pub(super) told: u32,
    /// Whether the peer is to get it now: it asked, or it was in step before.
    pub(super) wanted: bool,
    /// Whether a read for it is under way.
    pub(super) fetching: bool,
}

impl Lag {
    fn is_ready(&self) -> bool {
        self.wanted && !self.fetching && self.sent < self.target
    }

    fn waiting(&self) -> u64 {
        u64::from(self.target.saturating_sub(self.acked))
    }
}

/// Every stream in which one peer is behind us. A stream that is not here is in step.
#[derive(Debug, Default)]
pub(super) struct Lags {
    lags: BTreeMap<Key, Lag>,
    ready: BTreeSet<Key>,
    waiting: u64,
}

impl Lags {
    pub(super) fn get(&self, key: &Key) -> Option<Lag> {
        self.lags.get(key).copied()
    }

    /// Envelopes not acknowledged.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting
    }

    /// A stream that can be sent from now, the lowest first.
    pub(super) fn first_ready(&self) -> Option<Key> {
        self.ready.first().copied()
    }

    /// Sets one stream; a stream that does not lag is forgotten.
    pub(super) fn set(&mut self, key: Key, lag: Lag) {
        self.remove(&key);
        if lag.acked >= lag.target {
            return;
        }
        self.waiting = self.waiting.saturating_add(lag.waiting());
        if lag.is_ready() {
            self.ready.insert(key);
        }
        self.lags.insert(key, lag);
    }

    /// Changes one stream, if it lags.
    pub(super) fn update(&mut self, key: &Key, change: impl FnOnce(&mut Lag)) {
        if let Some(mut lag) = self.get(key) {
            change(&mut lag);
            self.set(*key, lag);
        }
    }

    /// One more envelope, number `seq`, is held of a stream. Unless the stream lagged before, the peer was in step with
    /// it, and `wanted` says whether it is to have this one unasked.
    pub(super) fn grow(&mut self, key: Key, seq: u32, wanted: bool) {
        let mut lag = self.get(&key).unwrap_or(Lag {
            acked: seq,
            sent: seq,
            target: seq,
            told: seq,
            wanted,
            fetching: false,
        });
        lag.target = lag.target.max(seq.saturating_add(1));
        self.set(key, lag);
    }

    /// The peer holds everything before `next`.
    pub(super) fn ack(&mut self, key: &Key, next: u32) {
        self.update(key, |lag| {
            lag.acked = lag.acked.max(next.min(lag.target));
            lag.sent = lag.sent.max(lag.acked);
            // It has all that it knows of, perhaps from elsewhere, and has asked for none of it here.
            lag.wanted |= lag.acked >= lag.told;
        });
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.ready.remove(key);
        if let Some(lag) = self.lags.remove(key) {
            self.waiting = self.waiting.saturating_sub(lag.waiting());
        }
    }

    /// Forgets every stream of an alias, or all that `keep` does not name.
    pub(super) fn retain(&mut self, keep: impl Fn(&Alias) -> bool) {
        let gone: Vec<Key> = self.lags.keys().filter(|(alias, _)| !keep(alias)).copied().collect();
        for key in gone {
            self.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        (Alias([byte; 16]), StreamKey([byte; 32]))
    }

    #[test]
    fn waiting_counts_what_is_not_acknowledged_however_it_changes() {
        let mut lags = Lags::default();
        for seq in 5..9 {
            lags.grow(key(1), seq, true);
        }
        lags.grow(key(2), 0, true);
        assert_eq!(lags.waiting(), 5);
        lags.ack(&key(1), 7);
        assert_eq!(lags.waiting(), 3);
        lags.ack(&key(1), 6);
        assert_eq!(lags.waiting(), 3, "an older acknowledgement takes nothing back");
        lags.ack(&key(1), 900);
        assert_eq!(lags.waiting(), 1);
        lags.retain(|alias| *alias != Alias([2; 16]));
        assert_eq!(lags.waiting(), 0);
        assert_eq!(lags.first_ready(), None);
    }

    /// A peer had what it lacked on its way from another connection, and so did not ask for it here. What grew meanwhile
    /// was never sent: we waited to be asked, and it did not know of it.
    #[test]
    fn what_grew_since_the_peer_was_told_is_sent_once_it_has_the_rest() {
        let mut lags = Lags::default();
        let (acked, sent, target, told) = (5, 5, 7, 7);
        let lag = Lag { acked, sent, target, told, wanted: false, fetching: false };
        lags.set(key(1), lag);
        lags.grow(key(1), 7, true);
        lags.ack(&key(1), 6);
        assert_eq!(lags.first_ready(), None, "it may still ask");
        lags.ack(&key(1), 7);
        assert_eq!(lags.first_ready(), Some(key(1)));
    }

    #[test]
    fn a_stream_is_ready_only_while_wanted_unsent_and_not_being_read() {
        let mut lags = Lags::default();
        lags.grow(key(1), 0, true);
        assert_eq!(lags.first_ready(), Some(key(1)));
        lags.update(&key(1), |lag| lag.fetching = true);
        assert_eq!(lags.first_ready(), None);
        lags.update(&key(1), |lag| (lag.fetching, lag.sent) = (false, 1));
        assert_eq!(lags.first_ready(), None);
        lags.grow(key(1), 1, true);
        assert_eq!(lags.first_ready(), Some(key(1)));
        lags.update(&key(1), |lag| lag.wanted = false);
        assert_eq!(lags.first_ready(), None);
    }
}
