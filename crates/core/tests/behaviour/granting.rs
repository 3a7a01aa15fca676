//! What a person may read, from when and until when, and what never reaches them.

use kith_core::interchange::Import;
use kith_core::{Answer, BetweenAct, Command, ExportOf, Trouble, UnixMillis};
use kith_seal::{ControlRecord, DeskRequest, EnvelopeKind, Signed, SigningSecret};
use kith_vault::VaultRequest;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_json::json;

use crate::support::people::{ANA, DESKTOP, LAPTOP, go_online, link, pair, share, three_houses};
use crate::support::{House, object, record, records};

#[test]
fn a_sponsor_reads_exactly_what_was_granted() {
    let (mut wire, mut houses) = three_houses(120);
    houses[LAPTOP].add("word", json!({"word": "need_a_talk"}));
    let (ana, mara) = pair(&mut wire, &mut houses);
    houses[LAPTOP].add("checkin", json!({"mood": 2, "note": "zanzibarine"}));
    houses[LAPTOP].add("reason", json!({"text": "quixotine"}));
    share(&mut houses[LAPTOP], "word", ana);
    let word = houses[LAPTOP].add("word", json!({"word": "fine"}));
    assert_eq!(word.visible_to, Some(vec![ana]));
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    let plan = houses[LAPTOP].root();
    let read = houses[ANA].list_of("word", plan).unwrap();
    assert_eq!(read.len(), 1, "from today, and nothing from before");
    assert_eq!(read[0].id, word.id);
    assert_eq!(read[0].visible_to, None);
    assert_eq!(houses[ANA].list_of("checkin", plan).unwrap_err(), Trouble::NotGranted);
    assert_eq!(houses[ANA].list_of("reason", plan).unwrap_err(), Trouble::NotGranted);
    // Nothing of what was not granted reached her, neither by wire nor on her disk: not even the public
    // name of a volume. That of the granted one did, so it would be found.
    let disk: Vec<u8> = houses[ANA].disk.files().1.into_values().flatten().collect();
    let holds = |bytes: &[u8], alias: &[u8]| bytes.windows(16).any(|window| window == alias);
    let mut granted = 0;
    for (label, alias) in &houses[LAPTOP].named {
        let is_hers = label.starts_with("half:") || label.starts_with("mailbox:");
        // Of the two volumes of words the later one was made for her.
        let last_word = houses[LAPTOP].named.iter().rfind(|(label, _)| label.starts_with("word/"));
        let is_shared = last_word.is_some_and(|(_, last)| last == alias);
        let reached = [&wire.sent_to[&ANA], &disk].map(|bytes| holds(bytes, &alias.0));
        match is_shared || is_hers {
            // Nobody has written in Mara's half yet, so of that only the name has come.
            true => assert_eq!(reached, [true, !label.starts_with("half:")], "{label}"),
            false => assert_eq!(reached, [false, false], "{label}"),
        }
        granted += usize::from(is_shared || is_hers);
    }
    assert!(granted >= 2, "the word and Mara's half");
    let granted: Vec<String> = match houses[LAPTOP].done(Command::ViewAs { person: ana }) {
        Answer::ViewAs(sections) => sections.into_iter().map(|section| section.section).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(granted, vec!["half", "word"]);
    // She answers from her half.
    let reply = record(houses[ANA].done(Command::Between {
        person: mara,
        act: BetweenAct::Add { kind: "reach".into(), fields: object(json!({"text": "call me"})) },
    }));
    wire.settle(&mut houses);
    let between = records(
        houses[LAPTOP].done(Command::Between { person: ana, act: BetweenAct::List { kind: None } }),
    );
    assert_eq!(between.len(), 1);
    assert_eq!((between[0].id, between[0].half), (reply.id, Some("theirs")));
    // After unsharing, what comes next stays with Mara.
    houses[LAPTOP].step_up();
    houses[LAPTOP].done(Command::Unshare { section: "word".into(), person: ana });
    let after = houses[LAPTOP].add("word", json!({"word": "need_a_talk"}));
    wire.settle(&mut houses);
    let read = houses[ANA].list_of("word", plan).unwrap();
    assert_eq!(read.iter().map(|record| record.id).collect::<Vec<_>>(), vec![word.id]);
    assert_eq!(after.visible_to, Some(vec![]));
}

/// The program said that a grant ends by itself, and nothing ended it.
#[test]
fn a_grant_ends_by_itself_when_its_time_has_come() {
    let (mut wire, mut houses) = three_houses(125);
    let (ana, _) = pair(&mut wire, &mut houses);
    let until = |house: &House, days: i64| kith_core::UnixMillis(house.now.0 + days * 86_400_000);
    houses[LAPTOP].step_up();
    let share = |until| Command::Share {
        section: "word".into(),
        person: ana,
        with_past: false,
        until: Some(until),
    };
    let past = until(&houses[LAPTOP], -1);
    assert_eq!(houses[LAPTOP].told(share(past)).unwrap_err(), Trouble::BadUntil);
    let tomorrow = until(&houses[LAPTOP], 1);
    houses[LAPTOP].done(share(tomorrow));
    let during = houses[LAPTOP].add("word", json!({"word": "fine"}));
    assert_eq!(during.visible_to, Some(vec![ana]));
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    houses[LAPTOP].tick(2 * 86_400_000);
    let after = houses[LAPTOP].add("word", json!({"word": "need_a_talk"}));
    assert_eq!(after.visible_to, Some(vec![]));
    wire.settle(&mut houses);
    let plan = houses[LAPTOP].root();
    let read = houses[ANA].list_of("word", plan).unwrap();
    assert_eq!(read.iter().map(|record| record.id).collect::<Vec<_>>(), vec![during.id]);
    let seen = houses[LAPTOP].done(Command::WhoSees);
    assert!(matches!(&seen, Answer::WhoSees(grants) if grants.is_empty()), "{seen:?}");
}

/// The end of a grant and the volume that comes after it are two envelopes. When the power failed between
/// them, everything new went on being readable for a person who, as the program said, could read nothing.
#[test]
fn a_power_cut_inside_an_unshare_leaves_nothing_new_to_be_read() {
    let (mut wire, mut houses) = three_houses(126);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    let (_, before) = houses[LAPTOP].disk.files();
    houses[LAPTOP].step_up();
    houses[LAPTOP].done(Command::Unshare { section: "word".into(), person: ana });
    let (_, after) = houses[LAPTOP].disk.files();
    let (log, whole) = after.iter().find(|(path, _)| path.starts_with("log/")).unwrap();
    let (first, mut ended, mut stood) = (before[log].len(), 0, 0);
    for len in (first..=whole.len()).step_by(199) {
        let disk = houses[LAPTOP].disk.copy();
        disk.overwrite(log, whole[..len].to_vec());
        let mut again = House::on("Mara", 1_000 + len as u64, disk);
        again.unlock();
        let sees = match again.done(Command::WhoSees) {
            Answer::WhoSees(grants) => grants.len(),
            other => panic!("{other:?}"),
        };
        let word = again.add("word", json!({"word": "need_a_talk"}));
        let expected = if sees == 0 { vec![] } else { vec![ana] };
        assert_eq!(word.visible_to, Some(expected), "cut at {len} of {}", whole.len());
        match sees {
            0 => ended += 1,
            _ => stood += 1,
        }
    }
    assert!(ended > 1 && stood > 1, "{ended} cuts after the end of the grant, {stood} before it");
}

#[test]
fn a_guest_keeps_what_was_shared_after_a_restart() {
    let (mut wire, mut houses) = three_houses(130);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    let plan = houses[LAPTOP].root();
    let before = houses[ANA].list_of("word", plan).unwrap();
    let again = houses.remove(ANA).crash();
    houses.push(again);
    wire.forget(&mut houses, ANA);
    houses[ANA].unlock();
    assert_eq!(houses[ANA].list_of("word", plan).unwrap(), before);
}

#[test]
fn a_grant_made_while_everybody_is_connected_reaches_the_guest_from_either_device() {
    let (mut wire, mut houses) = three_houses(160);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let (ana, _) = pair(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[ANA]);
    share(&mut houses[LAPTOP], "word", ana);
    wire.settle(&mut houses);
    let word = houses[DESKTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    let plan = houses[LAPTOP].root();
    let read = houses[ANA].list_of("word", plan).unwrap();
    assert_eq!(read.iter().map(|record| record.id).collect::<Vec<_>>(), vec![word.id]);
}

/// Between the moment in which a wrap is known and the one in which its volume is there, a section that was granted
/// was refused to its guest as if it were not.
#[test]
fn a_section_just_granted_is_an_empty_list_until_something_comes() {
    let (mut wire, mut houses) = three_houses(170);
    let (ana, _) = pair(&mut wire, &mut houses);
    let plan = houses[LAPTOP].root();
    share(&mut houses[LAPTOP], "word", ana);
    assert_eq!(houses[ANA].list_of("word", plan), Err(Trouble::NotGranted));
    houses[ANA].holds_wraps = true;
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    assert_eq!(houses[ANA].list_of("word", plan), Ok(Vec::new()));
    assert_eq!(houses[ANA].list_of("checkin", plan), Err(Trouble::NotGranted));
    houses[ANA].open_held_wraps();
    assert_eq!(houses[ANA].list_of("word", plan), Ok(Vec::new()), "nothing was written in it yet");
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    assert_eq!(houses[ANA].list_of("word", plan).unwrap().len(), 1);
}

/// So many wraps are forged for each true one.
const FORGED: u64 = 300;

/// A permission is signed on another thread. What was given as the next line went into the old volume meanwhile, whose
/// key the guest has, and who may see what was told as it had been.
#[test]
fn what_comes_right_after_the_end_of_a_share_is_for_nobody_else() {
    let (mut wire, mut houses) = three_houses(700);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    assert_eq!(houses[LAPTOP].add("word", json!({"word": "fine"})).visible_to, Some(vec![ana]));
    houses[LAPTOP].step_up();
    let unshare = Command::Unshare { section: "word".into(), person: ana };
    let fields = object(json!({"word": "need_a_talk"}));
    let add = Command::Add { kind: "word".into(), section: None, fields };
    let [ended, added] = houses[LAPTOP].ask_both(unshare, add);
    assert!(houses[LAPTOP].answers.remove(&ended).unwrap().is_ok());
    let word = record(houses[LAPTOP].answers.remove(&added).unwrap().unwrap());
    assert_eq!(word.visible_to, Some(vec![]));

    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].step_up();
    let unshare = Command::Unshare { section: "word".into(), person: ana };
    let [_, told] = houses[LAPTOP].ask_both(unshare, Command::WhoSees);
    match houses[LAPTOP].answers.remove(&told) {
        Some(Ok(Answer::WhoSees(grants))) => assert!(grants.is_empty(), "{grants:?}"),
        other => panic!("{other:?}"),
    }
}

/// An older export was taken in after a share “from today”, and its records went where the guest reads.
#[test]
fn what_a_file_brings_is_not_of_today() {
    let (mut wire, mut houses) = three_houses(710);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[DESKTOP].init();
    houses[DESKTOP].add("checkin", json!({"note": "last spring"}));
    let gone = houses[DESKTOP].add("checkin", json!({"note": "taken back"})).id;
    houses[DESKTOP].done(Command::Remove { id: gone });
    let export = Command::Export { of: ExportOf::Records, sections: Default::default() };
    let file = match houses[DESKTOP].done(export) {
        Answer::Plan(plan) => serde_json::to_string(&plan).unwrap(),
        other => panic!("{other:?}"),
    };
    share(&mut houses[LAPTOP], "checkins", ana);
    houses[LAPTOP].add("checkin", json!({"mood": 3}));
    houses[LAPTOP].done(Command::Import(Import::from_json(&file).unwrap()));
    let listed = houses[LAPTOP].list("checkin");
    let seen: Vec<_> = listed.iter().map(|one| one.visible_to.clone().unwrap()).collect();
    assert_eq!(seen, [vec![], vec![ana]].map(Vec::from), "{listed:?}");
    // What is written next is shared as before.
    let next = houses[LAPTOP].add("checkin", json!({"mood": 4}));
    assert_eq!(next.visible_to, Some(vec![ana]));
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    let plan = houses[LAPTOP].root();
    assert_eq!(houses[ANA].list_of("checkin", plan).unwrap().len(), 2);
    // Taken in once more, it is all there already.
    match houses[LAPTOP].done(Command::Import(Import::from_json(&file).unwrap())) {
        Answer::Imported(report) => assert_eq!((report.added, report.there), (0, 2)),
        other => panic!("{other:?}"),
    }
}

/// Whether a volume is read by somebody stands in their mailbox. While that could not be read, what a file brought
/// went where they read.
#[test]
fn a_file_is_taken_in_for_nobody_else_whatever_could_not_be_read() {
    let (mut wire, mut houses) = three_houses(715);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "checkins", ana);
    houses[LAPTOP].add("checkin", json!({"mood": 3}));
    houses[DESKTOP].init();
    houses[DESKTOP].add("checkin", json!({"note": "last spring"}));
    let export = Command::Export { of: ExportOf::Records, sections: Default::default() };
    let file = match houses[DESKTOP].done(export) {
        Answer::Plan(plan) => serde_json::to_string(&plan).unwrap(),
        other => panic!("{other:?}"),
    };
    let mailboxes: Vec<_> = houses[LAPTOP]
        .named
        .iter()
        .filter(|(label, _)| label.starts_with("mailbox:"))
        .map(|(_, alias)| *alias)
        .collect();
    assert!(!mailboxes.is_empty());
    wire.forget(&mut houses, LAPTOP);
    let laptop = houses.remove(LAPTOP);
    houses.insert(LAPTOP, laptop.crash());
    houses[LAPTOP].disk_fails = Some(Box::new(move |request| match request {
        VaultRequest::ReadMany { ranges } => {
            ranges.iter().any(|(alias, _, _)| mailboxes.contains(alias))
        }
        _ => false,
    }));
    houses[LAPTOP].unlock();
    houses[LAPTOP].done(Command::Import(Import::from_json(&file).unwrap()));
    houses[LAPTOP].disk_fails = None;
    wire.forget(&mut houses, LAPTOP);
    let laptop = houses.remove(LAPTOP);
    houses.insert(LAPTOP, laptop.crash());
    houses[LAPTOP].unlock();
    let listed = houses[LAPTOP].list("checkin");
    let seen: Vec<_> = listed.iter().map(|one| one.visible_to.clone().unwrap()).collect();
    assert_eq!(seen.len(), 2);
    assert!(seen.contains(&vec![]) && seen.contains(&vec![ana]), "{listed:?}");
}

