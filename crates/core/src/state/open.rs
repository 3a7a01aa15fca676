//! An open plan: everything that is in memory between unlocking and locking.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::{Plan, UnixMillis};
use kith_seal::{Envelope, GenerationId, Hash, RootId};
use kith_sync::{Exchange, InEvent};
use kith_vault::OpenedVault;

use super::Then;
use super::aside::Aside;
use super::at_rest::AtRest;
use super::clocks::is_over;
use super::failing::Settling;
use super::generations::{Generation, Generations};
use super::household::Household;
use super::loading::Loading;
use super::lost::Lost;
use super::merging::Merging;
use super::network::Network;
use super::pairing::Pairing;
use super::picture::Picture;
use super::receiving::Receiving;
use super::resting::Resting;
use super::saving::RETRY_MILLIS;
use super::turning::Turning;
use super::wraps::Wraps;
use super::writing::{Parked, Waiter, Writing};
use crate::dice::Dice;
use crate::settings::Settings;
use crate::work::{Reply, Work};
use crate::{Answer, Command, CommandId, DamageReport, Trouble};

/// The owner powers last so long after the passphrase.
const STEP_UP_MILLIS: i64 = 60_000;

/// An open plan.
#[derive(Debug)]
pub(crate) struct Open {
    pub household: Household,
    pub generations: Generations,
    /// The generation that is the owner's book.
    pub book: GenerationId,
    /// The owner's own plan.
    pub plan: Plan,
    /// What others share with the owner.
    pub shared_plans: BTreeMap<RootId, Plan>,
    pub exchange: Exchange,
    pub network: Network,
    pub writing: Writing,
    pub receiving: Receiving,
    pub loading: Loading,
    pub resting: Resting,
    /// What kept views prove to be lost.
    pub lost: Lost,
    pub at_rest: AtRest,
    pub pairing: Option<Pairing>,
    pub picture: Picture,
    pub turning: Turning,
    pub settings: Settings,
    /// Whether this run has written the roster into the book.
    pub is_roster_repeated: bool,
    /// Small files that are damaged, and that the plan opened without.
    pub damaged: Vec<DamageReport>,
    pub offline: bool,
    /// Whether what Today shows is in memory; what is older may still be on its way.
    pub drawable: bool,
    /// Whether everything at rest is in memory.
    pub ready: bool,
    /// What the vault said when it was opened.
    pub opened: OpenedVault,

    /// Envelopes of generations whose wrap has not come yet.
    pub strays: Vec<Envelope>,
    pub wraps: Wraps,
    /// The entries of the owner's roster that each guest's mailbox holds.
    pub rosters_told: BTreeMap<RootId, BTreeSet<Hash>>,
    /// What each guest's mailbox says of where this device listens.
    pub addresses_told: BTreeMap<RootId, (kith_seal::UnixMillis, Vec<std::net::SocketAddr>)>,
    pub giving: usize,
    pub signing: usize,
    /// The labels of generations that are being made.
    pub making: BTreeSet<String>,
    pub streams_asked: BTreeSet<GenerationId>,
    pub aside: Aside,
    /// Snapshots on their way to rest.
    pub merging: Merging,
    /// When the end of the program waits for snapshots no longer, once it was asked for.
    pub last_snapshots_until: Option<UnixMillis>,
    pub parked: Parked,
    /// Commands to be answered when nothing is on its way to the disk any more.
    pub settling: Vec<Settling>,
    /// Somebody who was paired with and has no record yet: the record to be, and the name.
    pub pending_person: Option<(kith_plan::RecordId, String)>,
    /// A command that locks, or ends the program, once everything is durable.
    pub leaving: Option<(CommandId, Leaving)>,
    /// What can be taken back, the last at the end.
    pub undo: Vec<Vec<kith_plan::Undo>>,
    /// The words of the plan, once somebody searches; they go with the plan when it is locked.
    pub search: super::finding::Finding,
    stepped_up_until: Option<UnixMillis>,
    pub retry_at: Option<UnixMillis>,
    /// When it is looked whether there is room for what peers hold.
    pub room_at: Option<UnixMillis>,
    /// When what the house does of its own accord is tried again, after a failure.
    pub not_before: Option<UnixMillis>,
    /// Whether a change of the settings is on its way to the disk.
    pub setting: bool,
    pub dice: Dice,
    /// Minutes east of UTC, for moments that are written down now.
    pub offset_minutes: i32,
}

/// Why the open plan is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// To the lock screen.
    Lock,
    /// For good.
    End,
}

