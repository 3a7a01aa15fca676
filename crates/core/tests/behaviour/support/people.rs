//! Three devices of two people, and how they come together: linking, pairing, sharing.

use kith_core::{Answer, Command, PairingStage, RecordId, Role};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{House, PASSPHRASE, Wire};

/// The places of the three.
pub const LAPTOP: usize = 0;
pub const DESKTOP: usize = 1;
pub const ANA: usize = 2;

/// The ticket that a device shows.
pub fn ticket(house: &House) -> String {
    match house.stage() {
        PairingStage::Waiting { ticket, .. } => ticket,
        other => panic!("no ticket: {other:?}"),
    }
}

/// The four words that a device shows.
pub fn four_words(house: &House) -> Vec<String> {
    match house.stage() {
        PairingStage::Compare { words, .. } => words,
        other => panic!("nothing to compare: {other:?}"),
    }
}

/// Links the second device to the first.
pub fn link(wire: &mut Wire, houses: &mut [House]) {
    link_at(wire, houses, DESKTOP);
}

/// Links one more device to the first.
pub fn link_at(wire: &mut Wire, houses: &mut [House], place: usize) {
    houses[LAPTOP].step_up();
    houses[LAPTOP].ask(Command::Link);
    wire.settle(houses);
    let ticket = ticket(&houses[LAPTOP]);
    let joined = houses[place].ask(Command::JoinAsDevice {
        ticket: SecretString::from(ticket),
        at: None,
        device_name: Some("desktop".into()),
        passphrase: SecretString::from(PASSPHRASE),
    });
    wire.settle(houses);
    assert_eq!(four_words(&houses[LAPTOP]), four_words(&houses[place]));
    houses[LAPTOP].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    houses[place].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    assert_eq!(houses[LAPTOP].stage(), PairingStage::Paired);
    assert_eq!(houses[place].stage(), PairingStage::Paired);
    match houses[place].answers.remove(&joined) {
        Some(Ok(Answer::Paired(_))) => {}
        other => panic!("{other:?}"),
    }
}

/// Pairs the first device with Ana's; gives Mara's record for Ana and Ana's record for Mara.
pub fn pair(wire: &mut Wire, houses: &mut [House]) -> (RecordId, RecordId) {
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

/// A laptop with a plan, a desktop without one, and Ana with hers.
pub fn three_houses(seed: u64) -> (Wire, Vec<House>) {
    let mut houses = vec![
        House::new("Mara", seed),
        House::new("desktop", seed + 1),
        House::new("Ana", seed + 2),
    ];
    houses[LAPTOP].init();
    houses[ANA].init();
    (Wire::default(), houses)
}

/// Connects these, and waits until nothing is on its way.
pub fn go_online(wire: &mut Wire, houses: &mut [House], who: &[usize]) {
    for index in who {
        houses[*index].done(Command::GoOnline);
    }
    wire.settle(houses);
}

/// Lets a person read a section from today.
pub fn share(house: &mut House, section: &str, person: RecordId) {
    house.step_up();
    house.done(Command::Share { section: section.into(), person, with_past: false, until: None });
}

/// Records as the command line prints them.
pub fn json_of(list: Vec<kith_core::RecordReport>) -> Value {
    serde_json::to_value(list).unwrap()
}
