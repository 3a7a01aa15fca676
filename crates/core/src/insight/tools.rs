//! The owner's own tools for a craving, those first that helped most at such an hour and in such company.
//!
//! For each tool, over all its uses with a number before and a number after:
//!
//! ```text
//! weight of a use = hour × company
//!   hour          = 1 at the same time of day, falling evenly to 1/5 at twelve hours from it
//!   company       = 1 if it was the same (alone or not), 1/2 if it was not noted, 1/4 if it was other
//! expected drop   = (sum of weight × drop + lacking × overall) / (sum of weight + lacking)
//!   lacking       = what the sum of weights falls short of 3 whole uses, or 0
//!   overall       = the mean drop of all uses of all tools, each counted whole
//! ```
//!
//! So one lucky evening does not put a tool before all others, and a tool that was used a hundred times by
//! day is still known at night. The sums are kept in whole numbers, and are the same on every machine.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use kith_plan::UnixMillis;
use kith_plan::kinds::strategy;

use super::Sections;
use super::names::Names;
use super::uses::{ToolName, strategies, uses};
use super::wall::Wall;

/// So many uses at this very hour and in this company speak for themselves; fewer are filled up with the
/// mean of all.
pub const FULL_USES: i64 = 3;

const MINUTES_A_DAY: i64 = 24 * 60;
const FARTHEST_MINUTES: i64 = MINUTES_A_DAY / 2;
/// What is left of the weight of a use at the farthest hour, as minutes, is a fifth of the whole.
const HOUR_FLOOR: i64 = FARTHEST_MINUTES / 4;
const SAME_COMPANY: i64 = 4;
const UNKNOWN_COMPANY: i64 = 2;
const OTHER_COMPANY: i64 = 1;
/// The weight of a use at the same minute in the same company.
const WHOLE_WEIGHT: i64 = (FARTHEST_MINUTES + HOUR_FLOOR) * SAME_COMPANY;

/// What it is like at the moment for which tools are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RightNow {
    /// The moment; its hour is read in the zone where the owner is.
    pub now: UnixMillis,
    /// Whether the owner is alone, if that is known.
    pub alone: Option<bool>,
}

/// A tool and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTool {
    /// Which one.
    pub tool: ToolName,
    /// How often it was used.
    pub uses: u32,
    /// Of these, how often with a number before and a number after.
    pub rated: u32,
    /// By how much the craving went down in all of the rated uses together.
    pub drop_sum: i64,
}

impl OwnTool {
    /// By how much the craving went down on average, whatever the hour and the company. Nothing before the
    /// first rated use.
    pub fn mean_drop(&self) -> Option<f64> {
        let drop_sum = i32::try_from(self.drop_sum).ok()?;
        (self.rated > 0).then(|| f64::from(drop_sum) / f64::from(self.rated))
    }
}

/// The owner's strategies, and whatever else was used, in this order:
///
/// 1. tools after which cravings may be expected to go down, by how much (see the head of this module);
/// 2. strategies that were never rated, favourites first, then the older first;
/// 3. tools after which cravings may not be expected to go down, by how much they did not.
///
/// Equal ones keep the order of favourites first, then strategies by age, labels, tools of the program.
pub fn best_tools(sections: &Sections, right_now: RightNow, home: &TimeZone) -> Vec<OwnTool> {
    let minute_now = Wall::of_moment(right_now.now, home).minute_of_day();
    let names = Names::new(sections, strategies(sections));
    let mut tallies: BTreeMap<ToolName, Tally> = strategies(sections)
        .map(|record| {
            let is_favourite = strategy::FAVOURITE.of(record).unwrap_or(false);
            (ToolName::Strategy(record.id), Tally { is_favourite, ..Tally::default() })
        })
        .collect();
    let mut overall = Overall::default();
    for used in uses(sections, &names, home, |_| true) {
        let minutes = used.wall.minute_of_day();
        let weight = weight(minutes, used.alone, minute_now, right_now.alone);
        for tool in used.tools {
            let tally = tallies.entry(tool).or_default();
            tally.uses = tally.uses.saturating_add(1);
            if let Some(drop) = used.drop {
                tally.add(weight, drop);
                overall.drop_sum = overall.drop_sum.saturating_add(drop);
                overall.rated = overall.rated.saturating_add(1);
            }
        }
    }
    let mut ranked: Vec<(Expected, bool, OwnTool)> = tallies
        .into_iter()
        .map(|(tool, tally)| {
            let Tally { uses, rated, drop_sum, is_favourite, .. } = tally;
            (tally.expected(overall), is_favourite, OwnTool { tool, uses, rated, drop_sum })
        })
        .collect();
    // The sort is stable, and a map gives its tools in the order of their names.
    ranked.sort_by(|one, other| {
        one.0.cmp_best_first(other.0).then(Reverse(one.1).cmp(&Reverse(other.1)))
    });
    ranked.into_iter().map(|(_, _, tool)| tool).collect()
}

