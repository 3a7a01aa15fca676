//! A plan: many volumes, read and written as one.

mod bin;
mod links;
mod list;
mod route;

use std::collections::BTreeMap;

use crate::edit::{Batch, Edit, EditError, Stamp, Undo, Written};
use crate::ids::{RecordId, UnixMillis, VolumeId};
use crate::record::Record;
use crate::volume::Volume;

pub use links::{LINKS_SECTION, Link};
pub use list::ListFilter;

/// The section whose one volume keeps what was deleted where others can read.
pub(crate) const BIN: &str = "bin";

/// One volume in its place in the plan.
#[derive(Debug)]
pub struct Entry {
    /// The label, as `checkins/2027` or `people`. Two volumes of one label are legal.
    pub label: String,
    /// The section, as `checkins`; for a half with its guest, as `half:0123456789abcdef`.
    pub section: String,
    /// When its first generation was made; new records go into the newest volume of their label.
    pub made: UnixMillis,
    /// Whether somebody else can read it. What is deleted there is emptied and kept in the bin.
    pub readable_by_guest: bool,
    /// The volume itself.
    pub volume: Volume,
}

/// All volumes of one owner that are open.
#[derive(Debug, Default)]
pub struct Plan {
    volumes: BTreeMap<VolumeId, Entry>,
}

/// Why something across volumes was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No volume has this id.
    #[error("no such volume")]
    NoVolume,
    /// A volume of this label has to be made first.
    #[error("no volume with the label {label}")]
    NoVolumeForLabel {
        /// The label.
        label: String,
    },
    /// The edit was refused.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// What was written, volume by volume, in the order in which it has to rest: a copy before the original is
/// emptied.
pub type WrittenVolumes = Vec<(VolumeId, Written)>;

impl Plan {
    /// A plan without volumes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a volume in; one with the same id is replaced and given back.
    pub fn insert_volume(
        &mut self,
        id: VolumeId,
        label: impl Into<String>,
        section: impl Into<String>,
        made: UnixMillis,
        readable_by_guest: bool,
        volume: Volume,
    ) -> Option<Entry> {
        let (label, section) = (label.into(), section.into());
        self.volumes.insert(id, Entry { label, section, made, readable_by_guest, volume })
    }

    /// Takes a volume out.
    pub fn remove_volume(&mut self, id: VolumeId) -> Option<Entry> {
        self.volumes.remove(&id)
    }

    /// Says whether others can read a volume from now on.
    pub fn set_readable_by_guest(&mut self, id: VolumeId, readable: bool) {
        if let Some(entry) = self.volumes.get_mut(&id) {
            entry.readable_by_guest = readable;
        }
    }

    /// One volume with its place.
    pub fn entry(&self, id: VolumeId) -> Option<&Entry> {
        self.volumes.get(&id)
    }

    /// One volume.
    pub fn volume(&self, id: VolumeId) -> Option<&Volume> {
        self.volumes.get(&id).map(|entry| &entry.volume)
    }

    /// One volume, to set its actor or to take in a peer's changes. One that only rests here cannot be had for that.
    pub fn volume_mut(&mut self, id: VolumeId) -> Option<&mut Volume> {
        let volume = self.volumes.get_mut(&id).map(|entry| &mut entry.volume);
        volume.filter(|volume| !volume.is_resting())
    }

    /// The volume that is to be written.
    fn written_volume(&mut self, id: VolumeId) -> Result<&mut Volume, PlanError> {
        let entry = self.volumes.get_mut(&id).ok_or(PlanError::NoVolume)?;
        Ok(&mut entry.volume)
    }

    /// All volumes by id.
    pub fn volumes(&self) -> impl Iterator<Item = (VolumeId, &Entry)> {
        self.volumes.iter().map(|(id, entry)| (*id, entry))
    }

    /// Does one edit in one volume. Deletions go through [`Plan::remove`], which knows the bin.
    ///
    /// # Errors
    ///
    /// Why the edit is refused; nothing is written then.
    pub fn write(
        &mut self,
        volume: VolumeId,
        edit: &Edit,
        stamp: Stamp,
    ) -> Result<Written, PlanError> {
        let volume = self.written_volume(volume)?;
        Ok(volume.write(edit, stamp)?)
    }

    /// Does several edits in one volume, all of them or none.
    ///
    /// # Errors
    ///
    /// Why the first refused edit is refused; nothing is written then.
    pub fn write_many(
        &mut self,
        volume: VolumeId,
        edits: &[Edit],
        batch: Batch,
        stamp: Stamp,
    ) -> Result<Written, PlanError> {
        let volume = self.written_volume(volume)?;
        Ok(volume.write_many(edits, batch, stamp)?)
    }

