//! What has to hold of a document after the gate let a change in, and what happens without a gate.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{Transactable, Transaction};
use automerge::{ActorId, Automerge, Change, ObjId, ObjType, PatchLog, Prop, ROOT, ReadDoc, Value};
use kith_plan::{Actor, Gate, Refusal};

use super::dice::Dice;

/// A document with its gate: one replica.
#[derive(Clone, Default)]
pub struct Replica {
    pub document: Automerge,
    pub gate: Gate,
}

impl Replica {
    pub fn admit(&mut self, actor: &ActorId, chunks: &[u8]) -> Result<usize, Refusal> {
        let actor = Actor(actor.to_bytes().try_into().unwrap_or_default());
        let mut log = PatchLog::active();
        let admitted = self.gate.admit(&mut self.document, actor, chunks, &mut log)?;
        self.document.make_patches(&mut log);
        Ok(admitted.hashes.len())
    }

    pub fn admit_change(&mut self, change: &Change) -> Result<usize, Refusal> {
        self.admit(change.actor_id(), change.raw_bytes())
    }
}

/// Offers the changes over and over until nothing more gets in. Answers those left waiting.
pub fn deliver<'a>(
    replica: &mut Replica,
    changes: &[&'a Change],
) -> Result<Vec<&'a Change>, Refusal> {
    let mut waiting: Vec<&Change> = changes.to_vec();
    loop {
        let mut left = Vec::new();
        for &change in &waiting {
            match replica.admit_change(change) {
                Ok(_) => {}
                Err(refusal) if refusal.is_waiting() => left.push(change),
                Err(refusal) => return Err(refusal),
            }
        }
        if left.len() == waiting.len() {
            return Ok(left);
        }
        waiting = left;
    }
}

/// How a document that took a change behaves afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Fine,
    PanicsAtOnce,
    PanicsAtNextWrite,
    PanicsWhenSaved,
    DoesNotLoad,
    Diverges,
}

/// Takes a document that the change is in through the rest of its life: the next local write by
/// somebody else, saving, loading, and comparing with a replica that got everything in another order.
pub fn live_on(document: &Automerge, other_order: &Automerge) -> Outcome {
    let mut document = document.clone();
    let mut other_order = other_order.clone();
    match quietly(|| document.hydrate(None) == other_order.hydrate(None)) {
        Some(true) => {}
        Some(false) => return Outcome::Diverges,
        None => return Outcome::PanicsAtOnce,
    }
    for document in [&mut document, &mut other_order] {
        if quietly(|| touch_everything(document)).is_none() {
            return Outcome::PanicsAtNextWrite;
        }
    }
    let Some(loaded) = quietly(|| Automerge::load(&document.save_nocompress())) else {
        return Outcome::PanicsWhenSaved;
    };
    let Ok(mut loaded) = loaded else {
        return Outcome::DoesNotLoad;
    };
    let same = quietly(|| {
        loaded.get_heads() == document.get_heads()
            && loaded.hydrate(None) == document.hydrate(None)
            && Gate::from_document(&loaded).is_ok()
    });
    match same {
        Some(true) => {}
        Some(false) => return Outcome::DoesNotLoad,
        None => return Outcome::PanicsWhenSaved,
    }
    // What was loaded has to be as good for writing as what was written.
    match quietly(|| touch_everything(&mut loaded)) {
        Some(()) => Outcome::Fine,
        None => Outcome::PanicsAtNextWrite,
    }
}

/// Writes in every object of the document, hidden ones included, so that a place that cannot be
/// written to shows.
fn touch_everything(document: &mut Automerge) {
    document.set_actor(ActorId::from([0xee; 16]));
    let mut transaction = document.transaction();
    let mut objects = vec![(ROOT, ObjType::Map)];
    while let Some((object, kind)) = objects.pop() {
        objects.extend(objects_in(&transaction, &object, kind));
        match kind {
            ObjType::Map | ObjType::Table => {
                transaction.put(&object, "touched", true).expect("a map takes a key");
            }
            ObjType::List => {
                transaction.insert(&object, 0, 1).expect("a list takes an element");
            }
            ObjType::Text => {
                let length = transaction.length(&object);
                transaction.text(&object).expect("a text");
                transaction.splice_text(&object, length / 2, 0, "yz").expect("a text grows");
                transaction.splice_text(&object, 0, 1, "").expect("a text shrinks");
            }
        }
    }
    transaction.commit();
}

fn objects_in(
    transaction: &Transaction<'_>,
    object: &ObjId,
    kind: ObjType,
) -> Vec<(ObjId, ObjType)> {
    let places: Vec<Prop> = match kind {
        ObjType::Map | ObjType::Table => transaction.keys(object).map(Prop::from).collect(),
        ObjType::List => (0..transaction.length(object)).map(Prop::from).collect(),
        ObjType::Text => Vec::new(),
    };
    let mut objects = Vec::new();
    for place in places {
        for (value, id) in transaction.get_all(object, place).expect("a place that exists") {
            if let Value::Object(kind) = value {
                objects.push((id, kind));
            }
        }
    }
    objects
}

/// The same life without a gate.
pub fn live_bare(
    base: &Automerge,
    prefix: &[Change],
    mutated: &Change,
    dice: &mut Dice,
) -> Option<Outcome> {
    let mut document = base.clone();
    match quietly(|| document.apply_changes([mutated.clone()])) {
        None => return Some(Outcome::PanicsAtOnce),
        // Refused by the library itself, or kept waiting: nothing was applied.
        Some(Err(_)) => return None,
        Some(Ok(())) if document.get_heads() == base.get_heads() => return None,
        Some(Ok(())) => {}
    }
    let mut shuffled: Vec<Change> = prefix.to_vec();
    shuffled.push(mutated.clone());
    dice.shuffle(&mut shuffled);
    let mut other_order = Automerge::new();
    for change in shuffled {
        match quietly(|| other_order.apply_changes([change])) {
            None => return Some(Outcome::PanicsAtOnce),
            Some(Err(_)) => return Some(Outcome::Diverges),
            Some(Ok(())) => {}
        }
    }
    Some(live_on(&document, &other_order))
}

/// `None` if it panicked.
pub fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
