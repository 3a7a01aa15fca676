//! What is kept aside, by the person it is for, who has no Kith of their own or had none then.

use std::collections::BTreeMap;

use kith_plan::RecordId;
use kith_plan::kinds::{person, reach};

use super::names::{Meant, Names};
use super::{Sections, in_section, of_kind};

/// The records in `asides` by the person they are for, of whatever kind, in order of id. Every kind that can
/// be kept aside says so in a field of one name, `with`. What is for nobody, or for somebody who is no longer
/// in the plan, is left out.
pub fn kept_aside(sections: &Sections) -> BTreeMap<RecordId, Vec<RecordId>> {
    let names = Names::new(sections, of_kind(sections, "people", person::NAME_OF_KIND));
    let with = reach::WITH.name();
    let mut kept: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    for record in in_section(sections, "asides") {
        let label = record.fields.get(with).and_then(kith_plan::Value::as_text);
        if let Some(Meant::Record(person)) = label.map(|label| names.meant(record.id, with, label))
        {
            kept.entry(person).or_default().push(record.id);
        }
    }
    kept
}
