//! One person's device, with everything but the network.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use kith_core::{
    Answer, Command, CommandId, Core, Effect, Input, Job, JobDone, ListFilter, OpenView,
    PairingStage, PairingView, RecordReport, Setup, Snapshot, StatusReport, Ticket, Trouble,
    UnixMillis,
};
use kith_seal::{
    Alias, ControlRecord, Desk, DeskError, DeskReply, DeskRequest, EnvelopeKind, KeptView,
    PairingRequest, RootId, Signed, SigningSecret,
};
use kith_sync::NetCommand;
use kith_vault::{DiskError, MemoryDisk, Vault, VaultError, VaultReply, VaultRequest};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use secrecy::SecretString;

use super::{PASSPHRASE, object, record, records};

/// 2026-11-22T07:00:00Z.
pub const START: i64 = 1_795_330_800_000;

/// Whether the disk fails at a request.
pub type DiskFails = Box<dyn FnMut(&VaultRequest) -> bool>;

/// Whether the desk fails at a request.
pub type DeskFails = Box<dyn FnMut(&DeskRequest) -> bool>;

/// One device.
pub struct House {
    pub name: &'static str,
    pub core: Core,
    pub disk: MemoryDisk,
    pub now: UnixMillis,
    pub net: VecDeque<NetCommand>,
    pub pairing: Vec<PairingView>,
    pub answers: BTreeMap<CommandId, Result<Answer, Trouble>>,
    pub snapshot: Option<Arc<Snapshot>>,
    pub wake_at: Option<UnixMillis>,
    pub closed: bool,
    /// Jobs whose description begins so are not done, but kept in `held`.
    pub hold: Option<&'static str>,
    pub held: VecDeque<(Ticket, Job)>,
    /// Requests to the desk, or to the disk, whose description begins so fail.
    pub fails: Option<&'static str>,
    /// Which requests the disk cannot do: it answers that it failed.
    pub disk_fails: Option<DiskFails>,
    /// Which requests the desk cannot do: it answers that it failed.
    pub desk_fails: Option<DeskFails>,
    /// What becomes of requests on their way to the desk.
    pub tamper: Option<fn(&mut DeskRequest)>,
    /// What becomes of views on their way to the desk.
    pub view_change: Option<fn(&mut KeptView)>,
    /// Volumes made now are begun as if by a newer Kith, under rules of this number.
    pub gate_of_new_volumes: Option<u8>,
    /// Every generation that was made here: its label and its public name.
    pub named: Vec<(String, Alias)>,
    /// What the disk was asked for, in order.
    pub asked: Vec<String>,
    /// If they are kept: what the disk held after each thing it was asked for, and whether a command was
    /// answered before the next.
    pub images: Option<Vec<(MemoryDisk, bool)>>,
    /// How often another worker was asked for.
    pub new_workers: u32,
    /// Whether the desk leaves lying what was told in a pairing.
    pub holds_payloads: bool,
    held_payloads: VecDeque<Effect>,
    /// Whether the desk leaves wraps lying.
    pub holds_wraps: bool,
    held_wraps: Vec<Effect>,
    seed: u64,
    desk: Desk,
    vault: Option<Vault<MemoryDisk>>,
    dice: ChaCha20Rng,
    inbox: VecDeque<Input>,
    last_command: u64,
}

impl House {
    /// A device with an empty folder.
    pub fn new(name: &'static str, seed: u64) -> House {
        House::on(name, seed, MemoryDisk::new())
    }

