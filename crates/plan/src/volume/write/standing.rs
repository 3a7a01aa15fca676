//! What a record holds already, and what of it this version may change.

use crate::check::Checked;
use crate::edit::EditError;
use crate::kinds::{FieldInfo, FieldType, KindInfo};
use crate::record::{PART_ID, Record};
use crate::value::Value;

/// Finds a field by name, unless it is one of a newer Kith or holds something of one.
pub(super) fn writable_field(
    record: &Record,
    kind: &'static KindInfo,
    name: &str,
) -> Result<&'static FieldInfo, EditError> {
    let read_only = || EditError::ReadOnlyField { field: name.into() };
    let Some(field) = kind.field(name) else {
        return Err(match record.fields.contains_key(name) {
            true => read_only(),
            false => EditError::UnknownField { field: name.into() },
        });
    };
    let has_form = |value: &Value| match field.field_type {
        FieldType::Line
        | FieldType::Page
        | FieldType::One(_)
        | FieldType::Day
        | FieldType::Moment
        | FieldType::Time
        | FieldType::Zone
        | FieldType::Ref(_)
        | FieldType::Far(_) => value.as_text().is_some(),
        FieldType::Whole { .. } | FieldType::Scale { .. } => value.as_whole().is_some(),
        FieldType::Flag => value.as_flag().is_some(),
        FieldType::Some(_) | FieldType::Refs(_) | FieldType::Fars(_) => {
            value.as_list().is_some_and(|values| values.iter().all(|one| one.as_text().is_some()))
        }
        FieldType::Items(_) => {
            value.as_list().is_some_and(|values| values.iter().all(|one| one.as_map().is_some()))
        }
    };
    let is_foreign =
        record.newer.contains(name) && record.fields.get(name).is_some_and(|now| !has_form(now));
    match is_foreign {
        true => Err(read_only()),
        false => Ok(field),
    }
}

/// Whether the record already holds exactly that, and nothing beside it.
pub(super) fn stands(record: &Record, field: &FieldInfo, checked: &Checked) -> bool {
    if record.both.contains_key(field.name) {
        return false;
    }
    match (checked, record.fields.get(field.name)) {
        (Checked::Clear, now) => now.is_none(),
        (Checked::Scalar(wanted), now) => now == Some(wanted),
        (Checked::Page(page), now) => now.and_then(Value::as_text) == Some(page),
        // What changes in a set or in parts is found key by key when they are written.
        (Checked::Set(wanted), now) => {
            let now = now.and_then(Value::as_list).unwrap_or_default();
            now.len() == wanted.len()
                && now.iter().all(|one| one.as_text().is_some_and(|one| wanted.contains(one)))
        }
        (Checked::Parts(wanted), now) => {
            let now = now.and_then(Value::as_list).unwrap_or_default();
            now.len() == wanted.len()
                && wanted.iter().zip(now).all(|(part, now)| {
                    let id = now.as_map().and_then(|now| now.get(PART_ID)).and_then(Value::as_text);
                    part.fields.is_empty() && part.id.is_some() && part.id.as_deref() == id
                })
        }
    }
}
