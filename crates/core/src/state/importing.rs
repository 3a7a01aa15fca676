//! Taking in the records of a file: all of them or none.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::{
    Batch, Edit, LINKS_SECTION, Link, Plan, Record, RecordId, UnixMillis, VolumeId, WholeRecord,
    kinds,
};

use super::writing::Writes;
use super::{Open, Outcome};
use crate::interchange::{Import, Made, Told};
use crate::work::Work;
use crate::{Answer, ImportReport, Trouble};

impl Open {
    /// Takes a file in. What is here already and the same is passed over; if anything here differs, nothing
    /// is written.
    pub(crate) fn import(&mut self, now: UnixMillis, work: &mut Work, import: &Import) -> Outcome {
        let incoming = import.incoming();
        // What could not be read would look as if it were not here, and would be made a second time.
        if let Some(trouble) = self.unread_document() {
            return Outcome::Refused(trouble);
        }
        if !import.was_compared() {
            if let Err(trouble) = self.compare(&incoming.told) {
                return Outcome::Refused(trouble);
            }
            import.note_compared();
        }
        let Some(volumes) = self.volumes_for(now, work, import) else {
            return Outcome::Parked;
        };
        if !self.can_link(work, &incoming.links) {
            return Outcome::Parked;
        }
        // Something may have come from another device while this waited for volumes.
        let new = match self.compare(&incoming.told) {
            Ok(new) => new,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        let mut report = ImportReport {
            added: count(new.len()),
            there: count(incoming.told.len() - new.len()),
            skipped: incoming.skipped,
            changed: 0,
        };
        let mut edits: BTreeMap<VolumeId, Vec<Edit>> = BTreeMap::new();
        for told in new {
            let Some(volume) = volumes.get(&told.label) else {
                continue;
            };
            let edit = Edit::Restore(Box::new(told.whole.clone()));
            edits.entry(*volume).or_default().push(edit);
        }
        let mut undo_made = BTreeSet::new();
        let mut standing = BTreeMap::new();
        for Made { kind, fields, of, is_changed } in &incoming.made {
            let standing = standing
                .entry(*kind)
                .or_insert_with(|| self.plan.list(kind, &kith_plan::ListFilter::default()));
            let is_here = of.is_some_and(|of| self.plan.show(of).is_some());
            if is_here || standing.iter().any(|record| says_all(record, fields)) {
                report.there += 1;
                continue;
            }
            let Some(info) = kinds::kind(kind) else { continue };
            let id = self.dice.record_id(now);
            let label = Plan::label_for(info.section, info, id);
            if let Some(volume) = volumes.get(&label) {
                report.added += 1;
                report.changed += u64::from(*is_changed);
                undo_made.insert(id);
                let edit = Edit::Add { id, kind: (*kind).to_owned(), fields: fields.clone() };
                edits.entry(*volume).or_default().push(edit);
            }
        }
        let edits: Vec<(VolumeId, Vec<Edit>)> = edits.into_iter().collect();
        let stamp = self.stamp(now);
        let written = match self.plan.write_all(&edits, Batch::ChangeEach, stamp) {
            Ok(written) => written,
            Err(error) => return self.not_written(now, work, error),
        };
        let mut writes = Writes::default();
        let mut undo = Vec::new();
        for (volume, written) in written {
            let is_made = |step: &&kith_plan::Undo| undo_made.contains(&step.id());
            undo.extend(written.undo.iter().filter(is_made).cloned());
            self.rest(work, volume, written, &mut writes);
        }
        self.write_links(now, work, &incoming.links, &volumes, &mut writes);
        if !undo.is_empty() {
            self.push_undo(undo);
        }
        Outcome::Durable(Answer::Imported(report), writes)
    }

    /// Those that are not here yet.
    fn compare<'i>(&self, told: &'i [Told]) -> Result<Vec<&'i Told>, Trouble> {
        let mut new = Vec::new();
        let mut differ = 0_usize;
        for one in told {
            match self.plan.show(one.whole.id) {
                None => new.push(one),
                Some(here) => {
                    let section = self.plan.volume_of(one.whole.id);
                    let section = section.and_then(|volume| self.plan.entry(volume));
                    let is_same = WholeRecord::from(&*here) == one.whole
                        && section.is_some_and(|entry| same_place(&entry.section, &one.section));
                    differ += usize::from(!is_same);
                }
            }
        }
        match differ {
            0 => Ok(new),
            differ => Err(Trouble::RecordsDiffer { count: differ.to_string() }),
        }
    }

    /// The volumes that everything goes into; nothing while one of them is still being made. Nobody else reads
    /// them: what a file brings was there before anything was shared “from today”.
    fn volumes_for(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        import: &Import,
    ) -> Option<BTreeMap<String, VolumeId>> {
        let incoming = import.incoming();
        let mut labels = incoming.labels.clone();
        for Made { kind, .. } in &incoming.made {
            let Some(info) = kinds::kind(kind) else { continue };
            let id = self.dice.record_id(now);
            labels.insert(Plan::label_for(info.section, info, id));
        }
        // Every volume that is missing is asked for at once, before the command waits.
        let volumes: Vec<_> = labels
            .into_iter()
            .map(|label| (self.private_volume(now, work, &label), label))
            .collect();
        volumes.into_iter().map(|(volume, label)| Some((label, volume?))).collect()
    }

    /// Whether the records can be written that keep what labels stand for; what they lack is asked for.
    fn can_link(&mut self, work: &mut Work, links: &[(RecordId, Vec<Link>)]) -> bool {
        let edits = links.iter().filter_map(|(record, links)| self.plan.link_edit(*record, links));
        let homes: BTreeSet<VolumeId> =
            edits.filter_map(|edit| self.plan.volume_of(edit.id())).collect();
        self.have_actors(work, homes)
    }

    fn write_links(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        links: &[(RecordId, Vec<Link>)],
        volumes: &BTreeMap<String, VolumeId>,
        writes: &mut Writes,
    ) {
        for (record, links) in links {
            let Some(edit) = self.plan.link_edit(*record, links) else {
                continue;
            };
            let volume = self.plan.volume_of(edit.id()).or(volumes.get(LINKS_SECTION).copied());
            let stamp = self.stamp(now);
            // A label that stands for nobody is all that a refusal here would leave.
            if let Some(volume) = volume
                && let Ok(written) = self.plan.write(volume, &edit, stamp)
            {
                self.rest(work, volume, written, writes);
            }
        }
    }
}

/// Whether a record stands where the file says. What was between two people may be an aside by now.
fn same_place(here: &str, told: &str) -> bool {
    let here = here.split(':').next().unwrap_or(here);
    here == told || (here == super::HALF && told == super::ASIDES)
}

/// Whether a record says all of this already.
fn says_all(record: &Record, fields: &serde_json::Map<String, serde_json::Value>) -> bool {
    fields.iter().all(|(name, wanted)| {
        record.fields.get(name).is_some_and(|held| says(&held.to_json(), wanted))
    })
}

/// Whether a value that is held says what is wanted; the parts of a list have ids of their own.
fn says(held: &serde_json::Value, wanted: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Object};
    match (held, wanted) {
        (Array(held), Array(wanted)) => {
            held.len() == wanted.len()
                && held.iter().zip(wanted).all(|(held, wanted)| says(held, wanted))
        }
        (Object(held), Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| held.get(name).is_some_and(|held| says(held, wanted))),
        (held, wanted) => held == wanted,
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
