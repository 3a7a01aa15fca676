//! What of the plan goes out as a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_plan::{LINKS_SECTION, Record, RecordId, VolumeId, kinds};

use super::generations::Purpose;
use super::records::{BIN, HALF};
use super::{Open, Outcome};
use crate::report::utc;
use crate::work::Work;
use crate::{Answer, ExportOf, ToldPlan, ToldRecord, Trouble, VolumeFile};

impl Open {
    /// Everything that the owner keeps, or some sections of it.
    pub(crate) fn export(&mut self, work: &mut Work, of: ExportOf, sections: &[String]) -> Outcome {
        let is_known = |name: &String| {
            kinds::section(name).is_some()
                || self.plan.volumes().any(|(_, entry)| entry.section == *name)
        };
        if !sections.iter().all(is_known) {
            return Outcome::Refused(Trouble::UnknownSection);
        }
        let takes = |section: &str| {
            sections.is_empty() || sections.iter().any(|wanted| wanted == base(section))
        };
        if of == ExportOf::Volumes && self.must_wake_all(work, &takes) {
            return Outcome::Parked;
        }
        let answer = match of {
            ExportOf::Records => Answer::Plan(Box::new(ToldPlan::new(self.told_records(&takes)))),
            ExportOf::Volumes => Answer::Volumes(self.volume_files(&takes)),
        };
        let me = self.household.me;
        self.told_with_damage(Ok(answer), |one| {
            let concerned = match &one.purpose {
                // The words of what was deleted, and what labels stand for, go out with every section.
                Purpose::Section(section) => {
                    takes(section) || section == BIN || section == LINKS_SECTION
                }
                Purpose::Half(_) => takes(HALF),
                Purpose::Book | Purpose::Mailbox(_) => false,
            };
            one.owner == me && concerned
        })
    }

    /// The records as a file tells them, each once, in order of id.
    fn told_records(&self, takes: &dyn Fn(&str) -> bool) -> Vec<ToldRecord> {
        let mut found: BTreeMap<RecordId, (&str, &Arc<Record>)> = BTreeMap::new();
        let mut bin: BTreeMap<RecordId, &Arc<Record>> = BTreeMap::new();
        for (_, entry) in self.plan.volumes() {
            for (id, record) in entry.volume.view() {
                if entry.section == BIN {
                    bin.entry(*id).or_insert(record);
                } else {
                    found.entry(*id).or_insert((&entry.section, record));
                }
            }
        }
        for (id, copy) in bin {
            let place = found.entry(id).or_insert((BIN, copy));
            // What was deleted where others read is empty there, and kept whole in the bin.
            if place.1.gone.is_some() {
                place.1 = copy;
            }
        }
        let taken = found.into_values().filter(|(section, _)| takes(section));
        taken.map(|(section, record)| self.told_record(section, record)).collect()
    }

    fn told_record(&self, section: &str, record: &Record) -> ToldRecord {
        let told = self.told_fields(&self.plan, record);
        ToldRecord {
            id: record.id,
            kind: record.kind.to_string(),
            section: base(section).to_owned(),
            created: utc(record.created),
            updated: utc(record.updated),
            fields: told.fields,
            both: told.both,
            deleted: record.gone.map(utc),
        }
    }

    /// Whether only the view of one of these sections' volumes is in memory; then all their documents are asked for.
    fn must_wake_all(&mut self, work: &mut Work, takes: &dyn Fn(&str) -> bool) -> bool {
        let taken = self.plan.volumes().filter(|(_, entry)| takes(&entry.section));
        let volumes: Vec<VolumeId> = taken.map(|(id, _)| id).collect();
        let mut waits = false;
        for volume in volumes {
            waits |= self.must_wake(work, volume);
        }
        waits
    }

    /// The documents themselves, each with all of its history.
    fn volume_files(&self, takes: &dyn Fn(&str) -> bool) -> Vec<VolumeFile> {
        let taken = self.plan.volumes().filter(|(_, entry)| takes(&entry.section));
        taken
            .map(|(id, entry)| {
                let id: String = id.to_string().chars().take(8).collect();
                // A half's label holds the plan of its guest in full, which no file name needs.
                let label = match entry.label.split_once(':') {
                    Some((half, rest)) => {
                        let (whom, year) = rest.split_once('/').unwrap_or((rest, ""));
                        format!("{half}-{}-{year}", whom.get(..8).unwrap_or(whom))
                    }
                    None => entry.label.clone(),
                };
                let is_plain =
                    |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
                let label: String = label
                    .chars()
                    .map(|letter| if is_plain(&letter) { letter } else { '-' })
                    .collect();
                VolumeFile {
                    name: format!("{label}.{id}.automerge"),
                    bytes: entry.volume.save_nocompress(),
                }
            })
            .collect()
    }
}

/// The section's name without whom it is for.
fn base(section: &str) -> &str {
    section.split(':').next().unwrap_or(section)
}
