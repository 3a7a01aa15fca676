//! A volume at rest: its records as they were read once, without the document they were read from.
//!
//! A document costs seventy times what its records do, in time and in memory, and most of them are only
//! looked at. What is kept of a view is never the truth: whoever keeps it says which changes it holds, and
//! uses it for just those.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use automerge::ChangeHash;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::document::Document;
use super::{Heads, View, Volume};
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
    records: R,
}

/// Records to be written down, one after the other.
struct ShownOf<'a>(&'a View);

/// Records that were written down, as a view. Each is finished before the next one is read: ten years of them half done
/// would take as much room again.
struct ReadRecords(View);

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
            let records = ShownOf(&view);
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
        let kept: Kept<ReadRecords> =
            postcard::from_bytes(bytes).map_err(|_| KeptViewError::Damaged)?;
        if kept.read_by != read_by() {
            return Err(KeptViewError::OtherVersion);
        }
        let mut volume = Self::without_view(Document::default(), kinds::written());
        volume.resting = Some(Heads(kept.heads.into_iter().map(ChangeHash).collect()));
        volume.take_view(kept.records.0);
        Ok(volume)
    }

    /// Whether this is only a view, and the document has to be brought back before anything is written.
    pub fn is_resting(&self) -> bool {
        self.resting.is_some()
    }
}

impl Serialize for ShownOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values().map(|record| shown(record)))
    }
}

impl<'de> Deserialize<'de> for ReadRecords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(RecordsVisitor)
    }
}

struct RecordsVisitor;

impl<'de> Visitor<'de> for RecordsVisitor {
    type Value = ReadRecords;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<ReadRecords, A::Error> {
        /// So many go into the view together, which packs it; 4,096 of them are a piece of memory of 96 KiB. A larger
        /// one would cost more than itself once it is freed, as `LongBytes` of kith-seal tells.
        const TOGETHER: usize = 4_096;
        let mut view = View::new();
        let mut next = Vec::with_capacity(records.size_hint().unwrap_or(0).min(TOGETHER));
        while let Some(kept) = records.next_element::<Read>()? {
            let record = read(kept).ok_or_else(|| A::Error::custom("not the id of a record"))?;
            next.push((record.id, Arc::new(record)));
            if next.len() == TOGETHER {
                view.append(&mut std::mem::take(&mut next).into_iter().collect());
            }
        }
        view.append(&mut next.into_iter().collect());
        Ok(ReadRecords(view))
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
