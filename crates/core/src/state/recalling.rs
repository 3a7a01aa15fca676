//! How a record came to be what it is, and bringing back what it once was.

use kith_plan::{Edit, RecordId, Step, UnixMillis, VolumeId, kinds};
use serde_json::{Map, Value};

use super::{Open, Outcome};
use crate::report::utc;
use crate::work::Work;
use crate::{Answer, ChangeReport, Trouble};

/// What a step calls a deletion and a bringing back; no field has this name.
const DELETED: &str = "deleted";

impl Open {
    /// Tells every step of a record of the owner's, which only its document knows.
    pub(crate) fn tell_history(&mut self, work: &mut Work, id: RecordId) -> Outcome {
        match self.plan.volume_of(id) {
            Some(volume) if self.must_wake(work, volume) => Outcome::Parked,
            _ => self.told_of(id, self.history(id).map(Answer::History)),
        }
    }

    /// Every step of a record of the owner's, oldest first.
    fn history(&self, id: RecordId) -> Result<Vec<ChangeReport>, Trouble> {
        let (volume, steps) = self.steps(id)?;
        let mut reports = Vec::with_capacity(steps.len());
        let mut before = Map::new();
        for step in steps {
            let mut now = self.told_fields(&self.plan, &step.record).fields;
            if let Some(gone) = step.record.gone {
                now.insert(DELETED.to_owned(), utc(gone).into());
            }
            let mut changes = Map::new();
            for name in before.keys().chain(now.keys()) {
                if before.get(name) != now.get(name) {
                    changes.insert(name.clone(), now.get(name).cloned().unwrap_or_default());
                }
            }
            let by = self.writer(volume, &step);
            reports.push(ChangeReport { at: utc(step.at), by, changes });
            before = now;
        }
        Ok(reports)
    }

    /// Writes the fields of a record as they stood at a time, as a change of now.
    pub(crate) fn bring_back(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: RecordId,
        at: UnixMillis,
    ) -> Outcome {
        if let Some(volume) = self.plan.volume_of(id)
            && !self.has_actor(work, volume)
        {
            return Outcome::Parked;
        }
        let (volume, steps) = match self.steps(id) {
            Ok(steps) => steps,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        let Some(then) = steps.into_iter().rev().find(|step| step.at <= at) else {
            return Outcome::Refused(Trouble::NotThereThen);
        };
        let Some(info) = kinds::kind(&then.record.kind) else {
            return Outcome::Refused(Trouble::ReadOnlyKind);
        };
        let newer = |name: &str| {
            let now = self.plan.show(id).is_some_and(|record| record.newer.contains(name));
            now || then.record.newer.contains(name)
        };
        let fields = info.fields.iter().filter(|field| !newer(field.name)).map(|field| {
            let value = then.record.fields.get(field.name);
            (field.name.to_owned(), value.map_or(Value::Null, kith_plan::Value::to_json))
        });
        let edit = Edit::Merge { id, fields: fields.collect() };
        let stamp = self.stamp(now);
        match self.plan.write(volume, &edit, stamp) {
            Ok(written) => self.written(work, vec![(volume, written)], Some(id)),
            Err(error) => self.not_written(now, work, error),
        }
    }

    fn steps(&self, id: RecordId) -> Result<(VolumeId, Vec<Step>), Trouble> {
        let volume = self.plan.volume_of(id).ok_or_else(|| self.where_else(id))?;
        let document = self.plan.volume(volume).ok_or(Trouble::NoSuchRecord)?;
        Ok((volume, document.history(id)))
    }

    /// The device that wrote a step, as the owner calls it; empty if that is not known here.
    fn writer(&self, volume: VolumeId, step: &Step) -> String {
        let actor = step.actor.map(|actor| kith_seal::Actor(actor.0));
        let device = self.generation_of(volume).and_then(|generation| {
            let mut streams = generation.streams.iter();
            streams.find(|(stream, _)| Some(stream.actor()) == actor).map(|(_, end)| end.device)
        });
        device.map(|device| self.device_name(device)).unwrap_or_default()
    }
}
