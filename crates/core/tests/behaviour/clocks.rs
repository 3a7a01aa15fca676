//! Devices whose clocks disagree. What a peer sends is never judged by the time of day.

use kith_core::{Command, PairingStage, Role, Saved, Trouble, UnixMillis};
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{ANA, DESKTOP, LAPTOP, go_online, link, pair, three_houses, ticket};
use crate::support::{House, PASSPHRASE, object};

const DAY: i64 = 86_400_000;
const YEAR: i64 = 365 * DAY;

fn is_off_by(house: &mut House, millis: i64) {
    house.now = UnixMillis(house.now.0 + millis);
}

/// A new computer whose clock ran ahead took every ticket for one that has run out, and never called: it
/// could not be linked before somebody thought of its clock.
#[test]
fn a_new_device_whose_clock_is_years_ahead_is_linked() {
    let (mut wire, mut houses) = three_houses(300);
    is_off_by(&mut houses[DESKTOP], 2 * YEAR);
    link(&mut wire, &mut houses);
    is_off_by(&mut houses[ANA], 2 * YEAR);
    pair(&mut wire, &mut houses);
}

#[test]
fn a_ticket_that_nobody_answers_and_that_has_run_out_here_is_said_to_have_run_out() {
    for (ahead, said) in [(0, Trouble::TicketUnanswered), (2 * YEAR, Trouble::TicketExpired)] {
        let (mut wire, mut houses) = three_houses(310);
        houses[LAPTOP].step_up();
        houses[LAPTOP].ask(Command::Link);
        wire.settle(&mut houses);
        let ticket = SecretString::from(ticket(&houses[LAPTOP]));
        houses[LAPTOP].done(Command::CancelInvite);
        wire.settle(&mut houses);
        is_off_by(&mut houses[DESKTOP], ahead);
        let joined = houses[DESKTOP].ask(Command::JoinAsDevice {
            ticket,
            at: None,
            device_name: None,
            passphrase: SecretString::from(PASSPHRASE),
        });
        wire.settle(&mut houses);
        let told = houses[DESKTOP].answers.remove(&joined).map(Result::err);
        assert_eq!(told, Some(Some(said)));
    }
}

/// The powers of the passphrase lasted until a moment by the clock. Whoever set it back a year kept them for a
/// year, and the desk kept the key.
#[test]
fn setting_the_clock_back_prolongs_no_powers() {
    let (mut wire, mut houses) = three_houses(320);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    is_off_by(&mut houses[LAPTOP], -YEAR);
    let share =
        Command::Share { section: "word".into(), person: ana, with_past: false, until: None };
    assert_eq!(houses[LAPTOP].told(share).unwrap_err(), Trouble::PassphraseNeeded);
}

/// What the disk refused was tried again at a moment by the clock, so after the clock was set back a year it
/// was not tried again.
#[test]
fn setting_the_clock_back_puts_off_no_save() {
    let (_, mut houses) = three_houses(330);
    let house = &mut houses[LAPTOP];
    house.add("reason", json!({"text": "the garden"}));
    house.disk.set_capacity(Some(0));
    let add = Command::Add {
        kind: "reason".into(),
        section: None,
        fields: object(json!({"text": "the river"})),
    };
    assert_eq!(house.told(add).unwrap_err(), Trouble::DiskFull);
    house.disk.set_capacity(None);
    is_off_by(house, -YEAR);
    house.tick(1);
    assert_eq!(house.view().saved, Saved::Saved);
}

/// A ticket for ten minutes was good for a year after the clock was set back.
#[test]
fn setting_the_clock_back_prolongs_no_ticket() {
    let (mut wire, mut houses) = three_houses(340);
    houses[LAPTOP].step_up();
    houses[LAPTOP].ask(Command::Link);
    wire.settle(&mut houses);
    houses[LAPTOP].tick(60_000);
    assert!(matches!(houses[LAPTOP].stage(), PairingStage::Waiting { .. }));
    is_off_by(&mut houses[LAPTOP], -YEAR);
    houses[LAPTOP].tick(1);
    assert_eq!(houses[LAPTOP].stage(), PairingStage::Ended(Trouble::TicketExpired));
}

