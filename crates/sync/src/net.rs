//! The wire: sockets, sessions and redialling, by iroh and nothing else.
//!
//! [`Net`] owns one thread, `kith-net`, and on it everything that waits for the network. Commands go in without
//! waiting, events come out through a closure. No socket is opened before [`NetCommand::Start`],
//! [`NetCommand::OpenInvite`] or [`NetCommand::JoinInvite`]; there is no relay, no lookup service, no port mapping and no
//! name resolution: peers are called at the addresses given and nowhere else.
//!
//! A session is one connection with one bidirectional stream, ALPN `kith/sync/1`. Frames are `length u32 LE ‖ bytes`, at
//! most 1 MiB, the length checked before anything is allocated. Length zero is a heartbeat: each side sends one when
//! it has sent nothing else for 3 s, and takes the other for gone when nothing came for 7 s. The called side opens with a
//! heartbeat, so that the caller knows it was let in. Who is not a known peer is turned away when the handshake
//! ends, before any stream exists, with one code and no word.

mod command;
mod dial;
mod endpoint;
mod frames;
mod hub;
mod opening;
mod pair;
mod session;

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::mpsc;

pub use command::{NetClosed, NetCommand, NetEvent, NetPeer, Unreached};

/// ALPN of sessions between peers.
pub const SYNC_ALPN: &[u8] = b"kith/sync/1";
/// ALPN of pairing.
pub const PAIR_ALPN: &[u8] = b"kith/pair/1";

/// Commands that may wait for the network thread. One step of the exchange may send a frame for each of 4,096 aliases;
/// the memory of the frames themselves is bounded by the exchange's windows.
const COMMANDS: usize = 16_384;

/// A command was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetSendError {
    /// The network thread is far behind; the session in question is best closed.
    #[error("the network thread is too far behind")]
    Full,
    /// The network thread has ended.
    #[error("the network thread has ended")]
    Ended,
}

/// The network thread. Dropping it ends the thread without waiting for a clean end; see [`Net::join`].
#[derive(Debug)]
pub struct Net {
    commands: mpsc::Sender<NetCommand>,
    thread: Option<JoinHandle<()>>,
}

impl Net {
    /// Starts the thread `kith-net`. `events` is called on it, for every event in order; if it waits, the network
    /// waits.
    pub fn start(events: impl Fn(NetEvent) + Send + Sync + 'static) -> io::Result<Net> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (commands, inbox) = mpsc::channel(COMMANDS);
        let thread = std::thread::Builder::new()
            .name("kith-net".to_owned())
            .spawn(move || runtime.block_on(hub::run(inbox, Arc::new(events))))?;
        Ok(Net { commands, thread: Some(thread) })
    }

    /// Hands over a command without waiting.
    pub fn send(&self, command: NetCommand) -> Result<(), NetSendError> {
        self.commands.try_send(command).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => NetSendError::Full,
            mpsc::error::TrySendError::Closed(_) => NetSendError::Ended,
        })
    }

    /// Ends everything cleanly: what was sent is flushed, connections are closed, the thread is gone.
    pub fn join(self) {
        let Net { commands, thread } = self;
        drop(commands);
        if let Some(thread) = thread {
            thread.join().ok();
        }
    }
}
