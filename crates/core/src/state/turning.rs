//! When a picture that nothing has changed is out of date all the same: when something comes, and at the full
//! hour, which may be a new day. It is drawn anew then, so that a reminder comes by itself.

use std::sync::Arc;

use jiff::tz::{Offset, TimeZone};
use kith_plan::UnixMillis;

use super::Open;
use super::clocks::is_over;
use crate::insight::{SECTIONS_OF_OCCASIONS, Sections, next_occasions};
use crate::snapshot::SectionView;
use crate::work::Work;

const HOUR_MILLIS: i64 = 3_600_000;

/// When the picture turns, and what that was worked out from.
#[derive(Debug, Default)]
pub(crate) struct Turning {
    at: Option<UnixMillis>,
    from: Vec<Option<Arc<SectionView>>>,
}

impl Turning {
    fn is_from(&self, sections: &Sections) -> bool {
        self.from.len() == SECTIONS_OF_OCCASIONS.len()
            && self.from.iter().zip(SECTIONS_OF_OCCASIONS).all(|(seen, name)| {
                match (seen, sections.get(name)) {
                    (Some(seen), Some(now)) => Arc::ptr_eq(seen, now),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                }
            })
    }
}

impl Open {
    /// A picture of these sections was drawn: wishes to be woken when it turns.
    pub(crate) fn note_drawn(&mut self, now: UnixMillis, work: &mut Work, sections: &Sections) {
        let is_due = |at| is_over(now, at, HOUR_MILLIS);
        if self.turning.at.is_none_or(is_due) || !self.turning.is_from(sections) {
            let hour = now.0.div_euclid(HOUR_MILLIS).saturating_add(1).saturating_mul(HOUR_MILLIS);
            let offset = Offset::from_seconds(self.offset_minutes.saturating_mul(60));
            let zone = offset.map_or(TimeZone::UTC, TimeZone::fixed);
            let next = next_occasions(sections, now, &zone).into_iter().next();
            let comes = next.map_or(i64::MAX, |next| next.starts.timestamp().as_millisecond());
            self.turning = Turning {
                at: Some(UnixMillis(comes.min(hour))),
                from: SECTIONS_OF_OCCASIONS.map(|name| sections.get(name).cloned()).to_vec(),
            };
        }
        if let Some(at) = self.turning.at {
            work.wake_at(at);
        }
    }

    /// Time has passed: the picture may be out of date.
    pub(crate) fn turn_picture(&mut self, now: UnixMillis, work: &mut Work) {
        if self.turning.at.is_some_and(|at| is_over(now, at, HOUR_MILLIS)) {
            work.changed = true;
        }
    }
}
