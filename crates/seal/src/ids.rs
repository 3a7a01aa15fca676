//! The names of things: fixed-size ids that are cheap to copy, ordered, and short when printed for a developer.
//!
//! Text form (`Display`, `FromStr`, JSON) is full lower-case hex; binary form (postcard) is the bare bytes; `Debug` is
//! the first four bytes, which is enough to tell two apart in a failing test and too little to be worth copying.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text is not an id: wrong length, or not lower-case hex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} lower-case hex digits")]
pub struct ParseIdError {
    /// How many hex digits this kind of id has.
    pub expected: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// The raw bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Wraps raw bytes; every value is a legal id.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }
        }

        impl From<[u8; $len]> for $name {
            fn from(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                for byte in self.0.iter().take(4) {
                    write!(f, "{byte:02x}")?;
                }
                Ok(())
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let refused = ParseIdError { expected: $len * 2 };
                let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| refused)?;
                bytes.try_into().map(Self).map_err(|_| refused)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                    text.parse().map_err(D::Error::custom)
                } else {
                    <[u8; $len]>::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}

id!(
    /// A BLAKE3-256 digest under a domain tag ([`crate::tagged`]).
    Hash,
    32
);
id!(
    /// A person, and so a plan: the hash of that person's signed genesis roster entry.
    RootId,
    32
);
id!(
    /// One installation: the bytes of its ed25519 device verifying key.
    DeviceId,
    32
);
id!(
    /// A device's public transport id, as the network layer knows it. Never used to sign content.
    EndpointKey,
    32
);
id!(
    /// One document of a plan, through all its generations: 128 random bits.
    VolumeId,
    16
);
id!(
    /// The name a generation goes by in the clear: 128 random bits that tell nothing.
    Alias,
    16
);
id!(
    /// One flattened document under one key: the hash of its signed roll.
    GenerationId,
    32
);
id!(
    /// The ed25519 verifying key of a stream: what one process run writes into one generation.
    StreamKey,
    32
);
id!(
    /// The author id that a stream's changes carry inside the document: the first 16 bytes of the tagged hash of its key.
    Actor,
    16
);
id!(
    /// The name of one open invitation, derived from its secret.
    InviteId,
    8
);

id!(
    /// The verifying key of a device's authority: it signs roster entries and permissions.
    AuthorityKey,
    32
);
id!(
    /// The verifying key of a paper kit.
    KitKey,
    32
);

impl StreamKey {
    /// The actor that every change of this stream must carry.
    pub fn actor(&self) -> Actor {
        let digest = crate::tagged(crate::tag::ACTOR, &[&self.0]);
        let mut actor = [0; 16];
        for (to, from) in actor.iter_mut().zip(digest.0) {
            *to = from;
        }
        Actor(actor)
    }
}

impl Hash {
    /// All zeros: "there is no previous one".
    pub const ZERO: Hash = Hash([0; 32]);
}

/// A moment as milliseconds since 1970-01-01T00:00:00Z; may be negative. Always an argument, never read from a clock here.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for UnixMillis {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_is_full_lower_case_hex_and_reads_back() {
        let alias = Alias([0xab; 16]);
        let text = alias.to_string();
        assert_eq!(text, "ab".repeat(16));
        assert_eq!(text.parse::<Alias>().unwrap(), alias);
        assert!(text.to_uppercase().parse::<Alias>().is_err());
        assert!(text[..30].parse::<Alias>().is_err());
        assert_eq!(format!("{alias:?}"), "abababab");
    }

    #[test]
    fn binary_form_is_the_bare_bytes_and_json_is_text() {
        let root = RootId([7; 32]);
        assert_eq!(postcard::to_stdvec(&root).unwrap(), vec![7; 32]);
        let json = serde_json::to_string(&root).unwrap();
        assert_eq!(json, format!("\"{}\"", "07".repeat(32)));
        assert_eq!(serde_json::from_str::<RootId>(&json).unwrap(), root);
    }

    #[test]
    fn an_actor_depends_on_every_byte_of_the_stream_key() {
        let key = StreamKey([1; 32]);
        for place in 0..32 {
            let mut other = key;
            other.0[place] ^= 1;
            assert_ne!(other.actor(), key.actor(), "byte {place}");
        }
    }
}
