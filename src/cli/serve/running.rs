//! Commands that run on while others are taken: one pairing, and any number of `sync`.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, at, bounded, never};
use kith_core::{Answer, Command, PairingStage, PairingView, PeersReport, Trouble};
use serde_json::Value;

use super::{ON_THE_WAY, failed, result};
use crate::cli::failure::Failure;
use crate::cli::pairing::{QUIET, QUIET_WITHIN};
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
    /// The words, until no "yes" comes that cannot be meant for them.
    held: Option<Held>,
    /// When the words were told.
    shown: Option<Instant>,
    /// Whether it began: what never began has no end of its own.
    began: bool,
    answered: bool,
}

/// Words that are not told yet.
struct Held {
    stage: PairingStage,
    /// Unless a "yes" comes before, they are told then.
    quiet_at: Instant,
    /// From here on whoever says "yes" and "yes" again is no person.
    until: Instant,
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
        self.talk = Some(Talk {
            id,
            answer,
            told: None,
            held: None,
            shown: None,
            began: false,
            answered: false,
        });
    }

    /// Tells a step of the pairing. Core may tell of one stage twice; whoever looks on is told once.
    pub(super) fn step(&mut self, step: Option<PairingView>) {
        let (Some(talk), Some(step)) = (&mut self.talk, step) else {
            return;
        };
        let stage = step.stage;
        let is_held = talk.held.as_ref().is_some_and(|held| held.stage == stage);
        if is_held || talk.told.as_ref() == Some(&stage) {
            return;
        }
        talk.began |= pairing::has_begun(&stage);
        talk.held = None;
        if matches!(stage, PairingStage::Compare { answered: false, .. }) {
            let now = Instant::now();
            talk.held = Some(Held { stage, quiet_at: now + QUIET, until: now + QUIET_WITHIN });
        } else {
            talk.tell(stage);
        }
    }

    /// When words that are held are told.
    pub(super) fn quiet_at(&self) -> Receiver<Instant> {
        let held = self.talk.as_ref().and_then(|talk| talk.held.as_ref());
        held.map_or_else(never, |held| at(held.quiet_at))
    }

    /// No "yes" has come for a while: the words are told.
    pub(super) fn quiet(&mut self) {
        if let Some(talk) = &mut self.talk
            && let Some(held) = talk.held.take()
        {
            // Before they are told: who reads them may be fast.
            talk.shown = Some(Instant::now());
            talk.tell(held.stage);
        }
    }

    /// Says what the person said to the four words, in a line that began to come at that moment. A "no" before they were
    /// told takes the ticket back, and a "yes" answers nothing: nobody has compared them.
    pub(super) fn answer(
        &mut self,
        they_match: bool,
        began: Instant,
    ) -> Receiver<Result<Answer, Trouble>> {
        if they_match {
            self.early_yes();
        }
        let talk = self.talk.as_mut();
        let compares = talk.as_ref().is_some_and(|talk| {
            matches!(talk.told, Some(PairingStage::Compare { answered: false, .. }))
                && talk.shown.is_some_and(|shown| began >= shown)
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

    /// A "yes" while the words are held puts them off. One that says so on and on has not seen them and never will: that is
    /// a "no".
    fn early_yes(&mut self) {
        let Some(talk) = &mut self.talk else { return };
        let Some(held) = &mut talk.held else { return };
        held.quiet_at = Instant::now() + QUIET;
        if held.quiet_at < held.until {
            return;
        }
        talk.told = talk.held.take().map(|held| held.stage);
        talk.answered = true;
        self.handle.send(Command::PairAnswer { they_match: false });
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

impl Talk {
    fn tell(&mut self, stage: PairingStage) {
        if let Some(event) = pairing::event_of(&stage) {
            tell(event, &self.id);
        }
        self.told = Some(stage);
    }
}

/// Prints an event with the id of its line.
fn tell(mut event: Value, id: &Option<Value>) {
    if let (Value::Object(event), Some(id)) = (&mut event, id) {
        event.insert("id".to_owned(), id.clone());
    }
    print::object(&event);
}
