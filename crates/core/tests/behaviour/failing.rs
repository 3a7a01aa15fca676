//! Rooms that cannot do what they are asked: whoever waits is told so, and nothing is left half said.

use kith_core::{Answer, Command, PairingStage, RecordId, Role, Trouble};
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{
    ANA, DESKTOP, LAPTOP, go_online, link, pair, share, three_houses, ticket,
};
use crate::support::{House, PASSPHRASE, Wire, object};

fn setting(house: &mut House, key: &str) -> String {
    match house.done(Command::ConfigGet { key: key.into() }) {
        Answer::Setting(setting) => setting.value,
        other => panic!("{other:?}"),
    }
}

fn set(key: &str, value: &str) -> Command {
    Command::ConfigSet { key: key.into(), value: value.into() }
}

/// A setting that the disk had refused was answered as refused, and held all the same until the program
/// ended.
#[test]
fn a_setting_that_could_not_be_kept_does_not_hold() {
    let mut house = House::new("Mara", 700);
    house.init();
    house.done(set("network.listen", "127.0.0.1:4000"));
    for fails in ["SealSettings", "PutFile(Settings"] {
        house.fails = Some(fails);
        let told = house.told(set("network.listen", "127.0.0.1:5000"));
        assert!(told.is_err(), "{fails}");
        assert_eq!(setting(&mut house, "network.listen"), "127.0.0.1:4000", "{fails}");
        house.fails = None;
    }
    house.done(set("network.listen", "127.0.0.1:6000"));
    let mut again = house.crash();
    again.unlock();
    assert_eq!(setting(&mut again, "network.listen"), "127.0.0.1:6000");
}

fn share_with(person: RecordId) -> Command {
    Command::Share { section: "word".into(), person, with_past: false, until: None }
}

fn unshare(person: RecordId) -> Command {
    Command::Unshare { section: "word".into(), person }
}

/// Everything that the desk does for a grant.
const STEPS: [&str; 4] = ["SignPermission", "NewGeneration", "WrapFor", "Seal(Entries"];

/// After whatever failed: a new word is told to be for exactly those who can open it.
fn check_words(wire: &mut Wire, houses: &mut [House], ana: RecordId, may_read: bool, why: &str) {
    let word = houses[LAPTOP].add("word", json!({"word": "fine"}));
    let expected = if may_read { vec![ana] } else { vec![] };
    assert_eq!(word.visible_to, Some(expected), "{why}");
    go_online(wire, houses, &[LAPTOP, ANA]);
    let plan = houses[LAPTOP].root();
    let read = houses[ANA].list_of("word", plan).unwrap_or_default();
    assert_eq!(read.iter().any(|record| record.id == word.id), may_read, "{why}");
}

fn may_read(house: &mut House) -> bool {
    match house.done(Command::WhoSees) {
        Answer::WhoSees(grants) => !grants.is_empty(),
        other => panic!("{other:?}"),
    }
}

/// A grant was answered with success although the desk had failed at a step of it: the person who was
/// told that somebody could read now had shared nothing, or shared without a permission.
#[test]
fn a_share_of_which_a_step_fails_is_refused_and_can_be_given_again() {
    for (number, fails) in STEPS.into_iter().enumerate() {
        for restarts in [false, true] {
            let why = format!("{fails}, restart {restarts}");
            let (mut wire, mut houses) = three_houses(710 + number as u64);
            let (ana, _) = pair(&mut wire, &mut houses);
            houses[LAPTOP].step_up();
            houses[LAPTOP].fails = Some(fails);
            // It was said that nothing was written, and the permission stood. Then that some of it may be done was said
            // even where nobody had signed anything.
            let trouble = houses[LAPTOP].told(share_with(ana)).unwrap_err();
            let said = if fails == "SignPermission" { "internal" } else { "half-done" };
            assert_eq!((trouble.id(), u8::from(trouble.exit_code())), (said, 1), "{why}");
            houses[LAPTOP].fails = None;
            if restarts {
                let again = houses.remove(LAPTOP).crash();
                houses.insert(LAPTOP, again);
                wire.forget(&mut houses, LAPTOP);
                houses[LAPTOP].unlock();
            }
            // Whatever stands is told as it is, and holds; what could not be sealed is by now.
            houses[LAPTOP].tick(6_000);
            let stands = may_read(&mut houses[LAPTOP]);
            check_words(&mut wire, &mut houses, ana, stands, &why);
            share(&mut houses[LAPTOP], "word", ana);
            wire.settle(&mut houses);
            check_words(&mut wire, &mut houses, ana, true, &why);
        }
    }
}

