//! N1 and N2: from an edit to "Saved", and from an edit here to the picture there.

use std::time::Instant;

use kith::Kith;
use kith_core::{RecordId, Saved, Snapshot};
use serde_json::json;

use crate::house::House;
use crate::spread::Spread;
use crate::table::{Table, Yardstick};
use crate::yardstick::{self, BarePlan, Parts};

const TIMES: usize = 300;
/// The first edits make streams and fill caches.
const WARM_UP: usize = 20;
/// The figures of samod on the same plan, in milliseconds: p50 of its faster transport, p95 of the same.
const SAMOD: (f64, f64) = (2.4, 149.0);

/// N1: edits on the laptop, each beside the bare parts that it is made of.
pub fn measure_here(house: &House, table: &mut Table) {
    let records = house.newest_checkins(TIMES + WARM_UP);
    let mut parts = Parts::new(&house.laptop.folder);
    let (mut edits, mut sums) = (Spread::default(), Spread::default());
    for (number, id) in records.iter().enumerate() {
        let start = Instant::now();
        house.laptop.edit(*id, json!({ "note": format!("note {number}") })).unwrap();
        let edit = start.elapsed();
        let sum = parts.once(number);
        if number >= WARM_UP {
            edits.push(edit);
            sums.push(sum);
        }
    }
    let (p50, p95) = (sums.p50(), sums.p95());
    let of =
        |figure| Some(Yardstick { what: "commit + age + sign + fsync, bare".to_owned(), figure });
    table.add("N1", "edit to durable, p50", (edits.p50(), "ms"), Some(2.0 * p50), of(p50));
    table.add("N1", "edit to durable, p95", (edits.p95(), "ms"), None, of(p95));
    for (what, figure) in parts.medians() {
        table.add("N1", format!("the part {what}, p50"), (figure, "ms"), None, None);
    }
}

/// Edits on the laptop until they are durable there, with nothing beside them.
pub fn durable_here(house: &House) -> Spread {
    let mut edits = Spread::default();
    for (number, id) in house.newest_checkins(TIMES + WARM_UP).iter().enumerate() {
        let start = Instant::now();
        house.laptop.edit(*id, json!({ "note": format!("note {number}") })).unwrap();
        if number >= WARM_UP {
            edits.push(start.elapsed());
        }
    }
    edits
}

/// Edits on the laptop until the desktop's picture shows them, and until they rest on its disk.
pub fn seen_there(house: &House) -> (Spread, Spread) {
    let desktop = house.desktop.as_ref().unwrap();
    let records = house.newest_checkins(TIMES + WARM_UP);
    let (mut shown, mut durable) = (Spread::default(), Spread::default());
    for (number, id) in records.iter().enumerate() {
        let note = format!("seen {number}");
        let start = Instant::now();
        let answer = house.laptop.send(kith_core::Command::Edit {
            id: *id,
            fields: serde_json::Map::from_iter([("note".to_owned(), json!(note))]),
        });
        let when_shown = desktop
            .wait_for("the edit", |desktop| {
                Ok(shows(desktop, *id, &note).is_some().then(|| start.elapsed()))
            })
            .unwrap();
        let when_durable = desktop
            .wait_for("the edit on the disk", |desktop| {
                let is_durable = shows(desktop, *id, &note) == Some(Saved::Saved);
                Ok(is_durable.then(|| start.elapsed()))
            })
            .unwrap();
        answer.recv().unwrap().unwrap();
        if number >= WARM_UP {
            shown.push(when_shown);
            durable.push(when_durable);
        }
    }
    (shown, durable)
}

/// N2: edits on the laptop until the desktop's picture shows them and they rest on its disk.
pub fn measure_there(house: &House, table: &mut Table) {
    let (shown, durable) = seen_there(house);
    let bare = yardstick::bare_over_iroh(BarePlan::of(&house.made), TIMES);
    let of =
        |figure| Some(Yardstick { what: "bare automerge over iroh, in memory".to_owned(), figure });
    let samod = |figure| Some(Yardstick { what: "samod in memory, quoted".to_owned(), figure });
    table.add("N2", "edit here to shown there, p50", (shown.p50(), "ms"), None, of(bare.p50()));
    let what = "edit here to shown and durable there";
    table.add("N2", format!("{what}, p50"), (durable.p50(), "ms"), Some(2.0), of(bare.p50()));
    table.add("N2", format!("{what}, p95"), (durable.p95(), "ms"), Some(5.0), of(bare.p95()));
    table.add("N2", format!("{what}, p50"), (durable.p50(), "ms"), Some(SAMOD.0), samod(SAMOD.0));
    table.add("N2", format!("{what}, p95"), (durable.p95(), "ms"), Some(SAMOD.1), samod(SAMOD.1));
}

/// Whether the picture shows the note, and then whether everything in it is on the disk.
fn shows(kith: &Kith, id: RecordId, note: &str) -> Option<Saved> {
    let Snapshot::Open(view) = &*kith.latest() else { return None };
    let record = view.sections.get("checkins")?.records.get(id)?;
    let is_there = record.fields.get("note").and_then(|note| note.as_text()) == Some(note);
    is_there.then(|| view.saved.clone())
}
