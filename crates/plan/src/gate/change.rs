//! Rules 2 to 5 for one change, and whether its bytes are the one way to write it.

use automerge::{ActorId, Change, ExpandedChange};

use super::ancestors::Branches;
use super::guard::guarded;
use super::index::{Index, Known};
use super::limits::{MAX_OPERATION_NUMBER, MAX_TIME};
use super::operations::Examiner;
use super::{Limits, Refusal};

/// Who may have written the change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Writer<'a> {
    /// Only this actor.
    Only(&'a ActorId),
    /// Anyone: the caller has checked the actors of the whole document already.
    Anyone,
}

/// Where the bytes of the change come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// From a peer, as they are: they have to be the one way to write their meaning.
    Received,
    /// Written by the library just now, out of a document.
    Library,
}

/// Reads a change whose bytes have been surveyed.
pub(super) fn read(whole: &[u8]) -> Result<Change, Refusal> {
    match guarded(|| Change::try_from(whole)) {
        Ok(Ok(change)) => Ok(change),
        Ok(Err(_)) => Err(Refusal::Malformed("a change")),
        Err(_) => Err(Refusal::Unreadable),
    }
}

/// Checks one change and adds it to the index. On a refusal the index may hold new keys and an
/// actor without changes, and is otherwise as it was.
pub(super) fn judge(
    index: &mut Index,
    branches: &mut Branches,
    change: &Change,
    writer: Writer<'_>,
    source: Source,
    limits: &Limits,
) -> Result<(), Refusal> {
    if let Writer::Only(actor) = writer
        && change.actor_id() != actor
    {
        return Err(Refusal::Actor);
    }
    if !change.extra_bytes().is_empty() {
        return Err(Refusal::Extra);
    }
    if change.message().is_some() {
        return Err(Refusal::Message);
    }
    if change.timestamp().unsigned_abs() > MAX_TIME {
        return Err(Refusal::Time);
    }
    if change.is_empty() {
        return Err(Refusal::Empty);
    }
    let dependencies = find_dependencies(index, change)?;
    let ancestors = branches.ancestors(index, &dependencies);
    let actor = index.number_actor(change.actor_id());
    let sequence =
        check_sequence(index, change, actor, |previous| ancestors.contain(actor, previous))?;
    let start = check_start(index, change, &dependencies)?;

    let expanded = guarded(|| change.decode()).map_err(|_| Refusal::Unreadable)?;
    let place = index.len() as u32;
    let mut examiner = Examiner {
        index,
        ancestors: &ancestors,
        actor: change.actor_id(),
        start,
        limits,
        change: place,
        examined: Vec::with_capacity(expanded.operations.len()),
    };
    for operation in &expanded.operations {
        examiner.examine(operation)?;
    }
    let operations = examiner.examined.into_boxed_slice();
    if source == Source::Received {
        check_canonical(change, expanded)?;
    }
    index.push(Known {
        hash: change.hash(),
        actor,
        sequence,
        start,
        dependencies: dependencies.into_boxed_slice(),
        operations,
    });
    branches.note(index, place, ancestors);
    Ok(())
}

/// Rule 4. A change without dependencies is the first of its actor, which rule 3 sees to: two
/// devices may both begin a volume before they hear of each other.
fn find_dependencies(index: &Index, change: &Change) -> Result<Vec<u32>, Refusal> {
    let mut found = Vec::with_capacity(change.deps().len());
    let mut missing = Vec::new();
    for hash in change.deps() {
        match index.find(hash) {
            Some(dependency) => found.push(dependency),
            None => missing.push(*hash),
        }
    }
    if !missing.is_empty() {
        return Err(Refusal::Waiting { missing });
    }
    let mut sorted = found.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Refusal::DuplicateDependency);
    }
    Ok(found)
}

/// Rule 3.
fn check_sequence(
    index: &Index,
    change: &Change,
    actor: u32,
    is_ancestor: impl Fn(u32) -> bool,
) -> Result<u32, Refusal> {
    let previous = index.chain(actor).len() as u32;
    if change.seq() != u64::from(previous) + 1 || (previous > 0 && !is_ancestor(previous)) {
        return Err(Refusal::Sequence);
    }
    Ok(previous + 1)
}

/// Rule 5.
fn check_start(index: &Index, change: &Change, dependencies: &[u32]) -> Result<u64, Refusal> {
    let last = dependencies
        .iter()
        .filter_map(|&dependency| Some(index.get(dependency)?.last_operation()))
        .max()
        .unwrap_or(0);
    let start = change.start_op().get();
    let end = start.checked_add(change.len() as u64).ok_or(Refusal::OperationNumber)?;
    if end > MAX_OPERATION_NUMBER {
        return Err(Refusal::OperationNumber);
    }
    if start != last + 1 {
        return Err(Refusal::StartOperation);
    }
    Ok(start)
}

/// Writes the change again from its meaning and compares. A document does not keep the bytes of a
/// change; it rebuilds them, and finds its heads by their hashes. Bytes that are not rebuilt
/// exactly make a document that saves and never loads again. This covers the checksum too.
fn check_canonical(change: &Change, expanded: ExpandedChange) -> Result<(), Refusal> {
    // The library refuses to write what it would not accept; the operations are known to be sound.
    let again = guarded(|| Change::from(expanded)).map_err(|_| Refusal::Unreadable)?;
    if again.raw_bytes() == change.raw_bytes() { Ok(()) } else { Err(Refusal::NotCanonical) }
}
