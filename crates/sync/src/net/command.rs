//! The vocabulary of the network lives beside the protocol, so that a build without sockets has it too.

pub use crate::carrier::{NetClosed, NetCommand, NetEvent, NetPeer, Unreached};
