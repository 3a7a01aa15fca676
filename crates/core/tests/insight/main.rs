//! What is counted in records, against answers that were worked out by hand, and against plain and slow
//! ways to count the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// A test stops at the first surprise.

mod support;

mod connection;
mod nights;
mod patterns;
mod progress;
mod recurrence;
mod screens;
mod timeline;
mod tools;
