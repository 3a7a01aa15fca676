//! The rules of the roster all at once, over random sets of entries.

use rand_chacha::ChaCha12Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::*;

/// Entries by anybody about anybody, from any point of the past: honest, careless and hostile alike.
fn random_entries(seed: u64, steps: usize) -> (Home, Vec<SignedRosterEntry>, DeviceId) {
    let mut home = Home::with_devices(4, seed);
    let mut entries: Vec<SignedRosterEntry> =
        home.roster.entries().map(|(_, entry)| entry.clone()).collect();
    let evil = Device::make(&mut home.dice);
    for _ in 0..steps {
        // A view: the entries whose past is complete among a random part of what exists.
        let mut view = Roster::new(home.genesis.clone()).unwrap();
        let keep = home.dice.next_u32() % 4;
        for entry in &entries {
            if entry.hash() != home.genesis.hash() && home.dice.next_u32() % 4 >= keep / 2 {
                view.insert(entry.clone()).unwrap();
            }
        }
        let verdict = view.verdict();
        let pick = |dice: &mut ChaCha12Rng, count: usize| dice.next_u32() as usize % count;
        let count = home.devices.len();
        let (author, target) = (pick(&mut home.dice, count), pick(&mut home.dice, count));
        let (parents, term) = (verdict.heads, verdict.term);
        let entry = match home.dice.next_u32() % 16 {
            0..=4 => home.devices[author].remove(&home.devices[target], &parents, term),
            5..=6 => {
                let key = recipient(&mut home.dice);
                home.devices[author].remove_with_key(
                    &home.devices[target],
                    &parents,
                    term,
                    Some(key),
                )
            }
            7..=9 => {
                let device = Device::make(&mut home.dice);
                let entry = home.devices[author].add(&device, &parents, term);
                home.devices.push(device);
                entry
            }
            10..=12 => home.devices[author].set_lead(&home.devices[target], &parents, term),
            // A device that is only ever added in a term that is not in force.
            13 => home.devices[author].add(&evil, &parents, term.wrapping_add(1)),
            14 => {
                let kit = KitWords::read(&home.kit.words().join(" ")).unwrap();
                let (device, entry) = home.reset(&kit, &parents, term + 1);
                home.devices.push(device);
                entry
            }
            _ => evil.remove(&home.devices[target], &parents, term),
        };
        if !entries.iter().any(|known| known.hash() == entry.hash()) {
            entries.push(entry);
        }
    }
    (home, entries, evil.id())
}

fn shuffle<T>(items: &mut [T], dice: &mut ChaCha12Rng) {
    for last in (1..items.len()).rev() {
        items.swap(last, dice.next_u32() as usize % (last + 1));
    }
}

#[test]
fn the_verdict_depends_on_the_set_only() {
    let mut terms = 0;
    let mut removed = 0;
    let mut frozen = 0;
    for seed in 0..120 {
        let (home, mut entries, evil) = random_entries(1000 + seed, 14);
        let root = home.roster.root();
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let expected = Roster::from_entries(root, entries.clone()).unwrap().verdict();
        for _ in 0..4 {
            shuffle(&mut entries, &mut dice);
            let mut roster = Roster::new(home.genesis.clone()).unwrap();
            for entry in &entries {
                if entry.hash() != home.genesis.hash() {
                    roster.insert(entry.clone()).unwrap();
                    // Asking along the way must not change what comes out.
                    let _ = roster.verdict();
                }
            }
            assert_eq!(roster.verdict(), expected, "seed {seed}");
        }
        assert_eq!(expected.waiting, 0, "seed {seed}");
        assert!(!expected.devices.contains_key(&evil), "added in the wrong term, seed {seed}");
        if let Some(lead) = expected.lead {
            assert!(expected.may_write(&lead), "a lead is active, seed {seed}");
        }
        terms += usize::from(expected.term > 0);
        removed += expected.devices.values().filter(|d| d.state == Removed).count();
        frozen += expected.devices.values().filter(|d| d.state == Frozen).count();
    }
    // The random sets must really visit the hard places.
    assert!(terms > 10 && removed > 50 && frozen > 4, "{terms} {removed} {frozen}");
}

