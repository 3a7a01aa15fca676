//! What can be counted in the records of a plan, and when the next occasion is.
//!
//! This room knows how to count: uses, days, hours, occasions. It refuses to judge: it makes no score,
//! ranks no person, and names no cause. What it tells are numbers with what they are out of, and ids and
//! labels as data; whoever draws them finds the words.
//!
//! Everything here is a pure function of the records in a picture, of the moment now and of the zone where
//! the owner is. A section that is not in the picture is read as empty.
//!
//! **The clock on the wall.** The hour and the day of what happened are those that the clock and the
//! calendar said where it was written: a craving at two in the night in Lisbon stays one at two in the
//! night when it is looked at from New York. A moment that was written in UTC (`Z`) tells no wall, and is
//! read in the zone where the owner is now; so is "today".

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_plan::Record;

use crate::SectionView;

// ---- What the others share -------------------------------------------------------------------------
mod figures;
mod label;
mod names;
mod uses;
mod wall;

pub use figures::OutOf;
pub use label::Label;
pub use uses::ToolName;
pub use wall::Wall;

// ---- What helped -----------------------------------------------------------------------------------
mod tools;

pub use tools::{FULL_USES, OwnTool, RightNow, best_tools};

// ---- What comes next -------------------------------------------------------------------------------
mod dates;
mod recurrence;

pub use dates::{Asked, DAYS_AFTER, DateKind, SECTIONS_OF_DATES, dates};
pub use recurrence::{
    OCCASIONS_MAX, Occasion, OccasionKind, SECTIONS_OF_OCCASIONS, Schedule,
    TIME_OF_A_REMINDER_WITHOUT_ONE, next_occasions, occasions_between,
};

// ---- What adds up ----------------------------------------------------------------------------------
mod connection;
mod nights;
mod patterns;
mod progress;
mod screens;
mod series;

pub use connection::{Connection, InTouch, RoleHeld, Touched, connection, gaps, roles};
pub use nights::{LateNights, late_nights};
pub use patterns::{
    Fact, LATE_OF_URGES, LEAST_ENTRIES, Measure, PartsOfDay, Patterns, TRIGGERS_MAX, TriggerName,
};
pub use progress::{Progress, SECTIONS_OF_PROGRESS, progress};
pub use screens::{ScreenSort, Screened, TALK_FROM, screened, screens};
pub use series::{MeetingsOfWeek, MoodOfDay, SERIES_MAX};

// ---- What lies between two people ------------------------------------------------------------------
mod asides;

pub use asides::kept_aside;

// ---- What happened, in order -----------------------------------------------------------------------
mod timeline;

pub use timeline::{Happened, Timeline};

/// The sections of a plan by name, as [`crate::OpenView::sections`] holds them.
pub type Sections = BTreeMap<String, Arc<SectionView>>;

/// The records of one kind in its section. Deleted ones are not in a picture, and would not be counted.
fn of_kind<'a>(
    sections: &'a Sections,
    section: &str,
    kind: &'static str,
) -> impl Iterator<Item = &'a Record> + use<'a> {
    in_section(sections, section).filter(move |record| record.kind == kind)
}

/// The records of a section, of whatever kind.
fn in_section<'a>(
    sections: &'a Sections,
    section: &str,
) -> impl Iterator<Item = &'a Record> + use<'a> {
    let section = sections.get(section);
    let records = section.into_iter().flat_map(|section| section.records.iter());
    records.map(Arc::as_ref).filter(|record| record.gone.is_none())
}
