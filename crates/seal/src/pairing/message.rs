//! What goes over the wire while two meet.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::HandshakeError;
use crate::canon::{self, NotCanonical};
use crate::{Hash, InviteId};

/// The largest payload one message carries.
pub const MAX_PAIR_PAYLOAD: usize = 512 * 1024;
/// The longest message: a payload with its variant, one byte, and its length, three as a varint. What carries
/// messages takes its own limit from this one.
pub const MAX_PAIR_MESSAGE: usize = MAX_PAIR_PAYLOAD + 4;

/// One message of a pairing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PairMessage {
    /// The joiner names the invitation and commits to a nonce.
    Commit {
        /// The invitation.
        invite: InviteId,
        /// Commitment to the joiner's nonce.
        commitment: Hash,
    },
    /// The inviter's nonce.
    Offer {
        /// The nonce.
        nonce: [u8; 32],
    },
    /// The joiner's nonce, and its proof.
    Reveal {
        /// The nonce committed to.
        nonce: [u8; 32],
        /// Proof of the secret over all of this.
        mac: [u8; 32],
    },
    /// The inviter's proof.
    Confirm {
        /// Proof of the secret over all of this.
        mac: [u8; 32],
    },
    /// The person on this side says that the words match.
    Yes {
        /// Proof that this comes from the same session and side.
        mac: [u8; 32],
    },
    /// The person on this side says that they do not, or stopped.
    No,
    /// Whatever the two came for. The TLS connection protects it; keys in it are sealed to the keys of this pairing.
    Payload(Vec<u8>),
}

impl PairMessage {
    /// The bytes of one frame.
    pub fn encode(&self) -> Result<Vec<u8>, NotCanonical> {
        canon::encode(self)
    }

    /// Reads one frame.
    pub fn decode(bytes: &[u8]) -> Result<Self, HandshakeError> {
        if bytes.len() > MAX_PAIR_MESSAGE {
            return Err(HandshakeError::Unreadable);
        }
        canon::decode(bytes).map_err(|_| HandshakeError::Unreadable)
    }
}

impl fmt::Debug for PairMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PairMessage::Commit { invite, .. } => write!(f, "Commit({invite:?})"),
            PairMessage::Offer { .. } => f.write_str("Offer"),
            PairMessage::Reveal { .. } => f.write_str("Reveal"),
            PairMessage::Confirm { .. } => f.write_str("Confirm"),
            PairMessage::Yes { .. } => f.write_str("Yes"),
            PairMessage::No => f.write_str("No"),
            PairMessage::Payload(bytes) => write!(f, "Payload({} bytes)", bytes.len()),
        }
    }
}

/// What a received message led to.
#[derive(Clone, PartialEq, Eq)]
pub enum Received {
    /// Send this; keep waiting.
    Reply(PairMessage),
    /// Send this; the words are there to compare.
    ReplyAndCompare(PairMessage),
    /// The words are there to compare.
    Compare,
    /// The other person said yes. `agreed` once both have.
    TheySaidYes {
        /// Whether payloads may go now.
        agreed: bool,
    },
    /// The other person said no. Over.
    TheySaidNo,
    /// Something the two came for.
    Payload(Vec<u8>),
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Received::Reply(message) => write!(f, "Reply({message:?})"),
            Received::ReplyAndCompare(message) => write!(f, "ReplyAndCompare({message:?})"),
            Received::Compare => f.write_str("Compare"),
            Received::TheySaidYes { agreed } => write!(f, "TheySaidYes(agreed: {agreed})"),
            Received::TheySaidNo => f.write_str("TheySaidNo"),
            Received::Payload(bytes) => write!(f, "Payload({} bytes)", bytes.len()),
        }
    }
}