#[test]
fn honest_devices_that_met_agree_and_removals_stay() {
    for seed in 0..40 {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let mut home = Home::with_devices(5, 5000 + seed);
        let mut views: Vec<Roster> = (0..5).map(|_| home.roster.clone()).collect();
        let mut ever_removed: Vec<DeviceId> = Vec::new();
        for _ in 0..30 {
            let actor = dice.next_u32() as usize % 5;
            let verdict = views[actor].verdict();
            let own = home.devices[actor].id();
            if dice.next_u32() % 5 == 0 && verdict.may_write(&own) {
                let target = 1 + dice.next_u32() as usize % (home.devices.len() - 1);
                let entry = if verdict.lead == Some(own) && dice.next_u32() % 2 == 0 {
                    let device = Device::make(&mut home.dice);
                    let entry = home.devices[actor].add(&device, &verdict.heads, 0);
                    home.devices.push(device);
                    entry
                } else if target != actor
                    && verdict.devices.contains_key(&home.devices[target].id())
                {
                    ever_removed.push(home.devices[target].id());
                    home.devices[actor].remove(&home.devices[target], &verdict.heads, 0)
                } else {
                    continue;
                };
                views[actor].insert(entry).unwrap();
            } else {
                let other = dice.next_u32() as usize % 5;
                let from: Vec<_> = views[other].entries().map(|(_, e)| e.clone()).collect();
                for entry in from {
                    views[actor]
                        .insert(entry)
                        .or_else(|error| match error {
                            RosterError::WrongRoot => Ok(false),
                            error => Err(error),
                        })
                        .unwrap();
                }
            }
        }
        let mut all = Roster::new(home.genesis.clone()).unwrap();
        for view in &views {
            for (hash, entry) in view.entries() {
                if *hash != home.genesis.hash() {
                    all.insert(entry.clone()).unwrap();
                }
            }
        }
        let verdict = all.verdict();
        assert_eq!(
            verdict.lead,
            Some(home.devices[0].id()),
            "nobody aims at the lead, seed {seed}"
        );
        for device in &ever_removed {
            if let Some(standing) = verdict.devices.get(device) {
                assert_eq!(standing.state, Removed, "seed {seed}");
            }
        }
        assert!(
            verdict.devices.values().all(|standing| standing.state != Frozen),
            "an honest device is never frozen, seed {seed}"
        );
    }
}

#[test]
fn the_worst_sets_are_judged_in_bounded_time() {
    // A full roster of every awkward shape: one long line, everything unordered, two devices removing each other.
    for shape in 0..3 {
        let mut home = Home::with_devices(3, 9000 + shape);
        let heads = home.heads();
        let mut last = heads.clone();
        let mut n = 0u64;
        while home.roster.len() < MAX_ROSTER_ENTRIES {
            n += 1;
            let key = Some(recipient(&mut home.dice));
            let [a, b, c] = &home.devices[..] else { panic!("three devices") };
            let entry = match (shape, n % 2) {
                (0, _) => a.remove_with_key(c, &last, 0, key),
                (1, _) => a.remove_with_key(c, &heads, 0, key),
                (_, 0) => b.remove_with_key(c, &heads, 0, key),
                (_, _) => c.remove_with_key(b, &heads, 0, key),
            };
            last = vec![home.take(entry)];
        }
        let started = std::time::Instant::now();
        assert_eq!(home.roster.verdict().waiting, 0);
        // A quarter of a second on an idle machine; without the bit sets it was minutes.
        let took = started.elapsed();
        assert!(took < std::time::Duration::from_secs(20), "shape {shape}: {took:?}");
    }
}
