//! The maths of meeting, with no socket in sight: messages in, messages out.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{MAX_PAIR_PAYLOAD, PairMessage, PairingSecret, Purpose, Received};
use crate::keys::random;
use crate::words::four_words;
use crate::{Hash, InviteId, tag, tagged};

/// Why a handshake ended. It cannot go on after any of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    /// A message that does not belong here, or after the end.
    #[error("a pairing message out of order")]
    OutOfOrder,
    /// The message is not one, or is too large.
    #[error("a pairing message that cannot be read")]
    Unreadable,
    /// The invitation named is not the one that is open.
    #[error("the pairing message names another invitation")]
    WrongInvite,
    /// The other side does not know the secret, or somebody stands between.
    #[error("the pairing proof does not hold")]
    Mismatch,
}

/// Which side of a handshake this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The granting side, which showed the ticket.
    Inviter,
    /// The side that read it.
    Joiner,
}

impl Role {
    const fn other(self) -> Self {
        match self {
            Role::Inviter => Role::Joiner,
            Role::Joiner => Role::Inviter,
        }
    }

    const fn label(self) -> &'static [u8] {
        match self {
            Role::Inviter => b"inviter",
            Role::Joiner => b"joiner",
        }
    }
}

enum State {
    /// Joiner, waiting for an offer.
    Committed {
        nonce: Zeroizing<[u8; 32]>,
        commitment: Hash,
    },
    /// Inviter, waiting for a reveal.
    Offered {
        nonce: [u8; 32],
        commitment: Hash,
    },
    /// Joiner, waiting for a confirmation.
    Revealed {
        transcript: Hash,
    },
    /// Both: the people compare.
    Comparing {
        session_key: Zeroizing<[u8; 32]>,
        words: [&'static str; 4],
        said: bool,
        heard: bool,
    },
    Ended,
}

/// One side of one pairing over one connection.
pub struct Handshake {
    role: Role,
    purpose: Purpose,
    secret: PairingSecret,
    exporter: [u8; 32],
    state: State,
}

impl Handshake {
    /// The joiner's side: gives the first message. `exporter` is the TLS exporter of this connection.
    pub fn join(
        secret: PairingSecret,
        purpose: Purpose,
        exporter: [u8; 32],
        dice: &mut dyn CryptoRng,
    ) -> (Self, PairMessage) {
        let nonce: Zeroizing<[u8; 32]> = random(dice);
        let invite = secret.invite();
        let commitment = commit(&invite, &nonce);
        let state = State::Committed { nonce, commitment };
        let handshake = Self { role: Role::Joiner, purpose, secret, exporter, state };
        (handshake, PairMessage::Commit { invite, commitment })
    }

    /// The inviter's side: answers the first message.
    pub fn offer(
        secret: PairingSecret,
        purpose: Purpose,
        exporter: [u8; 32],
        first: &PairMessage,
        dice: &mut dyn CryptoRng,
    ) -> Result<(Self, PairMessage), HandshakeError> {
        let PairMessage::Commit { invite, commitment } = first else {
            return Err(HandshakeError::OutOfOrder);
        };
        if !bool::from(invite.0.ct_eq(&secret.invite().0)) {
            return Err(HandshakeError::WrongInvite);
        }
        let nonce: [u8; 32] = *random(dice);
        let state = State::Offered { nonce, commitment: *commitment };
        let handshake = Self { role: Role::Inviter, purpose, secret, exporter, state };
        Ok((handshake, PairMessage::Offer { nonce }))
    }

