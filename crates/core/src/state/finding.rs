//! Finding records: by their words, what is at hand when somebody is struggling, and what is counted in them.

use jiff::tz::TimeZone;
use kith_plan::{ListFilter, Record, SearchIndex, UnixMillis, Value, kinds};
use std::sync::Arc;

use super::clocks::is_over;
use super::generations::Generation;
use super::{Open, Outcome};
use crate::insight::{Patterns, ToolName, gaps};
use crate::work::Work;
use crate::{Answer, FactReport, FoundReport, GapReport, RecordReport, StrugglingReport};

/// So many records are told of one search.
const MOST_FOUND: usize = 200;
/// So many records are read for the index in one step: a few milliseconds, after which whoever else has come is heard.
const READ_A_STEP: usize = 2_000;
/// An index in which nobody has looked for so long is given up: it is a second copy of every word of the plan.
const KEPT_MILLIS: i64 = 10 * 60_000;
/// So many of one's own tools are told at once: more is no help in a hard moment.
const MOST_TOOLS: usize = 12;

/// The words of the plan, from the first search until nobody has searched for a while.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    index: SearchIndex,
    /// Whether somebody waits until the index has come up to the plan.
    is_behind: bool,
    kept_until: Option<UnixMillis>,
}

impl Open {
    /// The records of the owner in which every word stands, the newest first. It waits until the index has come up
    /// to the plan, which after unlocking takes a few steps.
    pub(crate) fn search(&mut self, now: UnixMillis, work: &mut Work, words: &str) -> Outcome {
        // One part of it a step, however many wait for it.
        if self.search.is_behind || !self.index_more(now, work) {
            return Outcome::Parked;
        }
        let found = self.search.index.find(words, MOST_FOUND);
        let found = found.into_iter().filter_map(|found| {
            let record = self.show(found.id).ok()?;
            Some(FoundReport { record, field: found.field })
        });
        let found = Answer::Found(found.collect());
        self.told_of_own(found)
    }

    /// The roles that nobody holds.
    pub(crate) fn gaps(&mut self) -> Outcome {
        let gaps = gaps(&self.own_sections()).into_iter().map(|role| GapReport { role });
        let gaps = Answer::Gaps(gaps.collect());
        self.told_of_own(gaps)
    }

    /// What the records of the last days say when they are counted.
    pub(crate) fn patterns(&mut self, now: UnixMillis, days: u32, home: &TimeZone) -> Outcome {
        let sections = self.own_sections();
        let facts = Patterns::of(&sections, days, now, home).facts();
        let facts = facts.iter().filter_map(|fact| FactReport::of(fact, &sections));
        let facts = Answer::Patterns(facts.collect());
        self.told_of_own(facts)
    }

    /// What was gathered from the whole plan, with the damage of any part of it.
    pub(super) fn told_of_own(&self, answer: Answer) -> Outcome {
        let me = self.household.me;
        self.told_with_damage(Ok(answer), |one| one.owner == me && one.purpose.is_document())
    }

    /// Goes on with the index for those who wait for it, and gives up one that nobody uses.
    pub(crate) fn search_tick(&mut self, now: UnixMillis, work: &mut Work) {
        if self.search.is_behind && self.index_more(now, work) {
            self.unpark(now, work);
        }
        if self.search.kept_until.is_some_and(|until| is_over(now, until, KEPT_MILLIS)) {
            self.search = Finding::default();
        }
    }

    /// One part of the index; the next comes with a tick. Returns whether the index is up to the plan.
    fn index_more(&mut self, now: UnixMillis, work: &mut Work) -> bool {
        self.search.is_behind = !self.search.index.follow(&self.plan, READ_A_STEP);
        let kept_until = UnixMillis(now.0.saturating_add(KEPT_MILLIS));
        self.search.kept_until = Some(kept_until);
        work.wake_at(match self.search.is_behind {
            // A moment later, so that what has come meanwhile is heard first.
            true => UnixMillis(now.0.saturating_add(1)),
            false => kept_until,
        });
        !self.search.is_behind
    }

    /// The owner's own people, the steady plan, what helps and what for.
    pub(crate) fn struggling(&mut self, now: UnixMillis, home: &TimeZone) -> Outcome {
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
        let helps =
            self.best_tools(now, None, home).into_iter().filter_map(|tool| match tool.tool {
                ToolName::Strategy(id) => self.show(id).ok(),
                ToolName::Label(_) | ToolName::BuiltIn(_) => None,
            });
        let helps = helps.take(MOST_TOOLS).collect();
        let mut reasons = self.standing(kinds::reason::NAME_OF_KIND);
        reasons.sort_by_key(|one| (kinds::reason::RANK.of(one).unwrap_or(i64::MAX), one.id));
        let report = StrugglingReport {
            callable: people.iter().filter(|person| has_number(person)).count(),
            people: self.reports(&people),
            steady: self.reports(&steady),
            helps,
            reasons: self.reports(&reasons),
        };
        // What could be read is told even where something is damaged: this is no moment to be refused. But nobody
        // is to think that there is no more.
        let told = [
            kinds::person::NAME_OF_KIND,
            kinds::rung::NAME_OF_KIND,
            kinds::strategy::NAME_OF_KIND,
            kinds::reason::NAME_OF_KIND,
        ];
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
