//! The thread `kith-desk`: the one that holds secrets. Whatever seals, opens, signs or costs scrypt runs here.

use crossbeam_channel::{Receiver, Sender};
use kith_core::{Input, Ticket};
use kith_seal::{Desk, DeskRequest};

use super::Message;
use super::dice::SystemDice;
use super::room::Room;

/// One piece of the desk's work.
pub(super) type DeskWork = (Ticket, DeskRequest);

/// Starts the thread.
pub(super) fn open(inbox: Sender<Message>) -> std::io::Result<Room<DeskWork>> {
    Room::open("kith-desk", inbox, |work: Receiver<DeskWork>, answers| {
        let mut desk = Desk::new();
        let mut dice = SystemDice;
        for (ticket, request) in work {
            let reply = desk.run(request, &mut dice);
            if answers.send(Message::Heard(Input::Desk(ticket, reply))).is_err() {
                return;
            }
        }
    })
}
