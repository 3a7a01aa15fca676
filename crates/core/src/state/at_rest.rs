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
    /// The newest snapshot of each alias: its hash, and its length in bytes.
    snapshots: BTreeMap<Alias, (Hash, u64)>,
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
        let snapshots = opened.snapshots.iter();
        rest.snapshots = snapshots.map(|(alias, hash, len)| (*alias, (*hash, *len))).collect();
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
        // What was lost at the front has come again.
        if header.seq.checked_add(1) == Some(entry.0) {
            entry.0 = header.seq;
        }
    }

    /// Whether an envelope stands in the unbroken run of its stream. A run begins where the first envelope is
    /// held, and one before it may be what is missing.
    pub(crate) fn holds(&self, alias: &Alias, stream: &StreamKey, seq: u32) -> bool {
        let of_stream = self.streams.get(alias).and_then(|streams| streams.get(stream));
        of_stream.is_some_and(|(first, next, _)| (*first..*next).contains(&seq))
    }

    /// Whether every envelope of a stream up to the number `last` rests, but for those up to the number `covered`.
    pub(crate) fn holds_all(
        &self,
        alias: &Alias,
        stream: &StreamKey,
        covered: Option<u32>,
        last: u32,
    ) -> bool {
        if covered.is_some_and(|covered| covered >= last) {
            return true;
        }
        let begins = covered.map_or(0, |covered| covered.saturating_add(1));
        let of_stream = self.streams.get(alias).and_then(|streams| streams.get(stream));
        of_stream.is_some_and(|(first, next, _)| *first <= begins && last < *next)
    }

    /// An envelope cannot be read after all: the stream ends before it, as far as is known.
    pub(crate) fn note_lost(&mut self, alias: &Alias, stream: &StreamKey, seq: u32) {
        if let Some(streams) = self.streams.get_mut(alias)
            && let Some((first, next, head)) = streams.get_mut(stream)
            && seq < *next
        {
            (*next, *head) = (seq.max(*first), Hash::ZERO);
            // What stands behind it is read all the same.
            self.broken.insert((*alias, *stream));
        }
    }

    /// How many envelopes rest here, and their bytes.
    pub(crate) fn totals(&self) -> (u64, u64) {
        (self.envelopes, self.bytes)
    }

    /// The newest snapshot of an alias: its hash, and its length in bytes.
    pub(crate) fn snapshot(&self, alias: &Alias) -> Option<(Hash, u64)> {
        self.snapshots.get(alias).copied()
    }

    pub(crate) fn note_snapshot(&mut self, snapshot: &Envelope) {
        let place = (snapshot.hash(), as_u64(snapshot.len()));
        self.snapshots.insert(snapshot.header().alias, place);
    }

    /// Whether more is held of an alias behind a hole.
    pub(crate) fn has_hole(&self, alias: &Alias) -> bool {
        self.broken.iter().any(|(of, _)| of == alias)
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
            .filter(|(_, (first, next, _))| first < next)
            .filter_map(|(stream, (_, next, head))| {
                next.checked_sub(1).map(|last| (*stream, (last, *head)))
            })
            .collect()
    }
}

fn as_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALIAS: Alias = Alias([1; 16]);
    const STREAM: StreamKey = StreamKey([2; 32]);

    /// The first envelope after a snapshot could not be read, and so nothing behind it was.
    #[test]
    fn what_stands_behind_a_lost_envelope_is_asked_for_and_not_claimed() {
        for lost in [201, 210] {
            let of_stream = BTreeMap::from([(STREAM, (201, 230, Hash::ZERO))]);
            let streams = BTreeMap::from([(ALIAS, of_stream)]);
            let mut rest = AtRest { streams, ..AtRest::default() };
            let covered = BTreeMap::from([(STREAM, 200)]);
            rest.note_lost(&ALIAS, &STREAM, lost);
            assert_eq!(rest.ranges(ALIAS, &covered), [(ALIAS, STREAM, 201)]);
            let claimed = rest.ends(&ALIAS).get(&STREAM).map(|(last, _)| *last);
            assert_eq!(claimed, (lost > 201).then_some(lost - 1));
        }
    }
}
