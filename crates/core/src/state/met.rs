//! Who was met: a pairing that broke off in the middle leaves a person or a device in the book that may never
//! have kept it. Whoever said at the end that everything is durable there was met, and so was everybody from
//! whom anything ever came.

use kith_plan::{RecordId, UnixMillis};
use kith_seal::{ControlRecord, DeviceId, Note, RootId};

use super::Open;
use crate::Trouble;
use crate::work::Work;

impl Open {
    /// Whether the other side of a pairing with this person is known to have kept it.
    pub(crate) fn has_met_person(&self, root: RootId) -> bool {
        let has_written = |known: &super::generations::Generation| {
            known.owner == root && !known.streams.is_empty()
        };
        self.household.notes.contains_key(&note_of_person(root))
            || self.generations.iter().any(has_written)
    }

    /// Whether a device of the owner is known to have kept its linking.
    pub(crate) fn has_met_device(&self, device: DeviceId) -> bool {
        let mut streams = self.generations.iter().flat_map(|known| known.streams.values());
        self.household.notes.contains_key(&note_of_device(device))
            || streams.any(|stream| stream.device == device)
    }

    /// A record stands for one Kith. One whose pairing broke off, so that nothing ever came of it, may be
    /// invited again.
    pub(crate) fn may_pair(&self, person: RecordId) -> Result<(), Trouble> {
        let is_met = |root: &RootId| self.has_met_person(*root);
        match self.household.kiths_of(person).iter().any(is_met) {
            true => Err(Trouble::AlreadyPaired),
            false => Ok(()),
        }
    }

    /// Why a record must not be put out of sight: somebody reads along under it, or may.
    pub(crate) fn must_stay_in_sight(&self, now: UnixMillis, person: RecordId) -> Option<Trouble> {
        let kiths = self.household.kiths_of(person);
        let grants = self.household.grants(now);
        let reads = |root: &RootId| {
            grants.keys().any(|(reader, section)| reader == root && section != "half")
        };
        if self.may_pair(person).is_err() || kiths.iter().any(reads) {
            return Some(Trouble::StillPaired);
        }
        // That they are paired may be what the book lacks.
        let is_person = self.plan.show(person).is_some_and(|one| one.kind == "person");
        if is_person { self.book_damage() } else { None }
    }

    /// The person of this pairing has said that they kept it.
    pub(crate) fn note_met_person(&mut self, work: &mut Work, root: RootId) {
        self.note_in_book(work, note_of_person(root));
    }

    /// The new device has said that it kept the link.
    pub(crate) fn note_met_device(&mut self, work: &mut Work, device: DeviceId) {
        self.note_in_book(work, note_of_device(device));
    }

    /// Writes a note into the book whose presence is all that it says, unless it stands there.
    pub(crate) fn note_in_book(&mut self, work: &mut Work, key: String) {
        if self.household.notes.contains_key(&key) {
            return;
        }
        let note = ControlRecord::Note(Note { key, value: vec![1] });
        self.household.apply_book(note.clone());
        self.write_book(work, &[note]);
    }
}

fn note_of_person(root: RootId) -> String {
    format!("met:{root}")
}

fn note_of_device(device: DeviceId) -> String {
    format!("met:{device}")
}