    /// A device with a folder that is there already.
    pub fn on(name: &'static str, seed: u64, disk: MemoryDisk) -> House {
        let mut seed_bytes = [0_u8; 32];
        seed_bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut house = House {
            name,
            core: Core::new(Setup {
                seed: seed_bytes,
                scrypt_log_n: 2,
                offline: false,
                offset_minutes: 60,
                draw: true,
            }),
            disk,
            now: UnixMillis(START),
            net: VecDeque::new(),
            pairing: Vec::new(),
            answers: BTreeMap::new(),
            snapshot: None,
            wake_at: None,
            closed: false,
            hold: None,
            held: VecDeque::new(),
            new_workers: 0,
            fails: None,
            disk_fails: None,
            desk_fails: None,
            tamper: None,
            view_change: None,
            named: Vec::new(),
            asked: Vec::new(),
            images: None,
            gate_of_new_volumes: None,
            holds_payloads: false,
            held_payloads: VecDeque::new(),
            holds_wraps: false,
            held_wraps: Vec::new(),
            seed,
            desk: Desk::new(),
            vault: None,
            dice: ChaCha20Rng::seed_from_u64(seed),
            inbox: VecDeque::new(),
            last_command: 0,
        };
        house.feed(Input::Start);
        house
    }

    /// The power fails, and the program starts again on what is durable.
    pub fn crash(self) -> House {
        drop(self.vault);
        let mut next = House::on(self.name, self.seed.wrapping_add(1000), self.disk.copy());
        next.now = self.now;
        next
    }

    /// Gives an input, and works until nothing is left to do.
    pub fn feed(&mut self, input: Input) {
        self.inbox.push_back(input);
        self.work();
    }

    fn work(&mut self) {
        while let Some(input) = self.inbox.pop_front() {
            for effect in self.core.handle(self.now, input) {
                self.run(effect);
            }
        }
    }

    /// Does the jobs that were held, and holds no more.
    pub fn release(&mut self) {
        self.hold = None;
        while let Some((ticket, job)) = self.held.pop_front() {
            self.feed(Input::JobDone(ticket, job.run()));
        }
    }

    /// Does one of the jobs that were held, by its place.
    pub fn release_one(&mut self, place: usize) {
        let (ticket, job) = self.held.remove(place).expect("a job was held");
        self.feed(Input::JobDone(ticket, job.run()));
    }

    /// Answers the jobs that were held as lost, and holds no more.
    pub fn lose_held(&mut self) {
        self.hold = None;
        while let Some((ticket, _)) = self.held.pop_front() {
            self.feed(Input::JobDone(ticket, JobDone::lost()));
        }
    }

    /// What the vault holds.
    pub fn status(&mut self) -> StatusReport {
        match self.done(Command::Status) {
            Answer::Status(status) => *status,
            other => panic!("not a status: {other:?}"),
        }
    }

    /// Asks for something.
    pub fn ask(&mut self, command: Command) -> CommandId {
        self.last_command += 1;
        let id = CommandId(self.last_command);
        self.feed(Input::Command(id, command));
        id
    }

    /// Asks for two things before anything is done about the first.
    pub fn ask_both(&mut self, one: Command, other: Command) -> [CommandId; 2] {
        let ids = [self.last_command + 1, self.last_command + 2].map(CommandId);
        self.last_command += 2;
        self.inbox.push_back(Input::Command(ids[0], one));
        self.inbox.push_back(Input::Command(ids[1], other));
        self.work();
        ids
    }

    /// Asks, and is answered.
    pub fn told(&mut self, command: Command) -> Result<Answer, Trouble> {
        let name = command.name();
        let id = self.ask(command);
        let answer = self.answers.remove(&id);
        answer.unwrap_or_else(|| panic!("{}: {name} was not answered", self.name))
    }

    /// Asks for something that succeeds.
    pub fn done(&mut self, command: Command) -> Answer {
        let name = command.name();
        match self.told(command) {
            Ok(answer) => answer,
            Err(trouble) => panic!("{}: {name}: {trouble:?}", self.name),
        }
    }

    /// Makes a vault here.
    pub fn init(&mut self) {
        self.done(Command::Init {
            passphrase: SecretString::from(PASSPHRASE),
            name: Some(self.name.to_owned()),
            device_name: Some(format!("{}'s device", self.name)),
        });
    }

    /// Opens the vault.
    pub fn unlock(&mut self) {
        self.done(Command::Unlock { passphrase: SecretString::from(PASSPHRASE) });
    }

