//! The one place that asks what time it is, and the one alarm that core may set.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kith_core::UnixMillis;

/// What says the time: the system's clock, unless another day is played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    ahead_millis: i64,
}

impl Clock {
    /// The system's clock, with so many milliseconds added.
    pub fn ahead_by(millis: i64) -> Clock {
        Clock { ahead_millis: millis }
    }

    /// The moment that it says.
    pub fn now(self) -> UnixMillis {
        UnixMillis(now().0.saturating_add(self.ahead_millis))
    }
}

/// The moment of the system's clock, in milliseconds since 1970 UTC.
pub fn now() -> UnixMillis {
    let millis = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis)
        }
    };
    UnixMillis(millis)
}

/// How many minutes east of UTC this system's clock stands now.
pub(super) fn offset_minutes() -> i32 {
    jiff::Zoned::now().offset().seconds() / 60
}

/// The moment at which core wants to be woken, if there is one.
#[derive(Debug, Default)]
pub(super) struct Alarm {
    at: Option<UnixMillis>,
}

impl Alarm {
    /// Takes a wish: the earlier of two stands.
    pub(super) fn wish(&mut self, at: UnixMillis) {
        self.at = Some(self.at.map_or(at, |standing| standing.min(at)));
    }

    /// How long the writer may sleep; nothing when no wish stands.
    pub(super) fn sleep(&self, now: UnixMillis) -> Option<Duration> {
        let at = self.at?;
        let millis = u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0);
        Some(Duration::from_millis(millis))
    }

    /// Whether the moment has come; a wish that was met is forgotten.
    pub(super) fn rings(&mut self, now: UnixMillis) -> bool {
        let rings = self.at.is_some_and(|at| at <= now);
        if rings {
            self.at = None;
        }
        rings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_wish_stands_and_rings_once() {
        let mut alarm = Alarm::default();
        assert_eq!(alarm.sleep(UnixMillis(0)), None);
        alarm.wish(UnixMillis(50));
        alarm.wish(UnixMillis(90));
        assert_eq!(alarm.sleep(UnixMillis(20)), Some(Duration::from_millis(30)));
        assert!(!alarm.rings(UnixMillis(49)));
        assert!(alarm.rings(UnixMillis(50)));
        assert!(!alarm.rings(UnixMillis(50)));
    }

    #[test]
    fn a_moment_that_has_passed_is_slept_for_no_time() {
        let mut alarm = Alarm::default();
        alarm.wish(UnixMillis(10));
        assert_eq!(alarm.sleep(UnixMillis(99)), Some(Duration::ZERO));
    }
}
