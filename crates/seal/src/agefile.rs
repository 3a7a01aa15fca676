//! Age files: the only encryption in the house.
//!
//! Every reading is bounded, ends with the authenticated last chunk, and hands out nothing before that: a file cut
//! anywhere yields no plaintext.

use std::io::{Read as _, Write as _};

use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::keys::{AgeSecret, BadAgeKey, parse_recipient};
use crate::long_bytes::LongBytes;

/// The largest scrypt work factor that is read: 1 GiB of memory, a few seconds.
pub const MAX_WORK_FACTOR: u8 = 20;

/// Why an age file could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFileError {
    /// A recipient is not a canonical age key.
    #[error("a recipient is not a canonical age x25519 key")]
    BadRecipient,
    /// The work factor is 0 or above [`MAX_WORK_FACTOR`].
    #[error("scrypt work factor {log_n} is outside 1..=20")]
    WorkFactor {
        /// The factor asked for.
        log_n: u8,
    },
    /// The age library refused.
    #[error("the age file could not be made")]
    Age,
}

impl From<BadAgeKey> for SealFileError {
    fn from(_: BadAgeKey) -> Self {
        SealFileError::BadRecipient
    }
}

/// Why an age file could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenFileError {
    /// The passphrase, or the key, is not the one this file was sealed to.
    #[error("no key at hand opens this age file")]
    WrongKey,
    /// Not an age file, or changed or cut since it was written.
    #[error("the age file is damaged")]
    Damaged,
    /// An age format this program does not know.
    #[error("the age file is of a newer format")]
    Newer,
    /// The passphrase would cost more work than is ever asked of it here.
    #[error("scrypt work factor {log_n} is above the accepted limit")]
    TooCostly {
        /// The factor the file asks for.
        log_n: u8,
    },
    /// More plaintext than the caller accepts.
    #[error("the plaintext is longer than {limit} bytes")]
    TooLong {
        /// The caller's limit.
        limit: usize,
    },
}

/// Seals to one or more recipients (`age1...`).
pub(crate) fn seal_to(recipients: &[&str], plaintext: &[u8]) -> Result<Vec<u8>, SealFileError> {
    let parsed =
        recipients.iter().map(|text| parse_recipient(text)).collect::<Result<Vec<_>, _>>()?;
    seal(parsed.iter().map(|recipient| recipient as &dyn Recipient), plaintext)
}

/// Seals to a recipient that was parsed before: the path of every envelope.
pub(crate) fn seal_to_one(
    recipient: &age::x25519::Recipient,
    plaintext: &[u8],
) -> Result<Vec<u8>, SealFileError> {
    seal(std::iter::once(recipient as &dyn Recipient), plaintext)
}

/// Seals under a passphrase at a fixed cost of `2^log_n`; the library's own calibration is never used.
pub(crate) fn seal_with_passphrase(
    passphrase: &SecretString,
    log_n: u8,
    plaintext: &[u8],
) -> Result<Vec<u8>, SealFileError> {
    if log_n == 0 || log_n > MAX_WORK_FACTOR {
        return Err(SealFileError::WorkFactor { log_n });
    }
    let mut recipient = scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(log_n);
    seal(std::iter::once(&recipient as &dyn Recipient), plaintext)
}

/// Opens with the first of `identities` that fits. At most `limit` bytes of plaintext.
pub(crate) fn open_with<'a>(
    identities: impl Iterator<Item = &'a AgeSecret>,
    bytes: &[u8],
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, OpenFileError> {
    open(identities.map(|identity| identity.inner() as &dyn Identity), bytes, limit)
}

