//! Work that takes long or may go wrong on hostile bytes: the gate, and loading and saving documents.
//! The threshold runs a [`Job`] on its worker and knows nothing of what is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kith_plan::{Actor, AdmissionDone, AdmissionJob, Refusal, Volume};
use kith_seal::{Covered, DeviceId, Hash, KeptView, LongBytes, Opened, SnapshotBody};

/// The changes of one opened envelope.
#[derive(Clone)]
pub(crate) struct Part {
    /// The actor that all of them must carry.
    pub actor: Actor,
    /// The device that wrote them.
    pub device: DeviceId,
    /// Concatenated change chunks.
    pub chunks: Vec<u8>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({} bytes)", self.chunks.len())
    }
}

impl Part {
    /// Takes the payload out of an opened envelope.
    pub(crate) fn of(opened: &Opened) -> Part {
        Part { actor: Actor(opened.actor.0), device: opened.device, chunks: opened.payload.clone() }
    }
}

/// One piece of work for the worker.
pub struct Job(Task);

enum Task {
    Admit(Box<AdmissionJob>),
    Load(Box<LoadTask>),
    TakeSnapshot {
        body: SnapshotBody,
        actors: BTreeSet<Actor>,
    },
    Save {
        document: Box<dyn FnOnce() -> Vec<u8> + Send>,
        ops: u64,
        covers: Vec<Covered>,
    },
    ReadView(LongBytes),
    KeepView {
        records: Box<dyn FnOnce() -> Vec<u8> + Send>,
        covers: Vec<Covered>,
        snapshot: Option<(Hash, Vec<Covered>)>,
    },
}

/// What became of a [`Job`].
pub struct JobDone(pub(crate) Done);

impl JobDone {
    /// What a driver answers for a job that it lost. Nothing was changed by it.
    pub fn lost() -> JobDone {
        JobDone(Done::Failed)
    }
}

/// What became of a job.
pub(crate) enum Done {
    /// The gate has judged one envelope.
    Admitted(Box<AdmissionDone>),
    /// A volume was loaded.
    Loaded(Box<Loaded>),
    /// A snapshot of another device has passed the gate, or has not.
    Snapshot(Result<Box<Volume>, Refusal>),
    /// A snapshot's payload is ready to be sealed.
    Saved(Option<Vec<u8>>),
    /// What a kept view says of its records, and these as a volume, if this version reads them; nothing if it cannot be
    /// read.
    View(Option<Box<(KeptView, Option<Volume>)>>),
    /// A view's payload is ready to be sealed.
    Kept(Option<Vec<u8>>),
    /// The job itself failed; nothing was changed.
    Failed,
}

struct LoadTask {
    snapshot: Option<(SnapshotBody, bool, BTreeSet<Actor>)>,
    parts: Vec<(usize, Part)>,
    this: DeviceId,
}

/// A volume brought back from the disk.
pub(crate) struct Loaded {
    /// The volume, without the snapshot if that could not be used.
    pub volume: Volume,
    /// The parts that wait for something that is not here.
    pub waiting: Vec<usize>,
    /// The parts that the gate refused, and why.
    pub refused: Vec<(usize, String)>,
    /// Whether the snapshot could not be used.
    pub snapshot_refused: bool,
}

impl Job {
    /// The check of one envelope's changes.
    pub(crate) fn admit(job: AdmissionJob) -> Job {
        Job(Task::Admit(Box::new(job)))
    }

    /// Bringing a volume back: its snapshot, if there is one, with whether this device made it, and
    /// what was written after it. Parts keep the numbers given.
    pub(crate) fn load(
        snapshot: Option<(SnapshotBody, bool, BTreeSet<Actor>)>,
        parts: Vec<(usize, Part)>,
        this: DeviceId,
    ) -> Job {
        Job(Task::Load(Box::new(LoadTask { snapshot, parts, this })))
    }

    /// The check of another device's snapshot.
    pub(crate) fn take_snapshot(body: SnapshotBody, actors: BTreeSet<Actor>) -> Job {
        Job(Task::TakeSnapshot { body, actors })
    }

    /// Making a snapshot's payload. `document` saves a copy that nobody else holds.
    pub(crate) fn save(
        document: Box<dyn FnOnce() -> Vec<u8> + Send>,
        ops: u64,
        covers: Vec<Covered>,
    ) -> Job {
        Job(Task::Save { document, ops, covers })
    }

    /// Reading the payload of a kept view.
    pub(crate) fn read_view(payload: LongBytes) -> Job {
        Job(Task::ReadView(payload))
    }

    /// Making a view's payload. `records` writes down what a volume shows.
    pub(crate) fn keep_view(
        records: Box<dyn FnOnce() -> Vec<u8> + Send>,
        covers: Vec<Covered>,
        snapshot: Option<(Hash, Vec<Covered>)>,
    ) -> Job {
        Job(Task::KeepView { records, covers, snapshot })
    }

    /// Does the work. It never panics: what the documents' library cannot bear becomes a refusal.
    pub fn run(self) -> JobDone {
        let done = catch_unwind(AssertUnwindSafe(|| match self.0 {
            Task::Admit(job) => Done::Admitted(Box::new(job.run())),
            Task::Load(task) => Done::Loaded(Box::new(task.run())),
            Task::TakeSnapshot { body, actors } => {
                Done::Snapshot(checked_volume(&body, &actors).map(Box::new))
            }
            Task::Save { document, ops, covers } => {
                let bytes = document();
                let body = SnapshotBody::build(covers, ops, &bytes);
                Done::Saved(body.and_then(|body| body.encode()).ok())
            }
            Task::ReadView(payload) => Done::View(read_view(&payload).map(Box::new)),
            Task::KeepView { records, covers, snapshot } => {
                let kept = KeptView { covers, snapshot, records: records() };
                Done::Kept(kept.encode().ok())
            }
        }));
        JobDone(done.unwrap_or(Done::Failed))
    }
}

