//! Two devices of one person, and a sponsor: linking, pairing, and edits made while apart.

use std::collections::BTreeSet;

use kith_core::{Answer, Command, Input, PairingStage, PeerWhy, Role, Snapshot, Trouble};
use kith_sync::{NetCommand, NetEvent};
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{
    ANA, DESKTOP, LAPTOP, go_online, json_of, link, pair, share, three_houses, ticket,
};
use crate::support::{House, PASSPHRASE, record};

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

/// A link that ended half-way left its entry in the lead's memory alone. The next device's entry named it as
/// its parent, and after a restart the lead no longer knew the device that it had linked.
#[test]
fn a_link_that_ends_half_way_does_not_cost_the_next_device() {
    let (mut wire, mut houses) = three_houses(106);
    houses[LAPTOP].step_up();
    houses[LAPTOP].ask(Command::Link);
    wire.settle(&mut houses);
    let ticket = ticket(&houses[LAPTOP]);
    houses[DESKTOP].ask(Command::JoinAsDevice {
        ticket: SecretString::from(ticket),
        at: None,
        device_name: None,
        passphrase: SecretString::from(PASSPHRASE),
    });
    wire.settle(&mut houses);
    houses[LAPTOP].holds_wraps = true;
    houses[DESKTOP].done(Command::PairAnswer { they_match: true });
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(&mut houses);
    houses[LAPTOP].done(Command::CancelInvite);
    houses[LAPTOP].open_held_wraps();
    wire.settle(&mut houses);

    houses[DESKTOP] = House::new("tablet", 1_106);
    link(&mut wire, &mut houses);
    let mut lead = houses.remove(LAPTOP).crash();
    lead.unlock();
    let devices = match lead.done(Command::Devices) {
        Answer::Devices(devices) => devices,
        other => panic!("{other:?}"),
    };
    assert_eq!(devices.len(), 3, "{devices:?}");
    houses.insert(LAPTOP, lead);
    houses[LAPTOP].add("reason", json!({"text": "the garden"}));
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(houses[DESKTOP].list("reason").len(), 1);
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

#[test]
fn a_device_whose_port_is_taken_tries_others_of_its_own_but_not_for_ever() {
    let (mut wire, mut houses) = three_houses(108);
    link(&mut wire, &mut houses);
    houses[LAPTOP].done(Command::GoOnline);
    let mut asked = BTreeSet::new();
    let mut starts = 0;
    for _ in 0..20 {
        for command in std::mem::take(&mut houses[LAPTOP].net) {
            if let NetCommand::Start { listen, .. } = command {
                starts += 1;
                assert!(listen.iter().all(|at| at.ip().is_unspecified()), "{listen:?}");
                asked.extend(listen.iter().map(|at| at.port()));
            }
        }
        let why = "the address is in use".to_owned();
        houses[LAPTOP].feed(Input::Net(NetEvent::StartFailed { why }));
        let desktop = &houses[LAPTOP].view().devices[1];
        assert_eq!(desktop.link.as_ref().unwrap().why, Some(PeerWhy::NoSocket));
    }
    assert_eq!((starts, asked.len()), (9, 9), "{asked:?}");
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
