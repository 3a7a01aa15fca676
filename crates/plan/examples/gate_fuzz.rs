//! The gate's mutation fuzzer by hand, for as many mutations as wanted:
//!
//! `cargo run --release --example gate_fuzz -p kith-plan -- --mutations 250000 --seed 1`
//!
//! `--bare N` also tries the first N mutations without a gate, to show that they bite. Prints lines
//! of JSON and ends with a failure if a panic came through, a document broke or something honest was
//! refused.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout, clippy::unwrap_used)]
// A tool for people at a terminal: it prints, and may stop at the first surprise.

#[path = "../tests/behaviour/gate_fuzz/mod.rs"]
mod gate_fuzz;

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let mutations = argument("--mutations").unwrap_or(20_000) as usize;
    let seed = argument("--seed").unwrap_or(1);
    let bare = argument("--bare").unwrap_or(20_000) as usize;
    // What panics without the gate is counted, not told.
    std::panic::set_hook(Box::new(|_| {}));
    let began = Instant::now();
    let report = gate_fuzz::run(seed, mutations, bare);
    let seconds = began.elapsed().as_secs_f64();
    println!(r#"{{"run": {{"seed": {seed}, "mutations": {mutations}, "seconds": {seconds:.1}}}}}"#);
    print!("{report}");
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The number behind a named argument.
fn argument(name: &str) -> Option<u64> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|argument| argument == name)?;
    arguments.get(at + 1)?.parse().ok()
}
