//! The numbers that whole Kiths hold, each beside its goal and its yardstick:
//!
//! ```text
//! cargo bench -p kith --bench numbers              all of them, about fifteen minutes
//! cargo bench -p kith --bench numbers -- N1 N2     only these
//! cargo bench -p kith --bench numbers -- --years 1 on a smaller plan, to see what grows
//! cargo bench -p kith --bench numbers -- N10 --streams 100   with fewer runs of the program
//! ```
//!
//! Whole programs wait for disks, sockets and each other, so what counts is how their times are spread; a
//! harness that repeats one closure cannot say that. The parts and the bare rivals are measured in the same
//! run, since a ratio outlives the machine on which it was taken and a time does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench stops at the first surprise, and prints"
)]

mod bytes;
mod edits;
mod frames;
mod growth;
mod house;
mod idle;
mod linking;
mod memory;
mod opening;
mod spread;
mod table;
mod yardstick;

/// Made-up plans, the same for the same seed.
#[path = "../../crates/plan/examples/ten_years/generator.rs"]
mod generator;

use house::House;
use table::Table;

/// The seed of the plan; printed with the numbers.
const SEED: u64 = 7;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let Some(folder) = after(&asked, "--peer") {
        return house::be_a_peer(folder.into());
    }
    for (flag, with_window) in [("--memory-core", false), ("--memory-window", true)] {
        if let Some(folder) = after(&asked, flag) {
            return memory::be_measured(folder.into(), with_window);
        }
    }
    let years: usize = after(&asked, "--years").map_or(10, |years| years.parse().unwrap());
    let named: Vec<&String> = asked.iter().filter(|word| word.starts_with('N')).collect();
    let wanted = |number: &str| named.is_empty() || named.iter().any(|name| *name == number);

    let mut table = Table::default();
    let mut house = House::of(years);
    let (made, records) = (house.made.len(), house.records);
    println!(
        "a plan of {years} years, seed {SEED}: {made} records, {records} with what labels stand for"
    );
    if wanted("N3") {
        opening::measure(&mut house, &mut table);
    }
    if wanted("N5") {
        memory::measure(&mut house, &mut table);
    }
    if wanted("N7") {
        frames::measure(&mut house, &mut table);
    }
    if wanted("N6") {
        idle::measure_alone(&house, &mut table);
    }
    if wanted("N1") {
        edits::measure_here(&house, &mut table);
    }
    if ["N2", "N4", "N6", "N9"].iter().any(|number| wanted(number)) {
        linking::measure(&mut house, &mut table);
    }
    if wanted("N2") {
        edits::measure_there(&house, &mut table);
    }
    if wanted("N9") {
        bytes::measure(&house, &mut table);
    }
    if wanted("N10") {
        let streams = after(&asked, "--streams");
        let streams = streams.map_or(growth::STREAMS, |streams| streams.parse().unwrap());
        growth::measure(&mut house, years, streams, &mut table);
    }
    if wanted("N6") {
        idle::measure_with_peers(&mut house, &mut table);
        idle::measure_window(&mut table);
    }
    table.print();
}

/// The word after `flag`.
fn after<'a>(asked: &'a [String], flag: &str) -> Option<&'a str> {
    let at = asked.iter().position(|word| word == flag)?;
    asked.get(at + 1).map(String::as_str)
}
