//! Rules 2 to 5, and what the gate asks of its caller: each fixture is honest but for one thing, and
//! names the refusal that it has to meet.

use std::num::NonZeroU64;

use automerge::legacy::OpType;
use automerge::transaction::Transactable;
use automerge::{ActorId, Author, Automerge, ObjType, PatchLog, ROOT};
use kith_plan::{Actor, Gate, Refusal};

use crate::gate_fuzz::fixture::{Fixture, commit, doing, insert, replace, set};

#[test]
fn the_honest_change_and_its_honest_variants_pass() {
    let f = Fixture::new();
    assert_eq!(f.offer(&f.honest), Ok(1));
    let honest = vec![
        set(&f.ids.record, "kind", &[&f.ids.kind]),
        doing(OpType::Delete, set(&f.ids.record, "kind", &[&f.own(0)])),
        insert(&f.ids.list, Some(&f.ids.element)),
        insert(&f.ids.list, Some(&f.own(2))),
        replace(&f.ids.list, &f.ids.element, &[&f.ids.element]),
        doing(OpType::Delete, replace(&f.ids.list, &f.own(2), &[&f.own(2)])),
        insert(&f.ids.text, None),
        doing(OpType::Delete, replace(&f.ids.text, &f.ids.character, &[&f.ids.character])),
        doing(OpType::Increment(-1), set(&f.ids.record, "counter", &[&f.ids.counter])),
        doing(OpType::Make(ObjType::Map), set(&f.ids.item, "sub", &[])),
        set(&f.own(9), "field", &[]),
    ];
    assert_eq!(f.offer_operations(honest), Ok(1));
}

// ---- Rule 2 ----------------------------------------------------------------------------------

#[test]
fn rule_2_a_change_of_another_actor() {
    let f = Fixture::new();
    let forged = f.forge(|change| change.actor_id = ActorId::from([0xdd; 16]));
    assert_eq!(f.offer(&forged), Err(Refusal::Actor));
}

#[test]
fn rule_2_extra_bytes_authors_and_messages() {
    let f = Fixture::new();
    let extra = f.forge(|change| change.extra_bytes = vec![0]);
    assert_eq!(f.offer(&extra), Err(Refusal::Extra));
    let message = f.forge(|change| change.message = Some("hello".into()));
    assert_eq!(f.offer(&message), Err(Refusal::Message));
    let mut authored = Automerge::new().with_actor(ActorId::from([0xbb; 16]));
    authored.set_author(Some(Author::from(vec![1, 2, 3])));
    commit(&mut authored, |tx| tx.put(ROOT, "r2", 1).unwrap());
    assert_eq!(f.offer(&authored.get_last_local_change().unwrap()), Err(Refusal::Extra));
}

#[test]
fn rule_2_a_time_that_a_saved_document_cannot_keep() {
    let f = Fixture::new();
    for time in [i64::MIN, i64::MAX, 1 << 54, -(1 << 54)] {
        assert_eq!(f.offer(&f.forge(|change| change.time = time)), Err(Refusal::Time));
    }
    assert_eq!(f.offer(&f.forge(|change| change.time = -62_135_596_800)), Ok(1), "year 1");
}

// ---- Rules 3 to 5 ----------------------------------------------------------------------------

#[test]
fn rule_3_a_sequence_number_that_is_not_the_next() {
    let f = Fixture::new();
    for number in [0, 2, 5, u64::from(u32::MAX) + 2] {
        assert_eq!(f.offer(&f.forge(|change| change.seq = number)), Err(Refusal::Sequence));
    }
}

#[test]
fn rule_3_a_second_change_that_does_not_know_the_first() {
    let mut f = Fixture::new();
    f.replica.admit_change(&f.honest).unwrap();
    let ignorant = f.forge(|change| change.seq = 2);
    assert_eq!(f.offer(&ignorant), Err(Refusal::Sequence));
    let aware = f.forge(|change| {
        change.seq = 2;
        change.deps = vec![f.honest.hash()];
        change.start_op = NonZeroU64::new(f.honest.max_op() + 1).unwrap();
        change.operations[0].pred = vec![f.own(0)].into();
    });
    assert_eq!(f.offer(&aware), Ok(1));
}

#[test]
fn rule_4_waits_for_what_it_builds_on_and_says_for_what() {
    let f = Fixture::new();
    let early = f.forge(|change| {
        change.seq = 2;
        change.deps = vec![f.honest.hash()];
        change.start_op = NonZeroU64::new(f.honest.max_op() + 1).unwrap();
        change.operations[0].pred = vec![f.own(0)].into();
    });
    let missing = vec![f.honest.hash()];
    assert_eq!(f.offer(&early), Err(Refusal::Waiting { missing }));
    // Both in one delivery are in order.
    let both = [f.honest.raw_bytes(), early.raw_bytes()].concat();
    assert_eq!(f.offer_bytes(&both), Ok(2));
}

#[test]
fn rule_4_the_same_dependency_twice() {
    let f = Fixture::new();
    let doubled = f.forge(|change| change.deps.push(change.deps[0]));
    assert_eq!(f.offer(&doubled), Err(Refusal::DuplicateDependency));
}

#[test]
fn rule_5_operation_numbers_that_do_not_follow() {
    let f = Fixture::new();
    let honest = f.honest.start_op().get();
    for start in [1, honest - 1, honest + 1, 1 << 30] {
        let forged = f.forge(|change| change.start_op = NonZeroU64::new(start).unwrap());
        assert_eq!(f.offer(&forged), Err(Refusal::StartOperation), "{start}");
    }
    for start in [1 << 31, u64::from(u32::MAX)] {
        let forged = f.forge(|change| change.start_op = NonZeroU64::new(start).unwrap());
        assert_eq!(f.offer(&forged), Err(Refusal::OperationNumber), "{start}");
    }
    let unrelated = f.forge(|change| change.deps.clear());
    assert_eq!(f.offer(&unrelated), Err(Refusal::StartOperation));
}

// ---- Rule 8 and the caller's part ------------------------------------------------------------

#[test]
fn a_gate_that_did_not_hear_of_a_local_change_says_so() {
    let f = Fixture::new();
    let mut gate = Gate::from_document(&f.writer).unwrap();
    let mut device = f.writer.clone();
    commit(&mut device, |tx| tx.put(ROOT, "r9", 1).unwrap());
    let local = device.get_last_local_change().unwrap();
    let stranger = f.changes.last().unwrap();
    let mut log = PatchLog::inactive();
    let actor = Actor([0xcc; 16]);
    let early = gate.admit(&mut device, actor, stranger.raw_bytes(), &mut log);
    assert_eq!(early, Err(Refusal::OutOfStep));
    gate.note_local(&local).unwrap();
    let admitted = gate.admit(&mut device, actor, stranger.raw_bytes(), &mut log).unwrap();
    assert_eq!(admitted.hashes, vec![stranger.hash()]);
}

#[test]
fn a_local_change_is_held_to_what_others_will_ask_of_it() {
    let mut device = Automerge::new().with_actor(ActorId::from([0xbb; 16]));
    let mut gate = Gate::new();
    commit(&mut device, |tx| {
        let text = tx.put_object(ROOT, "text", ObjType::Text).unwrap();
        tx.splice_text(&text, 0, 0, &"a".repeat(4_096)).unwrap();
    });
    let too_long = device.get_last_local_change().unwrap();
    assert_eq!(gate.note_local(&too_long), Err(Refusal::TooManyOperations));
    assert!(gate.is_empty());
}