/// The same where the plaintext may be long.
pub(crate) fn open_long(
    identity: &AgeSecret,
    bytes: &[u8],
    limit: usize,
) -> Result<LongBytes, OpenFileError> {
    let decryptor = Decryptor::new_buffered(bytes).map_err(refusal)?;
    let identity = identity.inner() as &dyn Identity;
    let mut reader = decryptor.decrypt(std::iter::once(identity)).map_err(refusal)?;
    let mut plaintext = LongBytes::zeroed(room_for(bytes, limit));
    let mut len = 0_usize;
    // The room is longer than the plaintext may be, so the end of the file is seen, or too much of it.
    while let Some(rest) = plaintext.get_mut(len..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(read) => len = len.saturating_add(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(OpenFileError::Damaged),
        }
    }
    if len > limit {
        return Err(OpenFileError::TooLong { limit });
    }
    plaintext.narrow(0..len);
    Ok(plaintext)
}

/// Opens a file sealed under a passphrase. A file that asks for more than [`MAX_WORK_FACTOR`] is refused unworked.
pub(crate) fn open_with_passphrase(
    passphrase: &SecretString,
    bytes: &[u8],
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, OpenFileError> {
    let mut identity = scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    open(std::iter::once(&identity as &dyn Identity), bytes, limit)
}

fn seal<'a>(
    recipients: impl Iterator<Item = &'a dyn Recipient>,
    plaintext: &[u8],
) -> Result<Vec<u8>, SealFileError> {
    let encryptor = Encryptor::with_recipients(recipients).map_err(|_| SealFileError::Age)?;
    // Header, nonce and the first chunk tags; the vector grows on its own beyond that.
    let mut sealed = Vec::with_capacity(plaintext.len().saturating_add(512));
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_| SealFileError::Age)?;
    writer.write_all(plaintext).map_err(|_| SealFileError::Age)?;
    writer.finish().map_err(|_| SealFileError::Age)?;
    Ok(sealed)
}

fn open<'a>(
    identities: impl Iterator<Item = &'a dyn Identity>,
    bytes: &[u8],
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, OpenFileError> {
    let decryptor = Decryptor::new_buffered(bytes).map_err(refusal)?;
    let reader = decryptor.decrypt(identities).map_err(refusal)?;
    // Sized once, so that growing leaves no copies of secrets behind.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(room_for(bytes, limit)));
    let read_cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(read_cap).read_to_end(&mut plaintext).map_err(|_| OpenFileError::Damaged)?;
    if plaintext.len() > limit {
        return Err(OpenFileError::TooLong { limit });
    }
    Ok(plaintext)
}

/// A byte more than the plaintext of a file can have, if it is not too long.
fn room_for(sealed: &[u8], limit: usize) -> usize {
    sealed.len().min(limit).saturating_add(1)
}

/// Whether these bytes begin as an age file and have room for so many bytes of content. Needs no key, so what was
/// changed in them is not seen, and what was cut off is.
pub(crate) fn looks_sealed(bytes: &[u8], least_content_len: usize) -> bool {
    /// The mark of the last line of the head, and what stands in it behind the mark: a MAC and a line end.
    const LAST_LINE: &[u8] = b"\n--- ";
    const MAC_LEN: usize = 44;
    /// The nonce, and the tag of the only chunk.
    const BESIDE_CONTENT: usize = 32;
    let head = bytes.windows(LAST_LINE.len()).position(|window| window == LAST_LINE);
    let whole = head.map(|at| at.saturating_add(LAST_LINE.len() + MAC_LEN + BESIDE_CONTENT));
    let whole = whole.map(|len| len.saturating_add(least_content_len));
    whole.is_some_and(|len| bytes.len() >= len) && Decryptor::new_buffered(bytes).is_ok()
}

fn refusal(error: DecryptError) -> OpenFileError {
    match error {
        DecryptError::NoMatchingKeys
        | DecryptError::KeyDecryptionFailed
        | DecryptError::DecryptionFailed => OpenFileError::WrongKey,
        DecryptError::ExcessiveWork { required, .. } => {
            OpenFileError::TooCostly { log_n: required }
        }
        DecryptError::UnknownFormat => OpenFileError::Newer,
        // The library's list is open-ended; whatever it adds, the file did not open.
        _ => OpenFileError::Damaged,
    }
}
