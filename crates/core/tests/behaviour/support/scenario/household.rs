//! Whose devices a run is about: linked and paired in good weather, once, and then copied.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kith_core::{Answer, Command, PairingStage, RecordId, Role, UnixMillis};
use kith_seal::{Alias, EndpointKey, RootId};
use kith_sync::NetCommand;
use kith_vault::MemoryDisk;
use secrecy::SecretString;
use serde_json::json;

use super::super::house::START;
use super::super::{House, PASSPHRASE, Wire};
use super::passphrase;

/// The moment at which most runs begin.
pub const AFTER_SETUP: i64 = START + 3_600_000;
/// 2027-01-01T00:00:00Z.
pub const NEW_YEAR: i64 = START + (39 * 24 + 17) * 3_600_000;

/// One device as it stands before a run.
pub struct Member {
    pub name: &'static str,
    pub endpoint: EndpointKey,
    pub is_own: bool,
    pub disk: MemoryDisk,
    /// The label and the public name of every generation that it made.
    pub named: Vec<(String, Alias)>,
}

/// The devices of one person, and perhaps a guest's.
pub struct Household {
    pub members: Vec<Member>,
    /// The person's plan.
    pub plan: RootId,
    /// The guest: the person's record of the guest, the guest's record of the person, the guest's plan.
    pub guest: Option<(RecordId, RecordId, RootId)>,
    /// Records that were there before, with their kinds.
    pub records: Vec<(RecordId, &'static str)>,
}

type Shape = (usize, bool, u64);

/// A household of this shape: how many devices, whether there is a guest, and which variant. In variant 0
/// nothing was written yet; in variant 3 a volume stands just before a snapshot of it is due; in variant 4 it has one,
/// which is all that the others have of what it covers. In variants 2 and 4 the programs ended in good order, and views
/// are kept.
pub fn prepared(devices: usize, has_guest: bool, variant: u64) -> Arc<Household> {
    static PREPARED: Mutex<BTreeMap<Shape, Arc<Household>>> = Mutex::new(BTreeMap::new());
    let mut prepared = PREPARED.lock().unwrap_or_else(PoisonError::into_inner);
    let shape = (devices, has_guest, variant);
    Arc::clone(prepared.entry(shape).or_insert_with(|| Arc::new(prepare(shape))))
}

fn prepare((devices, has_guest, variant): Shape) -> Household {
    let names = ["laptop", "desktop", "tablet", "netbook"];
    let seed = 7_000 + variant * 100 + devices as u64 * 10 + u64::from(has_guest);
    let mut houses: Vec<House> =
        (0..devices).map(|number| House::new(names[number], seed * 10 + number as u64)).collect();
    let mut wire = Wire::default();
    houses[0].init();
    let ana = devices;
    let mut guest = None;
    if has_guest {
        houses.push(House::new("Ana", seed * 10 + 9));
        houses[ana].init();
        let (hers, ours) = pair(&mut wire, &mut houses, ana);
        guest = Some((hers, ours, houses[ana].root()));
        houses[0].step_up();
        houses[0].done(Command::Share {
            section: "word".into(),
            person: hers,
            with_past: false,
            until: None,
        });
    }
    let mut records = Vec::new();
    if variant > 0 {
        let house = &mut houses[0];
        records.push((house.add("person", json!({"name": "P-001"})).id, "person"));
        records.push((house.add("reason", json!({"text": "the garden"})).id, "reason"));
        // What the guest reads is a snapshot one day, or what only the person's own devices do.
        let (words, checkins) = match (variant, has_guest) {
            (3, true) => (190, 1),
            (3, false) => (1, 190),
            (4, true) => (215, 1),
            (4, false) => (1, 215),
            _ => (1, 1),
        };
        for _ in 0..words {
            house.now = UnixMillis(house.now.0 + 1_000);
            records.push((house.add("word", json!({"word": "fine"})).id, "word"));
        }
        for number in 0..checkins {
            house.now = UnixMillis(house.now.0 + 1_000);
            let mood = number % 5 + 1;
            records.push((house.add("checkin", json!({"mood": mood})).id, "checkin"));
        }
    }
    for number in 1..devices {
        link(&mut wire, &mut houses, number);
    }
    let mut endpoints = Vec::new();
    for house in &mut houses {
        house.done(Command::GoOnline);
        let endpoint = house.net.iter().find_map(|command| match command {
            NetCommand::Start { secret, .. } => Some(secret.endpoint()),
            _ => None,
        });
        endpoints.push(endpoint.expect("whoever is paired opens the network"));
    }
    wire.settle(&mut houses);
    let plan = houses[0].root();
    if [2, 4].contains(&variant) {
        for house in &mut houses {
            house.done(Command::Close);
        }
    }
    let keep = records.len().saturating_sub(12);
    Household {
        members: houses
            .into_iter()
            .zip(endpoints)
            .enumerate()
            .map(|(number, (house, endpoint))| Member {
                name: house.name,
                endpoint,
                is_own: number < devices,
                disk: house.disk.copy(),
                named: house.named,
            })
            .collect(),
        plan,
        guest,
        records: records.split_off(keep),
    }
}

fn ticket(house: &House) -> SecretString {
    match house.stage() {
        PairingStage::Waiting { ticket, .. } => SecretString::from(ticket),
        other => panic!("no ticket: {other:?}"),
    }
}

fn link(wire: &mut Wire, houses: &mut [House], number: usize) {
    houses[0].step_up();
    houses[0].ask(Command::Link);
    wire.settle(houses);
    let ticket = ticket(&houses[0]);
    let name = houses[number].name.to_owned();
    houses[number].ask(Command::JoinAsDevice {
        ticket,
        at: None,
        device_name: Some(name),
        passphrase: SecretString::from(PASSPHRASE),
    });
    wire.settle(houses);
    houses[0].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    houses[number].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    assert_eq!(houses[number].stage(), PairingStage::Paired);
}

fn pair(wire: &mut Wire, houses: &mut [House], guest: usize) -> (RecordId, RecordId) {
    let ana = houses[0].add("person", json!({"name": "Ana"})).id;
    houses[0].done(Command::StepUp { passphrase: passphrase() });
    houses[0].ask(Command::Invite { person: ana, role: Role::Sponsor });
    wire.settle(houses);
    let ticket = ticket(&houses[0]);
    houses[guest].step_up();
    let joined = houses[guest].ask(Command::Join {
        ticket,
        at: None,
        person: None,
        name: Some("Mara".into()),
    });
    wire.settle(houses);
    houses[guest].done(Command::PairAnswer { they_match: true });
    houses[0].done(Command::PairAnswer { they_match: true });
    wire.settle(houses);
    match houses[guest].answers.remove(&joined) {
        Some(Ok(Answer::Paired(report))) => (ana, report.person.expect("a person's record")),
        other => panic!("{other:?}"),
    }
}
