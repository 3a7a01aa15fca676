//! Taking back what this device did, as long as nobody has touched it since.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::Volume;
use crate::edit::{Batch, Edit, EditError, Stamp, Undo, Written};
use crate::ids::RecordId;
use crate::name::Name;
use crate::value::Value;

impl Volume {
    /// Takes back what one write did, newest first. A step is left out if things are no longer as that
    /// write left them; if nothing is left, nothing is written. What comes back can itself be undone.
    ///
    /// # Errors
    ///
    /// [`EditError::NoActor`], or the refusal of a value that this version may not write; nothing is written
    /// then.
    pub fn undo(&mut self, undo: &[Undo], stamp: Stamp) -> Result<Written, EditError> {
        let edits = self.edits_to_undo(undo);
        self.write_many(&edits, Batch::OneChange, stamp)
    }

    /// The steps that still apply, as edits.
    pub(crate) fn edits_to_undo(&self, undo: &[Undo]) -> Vec<Edit> {
        let mut plan = Undoing { volume: self, fields: BTreeMap::new(), whole: BTreeMap::new() };
        for step in undo.iter().rev() {
            plan.step(step);
        }
        let Undoing { fields, whole, .. } = plan;
        let mut merges: BTreeMap<RecordId, Map<String, Json>> = BTreeMap::new();
        for ((id, field), value) in fields {
            // A record that goes away needs no fields back.
            if !matches!(whole.get(&id), Some(Edit::Remove { .. })) {
                merges.entry(id).or_default().insert(field, value.unwrap_or(Json::Null));
            }
        }
        let merges = merges.into_iter().map(|(id, fields)| Edit::Merge { id, fields });
        // A record comes back before its fields are set.
        whole.into_values().chain(merges).collect()
    }
}

/// What is to be done, step by step, before anything is written.
struct Undoing<'v> {
    volume: &'v Volume,
    /// Fields and what they are to hold.
    fields: BTreeMap<(RecordId, String), Option<Json>>,
    /// Records that come or go.
    whole: BTreeMap<RecordId, Edit>,
}

impl Undoing<'_> {
    fn step(&mut self, step: &Undo) {
        let id = step.id();
        let Some(record) = self.volume.record(id) else {
            return;
        };
        let is_gone = match self.whole.get(&id) {
            Some(Edit::Remove { .. }) => true,
            Some(_) => false,
            None => record.gone.is_some(),
        };
        match step {
            Undo::Field { field, before, after, .. } => {
                let settled = !record.both.contains_key(field);
                if !is_gone && settled && self.holds(id, field) == *after {
                    self.fields.insert((id, field.clone()), before.clone());
                }
            }
            Undo::Added { fields, .. } => {
                let held = record.fields.keys().map(Name::as_str);
                let mut names = held.chain(fields.keys().map(String::as_str));
                let untouched = names.all(|name| self.holds(id, name).as_ref() == fields.get(name));
                if !is_gone && untouched && record.both.is_empty() {
                    self.whole.insert(id, Edit::Remove { id });
                }
            }
            Undo::Removed { gone, .. } => {
                if is_gone && record.gone == Some(*gone) {
                    self.whole.insert(id, Edit::Undelete { id });
                }
            }
            Undo::Restored { .. } => {
                if !is_gone {
                    self.whole.insert(id, Edit::Remove { id });
                }
            }
        }
    }

    /// What a field holds after the steps so far.
    fn holds(&self, id: RecordId, field: &str) -> Option<Json> {
        match self.fields.get(&(id, field.to_owned())) {
            Some(value) => value.clone(),
            None => self.volume.record(id)?.fields.get(field).map(Value::to_json),
        }
    }
}
