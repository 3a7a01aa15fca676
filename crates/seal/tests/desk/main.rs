//! The desk from outside, as the rest of the house uses it: a person, a second device, a guest.
// Tests may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod account;
mod meeting;
mod person;
mod sharing;
