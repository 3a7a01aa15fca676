//! What commands do with records: find the place, write through the one door, and say what stands.

use std::collections::BTreeMap;

use kith_plan::kinds;
use kith_plan::{
    Batch, Edit, EditError, Plan, RecordId, Stamp, UnixMillis, Volume, VolumeId, Written,
};
use kith_seal::EnvelopeKind;
use serde_json::{Map, Value};

use super::references::Referring;
use super::writable::trouble_of_edit;
use super::writing::Writes;
use super::{Open, Outcome};
use crate::work::Work;
use crate::{AddedReport, Answer, Trouble};

/// The label of what was deleted where others read.
pub(crate) const BIN: &str = "bin";
/// The kinds of a half live under this section's name.
pub(crate) const HALF: &str = "half";
/// Where what is meant for a half is kept while there is nobody to read it.
pub(crate) const ASIDES: &str = "asides";
/// So many changes go into one envelope of an import.
const CHANGES_AN_ENVELOPE: usize = 64;
/// So many steps can be taken back.
const UNDO_STEPS: usize = 100;

impl Open {
    /// A new record.
    pub(crate) fn add(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        kind: &str,
        section: Option<&str>,
        fields: Map<String, Value>,
    ) -> Outcome {
        let Some(info) = kinds::kind(kind) else {
            return Outcome::Refused(Trouble::UnknownKind);
        };
        // What is meant for a half, but has nobody to go to yet, is kept aside.
        let section = section.unwrap_or(if info.section == HALF { ASIDES } else { info.section });
        self.add_in(now, work, kind, section, fields)
    }

