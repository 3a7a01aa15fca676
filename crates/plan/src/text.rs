//! The words that a field holds, in little room.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What somebody wrote, or chose. It is read as a `str`, and replaced as a whole.
///
/// A `String` keeps three words and a piece of the heap for each text, however short. This keeps the same three
/// words, and the heap only for more than 23 bytes: choices, days, labels and most names do without.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(SmolStr);

impl Text {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// What people wrote never reaches a log: Debug says the length only.
impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_are_read_as_they_were_written() {
        for len in 0..60 {
            for letter in ["a", "é", "夜", "🌙"] {
                let words = letter.repeat(len);
                let (one, other) = (Text::from(words.as_str()), Text::from(words.clone()));
                assert_eq!(one.as_str(), words);
                assert_eq!(one, other);
                assert_eq!(String::from(one), words);
            }
        }
        assert_ne!(Text::from("a"), Text::from("a\0"));
    }

    #[test]
    fn it_is_written_down_as_a_string_is() {
        for words in ["", "calm", "a walk along the river, and then home"] {
            let bytes = postcard::to_stdvec(words).unwrap();
            assert_eq!(postcard::to_stdvec(&Text::from(words)).unwrap(), bytes);
            assert_eq!(postcard::from_bytes::<Text>(&bytes).unwrap().as_str(), words);
        }
    }

    #[test]
    fn it_takes_three_words_of_memory_and_debug_shows_no_text() {
        assert_eq!(size_of::<Text>(), 24);
        assert_eq!(format!("{:?}", Text::from("a long night")), "12 bytes");
    }
}