    /// Takes the next message of the other side. After an error the handshake is over.
    pub fn receive(&mut self, message: PairMessage) -> Result<Received, HandshakeError> {
        let state = std::mem::replace(&mut self.state, State::Ended);
        if message == PairMessage::No && !matches!(state, State::Ended) {
            return Ok(Received::TheySaidNo);
        }
        match (state, message) {
            (State::Committed { nonce, commitment }, PairMessage::Offer { nonce: theirs }) => {
                let transcript = self.transcript(&commitment, &theirs, &nonce);
                let mac = self.mac(&self.secret.mac_key(), &transcript, b"reveal", self.role)?;
                self.state = State::Revealed { transcript };
                Ok(Received::Reply(PairMessage::Reveal { nonce: *nonce, mac }))
            }
            (State::Offered { nonce, commitment }, PairMessage::Reveal { nonce: theirs, mac }) => {
                let opened = commit(&self.secret.invite(), &theirs).0.ct_eq(&commitment.0);
                let transcript = self.transcript(&commitment, &nonce, &theirs);
                let key = self.secret.mac_key();
                let expected = self.mac(&key, &transcript, b"reveal", self.role.other())?;
                if !bool::from(opened & expected.ct_eq(&mac)) {
                    return Err(HandshakeError::Mismatch);
                }
                let mac = self.mac(&key, &transcript, b"confirm", self.role)?;
                self.compare(&transcript);
                Ok(Received::ReplyAndCompare(PairMessage::Confirm { mac }))
            }
            (State::Revealed { transcript }, PairMessage::Confirm { mac }) => {
                let key = self.secret.mac_key();
                let expected = self.mac(&key, &transcript, b"confirm", self.role.other())?;
                if !bool::from(expected.ct_eq(&mac)) {
                    return Err(HandshakeError::Mismatch);
                }
                self.compare(&transcript);
                Ok(Received::Compare)
            }
            (
                State::Comparing { session_key, words, said, heard: false },
                PairMessage::Yes { mac },
            ) => {
                let expected = self.mac(&session_key, &Hash::ZERO, b"yes", self.role.other())?;
                if !bool::from(expected.ct_eq(&mac)) {
                    return Err(HandshakeError::Mismatch);
                }
                self.state = State::Comparing { session_key, words, said, heard: true };
                Ok(Received::TheySaidYes { agreed: said })
            }
            (
                state @ State::Comparing { said: true, heard: true, .. },
                PairMessage::Payload(bytes),
            ) => {
                self.state = state;
                Ok(Received::Payload(bytes))
            }
            _ => Err(HandshakeError::OutOfOrder),
        }
    }

    /// The four words to compare, once both proofs hold.
    pub fn words(&self) -> Option<[&'static str; 4]> {
        match &self.state {
            State::Comparing { words, .. } => Some(*words),
            State::Committed { .. }
            | State::Offered { .. }
            | State::Revealed { .. }
            | State::Ended => None,
        }
    }

    /// The person on this side says that the words match.
    pub fn say_yes(&mut self) -> Result<PairMessage, HandshakeError> {
        let state = std::mem::replace(&mut self.state, State::Ended);
        let State::Comparing { session_key, words, heard, .. } = state else {
            return Err(HandshakeError::OutOfOrder);
        };
        let mac = self.mac(&session_key, &Hash::ZERO, b"yes", self.role)?;
        self.state = State::Comparing { session_key, words, said: true, heard };
        Ok(PairMessage::Yes { mac })
    }

    /// The person on this side says no, or stops. Over.
    pub fn say_no(&mut self) -> PairMessage {
        self.state = State::Ended;
        PairMessage::No
    }

    /// Whether both people said yes.
    pub fn agreed(&self) -> bool {
        matches!(self.state, State::Comparing { said: true, heard: true, .. })
    }

    /// Wraps what this side came to send; refused until both said yes.
    pub fn payload(&self, bytes: Vec<u8>) -> Result<PairMessage, HandshakeError> {
        if !self.agreed() {
            return Err(HandshakeError::OutOfOrder);
        }
        if bytes.len() > MAX_PAIR_PAYLOAD {
            return Err(HandshakeError::Unreadable);
        }
        Ok(PairMessage::Payload(bytes))
    }

    /// Which side this is.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The invitation.
    pub fn invite(&self) -> InviteId {
        self.secret.invite()
    }

    fn compare(&mut self, transcript: &Hash) {
        let session_key = self.secret.session_key(transcript.as_bytes());
        let words = four_words(&tagged(tag::PAIR_WORDS, &[transcript.as_bytes()]));
        self.state = State::Comparing { session_key, words, said: false, heard: false };
    }

    fn transcript(&self, commitment: &Hash, inviter: &[u8; 32], joiner: &[u8; 32]) -> Hash {
        tagged(
            tag::PAIR_TRANSCRIPT,
            &[
                &[self.purpose as u8],
                self.secret.invite().as_bytes(),
                commitment.as_bytes(),
                inviter,
                joiner,
                &self.exporter,
            ],
        )
    }

    /// HMAC-SHA256 over transcript ‖ exporter ‖ step ‖ role.
    fn mac(
        &self,
        key: &[u8; 32],
        transcript: &Hash,
        step: &[u8],
        role: Role,
    ) -> Result<[u8; 32], HandshakeError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| HandshakeError::Mismatch)?;
        mac.update(transcript.as_bytes());
        mac.update(&self.exporter);
        mac.update(step);
        mac.update(role.label());
        Ok(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = match self.state {
            State::Committed { .. } => "committed",
            State::Offered { .. } => "offered",
            State::Revealed { .. } => "revealed",
            State::Comparing { .. } => "comparing",
            State::Ended => "ended",
        };
        write!(f, "Handshake({:?}, {at})", self.role)
    }
}

fn commit(invite: &InviteId, nonce: &[u8; 32]) -> Hash {
    tagged(tag::PAIR_COMMIT, &[invite.as_bytes(), nonce])
}
