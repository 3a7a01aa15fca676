//! How much a peer may send at once, and how large anything in it may be.

/// The largest operation number that a change may reach. Automerge keeps operation numbers in 32
/// bits and panics at the next local write once they are used up, so half of the room stays free.
pub(super) const MAX_OPERATION_NUMBER: u64 = 1 << 31;

/// The farthest a change's time may lie from 1970, in either direction. A document stores times as
/// differences, and a difference that does not fit reads back as another time, with which the
/// document no longer loads. Any clock that a person can set stays far inside.
pub(super) const MAX_TIME: u64 = 1 << 53;

/// How large a counter or one step of it may be, in either direction. Fewer than 2^31 operations
/// fit a document, so no sum of such steps leaves 64 bits.
pub(super) const MAX_COUNT: u64 = 1 << 31;

/// Sizes and counts above which the gate refuses without looking further.
///
/// They are compared before anything is allocated or unpacked: run lengths let a few bytes stand for
/// billions of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all chunks together.
    pub bytes: usize,
    /// Changes in one envelope or snapshot.
    pub changes: usize,
    /// Operations of all changes together.
    pub operations: u64,
    /// References to replaced operations, of all changes together.
    pub predecessors: u64,
    /// Actors that one change or snapshot may name.
    pub actors: usize,
    /// Bytes of one map key.
    pub key_bytes: usize,
    /// Bytes of one scalar value.
    pub value_bytes: usize,
    /// Objects inside one another, counted from the root's own objects.
    pub nesting: u8,
}

impl Limits {
    /// What one change envelope may hold: 256 KiB, 64 changes, 4,096 operations. A writer has to
    /// split what is larger, a long pasted text for example, into several changes.
    pub const ENVELOPE: Limits = Limits {
        bytes: 256 << 10,
        changes: 64,
        operations: 4_096,
        predecessors: 16_384,
        actors: 4_096,
        key_bytes: 256,
        value_bytes: 1 << 20,
        nesting: 64,
    };

    /// What one snapshot may hold once it is inflated: 64 MiB, 2 million operations, 4,096 actors.
    pub const SNAPSHOT: Limits = Limits {
        bytes: 64 << 20,
        changes: 262_144,
        operations: 2_000_000,
        predecessors: 4_000_000,
        ..Limits::ENVELOPE
    };
}
