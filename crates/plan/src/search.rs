//! Finding records by their words, in memory only.
//!
//! Words are compared without case and without marks on letters: `cafe` finds “Café”. The index holds what
//! people wrote, so it is never saved, and it goes with the plan it was made of.

mod fold;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use memchr::memmem;

use crate::ids::{RecordId, UnixMillis, VolumeId};
use crate::kinds::{self, FieldType};
use crate::name::Name;
use crate::plan::{BIN, Entry, Plan};
use crate::record::{PART_ID, Record};
use crate::value::Value;
use crate::volume::Heads;

use fold::fold_onto;

/// No more words than this are looked for at once.
const MOST_WORDS: usize = 16;

/// The words of a plan's records.
#[derive(Default)]
pub struct SearchIndex(BTreeMap<VolumeId, VolumeWords>);

/// One record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The record.
    pub id: RecordId,
    /// The first of its fields that holds one of the words.
    pub field: String,
}

/// The words of the standing records of one volume, all in one text: a word is looked for in all of them at once.
#[derive(Default)]
struct VolumeWords {
    heads: Heads,
    /// The words of each record in turn, each text ended by a line end, which no word that is looked for holds.
    text: String,
    /// In order of id.
    records: Vec<Indexed>,
}

struct Indexed {
    record: Arc<Record>,
    happened: UnixMillis,
    /// Where its words end, and those of the next begin.
    end: usize,
}

impl SearchIndex {
    /// An index of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Brings the index up to the plan, and stops after the volume with which it has read `most` records that it
    /// did not know. Returns whether it is up to the plan now; if not, it wants to be called again. Volumes in
    /// which nothing changed cost nothing, and records that did not change are not read again.
    pub fn follow(&mut self, plan: &Plan, most: usize) -> bool {
        self.0.retain(|id, _| plan.entry(*id).is_some());
        let mut read = 0;
        // What is in the bin is deleted.
        for (id, entry) in plan.volumes().filter(|(_, entry)| entry.section != BIN) {
            let heads = entry.volume.heads();
            let before = self.0.remove(&id).unwrap_or_default();
            if before.heads == heads {
                self.0.insert(id, before);
                continue;
            }
            if read >= most {
                // What was known of it stays, for the records that are as they were.
                self.0.insert(id, before);
                return false;
            }
            self.0.insert(id, VolumeWords::of(entry, heads, &before, &mut read));
        }
        true
    }

    /// The standing records in which every word is found, the newest first, and no more than `most`. What
    /// the program keeps for itself is left out, and so is what [`SearchIndex::follow`] has not come to.
    pub fn find(&self, words: &str, most: usize) -> Vec<Found> {
        let mut folded = String::new();
        fold_onto(&mut folded, words);
        let mut words: Vec<&str> = folded.split_whitespace().collect();
        // The longest word is the rarest, most often.
        words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
        words.dedup();
        words.truncate(MOST_WORDS);
        let Some((rarest, others)) = words.split_first() else {
            return Vec::new();
        };
        let rarest = memmem::Finder::new(rarest);
        let others: Vec<_> = others.iter().map(memmem::Finder::new).collect();
        let mut found = Vec::new();
        for volume in self.0.values() {
            volume.find_onto(&mut found, &rarest, &others);
        }
        found.sort_unstable_by_key(|one| std::cmp::Reverse((one.happened, one.record.id)));
        found.dedup_by_key(|one| one.record.id);
        found.truncate(most);
        found
            .into_iter()
            .map(|one| Found { id: one.record.id, field: field_with(&one.record, &words) })
            .collect()
    }
}

/// What people wrote never reaches a log.
impl fmt::Debug for SearchIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SearchIndex({} volumes)", self.0.len())
    }
}

