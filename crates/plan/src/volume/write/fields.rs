//! Putting checked values into the map of one record.

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{ObjId, ObjType, ReadDoc as _, ScalarValue};

use crate::check::{Checked, CheckedPart};
use crate::edit::{EditError, Stamp};
use crate::ids::RecordId;
use crate::kinds::{FieldInfo, FieldType};
use crate::order;
use crate::record::{BOTH, ORDER, Record};
use crate::value::Value;
use crate::volume::splice::{self, Splice};

/// Writes the fields of one record inside a transaction.
pub(super) struct FieldWriter<'w, 'd> {
    transaction: &'w mut Transaction<'d>,
    /// The record's map.
    map: ObjId,
    /// Maps that another device made under the same id at the same time. What is written here is taken
    /// out there, so that one value is left.
    twins: Vec<ObjId>,
    stamp: Stamp,
    parts_made: &'w mut u32,
    rest: Vec<Splice>,
}

impl<'w, 'd> FieldWriter<'w, 'd> {
    pub(super) fn new(
        transaction: &'w mut Transaction<'d>,
        map: ObjId,
        twins: Vec<ObjId>,
        stamp: Stamp,
        parts_made: &'w mut u32,
    ) -> Self {
        Self { transaction, map, twins, stamp, parts_made, rest: Vec::new() }
    }

    /// Letters that did not fit the change.
    pub(super) fn into_rest(self) -> Vec<Splice> {
        self.rest
    }

    pub(super) fn put(&mut self, name: &str, value: &Value) -> Result<(), EditError> {
        let map = self.map.clone();
        self.put_in(&map, name, value)
    }

    /// Writes the time of this write.
    pub(super) fn put_now(&mut self, name: &str) -> Result<(), EditError> {
        self.put(name, &Value::Whole(self.stamp.now.0))
    }

    /// Takes a key away, values set at once and twins included.
    pub(super) fn delete(&mut self, name: &str) -> Result<(), EditError> {
        let maps: Vec<ObjId> = self.twins.iter().chain([&self.map]).cloned().collect();
        for map in maps {
            if self.transaction.get(&map, name)?.is_some() {
                self.transaction.delete(&map, name)?;
            }
        }
        Ok(())
    }

    /// Writes a field of a new record. Containers are made even if they stay empty: made later, they
    /// would be made by two devices at once and one would hide the other.
    pub(super) fn create(&mut self, field: &FieldInfo, checked: Checked) -> Result<(), EditError> {
        let map = self.map.clone();
        match (field.field_type, checked) {
            (FieldType::Page, checked) => {
                let page = match checked {
                    Checked::Page(page) => page,
                    _ => String::new(),
                };
                let text = self.transaction.put_object(&map, field.name, ObjType::Text)?;
                self.rewrite(text, "", &page)
            }
            (
                FieldType::Some(_) | FieldType::Refs(_) | FieldType::Fars(_) | FieldType::Items(_),
                checked,
            ) => {
                let container = self.transaction.put_object(&map, field.name, ObjType::Map)?;
                self.fill(&container, field, checked)
            }
            (_, Checked::Scalar(value)) => self.put(field.name, &value),
            (_, _) => Ok(()),
        }
    }

