//! A disk that cannot read what rests on it: what could not be read is not an empty plan.

use std::cell::Cell;
use std::rc::Rc;

use kith_core::interchange::Import;
use kith_core::{Answer, Command, CommandId, ExportOf, Input, ListFilter, Trouble};
use kith_seal::{Alias, DeskRequest};
use kith_vault::VaultRequest;
use secrecy::SecretString;
use serde_json::json;

use crate::support::{self, House, PASSPHRASE, Wire, object, records};

/// Lets the next `times` requests fail that are described so and read what rests under this name.
fn reads_fail(house: &mut House, what: &'static str, of: Alias, times: u32) -> Rc<Cell<u32>> {
    let left = Rc::new(Cell::new(times));
    let count = left.clone();
    house.disk_fails = Some(Box::new(move |request| {
        let is_of = match request {
            VaultRequest::ReadMany { ranges } => ranges.iter().any(|(one, _, _)| *one == of),
            VaultRequest::ReadSnapshot { alias } => *alias == of,
            _ => false,
        };
        let fails = is_of && format!("{request:?}").starts_with(what) && count.get() > 0;
        count.set(count.get() - u32::from(fails));
        fails
    }));
    left
}

fn name_of(house: &House, label: &str) -> Alias {
    house.named.iter().find(|(known, _)| known == label).expect("the volume was made here").1
}

fn reasons(house: &mut House) -> Result<usize, Trouble> {
    let list = Command::List(ListFilter { kind: "reason".into(), ..ListFilter::default() });
    house.told(list).map(|answer| records(answer).len())
}

fn add_reason(text: &str) -> Command {
    let fields = object(json!({ "text": text }));
    Command::Add { kind: "reason".into(), section: None, fields }
}

fn with_reasons(seed: u64, count: usize) -> (House, Alias) {
    let mut house = House::new("Mara", seed);
    house.init();
    for number in 0..count {
        house.add("reason", json!({"text": format!("reason {number}")}));
    }
    let alias = name_of(&house, "why");
    (house, alias)
}

fn snapshots_of(house: &House, alias: Alias) -> usize {
    let name = format!("{alias}");
    house.disk.files().1.keys().filter(|path| path.contains(&name)).count()
}

/// One read of a log that failed was taken for a log with nothing in it: a plan of 230 reasons, of which a
/// snapshot covered 201, opened with 201 and no word of trouble. The next snapshot claimed the whole log, and
/// 29 records that had been said to be saved were read by no later run.
#[test]
fn a_read_that_fails_once_is_asked_for_again_and_nothing_is_lost() {
    for (number, what) in ["ReadMany", "ReadSnapshot"].into_iter().enumerate() {
        let (house, alias) = with_reasons(2100 + number as u64, 230);
        let mut again = house.crash();
        let left = reads_fail(&mut again, what, alias, 1);
        again.unlock();
        assert_eq!(left.get(), 0, "a {what} has failed");
        assert_eq!(reasons(&mut again), Ok(230), "{what}");
        for number in 0..210 {
            again.add("reason", json!({"text": format!("later {number}")}));
        }
        let mut last = again.crash();
        last.unlock();
        assert_eq!(reasons(&mut last), Ok(440), "{what}");
    }
}

/// The same with a disk that fails for as long as the run lasts. What could be read is told with the damage,
/// nothing is written beside what is there, and the run makes no snapshot of what it never saw.
#[test]
fn what_the_disk_cannot_read_is_told_as_damage_and_claimed_by_no_snapshot() {
    let (house, alias) = with_reasons(2110, 230);
    let snapshots = snapshots_of(&house, alias);
    let mut again = house.crash();
    reads_fail(&mut again, "Read", alias, u32::MAX);
    again.unlock();
    match reasons(&mut again) {
        Err(Trouble::DamagedPart { .. }) => {}
        other => panic!("{other:?}"),
    }
    for number in 0..210 {
        let told = again.told(add_reason(&format!("later {number}")));
        assert!(matches!(told, Err(Trouble::Damaged { .. })), "{told:?}");
    }
    assert!(!again.status().damage.is_empty());
    // The rest of the plan is as it was.
    again.add("person", json!({"name": "Ana"}));
    assert_eq!(again.list("person").len(), 1);
    again.feed(Input::Command(CommandId(9_000), Command::Close));
    assert_eq!(snapshots_of(&again, alias), snapshots);
    let mut last = again.crash();
    last.unlock();
    assert_eq!(reasons(&mut last), Ok(230));
    assert!(last.status().damage.is_empty());
}

