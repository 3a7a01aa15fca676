//! Bringing a volume back from what this installation wrote itself.

use std::ops::Range;

use automerge::{Automerge, Change};

use super::Volume;
use crate::ids::Actor;
use crate::kinds;

/// The magic bytes at the start of every chunk; its checksum and its type follow.
const CHUNK_MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHECKSUM: Range<usize> = 4..8;
const CHUNK_HEAD_BYTES: usize = 9;

/// Why a volume could not be brought back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadVolumeError {
    /// The snapshot is not a whole document.
    #[error("the snapshot is damaged")]
    Snapshot,
    /// A chunk of changes is cut or altered.
    #[error("a chunk of changes is damaged: number {number}")]
    Chunk {
        /// Which of the chunks given, from zero.
        number: usize,
    },
    /// The changes do not fit together.
    #[error("the changes do not fit together")]
    Changes,
}

impl Volume {
    /// A volume from one document chunk that this installation saved itself. Snapshots of others go
    /// through the gate instead.
    ///
    /// # Errors
    ///
    /// [`LoadVolumeError::Snapshot`] if the bytes are damaged.
    pub fn from_document_bytes(
        bytes: &[u8],
        actor: impl Into<Option<Actor>>,
    ) -> Result<Self, LoadVolumeError> {
        Self::load_own(Some(bytes), &[], actor)
    }

    /// A volume from its own snapshot and the chunks written or admitted after it. All changes are applied
    /// at once, because one by one they cost over a hundred times as much.
    ///
    /// Changes whose forerunners are missing are kept waiting; [`Volume::missing_count`] tells.
    ///
    /// # Errors
    ///
    /// Which part is damaged. Nothing of the rest is given back then.
    pub fn load_own(
        snapshot: Option<&[u8]>,
        chunks: &[&[u8]],
        actor: impl Into<Option<Actor>>,
    ) -> Result<Self, LoadVolumeError> {
        let mut document = match snapshot {
            Some(bytes) => Automerge::load(bytes).map_err(|_| LoadVolumeError::Snapshot)?,
            None => Automerge::new(),
        };
        let mut changes = Vec::new();
        for (number, chunk) in chunks.iter().enumerate() {
            let damaged = || LoadVolumeError::Chunk { number };
            for one in split_chunks(chunk).ok_or_else(damaged)? {
                let change = Change::from_bytes(one.to_vec()).map_err(|_| damaged())?;
                // The library reads a change without comparing its checksum, the start of its hash.
                if one.get(CHUNK_CHECKSUM) != change.hash().0.get(..CHUNK_CHECKSUM.len()) {
                    return Err(damaged());
                }
                changes.push(change);
            }
        }
        if !changes.is_empty() {
            document.apply_changes(changes).map_err(|_| LoadVolumeError::Changes)?;
        }
        let mut volume = Self::around(document, kinds::written());
        if let Some(actor) = actor.into() {
            volume.set_actor(actor);
        }
        Ok(volume)
    }
}

/// Cuts concatenated automerge chunks apart. `None` if the bytes end inside one or begin with something
/// else.
pub(super) fn split_chunks(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut chunks = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if !rest.starts_with(&CHUNK_MAGIC) {
            return None;
        }
        let (length, length_bytes) = leb128(rest.get(CHUNK_HEAD_BYTES..)?)?;
        let end = length.checked_add(CHUNK_HEAD_BYTES)?.checked_add(length_bytes)?;
        let (chunk, after) = rest.split_at_checked(end)?;
        chunks.push(chunk);
        rest = after;
    }
    Some(chunks)
}

/// Reads an unsigned LEB128 number; gives it and the bytes it took.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number: u64 = 0;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(number).ok()?, index + 1));
        }
    }
    None
}