/// Another device had shared, and its mailbox was not read yet: a volume whose key the guest has looked like one's
/// own. A clock that ran two hours ahead took the grant for over, and what was said to be seen by nobody was read.
#[test]
fn what_nobody_is_to_see_goes_into_no_volume_of_which_that_is_not_known() {
    let (mut wire, mut houses) = three_houses(740);
    link(&mut wire, &mut houses);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    let until = Some(UnixMillis(houses[LAPTOP].now.0 + 3_600_000));
    let section = "word".to_owned();
    houses[LAPTOP].done(Command::Share { section, person: ana, with_past: false, until });
    let shared = houses[LAPTOP].add("word", json!({"word": "fine"})).id;
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    let named = houses[LAPTOP].named.iter();
    let mailboxes: Vec<_> =
        named.filter(|(label, _)| label.starts_with("mailbox:")).map(|(_, alias)| *alias).collect();
    wire.forget(&mut houses, DESKTOP);
    let mut desktop = houses.remove(DESKTOP).crash();
    desktop.now.0 += 2 * 3_600_000;
    desktop.disk_fails = Some(Box::new(move |request| match request {
        VaultRequest::ReadMany { ranges } => {
            ranges.iter().any(|(alias, _, _)| mailboxes.contains(alias))
        }
        _ => false,
    }));
    desktop.unlock();
    let added = desktop.add("word", json!({"word": "need_a_talk"}));
    assert_eq!(added.visible_to, Some(vec![]));
    // Once everything is read, it was true.
    desktop.disk_fails = None;
    desktop.done(Command::Lock);
    desktop.unlock();
    let listed = desktop.list("word");
    let seen = |id| listed.iter().find(|word| word.id == id).unwrap().visible_to.clone();
    assert_eq!((seen(shared), seen(added.id)), (Some(vec![ana]), Some(vec![])));
    // The volume that it made for nobody serves for the next one too.
    let made = desktop.named.len();
    desktop.add("word", json!({"word": "fine"}));
    assert_eq!(desktop.named.len(), made);
}

