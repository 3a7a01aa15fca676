//! The first bytes of a log: its head, and the opening record that names the ends of the logs before it.

use kith_seal::{Hash, tagged};

use super::{LOG_HEAD_LEN, RecordHash};
use crate::layout::LogKey;

const MAGIC: &[u8; 8] = b"KITHLOG1";
const TAG_HEAD: &str = "kith/v1/log-head";
const TAG_FILE: &str = "kith/v1/log-file";
const HASHED_LEN: usize = 64;
/// A log up to this length is read as a whole to be hashed; it takes as much memory for that moment.
pub(super) const MAX_HASHED_LEN: usize = 32 * 1024 * 1024;
/// Encoded length of one [`EarlierLog`].
const EARLIER_LEN: usize = 84;

/// The head of a log that matches its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogHead {
    pub(crate) number: u64,
    /// The hash that the first record names as the one before it.
    pub(crate) hash: RecordHash,
}

impl LogHead {
    /// Makes the head of a new log: its bytes and what they mean. `first_envelope` and `earlier` become its salt and
    /// its link to the log before.
    pub(crate) fn encode(
        number: u64,
        first_envelope: Hash,
        earlier: &RecordHash,
    ) -> ([u8; LOG_HEAD_LEN], Self) {
        let (salt, _) = first_envelope.0.split_at(16);
        let mut bytes = Vec::with_capacity(LOG_HEAD_LEN);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&number.to_le_bytes());
        bytes.extend_from_slice(salt);
        bytes.extend_from_slice(earlier);
        let hash = tagged(TAG_HEAD, &[&bytes]).0;
        bytes.extend_from_slice(&hash);
        let mut fixed = [0; LOG_HEAD_LEN];
        fixed.copy_from_slice(&bytes);
        (fixed, Self { number, hash })
    }

    /// Reads the head at the start of a log, if it is whole and right.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (hashed, rest) = bytes.split_at_checked(HASHED_LEN)?;
        let (hash, _) = rest.split_first_chunk::<32>()?;
        let (magic, fields) = hashed.split_first_chunk::<8>()?;
        let (number, _) = fields.split_first_chunk::<8>()?;
        if magic != MAGIC || tagged(TAG_HEAD, &[hashed]).0 != *hash {
            return None;
        }
        Some(Self { number: u64::from_le_bytes(*number), hash: *hash })
    }

    /// What the file's name carries of the hash.
    pub(crate) fn name_tail(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.hash;
        [a, b, c, d]
    }
}

/// The end of a log as a later log names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EarlierLog {
    pub(crate) number: u64,
    pub(crate) name_tail: [u8; 4],
    pub(crate) len: u64,
    pub(crate) last_hash: RecordHash,
    /// Hash of those `len` bytes; zeros if they are damaged, or too many to be hashed as a whole.
    pub(crate) file_hash: Hash,
}

/// Hash of a whole log.
pub(super) fn hash_file(bytes: &[u8]) -> Hash {
    tagged(TAG_FILE, &[bytes])
}

impl EarlierLog {
    /// What its name says.
    pub(crate) fn key(&self) -> LogKey {
        (self.number, self.name_tail)
    }
}

/// The content of an opening record.
pub(crate) fn encode_opening(earlier: &[EarlierLog]) -> Vec<u8> {
    let mut content = (earlier.len() as u32).to_le_bytes().to_vec();
    for log in earlier {
        content.extend_from_slice(&log.number.to_le_bytes());
        content.extend_from_slice(&log.name_tail);
        content.extend_from_slice(&log.len.to_le_bytes());
        content.extend_from_slice(&log.last_hash);
        content.extend_from_slice(log.file_hash.as_bytes());
    }
    content
}

/// Reads the content of an opening record.
pub(super) fn decode_opening(content: &[u8]) -> Option<Vec<EarlierLog>> {
    let (count, rest) = content.split_first_chunk::<4>()?;
    if (u32::from_le_bytes(*count) as usize).checked_mul(EARLIER_LEN)? != rest.len() {
        return None;
    }
    rest.chunks_exact(EARLIER_LEN)
        .map(|entry| {
            let (number, entry) = entry.split_first_chunk::<8>()?;
            let (name_tail, entry) = entry.split_first_chunk::<4>()?;
            let (len, entry) = entry.split_first_chunk::<8>()?;
            let (last_hash, entry) = entry.split_first_chunk::<32>()?;
            let (file_hash, _) = entry.split_first_chunk::<32>()?;
            Some(EarlierLog {
                number: u64::from_le_bytes(*number),
                name_tail: *name_tail,
                len: u64::from_le_bytes(*len),
                last_hash: *last_hash,
                file_hash: Hash(*file_hash),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_and_no_flipped_byte_passes() {
        let (bytes, head) = LogHead::encode(7, Hash([3; 32]), &[4; 32]);
        assert_eq!(LogHead::decode(&bytes), Some(head));
        assert_eq!(&bytes[..16], b"KITHLOG1\x07\0\0\0\0\0\0\0");
        assert_eq!((&bytes[16..32], &bytes[32..64]), (&[3; 16][..], &[4; 32][..]));
        for place in 0..bytes.len() {
            let mut flipped = bytes;
            flipped[place] ^= 1;
            assert_eq!(LogHead::decode(&flipped), None, "byte {place}");
        }
    }

    #[test]
    fn an_opening_reads_back_and_a_wrong_length_is_refused() {
        let log = EarlierLog {
            number: 1,
            name_tail: [2; 4],
            len: 3,
            last_hash: [4; 32],
            file_hash: Hash([5; 32]),
        };
        for list in [vec![], vec![log.clone()], vec![log.clone(), log]] {
            let content = encode_opening(&list);
            assert_eq!(decode_opening(&content), Some(list));
            assert_eq!(decode_opening(&content[..content.len() - 1]), None);
        }
        assert_eq!(decode_opening(&[255; 4]), None);
    }
}
