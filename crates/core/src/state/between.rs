//! Between the owner and one guest: my half and theirs, shown as one.

use kith_plan::kinds;
use kith_plan::{Plan, RecordId, UnixMillis};
use kith_seal::RootId;

use super::generations::{Purpose, half_section};
use super::records::HALF;
use super::{Open, Outcome};
use crate::report;
use crate::work::Work;
use crate::{Answer, BetweenAct, RecordReport, Trouble};

impl Open {
    /// What is done between the owner and one guest.
    pub(crate) fn between(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        person: RecordId,
        act: BetweenAct,
    ) -> Outcome {
        let section = match self.half_of(person) {
            Ok(section) => section,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        match act {
            BetweenAct::List { kind } => {
                let kiths = self.household.kiths_of(person);
                let records = self.both_halves(&kiths, kind.as_deref());
                let me = self.household.me;
                self.told_with_damage(Ok(Answer::Records(records)), |one| match one.purpose {
                    Purpose::Half(of) if one.owner == me => kiths.contains(&of),
                    Purpose::Half(of) => of == me && kiths.contains(&one.owner),
                    _ => false,
                })
            }
            BetweenAct::Add { kind, fields } => match kinds::kind(&kind) {
                Some(info) if info.section == HALF => {
                    self.add_in(now, work, &kind, &section, fields)
                }
                Some(_) => Outcome::Refused(Trouble::ReadOnlyKind),
                None => Outcome::Refused(Trouble::UnknownKind),
            },
            BetweenAct::Edit { id, fields } => match self.in_own_half(id, person) {
                Ok(()) => self.edit(now, work, id, fields),
                Err(trouble) => Outcome::Refused(trouble),
            },
            BetweenAct::Remove { id } => match self.in_own_half(id, person) {
                Ok(()) => self.remove(now, work, id),
                Err(trouble) => Outcome::Refused(trouble),
            },
        }
    }

    fn in_own_half(&self, id: RecordId, person: RecordId) -> Result<(), Trouble> {
        let halves = self.household.kiths_of(person).into_iter().map(half_section);
        let home = self.plan.volume_of(id).and_then(|volume| self.plan.entry(volume));
        match home {
            Some(entry) if halves.into_iter().any(|half| entry.section == half) => Ok(()),
            Some(_) => Err(Trouble::NoSuchRecord),
            None => Err(self.where_else(id)),
        }
    }

    /// Both halves as one list, in order of id; those of every Kith of a person.
    fn both_halves(&self, kiths: &[RootId], kind: Option<&str>) -> Vec<RecordReport> {
        let theirs = half_section(self.household.me);
        let mut records = Vec::new();
        for root in kiths {
            records.extend(self.half_records(&self.plan, &half_section(*root), "mine", kind));
            if let Some(plan) = self.shared_plans.get(root) {
                records.extend(self.half_records(plan, &theirs, "theirs", kind));
            }
        }
        records.sort_by_key(|record| record.id);
        records
    }

    fn half_records(
        &self,
        plan: &Plan,
        section: &str,
        whose: &'static str,
        kind: Option<&str>,
    ) -> Vec<RecordReport> {
        plan.volumes()
            .filter(|(_, entry)| entry.section == section)
            .flat_map(|(volume, entry)| {
                entry
                    .volume
                    .view()
                    .values()
                    .filter(|record| record.gone.is_none())
                    .filter(|record| kind.is_none_or(|kind| record.kind == kind))
                    .map(move |record| RecordReport {
                        half: Some(whose),
                        ..report::record(record, HALF, volume, self.told_fields(plan, record), None)
                    })
            })
            .collect()
    }
}
