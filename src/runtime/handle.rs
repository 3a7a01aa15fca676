//! How the window and the command line speak with a running core.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use kith_core::{Answer, Command, CommandId, PairingView, Snapshot, Trouble};

use super::{Message, Reply, Watcher};

/// A whole pairing has a handful of steps; nobody can fall this far behind.
const PAIRING_STEPS: usize = 64;

/// A command could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The writer has much to do; the command is given back.
    #[error("the writer's inbox is full")]
    Full(Command),
    /// The writer has ended.
    #[error("the writer has ended")]
    Ended,
}

/// A door to one running core; clones lead to the same one.
#[derive(Clone)]
pub struct Handle {
    pub(super) inbox: Sender<Message>,
    latest: Arc<Mutex<Arc<Snapshot>>>,
    ended: Receiver<()>,
    next: Arc<AtomicU64>,
    end: Arc<OnceLock<Result<(), Trouble>>>,
}

impl Handle {
    pub(super) fn new(
        inbox: Sender<Message>,
        latest: Arc<Mutex<Arc<Snapshot>>>,
        ended: Receiver<()>,
    ) -> Self {
        let (next, end) = (Arc::new(AtomicU64::new(1)), Arc::default());
        Handle { inbox, latest, ended, next, end }
    }

    /// Hands a command over, and gives back where its answer will arrive. If the program's core ends
    /// before, that channel closes without one.
    pub fn send(&self, command: Command) -> Receiver<Result<Answer, Trouble>> {
        let (reply, answer) = bounded(1);
        let id = self.next_id();
        self.inbox.send(Message::Ask { id, command, reply: Reply::Once(reply) }).ok();
        answer
    }

    /// As [`Handle::send`], for those who may not wait for room in the inbox.
    pub fn try_send(
        &self,
        command: Command,
    ) -> Result<Receiver<Result<Answer, Trouble>>, AskError> {
        let (reply, answer) = bounded(1);
        let id = self.next_id();
        match self.inbox.try_send(Message::Ask { id, command, reply: Reply::Once(reply) }) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(Message::Ask { command, .. })) => Err(AskError::Full(command)),
            Err(_) => Err(AskError::Ended),
        }
    }

    /// Hands a command over and waits for its answer.
    pub fn ask(&self, command: Command) -> Result<Answer, Trouble> {
        self.send(command).recv().unwrap_or(Err(Trouble::Internal))
    }

    /// The newest picture.
    pub fn latest(&self) -> Arc<Snapshot> {
        match self.latest.lock() {
            Ok(latest) => Arc::clone(&latest),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    /// Every step of pairings from now on.
    pub fn pairing(&self) -> Receiver<PairingView> {
        let (sender, receiver) = bounded(PAIRING_STEPS);
        self.inbox.send(Message::Watch(Watcher::Pairing(sender))).ok();
        receiver
    }

    /// Where the network listens: the present state if it is open, and each later one.
    pub fn listening(&self) -> Receiver<Vec<SocketAddr>> {
        let (sender, receiver) = bounded(PAIRING_STEPS);
        self.inbox.send(Message::Watch(Watcher::Listening(sender))).ok();
        receiver
    }

    /// One token whenever something may have changed; many changes may share one.
    pub fn changes(&self) -> Receiver<()> {
        let (sender, receiver) = bounded(1);
        self.inbox.send(Message::Watch(Watcher::Changes(sender))).ok();
        receiver
    }

    /// Makes everything durable and ends every thread. When it returns, the vault's lock is free. Whoever
    /// closes later is told what the first was.
    ///
    /// # Errors
    /// What was written last is not on the disk, or nobody knows.
    pub fn close(&self) -> Result<(), Trouble> {
        let close = || {
            // A writer that ended without an answer has not said that all is saved.
            let answer = self.send(Command::Close).recv().unwrap_or(Err(Trouble::Internal));
            // Nobody ever sends here: the channel closes when the last thread has ended.
            self.ended.recv().ok();
            answer.map(|_| ())
        };
        self.end.get_or_init(close).clone()
    }

    /// The lock behind which the newest picture lies.
    pub(super) fn shared_picture(&self) -> Arc<Mutex<Arc<Snapshot>>> {
        Arc::clone(&self.latest)
    }

    pub(super) fn next_id(&self) -> CommandId {
        CommandId(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}
