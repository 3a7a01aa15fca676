//! What is counted in records, against answers that were worked out by hand, and against plain and slow
//! ways to count the same.

mod support;

mod connection;
mod dates;
mod nights;
mod patterns;
mod progress;
mod recurrence;
mod screens;
mod timeline;
mod tools;
