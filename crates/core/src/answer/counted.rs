//! What was counted in the plan, as the command line tells it.

use std::fmt;

use jiff::civil::Weekday;
use kith_plan::{Record, RecordId};
use serde::Serialize;

use crate::insight::{Fact, Measure, OutOf, PartsOfDay, Sections, ToolName, TriggerName};

/// Something that nobody is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GapReport {
    /// The role, by its choice in `person.roles`.
    pub role: &'static str,
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Days with a meeting on which the mood was better than on the others.
    Mood,
    /// The same of sleep.
    Sleep,
    /// Urges that came late.
    Late,
    /// Urges by the part of the day.
    Parts,
    /// Urges on one day of the week.
    Weekday,
    /// Urges with one trigger.
    Trigger,
    /// Uses of one of the owner's tools after which an urge went down.
    Tool,
    /// The same of a tool of the program itself.
    KithTool,
}

/// One thing that was counted. It is a count and no score.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct FactReport {
    /// What was counted.
    pub fact: Counted,
    /// How many, of how many; absent for `parts`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub counted: Option<OutOf>,
    /// Of `trigger` and `tool` what the owner calls it, of `weekday` the day, and of `kith_tool` its choice in
    /// `toolrun.tool`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The record of the trigger or of the tool, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// Of `parts` how many came when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<PartsOfDay>,
}

/// What people wrote never reaches a log.
impl fmt::Debug for FactReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FactReport({:?}, {:?})", self.fact, self.counted)
    }
}

impl FactReport {
    /// A fact as it is told; nothing if it is of a record that is gone, or says that there was nothing.
    pub fn of(fact: &Fact, sections: &Sections) -> Option<FactReport> {
        let title = |id: RecordId| {
            let record = sections.values().find_map(|section| section.records.get(id));
            record.map(|record| Record::title(record))
        };
        let told = |fact, counted: OutOf, name: Option<String>, record| FactReport {
            fact,
            counted: Some(counted),
            name,
            record,
            parts: None,
        };
        Some(match fact {
            Fact::BetterOnMeetingDays { measure: Measure::Mood, better, .. } => {
                told(Counted::Mood, *better, None, None)
            }
            Fact::BetterOnMeetingDays { measure: Measure::Sleep, better, .. } => {
                told(Counted::Sleep, *better, None, None)
            }
            Fact::LateUrges(OutOf { count: 0, .. }) => return None,
            Fact::LateUrges(late) => told(Counted::Late, *late, None, None),
            Fact::UrgesByPart(parts) => FactReport {
                fact: Counted::Parts,
                counted: None,
                name: None,
                record: None,
                parts: Some(*parts),
            },
            Fact::MostUrgesOn { weekday, urges } => {
                told(Counted::Weekday, *urges, Some(day_name(*weekday).to_owned()), None)
            }
            Fact::Trigger { trigger: TriggerName::Trigger(id), urges } => {
                told(Counted::Trigger, *urges, Some(title(*id)?), Some(*id))
            }
            Fact::Trigger { trigger: TriggerName::Label(label), urges } => {
                told(Counted::Trigger, *urges, Some(label.as_str().to_owned()), None)
            }
            Fact::WentDown { tool: ToolName::Strategy(id), uses } => {
                told(Counted::Tool, *uses, Some(title(*id)?), Some(*id))
            }
            Fact::WentDown { tool: ToolName::Label(label), uses } => {
                told(Counted::Tool, *uses, Some(label.as_str().to_owned()), None)
            }
            Fact::WentDown { tool: ToolName::BuiltIn(tool), uses } => {
                told(Counted::KithTool, *uses, Some(tool.clone()), None)
            }
        })
    }
}

/// A day of the week by its choice in `group.day`.
pub fn day_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
