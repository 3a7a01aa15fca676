//! Records and moments in the shape that the command line promises.

use kith_plan::{Record, RecordId, UnixMillis, VolumeId};

use crate::RecordReport;

/// A moment in UTC with `Z`.
pub(crate) fn utc(at: UnixMillis) -> String {
    at.to_rfc3339()
}

/// The fields of a record as they are told.
pub(crate) struct Told {
    pub(crate) fields: serde_json::Map<String, serde_json::Value>,
    pub(crate) both: std::collections::BTreeMap<String, Vec<serde_json::Value>>,
}

/// A record as it is printed. A half's section is `half`, whoever it is for.
pub(crate) fn record(
    record: &Record,
    section: &str,
    volume: VolumeId,
    told: Told,
    visible_to: Option<Vec<RecordId>>,
) -> RecordReport {
    let section = section.split(':').next().unwrap_or(section);
    RecordReport {
        id: record.id,
        kind: record.kind.to_string(),
        section: section.to_owned(),
        volume: volume.to_string(),
        created: utc(record.created),
        updated: utc(record.updated),
        fields: told.fields,
        both: told.both,
        deleted: record.gone.is_some(),
        half: None,
        visible_to,
    }
}
