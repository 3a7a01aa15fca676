//! What the records of a while say when they are counted: plain facts, each with what it is out of.
//!
//! A fact is told only when there are [`LEAST_ENTRIES`] entries behind it; else it is absent. None says why
//! something is so, and two things that fall on the same day are told as just that.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use kith_plan::kinds::{attend, checkin, craving, daycare, trigger};
use kith_plan::{Record, RecordId, UnixMillis};

use super::figures::{OutOf, count};
use super::label::Label;
use super::names::{Meant, Names};
use super::uses::{ToolName, Use, strategies, uses};
use super::wall::{Wall, days_before, happened, happened_on};
use super::{Sections, in_section, of_kind};

/// A fact needs so many entries.
pub const LEAST_ENTRIES: u32 = 7;
/// Of so many of the latest urges it is told how many came late.
pub const LATE_OF_URGES: u32 = 5;
/// So many of the most frequent triggers are told.
pub const TRIGGERS_MAX: usize = 3;

/// Something that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// On so many of the days with a meeting that have such a number, it was above the mean of all numbers
    /// on days without one. Told when there are enough days of both sorts.
    BetterOnMeetingDays {
        /// Which number.
        measure: Measure,
        /// On how many days it was above, of all days with a meeting and a number.
        better: OutOf,
        /// How many days without a meeting have a number.
        other_days: u32,
    },
    /// Of the latest urges so many came in the night.
    LateUrges(OutOf),
    /// The urges by part of the day.
    UrgesByPart(PartsOfDay),
    /// The one day of the week that had more urges than each of the others, and how many of all.
    MostUrgesOn {
        /// The day of the week.
        weekday: Weekday,
        /// How many urges, of all.
        urges: OutOf,
    },
    /// A trigger, and how many of the urges with a trigger name it. The most frequent come first.
    Trigger {
        /// Which one.
        trigger: TriggerName,
        /// How many urges name it, of those that name any.
        urges: OutOf,
    },
    /// A tool, and after how many of its rated uses the craving was lower. Tools come in the order of their
    /// names, which is no ranking.
    WentDown {
        /// Which one.
        tool: ToolName,
        /// How often it went down, of its rated uses.
        uses: OutOf,
    },
}

/// A number that the owner gives a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// `checkin.mood`, the mean of the day.
    Mood,
    /// `daycare.slept`, as it was noted for that day.
    Sleep,
}

/// How many of something came in each part of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PartsOfDay {
    /// From 23:00 until before 5:00.
    pub night: u32,
    /// From 5:00 until before 12:00.
    pub morning: u32,
    /// From 12:00 until before 17:00.
    pub afternoon: u32,
    /// From 17:00 until before 23:00.
    pub evening: u32,
}

/// One of the owner's triggers, as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerName {
    /// A trigger of the plan.
    Trigger(RecordId),
    /// A label that stands for no trigger, or for one that was deleted.
    Label(Label),
}

/// What is counted of the last days, gathered once from a picture; facts and series are then quick to tell.
/// It holds words that the owner wrote, so it has to go when the plan is locked.
pub struct Patterns {
    pub(super) period: RangeInclusive<Date>,
    pub(super) moods: BTreeMap<Date, Ratings>,
    sleeps: BTreeMap<Date, Ratings>,
    pub(super) meetings: BTreeMap<Date, u32>,
    /// In order of time.
    pub(super) urges: Vec<Urge>,
    uses: Vec<Use>,
}

/// All numbers of one day.
#[derive(Clone, Copy, Default)]
pub(super) struct Ratings {
    pub(super) sum: i64,
    pub(super) entries: u32,
}

/// One craving.
pub(super) struct Urge {
    pub(super) wall: Wall,
    triggers: Vec<TriggerName>,
}

