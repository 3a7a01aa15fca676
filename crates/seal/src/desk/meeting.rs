//! Pairing at the desk: open invitations, and handshakes by number.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Desk, DeskError, PairingReply, PairingRequest};
use crate::InviteId;
use crate::pairing::{
    Handshake, HandshakeError, PairMessage, PairingSecret, Purpose, Received, Role, Ticket,
};

/// So many proofs that do not hold burn an invitation. A message that names another invitation proves nothing and is not
/// counted.
pub const MAX_BAD_TRIES: u8 = 5;

/// The number of one handshake; never used twice in a process run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairSession(pub u64);

/// Open invitations and running handshakes.
#[derive(Default)]
pub(super) struct Meetings {
    invitations: BTreeMap<InviteId, Invitation>,
    handshakes: BTreeMap<PairSession, Handshake>,
    next_session: u64,
}

struct Invitation {
    secret: PairingSecret,
    purpose: Purpose,
    bad_tries: u8,
}

impl Meetings {
    /// Forgets everything but the numbers given out.
    pub(super) fn clear(&mut self) {
        self.invitations.clear();
        self.handshakes.clear();
    }

    fn begin(&mut self, handshake: Handshake) -> PairSession {
        let session = PairSession(self.next_session);
        self.next_session = self.next_session.wrapping_add(1);
        self.handshakes.insert(session, handshake);
        session
    }

    fn session(&mut self, session: PairSession) -> Result<&mut Handshake, DeskError> {
        self.handshakes.get_mut(&session).ok_or(DeskError::NoSession)
    }

    fn invitation(&self, invite: &InviteId) -> Result<&Invitation, DeskError> {
        self.invitations.get(invite).ok_or(DeskError::NoInvitation)
    }

    /// A failed handshake is over; a wrong proof also counts against the invitation it was for.
    fn fail(&mut self, session: PairSession, error: HandshakeError) -> DeskError {
        if let Some(handshake) = self.handshakes.remove(&session)
            && error == HandshakeError::Mismatch
            && handshake.role() == Role::Inviter
        {
            self.count_bad_try(handshake.invite());
        }
        DeskError::Handshake(error)
    }

    fn count_bad_try(&mut self, invite: InviteId) {
        let burned = self.invitations.get_mut(&invite).is_some_and(|invitation| {
            invitation.bad_tries = invitation.bad_tries.saturating_add(1);
            invitation.bad_tries >= MAX_BAD_TRIES
        });
        if burned {
            self.invitations.remove(&invite);
        }
    }

    fn receive(&mut self, session: PairSession, frame: &[u8]) -> Result<PairingReply, DeskError> {
        let handshake = self.session(session)?;
        let received = PairMessage::decode(frame).and_then(|message| handshake.receive(message));
        let words = handshake.words();
        let agreed = handshake.agreed();
        let invite = handshake.invite();
        let received = received.map_err(|error| self.fail(session, error))?;
        let mut step = Step { session, words, agreed, ..Step::new(session) };
        match received {
            Received::Reply(message) | Received::ReplyAndCompare(message) => {
                step.send = Some(message);
            }
            Received::Compare | Received::TheySaidYes { .. } => {}
            Received::TheySaidNo => {
                step.refused = true;
                self.handshakes.remove(&session);
                self.invitations.remove(&invite);
            }
            Received::Payload(bytes) => step.payload = Some(bytes),
        }
        if agreed {
            // Single use: from here on nobody else gets in with it.
            self.invitations.remove(&invite);
        }
        step.reply()
    }

    fn say_yes(&mut self, session: PairSession) -> Result<PairingReply, DeskError> {
        let handshake = self.session(session)?;
        let said = handshake.say_yes();
        let (words, agreed, invite) = (handshake.words(), handshake.agreed(), handshake.invite());
        let send = Some(said.map_err(|error| self.fail(session, error))?);
        if agreed {
            self.invitations.remove(&invite);
        }
        Step { send, words, agreed, ..Step::new(session) }.reply()
    }

    fn say_no(&mut self, session: PairSession) -> Result<PairingReply, DeskError> {
        let handshake = self.session(session)?;
        let send = Some(handshake.say_no());
        let invite = handshake.invite();
        self.handshakes.remove(&session);
        self.invitations.remove(&invite);
        Step { send, refused: true, ..Step::new(session) }.reply()
    }

