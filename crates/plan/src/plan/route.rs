//! Where a new record goes.

use super::Plan;
use crate::ids::{RecordId, VolumeId};
use crate::kinds::{KindInfo, Span};

impl Plan {
    /// The label of the volume for a record of that kind in that section: the section for a standing kind,
    /// `checkins/2027` by the year and `journal/2027-q3` by the quarter of the record's id in UTC. A half
    /// is named with its guest (`half:0123456789abcdef`), and so are its labels.
    pub fn label_for(section: &str, kind: &KindInfo, id: RecordId) -> String {
        Self::label_with(section, kind.span, id)
    }

    /// As [`Plan::label_for`], for a record of which only the span is known.
    pub fn label_with(section: &str, span: Span, id: RecordId) -> String {
        let created = id.created();
        match span {
            Span::Standing => section.to_owned(),
            Span::Yearly => format!("{section}/{}", created.utc_year()),
            Span::Quarterly => {
                format!("{section}/{}-q{}", created.utc_year(), created.utc_quarter())
            }
        }
    }

    /// The volume that a new record of that label goes into: the one made last, and of several made at the
    /// same time the one with the lowest id. Sharing from today makes a new volume, so all of the owner's
    /// devices move on as they hear of it.
    pub fn volume_for_new(&self, label: &str) -> Option<VolumeId> {
        let of_label = self.volumes.iter().filter(|(_, entry)| entry.label == label);
        // min_by_key keeps the first of equals, which is the lowest id.
        of_label.min_by_key(|(_, entry)| std::cmp::Reverse(entry.made)).map(|(id, _)| *id)
    }
}
