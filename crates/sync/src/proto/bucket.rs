//! A token bucket driven by the caller's time: how much a peer who is not an own device may send.

use kith_seal::UnixMillis;

use super::limits::GUEST_BYTES_PER_MINUTE;

/// How far below zero a peer may go before it is called a flooder: one window and one frame on top of a fair share.
const OVERDRAFT: i64 = 4 * 1024 * 1024;

/// Bytes a peer may still send. Below zero its acknowledgements are held back, which stops an honest peer; far below
/// zero the session ends.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    tokens: i64,
    at: Option<UnixMillis>,
}

impl Bucket {
    pub(super) fn new() -> Self {
        Self { tokens: GUEST_BYTES_PER_MINUTE as i64, at: None }
    }

    /// Adds what the time since the last call is worth. Time that goes backwards is worth nothing.
    pub(super) fn refill(&mut self, now: UnixMillis) {
        let full = GUEST_BYTES_PER_MINUTE as i64;
        if let Some(at) = self.at {
            let passed = now.0.saturating_sub(at.0).clamp(0, 60_000);
            let worth = passed.saturating_mul(full) / 60_000;
            if worth == 0 && passed > 0 {
                return;
            }
            self.tokens = self.tokens.saturating_add(worth).min(full);
        }
        self.at = Some(now);
    }

    /// Takes the price of `bytes`; false when the peer has gone too far.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        self.tokens = self.tokens.saturating_sub(i64::try_from(bytes).unwrap_or(i64::MAX));
        self.tokens > -OVERDRAFT
    }

    /// Whether the peer is within its rate.
    pub(super) fn is_open(&self) -> bool {
        self.tokens >= 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spent_bucket_fills_with_time_and_never_overflows() {
        let mut bucket = Bucket::new();
        bucket.refill(UnixMillis(0));
        assert!(bucket.take(GUEST_BYTES_PER_MINUTE as usize + 1_000_000));
        assert!(!bucket.is_open());
        bucket.refill(UnixMillis(3_000));
        assert!(!bucket.is_open());
        bucket.refill(UnixMillis(7_000));
        assert!(bucket.is_open());
        bucket.refill(UnixMillis(i64::MAX));
        assert_eq!(bucket.tokens, GUEST_BYTES_PER_MINUTE as i64);
        bucket.refill(UnixMillis(i64::MIN));
        assert_eq!(bucket.tokens, GUEST_BYTES_PER_MINUTE as i64);
    }

    #[test]
    fn a_flood_is_told_from_haste() {
        let mut bucket = Bucket::new();
        bucket.refill(UnixMillis(0));
        assert!(bucket.take(GUEST_BYTES_PER_MINUTE as usize));
        assert!(bucket.take(OVERDRAFT as usize - 1));
        assert!(!bucket.take(1));
    }
}
