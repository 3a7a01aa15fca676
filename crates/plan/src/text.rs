//! The words that a field holds, in little room.

use std::fmt;
use std::ops::Deref;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// So many bytes stand in the text itself: choices, days, labels and most names.
const SHORT_MAX_BYTES: usize = 22;

/// What somebody wrote, or chose. It is read as a `str`, and replaced as a whole.
///
/// A `String` keeps three words and a piece of the heap for each text, however short. This keeps the same three
/// words, and the heap only for longer ones.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Held);

/// Each text has one form, so that equal texts are equal here.
#[derive(Clone, PartialEq, Eq)]
enum Held {
    /// At most [`SHORT_MAX_BYTES`], filled up with zeros.
    Short {
        len: u8,
        bytes: [u8; SHORT_MAX_BYTES],
    },
    Long(Box<str>),
}

impl Text {
    /// The words.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Short { len, bytes } => {
                let text = bytes.get(..usize::from(*len));
                // It was text when it was put there.
                text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
            }
            Held::Long(text) => text,
        }
    }

    fn short(text: &str) -> Option<Self> {
        let len = u8::try_from(text.len()).ok()?;
        let mut bytes = [0; SHORT_MAX_BYTES];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(Held::Short { len, bytes }))
    }
}

impl Default for Text {
    /// No words.
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::short(text).unwrap_or_else(|| Self(Held::Long(text.into())))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::short(&text).unwrap_or_else(|| Self(Held::Long(text.into_boxed_str())))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text.0 {
            Held::Long(text) => text.into_string(),
            Held::Short { .. } => text.as_str().to_owned(),
        }
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

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(text.into())
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
