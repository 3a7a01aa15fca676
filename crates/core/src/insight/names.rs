//! Which record a label of another section stands for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kith_plan::kinds::link;
use kith_plan::{Fields, LINKS_SECTION, Record, RecordId, Value};

use super::Sections;
use crate::SectionView;

/// The records of one kind, as labels name them.
pub(crate) struct Names<'a> {
    profile: Option<&'a Arc<SectionView>>,
    standing: BTreeSet<RecordId>,
    by_title: BTreeMap<String, RecordId>,
}

/// What a label stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// This record.
    Record(RecordId),
    /// A record that was deleted.
    Gone,
    /// Nothing that is known: somebody wrote the label by hand, or it was brought in from elsewhere.
    Nothing,
}

impl<'a> Names<'a> {
    /// Names for the records of a kind. Of two with the same title, a label that was not linked stands
    /// for the first.
    pub(crate) fn new(
        sections: &'a Sections,
        records: impl Iterator<Item = &'a Record>,
    ) -> Names<'a> {
        let profile = sections.get(LINKS_SECTION);
        let mut names = Names { profile, standing: BTreeSet::new(), by_title: BTreeMap::new() };
        for record in records {
            names.standing.insert(record.id);
            for title in [record.title(), record.title_before()] {
                names.by_title.entry(title).or_insert(record.id);
            }
        }
        names
    }

    /// What a label in a field of that record stands for: what the owner's `profile` says of it; or else
    /// the record that bears this title now.
    pub(crate) fn meant(&self, record: RecordId, field: &str, label: &str) -> Meant {
        match self.linked(record, field, label) {
            Some(target) if self.standing.contains(&target) => Meant::Record(target),
            Some(_) => Meant::Gone,
            None => self.by_title.get(label).map_or(Meant::Nothing, |id| Meant::Record(*id)),
        }
    }

    fn linked(&self, record: RecordId, field: &str, label: &str) -> Option<RecordId> {
        let kept = self.profile?.records.get(record.link())?;
        let says = |part: &Fields, name: &str, words: &str| {
            part.get(name).and_then(Value::as_text) == Some(words)
        };
        let parts = kept.fields.get(link::TO.name())?.as_list()?.iter();
        let part = parts
            .filter_map(Value::as_map)
            .find(|part| says(part, "field", field) && says(part, "label", label))?;
        part.get("target")?.as_text()?.parse().ok()
    }
}
