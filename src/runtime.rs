//! The writer's loop and the threads around it: what core asks for is done here, and what comes of it is told to core.
//!
//! One thread, `kith-core`, owns [`Core`]; `kith-desk` holds the secrets, `kith-disk` the folder, `kith-gate`
//! checks what peers sent, and the network keeps threads of its own. Nothing here decides anything.

mod clock;
mod desk;
mod dice;
mod disk;
mod handle;
mod link;
mod net;
mod recorder;
mod room;
mod worker;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use kith_core::{
    Answer, Command, CommandId, Core, Effect, Input, PairingView, Setup, Snapshot, Trouble,
};
use kith_seal::DeskRequest;

use clock::Alarm;
use room::Room;

pub use clock::{Clock, now};
pub use dice::{SystemDice, seed};
pub use handle::{AskError, Handle};
pub use recorder::{Carried, Recorder};

/// How much may wait for the writer. Rooms and clients block when it is full, and the writer never waits
/// for either, so it is always emptied; 256 is more than all rooms together can have on the way.
const INBOX: usize = 256;
/// A picture waits until nothing else does, but no longer than this: the time of one frame.
const PICTURE_WAITS: Duration = Duration::from_millis(16);

/// What a runtime is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The cost of the passphrase, as the base-2 logarithm of scrypt's N.
    pub scrypt_log_n: u8,
    /// Open no network socket, whatever is asked.
    pub offline: bool,
    /// Whether anybody looks at the pictures.
    pub draw: bool,
    /// What keeps a copy of every message, for those who prove what was sent.
    pub recorder: Option<Recorder>,
    /// What says the time.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        let clock = Clock::default();
        Options { scrypt_log_n: 18, offline: false, draw: false, recorder: None, clock }
    }
}

