//! The machine: it hears one input, and says what is to be done.

use std::sync::Arc;

use kith_plan::UnixMillis;
use kith_seal::DeskRequest;
use kith_vault::{CreateVaultError, OpenVaultError, OpenedVault};

use crate::dice::Dice;
use crate::snapshot::LockedView;
use crate::state::{Leaving, Locked, Opening, State, trouble_of_create, trouble_of_open};
use crate::work::{Reply, Work};
use crate::{Command, CommandId, Effect, Input, Snapshot, Ticket, Trouble};

/// What the threshold decides before anything starts.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// 32 random bytes for names that need not be secret.
    pub seed: [u8; 32],
    /// The cost of the passphrase: scrypt's `log_n`. 18 for people, less for tests.
    pub scrypt_log_n: u8,
    /// Whether no socket may be opened, whatever is asked.
    pub offline: bool,
    /// Minutes east of UTC, for moments that are written down.
    pub offset_minutes: i32,
    /// Whether anybody looks at the pictures; a command line does not.
    pub draw: bool,
}

/// The one writer. It has no clock, no threads and no keys: the same inputs give the same effects.
pub struct Core {
    setup: Setup,
    state: State,
    work: Work,
    /// Commands that came before the folder was looked into.
    early: Vec<(CommandId, Command)>,
    /// How many names were thrown before the plan was opened last.
    runs: u64,
    /// What leaving the plan has cost, until the lock screen tells it.
    lost: Option<Trouble>,
    /// Why no vault can be made where there is none.
    no_place: Option<Trouble>,
    /// Whether it was said that something has changed, and nothing was drawn since.
    may_draw_soon: bool,
}

/// Everything of a plan is in it, so `Debug` tells nothing.
impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").finish_non_exhaustive()
    }
}

impl Core {
    /// A house in which nothing has happened yet; send [`Input::Start`] first.
    pub fn new(setup: Setup) -> Core {
        Core {
            setup,
            state: State::Starting,
            work: Work::default(),
            early: Vec::new(),
            runs: 0,
            lost: None,
            no_place: None,
            may_draw_soon: false,
        }
    }

    /// Takes one input and gives what is to be done, in order.
    pub fn handle(&mut self, now: UnixMillis, input: Input) -> Vec<Effect> {
        self.work.now = now;
        match input {
            Input::Start => self.work.push(Effect::OpenVault),
            Input::Command(id, command) => self.command(now, id, command),
            Input::VaultOpened(result) => self.vault_opened(result, None),
            Input::NoPlace(error) => {
                self.vault_opened(Err(OpenVaultError::NotFound), Some(trouble_of_create(&error)));
            }
            Input::VaultCreated(result) => self.vault_created(now, result),
            Input::Vault(ticket, reply) => self.reply(now, ticket, Reply::Vault(reply)),
            Input::Desk(ticket, reply) => self.reply(now, ticket, Reply::Desk(reply)),
            Input::JobDone(ticket, done) => {
                self.work.job_answered(ticket);
                self.reply(now, ticket, Reply::Job(done));
            }
            Input::Net(event) => {
                match &mut self.state {
                    State::Open(open) => open.net_event(now, &mut self.work, event),
                    State::Opening(opening) => opening.net_event(now, &mut self.work, event),
                    _ => {}
                }
                self.after_opening(now);
            }
            Input::Draw => self.draw(now),
            Input::Tick => {
                match &mut self.state {
                    State::Open(open) => open.tick(now, &mut self.work),
                    State::Opening(opening) => opening.tick(now, &mut self.work),
                    _ => {}
                }
                self.after_opening(now);
            }
        }
        self.leave();
        self.tell_of_change();
        self.work.drain()
    }

