//! Whole houses in one thread: a real core, a real desk, a real vault on a disk in memory, and a wire
//! that carries what they send to each other.

#![allow(dead_code, unused_imports)]

mod device;
mod house;
pub mod kinds;
pub mod people;
pub mod runs;
mod scenario;
mod wire;

pub use device::{Counted, Device, Made, Told};
pub use house::House;
pub use scenario::{Failure, Outcome, StoryLine, play};
pub use wire::Wire;

use kith_core::{Answer, RecordReport};
use serde_json::{Map, Value};

/// The passphrase of every house in these tests.
pub const PASSPHRASE: &str = "maple quiet river lamp";

/// A JSON object out of a literal.
pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// The one record that an answer holds.
pub fn record(answer: Answer) -> RecordReport {
    match answer {
        Answer::Record(record) => *record,
        other => panic!("not a record: {other:?}"),
    }
}

/// The records that an answer holds.
pub fn records(answer: Answer) -> Vec<RecordReport> {
    match answer {
        Answer::Records(records) => records,
        other => panic!("not records: {other:?}"),
    }
}
