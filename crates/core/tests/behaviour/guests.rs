//! Who a guest is: one record of a person, one Kith, and the same answer on every device.

use kith_core::{Answer, BetweenAct, Command, PairingStage, RecordId, Role};
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{
    ANA, DESKTOP, LAPTOP, go_online, link, pair, share, three_houses, ticket,
};
use crate::support::{House, Wire, object, records};

/// Another Kith of Ana's, on her new computer.
const ANA_AGAIN: usize = 3;

/// Pairs a device of Mara's with a Kith of Ana's, under a record that is there.
fn pair_under(wire: &mut Wire, houses: &mut [House], mara: usize, ana: usize, person: RecordId) {
    houses[mara].step_up();
    houses[mara].ask(Command::Invite { person, role: Role::Sponsor });
    wire.settle(houses);
    let ticket = ticket(&houses[mara]);
    houses[ana].step_up();
    houses[ana].ask(Command::Join {
        ticket: SecretString::from(ticket),
        at: None,
        person: None,
        name: Some("Mara".into()),
    });
    wire.settle(houses);
    houses[ana].done(Command::PairAnswer { they_match: true });
    houses[mara].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    assert_eq!(houses[mara].stage(), PairingStage::Paired);
}

/// Mara's two devices, both apart, and two Kiths of Ana's.
fn four_houses(seed: u64) -> (Wire, Vec<House>, RecordId, RecordId) {
    let (mut wire, mut houses) = three_houses(seed);
    let mut again = House::new("Ana again", seed + 3);
    again.init();
    houses.push(again);
    link(&mut wire, &mut houses);
    let one = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    let other = houses[LAPTOP].add("person", json!({"name": "Ana B."})).id;
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    for house in [LAPTOP, DESKTOP] {
        houses[house].done(Command::GoOffline);
    }
    wire.settle(&mut houses);
    (wire, houses, one, other)
}

fn unshare(house: &mut House, section: &str, person: RecordId) -> Result<(), &'static str> {
    house.step_up();
    let unshare = Command::Unshare { section: section.into(), person };
    house.told(unshare).map(|_| ()).map_err(|trouble| trouble.id())
}

/// What `guests` and `who-sees` tell: Kith, person, sections; and person, section.
type Told = (Vec<(String, RecordId, Vec<String>)>, Vec<(RecordId, String)>);

fn told(house: &mut House) -> Told {
    let guests = match house.done(Command::Guests) {
        Answer::Guests(guests) => guests,
        other => panic!("{other:?}"),
    };
    let grants = match house.done(Command::WhoSees) {
        Answer::WhoSees(grants) => grants,
        other => panic!("{other:?}"),
    };
    (
        guests.into_iter().map(|guest| (guest.plan, guest.person, guest.sections)).collect(),
        grants.into_iter().map(|grant| (grant.person, grant.section)).collect(),
    )
}

