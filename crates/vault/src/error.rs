//! Why an operation of the vault did not happen: one enum an operation.

use kith_seal::{Alias, StreamKey};

use crate::damage::Damage;
use crate::disk::DiskError;

/// Why a vault was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreateVaultError {
    /// There is a vault here already; nothing was touched.
    #[error("there is a vault here already")]
    AlreadyThere,
    /// The folder holds other things, or is no folder; nothing was touched.
    #[error("the folder is not empty")]
    NotEmpty,
    /// Another process is making or using a vault here.
    #[error("the vault is in use by another process")]
    InUse,
    /// The folder may not be written.
    #[error("the folder cannot be written")]
    ReadOnly,
    /// No space left. The next try goes on from there.
    #[error("no space left on the disk")]
    Full,
    /// Anything else that the disk said.
    #[error("the disk failed")]
    Io(#[source] DiskError),
}

impl From<DiskError> for CreateVaultError {
    fn from(error: DiskError) -> Self {
        match error {
            DiskError::InUse => Self::InUse,
            DiskError::ReadOnly | DiskError::Denied => Self::ReadOnly,
            DiskError::Full => Self::Full,
            DiskError::NotFound
            | DiskError::Exists
            | DiskError::TooLarge
            | DiskError::SyncFailed
            | DiskError::BadName
            | DiskError::Other(_) => Self::Io(error),
        }
    }
}

/// Why a vault was not opened. In every case nothing was written but, at most, the lock file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenVaultError {
    /// There is no vault here, or one whose making did not come to its first append; making one goes on from there.
    #[error("no vault here")]
    NotFound,
    /// Another process holds this vault.
    #[error("the vault is in use by another process")]
    InUse,
    /// A newer Kith wrote it.
    #[error("vault format {found} is newer than this program reads")]
    NewerFormat {
        /// The format number found.
        found: u32,
    },
    /// The format file is there and is not one, or it is missing beside everything else that makes a vault. No other
    /// program has a file of its name, so this was a vault.
    #[error("the format file cannot be understood")]
    DamagedFormat,
    /// Anything else that the disk said.
    #[error("the disk failed")]
    Io(#[source] DiskError),
}

/// Why a request failed. Except where said, nothing of the request took effect and it may be asked again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The folder or its disk may not be written; reading goes on.
    #[error("the vault cannot be written")]
    ReadOnly,
    /// No space left. Nothing is half-written: once there is space, asking again is right.
    #[error("no space left on the disk")]
    Full,
    /// The disk did not take the bytes, or did not confirm them. It is unknown what is on it, so this run of the vault
    /// answers every later write with this too; reading goes on. Opening anew finds out what is there.
    #[error("the disk did not confirm a write; the vault must be opened anew")]
    SyncFailed,
    /// One thing is larger than the format allows.
    #[error("{len} bytes are more than the vault keeps in one piece")]
    TooLarge {
        /// Its length in bytes.
        len: u64,
    },
    /// A small file with fewer bytes than any sealed file has; kept, it would be taken for damage.
    #[error("{len} bytes are fewer than any sealed file has")]
    TooShort {
        /// Its length in bytes.
        len: u64,
    },
    /// A different envelope already stands in this place of its stream.
    #[error("another envelope already stands at number {seq} of its stream")]
    Occupied {
        /// The alias of both.
        alias: Alias,
        /// The stream of both.
        stream: StreamKey,
        /// The number of both.
        seq: u32,
    },
    /// The envelope is not a snapshot.
    #[error("the envelope is not a snapshot")]
    NotASnapshot,
    /// What was asked for is damaged. An envelope that fails so is left out afterwards, so asking again gives the rest.
    #[error("what was asked for is damaged")]
    Damaged(#[source] Damage),
    /// The disk failed to read.
    #[error("the disk failed")]
    Io(#[source] DiskError),
}
