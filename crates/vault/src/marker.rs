//! Markers: notes that a risky job has begun, for the case that it takes the whole process down.

use std::fmt::Write as _;

use kith_seal::{Hash, tagged};

use crate::disk::{Disk, DiskError};
use crate::layout::{self, TRYING_FOLDER};
use crate::survey::list_or_nothing;

const TAG_TRYING: &str = "kith/v1/trying";
/// The largest marker that is read, in bytes. Each thing that is tried costs 67 or 68 of them.
const MAX_MARKER_LEN: u64 = 64 * 1024;
/// How many markers are read. Each of them stands for a process that died.
const MAX_MARKERS: usize = 256;

/// What is being tried, by whom, and for which time. Its file is named by the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The program and its version. Another version may bear what this one did not.
    pub program: String,
    /// The hash of each thing that is tried, and for which time, from 1.
    pub tries: Vec<(Hash, u8)>,
}

impl Marker {
    /// The name of the marker's file.
    pub fn name(&self) -> Hash {
        tagged(TAG_TRYING, &[self.encode().as_bytes()])
    }

    /// One line for the program, one for each thing that is tried.
    pub(crate) fn encode(&self) -> String {
        let mut text = format!("{}\n", self.program);
        for (hash, count) in &self.tries {
            // Writing to a string cannot fail.
            writeln!(text, "{hash} {count}").ok();
        }
        text
    }

    /// Reads as much as is there: a process that dies may leave half of it.
    fn decode(text: &str) -> Marker {
        let mut lines = text.split_inclusive('\n').map_while(|line| line.strip_suffix('\n'));
        let program = lines.next().unwrap_or_default().to_owned();
        let tries = lines.map_while(|line| {
            let (hash, count) = line.split_once(' ')?;
            Some((hash.parse().ok()?, count.parse().ok()?))
        });
        Marker { program, tries: tries.collect() }
    }
}

/// The markers that are there, each with the name of its file.
pub(crate) fn left_markers<D: Disk>(disk: &mut D) -> Result<Vec<(Hash, Marker)>, DiskError> {
    let mut markers = Vec::new();
    for entry in list_or_nothing(disk, TRYING_FOLDER)? {
        let Ok(name) = entry.name.parse::<Hash>() else { continue };
        if markers.len() == MAX_MARKERS {
            break;
        }
        let bytes = disk.read(&layout::inside(TRYING_FOLDER, &entry.name), MAX_MARKER_LEN);
        let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        // What cannot be read says nothing of any envelope, and is cleared like one that says nothing.
        markers.push((name, Marker::decode(&text.unwrap_or_default())));
    }
    Ok(markers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_reads_back_and_half_of_one_reads_as_far_as_it_goes() {
        let marker = Marker {
            program: "kith 9".to_owned(),
            tries: vec![(Hash([1; 32]), 1), (Hash([2; 32]), 2)],
        };
        let text = marker.encode();
        assert_eq!(Marker::decode(&text), marker);
        for cut in 0..text.len() {
            let half = Marker::decode(text.get(..cut).unwrap());
            assert!(marker.tries.starts_with(&half.tries), "cut at {cut}");
            assert!(half.program.is_empty() || half.program == marker.program, "cut at {cut}");
        }
    }
}
