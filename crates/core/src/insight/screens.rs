//! The sums of the two short screens, PHQ-2 and GAD-2: two answers of 0 to 3 each, for the past two weeks.
//!
//! A sum is no finding. From 3 on the public rule of both is to talk to somebody about it; what that is
//! called is for the words to say.

use jiff::tz::TimeZone;
use kith_plan::kinds::screen as kept;
use kith_plan::{Record, RecordId};

use super::wall::{Wall, happened};
use super::{Sections, of_kind};

/// From this sum on, both screens say: talk to somebody about it.
pub const TALK_FROM: u8 = 3;

/// Which two questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScreenSort {
    /// PHQ-2.
    Phq2,
    /// GAD-2.
    Gad2,
}

/// One screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screened {
    /// Its record.
    pub record: RecordId,
    /// Which two questions.
    pub sort: ScreenSort,
    /// When.
    pub wall: Wall,
    /// The sum of both answers, 0 to 6; nothing unless both were given.
    pub total: Option<u8>,
}

impl Screened {
    /// Whether the sum is [`TALK_FROM`] or more; nothing without a sum.
    pub fn reaches_talk_from(&self) -> Option<bool> {
        self.total.map(|total| total >= TALK_FROM)
    }
}

/// All screens of the plan, the newest first.
pub fn screens(sections: &Sections, home: &TimeZone) -> Vec<Screened> {
    let mut screens: Vec<Screened> = of_kind(sections, "screens", kept::NAME_OF_KIND)
        .filter_map(|record| screened(record, home))
        .collect();
    screens.sort_by(|one, other| {
        (other.wall.moment, other.record).cmp(&(one.wall.moment, one.record))
    });
    screens
}

/// One `screen` record; nothing if it is no screen that this version knows.
pub fn screened(record: &Record, home: &TimeZone) -> Option<Screened> {
    let sort = match (record.kind.as_str(), kept::SORT.of(record)?) {
        (kept::NAME_OF_KIND, "phq2") => ScreenSort::Phq2,
        (kept::NAME_OF_KIND, "gad2") => ScreenSort::Gad2,
        _ => return None,
    };
    let answers = answer(kept::FIRST.of(record)).zip(answer(kept::SECOND.of(record)));
    Some(Screened {
        record: record.id,
        sort,
        wall: happened(kept::AT.of(record), record, home),
        total: answers.map(|(first, second)| first + second),
    })
}

/// An answer, if it is one of the four.
fn answer(number: Option<i64>) -> Option<u8> {
    number.and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= 3)
}
