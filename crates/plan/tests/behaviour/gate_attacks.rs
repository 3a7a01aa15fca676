//! The attacks that were seen to work on bare automerge 0.12.0, each by somebody who may write. Every
//! test first shows what the change does without the gate, then which refusal it meets.

use std::num::NonZeroU64;

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, AutomergeError, Change, ROOT};
use kith_plan::{Refusal, verify_document};

use crate::gate_fuzz::fixture::{Fixture, commit, set};
use crate::gate_fuzz::trial::{Replica, quietly};

/// Applies without a gate; `None` if it panicked.
fn bare(f: &Fixture, change: &Change) -> Option<Automerge> {
    let mut document = f.replica.document.clone();
    quietly(|| document.apply_changes([change.clone()]).unwrap())?;
    Some(document)
}

/// A new actor whose first change is number 5 panics on every receiver, each time it is offered.
#[test]
fn attack_1_a_first_change_that_is_the_fifth() {
    let f = Fixture::new();
    let forged = f.forge(|change| change.seq = 5);
    assert!(bare(&f, &forged).is_none(), "panics without the gate");
    assert_eq!(f.offer(&forged), Err(Refusal::Sequence));
}

/// Writing in an object that does not exist panics too.
#[test]
fn attack_2_an_object_that_does_not_exist() {
    let f = Fixture::new();
    let nowhere = automerge::legacy::OpId::new(8, &ActorId::from([0xbb; 16]));
    let forged = f.forge(|change| change.operations = vec![set(&nowhere, "k", &[])]);
    assert!(bare(&f, &forged).is_none(), "panics without the gate");
    assert_eq!(f.offer(&forged), Err(Refusal::Object));
}

/// So does an author that shows up in an actor's second change.
#[test]
fn attack_2_an_author_in_the_second_change() {
    let mut f = Fixture::new();
    f.replica.admit_change(&f.honest).unwrap();
    let forged = f.forge(|change| {
        change.seq = 2;
        change.deps = vec![f.honest.hash()];
        change.start_op = NonZeroU64::new(f.honest.max_op() + 1).unwrap();
        change.operations[0].pred = vec![f.own(0)].into();
        change.extra_bytes = vec![1, 2, 7, 7];
    });
    assert!(bare(&f, &forged).is_none(), "panics without the gate");
    assert_eq!(f.offer(&forged), Err(Refusal::Extra));
}

/// Operation numbers at the end of 32 bits apply, save and load, and every later local write by
/// anyone panics: the document is dead for good.
#[test]
fn attack_3_operation_numbers_used_up() {
    let f = Fixture::new();
    let forged = f.forge(|change| change.start_op = NonZeroU64::new(u64::from(u32::MAX)).unwrap());
    let mut document = bare(&f, &forged).unwrap();
    let written = quietly(|| commit(&mut document, |tx| tx.put(ROOT, "next", 1).unwrap()));
    assert!(written.is_none(), "panics without the gate");
    assert_eq!(f.offer(&forged), Err(Refusal::OperationNumber));
}

/// A change that begins among operations of the past applies and saves; what was saved never loads.
#[test]
fn attack_4_a_snapshot_bomb_by_operation_numbers() {
    let f = Fixture::new();
    let forged = f.forge(|change| change.start_op = NonZeroU64::new(2).unwrap());
    let document = bare(&f, &forged).unwrap();
    assert!(Automerge::load(&document.save()).is_err(), "never loads without the gate");
    assert_eq!(verify_document(&document), Err(Refusal::Unsound));
    assert_eq!(f.offer(&forged), Err(Refusal::StartOperation));
}

/// The same by a predecessor that stands elsewhere.
#[test]
fn attack_4_a_snapshot_bomb_by_predecessors() {
    let f = Fixture::new();
    let op = set(&f.ids.record, "kind", &[&f.ids.counter]);
    let forged = f.forge(|change| change.operations = vec![op]);
    let spoiled = bare(&f, &forged).is_none_or(|document| verify_document(&document).is_err());
    assert!(spoiled, "breaks without the gate");
    assert_eq!(f.offer(&forged), Err(Refusal::Predecessor));
}

/// A change under the victim's actor is taken, and the victim's own next change is refused for ever.
#[test]
fn attack_5_writing_under_the_name_of_another() {
    let f = Fixture::new();
    let forged = f.forge(|change| {
        change.actor_id = ActorId::from([0xaa; 16]);
        change.seq = 3;
    });
    let mut document = bare(&f, &forged).unwrap();
    let mut victim = Automerge::new().with_actor(ActorId::from([0xaa; 16]));
    victim.apply_changes(f.changes[..2].to_vec()).unwrap();
    commit(&mut victim, |tx| tx.put(ROOT, "mine", 1).unwrap());
    let own = victim.get_last_local_change().unwrap();
    let refused = document.apply_changes([own]);
    assert!(matches!(refused, Err(AutomergeError::DuplicateSeqNumber(3, _))), "split for good");
    assert_eq!(f.offer(&forged), Err(Refusal::Actor));
}

/// A device restored from a backup goes on under the same actor. Automerge refuses the whole batch,
/// innocent changes included; the gate refuses that stream's delivery and nothing else.
#[test]
fn attack_6_a_restored_device_goes_on_under_its_old_actor() {
    let f = Fixture::new();
    let mut restored = Automerge::new().with_actor(ActorId::from([0xbb; 16]));
    restored.apply_changes(f.changes.clone()).unwrap();
    commit(&mut restored, |tx| tx.put(ROOT, "again", 1).unwrap());
    let again = restored.get_last_local_change().unwrap();
    let mut bystander = Automerge::new().with_actor(ActorId::from([0xdd; 16]));
    bystander.apply_changes(f.changes.clone()).unwrap();
    commit(&mut bystander, |tx| tx.put(ROOT, "innocent", 1).unwrap());
    let innocent = bystander.get_last_local_change().unwrap();

    let mut replica = f.replica.clone();
    replica.admit_change(&f.honest).unwrap();
    let mut bare = replica.document.clone();
    let heads = bare.get_heads();
    assert!(bare.apply_changes([again.clone(), innocent.clone()]).is_err());
    assert_eq!(bare.get_heads(), heads, "the innocent change is refused with the other");

    assert_eq!(replica.admit_change(&again), Err(Refusal::Sequence));
    assert_eq!(replica.admit_change(&innocent), Ok(1));
}

/// A compressed chunk of a few kilobytes inflates to megabytes before anybody has looked at it.
#[test]
fn attack_7_a_compressed_chunk() {
    let mut device = Automerge::new().with_actor(ActorId::from([0xbb; 16]));
    commit(&mut device, |tx| tx.put(ROOT, "bomb", "0".repeat(4 << 20)).unwrap());
    let mut change = device.get_last_local_change().unwrap();
    let compressed = change.bytes().into_owned();
    assert!(compressed.len() < 16 << 10, "{} bytes", compressed.len());
    let refused = Replica::default().admit(&ActorId::from([0xbb; 16]), &compressed);
    assert_eq!(refused, Err(Refusal::ChunkType { found: 2 }));
}
