//! What core promises, one part of it in each module: whole houses in one thread, on disks in memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod support;

mod alone;
mod apart;
mod aside;
mod clocks;
mod damaged_book;
mod every_kind;
mod failing;
mod files;
mod granting;
mod guests;
mod insight;
mod judging;
mod linking;
mod listening;
mod lost_files;
mod lost_words;
mod made_good;
mod own_settings;
mod resting;
mod silence;
mod simulation;
mod together;
mod unkept;
mod unread;
