//! One device as a node of a simulated network: a real core, a real desk and a real vault, whose rooms
//! take their time, and whose power may fail between any two things they do.

mod counted;
mod power_cut;

use std::collections::{BTreeSet, VecDeque};

use kith_core::{
    Answer, Command, CommandId, Core, Effect, Input, PairingStage, Setup, Ticket, Trouble,
    UnixMillis,
};
use kith_seal::{Alias, Desk, DeskReply, DeskRequest, EndpointKey, GenerationId, Hash, RootId};
use kith_sync::sim::{Node, NodeInput, NodeOutput, Random};
use kith_sync::{NetClosed, NetCommand, NetEvent};
use kith_vault::{MemoryDisk, Vault, VaultRequest};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use secrecy::SecretString;

use super::PASSPHRASE;
pub use counted::Counted;
use counted::{seals_snapshot, snapshot_in};

/// The rooms that work for core, each in order: replies may overtake those of another room, never
/// those of the same one.
const DISK: usize = 0;
const DESK: usize = 1;
const WORKER: usize = 2;

/// What a room has before it.
enum Errand {
    /// Not done yet: if the power fails now, it never happens.
    Todo(Ticket, VaultRequest),
    /// The same, for looking into the folder.
    TodoOpen,
    /// Done, and not heard of yet: if the power fails now, it has happened all the same.
    Done(Input),
}

/// A generation that a device made.
pub struct Made {
    pub label: String,
    pub alias: Alias,
    /// Its id, where that is known.
    pub generation: Option<GenerationId>,
}

/// What a device was told in answer to a command.
#[derive(Clone)]
pub struct Told {
    pub command: CommandId,
    pub answer: Result<Answer, Trouble>,
}

/// One device.
pub struct Device {
    pub name: String,
    /// Everything that was answered, over all runs of the program.
    pub told: Vec<Told>,
    /// How often the program was started.
    pub runs: u64,
    /// In 1,000: how often a room takes its time.
    pub slow_per_mille: u32,
    /// How often the power failed in the middle of a write.
    pub torn: u64,
    /// What is counted over all runs.
    pub counted: Counted,
    /// What was told to be damaged at the start or at the end of some run. Nothing ever is: what a power cut leaves is no
    /// damage.
    pub damaged: Vec<String>,
    /// The questions for that in this run.
    looks: BTreeSet<CommandId>,
    /// The snapshots that were sealed here.
    own_snapshots: BTreeSet<Hash>,
    /// Why anything was set aside, over all runs.
    pub set_aside: Vec<String>,
    /// How far this device's clock is off, in milliseconds.
    pub clock_off: i64,
    /// Every generation that was made here, over all runs.
    pub made: Vec<Made>,
    /// To whom the key of which generation was sealed here, over all runs.
    pub wrapped: Vec<(GenerationId, RootId)>,
    /// Everything that came by the network, if it is kept.
    pub received: Option<Vec<u8>>,
    /// The stage that this run's pairing was last seen in.
    pub pairing: Option<PairingStage>,
    /// What the pairing in this run wants of the network.
    pub to_pair: VecDeque<NetCommand>,
    /// This device's place in the network, once it opened it.
    pub endpoint: Option<EndpointKey>,
    /// What a device that runs outside of the network wants of it, once it is put there.
    held_out: Option<Vec<NodeOutput>>,
    seed: u64,
    port: u16,
    draw: bool,
    random: Random,
    core: Core,
    desk: Desk,
    vault: Option<Vault<MemoryDisk>>,
    disk: MemoryDisk,
    dice: ChaCha20Rng,
    rooms: [VecDeque<Errand>; 3],
    inbox: VecDeque<Input>,
    last_command: u64,
    locking: Option<CommandId>,
}

