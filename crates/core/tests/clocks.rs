//! Devices whose clocks disagree. What a peer sends is never judged by the time of day.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// A test stops at the first surprise.

mod support;

use kith_core::{Command, Trouble, UnixMillis};
use secrecy::SecretString;
use support::people::{ANA, DESKTOP, LAPTOP, link, pair, three_houses, ticket};
use support::{House, PASSPHRASE};

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