/// The record of somebody who reads along could be deleted: they went on reading, and stood nowhere.
#[test]
fn somebody_who_is_paired_is_not_put_out_of_sight() {
    let (mut wire, mut houses) = three_houses(720);
    link(&mut wire, &mut houses);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    let remove = || Command::Remove { id: ana };
    assert_eq!(houses[LAPTOP].told(remove()).unwrap_err(), Trouble::StillPaired);
    assert_eq!(houses[LAPTOP].told(Command::Undo).unwrap_err(), Trouble::StillPaired);
    assert_eq!(houses[LAPTOP].list("person").len(), 1);
}

/// A guest's program that gives, with each key of a word, many keys of reasons that nobody ever made.
fn forge_wraps(request: &mut DeskRequest) {
    let DeskRequest::Seal { kind: EnvelopeKind::Entries, payload, .. } = request else {
        return;
    };
    let mut records = ControlRecord::decode_all(payload).unwrap();
    let given = records.iter().find_map(|record| match record {
        ControlRecord::Wrap(signed) => {
            let wrap = signed.unverified();
            let roll = wrap.roll.unverified();
            (roll.label.starts_with("word/") && wrap.to != roll.root).then(|| wrap.clone())
        }
        _ => None,
    });
    let Some(given) = given else { return };
    let mut dice = ChaCha20Rng::from_seed(given.generation.0);
    let key = SigningSecret::make(&mut dice);
    for number in 0..FORGED {
        let mut wrap = given.clone();
        let mut roll = wrap.roll.unverified().clone();
        roll.label = format!("reasons/{number}");
        wrap.roll = Signed::sign(roll, &key).unwrap();
        wrap.generation = wrap.roll.generation();
        records.push(ControlRecord::Wrap(Signed::sign(wrap, &key).unwrap()));
    }
    *payload = ControlRecord::encode_all(&records).unwrap();
}

