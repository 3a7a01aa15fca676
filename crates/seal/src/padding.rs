//! Padding: how long a body's plaintext is, whatever it says.
//!
//! Up to 4 KiB the length is the next multiple of 256. Beyond that it is rounded up so that only the leading bits of
//! the length differ from zero: with `e = floor(log2(len))` and `s = floor(log2(e)) + 1`, to a multiple of
//! `2^(e - s)`. That costs at most 6.25 % and leaves few sizes to tell apart.

/// The step below [`SMALL_LIMIT`].
const STEP: usize = 256;
/// Where steps begin to grow.
const SMALL_LIMIT: usize = 4096;

/// The one legal padded length for `len` bytes of content; `None` only beyond what memory can hold.
pub(crate) fn padded_len(len: usize) -> Option<usize> {
    if len <= SMALL_LIMIT {
        return Some(len.max(1).next_multiple_of(STEP));
    }
    let exponent = len.ilog2();
    let kept_bits = exponent.ilog2().saturating_add(1);
    let step = 1usize.checked_shl(exponent.saturating_sub(kept_bits))?;
    len.checked_next_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn padding_classes() {
        let mut classes = BTreeSet::new();
        for len in 0..200_000usize {
            let padded = padded_len(len).unwrap();
            assert!(padded >= len && padded >= 256);
            assert_eq!(padded_len(padded), Some(padded), "padding twice changes nothing");
            if len <= SMALL_LIMIT {
                assert_eq!(padded % STEP, 0);
                assert!(padded - len <= STEP);
            } else {
                assert!((padded - len) * 100 <= len * 12, "{len} -> {padded}");
            }
            classes.insert(padded);
        }
        // 16 small ones, 16 for each of four doublings, 32 for each of the next two.
        assert!(classes.len() <= 16 + 4 * 16 + 2 * 32, "{} sizes", classes.len());
    }

    #[test]
    fn steps_are_the_documented_ones() {
        for (len, padded) in [
            (0, 256),
            (1, 256),
            (256, 256),
            (257, 512),
            (4096, 4096),
            (4097, 4352),
            (8193, 8704),
            (65_537, 67_584),
            (1_048_577, 1_081_344),
        ] {
            assert_eq!(padded_len(len), Some(padded), "{len}");
        }
        assert_eq!(padded_len(usize::MAX), None);
    }
}
