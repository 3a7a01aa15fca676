//! What is known about one connection: how far the comparison is, what is under way in either direction.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kith_seal::{Alias, Envelope, StreamKey};

use super::event::{FetchId, PeerId, SessionId};
use super::frame::{Digest, Durable};
use super::lags::{Key, Lags};
use super::limits::{WINDOW_BYTES, WINDOW_ITEMS};
use super::snapshot::{Gift, GiftStage, PartialSnapshot};

/// How far the opening of a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Our hello is sent, theirs has not come.
    Greeting,
    /// The roots differ; our digests are sent, theirs have not come.
    Comparing,
    /// Envelopes flow.
    Open,
}

/// One connection with one peer.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) session: SessionId,
    pub(super) peer: PeerId,
    pub(super) dialled: bool,
    pub(super) phase: Phase,
    /// The peer's run, once it said hello.
    pub(super) their_run: Option<[u8; 16]>,
    /// The root in our hello.
    pub(super) sent_root: [u8; 32],
    /// Our digests as sent: theirs are compared with these, so that both sides find the same differences.
    pub(super) sent_digests: BTreeMap<Alias, Digest>,
    /// Aliases whose vectors are still to be compared.
    pub(super) unsettled: BTreeSet<Alias>,
    /// Streams that grew since we last told the peer where they stand, with what we told.
    pub(super) changed: BTreeMap<Key, u32>,
    /// Aliases newly shared before the session was open.
    pub(super) reoffer: BTreeSet<Alias>,
    /// Where the peer is behind us.
    pub(super) lags: Lags,
    /// Where the peer is ahead of us, with the number after its last.
    pub(super) ahead: BTreeMap<Key, u32>,
    /// Streams in which the peer and we differ for good.
    pub(super) forked: BTreeSet<Key>,
    pub(super) giving: Giving,
    pub(super) taking: Taking,
}

impl Link {
    pub(super) fn new(session: SessionId, peer: PeerId, dialled: bool, root: [u8; 32]) -> Self {
        Self {
            session,
            peer,
            dialled,
            phase: Phase::Greeting,
            their_run: None,
            sent_root: root,
            sent_digests: BTreeMap::new(),
            unsettled: BTreeSet::new(),
            changed: BTreeMap::new(),
            reoffer: BTreeSet::new(),
            lags: Lags::default(),
            ahead: BTreeMap::new(),
            forked: BTreeSet::new(),
            giving: Giving::default(),
            taking: Taking::default(),
        }
    }

    /// Whether both sides hold the same and nothing is under way.
    pub(super) fn is_in_step(&self) -> bool {
        self.phase == Phase::Open
            && self.unsettled.is_empty()
            && self.lags.waiting() == 0
            && self.ahead.is_empty()
            && self.forked.is_empty()
            && self.giving.gifts.is_empty()
            && self.taking.undelivered_items == 0
    }

    /// Whether the peer is done with the snapshot that it was sent last.
    pub(super) fn snapshot_is_concluded(&self) -> bool {
        let Some(gift) = self.giving.gifts.front() else {
            return true;
        };
        let holds_all = || {
            gift.tail.iter().all(|tail| {
                self.lags.get(&(gift.alias, tail.stream)).is_none_or(|lag| lag.acked >= tail.after)
            })
        };
        match gift.stage {
            GiftStage::Chosen | GiftStage::Reading(_) | GiftStage::Sending(..) => false,
            GiftStage::Sent => self.giving.nothing_in_flight() || holds_all(),
            GiftStage::Unreadable => true,
        }
    }

    /// Whether envelopes of this alias go to the peer as they are written.
    pub(super) fn is_settled(&self, alias: &Alias) -> bool {
        self.phase == Phase::Open && !self.unsettled.contains(alias)
    }
}

/// A read from disk for a stream that the peer lacks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) key: Key,
    pub(super) max_bytes: usize,
    pub(super) items: usize,
}

