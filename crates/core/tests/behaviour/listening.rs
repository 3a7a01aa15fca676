//! Where devices listen, and who comes to know of it.

use kith_core::{Answer, Command, Input, UnixMillis};
use kith_sync::NetEvent;

use crate::support::people::{ANA, DESKTOP, LAPTOP, go_online, link, pair, three_houses};
use crate::support::{House, Wire};

const YEAR_MILLIS: i64 = 365 * 86_400_000;

/// The addresses that a house knows of the owner's other device.
fn other_device(house: &mut House) -> Vec<String> {
    match house.done(Command::Devices) {
        Answer::Devices(devices) => {
            devices.into_iter().find(|device| !device.this).unwrap().addresses
        }
        other => panic!("{other:?}"),
    }
}

/// A device finds itself at another address.
fn moves(wire: &mut Wire, houses: &mut [House], who: usize, to: &str) {
    let listen = vec![to.parse().unwrap()];
    houses[who].feed(Input::Net(NetEvent::Ready { listen }));
    wire.settle(houses);
}

/// Why each peer is not connected, as a house says.
fn why(house: &mut House) -> Vec<Option<&'static str>> {
    match house.done(Command::Peers) {
        Answer::Peers(report) => report.peers.iter().map(|peer| peer.why).collect(),
        other => panic!("{other:?}"),
    }
}

/// The program ends, and starts again with the same sockets.
fn starts_again(wire: &mut Wire, houses: &mut Vec<House>, who: usize) {
    wire.forget(houses, who);
    let again = houses.remove(who).crash();
    houses.insert(who, again);
    houses[who].unlock();
    go_online(wire, houses, &[who]);
    houses[who].tick(2_000);
    wire.settle(houses);
}

/// Only the device that paired told the guest where it listens. Where the owner's others were, a guest never
/// heard, unless one of them moved: with the first device off nobody could call.
#[test]
fn a_guest_learns_where_a_device_listens_that_was_linked_before_the_pairing() {
    for paired_while_online in [true, false] {
        let (mut wire, mut houses) = three_houses(9_200);
        link(&mut wire, &mut houses);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        if !paired_while_online {
            houses[DESKTOP].done(Command::GoOffline);
            wire.settle(&mut houses);
        }
        pair(&mut wire, &mut houses);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA]);
        // At the latest when it looks around again, two seconds later.
        houses[DESKTOP].tick(2_000);
        wire.settle(&mut houses);
        wire.cut.insert((DESKTOP, ANA));
        wire.drop_sessions(&mut houses, DESKTOP);
        wire.settle(&mut houses);
        let why = why(&mut houses[ANA]);
        assert_eq!(why.len(), 2);
        assert!(!why.contains(&Some("no address")), "{paired_while_online}: {why:?}");
    }
}

/// A device whose clock had been two years ahead once was looked for at the address of that day for two years:
/// whoever knew the line of the future took no other.
#[test]
fn a_clock_that_ran_ahead_once_does_not_freeze_addresses() {
    let (mut wire, mut houses) = three_houses(9_100);
    houses[DESKTOP].now = UnixMillis(houses[DESKTOP].now.0 + 2 * YEAR_MILLIS);
    link(&mut wire, &mut houses);
    houses[DESKTOP].tick(5_000);
    houses[LAPTOP].tick(5_000);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(other_device(&mut houses[LAPTOP]).len(), 1);
    houses[DESKTOP].now = UnixMillis(houses[DESKTOP].now.0 - 2 * YEAR_MILLIS);
    for address in ["10.0.0.9:5000", "10.0.0.8:5000", "10.0.0.9:5000"] {
        moves(&mut wire, &mut houses, DESKTOP, address);
        assert_eq!(other_device(&mut houses[LAPTOP]), [address]);
    }
    // It finds its own line of the future in the book, and goes above that in the next run too.
    starts_again(&mut wire, &mut houses, DESKTOP);
    moves(&mut wire, &mut houses, DESKTOP, "10.0.0.7:5000");
    assert_eq!(other_device(&mut houses[LAPTOP]), ["10.0.0.7:5000"]);
}

/// The same with what was told in a pairing, which the guest keeps in a book of their own.
#[test]
fn a_clock_that_ran_ahead_at_a_pairing_does_not_freeze_addresses() {
    let (mut wire, mut houses) = three_houses(9_110);
    link(&mut wire, &mut houses);
    houses[ANA].now = UnixMillis(houses[ANA].now.0 + 2 * YEAR_MILLIS);
    let (ana, _) = pair(&mut wire, &mut houses);
    houses[ANA].now = UnixMillis(houses[ANA].now.0 - 2 * YEAR_MILLIS);
    wire.forget(&mut houses, ANA);
    let again = houses.remove(ANA).crash();
    houses.insert(ANA, again);
    houses[ANA].unlock();
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA]);
    // Nobody but Ana calls from here on, and the two know where she is.
    for house in [LAPTOP, DESKTOP] {
        let people = houses[house].list("person");
        assert_eq!(people[0].id, ana);
        wire.cut.insert((house, ANA));
    }
    wire.drop_sessions(&mut houses, ANA);
    wire.settle(&mut houses);
    for house in [LAPTOP, DESKTOP] {
        assert_eq!(why(&mut houses[house]).iter().flatten().next(), Some(&"no answer"));
    }
}

/// A device whose last line stood in the future wrote another into the book and every mailbox at each start; so
/// did one with more addresses than are read, or whose system named them in another order.
#[test]
fn a_start_at_which_nothing_has_changed_writes_nothing() {
    let (mut wire, mut houses) = three_houses(9_120);
    houses[LAPTOP].now = UnixMillis(houses[LAPTOP].now.0 + 2 * YEAR_MILLIS);
    link(&mut wire, &mut houses);
    pair(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP, ANA]);
    houses[LAPTOP].now = UnixMillis(houses[LAPTOP].now.0 - 2 * YEAR_MILLIS);
    starts_again(&mut wire, &mut houses, LAPTOP);
    let held: Vec<u64> = houses.iter_mut().map(|house| house.status().envelopes).collect();
    for _ in 0..3 {
        for who in [LAPTOP, DESKTOP, ANA] {
            starts_again(&mut wire, &mut houses, who);
        }
    }
    let after: Vec<u64> = houses.iter_mut().map(|house| house.status().envelopes).collect();
    assert_eq!(held, after);
    let many: Vec<_> = (1..40).map(|last| format!("10.0.0.{last}:5000").parse().unwrap()).collect();
    for turn in 0..4 {
        let mut listen = many.clone();
        if turn % 2 == 1 {
            listen[..16].reverse();
        }
        houses[LAPTOP].feed(Input::Net(NetEvent::Ready { listen }));
        wire.settle(&mut houses);
        houses[LAPTOP].tick(2_000);
        if turn == 0 {
            continue;
        }
        // Once for the book and once for the mailbox, and then no more.
        assert_eq!(houses[LAPTOP].status().envelopes, held[LAPTOP] + 2, "turn {turn}");
    }
}
