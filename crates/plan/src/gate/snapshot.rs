//! Whole documents from elsewhere: a snapshot is let in only if every change in it would have been.

use std::collections::BTreeSet;

use automerge::{Automerge, Change};

use super::change::{Source, Writer};
use super::chunk::{DOCUMENT, split, survey_document};
use super::guard::guarded;
use super::{Gate, Limits, Refusal, verify_document};
use crate::ids::Actor;

/// Checks a snapshot, which is one document chunk written without compression, and answers the
/// document in it together with a gate that knows its changes.
///
/// `actors` are those that the snapshot may name: here rule 2 reads "every actor is in that list".
/// All declared sizes and counts are compared with `limits` before the library unpacks anything.
///
/// The answered document is not the one that was loaded. A document chunk also says in what order
/// all operations stand, which no change in it can contradict and which the library does not check;
/// so the changes are taken out, pass the gate one by one, and are applied to an empty document.
///
/// # Errors
///
/// The first rule that the bytes or a change in them break. Nothing of the caller's is touched.
pub fn check_snapshot(
    bytes: &[u8],
    actors: &BTreeSet<Actor>,
    limits: &Limits,
) -> Result<(Automerge, Gate), Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    let chunks = split(bytes, DOCUMENT, 1).map_err(|refusal| match refusal {
        Refusal::TooManyChanges => Refusal::Malformed("bytes behind the document"),
        other => other,
    })?;
    let [chunk] = chunks.as_slice() else {
        return Err(Refusal::Empty);
    };
    let survey = survey_document(chunk.body, limits)?;
    if survey.actors.iter().any(|actor| !actors.contains(&Actor(*actor))) {
        return Err(Refusal::Actor);
    }

    let changes = changes_of(chunk.whole, survey.operations)?;
    let mut gate = Gate::new();
    for change in &changes {
        gate.add(change, Writer::Anyone, Source::Library, limits)?;
    }
    let document = rebuild(changes)?;
    if document.get_heads() != gate.index.head_hashes() {
        return Err(Refusal::Unsound);
    }
    verify_document(&document)?;
    Ok((document, gate))
}

/// Loads the document only to take its changes out.
fn changes_of(whole: &[u8], operations: u64) -> Result<Vec<Change>, Refusal> {
    let loaded = guarded(|| Automerge::load(whole).map(|document| document.get_changes(&[])))
        .map_err(|_| Refusal::Unreadable)?;
    let changes = loaded.map_err(|_| Refusal::Malformed("a document"))?;
    let counted: u64 = changes.iter().map(|change| change.len() as u64).sum();
    // A document keeps deletes as marks on what they delete, so it may have fewer rows than that.
    if counted < operations {
        return Err(Refusal::Malformed("operations outside all changes"));
    }
    Ok(changes)
}

fn rebuild(changes: Vec<Change>) -> Result<Automerge, Refusal> {
    let applied = guarded(|| {
        let mut document = Automerge::new();
        document.apply_changes(changes).map(|()| document)
    })
    .map_err(|_| Refusal::Unreadable)?;
    applied.map_err(|_| Refusal::Unsound)
}
