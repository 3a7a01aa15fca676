//! A byte that fell over in the book: what it says of keys, people and permissions is not whole, so no answer leans on
//! it as if it were, and nobody is given a key.

use std::cell::Cell;
use std::rc::Rc;

use kith_core::interchange::Import;
use kith_core::{Answer, BetweenAct, Command, ExportOf, ListFilter, Trouble};
use kith_seal::DeskRequest;
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{ANA, DESKTOP, LAPTOP, go_online, link, pair, share, three_houses};
use crate::support::{House, PASSPHRASE, object, record};

/// The one log of a device that never started again, and its length.
fn log_of(house: &House) -> (String, usize) {
    let (_, files) = house.disk.files();
    let mut logs = files.into_iter().filter(|(path, _)| path.starts_with("log/"));
    let (path, bytes) = logs.next().expect("something was written");
    assert!(logs.next().is_none(), "one run writes one log");
    (path, bytes.len())
}

/// The same device with one byte of its log changed; nothing if the plan does not open at all then.
fn with_flip(house: &House, log: &str, at: usize) -> Option<House> {
    let disk = house.disk.copy();
    let mut bytes = disk.files().1[log].clone();
    bytes[at] ^= 4;
    disk.overwrite(log, bytes);
    let mut again = House::on(house.name, 50_000 + at as u64, disk);
    again.now = house.now;
    match again.told(Command::Unlock { passphrase: SecretString::from(PASSPHRASE) }) {
        Ok(_) => Some(again),
        Err(Trouble::Damaged { .. }) => None,
        Err(other) => panic!("{at}: {other:?}"),
    }
}

/// Counts the keys that are sealed to somebody.
fn count_keys_given(house: &mut House) -> Rc<Cell<u32>> {
    let given = Rc::new(Cell::new(0));
    let count = given.clone();
    house.desk_fails = Some(Box::new(move |request| {
        count.set(count.get() + u32::from(matches!(request, DeskRequest::WrapFor { .. })));
        false
    }));
    given
}

fn add_word() -> Command {
    let fields = object(json!({"word": "need_a_talk"}));
    Command::Add { kind: "word".into(), section: None, fields }
}

fn struggling() -> Command {
    Command::Struggling { home: jiff::tz::TimeZone::UTC }
}

fn list(kind: &str) -> Command {
    Command::List(ListFilter { kind: kind.into(), ..ListFilter::default() })
}

/// What is told if it is told as whole, and nothing if damage is told with it.
fn whole(house: &mut House, command: Command, at: usize) -> Option<String> {
    let name = command.name();
    match house.told(command) {
        Ok(answer) => Some(serde_json::to_string(&answer).unwrap()),
        Err(Trouble::Damaged { .. } | Trouble::DamagedPart { .. }) => None,
        Err(other) => panic!("{at}: {name}: {other:?}"),
    }
}

/// One bit of the envelope in which a grant ends fell over. The grant stood again, in a book that seemed whole: the
/// next word went into a new volume whose key the person was given, and `add` ended with 0.
#[test]
fn the_end_of_a_grant_that_cannot_be_read_gives_nobody_a_key() {
    let (mut wire, mut houses) = three_houses(31_000);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    let (log, from) = log_of(&houses[LAPTOP]);
    houses[LAPTOP].step_up();
    houses[LAPTOP].done(Command::Unshare { section: "word".into(), person: ana });
    let (_, to) = log_of(&houses[LAPTOP]);
    let mut refused = 0;
    for at in (from..to).step_by(61) {
        let mut again = with_flip(&houses[LAPTOP], &log, at).expect("the plan opens");
        let given = count_keys_given(&mut again);
        let envelopes = again.status().envelopes;
        match again.told(add_word()) {
            Ok(word) => assert_eq!(record(word).visible_to, Some(vec![]), "{at}"),
            Err(Trouble::Damaged { .. }) => {
                refused += 1;
                assert_eq!(again.status().envelopes, envelopes, "{at}: nothing was written");
            }
            Err(other) => panic!("{at}: {other:?}"),
        }
        again.step_up();
        let share = |section: &str| Command::Share {
            section: section.into(),
            person: ana,
            with_past: false,
            until: None,
        };
        assert!(matches!(again.told(share("checkins")), Err(Trouble::Damaged { .. })), "{at}");
        assert_eq!(given.get(), 0, "{at}");
        // The grant can be ended once more, and then what is written is for oneself.
        let unshare = Command::Unshare { section: "word".into(), person: ana };
        again.done(unshare);
        assert_eq!(record(again.done(add_word())).visible_to, Some(vec![]), "{at}");
        assert_eq!(given.get(), 0, "{at}");
    }
    assert!(refused > 1, "{refused}");
}

