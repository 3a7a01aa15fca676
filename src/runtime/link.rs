//! The window's door to core: the channels that the window expects, led to the writer's inbox.

use std::sync::mpsc::{channel, sync_channel};

use kith_core::{Command, CommandId, Snapshot};
use kith_ui::{CoreLink, OUTBOX_CAPACITY};

use super::{Handle, Message, Reply};

impl Handle {
    /// Makes the channels of a window. A thread of its own carries the window's commands over, so that a
    /// full inbox makes that thread wait and never the window; it ends with the window.
    pub fn core_link(&self) -> std::io::Result<CoreLink> {
        let (commands, asked) = sync_channel::<(CommandId, Command)>(OUTBOX_CAPACITY);
        // As many answers can wait here as the window has asked and not looked at, and no more.
        let (answer, answers) = channel();
        let handle = self.clone();
        std::thread::Builder::new().name("kith-window-link".to_owned()).spawn(move || {
            for (in_window, command) in asked {
                let reply = Reply::Window { in_window, answer: answer.clone() };
                if handle.hand_over(command, reply).is_err() {
                    return;
                }
            }
        })?;
        Ok(CoreLink { snapshot: self.shared_picture(), commands, answers })
    }

    /// Goes on the network whenever the plan is opened, until the program ends: a window that shows the
    /// plan is also there for the people it is shared with. Core opens nothing before the first pairing.
    pub fn stay_online(&self) -> std::io::Result<()> {
        let changes = self.changes();
        let handle = self.clone();
        std::thread::Builder::new().name("kith-window-net".to_owned()).spawn(move || {
            let mut was_open = false;
            for () in changes {
                let is_open = matches!(*handle.latest(), Snapshot::Open(_));
                if is_open && !was_open {
                    handle.send(Command::GoOnline);
                }
                was_open = is_open;
            }
        })?;
        Ok(())
    }

    /// Hands a command over with a way to answer it; an error says that the writer has ended.
    fn hand_over(&self, command: Command, reply: Reply) -> Result<(), ()> {
        let message = Message::Ask { id: self.next_id(), command, reply };
        self.inbox.send(message).map_err(|_| ())
    }
}
