//! The disk as the vault sees it: few operations, each of which can fail, and of which only some are durable.
//!
//! Paths are relative to the vault's folder, with at most one `/`; `""` is the folder itself. The trait's conformance
//! suite is `tests/behaviour/disk.rs` of this crate.

mod crash;
mod faulty;
mod folder;
mod memory;

use std::io::ErrorKind;

use kith_seal::LongBytes;

use crate::layout::NEW_SUFFIX;

pub use crash::CrashDisk;
pub use faulty::{Fault, FaultSwitch, FaultyDisk};
pub use folder::FolderDisk;
pub(crate) use folder::may_write;
pub use memory::MemoryDisk;

/// What a disk can say instead of doing what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// No such file or folder.
    #[error("not found")]
    NotFound,
    /// The file is there already.
    #[error("already there")]
    Exists,
    /// Another process holds the lock.
    #[error("in use by another process")]
    InUse,
    /// No space or no quota left. A part of the bytes may have been written.
    #[error("no space left")]
    Full,
    /// The file system is read-only. Nothing was written.
    #[error("read-only file system")]
    ReadOnly,
    /// This user may not.
    #[error("permission denied")]
    Denied,
    /// The file is larger than the reader allows.
    #[error("larger than allowed")]
    TooLarge,
    /// The disk did not confirm what was written before. It may be there or not, now and after a restart.
    #[error("the disk did not confirm")]
    SyncFailed,
    /// A path that no vault has.
    #[error("not a path of a vault")]
    BadName,
    /// Anything else.
    #[error("input/output error: {0}")]
    Other(ErrorKind),
}

impl From<std::io::Error> for DiskError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::NotFound,
            ErrorKind::AlreadyExists => Self::Exists,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::PermissionDenied => Self::Denied,
            other => Self::Other(other),
        }
    }
}

/// One line of a folder's list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// Name within the folder.
    pub name: String,
    /// Length in bytes; 0 for a folder.
    pub len: u64,
    /// Whether it is itself a folder.
    pub is_folder: bool,
}

/// What asking for the lock gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockState {
    /// This process alone may write, until the disk is dropped.
    Held,
    /// The folder cannot be written; nobody else writes while this lasts.
    HeldReadOnly,
    /// The folder cannot be written and there is no lock file to hold, so another computer might.
    NotHeldReadOnly,
}

/// A vault's folder.
pub trait Disk: Send {
    /// Makes a folder that only this user may enter; one that is there already is fine.
    fn create_folder(&mut self, folder: &str) -> Result<(), DiskError>;

    /// Files and folders in a folder, ordered by name. Names that are not UTF-8 are passed over.
    fn list(&mut self, folder: &str) -> Result<Vec<FileEntry>, DiskError>;

    /// A whole file, unless it is larger than `max_len` bytes ([`DiskError::TooLarge`]).
    fn read(&mut self, path: &str, max_len: u64) -> Result<Vec<u8>, DiskError>;

    /// The same of a file that may be long.
    fn read_long(&mut self, path: &str, max_len: u64) -> Result<LongBytes, DiskError> {
        self.read(path, max_len).map(LongBytes::from)
    }

    /// Fills `buffer` from `offset` on; gives fewer bytes only at the end of the file.
    fn read_at(&mut self, path: &str, offset: u64, buffer: &mut [u8]) -> Result<usize, DiskError>;

    /// Makes an empty file that only this user may read; [`DiskError::Exists`] if it is there.
    fn create(&mut self, path: &str) -> Result<(), DiskError>;

    /// Adds bytes at the end of a file that is there. After an error some of them may stand there.
    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), DiskError>;

    /// Shortens a file to `len` bytes; a file that is not longer stays as it is.
    fn cut(&mut self, path: &str, len: u64) -> Result<(), DiskError>;

    /// Makes a file's bytes durable. Any failure is [`DiskError::SyncFailed`].
    fn sync_data(&mut self, path: &str) -> Result<(), DiskError>;

    /// Makes a folder's names durable. Any failure is [`DiskError::SyncFailed`].
    fn sync_folder(&mut self, folder: &str) -> Result<(), DiskError>;

    /// Gives a file another name in the same folder, replacing what had it, at once.
    fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError>;

    /// Removes a file.
    fn remove(&mut self, path: &str) -> Result<(), DiskError>;

    /// Takes the vault's lock without waiting ([`DiskError::InUse`]); it is held until the disk is dropped.
    fn try_lock(&mut self) -> Result<LockState, DiskError>;

    /// Puts a whole file in place, durably, so that at every moment the old content or the new one is there.
    ///
    /// [`DiskError::SyncFailed`] leaves open which of the two it will be; after any other error it is the old one.
    fn write_new(&mut self, path: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let unfinished = format!("{path}{NEW_SUFFIX}");
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match self.remove(&unfinished) {
            Ok(()) | Err(DiskError::NotFound) => {}
            Err(error) => return Err(error),
        }
        let written = self
            .create(&unfinished)
            .and_then(|()| self.append(&unfinished, bytes))
            .and_then(|()| self.sync_data(&unfinished))
            .and_then(|()| self.rename(&unfinished, path));
        if let Err(error) = written {
            // What is left of it would only be swept later; the first error is the one to tell.
            self.remove(&unfinished).ok();
            return Err(error);
        }
        self.sync_folder(folder)
    }
}

/// Refuses paths that could leave the vault's folder.
fn check_path(path: &str) -> Result<(), DiskError> {
    let parts = || path.split('/');
    let proper = |part: &str| !part.is_empty() && part != "." && part != "..";
    if parts().count() <= 2 && parts().all(proper) && !path.contains(['\\', '\0']) {
        Ok(())
    } else {
        Err(DiskError::BadName)
    }
}