/// The weight of a use, up to [`WHOLE_WEIGHT`].
fn weight(minute: i64, alone: Option<bool>, minute_now: i64, alone_now: Option<bool>) -> i64 {
    let apart = (minute - minute_now).rem_euclid(MINUTES_A_DAY);
    let apart = apart.min(MINUTES_A_DAY - apart);
    let company = match (alone, alone_now) {
        (Some(then), Some(now)) if then == now => SAME_COMPANY,
        (Some(_), Some(_)) => OTHER_COMPANY,
        (None, _) | (_, None) => UNKNOWN_COMPANY,
    };
    (FARTHEST_MINUTES - apart + HOUR_FLOOR) * company
}

/// What is added up for one tool.
#[derive(Clone, Copy, Default)]
struct Tally {
    is_favourite: bool,
    uses: u32,
    rated: u32,
    drop_sum: i64,
    weight_sum: i64,
    weighted_drop_sum: i64,
}

/// What is added up for all tools.
#[derive(Clone, Copy, Default)]
struct Overall {
    drop_sum: i64,
    rated: i64,
}

impl Tally {
    fn add(&mut self, weight: i64, drop: i64) {
        self.rated = self.rated.saturating_add(1);
        self.drop_sum = self.drop_sum.saturating_add(drop);
        self.weight_sum = self.weight_sum.saturating_add(weight);
        self.weighted_drop_sum = self.weighted_drop_sum.saturating_add(weight.saturating_mul(drop));
    }

    fn expected(&self, overall: Overall) -> Expected {
        if self.rated == 0 {
            return Expected { numerator: 0, denominator: 1, is_rated: false };
        }
        let full = i128::from(FULL_USES * WHOLE_WEIGHT);
        let weight_sum = i128::from(self.weight_sum);
        let lacking = (full - weight_sum).max(0);
        let rated = i128::from(overall.rated.max(1));
        let numerator =
            rated * i128::from(self.weighted_drop_sum) + lacking * i128::from(overall.drop_sum);
        Expected { numerator, denominator: rated * (weight_sum + lacking), is_rated: true }
    }
}

/// An expected drop as a fraction, so that comparing two is exact.
#[derive(Clone, Copy)]
struct Expected {
    numerator: i128,
    /// Above zero.
    denominator: i128,
    is_rated: bool,
}

impl Expected {
    fn cmp_best_first(self, other: Expected) -> Ordering {
        let by_place = self.place().cmp(&other.place());
        let mine = self.numerator.saturating_mul(other.denominator);
        let theirs = other.numerator.saturating_mul(self.denominator);
        by_place.then(theirs.cmp(&mine))
    }

    /// Which of the three groups of [`best_tools`] it belongs to.
    fn place(self) -> u8 {
        match self {
            Expected { is_rated: false, .. } => 1,
            Expected { numerator: 1.., .. } => 0,
            Expected { .. } => 2,
        }
    }
}
