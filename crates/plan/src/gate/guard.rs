//! The one place where a panic of the library is caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::Automerge;

use super::Refusal;

/// Runs `work` and turns a panic in it into [`Refusal::Panicked`]. Whatever `work` changes may be
/// half changed afterwards, so callers throw it away. The panic hook still runs: the program sets
/// one that prints no content.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Refusal::Panicked)
}

/// Checks that a document survives: it saves, what it saves loads, and the loaded document has the
/// same heads. Costs as much as loading the document, so it belongs in a worker; it is asked of
/// documents in which somebody else's changes were applied.
///
/// # Errors
///
/// [`Refusal::Unsound`] if the document does not come back as it was, [`Refusal::Panicked`] if the
/// library panicked on the way.
pub fn verify_document(document: &Automerge) -> Result<(), Refusal> {
    let survives = guarded(|| {
        let saved = document.save_nocompress();
        Automerge::load(&saved).is_ok_and(|loaded| loaded.get_heads() == document.get_heads())
    })?;
    if survives { Ok(()) } else { Err(Refusal::Unsound) }
}
