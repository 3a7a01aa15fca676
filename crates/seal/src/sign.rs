//! Signing and checking, in one place, so that every signature in the house is strict and tagged.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::Hash;

/// Length of a signature in bytes.
pub(crate) const SIGNATURE_LEN: usize = 64;

/// The signature does not verify, or its key is not a sound ed25519 key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not verify")]
pub struct BadSignature;

/// Signs a tagged digest.
pub(crate) fn sign(key: &SigningKey, digest: &Hash) -> [u8; SIGNATURE_LEN] {
    key.sign(digest.as_bytes()).to_bytes()
}

/// Checks a signature over a tagged digest.
///
/// Strict: small-order keys and points, scalars out of range and keys in a non-canonical encoding are refused, so that
/// all devices give the same answer about the same bytes.
pub(crate) fn check(
    key: &[u8; 32],
    digest: &Hash,
    signature: &[u8; SIGNATURE_LEN],
) -> Result<(), BadSignature> {
    let verifying = VerifyingKey::from_bytes(key).map_err(|_| BadSignature)?;
    if verifying.to_edwards().compress().as_bytes() != key {
        return Err(BadSignature);
    }
    verifying
        .verify_strict(digest.as_bytes(), &Signature::from_bytes(signature))
        .map_err(|_| BadSignature)
}