    pub(crate) fn add_in(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        kind: &str,
        section: &str,
        fields: Map<String, Value>,
    ) -> Outcome {
        let Some(info) = kinds::kind(kind) else {
            return Outcome::Refused(Trouble::UnknownKind);
        };
        let referring = match self.referring(info, fields, None) {
            Ok(referring) => referring,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        let id = self.dice.record_id(now);
        let label = Plan::label_for(section, info, id);
        let unread = self.may_not_add(now, &label).or_else(|| self.unread_links(&referring.links));
        if let Some(trouble) = unread {
            return Outcome::Refused(trouble);
        }
        let edit = Edit::Add { id, kind: kind.to_owned(), fields: referring.fields };
        let stamp = self.stamp(now);
        // A bad value must not make a volume, so it is tried before one is asked for.
        if (self.plan.volume_for_new(&label).is_none() || !referring.links.is_empty())
            && let Err(error) = on_trial(&edit, stamp)
        {
            return Outcome::Refused(trouble_of_edit(&error));
        }
        let (volume, linked) = (
            self.writable_volume(now, work, &label),
            self.link_edit(now, work, id, &referring.links),
        );
        let (Some(volume), Ok(linked)) = (volume, linked) else {
            return Outcome::Parked;
        };
        match self.plan.write(volume, &edit, stamp) {
            Ok(written) => {
                let linked = self.written_link(now, linked);
                self.written_with(work, linked, vec![(volume, written)], Some(id))
            }
            Err(error) => self.not_written(now, work, error),
        }
    }

    /// Many new records, each with the moment at which it was made.
    pub(crate) fn add_many(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        records: Vec<(String, UnixMillis, Map<String, Value>)>,
    ) -> Outcome {
        let mut by_label: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
        let added = records.len();
        for (kind, at, fields) in records {
            let Some(info) = kinds::kind(&kind) else {
                return Outcome::Refused(Trouble::UnknownKind);
            };
            let id = self.dice.record_id(at);
            let label = Plan::label_for(info.section, info, id);
            if let Some(trouble) = self.may_not_add(now, &label) {
                return Outcome::Refused(trouble);
            }
            let edit = Edit::Add { id, kind, fields };
            // All or nothing: each is tried before the first is written.
            if let Err(error) = on_trial(&edit, self.stamp(now)) {
                return Outcome::Refused(trouble_of_edit(&error));
            }
            by_label.entry(label).or_default().push(edit);
        }
        let mut volumes = BTreeMap::new();
        for label in by_label.keys() {
            // Every missing volume is asked for at once, before the command waits.
            volumes.insert(label.clone(), self.writable_volume(now, work, label));
        }
        if volumes.values().any(Option::is_none) {
            return Outcome::Parked;
        }
        let mut writes = Writes::default();
        for (label, edits) in by_label {
            let Some(Some(volume)) = volumes.get(&label).copied() else {
                continue;
            };
            for batch in edits.chunks(CHANGES_AN_ENVELOPE) {
                let stamp = self.stamp(now);
                match self.plan.write_many(volume, batch, Batch::ChangeEach, stamp) {
                    Ok(written) => self.rest(work, volume, written, &mut writes),
                    Err(error) => return self.not_written(now, work, error),
                }
            }
        }
        let added = u64::try_from(added).unwrap_or(u64::MAX);
        Outcome::Durable(Answer::Added(AddedReport { added }), writes)
    }

    /// New values for some fields.
    pub(crate) fn edit(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: RecordId,
        fields: Map<String, Value>,
    ) -> Outcome {
        self.change(now, work, id, fields, |fields| Edit::Merge { id, fields })
    }

    /// Says which of two kept values is right.
    pub(crate) fn settle(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: RecordId,
        field: String,
        value: Value,
    ) -> Outcome {
        let fields = Map::from_iter([(field.clone(), value)]);
        self.change(now, work, id, fields, |mut fields| {
            let value = fields.remove(&field).unwrap_or_default();
            Edit::Settle { id, field, value }
        })
    }

    fn change(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: RecordId,
        fields: Map<String, Value>,
        edit: impl FnOnce(Map<String, Value>) -> Edit,
    ) -> Outcome {
        let Some(volume) = self.plan.volume_of(id) else {
            return Outcome::Refused(self.where_else(id));
        };
        let current = self.plan.show(id);
        let info = current.as_ref().and_then(|record| kinds::kind(&record.kind));
        let referring = match info {
            // What the plan refuses of a kind it does not know is for the plan to say.
            None => Referring { fields, links: Vec::new() },
            Some(info) => match self.referring(info, fields, current.as_deref()) {
                Ok(referring) => referring,
                Err(trouble) => return Outcome::Refused(trouble),
            },
        };
        if let Some(trouble) = self.unread_links(&referring.links) {
            return Outcome::Refused(trouble);
        }
        let Ok(linked) = self.link_edit(now, work, id, &referring.links) else {
            return Outcome::Parked;
        };
        let edit = edit(referring.fields);
        let stamp = self.stamp(now);
        match self.plan.write(volume, &edit, stamp) {
            Ok(written) => {
                let linked = self.written_link(now, linked);
                self.written_with(work, linked, vec![(volume, written)], Some(id))
            }
            Err(error) => self.not_written_to(now, work, error, volume),
        }
    }

    /// Keeps what the labels of a record stand for. The record itself is written already, so a refusal
    /// here leaves a label that stands for nobody, and nothing worse.
    fn written_link(
        &mut self,
        now: UnixMillis,
        linked: Option<(VolumeId, Edit)>,
    ) -> Option<(VolumeId, Written)> {
        let (volume, edit) = linked?;
        let stamp = self.stamp(now);
        let written = self.plan.write(volume, &edit, stamp).ok()?;
        Some((volume, written))
    }

    /// Deletes a record.
    pub(crate) fn remove(&mut self, now: UnixMillis, work: &mut Work, id: RecordId) -> Outcome {
        if let Some(trouble) = self.unread_label(BIN) {
            return Outcome::Refused(trouble);
        }
        // Whoever is paired goes on reading what is shared with them, and must not be out of sight.
        if let Some(trouble) = self.must_stay_in_sight(now, id) {
            return Outcome::Refused(trouble);
        }
        let Some(volume) = self.plan.volume_of(id) else {
            return Outcome::Refused(self.where_else(id));
        };
        let stamp = self.stamp(now);
        match self.plan.remove(id, stamp) {
            Ok(written) => self.written(work, written, Some(id)),
            Err(error) => self.not_written_to(now, work, error, volume),
        }
    }

    /// Brings a deleted record back.
    pub(crate) fn undelete(&mut self, now: UnixMillis, work: &mut Work, id: RecordId) -> Outcome {
        // The words of an emptied record are in the bin; without it the record would come back empty.
        if let Some(trouble) = self.unread_place(BIN) {
            return Outcome::Refused(trouble);
        }
        let Some(volume) = self.plan.volume_of(id) else {
            return Outcome::Refused(self.where_else(id));
        };
        let stamp = self.stamp(now);
        match self.plan.undelete(id, stamp) {
            Ok(written) => self.written(work, written, Some(id)),
            Err(error) => self.not_written_to(now, work, error, volume),
        }
    }

    /// Takes back the last change made here, where it still stands.
    pub(crate) fn undo_last(&mut self, now: UnixMillis, work: &mut Work) -> Outcome {
        if let Some(trouble) = self.unread_label(BIN) {
            return Outcome::Refused(trouble);
        }
        let puts_out_of_sight = |undo: &kith_plan::Undo| match undo {
            kith_plan::Undo::Added { id, .. } => self.must_stay_in_sight(now, *id),
            _ => None,
        };
        if let Some(trouble) = self.undo.last().into_iter().flatten().find_map(puts_out_of_sight) {
            return Outcome::Refused(trouble);
        }
        let Some(step) = self.undo.last().cloned() else {
            return Outcome::Refused(Trouble::NothingToUndo);
        };
        if !self.can_undo(work, &step) {
            return Outcome::Parked;
        }
        self.undo.pop();
        let stamp = self.stamp(now);
        match self.plan.undo(&step, stamp) {
            Ok(written) if written.iter().all(|(_, written)| written.is_empty()) => {
                Outcome::Refused(Trouble::NothingToUndo)
            }
            Ok(written) => {
                let outcome = self.written(work, written, None);
                // What undoing wrote is not itself a step to be taken back.
                self.undo.pop();
                outcome
            }
            Err(error) => self.not_written(now, work, error),
        }
    }

    /// Whether the volumes that a step back concerns, and the bins, can be written; what they lack is asked for.
    fn can_undo(&mut self, work: &mut Work, step: &[kith_plan::Undo]) -> bool {
        let homes = step.iter().filter_map(|undo| self.plan.volume_of(undo.id()));
        let has_bin = step.iter().any(|undo| !matches!(undo, kith_plan::Undo::Field { .. }));
        let bins = self.plan.volumes().filter(|(_, entry)| has_bin && entry.section == BIN);
        let volumes: Vec<VolumeId> = homes.chain(bins.map(|(id, _)| id)).collect();
        self.have_actors(work, volumes)
    }

    /// Sends what was written to rest, and answers with the record when it is durable.
    pub(crate) fn written(
        &mut self,
        work: &mut Work,
        written: Vec<(VolumeId, Written)>,
        record: Option<RecordId>,
    ) -> Outcome {
        self.written_with(work, None, written, record)
    }

    /// As [`Open::written`], with what the labels of the record stand for. That goes first, and is not a
    /// step to be taken back: a label that comes back has to find what it stood for.
    fn written_with(
        &mut self,
        work: &mut Work,
        linked: Option<(VolumeId, Written)>,
        written: Vec<(VolumeId, Written)>,
        record: Option<RecordId>,
    ) -> Outcome {
        let mut writes = Writes::default();
        if let Some((volume, written)) = linked {
            self.rest(work, volume, written, &mut writes);
        }
        let mut undo = Vec::new();
        for (volume, written) in written {
            undo.extend(written.undo.iter().cloned());
            self.rest(work, volume, written, &mut writes);
        }
        self.push_undo(undo);
        let answer = match record.map(|id| self.show(id)) {
            Some(Ok(report)) => Answer::Record(Box::new(report)),
            Some(Err(_)) | None => super::done(),
        };
        Outcome::Durable(answer, writes)
    }

    /// Notes a step to be taken back.
    pub(crate) fn push_undo(&mut self, undo: Vec<kith_plan::Undo>) {
        if self.undo.len() >= UNDO_STEPS {
            self.undo.remove(0);
        }
        self.undo.push(undo);
    }

    pub(crate) fn rest(
        &mut self,
        work: &mut Work,
        volume: VolumeId,
        written: Written,
        writes: &mut Writes,
    ) {
        if written.is_empty() {
            return;
        }
        let Some(id) = self.generation_of(volume).map(|generation| generation.id) else {
            return;
        };
        for payload in written.payloads() {
            writes.push(self.writing.write(work, id, EnvelopeKind::Change, payload.to_vec()));
        }
        self.sections_touched(self.household.me, volume);
        work.changed = true;
    }

    /// Adds a record under an id that is known to others already; `false` if it has to be tried again.
    pub(crate) fn add_with_id(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: RecordId,
        kind: &str,
        fields: Map<String, Value>,
    ) -> bool {
        let Some(info) = kinds::kind(kind) else {
            return true;
        };
        let label = Plan::label_for(info.section, info, id);
        if self.may_not_add(now, &label).is_some() {
            return false;
        }
        let Some(volume) = self.writable_volume(now, work, &label) else {
            return false;
        };
        let stamp = self.stamp(now);
        let edit = Edit::Add { id, kind: kind.to_owned(), fields };
        if let Ok(written) = self.plan.write(volume, &edit, stamp) {
            self.written(work, vec![(volume, written)], None);
        }
        true
    }

    /// Carries fields that arrived after a delete into the bin, where others can read the volume.
    pub(crate) fn carry_late(&mut self, now: UnixMillis, work: &mut Work) {
        // Before everything is in memory a record's own bin may not be known.
        let late = self.plan.late_fields();
        let is_unread = self.unread_document().is_some();
        if late.is_empty() || !self.ready || is_unread || self.has_just_failed(now) {
            return;
        }
        let mut writable = self.writable_volume(now, work, BIN).is_some();
        // Two devices may each have made a bin; a record stays in the one that it is in.
        let bins = self.plan.volumes().filter(|(_, entry)| entry.section == BIN);
        let bins: Vec<VolumeId> = bins.map(|(id, _)| id).collect();
        for volume in late.into_iter().map(|(home, _)| home).chain(bins) {
            writable &= self.has_actor(work, volume);
        }
        if !writable {
            return;
        }
        let stamp = self.stamp(now);
        if let Ok(written) = self.plan.carry_late_fields(stamp) {
            let mut writes = Writes::default();
            for (volume, written) in written {
                self.rest(work, volume, written, &mut writes);
            }
        }
    }

    pub(crate) fn where_else(&self, id: RecordId) -> Trouble {
        if self.shared_plans.values().any(|plan| plan.show(id).is_some()) {
            Trouble::NotYours
        } else {
            self.unread_document().unwrap_or(Trouble::NoSuchRecord)
        }
    }

    pub(crate) fn stamp(&mut self, now: UnixMillis) -> Stamp {
        Stamp { now, offset_minutes: self.offset_minutes, dice: self.dice.throw() }
    }
}

/// Does an edit on an empty volume that is thrown away: the one door says whether it would be refused.
fn on_trial(edit: &Edit, stamp: Stamp) -> Result<(), EditError> {
    Volume::new(kith_plan::Actor([0; 16])).write(edit, stamp).map(|_| ())
}