impl Patterns {
    /// Gathers what is counted of today and the days before it, `days` in all, in one pass over each section.
    pub fn of(sections: &Sections, days: u32, now: UnixMillis, home: &TimeZone) -> Patterns {
        let today = Wall::of_moment(now, home).day();
        let period = days_before(today, days.saturating_sub(1))..=today;
        let names = Names::new(sections, strategies(sections));
        // After a flight to the west, what was noted just now may be of a day that has not come here.
        let is_counted =
            |wall: Wall| period.contains(&wall.day()) || wall.day() > today && wall.moment <= now;
        let uses = uses(sections, &names, home, is_counted);
        let mut patterns = Patterns {
            moods: BTreeMap::new(),
            sleeps: BTreeMap::new(),
            meetings: BTreeMap::new(),
            urges: urges(sections, is_counted, home),
            uses: uses.collect(),
            period,
        };
        patterns.gather_days(sections, home);
        patterns
    }

    fn gather_days(&mut self, sections: &Sections, home: &TimeZone) {
        for record in in_section(sections, "checkins") {
            match record.kind.as_str() {
                checkin::NAME_OF_KIND => {
                    let mood = checkin::MOOD.of(record).filter(|mood| (1..=5).contains(mood));
                    let day = happened(checkin::AT.of(record), record, home).day();
                    note(&mut self.moods, &self.period, day, mood);
                }
                daycare::NAME_OF_KIND => {
                    let slept = daycare::SLEPT.of(record).filter(|slept| (0..=10).contains(slept));
                    let day = happened_on(daycare::ON.of(record), record, home);
                    note(&mut self.sleeps, &self.period, day, slept);
                }
                _ => {}
            }
        }
        for record in of_kind(sections, "groups", attend::NAME_OF_KIND) {
            let day = happened_on(attend::ON.of(record), record, home);
            if self.period.contains(&day) {
                let meetings = self.meetings.entry(day).or_default();
                *meetings = meetings.saturating_add(1);
            }
        }
    }

    /// What can be said of these days. The order is fixed: meeting days, late urges, parts of the day, day
    /// of the week, triggers, tools.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        facts.extend(self.on_meeting_days(Measure::Mood, &self.moods));
        facts.extend(self.on_meeting_days(Measure::Sleep, &self.sleeps));
        if count(self.urges.len()) >= LEAST_ENTRIES {
            facts.push(Fact::LateUrges(late(&self.urges)));
            facts.push(Fact::UrgesByPart(PartsOfDay::of(&self.urges)));
            facts.extend(most_urges_on(&self.urges));
        }
        facts.extend(triggers(&self.urges));
        facts.extend(self.went_down());
        facts
    }

    fn on_meeting_days(&self, measure: Measure, rated: &BTreeMap<Date, Ratings>) -> Option<Fact> {
        let (mut with, mut other, mut other_days) = (Vec::new(), Ratings::default(), 0);
        for (day, ratings) in rated {
            if self.meetings.contains_key(day) {
                with.push(*ratings);
            } else {
                other.sum += ratings.sum;
                other.entries = other.entries.saturating_add(ratings.entries);
                other_days += 1;
            }
        }
        let mut better = OutOf::default();
        for ratings in with {
            better.add(ratings.is_above(other));
        }
        let is_enough = better.of >= LEAST_ENTRIES && other_days >= LEAST_ENTRIES;
        is_enough.then_some(Fact::BetterOnMeetingDays { measure, better, other_days })
    }

    fn went_down(&self) -> impl Iterator<Item = Fact> {
        let mut tools: BTreeMap<&ToolName, OutOf> = BTreeMap::new();
        for used in &self.uses {
            let Some(drop) = used.drop else {
                continue;
            };
            for tool in &used.tools {
                tools.entry(tool).or_default().add(drop > 0);
            }
        }
        tools
            .into_iter()
            .filter(|(_, uses)| uses.of >= LEAST_ENTRIES)
            .map(|(tool, uses)| Fact::WentDown { tool: tool.clone(), uses })
    }
}

impl Ratings {
    /// Whether its mean is above the other's.
    fn is_above(self, other: Ratings) -> bool {
        self.sum * i64::from(other.entries) > other.sum * i64::from(self.entries)
    }
}

impl PartsOfDay {
    fn of(urges: &[Urge]) -> PartsOfDay {
        let mut parts = PartsOfDay::default();
        for urge in urges {
            let part = match urge.wall.at.hour() {
                5..12 => &mut parts.morning,
                12..17 => &mut parts.afternoon,
                17..23 => &mut parts.evening,
                _ => &mut parts.night,
            };
            *part = part.saturating_add(1);
        }
        parts
    }

