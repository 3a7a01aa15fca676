//! What is durable here, as the exchange needs to know it: where each stream stands, and which snapshot there is.

use std::collections::BTreeMap;

use kith_seal::{Alias, Envelope, Hash, StreamKey, tagged};

use super::event::{AliasSet, Covered};
use super::frame::Digest;
use super::limits::ALIASES;

const ALIAS_TAG: &str = "kith/v1/sync/alias";
const ROOT_TAG: &str = "kith/v1/sync/root";

/// Where one stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamPosition {
    /// The first envelope that can be read back; what came before is covered by a snapshot.
    pub first_seq: u32,
    /// The number after the last.
    pub next_seq: u32,
    /// Hash of the last.
    pub head: Hash,
    /// Bytes of those that can be read back.
    pub bytes: u64,
}

impl StreamPosition {
    /// A guess at the bytes from `from` on, by the average.
    pub(super) fn bytes_from(&self, from: u32) -> u64 {
        let held = u64::from(self.next_seq.saturating_sub(self.first_seq)).max(1);
        let wanted = u64::from(self.next_seq.saturating_sub(from.max(self.first_seq)));
        self.bytes.saturating_mul(wanted) / held
    }
}

/// The newest durable snapshot of an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSnapshot {
    /// Hash of its envelope.
    pub hash: Hash,
    /// Length of its envelope in bytes.
    pub len: u64,
    /// For each stream covered, the number after the last envelope covered.
    pub covers: BTreeMap<StreamKey, u32>,
}

/// How a new envelope meets what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is the next one.
    Next,
    /// It is held already.
    Known,
    /// There are others before it.
    Gap,
    /// It stands where another one stands, or follows another one.
    Fork,
}

#[derive(Debug, Default)]
struct HeldAlias {
    streams: BTreeMap<StreamKey, StreamPosition>,
    snapshot: Option<HeldSnapshot>,
    digest: Option<Digest>,
}

/// Everything durable here, by alias and stream. Kept incrementally: one new envelope costs no more with a thousand
/// streams than with one.
#[derive(Debug, Default)]
pub struct Holdings {
    aliases: BTreeMap<Alias, HeldAlias>,
}

impl Holdings {
    /// Where a stream stands, if anything of it is held.
    pub fn position(&self, alias: &Alias, stream: &StreamKey) -> Option<StreamPosition> {
        self.aliases.get(alias)?.streams.get(stream).copied()
    }

    /// The snapshot of an alias, if there is one.
    pub fn snapshot(&self, alias: &Alias) -> Option<&HeldSnapshot> {
        self.aliases.get(alias)?.snapshot.as_ref()
    }