    /// Proves the passphrase again.
    pub fn step_up(&mut self) {
        self.done(Command::StepUp { passphrase: SecretString::from(PASSPHRASE) });
    }

    /// Adds a record.
    pub fn add(&mut self, kind: &str, fields: serde_json::Value) -> RecordReport {
        record(self.done(Command::Add {
            kind: kind.to_owned(),
            section: None,
            fields: object(fields),
        }))
    }

    /// Changes a record.
    pub fn edit(&mut self, id: kith_core::RecordId, fields: serde_json::Value) -> RecordReport {
        record(self.done(Command::Edit { id, fields: object(fields) }))
    }

    /// Lists a kind of one's own plan.
    pub fn list(&mut self, kind: &str) -> Vec<RecordReport> {
        records(
            self.done(Command::List(ListFilter { kind: kind.to_owned(), ..ListFilter::default() })),
        )
    }

    /// Lists a kind of somebody else's plan.
    pub fn list_of(&mut self, kind: &str, plan: RootId) -> Result<Vec<RecordReport>, Trouble> {
        self.told(Command::List(ListFilter {
            kind: kind.to_owned(),
            plan: Some(plan),
            ..ListFilter::default()
        }))
        .map(records)
    }

    /// The open plan as it is drawn.
    pub fn view(&self) -> Arc<OpenView> {
        match self.snapshot.as_deref() {
            Some(Snapshot::Open(view)) => view.clone(),
            other => panic!("{}: not open: {other:?}", self.name),
        }
    }

    /// The plan's id.
    pub fn root(&self) -> RootId {
        self.view().plan
    }

    /// The stage that a pairing was last seen in.
    pub fn stage(&self) -> PairingStage {
        self.pairing.last().map(|view| view.stage.clone()).expect("a pairing was begun")
    }

    /// Time passes.
    pub fn tick(&mut self, millis: i64) {
        self.now = UnixMillis(self.now.0 + millis);
        self.feed(Input::Tick);
    }

    /// The desk goes on with the wraps that it left lying.
    pub fn open_held_wraps(&mut self) {
        self.holds_wraps = false;
        for effect in std::mem::take(&mut self.held_wraps) {
            self.run(effect);
        }
        self.work();
    }

    /// The desk reads the first `count` of what it left lying of a pairing.
    pub fn read_held_payloads(&mut self, count: usize) {
        self.holds_payloads = false;
        for effect in self.held_payloads.drain(..count).collect::<Vec<_>>() {
            self.run(effect);
        }
        self.holds_payloads = true;
        self.work();
    }

    fn is_to_fail(&self, request: &impl std::fmt::Debug) -> bool {
        self.fails.is_some_and(|kind| format!("{request:?}").starts_with(kind))
    }

