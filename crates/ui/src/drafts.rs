//! What is being written and was not handed over yet.
//!
//! A draft knows what each field held when the writing began. If the record changes meanwhile, on
//! another device, an untouched field follows it, and a touched one becomes a clash: both values
//! are shown, and nothing is handed over until the owner has said which one it shall be. Only
//! fields that were changed are ever handed over.

mod entry;
mod moment;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use kith_core::kinds::{FieldInfo, FieldType, KindInfo};
use kith_core::{Record, RecordId, Value};
use serde_json::{Map, Value as Json};

use crate::say;

pub use entry::{Entry, Part};
pub use moment::TypedMoment;

/// A form that is being filled in.
#[derive(Clone, PartialEq)]
pub struct Draft {
    /// The record it changes; nothing for a new one.
    pub id: Option<RecordId>,
    fields: Vec<DraftField>,
}

/// One field of a draft.
#[derive(Clone, PartialEq)]
pub struct DraftField {
    /// Its name.
    pub name: &'static str,
    /// What is written.
    pub entry: Entry,
    /// What it held when the writing began, or what the owner has agreed to write over.
    base: Entry,
    /// What it holds now, if that is neither.
    pub clash: Option<Entry>,
    /// What is wrong with it.
    pub fault: Option<String>,
}

impl Draft {
    /// A draft of a new record.
    pub fn new(kind: &KindInfo, zone: &TimeZone) -> Self {
        Self::of(kind, None, zone)
    }

    /// A draft that changes a record; its moments are typed by the clock of the place that it names, or else
    /// by that of `zone`.
    pub fn of(kind: &KindInfo, record: Option<&Record>, zone: &TimeZone) -> Self {
        let place = record.and_then(say::place_of);
        let fields = kind
            .fields
            .iter()
            .map(|field| {
                let value = record.and_then(|record| record.fields.get(field.name));
                let entry = entry_of(field, value, zone, place.as_ref());
                DraftField {
                    name: field.name,
                    base: entry.clone(),
                    entry,
                    clash: None,
                    fault: None,
                }
            })
            .collect();
        Draft { id: record.map(|record| record.id), fields }
    }

    /// The fields, in the order of the kind.
    pub fn fields_mut(&mut self) -> impl Iterator<Item = &mut DraftField> {
        self.fields.iter_mut()
    }

    /// The field of that name.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut DraftField> {
        self.fields.iter_mut().find(|field| field.name == name)
    }

    /// Looks at the record as it is now.
    pub fn rebase(&mut self, kind: &KindInfo, record: &Record, zone: &TimeZone) {
        let place = say::place_of(record);
        for (field, info) in self.fields.iter_mut().zip(kind.fields) {
            let now = entry_of(info, record.fields.get(info.name), zone, place.as_ref());
            if now == field.base {
                field.clash = None;
            } else if field.entry == field.base || field.entry == now {
                field.entry = now.clone();
                field.base = now;
                field.clash = None;
            } else {
                field.clash = Some(now);
            }
        }
    }

    /// Lets the moments go by the clock of the place that stands beside them, and by that of `home` where none
    /// does or its name is not whole yet.
    pub fn keep_clock(&mut self, kind: &KindInfo, home: &TimeZone) {
        let zones = |info: &FieldInfo| matches!(info.field_type, FieldType::Zone);
        let Some(place) = kind.fields.iter().position(zones) else {
            return;
        };
        let named = match self.fields.get(place).map(|field| &field.entry) {
            Some(Entry::Text(name)) => say::zone_named(name.trim()),
            _ => None,
        };
        let clock = named.as_ref().unwrap_or(home);
        for field in &mut self.fields {
            if let Entry::Moment(moment) = &mut field.entry {
                moment.go_by(clock);
            }
        }
    }

    /// Whether some field must be decided first.
    pub fn clashes(&self) -> bool {
        self.fields.iter().any(|field| field.clash.is_some())
    }

    /// Whether anything was written.
    pub fn is_changed(&self) -> bool {
        self.fields.iter().any(|field| field.entry != field.base)
    }

    /// The changed fields as JSON; null clears one.
    pub fn changed(&self) -> Map<String, Json> {
        self.fields
            .iter()
            .filter(|field| field.entry != field.base)
            .map(|field| (field.name.to_owned(), field.entry.to_json()))
            .collect()
    }

    /// Checks what can be checked while writing: what is required, and what must be a number. Marks
    /// the faults through `say`, which gets the field and whether it is empty, and tells
    /// whether there are none.
    pub fn check(&mut self, kind: &KindInfo, say: impl Fn(&FieldInfo, bool) -> String) -> bool {
        let mut good = true;
        for (field, info) in self.fields.iter_mut().zip(kind.fields) {
            let missing = info.required && field.entry.is_empty();
            let odd = !field.entry.can_be_read();
            field.fault = (missing || odd).then(|| say(info, missing));
            good &= field.fault.is_none();
        }
        good
    }
}