    fn command(&mut self, now: UnixMillis, id: CommandId, command: Command) {
        if let Command::Close = command {
            self.close(id);
            return;
        }
        match (&mut self.state, command) {
            (State::Starting, command) => self.early.push((id, command)),
            (State::Open(open), Command::Lock) => open.leaving = Some((id, Leaving::Lock)),
            (State::Open(_), Command::Unlock { .. }) => {
                self.work.answer(id, Ok(crate::state::done()));
            }
            (State::Open(open), command) => open.command(now, &mut self.work, id, command),
            (State::NoVault, Command::MayBegin) => {
                let refused = self.no_place.clone().map_or(Ok(crate::state::done()), Err);
                self.work.answer(id, refused);
            }
            (State::NoVault, Command::Init { .. } | Command::JoinAsDevice { .. })
                if self.no_place.is_some() =>
            {
                let trouble = self.no_place.clone().unwrap_or(Trouble::NoVault);
                self.work.answer(id, Err(trouble));
            }
            (State::NoVault, Command::Init { passphrase, name, device_name }) => {
                let opening = Opening::create(
                    &mut self.work,
                    id,
                    self.setup.scrypt_log_n,
                    (passphrase, name, device_name),
                    now,
                );
                self.set_opening(opening, id);
            }
            (State::NoVault, Command::JoinAsDevice { ticket, at, device_name, passphrase }) => {
                let opening = Opening::join(
                    &mut self.work,
                    id,
                    (self.setup.scrypt_log_n, self.setup.offline),
                    (ticket, at, device_name, passphrase),
                    kith_seal::tagged("kith/v1/pairing-attempt", &[&self.setup.seed]).0,
                );
                self.set_opening(opening, id);
            }
            (State::NoVault, _) => self.work.answer(id, Err(Trouble::NoVault)),
            (State::Shut(trouble), _) => self.work.answer(id, Err(trouble.clone())),
            (State::Locked(_), Command::Unlock { passphrase }) => {
                let state = std::mem::replace(&mut self.state, State::Starting);
                if let State::Locked(locked) = state {
                    let opening = Opening::unlock(&mut self.work, id, *locked, passphrase);
                    self.state = State::Opening(Box::new(opening));
                    self.work.changed = true;
                }
            }
            (
                State::Locked(_),
                Command::MayBegin | Command::Init { .. } | Command::JoinAsDevice { .. },
            ) => {
                self.work.answer(id, Err(Trouble::VaultExists));
            }
            (State::Locked(_), Command::Lock) => self.work.answer(id, Ok(crate::state::done())),
            (State::Locked(_), _) => self.work.answer(id, Err(Trouble::Locked)),
            (State::Opening(opening), command) => {
                opening.command(now, &mut self.work, id, command);
                self.after_opening(now);
            }
            (State::Closed, _) => self.work.answer(id, Err(Trouble::Locked)),
        }
    }

    fn set_opening(&mut self, opening: Result<Opening, Trouble>, id: CommandId) {
        match opening {
            Ok(opening) => {
                self.state = State::Opening(Box::new(opening));
                self.work.changed = true;
            }
            Err(trouble) => self.work.answer(id, Err(trouble)),
        }
    }

    fn vault_opened(
        &mut self,
        result: Result<OpenedVault, OpenVaultError>,
        no_place: Option<Trouble>,
    ) {
        self.no_place = no_place;
        match result {
            Ok(opened) => {
                let trouble = self.lost.take();
                self.state = State::Locked(Box::new(Locked { opened, trouble, wrong_tries: 0 }));
                self.hear_early();
            }
            Err(OpenVaultError::NotFound) => {
                self.state = State::NoVault;
                self.hear_early();
            }
            Err(error) => {
                self.state = State::Shut(trouble_of_open(&error));
                self.hear_early();
            }
        }
        self.work.changed = true;
    }

    fn hear_early(&mut self) {
        for (id, command) in std::mem::take(&mut self.early) {
            self.command(self.work.now, id, command);
        }
    }

    fn vault_created(&mut self, now: UnixMillis, result: Result<OpenedVault, CreateVaultError>) {
        let State::Opening(opening) = &mut self.state else {
            return;
        };
        match result {
            Ok(opened) => opening.vault_created(&mut self.work, opened),
            Err(error) => opening.vault_refused(now, &mut self.work, trouble_of_create(&error)),
        }
        self.after_opening(now);
    }

    fn reply(&mut self, now: UnixMillis, ticket: Ticket, reply: Reply) {
        let Some(then) = self.work.take(ticket) else {
            return;
        };
        match (&mut self.state, then, reply) {
            (State::Opening(opening), then, reply) => {
                opening.reply(now, &mut self.work, then, reply);
                self.after_opening(now);
            }
            (State::Open(open), then, reply) => open.reply(now, &mut self.work, then, reply),
            _ => {}
        }
    }

    /// Goes on to what an opening has become.
    fn after_opening(&mut self, now: UnixMillis) {
        let State::Opening(opening) = &mut self.state else {
            return;
        };
        let Some(next) = opening.take_outcome() else {
            return;
        };
        self.work.changed = true;
        match next {
            crate::state::OpeningOutcome::Back(state) => self.state = *state,
            crate::state::OpeningOutcome::Opened(start) => {
                let dice = self.fresh_dice();
                let mut open = start.begin(
                    now,
                    &mut self.work,
                    self.setup.offline,
                    dice,
                    self.setup.offset_minutes,
                );
                open.check_ready(now, &mut self.work);
                self.state = State::Open(Box::new(open));
            }
        }
    }

