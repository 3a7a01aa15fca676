//! The one door to a volume: what may be asked, what comes back, and why it may be refused.

use std::fmt;

use serde_json::{Map, Value as Json};

use crate::ids::{RecordId, UnixMillis};
use crate::volume::Heads;
use crate::whole::WholeRecord;

/// The time, place and chance of a write, given by the caller.
#[derive(Clone, Copy)]
pub struct Stamp {
    /// The time now.
    pub now: UnixMillis,
    /// The offset from UTC where the owner is, in minutes, east positive.
    pub offset_minutes: i32,
    /// Sixteen random bytes, fresh for each write: the ids of new parts come from them.
    pub dice: [u8; 16],
}

impl fmt::Debug for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Stamp")
            .field("now", &self.now)
            .field("offset_minutes", &self.offset_minutes)
            .finish_non_exhaustive()
    }
}

/// One thing to be done to one record.
#[derive(Clone, PartialEq)]
pub enum Edit {
    /// Makes a record.
    Add {
        /// The id of the new record.
        id: RecordId,
        /// A kind of the table.
        kind: String,
        /// Its fields as JSON.
        fields: Map<String, Json>,
    },
    /// Sets the fields named and leaves the others; null clears one.
    Merge {
        /// The record.
        id: RecordId,
        /// The fields as JSON.
        fields: Map<String, Json>,
    },
    /// Decides a field that holds two values.
    Settle {
        /// The record.
        id: RecordId,
        /// The field.
        field: String,
        /// The value that is right; it need not be one of the two.
        value: Json,
    },
    /// Deletes the record. It keeps its fields and may be brought back.
    Remove {
        /// The record.
        id: RecordId,
    },
    /// Deletes the record and empties it, for volumes that others can read. Where its fields go is the
    /// plan's affair.
    RemoveAndClear {
        /// The record.
        id: RecordId,
    },
    /// Brings a deleted record back.
    Undelete {
        /// The record.
        id: RecordId,
    },
    /// Writes a record that is not here exactly as it was told elsewhere: its times, its deletion and its
    /// unresolved values too, and what only a newer Kith knows as it stands.
    Restore(Box<WholeRecord>),
    /// Takes a stretch out of a page and puts text in its place. Places count characters.
    SpliceText {
        /// The record.
        id: RecordId,
        /// A field of type page.
        field: String,
        /// What the writer saw, if the volume may have moved on; the places are carried over, and
        /// letters that others wrote meanwhile are never taken out.
        base: Option<Heads>,
        /// Where the stretch begins.
        at: usize,
        /// How many characters it has.
        delete: usize,
        /// What stands there afterwards.
        insert: String,
    },
}

impl Edit {
    /// The record concerned.
    pub fn id(&self) -> RecordId {
        match self {
            Self::Add { id, .. }
            | Self::Merge { id, .. }
            | Self::Settle { id, .. }
            | Self::Remove { id }
            | Self::RemoveAndClear { id }
            | Self::Undelete { id }
            | Self::SpliceText { id, .. } => *id,
            Self::Restore(whole) => whole.id,
        }
    }
}

/// Names and lengths only: the words stay out of every log.
impl fmt::Debug for Edit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, fields) = match self {
            Self::Add { fields, .. } => ("Add", fields.len()),
            Self::Merge { fields, .. } => ("Merge", fields.len()),
            Self::Settle { .. } => ("Settle", 1),
            Self::Remove { .. } => ("Remove", 0),
            Self::RemoveAndClear { .. } => ("RemoveAndClear", 0),
            Self::Undelete { .. } => ("Undelete", 0),
            Self::SpliceText { .. } => ("SpliceText", 1),
            Self::Restore(whole) => ("Restore", whole.fields.len()),
        };
        write!(formatter, "{name}({}, {fields} fields)", self.id())
    }
}

/// How several edits become changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batch {
    /// One change for each edit.
    ChangeEach,
    /// One change for all of them, as an import wants it.
    OneChange,
}

/// What a write did.
#[derive(Clone, Default, PartialEq)]
pub struct Written {
    /// Exactly the new changes, as concatenated uncompressed automerge chunks; empty if nothing had to be
    /// written because everything already was so.
    pub chunk: Vec<u8>,
    /// The records concerned, each once.
    pub touched: Vec<RecordId>,
    /// How to take it back, in the order it was done.
    pub undo: Vec<Undo>,
    /// Where each payload that fits an envelope ends in the chunk.
    pub(crate) ends: Vec<usize>,
}

impl Written {
    /// The chunk cut into payloads that each fit one envelope: at most 256 KiB, 64 changes and 4,096
    /// operations. One edit of fields is one payload; a long page takes several.
    pub fn payloads(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.chunk.get(start..*end))
    }

    /// Whether nothing had to be written.
    pub fn is_empty(&self) -> bool {
        self.chunk.is_empty()
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Written({} bytes, {:?}, {} undo)",
            self.chunk.len(),
            self.touched,
            self.undo.len()
        )
    }
}

