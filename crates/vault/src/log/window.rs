//! A moving view of a file, so that a log of any length is read once, in large pieces.

use kith_seal::LongBytes;

use crate::disk::{Disk, DiskError};

/// Large enough that the system call disappears beside the hashing.
const WINDOW_LEN: u64 = 1024 * 1024;

/// A view of one file of known length.
pub(crate) struct Window<'a, D: Disk> {
    disk: &'a mut D,
    path: &'a str,
    file_len: u64,
    start: u64,
    bytes: LongBytes,
}

impl<'a, D: Disk> Window<'a, D> {
    pub(crate) fn new(disk: &'a mut D, path: &'a str, file_len: u64) -> Self {
        Self { disk, path, file_len, start: 0, bytes: LongBytes::default() }
    }

    /// `len` bytes from `offset` on; fewer only where the file ends.
    pub(crate) fn get(&mut self, offset: u64, len: usize) -> Result<&[u8], DiskError> {
        let end = offset.saturating_add(len as u64).min(self.file_len);
        let offset = offset.min(end);
        let window_end = self.start.saturating_add(self.bytes.len() as u64);
        if offset < self.start || end > window_end {
            self.load(offset, end)?;
        }
        let from = to_usize(offset.saturating_sub(self.start));
        let to = to_usize(end.saturating_sub(self.start)).min(self.bytes.len());
        Ok(self.bytes.get(from..to).unwrap_or_default())
    }

    fn load(&mut self, offset: u64, end: u64) -> Result<(), DiskError> {
        let end = offset.saturating_add(WINDOW_LEN).min(self.file_len).max(end);
        let len = to_usize(end.saturating_sub(offset));
        self.bytes.refit(len);
        self.start = offset;
        let read = self.disk.read_at(self.path, offset, &mut self.bytes);
        self.bytes.narrow(0..*read.as_ref().unwrap_or(&0));
        read.map(drop)
    }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
