//! The three small files that guard a vault: `vault.age`, `keyring.age` and `authority.age`.
//!
//! `vault.age` and `authority.age` are age files under the passphrase, `keyring.age` is an age file to the identity in
//! `vault.age`. Stock `age -d` opens all three. Nothing here knows where they are kept.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::agefile::{self, OpenFileError, SealFileError};
use crate::generation::{identity_line, read_identity_line};
use crate::keyring::{KeptGeneration, KeptKeys, Keyring, SecretText};
use crate::keys::{AgeSecret, SigningSecret};

/// Far more than a keyring ever needs; bounds what a damaged file can cost.
const KEYRING_LIMIT: usize = 16 * 1024 * 1024;
/// `vault.age` and `authority.age` hold one line each.
const SMALL_LIMIT: usize = 4096;
const AUTHORITY_FORMAT: u32 = 1;

/// Why one of the three files could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The passphrase is not the one; there is one answer for every way of being wrong.
    #[error("the passphrase does not open this")]
    WrongPassphrase,
    /// Changed or cut since it was written, or not what belongs there.
    #[error("the file is damaged")]
    Damaged,
    /// Written by a newer Kith. Nothing was changed.
    #[error("the file is from a newer version")]
    Newer,
    /// It asks for more work than is ever accepted.
    #[error("scrypt work factor {log_n} is above the accepted limit")]
    TooCostly {
        /// The factor it asks for.
        log_n: u8,
    },
}

impl From<OpenFileError> for UnlockError {
    fn from(error: OpenFileError) -> Self {
        match error {
            OpenFileError::WrongKey => UnlockError::WrongPassphrase,
            OpenFileError::Damaged | OpenFileError::TooLong { .. } => UnlockError::Damaged,
            OpenFileError::Newer => UnlockError::Newer,
            OpenFileError::TooCostly { log_n } => UnlockError::TooCostly { log_n },
        }
    }
}

/// Writes `vault.age`.
pub(crate) fn seal_vault(
    vault: &AgeSecret,
    passphrase: &SecretString,
    log_n: u8,
) -> Result<Vec<u8>, SealFileError> {
    seal_under(passphrase, log_n, &identity_line(vault))
}

/// Reads `vault.age`.
pub(crate) fn open_vault(
    bytes: &[u8],
    passphrase: &SecretString,
) -> Result<AgeSecret, UnlockError> {
    let line = open_under(passphrase, bytes)?;
    read_identity_line(&line).map_err(|_| UnlockError::Damaged)
}

/// Writes `keyring.age`.
pub(crate) fn seal_keyring(
    keyring: &Keyring,
    kept: &[KeptGeneration<'_>],
    vault: &AgeSecret,
) -> Result<Vec<u8>, SealFileError> {
    let json = keyring.to_json(kept).map_err(|_| SealFileError::Age)?;
    agefile::seal_to(&[&vault.recipient()], &json)
}

/// Reads `keyring.age`, with the generations it keeps.
pub(crate) fn open_keyring(
    bytes: &[u8],
    vault: &AgeSecret,
) -> Result<(Keyring, KeptKeys), UnlockError> {
    let json =
        agefile::open_with(std::iter::once(vault), bytes, KEYRING_LIMIT).map_err(|error| {
            match UnlockError::from(error) {
                // The passphrase was right by now: a keyring that its own vault identity does not open is damaged.
                UnlockError::WrongPassphrase => UnlockError::Damaged,
                other => other,
            }
        })?;
    Keyring::from_json(&json)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorityJson {
    kith_authority: u32,
    seed: SecretText,
}

/// Writes `authority.age`: never in the open keyring, always behind the passphrase.
pub(crate) fn seal_authority(
    authority: &SigningSecret,
    passphrase: &SecretString,
    log_n: u8,
) -> Result<Vec<u8>, SealFileError> {
    let file = AuthorityJson {
        kith_authority: AUTHORITY_FORMAT,
        seed: SecretText::hex(authority.seed().as_slice()),
    };
    let json = Zeroizing::new(serde_json::to_vec(&file).map_err(|_| SealFileError::Age)?);
    seal_under(passphrase, log_n, &json)
}

/// Whether these bytes may be a whole `authority.age`: they begin as one, and nothing of it is cut off. Whether
/// anything in it was changed only the passphrase can tell.
pub fn may_be_authority(bytes: &[u8]) -> bool {
    /// `{"kith_authority":1,"seed":"` and 64 digits and `"}`.
    const LEAST_LEN: usize = 94;
    agefile::looks_sealed(bytes, LEAST_LEN)
}

/// Reads `authority.age`.
pub(crate) fn open_authority(
    bytes: &[u8],
    passphrase: &SecretString,
) -> Result<SigningSecret, UnlockError> {
    let json = open_under(passphrase, bytes)?;
    check_format(&json, "kith_authority", AUTHORITY_FORMAT)?;
    let file: AuthorityJson = serde_json::from_slice(&json).map_err(|_| UnlockError::Damaged)?;
    let seed = file.seed.bytes().ok_or(UnlockError::Damaged)?;
    Ok(SigningSecret::from_seed(&seed))
}

/// Reads the format number alone, so that a newer file is called newer whatever else is in it.
pub(crate) fn check_format(json: &[u8], name: &str, format: u32) -> Result<(), UnlockError> {
    /// Keeps the numbers and passes over everything else without copying it.
    #[derive(Deserialize)]
    struct Formats {
        kith_keyring: Option<u64>,
        kith_authority: Option<u64>,
    }
    let formats: Formats = serde_json::from_slice(json).map_err(|_| UnlockError::Damaged)?;
    let found = match name {
        "kith_keyring" => formats.kith_keyring,
        _ => formats.kith_authority,
    };
    match found {
        Some(found) if found == u64::from(format) => Ok(()),
        Some(found) if found > u64::from(format) => Err(UnlockError::Newer),
        Some(_) | None => Err(UnlockError::Damaged),
    }
}

fn seal_under(
    passphrase: &SecretString,
    log_n: u8,
    plaintext: &[u8],
) -> Result<Vec<u8>, SealFileError> {
    agefile::seal_with_passphrase(&normal_passphrase(passphrase), log_n, plaintext)
}

/// Opens with the passphrase in its normal form. Before there was one, files were sealed under the characters that were
/// typed: where they are others they are tried too, which costs a second scrypt only then.
fn open_under(
    passphrase: &SecretString,
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenFileError> {
    let normal = normal_passphrase(passphrase);
    let typed = SecretString::from(without_line_end(passphrase));
    match agefile::open_with_passphrase(&normal, bytes, SMALL_LIMIT) {
        Err(OpenFileError::WrongKey) if normal.expose_secret() != typed.expose_secret() => {
            agefile::open_with_passphrase(&typed, bytes, SMALL_LIMIT)
        }
        opened => opened,
    }
}

/// The passphrase as files are sealed under it: in Unicode's form NFKC, so that it is the same from every keyboard, and
/// without the end of the line that it was read from, which is not part of it. Nothing else is changed: not case, and no
/// space.
pub fn normal_passphrase(passphrase: &SecretString) -> SecretString {
    let typed = without_line_end(passphrase);
    let length = typed.nfkc().map(char::len_utf8).sum();
    // Measured first, so that growing leaves no copies of it behind.
    let mut normal = String::with_capacity(length);
    normal.extend(typed.nfkc());
    SecretString::from(normal)
}

fn without_line_end(passphrase: &SecretString) -> &str {
    let text = passphrase.expose_secret();
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

#[cfg(test)]
mod tests;
