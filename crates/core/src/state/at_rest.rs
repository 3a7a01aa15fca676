//! What rests in the vault, as far as it is known without a key.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Alias, Envelope, EnvelopeKind, Hash, StreamKey};

/// What rests in the vault, as far as it is known without a key.
#[derive(Debug, Default)]
pub(crate) struct AtRest {
    /// For each alias its streams: the first and the next number, and the hash of the last.
    streams: BTreeMap<Alias, BTreeMap<StreamKey, (u32, u32, Hash)>>,
    /// The streams that have a hole, behind which more is held.
    broken: BTreeSet<(Alias, StreamKey)>,
    /// The aliases that have a snapshot.
    snapshots: BTreeSet<Alias>,
    envelopes: u64,
    bytes: u64,
}

impl AtRest {
    /// Reads the index that the vault made when it was opened.
    pub(crate) fn of(opened: &kith_vault::OpenedVault) -> AtRest {
        let mut rest =
            AtRest { envelopes: opened.envelopes, bytes: opened.bytes, ..AtRest::default() };
        for entry in &opened.index {
            // A snapshot's own stream says nothing about what it covers.
            if entry.kind == EnvelopeKind::Snapshot {
                continue;
            }
            if entry.beyond > 0 {
                rest.broken.insert((entry.alias, entry.stream));
            }
            rest.streams
                .entry(entry.alias)
                .or_default()
                .insert(entry.stream, (entry.first_seq, entry.next_seq, entry.head));
        }
        rest.snapshots = opened.snapshots.iter().map(|(alias, _, _)| *alias).collect();
        rest
    }

    /// Notes an envelope that has become durable.
    pub(crate) fn note(&mut self, envelope: &Envelope) {
        self.envelopes = self.envelopes.saturating_add(1);
        self.bytes = self.bytes.saturating_add(as_u64(envelope.len()));
        let header = envelope.header();
        let streams = self.streams.entry(header.alias).or_default();
        let entry = streams.entry(header.stream).or_insert((header.seq, header.seq, Hash::ZERO));
        if header.seq >= entry.1 {
            entry.1 = header.seq.saturating_add(1);
            entry.2 = envelope.hash();
        }
    }

    /// An envelope cannot be read after all: the stream ends before it, as far as is known.
    pub(crate) fn note_lost(&mut self, alias: &Alias, stream: &StreamKey, seq: u32) {
        if let Some(streams) = self.streams.get_mut(alias)
            && let Some((first, next, head)) = streams.get_mut(stream)
            && seq < *next
        {
            (*next, *head) = (seq.max(*first), Hash::ZERO);
            if *next == *first {
                streams.remove(stream);
            }
        }
    }

    /// How many envelopes rest here, and their bytes.
    pub(crate) fn totals(&self) -> (u64, u64) {
        (self.envelopes, self.bytes)
    }

    pub(crate) fn has_snapshot(&self, alias: &Alias) -> bool {
        self.snapshots.contains(alias)
    }

    pub(crate) fn note_snapshot(&mut self, alias: Alias) {
        self.snapshots.insert(alias);
    }

    /// What is to be read of an alias: every stream, from after what a snapshot covers. Behind a hole in the
    /// covered part more may stand than the unbroken run says.
    pub(crate) fn ranges(
        &self,
        alias: Alias,
        covered: &BTreeMap<StreamKey, u32>,
    ) -> Vec<(Alias, StreamKey, u32)> {
        let Some(streams) = self.streams.get(&alias) else {
            return Vec::new();
        };
        streams
            .iter()
            .filter_map(|(stream, (first, next, _))| {
                let from = covered.get(stream).map_or(*first, |last| last.saturating_add(1));
                let is_more = from < *next || self.broken.contains(&(alias, *stream));
                is_more.then_some((alias, *stream, from.max(*first)))
            })
            .collect()
    }

    /// The end of every stream of an alias.
    pub(crate) fn ends(&self, alias: &Alias) -> BTreeMap<StreamKey, (u32, Hash)> {
        let Some(streams) = self.streams.get(alias) else {
            return BTreeMap::new();
        };
        streams
            .iter()
            .filter_map(|(stream, (_, next, head))| {
                next.checked_sub(1).map(|last| (*stream, (last, *head)))
            })
            .collect()
    }
}

fn as_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
