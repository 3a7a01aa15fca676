//! Spans of time by a clock that somebody may set.

/// Whether a span of `lasts` milliseconds that ends at `end` is over, by a clock that may have been set in the middle of
/// it: a span whose end is further away than it is long is over.
pub fn is_over(now: i64, end: i64, lasts: i64) -> bool {
    now >= end || end.saturating_sub(now) > lasts
}