/// How to take back one thing that this device did. It is applied only while things are still as that write
/// left them; what somebody changed since is theirs.
#[derive(Clone, PartialEq)]
pub enum Undo {
    /// A field was changed.
    Field {
        /// The record.
        id: RecordId,
        /// The field.
        field: String,
        /// What it held before; of two values, the one that was shown.
        before: Option<Json>,
        /// What it held afterwards.
        after: Option<Json>,
    },
    /// The record was made, with these fields.
    Added {
        /// The record.
        id: RecordId,
        /// Its fields then.
        fields: Map<String, Json>,
    },
    /// The record was deleted at that time.
    Removed {
        /// The record.
        id: RecordId,
        /// The time it bears.
        gone: UnixMillis,
    },
    /// The record was brought back.
    Restored {
        /// The record.
        id: RecordId,
    },
}

impl Undo {
    /// The record concerned.
    pub fn id(&self) -> RecordId {
        match self {
            Self::Field { id, .. }
            | Self::Added { id, .. }
            | Self::Removed { id, .. }
            | Self::Restored { id } => *id,
        }
    }
}

impl fmt::Debug for Undo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Field { .. } => "Field",
            Self::Added { .. } => "Added",
            Self::Removed { .. } => "Removed",
            Self::Restored { .. } => "Restored",
        };
        write!(formatter, "{name}({})", self.id())
    }
}

/// Why an edit was refused. Nothing is written then. Values never stand in these errors, only names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The table has no such kind.
    #[error("unknown kind: {kind}")]
    UnknownKind {
        /// The name that was given.
        kind: String,
    },
    /// The kind has no such field.
    #[error("unknown field: {field}")]
    UnknownField {
        /// The name that was given.
        field: String,
    },
    /// The value has another type than the field.
    #[error("wrong type in field {field}: {expected} is needed")]
    WrongType {
        /// The field.
        field: String,
        /// The name of the type that is needed.
        expected: &'static str,
    },
    /// The number lies outside of the field's bounds.
    #[error("out of range in field {field}: {min} to {max} is needed")]
    OutOfRange {
        /// The field.
        field: String,
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// The text has too many characters, or the list too many entries.
    #[error("too long in field {field}: at most {max}")]
    TooLong {
        /// The field.
        field: String,
        /// The most allowed.
        max: usize,
    },
    /// A field of one line was given several, or characters that cannot be seen.
    #[error("more than one line in field {field}")]
    NotOneLine {
        /// The field.
        field: String,
    },
    /// A field without which the record is nothing is left out or cleared.
    #[error("missing field: {field}")]
    Missing {
        /// The field.
        field: String,
    },
    /// The value is none of the field's choices.
    #[error("not one of the choices of field {field}")]
    NotAChoice {
        /// The field.
        field: String,
    },
    /// A reference is not an id of a record.
    #[error("not a record id in field {field}")]
    NotAnId {
        /// The field.
        field: String,
    },
    /// The field holds something that only a newer Kith understands, so this one does not touch it.
    #[error("field {field} was written by a newer version")]
    ReadOnlyField {
        /// The field.
        field: String,
    },
    /// The record is of a kind that only a newer Kith understands, so this one does not touch it.
    #[error("the record is of a kind of a newer version")]
    ReadOnlyKind,
    /// Text was to be spliced before its beginning or after its end.
    #[error("outside of the text in field {field}")]
    OutsideText {
        /// The field.
        field: String,
    },
    /// The state that the writer saw is not part of this volume.
    #[error("the base of the edit is unknown here")]
    UnknownBase,
    /// There is no such record.
    #[error("no such record")]
    NotFound,
    /// A record with this id is already there.
    #[error("the id is taken")]
    IdTaken,
    /// The record is deleted.
    #[error("the record is deleted")]
    Gone,
    /// The record is not deleted.
    #[error("the record is not deleted")]
    NotGone,
    /// No stream writes this volume yet: the actor was not set.
    #[error("the volume has no actor to write with")]
    NoActor,
    /// The document refused an operation, which cannot happen unless the volume is damaged.
    #[error("the document refused the edit")]
    Document,
}

impl EditError {
    /// The field concerned, if one is.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::UnknownField { field }
            | Self::WrongType { field, .. }
            | Self::OutOfRange { field, .. }
            | Self::TooLong { field, .. }
            | Self::NotOneLine { field }
            | Self::Missing { field }
            | Self::NotAChoice { field }
            | Self::NotAnId { field }
            | Self::ReadOnlyField { field }
            | Self::OutsideText { field } => Some(field),
            Self::UnknownKind { .. }
            | Self::ReadOnlyKind
            | Self::UnknownBase
            | Self::NotFound
            | Self::IdTaken
            | Self::Gone
            | Self::NotGone
            | Self::NoActor
            | Self::Document => None,
        }
    }
}

impl From<automerge::AutomergeError> for EditError {
    fn from(_: automerge::AutomergeError) -> Self {
        Self::Document
    }
}
