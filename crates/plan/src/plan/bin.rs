//! Deleting where others can read: the record is emptied there and kept in the bin, which is never shared.

use super::{BIN, Plan, PlanError, WrittenVolumes};
use crate::edit::{Edit, EditError, Stamp, Written};
use crate::ids::{RecordId, VolumeId};

impl Plan {
    /// Deletes a record. In a volume that others can read, its fields are copied to the bin under the same
    /// id and cleared where they were; elsewhere it keeps them and is only marked.
    ///
    /// # Errors
    ///
    /// [`PlanError::NoVolumeForLabel`] if the bin has to be made first; [`EditError::NotFound`],
    /// [`EditError::Gone`] or [`EditError::NoActor`]. Nothing is written then.
    pub fn remove(&mut self, id: RecordId, stamp: Stamp) -> Result<WrittenVolumes, PlanError> {
        let home = self.home_of(id).ok_or(EditError::NotFound)?;
        let entry = self.entry(home).ok_or(PlanError::NoVolume)?;
        if entry.volume.record(id).is_some_and(|record| record.gone.is_some()) {
            return Err(EditError::Gone.into());
        }
        if entry.readable_by_guest {
            return self.move_to_bin(home, id, stamp);
        }
        Ok(vec![(home, self.write(home, &Edit::Remove { id }, stamp)?)])
    }

    /// Brings a deleted record back, out of the bin if it was emptied.
    ///
    /// # Errors
    ///
    /// [`EditError::NotFound`], [`EditError::NotGone`] or [`EditError::NoActor`]. Nothing is written then.
    pub fn undelete(&mut self, id: RecordId, stamp: Stamp) -> Result<WrittenVolumes, PlanError> {
        let home = self.home_of(id).ok_or(EditError::NotFound)?;
        let record = self.volume(home).and_then(|volume| volume.record(id)).cloned();
        if record.is_some_and(|record| record.gone.is_none()) {
            return Err(EditError::NotGone.into());
        }
        let Some(bin) = self.bin_of(id) else {
            return Ok(vec![(home, self.write(home, &Edit::Undelete { id }, stamp)?)]);
        };
        self.check_actors([bin, home])?;
        let mut written = Vec::new();
        // What came late is newer than what the bin holds, so it goes there first.
        if self.volume(home).is_some_and(|volume| volume.deleted_with_fields().contains(&id)) {
            written.extend(self.move_to_bin(home, id, stamp)?);
        }
        let copy = self.volume(bin).and_then(|bin| bin.raw(id)).ok_or(EditError::NotFound)?;
        let home_volume = self.volume_mut(home).ok_or(PlanError::NoVolume)?;
        written.push((home, home_volume.restore(id, &copy, stamp)?));
        let bin_volume = self.volume_mut(bin).ok_or(PlanError::NoVolume)?;
        written.push((bin, bin_volume.erase(id, stamp)?));
        Ok(written)
    }

    /// Carries fields that somebody wrote into an emptied record, not knowing that it was deleted, into the
    /// bin. To be called by an own device after taking in changes; two devices that do it at once agree.
    ///
    /// # Errors
    ///
    /// [`PlanError::NoVolumeForLabel`] if the bin has to be made first, [`EditError::NoActor`]. Nothing is
    /// written then.
    pub fn carry_late_fields(&mut self, stamp: Stamp) -> Result<WrittenVolumes, PlanError> {
        let late = self.late_fields();
        self.check_actors(late.iter().map(|(home, _)| *home))?;
        let mut written = Vec::new();
        for (home, id) in late {
            written.extend(self.move_to_bin(home, id, stamp)?);
        }
        Ok(written)
    }

    /// The emptied records that hold fields again, with their volumes: what
    /// [`Plan::carry_late_fields`] would carry.
    pub fn late_fields(&self) -> Vec<(VolumeId, RecordId)> {
        self.volumes
            .iter()
            .filter(|(_, entry)| entry.readable_by_guest && entry.section != BIN)
            .flat_map(|(home, entry)| {
                entry.volume.deleted_with_fields().iter().map(|id| (*home, *id))
            })
            .collect()
    }

    fn move_to_bin(
        &mut self,
        home: VolumeId,
        id: RecordId,
        stamp: Stamp,
    ) -> Result<WrittenVolumes, PlanError> {
        let no_bin = || PlanError::NoVolumeForLabel { label: BIN.into() };
        let bin = self.bin_of(id).or_else(|| self.volume_for_new(BIN)).ok_or_else(no_bin)?;
        self.check_actors([bin, home])?;
        let fields = self.volume(home).and_then(|volume| volume.raw(id));
        let fields = fields.ok_or(EditError::NotFound)?;
        let bin_volume = self.volume_mut(bin).ok_or(PlanError::NoVolume)?;
        let copied = bin_volume.keep_copy(id, &fields, stamp)?;
        // The copy is no step of the owner's, so it is not undone by itself.
        let copied = Written { undo: Vec::new(), ..copied };
        let cleared = self.write(home, &Edit::RemoveAndClear { id }, stamp)?;
        Ok(vec![(bin, copied), (home, cleared)])
    }

    fn check_actors(&self, volumes: impl IntoIterator<Item = VolumeId>) -> Result<(), PlanError> {
        for id in volumes {
            if self.volume(id).ok_or(PlanError::NoVolume)?.actor().is_none() {
                return Err(EditError::NoActor.into());
            }
        }
        Ok(())
    }
}
