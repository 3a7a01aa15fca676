//! Taking in what peers send: in order or not, while the volume is written, and when it is bad.

use kith_plan::{Actor, LoadVolumeError, Refusal, Volume};
use rand_chacha::ChaCha12Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::json;

use crate::support::{self, Device, gather, two_with};

#[test]
fn a_delivery_is_adopted_also_if_the_volume_was_written_meanwhile() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017"}));
    let theirs = devices[1].merge(id, json!({"ring": 2}));
    let job = devices[0].volume.admission(devices[1].actor, theirs.chunk.as_slice());
    // It may run anywhere.
    let worker = std::thread::spawn(move || job.run());
    devices[0].merge(id, json!({"good_times": "mornings"}));
    let done = worker.join().unwrap();
    assert_eq!(done.outcome().unwrap().count, 1);
    assert_eq!(devices[0].volume.settle_admission(done).unwrap(), [id]);
    devices[0].taken.resize(2, 0);
    devices[0].taken[1] += 1;
    assert_eq!(devices[0].field(id, "ring"), Some(json!(2)));
    assert_eq!(devices[0].field(id, "good_times"), Some(json!("mornings")));
    gather(&mut devices);
    // And it can still be written and read afterwards.
    devices[0].merge(id, json!({"ring": 3}));
    gather(&mut devices);
    assert_eq!(devices[1].field(id, "ring"), Some(json!(3)));
}

#[test]
fn two_deliveries_may_be_under_way_and_one_may_be_lost() {
    let mut devices = [Device::new(1), Device::new(2), Device::new(3)];
    let id = devices[0].add("person", json!({"name": "P-017"}));
    gather(&mut devices);
    let second = devices[1].merge(id, json!({"ring": 2}));
    let third = devices[2].merge(id, json!({"ring": 3}));
    let one = devices[0].volume.admission(devices[1].actor, second.chunk.as_slice());
    let other = devices[0].volume.admission(devices[2].actor, third.chunk.as_slice());
    drop(devices[0].volume.admission(devices[2].actor, third.chunk.as_slice()));
    devices[0].volume.settle_admission(other.run()).unwrap();
    devices[0].volume.settle_admission(one.run()).unwrap();
    assert_eq!(devices[0].both(id, "ring").unwrap(), [json!(2), json!(3)]);
    // The same again is nothing new.
    assert_eq!(devices[0].admit(devices[1].actor, &second.chunk), Ok(Vec::new()));
    devices[0].taken = vec![0, 1, 1];
    gather(&mut devices);
}

/// Each check runs on the document that the check before has replaced, so what was written here meanwhile
/// has to reach that copy too, whether the check before was adopted, refused, or lost.
#[test]
fn the_copy_that_is_kept_for_the_next_check_misses_nothing() {
    for seed in 0..40 {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let mut devices = [Device::new(1), Device::new(2)];
        let id = devices[0].add("person", json!({"name": "P-017"}));
        gather(&mut devices);
        for step in 0..60 {
            let chance = dice.next_u32() % 6;
            let actor = devices[1].actor;
            match chance {
                0 | 1 => drop(devices[0].merge(id, json!({"good_times": format!("{step}")}))),
                2 => assert!(devices[0].admit(Actor([7; 16]), &[1, 2, 3]).is_err()),
                3 => {
                    let lost = devices[0].outbox[0].clone();
                    let actor = devices[0].actor;
                    drop(devices[0].volume.admission(actor, lost));
                }
                _ => {
                    let theirs = devices[1].merge(id, json!({"ring": 1 + step % 3}));
                    if theirs.chunk.is_empty() {
                        continue;
                    }
                    let job = devices[0].volume.admission(actor, theirs.chunk.as_slice());
                    if chance == 5 {
                        devices[0].merge(id, json!({"good_times": format!("meanwhile {step}")}));
                    }
                    devices[0].volume.settle_admission(job.run()).unwrap();
                    devices[0].taken.resize(2, 0);
                    devices[0].taken[1] += 1;
                }
            }
            if dice.next_u32() % 9 == 0 {
                devices[0].volume.drop_spare();
            }
            let volume = &devices[0].volume;
            assert_eq!(*volume.view(), volume.walked_view(), "seed {seed}, step {step}");
            assert_eq!(volume.missing_count(), 0, "seed {seed}, step {step}");
        }
        gather(&mut devices);
        assert_eq!(devices[0].volume.view(), devices[1].volume.view(), "seed {seed}");
        assert_eq!(devices[0].volume.heads(), devices[1].volume.heads(), "seed {seed}");
    }
}

#[test]
fn deliveries_share_a_job_and_each_has_an_outcome_of_its_own() {
    let mut devices = [Device::new(1), Device::new(2)];
    let id = devices[0].add("checkin", json!({"mood": 1}));
    let later = devices[0].merge(id, json!({"mood": 2}));
    let first = devices[0].outbox[0].clone();
    let actor = devices[0].actor;
    let missing = devices[0].merge(id, json!({"mood": 3}));
    let last = devices[0].merge(id, json!({"mood": 4}));
    drop(missing);
    // The second comes before what it builds on, the third is under a foreign name, the last one waits.
    let job = devices[1]
        .volume
        .admission(actor, later.chunk.as_slice())
        .and(Actor([7; 16]), first.as_slice())
        .and(actor, first.as_slice())
        .and(actor, last.chunk.as_slice())
        .and(actor, first.as_slice())
        .verified();
    let settled = devices[1].volume.settle_admissions(job.run()).unwrap();
    assert_eq!(settled.touched, [id]);
    let outcomes = settled.outcomes.as_slice();
    assert_eq!(outcomes[0].as_ref().unwrap().hashes.len(), 1);
    assert_eq!(outcomes[1], Err(Refusal::Actor));
    assert_eq!(outcomes[2].as_ref().unwrap().hashes.len(), 1);
    assert!(matches!(outcomes[3], Err(Refusal::Waiting { .. })), "{:?}", outcomes[3]);
    assert_eq!(outcomes[4].as_ref().unwrap().hashes.len(), 0, "known by then");
    assert_eq!(devices[1].field(id, "mood"), Some(json!(2)));
    // A job that brings nothing leaves everything as it is, and the next one works.
    let heads = devices[1].volume.heads();
    let nothing = devices[1].volume.admission(actor, last.chunk.as_slice());
    let settled = devices[1].volume.settle_admissions(nothing.run()).unwrap();
    assert_eq!((settled.touched.len(), devices[1].volume.heads()), (0, heads));
    assert_eq!(devices[1].admit(actor, &later.chunk), Ok(Vec::new()));
}

