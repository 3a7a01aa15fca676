//! What the plan promises, one part of it in each module: volumes, what is written into them, and the gate in front.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod gate_fuzz;
mod support;

mod admission;
mod gate_attacks;
mod gate_bytes;
mod gate_mutations;
mod gate_operations;
mod gate_order;
mod gate_rules;
mod gate_snapshots;
mod merging;
mod newer_kith;
mod restoring;
mod search;
mod sections;
mod ten_years;
mod undo;
mod views;
mod writing;
