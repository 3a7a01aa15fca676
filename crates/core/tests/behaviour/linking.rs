//! Linking a device when something goes wrong in the middle.

use kith_core::{Answer, Command};
use secrecy::SecretString;

use serde_json::json;

use crate::support::people::{
    ANA, DESKTOP, LAPTOP, go_online, link, pair, share, three_houses, ticket,
};
use crate::support::{House, PASSPHRASE};

/// When a linking was given up after the lead had signed the new device in, a guest was never told of that
/// entry of the roster. The next one names it, so the guest took that one for an orphan: the device that was
/// linked in the end stayed a stranger to every guest, for ever.
#[test]
fn a_guest_meets_a_device_that_was_linked_at_the_second_try() {
    let (mut wire, mut houses) = three_houses(400);
    let (ana, _) = pair(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    share(&mut houses[LAPTOP], "word", ana);
    wire.settle(&mut houses);
    // The power fails when the new device is signed in, and nobody was told.
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
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    houses[DESKTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(&mut houses);
    let again = houses.remove(LAPTOP).crash();
    houses.insert(LAPTOP, again);
    wire.forget(&mut houses, LAPTOP);
    houses[LAPTOP].unlock();
    houses[DESKTOP] = House::new("desktop", 405);
    wire.forget(&mut houses, DESKTOP);
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(devices_of_mara(&mut houses[ANA]), 3, "the one that never came is among them");
    // Alone with the guest, the new device has something to say.
    houses[LAPTOP].done(Command::GoOffline);
    let word = houses[DESKTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    let plan = houses[DESKTOP].root();
    let read = houses[ANA].list_of("word", plan).unwrap();
    assert_eq!(read.iter().map(|record| record.id).collect::<Vec<_>>(), [word.id]);
}

/// The book said so, and then the power failed: guests were never told of the new device.
#[test]
fn a_guest_hears_of_a_new_device_in_the_next_run_if_not_in_this_one() {
    let (mut wire, mut houses) = three_houses(410);
    pair(&mut wire, &mut houses);
    link(&mut wire, &mut houses);
    let (_, files) = houses[LAPTOP].disk.files();
    let (log, whole) = files.iter().find(|(path, _)| path.starts_with("log/")).unwrap();
    let of_ana = houses[ANA].disk.copy();
    let told = |disk| {
        let (mut wire, mut other) = three_houses(420);
        other[LAPTOP] = House::on("Mara", 411, disk);
        other[LAPTOP].unlock();
        other[ANA] = House::on("Ana", 412, of_ana.copy());
        other[ANA].unlock();
        let devices = match other[LAPTOP].done(Command::Devices) {
            Answer::Devices(devices) => devices.len(),
            other => panic!("{other:?}"),
        };
        go_online(&mut wire, &mut other, &[LAPTOP, ANA]);
        other[LAPTOP].tick(2_000);
        wire.settle(&mut other);
        (devices, devices_of_mara(&mut other[ANA]))
    };
    let mut both = 0;
    for back in (0..4_000).step_by(100) {
        let disk = houses[LAPTOP].disk.copy();
        disk.overwrite(log, whole[..whole.len() - back].to_vec());
        let (here, there) = told(disk);
        assert_eq!(here, there, "{back} bytes are missing");
        both += usize::from(here == 2);
    }
    assert!((1..40).contains(&both), "{both} cuts after the new device was signed in");
}

fn devices_of_mara(house: &mut House) -> usize {
    match house.done(Command::Guests) {
        Answer::Guests(guests) => usize::try_from(guests[0].devices).unwrap(),
        other => panic!("{other:?}"),
    }
}
