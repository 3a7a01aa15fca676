//! Finding records: by their words, and what is at hand when somebody is struggling.

use kith_plan::{ListFilter, Record, Value, kinds};
use std::sync::Arc;

use super::generations::Generation;
use super::{Open, Outcome};
use crate::{Answer, FoundReport, RecordReport, StrugglingReport};

/// So many records are told of one search.
const MOST_FOUND: usize = 200;
/// So many of one's own tools are told at once: more is no help in a hard moment.
const MOST_TOOLS: usize = 12;

impl Open {
    /// The records of the owner in which every word stands, the newest first.
    pub(crate) fn search(&mut self, words: &str) -> Outcome {
        let found = self.search.find(&self.plan, words, MOST_FOUND);
        let found = found.into_iter().filter_map(|found| {
            let record = self.show(found.id).ok()?;
            Some(FoundReport { record, field: found.field })
        });
        let found = Answer::Found(found.collect());
        let me = self.household.me;
        self.told_with_damage(Ok(found), |one| one.owner == me && one.purpose.is_document())
    }

    /// The owner's own people, the steady plan and what helps.
    pub(crate) fn struggling(&self) -> Outcome {
        let mut people = self.standing(kinds::person::NAME_OF_KIND);
        people.retain(|person| kinds::person::STATUS.of(person) != Some("ended"));
        people.sort_by_key(|person| {
            let roles = kinds::person::ROLES.of(person).unwrap_or_default();
            (
                !has_number(person),
                kinds::person::STATUS.of(person) == Some("paused"),
                !roles.contains(&"crisis_call"),
                kinds::person::RING.of(person).unwrap_or(i64::MAX),
                person.id,
            )
        });
        let mut steady = self.standing(kinds::rung::NAME_OF_KIND);
        steady.sort_by_key(|rung| (kinds::rung::STEP.of(rung).unwrap_or(i64::MAX), rung.id));
        let mut helps = self.standing(kinds::strategy::NAME_OF_KIND);
        helps.sort_by_key(|tool| (kinds::strategy::FAVOURITE.of(tool) != Some(true), tool.id));
        helps.truncate(MOST_TOOLS);
        let report = StrugglingReport {
            people: self.reports(&people),
            steady: self.reports(&steady),
            helps: self.reports(&helps),
        };
        // What could be read is told even where something is damaged: this is no moment to be refused. But nobody
        // is to think that there is no more.
        let told =
            [kinds::person::NAME_OF_KIND, kinds::rung::NAME_OF_KIND, kinds::strategy::NAME_OF_KIND];
        let is_told = |one: &Generation| {
            let mut kinds = told.into_iter().map(kinds::kind);
            one.owner == self.household.me && kinds.any(|kind| self.is_needed_for(one, kind, false))
        };
        self.told_with_damage(Ok(Answer::Struggling(Box::new(report))), is_told)
    }

    fn standing(&self, kind: &str) -> Vec<Arc<Record>> {
        self.plan.list(kind, &ListFilter::default())
    }

    fn reports(&self, records: &[Arc<Record>]) -> Vec<RecordReport> {
        records.iter().filter_map(|record| self.show(record.id).ok()).collect()
    }
}

/// Whether there is a number to call.
fn has_number(person: &Record) -> bool {
    let contacts = kinds::person::CONTACTS.of(person).unwrap_or_default();
    contacts.iter().any(|contact| {
        let value = contact.get("value").and_then(Value::as_text).unwrap_or_default();
        let sort = contact.get("sort").and_then(Value::as_text);
        value.bytes().any(|byte| byte.is_ascii_digit())
            && !matches!(sort, Some("email" | "address"))
    })
}