    /// How many in the whole day.
    pub fn sum(self) -> u32 {
        [self.night, self.morning, self.afternoon, self.evening]
            .into_iter()
            .fold(0, u32::saturating_add)
    }
}

fn note(
    days: &mut BTreeMap<Date, Ratings>,
    period: &RangeInclusive<Date>,
    day: Date,
    rating: Option<i64>,
) {
    if let Some(rating) = rating.filter(|_| period.contains(&day)) {
        let ratings = days.entry(day).or_default();
        ratings.sum += rating;
        ratings.entries = ratings.entries.saturating_add(1);
    }
}

/// The cravings of these days, in order of time.
fn urges(sections: &Sections, is_counted: impl Fn(Wall) -> bool, home: &TimeZone) -> Vec<Urge> {
    let names = Names::new(sections, of_kind(sections, "triggers", trigger::NAME_OF_KIND));
    let mut urges: Vec<(RecordId, Urge)> = of_kind(sections, "cravings", craving::NAME_OF_KIND)
        .map(|record| (record, happened(craving::AT.of(record), record, home)))
        .filter(|(_, wall)| is_counted(*wall))
        .map(|(record, wall)| (record.id, Urge { wall, triggers: named_triggers(record, &names) }))
        .collect();
    urges.sort_by_key(|(id, urge)| (urge.wall.moment, *id));
    urges.into_iter().map(|(_, urge)| urge).collect()
}

fn named_triggers(record: &Record, names: &Names<'_>) -> Vec<TriggerName> {
    let labels = craving::TRIGGERS.of(record).unwrap_or_default();
    let field = craving::TRIGGERS.name();
    labels
        .into_iter()
        .map(|label| match names.meant(record.id, field, label) {
            Meant::Record(id) => TriggerName::Trigger(id),
            Meant::Gone | Meant::Nothing => TriggerName::Label(Label::from(label)),
        })
        .collect()
}

/// The urges are in order of time, so the latest are the last.
fn late(urges: &[Urge]) -> OutOf {
    let latest = urges.len().saturating_sub(usize::try_from(LATE_OF_URGES).unwrap_or(0));
    let latest = urges.get(latest..).unwrap_or_default();
    OutOf { count: PartsOfDay::of(latest).night, of: count(latest.len()) }
}

fn most_urges_on(urges: &[Urge]) -> Option<Fact> {
    let mut days: BTreeMap<i8, (u32, Weekday)> = BTreeMap::new();
    for urge in urges {
        let weekday = urge.wall.day().weekday();
        days.entry(weekday.to_monday_one_offset()).or_insert((0, weekday)).0 += 1;
    }
    let mut days: Vec<(u32, Weekday)> = days.into_values().collect();
    days.sort_by_key(|(urges, _)| Reverse(*urges));
    match days.as_slice() {
        [(most, _), (second, _), ..] if most == second => None,
        [(most, weekday), ..] => Some(Fact::MostUrgesOn {
            weekday: *weekday,
            urges: OutOf { count: *most, of: count(urges.len()) },
        }),
        [] => None,
    }
}

fn triggers(urges: &[Urge]) -> Vec<Fact> {
    let mut triggers: BTreeMap<&TriggerName, u32> = BTreeMap::new();
    let mut of = 0;
    for urge in urges.iter().filter(|urge| !urge.triggers.is_empty()) {
        of += 1;
        for trigger in &urge.triggers {
            *triggers.entry(trigger).or_default() += 1;
        }
    }
    if of < LEAST_ENTRIES {
        return Vec::new();
    }
    let mut triggers: Vec<(&TriggerName, u32)> = triggers.into_iter().collect();
    triggers.sort_by_key(|(_, count)| Reverse(*count));
    triggers
        .into_iter()
        .take(TRIGGERS_MAX)
        .map(|(trigger, count)| Fact::Trigger {
            trigger: trigger.clone(),
            urges: OutOf { count, of },
        })
        .collect()
}
