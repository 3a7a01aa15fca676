//! What the labels of a record stand for.
//!
//! A field that names a record of another section holds only the label that the owner saw, because whoever
//! may read this section may know nothing of the other. Which record the label stands for is kept in the
//! owner's `profile`, in a record of kind `link` whose id follows from the id of the record with the label.

use serde_json::{Map, Value as Json, json};

use super::Plan;
use crate::edit::Edit;
use crate::ids::RecordId;
use crate::kinds::{PARTS_MAX, link};
use crate::record::PART_ID;

/// The section that holds what labels stand for.
pub const LINKS_SECTION: &str = "profile";

/// That a label, in a field, stands for a record.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// The field that holds the label.
    pub field: &'static str,
    /// The label.
    pub label: String,
    /// The record it stands for.
    pub target: RecordId,
}

/// The label is what somebody wrote, so it stays out of every log.
impl std::fmt::Debug for Link {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Link({}, {})", self.field, self.target)
    }
}

impl Plan {
    /// The record that a label in this field of that record stands for. It may be gone meanwhile.
    pub fn target(&self, record: RecordId, field: &str, label: &str) -> Option<RecordId> {
        self.parts(record).iter().rev().find_map(|part| {
            let says = |token: &str, wanted: &str| {
                part.get(token).and_then(Json::as_str).is_some_and(|text| text == wanted)
            };
            let is_it = says(FIELD, field) && says(LABEL, label);
            is_it.then(|| part.get(TARGET)?.as_str()?.parse().ok()).flatten()
        })
    }

    /// The edit that keeps these links of a record beside those it has; `None` if all are kept already.
    /// It belongs into the volume of the link record if there is one, else into a volume of
    /// [`LINKS_SECTION`].
    pub fn link_edit(&self, record: RecordId, links: &[Link]) -> Option<Edit> {
        let new: Vec<&Link> = links
            .iter()
            .filter(|link| self.target(record, link.field, &link.label) != Some(link.target))
            .collect();
        if new.is_empty() {
            return None;
        }
        let id = record.link();
        let mut parts: Vec<Json> = self.parts_to_keep(record, PARTS_MAX.saturating_sub(new.len()));
        parts.extend(new.into_iter().map(
            |link| json!({FIELD: link.field, LABEL: link.label, TARGET: link.target.to_string()}),
        ));
        let fields = Map::from_iter([(link::TO.name().to_owned(), Json::Array(parts))]);
        Some(match self.volume_of(id) {
            Some(_) => Edit::Merge { id, fields },
            None => Edit::Add { id, kind: link::NAME_OF_KIND.to_owned(), fields },
        })
    }

    /// At most so many of the links of a record. They are kept when a label goes, since it may be brought back;
    /// where there is no room for all, the oldest whose label the record does not hold now make room.
    fn parts_to_keep(&self, record: RecordId, most: usize) -> Vec<Json> {
        let parts = self.parts(record);
        let mut too_many = parts.len().saturating_sub(most);
        let standing = self.show(record);
        let is_held = |part: &Map<String, Json>| {
            let text = |token: &str| part.get(token).and_then(Json::as_str);
            let field = text(FIELD).and_then(|field| standing.as_ref()?.fields.get(field));
            field.zip(text(LABEL)).is_some_and(|(field, label)| says(&field.to_json(), label))
        };
        let kept = parts.into_iter().filter(|part| {
            let goes = too_many > 0 && !is_held(part);
            too_many -= usize::from(goes);
            !goes
        });
        kept.map(Json::Object).collect()
    }

    /// The links of a record as they are kept, each with the id of its part.
    fn parts(&self, record: RecordId) -> Vec<Map<String, Json>> {
        let kept = self.show(record.link());
        let list = kept.as_ref().and_then(|kept| kept.fields.get(link::TO.name())?.as_list());
        let parts = list.unwrap_or_default().iter().filter_map(|part| match part.to_json() {
            Json::Object(part) => Some(part),
            _ => None,
        });
        parts.filter(|part| part.contains_key(PART_ID)).collect()
    }
}

/// Whether a text stands anywhere in a value.
fn says(value: &Json, wanted: &str) -> bool {
    match value {
        Json::String(text) => text == wanted,
        Json::Array(values) => values.iter().any(|value| says(value, wanted)),
        Json::Object(values) => values.values().any(|value| says(value, wanted)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

const FIELD: &str = "field";
const LABEL: &str = "label";
const TARGET: &str = "target";