/// How a command ends, or goes on.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is answered now.
    Answered(Answer),
    /// It is refused; nothing was written.
    Refused(Trouble),
    /// It is answered when these writes are durable.
    Durable(Answer, super::writing::Writes),
    /// It changes who may read what, and is answered when nothing is on its way any more.
    Settled(Answer),
    /// It must be tried again when something has come that it needs.
    Parked,
    /// Somebody else answers it.
    Later,
}

/// What it takes to start.
#[derive(Debug)]
pub(crate) struct Start {
    pub household: Household,
    /// This device's transport id.
    pub endpoint: kith_seal::EndpointKey,
    pub book: Generation,
    pub opened: OpenedVault,
    pub settings: Settings,
    pub damaged: Vec<DamageReport>,
    pub offline: bool,
    pub dice: Dice,
    pub offset_minutes: i32,
}

impl Open {
    /// Starts reading what is at rest: the book first, since it names everything else.
    pub(crate) fn begin(now: UnixMillis, work: &mut Work, mut start: Start) -> Open {
        let damaged = &start.damaged;
        let is_told = |file: &str| damaged.iter().any(|one| one.file == file);
        start.opened.damage.retain(|place| !is_told(&place.file));
        let at_rest = AtRest::of(&start.opened);
        let book = start.book.id;
        let mut generations = Generations::default();
        generations.insert(start.book);
        let mut open = Open {
            household: start.household,
            generations,
            book,
            plan: Plan::new(),
            shared_plans: BTreeMap::new(),
            exchange: Exchange::new(start.endpoint, start.dice.throw()),
            network: Network::default(),
            writing: Writing::default(),
            receiving: Receiving::default(),
            loading: Loading::default(),
            resting: Resting::default(),
            lost: Lost::default(),
            at_rest,
            pairing: None,
            picture: Picture::default(),
            turning: Turning::default(),
            settings: start.settings,
            is_roster_repeated: false,
            damaged: start.damaged,
            offline: start.offline,
            drawable: false,
            ready: false,
            opened: start.opened,
            strays: Vec::new(),
            wraps: Wraps::default(),
            rosters_told: BTreeMap::new(),
            addresses_told: BTreeMap::new(),
            giving: 0,
            signing: 0,
            making: BTreeSet::new(),
            streams_asked: BTreeSet::new(),
            aside: Aside::default(),
            merging: Merging::default(),
            last_snapshots_until: None,
            parked: Parked::default(),
            settling: Vec::new(),
            pending_person: None,
            leaving: None,
            undo: Vec::new(),
            search: Default::default(),
            stepped_up_until: None,
            retry_at: None,
            room_at: None,
            not_before: None,
            setting: false,
            dice: start.dice,
            offset_minutes: start.offset_minutes,
        };
        for copy in std::mem::take(&mut open.opened.set_aside) {
            open.aside.remember(&copy);
        }
        open.remember_tries(work);
        open.tell_exchange_of_rest(now, work);
        open.read_entries(work, book);
        open
    }

    fn tell_exchange_of_rest(&mut self, now: UnixMillis, work: &mut Work) {
        let aliases: Vec<kith_seal::Alias> = self.at_rest.aliases().copied().collect();
        for alias in aliases {
            self.tell_standing(now, work, alias);
        }
    }

    /// Hears a command.
    pub(crate) fn command(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        command: Command,
    ) {
        let kept = command.clone();
        match self.carry_out(now, work, id, command) {
            Outcome::Answered(answer) => work.answer(id, Ok(answer)),
            Outcome::Refused(trouble) => work.answer(id, Err(trouble)),
            Outcome::Durable(answer, writes) => {
                let waiter = Waiter(id, Box::new(answer));
                if let Some(Waiter(id, answer)) = self.writing.wait(writes.0, waiter) {
                    work.answer(id, Ok(*answer));
                }
            }
            Outcome::Settled(answer) => self.settling.push(Settling::of_sharing(id, answer)),
            Outcome::Parked => self.parked.keep(id, kept),
            Outcome::Later => {}
        }
        self.when_settled(now, work);
    }

    /// Tries parked commands again.
    pub(crate) fn unpark(&mut self, now: UnixMillis, work: &mut Work) {
        for (id, command) in self.parked.take() {
            self.command(now, work, id, command);
        }
    }

