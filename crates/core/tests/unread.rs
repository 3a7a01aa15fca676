//! A disk that cannot read what rests on it: what could not be read is not an empty plan.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// A test stops at the first surprise.

mod support;

use std::cell::Cell;
use std::rc::Rc;

use kith_core::interchange::Import;
use kith_core::{Answer, Command, CommandId, ExportOf, Input, ListFilter, Trouble};
use kith_seal::Alias;
use kith_vault::VaultRequest;
use serde_json::json;
use support::{House, object, records};

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
