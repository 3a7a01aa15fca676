//! A named thread that does one family of work, and the door through which core hands it over.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::Message;

/// How much work may lie in a room's channel. What is more waits with the writer, which never blocks on
/// a room: a room may be blocked on the writer's inbox at that moment, and both would stand still.
const WORK_AT_THE_DOOR: usize = 32;

/// The writer's side of a room.
pub(super) struct Room<W> {
    door: Sender<W>,
    waiting: VecDeque<W>,
    thread: Option<JoinHandle<()>>,
}

impl<W: Send + 'static> Room<W> {
    /// Starts the thread `name`, which runs `body` until the door closes. A panic in it is told to the
    /// writer, which then ends: a room that is gone would leave it waiting for ever.
    pub(super) fn open(
        name: &str,
        inbox: Sender<Message>,
        body: impl FnOnce(Receiver<W>, Sender<Message>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (door, work) = bounded(WORK_AT_THE_DOOR);
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let answers = inbox.clone();
            if catch_unwind(AssertUnwindSafe(|| body(work, answers))).is_err() {
                inbox.send(Message::RoomFell).ok();
            }
        })?;
        Ok(Room { door, waiting: VecDeque::new(), thread: Some(thread) })
    }

    /// Hands work over without waiting; order is kept.
    pub(super) fn give(&mut self, work: W) {
        self.waiting.push_back(work);
        self.push();
    }

    /// Moves what waits to the door, as far as there is place. The writer calls this after each thing it
    /// hears: a room that took work answers it, so whatever waits is always moved by an answer.
    pub(super) fn push(&mut self) {
        while let Some(work) = self.waiting.pop_front() {
            match self.door.try_send(work) {
                Ok(()) => {}
                Err(TrySendError::Full(work)) => {
                    self.waiting.push_front(work);
                    return;
                }
                Err(TrySendError::Disconnected(_)) => {
                    self.waiting.clear();
                    return;
                }
            }
        }
    }

    /// Closes the door and hands out the thread, to be waited for.
    pub(super) fn close(self) -> Option<JoinHandle<()>> {
        drop(self.door);
        self.thread
    }
}
