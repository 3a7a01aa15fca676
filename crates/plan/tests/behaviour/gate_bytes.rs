//! Rule 1: what is refused by its bytes alone, before the library sees them.

use std::time::{Duration, Instant};

use automerge::legacy::OpType;
use automerge::{ActorId, Automerge, Change, ROOT, ScalarValue, transaction::Transactable};
use kith_plan::Refusal;

use crate::gate_fuzz::bytes::{Parts, body_of, seal, unsigned};
use crate::gate_fuzz::fixture::{Fixture, commit, doing, set};
use crate::gate_fuzz::trial::Replica;

const ACTION: u64 = 0x42;
const KEY: u64 = 0x15;
const PREDECESSOR_COUNT: u64 = 0x70;

/// The honest change with its columns taken apart, edited, and put together again.
fn rebuilt(f: &Fixture, edit: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = Parts::of(body_of(f.honest.raw_bytes()));
    edit(&mut parts);
    seal(1, &parts.join())
}

fn column(parts: &mut Parts, wanted: u64) -> &mut Vec<u8> {
    &mut parts.columns.iter_mut().find(|(found, _)| *found == wanted).unwrap().1
}

#[test]
fn the_taking_apart_changes_nothing() {
    let f = Fixture::new();
    assert_eq!(rebuilt(&f, |_| {}), f.honest.raw_bytes());
}

#[test]
fn nothing_and_changes_without_operations() {
    let f = Fixture::new();
    assert_eq!(f.offer_bytes(&[]), Err(Refusal::Empty));
    assert_eq!(f.offer_operations(vec![]), Err(Refusal::Empty));
}

#[test]
fn more_than_256_kibibytes() {
    let f = Fixture::new();
    let page = ScalarValue::Str("p".repeat(257 << 10).into());
    let op = doing(OpType::Put(page), set(&f.ids.item, "page", &[]));
    let change = f.forge(|change| change.operations = vec![op]);
    let bytes = change.raw_bytes().len();
    assert_eq!(f.offer(&change), Err(Refusal::TooLarge { bytes }));
}

#[test]
fn more_than_64_changes() {
    let mut device = Automerge::new().with_actor(ActorId::from([0xbb; 16]));
    let mut chunks = Vec::new();
    for number in 0..65 {
        commit(&mut device, |tx| tx.put(ROOT, "r1", number).unwrap());
        chunks.push(device.get_last_local_change().unwrap().raw_bytes().to_vec());
    }
    let mut replica = Replica::default();
    let actor = ActorId::from([0xbb; 16]);
    assert_eq!(replica.admit(&actor, &chunks.concat()), Err(Refusal::TooManyChanges));
    assert_eq!(replica.admit(&actor, &chunks[..64].concat()), Ok(64));
}

#[test]
fn more_than_4096_operations_together() {
    let f = Fixture::new();
    let operations = |count: u32| (0..count).map(|at| set(&f.ids.item, &format!("k{at}"), &[]));
    assert_eq!(f.offer_operations(operations(4_096).collect()), Ok(1));
    assert_eq!(f.offer_operations(operations(4_097).collect()), Err(Refusal::TooManyOperations));
    let half = f.forge(|change| change.operations = operations(2_049).collect());
    let both = [half.raw_bytes(), half.raw_bytes()].concat();
    assert_eq!(f.offer_bytes(&both), Err(Refusal::TooManyOperations));
}

