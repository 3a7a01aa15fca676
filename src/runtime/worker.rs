//! The thread `kith-gate`: it checks what peers sent, away from the writer, so that no peer can make the
//! writer wait.

use crossbeam_channel::{Receiver, Sender};
use kith_core::{Input, Job, Ticket};

use super::Message;
use super::room::Room;

/// One piece of the gate's work.
pub(super) type GateWork = (Ticket, Job);

/// Starts the thread.
pub(super) fn open(inbox: Sender<Message>) -> std::io::Result<Room<GateWork>> {
    Room::open("kith-gate", inbox, |work: Receiver<GateWork>, answers| {
        for (ticket, job) in work {
            let done = job.run();
            if answers.send(Message::Heard(Input::JobDone(ticket, done))).is_err() {
                return;
            }
        }
    })
}
