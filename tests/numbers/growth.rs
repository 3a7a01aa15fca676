//! N10: what an edit, its way to another device and a session without news cost in a plan of one year, of ten, and in
//! one that a thousand runs of the program have written.

use serde_json::json;

use crate::house::{House, reopened, unlock, wait_for_all};
use crate::table::{Table, Yardstick};
use crate::{bytes, edits};

/// So many runs write into one volume unless another number is asked for: when it has so many streams, it is tidied.
pub const STREAMS: usize = 1_000;
/// Beyond this times the figure of one year, a cost has grown.
const FLAT: f64 = 1.25;

/// The three figures of one plan.
struct Costs {
    edit: f64,
    seen: f64,
    durable: f64,
    idle: f64,
}

/// Against a plan of one year: the house's own, then one with a thousand streams.
pub fn measure(house: &mut House, years: usize, streams: usize, table: &mut Table) {
    let small = Costs::of(&mut House::of(1));
    for (what, figure, unit) in [
        ("an edit to durable, p50", small.edit, "ms"),
        ("an edit here to shown there, p50", small.seen, "ms"),
        ("an edit here to shown and durable there, p50", small.durable, "ms"),
        ("a session in which nothing is new", small.idle, "B"),
    ] {
        table.add("N10", format!("one year: {what}"), (figure, unit), None, None);
    }
    add(table, &format!("{years} years"), &Costs::of(house), &small);
    let mut worn = House::of(1);
    wear(&mut worn, streams);
    add(table, &format!("{streams} streams"), &Costs::of(&mut worn), &small);
}

impl Costs {
    fn of(house: &mut House) -> Costs {
        let edit = edits::durable_here(house).p50();
        if house.desktop.is_none() {
            let desktop = house.new_device("desktop");
            house.link(&desktop);
            wait_for_all(&desktop, house.records);
            house.desktop = Some(desktop);
        }
        let (seen, durable) = edits::seen_there(house);
        Costs { edit, seen: seen.p50(), durable: durable.p50(), idle: bytes::nothing_new(house) }
    }
}

fn add(table: &mut Table, whose: &str, costs: &Costs, small: &Costs) {
    let mut row = |what: &str, figure: f64, unit, bare: f64| {
        let of = Some(Yardstick { what: "the same in one year".to_owned(), figure: bare });
        table.add("N10", format!("{whose}: {what}"), (figure, unit), Some(FLAT * bare), of);
    };
    row("an edit to durable, p50", costs.edit, "ms", small.edit);
    row("an edit here to shown there, p50", costs.seen, "ms", small.seen);
    row("shown and durable there, p50", costs.durable, "ms", small.durable);
    row("a session in which nothing is new", costs.idle, "B", small.idle);
}

/// Opens the plan again and again, and writes once each time.
fn wear(house: &mut House, streams: usize) {
    let record = house.newest_checkins(1)[0];
    for run in 0..streams {
        house.laptop.close().unwrap();
        house.laptop = reopened(&house.laptop);
        unlock(&house.laptop);
        house.laptop.edit(record, json!({ "note": format!("run {run}") })).unwrap();
    }
}