/// The envelope with the key of `people` was damaged: the lists of people, the search and every file that was written
/// were empty and complete, and an import took each person in a second time.
#[test]
fn a_volume_that_the_book_does_not_tell_of_any_more_is_not_empty() {
    let mut house = House::new("Mara", 31_100);
    house.init();
    for name in ["Ana", "Luis", "Zoe"] {
        house.add("person", json!({"name": name}));
    }
    let export = || Command::Export { of: ExportOf::Records, sections: Vec::new() };
    let reads =
        || [list("person"), Command::Search { words: "Ana".into() }, struggling(), export()];
    let truth: Vec<Option<String>> =
        reads().into_iter().map(|command| whole(&mut house, command, 0)).collect();
    let Answer::Plan(plan) = house.done(export()) else { panic!("an export is a plan") };
    let file = serde_json::to_string(&plan).unwrap();
    let (log, len) = log_of(&house);
    let (mut shut, mut told) = (0, 0);
    for at in (0..len).step_by(53) {
        let Some(mut again) = with_flip(&house, &log, at) else {
            shut += 1;
            continue;
        };
        for (command, truth) in reads().into_iter().zip(&truth) {
            let name = command.name();
            match whole(&mut again, command, at) {
                None => told += 1,
                said => assert_eq!(said, *truth, "{at}: {name}"),
            }
        }
        // What a damaged volume has lost, its file brings back. What may stand in another volume, it does not.
        let is_book_whole = again.told(Command::Devices).is_ok();
        let import = again.told(Command::Import(Import::from_json(&file).unwrap()));
        match import {
            Ok(Answer::Imported(_)) => assert!(is_book_whole, "{at}"),
            Err(Trouble::Damaged { .. }) => assert!(!is_book_whole, "{at}"),
            other => panic!("{at}: {other:?}"),
        }
        // What is new is written all the same, and is in sight.
        let zoe = again.add("person", json!({"name": "Zoe again"}));
        assert_eq!(zoe.visible_to, Some(vec![]), "{at}");
    }
    assert!(told > 20 && shut < len / 53 / 2, "{told} told, {shut} shut of {}", len / 53);
}

