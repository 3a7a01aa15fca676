//! Work given out and not yet answered.

use std::collections::BTreeMap;

use kith_plan::UnixMillis;
use kith_seal::{DeskReply, DeskRequest};
use kith_sync::NetCommand;
use kith_vault::{VaultReply, VaultRequest};

use crate::state::Then;
use crate::{Answer, CommandId, Effect, Job, JobDone, PairingView, Ticket, Trouble};

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
    /// Whether something that is drawn has changed in this step.
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

    /// Asks the worker, and remembers what to do with its reply.
    pub(crate) fn job(&mut self, job: Job, then: Then) {
        let ticket = self.ticket(then);
        self.effects.push(Effect::Job(ticket, job));
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

    /// Forgets every reply that is still to come.
    pub(crate) fn forget_pending(&mut self) {
        self.pending.clear();
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
