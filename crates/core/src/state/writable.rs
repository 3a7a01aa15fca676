//! Where a new record can be written, and what has to be made first.

use std::collections::BTreeSet;

use kith_plan::{EditError, PlanError, UnixMillis, VolumeId};
use kith_seal::RootId;

use super::generations::{Generation, Purpose};
use super::records::BIN;
use super::volumes::NewGeneration;
use super::{Open, Outcome};
use crate::work::Work;
use crate::{FieldFault, Trouble};

impl Open {
    /// Why nothing new may be written under a label now: what stands there could not be read, or those who are to
    /// read it cannot be given its key. While the book may lack something nobody is given one, and what the book
    /// says of a reader may have come to its end in what is missing: what nobody else is to read is written still,
    /// into a volume of one's own.
    pub(super) fn may_not_add(&self, now: UnixMillis, label: &str) -> Option<Trouble> {
        if let Some(trouble) = self.unread_label(label) {
            return Some(trouble);
        }
        let readers = self.readers_of_label(label, now);
        if readers.is_empty() || self.is_half_with_volume(label, &readers) {
            return None;
        }
        let has_mailbox = |reader: &RootId| self.mailbox_to(*reader).is_some();
        match self.book_damage() {
            None if !readers.iter().all(has_mailbox) => Some(Trouble::Internal),
            damage => damage,
        }
    }

    /// Whether a label is of a half for whose guest a volume stands already: nobody is given a key then, and a half
    /// is read by its guest for ever.
    fn is_half_with_volume(&self, label: &str, readers: &BTreeSet<RootId>) -> bool {
        matches!(Purpose::from_label(label), Purpose::Half(_))
            && self.newest_for_just(label, readers).is_some()
    }

    /// The newest volume of a label, if these people and nobody else can read it.
    fn newest_for_just(&self, label: &str, readers: &BTreeSet<RootId>) -> Option<VolumeId> {
        self.plan.volume_for_new(label).filter(|volume| {
            self.generation_of(*volume).is_some_and(|known| self.is_read_by_just(known, readers))
        })
    }

    /// The volume that takes a new record of a label. If it has to be made first, or has no actor yet,
    /// that is asked for, and the command waits.
    pub(super) fn writable_volume(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        label: &str,
    ) -> Option<VolumeId> {
        for end in self.household.ends_to_note(now) {
            self.note_in_book(work, end);
        }
        let readers = self.readers_of_label(label, now);
        // What is added now is for those who may read it now, whatever became of the command that let them
        // in or ended it: a volume that others can read, or that some of them cannot, takes nothing new.
        let Some(volume) = self.newest_for_just(label, &readers) else {
            let readers = readers.into_iter().collect();
            self.new_generation(now, work, NewGeneration { label: label.to_owned(), readers });
            return None;
        };
        self.has_actor(work, volume).then_some(volume)
    }

    /// The newest volume of a label that nobody else was ever given the key of. It is asked for as in
    /// [`Open::writable_volume`].
    pub(super) fn private_volume(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        label: &str,
    ) -> Option<VolumeId> {
        let nobody = BTreeSet::new();
        let private = self.plan.volumes().filter(|(id, entry)| {
            let known = self.generation_of(*id);
            entry.label == label && known.is_some_and(|known| self.is_read_by_just(known, &nobody))
        });
        let newest = private.max_by_key(|(_, entry)| entry.made).map(|(id, _)| id);
        let Some(volume) = newest else {
            let label = label.to_owned();
            self.new_generation(now, work, NewGeneration { label, readers: Vec::new() });
            return None;
        };
        self.has_actor(work, volume).then_some(volume)
    }

    /// Whether these people and nobody else have the key of a generation. The wraps in the mailboxes say who has it;
    /// they may be damaged, or still on their way from the device that gave it. That nobody else has it is
    /// believed of the book alone, where it stands beside the key itself.
    pub(super) fn is_read_by_just(&self, known: &Generation, readers: &BTreeSet<RootId>) -> bool {
        let given = self.household.given_to.get(&known.id);
        known.wrapped_to == *readers && given.is_some_and(|given| given.is_subset(readers))
    }

