//! Pairing: how two devices that share a short secret meet, and how two people make sure it is they who met.
//!
//! The granting side shows a **ticket** (or its 12 words); the joiner reads it. Both derive from its 16-byte secret the
//! name of the invitation and the short-lived transport key of the granting side, so that nothing lasting is named.
//! Then, over one connection:
//!
//! ```text
//! joiner   Commit  { invite, commitment to nonce J }
//! inviter  Offer   { nonce I }
//! joiner   Reveal  { nonce J, MAC }
//! inviter  Confirm { MAC }
//! both     four words, compared by the two people
//! both     Yes     { MAC }          or No
//! both     Payload                  only after both said yes
//! ```
//!
//! The MACs are keyed by the secret and cover everything said so far, the purpose and the exporter of the TLS connection
//! it was said over, so whoever does not know the secret is refused. The words come from the same transcript: somebody
//! who does know the secret and sits between two connections has two exporters, and since each side's nonce is fixed
//! before the other's is seen, cannot choose values that make the words agree.

mod handshake;
mod message;
mod ticket;

pub use handshake::{Handshake, HandshakeError, Role};
pub use message::{MAX_PAIR_MESSAGE, MAX_PAIR_PAYLOAD, PairMessage, Received};
pub use ticket::{MAX_TICKET_ADDRESSES, PairingSecret, Purpose, ReadTicketError, Ticket};

#[cfg(test)]
mod tests;