    /// Writes a field of a standing record.
    pub(super) fn set(
        &mut self,
        field: &FieldInfo,
        checked: Checked,
        record: &Record,
    ) -> Result<(), EditError> {
        // A container of our own form, alone under its key, is changed inside, so that it merges. Anything
        // else is replaced, which ends conflicts.
        let container = match field.field_type {
            FieldType::Page => Some(ObjType::Text),
            FieldType::Some(_) | FieldType::Refs(_) | FieldType::Fars(_) | FieldType::Items(_) => {
                Some(ObjType::Map)
            }
            _ => None,
        };
        let Some(container) = container else {
            return match checked {
                Checked::Scalar(value) => {
                    self.put(field.name, &value)?;
                    self.delete_in_twins(field.name)
                }
                _ => self.delete(field.name),
            };
        };
        let standing = self.transaction.get_all(&self.map, field.name)?;
        let inside = match standing.as_slice() {
            [(value, id)] if value.as_objtype() == Some(container) => Some(id.clone()),
            _ => None,
        };
        let is_alone = self.twins.is_empty() && !record.both.contains_key(field.name);
        match inside.filter(|_| is_alone) {
            Some(text) if container == ObjType::Text => {
                let before = self.transaction.text(&text)?;
                let page = match checked {
                    Checked::Page(page) => page,
                    _ => String::new(),
                };
                self.rewrite(text, &before, &page)
            }
            Some(map) => self.fill(&map, field, checked),
            None => {
                self.delete(field.name)?;
                self.create(field, checked)
            }
        }
    }

    /// Takes away what the record carries as data of a field's unresolved values: it was settled.
    pub(super) fn settle_carried(&mut self, name: &str) -> Result<(), EditError> {
        let maps: Vec<ObjId> = self.twins.iter().chain([&self.map]).cloned().collect();
        for map in maps {
            let all = self.transaction.get_all(&map, BOTH)?;
            let maps =
                all.into_iter().filter(|(value, _)| value.as_objtype() == Some(ObjType::Map));
            let maps: Vec<ObjId> = maps.map(|(_, id)| id).collect();
            for carried in maps {
                if self.transaction.get(&carried, name)?.is_some() {
                    self.transaction.delete(&carried, name)?;
                }
            }
        }
        Ok(())
    }

    /// Empties the record, whatever it holds. Containers stay, empty: what another device writes into
    /// them meanwhile is then still seen.
    pub(super) fn clear_everything(&mut self) -> Result<(), EditError> {
        let maps: Vec<ObjId> = self.twins.iter().chain([&self.map]).cloned().collect();
        for map in maps {
            self.clear_map(&map, &["kind", "updated", "gone"], 0)?;
        }
        Ok(())
    }

    fn clear_map(&mut self, map: &ObjId, kept: &[&str], depth: usize) -> Result<(), EditError> {
        const DEEPEST: usize = 3;
        let keys: Vec<String> = self.transaction.keys(map).collect();
        for key in keys {
            if kept.contains(&key.as_str()) {
                continue;
            }
            let all = self.transaction.get_all(map, key.as_str())?;
            let inside = match all.as_slice() {
                [(value, id)] => value.as_objtype().map(|kind| (kind, id.clone())),
                _ => None,
            };
            match inside {
                Some((ObjType::Text, text)) => {
                    let before = self.transaction.text(&text)?;
                    self.rewrite(text, &before, "")?;
                }
                Some((ObjType::Map, inner)) if depth < DEEPEST => {
                    self.clear_map(&inner, &[ORDER], depth + 1)?;
                }
                _ => self.transaction.delete(map, key)?,
            }
        }
        Ok(())
    }

    fn delete_in_twins(&mut self, name: &str) -> Result<(), EditError> {
        for map in self.twins.clone() {
            if self.transaction.get(&map, name)?.is_some() {
                self.transaction.delete(&map, name)?;
            }
        }
        Ok(())
    }

    fn rewrite(&mut self, text: ObjId, before: &str, after: &str) -> Result<(), EditError> {
        let rest = splice::rewrite(self.transaction, text, before, after)?;
        self.rest.extend(rest);
        Ok(())
    }