/// A thread could not be started.
#[derive(Debug, thiserror::Error)]
#[error("a thread could not be started: {0}")]
pub struct StartError(#[from] std::io::Error);

/// Starts the threads over one vault folder.
#[derive(Debug)]
pub struct Runtime;

impl Runtime {
    /// Starts core over the vault in `folder`, which need not exist, and has it look for a vault there.
    /// `waker` is called after each new picture, on the writer's thread: it must not wait.
    pub fn start(
        folder: PathBuf,
        options: Options,
        waker: impl Fn() + Send + 'static,
    ) -> Result<Handle, StartError> {
        let (inbox, messages) = bounded(INBOX);
        let (alive, ended) = bounded(0);
        let latest = Arc::new(Mutex::new(Arc::new(Snapshot::Opening(None))));
        let core = Core::new(Setup {
            seed: seed(),
            scrypt_log_n: options.scrypt_log_n,
            offline: options.offline,
            offset_minutes: clock::offset_minutes(),
            draw: options.draw,
        });
        let mut writer = Writer {
            core,
            desk: desk::open(inbox.clone())?,
            disk: disk::open(folder, inbox.clone())?,
            gate: worker::open(inbox.clone())?,
            recorder: options.recorder.clone(),
            clock: options.clock,
            net: net::Network::new(inbox.clone(), options.recorder.clone()),
            inbox: inbox.clone(),
            latest: Arc::clone(&latest),
            waker: Box::new(waker),
            asked: BTreeMap::new(),
            watchers: Watchers::default(),
            alarm: Alarm::default(),
            undrawn_since: None,
            answers_behind: Vec::new(),
        };
        std::thread::Builder::new().name("kith-core".to_owned()).spawn(move || {
            writer.run(messages);
            writer.end();
            drop(alive);
        })?;
        Ok(Handle::new(inbox, latest, ended))
    }
}

/// What reaches the writer.
pub(crate) enum Message {
    /// Somebody asks, and waits for the answer.
    Ask { id: CommandId, command: Command, reply: Reply },
    /// A room or the network has something to tell.
    Heard(Input),
    /// Somebody wants to be told.
    Watch(Watcher),
    /// A room's thread ended by a fault of Kith itself.
    RoomFell,
}

/// Where an answer goes.
pub(crate) enum Reply {
    /// To somebody who waits for this one.
    Once(Sender<Result<Answer, Trouble>>),
    /// To the window, under the number that the window gave.
    Window { in_window: CommandId, answer: std::sync::mpsc::Sender<(CommandId, kith_ui::Outcome)> },
}

/// Somebody who wants to be told. A channel that is full is passed over, one that is closed is forgotten.
pub(crate) enum Watcher {
    /// Every step of a pairing.
    Pairing(Sender<PairingView>),
    /// Where the network listens, as soon as it does.
    Listening(Sender<Vec<SocketAddr>>),
    /// That something may have changed.
    Changes(Sender<()>),
}

#[derive(Default)]
struct Watchers {
    pairing: Vec<Sender<PairingView>>,
    listening: Vec<Sender<Vec<SocketAddr>>>,
    changes: Vec<Sender<()>>,
    /// Where the network listens now.
    listen: Option<Vec<SocketAddr>>,
}

impl Watchers {
    fn add(&mut self, watcher: Watcher) {
        match watcher {
            Watcher::Pairing(sender) => self.pairing.push(sender),
            Watcher::Listening(sender) => {
                if let Some(listen) = &self.listen {
                    sender.try_send(listen.clone()).ok();
                }
                self.listening.push(sender);
            }
            Watcher::Changes(sender) => self.changes.push(sender),
        }
    }

    fn tell_pairing(&mut self, view: &PairingView) {
        tell(&mut self.pairing, view);
    }

    fn tell_listening(&mut self, listen: Vec<SocketAddr>) {
        tell(&mut self.listening, &listen);
        self.listen = Some(listen);
    }

    fn tell_change(&mut self) {
        tell(&mut self.changes, &());
    }
}

fn tell<T: Clone>(to: &mut Vec<Sender<T>>, news: &T) {
    to.retain(|sender| {
        !matches!(
            sender.try_send(news.clone()),
            Err(crossbeam_channel::TrySendError::Disconnected(_))
        )
    });
}

/// The thread `kith-core`.
struct Writer {
    core: Core,
    desk: Room<desk::DeskWork>,
    disk: Room<disk::DiskWork>,
    gate: Room<worker::GateWork>,
    net: net::Network,
    recorder: Option<Recorder>,
    clock: Clock,
    inbox: Sender<Message>,
    latest: Arc<Mutex<Arc<Snapshot>>>,
    waker: Box<dyn Fn() + Send>,
    asked: BTreeMap<CommandId, Reply>,
    watchers: Watchers,
    alarm: Alarm,
    /// Since when something has changed that is in no picture yet.
    undrawn_since: Option<Instant>,
    /// Answers for the window that go out with the next picture: it must find in the picture what it was
    /// told of.
    answers_behind: Vec<WindowAnswer>,
}

/// An answer on its way to the window.
type WindowAnswer =
    (std::sync::mpsc::Sender<(CommandId, kith_ui::Outcome)>, CommandId, kith_ui::Outcome);

/// Whether the loop goes on.
#[derive(PartialEq, Eq)]
enum Goes {
    On,
    Closed,
}

impl Writer {
    /// Takes the receiver with it when it ends, so that no room can hang on a full inbox while it is
    /// waited for.
    fn run(&mut self, messages: Receiver<Message>) {
        if self.hear(Input::Start) == Goes::Closed {
            return;
        }
        loop {
            let input = match self.next(&messages) {
                Next::Input(input) => input,
                Next::Nothing => continue,
                Next::End => return,
            };
            if self.hear(input) == Goes::Closed {
                return;
            }
        }
    }

    fn next(&mut self, messages: &Receiver<Message>) -> Next {
        if self.alarm.rings(self.clock.now()) {
            return Next::Input(Input::Tick);
        }
        if let Some(since) = self.undrawn_since
            && (messages.is_empty() || since.elapsed() >= PICTURE_WAITS)
        {
            return Next::Input(Input::Draw);
        }
        let message = match self.alarm.sleep(self.clock.now()) {
            None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(sleep) => messages.recv_timeout(sleep),
        };
        match message {
            Ok(Message::Heard(input)) => {
                if let Input::Net(event) = &input {
                    if let Some(listen) = net::listening(event) {
                        self.watchers.tell_listening(listen);
                    }
                    self.watchers.tell_change();
                }
                Next::Input(input)
            }
            Ok(Message::Ask { id, command, reply }) => {
                self.asked.insert(id, reply);
                Next::Input(Input::Command(id, command))
            }
            Ok(Message::Watch(watcher)) => {
                self.watchers.add(watcher);
                Next::Nothing
            }
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Ok(Message::RoomFell) | Err(RecvTimeoutError::Disconnected) => Next::End,
        }
    }

    /// Lets core think, then does what it asks for, in its order.
    fn hear(&mut self, input: Input) -> Goes {
        let mut goes = Goes::On;
        if matches!(input, Input::Draw) {
            self.undrawn_since = None;
        }
        for effect in self.core.handle(self.clock.now(), input) {
            if self.run_effect(effect) == Goes::Closed {
                goes = Goes::Closed;
            }
        }
        if self.undrawn_since.is_none() || goes == Goes::Closed {
            self.answer_window();
        }
        self.desk.push();
        self.disk.push();
        self.gate.push();
        goes
    }

    fn run_effect(&mut self, effect: Effect) -> Goes {
        match effect {
            Effect::OpenVault => self.disk.give(disk::DiskWork::Open),
            Effect::CreateVault { files } => self.disk.give(disk::DiskWork::Create(files)),
            Effect::Vault(ticket, request) => self.disk.give(disk::DiskWork::Run(ticket, request)),
            Effect::Desk(ticket, request) => {
                self.record_name(&request);
                self.desk.give((ticket, request));
            }
            Effect::Job(ticket, job) => self.gate.give((ticket, job)),
            Effect::NewWorker => self.replace_worker(),
            Effect::Net(command) => self.net.give(command),
            Effect::Changed => self.undrawn_since = Some(Instant::now()),
            Effect::Publish(snapshot) => self.publish(snapshot),
            Effect::Answer(id, answer) => match self.asked.remove(&id) {
                Some(Reply::Once(reply)) => {
                    reply.send(answer).ok();
                }
                Some(Reply::Window { in_window, answer: to }) => {
                    self.answers_behind.push((to, in_window, answer));
                }
                None => {}
            },
            Effect::Pairing(view) => self.watchers.tell_pairing(&view),
            Effect::WakeAt(at) => self.alarm.wish(at),
            Effect::Closed => return Goes::Closed,
        }
        Goes::On
    }

    /// The thread that is stuck keeps its job and ends with it. If no other can be started, the rest waits
    /// until core asks for one again.
    fn replace_worker(&mut self) {
        if let Ok(room) = worker::open(self.inbox.clone()) {
            self.gate.hand_over_to(room);
        }
    }

    fn answer_window(&mut self) {
        for (to, in_window, answer) in std::mem::take(&mut self.answers_behind) {
            to.send((in_window, answer)).ok();
            (self.waker)();
        }
    }

    fn record_name(&self, request: &DeskRequest) {
        if let (Some(recorder), DeskRequest::NewGeneration { label, alias, .. }) =
            (&self.recorder, request)
        {
            recorder.keep(Carried::Named { alias: *alias, label: label.clone() });
        }
    }

    fn publish(&mut self, snapshot: Arc<Snapshot>) {
        match self.latest.lock() {
            Ok(mut latest) => *latest = snapshot,
            // Nothing can fail while the lock is held, so the picture behind a poisoned one is whole.
            Err(poisoned) => *poisoned.into_inner() = snapshot,
        }
        (self.waker)();
        self.watchers.tell_change();
    }

    /// Closes every room and waits for it, so that the folder's lock is free when the handle says so.
    fn end(self) {
        let Writer { desk, disk, gate, net, .. } = self;
        net.close();
        // The gate holds nothing that outlives the process, and may never come back from its job.
        drop(gate.close());
        for thread in [desk.close(), disk.close()].into_iter().flatten() {
            thread.join().ok();
        }
    }
}

/// What the writer found when it looked up.
enum Next {
    Input(Input),
    Nothing,
    End,
}
