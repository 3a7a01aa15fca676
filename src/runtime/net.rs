//! The network's door. Its threads and sockets do not exist before the first command that needs them.

use std::net::SocketAddr;

use crossbeam_channel::Sender;
use kith_core::Input;
use kith_sync::net::Net;
use kith_sync::{NetCommand, NetEvent};

use super::Message;
use super::recorder::{Carried, Recorder};

/// The writer's side of the network.
pub(super) struct Network {
    inbox: Sender<Message>,
    recorder: Option<Recorder>,
    running: Option<Net>,
}

impl Network {
    /// A network that has not been asked for anything yet.
    pub(super) fn new(inbox: Sender<Message>, recorder: Option<Recorder>) -> Self {
        Network { inbox, recorder, running: None }
    }

    /// Hands a command over without waiting; order is kept.
    pub(super) fn give(&mut self, command: NetCommand) {
        if let (Some(recorder), NetCommand::Send { frame, .. } | NetCommand::PairSend { frame }) =
            (&self.recorder, &command)
        {
            recorder.keep(Carried::Sent { bytes: frame.clone() });
        }
        if self.running.is_none() {
            self.running = start(self.inbox.clone(), self.recorder.clone());
        }
        let Some(running) = &self.running else {
            return;
        };
        if running.send(command).is_err() {
            // It has ended, or lies thousands of commands behind, which no healthy thread does. A frame
            // that is lost would leave a session that waits for ever, so all of them end.
            self.running = None;
            self.tell(NetEvent::Stopped);
        }
    }

    /// Ends every connection cleanly and waits for the threads.
    pub(super) fn close(self) {
        if let Some(running) = self.running {
            running.join();
        }
    }

    /// Tells core without waiting: this is the writer's own thread, the one that empties the inbox.
    fn tell(&self, event: NetEvent) {
        self.inbox.try_send(Message::Heard(Input::Net(event))).ok();
    }
}

/// Where the network listens, if this is news of that.
pub(super) fn listening(event: &NetEvent) -> Option<Vec<SocketAddr>> {
    match event {
        NetEvent::Ready { listen } => Some(listen.clone()),
        NetEvent::Stopped | NetEvent::StartFailed { .. } => Some(Vec::new()),
        NetEvent::Connected { .. }
        | NetEvent::Closed { .. }
        | NetEvent::Frame { .. }
        | NetEvent::Unreachable { .. }
        | NetEvent::InviteReady { .. }
        | NetEvent::PairConnected { .. }
        | NetEvent::PairFrame { .. }
        | NetEvent::PairDisconnected
        | NetEvent::PairClosed { .. } => None,
    }
}

fn start(inbox: Sender<Message>, recorder: Option<Recorder>) -> Option<Net> {
    let news = inbox.clone();
    let started = Net::start(move |event| {
        if let (Some(recorder), NetEvent::Frame { bytes, .. } | NetEvent::PairFrame { bytes }) =
            (&recorder, &event)
        {
            recorder.keep(Carried::Received { bytes: bytes.clone() });
        }
        // The writer has ended when nobody takes this any more.
        news.send(Message::Heard(Input::Net(event))).ok();
    });
    match started {
        Ok(net) => Some(net),
        Err(error) => {
            // A network that cannot be started is one whose sockets could not be opened.
            let why = error.kind().to_string();
            inbox.try_send(Message::Heard(Input::Net(NetEvent::StartFailed { why }))).ok();
            None
        }
    }
}