/// A person with a new computer was invited again under the same record. What was shared with them then went to
/// one of the two Kiths, perhaps the old, stolen one, and could not be ended.
#[test]
fn a_record_that_is_paired_is_not_invited_again() {
    let (mut wire, mut houses) = three_houses(9_300);
    let (ana, mara) = pair(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    let again = Command::Invite { person: ana, role: Role::Sponsor };
    let trouble = houses[LAPTOP].told(again).unwrap_err();
    assert_eq!((trouble.id(), u8::from(trouble.exit_code())), ("already-paired", 5));
    houses[ANA].step_up();
    let join = Command::Join {
        ticket: SecretString::from("kith:nothing"),
        at: None,
        person: Some(mara),
        name: None,
    };
    assert_eq!(houses[ANA].told(join).unwrap_err().id(), "already-paired");
    // The same in the next run, and on a device that was not there.
    let mut again = houses.remove(LAPTOP).crash();
    again.unlock();
    again.step_up();
    let invite = Command::Invite { person: ana, role: Role::Sponsor };
    assert_eq!(again.told(invite).unwrap_err().id(), "already-paired");
    // A record of its own for the new computer is the way.
    houses.insert(LAPTOP, again);
    wire.forget(&mut houses, LAPTOP);
    houses.push(House::new("Ana again", 9_303));
    houses[ANA_AGAIN].init();
    let new = houses[LAPTOP].add("person", json!({"name": "Ana's new computer"})).id;
    share(&mut houses[LAPTOP], "word", ana);
    pair_under(&mut wire, &mut houses, LAPTOP, ANA_AGAIN, new);
    share(&mut houses[LAPTOP], "word", new);
    assert_eq!(unshare(&mut houses[LAPTOP], "word", ana), Ok(()));
    let word = houses[LAPTOP].add("word", json!({"word": "fine"}));
    assert_eq!(word.visible_to, Some(vec![new]));
}

/// Two devices that were apart invited the same person, for two Kiths. Both could read; one of them stood in no
/// list, and nothing ended what it read.
#[test]
fn two_kiths_under_one_record_are_seen_and_ended_together() {
    for seed in 0..4 {
        let (mut wire, mut houses, ana, _) = four_houses(9_310 + seed * 10);
        pair_under(&mut wire, &mut houses, LAPTOP, ANA, ana);
        houses[DESKTOP].now.0 += 1_000;
        pair_under(&mut wire, &mut houses, DESKTOP, ANA_AGAIN, ana);
        for house in [LAPTOP, DESKTOP] {
            share(&mut houses[house], "word", ana);
        }
        share(&mut houses[LAPTOP], "checkins", ana);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA, ANA_AGAIN]);
        let said = told(&mut houses[LAPTOP]);
        assert_eq!(said, told(&mut houses[DESKTOP]), "seed {seed}");
        assert_eq!(said.0.len(), 2, "seed {seed}");
        assert!(said.0.iter().all(|(_, person, _)| *person == ana), "seed {seed}");
        // What is said of the two together is what is said of the person.
        let sections: usize = said.0.iter().map(|(_, _, sections)| sections.len()).sum();
        assert_eq!((sections, said.1.len()), (3, 3), "seed {seed}");
        let word = houses[LAPTOP].add("word", json!({"word": "fine"}));
        assert_eq!(word.visible_to, Some(vec![ana]), "seed {seed}");
        wire.settle(&mut houses);
        let plan = houses[LAPTOP].root();
        for house in [ANA, ANA_AGAIN] {
            assert_eq!(houses[house].list_of("word", plan).unwrap().len(), 1, "seed {seed}");
        }
        for house in [LAPTOP, DESKTOP] {
            let view = houses[house].view();
            let shown = view.people.iter().find(|one| one.id == ana).unwrap();
            let sees = shown.guest.as_ref().unwrap().sees.iter().map(|(section, _)| section);
            assert_eq!(sees.collect::<Vec<_>>(), ["checkins", "word"], "seed {seed}");
        }
        // What either writes is between them and Mara.
        for house in [ANA, ANA_AGAIN] {
            let mara = told(&mut houses[house]).0[0].1;
            houses[house].done(Command::Between {
                person: mara,
                act: BetweenAct::Add {
                    kind: "reach".into(),
                    fields: object(json!({"text": "call me"})),
                },
            });
        }
        wire.settle(&mut houses);
        let list = BetweenAct::List { kind: None };
        let between = records(houses[LAPTOP].done(Command::Between { person: ana, act: list }));
        assert_eq!(between.len(), 2, "seed {seed}");
        // What is shared from now on goes to the one that was paired last, on both devices.
        let newest = houses[ANA_AGAIN].root().to_string();
        share(&mut houses[LAPTOP], "cravings", ana);
        wire.settle(&mut houses);
        for (plan, _, sections) in told(&mut houses[DESKTOP]).0 {
            let has = sections.iter().any(|section| section == "cravings");
            assert_eq!(has, plan == newest, "seed {seed}");
        }
        assert_eq!(unshare(&mut houses[DESKTOP], "word", ana), Ok(()), "seed {seed}");
        wire.settle(&mut houses);
        for house in [LAPTOP, DESKTOP] {
            let word = houses[house].add("word", json!({"word": "need_a_talk"}));
            assert_eq!(word.visible_to, Some(vec![]), "seed {seed}");
            wire.settle(&mut houses);
            for reader in [ANA, ANA_AGAIN] {
                let read = houses[reader].list_of("word", plan).unwrap();
                assert!(read.iter().all(|one| one.id != word.id), "seed {seed}");
            }
        }
    }
}