    /// Dice whose throws differ from those of any earlier opening in this run.
    fn fresh_dice(&mut self) -> Dice {
        self.runs = self.runs.wrapping_add(1);
        let seed =
            kith_seal::tagged("kith/v1/names-seed", &[&self.setup.seed, &self.runs.to_le_bytes()]);
        Dice::new(*seed.as_bytes())
    }

    /// Drops every document and reading key, and only then draws the lock screen. The vault is looked
    /// into anew, since what it holds has grown.
    fn lock(&mut self, trouble: Option<Trouble>) {
        let state = std::mem::replace(&mut self.state, State::Starting);
        if let State::Open(open) = state {
            open.close(&mut self.work);
            self.work.forget_pending();
        }
        self.work.push(Effect::Desk(Ticket(0), DeskRequest::Lock { keep_transport: false }));
        let view = LockedView { trouble: trouble.clone(), ..LockedView::default() };
        self.work.push(Effect::Publish(Arc::new(Snapshot::Locked(view))));
        self.lost = trouble;
    }

    /// Ends: what is on its way to the disk is waited for.
    fn close(&mut self, id: CommandId) {
        match &mut self.state {
            State::Open(open) => open.leaving = Some((id, Leaving::End)),
            _ => self.finish_closing(id, None),
        }
    }

    fn finish_closing(&mut self, id: CommandId, lost: Option<Trouble>) {
        self.lock(lost.clone());
        self.work.answer(id, lost.map_or(Ok(crate::state::done()), Err));
        self.work.push(Effect::Closed);
        self.state = State::Closed;
    }

    /// Leaves the open plan, if that was asked for and nothing is on its way to the disk any more. What was
    /// refused is tried once more; a disk that refuses again does not keep the door open.
    fn leave(&mut self) {
        let State::Open(open) = &mut self.state else {
            return;
        };
        let Some((id, leaving)) = open.leaving else {
            return;
        };
        let refuses = open.writing.trouble().is_some();
        if !open.is_settled() && (!refuses || open.writing.try_to_leave(&mut self.work)) {
            return;
        }
        // Whoever locks wants the screen to be empty now.
        if leaving == Leaving::End
            && !refuses
            && (open.waits_for_snapshots(&mut self.work) || open.waits_for_views(&mut self.work))
        {
            return;
        }
        // In a folder that can only be read, whoever wrote was told so at once.
        let is_lost = !open.is_settled() && open.writing.trouble() != Some(&Trouble::ReadOnly);
        let lost = (refuses && is_lost).then_some(Trouble::LostUnsaved);
        match leaving {
            Leaving::Lock => {
                self.lock(lost.clone());
                self.work.answer(id, lost.map_or(Ok(crate::state::done()), Err));
                self.work.push(Effect::OpenVault);
            }
            Leaving::End => self.finish_closing(id, lost),
        }
    }

    /// Asks once to be allowed to draw, however much changes until then.
    fn tell_of_change(&mut self) {
        if self.work.changed && !self.may_draw_soon {
            self.may_draw_soon = true;
            self.work.push(Effect::Changed);
        }
    }

    fn draw(&mut self, now: UnixMillis) {
        self.may_draw_soon = false;
        if !std::mem::take(&mut self.work.changed) {
            return;
        }
        let snapshot = match &mut self.state {
            State::Starting => return,
            // Nobody is asked for a name and a passphrase that lead nowhere.
            State::NoVault => self.no_place.clone().map_or(Snapshot::NoVault, Snapshot::Shut),
            State::Shut(trouble) => Snapshot::Shut(trouble.clone()),
            State::Locked(locked) => Snapshot::Locked(LockedView {
                trouble: locked.trouble.clone(),
                wrong_tries: locked.wrong_tries,
            }),
            State::Opening(opening) => opening.snapshot(),
            State::Open(open) if open.drawable && self.setup.draw => {
                let view = open.draw(now);
                open.note_drawn(now, &mut self.work, &view.sections);
                Snapshot::Open(Arc::new(view))
            }
            State::Open(_) => Snapshot::Opening(None),
            State::Closed => return,
        };
        self.work.push(Effect::Publish(Arc::new(snapshot)));
    }
}
