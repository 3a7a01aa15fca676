//! A volume at rest: its records as they were read once, without the document they were read from.
//!
//! A document costs seventy times what its records do, in time and in memory, and most of them are only
//! looked at. What is kept of a view is never the truth: whoever keeps it says which changes it holds, and
//! uses it for just those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use automerge::ChangeHash;
use serde::{Deserialize, Serialize};

use super::document::Document;
use super::{Heads, Volume};
use crate::fields::Fields;
use crate::ids::{RecordId, UnixMillis};
use crate::kinds;
use crate::name::Name;
use crate::record::Record;
use crate::value::Value;

/// Why a kept view is not used; the document is read then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeptViewError {
    /// Not what [`Volume::view_keeper`] wrote.
    #[error("the kept view is damaged")]
    Damaged,
    /// Another version wrote it, and may have read the same document in another way.
    #[error("the kept view was written by another version")]
    OtherVersion,
}

/// What a view was read by. A change in how records are read out of documents is a change of this number, if the
/// table and the version of the program stay what they are.
const READING: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Kept<R> {
    read_by: String,
    heads: Vec<[u8; 32]>,
    records: Vec<R>,
}

#[derive(Serialize)]
struct Shown<'a>(
    [u8; 16],
    &'a str,
    i64,
    Option<i64>,
    &'a Fields,
    &'a BTreeMap<String, Vec<Value>>,
    &'a BTreeSet<String>,
);

#[derive(Deserialize)]
struct Read(
    [u8; 16],
    Name,
    i64,
    Option<i64>,
    Fields,
    BTreeMap<String, Vec<Value>>,
    BTreeSet<String>,
);

impl Volume {
    /// Writes down the view as it is now, whenever and wherever the closure is called.
    pub fn view_keeper(&self) -> Box<dyn FnOnce() -> Vec<u8> + Send> {
        let (view, heads) = (self.view.clone(), self.heads());
        Box::new(move || {
            let records = view.values().map(|record| shown(record)).collect();
            let heads = heads.0.iter().map(|hash| hash.0).collect();
            let kept = Kept { read_by: read_by(), heads, records };
            // Nothing in a view is of a kind that cannot be written down.
            postcard::to_stdvec(&kept).unwrap_or_default()
        })
    }

    /// A volume that holds no more than a view: it can be read, and nothing else, until its document is brought
    /// back and takes its place.
    ///
    /// # Errors
    ///
    /// Why the bytes are not used.
    pub fn resting(bytes: &[u8]) -> Result<Self, KeptViewError> {
        let kept: Kept<Read> = postcard::from_bytes(bytes).map_err(|_| KeptViewError::Damaged)?;
        if kept.read_by != read_by() {
            return Err(KeptViewError::OtherVersion);
        }
        let mut volume = Self::without_view(Document::default(), kinds::written());
        volume.resting = Some(Heads(kept.heads.into_iter().map(ChangeHash).collect()));
        let records: Option<Vec<Record>> = kept.records.into_iter().map(read).collect();
        let records = records.ok_or(KeptViewError::Damaged)?;
        volume.take_view(records.into_iter().map(|one| (one.id, Arc::new(one))).collect());
        Ok(volume)
    }

    /// Whether this is only a view, and the document has to be brought back before anything is written.
    pub fn is_resting(&self) -> bool {
        self.resting.is_some()
    }
}

fn shown(record: &Record) -> Shown<'_> {
    let Record { id, kind, created: _, updated, fields, both, gone, newer } = record;
    Shown(*id.as_bytes(), kind, updated.0, gone.map(|at| at.0), fields, both, newer)
}

fn read(kept: Read) -> Option<Record> {
    let Read(id, kind, updated, gone, fields, both, newer) = kept;
    let id = RecordId::from_bytes(id)?;
    let (created, updated, gone) = (id.created(), UnixMillis(updated), gone.map(UnixMillis));
    let (both, newer) = (both.into(), newer.into());
    Some(Record { id, kind, created, updated, fields, both, gone, newer })
}

/// The table and the version by which documents are read here.
fn read_by() -> String {
    static TABLE: std::sync::LazyLock<u64> = std::sync::LazyLock::new(|| {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        format!("{:?}", kinds::written()).hash(&mut hasher);
        hasher.finish()
    });
    format!("{} {READING} {:016x}", env!("CARGO_PKG_VERSION"), *TABLE)
}
