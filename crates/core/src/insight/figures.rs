//! A number together with what it is out of.

/// So many of so many. It is a count and no score: nothing here divides the one by the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct OutOf {
    /// How many.
    pub count: u32,
    /// Of how many.
    pub of: u32,
}

impl OutOf {
    /// Counts one more, which is one of the many or is not.
    pub(crate) fn add(&mut self, counts: bool) {
        self.of = self.of.saturating_add(1);
        if counts {
            self.count = self.count.saturating_add(1);
        }
    }
}

/// A length as a count; nobody has more than fit.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
