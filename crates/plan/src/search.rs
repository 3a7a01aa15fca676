//! Finding records by their words, in memory only.
//!
//! Words are compared without case and without marks on letters: `cafe` finds “Café”. The index holds what
//! people wrote, so it is never saved, and it goes with the plan it was made of.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::ids::{RecordId, UnixMillis, VolumeId};
use crate::kinds::{self, FieldType};
use crate::plan::Plan;
use crate::record::{PART_ID, Record};
use crate::value::Value;
use crate::volume::{Heads, View};

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

struct VolumeWords {
    heads: Heads,
    records: Vec<Words>,
}

struct Words {
    record: Arc<Record>,
    happened: UnixMillis,
    /// The words of all fields, each field's ended by a line end.
    text: String,
    /// Each field with the place where its words end.
    fields: Vec<(String, usize)>,
}

impl SearchIndex {
    /// An index of nothing yet; it follows the plan at each search.
    pub fn new() -> Self {
        Self::default()
    }

    /// The standing records in which every word is found, the newest first, and no more than `most`. What
    /// the program keeps for itself is left out.
    pub fn find(&mut self, plan: &Plan, words: &str, most: usize) -> Vec<Found> {
        let words = folded(words);
        let mut words: Vec<&str> = words.split_whitespace().collect();
        // The longest word is the rarest, most often.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        words.truncate(MOST_WORDS);
        if words.is_empty() {
            return Vec::new();
        }
        self.follow(plan);
        let records = self.0.values().flat_map(|volume| &volume.records);
        let mut found: Vec<&Words> =
            records.filter(|record| words.iter().all(|word| record.text.contains(word))).collect();
        found.sort_by_key(|one| std::cmp::Reverse((one.happened, one.record.id)));
        found.dedup_by_key(|one| one.record.id);
        found.truncate(most);
        found
            .into_iter()
            .map(|one| Found { id: one.record.id, field: one.field_with(&words) })
            .collect()
    }

    /// Brings the index up to the plan. Volumes in which nothing changed cost nothing.
    fn follow(&mut self, plan: &Plan) {
        self.0.retain(|id, _| plan.entry(*id).is_some());
        for (id, entry) in plan.volumes() {
            // What is in the bin is deleted.
            if entry.section == crate::plan::BIN {
                continue;
            }
            let heads = entry.volume.heads();
            let before = self.0.remove(&id);
            let words = match before {
                Some(words) if words.heads == heads => words,
                before => VolumeWords {
                    heads,
                    records: words_of(
                        entry.volume.view(),
                        before.map(|before| before.records).unwrap_or_default(),
                    ),
                },
            };
            self.0.insert(id, words);
        }
    }
}

/// What people wrote never reaches a log.
impl fmt::Debug for SearchIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SearchIndex({} volumes)", self.0.len())
    }
}

impl Words {
    fn of(record: &Arc<Record>) -> Self {
        let kind = kinds::kind(&record.kind);
        let mut words = Self {
            record: record.clone(),
            happened: record.happened(),
            text: String::new(),
            fields: Vec::new(),
        };
        for (name, value) in &record.fields {
            let field_type = kind.and_then(|kind| kind.field(name)).map(|field| field.field_type);
            if !holds_words(field_type) {
                continue;
            }
            let start = words.text.len();
            words.push(value);
            if words.text.len() > start {
                words.fields.push((name.clone(), words.text.len()));
            }
        }
        words
    }

    fn push(&mut self, value: &Value) {
        match value {
            Value::Text(text) => {
                self.text.push_str(&folded(text));
                self.text.push('\n');
            }
            Value::List(values) => values.iter().for_each(|value| self.push(value)),
            Value::Map(values) => {
                let named = values.iter().filter(|(name, _)| *name != PART_ID);
                named.for_each(|(_, value)| self.push(value));
            }
            Value::Null
            | Value::Flag(_)
            | Value::Whole(_)
            | Value::Fraction(_)
            | Value::Bytes(_) => {}
        }
    }

    fn field_with(&self, words: &[&str]) -> String {
        let mut start = 0;
        for (field, end) in &self.fields {
            let text = self.text.get(start..*end).unwrap_or_default();
            if words.iter().any(|word| text.contains(word)) {
                return field.clone();
            }
            start = *end;
        }
        String::new()
    }
}

/// The words of every standing record of a volume; those of records that are as they were stay.
fn words_of(view: &View, before: Vec<Words>) -> Vec<Words> {
    let mut before = before.into_iter().peekable();
    let mut words = Vec::with_capacity(view.len());
    for (id, record) in view {
        while before.next_if(|words| words.record.id < *id).is_some() {}
        if record.gone.is_some() || !is_found(&record.kind) {
            continue;
        }
        words.push(match before.next_if(|words| Arc::ptr_eq(&words.record, record)) {
            Some(words) => words,
            None => Words::of(record),
        });
    }
    words
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

/// A text in lower case and without marks on its letters.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Decomposed first and lower-cased then, so that marks are gone whatever the case.
    text.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .flat_map(|letter| {
            let (one, two) = match letter {
                'ß' => ('s', Some('s')),
                'æ' => ('a', Some('e')),
                'œ' => ('o', Some('e')),
                'ø' => ('o', None),
                'đ' => ('d', None),
                'ł' => ('l', None),
                'ı' => ('i', None),
                other => (other, None),
            };
            std::iter::once(one).chain(two)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_marks_make_no_difference() {
        for (one, other) in [
            ("Café", "cafe"),
            ("CAFE\u{301}", "café"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("Ängste", "angste"),
            ("Ærø", "aero"),
            ("ПРИВЕТ", "привет"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("garden"), folded("gardens"));
    }
}
