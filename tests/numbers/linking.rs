//! N4: a new device reads the whole plan.

use std::time::Instant;

use crate::house::{House, wait_for_all};
use crate::table::{Table, Yardstick};

/// Links a desktop, once.
pub fn measure(house: &mut House, table: &mut Table) {
    let desktop = house.new_device("desktop");
    let before = house.laptop.recorder.bytes();
    let start = Instant::now();
    house.link(&desktop);
    wait_for_all(&desktop, house.records);
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = (house.laptop.recorder.bytes() - before) as f64 / 1e6;
    house.desktop = Some(desktop);
    let quoted = Yardstick { what: "bare automerge over iroh, quoted".to_owned(), figure: 1.4 };
    table.add("N4", "a new device, ticket to whole plan", (seconds, "s"), Some(1.0), Some(quoted));
    let quoted = Yardstick { what: "bare automerge over iroh, quoted".to_owned(), figure: 1.15 };
    table.add("N4", "and what travelled", (megabytes, "MB"), Some(1.5), Some(quoted));
}