/// The end of a grant was answered with success although nobody had signed it, and the grant stood.
#[test]
fn an_unshare_of_which_a_step_fails_is_refused_and_can_be_given_again() {
    for (number, fails) in STEPS.into_iter().enumerate() {
        let (mut wire, mut houses) = three_houses(720 + number as u64);
        let (ana, _) = pair(&mut wire, &mut houses);
        share(&mut houses[LAPTOP], "word", ana);
        check_words(&mut wire, &mut houses, ana, true, fails);
        houses[LAPTOP].step_up();
        houses[LAPTOP].fails = Some(fails);
        let told = houses[LAPTOP].told(unshare(ana));
        // Nobody is given a key when the only reader goes.
        assert_eq!(told.is_err(), fails != "WrapFor", "{fails}");
        houses[LAPTOP].fails = None;
        let stands = may_read(&mut houses[LAPTOP]);
        check_words(&mut wire, &mut houses, ana, stands, fails);
        if stands {
            houses[LAPTOP].step_up();
            houses[LAPTOP].done(unshare(ana));
        }
        check_words(&mut wire, &mut houses, ana, false, fails);
    }
}

/// Of a kit whose words were right it was said that some of a change of who sees what might be done.
#[test]
fn a_kit_is_never_half_done() {
    let mut house = House::new("Mara", 735);
    let passphrase = SecretString::from(PASSPHRASE);
    let init = Command::Init { passphrase, name: None, device_name: None };
    let Answer::Created(made) = house.done(init) else { panic!("a vault is made") };
    let words = made.kit.expect("a new kit").words.join(" ").into();
    house.fails = Some("Seal(Entries");
    assert_eq!(house.told(Command::KitTest { words }).unwrap_err(), Trouble::NotSavedYet);
}

/// Control records that the desk could not seal were in memory only, and gone at the next start.
#[test]
fn control_records_that_could_not_be_sealed_are_said_later() {
    let (mut wire, mut houses) = three_houses(730);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    houses[LAPTOP].fails = Some("Seal(Entries");
    assert!(houses[LAPTOP].told(share_with(ana)).is_err());
    assert_ne!(houses[LAPTOP].view().saved, kith_core::Saved::Saved);
    houses[LAPTOP].tick(6_000);
    houses[LAPTOP].fails = None;
    houses[LAPTOP].tick(6_000);
    assert_eq!(houses[LAPTOP].view().saved, kith_core::Saved::Saved);
    let again = houses.remove(LAPTOP).crash();
    houses.insert(LAPTOP, again);
    wire.forget(&mut houses, LAPTOP);
    houses[LAPTOP].unlock();
    assert!(may_read(&mut houses[LAPTOP]));
    check_words(&mut wire, &mut houses, ana, true, "after a restart");
}

/// A command that waited for a volume, or for a stream in it, waited for ever when the desk could not make
/// one.
#[test]
fn an_add_that_the_desk_fails_is_answered_and_can_be_given_again() {
    for (number, fails) in ["NewGeneration", "StreamFor", "Seal(Change"].into_iter().enumerate() {
        let mut house = House::new("Mara", 740 + number as u64);
        house.init();
        house.fails = Some(fails);
        let fields = object(json!({"text": "the garden"}));
        let add = Command::Add { kind: "reason".into(), section: None, fields };
        let trouble = house.told(add).unwrap_err();
        let said = if fails == "Seal(Change" { "not-saved-yet" } else { "internal" };
        assert_eq!(trouble.id(), said, "{fails}");
        house.fails = None;
        let added = house.add("reason", json!({"text": "my sister"}));
        assert!(house.list("reason").iter().any(|record| record.id == added.id), "{fails}");
    }
}

/// What a peer sent while the desk failed was taken by nobody, and what came behind it neither, until the
/// program ended.
#[test]
fn what_could_not_be_opened_waits_and_holds_nothing_up() {
    let (mut wire, mut houses) = three_houses(750);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    houses[DESKTOP].fails = Some("Open(");
    houses[LAPTOP].add("checkin", json!({"mood": 1}));
    wire.settle(&mut houses);
    assert!(houses[DESKTOP].status().unmerged > 0);
    houses[DESKTOP].fails = None;
    houses[LAPTOP].add("checkin", json!({"mood": 2}));
    houses[LAPTOP].add("reason", json!({"text": "the garden"}));
    wire.settle(&mut houses);
    assert_eq!(houses[DESKTOP].list("reason").len(), 1);
    wire.forget(&mut houses, DESKTOP);
    let again = houses.remove(DESKTOP).crash();
    houses.insert(DESKTOP, again);
    houses[DESKTOP].unlock();
    go_online(&mut wire, &mut houses, &[DESKTOP]);
    assert_eq!(houses[DESKTOP].list("checkin"), houses[LAPTOP].list("checkin"));
    assert_eq!(houses[DESKTOP].status().unmerged, 0);
}

