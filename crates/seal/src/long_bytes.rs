//! Bytes that may be many and are needed once: a log, a snapshot, a kept view on its way into memory.
//!
//! The heap is a bad place for them. A large piece of it that is freed teaches the allocator of glibc to keep twice as
//! much at the end of the heap of every thread, for as long as the program runs. So many bytes get memory of their own
//! from the system, which has it back as soon as they are dropped.

use std::fmt;
use std::ops::{Deref, DerefMut, Range};

use memmap2::MmapMut;
use zeroize::Zeroize as _;

/// From this length on bytes have memory of their own: well below 128 KiB, where glibc begins to learn.
const LONG: usize = 64 * 1024;

/// Bytes that are used as a slice is. When they are dropped those of the heap are wiped; memory of their own goes back to
/// the system, which wipes a page before anybody else has it.
pub struct LongBytes {
    held: Held,
    /// What of them is shown.
    shown: Range<usize>,
}

enum Held {
    Heap(Vec<u8>),
    Own(MmapMut),
}

impl LongBytes {
    /// So many zeros.
    pub fn zeroed(len: usize) -> Self {
        let own = if len < LONG { None } else { MmapMut::map_anon(len).ok() };
        let held = own.map_or_else(|| Held::Heap(vec![0; len]), Held::Own);
        Self { held, shown: 0..len }
    }

    /// Shows so many bytes, to be filled anew: in the same memory, if it has room for them.
    pub fn refit(&mut self, len: usize) {
        let room = match &self.held {
            Held::Heap(bytes) => bytes.len(),
            Held::Own(bytes) => bytes.len(),
        };
        if len <= room {
            self.shown = 0..len;
        } else {
            // The old ones go first: both at once would be twice as much.
            *self = Self::default();
            *self = Self::zeroed(len);
        }
    }

    /// Shows no more than these of the bytes that are shown now.
    pub fn narrow(&mut self, to: Range<usize>) {
        let end = self.shown.start.saturating_add(to.end).min(self.shown.end);
        let start = self.shown.start.saturating_add(to.start).min(end);
        self.shown = start..end;
    }
}

impl Deref for LongBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let all: &[u8] = match &self.held {
            Held::Heap(bytes) => bytes,
            Held::Own(bytes) => bytes,
        };
        all.get(self.shown.clone()).unwrap_or_default()
    }
}

impl DerefMut for LongBytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        let all: &mut [u8] = match &mut self.held {
            Held::Heap(bytes) => bytes,
            Held::Own(bytes) => bytes,
        };
        all.get_mut(self.shown.clone()).unwrap_or_default()
    }
}

impl Drop for LongBytes {
    fn drop(&mut self) {
        // To wipe memory of one's own as well would touch every page of it once more.
        if let Held::Heap(bytes) = &mut self.held {
            bytes.zeroize();
        }
    }
}

impl Default for LongBytes {
    fn default() -> Self {
        Self::zeroed(0)
    }
}

impl From<Vec<u8>> for LongBytes {
    /// They stay where they are.
    fn from(bytes: Vec<u8>) -> Self {
        let shown = 0..bytes.len();
        Self { held: Held::Heap(bytes), shown }
    }
}

impl Clone for LongBytes {
    fn clone(&self) -> Self {
        let mut copy = Self::zeroed(self.len());
        copy.copy_from_slice(self);
        copy
    }
}

impl PartialEq for LongBytes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for LongBytes {}

impl fmt::Debug for LongBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LongBytes({})", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A core with ten years open kept 9 MB that nobody used, because what it had opened had been in large pieces of the
    /// heap.
    #[test]
    fn many_bytes_are_not_of_the_heap() {
        for (len, is_own) in [(0, false), (1, false), (LONG - 1, false), (LONG, true)] {
            let bytes = LongBytes::zeroed(len);
            assert_eq!(matches!(bytes.held, Held::Own(_)), is_own, "{len}");
            assert!(bytes.len() == len && bytes.iter().all(|byte| *byte == 0));
            assert_eq!(matches!(bytes.clone().held, Held::Own(_)), is_own, "{len}");
        }
    }

    #[test]
    fn they_are_read_and_written_as_a_slice_wherever_they_are() {
        for len in [5, LONG + 5] {
            let mut bytes = LongBytes::zeroed(len);
            bytes.copy_from_slice(&(0..len).map(|at| at as u8).collect::<Vec<_>>());
            assert_eq!(bytes, LongBytes::from(bytes.to_vec()));
            bytes.narrow(1..len - 1);
            assert_eq!((bytes.first(), bytes.len()), (Some(&1), len - 2));
            bytes.narrow(1..3);
            assert_eq!(*bytes, [2, 3]);
            bytes.narrow(1..9);
            assert_eq!((&bytes[..], bytes.clone()), (&[3][..], vec![3].into()));
            let (start, end) = (4, 2);
            bytes.narrow(start..end);
            assert!(bytes.is_empty());
            assert_eq!(format!("{bytes:?}"), "LongBytes(0)");
            bytes.refit(len);
            assert_eq!((bytes.len(), bytes.first()), (len, Some(&0)));
            bytes.refit(LONG + 9);
            assert!(bytes.len() == LONG + 9 && matches!(bytes.held, Held::Own(_)));
        }
    }
}
