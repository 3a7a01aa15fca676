//! Where every envelope stands, kept in memory: 24 bytes an envelope, ordered by alias, stream and number.

use std::collections::BTreeMap;

use kith_seal::{Alias, EnvelopeKind, GenerationId, StreamKey};

use crate::log::FoundEnvelope;

/// Where one envelope stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where in its log the envelope starts, or the hash in its snapshot place.
    pub(crate) offset: u64,
    /// Its number within its stream.
    pub(crate) seq: u32,
    /// The envelope's length in bytes.
    pub(crate) len: u32,
    /// Which log, by its place in the vault's list of logs.
    pub(crate) log: u32,
    /// Whether the log holds only the place of a snapshot.
    pub(crate) is_snapshot: bool,
}

/// All envelopes of one stream under one alias.
#[derive(Debug)]
pub(crate) struct StreamIndex {
    pub(crate) generation: GenerationId,
    pub(crate) kind: EnvelopeKind,
    /// Ordered by number, each number once, never empty.
    places: Vec<Place>,
}

impl StreamIndex {
    /// The runs of numbers without a gap, ascending.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &[Place]> {
        self.places.chunk_by(|one, next| one.seq.checked_add(1) == Some(next.seq))
    }

    /// All of them, in order.
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }

    /// Bytes of all its envelopes.
    pub(crate) fn bytes(&self) -> u64 {
        self.places.iter().map(|place| u64::from(place.len)).sum()
    }
}

/// All streams.
#[derive(Debug, Default)]
pub(crate) struct Index {
    streams: BTreeMap<(Alias, StreamKey), StreamIndex>,
}

impl Index {
    /// Puts an envelope in its place, unless something stands there; then that is given back.
    pub(crate) fn insert(&mut self, found: &FoundEnvelope, log: u32) -> Option<Place> {
        let stream = self.streams.entry((found.alias, found.stream)).or_insert_with(|| {
            let (generation, kind) = (found.generation, found.kind);
            StreamIndex { generation, kind, places: Vec::new() }
        });
        let place = Place {
            offset: found.offset,
            seq: found.seq,
            len: found.len,
            log,
            is_snapshot: found.snapshot.is_some(),
        };
        if stream.places.last().is_none_or(|last| last.seq < found.seq) {
            stream.places.push(place);
            return None;
        }
        match stream.places.binary_search_by_key(&found.seq, |place| place.seq) {
            Ok(at) => stream.places.get(at).copied(),
            Err(at) => {
                stream.places.insert(at, place);
                None
            }
        }
    }

    /// Where an envelope stands, if it is held.
    pub(crate) fn get(&self, alias: Alias, stream: StreamKey, seq: u32) -> Option<Place> {
        let places = &self.streams.get(&(alias, stream))?.places;
        let at = places.binary_search_by_key(&seq, |place| place.seq).ok()?;
        places.get(at).copied()
    }

    /// Everything held of a stream from a number on, in order.
    pub(crate) fn from(&self, alias: Alias, stream: StreamKey, seq: u32) -> &[Place] {
        self.streams.get(&(alias, stream)).map_or(&[], |stream| {
            let at = stream.places.partition_point(|place| place.seq < seq);
            stream.places.split_at(at).1
        })
    }

    /// Forgets an envelope that turned out to be damaged.
    pub(crate) fn remove(&mut self, alias: Alias, stream: StreamKey, seq: u32) {
        let key = (alias, stream);
        if let Some(index) = self.streams.get_mut(&key) {
            index.places.retain(|place| place.seq != seq);
            if index.places.is_empty() {
                self.streams.remove(&key);
            }
        }
    }

    /// Every stream, in order.
    pub(crate) fn streams(&self) -> impl Iterator<Item = (Alias, StreamKey, &StreamIndex)> {
        self.streams.iter().map(|((alias, stream), index)| (*alias, *stream, index))
    }

    /// How many envelopes, and how many bytes they have.
    pub(crate) fn totals(&self) -> (u64, u64) {
        self.streams.values().fold((0, 0), |(envelopes, bytes), stream| {
            (
                envelopes.saturating_add(stream.places.len() as u64),
                bytes.saturating_add(stream.bytes()),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(seq: u32) -> FoundEnvelope {
        FoundEnvelope {
            alias: Alias([1; 16]),
            generation: GenerationId([2; 32]),
            stream: StreamKey([3; 32]),
            kind: EnvelopeKind::Change,
            seq,
            offset: u64::from(seq) * 100,
            len: 100,
            snapshot: None,
        }
    }

    fn seqs(places: &[Place]) -> Vec<u32> {
        places.iter().map(|place| place.seq).collect()
    }

    #[test]
    fn envelopes_are_found_in_order_however_they_came() {
        let mut index = Index::default();
        for seq in [5, 3, 4, 8, u32::MAX] {
            assert_eq!(index.insert(&found(seq), 0), None);
        }
        assert_eq!(
            index.insert(&found(4), 1).map(|place| place.log),
            Some(0),
            "the first one stays"
        );
        let (_, _, stream) = index.streams().next().unwrap();
        assert_eq!(seqs(stream.places()), [3, 4, 5, 8, u32::MAX]);
        let runs: Vec<Vec<u32>> = stream.runs().map(seqs).collect();
        assert_eq!(runs, [vec![3, 4, 5], vec![8], vec![u32::MAX]]);
        let (alias, stream) = (Alias([1; 16]), StreamKey([3; 32]));
        assert_eq!(seqs(index.from(alias, stream, 5)), [5, 8, u32::MAX]);
        index.remove(alias, stream, 4);
        assert_eq!(index.get(alias, stream, 4), None);
        assert_eq!(index.totals(), (4, 400));
    }

    #[test]
    fn a_place_stays_small() {
        assert_eq!(size_of::<Place>(), 24);
    }
}
