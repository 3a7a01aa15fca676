//! Two devices of one person, and a sponsor: linking, pairing, sharing, and edits made while apart.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// A test stops at the first surprise.

mod support;

use kith_core::{
    Answer, BetweenAct, Command, Input, PairingStage, RecordId, Role, Snapshot, Trouble,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use support::{House, PASSPHRASE, Wire, object, record, records};

const LAPTOP: usize = 0;
const DESKTOP: usize = 1;
const ANA: usize = 2;

fn ticket(house: &House) -> String {
    match house.stage() {
        PairingStage::Waiting { ticket, .. } => ticket,
        other => panic!("no ticket: {other:?}"),
    }
}

fn four_words(house: &House) -> Vec<String> {
    match house.stage() {
        PairingStage::Compare { words, .. } => words,
        other => panic!("nothing to compare: {other:?}"),
    }
}

/// Links the second device to the first.
fn link(wire: &mut Wire, houses: &mut [House]) {
    houses[LAPTOP].step_up();
    houses[LAPTOP].ask(Command::Link);
    wire.settle(houses);
    let ticket = ticket(&houses[LAPTOP]);
    let joined = houses[DESKTOP].ask(Command::JoinAsDevice {
        ticket: SecretString::from(ticket),
        at: None,
        device_name: Some("desktop".into()),
        passphrase: SecretString::from(PASSPHRASE),
    });
    wire.settle(houses);
    assert_eq!(four_words(&houses[LAPTOP]), four_words(&houses[DESKTOP]));
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    houses[DESKTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    assert_eq!(houses[LAPTOP].stage(), PairingStage::Paired);
    assert_eq!(houses[DESKTOP].stage(), PairingStage::Paired);
    match houses[DESKTOP].answers.remove(&joined) {
        Some(Ok(Answer::Paired(_))) => {}
        other => panic!("{other:?}"),
    }
}

/// Pairs the first device with Ana's; gives Mara's record for Ana and Ana's record for Mara.
fn pair(wire: &mut Wire, houses: &mut [House]) -> (RecordId, RecordId) {
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    houses[LAPTOP].step_up();
    houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(houses);
    let ticket = ticket(&houses[LAPTOP]);
    houses[ANA].step_up();
    let joined = houses[ANA].ask(Command::Join {
        ticket: SecretString::from(ticket),
        at: None,
        person: None,
        name: Some("Mara".into()),
    });
    wire.settle(houses);
    assert_eq!(four_words(&houses[LAPTOP]), four_words(&houses[ANA]));
    houses[ANA].done(Command::PairAnswer { they_match: true });
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    assert_eq!(houses[LAPTOP].stage(), PairingStage::Paired);
    let mara = match houses[ANA].answers.remove(&joined) {
        Some(Ok(Answer::Paired(report))) => report.person.unwrap(),
        other => panic!("{other:?}"),
    };
    (ana, mara)
}

fn three_houses(seed: u64) -> (Wire, Vec<House>) {
    let mut houses = vec![
        House::new("Mara", seed),
        House::new("desktop", seed + 1),
        House::new("Ana", seed + 2),
    ];
    houses[LAPTOP].init();
    houses[ANA].init();
    (Wire::default(), houses)
}

fn go_online(wire: &mut Wire, houses: &mut [House], who: &[usize]) {
    for index in who {
        houses[*index].done(Command::GoOnline);
    }
    wire.settle(houses);
}

/// Lets a person read a section from today.
fn share(house: &mut House, section: &str, person: RecordId) {
    house.step_up();
    house.done(Command::Share { section: section.into(), person, with_past: false, until: None });
}

fn json_of(list: Vec<kith_core::RecordReport>) -> Value {
    serde_json::to_value(list).unwrap()
}

#[test]
fn a_linked_device_gets_the_whole_plan_and_both_converge() {
    let (mut wire, mut houses) = three_houses(100);
    let reason = houses[LAPTOP].add("reason", json!({"text": "the garden", "rank": 1}));
    houses[LAPTOP].add("checkin", json!({"mood": 4}));
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(houses[DESKTOP].list("reason"), houses[LAPTOP].list("reason"));
    assert_eq!(houses[DESKTOP].list("checkin").len(), 1);
    // Live, both ways.
    houses[DESKTOP].edit(reason.id, json!({"rank": 2}));
    wire.settle(&mut houses);
    let shown = record(houses[LAPTOP].done(Command::Show { id: reason.id }));
    assert_eq!(shown.fields["rank"], json!(2));
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    assert_eq!(houses[DESKTOP].list("word").len(), 1);
}

/// A plan with a snapshot was linked to a new device, and the device stayed without that volume: the snapshot
/// had come while the volume was being read from the still empty disk, and was merged; then the volume, read
/// and empty, took its place in the plan. Both devices believed to be in step.
#[test]
fn a_linked_device_keeps_a_snapshot_that_comes_while_its_volume_is_read() {
    let (mut wire, mut houses) = three_houses(105);
    for number in 0..230 {
        houses[LAPTOP].add("checkin", json!({ "mood": 1 + number % 5 }));
    }
    let snapshots = houses[LAPTOP].disk.files().1;
    assert!(snapshots.keys().any(|path| path.starts_with("snap/")), "no snapshot was made");
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(houses[DESKTOP].list("checkin"), houses[LAPTOP].list("checkin"));
    let here = houses[LAPTOP].list("checkin");
    let mut again = houses.remove(DESKTOP).crash();
    again.unlock();
    assert_eq!(again.list("checkin"), here, "after a restart");
}

#[test]
fn edits_made_apart_merge_and_a_field_set_twice_keeps_both() {
    let (mut wire, mut houses) = three_houses(110);
    let one = houses[LAPTOP].add("person", json!({"name": "P-001"}));
    let two = houses[LAPTOP].add("person", json!({"name": "P-002"}));
    let three = houses[LAPTOP].add("person", json!({"name": "P-003"}));
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    wire.cut.insert((LAPTOP, DESKTOP));
    wire.drop_sessions(&mut houses, LAPTOP);
    // Different fields, the same field, and a delete against an edit.
    houses[LAPTOP].edit(one.id, json!({"ring": 1}));
    houses[DESKTOP].edit(one.id, json!({"good_times": "evenings"}));
    houses[LAPTOP].edit(two.id, json!({"ring": 2}));
    houses[DESKTOP].edit(two.id, json!({"ring": 3}));
    houses[LAPTOP].done(Command::Remove { id: three.id });
    houses[DESKTOP].edit(three.id, json!({"ring": 1}));
    wire.cut.clear();
    wire.settle(&mut houses);
    let here = json_of(houses[LAPTOP].list("person"));
    assert_eq!(here, json_of(houses[DESKTOP].list("person")));
    let merged = record(houses[LAPTOP].done(Command::Show { id: one.id }));
    assert_eq!(
        (&merged.fields["ring"], &merged.fields["good_times"]),
        (&json!(1), &json!("evenings"))
    );
    let kept = record(houses[DESKTOP].done(Command::Show { id: two.id }));
    let mut both = kept.both["ring"].clone();
    both.sort_by_key(|value| value.as_i64());
    assert_eq!(both, vec![json!(2), json!(3)]);
    houses[DESKTOP].done(Command::Settle { id: two.id, field: "ring".into(), value: json!(3) });
    wire.settle(&mut houses);
    let settled = record(houses[LAPTOP].done(Command::Show { id: two.id }));
    assert!(settled.both.is_empty());
    assert_eq!(settled.fields["ring"], json!(3));
    let gone = record(houses[DESKTOP].done(Command::Show { id: three.id }));
    assert!(gone.deleted);
    assert_eq!(gone.fields["ring"], json!(1), "the edit is kept in what was deleted");
}

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
    // Nothing of what was not granted reached her: no text, and no name of a generation.
    let sent = &wire.sent_to[&ANA];
    for text in ["zanzibarine", "quixotine"] {
        assert!(!sent.windows(text.len()).any(|window| window == text.as_bytes()));
    }
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
fn a_second_device_knows_the_guests_and_what_they_may_read() {
    let (mut wire, mut houses) = three_houses(140);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA]);
    let grants = |house: &mut House| match house.done(Command::WhoSees) {
        Answer::WhoSees(grants) => serde_json::to_value(grants).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(grants(&mut houses[LAPTOP]), grants(&mut houses[DESKTOP]));
    let word = houses[DESKTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    let plan = houses[LAPTOP].root();
    let read = houses[ANA].list_of("word", plan).unwrap();
    assert_eq!(read.iter().map(|record| record.id).collect::<Vec<_>>(), vec![word.id]);
}

/// A linked device whose power went between its keys and its first records asked for a passphrase at the next
/// start, and never answered the right one.
#[test]
fn a_power_cut_anywhere_in_linking_leaves_a_first_run_or_the_plan() {
    let (mut wire, mut houses) = three_houses(90);
    let empty = houses[DESKTOP].disk.copy();
    houses[DESKTOP].images = Some(vec![(empty, false)]);
    link(&mut wire, &mut houses);
    let images = houses[DESKTOP].images.take().unwrap();
    let (mut first_runs, mut plans) = (0, 0);
    for (number, (image, _)) in images.into_iter().enumerate() {
        let mut next = House::on("Mara", 91 + number as u64, image);
        match next.snapshot.as_deref() {
            Some(Snapshot::NoVault) => {
                assert_eq!(plans, 0, "cut {number}");
                first_runs += 1;
                next.init();
            }
            Some(Snapshot::Locked(_)) => {
                plans += 1;
                next.unlock();
                assert_eq!(next.root(), houses[LAPTOP].root(), "cut {number}");
            }
            other => panic!("cut {number}: {other:?}"),
        }
    }
    assert!(first_runs >= 2 && plans >= 1, "{first_runs} first runs, {plans} plans");
}

#[test]
fn words_that_do_not_match_end_the_pairing_and_leave_nothing() {
    let (mut wire, mut houses) = three_houses(150);
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    houses[LAPTOP].step_up();
    let invited = houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(&mut houses);
    let ticket = ticket(&houses[LAPTOP]);
    houses[ANA].step_up();
    let joined = houses[ANA].ask(Command::Join {
        ticket: SecretString::from(ticket.clone()),
        at: None,
        person: None,
        name: None,
    });
    wire.settle(&mut houses);
    houses[LAPTOP].done(Command::PairAnswer { they_match: false });
    wire.settle(&mut houses);
    for (index, command) in [(LAPTOP, invited), (ANA, joined)] {
        match houses[index].answers.remove(&command) {
            Some(Err(Trouble::WordsDiffer)) => {}
            other => panic!("{index}: {other:?}"),
        }
    }
    assert!(houses[LAPTOP].view().people[0].guest.is_none());
    // The ticket is burnt.
    houses[ANA].step_up();
    let again = houses[ANA].ask(Command::Join {
        ticket: SecretString::from(ticket),
        at: None,
        person: None,
        name: None,
    });
    wire.settle(&mut houses);
    assert!(matches!(houses[ANA].answers.remove(&again), Some(Err(_))));
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

/// Whoever found the pairing port could burn an invitation with five Commits that named any other one.
#[test]
fn strangers_at_the_pairing_port_do_not_burn_an_invitation_and_five_wrong_proofs_do() {
    let (mut wire, mut houses) = three_houses(180);
    let mara = &mut houses[LAPTOP];
    let ana = mara.add("person", json!({"name": "Ana"})).id;
    mara.step_up();
    let invited = mara.ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(&mut houses);
    let invite = kith_seal::Ticket::read(&ticket(&houses[LAPTOP])).unwrap().secret.invite();
    let mut elsewhere = *invite.as_bytes();
    elsewhere[0] ^= 1;
    let elsewhere = kith_seal::InviteId::from_bytes(elsewhere);
    let mara = &mut houses[LAPTOP];
    for _ in 0..20 {
        knock(mara, elsewhere);
    }
    assert!(matches!(mara.stage(), PairingStage::Waiting { .. }), "{:?}", mara.stage());
    for tries in 0..5 {
        assert!(!mara.answers.contains_key(&invited), "burnt after {tries}");
        knock(mara, invite);
    }
    assert_eq!(mara.answers.remove(&invited).map(Result::err), Some(Some(Trouble::TicketUsed)));
}

/// Somebody calls at the pairing port, names an invitation and proves nothing.
fn knock(house: &mut House, invite: kith_seal::InviteId) {
    use kith_seal::PairMessage;
    use kith_sync::NetEvent;
    use kith_sync::proto::PairFrame;

    let commit = PairMessage::Commit { invite, commitment: kith_seal::Hash::ZERO };
    let reveal = PairMessage::Reveal { nonce: [0; 32], mac: [0; 32] };
    let frames = [
        PairFrame::Commit { bytes: commit.encode().unwrap() },
        PairFrame::Reveal { bytes: reveal.encode().unwrap() },
    ];
    house.feed(Input::Net(NetEvent::PairConnected { exporter: [5; 32] }));
    for frame in frames {
        house.feed(Input::Net(NetEvent::PairFrame { bytes: frame.encode() }));
    }
    house.feed(Input::Net(NetEvent::PairDisconnected));
}

#[test]
fn an_invitation_ends_by_the_clock_of_whoever_invited() {
    let (mut wire, mut houses) = three_houses(190);
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    for (command, lasts) in [
        (Command::Invite { person: ana, role: Role::Sponsor }, 48 * 60 * 60 * 1000),
        (Command::Link, 10 * 60 * 1000),
    ] {
        houses[LAPTOP].step_up();
        let invited = houses[LAPTOP].ask(command);
        wire.settle(&mut houses);
        houses[LAPTOP].tick(lasts - 1);
        assert!(!houses[LAPTOP].answers.contains_key(&invited));
        houses[LAPTOP].tick(1);
        let ended = houses[LAPTOP].answers.remove(&invited).map(Result::err);
        assert_eq!(ended, Some(Some(Trouble::TicketExpired)));
        wire.settle(&mut houses);
    }
}
