//! Snapshots: taking in another device's, and saving one's own off the writer's thread.

use std::collections::BTreeSet;

use automerge::{AutomergeError, Change};

use super::Volume;
use crate::gate::{Limits, Refusal, check_snapshot};
use crate::ids::{Actor, RecordId};
use crate::kinds;

impl Volume {
    /// A volume from a document chunk that another device saved. Every change in it passes the gate;
    /// `actors` are those that it may name.
    ///
    /// # Errors
    ///
    /// The first rule that it breaks.
    pub fn from_peer_snapshot(bytes: &[u8], actors: &BTreeSet<Actor>) -> Result<Self, Refusal> {
        let (document, _) = check_snapshot(bytes, actors, &Limits::SNAPSHOT)?;
        Ok(Self::around(document, kinds::written()))
    }

    /// Saves a copy of the document as it is now, whenever and wherever the closure is called. A resting volume
    /// has none to save.
    pub fn saver(&self) -> Option<Box<dyn FnOnce() -> Vec<u8> + Send>> {
        let document = (!self.is_resting()).then(|| self.document.clone())?;
        Some(Box::new(move || document.save_nocompress()))
    }

    /// Takes in everything that a checked volume holds, and gives the records it touched. What is here
    /// and not there stays.
    ///
    /// # Errors
    ///
    /// The library's refusal; this volume is then as it was.
    pub fn take_over(&mut self, checked: Volume) -> Result<Vec<RecordId>, Refusal> {
        let missing: Vec<Change> = self.document.get_changes_added(&checked.document);
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let mut document = self.document.clone();
        let applied: Result<(), AutomergeError> = document.apply_changes(missing);
        applied.map_err(|_| Refusal::Panicked)?;
        let mut next = Self::around(document, self.table);
        if let Some(actor) = self.actor {
            next.set_actor(actor);
        }
        let touched = next
            .view
            .iter()
            .filter(|(id, record)| self.view.get(id) != Some(record))
            .map(|(id, _)| *id)
            .collect();
        *self = next;
        Ok(touched)
    }
}
