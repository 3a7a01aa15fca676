//! Knows what a plan is: its kinds, records and edits, how they merge, what may be let in, and how they
//! are read.
//!
//! It refuses to know files, keys, sockets, the clock and chance: bytes, times and dice come in as
//! arguments, and the same arguments give the same answers.
//!
//! - A [`Volume`] is one document. [`Volume::write`] is the only door to it for people, and
//!   [`Volume::admission`] the only one for peers; [`Volume::view`] is what it holds.
//! - A [`Plan`] is many volumes read as one: which volume a new record goes into, and lists, deletions and
//!   undo across them.
//! - [`kinds`] is the table from which forms, checks and the command line are made.
//! - [`Gate`] holds every change from elsewhere to the rules before automerge sees it.
//!
//! This is the only crate that names automerge.

// ---- Names and values ----------------------------------------------------------------------------
mod fields;
mod ids;
mod name;
mod seldom;
mod text;
mod value;

pub use fields::{Fields, Iter as FieldsIter};
pub use ids::{Actor, ParseRecordIdError, RecordId, UnixMillis, VolumeId};
pub use name::Name;
pub use seldom::{Blank, Seldom};
pub use text::Text;
pub use value::Value;

// ---- What may be written -------------------------------------------------------------------------
mod check;
mod edit;
pub mod kinds;
mod order;
mod whole;

pub use edit::{Batch, Edit, EditError, Stamp, Undo, Written};
pub use kinds::kinds_json;
pub use whole::WholeRecord;

// ---- What may come in ----------------------------------------------------------------------------
mod gate;

pub use gate::{Admitted, Gate, Limits, Refusal, WAITING_LIMIT, check_snapshot, verify_document};

// ---- What is held and read -----------------------------------------------------------------------
mod plan;
mod raw;
mod record;
mod search;
mod title;
mod volume;

pub use plan::{Entry, LINKS_SECTION, Link, ListFilter, Plan, PlanError, WrittenVolumes};
pub use record::Record;
pub use search::{Found, SearchIndex};
pub use title::{cut_to, ends_line};
pub use volume::{
    AdmissionDone, AdmissionJob, Heads, KeptViewError, LoadVolumeError, Settled, Step, View, Volume,
};
