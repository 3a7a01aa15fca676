//! The made-up plan of ten years is what it claims to be, and the door lets all of it in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// Tests may stop at the first surprise.

mod support;

#[path = "../examples/ten_years/generator.rs"]
mod generator;

use std::collections::BTreeMap;

use generator::TenYears;
use kith_plan::{Actor, Batch, Edit, Plan, RecordId, UnixMillis, Volume, kinds};
use support::Device;

#[test]
fn it_has_the_promised_numbers_and_is_the_same_for_the_same_seed() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut last = i64::MIN;
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for made in TenYears::new(1, 10) {
        assert!(made.created_millis >= last, "records come in the order of time");
        last = made.created_millis;
        *counts.entry(made.kind).or_default() += 1;
        let kind = kinds::kind(made.kind).unwrap();
        let id = RecordId::new(UnixMillis(made.created_millis), [0; 10]);
        *labels.entry(Plan::label_for(kind.section, kind, id)).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from([("checkin", 15_000), ("person", 500), ("reason", 500)]));
    let years = labels.keys().filter(|label| label.starts_with("checkins/")).count();
    assert_eq!(years, 10, "{labels:?}");
    assert!(TenYears::new(1, 1).eq(TenYears::new(1, 1)));
    assert!(!TenYears::new(1, 1).eq(TenYears::new(2, 1)));
}

#[test]
fn one_year_of_it_is_written_and_read_back() {
    let mut device = Device::new(1);
    let mut edits = Vec::new();
    for made in TenYears::new(7, 1) {
        device.now = UnixMillis(made.created_millis);
        let id = device.new_id();
        let fields = support::object(made.fields);
        edits.push(Edit::Add { id, kind: made.kind.into(), fields });
    }
    device.write_many(&edits, Batch::OneChange).unwrap();
    assert_eq!(device.volume.view().len(), 1_600);
    let saved = device.volume.save_nocompress();
    let loaded = Volume::from_document_bytes(&saved, Actor([2; 16])).unwrap();
    assert!(*loaded.view() == *device.volume.view());
    let newer = loaded.view().values().filter(|record| !record.newer.is_empty()).count();
    assert_eq!(newer, 0);
}
