//! What whoever carries the bytes is told and what it tells: plain data, so that a core can speak of the network without having one.

use std::fmt;
use std::net::SocketAddr;

use kith_seal::{EndpointKey, TransportSecret};

use crate::proto::{PeerId, SessionId};

/// A peer and where it may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetPeer {
    /// Who.
    pub id: PeerId,
    /// Addresses to call, all of them at once.
    pub addresses: Vec<SocketAddr>,
}

/// What the network is told to do.
pub enum NetCommand {
    /// Open sockets and take calls from the peers. A port that is busy is tried again and again.
    Start {
        /// The device's transport key.
        secret: TransportSecret,
        /// Addresses to listen on; empty means every interface.
        listen: Vec<SocketAddr>,
    },
    /// Close every session and socket of [`NetCommand::Start`], cleanly.
    Stop,
    /// From now on these are the peers: they are called, and nobody else is let in.
    SetPeers(Vec<NetPeer>),
    /// Send a frame.
    Send {
        /// On which session.
        session: SessionId,
        /// The frame's bytes, without a length.
        frame: Vec<u8>,
    },
    /// End a session, after what was sent.
    Close {
        /// Which.
        session: SessionId,
    },
    /// Wait for a joiner, on an endpoint of its own.
    OpenInvite {
        /// The pairing endpoint's key, derived from the ticket's secret.
        secret: TransportSecret,
        /// Addresses to listen on; empty means every interface.
        listen: Vec<SocketAddr>,
    },
    /// Call an inviter, from an endpoint of its own.
    JoinInvite {
        /// A random key for this one call.
        secret: TransportSecret,
        /// The inviter's pairing endpoint.
        endpoint: EndpointKey,
        /// Where it may be.
        addresses: Vec<SocketAddr>,
    },
    /// Send a pairing frame.
    PairSend {
        /// The frame's bytes, without a length.
        frame: Vec<u8>,
    },
    /// End the pairing connection, after what was sent; an inviter goes on waiting.
    PairDisconnect,
    /// End pairing altogether.
    CloseInvite,
}

impl fmt::Debug for NetCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetCommand::Start { listen, .. } => write!(f, "Start({listen:?})"),
            NetCommand::Stop => write!(f, "Stop"),
            NetCommand::SetPeers(peers) => write!(f, "SetPeers({})", peers.len()),
            NetCommand::Send { session, frame } => {
                write!(f, "Send({session:?}, {} bytes)", frame.len())
            }
            NetCommand::Close { session } => write!(f, "Close({session:?})"),
            NetCommand::OpenInvite { listen, .. } => write!(f, "OpenInvite({listen:?})"),
            NetCommand::JoinInvite { .. } => write!(f, "JoinInvite"),
            NetCommand::PairSend { frame } => write!(f, "PairSend({} bytes)", frame.len()),
            NetCommand::PairDisconnect => write!(f, "PairDisconnect"),
            NetCommand::CloseInvite => write!(f, "CloseInvite"),
        }
    }
}

/// What happened.
#[derive(Clone, PartialEq, Eq)]
pub enum NetEvent {
    /// Sockets are open.
    Ready {
        /// The addresses at which this device can be called; for a socket on every interface, each interface's.
        listen: Vec<SocketAddr>,
    },
    /// Sockets could not be opened, for several seconds. Said once; they are tried again until it works, which
    /// [`NetEvent::Ready`] tells, or until [`NetCommand::Stop`].
    StartFailed {
        /// For a developer.
        why: String,
    },
    /// Everything of [`NetCommand::Start`] is closed.
    Stopped,
    /// A session stands.
    Connected {
        /// Its number.
        session: SessionId,
        /// Who is there, proved by the transport.
        peer: PeerId,
        /// Whether we called.
        dialled: bool,
        /// How: `direct`.
        path: &'static str,
    },
    /// A session is gone.
    Closed {
        /// Which.
        session: SessionId,
        /// Why.
        why: NetClosed,
        /// Bytes of frames sent, lengths and heartbeats included.
        sent_bytes: u64,
        /// Bytes of frames received, lengths and heartbeats included.
        received_bytes: u64,
    },
    /// A frame came.
    Frame {
        /// On which session.
        session: SessionId,
        /// Its bytes, without the length.
        bytes: Vec<u8>,
    },
    /// A peer cannot be reached; said once until it was reached again.
    Unreachable {
        /// Who.
        peer: PeerId,
        /// Why.
        why: Unreached,
    },
    /// The pairing endpoint is open.
    InviteReady {
        /// Its id.
        endpoint: EndpointKey,
        /// Its addresses.
        listen: Vec<SocketAddr>,
    },
    /// A pairing connection stands.
    PairConnected {
        /// 32 bytes that both ends of this connection derive, and nobody between them can.
        exporter: [u8; 32],
    },
    /// A pairing frame came.
    PairFrame {
        /// Its bytes, without the length.
        bytes: Vec<u8>,
    },
    /// The pairing connection is gone.
    PairDisconnected,
    /// Pairing is over: closed, or it could not be opened or reached.
    PairClosed {
        /// Why; none when it was told to close.
        why: Option<Unreached>,
    },
}

impl fmt::Debug for NetEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetEvent::Ready { listen } => write!(f, "Ready({listen:?})"),
            NetEvent::StartFailed { why } => write!(f, "StartFailed({why})"),
            NetEvent::Stopped => write!(f, "Stopped"),
            NetEvent::Connected { session, peer, dialled, path } => {
                write!(f, "Connected({session:?}, {peer:?}, dialled {dialled}, {path})")
            }
            NetEvent::Closed { session, why, sent_bytes, received_bytes } => {
                write!(f, "Closed({session:?}, {why:?}, {sent_bytes} out, {received_bytes} in)")
            }
            NetEvent::Frame { session, bytes } => {
                write!(f, "Frame({session:?}, {} bytes)", bytes.len())
            }
            NetEvent::Unreachable { peer, why } => write!(f, "Unreachable({peer:?}, {why:?})"),
            NetEvent::InviteReady { endpoint, listen } => {
                write!(f, "InviteReady({endpoint:?}, {listen:?})")
            }
            // The exporter goes into the MACs of pairing: it is not for logs.
            NetEvent::PairConnected { .. } => write!(f, "PairConnected"),
            NetEvent::PairFrame { bytes } => write!(f, "PairFrame({} bytes)", bytes.len()),
            NetEvent::PairDisconnected => write!(f, "PairDisconnected"),
            NetEvent::PairClosed { why } => write!(f, "PairClosed({why:?})"),
        }
    }
}

/// Why a session is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NetClosed {
    /// The other side ended it.
    #[error("the other side ended it")]
    ByPeer,
    /// This side ended it.
    #[error("this side ended it")]
    ByUs,
    /// Nothing came for too long.
    #[error("nothing came for too long")]
    Silent,
    /// A frame was longer than any may be.
    #[error("a frame was too long")]
    TooLong,
    /// The other side reads too slowly.
    #[error("the other side reads too slowly")]
    Slow,
}

/// Why a peer cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// No address is known.
    #[error("no address is known")]
    NoAddress,
    /// Nobody answers at any address.
    #[error("nobody answers")]
    NoAnswer,
    /// Somebody answers, and does not let us in.
    #[error("not let in")]
    Refused,
    /// A socket could not be opened.
    #[error("no socket: {0}")]
    NoSocket(String),
}