impl Device {
    /// A device with a vault on `disk`, switched off.
    pub fn new(name: &str, seed: u64, disk: MemoryDisk, port: u16) -> Device {
        let mut random = Random::new(seed);
        let draw = random.chance(100);
        Device {
            name: name.to_owned(),
            told: Vec::new(),
            runs: 0,
            slow_per_mille: 0,
            torn: 0,
            counted: Counted::default(),
            damaged: Vec::new(),
            looks: BTreeSet::new(),
            own_snapshots: BTreeSet::new(),
            set_aside: Vec::new(),
            clock_off: 0,
            made: Vec::new(),
            wrapped: Vec::new(),
            received: None,
            pairing: None,
            to_pair: VecDeque::new(),
            endpoint: None,
            held_out: None,
            seed,
            port,
            draw,
            random,
            core: Core::new(setup([0; 32], false)),
            desk: Desk::new(),
            vault: None,
            disk,
            dice: ChaCha20Rng::seed_from_u64(0),
            rooms: Default::default(),
            inbox: VecDeque::new(),
            last_command: 0,
            locking: None,
        }
    }

    /// Asks for something, and says what the network is to do about it.
    pub fn ask(&mut self, now: UnixMillis, command: Command) -> (CommandId, Vec<NodeOutput>) {
        let mut out = Vec::new();
        let id = self.push_command(command);
        self.work(now, &mut out);
        (id, out)
    }

    /// Starts the program outside of the network. There is no vault yet, or nothing is asked of it.
    pub fn start_outside(&mut self, now: UnixMillis) {
        self.start(!self.disk.files().1.is_empty());
        let mut out = Vec::new();
        self.work(now, &mut out);
        self.held_out = Some(out);
    }

    /// Gives a device that runs outside of the network an input.
    pub fn feed_outside(&mut self, now: UnixMillis, input: Input) {
        self.inbox.push_back(input);
        let mut out = self.held_out.take().unwrap_or_default();
        self.work(now, &mut out);
        self.held_out = Some(out);
    }

    /// Asks a device that runs outside of the network for something.
    pub fn ask_outside(&mut self, now: UnixMillis, command: Command) -> CommandId {
        let id = self.push_command(command);
        let mut out = self.held_out.take().unwrap_or_default();
        self.work(now, &mut out);
        self.held_out = Some(out);
        id
    }

    /// Gives news of a pairing, and says what the network is to do about it.
    pub fn pairing_news(&mut self, now: UnixMillis, event: NetEvent) -> Vec<NodeOutput> {
        let mut out = Vec::new();
        self.inbox.push_back(Input::Net(event));
        self.work(now, &mut out);
        out
    }

    /// Whether there is a vault to be opened.
    pub fn has_vault(&self) -> bool {
        !self.disk.files().1.is_empty()
    }

    /// Every byte at rest here.
    pub fn at_rest(&self) -> Vec<u8> {
        self.disk.files().1.into_values().flatten().collect()
    }

    /// Locks the plan; it is unlocked again as soon as that is done.
    pub fn lock(&mut self, now: UnixMillis) -> Vec<NodeOutput> {
        let (id, out) = {
            let id = self.push_command(Command::Lock);
            self.locking = Some(id);
            let mut out = Vec::new();
            self.work(now, &mut out);
            (id, out)
        };
        debug_assert!(self.locking.is_none_or(|locking| locking == id));
        out
    }

    /// Ends the program in good order; it is started again as soon as that is done.
    pub fn end(&mut self, now: UnixMillis) -> Vec<NodeOutput> {
        self.look();
        self.push_command(Command::Close);
        let mut out = Vec::new();
        self.work(now, &mut out);
        out
    }

    /// The program has ended.
    fn ended(&mut self) {
        self.vault = None;
        self.desk = Desk::new();
        self.rooms = Default::default();
        self.inbox.clear();
        self.locking = None;
        self.pairing = None;
        self.to_pair.clear();
        self.start(true);
    }

    /// Everything that the core holds, for whoever looks for the reason of a failure.
    pub fn inside(&self) -> String {
        format!("{:?}", self.core)
    }

    /// The answer to a command, if it came.
    pub fn answer(&self, id: CommandId) -> Option<&Result<Answer, Trouble>> {
        self.told.iter().rev().find(|told| told.command == id).map(|told| &told.answer)
    }

    fn push_command(&mut self, command: Command) -> CommandId {
        self.last_command += 1;
        let id = CommandId(self.last_command);
        self.inbox.push_back(Input::Command(id, command));
        id
    }

