//! HKDF over SHA-256, with the info from the tag table.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 bytes for one purpose from a secret. `salt` may be empty.
pub(crate) fn derive(secret: &[u8], salt: &[u8], info: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(Some(salt), secret).expand(info.as_bytes(), key.as_mut());
    debug_assert!(expanded.is_ok(), "32 bytes are within what HKDF gives");
    key
}
