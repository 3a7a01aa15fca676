//! Which of the known changes are ancestors of a change, given its dependencies.
//!
//! The changes of one actor form a chain in which each is an ancestor of the next (rule 3). So a
//! set of ancestors is a number for each actor: how many of its changes belong to the set.
//!
//! - A change whose dependencies include every head has everything known as its ancestors. This is
//!   nearly every change, and costs nothing.
//! - A change that continues a branch seen lately takes the branch's numbers and adds one change.
//! - Otherwise the changes that are *not* ancestors are found by walking back from the heads and
//!   the dependencies at once, latest first, until everything still to visit is an ancestor. The
//!   walk sees only what lies after the fork, however long the history is.

use std::collections::{BTreeMap, VecDeque};

use super::index::Index;

/// The ancestors of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ancestors {
    /// Every change known.
    All,
    /// Of each actor so many changes; actors beyond the end have none.
    First(Vec<u32>),
}

impl Ancestors {
    /// Whether this change of this actor is among them; sequence numbers begin at 1.
    pub(super) fn contain(&self, actor: u32, sequence: u32) -> bool {
        match self {
            Ancestors::All => true,
            Ancestors::First(counts) => {
                counts.get(actor as usize).is_some_and(|&count| sequence <= count)
            }
        }
    }
}

/// Numbers kept for the tips of branches seen lately. Together they hold at most about a million
/// numbers, so that a thousand actors on hundreds of branches stay within a few megabytes.
const KEPT_NUMBERS: usize = 1 << 20;

/// Finds ancestors, and remembers those of the latest tips.
#[derive(Clone, Debug, Default)]
pub(super) struct Branches {
    tips: VecDeque<(u32, Vec<u32>)>,
}

impl Branches {
    /// The ancestors of a change with these dependencies, themselves included.
    pub(super) fn ancestors(&self, index: &Index, dependencies: &[u32]) -> Ancestors {
        let heads = index.heads();
        let met = dependencies.iter().filter(|change| heads.contains(change)).count();
        if met == heads.len() {
            return Ancestors::All;
        }
        if let Some(counts) = self.of_known_tips(dependencies) {
            return Ancestors::First(counts);
        }
        Ancestors::First(walk_back(index, dependencies))
    }

    /// Remembers the ancestors of a change that was just added, itself included.
    pub(super) fn note(&mut self, index: &Index, change: u32, ancestors: Ancestors) {
        let (Ancestors::First(mut counts), Some(known)) = (ancestors, index.get(change)) else {
            return;
        };
        let actor = known.actor as usize;
        if counts.len() <= actor {
            counts.resize(actor + 1, 0);
        }
        if let Some(count) = counts.get_mut(actor) {
            *count = known.sequence;
        }
        // A branch moves on: the tip that it continues is seldom asked for again.
        self.tips.retain(|(tip, _)| !known.dependencies.contains(tip));
        self.tips.push_front((change, counts));
        let most = (KEPT_NUMBERS / index.actor_count().max(1)).clamp(16, 1_024);
        self.tips.truncate(most);
    }

    /// Forgets the tips at and after this place in the index.
    pub(super) fn forget_from(&mut self, change: usize) {
        self.tips.retain(|&(tip, _)| (tip as usize) < change);
    }

    fn of_known_tips(&self, dependencies: &[u32]) -> Option<Vec<u32>> {
        let mut together: Vec<u32> = Vec::new();
        for dependency in dependencies {
            let (_, counts) = self.tips.iter().find(|(tip, _)| tip == dependency)?;
            if together.len() < counts.len() {
                together.resize(counts.len(), 0);
            }
            for (most, &count) in together.iter_mut().zip(counts) {
                *most = (*most).max(count);
            }
        }
        Some(together)
    }
}

