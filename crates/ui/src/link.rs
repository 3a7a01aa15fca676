//! The window's side of the door to the core: the newest picture comes in, requests go out, and
//! nothing here ever waits.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};

use kith_core::{Answer, Command, CommandId, Snapshot, ToldPlan, Trouble};
use kith_page::{Content, Layout, Wanted, preview};

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
    /// Pages that are to be seen, in a bounded channel.
    pub pages: SyncSender<PageAsked>,
    /// How they look.
    pub seen: Receiver<PageSeen>,
    /// The folder that is offered for files; empty where nobody knows one.
    pub folder: String,
}

/// A page that is to be seen: what is wanted, and the records that may stand on it.
pub struct PageAsked {
    /// What is wanted.
    pub wanted: Wanted,
    /// The records, as core told them.
    pub plan: Box<ToldPlan>,
    /// Where somebody is whose lines stand on it.
    pub country: Option<&'static str>,
}

/// How a page looks; nothing if the plan has none like that.
pub struct PageSeen {
    /// What was wanted.
    pub wanted: Wanted,
    /// What stands on it, its first sheets, and whether these are all.
    pub page: Option<(Arc<Content>, Layout, bool)>,
}

impl PageAsked {
    /// Sets the first sheet. That takes as long as several frames, so it is the work of whoever draws none.
    pub fn lay_out(self) -> PageSeen {
        let page = self.wanted.content(&self.plan, self.country).map(|content| {
            let (layout, is_all) = preview(&content);
            (Arc::new(content), layout, is_all)
        });
        PageSeen { wanted: self.wanted, page }
    }
}

/// A page that is to become a file. Debug tells nothing of it.
pub struct NewFile {
    /// Where, as it was typed.
    pub path: String,
    /// What stands on it.
    pub content: Arc<Content>,
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
    /// The page that is to be seen next. Who wants another one does not wait for this one.
    page: Option<PageAsked>,
    next: u64,
    gone: bool,
}

impl Link {
    /// A handle on these channels.
    pub fn new(core: CoreLink) -> Self {
        Link { core, outbox: VecDeque::new(), page: None, next: 1, gone: false }
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

    /// Asks how a page looks.
    pub fn lay_out(&mut self, page: PageAsked) {
        self.page = Some(page);
    }

    /// Forgets the page that was asked for.
    pub fn forget_page(&mut self) {
        self.page = None;
    }

    /// The pages that were laid out since the last call.
    pub fn seen(&self) -> Vec<PageSeen> {
        self.core.seen.try_iter().collect()
    }

    /// The folder that is offered for files.
    pub fn folder(&self) -> &str {
        &self.core.folder
    }

    /// Hands over what fits, without waiting. Returns whether something is left for the next frame.
    pub fn flush(&mut self) -> bool {
        if let Some(page) = self.page.take()
            && let Err(TrySendError::Full(page)) = self.core.pages.try_send(page)
        {
            self.page = Some(page);
        }
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
        self.page.is_some()
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

    fn link(
        commands: SyncSender<(CommandId, Command)>,
        answers: Receiver<(CommandId, Outcome)>,
    ) -> Link {
        let snapshot = Arc::new(Mutex::new(Arc::new(Snapshot::NoVault)));
        let ((files, _), (pages, _), (_, seen)) = (sync_channel(1), sync_channel(1), channel());
        let folder = String::new();
        Link::new(CoreLink { snapshot, commands, answers, files, pages, seen, folder })
    }

    #[test]
    fn what_does_not_fit_waits_in_order_and_nothing_blocks() {
        let (commands, received) = sync_channel(1);
        let (_answers, answers) = channel();
        let mut link = link(commands, answers);
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
        let mut link = link(commands, answers);
        for _ in 0..OUTBOX_CAPACITY {
            assert!(link.send(Command::Status).is_some());
        }
        assert!(link.send(Command::Status).is_none());
        drop(received);
        assert!(!link.flush());
        assert!(link.send(Command::Status).is_none());
    }
}
