//! A disk in memory, for tests and simulations: everything on it is durable at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskError, FileEntry, LockState, check_path};
use crate::layout::LOCK_FILE;

/// A folder in memory. A clone is another process's view of the same folder: it shares the files, not the lock.
#[derive(Default)]
pub struct MemoryDisk {
    shared: Arc<Mutex<Content>>,
    holds_lock: bool,
}

#[derive(Default)]
struct Content {
    folders: BTreeSet<String>,
    files: BTreeMap<String, Vec<u8>>,
    is_locked: bool,
    is_read_only: bool,
    capacity: Option<u64>,
}

impl MemoryDisk {
    /// An empty disk, on which not even the vault's folder is there.
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk with exactly these files, in these folders (`""` is the vault's own).
    pub fn with_files(folders: BTreeSet<String>, files: BTreeMap<String, Vec<u8>>) -> Self {
        let content = Content { folders, files, ..Content::default() };
        Self { shared: Arc::new(Mutex::new(content)), holds_lock: false }
    }

    /// Everything on the disk: folders, and files by path.
    pub fn files(&self) -> (BTreeSet<String>, BTreeMap<String, Vec<u8>>) {
        let content = self.content();
        (content.folders.clone(), content.files.clone())
    }

    /// A disk of its own with the same files, unlocked.
    pub fn copy(&self) -> Self {
        let (folders, files) = self.files();
        Self::with_files(folders, files)
    }

    /// Replaces a file's bytes behind the back of whoever uses the disk, as damage does.
    pub fn overwrite(&self, path: &str, bytes: Vec<u8>) {
        self.content().files.insert(path.to_owned(), bytes);
    }

    /// Takes a file away behind the back of whoever uses the disk.
    pub fn lose(&self, path: &str) {
        self.content().files.remove(path);
    }

    /// From now on nothing can be written, or can be again.
    pub fn set_read_only(&self, is_read_only: bool) {
        self.content().is_read_only = is_read_only;
    }

    /// From now on the files together hold at most this many bytes; what does not fit is written as far as it goes.
    pub fn set_capacity(&self, capacity: Option<u64>) {
        self.content().capacity = capacity;
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        // Every change to the content is a single step, so a panic elsewhere leaves it whole.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn writable(&self) -> Result<MutexGuard<'_, Content>, DiskError> {
        let content = self.content();
        if content.is_read_only { Err(DiskError::ReadOnly) } else { Ok(content) }
    }
}

impl Content {
    fn check_parent(&self, path: &str) -> Result<(), DiskError> {
        check_path(path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if self.folders.contains(folder) { Ok(()) } else { Err(DiskError::NotFound) }
    }

    fn file(&self, path: &str) -> Result<&Vec<u8>, DiskError> {
        self.check_parent(path)?;
        self.files.get(path).ok_or(DiskError::NotFound)
    }

    fn file_mut(&mut self, path: &str) -> Result<&mut Vec<u8>, DiskError> {
        self.check_parent(path)?;
        self.files.get_mut(path).ok_or(DiskError::NotFound)
    }

    fn free(&self) -> u64 {
        let used = self.files.values().map(|bytes| bytes.len() as u64).sum();
        self.capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(used))
    }
}

impl Disk for MemoryDisk {
    fn create_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        let mut content = self.writable()?;
        if !folder.is_empty() {
            content.check_parent(folder)?;
        }
        content.folders.insert(folder.to_owned());
        Ok(())
    }

    fn list(&mut self, folder: &str) -> Result<Vec<FileEntry>, DiskError> {
        let content = self.content();
        if !content.folders.contains(folder) {
            return Err(DiskError::NotFound);
        }
        let within = |path: &str| match path.rsplit_once('/') {
            Some((parent, name)) => (parent == folder).then(|| name.to_owned()),
            None => (folder.is_empty() && !path.is_empty()).then(|| path.to_owned()),
        };
        let files = content.files.iter().filter_map(|(path, bytes)| {
            let name = within(path)?;
            Some(FileEntry { name, len: bytes.len() as u64, is_folder: false })
        });
        let folders = content
            .folders
            .iter()
            .filter_map(|path| Some(FileEntry { name: within(path)?, len: 0, is_folder: true }));
        let mut entries: Vec<FileEntry> = files.chain(folders).collect();
        entries.sort_unstable();
        Ok(entries)
    }

    fn read(&mut self, path: &str, max_len: u64) -> Result<Vec<u8>, DiskError> {
        let content = self.content();
        let bytes = content.file(path)?;
        if bytes.len() as u64 > max_len { Err(DiskError::TooLarge) } else { Ok(bytes.clone()) }
    }

    fn read_at(&mut self, path: &str, offset: u64, buffer: &mut [u8]) -> Result<usize, DiskError> {
        let content = self.content();
        let bytes = content.file(path)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let (_, rest) = bytes.split_at(start);
        let filled = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        Ok(filled)
    }

    fn create(&mut self, path: &str) -> Result<(), DiskError> {
        let mut content = self.writable()?;
        content.check_parent(path)?;
        if content.files.contains_key(path) || content.folders.contains(path) {
            return Err(DiskError::Exists);
        }
        content.files.insert(path.to_owned(), Vec::new());
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let mut content = self.writable()?;
        let free = usize::try_from(content.free()).unwrap_or(usize::MAX);
        let file = content.file_mut(path)?;
        let (fits, rest) = bytes.split_at(free.min(bytes.len()));
        file.extend_from_slice(fits);
        if rest.is_empty() { Ok(()) } else { Err(DiskError::Full) }
    }

    fn cut(&mut self, path: &str, len: u64) -> Result<(), DiskError> {
        let mut content = self.writable()?;
        content.file_mut(path)?.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(())
    }

    fn sync_data(&mut self, path: &str) -> Result<(), DiskError> {
        self.content().file(path).map(|_| ()).map_err(|_| DiskError::SyncFailed)
    }

    fn sync_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        if self.content().folders.contains(folder) { Ok(()) } else { Err(DiskError::SyncFailed) }
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        let mut content = self.writable()?;
        content.check_parent(from)?;
        content.check_parent(to)?;
        let bytes = content.files.remove(from).ok_or(DiskError::NotFound)?;
        content.files.insert(to.to_owned(), bytes);
        Ok(())
    }

    fn remove(&mut self, path: &str) -> Result<(), DiskError> {
        let mut content = self.writable()?;
        content.check_parent(path)?;
        content.files.remove(path).map(|_| ()).ok_or(DiskError::NotFound)
    }

    fn try_lock(&mut self) -> Result<LockState, DiskError> {
        let mut content = self.content();
        content.check_parent(LOCK_FILE)?;
        if content.is_locked && !self.holds_lock {
            return Err(DiskError::InUse);
        }
        if content.is_read_only && !content.files.contains_key(LOCK_FILE) {
            return Ok(LockState::NotHeldReadOnly);
        }
        content.is_locked = true;
        content.files.entry(LOCK_FILE.to_owned()).or_default();
        let state = if content.is_read_only { LockState::HeldReadOnly } else { LockState::Held };
        drop(content);
        self.holds_lock = true;
        Ok(state)
    }
}

impl Clone for MemoryDisk {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), holds_lock: false }
    }
}

impl Drop for MemoryDisk {
    fn drop(&mut self) {
        if self.holds_lock {
            self.content().is_locked = false;
        }
    }
}

impl fmt::Debug for MemoryDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryDisk({} files)", self.content().files.len())
    }
}
