//! Writing: each edit is checked against the record as it stands, then put into the document, then the
//! record is read again. The difference is the undo.

mod fields;
mod outcome;
mod restore;
mod session;
mod standing;

use std::collections::BTreeMap;
use std::sync::Arc;

use automerge::transaction::Transaction;
use automerge::{Automerge, Change};

use self::outcome::{commit_options, note_undo, written};
use self::session::Session;
use super::Volume;
use super::splice::{self, Splice};
use crate::edit::{Batch, Edit, EditError, Stamp, Undo, Written};
use crate::ids::RecordId;
use crate::raw::read_record;
use crate::record::Record;

/// Edits that were done on a copy of a volume's document.
pub(crate) struct Prepared {
    document: Automerge,
    shown: BTreeMap<RecordId, Option<Arc<Record>>>,
    undo: Vec<Undo>,
    changes: Vec<Change>,
}

impl Volume {
    /// Does one edit as one change. A long page takes several changes, because one envelope holds 4,096
    /// operations and each letter is one.
    ///
    /// # Errors
    ///
    /// Why the edit is refused; nothing is written then.
    pub fn write(&mut self, edit: &Edit, stamp: Stamp) -> Result<Written, EditError> {
        self.write_many(std::slice::from_ref(edit), Batch::ChangeEach, stamp)
    }

    /// Does several edits, all of them or none. With [`Batch::OneChange`] they become one change, or as few
    /// as the limits of envelopes allow.
    ///
    /// # Errors
    ///
    /// Why the first refused edit is refused; nothing is written then.
    pub fn write_many(
        &mut self,
        edits: &[Edit],
        batch: Batch,
        stamp: Stamp,
    ) -> Result<Written, EditError> {
        let [edit] = edits else {
            let prepared = self.prepare(edits, batch, stamp)?;
            return Ok(self.take_prepared(prepared));
        };
        if self.actor.is_none() {
            return Err(EditError::NoActor);
        }
        // A single edit is checked before its first operation, so it needs no copy.
        let mut session = Session::new(&self.view, self.table, stamp);
        session.run(&mut self.document, std::slice::from_ref(edit), batch)?;
        let Session { shown, undo, changes, .. } = session;
        Ok(self.adopt(shown, undo, &changes))
    }

    /// Does several edits on a copy of the document: a later one may be refused when earlier ones are
    /// committed. Nothing is written until [`Volume::take_prepared`].
    pub(crate) fn prepare(
        &self,
        edits: &[Edit],
        batch: Batch,
        stamp: Stamp,
    ) -> Result<Prepared, EditError> {
        if self.actor.is_none() {
            return Err(EditError::NoActor);
        }
        let mut document = self.document.clone();
        let mut session = Session::new(&self.view, self.table, stamp);
        session.run(&mut document, edits, batch)?;
        let Session { shown, undo, changes, .. } = session;
        Ok(Prepared { document, shown, undo, changes })
    }

    /// Puts a copy on which edits were done in the document's place. Nothing may have been written between.
    pub(crate) fn take_prepared(&mut self, prepared: Prepared) -> Written {
        let Prepared { document, shown, undo, changes } = prepared;
        *self.document = document;
        self.adopt(shown, undo, &changes)
    }

    /// Does one thing to one record that no [`Edit`] says, as one change or as few as text allows.
    pub(super) fn write_record(
        &mut self,
        id: RecordId,
        stamp: Stamp,
        work: impl FnOnce(&mut Transaction<'_>, &mut Vec<Splice>) -> Result<(), EditError>,
    ) -> Result<Written, EditError> {
        if self.actor.is_none() {
            return Err(EditError::NoActor);
        }
        let before = self.view.get(&id).cloned();
        let mut changes = Vec::new();
        let mut rest = Vec::new();
        let mut work = Some(work);
        while work.is_some() || !rest.is_empty() {
            let mut transaction = self.document.transaction();
            let done = match work.take() {
                Some(work) => work(&mut transaction, &mut rest),
                None => splice::apply(&mut transaction, std::mem::take(&mut rest))
                    .map(|left| rest = left),
            };
            if let Err(error) = done {
                transaction.rollback();
                return Err(error);
            }
            let (hash, _) = transaction.commit_with(commit_options(stamp.now));
            if hash.is_some() {
                changes.push(self.document.get_last_local_change().ok_or(EditError::Document)?);
            }
        }
        let after = read_record(&*self.document, id, None)
            .map(|raw| Arc::new(Record::from_raw(id, raw, self.table)));
        let mut undo = Vec::new();
        let mut shown = BTreeMap::new();
        if before != after {
            note_undo(&mut undo, id, before.as_deref(), after.as_deref());
            shown.insert(id, after);
        }
        Ok(self.adopt(shown, undo, &changes))
    }

    /// Brings the view and the peer state up to what was just written.
    fn adopt(
        &mut self,
        shown: BTreeMap<RecordId, Option<Arc<Record>>>,
        undo: Vec<Undo>,
        changes: &[Change],
    ) -> Written {
        let touched = shown.keys().copied().collect();
        for (id, record) in shown {
            self.show(id, record);
        }
        let unheard = self.peer.as_mut().is_some_and(|peer| peer.note(changes).is_err());
        if unheard {
            self.peer = None;
        }
        written(changes, touched, undo)
    }
}
