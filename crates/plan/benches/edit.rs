//! What an edit, a load and a list cost in a volume of one year: 1,500 check-ins.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]
// A bench may stop at the first surprise.

use std::hint::black_box;

use automerge::transaction::Transactable as _;
use automerge::{ObjType, ROOT};
use divan::Bencher;
use kith_plan::{
    Actor, Batch, Edit, ListFilter, Plan, RecordId, Stamp, UnixMillis, Volume, VolumeId,
};

#[path = "../examples/ten_years/generator.rs"]
mod generator;

fn main() {
    divan::main();
}

fn dice(number: u64) -> [u8; 10] {
    let mut dice = [0; 10];
    dice[2..].copy_from_slice(&number.to_be_bytes());
    dice
}

fn stamp(millis: i64) -> Stamp {
    Stamp { now: UnixMillis(millis), offset_minutes: 60, dice: [3; 16] }
}

fn checkins(years: usize) -> Vec<(RecordId, generator::Made)> {
    generator::TenYears::new(1, years)
        .filter(|made| made.kind == "checkin")
        .zip(0..)
        .map(|(made, number)| (RecordId::new(UnixMillis(made.created_millis), dice(number)), made))
        .collect()
}

fn add(id: RecordId, made: generator::Made) -> Edit {
    let fields = made.labels_alone().as_object().cloned().unwrap();
    Edit::Add { id, kind: made.kind.into(), fields }
}

/// One year of check-ins, one change each, as a person writes them.
fn year() -> (Volume, Vec<u8>) {
    let mut volume = Volume::new(Actor([1; 16]));
    let mut chunks = Vec::new();
    for (id, made) in checkins(1) {
        let stamp = stamp(made.created_millis);
        chunks.extend(volume.write(&add(id, made), stamp).unwrap().chunk);
    }
    (volume, chunks)
}

fn one_more() -> Edit {
    let made = generator::TenYears::new(2, 1).find(|made| made.kind == "checkin").unwrap();
    add(RecordId::new(UnixMillis(generator::FIRST_MILLIS), [9; 10]), made)
}

/// A volume that its actor has written before: the first write of an actor costs more, once a run.
fn begun(saved: &[u8]) -> Volume {
    let mut volume = fresh(saved);
    let id = RecordId::new(UnixMillis(generator::FIRST_MILLIS), [8; 10]);
    let edit = Edit::Add { id, kind: "checkin".into(), fields: serde_json::Map::new() };
    volume.write(&edit, stamp(generator::FIRST_MILLIS)).unwrap();
    volume
}

fn fresh(volume: &[u8]) -> Volume {
    Volume::from_document_bytes(volume, Actor([2; 16])).unwrap()
}

/// The yardstick: the operations of one check-in and their commit in bare automerge, and the change's
/// bytes.
#[divan::bench(sample_count = 100)]
fn bare_automerge_add(bencher: Bencher) {
    let saved = year().0.save_nocompress();
    let mut document = automerge::Automerge::load(&saved).unwrap();
    document.set_actor(automerge::ActorId::from([1; 16]));
    bencher.with_inputs(|| document.clone()).bench_local_values(|mut document| {
        let mut transaction = document.transaction();
        let key = RecordId::new(UnixMillis(generator::FIRST_MILLIS), [9; 10]).to_string();
        let map = transaction.put_object(ROOT, key, ObjType::Map).unwrap();
        transaction.put(&map, "kind", "checkin").unwrap();
        transaction.put(&map, "at", "2017-01-01T01:00:00+01:00").unwrap();
        transaction.put(&map, "mood", 3).unwrap();
        transaction.put(&map, "craving", 2).unwrap();
        let halt = transaction.put_object(&map, "halt", ObjType::Map).unwrap();
        transaction.put(&halt, "tired", true).unwrap();
        transaction.put(&map, "connected", true).unwrap();
        transaction.put(&map, "note", "walked slept called tea").unwrap();
        transaction.put(&map, "updated", generator::FIRST_MILLIS).unwrap();
        transaction.commit();
        black_box(document.get_last_local_change().unwrap().raw_bytes().len());
        document
    });
}

