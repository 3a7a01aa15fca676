//! A value, its canonical bytes and a signature over them.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::canon::{self, NotCanonical};
use crate::keys::SigningSecret;
use crate::sign::{self, BadSignature, SIGNATURE_LEN};
use crate::{Hash, tagged};

/// A kind of value that is signed, under its own domain tag.
pub trait Signable: Serialize + DeserializeOwned {
    /// The tag, from the one table in `tag.rs`.
    const TAG: &'static str;
}

/// A value with a signature. Holding one says that its encoding is canonical, *not* that the signature is right:
/// ask [`Signed::verify`], with the key that ought to have signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed<T> {
    value: T,
    bytes: Vec<u8>,
    signature: [u8; SIGNATURE_LEN],
}

impl<T: Signable> Signed<T> {
    /// Signs a value.
    pub fn sign(value: T, key: &SigningSecret) -> Result<Self, NotCanonical> {
        let bytes = canon::encode(&value)?;
        let signature = sign::sign(key.inner(), &tagged(T::TAG, &[&bytes]));
        Ok(Self { value, bytes, signature })
    }

    /// The value, if `key` signed it.
    pub fn verify(&self, key: &[u8; 32]) -> Result<&T, BadSignature> {
        sign::check(key, &tagged(T::TAG, &[&self.bytes]), &self.signature)?;
        Ok(&self.value)
    }

    /// The value, whoever signed it. For finding out which key to ask about, never for acting on.
    pub fn unverified(&self) -> &T {
        &self.value
    }

    /// Name of exactly this signed value: tagged hash of its bytes and its signature.
    pub fn hash(&self) -> Hash {
        tagged(T::TAG, &[&self.bytes, &self.signature])
    }

    /// The canonical bytes of the whole: value, then signature.
    pub fn encode(&self) -> Result<Vec<u8>, NotCanonical> {
        canon::encode(self)
    }

    /// Reads what [`Signed::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotCanonical> {
        canon::decode(bytes)
    }
}

impl<T: Signable> Serialize for Signed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (first, second) = self.signature.split_at(SIGNATURE_LEN / 2);
        let first: [u8; 32] = first.try_into().map_err(S::Error::custom)?;
        let second: [u8; 32] = second.try_into().map_err(S::Error::custom)?;
        (&self.bytes, first, second).serialize(serializer)
    }
}

impl<'de, T: Signable> Deserialize<'de> for Signed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (bytes, first, second) = <(Vec<u8>, [u8; 32], [u8; 32])>::deserialize(deserializer)?;
        let value = canon::decode(&bytes).map_err(D::Error::custom)?;
        let mut signature = [0; SIGNATURE_LEN];
        for (to, from) in signature.iter_mut().zip(first.into_iter().chain(second)) {
            *to = from;
        }
        Ok(Self { value, bytes, signature })
    }
}

impl<T: fmt::Debug> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({:?})", self.value)
    }
}
