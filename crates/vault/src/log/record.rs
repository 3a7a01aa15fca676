//! One record: its head, its hash, its bytes.

use kith_seal::tagged;

use super::{MAX_RECORD_LEN, RECORD_HEAD_LEN};

/// What a record hash is: it covers the record and the hash of the one before.
pub(crate) type RecordHash = [u8; 32];

pub(crate) const MARK: &[u8; 4] = b"KREC";
const TAG_RECORD: &str = "kith/v1/log-record";
const TAG_CHECK: &str = "kith/v1/log-check";
const HASHED_FROM: usize = 40;
const CHECKED_FROM: usize = 8;

/// What a record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum RecordKind {
    Envelope = 1,
    Opening = 2,
    SnapshotPlace = 3,
}

impl RecordKind {
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Envelope),
            2 => Some(Self::Opening),
            3 => Some(Self::SnapshotPlace),
            _ => None,
        }
    }
}

/// Puts one record at the end of `out` and gives its hash. `content` is at most [`MAX_RECORD_LEN`] bytes.
pub(crate) fn append_record(
    out: &mut Vec<u8>,
    previous: &RecordHash,
    kind: RecordKind,
    is_joined: bool,
    content: &[u8],
) -> RecordHash {
    debug_assert!(content.len() <= MAX_RECORD_LEN, "checked before records are made");
    let mut hashed = Vec::with_capacity(content.len().saturating_add(RECORD_HEAD_LEN));
    hashed.extend_from_slice(previous);
    hashed.extend_from_slice(&(content.len() as u32).to_le_bytes());
    hashed.extend_from_slice(&[kind as u8, u8::from(is_joined), 0, 0]);
    hashed.extend_from_slice(content);
    let hash = tagged(TAG_RECORD, &[&hashed]).0;
    let (rest_of_head, _) = hashed.split_at(RECORD_HEAD_LEN - HASHED_FROM);
    let mut checked = hash.to_vec();
    checked.extend_from_slice(rest_of_head);
    out.extend_from_slice(MARK);
    out.extend_from_slice(&check(&checked));
    out.extend_from_slice(&hash);
    out.extend_from_slice(&hashed);
    hash
}

/// The head of a record that passes its check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordHead {
    pub(crate) hash: RecordHash,
    pub(crate) previous: RecordHash,
    pub(crate) content_len: u32,
    pub(crate) kind: u8,
    pub(crate) is_joined: bool,
}

impl RecordHead {
    /// Reads the head at the start of `bytes`, if there is a good one.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (_, rest) = bytes.split_first_chunk::<4>()?;
        let (stored_check, rest) = rest.split_first_chunk::<4>()?;
        let (checked, _) = rest.split_at_checked(RECORD_HEAD_LEN - CHECKED_FROM)?;
        if *stored_check == check(checked) { Self::decode_unchecked(bytes) } else { None }
    }

    /// The same for bytes that are known to be what was written: its check is not made again.
    pub(crate) fn decode_unchecked(bytes: &[u8]) -> Option<Self> {
        let (head, _) = bytes.split_at_checked(RECORD_HEAD_LEN)?;
        let (mark, rest) = head.split_first_chunk::<4>()?;
        let (_, checked) = rest.split_first_chunk::<4>()?;
        if mark != MARK {
            return None;
        }
        let (hash, rest) = checked.split_first_chunk::<32>()?;
        let (previous, rest) = rest.split_first_chunk::<32>()?;
        let (len, rest) = rest.split_first_chunk::<4>()?;
        let content_len = u32::from_le_bytes(*len);
        let [kind, joined, 0, 0] = rest else {
            return None;
        };
        if content_len as usize > MAX_RECORD_LEN || *joined > 1 {
            return None;
        }
        let is_joined = *joined == 1;
        Some(Self { hash: *hash, previous: *previous, content_len, kind: *kind, is_joined })
    }

    /// Length of the whole record in bytes.
    pub(crate) fn record_len(&self) -> usize {
        RECORD_HEAD_LEN.saturating_add(self.content_len as usize)
    }

    /// Whether this is the content that the record was written with.
    pub(crate) fn is_of(&self, content: &[u8]) -> bool {
        let mut hashed = Vec::with_capacity(content.len().saturating_add(RECORD_HEAD_LEN));
        hashed.extend_from_slice(&self.previous);
        hashed.extend_from_slice(&self.content_len.to_le_bytes());
        hashed.extend_from_slice(&[self.kind, u8::from(self.is_joined), 0, 0]);
        hashed.extend_from_slice(content);
        tagged(TAG_RECORD, &[&hashed]).0 == self.hash
    }

    /// Whether `record`, the whole record, is what its head says.
    pub(crate) fn matches(&self, record: &[u8]) -> bool {
        record.len() == self.record_len()
            && record
                .split_at_checked(HASHED_FROM)
                .is_some_and(|(_, hashed)| tagged(TAG_RECORD, &[hashed]).0 == self.hash)
    }
}

/// The check over the bytes of a head from [`CHECKED_FROM`] on.
fn check(checked: &[u8]) -> [u8; 4] {
    debug_assert_eq!(checked.len(), RECORD_HEAD_LEN - CHECKED_FROM, "a whole head");
    let [a, b, c, d, ..] = tagged(TAG_CHECK, &[checked]).0;
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_no_flipped_bit_passes() {
        let mut bytes = Vec::new();
        let hash = append_record(&mut bytes, &[9; 32], RecordKind::Envelope, true, b"content");
        let head = RecordHead::decode(&bytes).unwrap();
        let expected =
            RecordHead { hash, previous: [9; 32], content_len: 7, kind: 1, is_joined: true };
        assert_eq!(head, expected);
        assert_eq!(head.record_len(), bytes.len());
        assert!(head.matches(&bytes));
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[place] ^= 1 << bit;
                let passes =
                    RecordHead::decode(&flipped).is_some_and(|head| head.matches(&flipped));
                assert!(!passes, "bit {bit} of byte {place}");
            }
        }
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let mut bytes = Vec::new();
        append_record(&mut bytes, &[9; 32], RecordKind::SnapshotPlace, false, b"abc");
        assert_eq!(&bytes[..4], b"KREC");
        assert_eq!(bytes[4..8], tagged("kith/v1/log-check", &[&bytes[8..80]]).0[..4]);
        assert_eq!(bytes[8..40], tagged("kith/v1/log-record", &[&bytes[40..]]).0);
        assert_eq!(bytes[40..72], [9; 32]);
        assert_eq!(bytes[72..80], [3, 0, 0, 0, 3, 0, 0, 0]);
        assert_eq!(&bytes[80..], b"abc");
        let head = RecordHead::decode(&bytes).unwrap();
        assert!(head.is_of(b"abc") && !head.is_of(b"abd") && !head.is_of(b"ab"));
    }
}
