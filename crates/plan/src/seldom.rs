//! What hardly any record has: it costs one word of memory where it is empty.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A collection that is nearly always empty. It is used as the collection itself is.
#[derive(Clone, Default)]
pub struct Seldom<T>(Option<Box<T>>);

/// A collection of which there is an empty one.
pub trait Blank: Default + 'static {
    /// The empty one.
    const BLANK: &'static Self;
}

impl<K: 'static, V: 'static> Blank for BTreeMap<K, V> {
    const BLANK: &'static Self = &BTreeMap::new();
}

impl<T: 'static> Blank for BTreeSet<T> {
    const BLANK: &'static Self = &BTreeSet::new();
}

impl<T: Blank> Deref for Seldom<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::BLANK)
    }
}

impl<T: Blank> DerefMut for Seldom<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Blank + PartialEq> From<T> for Seldom<T> {
    fn from(held: T) -> Self {
        Self((held != *T::BLANK).then(|| Box::new(held)))
    }
}

impl<T: Blank + PartialEq> PartialEq for Seldom<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Blank + fmt::Debug> fmt::Debug for Seldom<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl<T: Blank + IntoIterator> IntoIterator for Seldom<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.0.map(|held| *held).unwrap_or_default().into_iter()
    }
}

impl<'a, T: Blank> IntoIterator for &'a Seldom<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_emptied_is_as_what_was_always_empty() {
        let never = Seldom::<BTreeSet<u8>>::default();
        let mut emptied = Seldom::from(BTreeSet::from([1]));
        assert_ne!(emptied, never);
        assert!(emptied.remove(&1) && emptied.is_empty());
        assert_eq!(emptied, never);
        assert!(Seldom::from(BTreeSet::<u8>::new()).0.is_none());
    }

    #[test]
    fn it_is_filled_and_read_as_the_collection_is() {
        let mut some = Seldom::<BTreeMap<u8, &str>>::default();
        assert_eq!(some.get(&1), None);
        some.insert(1, "one");
        assert_eq!((&some).into_iter().collect::<Vec<_>>(), [(&1, &"one")]);
        assert_eq!(some.into_iter().collect::<Vec<_>>(), [(1, "one")]);
        assert_eq!(size_of::<Seldom<BTreeMap<u8, u8>>>(), size_of::<usize>());
    }
}
