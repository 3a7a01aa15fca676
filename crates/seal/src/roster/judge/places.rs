//! A set of entries, each by its place in the causal order.

/// Words of 64 places; as many as a full roster needs.
const WORDS: usize = super::super::MAX_ROSTER_ENTRIES.div_ceil(64);

/// A set of places below [`super::super::MAX_ROSTER_ENTRIES`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Places([u64; WORDS]);

impl Places {
    pub(super) fn insert(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub(super) fn contains(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    pub(super) fn with(mut self, place: usize) -> Self {
        self.insert(place);
        self
    }

    pub(super) fn union(self, other: Self) -> Self {
        self.merge(other, |a, b| a | b)
    }

    pub(super) fn intersection(self, other: Self) -> Self {
        self.merge(other, |a, b| a & b)
    }

    pub(super) fn without(self, other: Self) -> Self {
        self.merge(other, |a, b| a & !b)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The places, ascending: in causal order.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(index, word)| {
            (0..64usize)
                .filter(move |bit| word >> bit & 1 == 1)
                .map(move |bit| index.saturating_mul(64).saturating_add(bit))
        })
    }

    fn merge(mut self, other: Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word = combine(*word, other);
        }
        self
    }
}