    /// The streams held of an alias, ascending.
    pub fn streams(&self, alias: &Alias) -> impl Iterator<Item = (StreamKey, StreamPosition)> + '_ {
        self.aliases
            .get(alias)
            .into_iter()
            .flat_map(|held| held.streams.iter().map(|(stream, position)| (*stream, *position)))
    }

    /// Whether one more stream of this alias may be taken from a peer.
    pub(super) fn has_room_for(&self, alias: &Alias, stream: &StreamKey) -> bool {
        match self.aliases.get(alias) {
            None => self.aliases.len() < ALIASES,
            Some(held) => {
                held.streams.contains_key(stream) || held.streams.len() < super::limits::STREAMS
            }
        }
    }

    /// Takes one line of the index at the start of a run.
    pub(super) fn set(&mut self, alias: Alias, stream: StreamKey, position: StreamPosition) {
        let held = self.aliases.entry(alias).or_default();
        held.digest = None;
        held.streams.insert(stream, position);
    }

    /// How an envelope would meet what is held.
    pub(super) fn fit(&self, envelope: &Envelope) -> Fit {
        let header = envelope.header();
        let (next_seq, head) = self
            .position(&header.alias, &header.stream)
            .map_or((0, Hash::ZERO), |position| (position.next_seq, position.head));
        fit(next_seq, head, envelope)
    }

    /// Adds the next envelope of a stream; the caller has seen [`Fit::Next`].
    pub(super) fn push(&mut self, envelope: &Envelope) {
        let header = envelope.header();
        let held = self.aliases.entry(header.alias).or_default();
        held.digest = None;
        let position = held.streams.entry(header.stream).or_insert(StreamPosition {
            first_seq: header.seq,
            next_seq: header.seq,
            head: header.previous,
            bytes: 0,
        });
        position.next_seq = header.seq.saturating_add(1);
        position.head = envelope.hash();
        position.bytes = position.bytes.saturating_add(envelope.len() as u64);
    }

    /// Takes a snapshot; the streams it covers further than we held them now stand where it ends. Returns the streams
    /// that moved, with where they stood.
    pub(super) fn set_snapshot(
        &mut self,
        alias: Alias,
        hash: Hash,
        len: u64,
        covers: &[Covered],
    ) -> Vec<(StreamKey, u32)> {
        let held = self.aliases.entry(alias).or_default();
        let mut moved = Vec::new();
        let mut ends = BTreeMap::new();
        for covered in covers {
            let next_seq = covered.last_seq.saturating_add(1);
            ends.insert(covered.stream, next_seq);
            let stood = held.streams.get(&covered.stream).map_or(0, |position| position.next_seq);
            if stood < next_seq {
                held.streams.insert(
                    covered.stream,
                    StreamPosition {
                        first_seq: next_seq,
                        next_seq,
                        head: covered.last_hash,
                        bytes: 0,
                    },
                );
                moved.push((covered.stream, stood));
            }
        }
        held.snapshot = Some(HeldSnapshot { hash, len, covers: ends });
        held.digest = None;
        moved
    }

    /// The digest of every alias that is held and shared, ascending, at most [`ALIASES`] of them.
    pub(super) fn digests(&mut self, shared: &AliasSet) -> BTreeMap<Alias, Digest> {
        self.aliases
            .iter_mut()
            .filter(|(alias, held)| shared.shares(alias) && !held.streams.is_empty())
            .take(ALIASES)
            .map(|(alias, held)| {
                (*alias, *held.digest.get_or_insert_with(|| alias_digest(&held.streams)))
            })
            .collect()
    }

    /// The one digest of a hello.
    pub(super) fn root(&mut self, shared: &AliasSet) -> [u8; 32] {
        let mut list = Vec::new();
        for (alias, digest) in self.digests(shared) {
            list.extend_from_slice(alias.as_bytes());
            list.extend_from_slice(&digest);
        }
        tagged(ROOT_TAG, &[&list]).0
    }
}

/// How `envelope` meets a stream that stands at `next_seq` with `head`.
pub(super) fn fit(next_seq: u32, head: Hash, envelope: &Envelope) -> Fit {
    let header = envelope.header();
    match header.seq.checked_add(1) {
        // The last number there is: a stream ends before it.
        None => Fit::Gap,
        Some(after) if after == next_seq => {
            if envelope.hash() == head {
                Fit::Known
            } else {
                Fit::Fork
            }
        }
        Some(after) if after < next_seq => Fit::Known,
        Some(_) if header.seq > next_seq => Fit::Gap,
        Some(_) if header.previous == head => Fit::Next,
        Some(_) => Fit::Fork,
    }
}

fn alias_digest(streams: &BTreeMap<StreamKey, StreamPosition>) -> Digest {
    let mut list = Vec::with_capacity(streams.len().saturating_mul(68));
    for (stream, position) in streams {
        list.extend_from_slice(stream.as_bytes());
        list.extend_from_slice(&position.next_seq.to_le_bytes());
        list.extend_from_slice(position.head.as_bytes());
    }
    let hash = tagged(ALIAS_TAG, &[&list]);
    let mut digest = [0; 16];
    for (to, from) in digest.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    digest
}
