//! How envelopes travel: what to say to which peer, and the wire that carries it.
//!
//! This crate refuses to know what an envelope says, where it rests, and what time it is: it holds no key of content,
//! touches no disk, and takes every moment and every random byte as an argument.
//!
//! | part | what it is |
//! |---|---|
//! | [`proto`] | the exchange between peers and the order of pairing, without I/O, clock or dice |
//! | `net` | sockets, by iroh: sessions, heartbeats, redialling, strangers refused (feature `net`) |
//! | [`sim`] | a seeded network of many nodes in one thread, with cuts, delays and crashes |

// ---- what is said ---------------------------------------------------------------------------------------------------

pub mod proto;

// ---- what carries it ------------------------------------------------------------------------------------------------

mod carrier;

#[cfg(feature = "net")]
pub mod net;

// ---- what tries it --------------------------------------------------------------------------------------------------

pub mod sim;

pub use carrier::{NetClosed, NetCommand, NetEvent, NetPeer, Unreached};
pub use proto::is_over;
pub use proto::{
    AliasSet, Covered, Exchange, FetchId, InEvent, OutEvent, PairEnd, PairIn, PairOut, PairRole,
    PairSession, PairStep, PairVerdict, PeerId, PeerProgress, SessionId, StreamPosition,
};