    fn fill(
        &mut self,
        container: &ObjId,
        field: &FieldInfo,
        checked: Checked,
    ) -> Result<(), EditError> {
        match (field.field_type, checked) {
            (FieldType::Items(_), Checked::Parts(parts)) => self.fill_parts(container, parts),
            (FieldType::Items(_), _) => self.fill_parts(container, Vec::new()),
            (field_type, checked) => {
                let wanted = match checked {
                    Checked::Set(wanted) => wanted,
                    _ => Default::default(),
                };
                let keys: Vec<String> = self.transaction.keys(container).collect();
                for key in &keys {
                    // Choices of a newer Kith cannot be seen here, so they cannot be meant.
                    let is_ours = match field_type {
                        FieldType::Some(choices) => choices.contains(&key.as_str()),
                        _ => true,
                    };
                    if is_ours && !wanted.contains(key) {
                        self.transaction.delete(container, key.as_str())?;
                    }
                }
                for key in wanted {
                    let standing = self.transaction.get(container, key.as_str())?;
                    let is_ticked =
                        standing.is_some_and(|(value, _)| value.as_bool() == Some(true));
                    if !is_ticked {
                        self.transaction.put(container, key, true)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn fill_parts(&mut self, container: &ObjId, parts: Vec<CheckedPart>) -> Result<(), EditError> {
        let keys: Vec<String> = self.transaction.keys(container).collect();
        for key in &keys {
            if !parts.iter().any(|part| part.id.as_ref() == Some(key)) {
                self.transaction.delete(container, key.as_str())?;
            }
        }
        let mut standing = Vec::with_capacity(parts.len());
        for part in &parts {
            standing.push(match &part.id {
                Some(id) => self.standing_part(container, id)?,
                None => None,
            });
        }
        let current: Vec<Option<&str>> = standing
            .iter()
            .map(|part| part.as_ref().and_then(|(_, order)| order.as_deref()))
            .collect();
        let orders = order::assign(&current);
        for ((part, standing), order) in parts.into_iter().zip(&standing).zip(orders) {
            let (map, order_now) = match standing {
                Some((map, order_now)) => (map.clone(), order_now.as_deref()),
                None => {
                    let id = part.id.unwrap_or_else(|| self.new_part_id());
                    (self.transaction.put_object(container, id, ObjType::Map)?, None)
                }
            };
            if order_now != Some(order.as_str()) {
                self.transaction.put(&map, ORDER, order)?;
            }
            for (field, checked) in part.fields {
                match checked {
                    Checked::Scalar(value) => self.put_in(&map, field.name, &value)?,
                    _ => {
                        if self.transaction.get(&map, field.name)?.is_some() {
                            self.transaction.delete(&map, field.name)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The map of a part and its order key.
    fn standing_part(
        &self,
        container: &ObjId,
        id: &str,
    ) -> Result<Option<(ObjId, Option<String>)>, EditError> {
        let Some((value, map)) = self.transaction.get(container, id)? else {
            return Ok(None);
        };
        if value.as_objtype() != Some(ObjType::Map) {
            return Ok(None);
        }
        let order = self.transaction.get(&map, ORDER)?;
        let order = order.and_then(|(value, _)| value.as_str().map(str::to_owned));
        Ok(Some((map, order)))
    }

    /// An id of its own for each part made in one write, from the dice of that write.
    fn new_part_id(&mut self) -> String {
        let dice = u128::from_be_bytes(self.stamp.dice).wrapping_add(u128::from(*self.parts_made));
        *self.parts_made = self.parts_made.wrapping_add(1);
        let [_, _, _, _, _, _, dice @ ..] = dice.to_be_bytes();
        RecordId::new(self.stamp.now, dice).to_string()
    }

    fn put_in(&mut self, map: &ObjId, name: &str, value: &Value) -> Result<(), EditError> {
        let scalar = match value {
            Value::Text(text) => ScalarValue::Str(text.as_str().into()),
            Value::Whole(number) => ScalarValue::Int(*number),
            Value::Flag(flag) => ScalarValue::Boolean(*flag),
            // No check lets another form through.
            Value::Null | Value::Fraction(_) | Value::Bytes(_) | Value::List(_) | Value::Map(_) => {
                return Err(EditError::Document);
            }
        };
        Ok(self.transaction.put(map, name, scalar)?)
    }
}
