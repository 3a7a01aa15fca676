//! What leaves a plan as a file that other programs read, and what comes in from one.
//!
//! A file is not trusted: it is bounded, read whole and checked before the first record is written. All of
//! this is text in and data out, so whoever reads the file may do it on a thread of their own.

mod bmlt;
mod calendar;
mod json;
mod listing;
mod meeting_guide;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kith_plan::{Link, RecordId, WholeRecord};
use serde_json::{Map, Value};

use crate::Trouble;

pub use calendar::{CalendarWords, Repeats, Unheld, Unit, calendar};
pub use json::{ToldPlan, ToldRecord};

/// No file of this size or larger is read, in bytes.
pub const LONGEST_FILE: u64 = 256 << 20;
/// So many records may come in at once.
const MOST_RECORDS: usize = 500_000;

/// The records of a file, read and checked. Copies are cheap.
#[derive(Clone)]
pub struct Import(Arc<Incoming>);

/// What a file holds.
#[derive(Default)]
pub(crate) struct Incoming {
    /// Records of a Kith.
    pub told: Vec<Told>,
    /// Links of labels that have no record of their own in the file.
    pub links: Vec<(RecordId, Vec<Link>)>,
    /// Records of a Kith and for it, made from what other programs keep.
    pub made: Vec<Made>,
    /// What the file holds besides and no record can be made of.
    pub skipped: u64,
    /// The labels of the volumes that all this goes into.
    pub labels: BTreeSet<String>,
    /// Whether it was compared with the plan once, so that it need not be each time it waits for a volume.
    compared: AtomicBool,
}

/// A record made from what another program keeps.
pub(crate) struct Made {
    pub kind: &'static str,
    pub fields: Map<String, Value>,
    /// The record that it was made from once, if this was a file of ours.
    pub of: Option<RecordId>,
    /// Whether it holds less than the file says, which its notes tell.
    pub is_changed: bool,
}

/// A record of a Kith, with the label of the volume that it goes into.
pub(crate) struct Told {
    pub label: String,
    pub section: String,
    pub whole: WholeRecord,
}

impl Import {
    /// Reads what `kith export --as json` wrote.
    ///
    /// # Errors
    ///
    /// [`Trouble::BadFile`] if it is not such a file, [`Trouble::NewerFile`] if a newer Kith wrote it, and
    /// [`Trouble::BadField`] with the name of a field whose value cannot be.
    pub fn from_json(text: &str) -> Result<Import, Trouble> {
        json::read(text).map(Import::new)
    }

    /// Reads appointments and reminders out of a calendar (RFC 5545). A time for which the calendar names
    /// no zone is taken as one of `zone`, a name of the tz database, or of UTC. What no record can hold stands in its notes
    /// as the calendar has it.
    ///
    /// # Errors
    ///
    /// [`Trouble::BadFile`] if it is no calendar.
    pub fn from_calendar(text: &str, zone: Option<&str>) -> Result<Import, Trouble> {
        let as_it_is = |unheld: &Unheld| {
            let rule = unheld.repeats.as_ref().map(|repeats| repeats.rule.clone());
            [rule, unheld.clock.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        Import::from_calendar_in_words(text, zone, &as_it_is)
    }

    /// The same, with the words for what no record can hold.
    ///
    /// # Errors
    ///
    /// As [`Import::from_calendar`].
    pub fn from_calendar_in_words(
        text: &str,
        zone: Option<&str>,
        words: &dyn Fn(&Unheld) -> String,
    ) -> Result<Import, Trouble> {
        calendar::read(text, zone, words).map(Import::new)
    }

    /// Reads groups out of a list of meetings in the Meeting Guide format.
    ///
    /// # Errors
    ///
    /// [`Trouble::BadFile`] if it is no such list.
    pub fn from_meeting_guide(text: &str) -> Result<Import, Trouble> {
        meeting_guide::read(text).map(Import::new)
    }

    /// Reads groups out of a list of meetings in the BMLT format.
    ///
    /// # Errors
    ///
    /// [`Trouble::BadFile`] if it is no such list.
    pub fn from_bmlt(text: &str) -> Result<Import, Trouble> {
        bmlt::read(text).map(Import::new)
    }

    fn new(mut incoming: Incoming) -> Import {
        let mut seen = BTreeSet::new();
        incoming
            .made
            .retain(|made| seen.insert((made.kind, Value::from(made.fields.clone()).to_string())));
        Import(Arc::new(incoming))
    }

    pub(crate) fn incoming(&self) -> &Incoming {
        &self.0
    }

    pub(crate) fn was_compared(&self) -> bool {
        self.0.compared.load(Ordering::Relaxed)
    }

    pub(crate) fn note_compared(&self) {
        self.0.compared.store(true, Ordering::Relaxed);
    }
}

/// What people wrote never reaches a log: Debug says counts only.
impl fmt::Debug for Import {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Import({} told, {} made)", self.0.told.len(), self.0.made.len())
    }
}
