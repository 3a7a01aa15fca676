//! A network in one thread: many nodes, one seed, and everything that can go wrong between them.
//!
//! A connection is modelled as QUIC gives it: bytes of one connection arrive whole and in order, or the connection
//! breaks. What is lost, duplicated and reordered is therefore whole connections: both sides may dial at once, an old
//! one may outlive its successor, one side may learn of a break long before the other. Nodes may be cut off from each
//! other, and may crash between any two inputs; what survives a crash is the node's own affair.
//!
//! Nothing here waits, sleeps or reads a clock. Two networks with the same seed, the same nodes and the same calls go
//! through the same steps, which [`Network::log`] lists and [`Network::fingerprint`] sums up.

mod network;
mod node;
mod random;
mod weather;
mod wires;

pub use network::Network;
pub use node::{Node, NodeInput, NodeOutput};
pub use random::Random;
pub use weather::{Faults, LogLine, NotQuiet};
