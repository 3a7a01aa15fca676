//! Many devices, bad weather, one result.

use std::collections::BTreeSet;

use kith_seal::UnixMillis;
use kith_sync::proto::AliasSet;
use kith_sync::sim::{Faults, Network, Random};

use crate::support::{Device, Writer, alias, peer};

/// How many storms; `KITH_SIM_SEEDS` asks for more, `KITH_SIM_FIRST` begins at a number that failed.
const SEEDS: u64 = 300;

fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("KITH_SIM_FIRST").unwrap_or(0);
    first..first + number("KITH_SIM_SEEDS").unwrap_or(SEEDS)
}

fn shared(numbers: &[u16]) -> AliasSet {
    AliasSet::Only(numbers.iter().map(|number| alias(*number)).collect())
}

/// Three devices of the owner, all connected with each other, and a guest who shares two aliases with each of them.
fn house(seed: u64, faults: Faults) -> Network<Device> {
    let mut network = Network::new(seed, UnixMillis(1_000), faults);
    let guest = peer(9);
    for own in 1..=3 {
        let mut friends: Vec<_> = (1..=3)
            .filter(|other| *other != own)
            .map(|other| (peer(other), AliasSet::All))
            .collect();
        friends.push((guest, shared(&[0, 1])));
        network.add(peer(own), Device::new(peer(own), &friends));
    }
    let friends: Vec<_> = (1..=3).map(|own| (peer(own), shared(&[0, 1]))).collect();
    network.add(guest, Device::new(guest, &friends));
    network
}

fn storm(seed: u64) -> Network<Device> {
    let mut network = house(seed, Faults::STORM);
    let mut random = Random::new(seed ^ 0x5eed);
    let ids = [peer(1), peer(2), peer(3), peer(9)];
    let mut writers: Vec<(u64, Writer)> = (0..4).map(|n| (1, Writer::new(seed * 10 + n))).collect();
    for round in 0..30u8 {
        let who = random.below(4) as usize;
        let about = alias(random.below(if who == 3 { 2 } else { 5 }) as u16);
        // A stream lives no longer than the run of the program that began it.
        let runs = network.node(&ids[who]).unwrap().runs;
        if writers[who].0 != runs || random.chance(100) {
            writers[who] = (runs, Writer::new(seed * 1_000 + u64::from(round)));
        }
        let count = random.between(1, 4);
        let writer = &mut writers[who].1;
        network.with_node(&ids[who], |device, _| {
            device.save((0..count).map(|_| writer.write(about, &[round; 40])).collect())
        });
        if random.chance(100) {
            network.crash(ids[who]);
        }
        network.run_for(random.between(1, 4_000));
    }
    network
}

#[test]
fn all_devices_hold_the_same_after_every_storm() {
    let mut total = 0;
    for seed in seeds() {
        let mut network = storm(seed);
        network.set_faults(Faults::CALM);
        let ids: Vec<_> = network.nodes().map(|(id, _)| *id).collect();
        for a in &ids {
            for b in &ids {
                if a < b {
                    network.heal(*a, *b);
                }
            }
        }
        network.run_until_quiet(200_000).unwrap_or_else(|why| panic!("{why}"));
        let own = network.node(&peer(1)).unwrap().store.hashes();
        total += own.len();
        for other in [2, 3] {
            let theirs = network.node(&peer(other)).unwrap().store.hashes();
            assert_eq!(own.len(), theirs.len(), "seed {seed}, device {other}");
            assert!(own == theirs, "seed {seed}, device {other}");
        }
        let guest = network.node(&peer(9)).unwrap().store.hashes();
        let granted = network.node(&peer(1)).unwrap().store.hashes_of(&shared(&[0, 1]));
        assert!(guest == granted, "seed {seed}: guest {} of {}", guest.len(), granted.len());
        for (id, device) in network.nodes() {
            for (other, progress) in &device.progress {
                assert!(progress.in_step, "seed {seed}: {id:?} with {other:?}: {progress:?}");
                assert_eq!(progress.waiting, 0, "seed {seed}");
            }
            assert_eq!(device.progress.len(), 3, "seed {seed}");
        }
    }
    println!("{:?} storms, {total} envelopes held at the end", seeds());
    assert!(total > seeds().count() * 20, "the storms left something to agree on");
}

#[test]
fn a_seed_replays_to_the_same_fingerprint() {
    // age's own dice differ from run to run, so envelopes do; without envelopes everything else must be equal.
    let run = |seed| {
        let mut network = house(seed, Faults::STORM);
        network.run_for(120_000);
        (network.fingerprint(), network.log().len())
    };
    for seed in 0..20 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
    let different: BTreeSet<_> = (0..20).map(|seed| run(seed).0).collect();
    assert_eq!(different.len(), 20);
}