/// A lead whose desk could not sign a device in waited for ever, and so did the new device.
#[test]
fn a_pairing_of_which_a_step_fails_ends_on_both_sides() {
    for (number, fails) in
        ["SignRoster", "MakePersonKeyWrap", "WrapFor", "Seal(Entries"].into_iter().enumerate()
    {
        let (mut wire, mut houses) = three_houses(760 + number as u64);
        houses[LAPTOP].step_up();
        let linking = houses[LAPTOP].ask(Command::Link);
        wire.settle(&mut houses);
        let ticket = ticket(&houses[LAPTOP]);
        let joining = houses[DESKTOP].ask(Command::JoinAsDevice {
            ticket: SecretString::from(ticket),
            at: None,
            device_name: None,
            passphrase: SecretString::from(PASSPHRASE),
        });
        wire.settle(&mut houses);
        houses[DESKTOP].done(Command::PairAnswer { they_match: true });
        houses[LAPTOP].fails = Some(fails);
        houses[LAPTOP].done(Command::PairAnswer { they_match: true });
        wire.settle(&mut houses);
        for (who, command) in [(LAPTOP, linking), (DESKTOP, joining)] {
            assert!(matches!(houses[who].stage(), PairingStage::Ended(_)), "{fails} at {who}");
            assert!(houses[who].answers[&command].is_err(), "{fails} at {who}");
        }
        houses[LAPTOP].fails = None;
        houses[LAPTOP].tick(6_000);
        houses[DESKTOP] = House::new("tablet", 1_760 + number as u64);
        link(&mut wire, &mut houses);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        houses[LAPTOP].add("reason", json!({"text": "the garden"}));
        wire.settle(&mut houses);
        assert_eq!(houses[DESKTOP].list("reason").len(), 1, "{fails}");
    }
}

/// A desk that failed while a person was written down left the command without an answer.
#[test]
fn a_person_whose_pairing_fails_at_a_step_can_be_invited_again() {
    for (number, fails) in
        ["NewGeneration", "WrapFor", "SignPermission", "StreamFor"].into_iter().enumerate()
    {
        let (mut wire, mut houses) = three_houses(780 + number as u64);
        let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
        houses[LAPTOP].step_up();
        houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
        wire.settle(&mut houses);
        let ticket = ticket(&houses[LAPTOP]);
        houses[ANA].step_up();
        let joined = houses[ANA].ask(Command::Join {
            ticket: SecretString::from(ticket),
            at: None,
            person: None,
            name: Some("Mara".into()),
        });
        wire.settle(&mut houses);
        houses[LAPTOP].done(Command::PairAnswer { they_match: true });
        houses[ANA].fails = Some(fails);
        houses[ANA].done(Command::PairAnswer { they_match: true });
        wire.settle(&mut houses);
        assert!(matches!(houses[ANA].answers.get(&joined), Some(Err(_))), "{fails}");
        houses[ANA].fails = None;
        houses[ANA].tick(6_000);
        houses[LAPTOP].tick(6_000);
        wire.settle(&mut houses);
        pair(&mut wire, &mut houses);
        // The other side may have kept the first pairing, under the record it was made for.
        let ana = match houses[LAPTOP].done(Command::Guests) {
            Answer::Guests(guests) => guests[0].person,
            other => panic!("{other:?}"),
        };
        share(&mut houses[LAPTOP], "word", ana);
        check_words(&mut wire, &mut houses, ana, true, fails);
    }
}

/// Whoever ended what was not shared was told that it is not shared with them.
#[test]
fn ending_what_is_not_shared_is_refused_in_words_of_its_own() {
    let (mut wire, mut houses) = three_houses(790);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    let trouble = houses[LAPTOP].told(unshare(ana)).unwrap_err();
    assert_eq!((trouble.id(), u8::from(trouble.exit_code())), ("not-shared", 5));
}

