//! What is set aside is counted once, told of after a restart, and kept within bounds.

use kith_core::{BetweenAct, Command, Notice};
use kith_seal::{DeskRequest, EnvelopeKind};
use serde_json::json;

use crate::support::people::{ANA, DESKTOP, LAPTOP, go_online, link, pair, three_houses};
use crate::support::{House, Wire, object};

/// A program that seals its changes as if they were control records: the owner can open them, and they
/// have no place where they stand.
fn as_entries(request: &mut DeskRequest) {
    if let DeskRequest::Seal { kind, .. } = request {
        *kind = EnvelopeKind::Entries;
    }
}

/// The copies in a vault.
fn copies(house: &House) -> usize {
    let files = house.disk.files().1.into_keys();
    files.filter(|path| path.starts_with("set-aside/") && path.ends_with(".kith")).count()
}

fn noticed(house: &House) -> usize {
    let notices = &house.view().notices;
    let aside = notices.iter().find_map(|notice| match notice {
        Notice::SetAside { count } => Some(*count),
        _ => None,
    });
    aside.unwrap_or(0)
}

/// The process dies and starts again; the files stay as they are.
fn restart(wire: &mut Wire, houses: &mut Vec<House>, who: usize) {
    wire.forget(houses, who);
    let died = houses.remove(who);
    houses.insert(who, died.crash());
    houses[who].unlock();
}

/// Ana says so many things in her half, each of which the owner has to set aside.
fn say_badly(houses: &mut [House], mara: kith_core::RecordId, count: usize) {
    houses[ANA].tamper = Some(as_entries);
    for number in 0..count {
        let fields = object(json!({"text": format!("{number}")}));
        let act = BetweenAct::Add { kind: "reach".into(), fields };
        houses[ANA].done(Command::Between { person: mara, act });
    }
    houses[ANA].tamper = None;
}

/// What was set aside was told of until the program ended, and never again: the next run began to count
/// at nothing, although the copies were there.
#[test]
fn what_was_set_aside_is_told_of_after_a_restart() {
    let (mut wire, mut houses) = three_houses(600);
    let (_, mara) = pair(&mut wire, &mut houses);
    say_badly(&mut houses, mara, 1);
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    assert_eq!((houses[LAPTOP].status().set_aside, copies(&houses[LAPTOP])), (1, 1));
    restart(&mut wire, &mut houses, LAPTOP);
    assert_eq!(houses[LAPTOP].status().set_aside, 1);
    assert_eq!(noticed(&houses[LAPTOP]), 1);
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    assert_eq!(houses[LAPTOP].status().set_aside, 1, "offered again, and counted once");
    houses[LAPTOP].done(Command::Lock);
    houses[LAPTOP].unlock();
    assert_eq!(houses[LAPTOP].status().set_aside, 1, "locking is no end either");
}

/// Whoever was paired once could have the owner's disk filled with copies of what was refused.
#[test]
fn a_guest_has_a_bounded_number_of_copies_kept_and_the_rest_is_counted() {
    let (mut wire, mut houses) = three_houses(610);
    let (_, mara) = pair(&mut wire, &mut houses);
    let mut counts = Vec::new();
    for _ in 0..3 {
        say_badly(&mut houses, mara, 150);
        go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
        counts.push((houses[LAPTOP].status().set_aside, copies(&houses[LAPTOP])));
        // Another run of hers is another stream.
        restart(&mut wire, &mut houses, ANA);
    }
    assert_eq!(counts, [(150, 150), (300, 256), (450, 256)]);
    restart(&mut wire, &mut houses, LAPTOP);
    assert_eq!(houses[LAPTOP].status().set_aside, 256);
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    // What no copy is kept of is offered again, as far as its stream is asked for, and counted again.
    let status = houses[LAPTOP].status();
    assert!((257..=450).contains(&status.set_aside), "{}", status.set_aside);
    assert_eq!(copies(&houses[LAPTOP]), 256);
    // Nothing of the owner's own is held up, nor what she says well.
    houses[LAPTOP].add("reason", json!({"text": "the garden"}));
    assert_eq!(houses[LAPTOP].list("reason").len(), 1);
}

/// A desktop that has followed one run of the laptop, and a laptop that was put back to where it stood
/// before that run and writes as that run wrote, under the same keys: two envelopes for one place.
fn forked(seed: u64, more: usize) -> (Wire, Vec<House>) {
    let (mut wire, mut houses) = three_houses(seed);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    houses[LAPTOP].add("checkin", json!({"mood": 1}));
    wire.settle(&mut houses);
    wire.forget(&mut houses, LAPTOP);
    let disk = houses[LAPTOP].disk.copy();
    houses[LAPTOP] = House::on("Mara", seed + 7, disk.copy());
    houses[LAPTOP].unlock();
    houses[LAPTOP].add("checkin", json!({"mood": 2}));
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    wire.forget(&mut houses, LAPTOP);
    houses[LAPTOP] = House::on("Mara", seed + 7, disk);
    houses[LAPTOP].unlock();
    houses[LAPTOP].add("checkin", json!({"mood": 3}));
    for _ in 0..more {
        houses[LAPTOP].add("checkin", json!({"mood": 4}));
    }
    (wire, houses)
}

/// Two envelopes for one place in a stream were counted at each meeting anew, and the one that proves it
/// was kept nowhere.
#[test]
fn a_fork_counts_once_however_often_peers_meet_and_its_proof_outlives_the_run() {
    let (mut wire, mut houses) = forked(620, 1);
    for meeting in 0..4 {
        go_online(&mut wire, &mut houses, &[LAPTOP]);
        let here = (houses[DESKTOP].status().set_aside, copies(&houses[DESKTOP]));
        assert_eq!(here, (1, 1), "meeting {meeting}");
        wire.drop_sessions(&mut houses, DESKTOP);
    }
    wire.cut.insert((LAPTOP, DESKTOP));
    restart(&mut wire, &mut houses, DESKTOP);
    assert_eq!(houses[DESKTOP].status().set_aside, 1);
    wire.cut.clear();
    go_online(&mut wire, &mut houses, &[DESKTOP]);
    assert_eq!((houses[DESKTOP].status().set_aside, copies(&houses[DESKTOP])), (1, 1));
}

/// Two branches of the same length show their ends only.
#[test]
fn a_fork_whose_ends_alone_were_seen_counts_once() {
    let (mut wire, mut houses) = forked(630, 0);
    for meeting in 0..4 {
        go_online(&mut wire, &mut houses, &[LAPTOP]);
        for who in [LAPTOP, DESKTOP] {
            // The check-ins; in the book neither run had anything new to say.
            assert_eq!(houses[who].status().set_aside, 1, "meeting {meeting}, at {who}");
        }
        wire.drop_sessions(&mut houses, DESKTOP);
    }
}