/// What a guest's wraps said was believed before anybody had opened them, and each was kept in memory for
/// as long as the program ran.
#[test]
fn a_wrap_that_does_not_open_grants_nothing_and_only_so_many_are_kept() {
    let (mut wire, mut houses) = three_houses(180);
    let (_, mara) = pair(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    houses[ANA].tamper = Some(forge_wraps);
    for round in 1..=15 {
        houses[ANA].now.0 += 60_000;
        houses[LAPTOP].now.0 += 60_000;
        share(&mut houses[ANA], "word", mara);
        houses[ANA].done(Command::Unshare { section: "word".into(), person: mara });
        wire.settle(&mut houses);
        let refused = (round * FORGED).saturating_sub(4_096);
        assert_eq!(houses[LAPTOP].status().set_aside, refused, "round {round}");
    }
    let plans = match houses[LAPTOP].done(Command::Plans) {
        Answer::Plans(plans) => plans,
        other => panic!("{other:?}"),
    };
    assert_eq!(plans[0].sections, ["word"]);
    let theirs = houses[ANA].root();
    assert_eq!(houses[LAPTOP].list_of("reason", theirs).unwrap_err(), Trouble::NotGranted);
    // What she gives in truth is still taken.
    houses[ANA].tamper = None;
    share(&mut houses[ANA], "word", mara);
    houses[ANA].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    assert_eq!(houses[LAPTOP].list_of("word", theirs).unwrap().len(), 1);
}

/// On a full disk a share was told as not saved. Its permission was kept and tried again, and later words reached the
/// guest, with nobody knowing.
#[test]
fn a_share_that_the_disk_refuses_is_not_told_as_not_given() {
    let (mut wire, mut houses) = three_houses(857);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    houses[LAPTOP].disk.set_capacity(Some(0));
    let share =
        Command::Share { section: "word".into(), person: ana, with_past: false, until: None };
    assert_eq!(houses[LAPTOP].told(share).unwrap_err(), Trouble::HalfDone);
    houses[LAPTOP].disk.set_capacity(None);
    houses[LAPTOP].tick(6_000);
    let word = houses[LAPTOP].add("word", json!({"word": "fine"}));
    assert_eq!(word.visible_to.unwrap().len(), 1);
}