/// A change that could not be sealed was dropped, and stood in the document. All that the run wrote after it
/// built on it: it was said to be saved, and neither the next run nor another device could read it.
#[test]
fn what_is_written_after_a_change_that_could_not_be_sealed_is_there_in_the_next_run() {
    for (number, times) in [1, 2].into_iter().enumerate() {
        let (mut wire, mut houses) = three_houses(800 + number as u64);
        link(&mut wire, &mut houses);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        houses[LAPTOP].add("reason", json!({"text": "the garden"}));
        for _ in 0..times {
            houses[LAPTOP].fails = Some("Seal(Change");
            let fields = object(json!({"text": "the river"}));
            let add = Command::Add { kind: "reason".into(), section: None, fields };
            assert!(houses[LAPTOP].told(add).is_err());
            assert!(matches!(houses[LAPTOP].view().saved, kith_core::Saved::NotSaved(_)));
            houses[LAPTOP].fails = None;
        }
        houses[LAPTOP].add("reason", json!({"text": "my sister"}));
        houses[LAPTOP].add("reason", json!({"text": "the sea"}));
        assert_eq!(houses[LAPTOP].view().saved, kith_core::Saved::Saved);
        wire.settle(&mut houses);
        assert_eq!(houses[DESKTOP].list("reason").len(), times + 3);
        let again = houses.remove(LAPTOP).crash();
        houses.insert(LAPTOP, again);
        wire.forget(&mut houses, LAPTOP);
        houses[LAPTOP].unlock();
        assert_eq!(houses[LAPTOP].list("reason").len(), times + 3);
        assert_eq!(houses[LAPTOP].status().unmerged, 0);
        assert_eq!(houses[LAPTOP].list("reason"), houses[DESKTOP].list("reason"));
    }
}

/// The same when nothing is written after it: it is sealed in a while.
#[test]
fn a_change_that_could_not_be_sealed_is_sealed_later() {
    let mut house = House::new("Mara", 810);
    house.init();
    house.add("reason", json!({"text": "the garden"}));
    house.fails = Some("Seal(Change");
    let fields = object(json!({"text": "the river"}));
    let add = Command::Add { kind: "reason".into(), section: None, fields };
    assert!(house.told(add).is_err());
    house.tick(6_000);
    assert!(matches!(house.view().saved, kith_core::Saved::NotSaved(_)));
    house.fails = None;
    house.tick(6_000);
    assert_eq!(house.view().saved, kith_core::Saved::Saved);
    let mut again = house.crash();
    again.unlock();
    assert_eq!(again.list("reason").len(), 2);
}

/// A desk that failed for 600 envelopes left 512 of them waiting and the rest with the peer, uncounted, for
/// the whole run: the device said that it was in step a moment ago, that nothing waits, and why it has nothing
/// of all that it did not say.
#[test]
fn what_there_was_no_room_for_is_counted_and_fetched_once_there_is() {
    let (mut wire, mut houses) = three_houses(820);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    houses[LAPTOP].add("reason", json!({"text": "the garden"}));
    wire.settle(&mut houses);
    let in_step = |house: &House| house.view().devices.iter().find_map(|one| one.link.clone());
    let before = in_step(&houses[DESKTOP]).unwrap().in_step_as_of;
    houses[DESKTOP].fails = Some("Open(");
    for number in 0..600 {
        houses[LAPTOP].add("reason", json!({"text": format!("reason {number}")}));
        houses[DESKTOP].now.0 += 10;
        wire.settle(&mut houses);
    }
    let status = houses[DESKTOP].status();
    assert_eq!((houses[DESKTOP].list("reason").len(), status.unmerged), (1, 600));
    houses[DESKTOP].tick(6_000);
    wire.settle(&mut houses);
    assert_eq!(houses[DESKTOP].status().unmerged, 600);
    let after = in_step(&houses[DESKTOP]).unwrap().in_step_as_of;
    assert!(after < before.map(|at| kith_core::UnixMillis(at.0 + 5_130)), "{before:?} {after:?}");
    houses[DESKTOP].fails = None;
    for _ in 0..4 {
        houses[DESKTOP].tick(6_000);
        wire.settle(&mut houses);
    }
    assert_eq!(houses[DESKTOP].list("reason"), houses[LAPTOP].list("reason"));
    let status = houses[DESKTOP].status();
    assert_eq!((status.unmerged, status.set_aside), (0, 0));
    assert!(in_step(&houses[DESKTOP]).unwrap().in_step_as_of > after);
}

