//! Damage that ends: when it can be shown that what the damaged bytes held rests here again, and not before.

use kith_core::{Answer, Command, ListFilter, Trouble};
use serde_json::json;

use crate::support::people::{DESKTOP, LAPTOP, go_online, json_of, link, three_houses};
use crate::support::runs::{again, files_in, start};
use crate::support::{House, Wire, records};

/// The desktop's program, off the wire.
fn take_desktop(wire: &mut Wire, houses: &mut Vec<House>) -> House {
    wire.forget(houses, DESKTOP);
    houses.remove(DESKTOP)
}

fn add_many(house: &mut House, count: usize) {
    for number in 0..count {
        house.add("checkin", json!({ "mood": 1 + number % 5 }));
    }
}

/// How many check-ins are told, and whether damage is told with them.
fn told(house: &mut House) -> (usize, bool) {
    let filter = ListFilter { kind: "checkin".to_owned(), ..ListFilter::default() };
    match house.told(Command::List(filter)) {
        Ok(answer) => (records(answer).len(), false),
        Err(Trouble::DamagedPart { read, .. }) => match read.answer() {
            Answer::Records(records) => (records.len(), true),
            other => panic!("not records: {other:?}"),
        },
        Err(other) => panic!("{other:?}"),
    }
}

fn places(house: &mut House) -> usize {
    house.status().damage.len()
}

/// Damages the snapshots of this name, or all; gives the files as they are now.
fn damage_snapshots(house: &House, which: Option<&str>) -> Vec<(String, Vec<u8>)> {
    let mut damaged = files_in(house, "snap/");
    damaged.retain(|(path, _)| which.is_none_or(|which| path == which));
    for (path, bytes) in &mut damaged {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        house.disk.overwrite(path, bytes.clone());
    }
    damaged
}

/// A linked device made a snapshot of what it had been sent one by one, and it was damaged. Its logs hold all of that, and
/// the view beside it says so; but every run told of the damage for ever, and no snapshot was made any more.
#[test]
fn a_damaged_snapshot_of_what_the_logs_hold_is_replaced_and_kept_under_another_name() {
    for with_views in [true, false] {
        let (mut wire, mut houses) = three_houses(1_000);
        link(&mut wire, &mut houses);
        add_many(&mut houses[LAPTOP], 50);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        let whole = json_of(houses[DESKTOP].list("checkin"));
        let mut desktop = take_desktop(&mut wire, &mut houses);
        desktop.done(Command::Close);
        let damaged = damage_snapshots(&desktop, None);
        assert_eq!(damaged.len(), 1);
        if !with_views {
            for (path, _) in files_in(&desktop, "view/") {
                desktop.disk.lose(&path);
            }
        }
        for run in 0..3 {
            desktop = match run {
                0 => start(desktop),
                _ => again(desktop),
            };
            assert_eq!(told(&mut desktop), (50, !with_views), "{with_views} {run}");
            assert_eq!(places(&mut desktop), usize::from(!with_views), "{with_views} {run}");
        }
        let snapshots = files_in(&desktop, "snap/");
        if !with_views {
            // Nobody can say what it held, so it is told, and another one would hide that.
            assert_eq!(snapshots, damaged);
            continue;
        }
        assert_eq!(json_of(desktop.list("checkin")), whole);
        assert_eq!(snapshots.len(), 2);
        let (aside, bytes) = snapshots.iter().find(|(path, _)| path.contains(".damaged-")).unwrap();
        assert!(aside.starts_with(&damaged[0].0) && *bytes == damaged[0].1, "{aside}");
        assert!(desktop.asked.iter().all(|asked| !asked.starts_with("ReadSnapshot")), "it rests");
    }
}