/// The book names everything else, so a plan whose book could not be read was a plan with nothing in it.
#[test]
fn a_book_that_cannot_be_read_is_not_an_empty_plan() {
    let (house, _) = with_reasons(2120, 3);
    let mut again = house.crash();
    // The first time it is read only for the roster.
    let reads = Rc::new(Cell::new(0));
    let count = reads.clone();
    again.disk_fails = Some(Box::new(move |request| {
        let is_read = matches!(request, VaultRequest::ReadMany { .. });
        count.set(count.get() + u32::from(is_read));
        is_read && count.get() > 1
    }));
    again.unlock();
    assert_eq!(reads.get(), 3, "the roster, the book and the book again");
    assert!(matches!(reasons(&mut again), Err(Trouble::Damaged { .. })));
    assert!(matches!(again.told(add_reason("one")), Err(Trouble::Damaged { .. })));
    assert!(!again.status().damage.is_empty());
    again.disk_fails = None;
    again.done(Command::Lock);
    again.unlock();
    assert_eq!(reasons(&mut again), Ok(3));
}

/// A volume that could not be read looked like one without records: its own export was taken in beside it, so that
/// each id stood in two volumes; and a deleted record came back without its words, which are in the bin.
#[test]
fn nothing_is_taken_in_or_brought_back_beside_what_could_not_be_read() {
    let (mut house, alias) = with_reasons(2130, 3);
    let of = ExportOf::Records;
    let Answer::Plan(plan) = house.done(Command::Export { of, sections: Default::default() })
    else {
        panic!("an export is a plan");
    };
    let file = serde_json::to_string(&plan).unwrap();
    let mut again = house.crash();
    reads_fail(&mut again, "Read", alias, u32::MAX);
    again.unlock();
    let import = Command::Import(Import::from_json(&file).unwrap());
    assert!(matches!(again.told(import), Err(Trouble::Damaged { .. })));
    again.disk_fails = None;
    again.done(Command::Lock);
    again.unlock();
    assert_eq!(reasons(&mut again), Ok(3));
}

/// What the worker, or the desk, could not do with a volume at the start made it a volume without records: a list
/// of it was empty and complete, and what was written went beside what was there.
#[test]
fn a_volume_that_could_not_be_brought_back_is_damaged_and_not_empty() {
    let (house, alias) = with_reasons(2150, 230);
    let mut house = house;
    for room in ["worker", "desk"] {
        house = house.crash();
        match room {
            "worker" => house.hold = Some("Job(load"),
            _ => {
                house.desk_fails = Some(Box::new(move |request| match request {
                    DeskRequest::Open { envelopes, .. } => {
                        envelopes.iter().any(|one| one.header().alias == alias)
                    }
                    _ => false,
                }));
            }
        }
        house.ask(Command::Unlock { passphrase: SecretString::from(PASSPHRASE) });
        house.hold = None;
        assert_eq!(house.held.is_empty(), room == "desk", "{room}");
        house.lose_held();
        let told = reasons(&mut house);
        assert!(matches!(told, Err(Trouble::DamagedPart { .. })), "{room}: {told:?}");
        let told = house.told(add_reason("one"));
        assert!(matches!(told, Err(Trouble::Damaged { .. })), "{room}: {told:?}");
        house.desk_fails = None;
        house.done(Command::Lock);
        house.unlock();
        assert_eq!(reasons(&mut house), Ok(230), "{room}");
        assert!(house.status().damage.is_empty(), "{room}");
    }
}

