//! A mutation fuzzer for the gate, shared by the test run and by `examples/gate_fuzz.rs`.
//!
//! It writes honest histories, mutates one change at a time, offers it to the gate in front of the
//! document it was written for, and takes every document that the gate let a mutation into through
//! the rest of a document's life. See [`Report`] for what has to come out.

#![allow(dead_code)]
// Each of the programs that share this module uses only a part of it.

pub mod bytes;
pub mod dice;
pub mod fixture;
pub mod history;
pub mod mutate;
mod report;
pub mod trial;

use automerge::{Automerge, Change};
use kith_plan::{Gate, Limits, Refusal, check_snapshot};

use dice::Dice;
use history::History;
use mutate::{Pool, mutate};
pub use report::Report;
use trial::{Outcome, Replica, deliver, live_bare, live_on, quietly};

/// Mutations offered in front of one document before the next history is written.
const PER_HISTORY: usize = 160;

/// Runs the fuzzer for so many mutations, and the first `bare` of them without a gate as well.
pub fn run(seed: u64, mutations: usize, bare: usize) -> Report {
    let mut report = Report::default();
    let mut dice = Dice::new(seed);
    while report.mutated < mutations {
        let length = 6 + dice.below(18);
        let history = History::new(&mut dice, length);
        check_honest(&history, &mut dice, &mut report);
        let pool = Pool::new(&history.changes);
        // Several places in one history; at each, the changes before it are what is there.
        for _ in 0..4 {
            let at = dice.below(history.changes.len());
            let mut base = Replica::default();
            for change in &history.changes[..at] {
                base.admit_change(change).expect("an honest change is admitted");
            }
            for _ in 0..PER_HISTORY / 4 {
                if report.mutated >= mutations {
                    break;
                }
                let bare = report.mutated < bare;
                one_mutation(&history.changes, at, &base, &pool, &mut dice, &mut report, bare);
            }
        }
    }
    report
}

/// Everything honest passes, whatever the order and however it is split.
fn check_honest(history: &History, dice: &mut Dice, report: &mut Report) {
    let mut in_order = Replica::default();
    let mut shuffled = Replica::default();
    let mut refuse = |refusal: Refusal| report.honest_refused.push(format!("{refusal:?}"));
    for change in &history.changes {
        let _ = in_order.admit_change(change).map_err(&mut refuse);
    }
    let mut order: Vec<&Change> = history.changes.iter().collect();
    dice.shuffle(&mut order);
    match deliver(&mut shuffled, &order) {
        Ok(left) if left.is_empty() => {}
        Ok(left) => report.honest_refused.push(format!("{} left waiting", left.len())),
        Err(refusal) => refuse(refusal),
    }
    report.honest_given += 2 * history.changes.len();
    let saved = in_order.document.save_nocompress();
    let actors = history
        .changes
        .iter()
        .map(|change| kith_plan::Actor(change.actor_id().to_bytes().try_into().expect("16 bytes")))
        .collect();
    let snapshot = check_snapshot(&saved, &actors, &Limits::SNAPSHOT);
    let own = Gate::from_document(&in_order.document);
    match (snapshot, own) {
        (Ok((document, gate)), Ok(own)) => {
            let heads = in_order.document.get_heads();
            let agree = [document.get_heads(), gate.heads(), own.heads(), shuffled.gate.heads()]
                .iter()
                .all(|other| *other == heads);
            if !agree || live_on(&document, &shuffled.document) != Outcome::Fine {
                report.broken.push("an honest document".into());
            }
        }
        (Err(refusal), _) | (_, Err(refusal)) => report.honest_refused.push(format!("{refusal:?}")),
    }
}

fn one_mutation(
    changes: &[Change],
    at: usize,
    base: &Replica,
    pool: &Pool,
    dice: &mut Dice,
    report: &mut Report,
    bare: bool,
) {
    let honest = &changes[at];
    let mut meaning = None;
    let chunk = match dice.below(12) {
        0 => bytes::flip(honest.raw_bytes(), dice),
        1 => bytes::bomb(honest.raw_bytes(), dice),
        _ => {
            let mut expanded = honest.decode();
            for _ in 0..=dice.below(2) {
                mutate(&mut expanded, pool, dice);
            }
            // What the library itself cannot write down, no peer can send this way.
            let Some(mutated) = quietly(|| Change::from(expanded)) else {
                return;
            };
            let chunk = mutated.raw_bytes().to_vec();
            meaning = Some(mutated);
            chunk
        }
    };
    report.mutated += 1;
    if let Some(mutated) = meaning.as_ref().filter(|_| bare) {
        report.bare_tried += 1;
        let outcome = live_bare(&base.document, &changes[..at], mutated, dice);
        *report.bare.entry(outcome).or_default() += 1;
    }
    // An attacker may write under any actor that has a stream of its own; the mutated one is
    // offered under its own name half of the time.
    let actor = match &meaning {
        Some(mutated) if dice.one_in(2) => mutated.actor_id().clone(),
        _ => honest.actor_id().clone(),
    };
    let mut replica = base.clone();
    let before = replica.document.get_heads();
    match quietly(|| replica.admit(&actor, &chunk)) {
        None => report.escaped_panics += 1,
        Some(Err(refusal)) => {
            report.refused(&refusal);
            let untouched =
                replica.document.get_heads() == before && replica.gate.heads() == before;
            if !untouched && !refusal.spoils_document() {
                report.broken.push("a refusal that changed the document".into());
            }
        }
        Some(Ok(_)) => {
            report.accepted += 1;
            judge_accepted(changes, at, &replica, &chunk, dice, report);
        }
    }
}

/// The mutation is in. The document has to live on, and every honest change of the rest of the
/// history that does not build on the original has to get in too, in any order.
fn judge_accepted(
    changes: &[Change],
    at: usize,
    replica: &Replica,
    chunk: &[u8],
    dice: &mut Dice,
    report: &mut Report,
) {
    let mutated = Change::from_bytes(chunk.to_vec()).expect("an accepted change can be read");
    let mut after = replica.clone();
    let rest: Vec<&Change> =
        changes[at + 1..].iter().filter(|change| change.actor_id() != mutated.actor_id()).collect();
    let waiting = match deliver(&mut after, &rest) {
        Ok(waiting) => waiting,
        Err(refusal) => {
            return report.broken.push(format!("an honest change after it: {refusal:?}"));
        }
    };
    let mut everything: Vec<&Change> = changes[..at].iter().collect();
    everything.push(&mutated);
    everything.extend(
        rest.iter().filter(|change| !waiting.iter().any(|left| left.hash() == change.hash())),
    );
    dice.shuffle(&mut everything);
    let mut other_order = Replica::default();
    match deliver(&mut other_order, &everything) {
        Ok(left) if left.is_empty() => {}
        Ok(_) => return report.broken.push("waits for ever in another order".into()),
        Err(refusal) => return report.broken.push(format!("in another order: {refusal:?}")),
    }
    let outcome = live_on(&after.document, &other_order.document);
    if outcome != Outcome::Fine {
        report.broken.push(format!("{outcome:?}"));
    }
    if dice.one_in(16) && !same_after_snapshot(&after.document) {
        report.broken.push("its snapshot is refused".into());
    }
}

fn same_after_snapshot(document: &Automerge) -> bool {
    let actors = document
        .get_changes(&[])
        .iter()
        .map(|change| kith_plan::Actor(change.actor_id().to_bytes().try_into().expect("16 bytes")))
        .collect();
    check_snapshot(&document.save_nocompress(), &actors, &Limits::SNAPSHOT)
        .is_ok_and(|(checked, _)| checked.get_heads() == document.get_heads())
}