impl VolumeWords {
    /// The words of every standing record of a volume. Those of records that are as they were `before` are taken
    /// from there; the others are counted in `read`.
    fn of(entry: &Entry, heads: Heads, before: &VolumeWords, read: &mut usize) -> Self {
        let mut words = VolumeWords { heads, ..VolumeWords::default() };
        // A volume that changed is about as long as it was.
        words.text.reserve(before.text.len());
        let mut known = before.with_words().peekable();
        for (id, record) in entry.volume.view() {
            while known.next_if(|(known, _)| known.record.id < *id).is_some() {}
            if record.gone.is_some() || !is_found(&record.kind) {
                continue;
            }
            match known.next_if(|(known, _)| Arc::ptr_eq(&known.record, record)) {
                Some((_, its_words)) => words.text.push_str(its_words),
                None => {
                    *read += 1;
                    push_record(&mut words.text, record);
                }
            }
            let (record, happened) = (Arc::clone(record), record.happened());
            words.records.push(Indexed { record, happened, end: words.text.len() });
        }
        words.text.shrink_to_fit();
        words.records.shrink_to_fit();
        words
    }

    /// Each record with its words.
    fn with_words(&self) -> impl Iterator<Item = (&Indexed, &str)> {
        let mut start = 0;
        self.records.iter().map(move |one| {
            let words = self.text.get(start..one.end).unwrap_or_default();
            start = one.end;
            (one, words)
        })
    }

    fn find_onto<'a>(
        &'a self,
        found: &mut Vec<&'a Indexed>,
        rarest: &memmem::Finder<'_>,
        others: &[memmem::Finder<'_>],
    ) {
        let text = self.text.as_bytes();
        let (mut start, mut place) = (0, 0);
        while let Some(hit) = text.get(start..).and_then(|rest| rarest.find(rest)) {
            let rest = self.records.get(place..).unwrap_or_default();
            let skipped = rest.partition_point(|one| one.end <= start + hit);
            let Some(one) = rest.get(skipped) else {
                return;
            };
            let before = skipped.checked_sub(1).and_then(|before| rest.get(before));
            let before = before.map_or(start, |before| before.end);
            let its_words = text.get(before..one.end).unwrap_or_default();
            if others.iter().all(|word| word.find(its_words).is_some()) {
                found.push(one);
            }
            (start, place) = (one.end, place + skipped + 1);
        }
    }
}

/// The first field of a record in which one of the words stands.
fn field_with(record: &Record, words: &[&str]) -> String {
    let mut text = String::new();
    for (name, value) in fields_with_words(record) {
        text.clear();
        push_value(&mut text, value);
        if words.iter().any(|word| text.contains(word)) {
            return name.to_string();
        }
    }
    String::new()
}

fn push_record(text: &mut String, record: &Record) {
    for (_, value) in fields_with_words(record) {
        push_value(text, value);
    }
}

fn push_value(text: &mut String, value: &Value) {
    match value {
        Value::Text(words) => {
            fold_onto(text, words);
            text.push('\n');
        }
        Value::List(values) => values.iter().for_each(|value| push_value(text, value)),
        Value::Map(values) => {
            let named = values.iter().filter(|(name, _)| *name != PART_ID);
            named.for_each(|(_, value)| push_value(text, value));
        }
        Value::Null | Value::Flag(_) | Value::Whole(_) | Value::Fraction(_) | Value::Bytes(_) => {}
    }
}

/// The fields of a record that hold words which somebody wrote.
fn fields_with_words(record: &Record) -> impl Iterator<Item = (&Name, &Value)> {
    let kind = kinds::kind(&record.kind);
    record.fields.iter().filter(move |(name, _)| {
        holds_words(kind.and_then(|kind| kind.field(name)).map(|field| field.field_type))
    })
}

/// Whether records of a kind are looked through: those of a newer Kith are, and those that the program
/// keeps for itself are not.
fn is_found(kind: &str) -> bool {
    kinds::kind(kind).is_some() || kinds::written_kind(kind).is_none()
}

/// Whether such a field holds words that somebody wrote.
fn holds_words(field_type: Option<FieldType>) -> bool {
    match field_type {
        None => true,
        Some(
            FieldType::Line
            | FieldType::Page
            | FieldType::Far(_)
            | FieldType::Fars(_)
            | FieldType::Items(_),
        ) => true,
        Some(
            FieldType::Whole { .. }
            | FieldType::Scale { .. }
            | FieldType::One(_)
            | FieldType::Some(_)
            | FieldType::Flag
            | FieldType::Day
            | FieldType::Moment
            | FieldType::Time
            | FieldType::Zone
            | FieldType::Ref(_)
            | FieldType::Refs(_),
        ) => false,
    }
}
