//! What the owner calls something.

use std::fmt;

/// The owner's own words for a person, a trigger or a tool. What people wrote never reaches a log: Debug
/// shows its length only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(String);

impl Label {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Label {
    fn from(words: T) -> Label {
        Label(words.into())
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Label({} bytes)", self.0.len())
    }
}
