//! What goes into a pairing and what comes out of it.

use super::pair_frame::PairEnd;

/// Which side of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairRole {
    /// Shows the secret and grants.
    Inviter,
    /// Typed or pasted the secret.
    Joiner,
}

/// A step of the maths that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairStep {
    /// Joiner: make the Commit for this connection.
    MakeCommit {
        /// The connection's TLS exporter.
        exporter: [u8; 32],
    },
    /// Inviter: make the Offer that answers a Commit.
    MakeOffer {
        /// The connection's TLS exporter.
        exporter: [u8; 32],
        /// The Commit's bytes.
        commit: Vec<u8>,
    },
    /// Joiner: make the Reveal that answers an Offer.
    MakeReveal {
        /// The Offer's bytes.
        offer: Vec<u8>,
    },
    /// Inviter: check a Reveal and make the Confirm.
    CheckReveal {
        /// The Reveal's bytes.
        reveal: Vec<u8>,
    },
    /// Joiner: check the Confirm.
    CheckConfirm {
        /// The Confirm's bytes.
        confirm: Vec<u8>,
    },
    /// Make the Agree of this side's person.
    MakeAgree,
    /// Check the other side's Agree.
    CheckAgree {
        /// The Agree's MAC.
        mac: Vec<u8>,
    },
}

/// What the maths say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairVerdict {
    /// The bytes that were to be made: of the Commit, Offer, Reveal, Confirm or Agree.
    Made(Vec<u8>),
    /// The Confirm or Agree is right.
    Right,
    /// A MAC or commitment is wrong, or the bytes are not of that step.
    Wrong,
}

/// What a pairing is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairIn {
    /// A connection stands.
    Connected {
        /// 32 bytes that both ends of this very TLS connection derive, and nobody between them can.
        exporter: [u8; 32],
    },
    /// The connection is gone.
    Disconnected,
    /// A frame came.
    Frame(Vec<u8>),
    /// A step that was due is done. One that belongs to an earlier connection is passed over.
    Computed {
        /// The number of [`PairOut::Compute`].
        number: u32,
        /// What came of it.
        verdict: PairVerdict,
    },
    /// The person on this side compared the words.
    Answer {
        /// Whether they match.
        matches: bool,
    },
    /// Tell the other side this, once both agreed.
    Payload(Vec<u8>),
    /// This side has everything it came for and told all it had to.
    Finish,
    /// This side gives up. Works without a connection.
    Cancel,
    /// Time passed.
    Tick,
}

/// What a pairing wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairOut {
    /// Send a frame; the carrier puts the length before it.
    Send(Vec<u8>),
    /// Do a step of the maths.
    Compute {
        /// To be named in the answer.
        number: u32,
        /// The step.
        step: PairStep,
    },
    /// Show the four words and ask whether they match.
    Compare,
    /// Both people said yes: payloads may go.
    Agreed,
    /// The other side tells us this.
    Received(Vec<u8>),
    /// End this connection. An inviter waits for the next one, unless [`PairOut::Ended`] follows.
    Disconnect,
    /// It is over; nothing more comes. The invitation, if this is its side, cannot be used again.
    Ended(PairEnd),
}