    /// Does edits in several volumes, all of them or none. What was written is given in the order of `writes`,
    /// which names no volume twice.
    ///
    /// # Errors
    ///
    /// Why the first refused edit is refused; nothing is written then.
    pub fn write_all(
        &mut self,
        writes: &[(VolumeId, Vec<Edit>)],
        batch: Batch,
        stamp: Stamp,
    ) -> Result<WrittenVolumes, PlanError> {
        let mut prepared = Vec::with_capacity(writes.len());
        for (id, edits) in writes {
            let volume = self.volume(*id).ok_or(PlanError::NoVolume)?;
            prepared.push((*id, volume.prepare(edits, batch, stamp)?));
        }
        let taken = prepared
            .into_iter()
            .filter_map(|(id, prepared)| Some((id, self.volume_mut(id)?.take_prepared(prepared))));
        Ok(taken.collect())
    }

    /// The volume that a record lives in; its copy in the bin does not count unless there is nothing else.
    pub fn volume_of(&self, id: RecordId) -> Option<VolumeId> {
        self.home_of(id).or_else(|| self.bin_of(id))
    }

    /// A record as it is to be read: of a deleted one that was emptied, the copy in the bin.
    pub fn show(&self, id: RecordId) -> Option<std::sync::Arc<Record>> {
        let home = self.home_of(id).and_then(|home| self.volume(home)?.record(id));
        let copy = self.bin_of(id).and_then(|bin| self.volume(bin)?.record(id));
        match (home, copy) {
            (Some(home), Some(copy)) if home.gone.is_some() => Some(copy.clone()),
            (Some(home), _) => Some(home.clone()),
            (None, copy) => copy.cloned(),
        }
    }

    /// Takes back what one write did, volume by volume, as [`Volume::undo`] does.
    ///
    /// # Errors
    ///
    /// Why a step that still applies was refused; nothing is written then. If some of the steps were done
    /// before one was refused, those are what was written.
    pub fn undo(&mut self, undo: &[Undo], stamp: Stamp) -> Result<WrittenVolumes, PlanError> {
        let mut by_volume: BTreeMap<VolumeId, Vec<Undo>> = BTreeMap::new();
        for step in undo {
            if let Some(home) = self.home_of(step.id()) {
                by_volume.entry(home).or_default().push(step.clone());
            }
        }
        // These have to do with the bin, and are done one by one.
        let mut with_bin = Vec::new();
        let mut plain = Vec::new();
        for (id, steps) in by_volume {
            let Some(entry) = self.volumes.get(&id) else {
                continue;
            };
            let (binned, others): (Vec<Edit>, Vec<Edit>) =
                entry.volume.edits_to_undo(&steps).into_iter().partition(|edit| match edit {
                    Edit::Remove { .. } => entry.readable_by_guest,
                    Edit::Undelete { id } => self.bin_of(*id).is_some(),
                    _ => false,
                });
            with_bin.extend(binned);
            if !others.is_empty() {
                plain.push((id, others));
            }
        }
        let mut written = Vec::new();
        // A record comes back before its fields are set.
        let all_done = with_bin.into_iter().try_for_each(|edit| {
            written.extend(match edit {
                Edit::Remove { id } => self.remove(id, stamp)?,
                edit => self.undelete(edit.id(), stamp)?,
            });
            Ok(())
        });
        match all_done.and_then(|()| self.write_all(&plain, Batch::OneChange, stamp)) {
            Ok(others) => written.extend(others),
            Err(error) if written.is_empty() => return Err(error),
            // What is done already has to rest: everything that is written later builds on it.
            Err(_) => {}
        }
        Ok(written)
    }

    fn home_of(&self, id: RecordId) -> Option<VolumeId> {
        let holds = |entry: &Entry| entry.section != BIN && entry.volume.record(id).is_some();
        self.volumes.iter().find(|(_, entry)| holds(entry)).map(|(volume, _)| *volume)
    }

    fn bin_of(&self, id: RecordId) -> Option<VolumeId> {
        let holds = |entry: &Entry| entry.section == BIN && entry.volume.record(id).is_some();
        self.volumes.iter().find(|(_, entry)| holds(entry)).map(|(volume, _)| *volume)
    }
}

#[cfg(test)]
mod tests;