/// A desk that fails once while a volume is brought back is asked again.
#[test]
fn a_desk_that_fails_once_at_the_start_costs_nothing() {
    for failing in [0, 1] {
        let (house, alias) = with_reasons(2160 + failing, 230);
        let mut again = house.crash();
        let asked = Rc::new(Cell::new(0));
        let count = asked.clone();
        again.desk_fails = Some(Box::new(move |request| {
            let is_of = matches!(request, DeskRequest::Open { envelopes, .. }
                if envelopes.iter().any(|one| one.header().alias == alias));
            count.set(count.get() + u64::from(is_of));
            is_of && count.get() == failing + 1
        }));
        again.unlock();
        assert!(asked.get() > 2, "the snapshot, what stands after it, and one of them again");
        assert_eq!(reasons(&mut again), Ok(230));
        assert!(again.status().damage.is_empty());
    }
}

fn damage_snapshots(house: &House, alias: Alias) {
    let name = format!("{alias}");
    for (path, mut bytes) in house.disk.files().1 {
        if path.starts_with("snap/") && path.contains(&name) {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            house.disk.overwrite(&path, bytes);
        }
    }
}

/// Where one device wrote all that there is, the logs hold what a damaged snapshot covered. A linked device has
/// it from the other's snapshot alone: its plan opened without 210 reasons and said nothing.
#[test]
fn a_damaged_snapshot_is_told_of_where_the_logs_may_not_hold_what_it_covered() {
    let (laptop, alias) = with_reasons(2170, 210);
    damage_snapshots(&laptop, alias);
    let mut laptop = laptop.crash();
    laptop.unlock();
    assert_eq!(reasons(&mut laptop), Ok(210));
    assert_eq!(laptop.status().damage.len(), 1);
    // A second one is made, so that the next device has something to begin with.
    for number in 210..420 {
        laptop.add("reason", json!({"text": format!("reason {number}")}));
    }
    let mut houses = vec![laptop, House::new("desktop", 2171)];
    let mut wire = Wire::default();
    support::people::link(&mut wire, &mut houses);
    support::people::go_online(&mut wire, &mut houses, &[0, 1]);
    assert_eq!(reasons(&mut houses[1]), Ok(420));
    wire.forget(&mut houses, 1);
    let desktop = houses.remove(1);
    damage_snapshots(&desktop, alias);
    let mut desktop = desktop.crash();
    desktop.unlock();
    let told = reasons(&mut desktop);
    assert!(matches!(told, Err(Trouble::DamagedPart { .. })), "{told:?}");
    // Its own snapshot would hide that.
    desktop.add("reason", json!({"text": "one more"}));
    desktop.feed(Input::Command(CommandId(9_000), Command::Close));
    let mut desktop = desktop.crash();
    desktop.unlock();
    assert!(matches!(reasons(&mut desktop), Err(Trouble::DamagedPart { .. })));
    // The other device has all of it still.
    houses.push(desktop);
    support::people::go_online(&mut wire, &mut houses, &[0, 1]);
    wire.settle(&mut houses);
    wire.forget(&mut houses, 1);
    let mut desktop = houses.remove(1).crash();
    desktop.unlock();
    assert_eq!(reasons(&mut desktop), Ok(421));
}

fn damage_logs_of(house: &House, what: impl Fn(&mut Vec<u8>)) {
    for (path, mut bytes) in house.disk.files().1 {
        if path.starts_with("log/") {
            what(&mut bytes);
            house.disk.overwrite(&path, bytes);
        }
    }
}

