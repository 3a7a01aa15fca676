//! Fields that name other records: ids within a section, labels across sections.
//!
//! Across sections the record keeps a label, so that whoever reads it learns no id of what they may not
//! read; what the label stands for goes into the owner's `profile`, in the same append.

use std::collections::BTreeSet;

use kith_plan::kinds::{FieldInfo, FieldType, KindInfo};
use kith_plan::{Edit, LINKS_SECTION, Link, Plan, Record, RecordId, UnixMillis, Value as Held};
use serde_json::{Map, Value, json};

use super::Open;
use crate::report;
use crate::work::Work;
use crate::{FieldFault, Trouble};

const ID: &str = "id";
const LABEL: &str = "label";
/// Most characters in a label that is given by hand.
const LABEL_MAX_CHARS: usize = 120;

/// Fields as the plan takes them, and what their labels stand for.
pub(crate) struct Referring {
    pub(crate) fields: Map<String, Value>,
    pub(crate) links: Vec<Link>,
}

impl Open {
    /// Looks up every record that these fields name. `current` is the record as it stands, if it is there:
    /// what it names already may stay, even if that is gone.
    ///
    /// # Errors
    ///
    /// The field that names something that is not there.
    pub(crate) fn referring(
        &self,
        info: &KindInfo,
        mut fields: Map<String, Value>,
        current: Option<&Record>,
    ) -> Result<Referring, Trouble> {
        let mut links = Vec::new();
        for field in info.fields {
            let Some(given) = fields.get(field.name).filter(|given| !given.is_null()) else {
                continue;
            };
            let now = current.and_then(|record| record.fields.get(field.name));
            match field.field_type {
                FieldType::Ref(kind) => self.near(field, kind, given, now)?,
                FieldType::Refs(kind) => {
                    for one in given.as_array().into_iter().flatten() {
                        self.near(field, kind, one, now)?;
                    }
                }
                FieldType::Far(kind) => {
                    let (label, target) = self.far(field, kind, given, &BTreeSet::new())?;
                    links.extend(link(field, &label, target));
                    fields.insert(field.name.to_owned(), label.into());
                }
                FieldType::Fars(kind) => {
                    let Some(many) = given.as_array().cloned() else {
                        continue;
                    };
                    let mut labels = BTreeSet::new();
                    for one in &many {
                        let (label, target) = self.far(field, kind, one, &labels)?;
                        links.extend(link(field, &label, target));
                        labels.insert(label);
                    }
                    fields.insert(field.name.to_owned(), labels.into_iter().collect());
                }
                _ => {}
            }
        }
        Ok(Referring { fields, links })
    }

    /// The edit that keeps what labels stand for, with the volume it belongs into; `Err` if that volume is
    /// not there yet and was asked for.
    pub(crate) fn link_edit(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        record: RecordId,
        links: &[Link],
    ) -> Result<Option<(kith_plan::VolumeId, Edit)>, NotYet> {
        let Some(edit) = self.plan.link_edit(record, links) else {
            return Ok(None);
        };
        let volume = match edit {
            Edit::Merge { id, .. } => self.plan.volume_of(id),
            _ => self.writable_volume(now, work, LINKS_SECTION),
        };
        match volume {
            Some(volume) if self.has_actor(work, volume) => Ok(Some((volume, edit))),
            _ => Err(NotYet),
        }
    }

    /// Why nothing may be said of what these labels stand for: what is kept of it could not be read, and a
    /// second record of the same id would hide it.
    pub(crate) fn unread_links(&self, links: &[Link]) -> Option<Trouble> {
        if links.is_empty() { None } else { self.unread_place(LINKS_SECTION) }
    }

    /// The fields of a record as they are told: a label across sections with the id that it stands for, if
    /// that is known here.
    pub(crate) fn told_fields(&self, plan: &Plan, record: &Record) -> report::Told {
        let mut told = report::Told {
            fields: record.fields_json(),
            both: record
                .both
                .iter()
                .map(|(name, values)| (name.clone(), values.iter().map(Held::to_json).collect()))
                .collect(),
        };
        let known =
            kith_plan::kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
        for field in known {
            if !matches!(field.field_type, FieldType::Far(_) | FieldType::Fars(_)) {
                continue;
            }
            let tell = |value: &mut Value| tell(plan, record.id, field, value);
            told.fields.get_mut(field.name).into_iter().for_each(tell);
            told.both.get_mut(field.name).into_iter().flatten().for_each(tell);
        }
        told
    }

