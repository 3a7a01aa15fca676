//! The names of fields and kinds: few, and each in thousands of records, so records share them.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::kinds::{self, FieldInfo, FieldType};
use crate::record::PART_ID;

/// The name of a field, of a kind, or of what a part of a list holds. It is compared and read as text.
///
/// It takes one word of memory. The names of the table stand there once for all records; one that only a newer
/// Kith knows belongs to those who hold it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<String>);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Name {
    /// The empty name.
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        KNOWN.get(name).cloned().unwrap_or_else(|| Self(Arc::new(name.to_owned())))
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        KNOWN.get(name.as_str()).cloned().unwrap_or_else(|| Self(Arc::new(name)))
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Name {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Name> for &str {
    fn eq(&self, other: &Name) -> bool {
        *self == other.as_str()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        Ok(name.into())
    }
}

/// The names that the table knows.
static KNOWN: LazyLock<HashMap<&'static str, Name>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    note(&mut known, "");
    note(&mut known, PART_ID);
    for kind in kinds::written() {
        note(&mut known, kind.name);
        note_fields(&mut known, kind.fields);
    }
    known
});

fn note_fields(known: &mut HashMap<&'static str, Name>, fields: &'static [FieldInfo]) {
    for field in fields {
        note(known, field.name);
        if let FieldType::Items(fields) = field.field_type {
            note_fields(known, fields);
        }
    }
}

fn note(known: &mut HashMap<&'static str, Name>, name: &'static str) {
    known.entry(name).or_insert_with(|| Name(Arc::new(name.to_owned())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_table_are_held_once() {
        let (one, other) = (Name::from("mood"), Name::from("mood".to_owned()));
        assert!(Arc::ptr_eq(&one.0, &other.0));
        assert_eq!(size_of::<Name>(), size_of::<usize>());
    }

    #[test]
    fn a_name_that_nobody_knows_goes_with_its_record() {
        let name = Name::from("never a field");
        assert!(!KNOWN.contains_key("never a field"));
        assert_eq!(Arc::strong_count(&name.0), 1);
        assert_eq!(name, Name::from("never a field"));
    }

    #[test]
    fn names_are_in_the_order_of_their_texts() {
        let mut names = ["b", "mood", "", "a", "é"].map(Name::from);
        names.sort();
        assert_eq!(names.map(|name| name.to_string()), ["", "a", "b", "mood", "é"]);
    }
}