#[test]
fn a_few_bytes_that_stand_for_billions_of_operations_cost_no_time() {
    let f = Fixture::new();
    let began = Instant::now();
    let mut billions = Vec::new();
    unsigned(&mut billions, 1 << 40);
    // So many operations of one kind, under one key, without predecessors.
    for (wanted, value) in [(ACTION, &[1][..]), (KEY, &[1, b'k']), (PREDECESSOR_COUNT, &[0])] {
        let run = [&billions[..], value].concat();
        let bomb = rebuilt(&f, |parts| *column(parts, wanted) = run);
        assert_eq!(f.offer_bytes(&bomb), Err(Refusal::TooManyOperations));
    }
    // One operation with so many predecessors.
    let bomb = rebuilt(&f, |parts| {
        *column(parts, PREDECESSOR_COUNT) = [&[1][..], &billions[..]].concat();
    });
    assert_eq!(f.offer_bytes(&bomb), Err(Refusal::TooManyPredecessors));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn documents_compressed_changes_and_bundles() {
    let f = Fixture::new();
    let document = f.writer.save_nocompress();
    assert_eq!(f.offer_bytes(&document), Err(Refusal::ChunkType { found: 0 }));
    let long = doing(
        OpType::Put(ScalarValue::Str("p".repeat(2_000).into())),
        set(&f.ids.item, "page", &[]),
    );
    let mut compressible = f.forge(|change| change.operations = vec![long]);
    let compressed = compressible.bytes().into_owned();
    assert!(compressed.len() < 1_000);
    assert_eq!(f.offer_bytes(&compressed), Err(Refusal::ChunkType { found: 2 }));
    let mut bundle = f.honest.raw_bytes().to_vec();
    bundle[8] = 3;
    assert_eq!(f.offer_bytes(&bundle), Err(Refusal::ChunkType { found: 3 }));
}

#[test]
fn compressed_doubled_and_unknown_columns() {
    let f = Fixture::new();
    let compressed = rebuilt(&f, |parts| parts.columns[0].0 |= 8);
    assert_eq!(f.offer_bytes(&compressed), Err(Refusal::Compressed));
    let doubled = rebuilt(&f, |parts| parts.columns.insert(0, parts.columns[0].clone()));
    assert_eq!(f.offer_bytes(&doubled), Err(Refusal::Malformed("column order")));
    let unknown = rebuilt(&f, |parts| parts.columns.push((0xf2, vec![1, 1])));
    assert_eq!(f.offer_bytes(&unknown), Err(Refusal::Malformed("unknown column")));
}

#[test]
fn every_cut_and_anything_behind() {
    let f = Fixture::new();
    let whole = f.honest.raw_bytes();
    for length in 1..whole.len() {
        assert!(matches!(f.offer_bytes(&whole[..length]), Err(Refusal::Malformed(_))), "{length}");
    }
    let with_rest = [whole, &[0]].concat();
    assert_eq!(f.offer_bytes(&with_rest), Err(Refusal::Malformed("no chunk begins here")));
}

/// Two ways to write one meaning have two hashes, and a document remembers the meaning only: after
/// saving it looks for a change that it can no longer make.
#[test]
fn another_way_to_write_the_same_change() {
    let f = Fixture::new();
    let mut wrong_checksum = f.honest.raw_bytes().to_vec();
    wrong_checksum[4] ^= 1;
    assert_eq!(f.offer_bytes(&wrong_checksum), Err(Refusal::NotCanonical));

    // One operation written as a list of one, where a run of one would do.
    let split = rebuilt(&f, |parts| {
        let action = column(parts, ACTION);
        assert_eq!(*action, [0x7f, 1]);
        *action = vec![1, 1];
    });
    let change = Change::from_bytes(split.clone()).unwrap();
    assert_eq!(change.decode().operations, f.honest.decode().operations);
    assert_eq!(f.offer_bytes(&split), Err(Refusal::NotCanonical));
    let mut bare = f.replica.document.clone();
    bare.apply_changes([change]).unwrap();
    assert!(Automerge::load(&bare.save()).is_err(), "without the gate it never loads again");
}

#[test]
fn one_bad_change_keeps_the_whole_delivery_out() {
    let mut f = Fixture::new();
    let device = &mut f.writer;
    commit(device, |tx| tx.put(ROOT, "r2", 1).unwrap());
    let second = device.get_last_local_change().unwrap();
    let mut third = second.decode();
    third.seq = 9;
    let third = Change::from(third);
    let chunks = [f.honest.raw_bytes(), second.raw_bytes(), third.raw_bytes()].concat();
    assert_eq!(f.offer_bytes(&chunks), Err(Refusal::Sequence));
    let chunks = [f.honest.raw_bytes(), second.raw_bytes()].concat();
    assert_eq!(f.offer_bytes(&chunks), Ok(2));
}

#[test]
fn what_is_known_already_is_skipped() {
    let mut f = Fixture::new();
    f.replica.admit_change(&f.honest).unwrap();
    assert_eq!(f.offer(&f.honest), Ok(0));
    let twice = [f.honest.raw_bytes(), f.honest.raw_bytes()].concat();
    assert_eq!(f.offer_bytes(&twice), Ok(0));
}