    /// A reference within the section: the record has to be there, unless it is named already.
    fn near(
        &self,
        field: &FieldInfo,
        kind: &str,
        given: &Value,
        now: Option<&Held>,
    ) -> Result<(), Trouble> {
        // What is not text, or no id, is refused by the plan itself.
        let Some(id) = given.as_str().and_then(|text| text.parse::<RecordId>().ok()) else {
            return Ok(());
        };
        let text = id.to_string();
        let stands = now.is_some_and(|now| match now {
            Held::Text(now) => now.as_str() == text,
            other => {
                other.as_list().unwrap_or_default().iter().any(|one| one.as_text() == Some(&text))
            }
        });
        match stands || self.record_of_kind(id, kind).is_some() {
            true => Ok(()),
            false => Err(fault(field, FieldFault::NoSuchRecord)),
        }
    }

    /// A reference across sections: its label, and the record it stands for if one is named.
    fn far(
        &self,
        field: &FieldInfo,
        kind: &str,
        given: &Value,
        taken: &BTreeSet<String>,
    ) -> Result<(String, Option<RecordId>), Trouble> {
        let wrong = || fault(field, FieldFault::WrongType);
        let (id, label) = match given {
            Value::String(id) => (Some(id.as_str()), None),
            Value::Object(parts) if parts.keys().all(|key| key == ID || key == LABEL) => {
                let text = |key: &str| match parts.get(key) {
                    None | Some(Value::Null) => Ok(None),
                    Some(value) => value.as_str().map(Some).ok_or_else(wrong),
                };
                (text(ID)?, text(LABEL)?)
            }
            _ => return Err(wrong()),
        };
        let target = match id {
            None => None,
            Some(id) => {
                let id: RecordId = id.parse().map_err(|_| wrong())?;
                if self.plan.show(id).is_some_and(|record| record.kind != kind) {
                    return Err(fault(field, FieldFault::NoSuchRecord));
                }
                Some(id)
            }
        };
        let title =
            target.and_then(|id| self.record_of_kind(id, kind)).map(|record| record.title());
        let label = match (label.map(str::trim).filter(|label| !label.is_empty()), title) {
            (Some(label), _) if label.chars().count() > LABEL_MAX_CHARS => {
                return Err(fault(field, FieldFault::OutOfRange));
            }
            // A label beside the id of something that is gone is how such a field was read.
            (Some(label), _) => label.to_owned(),
            (None, Some(title)) if title.is_empty() => kind.to_owned(),
            (None, Some(title)) => title,
            (None, None) => return Err(fault(field, FieldFault::NoSuchRecord)),
        };
        Ok((distinct(label, taken), target))
    }

    fn record_of_kind(&self, id: RecordId, kind: &str) -> Option<std::sync::Arc<Record>> {
        self.plan.show(id).filter(|record| record.kind == kind && record.gone.is_none())
    }
}

/// The volume for what labels stand for is not there yet; the command waits for it.
pub(crate) struct NotYet;

fn link(field: &FieldInfo, label: &str, target: Option<RecordId>) -> Option<Link> {
    target.map(|target| Link { field: field.name, label: label.to_owned(), target })
}

/// Two people of one name in one field are told apart by a number.
fn distinct(label: String, taken: &BTreeSet<String>) -> String {
    if !taken.contains(&label) {
        return label;
    }
    (2..=u32::MAX)
        .map(|number| format!("{label} ({number})"))
        .find(|label| !taken.contains(label))
        .unwrap_or(label)
}

fn tell(plan: &Plan, record: RecordId, field: &FieldInfo, value: &mut Value) {
    match value {
        Value::Array(many) => many.iter_mut().for_each(|one| tell(plan, record, field, one)),
        Value::String(label) => {
            let mut told = Map::new();
            if let Some(target) = plan.target(record, field.name, label) {
                told.insert(ID.to_owned(), target.to_string().into());
            }
            told.insert(LABEL.to_owned(), json!(label));
            *value = Value::Object(told);
        }
        _ => {}
    }
}

fn fault(field: &FieldInfo, fault: FieldFault) -> Trouble {
    Trouble::BadField { field: field.name.to_owned(), fault }
}
