//! What the vault promises, one part of it in each module: on disks that fail, lie and lose power.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod support;

mod crash;
mod damage;
mod disk;
mod hurt;
mod refusals;
mod vault;
