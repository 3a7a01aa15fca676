//! The fields of a record, in a row.

use std::fmt;
use std::ops::Index;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::name::Name;
use crate::value::Value;

/// Named values in the order of their names, each name once. It is used as a map is.
///
/// A plan of ten years holds a hundred thousand of these, with three or four values each, and nearly all are only
/// read: so they stand in one row of just the length they need, which is made anew when a name comes or goes.
#[derive(Clone, PartialEq, Default)]
pub struct Fields(Box<[(Name, Value)]>);

impl Fields {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What that field holds.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.place(name).ok()?;
        self.0.get(place).map(|(_, value)| value)
    }

    /// What that field holds, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        let place = self.place(name).ok()?;
        self.0.get_mut(place).map(|(_, value)| value)
    }

    /// Whether there is a field of that name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Puts a value there, and gives back the one that stood there.
    pub fn insert(&mut self, name: impl Into<Name>, value: Value) -> Option<Value> {
        let name = name.into();
        match self.place(&name) {
            Ok(place) => {
                let (_, held) = self.0.get_mut(place)?;
                Some(std::mem::replace(held, value))
            }
            Err(place) => {
                let mut row = std::mem::take(&mut self.0).into_vec();
                row.reserve_exact(1);
                row.insert(place, (name, value));
                self.0 = row.into_boxed_slice();
                None
            }
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let place = self.place(name).ok()?;
        let mut row = std::mem::take(&mut self.0).into_vec();
        let (_, value) = row.remove(place);
        self.0 = row.into_boxed_slice();
        Some(value)
    }

    /// The fields in the order of their names.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.0.iter())
    }

    /// The names in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Name> {
        self.0.iter().map(|(name, _)| name)
    }

    /// The values in the order of their names.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Where a name stands, or where it would.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(held, _)| held.as_str().cmp(name))
    }

    /// Puts the fields in order; of several with one name the last stays.
    fn of_row(mut row: Vec<(Name, Value)>) -> Self {
        if !row.is_sorted_by(|(one, _), (other, _)| one < other) {
            row.sort_by(|(one, _), (other, _)| one.cmp(other));
            row.dedup_by(|later, before| {
                let is_same = later.0 == before.0;
                if is_same {
                    std::mem::swap(later, before);
                }
                is_same
            });
        }
        Self(row.into_boxed_slice())
    }
}

/// The fields of a record, one after the other.
#[derive(Clone, Debug)]
pub struct Iter<'a>(std::slice::Iter<'a, (Name, Value)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Name, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Fields {
    type Item = (&'a Name, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl IntoIterator for Fields {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

impl<N: Into<Name>> FromIterator<(N, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(fields: I) -> Self {
        Self::of_row(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<N: Into<Name>, const LEN: usize> From<[(N, Value); LEN]> for Fields {
    fn from(fields: [(N, Value); LEN]) -> Self {
        fields.into_iter().collect()
    }
}

/// As in JSON, a field that is not there reads as nothing.
impl Index<&str> for Fields {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }
}

/// What people wrote never reaches a log: values say their form and length only.
impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self).finish()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("named values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        /// Room is made for no more than this before they are read: what the bytes say of themselves is no proof.
        const MOST_AT_ONCE: usize = 64;
        let mut row = Vec::with_capacity(map.size_hint().unwrap_or(0).min(MOST_AT_ONCE));
        while let Some(field) = map.next_entry()? {
            row.push(field);
        }
        Ok(Fields::of_row(row))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand_chacha::ChaCha12Rng;
    use rand_core::{Rng as _, SeedableRng as _};

    use super::*;

    const NAMES: [&str; 9] =
        ["mood", "note", "at", "with", "z", "a", "", "never a field", "nor this"];

    fn same(fields: &Fields, map: &BTreeMap<String, Value>, seed: u64) {
        let listed: Vec<_> = map.iter().map(|(name, value)| (name.as_str(), value)).collect();
        let held: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value)).collect();
        assert_eq!(held, listed, "seed {seed}");
        assert_eq!((fields.len(), fields.is_empty()), (map.len(), map.is_empty()), "seed {seed}");
        assert!(fields.keys().map(Name::as_str).eq(map.keys()), "seed {seed}");
        assert!(fields.values().eq(map.values()), "seed {seed}");
        for name in NAMES {
            assert_eq!(fields.get(name), map.get(name), "seed {seed}");
            assert_eq!(fields.contains_key(name), map.contains_key(name), "seed {seed}");
        }
        let (bytes, of_map) = (postcard::to_stdvec(fields), postcard::to_stdvec(map));
        let bytes = bytes.unwrap();
        assert_eq!(bytes, of_map.unwrap(), "seed {seed}");
        assert_eq!(&postcard::from_bytes::<Fields>(&bytes).unwrap(), fields, "seed {seed}");
    }

    #[test]
    fn a_row_of_fields_is_what_a_map_of_them_is() {
        for seed in 0..200 {
            let mut dice = ChaCha12Rng::seed_from_u64(seed);
            let (mut fields, mut map) = (Fields::new(), BTreeMap::<String, Value>::new());
            for _ in 0..40 {
                let name = NAMES[dice.next_u32() as usize % NAMES.len()];
                let value = match dice.next_u32() % 3 {
                    0 => Value::Whole(i64::from(dice.next_u32())),
                    1 => Value::Text("word ".repeat(dice.next_u32() as usize % 9).into()),
                    _ => Value::Map(fields.clone()),
                };
                match dice.next_u32() % 4 {
                    0 => assert_eq!(fields.remove(name), map.remove(name), "seed {seed}"),
                    1 => {
                        let (one, other) = (fields.get_mut(name), map.get_mut(name));
                        assert_eq!(one.is_some(), other.is_some(), "seed {seed}");
                        one.into_iter().chain(other).for_each(|held| *held = value.clone());
                    }
                    _ => {
                        let before = map.insert(name.to_owned(), value.clone());
                        assert_eq!(fields.insert(name, value), before, "seed {seed}");
                    }
                }
                same(&fields, &map, seed);
            }
        }
    }

    #[test]
    fn fields_that_are_gathered_are_put_in_order_and_the_last_of_a_name_stays() {
        for seed in 0..200 {
            let mut dice = ChaCha12Rng::seed_from_u64(seed);
            let gathered: Vec<(&str, Value)> = (0..dice.next_u32() % 20)
                .map(|number| (NAMES[dice.next_u32() as usize % NAMES.len()], number))
                .map(|(name, number)| (name, Value::Whole(number.into())))
                .collect();
            let map = gathered.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            same(&gathered.iter().cloned().collect(), &map.collect(), seed);
        }
    }

    #[test]
    fn a_row_that_promises_more_than_it_holds_is_refused() {
        let promised = [0xff, 0xff, 0xff, 0xff, 0x0f];
        assert!(postcard::from_bytes::<Fields>(&promised).is_err());
    }

    #[test]
    fn a_field_takes_four_words_of_memory_and_debug_shows_no_text() {
        assert_eq!(size_of::<(Name, Value)>(), 32);
        let fields = Fields::from([("note", Value::Text("a long night".into()))]);
        assert_eq!(format!("{fields:?}"), r#"{"note": Text(12 bytes)}"#);
        assert_eq!(fields["mood"], Value::Null);
    }
}
