//! What somebody wrote stays out of every log: `Debug` of an answer tells names and counts.

use std::fmt;

use super::{ChangeReport, FoundReport, RecordReport, StrugglingReport};

impl fmt::Debug for RecordReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<&String> = self.fields.keys().collect();
        formatter
            .debug_struct("RecordReport")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("fields", &fields)
            .field("deleted", &self.deleted)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ChangeReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ChangeReport({}, {} fields)", self.at, self.changes.len())
    }
}

impl fmt::Debug for FoundReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FoundReport({:?}, in {})", self.record, self.field)
    }
}

impl fmt::Debug for StrugglingReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (people, steady, helps) = (self.people.len(), self.steady.len(), self.helps.len());
        write!(formatter, "StrugglingReport({people} people, {steady} rungs, {helps} tools)")
    }
}