/// The yardstick: the library's own part of a load.
#[divan::bench(sample_count = 30)]
fn bare_automerge_load(bencher: Bencher) {
    let saved = year().0.save_nocompress();
    bencher.bench_local(|| automerge::Automerge::load(black_box(&saved)).unwrap());
}

#[divan::bench(sample_count = 100)]
fn add_one_checkin(bencher: Bencher) {
    let saved = year().0.save_nocompress();
    let edit = one_more();
    bencher.with_inputs(|| begun(&saved)).bench_local_values(|mut volume| {
        black_box(volume.write(&edit, stamp(generator::FIRST_MILLIS)).unwrap());
        volume
    });
}

#[divan::bench(sample_count = 50)]
fn change_one_field(bencher: Bencher) {
    let saved = year().0.save_nocompress();
    let id = *fresh(&saved).view().keys().nth(700).unwrap();
    let fields = serde_json::json!({"note": "a line"}).as_object().cloned().unwrap();
    let edit = Edit::Merge { id, fields };
    bencher.with_inputs(|| begun(&saved)).bench_local_values(|mut volume| {
        black_box(volume.write(&edit, stamp(generator::FIRST_MILLIS)).unwrap());
        volume
    });
}

/// A change of another device, once the gate's index is there.
#[divan::bench(sample_count = 50)]
fn admit_one_checkin(bencher: Bencher) {
    let saved = year().0.save_nocompress();
    let made: Vec<_> = checkins(1).into_iter().take(2).collect();
    let mut other = fresh(&saved);
    let payloads: Vec<Vec<u8>> = made
        .into_iter()
        .zip(1_u8..)
        .map(|((_, made), number)| {
            let id = RecordId::new(UnixMillis(generator::FIRST_MILLIS), [number; 10]);
            other.write(&add(id, made), stamp(generator::FIRST_MILLIS)).unwrap().chunk
        })
        .collect();
    bencher
        .with_inputs(|| {
            let mut volume = fresh(&saved);
            let first = volume.admission(Actor([2; 16]), payloads[0].as_slice()).run();
            volume.settle_admission(first).unwrap();
            volume
        })
        .bench_local_values(|mut volume| {
            let done = volume.admission(Actor([2; 16]), payloads[1].as_slice()).run();
            black_box(volume.settle_admission(done).unwrap());
            volume
        });
}

#[divan::bench(sample_count = 30)]
fn load_a_year_from_its_snapshot(bencher: Bencher) {
    let saved = year().0.save_nocompress();
    bencher.bench_local(|| fresh(black_box(&saved)));
}

#[divan::bench(sample_count = 10)]
fn load_a_year_from_its_changes(bencher: Bencher) {
    let chunks = year().1;
    bencher.bench_local(|| Volume::load_own(None, &[black_box(&chunks)], None).unwrap());
}

#[divan::bench(sample_count = 30)]
fn walk_a_year(bencher: Bencher) {
    let volume = year().0;
    bencher.bench_local(|| black_box(&volume).walked_view());
}

#[divan::bench(sample_count = 30)]
fn list_ten_years(bencher: Bencher) {
    let mut plan = Plan::new();
    for (number, year) in checkins(10).chunks(generator::CHECKINS_A_YEAR).enumerate() {
        let mut volume = Volume::new(Actor([1; 16]));
        let edits: Vec<Edit> = year.iter().map(|(id, made)| add(*id, made.clone())).collect();
        volume.write_many(&edits, Batch::OneChange, stamp(generator::FIRST_MILLIS)).unwrap();
        let id = VolumeId([number as u8; 16]);
        let label = format!("checkins/{}", 2017 + number);
        plan.insert_volume(id, label, "checkins", UnixMillis(0), false, volume);
    }
    bencher.bench_local(|| black_box(&plan).list("checkin", &ListFilter::default()).len());
}