    fn start(&mut self, has_vault: bool) {
        self.runs += 1;
        let run = self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(self.runs);
        let mut seed = [0_u8; 32];
        seed[..8].copy_from_slice(&run.to_le_bytes());
        seed[8..16].copy_from_slice(&self.seed.to_le_bytes());
        self.core = Core::new(setup(seed, self.draw));
        self.dice = ChaCha20Rng::from_seed(seed);
        self.inbox.push_back(Input::Start);
        if has_vault {
            self.open_up();
        }
    }

    fn open_up(&mut self) {
        self.push_command(Command::Unlock { passphrase: SecretString::from(PASSPHRASE) });
        self.look();
        self.push_command(Command::GoOnline);
    }

    /// Asks what is damaged.
    fn look(&mut self) {
        let look = self.push_command(Command::Status);
        self.looks.insert(look);
    }

    fn work(&mut self, now: UnixMillis, out: &mut Vec<NodeOutput>) {
        let now = UnixMillis(now.0.saturating_add(self.clock_off));
        while let Some(input) = self.inbox.pop_front() {
            for effect in self.core.handle(now, input) {
                self.run(effect, out);
            }
        }
    }

    fn run(&mut self, effect: Effect, out: &mut Vec<NodeOutput>) {
        match effect {
            Effect::OpenVault => self.errand(DISK, Errand::TodoOpen, out),
            Effect::Vault(ticket, request) => {
                self.errand(DISK, Errand::Todo(ticket, request), out);
            }
            Effect::Desk(ticket, request) => {
                let reply = self.ask_desk(request);
                self.errand(DESK, Errand::Done(Input::Desk(ticket, reply)), out);
            }
            Effect::Job(ticket, job) => {
                let reply = Input::JobDone(ticket, job.run());
                self.errand(WORKER, Errand::Done(reply), out);
            }
            Effect::Net(command) => self.net(command, out),
            Effect::Answer(id, answer) if self.looks.remove(&id) => self.looked(answer),
            Effect::Answer(id, answer) => {
                let locked = self.locking == Some(id) && answer.is_ok();
                self.told.push(Told { command: id, answer });
                if locked {
                    self.locking = None;
                    self.open_up();
                }
            }
            Effect::CreateVault { files } => {
                self.vault = None;
                let created = Vault::create_with(self.disk.clone(), &files.0);
                let created = Input::VaultCreated(created.map(|(vault, opened)| {
                    self.vault = Some(vault);
                    opened
                }));
                self.errand(DISK, Errand::Done(created), out);
            }
            // Jobs are done as soon as they are given, so no worker is ever stuck.
            Effect::NewWorker => {}
            Effect::Pairing(view) => self.pairing = Some(view.stage),
            // Nobody watches, and the network's ticks take the place of wishes for one.
            Effect::Changed => self.inbox.push_back(Input::Draw),
            Effect::Closed => self.ended(),
            Effect::Publish(_) | Effect::WakeAt(_) => {}
        }
    }

    /// Has the desk work, and notes who can read what from now on.
    fn ask_desk(&mut self, request: DeskRequest) -> DeskReply {
        let new = match &request {
            DeskRequest::NewGeneration { label, alias, .. } => Some((label.clone(), *alias)),
            _ => None,
        };
        if let DeskRequest::WrapFor { generation, to, .. } = &request {
            self.wrapped.push((*generation, *to));
        }
        let seals_snapshot = seals_snapshot(&request);
        let reply = self.desk.run(request, &mut self.dice);
        self.count_desk(seals_snapshot, &reply);
        if let (Some((label, alias)), DeskReply::NewGeneration(made)) = (new, &reply) {
            self.made.push(Made { label, alias, generation: Some(made.generation) });
        }
        reply
    }

    fn net(&mut self, command: NetCommand, out: &mut Vec<NodeOutput>) {
        match command {
            NetCommand::Start { secret, .. } => {
                self.endpoint = Some(secret.endpoint());
                let listen = vec![([127, 0, 0, 1], self.port).into()];
                self.inbox.push_back(Input::Net(NetEvent::Ready { listen }));
            }
            NetCommand::Stop => out.push(NodeOutput::Peers(Default::default())),
            NetCommand::SetPeers(peers) => {
                let peers = peers.into_iter().map(|peer| peer.id).collect();
                out.push(NodeOutput::Peers(peers));
            }
            NetCommand::Send { session, frame } => {
                out.push(NodeOutput::Send { session, frame });
            }
            NetCommand::Close { session } => out.push(NodeOutput::Close { session }),
            NetCommand::OpenInvite { .. }
            | NetCommand::JoinInvite { .. }
            | NetCommand::PairSend { .. }
            | NetCommand::PairDisconnect
            | NetCommand::CloseInvite => self.to_pair.push_back(command),
        }
    }

