//! What a power cut can leave of a record of changes.

use std::collections::{BTreeMap, BTreeSet};

use super::{DataChange, NameChange, Operation, Record};
use crate::disk::MemoryDisk;

/// A disk writes this many bytes wholly or not at all.
const SECTOR_LEN: u64 = 512;

/// What is surely on the disk, and what may be.
#[derive(Default)]
pub(super) struct State {
    files: BTreeMap<usize, (Vec<u8>, Vec<DataChange>)>,
    names: Names,
    pending_names: Vec<(String, NameChange)>,
}

#[derive(Default, Clone)]
struct Names {
    folders: BTreeSet<String>,
    files: BTreeMap<String, usize>,
}

impl State {
    pub(super) fn after(record: &Record, operations: usize) -> Self {
        let mut state = Self::default();
        for operation in record.operations.iter().take(operations) {
            match operation {
                Operation::Name { folder, change } => {
                    state.pending_names.push((folder.clone(), change.clone()));
                }
                Operation::Data { file, change } => {
                    state.files.entry(*file).or_default().1.push(change.clone());
                }
                Operation::SyncData { file } => {
                    let (bytes, pending) = state.files.entry(*file).or_default();
                    for change in pending.drain(..) {
                        apply(bytes, &change);
                    }
                }
                Operation::SyncFolder { folder } => {
                    let (done, kept) = std::mem::take(&mut state.pending_names)
                        .into_iter()
                        .partition(|(of, _)| of == folder);
                    state.pending_names = kept;
                    for (_, change) in done {
                        state.names.apply(&change);
                    }
                }
            }
        }
        state
    }

    /// How many choices there are at each place where there is one: names first, then files.
    pub(super) fn radices(&self) -> Vec<u64> {
        let names = self.pending_names.iter().map(|_| 2);
        let files = self.files.values().map(|(durable, pending)| choices(durable, pending));
        names.chain(files).collect()
    }

    pub(super) fn image(&self, which: u64) -> MemoryDisk {
        let mut rest = which;
        let mut digits = self.radices().into_iter().map(move |radix| {
            let digit = rest.checked_rem(radix).unwrap_or(0);
            rest = rest.checked_div(radix).unwrap_or(0);
            digit
        });
        let mut names = self.names.clone();
        for (_, change) in &self.pending_names {
            if digits.next() == Some(1) {
                names.apply(change);
            }
        }
        let mut contents = BTreeMap::new();
        for (number, (durable, pending)) in &self.files {
            let digit = digits.next().unwrap_or(0);
            contents.insert(*number, partly(durable, pending, digit));
        }
        let reachable = |path: &str| match path.rsplit_once('/') {
            Some((folder, _)) => names.folders.contains(folder),
            None => true,
        };
        let files = names.files.iter().filter(|(path, _)| reachable(path)).map(|(path, number)| {
            (path.clone(), contents.get(number).cloned().unwrap_or_default())
        });
        MemoryDisk::with_files(names.folders.clone(), files.collect())
    }
}

impl Names {
    fn apply(&mut self, change: &NameChange) {
        match change {
            NameChange::Folder(path) => {
                self.folders.insert(path.clone());
            }
            NameChange::File { path, file } => {
                self.files.insert(path.clone(), *file);
            }
            NameChange::Rename { from, to, file } => {
                self.files.remove(from);
                self.files.insert(to.clone(), *file);
            }
            NameChange::Remove(path) => {
                self.files.remove(path);
            }
        }
    }
}

/// How many contents a file with unsynced changes can have: it stops after none of them, after each byte of an append
/// or each cut; or it has its whole length and is zeros from there or from a sector's start on.
fn choices(durable: &[u8], pending: &[DataChange]) -> u64 {
    let steps = steps(pending);
    let sectors = steps.saturating_sub(1).saturating_add(in_sector(durable)) / SECTOR_LEN;
    let zero_filled = if steps > 0 { sectors.saturating_add(1) } else { 0 };
    steps.saturating_add(1).saturating_add(zero_filled)
}

/// The content of a file by its number among [`choices`].
fn partly(durable: &[u8], pending: &[DataChange], choice: u64) -> Vec<u8> {
    let zero_filled = choice.checked_sub(steps(pending).saturating_add(1));
    let reached = match zero_filled {
        None => choice,
        Some(sector) => sector.saturating_mul(SECTOR_LEN).saturating_sub(in_sector(durable)),
    };
    let mut bytes = durable.to_vec();
    let mut left = usize::try_from(reached).unwrap_or(usize::MAX);
    for change in pending {
        match change {
            DataChange::Append(added) => {
                let (written, missing) = added.split_at(left.min(added.len()));
                bytes.extend_from_slice(written);
                left = left.saturating_sub(written.len());
                if zero_filled.is_some() {
                    bytes.resize(bytes.len().saturating_add(missing.len()), 0);
                }
            }
            DataChange::Cut(_) if left > 0 => {
                apply(&mut bytes, change);
                left = left.saturating_sub(1);
            }
            DataChange::Cut(_) => {}
        }
    }
    bytes
}

/// Bytes appended and cuts made.
fn steps(pending: &[DataChange]) -> u64 {
    let steps = pending.iter().map(|change| match change {
        DataChange::Append(bytes) => bytes.len() as u64,
        DataChange::Cut(_) => 1,
    });
    steps.fold(0, u64::saturating_add)
}

/// How far into its last sector a content reaches.
fn in_sector(content: &[u8]) -> u64 {
    content.len() as u64 % SECTOR_LEN
}

fn apply(bytes: &mut Vec<u8>, change: &DataChange) {
    match change {
        DataChange::Append(added) => bytes.extend_from_slice(added),
        DataChange::Cut(len) => bytes.truncate(usize::try_from(*len).unwrap_or(usize::MAX)),
    }
}
