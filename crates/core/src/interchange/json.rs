//! A plan as JSON: every record with its id and times, so that a plan made of it is the same plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kith_plan::kinds::{self, FieldType, KindInfo, Span};
use kith_plan::{LINKS_SECTION, Link, Plan, RecordId, UnixMillis, WholeRecord};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Incoming, MOST_RECORDS, Told};
use crate::once::{self, Unread};
use crate::state::{ASIDES, BIN, HALF, trouble_of_edit};
use crate::{FieldFault, Trouble};

/// The number that stands at the head of the file.
const VERSION: u64 = 1;

/// A plan, or some sections of it.
#[derive(Clone, PartialEq, Serialize)]
pub struct ToldPlan {
    /// The number of this form.
    pub kith: u64,
    /// The records in order of id.
    pub records: Vec<ToldRecord>,
}

/// One record as a file tells it: with no volume, which is this vault's own affair.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldRecord {
    /// Its id.
    pub id: RecordId,
    /// Its kind, which this version may not know.
    pub kind: String,
    /// Its section.
    pub section: String,
    /// When it was made, UTC; its id says the same.
    pub created: String,
    /// When it was last changed, UTC.
    pub updated: String,
    /// Its fields.
    pub fields: Map<String, Value>,
    /// Fields in which two devices wrote different values: all of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub both: BTreeMap<String, Vec<Value>>,
    /// When it was deleted, UTC, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<String>,
}

impl ToldPlan {
    /// A plan of these records, which are in order of id.
    pub(crate) fn new(records: Vec<ToldRecord>) -> ToldPlan {
        ToldPlan { kith: VERSION, records }
    }

    /// The file: JSON with one record on a line.
    pub fn to_file(&self) -> String {
        let mut text = format!("{{\"kith\": {}, \"records\": [", self.kith);
        for (number, record) in self.records.iter().enumerate() {
            text.push_str(if number == 0 { "\n" } else { ",\n" });
            // Names are all text here, which is all that JSON could refuse.
            text.push_str(&serde_json::to_string(record).unwrap_or_default());
        }
        text.push_str("\n]}\n");
        text
    }
}

/// What people wrote never reaches a log.
impl fmt::Debug for ToldPlan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ToldPlan({} records)", self.records.len())
    }
}

impl fmt::Debug for ToldRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ToldRecord({})", self.id)
    }
}

/// Any file of this family, to be told newer before anything else of it is looked at.
#[derive(Deserialize)]
struct Head {
    kith: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(rename = "kith")]
    _kith: u64,
    records: Vec<ToldRecord>,
}

/// Reads and checks a whole file.
pub(super) fn read(text: &str) -> Result<Incoming, Trouble> {
    let file = once::read(text).map_err(|unread| match unread {
        Unread::NotJson => Trouble::BadFile,
        Unread::Twice(field) => Trouble::BadField { field, fault: FieldFault::Twice },
    })?;
    let head = Head::deserialize(&file).map_err(|_| Trouble::BadFile)?;
    if head.kith > VERSION {
        return Err(Trouble::NewerFile);
    }
    let body: Body = serde_json::from_value(file).map_err(|_| Trouble::BadFile)?;
    if head.kith != VERSION || body.records.len() > MOST_RECORDS {
        return Err(Trouble::BadFile);
    }
    let mut incoming = Incoming::default();
    let mut links: BTreeMap<RecordId, Vec<Link>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for record in body.records {
        if !ids.insert(record.id) {
            return Err(Trouble::BadFile);
        }
        let (told, named) = told(record)?;
        incoming.labels.insert(told.label.clone());
        if !named.is_empty() {
            links.insert(told.whole.id, named);
        }
        incoming.told.push(told);
    }
    // Where the record that keeps a record's links is told too, it says all there is to say.
    incoming.links = links.into_iter().filter(|(id, _)| !ids.contains(&id.link())).collect();
    if !incoming.links.is_empty() {
        incoming.labels.insert(LINKS_SECTION.to_owned());
    }
    Ok(incoming)
}

fn told(record: ToldRecord) -> Result<(Told, Vec<Link>), Trouble> {
    let ToldRecord { id, kind, section, created, updated, mut fields, mut both, deleted } = record;
    if moment(&created)? != id.created() {
        return Err(Trouble::BadFile);
    }
    let info = kinds::kind(&kind);
    fields.retain(|_, value| !value.is_null());
    let mut links = Vec::new();
    for field in info.map(|info| info.fields).unwrap_or_default() {
        if !matches!(field.field_type, FieldType::Far(_) | FieldType::Fars(_)) {
            continue;
        }
        let of_both = both.get_mut(field.name).into_iter().flatten();
        for value in fields.get_mut(field.name).into_iter().chain(of_both) {
            let wrong =
                || Trouble::BadField { field: field.name.to_owned(), fault: FieldFault::WrongType };
            let found = match value {
                Value::Array(many) => many.iter_mut().map(label_of).collect::<Option<Vec<_>>>(),
                one => label_of(one).map(|found| vec![found]),
            };
            for (label, target) in found.ok_or_else(wrong)?.into_iter() {
                let target = target.map(|id| Link { field: field.name, label, target: id });
                links.extend(target);
            }
        }
    }
    let section = place(info, section, deleted.is_some())?;
    let whole = WholeRecord {
        id,
        kind,
        fields,
        both,
        updated: moment(&updated)?,
        gone: deleted.as_deref().map(moment).transpose()?,
    };
    whole.check().map_err(|error| trouble_of_edit(&error))?;
    let span = match info {
        Some(info) if section != BIN => info.span,
        Some(_) => Span::Standing,
        None => kinds::section(&section).map_or(Span::Standing, |section| section.span),
    };
    let label = Plan::label_with(&section, span, id);
    Ok((Told { label, section, whole }, links))
}

/// The section that a record goes into: a kind that is known has one place. What stood between two people
/// comes in as an aside, because a file pairs nobody.
fn place(info: Option<&KindInfo>, section: String, is_deleted: bool) -> Result<String, Trouble> {
    const LONGEST_NAME: usize = 32;
    let is_name = |name: &str| {
        let mut letters = name.bytes();
        name.len() <= LONGEST_NAME
            && letters.next().is_some_and(|first| first.is_ascii_lowercase())
            && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    if section == HALF {
        return Ok(ASIDES.to_owned());
    }
    let is_right = match info {
        _ if section == BIN => is_deleted,
        Some(info) if info.section == HALF => section == ASIDES,
        Some(info) => section == info.section,
        None => is_name(&section) && section != "book",
    };
    if is_right { Ok(section) } else { Err(Trouble::UnknownSection) }
}

/// Turns a reference across sections into its label, and gives that with the record it stands for.
fn label_of(value: &mut Value) -> Option<(String, Option<RecordId>)> {
    let (label, target) = match &*value {
        Value::String(label) => (label.clone(), None),
        Value::Object(parts) if parts.keys().all(|key| key == "id" || key == "label") => {
            let target = match parts.get("id") {
                None | Some(Value::Null) => None,
                Some(id) => Some(id.as_str()?.parse().ok()?),
            };
            (parts.get("label")?.as_str()?.to_owned(), target)
        }
        _ => return None,
    };
    *value = label.clone().into();
    Some((label, target))
}

fn moment(text: &str) -> Result<UnixMillis, Trouble> {
    let moment: jiff::Timestamp = text.parse().map_err(|_| Trouble::BadFile)?;
    Ok(UnixMillis(moment.as_millisecond()))
}
