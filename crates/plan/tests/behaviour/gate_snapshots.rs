//! Whole documents from elsewhere: nothing gets in by snapshot that would not get in by envelope.

use std::collections::BTreeSet;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT, ReadDoc};
use kith_plan::{Actor, Gate, Limits, Refusal, check_snapshot};

use crate::gate_fuzz::bytes::{body_of, seal};
use crate::gate_fuzz::dice::Dice;
use crate::gate_fuzz::fixture::{Fixture, commit, set};
use crate::gate_fuzz::trial::quietly;

fn actors(of: &[u8]) -> BTreeSet<Actor> {
    of.iter().map(|&byte| Actor([byte; 16])).collect()
}

fn check(bytes: &[u8]) -> Result<(Automerge, Gate), Refusal> {
    check_snapshot(bytes, &actors(&[0xaa, 0xbb, 0xcc]), &Limits::SNAPSHOT)
}

fn refusal(bytes: &[u8]) -> Option<Refusal> {
    check(bytes).err()
}

/// The fixture's document, with one forged change that bare automerge takes.
fn with(f: &Fixture, change: &Change) -> Vec<u8> {
    let mut document = f.replica.document.clone();
    document.apply_changes([change.clone()]).unwrap();
    document.save_nocompress()
}

#[test]
fn an_honest_snapshot_comes_back_with_a_gate_that_goes_on() {
    let f = Fixture::new();
    let (mut document, mut gate) = check(&f.replica.document.save_nocompress()).unwrap();
    assert_eq!(document.get_heads(), f.replica.document.get_heads());
    assert!(document.hydrate(None) == f.replica.document.hydrate(None));
    let mut log = automerge::PatchLog::inactive();
    let actor = Actor([0xbb; 16]);
    let admitted = gate.admit(&mut document, actor, f.honest.raw_bytes(), &mut log).unwrap();
    assert_eq!(admitted.hashes, vec![f.honest.hash()]);
}

#[test]
fn an_actor_that_is_not_in_the_list() {
    let f = Fixture::new();
    let bytes = f.replica.document.save_nocompress();
    let refused = check_snapshot(&bytes, &actors(&[0xaa]), &Limits::SNAPSHOT).map(|_| ());
    assert_eq!(refused, Err(Refusal::Actor));
}

#[test]
fn other_chunks_rests_and_compression() {
    let f = Fixture::new();
    let bytes = f.replica.document.save_nocompress();
    assert_eq!(refusal(&[]), Some(Refusal::Empty));
    assert_eq!(refusal(f.honest.raw_bytes()), Some(Refusal::ChunkType { found: 1 }));
    let behind = [&bytes[..], f.honest.raw_bytes()].concat();
    assert_eq!(refusal(&behind), Some(Refusal::Malformed("bytes behind the document")));
    let mut large = f.writer.clone();
    commit(&mut large, |tx| {
        for number in 0..300 {
            tx.put(ROOT, format!("key number {number}"), "value ".repeat(20)).unwrap();
        }
    });
    assert_eq!(refusal(&large.save()), Some(Refusal::Compressed));
    assert!(check(&large.save_nocompress()).is_ok());
    assert_eq!(refusal(&Automerge::new().save_nocompress()), Some(Refusal::Empty));
}

#[test]
fn more_than_the_limits_allow() {
    let f = Fixture::new();
    let bytes = f.replica.document.save_nocompress();
    let under = |limits: Limits| check_snapshot(&bytes, &actors(&[0xaa, 0xcc]), &limits).err();
    let all = Limits::SNAPSHOT;
    let length = bytes.len();
    assert_eq!(under(all), None);
    assert_eq!(
        under(Limits { bytes: length - 1, ..all }),
        Some(Refusal::TooLarge { bytes: length })
    );
    assert_eq!(under(Limits { changes: 2, ..all }), Some(Refusal::TooManyChanges));
    assert_eq!(under(Limits { operations: 8, ..all }), Some(Refusal::TooManyOperations));
    assert_eq!(under(Limits { actors: 1, ..all }), Some(Refusal::TooManyActors));
    assert_eq!(under(Limits { key_bytes: 3, ..all }), Some(Refusal::KeyTooLong));
    assert_eq!(under(Limits { nesting: 1, ..all }), Some(Refusal::TooDeep));
}

#[test]
fn every_change_in_it_meets_the_rules() {
    let f = Fixture::new();
    let message = f.forge(|change| change.message = Some("hello".into()));
    assert_eq!(refusal(&with(&f, &message)), Some(Refusal::Message));
    let extra = f.forge(|change| change.extra_bytes = vec![9]);
    assert_eq!(refusal(&with(&f, &extra)), Some(Refusal::Extra));
    let late = f.forge(|change| {
        change.start_op = 1_000.try_into().unwrap();
    });
    assert_eq!(refusal(&with(&f, &late)), Some(Refusal::StartOperation));
    let stale = f.forge(|change| {
        change.operations = vec![set(&f.ids.record, "kind", &[&f.ids.counter])];
    });
    if let Some(bytes) = quietly(|| with(&f, &stale)) {
        assert!(refusal(&bytes).is_some());
    }
}