    /// Gives a room something to do. It is done and heard of now, or done now and heard of later, or
    /// done later; always after what the room was given before.
    fn errand(&mut self, room: usize, errand: Errand, out: &mut Vec<NodeOutput>) {
        let is_idle = self.rooms[room].is_empty();
        let all_done = self.rooms[room].iter().all(|before| matches!(before, Errand::Done(_)));
        if is_idle && !self.random.chance(self.slow_per_mille) {
            let input = self.perform(errand);
            self.inbox.push_back(input);
            return;
        }
        let errand = if all_done && self.random.chance(500) {
            Errand::Done(self.perform(errand))
        } else {
            errand
        };
        self.rooms[room].push_back(errand);
        let after_millis = self.random.between(0, 300);
        out.push(NodeOutput::Later { after_millis, token: room as u64 });
    }

    fn perform(&mut self, errand: Errand) -> Input {
        match errand {
            Errand::Done(input) => input,
            Errand::Todo(ticket, request) => {
                if let VaultRequest::SetAside { why, .. } = &request {
                    self.set_aside.push(why.clone());
                }
                let snapshot = snapshot_in(&request);
                let vault = self.vault.as_mut().expect("a vault is open before it is asked");
                let reply = vault.run(request);
                self.count_disk(snapshot, &reply);
                Input::Vault(ticket, reply)
            }
            Errand::TodoOpen => {
                self.vault = None;
                match Vault::open(self.disk.clone()) {
                    Ok((vault, opened)) => {
                        self.vault = Some(vault);
                        Input::VaultOpened(Ok(opened))
                    }
                    Err(error) => Input::VaultOpened(Err(error)),
                }
            }
        }
    }
}

impl Node for Device {
    fn on_input(&mut self, now: kith_seal::UnixMillis, input: NodeInput) -> Vec<NodeOutput> {
        let now = UnixMillis(now.0);
        let mut out = Vec::new();
        match input {
            NodeInput::Start => match self.held_out.take() {
                // It runs already.
                Some(held) => out = held,
                None => self.start(true),
            },
            NodeInput::Connected { session, peer, dialled } => {
                self.inbox.push_back(Input::Net(NetEvent::Connected {
                    session,
                    peer,
                    dialled,
                    path: "direct",
                }))
            }
            NodeInput::Closed { session } => {
                let why = NetClosed::ByPeer;
                let event = NetEvent::Closed { session, why, sent_bytes: 0, received_bytes: 0 };
                self.inbox.push_back(Input::Net(event));
            }
            NodeInput::Frame { session, bytes } => {
                if let Some(received) = &mut self.received {
                    received.extend_from_slice(&bytes);
                }
                self.inbox.push_back(Input::Net(NetEvent::Frame { session, bytes }));
            }
            NodeInput::Later { token } => {
                let room = usize::try_from(token).expect("a room's number");
                if let Some(errand) = self.rooms[room].pop_front() {
                    let input = self.perform(errand);
                    self.inbox.push_back(input);
                }
            }
            NodeInput::Tick => self.inbox.push_back(Input::Tick),
        }
        self.work(now, &mut out);
        out
    }

    fn crash(&mut self) {
        if self.random.chance(500) {
            self.tear();
        }
        self.vault = None;
        self.desk = Desk::new();
        self.disk = self.disk.copy();
        self.lose_markers();
        self.rooms = Default::default();
        self.inbox.clear();
        self.locking = None;
        self.pairing = None;
        self.to_pair.clear();
        self.held_out = None;
    }
}

fn setup(seed: [u8; 32], draw: bool) -> Setup {
    Setup { seed, scrypt_log_n: 2, offline: false, offset_minutes: 60, draw }
}
