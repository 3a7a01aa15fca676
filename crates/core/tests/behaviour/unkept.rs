//! Pairings of which one side could not keep what was agreed on, and what each side is told.

use kith_core::{Answer, Command, CommandId, PairingStage, Role};
use kith_vault::VaultRequest;
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{ANA, DESKTOP, LAPTOP, go_online, link, pair, three_houses, ticket};
use crate::support::{self, House, PASSPHRASE, Wire};

/// A link up to the four words; gives the commands of both.
fn link_to_the_words(wire: &mut Wire, houses: &mut [House]) -> [CommandId; 2] {
    houses[LAPTOP].step_up();
    let linking = houses[LAPTOP].ask(Command::Link);
    wire.settle(houses);
    let ticket = ticket(&houses[LAPTOP]);
    let joining = houses[DESKTOP].ask(Command::JoinAsDevice {
        ticket: SecretString::from(ticket),
        at: None,
        device_name: None,
        passphrase: SecretString::from(PASSPHRASE),
    });
    wire.settle(houses);
    [linking, joining]
}

/// A pairing of Mara's laptop and Ana up to the four words; gives the commands of both.
fn pair_to_the_words(wire: &mut Wire, houses: &mut [House]) -> [CommandId; 2] {
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    houses[LAPTOP].step_up();
    let inviting = houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(houses);
    let ticket = ticket(&houses[LAPTOP]);
    houses[ANA].step_up();
    let joining = houses[ANA].ask(Command::Join {
        ticket: SecretString::from(ticket),
        at: None,
        person: None,
        name: Some("Mara".into()),
    });
    wire.settle(houses);
    [inviting, joining]
}

fn both_say_yes(wire: &mut Wire, houses: &mut [House], who: [usize; 2]) {
    for house in who {
        houses[house].done(Command::PairAnswer { they_match: true });
    }
    wire.settle(houses);
}

fn ended(house: &mut House, command: CommandId) -> &'static str {
    assert!(matches!(house.stage(), PairingStage::Ended(_)), "{:?}", house.stage());
    house.answers.remove(&command).expect("the command is answered").unwrap_err().id()
}

fn fills_up(house: &mut House) {
    house.disk_fails = Some(Box::new(|request| matches!(request, VaultRequest::Append { .. })));
}

/// The new device was killed just after its yes. The lead said that it was paired, exit 0; a device that had never
/// come to be stood in the list, and each `sync` waited for it.
#[test]
fn a_lead_says_paired_only_after_the_new_device_said_that_it_kept_the_link() {
    let (mut wire, mut houses) = three_houses(9_500);
    let [linking, _] = link_to_the_words(&mut wire, &mut houses);
    houses[DESKTOP].done(Command::PairAnswer { they_match: true });
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    // What the lead has to say after the words is on its way to nobody.
    for _ in 0..10 {
        for house in [LAPTOP, DESKTOP] {
            if houses[LAPTOP].view().devices.len() == 1 {
                wire.settle_one(&mut houses, house);
            }
        }
    }
    assert_eq!(houses[LAPTOP].view().devices.len(), 2);
    houses[DESKTOP] = House::new("desktop", 9_505);
    wire.lose_joiner(&mut houses);
    wire.settle(&mut houses);
    assert_eq!(ended(&mut houses[LAPTOP], linking), "link-unfinished");
    // It stands in the list, and nobody waits for it.
    assert_eq!(houses[LAPTOP].view().devices.len(), 2);
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    match houses[LAPTOP].done(Command::Peers) {
        Answer::Peers(report) => {
            assert_eq!(report.peers.len(), 1);
            assert_eq!(report.peers[0].why, Some("never met"));
            assert!(!report.peers[0].is_awaited());
        }
        other => panic!("{other:?}"),
    }
    // It can be linked again, and then it is met, also if no session was had yet.
    link(&mut wire, &mut houses);
    match houses[LAPTOP].done(Command::Peers) {
        Answer::Peers(report) => {
            let met = report.peers.iter().filter(|peer| peer.why != Some("never met"));
            assert_eq!(met.count(), 1);
        }
        other => panic!("{other:?}"),
    }
}

/// A new device was told that it is linked as soon as it had kept the link; its program ended, and what it had to say
/// of that reached the lead or not, as it came.
#[test]
fn a_new_device_is_linked_when_the_lead_knows_it() {
    let (mut wire, mut houses) = three_houses(9_610);
    let [linking, joining] = link_to_the_words(&mut wire, &mut houses);
    for house in [LAPTOP, DESKTOP] {
        houses[house].done(Command::PairAnswer { they_match: true });
    }
    for _ in 0..20 {
        for house in [LAPTOP, DESKTOP] {
            wire.settle_one(&mut houses, house);
            if houses[DESKTOP].answers.contains_key(&joining) {
                assert!(houses[LAPTOP].answers.contains_key(&linking));
            }
        }
    }
    assert!(houses[LAPTOP].answers[&linking].is_ok() && houses[DESKTOP].answers[&joining].is_ok());
}

/// The Goodbye of the side that granted overtakes its Kept, which the desk has still to read: it is said only after
/// both have kept the pairing, and so it is as good.
#[test]
fn a_goodbye_that_overtakes_what_was_told_before_it_is_no_failure() {
    let (mut wire, mut houses) = three_houses(9_600);
    let [inviting, joining] = pair_to_the_words(&mut wire, &mut houses);
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(&mut houses);
    houses[ANA].holds_payloads = true;
    houses[ANA].done(Command::PairAnswer { they_match: true });
    // Her Agree is checked already; what comes is the Introduction, the Mailbox and, held to the end, Kept.
    for _ in 0..2 {
        wire.settle(&mut houses);
        houses[ANA].read_held_payloads(1);
    }
    wire.settle(&mut houses);
    for (who, command) in [(LAPTOP, inviting), (ANA, joining)] {
        assert_eq!(houses[who].stage(), PairingStage::Paired, "{who}");
        assert!(houses[who].answers[&command].is_ok(), "{who}");
    }
}

