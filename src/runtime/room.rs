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
    /// What lies at the door can be taken back, should the room not come for it.
    at_the_door: Receiver<W>,
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
        let at_the_door = work.clone();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let answers = inbox.clone();
            if catch_unwind(AssertUnwindSafe(|| body(work, answers))).is_err() {
                inbox.send(Message::RoomFell).ok();
            }
        })?;
        Ok(Room { door, at_the_door, waiting: VecDeque::new(), thread: Some(thread) })
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

    /// Puts another room in the place of this one, whose thread is left with what it has in its hands. All
    /// that it has not come for goes to the other, in order.
    pub(super) fn hand_over_to(&mut self, other: Self) {
        let old = std::mem::replace(self, other);
        self.waiting.extend(old.at_the_door.try_iter());
        self.waiting.extend(old.waiting);
        self.push();
    }

    /// Closes the door and hands out the thread, to be waited for.
    pub(super) fn close(self) -> Option<JoinHandle<()>> {
        drop(self.door);
        self.thread
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(
        name: &str,
        inbox: &Sender<Message>,
        seen: Sender<u32>,
        stuck_on: Option<u32>,
        released: Receiver<()>,
    ) -> Room<u32> {
        Room::open(name, inbox.clone(), move |work: Receiver<u32>, _| {
            for number in work {
                if stuck_on == Some(number) {
                    released.recv().ok();
                    return;
                }
                seen.send(number).unwrap();
            }
        })
        .unwrap()
    }

    #[test]
    fn what_a_stuck_room_has_not_come_for_goes_to_another_in_order() {
        let (inbox, _messages) = bounded(1);
        let (seen, heard) = crossbeam_channel::unbounded();
        let (release, released) = bounded::<()>(0);
        let count = u32::try_from(WORK_AT_THE_DOOR).unwrap() * 3;
        let mut room = counting("stuck", &inbox, seen.clone(), Some(2), released.clone());
        for number in 0..count {
            room.give(number);
        }
        for number in 0..2 {
            assert_eq!(heard.recv(), Ok(number));
        }
        // The third has to be in the room's hands and not at its door any more.
        while !room.at_the_door.is_full() {
            room.push();
            std::thread::yield_now();
        }
        let other = counting("other", &inbox, seen, None, released);
        room.hand_over_to(other);
        for number in 3..count {
            room.push();
            assert_eq!(heard.recv(), Ok(number));
        }
        drop(release);
        room.close().unwrap().join().unwrap();
    }
}
