//! What the window promises, one part of it in each module: by keyboard and names alone, and by pictures.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod support;

mod acts;
mod around;
mod carry;
mod clocks;
mod daily_life;
mod door;
mod hard_hour;
mod hardest_minute;
mod honest;
mod lists;
mod long_pages;
mod look;
mod look_flows;
mod look_night;
mod look_pages;
mod looking_back;
mod medicine;
mod own_words;
mod paper;
mod slips;
mod talks;
mod urges;
mod window;
