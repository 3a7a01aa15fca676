//! The clear format number: the first thing read, so that an older Kith leaves a newer vault alone.

use crate::disk::{Disk, DiskError};
use crate::error::OpenVaultError;
use crate::layout::FORMAT_FILE;

/// The vault format this crate writes, and the newest it reads.
pub const VAULT_FORMAT: u32 = 1;

/// Far more than any format line needs; a longer file is something else.
const MAX_FORMAT_FILE_LEN: u64 = 64;
const PREFIX: &str = "kith vault ";

/// The whole text of `kith.format`.
pub(crate) fn format_text() -> String {
    format!("{PREFIX}{VAULT_FORMAT}\n")
}

/// Reads `kith.format` and says whether this crate may go on. Writes nothing.
pub(crate) fn check_format<D: Disk>(disk: &mut D) -> Result<(), OpenVaultError> {
    let bytes = match disk.read(FORMAT_FILE, MAX_FORMAT_FILE_LEN) {
        Ok(bytes) => bytes,
        Err(DiskError::NotFound) => return Err(OpenVaultError::NotFound),
        Err(DiskError::TooLarge) => return Err(OpenVaultError::DamagedFormat),
        Err(error) => return Err(OpenVaultError::Io(error)),
    };
    match parse(&bytes) {
        Some(VAULT_FORMAT) => Ok(()),
        Some(found) if found > VAULT_FORMAT => Err(OpenVaultError::NewerFormat { found }),
        Some(_) | None => Err(OpenVaultError::DamagedFormat),
    }
}

fn parse(bytes: &[u8]) -> Option<u32> {
    let number = std::str::from_utf8(bytes).ok()?.strip_prefix(PREFIX)?.strip_suffix('\n')?;
    let found: u32 = number.parse().ok()?;
    (found.to_string() == number).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_line_is_a_format() {
        assert_eq!(parse(format_text().as_bytes()), Some(1));
        assert_eq!(parse(b"kith vault 12\n"), Some(12));
        for strange in
            [&b""[..], b"kith vault 1", b"kith vault 01\n", b"kith vault +1\n", b"kith vault 1\r\n"]
        {
            assert_eq!(parse(strange), None, "{strange:?}");
        }
    }
}
