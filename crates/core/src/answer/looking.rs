//! What the plan says of the days that were and of those to come, as the command line tells it.

use std::fmt;

use kith_plan::RecordId;
use serde::Serialize;

use crate::insight::{
    InTouch, Occasion, OccasionKind, OutOf, OwnTool, Progress, ScreenSort, Screened, Sections,
    ToolName, Touched,
};

/// Something that helped, or may.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ToolReport {
    /// What the owner calls it; absent for a tool of the program itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its `strategy`, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The choice of `toolrun.tool`, for a tool of the program itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kith_tool: Option<String>,
    /// How often it was used.
    pub uses: u32,
    /// Of these, how often with a number before and a number after.
    pub rated: u32,
    /// By how much the urge went down in all rated uses together.
    pub drop_sum: i64,
}

impl ToolReport {
    /// A tool as it is told; nothing if it is of a record that is gone.
    pub fn of(tool: &OwnTool, sections: &Sections) -> Option<ToolReport> {
        let OwnTool { uses, rated, drop_sum, .. } = *tool;
        let (name, record, kith_tool) = match &tool.tool {
            ToolName::Strategy(id) => (Some(title(*id, sections)?), Some(*id), None),
            ToolName::Label(label) => (Some(label.as_str().to_owned()), None, None),
            ToolName::BuiltIn(tool) => (None, None, Some(tool.clone())),
        };
        Some(ToolReport { name, record, kith_tool, uses, rated, drop_sum })
    }
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct HappenedReport {
    /// The day on the calendar where it was written.
    pub day: String,
    /// The moment as it was written; absent for what has a day alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Its kind.
    pub kind: &'static str,
    /// Its section.
    pub section: String,
    /// Its id.
    pub record: RecordId,
    /// Its first line, which may be empty.
    pub title: String,
}

/// Answer to `touch`. The week is today and the six days before it.
#[derive(Clone, Serialize)]
pub struct TouchReport {
    /// The first day of the week that is counted.
    pub first_day: String,
    /// Its last, which is today.
    pub last_day: String,
    /// Everybody who was ever reached; who was last, first.
    pub people: Vec<InTouchReport>,
    /// Meetings of groups.
    pub meetings: TouchedReport,
    /// Days on which a check-in says that one was in touch.
    pub connected: TouchedReport,
}

/// Somebody who was reached.
#[derive(Clone, Serialize)]
pub struct InTouchReport {
    /// Their `person` record, if they have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<RecordId>,
    /// What the owner calls them.
    pub name: String,
    /// How often, and when last.
    #[serde(flatten)]
    pub touched: TouchedReport,
}

impl From<&InTouch> for InTouchReport {
    fn from(in_touch: &InTouch) -> InTouchReport {
        InTouchReport {
            person: in_touch.person,
            name: in_touch.label.as_str().to_owned(),
            touched: in_touch.touched.into(),
        }
    }
}

/// How often, and when last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TouchedReport {
    /// How often in the week.
    pub this_week: u32,
    /// The last day, in whatever week.
    pub last: Option<String>,
}

impl From<Touched> for TouchedReport {
    fn from(touched: Touched) -> TouchedReport {
        TouchedReport {
            this_week: touched.this_week,
            last: touched.last.map(|day| day.to_string()),
        }
    }
}

/// Answer to `progress`; null as long as the owner has chosen no day to count from. Nothing of it is ever set back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProgressReport {
    /// The day from which the owner counts.
    pub start: String,
    /// The days from it until today.
    pub days: u32,
    /// Days since the last use, if the owner keeps that day.
    pub days_since_last_use: Option<u32>,
    /// Days without a noted use, of the last 100 or of those since the start.
    pub hundred: OutOf,
    /// The most days in a row.
    pub longest_run: u32,
    /// The days since the last noted use, or since the start.
    pub run_now: u32,
    /// Urges that were ridden out, of all since the start.
    pub urges_ridden_out: OutOf,
    /// Days with a meeting since the start.
    pub meeting_days: u32,
}

impl From<&Progress> for ProgressReport {
    fn from(progress: &Progress) -> ProgressReport {
        ProgressReport {
            start: progress.start.to_string(),
            days: progress.days,
            days_since_last_use: progress.days_since_last_use,
            hundred: progress.hundred,
            longest_run: progress.longest_run,
            run_now: progress.run_now,
            urges_ridden_out: progress.urges_ridden_out,
            meeting_days: progress.meeting_days,
        }
    }
}

/// Something that comes.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ComingReport {
    /// When it begins, by the clock of its own place.
    pub starts: String,
    /// The zone of that clock, if it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The kind of its record.
    pub kind: &'static str,
    /// Its record.
    pub record: RecordId,
    /// The first line of it, which may be empty.
    pub title: String,
    /// How many minutes it lasts, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

impl ComingReport {
    /// An occasion as it is told; nothing if its record is gone.
    pub fn of(occasion: &Occasion, sections: &Sections) -> Option<ComingReport> {
        let starts = &occasion.starts;
        Some(ComingReport {
            starts: starts.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            zone: starts.time_zone().iana_name().map(str::to_owned),
            kind: match occasion.kind {
                OccasionKind::Meeting => "group",
                OccasionKind::Appointment => "appt",
                OccasionKind::Reminder => "reminder",
                OccasionKind::Medicine => "med",
            },
            record: occasion.record,
            title: title(occasion.record, sections)?,
            minutes: occasion.minutes,
        })
    }
}

/// What the answers to two questions add up to. It finds nothing out.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ScreenReport {
    /// Its record.
    pub record: RecordId,
    /// `phq2` or `gad2`.
    pub sort: &'static str,
    /// The day on which it was answered.
    pub day: String,
    /// The sum of both answers, 0 to 6; null unless both were given.
    pub sum: Option<u8>,
    /// Whether the public rule of both says to talk to somebody about it; null without a sum.
    pub talk: Option<bool>,
}

impl From<&Screened> for ScreenReport {
    fn from(screened: &Screened) -> ScreenReport {
        ScreenReport {
            record: screened.record,
            sort: match screened.sort {
                ScreenSort::Phq2 => "phq2",
                ScreenSort::Gad2 => "gad2",
            },
            day: screened.wall.day().to_string(),
            sum: screened.total,
            talk: screened.reaches_talk_from(),
        }
    }
}

/// The first line of a record.
pub(crate) fn title(id: RecordId, sections: &Sections) -> Option<String> {
    let record = sections.values().find_map(|section| section.records.get(id))?;
    Some(record.title())
}

/// What people wrote never reaches a log.
macro_rules! quiet {
    ($($report:ident: $shown:ident),+) => {
        $(impl fmt::Debug for $report {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({:?})", stringify!($report), self.$shown)
            }
        })+
    };
}

quiet!(ToolReport: uses, HappenedReport: kind, TouchReport: last_day, InTouchReport: touched,
    ComingReport: kind, ScreenReport: sort);
