//! N3: from the passphrase to Today.

use std::time::{Duration, Instant};

use kith::Kith;
use kith_core::{Command, Snapshot};

use crate::house::{self, House};
use crate::spread::Spread;
use crate::table::{Table, Yardstick};
use crate::yardstick::{self, BarePlan};

const TIMES: usize = 15;

/// Closes and opens the laptop many times.
pub fn measure(house: &mut House, table: &mut Table) {
    let (mut starting, mut today, mut whole) =
        (Spread::default(), Spread::default(), Spread::default());
    let passphrase = yardstick::passphrase_cost(&house.laptop);
    let all = house.records;
    for _ in 0..TIMES {
        house.laptop.close().unwrap();
        let start = Instant::now();
        house.laptop = house::reopened(&house.laptop);
        starting.push(start.elapsed());
        let (drawn, complete) = unlock(&house.laptop, all);
        today.push(drawn.saturating_sub(passphrase));
        whole.push(complete.saturating_sub(passphrase));
    }
    let bare = BarePlan::of(&house.made).time_to_load();
    let one_document =
        |figure: f64| Some(Yardstick { what: "loading one automerge document".to_owned(), figure });
    table.add("N3", "start to lock screen, p50", (starting.p50(), "ms"), None, None);
    table.add("N3", "unlock to Today, p50", (today.p50(), "ms"), Some(150.0), one_document(bare));
    table.add("N3", "unlock to the whole plan, p50", (whole.p50(), "ms"), None, one_document(bare));
}

/// When Today was drawn, and when every record was in the picture.
fn unlock(kith: &Kith, all: usize) -> (Duration, Duration) {
    let start = Instant::now();
    let answer = kith.send(Command::Unlock { passphrase: kith.passphrase() });
    let drawn = kith
        .wait_for("Today", |kith| {
            let is_open = matches!(&*kith.latest(), Snapshot::Open(_));
            Ok(is_open.then(|| start.elapsed()))
        })
        .unwrap();
    let complete = kith
        .wait_for("the whole plan", |kith| {
            let Snapshot::Open(view) = &*kith.latest() else { return Ok(None) };
            let records: usize = view.sections.values().map(|section| section.records.len()).sum();
            assert!(records <= all, "{records} records of {all}");
            Ok((records == all).then(|| start.elapsed()))
        })
        .unwrap();
    answer.recv().unwrap().unwrap();
    (drawn, complete)
}