/// The same Kith was paired under one record, and later under another. Which of the two it was, and so under whose
/// name its shares stood, was decided by the order in which a device had heard of it.
#[test]
fn one_kith_under_two_records_stands_under_the_later_on_every_device() {
    for seed in 0..6 {
        let (mut wire, mut houses, one, other) = four_houses(9_360 + seed * 10);
        pair_under(&mut wire, &mut houses, LAPTOP, ANA, one);
        share(&mut houses[LAPTOP], "word", one);
        houses[DESKTOP].now.0 += 1_000;
        pair_under(&mut wire, &mut houses, DESKTOP, ANA, other);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA]);
        for run in 0..2 {
            let said = told(&mut houses[LAPTOP]);
            assert_eq!(said, told(&mut houses[DESKTOP]), "seed {seed} run {run}");
            let people: Vec<_> = said.0.iter().map(|(_, person, _)| *person).collect();
            assert_eq!(people, [other], "seed {seed} run {run}");
            assert_eq!(said.1, [(other, "word".to_owned())], "seed {seed} run {run}");
            for house in [LAPTOP, DESKTOP] {
                wire.forget(&mut houses, house);
                let again = houses.remove(house).crash();
                houses.insert(house, again);
                houses[house].unlock();
            }
        }
        // Ana has one record of Mara, and not one for each time.
        assert_eq!(houses[ANA].list("person").len(), 1, "seed {seed}");
        assert_eq!(unshare(&mut houses[LAPTOP], "word", one), Err("not-paired"), "seed {seed}");
        assert_eq!(unshare(&mut houses[LAPTOP], "word", other), Ok(()), "seed {seed}");
        assert_eq!(told(&mut houses[LAPTOP]).1, [], "seed {seed}");
    }
}

/// A pairing that broke off before the other side kept it left a record that could never be paired.
#[test]
fn a_person_of_whom_nothing_came_may_be_invited_again() {
    let (mut wire, mut houses) = three_houses(9_430);
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    houses[LAPTOP].step_up();
    let invited = houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(&mut houses);
    let ticket = ticket(&houses[LAPTOP]);
    houses[ANA].step_up();
    houses[ANA].ask(Command::Join {
        ticket: SecretString::from(ticket),
        at: None,
        person: None,
        name: Some("Mara".into()),
    });
    wire.settle(&mut houses);
    // The half is the last of what she makes; what comes before was told by then.
    houses[ANA].desk_fails =
        Some(Box::new(|request| format!("{request:?}").starts_with("SignPermission")));
    houses[ANA].done(Command::PairAnswer { they_match: true });
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(&mut houses);
    let ended = houses[LAPTOP].answers.remove(&invited).unwrap().unwrap_err();
    assert_eq!(ended.id(), "pairing-unfinished");
    assert_eq!(told(&mut houses[LAPTOP]).0.len(), 1);
    houses[ANA].desk_fails = None;
    houses[ANA].tick(6_000);
    pair_under(&mut wire, &mut houses, LAPTOP, ANA, ana);
    let guests = told(&mut houses[LAPTOP]).0;
    assert_eq!((guests.len(), guests[0].1), (1, ana));
    let invite = Command::Invite { person: ana, role: Role::Sponsor };
    assert_eq!(houses[LAPTOP].told(invite).unwrap_err().id(), "already-paired");
}
