//! What a log was found to hold.

use kith_seal::{Alias, EnvelopeKind, GenerationId, Hash, StreamKey};

/// Where an envelope stands, and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct FoundEnvelope {
    pub(crate) alias: Alias,
    pub(crate) generation: GenerationId,
    pub(crate) stream: StreamKey,
    pub(crate) kind: EnvelopeKind,
    pub(crate) seq: u32,
    /// Where the envelope starts in the log; for a snapshot place: where its envelope's hash starts.
    pub(crate) offset: u64,
    /// Its length in bytes; for a snapshot the length it has in its own file.
    pub(crate) len: u32,
    /// Of a snapshot place: the hash of the snapshot's envelope.
    pub(crate) snapshot: Option<Hash>,
}

/// So many stand together: less than 128 KiB, since a longer piece of the heap would cost more than itself once it is
/// freed ([`kith_seal::LongBytes`] says why).
const TOGETHER: usize = 512;

/// Envelopes in the order in which they were found. A log may hold tens of thousands.
#[derive(Debug, Default)]
pub(crate) struct FoundEnvelopes(Vec<Vec<FoundEnvelope>>);

impl FoundEnvelopes {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, found: FoundEnvelope) {
        match self.0.last_mut().filter(|last| last.len() < TOGETHER) {
            Some(last) => last.push(found),
            None => self.0.push(vec![found]),
        }
    }

    /// Takes all that another one holds.
    pub(crate) fn append(&mut self, other: &mut Self) {
        for found in std::mem::take(other) {
            self.push(found);
        }
    }
}

impl IntoIterator for FoundEnvelopes {
    type Item = FoundEnvelope;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<FoundEnvelope>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().flatten()
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
            offset: 0,
            len: 100,
            snapshot: None,
        }
    }

    #[test]
    fn they_stay_in_order_in_pieces_that_are_not_long() {
        let (mut all, mut request) = (FoundEnvelopes::default(), FoundEnvelopes::default());
        assert!(all.is_empty());
        for seq in 0..3_000 {
            request.push(found(seq));
            if seq % 700 == 0 || seq == 2_999 {
                all.append(&mut request);
                assert!(request.is_empty() && !all.is_empty());
            }
        }
        let longest = all.0.iter().map(|piece| piece.capacity() * size_of::<FoundEnvelope>()).max();
        assert!(longest < Some(128 * 1024), "{longest:?}");
        assert!(all.into_iter().map(|found| found.seq).eq(0..3_000));
    }
}