    fn run(&mut self, effect: Effect) {
        let is_wraps = matches!(
            effect,
            Effect::Desk(_, DeskRequest::OpenWraps { .. } | DeskRequest::WrapFor { .. })
        );
        if self.holds_wraps && is_wraps {
            return self.held_wraps.push(effect);
        }
        if let (true, Effect::Desk(_, DeskRequest::Pairing(PairingRequest::Receive { .. }))) =
            (self.holds_payloads, &effect)
        {
            return self.held_payloads.push_back(effect);
        }
        let input = match effect {
            Effect::OpenVault => {
                // One process opens a vault once: what was open is closed first.
                self.vault = None;
                Input::VaultOpened(Vault::open(self.disk.clone()).map(|(vault, opened)| {
                    self.vault = Some(vault);
                    opened
                }))
            }
            Effect::CreateVault { files } => {
                self.vault = None;
                let created = Vault::create_with(self.disk.clone(), &files.0);
                Input::VaultCreated(created.map(|(vault, opened)| {
                    self.vault = Some(vault);
                    opened
                }))
            }
            Effect::Vault(ticket, request) => {
                self.asked.push(format!("{request:?}"));
                if self.is_to_fail(&request) {
                    let reply = VaultReply::Failed(VaultError::Full);
                    return self.inbox.push_back(Input::Vault(ticket, reply));
                }
                if self.disk_fails.as_mut().is_some_and(|fails| fails(&request)) {
                    // What the vault says of a disk that fails without a reason.
                    let error = match request {
                        VaultRequest::Append { .. }
                        | VaultRequest::PutSnapshot { .. }
                        | VaultRequest::PutFile { .. }
                        | VaultRequest::ReplaceDamaged { .. } => VaultError::SyncFailed,
                        _ => VaultError::Io(DiskError::Other(std::io::ErrorKind::Other)),
                    };
                    return self.inbox.push_back(Input::Vault(ticket, VaultReply::Failed(error)));
                }
                let vault = self.vault.as_mut().expect("a vault is open before it is asked");
                Input::Vault(ticket, vault.run(request))
            }
            Effect::Desk(ticket, mut request) => {
                if let Some(gate) = self.gate_of_new_volumes {
                    rewrite_rolls(&mut request, gate, &mut self.dice);
                }
                if let DeskRequest::NewGeneration { label, alias, .. } = &request {
                    self.named.push((label.clone(), *alias));
                }
                if let Some(tamper) = self.tamper {
                    tamper(&mut request);
                }
                if let (Some(change), DeskRequest::SealView { payload, .. }) =
                    (self.view_change, &mut request)
                {
                    let mut view = KeptView::decode(payload).unwrap();
                    change(&mut view);
                    *payload = view.encode().unwrap();
                }
                let fails = self.desk_fails.as_mut().is_some_and(|fails| fails(&request));
                if fails || self.is_to_fail(&request) {
                    let reply = DeskReply::Failed(DeskError::NotCanonical);
                    return self.inbox.push_back(Input::Desk(ticket, reply));
                }
                Input::Desk(ticket, self.desk.run(request, &mut self.dice))
            }
            Effect::Job(ticket, job) => {
                if self.hold.is_some_and(|kind| format!("{job:?}").starts_with(kind)) {
                    return self.held.push_back((ticket, job));
                }
                Input::JobDone(ticket, job.run())
            }
            Effect::NewWorker => {
                self.new_workers += 1;
                return;
            }
            Effect::Net(command) => return self.net.push_back(command),
            Effect::Changed => return self.inbox.push_back(Input::Draw),
            Effect::Publish(snapshot) => {
                self.snapshot = Some(snapshot);
                return;
            }
            Effect::Answer(id, answer) => {
                if let Some((_, was_answered)) = self.images.as_mut().and_then(|all| all.last_mut())
                {
                    *was_answered = true;
                }
                self.answers.insert(id, answer);
                return;
            }
            Effect::Pairing(view) => return self.pairing.push(view),
            Effect::WakeAt(at) => {
                self.wake_at = Some(at);
                return;
            }
            Effect::Closed => {
                self.closed = true;
                return;
            }
        };
        if let (Some(images), Input::VaultCreated(_) | Input::Vault(..)) =
            (&mut self.images, &input)
        {
            images.push((self.disk.copy(), false));
        }
        self.inbox.push_back(input);
    }
}

/// Lets the rolls that are written down now name other rules. Who signs them does not matter here: what a
/// newer Kith began is set aside before anybody looks at that.
fn rewrite_rolls(request: &mut DeskRequest, gate: u8, dice: &mut ChaCha20Rng) {
    let DeskRequest::Seal { kind: EnvelopeKind::Entries, payload, .. } = request else {
        return;
    };
    let mut records = ControlRecord::decode_all(payload).unwrap();
    let key = SigningSecret::make(dice);
    for record in &mut records {
        if let ControlRecord::Wrap(signed) = record {
            let mut wrap = signed.unverified().clone();
            let mut roll = wrap.roll.unverified().clone();
            roll.gate = gate;
            wrap.roll = Signed::sign(roll, &key).unwrap();
            wrap.generation = wrap.roll.generation();
            *signed = Signed::sign(wrap, &key).unwrap();
        }
    }
    *payload = ControlRecord::encode_all(&records).unwrap();
}
