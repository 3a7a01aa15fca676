//! N9: what a session costs in bytes of messages, both ways together.

use std::time::Duration;

use kith::Kith;
use kith_core::{Command, Snapshot};
use serde_json::json;

use crate::house::House;
use crate::table::{Table, Yardstick};

const TIMES: usize = 9;
/// After so long in step nothing of the last exchange is on its way any more.
const QUIET: Duration = Duration::from_millis(400);

/// Check-ins one at a time, then sessions that have nothing to say.
pub fn measure(house: &House, table: &mut Table) {
    let desktop = house.desktop.as_ref().unwrap();
    in_step(&house.laptop);
    let checkin = median(|| {
        let before = house.laptop.recorder.bytes();
        let added = house
            .laptop
            .add("checkin", json!({ "mood": 4, "craving": 2, "halt": ["tired"] }))
            .unwrap();
        desktop
            .wait_for("the check-in", |desktop| {
                let Snapshot::Open(view) = &*desktop.latest() else { return Ok(None) };
                let there =
                    view.sections.get("checkins").and_then(|section| section.records.get(added.id));
                Ok(there.is_some().then_some(()))
            })
            .unwrap();
        in_step(&house.laptop);
        house.laptop.recorder.bytes() - before
    });
    let nothing = nothing_new(house);
    let cold = |figure: f64| {
        Some(Yardstick { what: "automerge::sync from cold, quoted".to_owned(), figure })
    };
    table.add(
        "N9",
        "nothing new, a session of all volumes",
        (nothing, "B"),
        Some(1000.0),
        cold(48e3),
    );
    table.add("N9", "one check-in", (checkin, "B"), Some(1500.0), cold(72e3));
}

/// The bytes of a session in which nothing is new.
pub fn nothing_new(house: &House) -> f64 {
    let desktop = house.desktop.as_ref().unwrap();
    in_step(&house.laptop);
    median(|| {
        desktop.ask(Command::GoOffline).unwrap();
        std::thread::sleep(QUIET);
        let before = house.laptop.recorder.bytes();
        desktop.ask(Command::GoOnline).unwrap();
        connected(desktop);
        connected(&house.laptop);
        in_step(&house.laptop);
        house.laptop.recorder.bytes() - before
    })
}

fn connected(kith: &Kith) {
    kith.wait_for("a session", |kith| {
        let Snapshot::Open(view) = &*kith.latest() else { return Ok(None) };
        let links = view.devices.iter().filter_map(|device| device.link.as_ref());
        Ok(links.clone().any(|link| link.connected).then_some(()))
    })
    .unwrap();
}

/// Waits until nothing waits for any peer, and a little longer.
fn in_step(kith: &Kith) {
    kith.wait_for("its peers in step", |kith| {
        let Snapshot::Open(view) = &*kith.latest() else { return Ok(None) };
        let links = view.devices.iter().filter_map(|device| device.link.as_ref());
        Ok(links.clone().all(|link| link.waiting == 0).then_some(()))
    })
    .unwrap();
    std::thread::sleep(QUIET);
}

fn median(mut once: impl FnMut() -> u64) -> f64 {
    let mut seen: Vec<u64> = (0..TIMES).map(|_| once()).collect();
    seen.sort_unstable();
    seen[TIMES / 2] as f64
}
