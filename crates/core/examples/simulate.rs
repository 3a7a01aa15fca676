//! Plays many seeds of the simulator: devices of one person and a guest, in one thread, in bad weather.
//!
//! `cargo run --release --example simulate -p kith-core -- --seeds 10000 [--from N]` plays that many seeds
//! from N on (0 unless told) and prints a line for every 500. A seed that fails is named, and the program
//! ends with 1. `--seed N` plays one seed again and prints all that happened.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a report to whoever runs it; the simulation stops at the first surprise"
)]

#[path = "../tests/behaviour/support/mod.rs"]
mod support;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use support::{Counted, Outcome, play};

/// Seeds between two lines of the report.
const A_LINE: u64 = 500;

struct Wanted {
    seeds: u64,
    from: u64,
    only: Option<u64>,
}

/// Sums over all seeds so far.
#[derive(Default)]
struct Sums {
    seeds: u64,
    answered: u64,
    restarts: u64,
    torn: u64,
    shares: u64,
    linked: u64,
    clocks: u64,
    counted: Counted,
    envelopes: u64,
}

fn main() -> ExitCode {
    let wanted = match wanted(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(why) => {
            println!("{why}\nuse: simulate [--seeds N] [--from N] | --seed N");
            return ExitCode::from(2);
        }
    };
    match wanted.only {
        Some(seed) => replay(seed),
        None => play_many(&wanted),
    }
}

fn wanted(mut args: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted { seeds: 1_000, from: 0, only: None };
    while let Some(name) = args.next() {
        let value = args.next().and_then(|value| value.parse::<u64>().ok());
        let value = value.ok_or_else(|| format!("{name} needs a number"))?;
        match name.as_str() {
            "--seeds" => wanted.seeds = value,
            "--from" => wanted.from = value,
            "--seed" => wanted.only = Some(value),
            _ => return Err(format!("unknown: {name}")),
        }
    }
    Ok(wanted)
}

fn replay(seed: u64) -> ExitCode {
    let mut story = Vec::new();
    let played = play(seed, Some(&mut story));
    for line in &story {
        println!("{} {}", line.at, line.what);
    }
    match played {
        Ok(outcome) => {
            println!("seed {seed}: {outcome:?}");
            println!("fingerprint {}", outcome.fingerprint);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn play_many(wanted: &Wanted) -> ExitCode {
    let began = Instant::now();
    let next = AtomicU64::new(wanted.from);
    let end = wanted.from.saturating_add(wanted.seeds);
    let has_failed = AtomicBool::new(false);
    let sums = Mutex::new(Sums::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    match play(seed, None) {
                        Ok(outcome) => {
                            let mut sums = sums.lock().unwrap();
                            sums.add(&outcome);
                            if sums.seeds.is_multiple_of(A_LINE) {
                                sums.print(began);
                            }
                        }
                        Err(failure) => {
                            has_failed.store(true, Ordering::Relaxed);
                            println!("FAILED {failure}");
                            println!(
                                "replay: cargo run --release --example simulate -p kith-core -- \
                                 --seed {seed}"
                            );
                        }
                    }
                }
            });
        }
    });
    sums.lock().unwrap().print(began);
    if has_failed.load(Ordering::Relaxed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

impl Sums {
    fn add(&mut self, outcome: &Outcome) {
        self.seeds += 1;
        self.answered += outcome.answered;
        self.restarts += outcome.restarts;
        self.torn += outcome.torn;
        self.shares += outcome.shares;
        self.linked += outcome.linked;
        self.clocks += outcome.clocks;
        self.counted += outcome.counted;
        self.envelopes += outcome.envelopes;
    }

    fn print(&self, began: Instant) {
        println!(
            "{} seeds ended equal in {:.1} s: {} commands done, {} restarts ({} in the middle of a \
             write), {} shares made or ended, {} devices linked, {} clocks set, {} views kept and {} read, {} snapshots \
             made and {} taken, {} times nothing was damaged, {} envelopes at rest",
            self.seeds,
            began.elapsed().as_secs_f64(),
            self.answered,
            self.restarts,
            self.torn,
            self.shares,
            self.linked,
            self.clocks,
            self.counted.views_kept,
            self.counted.views_read,
            self.counted.snapshots_made,
            self.counted.snapshots_taken,
            self.counted.looks,
            self.envelopes,
        );
    }
}
