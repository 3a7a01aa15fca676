//! Many seeds of a person with several devices and a guest, in bad weather: everybody ends equal, and
//! nothing that was answered for is lost. `examples/simulate.rs` plays as many seeds as one likes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::{self, Counted, play};

const SEEDS: u64 = 300;

#[test]
fn all_devices_end_equal_after_every_storm() {
    let next = AtomicU64::new(0);
    let totals = AtomicU64::new(0);
    let restarts = AtomicU64::new(0);
    let [shares, linked, clocks] = [const { AtomicU64::new(0) }; 3];
    let counted = Mutex::new(Counted::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return;
                    }
                    let outcome = play(seed, None).unwrap_or_else(|failure| {
                        panic!(
                            "{failure}\nreplay: cargo run --release --example simulate -p kith-core \
                             -- --seed {seed}"
                        )
                    });
                    totals.fetch_add(outcome.answered, Ordering::Relaxed);
                    restarts.fetch_add(outcome.restarts, Ordering::Relaxed);
                    shares.fetch_add(outcome.shares, Ordering::Relaxed);
                    linked.fetch_add(outcome.linked, Ordering::Relaxed);
                    clocks.fetch_add(outcome.clocks, Ordering::Relaxed);
                    *counted.lock().unwrap() += outcome.counted;
                }
            });
        }
    });
    let (answered, restarts) = (totals.into_inner(), restarts.into_inner());
    assert!(answered > SEEDS * 20, "only {answered} commands were answered in all storms");
    assert!(restarts > SEEDS, "only {restarts} restarts in all storms");
    let rare = [shares, linked, clocks].map(AtomicU64::into_inner);
    assert!(rare.iter().all(|count| *count > SEEDS / 6), "shares, links, clocks: {rare:?}");
    let counted = counted.into_inner().unwrap();
    let Counted { views_read, views_kept, snapshots_made, snapshots_taken, looks } = counted;
    assert!(views_read > SEEDS && views_kept > SEEDS && looks > SEEDS, "{counted:?}");
    assert!(snapshots_made > SEEDS / 12 && snapshots_taken > SEEDS / 60, "{counted:?}");
}

/// Age seals with dice of its own, so the lengths of frames differ between two runs of one seed, and with
/// them the network's fingerprint. What was done and what came of it may not.
#[test]
fn a_seed_replays_to_the_same_end() {
    for seed in [3, 17, 40, 269] {
        let first = play(seed, None).unwrap_or_else(|failure| panic!("{failure}"));
        let second = play(seed, None).unwrap_or_else(|failure| panic!("{failure}"));
        let end = |outcome: &support::Outcome| {
            let rare = (outcome.torn, outcome.shares, outcome.linked, outcome.clocks);
            (outcome.answered, outcome.restarts, rare)
        };
        assert_eq!(end(&first), end(&second), "seed {seed}");
    }
}
