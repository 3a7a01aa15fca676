//! Where things stand inside the vault's folder.
//!
//! ```text
//! kith.format            "kith vault 1\n", in the clear; written last when a vault is made
//! lock                   empty; held by the one process that writes
//! making                 empty; there from the first step of making a vault until its first envelope is durable
//! vault.age              the vault identity under the passphrase
//! keyring.age            keys, sealed to the vault identity
//! keyring.age.before     the keyring before the last change
//! authority.age          the authority key under the passphrase
//! settings.age           settings of this device, sealed to the vault identity
//! *.damaged-<16 hex>     what stood in a small file that was damaged when it was replaced; nothing reads it
//! log/<16 digits>-<8 hex>.log     envelopes, one file a process run that wrote
//! snap/<alias>-<8 hex>.kith       snapshot envelopes, the newest two of an alias
//! snap/*.damaged-<16 hex>         a damaged snapshot, all of which rests in another way; nothing reads it
//! view/<alias>.age      what the document of an alias was read as; may go at any time, and is made anew
//! set-aside/<16 hex>.kith, .why   what was refused, and the reason in developer words
//! trying/<64 hex>        a marker: a risky job with the envelopes it names had begun
//! *.new                  an unfinished file of a run that was cut off; swept before the next write
//! ```

use kith_seal::{Alias, Hash};

use crate::request::SmallFile;

pub(crate) const FORMAT_FILE: &str = "kith.format";
pub(crate) const LOCK_FILE: &str = "lock";
/// While it stands beside no envelope, nothing was ever promised here.
pub(crate) const MAKING_FILE: &str = "making";
pub(crate) const PREVIOUS_KEYRING_FILE: &str = "keyring.age.before";
pub(crate) const LOG_FOLDER: &str = "log";
pub(crate) const SNAPSHOT_FOLDER: &str = "snap";
pub(crate) const VIEW_FOLDER: &str = "view";
pub(crate) const SET_ASIDE_FOLDER: &str = "set-aside";
pub(crate) const TRYING_FOLDER: &str = "trying";
/// The vault's folder itself, as a [`crate::Disk`] names it.
pub(crate) const ROOT_FOLDER: &str = "";
pub(crate) const FOLDERS: [&str; 5] =
    [LOG_FOLDER, SNAPSHOT_FOLDER, VIEW_FOLDER, SET_ASIDE_FOLDER, TRYING_FOLDER];
/// Ends the name of a file that is not whole yet.
pub(crate) const NEW_SUFFIX: &str = ".new";
pub(crate) const LOG_SUFFIX: &str = ".log";
const SNAPSHOT_SUFFIX: &str = ".kith";
const VIEW_SUFFIX: &str = ".age";

/// The file that holds a small file, in the vault's own folder.
pub(crate) fn small_file(file: SmallFile) -> &'static str {
    match file {
        SmallFile::Vault => "vault.age",
        SmallFile::Keyring => "keyring.age",
        SmallFile::Authority => "authority.age",
        SmallFile::Settings => "settings.age",
    }
}

/// `folder/name`.
pub(crate) fn inside(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

/// The file name of a log; names sort as their numbers do.
pub(crate) fn log_name(number: u64, tail: [u8; 4]) -> String {
    format!("{number:016}-{}{LOG_SUFFIX}", hex(&tail))
}

/// What a log's name says: its number and the first bytes of its head hash.
pub(crate) type LogKey = (u64, [u8; 4]);

/// Reads a name made by [`log_name`].
pub(crate) fn parse_log_name(name: &str) -> Option<LogKey> {
    let (number, tail) = name.strip_suffix(LOG_SUFFIX)?.split_once('-')?;
    let number = number.parse().ok()?;
    let tail = u32::from_str_radix(tail, 16).ok()?.to_be_bytes();
    (log_name(number, tail) == name).then_some((number, tail))
}

/// The file name of a snapshot, with the first four bytes of its envelope's hash.
pub(crate) fn snapshot_name(alias: Alias, hash: Hash) -> String {
    let mut tail = hex(hash.as_bytes());
    tail.truncate(8);
    format!("{alias}-{tail}{SNAPSHOT_SUFFIX}")
}

/// The alias in a name made by [`snapshot_name`].
pub(crate) fn parse_snapshot_name(name: &str) -> Option<Alias> {
    let (alias, tail) = name.strip_suffix(SNAPSHOT_SUFFIX)?.split_once('-')?;
    (tail.len() == 8).then_some(())?;
    alias.parse().ok()
}

/// The file name of a kept view.
pub(crate) fn view_name(alias: Alias) -> String {
    format!("{alias}{VIEW_SUFFIX}")
}

/// The alias in a name made by [`view_name`].
pub(crate) fn parse_view_name(name: &str) -> Option<Alias> {
    let alias = name.strip_suffix(VIEW_SUFFIX)?.parse().ok()?;
    (view_name(alias) == name).then_some(alias)
}

/// Lower-case hex.
fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_only_their_own_form_is_read() {
        let name = log_name(42, [0xde, 0xad, 0, 1]);
        assert_eq!(name, "0000000000000042-dead0001.log");
        assert_eq!(parse_log_name(&name), Some((42, [0xde, 0xad, 0, 1])));
        for strange in ["42-dead0001.log", "0000000000000042-DEAD0001.log", "0000000000000042.log"]
        {
            assert_eq!(parse_log_name(strange), None, "{strange}");
        }
        let alias = Alias([7; 16]);
        let name = snapshot_name(alias, Hash([0xab; 32]));
        assert_eq!(name, format!("{}-abababab.kith", "07".repeat(16)));
        assert_eq!(parse_snapshot_name(&name), Some(alias));
        assert_eq!(parse_snapshot_name("notes.kith"), None);
        assert_eq!(parse_view_name(&view_name(alias)), Some(alias));
        assert_eq!(parse_view_name(&format!("{}.age", "AB".repeat(16))), None);
    }
}
