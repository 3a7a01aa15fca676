//! The outside of automerge chunks: where each begins and ends, and what it declares, read before
//! the library sees a byte of it.

use super::columns::{Bounds, Extent, Table, descriptions, take, walk};
use super::declared::declared_operations;
use super::reader::Reader;
use super::{Limits, Refusal};

/// The chunk type of a whole document.
pub(super) const DOCUMENT: u8 = 0;
/// The chunk type of one change, uncompressed: the only one accepted in envelopes.
pub(super) const CHANGE: u8 = 1;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const HASH_BYTES: usize = 32;
const ACTOR_BYTES: usize = 16;

/// One chunk of accepted type inside the received bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'a> {
    /// From the magic bytes to the end, as the library takes it.
    pub(super) whole: &'a [u8],
    /// Behind the header.
    pub(super) body: &'a [u8],
}

/// Splits concatenated chunks, all of which have to be of `accepted` type.
pub(super) fn split(bytes: &[u8], accepted: u8, most: usize) -> Result<Vec<Chunk<'_>>, Refusal> {
    let mut chunks = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if chunks.len() >= most {
            return Err(Refusal::TooManyChanges);
        }
        let mut reader = Reader::new(rest);
        if reader.take(MAGIC.len()) != Some(&MAGIC) {
            return Err(Refusal::Malformed("no chunk begins here"));
        }
        let cut = Refusal::Malformed("a chunk is cut short");
        // The checksum is compared later, when the change is written again from its meaning.
        reader.take(4).ok_or(cut.clone())?;
        match reader.byte() {
            Some(found) if found == accepted => {}
            Some(found) => return Err(Refusal::ChunkType { found }),
            None => return Err(cut),
        }
        let body = reader.prefixed().ok_or(cut.clone())?;
        let length = rest.len().saturating_sub(reader.rest().len());
        let whole = rest.get(..length).ok_or(cut)?;
        chunks.push(Chunk { whole, body });
        rest = reader.rest();
    }
    if chunks.is_empty() { Err(Refusal::Empty) } else { Ok(chunks) }
}

/// Reads all that a change chunk declares about itself, and takes what it holds off the operations
/// and predecessors that the delivery may still have.
pub(super) fn survey_change(
    body: &[u8],
    limits: &Limits,
    left: &mut Extent,
) -> Result<(), Refusal> {
    let cut = || Refusal::Malformed("a change is cut short");
    let mut reader = Reader::new(body);
    hashes(&mut reader, limits)?;
    actor(&mut reader)?;
    reader.unsigned().ok_or_else(cut)?;
    reader.unsigned().ok_or_else(cut)?;
    reader.signed().ok_or_else(cut)?;
    if !reader.prefixed().ok_or_else(cut)?.is_empty() {
        return Err(Refusal::Message);
    }
    let others = actors(&mut reader, limits)?.len();
    let described = descriptions(&mut reader)?;
    let columns = take(&described, &mut reader)?;
    let bounds = Bounds::new(limits, left.rows, left.members, others.saturating_add(1));
    let extent = walk(Table::ChangeOperations, &columns, &bounds)?;
    if !reader.is_empty() {
        return Err(Refusal::Extra);
    }
    if extent.rows == 0 {
        return Err(Refusal::Empty);
    }
    left.rows = left.rows.saturating_sub(extent.rows);
    left.members = left.members.saturating_sub(extent.members);
    Ok(())
}

/// What a document chunk declares about itself.
#[derive(Clone, Debug)]
pub(super) struct DocumentSurvey {
    /// The actors named.
    pub(super) actors: Vec<[u8; ACTOR_BYTES]>,
    /// How many operations it has.
    pub(super) operations: u64,
}

/// Reads all that a document chunk declares about itself.
pub(super) fn survey_document(body: &[u8], limits: &Limits) -> Result<DocumentSurvey, Refusal> {
    let mut reader = Reader::new(body);
    let actors = actors(&mut reader, limits)?;
    hashes(&mut reader, limits)?;
    let (described_changes, described_operations) =
        (descriptions(&mut reader)?, descriptions(&mut reader)?);
    let changes_table = take(&described_changes, &mut reader)?;
    let operations_table = take(&described_operations, &mut reader)?;
    let most_changes = limits.changes as u64;
    let bounds = Bounds::new(limits, most_changes, limits.predecessors, actors.len());
    let changes =
        walk(Table::DocumentChanges, &changes_table, &bounds).map_err(|refusal| match refusal {
            Refusal::TooManyOperations => Refusal::TooManyChanges,
            other => other,
        })?;
    let bounds = Bounds::new(limits, limits.operations, limits.predecessors, actors.len());
    let operations = walk(Table::DocumentOperations, &operations_table, &bounds)?;
    // Behind the columns stands the place of each head among the changes.
    while !reader.is_empty() {
        if reader.unsigned().is_none_or(|place| place >= changes.rows) {
            return Err(Refusal::Malformed("a head is out of range"));
        }
    }
    if changes.rows == 0 {
        return Err(Refusal::Empty);
    }
    if declared_operations(&changes_table, changes.rows)? > limits.operations {
        return Err(Refusal::TooManyOperations);
    }
    Ok(DocumentSurvey { actors, operations: operations.rows })
}

fn hashes(reader: &mut Reader<'_>, limits: &Limits) -> Result<(), Refusal> {
    let cut = Refusal::Malformed("hashes are cut short");
    let count = reader.unsigned().ok_or(cut.clone())?;
    // As many heads as actors can exist at one time, not more.
    let count = usize::try_from(count)
        .ok()
        .filter(|&count| count <= limits.actors)
        .ok_or(Refusal::Malformed("too many hashes"))?;
    reader.take(count.saturating_mul(HASH_BYTES)).ok_or(cut)?;
    Ok(())
}

fn actors(reader: &mut Reader<'_>, limits: &Limits) -> Result<Vec<[u8; ACTOR_BYTES]>, Refusal> {
    let count = reader.unsigned().ok_or(Refusal::Malformed("actors are cut short"))?;
    if usize::try_from(count).is_ok_and(|count| count <= limits.actors) {
        (0..count).map(|_| actor(reader)).collect()
    } else {
        Err(Refusal::TooManyActors)
    }
}

fn actor(reader: &mut Reader<'_>) -> Result<[u8; ACTOR_BYTES], Refusal> {
    reader
        .prefixed()
        .and_then(|actor| actor.try_into().ok())
        .ok_or(Refusal::Malformed("an actor is not 16 bytes"))
}