/// What the editor of a field holds: a moment by the clock of the place where there is one.
fn entry_of(
    info: &FieldInfo,
    value: Option<&Value>,
    zone: &TimeZone,
    place: Option<&TimeZone>,
) -> Entry {
    match (info.field_type, value.and_then(Value::as_text), place) {
        (FieldType::Moment, Some(text), Some(place)) => {
            Entry::Moment(TypedMoment::read_there(text, place))
        }
        _ => Entry::read(&info.field_type, value, zone),
    }
}

impl DraftField {
    /// The owner decides for what they wrote; it may be written over what is there.
    pub fn keep_mine(&mut self) {
        if let Some(now) = self.clash.take() {
            self.base = now;
        }
    }

    /// The owner decides for what is there.
    pub fn take_theirs(&mut self) {
        if let Some(now) = self.clash.take() {
            self.entry = now.clone();
            self.base = now;
        }
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("id", &self.id).field("fields", &self.fields.len()).finish()
    }
}

/// Drafts by what they are of.
#[derive(Debug, Default)]
pub struct Drafts {
    of_records: BTreeMap<RecordId, Draft>,
    of_kinds: BTreeMap<String, Draft>,
}

impl Drafts {
    /// Takes out the draft that changes this record, rebased on what the record is now.
    pub fn take_edit(&mut self, kind: &KindInfo, record: &Record, zone: &TimeZone) -> Draft {
        let kept = self.of_records.remove(&record.id);
        let mut draft = kept.unwrap_or_else(|| Draft::of(kind, Some(record), zone));
        draft.rebase(kind, record, zone);
        draft
    }

    /// Takes out the draft of a new record of this kind.
    pub fn take_new(&mut self, kind: &KindInfo, zone: &TimeZone) -> Draft {
        self.of_kinds.remove(kind.name).unwrap_or_else(|| Draft::new(kind, zone))
    }

    /// Puts a draft back until the next frame.
    pub fn put_back(&mut self, kind: &KindInfo, draft: Draft) {
        match draft.id {
            Some(id) => self.of_records.insert(id, draft),
            None => self.of_kinds.insert(kind.name.to_owned(), draft),
        };
    }

    /// Marks a field of a draft as refused by the core.
    pub fn mark(&mut self, kind: &str, id: Option<RecordId>, field: &str, fault: String) {
        let draft = match id {
            Some(id) => self.of_records.get_mut(&id),
            None => self.of_kinds.get_mut(kind),
        };
        if let Some(field) = draft.and_then(|draft| draft.field_mut(field)) {
            field.fault = Some(fault);
        }
    }

    /// Forgets a draft that was saved or given up.
    pub fn forget(&mut self, kind: &str, id: Option<RecordId>) {
        match id {
            Some(id) => self.of_records.remove(&id),
            None => self.of_kinds.remove(kind),
        };
    }
}

#[cfg(test)]
mod tests;
