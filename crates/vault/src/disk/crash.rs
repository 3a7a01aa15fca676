//! A disk that remembers what was done to it, so that a test can ask: what may be found after a power cut right here?
//!
//! What a file system owes after a cut is little. Bytes that were not synced may be there up to any one of them, or the
//! file may have grown by all of them and hold zeros from some sector on; each name that was made, changed or removed since its folder was synced may have happened or not,
//! independent of the others. Every combination is one image.

mod images;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskError, FileEntry, LockState, MemoryDisk};
use images::State;

/// A [`MemoryDisk`] with a record of every change. Clones share both, so that a test keeps one while a vault uses the
/// other.
#[derive(Clone, Default)]
pub struct CrashDisk {
    live: MemoryDisk,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    operations: Vec<Operation>,
    /// Which file each path means now. A file keeps its number through renames.
    numbers: BTreeMap<String, usize>,
    next_number: usize,
}

/// One change as the disk saw it.
enum Operation {
    Name { folder: String, change: NameChange },
    Data { file: usize, change: DataChange },
    SyncData { file: usize },
    SyncFolder { folder: String },
}

#[derive(Clone)]
enum NameChange {
    Folder(String),
    File { path: String, file: usize },
    Rename { from: String, to: String, file: usize },
    Remove(String),
}

#[derive(Clone)]
enum DataChange {
    Append(Vec<u8>),
    Cut(u64),
}

impl CrashDisk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many changes and syncs happened so far.
    pub fn operations(&self) -> usize {
        self.record().operations.len()
    }

    /// How many different images a cut after the first `operations` of them can leave. May be huge.
    pub fn image_count(&self, operations: usize) -> u64 {
        let state = State::after(&self.record(), operations);
        state.radices().iter().fold(1, |count: u64, radix| count.saturating_mul(*radix))
    }

    /// One of those images, `which` counted from 0: an unlocked disk of its own.
    pub fn image(&self, operations: usize, which: u64) -> MemoryDisk {
        State::after(&self.record(), operations).image(which)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parent(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

impl Record {
    fn name(&mut self, folder: String, change: NameChange) {
        self.operations.push(Operation::Name { folder, change });
    }

    fn data(&mut self, path: &str, change: DataChange) {
        if let Some(file) = self.numbers.get(path).copied() {
            self.operations.push(Operation::Data { file, change });
        }
    }
}

impl Disk for CrashDisk {
    fn create_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        let is_new = !self.live.files().0.contains(folder);
        self.live.create_folder(folder)?;
        if is_new {
            let mut record = self.record();
            record.name(parent(folder), NameChange::Folder(folder.to_owned()));
            if folder.is_empty() {
                // The vault's own folder stands in a folder that this disk does not see; it is synced with it.
                record.operations.push(Operation::SyncFolder { folder: String::new() });
            }
        }
        Ok(())
    }

    fn list(&mut self, folder: &str) -> Result<Vec<FileEntry>, DiskError> {
        self.live.list(folder)
    }

    fn read(&mut self, path: &str, max_len: u64) -> Result<Vec<u8>, DiskError> {
        self.live.read(path, max_len)
    }

    fn read_at(&mut self, path: &str, offset: u64, buffer: &mut [u8]) -> Result<usize, DiskError> {
        self.live.read_at(path, offset, buffer)
    }

    fn create(&mut self, path: &str) -> Result<(), DiskError> {
        self.live.create(path)?;
        let mut record = self.record();
        let file = record.next_number;
        record.next_number = file.saturating_add(1);
        record.numbers.insert(path.to_owned(), file);
        record.name(parent(path), NameChange::File { path: path.to_owned(), file });
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), DiskError> {
        self.live.append(path, bytes)?;
        self.record().data(path, DataChange::Append(bytes.to_vec()));
        Ok(())
    }

    fn cut(&mut self, path: &str, len: u64) -> Result<(), DiskError> {
        self.live.cut(path, len)?;
        self.record().data(path, DataChange::Cut(len));
        Ok(())
    }

    fn sync_data(&mut self, path: &str) -> Result<(), DiskError> {
        self.live.sync_data(path)?;
        let mut record = self.record();
        if let Some(file) = record.numbers.get(path).copied() {
            record.operations.push(Operation::SyncData { file });
        }
        Ok(())
    }

    fn sync_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        self.live.sync_folder(folder)?;
        self.record().operations.push(Operation::SyncFolder { folder: folder.to_owned() });
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        self.live.rename(from, to)?;
        let mut record = self.record();
        if let Some(file) = record.numbers.remove(from) {
            record.numbers.insert(to.to_owned(), file);
            let change = NameChange::Rename { from: from.to_owned(), to: to.to_owned(), file };
            record.name(parent(to), change);
        }
        Ok(())
    }

    fn remove(&mut self, path: &str) -> Result<(), DiskError> {
        self.live.remove(path)?;
        let mut record = self.record();
        record.numbers.remove(path);
        record.name(parent(path), NameChange::Remove(path.to_owned()));
        Ok(())
    }

    fn try_lock(&mut self) -> Result<LockState, DiskError> {
        self.live.try_lock()
    }
}

impl fmt::Debug for CrashDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CrashDisk({} operations)", self.operations())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn images(disk: &CrashDisk) -> BTreeSet<BTreeMap<String, Vec<u8>>> {
        let operations = disk.operations();
        (0..disk.image_count(operations))
            .map(|which| disk.image(operations, which).files().1)
            .collect()
    }

    #[test]
    fn an_unsynced_append_is_torn_at_every_byte_and_a_synced_one_is_whole() {
        let mut disk = CrashDisk::new();
        disk.create_folder("").unwrap();
        disk.create("a").unwrap();
        disk.sync_folder("").unwrap();
        disk.append("a", b"xyz").unwrap();
        let contents: BTreeSet<Vec<u8>> =
            images(&disk).into_iter().filter_map(|files| files.get("a").cloned()).collect();
        let expected: [&[u8]; 5] = [b"", b"x", b"xy", b"xyz", b"\0\0\0"];
        assert_eq!(contents, expected.map(<[u8]>::to_vec).into_iter().collect());
        disk.sync_data("a").unwrap();
        assert_eq!(disk.image_count(disk.operations()), 1);
        disk.append("a", &[1; 1_000]).unwrap();
        let zero_filled = images(&disk).into_iter().filter_map(|files| {
            let bytes = files.get("a")?;
            (bytes.len() == 1_003 && bytes.ends_with(&[0]))
                .then(|| bytes.iter().filter(|byte| **byte == 1).count())
        });
        assert_eq!(zero_filled.collect::<BTreeSet<_>>(), [0, 509].into_iter().collect());
    }

    #[test]
    fn a_rename_may_not_have_happened_until_its_folder_is_synced() {
        let mut disk = CrashDisk::new();
        disk.create_folder("").unwrap();
        disk.create("old").unwrap();
        disk.sync_folder("").unwrap();
        disk.rename("old", "new").unwrap();
        let names: BTreeSet<Vec<String>> =
            images(&disk).into_iter().map(|files| files.into_keys().collect()).collect();
        assert_eq!(names, [vec!["new".to_owned()], vec!["old".to_owned()]].into_iter().collect());
        disk.sync_folder("").unwrap();
        assert_eq!(images(&disk).len(), 1);
    }
}