/// The worker's time was up at a moment by the clock: after the clock was set back nobody left a stuck worker
/// alone, and after it was set ahead an honest envelope was set aside.
#[test]
fn setting_the_clock_neither_keeps_a_stuck_worker_nor_ends_an_honest_job() {
    for (off, seed) in [(-YEAR, 350), (YEAR, 360)] {
        let (mut wire, mut houses) = three_houses(seed);
        link(&mut wire, &mut houses);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        houses[DESKTOP].hold = Some("Job(admit");
        houses[LAPTOP].add("reason", json!({"text": "the garden"}));
        wire.settle(&mut houses);
        assert_eq!(houses[DESKTOP].held.len(), 1);
        is_off_by(&mut houses[DESKTOP], off);
        houses[DESKTOP].tick(1);
        assert_eq!(houses[DESKTOP].new_workers, 0, "{off}");
        for _ in 0..11 {
            houses[DESKTOP].tick(1_000);
        }
        assert_eq!(houses[DESKTOP].new_workers, 1, "{off}");
    }
}

/// The end of the program waits two seconds for a snapshot. With the clock set back it waited a year.
#[test]
fn setting_the_clock_back_keeps_no_program_from_ending() {
    let mut house = House::new("Mara", 370);
    house.init();
    house.hold = Some("Job(save");
    for mood in 0..230 {
        house.add("checkin", json!({"mood": mood % 5 + 1}));
    }
    house.ask(Command::Close);
    assert!(!house.closed);
    is_off_by(&mut house, -YEAR);
    house.tick(1);
    assert!(house.closed);
}

/// What the house does of its own accord was tried again at a moment by the clock: a person whose record could
/// not be written while the desk failed got none for a year.
#[test]
fn setting_the_clock_back_puts_off_nothing_that_is_done_of_its_own_accord() {
    let (mut wire, mut houses) = three_houses(380);
    let ana = houses[LAPTOP].add("person", json!({"name": "Ana"})).id;
    houses[LAPTOP].step_up();
    houses[LAPTOP].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(&mut houses);
    let ticket = SecretString::from(ticket(&houses[LAPTOP]));
    houses[ANA].step_up();
    houses[ANA].ask(Command::Join { ticket, at: None, person: None, name: Some("Mara".into()) });
    wire.settle(&mut houses);
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    houses[ANA].fails = Some("StreamFor");
    houses[ANA].done(Command::PairAnswer { they_match: true });
    wire.settle(&mut houses);
    assert_eq!(houses[ANA].list("person").len(), 0);
    houses[ANA].fails = None;
    is_off_by(&mut houses[ANA], -YEAR);
    houses[ANA].tick(1);
    assert_eq!(houses[ANA].list("person").len(), 1);
}

/// A grant until tomorrow had ended, and a word written after it was seen by nobody. Then the clock of that computer
/// was set back, and the next word was sealed to the guest again, who read it.
#[test]
fn a_grant_that_was_seen_to_end_does_not_begin_again_when_a_clock_is_set_back() {
    let (mut wire, mut houses) = three_houses(330);
    let (ana, _) = pair(&mut wire, &mut houses);
    link(&mut wire, &mut houses);
    houses[LAPTOP].step_up();
    let until = Some(UnixMillis(houses[LAPTOP].now.0 + DAY));
    let section = "word".to_owned();
    houses[LAPTOP].done(Command::Share { section, person: ana, with_past: false, until });
    let word = |house: &mut House| {
        let added = house.add("word", json!({"word": "fine"}));
        added.visible_to.map(|people| people.len())
    };
    assert_eq!(word(&mut houses[LAPTOP]), Some(1));
    is_off_by(&mut houses[LAPTOP], 3 * DAY);
    // What is written in another section shows as well that the end has passed.
    houses[LAPTOP].add("reason", json!({"text": "the garden", "rank": 1}));
    is_off_by(&mut houses[LAPTOP], -3 * DAY);
    assert_eq!(word(&mut houses[LAPTOP]), Some(0), "nobody sees what comes after the end");
    houses[LAPTOP].done(Command::Lock);
    houses[LAPTOP].unlock();
    assert_eq!(word(&mut houses[LAPTOP]), Some(0), "nor once it is opened again");
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(
        word(&mut houses[DESKTOP]),
        Some(0),
        "nor on another device, whose clock never passed it"
    );
    // Sharing again begins a grant of its own.
    houses[LAPTOP].step_up();
    let until = Some(UnixMillis(houses[LAPTOP].now.0 + DAY));
    let section = "word".to_owned();
    houses[LAPTOP].done(Command::Share { section, person: ana, with_past: false, until });
    assert_eq!(word(&mut houses[LAPTOP]), Some(1));
}
