//! Devices that wrote so much while they were apart that each gives a snapshot of its own, and whoever meets both.

use kith_core::{Answer, Command, ListFilter, RecordId, Trouble};
use kith_seal::RootId;
use serde_json::json;

use crate::support::people::{
    ANA, DESKTOP, LAPTOP, go_online, link, link_at, pair, share, three_houses,
};
use crate::support::{House, Wire};

const TABLET: usize = 3;
/// More than what stands in the logs before a snapshot is made.
const MANY: usize = 210;

fn write(house: &mut House, kind: &str, how_many: usize) {
    for number in 0..how_many {
        let fields = match kind {
            "word" => json!({"word": "fine"}),
            _ => json!({"text": format!("{} {number}", house.name)}),
        };
        house.add(kind, fields);
    }
}

/// The program ends in good order, and starts again.
fn again(wire: &mut Wire, houses: &mut [House], which: usize) {
    houses[which].done(Command::Close);
    crashed(wire, houses, which);
}

fn crashed(wire: &mut Wire, houses: &mut [House], which: usize) {
    let house = std::mem::replace(&mut houses[which], House::new("nobody", 1));
    houses[which] = house.crash();
    wire.forget(houses, which);
    houses[which].unlock();
}

fn meet(wire: &mut Wire, houses: &mut [House], who: &[usize]) {
    go_online(wire, houses, who);
    for house in who {
        houses[*house].tick(2_000);
    }
    wire.settle(houses);
    for house in who {
        houses[*house].done(Command::GoOffline);
    }
    wire.settle(houses);
}

/// How many reasons are told of beside the first one, with nothing said to be damaged.
fn reasons(house: &mut House) -> usize {
    assert!(house.status().damage.is_empty());
    house.list("reason").len() - 1
}

fn words_of(house: &mut House, plan: RootId) -> usize {
    assert!(house.status().damage.is_empty());
    house.list_of("word", plan).unwrap().len()
}

/// A laptop, a desktop, Ana and a tablet, all of whom know each other; everything is in step and nobody is online.
fn four_houses(seed: u64) -> (Wire, Vec<House>, RecordId) {
    let (mut wire, mut houses) = three_houses(seed);
    houses.push(House::new("tablet", seed + 3));
    let (ana, _) = pair(&mut wire, &mut houses);
    link(&mut wire, &mut houses);
    link_at(&mut wire, &mut houses, TABLET);
    // All of them write into the same volume from now on.
    houses[LAPTOP].add("reason", json!({"text": "before"}));
    meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP, TABLET, ANA]);
    (wire, houses, ana)
}

/// Two devices had each written 210 reasons apart, and a third one met them one after the other. The second snapshot took
/// the place of the first in its vault: after the next start half of the reasons were gone, with nothing said, and every
/// device was told to be in step.
#[test]
fn two_devices_that_wrote_apart_are_both_held_by_whoever_meets_them() {
    let (mut wire, mut houses, _) = four_houses(1_100);
    write(&mut houses[LAPTOP], "reason", MANY);
    write(&mut houses[DESKTOP], "reason", MANY);
    meet(&mut wire, &mut houses, &[LAPTOP, TABLET]);
    assert_eq!(reasons(&mut houses[TABLET]), MANY);
    meet(&mut wire, &mut houses, &[DESKTOP, TABLET]);
    assert_eq!(reasons(&mut houses[TABLET]), 2 * MANY);
    crashed(&mut wire, &mut houses, TABLET);
    assert_eq!(reasons(&mut houses[TABLET]), 2 * MANY);
    again(&mut wire, &mut houses, TABLET);
    assert_eq!(reasons(&mut houses[TABLET]), 2 * MANY);
    // The laptop is lost. The desktop has its words from the tablet, and more are written on both sides.
    write(&mut houses[TABLET], "reason", MANY);
    write(&mut houses[DESKTOP], "reason", MANY);
    meet(&mut wire, &mut houses, &[DESKTOP, TABLET]);
    for which in [DESKTOP, TABLET] {
        again(&mut wire, &mut houses, which);
        assert_eq!(reasons(&mut houses[which]), 4 * MANY);
    }
}

