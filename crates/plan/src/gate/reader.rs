//! Reading numbers and slices from bytes that nobody vouches for.

/// A cursor over untrusted bytes. Every read answers `None` at the end instead of panicking.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    /// An unsigned LEB128 number of at most 64 bits.
    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit only.
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed LEB128 number of at most 64 bits.
    pub(super) fn signed(&mut self) -> Option<i64> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = i64::from(byte & 0x7f);
            if shift == 63 && bits != 0 && bits != 0x7f {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1_i64 << (shift + 7);
                }
                return Some(value);
            }
        }
        None
    }

    /// A length in LEB128 and then as many bytes.
    pub(super) fn prefixed(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn numbers_of_every_length_are_read_and_longer_ones_are_not() {
        assert_eq!(Reader::new(&[0x7f]).unsigned(), Some(127));
        assert_eq!(Reader::new(&[0x80, 0x01]).unsigned(), Some(128));
        let mut largest = vec![0xff; 9];
        largest.push(0x01);
        assert_eq!(Reader::new(&largest).unsigned(), Some(u64::MAX));
        largest[9] = 0x02;
        assert_eq!(Reader::new(&largest).unsigned(), None);
        assert_eq!(Reader::new(&[0x80; 11]).unsigned(), None);
        assert_eq!(Reader::new(&[0x80]).unsigned(), None);
    }

    #[test]
    fn signed_numbers_keep_their_sign() {
        assert_eq!(Reader::new(&[0x7f]).signed(), Some(-1));
        assert_eq!(Reader::new(&[0x40]).signed(), Some(-64));
        assert_eq!(Reader::new(&[0xc0, 0x00]).signed(), Some(64));
        let mut least = vec![0x80; 9];
        least.push(0x7f);
        assert_eq!(Reader::new(&least).signed(), Some(i64::MIN));
        assert_eq!(Reader::new(&[0x80; 10]).signed(), None);
    }

    #[test]
    fn a_length_beyond_the_end_is_no_slice() {
        assert_eq!(Reader::new(&[3, 1, 2, 3]).prefixed(), Some(&[1, 2, 3][..]));
        assert_eq!(Reader::new(&[4, 1, 2, 3]).prefixed(), None);
        let mut huge = vec![0xff; 9];
        huge.push(0x01);
        assert_eq!(Reader::new(&huge).prefixed(), None);
    }
}
