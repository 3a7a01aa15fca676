//! What was set aside: copies of refused bytes, each beside the reason for it.

use std::collections::BTreeMap;

use kith_seal::{Envelope, Hash, Header, tagged};

use crate::disk::{Disk, DiskError};
use crate::layout::{self, SET_ASIDE_FOLDER};
use crate::survey::{MAX_SNAPSHOT_LEN, list_or_nothing};

const TAG_SET_ASIDE: &str = "kith/v1/set-aside";
/// The longest reason that is read, in bytes.
const MAX_WHY_LEN: u64 = 4 * 1024;
/// Ends the name of a copy, and that of its reason.
pub(crate) const COPY_SUFFIX: &str = ".kith";
pub(crate) const WHY_SUFFIX: &str = ".why";

/// A copy that rests in `set-aside/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideCopy {
    /// [`Envelope::hash`]; of a copy that is no whole envelope any more, a hash of its name.
    pub hash: Hash,
    /// The envelope's header, if the copy is whole.
    pub header: Option<Header>,
    /// The length of the copy in bytes.
    pub len: u64,
    /// Why it was set aside, in the words it was given; empty if the reason is lost.
    pub why: String,
}

/// The copies of envelopes by hash: the name of each, without what it ends with.
pub(crate) type AsideNames = BTreeMap<Hash, String>;

/// Reads all copies, in order of their names.
pub(crate) fn read_copies<D: Disk>(
    disk: &mut D,
) -> Result<(Vec<AsideCopy>, AsideNames), DiskError> {
    let (mut copies, mut names) = (Vec::new(), AsideNames::new());
    for entry in list_or_nothing(disk, SET_ASIDE_FOLDER)? {
        let Some(name) = entry.name.strip_suffix(COPY_SUFFIX) else { continue };
        let bytes = disk.read(&path_of(name, COPY_SUFFIX), MAX_SNAPSHOT_LEN).ok();
        let envelope = bytes.and_then(|bytes| Envelope::decode(bytes).ok());
        let why = disk.read(&path_of(name, WHY_SUFFIX), MAX_WHY_LEN).unwrap_or_default();
        let hash = match &envelope {
            Some(envelope) => envelope.hash(),
            None => tagged(TAG_SET_ASIDE, &[name.as_bytes()]),
        };
        names.insert(hash, name.to_owned());
        copies.push(AsideCopy {
            hash,
            header: envelope.map(|envelope| envelope.header().clone()),
            len: entry.len,
            why: String::from_utf8_lossy(&why).into_owned(),
        });
    }
    Ok((copies, names))
}

/// What bytes are called in `set-aside/`: the first 16 hex digits of their hash.
pub(crate) fn name_of(bytes: &[u8]) -> String {
    let mut name = tagged(TAG_SET_ASIDE, &[bytes]).to_string();
    name.truncate(16);
    name
}

/// The path of a copy, or of the reason for it.
pub(crate) fn path_of(name: &str, suffix: &str) -> String {
    layout::inside(SET_ASIDE_FOLDER, &format!("{name}{suffix}"))
}
