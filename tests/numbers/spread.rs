//! How times are spread.

use std::time::Duration;

/// Times of one thing done many times.
#[derive(Default)]
pub struct Spread(Vec<Duration>);

impl Spread {
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time that so many of a hundred do not exceed, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent / 100).min(sorted.len() - 1);
        sorted[at].as_secs_f64() * 1000.0
    }

    pub fn p50(&self) -> f64 {
        self.percentile(50)
    }

    pub fn p99(&self) -> f64 {
        self.percentile(99)
    }

    pub fn p95(&self) -> f64 {
        self.percentile(95)
    }
}
