//! The window's side of the door to the core: the newest picture comes in, requests go out, and
//! nothing here ever waits.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};

use kith_core::{Answer, Command, CommandId, Snapshot, Trouble};
use kith_page::Content;

use crate::files::FileWork;

/// How many requests may wait for the core. A person makes a few a second at most; more than this
/// means that the core is stuck, and the next one is refused aloud.
pub const OUTBOX_CAPACITY: usize = 64;

/// What became of a request.
pub type Outcome = Result<Answer, Trouble>;

/// The ends of the channels that lead to the core.
pub struct CoreLink {
    /// The newest picture. Whoever publishes swaps the inner `Arc` and nothing else happens under
    /// this lock.
    pub snapshot: Arc<Mutex<Arc<Snapshot>>>,
    /// Requests, in a bounded channel.
    pub commands: SyncSender<(CommandId, Command)>,
    /// What became of them.
    pub answers: Receiver<(CommandId, Outcome)>,
    /// Files to be written and read, in a bounded channel. What became of them comes with the answers.
    pub files: SyncSender<(CommandId, FileWork)>,
    /// The folder that is offered for them; empty where nobody knows one.
    pub folder: String,
}

/// A page that is to become a file. Debug tells nothing of it.
pub struct NewFile {
    /// Where, as it was typed.
    pub path: String,
    /// What stands on it.
    pub content: Content,
}

impl std::fmt::Debug for NewFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NewFile({:?})", self.content)
    }
}

/// The window's own handle on a [`CoreLink`], with the requests that did not fit yet.
pub struct Link {
    core: CoreLink,
    outbox: VecDeque<(CommandId, Command)>,
    next: u64,
    gone: bool,
}

impl Link {
    /// A handle on these channels.
    pub fn new(core: CoreLink) -> Self {
        Link { core, outbox: VecDeque::new(), next: 1, gone: false }
    }

    /// The newest picture.
    pub fn latest(&self) -> Arc<Snapshot> {
        // A publisher that panicked left a whole `Arc` behind, because swapping it cannot fail.
        Arc::clone(&self.core.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a request into the outbox and tells its number, or nothing if the outbox is full or the
    /// core has ended.
    pub fn send(&mut self, command: Command) -> Option<CommandId> {
        if self.gone || self.outbox.len() >= OUTBOX_CAPACITY {
            return None;
        }
        let id = CommandId(self.next);
        self.next += 1;
        self.outbox.push_back((id, command));
        Some(id)
    }

    /// Asks for a new file, and tells the number under which its answer comes; nothing if another is still being
    /// written.
    pub fn save(&mut self, file: NewFile) -> Option<CommandId> {
        self.carry(FileWork::Page(file))
    }

    /// The same for any work with files.
    pub fn carry(&mut self, work: FileWork) -> Option<CommandId> {
        let id = CommandId(self.next);
        self.core.files.try_send((id, work)).ok()?;
        self.next += 1;
        Some(id)
    }

    /// The folder that is offered for files.
    pub fn folder(&self) -> &str {
        &self.core.folder
    }

    /// Hands over what fits, without waiting. Returns whether something is left for the next frame.
    pub fn flush(&mut self) -> bool {
        while let Some(request) = self.outbox.pop_front() {
            match self.core.commands.try_send(request) {
                Ok(()) => {}
                Err(TrySendError::Full(request)) => {
                    self.outbox.push_front(request);
                    return true;
                }
                Err(TrySendError::Disconnected(_)) => {
                    self.gone = true;
                    self.outbox.clear();
                }
            }
        }
        false
    }

    /// What became of requests since the last call.
    pub fn answers(&mut self) -> Vec<(CommandId, Outcome)> {
        let mut answers = Vec::new();
        loop {
            match self.core.answers.try_recv() {
                Ok(answer) => answers.push(answer),
                Err(TryRecvError::Empty) => return answers,
                Err(TryRecvError::Disconnected) => {
                    self.gone = true;
                    return answers;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{channel, sync_channel};

    #[test]
    fn what_does_not_fit_waits_in_order_and_nothing_blocks() {
        let (commands, received) = sync_channel(1);
        let (_answers, answers) = channel();
        let snapshot = Arc::new(Mutex::new(Arc::new(Snapshot::NoVault)));
        let (files, _) = sync_channel(1);
        let folder = String::new();
        let mut link = Link::new(CoreLink { snapshot, commands, answers, files, folder });
        for _ in 0..3 {
            link.send(Command::Status).unwrap();
        }
        assert!(link.flush());
        assert_eq!(received.recv().unwrap().0, CommandId(1));
        assert!(link.flush());
        assert_eq!(received.recv().unwrap().0, CommandId(2));
        assert!(!link.flush());
        assert_eq!(received.recv().unwrap().0, CommandId(3));
    }

    #[test]
    fn a_full_outbox_and_a_core_that_ended_refuse() {
        let (commands, received) = sync_channel(1);
        let (_answers, answers) = channel();
        let snapshot = Arc::new(Mutex::new(Arc::new(Snapshot::NoVault)));
        let (files, _) = sync_channel(1);
        let folder = String::new();
        let mut link = Link::new(CoreLink { snapshot, commands, answers, files, folder });
        for _ in 0..OUTBOX_CAPACITY {
            assert!(link.send(Command::Status).is_some());
        }
        assert!(link.send(Command::Status).is_none());
        drop(received);
        assert!(!link.flush());
        assert!(link.send(Command::Status).is_none());
    }
}
