//! What the gate remembers of the changes it let in: enough to check the next one, and nothing of
//! what they say except map keys.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use automerge::legacy::OpId;
use automerge::{ActorId, ChangeHash};

/// Where an operation is: the place of its change in the index, and its own place in the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) change: u32,
    pub(super) offset: u32,
}

/// The root map, which no operation made.
pub(super) const ROOT: Place = Place { change: u32::MAX, offset: u32::MAX };

/// Where inside its object an operation acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Under a map key, by its number in [`Keys`].
    Key(u32),
    /// Before the first element.
    Head,
    /// At, or for an insert behind, the element that this insert made.
    Element(Place),
}

/// How the contents of an object are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Map,
    List,
    Text,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Makes an object, so many levels below the root.
    Make(Shape, u8),
    /// Sets a scalar that is not a counter.
    Put,
    /// Sets a counter.
    Count,
    Increment,
    Delete,
}

/// One operation, without its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) object: Place,
    pub(super) slot: Slot,
    pub(super) insert: bool,
    pub(super) action: Action,
}

impl Operation {
    /// The slot whose values this operation is one of: an insert opens a slot of its own.
    pub(super) fn settles_at(&self, place: Place) -> Slot {
        if self.insert { Slot::Element(place) } else { self.slot }
    }
}

/// One change that was let in.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) hash: ChangeHash,
    pub(super) actor: u32,
    pub(super) sequence: u32,
    pub(super) start: u64,
    pub(super) dependencies: Box<[u32]>,
    pub(super) operations: Box<[Operation]>,
}

impl Known {
    pub(super) fn last_operation(&self) -> u64 {
        self.start.saturating_add(self.operations.len() as u64).saturating_sub(1)
    }
}

/// All changes that were let in, in an order in which dependencies come first.
#[derive(Clone, Default)]
pub(super) struct Index {
    changes: Vec<Arc<Known>>,
    by_hash: HashMap<ChangeHash, u32>,
    actors: Vec<ActorId>,
    actor_numbers: HashMap<ActorId, u32>,
    /// For each actor its changes; the first has sequence number 1, and none is missing.
    chains: Vec<Vec<u32>>,
    heads: BTreeSet<u32>,
    pub(super) keys: Keys,
}

/// A state of the index to return to.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    changes: usize,
    keys: usize,
    heads: BTreeSet<u32>,
}

impl Index {
    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    pub(super) fn actor_count(&self) -> usize {
        self.actors.len()
    }

    pub(super) fn get(&self, change: u32) -> Option<&Known> {
        self.changes.get(change as usize).map(Arc::as_ref)
    }

    pub(super) fn find(&self, hash: &ChangeHash) -> Option<u32> {
        self.by_hash.get(hash).copied()
    }

    pub(super) fn heads(&self) -> &BTreeSet<u32> {
        &self.heads
    }

    /// The hashes of the heads, sorted as automerge sorts them.
    pub(super) fn head_hashes(&self) -> Vec<ChangeHash> {
        let mut hashes: Vec<_> =
            self.heads.iter().filter_map(|&head| Some(self.get(head)?.hash)).collect();
        hashes.sort_unstable();
        hashes
    }

    pub(super) fn actor_number(&self, actor: &ActorId) -> Option<u32> {
        self.actor_numbers.get(actor).copied()
    }

    /// The changes of an actor, oldest first.
    pub(super) fn chain(&self, actor: u32) -> &[u32] {
        self.chains.get(actor as usize).map_or(&[], Vec::as_slice)
    }

    /// The operation with this id, wherever it stands among all known changes.
    pub(super) fn operation(&self, id: &OpId) -> Option<(Place, &Known, Operation)> {
        let chain = self.chain(self.actor_number(id.actor())?);
        let after = chain.partition_point(|&change| {
            self.get(change).is_some_and(|known| known.start <= id.counter())
        });
        let change = *chain.get(after.checked_sub(1)?)?;
        let known = self.get(change)?;
        let offset = u32::try_from(id.counter().checked_sub(known.start)?).ok()?;
        let operation = *known.operations.get(offset as usize)?;
        Some((Place { change, offset }, known, operation))
    }

    /// The number of an actor, given to it now if it has none.
    pub(super) fn number_actor(&mut self, actor: &ActorId) -> u32 {
        if let Some(number) = self.actor_number(actor) {
            return number;
        }
        let number = self.actors.len() as u32;
        self.actors.push(actor.clone());
        self.actor_numbers.insert(actor.clone(), number);
        self.chains.push(Vec::new());
        number
    }

    /// Adds a change whose actor has a number and whose dependencies are all known.
    pub(super) fn push(&mut self, known: Known) {
        let number = self.changes.len() as u32;
        for dependency in &known.dependencies {
            self.heads.remove(dependency);
        }
        self.heads.insert(number);
        self.by_hash.insert(known.hash, number);
        if let Some(chain) = self.chains.get_mut(known.actor as usize) {
            chain.push(number);
        }
        self.changes.push(Arc::new(known));
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), keys: self.keys.len(), heads: self.heads.clone() }
    }

    /// Forgets everything since the mark. Actors keep their numbers: an actor without changes
    /// has no effect on any answer.
    pub(super) fn return_to(&mut self, mark: Mark) {
        for known in self.changes.drain(mark.changes..) {
            self.by_hash.remove(&known.hash);
            if let Some(chain) = self.chains.get_mut(known.actor as usize) {
                chain.pop();
            }
        }
        self.keys.truncate(mark.keys);
        self.heads = mark.heads;
    }
}

/// Numbers for map keys, so that equal keys compare by number.
#[derive(Clone, Default)]
pub(super) struct Keys {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Keys {
    pub(super) fn number(&mut self, key: &str) -> u32 {
        if let Some(&number) = self.numbers.get(key) {
            return number;
        }
        let number = self.names.len() as u32;
        let name: Arc<str> = key.into();
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    fn len(&self) -> usize {
        self.names.len()
    }

    fn truncate(&mut self, length: usize) {
        for name in self.names.drain(length..) {
            self.numbers.remove(&name);
        }
    }
}