#[test]
fn what_comes_too_early_waits_and_what_is_bad_changes_nothing() {
    let mut devices = [Device::new(1), Device::new(2)];
    let id = devices[0].add("checkin", json!({"mood": 1}));
    let later = devices[0].merge(id, json!({"mood": 2}));
    let actor = devices[0].actor;
    let early = devices[1].admit(actor, &later.chunk);
    assert!(matches!(early, Err(Refusal::Waiting { .. })), "{early:?}");
    let first = devices[0].outbox[0].clone();
    assert_eq!(devices[1].admit(Actor([7; 16]), &first), Err(Refusal::Actor));
    for cut in 0..first.len() {
        assert!(devices[1].admit(actor, &first[..cut]).is_err(), "cut at {cut}");
    }
    for place in 0..first.len() {
        let mut flipped = first.clone();
        flipped[place] ^= 0x10;
        assert!(devices[1].admit(actor, &flipped).is_err(), "flipped at {place}");
    }
    assert!(devices[1].volume.heads().is_empty() && devices[1].volume.view().is_empty());
    assert_eq!(devices[1].admit(actor, &first), Ok(vec![id]));
    assert_eq!(devices[1].admit(actor, &later.chunk), Ok(vec![id]));
    assert_eq!(devices[1].field(id, "mood"), Some(json!(2)));
}

#[test]
fn a_volume_comes_back_from_its_snapshot_and_the_chunks_after_it() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017"}));
    let snapshot = devices[0].volume.save_nocompress();
    let mut chunks: Vec<Vec<u8>> = Vec::new();
    for ring in [1, 2, 3, 1, 2] {
        chunks.push(devices[0].merge(id, json!({"ring": ring})).chunk);
    }
    gather(&mut devices);
    chunks.push(devices[1].merge(id, json!({"good_times": "noon"})).chunk);
    gather(&mut devices);
    let slices: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
    let mut loaded = Volume::load_own(Some(&snapshot), &slices, Actor([4; 16])).unwrap();
    assert_eq!(loaded.heads(), devices[0].volume.heads());
    assert!(*loaded.view() == *devices[0].volume.view());
    assert_eq!(loaded.missing_count(), 0);
    assert_eq!(loaded.change_count(), 7);

    // Chunks may come in any order and as one; a hole is seen.
    let joined = chunks.iter().rev().flatten().copied().collect::<Vec<u8>>();
    let whole = Volume::load_own(Some(&snapshot), &[&joined], None).unwrap();
    assert_eq!(whole.heads(), loaded.heads());
    let hole = Volume::load_own(Some(&snapshot), &slices[1..], None).unwrap();
    assert_eq!(hole.missing_count(), 1);
    assert_eq!(hole.record(id).unwrap().fields.len(), 1);

    // A new process writes as a new actor.
    let stamp = devices[0].stamp();
    let fields = support::object(json!({"ring": 3}));
    let written = loaded.write(&kith_plan::Edit::Merge { id, fields }, stamp).unwrap();
    assert_eq!(devices[0].admit(Actor([4; 16]), &written.chunk), Ok(vec![id]));
    assert_eq!(devices[0].field(id, "ring"), Some(json!(3)));
}

#[test]
fn damage_to_own_bytes_is_named_and_never_half_read() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017"}));
    let snapshot = devices[0].volume.save_nocompress();
    let good = devices[0].merge(id, json!({"ring": 1})).chunk;
    let next = devices[0].merge(id, json!({"ring": 2})).chunk;
    let cut = &next[..next.len() - 1];
    let error = Volume::load_own(Some(&snapshot), &[&good, cut], None).unwrap_err();
    assert_eq!(error, LoadVolumeError::Chunk { number: 1 });
    for place in 0..good.len() {
        let mut flipped = good.clone();
        flipped[place] ^= 1;
        let error = Volume::load_own(Some(&snapshot), &[&flipped], None).unwrap_err();
        assert_eq!(error, LoadVolumeError::Chunk { number: 0 }, "flipped at {place}");
    }
    for place in 0..snapshot.len() {
        let mut flipped = snapshot.clone();
        flipped[place] ^= 1;
        let error = Volume::from_document_bytes(&flipped, None).unwrap_err();
        assert_eq!(error, LoadVolumeError::Snapshot, "flipped at {place}");
    }
    let error = Volume::from_document_bytes(&snapshot[..snapshot.len() - 1], None).unwrap_err();
    assert_eq!(error, LoadVolumeError::Snapshot);
    assert!(Volume::load_own(None, &[b"nonsense".as_slice()], None).is_err());
}
