//! Records as they are told: one of them, or all of a kind.

use kith_plan::{Plan, Record, RecordId, kinds};
use kith_seal::RootId;

use super::Open;
use crate::report;
use crate::{ListFilter, RecordReport, Trouble};

impl Open {
    /// The records of a kind.
    pub(crate) fn list(&self, filter: &ListFilter) -> Result<Vec<RecordReport>, Trouble> {
        let info = kinds::kind(&filter.kind).ok_or(Trouble::UnknownKind)?;
        let (plan, owner) = match filter.plan {
            None => (&self.plan, self.household.me),
            Some(root) if root == self.household.me => (&self.plan, root),
            Some(root) => {
                if !self.household.guests.contains_key(&root) {
                    return Err(Trouble::NoSuchPlan);
                }
                let granted = self.granted_sections(root);
                if !granted.iter().any(|section| section == info.section) {
                    return Err(Trouble::NotGranted);
                }
                (self.shared_plans.get(&root).ok_or(Trouble::NotGranted)?, root)
            }
        };
        if self.is_only_for_newer(owner, plan, info.section) {
            return Err(Trouble::NewerVault);
        }
        let wanted = kith_plan::ListFilter {
            since: filter.since,
            until: filter.until,
            deleted: filter.deleted,
            section: None,
        };
        let records = plan.list(&filter.kind, &wanted);
        Ok(records.iter().filter_map(|record| self.describe(plan, owner, record)).collect())
    }

    /// One record, of one's own plan or of a plan that somebody shares.
    pub(crate) fn show(&self, id: RecordId) -> Result<RecordReport, Trouble> {
        let own = std::iter::once((self.household.me, &self.plan));
        let theirs = self.shared_plans.iter().map(|(root, plan)| (*root, plan));
        own.chain(theirs)
            .find_map(|(owner, plan)| {
                plan.show(id).and_then(|record| self.describe(plan, owner, &record))
            })
            .ok_or(Trouble::NoSuchRecord)
    }

    fn describe(&self, plan: &Plan, owner: RootId, record: &Record) -> Option<RecordReport> {
        let volume = plan.volume_of(record.id)?;
        let entry = plan.entry(volume)?;
        // Of what was deleted too: the words are in the bin, which is nobody's but the owner's, and in the envelopes
        // in which they were first written, which whoever has the volume's key can open until there is flattening.
        let visible_to = (owner == self.household.me).then(|| self.visible_to(volume));
        let told = self.told_fields(plan, record);
        Some(report::record(record, &entry.section, volume, told, visible_to))
    }
}
