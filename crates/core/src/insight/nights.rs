//! Nights with an urge.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_plan::UnixMillis;
use kith_plan::kinds::craving;

use super::figures::{OutOf, count};
use super::wall::{Wall, days_before, happened};
use super::{Sections, of_kind};

/// So many nights are looked at.
const NIGHTS: u32 = 7;
/// The hour at which a night begins, as in [`super::PartsOfDay`].
const BEGINS: i8 = 23;
/// And the hour at which it is over.
const ENDS: i8 = 5;

/// How many of the last nights had an urge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LateNights {
    /// On so many of the last seven.
    pub nights: OutOf,
    /// Whether the last one is among them.
    pub last_night: bool,
}

/// The last seven nights that began before today, and on how many of them an urge came. A night goes from
/// 23:00 until before 5:00 and belongs to the day on which it began; two urges of one night are one night.
pub fn late_nights(sections: &Sections, now: UnixMillis, home: &TimeZone) -> LateNights {
    let today = Wall::of_moment(now, home).day();
    let (first, last) = (days_before(today, NIGHTS), days_before(today, 1));
    let nights: BTreeSet<Date> = of_kind(sections, "cravings", craving::NAME_OF_KIND)
        .filter_map(|record| night(happened(craving::AT.of(record), record, home)))
        .filter(|night| (first..=last).contains(night))
        .collect();
    LateNights {
        nights: OutOf { count: count(nights.len()), of: NIGHTS },
        last_night: nights.contains(&last),
    }
}

/// The day on which the night of a moment began; nothing by day.
fn night(wall: Wall) -> Option<Date> {
    match wall.at.hour() {
        BEGINS.. => Some(wall.day()),
        hour if hour < ENDS => Some(days_before(wall.day(), 1)),
        _ => None,
    }
}
