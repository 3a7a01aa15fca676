//! Which records there are of each kind, in the order of their list. It is read anew only for a section
//! that changed, so that a page over ten years costs no more to draw than one over a week.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};

use kith_core::kinds::{self, FieldType, goal};
use kith_core::{OpenView, PersonView, Record, RecordId, SectionView};

/// The ids of the records by section and kind. It holds no word of a plan.
#[derive(Default)]
pub struct Shelf {
    sections: BTreeMap<String, Shelved>,
}

/// Tells whether some sections of a picture are still those that something was computed from.
#[derive(Default)]
pub struct Seen(Vec<Option<Weak<SectionView>>>);

impl Seen {
    /// These sections of a picture.
    pub fn of(view: &OpenView, names: &[&str]) -> Seen {
        Seen(names.iter().map(|name| view.sections.get(*name).map(Arc::downgrade)).collect())
    }

    /// Whether they are still the same.
    pub fn is_of(&self, view: &OpenView, names: &[&str]) -> bool {
        self.0.len() == names.len()
            && self.0.iter().zip(names).all(|(seen, name)| match (seen, view.sections.get(*name)) {
                (Some(seen), Some(now)) => std::ptr::eq(Weak::as_ptr(seen), Arc::as_ptr(now)),
                (None, None) => true,
                _ => false,
            })
    }
}

/// Tells whether the people of a picture, and how one is linked with them, are still those that something was
/// computed from.
#[derive(Default)]
pub struct SeenPeople(Option<Weak<Vec<PersonView>>>);

impl SeenPeople {
    /// The people of a picture.
    pub fn of(view: &OpenView) -> SeenPeople {
        SeenPeople(Some(Arc::downgrade(&view.people)))
    }

    /// Whether they are still the same.
    pub fn is_of(&self, view: &OpenView) -> bool {
        let seen = self.0.as_ref();
        seen.is_some_and(|seen| std::ptr::eq(Weak::as_ptr(seen), Arc::as_ptr(&view.people)))
    }
}

struct Shelved {
    /// Tells whether the section is still the same. It keeps nothing alive but its emptied shell.
    section: Weak<SectionView>,
    kinds: BTreeMap<String, Vec<RecordId>>,
    /// Those in which two values of a field were kept.
    twice: Vec<RecordId>,
    /// The kinds that a newer Kith wrote.
    newer: BTreeSet<String>,
}

impl Shelf {
    /// Brings the shelf up to a picture.
    pub fn refresh(&mut self, view: &OpenView) {
        self.sections.retain(|name, _| view.sections.contains_key(name));
        for (name, section) in &view.sections {
            let same = self.sections.get(name).is_some_and(|shelved| {
                std::ptr::eq(Weak::as_ptr(&shelved.section), Arc::as_ptr(section))
            });
            if !same {
                self.sections.insert(name.clone(), Shelved::of(section));
            }
        }
    }

    /// The records of a kind, in the order of their list: the newest first for what happens, by their
    /// place for what has one, else in the order of making.
    pub fn of_kind(&self, kind: &str) -> Vec<RecordId> {
        let shelved = self.sections.iter().filter(|(name, _)| is_home(name, kind));
        shelved.filter_map(|(_, shelved)| shelved.kinds.get(kind)).flatten().copied().collect()
    }

    /// Those in which two values of a field were kept, in the order of sections.
    pub fn kept_twice(&self) -> Vec<RecordId> {
        self.sections.values().flat_map(|shelved| &shelved.twice).copied().collect()
    }

    /// The kinds of a newer Kith that the plan holds.
    pub fn kinds_of_newer(&self) -> BTreeSet<String> {
        let newer = self.sections.values().flat_map(|shelved| &shelved.newer);
        newer.cloned().collect()
    }

    /// How many there are of a kind.
    pub fn count(&self, kind: &str) -> usize {
        let shelved = self.sections.iter().filter(|(name, _)| is_home(name, kind));
        shelved.filter_map(|(_, shelved)| shelved.kinds.get(kind)).map(Vec::len).sum()
    }
}

/// Whether records of this kind stand in that section of the plan. What is meant for a half waits in
/// `asides`; only what a newer Kith wrote may be anywhere.
pub fn is_home(section: &str, kind: &str) -> bool {
    match kinds::kind(kind).map(|kind| kind.section) {
        Some("half") => section == "asides",
        Some(home) => section == home,
        None => true,
    }
}

impl Shelved {
    fn of(section: &Arc<SectionView>) -> Shelved {
        let mut records: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        let two = section.records.iter().filter(|record| !record.both.is_empty());
        let twice = two.map(|record| record.id).collect();
        for record in section.records.iter() {
            records.entry(record.kind.as_str()).or_default().push(record);
        }
        let of_newer = records.values().filter_map(|records| records.first());
        let of_newer = of_newer.filter(|record| record.is_of_newer_kind());
        let newer = of_newer.map(|record| record.kind.to_string()).collect();
        let kinds = records
            .into_iter()
            .map(|(kind, mut records)| {
                put_in_order(kind, &mut records);
                (kind.to_owned(), records.into_iter().map(|record| record.id).collect())
            })
            .collect();
        Shelved { section: Arc::downgrade(section), kinds, twice, newer }
    }
}

fn put_in_order(kind: &str, records: &mut [&Record]) {
    let fields = kinds::kind(kind).map(|kind| kind.fields).unwrap_or_default();
    if fields.iter().any(|field| field.happening) {
        records.sort_by_cached_key(|record| std::cmp::Reverse(record.happened()));
        return;
    }
    if kind == goal::NAME_OF_KIND {
        // What rests for now stands last.
        records.sort_by_key(|record| (goal::PARKED.of(record) == Some(true), record.id));
        return;
    }
    // `ring`, `rank` and `step` are whole numbers, so the first such field of the kind decides.
    let place = fields.iter().find(|field| matches!(field.field_type, FieldType::Whole { .. }));
    records.sort_by_key(|record| {
        let number = place.and_then(|field| record.fields.get(field.name)?.as_whole());
        (number.unwrap_or(i64::MAX), record.id)
    });
}