/// The disk was full. Both said yes, and then nothing happened for minutes; at the end the owner was told `ended`,
/// and the joiner `paired`.
#[test]
fn a_person_whose_disk_refuses_is_told_so_and_so_is_the_other_side() {
    for full in [LAPTOP, ANA] {
        let (mut wire, mut houses) = three_houses(9_510 + full as u64 * 10);
        let commands = pair_to_the_words(&mut wire, &mut houses);
        fills_up(&mut houses[full]);
        both_say_yes(&mut wire, &mut houses, [ANA, LAPTOP]);
        for (who, command) in [LAPTOP, ANA].into_iter().zip(commands) {
            let said = ended(&mut houses[who], command);
            match who == full {
                true => assert_eq!(said, "disk-failed"),
                false => assert!(["pairing-ended-there", "pairing-unfinished"].contains(&said)),
            }
        }
        // Again, once there is room.
        houses[full].disk_fails = None;
        for house in [LAPTOP, ANA] {
            houses[house].tick(6_000);
        }
        wire.settle(&mut houses);
        pair(&mut wire, &mut houses);
    }
}

/// The same with a device: of a lead that cannot write, and of a new one that cannot make its vault.
#[test]
fn a_link_that_cannot_be_kept_ends_on_both_sides() {
    for full in [LAPTOP, DESKTOP] {
        let (mut wire, mut houses) = three_houses(9_540 + full as u64 * 10);
        let commands = link_to_the_words(&mut wire, &mut houses);
        match full {
            LAPTOP => fills_up(&mut houses[LAPTOP]),
            _ => houses[DESKTOP].disk.set_read_only(true),
        }
        both_say_yes(&mut wire, &mut houses, [DESKTOP, LAPTOP]);
        let said = [LAPTOP, DESKTOP]
            .into_iter()
            .zip(commands)
            .map(|(who, command)| ended(&mut houses[who], command))
            .collect::<Vec<_>>();
        match full {
            LAPTOP => assert_eq!(said, ["disk-failed", "pairing-ended-there"]),
            _ => assert_eq!(said, ["link-unfinished", "read-only"]),
        }
    }
}

/// `invite`, `link` and `join` showed a ticket, or used one up, from a vault that could keep nothing.
#[test]
fn a_vault_that_cannot_be_written_begins_no_pairing() {
    let (mut wire, mut houses) = three_houses(9_570);
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    let begin = || {
        let ticket = SecretString::from("kith:nothing");
        let join = Command::Join { ticket, at: None, person: None, name: None };
        [Command::Invite { person: ana, role: Role::Sponsor }, Command::Link, join]
    };
    // Nobody knows of a full disk before it has refused once; then a ticket that is open is taken back.
    houses[LAPTOP].step_up();
    let inviting = houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(&mut houses);
    fills_up(&mut houses[LAPTOP]);
    let fields = support::object(json!({"text": "the garden"}));
    houses[LAPTOP].ask(Command::Add { kind: "reason".into(), section: None, fields });
    assert_eq!(ended(&mut houses[LAPTOP], inviting), "disk-failed");
    for command in begin() {
        assert_eq!(houses[LAPTOP].told(command).unwrap_err().id(), "disk-failed");
    }
    let disk = houses[LAPTOP].disk.copy();
    disk.set_read_only(true);
    let mut again = House::on("Mara", 9_573, disk);
    again.unlock();
    again.step_up();
    for command in begin() {
        assert_eq!(again.told(command).unwrap_err().id(), "read-only");
    }
}

/// `sync` waited for writes that could not happen, for ever; with an end that was set it said that nothing waits.
#[test]
fn a_vault_that_cannot_write_is_quiet_and_says_why_and_how_much_waits() {
    let (mut wire, mut houses) = three_houses(9_580);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    fills_up(&mut houses[LAPTOP]);
    let fields = support::object(json!({"text": "the garden"}));
    houses[LAPTOP].ask(Command::Add { kind: "reason".into(), section: None, fields });
    wire.settle(&mut houses);
    let peers = |house: &mut House| match house.done(Command::Peers) {
        Answer::Peers(report) => report,
        other => panic!("{other:?}"),
    };
    let stuck = peers(&mut houses[LAPTOP]);
    assert!(stuck.quiet);
    assert_eq!(stuck.trouble.as_ref().map(kith_core::Trouble::id), Some("disk-failed"));
    assert_eq!(stuck.peers[0].why, Some("disk-failed"));
    assert!(stuck.peers[0].waiting > 0);
    // What the other wrote cannot be kept either, and does not hold up the end.
    houses[DESKTOP].add("reason", json!({"text": "my sister"}));
    wire.settle(&mut houses);
    assert!(peers(&mut houses[LAPTOP]).quiet);
    houses[LAPTOP].disk_fails = None;
    houses[LAPTOP].tick(6_000);
    wire.settle(&mut houses);
    let after = peers(&mut houses[LAPTOP]);
    assert_eq!((after.quiet, after.trouble, after.peers[0].waiting), (true, None, 0));
    assert_eq!(after.peers[0].why, None);
    assert_eq!(houses[LAPTOP].list("reason").len(), houses[DESKTOP].list("reason").len());
}
