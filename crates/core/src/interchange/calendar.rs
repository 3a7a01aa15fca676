//! Calendars: RFC 5545, written and read.
//!
//! A calendar goes to other programs and often to other people's machines, so what is written holds times
//! and neutral titles, and no name, place or note.

mod lines;
mod read;
mod rule;
mod windows;
mod write;
mod zones;

pub(super) use read::read;
pub use rule::{Repeats, Unheld, Unit};
pub use write::{CalendarWords, calendar};

/// What stands after the id of a record in the id of its event, so that the record is known again.
const OURS: &str = "@kith.invalid";
