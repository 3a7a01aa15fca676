//! The made-up plan of ten years is what it claims to be, and the door lets all of it in.

#[path = "../../examples/ten_years/generator.rs"]
mod generator;

use std::collections::{BTreeMap, BTreeSet};

use generator::TenYears;
use kith_plan::{Actor, Batch, Edit, Plan, RecordId, UnixMillis, Volume, kinds};
use serde_json::Value as Json;

use crate::support::{self, Device};

#[test]
fn it_has_every_kind_in_the_promised_numbers_and_is_the_same_for_the_same_seed() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut last = i64::MIN;
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    let mut letters = 0;
    for made in TenYears::new(1, 10) {
        assert!(made.created_millis >= last, "records come in the order of time");
        last = made.created_millis;
        *counts.entry(made.kind).or_default() += 1;
        let kind = kinds::kind(made.kind).unwrap();
        let id: RecordId = made.id.parse().unwrap();
        assert_eq!(id.created(), UnixMillis(made.created_millis));
        assert!(ids.insert(id), "two records have the id {id}");
        *labels.entry(Plan::label_for(kind.section, kind, id)).or_default() += 1;
        letters += made
            .fields
            .get("body")
            .filter(|_| made.kind == "entry")
            .map_or(0, |body| body.as_str().unwrap().len());
    }
    for kind in kinds::all() {
        let promised = match kind.name {
            "checkin" => 15_000,
            "craving" => 5_000,
            "entry" => 3_000,
            _ => 500,
        };
        assert_eq!(counts.remove(kind.name), Some(promised), "{}", kind.name);
    }
    assert!(counts.is_empty(), "no kinds: {counts:?}");
    assert!((800..1_200).contains(&(letters / 3_000)), "{} letters a page", letters / 3_000);
    let years = labels.keys().filter(|label| label.starts_with("checkins/")).count();
    assert_eq!(years, 10, "{labels:?}");
    assert!(TenYears::new(1, 1).eq(TenYears::new(1, 1)));
    assert!(!TenYears::new(1, 1).eq(TenYears::new(2, 1)));
}

#[test]
fn every_field_of_the_table_is_written_by_somebody() {
    let mut written: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for made in TenYears::new(3, 2) {
        let fields = made.fields.as_object().unwrap();
        written.entry(made.kind).or_default().extend(fields.keys().cloned());
    }
    let known = |kind: &str| kinds::kind(kind).unwrap().fields.iter().map(|field| field.name);
    let all: usize = kinds::all().iter().map(|kind| kind.fields.len()).sum();
    let found: usize = written.values().map(BTreeSet::len).sum();
    for (kind, fields) in &written {
        let odd: Vec<&String> =
            fields.iter().filter(|name| !known(kind).any(|field| field == *name)).collect();
        assert!(odd.is_empty(), "{kind}: {odd:?}");
    }
    assert!(found * 10 >= all * 9, "{found} of {all} fields");
}

#[test]
fn what_it_names_was_made_before() {
    fn named<'a>(value: &'a Json, found: &mut Vec<&'a str>) {
        match value {
            Json::Object(parts) if parts.contains_key("label") && parts.contains_key("id") => {
                found.push(parts["id"].as_str().unwrap())
            }
            Json::Object(parts) => parts.values().for_each(|part| named(part, found)),
            Json::Array(parts) => parts.iter().for_each(|part| named(part, found)),
            _ => {}
        }
    }
    let mut made_before = BTreeSet::new();
    let mut count = 0;
    for made in TenYears::new(4, 1) {
        let mut found = Vec::new();
        named(&made.fields, &mut found);
        count += found.len();
        assert!(found.iter().all(|id| made_before.contains(*id)), "{made:?}");
        made_before.insert(made.id.clone());
    }
    assert!(count > 1_000, "{count} names");
}

#[test]
fn one_year_of_it_is_written_and_read_back() {
    let mut device = Device::new(1);
    let mut edits = Vec::new();
    let mut made_in_all = 0;
    for made in TenYears::new(7, 1) {
        device.now = UnixMillis(made.created_millis);
        let id = made.id.parse().unwrap();
        let fields = support::object(made.labels_alone());
        edits.push(Edit::Add { id, kind: made.kind.into(), fields });
        made_in_all += 1;
    }
    device.write_many(&edits, Batch::OneChange).unwrap();
    assert_eq!(device.volume.view().len(), made_in_all);
    let saved = device.volume.save_nocompress();
    let loaded = Volume::from_document_bytes(&saved, Actor([2; 16])).unwrap();
    assert!(*loaded.view() == *device.volume.view());
    let newer = loaded.view().values().filter(|record| !record.newer.is_empty()).count();
    assert_eq!(newer, 0);
}