/// A plan of 230 reasons, of which a snapshot covers 201, and one of these damaged in its log: what stands behind
/// the damage was not read, so that 29 reasons were gone and nothing was said.
#[test]
fn a_hole_under_a_snapshot_hides_nothing_that_stands_behind_it() {
    let (house, _) = with_reasons(2190, 230);
    let mut tried = 0;
    for shift in (0..1_200).step_by(150) {
        let again = House::on("Mara", 2191 + shift, house.disk.copy());
        damage_logs_of(&again, |bytes| {
            let place = bytes.len() / 3 + shift as usize;
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1;
            }
        });
        let mut again = again.crash();
        again.unlock();
        assert_eq!(again.status().damage.len(), 1, "{shift}");
        match reasons(&mut again) {
            Ok(count) => assert_eq!(count, 230, "{shift}"),
            // Where a head was hit, nobody can say what stood there.
            Err(trouble) => {
                assert!(matches!(trouble, Trouble::DamagedPart { .. }), "{shift}: {trouble:?}");
                continue;
            }
        }
        tried += 1;
    }
    assert!(tried > 2, "{tried}");
}

#[test]
fn labels_and_settings_wait_for_a_profile_that_can_be_read() {
    let mut house = House::new("Mara", 2140);
    house.init();
    let person = house.add("person", json!({"name": "P-001"})).id;
    let goal = house.add("goal", json!({"want": "the garden", "with": person.to_string()})).id;
    let alias = name_of(&house, "profile");
    let mut again = house.crash();
    reads_fail(&mut again, "Read", alias, u32::MAX);
    again.unlock();
    let with = object(json!({"want": "quiet", "with": person.to_string()}));
    let add = Command::Add { kind: "goal".into(), section: None, fields: with.clone() };
    assert!(matches!(again.told(add), Err(Trouble::Damaged { .. })));
    let set = Command::PlanSet { name: "today.tiny".into(), value: "yes".into() };
    assert!(matches!(again.told(set), Err(Trouble::Damaged { .. })));
    // What can be read is told, and that something of it could not: a label alone looks like no link at all.
    let list = ListFilter { kind: "goal".into(), ..ListFilter::default() };
    for told in [
        Command::Show { id: goal },
        Command::History { id: goal },
        Command::List(list),
        Command::Export { of: ExportOf::Records, sections: vec!["goals".into()] },
    ] {
        let name = told.name();
        let told = again.told(told);
        assert!(matches!(told, Err(Trouble::DamagedPart { .. })), "{name}: {told:?}");
    }
    assert_eq!(again.list("person").len(), 1, "a person has no labels");
    again.disk_fails = None;
    again.done(Command::Lock);
    again.unlock();
    let Answer::Record(shown) = again.done(Command::Show { id: goal }) else {
        panic!("a record is shown");
    };
    assert_eq!(shown.fields["with"]["id"], json!(person.to_string()));
}

/// A cable that was put back was noticed only after the plan had been locked: until then a section was shut.
#[test]
fn a_volume_is_read_again_when_the_disk_has_come_back() {
    let (house, alias) = with_reasons(2180, 230);
    let mut house = house.crash();
    let left = reads_fail(&mut house, "Read", alias, u32::MAX);
    house.unlock();
    let asked = |left: &Rc<Cell<u32>>| u32::MAX - left.get();
    let (at_first, began) = (asked(&left), house.now.0);
    assert!(matches!(reasons(&mut house), Err(Trouble::DamagedPart { .. })));
    house.wake_at = None;
    house.tick(10_000);
    assert_eq!(house.wake_at.map(|at| at.0), Some(began + 30_000));
    // A disk that stays away is asked ever more seldom.
    let mut times = Vec::new();
    while house.now.0 - began < 1_000_000 {
        house.tick(10_000);
        if asked(&left) > at_first + times.len() as u32 {
            times.push((house.now.0 - began) / 1_000);
            assert!(matches!(reasons(&mut house), Err(Trouble::DamagedPart { .. })));
            assert!(matches!(house.told(add_reason("one")), Err(Trouble::Damaged { .. })));
            assert_eq!(house.status().damage.len(), 1);
        }
    }
    assert_eq!(times, [30, 90, 210, 450, 930]);
    house.disk_fails = None;
    house.tick(480_000);
    assert_eq!(reasons(&mut house), Ok(230));
    assert!(house.status().damage.is_empty());
    house.done(add_reason("one"));
    let mut last = house.crash();
    last.unlock();
    assert_eq!(reasons(&mut last), Ok(231));
}