    /// Those who are given the key of a new volume with this label.
    fn readers_of_label(&self, label: &str, now: UnixMillis) -> BTreeSet<RootId> {
        match Purpose::from_label(label) {
            Purpose::Half(root) => BTreeSet::from([root]),
            Purpose::Section(section) => self.household.readers(&section, now),
            Purpose::Book | Purpose::Mailbox(_) => BTreeSet::new(),
        }
    }

    /// Whether a volume can be written. If not, its document and its stream are asked for, one after the other.
    pub(super) fn has_actor(&mut self, work: &mut Work, volume: VolumeId) -> bool {
        if self.plan.volume(volume).is_some_and(|volume| volume.actor().is_some()) {
            return true;
        }
        if self.must_wake(work, volume) {
            return false;
        }
        if let Some(id) = self.generation_of(volume).map(|generation| generation.id) {
            self.ask_for_stream(work, id);
        }
        false
    }

    /// As [`Open::has_actor`], of several: what any of them lacks is asked for at once.
    pub(super) fn have_actors(
        &mut self,
        work: &mut Work,
        volumes: impl IntoIterator<Item = VolumeId>,
    ) -> bool {
        let mut have = true;
        for volume in volumes {
            have &= self.has_actor(work, volume);
        }
        have
    }

    pub(super) fn not_written(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        error: PlanError,
    ) -> Outcome {
        match error {
            PlanError::NoVolumeForLabel { label } => {
                self.writable_volume(now, work, &label);
                Outcome::Parked
            }
            PlanError::Edit(EditError::NoActor) => {
                let lacking: Vec<VolumeId> = self
                    .plan
                    .volumes()
                    .filter(|(_, entry)| entry.volume.actor().is_none())
                    .map(|(id, _)| id)
                    .collect();
                for volume in lacking {
                    self.has_actor(work, volume);
                }
                Outcome::Parked
            }
            PlanError::NoVolume => Outcome::Refused(Trouble::NoSuchRecord),
            PlanError::Edit(error) => Outcome::Refused(trouble_of_edit(&error)),
        }
    }

    /// As [`Open::not_written`], for a change that concerns one volume, and the bin perhaps.
    pub(super) fn not_written_to(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        error: PlanError,
        volume: VolumeId,
    ) -> Outcome {
        if error != PlanError::Edit(EditError::NoActor) {
            return self.not_written(now, work, error);
        }
        if !self.has_actor(work, volume) {
            return Outcome::Parked;
        }
        let bins: Vec<VolumeId> = self
            .plan
            .volumes()
            .filter(|(_, entry)| entry.section == BIN)
            .map(|(id, _)| id)
            .collect();
        for bin in bins {
            self.has_actor(work, bin);
        }
        Outcome::Parked
    }
}

/// What a refused edit means to a person.
pub(crate) fn trouble_of_edit(error: &EditError) -> Trouble {
    let fault = |field: &str, fault| Trouble::BadField { field: field.to_owned(), fault };
    match error {
        EditError::UnknownKind { .. } => Trouble::UnknownKind,
        EditError::UnknownField { field } => fault(field, FieldFault::Unknown),
        EditError::WrongType { field, .. } => fault(field, FieldFault::WrongType),
        EditError::OutOfRange { field, .. } | EditError::TooLong { field, .. } => {
            fault(field, FieldFault::OutOfRange)
        }
        EditError::Missing { field } => fault(field, FieldFault::Missing),
        EditError::NotAChoice { field } => fault(field, FieldFault::NotAChoice),
        EditError::NotOneLine { field } => fault(field, FieldFault::WrongType),
        EditError::NotAnId { field } => fault(field, FieldFault::WrongType),
        EditError::ReadOnlyField { .. } => Trouble::ReadOnlyKind,
        EditError::NotGone => Trouble::NotDeleted,
        EditError::NotFound => Trouble::NoSuchRecord,
        EditError::Gone => Trouble::RecordDeleted,
        EditError::ReadOnlyKind => Trouble::ReadOnlyKind,
        _ => Trouble::Internal,
    }
}