    /// Whether what Today shows is in memory by now, and whether everything at rest is; then commands may
    /// be heard.
    pub(crate) fn check_ready(&mut self, now: UnixMillis, work: &mut Work) {
        if self.ready || !self.wraps.is_quiet() || !self.receiving.is_empty() {
            return;
        }
        if !self.drawable && self.loading.is_done_but(|id| self.generations.is_of_the_past(id)) {
            self.drawable = true;
            work.changed = true;
        }
        if !self.loading.is_done() || !self.has_looked_at_strays(work) {
            return;
        }
        self.ready = true;
        work.changed = true;
        self.spare_views(work);
        self.replace_damaged_snapshots(work);
        self.refresh_peers(now, work);
        self.unpark(now, work);
        self.carry_late(now, work);
    }

    /// Tells the exchange of peers, once there is anything to tell.
    pub(crate) fn refresh_peers_if_ready(&mut self, now: UnixMillis, work: &mut Work) {
        if self.ready {
            self.refresh_peers(now, work);
        }
    }

    /// Whether the passphrase was proved within the last minute.
    pub(crate) fn stepped_up(&self, now: UnixMillis) -> bool {
        self.stepped_up_until.is_some_and(|until| !is_over(now, until, STEP_UP_MILLIS))
    }

    /// The passphrase was proved just now.
    pub(crate) fn step_up(&mut self, now: UnixMillis, work: &mut Work) {
        let until = UnixMillis(now.0.saturating_add(STEP_UP_MILLIS));
        self.stepped_up_until = Some(until);
        work.wake_at(until);
        work.changed = true;
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, now: UnixMillis, work: &mut Work) {
        if self.stepped_up_until.is_some() && !self.stepped_up(now) {
            // An open pairing keeps the powers of the command that began it.
            if self.pairing.is_none() {
                self.stepped_up_until = None;
                work.desk(kith_seal::DeskRequest::StepDown, Then::Nothing);
            }
            work.changed = true;
        }
        if self.retry_at.is_some_and(|at| is_over(now, at, RETRY_MILLIS)) {
            self.retry_at = None;
            self.writing.retry(work);
        }
        self.try_own_accord(now, work);
        self.rest_all_snapshots(now, work);
        self.try_room(now, work);
        self.look_at_the_worker(now, work);
        self.check_ready(now, work);
        self.search_tick(now, work);
        self.turn_picture(now, work);
        self.keep_views_in_time(now, work);
        self.read_again_in_time(now, work);
        self.tell_rosters_in_time(work);
        self.tell_addresses_in_time(now, work);
        self.exchange(now, work, InEvent::Tick);
        self.pairing_tick(now, work);
        if self.network.started {
            work.wake_at(UnixMillis(now.0.saturating_add(2_000)));
        }
    }

    /// Hears a reply.
    pub(crate) fn reply(&mut self, now: UnixMillis, work: &mut Work, then: Then, reply: Reply) {
        match (then, reply) {
            (Then::ViewRead { generation }, Reply::Vault(reply)) => {
                self.view_read(work, generation, reply);
            }
            (Then::ViewOpened { generation }, Reply::Desk(reply)) => {
                self.view_opened(work, generation, reply);
            }
            (Then::ViewTaken { generation }, Reply::Job(done)) => {
                self.view_taken(now, work, generation, done.0);
            }
            (Then::StrayViewRead(alias), Reply::Vault(reply)) => {
                self.stray_view_read(now, work, alias, reply);
            }
            (Then::StrayViewOpened(alias), Reply::Desk(reply)) => {
                self.stray_view_opened(now, work, alias, reply);
            }
            (Then::ViewMade { generation }, Reply::Job(done)) => {
                self.view_made(work, generation, done.0);
            }
            (Then::ViewSealed { generation }, Reply::Desk(reply)) => {
                self.view_sealed(work, generation, reply);
            }
            (Then::ViewPut { generation }, Reply::Vault(_)) => self.view_put(generation),
            (Then::EntriesRead { generation }, Reply::Vault(reply)) => {
                self.entries_read(now, work, generation, reply);
            }
            (Then::SnapshotRead { generation }, Reply::Vault(reply)) => {
                self.snapshot_read(now, work, generation, reply);
            }
            (Then::SnapshotOpened { generation, envelope }, Reply::Desk(reply)) => {
                self.snapshot_opened(now, work, generation, envelope, reply);
            }
            (Then::TailRead { generation }, Reply::Vault(reply)) => {
                self.tail_read(now, work, generation, reply);
            }
            (Then::TailOpened { generation, envelopes }, Reply::Desk(reply)) => {
                self.tail_opened(now, work, generation, envelopes, reply);
            }
            (Then::Sealed(id, generation), Reply::Desk(reply)) => {
                self.envelope_sealed(now, work, id, generation, reply);
            }
            (Then::Appended, Reply::Vault(reply)) => self.appended(now, work, reply),
            (Then::SnapshotSaved { generation, covers }, Reply::Job(done)) => {
                self.snapshot_saved(now, work, generation, covers, done.0);
            }
            (Then::SnapshotSealed { generation, covers }, Reply::Desk(reply)) => {
                self.snapshot_sealed(now, work, generation, covers, reply);
            }
            (Then::SnapshotPut { envelope, covers }, Reply::Vault(reply)) => {
                self.snapshot_put(now, work, &envelope, &covers, &reply);
            }
            (Then::LaidAside(file), Reply::Vault(reply)) => self.laid_aside(work, &file, &reply),
            (Then::Opened { generation, envelopes, origin }, Reply::Desk(reply)) => {
                self.opened(now, work, generation, envelopes, origin, reply);
                self.check_ready(now, work);
                self.tell_addresses_in_time(now, work);
            }
            (Then::Marked(id), Reply::Vault(_)) => self.marked(work, id),
            (Then::PassedOver, Reply::Vault(reply)) => self.passed_over(work, &reply),
            (Then::Tried(id), Reply::Job(done)) => {
                self.tried(now, work, id, done.0);
                self.check_ready(now, work);
            }
            (Then::SetAside(hash), Reply::Vault(reply)) => self.copy_kept(hash, &reply),
            (Then::Fetched { request, to }, Reply::Vault(reply)) => {
                self.fetched(now, work, request, to, reply);
            }
            (then, reply) => self.reply_about_keys(now, work, then, reply),
        }
        self.when_settled(now, work);
    }