impl LoadTask {
    fn run(self) -> Loaded {
        let LoadTask { snapshot, parts, this } = self;
        let mut snapshot_refused = false;
        let base = match snapshot {
            None => None,
            Some((body, true, _)) => match body.inflate() {
                Ok(bytes) => Some(bytes),
                Err(_) => {
                    snapshot_refused = true;
                    None
                }
            },
            Some((body, false, actors)) => match checked_volume(&body, &actors) {
                Ok(volume) => return finish(volume, parts, false),
                Err(_) => {
                    snapshot_refused = true;
                    None
                }
            },
        };
        // What this very device wrote has passed every rule when it was written; it is loaded at once.
        let own_only = parts.iter().all(|(_, part)| part.device == this);
        if own_only {
            let chunks: Vec<&[u8]> = parts.iter().map(|(_, part)| part.chunks.as_slice()).collect();
            // Where something is missing, the gate tells which of them wait.
            if let Ok(volume) = Volume::load_own(base.as_deref(), &chunks, None)
                && volume.missing_count() == 0
            {
                return Loaded {
                    volume,
                    waiting: Vec::new(),
                    refused: Vec::new(),
                    snapshot_refused,
                };
            }
        }
        match Volume::load_own(base.as_deref(), &[], None) {
            Ok(volume) => finish(volume, parts, snapshot_refused),
            Err(_) => finish(Volume::new(None), parts, true),
        }
    }
}

/// Passes every part through the gate: all of them at once, or one by one if the library fails over them.
fn finish(mut volume: Volume, parts: Vec<(usize, Part)>, snapshot_refused: bool) -> Loaded {
    let numbers = parts.iter().map(|(number, _)| *number);
    let outcomes = match judge_together(&mut volume, &parts) {
        Some(outcomes) => numbers.zip(outcomes).collect(),
        None => judge_apart(&mut volume, &parts),
    };
    let (mut waiting, mut refused) = (Vec::new(), Vec::new());
    for (number, outcome) in outcomes {
        match outcome {
            Ok(()) => {}
            Err(Refusal::Waiting { .. }) => waiting.push(number),
            Err(refusal) => refused.push((number, refusal.to_string())),
        }
    }
    Loaded { volume, waiting, refused, snapshot_refused }
}

fn judge_together(
    volume: &mut Volume,
    parts: &[(usize, Part)],
) -> Option<Vec<Result<(), Refusal>>> {
    let Some(((_, first), rest)) = parts.split_first() else {
        return Some(Vec::new());
    };
    let first = volume.admission(first.actor, first.chunks.clone());
    let job = rest.iter().fold(first, |job, (_, part)| job.and(part.actor, part.chunks.clone()));
    let settled = volume.settle_admissions(job.run()).ok()?;
    Some(settled.outcomes.into_iter().map(|outcome| outcome.map(drop)).collect())
}

/// Again and again while one of them brings something new.
fn judge_apart(volume: &mut Volume, parts: &[(usize, Part)]) -> Vec<(usize, Result<(), Refusal>)> {
    let mut outcomes = BTreeMap::new();
    let mut open: Vec<&(usize, Part)> = parts.iter().collect();
    loop {
        let before = open.len();
        open.retain(|(number, part)| {
            let done = volume.admission(part.actor, part.chunks.clone()).run();
            let outcome = volume.settle_admission(done).map(drop);
            let waits = outcome.as_ref().is_err_and(Refusal::is_waiting);
            outcomes.insert(*number, outcome);
            waits
        });
        if open.is_empty() || open.len() == before {
            return outcomes.into_iter().collect();
        }
    }
}

fn read_view(payload: &[u8]) -> Option<(KeptView, Option<Volume>)> {
    let (kept, records) = KeptView::read(payload).ok()?;
    Some((kept, Volume::resting(records).ok()))
}

fn checked_volume(body: &SnapshotBody, actors: &BTreeSet<Actor>) -> Result<Volume, Refusal> {
    let bytes = body.inflate().map_err(|_| Refusal::Unreadable)?;
    Volume::from_peer_snapshot(&bytes, actors)
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Task::Admit(_) => "Job(admit)",
            Task::Load(_) => "Job(load)",
            Task::TakeSnapshot { .. } => "Job(take snapshot)",
            Task::Save { .. } => "Job(save)",
            Task::ReadView(_) => "Job(read view)",
            Task::KeepView { .. } => "Job(keep view)",
        })
    }
}

impl fmt::Debug for JobDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Done::Admitted(_) => "JobDone(admitted)",
            Done::Loaded(_) => "JobDone(loaded)",
            Done::Snapshot(_) => "JobDone(snapshot)",
            Done::Saved(_) => "JobDone(saved)",
            Done::View(_) => "JobDone(view)",
            Done::Kept(_) => "JobDone(kept)",
            Done::Failed => "JobDone(failed)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a view covers is to be known after a new version of the program too, which reads its records anew.
    #[test]
    fn a_view_whose_records_are_not_read_here_says_still_what_it_covers() {
        let kept = KeptView { covers: Vec::new(), snapshot: None, records: vec![1, 2, 3] };
        let payload = kept.encode().unwrap();
        let (read, volume) = read_view(&payload).unwrap();
        assert!(read.covers.is_empty() && volume.is_none());
        assert!(read_view(&payload[..2]).is_none());
    }
}
