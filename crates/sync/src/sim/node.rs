//! What lives in a simulated network.

use std::collections::BTreeSet;

use kith_seal::UnixMillis;

use crate::proto::{PeerId, SessionId};

/// What a node is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeInput {
    /// The program starts, for the first time or after a crash.
    Start,
    /// A connection stands.
    Connected {
        /// Numbered by this node's own end; never used again.
        session: SessionId,
        /// Who is there.
        peer: PeerId,
        /// Whether this node called.
        dialled: bool,
    },
    /// A connection is gone.
    Closed {
        /// Which.
        session: SessionId,
    },
    /// A frame came.
    Frame {
        /// On which connection.
        session: SessionId,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// What the node put off is due.
    Later {
        /// As it named it.
        token: u64,
    },
    /// Time passed.
    Tick,
}

/// What a node wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeOutput {
    /// From now on these are its peers: it calls them, and takes calls from nobody else.
    Peers(BTreeSet<PeerId>),
    /// Send a frame.
    Send {
        /// On which connection.
        session: SessionId,
        /// Its bytes.
        frame: Vec<u8>,
    },
    /// End a connection; the node itself is not told again.
    Close {
        /// Which.
        session: SessionId,
    },
    /// Something that takes time, a write to disk say; lost if the node crashes before it is due.
    Later {
        /// When, from now.
        after_millis: u64,
        /// To be named again.
        token: u64,
    },
}

/// One program on one machine.
pub trait Node {
    /// Takes one input and says what is to be done, in order.
    fn on_input(&mut self, now: UnixMillis, input: NodeInput) -> Vec<NodeOutput>;

    /// The machine loses power: only what the node holds to be durable may be there when [`NodeInput::Start`] comes.
    fn crash(&mut self);
}