/// The same with all at once, in either order of sessions.
#[test]
fn several_that_meet_at_once_all_hold_everything() {
    let (mut wire, mut houses, _) = four_houses(1_110);
    for which in [LAPTOP, DESKTOP, TABLET] {
        write(&mut houses[which], "reason", MANY);
    }
    meet(&mut wire, &mut houses, &[TABLET, DESKTOP, LAPTOP]);
    for which in [LAPTOP, DESKTOP, TABLET] {
        assert_eq!(reasons(&mut houses[which]), 3 * MANY);
        again(&mut wire, &mut houses, which);
        assert_eq!(reasons(&mut houses[which]), 3 * MANY);
    }
    meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP, TABLET]);
    for which in [LAPTOP, DESKTOP, TABLET] {
        assert_eq!(reasons(&mut houses[which]), 3 * MANY);
    }
}

/// A guest makes no snapshots, and kept only the one that came last.
#[test]
fn a_guest_holds_both_too() {
    let (mut wire, mut houses, ana) = four_houses(1_120);
    let plan = houses[LAPTOP].root();
    share(&mut houses[LAPTOP], "word", ana);
    meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP, TABLET, ANA]);
    write(&mut houses[LAPTOP], "word", MANY);
    write(&mut houses[DESKTOP], "word", MANY);
    meet(&mut wire, &mut houses, &[LAPTOP, ANA]);
    assert_eq!(words_of(&mut houses[ANA], plan), MANY);
    meet(&mut wire, &mut houses, &[DESKTOP, ANA]);
    assert_eq!(words_of(&mut houses[ANA], plan), 2 * MANY);
    for more in 0..2 {
        again(&mut wire, &mut houses, ANA);
        assert_eq!(words_of(&mut houses[ANA], plan), 2 * MANY + more);
        // Whoever takes something in needs the document, and not only what was kept of its records.
        write(&mut houses[DESKTOP], "word", 1);
        meet(&mut wire, &mut houses, &[DESKTOP, LAPTOP, ANA]);
        assert_eq!(words_of(&mut houses[ANA], plan), 2 * MANY + more + 1);
    }
}

/// Both snapshots were at the guest's gate when the first one passed it. The second one was asked for in envelopes only
/// after a quarter of a minute: the connection was being compared anew just then, and nobody could be asked.
#[test]
fn a_guest_to_whom_both_come_at_once_holds_both() {
    for order in [[0, 0], [1, 0]] {
        let (mut wire, mut houses, ana) = four_houses(1_125);
        let plan = houses[LAPTOP].root();
        share(&mut houses[LAPTOP], "word", ana);
        meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP, TABLET, ANA]);
        write(&mut houses[LAPTOP], "word", MANY);
        write(&mut houses[DESKTOP], "word", MANY);
        wire.cut.insert((LAPTOP, DESKTOP));
        houses[ANA].hold = Some("Job(take snapshot");
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA]);
        assert_eq!(houses[ANA].held.len(), 2);
        for place in order {
            houses[ANA].release_one(place);
        }
        houses[ANA].release();
        wire.settle(&mut houses);
        assert_eq!(words_of(&mut houses[ANA], plan), 2 * MANY, "{order:?}");
        crashed(&mut wire, &mut houses, ANA);
        assert_eq!(words_of(&mut houses[ANA], plan), 2 * MANY, "{order:?}, after a crash");
    }
}

