//! One value, one encoding: postcard, refused on reading unless it encodes back to the very same bytes.
//!
//! Without this a hash or a signature could stand for several byte strings.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes are not the one canonical encoding of a value of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not in canonical form")]
pub struct NotCanonical;

/// Encodes a value. Fails only for types postcard cannot express, which none of ours are.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    postcard::to_stdvec(value).map_err(|_| NotCanonical)
}

/// Decodes exactly one value: no bytes left over, and the same bytes on encoding again.
pub(crate) fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    let value = postcard::from_bytes(bytes).map_err(|_| NotCanonical)?;
    if encode(&value)? == bytes { Ok(value) } else { Err(NotCanonical) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_bytes_and_overlong_numbers_are_refused() {
        assert_eq!(decode::<u32>(&[5]), Ok(5));
        assert_eq!(decode::<u32>(&[5, 0]), Err(NotCanonical));
        assert_eq!(decode::<u32>(&[0x85, 0x00]), Err(NotCanonical), "overlong varint");
        assert_eq!(decode::<Vec<u8>>(&[3, 1, 2]), Err(NotCanonical));
    }
}