/// What a snapshot alone holds is lost with it. That is told in every run, until it has come again.
#[test]
fn a_damaged_snapshot_that_was_all_there_was_is_told_until_what_it_held_has_come_again() {
    let (mut wire, mut houses) = three_houses(1_010);
    link(&mut wire, &mut houses);
    add_many(&mut houses[LAPTOP], 230);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let mut desktop = take_desktop(&mut wire, &mut houses);
    desktop.done(Command::Close);
    let damaged = damage_snapshots(&desktop, None);
    for run in 0..3 {
        desktop = match run {
            0 => start(desktop),
            _ => again(desktop),
        };
        assert!(told(&mut desktop).0 < 230 && told(&mut desktop).1, "{run}");
        // More of its own proves nothing of what is gone.
        desktop.add("checkin", json!({ "mood": 3 }));
        assert!(told(&mut desktop).1 && places(&mut desktop) > 0, "{run}");
        assert_eq!(files_in(&desktop, "snap/"), damaged, "{run}");
    }
    houses.insert(DESKTOP, desktop);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(told(&mut houses[LAPTOP]), (233, false));
    assert_eq!((told(&mut houses[DESKTOP]), places(&mut houses[DESKTOP])), ((233, false), 0));
    let mut desktop = take_desktop(&mut wire, &mut houses);
    for _ in 0..2 {
        desktop = again(desktop);
        assert_eq!((told(&mut desktop), places(&mut desktop)), ((233, false), 0));
    }
}

/// The newest snapshot was damaged, and the one before it ends earlier than the logs begin. The device said that it held
/// all from there on, so nobody ever sent what was between.
#[test]
fn what_lay_between_an_older_snapshot_and_the_logs_is_asked_for() {
    let (mut wire, mut houses) = three_houses(1_020);
    link(&mut wire, &mut houses);
    // All of this is under one snapshot, and nothing is in the logs.
    add_many(&mut houses[LAPTOP], 201);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let desktop = take_desktop(&mut wire, &mut houses);
    let older = files_in(&desktop, "snap/");
    assert_eq!(older.len(), 1);
    add_many(&mut houses[LAPTOP], 230);
    houses.insert(DESKTOP, start(desktop));
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    add_many(&mut houses[LAPTOP], 3);
    wire.settle(&mut houses);
    assert_eq!(told(&mut houses[DESKTOP]), (434, false));
    let desktop = take_desktop(&mut wire, &mut houses);
    let snapshots = files_in(&desktop, "snap/");
    assert_eq!(snapshots.len(), 2);
    let newest = snapshots.into_iter().find(|one| one.0 != older[0].0).unwrap();
    damage_snapshots(&desktop, Some(&newest.0));
    let mut desktop = start(desktop);
    assert!(told(&mut desktop).1);
    houses.insert(DESKTOP, desktop);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(told(&mut houses[DESKTOP]).0, 434);
    let desktop = take_desktop(&mut wire, &mut houses);
    let mut desktop = again(desktop);
    assert_eq!((told(&mut desktop), places(&mut desktop)), ((434, false), 0));
}

/// A byte of the name under which an envelope rests was damaged. Nobody could say what it had been, and a list was told
/// as damaged for ever, although the other device had long sent it again.
#[test]
fn damage_of_nobody_knows_what_ends_when_the_same_bytes_have_come_again() {
    let (mut wire, mut houses) = three_houses(1_030);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    houses[LAPTOP].add("checkin", json!({ "mood": 1 }));
    wire.settle(&mut houses);
    houses[LAPTOP].add("checkin", json!({ "mood": 2 }));
    wire.settle(&mut houses);
    let mut desktop = take_desktop(&mut wire, &mut houses);
    desktop.done(Command::Close);
    // The last record is one envelope, and its alias stands near the front of that.
    let alias = name_of_checkins(&houses[LAPTOP]);
    let (path, mut bytes) = files_in(&desktop, "log/").pop().unwrap();
    let at = bytes.windows(16).rposition(|window| window == alias).unwrap();
    bytes[at] ^= 1;
    desktop.disk.overwrite(&path, bytes);
    for (path, _) in files_in(&desktop, "view/") {
        desktop.disk.lose(&path);
    }
    for run in 0..3 {
        desktop = match run {
            0 => start(desktop),
            _ => again(desktop),
        };
        assert_eq!((told(&mut desktop), places(&mut desktop)), ((1, true), 1), "{run}");
        assert!(matches!(desktop.told(Command::Guests), Err(Trouble::DamagedPart { .. })));
    }
    houses.insert(DESKTOP, desktop);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(told(&mut houses[DESKTOP]).0, 2);
    let mut desktop = again(take_desktop(&mut wire, &mut houses));
    assert_eq!(told(&mut desktop), (2, false));
    desktop.done(Command::Guests);
}

fn name_of_checkins(house: &House) -> [u8; 16] {
    let named = house.named.iter().find(|(label, _)| label.starts_with("checkins"));
    named.expect("the volume was made here").1.0
}
