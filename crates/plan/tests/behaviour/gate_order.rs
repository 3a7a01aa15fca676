//! The gate's answer depends on a change's ancestors and on nothing else: not on the order of arrival,
//! not on what else is known.

use std::time::{Duration, Instant};

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ObjType, ROOT};
use kith_plan::{Gate, Refusal};

use crate::gate_fuzz::dice::Dice;
use crate::gate_fuzz::fixture::{Fixture, commit, set};
use crate::gate_fuzz::history::History;
use crate::gate_fuzz::trial::{Replica, deliver};

#[test]
fn every_order_of_arrival_ends_in_the_same_document() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let history = History::new(&mut dice, 30);
        let mut order: Vec<&Change> = history.changes.iter().collect();
        let mut first = Replica::default();
        assert_eq!(deliver(&mut first, &order).unwrap().len(), 0, "seed {seed}");
        for _ in 0..5 {
            dice.shuffle(&mut order);
            let mut other = Replica::default();
            assert_eq!(deliver(&mut other, &order).unwrap().len(), 0, "seed {seed}");
            assert_eq!(other.gate.heads(), first.gate.heads(), "seed {seed}");
            let equal = other.document.hydrate(None) == first.document.hydrate(None);
            assert!(equal, "seed {seed}");
        }
    }
}

#[test]
fn two_devices_may_both_begin_before_they_hear_of_each_other() {
    let mut replica = Replica::default();
    for actor in [[1; 16], [2; 16]] {
        let mut device = Automerge::new().with_actor(ActorId::from(actor));
        commit(&mut device, |tx| tx.put(ROOT, "r1", 1).unwrap());
        let first = device.get_last_local_change().unwrap();
        assert!(first.deps().is_empty());
        assert_eq!(replica.admit_change(&first), Ok(1));
    }
}

/// What a change refers to has to be among its ancestors, wherever it is offered. A gate that asks
/// only whether the operation is known would answer differently before and after the stranger's
/// change arrives, and two replicas would part for good.
#[test]
fn a_known_operation_that_is_no_ancestor_is_refused_before_and_after_it_is_known() {
    let f = Fixture::new();
    let refers = f.forge(|change| change.operations = vec![set(&f.ids.unseen, "k", &[])]);
    assert_eq!(f.offer(&refers), Err(Refusal::Object), "the stranger's change is known");
    let mut without = Replica::default();
    for change in &f.changes {
        if *change.actor_id() != ActorId::from([0xcc; 16]) {
            without.admit_change(change).unwrap();
        }
    }
    assert_eq!(without.admit_change(&refers), Err(Refusal::Object), "and here it is not");
}

#[test]
fn a_gate_made_from_a_document_answers_like_the_one_that_grew_with_it() {
    let f = Fixture::new();
    let made = Gate::from_document(&f.replica.document).unwrap();
    assert_eq!(made.heads(), f.replica.gate.heads());
    assert_eq!(made.len(), f.changes.len());
    let mut replica = Replica { document: f.replica.document.clone(), gate: made };
    assert_eq!(replica.admit_change(&f.honest), Ok(1));
    let refers = f.forge(|change| {
        change.seq = 2;
        change.deps = vec![f.honest.hash()];
        change.start_op = (f.honest.max_op() + 1).try_into().unwrap();
        change.operations = vec![set(&f.ids.unseen, "k", &[])];
    });
    assert_eq!(replica.admit_change(&refers), Err(Refusal::Object));
}

/// A refused delivery must not leave traces: a later one may wait on, or take the place of, what was
/// in it.
#[test]
fn after_a_refusal_the_same_stream_can_be_offered_something_honest() {
    let mut f = Fixture::new();
    let forged = f.forge(|change| {
        change.seq = 2;
        change.deps = vec![f.honest.hash()];
        change.operations = vec![set(&f.ids.unseen, "new key", &[])];
    });
    let chunks = [f.honest.raw_bytes(), forged.raw_bytes()].concat();
    let actor = ActorId::from([0xbb; 16]);
    assert!(f.replica.admit(&actor, &chunks).is_err());
    assert!(!f.replica.gate.knows(&f.honest.hash()));
    assert_eq!(f.replica.admit_change(&f.honest), Ok(1));
}

/// Two devices write for months apart, and their changes arrive in turns.
#[test]
fn long_branches_and_a_thousand_actors_stay_quick() {
    let mut base = Automerge::new().with_actor(ActorId::from([1; 16]));
    let record = commit(&mut base, |tx| tx.put_object(ROOT, "r1", ObjType::Map).unwrap());
    let mut changes = base.get_changes(&[]);
    // A thousand actors write one change each, all at one time.
    for number in 0..1_000_u16 {
        let mut id = [2; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        let mut device = base.fork().with_actor(ActorId::from(id));
        commit(&mut device, |tx| tx.put(&record, format!("k{number}"), 1).unwrap());
        changes.extend(device.get_last_local_change());
    }
    // And two of them go on for a thousand changes each without hearing of each other.
    let mut branches = [3_u8, 4].map(|actor| base.fork().with_actor(ActorId::from([actor; 16])));
    for number in 0..1_000 {
        for branch in &mut branches {
            commit(branch, |tx| tx.put(&record, "mood", number).unwrap());
            changes.extend(branch.get_last_local_change());
        }
    }
    // One who has heard everything writes what builds on all of it.
    let mut everything = Automerge::new();
    everything.apply_changes(changes.clone()).unwrap();
    let mut last = everything.with_actor(ActorId::from([5; 16]));
    commit(&mut last, |tx| tx.put(&record, "mood", "settled").unwrap());
    let settled = last.get_last_local_change().unwrap();
    assert_eq!(settled.deps().len(), 1_002);

    let began = Instant::now();
    let mut gate = Gate::new();
    for change in changes.iter().chain([&settled]) {
        gate.note_local(change).unwrap();
    }
    let taken = began.elapsed();
    assert_eq!(gate.heads(), last.get_heads());
    // Loose by far, and still far from what a walk through all history for every change would take.
    assert!(taken < Duration::from_secs(10), "{taken:?}");
}
