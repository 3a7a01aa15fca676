//! How far a document has taken a stream: what a snapshot of it may claim, and nothing beyond.

use std::collections::BTreeMap;

use kith_seal::Hash;

/// The envelopes of one stream that are in the document, as an unbroken run from the first. What rests on
/// the disk says nothing about that: it may never have been read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    end: Option<(u32, Hash)>,
    /// Those that were taken while one before them is still missing.
    beyond: BTreeMap<u32, Hash>,
}

impl Taken {
    /// The last envelope of the run, by number and hash.
    pub(crate) fn end(&self) -> Option<(u32, Hash)> {
        self.end
    }

    /// One envelope is in the document.
    pub(crate) fn note(&mut self, seq: u32, hash: Hash) {
        if self.end.is_none_or(|(last, _)| seq > last) {
            self.beyond.insert(seq, hash);
            self.join();
        }
    }

    /// Everything up to this envelope is in the document, because a snapshot of it is.
    pub(crate) fn note_all_to(&mut self, seq: u32, hash: Hash) {
        if self.end.is_none_or(|(last, _)| seq > last) {
            self.end = Some((seq, hash));
            self.beyond.retain(|later, _| *later > seq);
            self.join();
        }
    }

    fn join(&mut self) {
        while let Some((seq, hash)) = self.beyond.pop_first() {
            let next = self.end.map_or(Some(0), |(last, _)| last.checked_add(1));
            if next != Some(seq) {
                self.beyond.insert(seq, hash);
                return;
            }
            self.end = Some((seq, hash));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(seq: u32) -> Hash {
        Hash([u8::try_from(seq).unwrap(); 32])
    }

    #[test]
    fn what_stands_behind_a_gap_is_claimed_only_once_the_gap_is_filled() {
        let mut taken = Taken::default();
        for seq in [1, 2, 4] {
            taken.note(seq, hash(seq));
        }
        assert_eq!(taken.end(), None);
        taken.note(0, hash(0));
        assert_eq!(taken.end(), Some((2, hash(2))));
        taken.note(1, hash(9));
        assert_eq!(taken.end(), Some((2, hash(2))), "what was taken before stands");
        taken.note_all_to(3, hash(3));
        assert_eq!(taken.end(), Some((4, hash(4))));
        taken.note_all_to(2, hash(2));
        assert_eq!(taken.end(), Some((4, hash(4))));
    }
}