/// A deleted record came back with the desk failing once, for its home: its copy in the bin was erased, the
/// words that had come home were in memory only, and a power failure lost them.
#[test]
fn a_record_that_comes_back_is_somewhere_whatever_could_not_be_sealed() {
    for seals_that_fail in [1, 2] {
        let (mut wire, mut houses) = three_houses(830);
        let (ana, _) = pair(&mut wire, &mut houses);
        share(&mut houses[LAPTOP], "word", ana);
        let id = houses[LAPTOP].add("word", json!({"word": "fine"})).id;
        houses[LAPTOP].done(Command::Remove { id });
        let mut left = seals_that_fail;
        houses[LAPTOP].desk_fails = Some(Box::new(move |request| {
            let fails = left > 0 && format!("{request:?}").starts_with("Seal(Change");
            left -= i32::from(fails);
            fails
        }));
        let told = houses[LAPTOP].told(Command::Undelete { id });
        assert_eq!(told.unwrap_err().id(), "not-saved-yet");
        let mut again = houses.remove(LAPTOP).crash();
        again.unlock();
        // At home, or still in the bin.
        if again.list("word").is_empty() {
            again.done(Command::Undelete { id });
        }
        let words = again.list("word");
        assert_eq!(words.len(), 1, "{seals_that_fail}");
        assert_eq!(words[0].fields["word"], "fine", "{seals_that_fail}");
    }
}

/// The book could not take the key of a new volume. What was added to the volume was said to be saved, and the
/// next run had no key to it.
#[test]
fn nothing_is_said_to_be_saved_before_the_key_to_it_is() {
    let mut house = House::new("Mara", 840);
    house.init();
    house.fails = Some("Seal(Entries");
    let fields = object(json!({"text": "the garden"}));
    let add = Command::Add { kind: "reason".into(), section: None, fields };
    assert!(house.told(add).is_err());
    // The volume is there, and its key is still in memory only.
    let fields = object(json!({"text": "the river"}));
    let add = Command::Add { kind: "reason".into(), section: None, fields };
    let told = house.told(add).map(|_| ()).map_err(|trouble| trouble.id());
    assert_eq!(told, Err("not-saved-yet"));
    house.fails = None;
    house.add("reason", json!({"text": "my sister"}));
    let mut again = house.crash();
    again.unlock();
    let texts: Vec<_> =
        again.list("reason").iter().map(|reason| reason.fields["text"].clone()).collect();
    assert!(texts.contains(&json!("my sister")), "{texts:?}");
    assert!(texts.contains(&json!("the river")), "{texts:?}");
}

/// What the desk had failed at once was given up by whoever closed before it was tried again.
#[test]
fn what_could_not_be_sealed_is_tried_once_more_before_the_plan_is_left() {
    let mut house = House::new("Mara", 850);
    house.init();
    house.add("reason", json!({"text": "the garden"}));
    house.fails = Some("Seal(Change");
    let fields = object(json!({"text": "the river"}));
    let add = Command::Add { kind: "reason".into(), section: None, fields };
    assert!(house.told(add).is_err());
    house.fails = None;
    house.done(Command::Lock);
    house.unlock();
    assert_eq!(house.list("reason").len(), 2);
    // A desk that goes on failing keeps nobody in.
    house.fails = Some("Seal(Change");
    let fields = object(json!({"text": "the sea"}));
    let add = Command::Add { kind: "reason".into(), section: None, fields };
    assert!(house.told(add).is_err());
    assert_eq!(house.told(Command::Close).unwrap_err(), Trouble::LostUnsaved);
    assert!(house.closed);
}

/// A plan that was left while the disk refused what had been written last was left with “done”, and the lock screen
/// said nothing.
#[test]
fn what_is_lost_by_leaving_is_told() {
    let mut house = House::new("Mara", 855);
    house.init();
    house.disk.set_capacity(Some(0));
    let fields = object(json!({"text": "the river"}));
    let add = Command::Add { kind: "reason".into(), section: None, fields };
    assert_eq!(house.told(add).unwrap_err(), Trouble::DiskFull);
    assert_eq!(house.told(Command::Lock).unwrap_err(), Trouble::LostUnsaved);
    match house.snapshot.as_deref() {
        Some(kith_core::Snapshot::Locked(view)) => {
            assert_eq!(view.trouble, Some(Trouble::LostUnsaved));
        }
        other => panic!("{other:?}"),
    }
    house.disk.set_capacity(None);
    house.unlock();
    assert_eq!(house.list("reason").len(), 0);
    house.done(Command::Lock);
}

/// Each failure put off the moment at which what had failed before was tried again: a house in which something
/// was written every few seconds never tried.
#[test]
fn a_later_failure_does_not_put_off_the_next_try() {
    let mut house = House::new("Mara", 860);
    house.init();
    house.add("reason", json!({"text": "the garden"}));
    house.fails = Some("Seal(Change");
    for text in ["the river", "the sea"] {
        let fields = object(json!({ "text": text }));
        let add = Command::Add { kind: "reason".into(), section: None, fields };
        assert!(house.told(add).is_err());
        house.now.0 += 2_600;
    }
    house.fails = None;
    house.tick(0);
    assert_eq!(house.view().saved, kith_core::Saved::Saved);
}
