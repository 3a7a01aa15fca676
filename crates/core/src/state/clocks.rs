//! Spans of time by a clock that somebody may set.

use kith_plan::UnixMillis;

/// Whether a span of so many milliseconds that ends at `end` is over. A clock that was set back makes the end
/// look further away than it ever was; nothing waits, and no power is kept, for that long.
pub(crate) fn is_over(now: UnixMillis, end: UnixMillis, lasts: i64) -> bool {
    kith_sync::is_over(now.0, end.0, lasts)
}
