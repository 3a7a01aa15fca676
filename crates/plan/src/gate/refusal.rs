//! Why a change was not let in.

use automerge::ChangeHash;

/// The rule that a change, an envelope of changes or a snapshot broke.
///
/// No variant carries anything that somebody wrote: neither names nor values nor keys. Unless the
/// variant says otherwise, the gate and the document are exactly as they were before the call;
/// [`Refusal::spoils_document`] tells the others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Rule 1: more bytes than one delivery may have.
    #[error("too large: {bytes} bytes")]
    TooLarge {
        /// Bytes received.
        bytes: usize,
    },
    /// Rule 1: nothing in it, or a change without operations.
    #[error("an empty delivery or an empty change")]
    Empty,
    /// Rule 1: more changes than one delivery may have.
    #[error("too many changes")]
    TooManyChanges,
    /// Rule 1: more operations than one delivery may have, counted before they are unpacked.
    #[error("too many operations")]
    TooManyOperations,
    /// Rule 1: more references to replaced operations than one delivery may have.
    #[error("too many predecessors")]
    TooManyPredecessors,
    /// Rule 1: more actors named than one change or snapshot may name.
    #[error("too many actors")]
    TooManyActors,
    /// Rule 1: a chunk of a kind that may not arrive this way.
    #[error("chunk type {found} is not accepted here")]
    ChunkType {
        /// The type byte found.
        found: u8,
    },
    /// Rule 1: a compressed column, which could inflate without bound.
    #[error("a compressed column")]
    Compressed,
    /// Rule 1: the bytes are not what they claim to be: cut short, with a rest, with numbers out of
    /// range or with columns that this format does not have.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// Rule 1: the bytes mean a valid change but are not the one way to write it. A document keeps
    /// meanings and rebuilds bytes, so such a change would have another hash after the next load.
    #[error("not the canonical form of the change")]
    NotCanonical,
    /// Rule 2: written under an actor that is not this stream's.
    #[error("the actor is not this stream's")]
    Actor,
    /// Rule 2: bytes behind the operations, or an author.
    #[error("extra bytes behind the change")]
    Extra,
    /// Rule 2: a commit message; nothing that Kith writes has one.
    #[error("a commit message")]
    Message,
    /// Rule 2: a time that no clock shows and that a saved document could not keep.
    #[error("the time is out of range")]
    Time,
    /// Rule 3: the number is not the one after the actor's previous change, or that change is not an
    /// ancestor.
    #[error("out of sequence for its actor")]
    Sequence,
    /// Rule 4: not wrong, only early. The caller keeps the delivery and offers it again once one of
    /// these has arrived; [`WAITING_LIMIT`](super::WAITING_LIMIT) bounds how many it keeps.
    #[error("waits for {} changes", missing.len())]
    Waiting {
        /// The changes that are not here yet.
        missing: Vec<ChangeHash>,
    },
    /// Rule 4: the same dependency twice.
    #[error("a dependency is named twice")]
    DuplicateDependency,
    /// Rule 5: the operations do not begin right after those of the dependencies.
    #[error("operation numbers do not follow the dependencies")]
    StartOperation,
    /// Rule 5: the operation numbers would use up the room that local writes need.
    #[error("operation numbers are too large")]
    OperationNumber,
    /// Rule 6: the object does not exist among the ancestors, or is a value and not an object.
    #[error("no such object among the ancestors")]
    Object,
    /// Rule 6: a map addressed by element or a list by key, an empty key, or an insert into a map.
    #[error("the key does not fit the object")]
    Key,
    /// Rule 6: the element was not inserted into this object by an ancestor.
    #[error("no such element among the ancestors")]
    Element,
    /// Rule 6: a replaced operation does not exist among the ancestors, stands elsewhere, is no value,
    /// or is named twice.
    #[error("no such predecessor at this place among the ancestors")]
    Predecessor,
    /// Rule 6: a delete, an increment or a replacement of a list element that names nothing.
    #[error("a predecessor is missing")]
    MissingPredecessor,
    /// Rule 6: an insert that claims to replace something, or inserts no value.
    #[error("an insert that is not a plain new element")]
    Insert,
    /// Rule 6: an increment of something that is not a counter.
    #[error("an increment of something that is not a counter")]
    Increment,
    /// Rule 6: formatting marks, which Kith does not use.
    #[error("a mark")]
    Mark,
    /// Rule 6: something other than inserting and deleting characters inside a text.
    #[error("not a character of a text")]
    Text,
    /// Rule 7: a map key that is too long.
    #[error("a key is too long")]
    KeyTooLong,
    /// Rule 7: a scalar that is too long.
    #[error("a value is too long")]
    ValueTooLong,
    /// Rule 7: a scalar of a type, or a number of a size, that nothing in a plan has.
    #[error("a value of an unknown type or size")]
    Value,
    /// Rule 7: objects inside one another too deeply.
    #[error("nested too deeply")]
    TooDeep,
    /// The document and the gate do not know the same changes: a local change was not noted, or the
    /// gate belongs to another document. A fault of the caller, never of the sender.
    #[error("the gate is out of step with its document")]
    OutOfStep,
    /// Rule 8: the library refused or panicked over bytes that every other rule let pass. Before
    /// anything was applied: the document is untouched.
    #[error("the library cannot read it")]
    Unreadable,
    /// Rule 8: the library panicked or failed while it applied changes or worked on a document. **The
    /// document that was passed in must be thrown away**; the gate is as it was.
    #[error("the library failed over a document")]
    Panicked,
    /// Rule 8: the document saves, but what it saves does not load as the same document.
    #[error("the document does not survive saving and loading")]
    Unsound,
}

impl Refusal {
    /// Whether the document that was passed in may be damaged and must be thrown away.
    pub fn spoils_document(&self) -> bool {
        matches!(self, Refusal::Panicked)
    }

    /// Whether the delivery may be offered again later, unchanged.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Refusal::Waiting { .. })
    }
}
