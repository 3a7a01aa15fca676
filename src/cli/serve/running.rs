//! Commands that run on while others are taken: one pairing, and any number of `sync`.

use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded, never};
use kith_core::{Answer, Command, PairingStage, PairingView, PeersReport, Trouble};
use serde_json::Value;

use super::{ON_THE_WAY, failed, result};
use crate::cli::failure::Failure;
use crate::cli::{pairing, print, sync};
use crate::runtime::Handle;

/// A `sync` that is over: the id of its line, and how far each peer has come.
type Synced = (Option<Value>, Result<PeersReport, Trouble>);

/// A `sync` that is told to end answers with what it knows; only a core that hangs takes longer.
const ENDING_TAKES: Duration = Duration::from_secs(10);

/// What was begun and is not over.
pub(super) struct Running {
    handle: Handle,
    talk: Option<Talk>,
    /// The steps of pairings, from the first one on.
    steps: Option<Receiver<PairingView>>,
    syncs: usize,
    synced: (Sender<Synced>, Receiver<Synced>),
    /// Each `sync` listens to the second, and ends when the first is gone.
    ends: (Option<Sender<()>>, Receiver<()>),
}

/// A pairing while it goes on.
struct Talk {
    id: Option<Value>,
    answer: Receiver<Result<Answer, Trouble>>,
    /// The last stage that was told of.
    told: Option<PairingStage>,
    /// Whether it began: what never began has no end of its own.
    began: bool,
    answered: bool,
}

impl Running {
    pub(super) fn new(handle: Handle) -> Self {
        let (ends, ended) = bounded(0);
        // Never full: there are fewer lines on their way than it holds.
        let synced = bounded(ON_THE_WAY);
        Running { handle, talk: None, steps: None, syncs: 0, synced, ends: (Some(ends), ended) }
    }

    pub(super) fn len(&self) -> usize {
        self.syncs + usize::from(self.talk.is_some())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the steps of a pairing arrive.
    pub(super) fn steps(&self) -> Receiver<PairingView> {
        self.steps.clone().unwrap_or_else(never)
    }

    /// Where the end of a pairing arrives.
    pub(super) fn paired(&self) -> Receiver<Result<Answer, Trouble>> {
        self.talk.as_ref().map_or_else(never, |talk| talk.answer.clone())
    }

    /// Where the ends of `sync` arrive.
    pub(super) fn in_step(&self) -> &Receiver<Synced> {
        &self.synced.1
    }

    /// Whether a pairing may begin.
    pub(super) fn is_free_to_pair(&self) -> Result<(), Trouble> {
        if self.talk.is_some() { Err(Trouble::PairingBusy) } else { Ok(()) }
    }

    /// Begins a pairing.
    pub(super) fn pair(&mut self, id: Option<Value>, command: Command) {
        self.steps.get_or_insert_with(|| self.handle.pairing());
        let answer = self.handle.send(command);
        self.talk = Some(Talk { id, answer, told: None, began: false, answered: false });
    }

    /// Tells a step of the pairing. Core may tell of one stage twice; whoever looks on is told once.
    pub(super) fn step(&mut self, step: Option<PairingView>) {
        let (Some(talk), Some(step)) = (&mut self.talk, step) else {
            return;
        };
        if talk.told.as_ref() != Some(&step.stage) {
            talk.began |= pairing::has_begun(&step.stage);
            if let Some(event) = pairing::event_of(&step.stage) {
                tell(event, &talk.id);
            }
            talk.told = Some(step.stage);
        }
    }

    /// Says what the person said to the four words. A "no" before they were told takes the ticket back, and a "yes"
    /// answers nothing: nobody has compared them.
    pub(super) fn answer(&mut self, they_match: bool) -> Receiver<Result<Answer, Trouble>> {
        let talk = self.talk.as_mut();
        let compares = talk.as_ref().is_some_and(|talk| {
            matches!(talk.told, Some(PairingStage::Compare { answered: false, .. }))
        });
        if let Some(talk) = talk {
            talk.answered |= compares;
        }
        match (compares, they_match) {
            (true, _) => self.handle.send(Command::PairAnswer { they_match }),
            (false, false) => self.handle.send(Command::CancelInvite),
            (false, true) => {
                let (refuse, answer) = bounded(1);
                refuse.send(Err(Trouble::NothingToAnswer)).ok();
                answer
            }
        }
    }

    /// Standard input has ended: who has not answered yet says no.
    pub(super) fn nobody_answers(&mut self) {
        if self.talk.as_ref().is_some_and(|talk| !talk.answered) {
            self.handle.send(Command::CancelInvite);
        }
    }

    /// The pairing is over.
    pub(super) fn pairing_over(&mut self, answer: Option<Result<Answer, Trouble>>) {
        // Its steps came before its answer.
        while let Some(step) = self.steps.as_ref().and_then(|steps| steps.try_recv().ok()) {
            self.step(Some(step));
        }
        let Some(Talk { id, began, .. }) = self.talk.take() else {
            return;
        };
        match answer.unwrap_or(Err(Trouble::Internal)) {
            Ok(answer) => {
                let paired = pairing::paired(&answer);
                tell(paired.clone(), &id);
                result(id, paired);
            }
            Err(trouble) => {
                if began {
                    tell(pairing::ended(&trouble), &id);
                }
                failed(id, &trouble.into());
            }
        }
    }

    /// Begins a `sync`, on a thread of its own.
    pub(super) fn sync(&mut self, id: Option<Value>, seconds: Option<u64>) -> Result<(), Failure> {
        let (handle, synced, ended) =
            (self.handle.clone(), self.synced.0.clone(), self.ends.1.clone());
        std::thread::Builder::new()
            .name("kith-sync".to_owned())
            .spawn(move || {
                let report = sync::reach(&handle, seconds, &ended);
                synced.send((id, report)).ok();
            })
            .map_err(|_| Trouble::Internal)?;
        self.syncs += 1;
        Ok(())
    }

    /// A `sync` is over.
    pub(super) fn sync_over(&mut self, synced: Option<Synced>) {
        let Some((id, report)) = synced else { return };
        self.syncs = self.syncs.saturating_sub(1);
        match report.and_then(sync::over) {
            Ok(answer) => result(id, answer),
            Err(trouble) => failed(id, &trouble.into()),
        }
    }

    /// The program is told to end: the pairing ends now, and nobody waits for others any longer. Each line is
    /// answered all the same, a `sync` with how far it came.
    pub(super) fn stop(&mut self) {
        if let Some(talk) = &self.talk {
            self.handle.send(Command::CancelInvite);
            let answer = talk.answer.recv().ok();
            self.pairing_over(answer);
        }
        self.ends.0 = None;
        while self.syncs > 0 {
            let Ok(synced) = self.synced.1.recv_timeout(ENDING_TAKES) else { return };
            self.sync_over(Some(synced));
        }
    }
}

/// Prints an event with the id of its line.
fn tell(mut event: Value, id: &Option<Value>) {
    if let (Value::Object(event), Some(id)) = (&mut event, id) {
        event.insert("id".to_owned(), id.clone());
    }
    print::object(&event);
}
