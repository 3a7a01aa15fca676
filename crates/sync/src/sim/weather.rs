//! How rough the network is, and what is told of it.

use std::fmt;

use kith_seal::UnixMillis;

/// How rough the network is. Chances are for each frame delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults {
    /// Shortest and longest time on the way, in milliseconds.
    pub delay_millis: (u64, u64),
    /// In 1,000: the connection breaks instead.
    pub break_per_mille: u32,
    /// In 1,000: sender and receiver are cut off from each other for a while.
    pub partition_per_mille: u32,
    /// In 1,000: the receiver crashes before it reads the frame.
    pub crash_per_mille: u32,
    /// In 1,000, for each dial: both sides dial at once.
    pub duplicate_per_mille: u32,
}

impl Faults {
    /// Nothing goes wrong, a frame takes a millisecond.
    pub const CALM: Faults = Faults {
        delay_millis: (1, 1),
        break_per_mille: 0,
        partition_per_mille: 0,
        crash_per_mille: 0,
        duplicate_per_mille: 0,
    };

    /// Everything goes wrong now and then.
    pub const STORM: Faults = Faults {
        delay_millis: (1, 400),
        break_per_mille: 25,
        partition_per_mille: 8,
        crash_per_mille: 12,
        duplicate_per_mille: 250,
    };
}

/// One step that the network took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When, in simulated time.
    pub at: UnixMillis,
    /// What.
    pub what: String,
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>10} {}", self.at, self.what)
    }
}

/// The network did not come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not quiet after {steps} steps of seed {seed}")]
pub struct NotQuiet {
    /// The seed to replay.
    pub seed: u64,
    /// Steps taken.
    pub steps: u64,
}