/// Our side of giving: what is sent and not concluded, what is being read.
#[derive(Debug, Default)]
pub(super) struct Giving {
    /// Sizes of what was sent and not concluded, oldest first.
    in_flight: VecDeque<usize>,
    in_flight_bytes: usize,
    sent_items: u64,
    took: u64,
    pub(super) readings: BTreeMap<FetchId, Reading>,
    /// Snapshots under way, one after the other.
    pub(super) gifts: VecDeque<Gift>,
    /// Snapshots given in this session; the same one is not given twice.
    pub(super) given: BTreeMap<Alias, kith_seal::Hash>,
    /// Envelopes to go out with this step.
    pub(super) batch: Vec<Envelope>,
}

impl Giving {
    /// Items that may still be sent or read ahead.
    pub(super) fn items_left(&self) -> usize {
        let reading: usize = self.readings.values().map(|reading| reading.items).sum();
        WINDOW_ITEMS.saturating_sub(self.in_flight.len()).saturating_sub(reading)
    }

    /// Bytes that may still be sent or read ahead.
    pub(super) fn bytes_left(&self) -> usize {
        let reading: usize = self.readings.values().map(|reading| reading.max_bytes).sum();
        WINDOW_BYTES.saturating_sub(self.in_flight_bytes).saturating_sub(reading)
    }

    /// Counts one item as sent.
    pub(super) fn sent(&mut self, bytes: usize) {
        self.in_flight.push_back(bytes);
        self.in_flight_bytes = self.in_flight_bytes.saturating_add(bytes);
        self.sent_items = self.sent_items.saturating_add(1);
    }

    /// The peer is done with so many items; false if that is impossible.
    pub(super) fn concluded(&mut self, took: u64) -> bool {
        if took < self.took || took > self.sent_items {
            return false;
        }
        while self.took < took {
            self.took = self.took.saturating_add(1);
            let bytes = self.in_flight.pop_front().unwrap_or(0);
            self.in_flight_bytes = self.in_flight_bytes.saturating_sub(bytes);
        }
        true
    }

    /// Whether the peer is done with everything that was sent.
    fn nothing_in_flight(&self) -> bool {
        self.in_flight.is_empty()
    }
}

/// Our side of taking: what the peer gave that is not concluded, and what we owe it to say.
#[derive(Debug, Default)]
pub(super) struct Taking {
    pub(super) undelivered_items: usize,
    pub(super) undelivered_bytes: usize,
    took: u64,
    owes_took: bool,
    durable: BTreeMap<Alias, BTreeMap<StreamKey, u32>>,
    pub(super) partial: Option<PartialSnapshot>,
}

impl Taking {
    /// One item goes to be checked.
    pub(super) fn begin(&mut self, bytes: usize) {
        self.undelivered_items = self.undelivered_items.saturating_add(1);
        self.undelivered_bytes = self.undelivered_bytes.saturating_add(bytes);
    }

    /// One item that was being checked is done with.
    pub(super) fn end(&mut self, bytes: usize) {
        self.undelivered_items = self.undelivered_items.saturating_sub(1);
        self.undelivered_bytes = self.undelivered_bytes.saturating_sub(bytes);
        self.pass();
    }

    /// One item is done with, without having been checked.
    pub(super) fn pass(&mut self) {
        self.took = self.took.saturating_add(1);
        self.owes_took = true;
    }

    /// The peer is to hear that everything before `next` is durable here.
    pub(super) fn owe_durable(&mut self, (alias, stream): Key, next: u32) {
        let told = self.durable.entry(alias).or_default().entry(stream).or_insert(next);
        *told = next.max(*told);
    }

    /// What is to be acknowledged, if anything: the count and the durable positions.
    pub(super) fn take_owed(&mut self) -> Option<(u64, Vec<Durable>)> {
        if !self.owes_took && self.durable.is_empty() {
            return None;
        }
        self.owes_took = false;
        let durable = std::mem::take(&mut self.durable)
            .into_iter()
            .map(|(alias, streams)| {
                (alias.0, streams.into_iter().map(|(stream, next)| (stream.0, next)).collect())
            })
            .collect();
        Some((self.took, durable))
    }
}
