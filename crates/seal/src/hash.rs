//! The one hash: BLAKE3-256 under a domain tag, over parts whose borders are part of the hash.

use crate::Hash;

/// BLAKE3 over `len(tag) as u8 ‖ tag ‖ for each part: len as u64 little-endian ‖ part`.
///
/// The lengths make `["ab", "c"]` and `["a", "bc"]` different, and the tag keeps kinds apart. A tag is a constant of
/// this crate and shorter than 256 bytes.
pub fn tagged(tag: &str, parts: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    debug_assert!(tag.len() < 256, "a domain tag is a short constant");
    hasher.update(&[tag.len() as u8]);
    hasher.update(tag.as_bytes());
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    Hash(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_and_tags_are_part_of_the_hash() {
        let one = tagged("t", &[b"ab", b"c"]);
        assert_ne!(one, tagged("t", &[b"a", b"bc"]));
        assert_ne!(one, tagged("t", &[b"abc"]));
        assert_ne!(one, tagged("u", &[b"ab", b"c"]));
        assert_eq!(one, tagged("t", &[b"ab", b"c"]));
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let mut bytes = vec![1, b't'];
        bytes.extend(2u64.to_le_bytes());
        bytes.extend(b"ab");
        assert_eq!(tagged("t", &[b"ab"]).0, *blake3::hash(&bytes).as_bytes());
    }
}
