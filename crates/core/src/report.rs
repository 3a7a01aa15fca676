//! Records and moments in the shape that the command line promises.

use kith_plan::{Record, RecordId, UnixMillis, VolumeId};

use crate::RecordReport;

/// A moment in UTC with `Z`.
pub(crate) fn utc(at: UnixMillis) -> String {
    at.to_rfc3339()
}

/// A record as it is printed. A half's section is `half`, whoever it is for.
pub(crate) fn record(
    record: &Record,
    section: &str,
    volume: VolumeId,
    visible_to: Option<Vec<RecordId>>,
) -> RecordReport {
    let section = section.split(':').next().unwrap_or(section);
    RecordReport {
        id: record.id,
        kind: record.kind.clone(),
        section: section.to_owned(),
        volume: volume.to_string(),
        created: utc(record.created),
        updated: utc(record.updated),
        fields: record.fields_json(),
        both: record
            .both
            .iter()
            .map(|(name, values)| {
                (name.clone(), values.iter().map(kith_plan::Value::to_json).collect())
            })
            .collect(),
        deleted: record.gone.is_some(),
        half: None,
        visible_to,
    }
}