/// A snapshot whose author is gone came, and two kills hit it at the gate: from then on it was refused in every session,
/// and nobody could give these words in another way.
#[test]
fn a_snapshot_that_two_kills_hit_as_it_came_is_taken_later() {
    let (mut wire, mut houses, _) = four_houses(1_128);
    write(&mut houses[LAPTOP], "reason", MANY);
    meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let start_and_meet = |wire: &mut Wire, houses: &mut [House]| {
        crashed(wire, houses, TABLET);
        meet(wire, houses, &[DESKTOP, TABLET]);
    };
    for _ in 0..2 {
        houses[TABLET].hold = Some("Job(take snapshot");
        go_online(&mut wire, &mut houses, &[DESKTOP, TABLET]);
        assert_eq!(houses[TABLET].held.len(), 1);
        houses[DESKTOP].done(Command::GoOffline);
        crashed(&mut wire, &mut houses, TABLET);
    }
    meet(&mut wire, &mut houses, &[DESKTOP, TABLET]);
    assert_eq!(reasons(&mut houses[TABLET]), 0, "left out in this run");
    start_and_meet(&mut wire, &mut houses);
    assert_eq!(reasons(&mut houses[TABLET]), MANY);
}

/// What one device holds only under the snapshot of another, which is gone, reaches a third one that has another such.
#[test]
fn what_two_hold_of_lost_devices_comes_together() {
    let (mut wire, mut houses, _) = four_houses(1_130);
    write(&mut houses[LAPTOP], "reason", MANY);
    meet(&mut wire, &mut houses, &[LAPTOP, TABLET]);
    // The laptop is lost; what the tablet has of it came as a snapshot.
    crashed(&mut wire, &mut houses, TABLET);
    write(&mut houses[DESKTOP], "reason", MANY);
    meet(&mut wire, &mut houses, &[DESKTOP, TABLET]);
    for which in [DESKTOP, TABLET] {
        crashed(&mut wire, &mut houses, which);
        assert_eq!(reasons(&mut houses[which]), 2 * MANY);
    }
}

/// The disk refuses the snapshot of both. Nothing is held of the second one then, nothing of the first is lost, and it
/// comes with the next meeting.
#[test]
fn a_power_cut_while_two_become_one_loses_neither() {
    for after in 0..24 {
        let (mut wire, mut houses, _) = four_houses(1_140);
        write(&mut houses[LAPTOP], "reason", MANY);
        write(&mut houses[DESKTOP], "reason", MANY);
        meet(&mut wire, &mut houses, &[LAPTOP, TABLET]);
        for which in [DESKTOP, TABLET] {
            houses[which].done(Command::GoOnline);
        }
        for _ in 0..after {
            for which in [DESKTOP, TABLET] {
                wire.settle_one(&mut houses, which);
            }
            wire.connect_now(&mut houses);
        }
        crashed(&mut wire, &mut houses, TABLET);
        let held = reasons(&mut houses[TABLET]);
        assert!((MANY..=2 * MANY).contains(&held), "{held} after {after}");
        houses[DESKTOP].done(Command::GoOffline);
        wire.settle(&mut houses);
        meet(&mut wire, &mut houses, &[DESKTOP, TABLET]);
        crashed(&mut wire, &mut houses, TABLET);
        assert_eq!(reasons(&mut houses[TABLET]), 2 * MANY, "after {after}");
    }
}

/// The desktop had the first three of a stream in its logs, two hundred under a snapshot, and the rest in its logs again.
/// Everything was there, the end was told to be lost in every run, and came again with every meeting.
#[test]
fn a_stream_that_rests_in_three_pieces_is_whole() {
    let (mut wire, mut houses, _) = four_houses(1_150);
    write(&mut houses[LAPTOP], "reason", 3);
    meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    write(&mut houses[LAPTOP], "reason", MANY);
    meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let sent = |wire: &Wire| wire.sent_to.get(&DESKTOP).map_or(0, Vec::len);
    for _ in 0..2 {
        again(&mut wire, &mut houses, DESKTOP);
        match houses[DESKTOP]
            .told(Command::List(ListFilter { kind: "reason".into(), ..ListFilter::default() }))
        {
            Ok(Answer::Records(list)) => assert_eq!(list.len(), 1 + 3 + MANY),
            Err(Trouble::DamagedPart { .. }) => panic!("told to be damaged"),
            other => panic!("{other:?}"),
        }
        assert_eq!(reasons(&mut houses[DESKTOP]), 3 + MANY);
        let before = sent(&wire);
        meet(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        let came = sent(&wire) - before;
        assert!(came < 2_000, "{came} bytes came although nothing was new");
    }
}
