//! Lists across volumes.

use std::sync::Arc;

use super::{BIN, Entry, Plan};
use crate::ids::UnixMillis;
use crate::record::Record;

/// What a list is to hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListFilter<'a> {
    /// Only records that happened then or later.
    pub since: Option<UnixMillis>,
    /// Only records that happened before then.
    pub until: Option<UnixMillis>,
    /// Deleted records instead of standing ones.
    pub deleted: bool,
    /// Only this section. `half` means all halves, `half:0123456789abcdef` one.
    pub section: Option<&'a str>,
}

impl ListFilter<'_> {
    fn takes_section(&self, entry: &Entry) -> bool {
        let Some(section) = self.section else {
            return true;
        };
        let base = entry.section.split(':').next();
        entry.section == section || base == Some(section)
    }

    fn takes(&self, record: &Record) -> bool {
        if record.gone.is_some() != self.deleted {
            return false;
        }
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let happened = record.happened();
        self.since.is_none_or(|since| happened >= since)
            && self.until.is_none_or(|until| happened < until)
    }
}

impl Plan {
    /// The records of a kind over all volumes, by id. A deleted record that was emptied is read from the
    /// bin.
    pub fn list(&self, kind: &str, filter: &ListFilter<'_>) -> Vec<Arc<Record>> {
        let homes = self.volumes.values().filter(|entry| entry.section != BIN);
        let taken = homes.filter(|entry| filter.takes_section(entry));
        let mut found: Vec<Arc<Record>> = Vec::new();
        for record in taken.flat_map(|entry| entry.volume.view().values()) {
            if record.kind != kind {
                continue;
            }
            let record = match record.gone {
                Some(_) if filter.deleted => self.show(record.id).unwrap_or_else(|| record.clone()),
                _ => record.clone(),
            };
            if filter.takes(&record) {
                found.push(record);
            }
        }
        // Each volume's view is in order already, so this joins a few long runs.
        found.sort_by_key(|record| record.id);
        found.dedup_by_key(|record| record.id);
        found
    }
}