#[test]
fn times_at_both_ends_of_the_range_survive() {
    let mut document = Automerge::new().with_actor(ActorId::from([0xaa; 16]));
    for time in [-(1_i64 << 53), 1 << 53, 0] {
        let mut transaction = document.transaction();
        transaction.put(ROOT, "r1", time).unwrap();
        transaction.commit_with(CommitOptions::default().with_time(time));
    }
    let (checked, _) = check(&document.save_nocompress()).unwrap();
    assert_eq!(checked.get_heads(), document.get_heads());
}

/// The library makes room for every operation that a change claims, by nothing but the number of its
/// last one. A document of a few hundred bytes can so ask for all memory that there is.
#[test]
fn changes_that_claim_operations_which_are_not_there() {
    let f = Fixture::new();
    let mut bomb = f.replica.document.clone();
    let far = f.forge(|change| change.start_op = (1 << 30).try_into().unwrap());
    bomb.apply_changes([far]).unwrap();
    let bytes = bomb.save_nocompress();
    assert!(bytes.len() < 1_000);
    assert_eq!(refusal(&bytes), Some(Refusal::TooManyOperations));
}

/// A document chunk stores the operations in the order in which they stand, and the library takes that
/// order as it is. Here two elements of a list are exchanged: the same changes, the same heads, and a
/// replica that loaded it would show another list for good.
#[test]
fn operations_that_stand_in_another_order_are_put_right() {
    let mut device = Automerge::new().with_actor(ActorId::from([0xaa; 16]));
    let list = commit(&mut device, |tx| {
        let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
        for letter in ["x", "y", "z"] {
            tx.insert(&list, 0, letter).unwrap();
        }
        list
    });
    let letters = |document: &Automerge| -> String {
        (0..document.length(&list))
            .map(|at| document.get(&list, at).unwrap().unwrap().0.into_string().unwrap())
            .collect()
    };
    assert_eq!(letters(&device), "zyx");
    let mut body = body_of(&device.save_nocompress()).to_vec();
    // The operations 1, 4, 3, 2 and 1, 3, 4, 2, as differences; then the values.
    exchange(&mut body, &[0x7e, 1, 3, 2, 0x7f], &[0x7c, 1, 2, 1, 0x7e]);
    exchange(&mut body, b"zyx", b"yzx");
    let bytes = seal(0, &body);

    // The library looks at the order in debug builds only, and panics there.
    if let Some(loaded) = quietly(|| Automerge::load(&bytes).unwrap()) {
        assert_eq!(loaded.get_heads(), device.get_heads());
        assert_eq!(letters(&loaded), "yzx", "without the gate");
    }
    match check(&bytes) {
        Ok((checked, _)) => {
            assert_eq!(checked.get_heads(), device.get_heads());
            assert_eq!(letters(&checked), "zyx");
        }
        Err(refusal) => assert_eq!(refusal, Refusal::Unreadable),
    }
}

fn exchange(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let places: Vec<usize> =
        (0..=bytes.len() - old.len()).filter(|&at| bytes[at..].starts_with(old)).collect();
    let [at] = places[..] else { panic!("{} places", places.len()) };
    bytes[at..at + new.len()].copy_from_slice(new);
}

/// Bytes of a snapshot changed at random, with the checksum made right: whatever comes through is a
/// document whose every change the gate passed, and nothing panics on the way.
#[test]
fn flipped_bytes_never_bring_in_anything_unchecked() {
    let f = Fixture::new();
    let bytes = f.writer.save_nocompress();
    let mut accepted = 0;
    for seed in 0..4_000 {
        let mut dice = Dice::new(seed);
        let mut body = body_of(&bytes).to_vec();
        for _ in 0..=dice.below(2) {
            let at = dice.below(body.len());
            body[at] ^= 1 << dice.below(8);
        }
        let outcome = quietly(|| check(&seal(0, &body)));
        let outcome = outcome.unwrap_or_else(|| panic!("a panic came through at seed {seed}"));
        assert_ne!(outcome.as_ref().err(), Some(&Refusal::Panicked), "seed {seed}");
        if let Ok((document, gate)) = outcome {
            accepted += 1;
            assert_eq!(document.get_heads(), gate.heads(), "seed {seed}");
            assert!(Gate::from_document(&document).is_ok(), "seed {seed}");
            assert_eq!(document.keys(ROOT).count(), 1, "seed {seed}");
        }
    }
    // The heads are hashes of all that is said, so next to nothing can change unseen.
    assert!(accepted < 400, "{accepted} of 4,000");
}