    fn payload(&mut self, session: PairSession, bytes: Vec<u8>) -> Result<PairingReply, DeskError> {
        let handshake = self.session(session)?;
        let send = Some(handshake.payload(bytes)?);
        Step { send, agreed: true, words: handshake.words(), ..Step::new(session) }.reply()
    }
}

impl Desk {
    pub(super) fn meet(
        &mut self,
        request: PairingRequest,
        dice: &mut dyn CryptoRng,
    ) -> Result<PairingReply, DeskError> {
        self.vault()?;
        let meetings = &mut self.meetings;
        match request {
            PairingRequest::MakeTicket { purpose, expires_seconds, addresses } => {
                let secret = PairingSecret::make(dice);
                let ticket = Ticket { purpose, secret, expires_seconds, addresses };
                let invite = ticket.secret.invite();
                let reply = PairingReply::Ticket {
                    invite,
                    ticket: SecretString::from(ticket.write().as_str()),
                    words: SecretString::from(ticket.secret.words().join(" ")),
                    transport: ticket.secret.transport(),
                };
                let secret = ticket.secret;
                meetings.invitations.insert(invite, Invitation { secret, purpose, bad_tries: 0 });
                Ok(reply)
            }
            PairingRequest::ReadTicket { ticket } => {
                let ticket = Ticket::read(ticket.expose_secret())?;
                let expires = Some(ticket.expires_seconds);
                Ok(meetings.invited(ticket.secret, ticket.purpose, expires, ticket.addresses))
            }
            PairingRequest::ReadWords { words, purpose } => {
                let secret = PairingSecret::read_words(words.expose_secret())?;
                Ok(meetings.invited(secret, purpose, None, Vec::new()))
            }
            PairingRequest::Offer { invite, exporter, frame } => {
                let invitation = meetings.invitation(&invite)?;
                let (secret, purpose) = (invitation.secret.clone(), invitation.purpose);
                let first = PairMessage::decode(&frame)?;
                let (handshake, message) =
                    Handshake::offer(secret, purpose, exporter, &first, dice)?;
                let session = meetings.begin(handshake);
                Step { send: Some(message), ..Step::new(session) }.reply()
            }
            PairingRequest::Join { invite, exporter } => {
                let invitation = meetings.invitation(&invite)?;
                let (secret, purpose) = (invitation.secret.clone(), invitation.purpose);
                let (handshake, message) = Handshake::join(secret, purpose, exporter, dice);
                let session = meetings.begin(handshake);
                Step { send: Some(message), ..Step::new(session) }.reply()
            }
            PairingRequest::Receive { session, frame } => meetings.receive(session, &frame),
            PairingRequest::SayYes { session } => meetings.say_yes(session),
            PairingRequest::SayNo { session } => meetings.say_no(session),
            PairingRequest::Payload { session, bytes } => meetings.payload(session, bytes),
            PairingRequest::End { session } => {
                meetings.handshakes.remove(&session);
                Ok(PairingReply::Ended)
            }
            PairingRequest::Burn { invite } => {
                meetings.invitations.remove(&invite);
                meetings
                    .handshakes
                    .retain(|_, handshake| handshake.invite() != invite || handshake.agreed());
                Ok(PairingReply::Ended)
            }
        }
    }
}

impl Meetings {
    fn invited(
        &mut self,
        secret: PairingSecret,
        purpose: Purpose,
        expires_seconds: Option<i64>,
        addresses: Vec<std::net::SocketAddr>,
    ) -> PairingReply {
        let invite = secret.invite();
        let endpoint = secret.endpoint();
        self.invitations.insert(invite, Invitation { secret, purpose, bad_tries: 0 });
        PairingReply::Invitation { invite, purpose, endpoint, expires_seconds, addresses }
    }
}

/// What one step led to, before it is a reply.
struct Step {
    session: PairSession,
    send: Option<PairMessage>,
    words: Option<[&'static str; 4]>,
    refused: bool,
    agreed: bool,
    payload: Option<Vec<u8>>,
}

impl Step {
    fn new(session: PairSession) -> Self {
        Self { session, send: None, words: None, refused: false, agreed: false, payload: None }
    }

    fn reply(self) -> Result<PairingReply, DeskError> {
        let send = self.send.map(|message| message.encode()).transpose()?;
        Ok(PairingReply::Step {
            session: self.session,
            send,
            words: self.words,
            refused: self.refused,
            agreed: self.agreed,
            payload: self.payload,
        })
    }
}
