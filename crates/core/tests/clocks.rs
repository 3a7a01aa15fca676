//! Devices whose clocks disagree. What a peer sends is never judged by the time of day.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// A test stops at the first surprise.

mod support;

use kith_core::{Command, Saved, Trouble, UnixMillis};
use secrecy::SecretString;
use serde_json::json;
use support::people::{ANA, DESKTOP, LAPTOP, link, pair, three_houses, ticket};
use support::{House, PASSPHRASE, object};

const YEAR: i64 = 365 * 86_400_000;

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