/// Counts for each actor how many of its changes are ancestors, by finding the others.
///
/// The index puts dependencies first, so visiting in descending order sees a change only after all
/// known changes that depend on it, and then it is settled whether one of them is an ancestor.
fn walk_back(index: &Index, dependencies: &[u32]) -> Vec<u32> {
    let mut counts: Vec<u32> =
        (0..index.actor_count() as u32).map(|actor| index.chain(actor).len() as u32).collect();
    let mut to_visit: BTreeMap<u32, bool> =
        index.heads().iter().map(|&head| (head, false)).collect();
    let mut outside = to_visit.len();
    for &dependency in dependencies {
        if to_visit.insert(dependency, true) == Some(false) {
            outside -= 1;
        }
    }
    while outside > 0 {
        let Some((change, is_ancestor)) = to_visit.pop_last() else {
            break;
        };
        let Some(known) = index.get(change) else {
            break;
        };
        if !is_ancestor {
            outside -= 1;
            if let Some(count) = counts.get_mut(known.actor as usize) {
                *count = (*count).min(known.sequence.saturating_sub(1));
            }
        }
        for &dependency in &known.dependencies {
            match to_visit.insert(dependency, is_ancestor) {
                None if !is_ancestor => outside += 1,
                None => {}
                // An ancestor stays one, whoever else depends on it.
                Some(true) => {
                    to_visit.insert(dependency, true);
                }
                Some(false) if is_ancestor => outside -= 1,
                Some(false) => {}
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use automerge::{ActorId, ChangeHash};
    use rand_chacha::ChaCha12Rng;
    use rand_core::{Rng, SeedableRng};

    use super::{Ancestors, Branches, walk_back};
    use crate::gate::index::{Index, Known};

    /// A history in which each change has up to three dependencies, its actor's last one always.
    struct Random {
        index: Index,
        branches: Branches,
        /// For each change all of its ancestors, itself included.
        closures: Vec<BTreeSet<u32>>,
    }

    impl Random {
        fn new() -> Self {
            Random { index: Index::default(), branches: Branches::default(), closures: Vec::new() }
        }

        fn add(&mut self, dice: &mut ChaCha12Rng) -> (Ancestors, BTreeSet<u32>) {
            let place = self.index.len() as u32;
            let actor = self.index.number_actor(&ActorId::from([(dice.next_u32() % 5) as u8; 16]));
            let own = self.index.chain(actor).last().copied();
            let mut dependencies: BTreeSet<u32> = own.into_iter().collect();
            for _ in 0..dice.next_u32() % 3 {
                // Mostly the latest, sometimes long ago.
                let back = dice.next_u32() % if dice.next_u32().is_multiple_of(4) { 50 } else { 4 };
                dependencies.extend(place.checked_sub(back + 1));
            }
            if dice.next_u32().is_multiple_of(3) {
                dependencies.extend(self.index.heads());
            }
            let expected: BTreeSet<u32> = dependencies
                .iter()
                .flat_map(|&dependency| self.closures[dependency as usize].clone())
                .collect();
            let dependencies: Vec<u32> = dependencies.into_iter().collect();
            let found = self.branches.ancestors(&self.index, &dependencies);
            // With and without what is remembered of earlier tips.
            if let Ancestors::First(_) = found {
                let walked = Ancestors::First(walk_back(&self.index, &dependencies));
                for (change, actor, sequence) in self.all() {
                    assert_eq!(
                        found.contain(actor, sequence),
                        walked.contain(actor, sequence),
                        "{change}"
                    );
                }
            }
            let mut hash = [0; 32];
            dice.fill_bytes(&mut hash);
            let sequence = self.index.chain(actor).len() as u32 + 1;
            self.index.push(Known {
                hash: ChangeHash(hash),
                actor,
                sequence,
                start: u64::from(place) + 1,
                dependencies: dependencies.into_boxed_slice(),
                operations: Box::new([]),
            });
            self.branches.note(&self.index, place, found.clone());
            let mut closure = expected.clone();
            closure.insert(place);
            self.closures.push(closure);
            (found, expected)
        }

        fn all(&self) -> Vec<(u32, u32, u32)> {
            (0..self.index.len() as u32)
                .filter_map(|change| {
                    self.index.get(change).map(|known| (change, known.actor, known.sequence))
                })
                .collect()
        }
    }

    #[test]
    fn ancestors_are_what_a_search_through_all_dependencies_finds() {
        for seed in 0..60 {
            let mut dice = ChaCha12Rng::seed_from_u64(seed);
            let mut history = Random::new();
            for _ in 0..150 {
                let before = history.all();
                let (found, expected) = history.add(&mut dice);
                for (change, actor, sequence) in before {
                    assert_eq!(
                        found.contain(actor, sequence),
                        expected.contains(&change),
                        "seed {seed}, change {change}"
                    );
                }
            }
        }
    }
}
