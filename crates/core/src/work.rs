//! Work given out and not yet answered.

use std::collections::{BTreeMap, VecDeque};

use kith_plan::UnixMillis;
use kith_seal::{DeskReply, DeskRequest};
use kith_sync::NetCommand;
use kith_vault::{VaultReply, VaultRequest};

use crate::state::{Then, TryId};
use crate::{Answer, CommandId, Effect, Job, JobDone, PairingView, Ticket, Trouble};

/// So often it is looked how long the worker has been over a job.
const STEP_MILLIS: i64 = 2_000;
/// No more than this passes between two looks, whatever the clock says.
const LONGEST_STEP_MILLIS: i64 = 2 * STEP_MILLIS;

/// A reply from one of the rooms that work for core.
#[derive(Debug)]
pub(crate) enum Reply {
    /// From the desk.
    Desk(DeskReply),
    /// From the disk.
    Vault(VaultReply),
    /// From the worker.
    Job(JobDone),
}

/// The effects of this step, and what is to happen with their replies.
#[derive(Debug, Default)]
pub(crate) struct Work {
    effects: Vec<Effect>,
    last_ticket: u64,
    pending: BTreeMap<Ticket, Then>,
    wake_at: Option<UnixMillis>,
    /// The jobs that the worker was given and has not answered, in its order, each with how long it may
    /// take in milliseconds.
    line: VecDeque<(Ticket, Option<i64>)>,
    /// How long the worker has been over the first of them, in milliseconds, and when that was counted.
    first_lasts: i64,
    counted_at: UnixMillis,
    /// When this step is.
    pub now: UnixMillis,
    /// Whether something that is drawn has changed since it was drawn.
    pub changed: bool,
}

impl Work {
    /// Asks the desk, and remembers what to do with its reply.
    pub(crate) fn desk(&mut self, request: DeskRequest, then: Then) {
        let ticket = self.ticket(then);
        self.effects.push(Effect::Desk(ticket, request));
    }

    /// Asks the disk, and remembers what to do with its reply.
    pub(crate) fn vault(&mut self, request: VaultRequest, then: Then) {
        let ticket = self.ticket(then);
        self.effects.push(Effect::Vault(ticket, request));
    }

    /// Asks the worker, and remembers what to do with its reply. A job that takes longer than
    /// `limit_millis` of the worker's own time is overdue.
    pub(crate) fn job(&mut self, job: Job, then: Then, limit_millis: Option<i64>) {
        let ticket = self.ticket(then);
        self.effects.push(Effect::Job(ticket, job));
        self.line.push_back((ticket, limit_millis));
        if self.line.len() == 1 {
            self.first_begins();
        }
    }

    /// The worker has answered a job: it begins with the next.
    pub(crate) fn job_answered(&mut self, ticket: Ticket) {
        let was_first = self.line.front().is_some_and(|(first, _)| *first == ticket);
        self.line.retain(|(given, _)| *given != ticket);
        if was_first {
            self.first_begins();
        }
    }

    /// Takes the first job out of the worker's line if it is overdue, and gives what was tried with it.
    /// An answer that still comes finds its place.
    pub(crate) fn leave_overdue(&mut self) -> Option<Option<TryId>> {
        let (ticket, limit_millis) = self.line.front().copied()?;
        let limit_millis = limit_millis?;
        // The time between two ticks, by a clock that may have been set in between: an honest job must not
        // be overdue because of that, nor a stuck one be waited for until the clock has caught up.
        let passed = self.now.0.saturating_sub(self.counted_at.0);
        self.first_lasts = self.first_lasts.saturating_add(passed.clamp(0, LONGEST_STEP_MILLIS));
        self.counted_at = self.now;
        if self.first_lasts < limit_millis {
            // Ticks come for other reasons too, and a wish that was met is forgotten.
            self.look_again();
            return None;
        }
        self.line.pop_front();
        self.first_begins();
        match self.pending.get(&ticket) {
            Some(Then::Tried(id)) => Some(Some(*id)),
            _ => Some(None),
        }
    }

    fn first_begins(&mut self) {
        (self.first_lasts, self.counted_at) = (0, self.now);
        if let Some((_, Some(_))) = self.line.front() {
            self.look_again();
        }
    }

    fn look_again(&mut self) {
        self.wake_at(UnixMillis(self.now.0.saturating_add(STEP_MILLIS)));
    }

    /// Tells the network.
    pub(crate) fn net(&mut self, command: NetCommand) {
        self.effects.push(Effect::Net(command));
    }

    /// Answers a command.
    pub(crate) fn answer(&mut self, id: CommandId, answer: Result<Answer, Trouble>) {
        self.effects.push(Effect::Answer(id, answer));
    }

    /// Tells of a step of a pairing.
    pub(crate) fn pairing(&mut self, view: PairingView) {
        self.changed = true;
        self.effects.push(Effect::Pairing(view));
    }

    /// Any other effect.
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Wishes for a tick no later than `at`.
    pub(crate) fn wake_at(&mut self, at: UnixMillis) {
        self.wake_at = Some(self.wake_at.map_or(at, |sooner| sooner.min(at)));
    }

    /// What to do with the reply to `ticket`; nothing if nobody waits for it any more.
    pub(crate) fn take(&mut self, ticket: Ticket) -> Option<Then> {
        self.pending.remove(&ticket)
    }

    /// Forgets every reply that is still to come, because the plan is being locked. Commands that waited for
    /// one are told so.
    pub(crate) fn forget_pending(&mut self) {
        for then in std::mem::take(&mut self.pending).into_values() {
            if let Some(id) = then.command() {
                self.answer(id, Err(Trouble::Locked));
            }
        }
    }

    /// The effects of this step, in order.
    pub(crate) fn drain(&mut self) -> Vec<Effect> {
        if let Some(at) = self.wake_at.take() {
            self.effects.push(Effect::WakeAt(at));
        }
        std::mem::take(&mut self.effects)
    }

    fn ticket(&mut self, then: Then) -> Ticket {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        let ticket = Ticket(self.last_ticket);
        self.pending.insert(ticket, then);
        ticket
    }
}