/// A damaged grant was no grant: `who-sees` was empty, and `unshare` said that nothing was shared, so that it could not
/// be ended while the person read on. A damaged pairing was none: the person could be deleted, and nobody was paired.
#[test]
fn nothing_about_trust_is_told_as_whole_that_is_not() {
    let (mut wire, mut houses) = three_houses(31_200);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    let house = &mut houses[LAPTOP];
    let between = || Command::Between { person: ana, act: BetweenAct::List { kind: None } };
    let reads = || {
        [
            Command::WhoSees,
            Command::Guests,
            Command::Devices,
            Command::Plans,
            Command::ViewAs { person: ana },
            between(),
            list("word"),
        ]
    };
    let truth: Vec<Option<String>> =
        reads().into_iter().map(|command| whole(house, command, 0)).collect();
    let (log, len) = log_of(house);
    let (mut told, mut ended, mut unpaired) = (0, 0, 0);
    for at in (0..len).step_by(83) {
        let Some(mut again) = with_flip(house, &log, at) else { continue };
        let given = count_keys_given(&mut again);
        let is_book_whole = again.told(Command::Devices).is_ok();
        for (command, truth) in reads().into_iter().zip(&truth) {
            let name = command.name();
            match whole(&mut again, command, at) {
                None => told += 1,
                said => assert_eq!(said, *truth, "{at}: {name}"),
            }
        }
        let removed = again.told(Command::Remove { id: ana }).map(|_| ()).unwrap_err();
        assert!(
            matches!(removed, Trouble::StillPaired | Trouble::Damaged { .. }),
            "{at}: {removed:?}"
        );
        let before = again.status();
        match again.told(add_word()) {
            Ok(word) => {
                let seen = record(word).visible_to.unwrap();
                assert_eq!(seen, if is_book_whole { vec![ana] } else { vec![] }, "{at}");
            }
            Err(Trouble::Damaged { .. }) => {
                let after = again.status();
                assert_eq!((before.volumes, before.envelopes), (after.volumes, after.envelopes));
            }
            Err(other) => panic!("{at}: {other:?}"),
        }
        again.step_up();
        match again.told(Command::Unshare { section: "word".into(), person: ana }) {
            Ok(Answer::Unshared(report)) => {
                ended += 1;
                let is_whole = again.told(Command::ViewAs { person: ana }).is_ok();
                assert!(report.still_read.is_none() || is_whole, "{at}: {report:?}");
                assert!(report.still_read != Some(0), "{at}");
            }
            Err(Trouble::Damaged { .. }) => unpaired += 1,
            other => panic!("{at}: {other:?}"),
        }
        let who = again.told(Command::WhoSees);
        assert!(!matches!(&who, Ok(Answer::WhoSees(grants)) if !grants.is_empty()), "{at}");
        assert_eq!(record(again.done(add_word())).visible_to, Some(vec![]), "{at}");
        // Where only the mailbox is damaged, a word for her goes into a volume of which both know.
        assert!(is_book_whole || given.get() == 0, "{at}");
        assert!(matches!(again.told(Command::Peers), Ok(Answer::Peers(peers))
            if peers.trouble.is_none() == is_book_whole));
    }
    assert!(told > 20 && ended > 10 && unpaired > 1, "{told} told, {ended} ended, {unpaired} not");
}

/// What the book lacks here comes back from another device, and all is as it was.
#[test]
fn a_linked_device_gives_back_what_the_book_lacks() {
    let (mut wire, mut houses) = three_houses(31_300);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    let (log, from) = log_of(&houses[DESKTOP]);
    // In a run of its own, so that the end of the grant is the first of its stream.
    wire.forget(&mut houses, LAPTOP);
    let laptop = houses.remove(LAPTOP).crash();
    houses.insert(LAPTOP, laptop);
    houses[LAPTOP].unlock();
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    houses[LAPTOP].step_up();
    houses[LAPTOP].done(Command::Unshare { section: "word".into(), person: ana });
    wire.settle(&mut houses);
    let (_, to) = log_of(&houses[DESKTOP]);
    wire.forget(&mut houses, DESKTOP);
    let desktop = houses.remove(DESKTOP);
    let (mut healed, mut lasting) = (0, 0);
    for at in (from..to).step_by(101) {
        let again = with_flip(&desktop, &log, at).expect("the plan opens");
        houses.insert(DESKTOP, again);
        let is_damaged = houses[DESKTOP].told(Command::WhoSees).is_err();
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        match houses[DESKTOP].told(add_word()) {
            Ok(word) => {
                assert_eq!(record(word).visible_to, Some(vec![]), "{at}");
                healed += u32::from(is_damaged && houses[DESKTOP].told(Command::WhoSees).is_ok());
            }
            Err(trouble) => panic!("{at}: {trouble:?}"),
        }
        lasting += u32::from(houses[DESKTOP].told(Command::WhoSees).is_err());
        wire.forget(&mut houses, DESKTOP);
        houses.remove(DESKTOP);
    }
    assert!(healed > 5 && lasting < healed, "{healed} healed, {lasting} lasting");
}