    fn reply_about_keys(&mut self, now: UnixMillis, work: &mut Work, then: Then, reply: Reply) {
        match (then, reply) {
            (Then::WrapsOpened(wraps), Reply::Desk(reply)) => {
                self.wraps_opened(now, work, wraps, reply);
                self.tell_addresses_in_time(now, work);
            }
            (Then::GenerationMade(new), Reply::Desk(reply)) => {
                self.generation_made(now, work, new, reply);
            }
            (Then::KeyWrapped { generation, reader }, Reply::Desk(reply)) => {
                self.key_wrapped(now, work, generation, reader, reply);
            }
            (Then::StreamMade(id), Reply::Desk(reply)) => self.stream_made(now, work, id, reply),
            (Then::PermissionSigned { starts }, Reply::Desk(reply)) => {
                self.permission_signed(now, work, starts.as_deref(), reply);
            }
            (Then::AuthorityRead(id, passphrase), Reply::Vault(reply)) => {
                self.authority_read(work, id, passphrase, reply);
            }
            (Then::SteppedUp(id), Reply::Desk(reply)) => self.step_up_done(now, work, id, reply),
            (Then::KitTested(id), Reply::Desk(reply)) => self.kit_tested(work, id, &reply),
            (Then::SettingsSealed(id, settings), Reply::Desk(reply)) => {
                self.settings_sealed(now, work, id, settings, reply);
            }
            (Then::SettingsPut(id, settings), Reply::Vault(reply)) => {
                self.settings_put(now, work, id, *settings, &reply);
            }
            (Then::EndpointSecret, Reply::Desk(reply)) => self.start_network(now, work, reply),
            (Then::Pair(pair), reply) => self.pairing_reply(now, work, pair, reply),
            // A reply of the wrong room, or one that nobody needs any more.
            _ => {}
        }
    }

    /// Goes on with what waited for quiet on the way to the disk.
    pub(crate) fn when_settled(&mut self, now: UnixMillis, work: &mut Work) {
        self.keep_views_in_time(now, work);
        if !self.is_settled() {
            return;
        }
        for settling in std::mem::take(&mut self.settling) {
            work.answer(settling.id, Ok(settling.answer));
        }
        self.pairing_settled(now, work);
    }

    /// Whether nothing is on its way to the disk.
    pub(crate) fn is_settled(&self) -> bool {
        self.writing.open_count() == 0
            && self.making.is_empty()
            && !self.setting
            && self.giving == 0
            && self.signing == 0
            && self.wraps.is_quiet()
    }

    /// Ends the open state: everything in memory goes.
    pub(crate) fn close(mut self, work: &mut Work) {
        if self.network.started {
            work.net(kith_sync::NetCommand::Stop);
        }
        self.end_pairing_network(work);
        self.clear_tries(work);
        for (id, _) in self.parked.take() {
            work.answer(id, Err(Trouble::Locked));
        }
    }
}
