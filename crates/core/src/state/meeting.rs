//! One invitation, or one attempt to join: the order comes from sync, the maths from the desk, the bytes
//! from the network, and what is told once both people said yes from whoever began it.

use std::net::SocketAddr;

use kith_plan::UnixMillis;
use kith_seal::{
    DeskReply, DeskRequest, InviteId, PairingReply, PairingRequest, Purpose, Ticket,
    TransportSecret,
};
use kith_sync::{
    NetCommand, NetEvent, PairEnd, PairIn, PairOut, PairRole, PairSession, PairStep, PairVerdict,
    Unreached,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Then, seal_time};
use crate::work::{Reply, Work};
use crate::{CommandId, PairingStage, PairingView, RecordId, Trouble};

/// A ticket for an own device ends after ten minutes.
const DEVICE_TICKET_MILLIS: i64 = 10 * 60 * 1000;
/// A ticket for a person ends after two days.
const PERSON_TICKET_MILLIS: i64 = 48 * 60 * 60 * 1000;

/// A step of a meeting that another room is working on.
#[derive(Debug)]
pub(crate) enum PairWork {
    /// The ticket is being made or read.
    Ticket,
    /// A step of the handshake is being computed, under this number.
    Step(u32),
    /// What is to be told is being made a message of the handshake.
    SayPayload,
    /// What was told is being taken out of its message.
    HearPayload,
    /// Nothing comes of it.
    Nothing,
    /// A roster entry for a new device is being signed.
    DeviceSigned,
    /// The person key is being wrapped to every device.
    PersonKeyWrapped,
    /// The book's key is being wrapped for a new device.
    BookWrapped,
    /// A generation for a new guest was made: the mailbox or the half.
    MailboxWrapped,
    /// A new device tells its facts.
    LinkFacts,
    /// A new device takes its person's key.
    Adopted,
    /// A new device opens the book's key.
    BookOpened,
}

/// What a meeting brings about.
#[derive(Debug)]
pub(crate) enum News {
    /// Something to show.
    Show,
    /// Both people said yes.
    Agreed,
    /// The other side tells something.
    Received(Vec<u8>),
    /// It is over; with nothing if both sides have what they came for.
    Ended(Option<Trouble>),
}

/// One invitation, or one attempt to join.
#[derive(Debug)]
pub(crate) struct Meeting {
    /// The command that is answered in the end.
    pub command: CommandId,
    /// Whether this side granted.
    pub granting: bool,
    /// Person or device.
    pub purpose: Purpose,
    /// The person that an invitation is for, or a joiner's record for the inviter.
    pub person: Option<RecordId>,
    stage: PairingStage,
    session: PairSession,
    desk_session: Option<kith_seal::PairSession>,
    invite: Option<InviteId>,
    ticket: Option<Ticket>,
    at: Option<SocketAddr>,
    /// Where an invitation listens.
    listen: Vec<SocketAddr>,
    /// A transport key for one attempt, so that no lasting one is shown.
    transport_dice: [u8; 32],
    expires: UnixMillis,
    /// Whether the ticket that was answered has run out by the clock of this device.
    has_run_out: bool,
    finished: bool,
    /// Whether it was this side that gave up.
    cancelled_here: bool,
}

/// How long an invitation lasts.
fn lasts_millis(purpose: Purpose) -> i64 {
    match purpose {
        Purpose::Device => DEVICE_TICKET_MILLIS,
        Purpose::Person => PERSON_TICKET_MILLIS,
    }
}

impl Meeting {
    /// Opens an invitation.
    pub(crate) fn invite(
        now: UnixMillis,
        work: &mut Work,
        command: CommandId,
        purpose: Purpose,
        person: Option<RecordId>,
        listen: Vec<SocketAddr>,
    ) -> Meeting {
        let expires = UnixMillis(now.0.saturating_add(lasts_millis(purpose)));
        let request = PairingRequest::MakeTicket {
            purpose,
            expires_seconds: expires.0.div_euclid(1000),
            addresses: Vec::new(),
        };
        work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::Ticket));
        work.wake_at(expires);
        Meeting { listen, ..Meeting::new(command, purpose, person, true, expires) }
    }

    /// Answers a ticket, or the twelve words with an address.
    pub(crate) fn join(
        work: &mut Work,
        command: CommandId,
        purpose: Purpose,
        person: Option<RecordId>,
        (ticket, at): (SecretString, Option<&str>),
        transport_dice: [u8; 32],
    ) -> Result<Meeting, Trouble> {
        let at = match at {
            Some(text) => Some(text.parse().map_err(|_| Trouble::BadAddress)?),
            None => None,
        };
        let request = if ticket.expose_secret().trim().starts_with("kith:") {
            PairingRequest::ReadTicket { ticket }
        } else {
            PairingRequest::ReadWords { words: ticket, purpose }
        };
        work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::Ticket));
        let meeting = Meeting::new(command, purpose, person, false, UnixMillis(i64::MAX));
        Ok(Meeting { at, transport_dice, ..meeting })
    }

    fn new(
        command: CommandId,
        purpose: Purpose,
        person: Option<RecordId>,
        granting: bool,
        expires: UnixMillis,
    ) -> Meeting {
        let role = if granting { PairRole::Inviter } else { PairRole::Joiner };
        Meeting {
            command,
            granting,
            purpose,
            person,
            stage: PairingStage::Starting,
            session: PairSession::new(role, seal_time(expires)).lasting(lasts_millis(purpose)),
            desk_session: None,
            invite: None,
            ticket: None,
            at: None,
            listen: Vec::new(),
            transport_dice: [0; 32],
            expires,
            has_run_out: false,
            finished: false,
            cancelled_here: false,
        }
    }

    /// The meeting as it is drawn.
    pub(crate) fn view(&self) -> PairingView {
        PairingView {
            granting: self.granting,
            device: self.purpose == Purpose::Device,
            person: self.person,
            stage: self.stage.clone(),
        }
    }

    /// Shows that keys are being exchanged, or that it is done.
    pub(crate) fn set_stage(&mut self, work: &mut Work, stage: PairingStage) {
        self.stage = stage;
        work.pairing(self.view());
    }

    /// The person on this side has compared the words.
    pub(crate) fn answer(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        they_match: bool,
    ) -> Vec<News> {
        let PairingStage::Compare { words, answered: false } = &self.stage else {
            return Vec::new();
        };
        self.stage = PairingStage::Compare { words: words.clone(), answered: true };
        work.pairing(self.view());
        self.tell(now, work, PairIn::Answer { matches: they_match })
    }

    /// Gives up.
    pub(crate) fn cancel(&mut self, now: UnixMillis, work: &mut Work) -> Vec<News> {
        self.cancelled_here = true;
        self.tell(now, work, PairIn::Cancel)
    }

    /// Tells the other side something, once both agreed.
    pub(crate) fn say(&mut self, work: &mut Work, bytes: Vec<u8>) {
        if let Some(session) = self.desk_session {
            let request = PairingRequest::Payload { session, bytes };
            work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::SayPayload));
        }
    }

    /// This side has everything it came for, and has told all it had to.
    pub(crate) fn finish(&mut self, now: UnixMillis, work: &mut Work) -> Vec<News> {
        self.finished = true;
        self.tell(now, work, PairIn::Finish)
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, now: UnixMillis, work: &mut Work) -> Vec<News> {
        if self.granting {
            work.wake_at(self.expires);
        }
        self.tell(now, work, PairIn::Tick)
    }

    /// News of the network.
    pub(crate) fn net_event(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        event: NetEvent,
    ) -> Vec<News> {
        match event {
            NetEvent::InviteReady { listen, .. } => self.ticket_ready(work, listen),
            NetEvent::PairConnected { exporter } => {
                self.tell(now, work, PairIn::Connected { exporter })
            }
            NetEvent::PairFrame { bytes } => self.tell(now, work, PairIn::Frame(bytes)),
            NetEvent::PairDisconnected => self.tell(now, work, PairIn::Disconnected),
            NetEvent::PairClosed { why: Some(Unreached::NoAnswer | Unreached::Refused) } => {
                let trouble = match self.has_run_out {
                    true => Trouble::TicketExpired,
                    false => Trouble::TicketUnanswered,
                };
                self.over(work, Some(trouble))
            }
            NetEvent::PairClosed { why: Some(Unreached::NoAddress) } => {
                self.over(work, Some(Trouble::Unreachable))
            }
            NetEvent::PairClosed { why: Some(Unreached::NoSocket(_)) } => {
                self.over(work, Some(Trouble::NoSocket))
            }
            NetEvent::PairClosed { why: None } => self.tell(now, work, PairIn::Disconnected),
            _ => Vec::new(),
        }
    }

    /// The desk has worked on a step.
    pub(crate) fn reply(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        pair: PairWork,
        reply: Reply,
    ) -> Vec<News> {
        match (pair, reply) {
            (PairWork::Ticket, Reply::Desk(reply)) => self.ticket_made(now, work, reply),
            (PairWork::Step(number), Reply::Desk(reply)) => {
                let verdict = self.verdict(reply);
                self.tell(now, work, PairIn::Computed { number, verdict })
            }
            (
                PairWork::SayPayload,
                Reply::Desk(DeskReply::Pairing(PairingReply::Step { send: Some(message), .. })),
            ) => self.tell(now, work, PairIn::Payload(message)),
            (
                PairWork::HearPayload,
                Reply::Desk(DeskReply::Pairing(PairingReply::Step { payload: Some(told), .. })),
            ) => vec![News::Received(told)],
            (PairWork::HearPayload | PairWork::SayPayload, _) => self.cancel(now, work),
            _ => Vec::new(),
        }
    }

    fn ticket_made(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) -> Vec<News> {
        match reply {
            DeskReply::Pairing(PairingReply::Ticket { invite, ticket, transport, .. }) => {
                self.invite = Some(invite);
                self.ticket = Ticket::read(ticket.expose_secret()).ok();
                work.net(NetCommand::OpenInvite { secret: transport, listen: self.listen.clone() });
                vec![News::Show]
            }
            DeskReply::Pairing(PairingReply::Invitation {
                invite,
                purpose,
                endpoint,
                expires_seconds,
                mut addresses,
            }) => {
                self.invite = Some(invite);
                if purpose != self.purpose {
                    return self.over(work, Some(Trouble::TicketForOther));
                }
                // The inviter's clock decides. By this one, which may be wrong by years, it is only
                // guessed why nobody answers.
                self.has_run_out = expires_seconds.is_some_and(|end| now.0.div_euclid(1000) > end);
                if let Some(at) = self.at {
                    addresses.insert(0, at);
                }
                if addresses.is_empty() {
                    return self.over(work, Some(Trouble::AddressNeeded));
                }
                work.net(NetCommand::JoinInvite {
                    secret: TransportSecret::from_bytes(&self.transport_dice.into()),
                    endpoint,
                    addresses,
                });
                vec![News::Show]
            }
            _ => self.over(work, Some(Trouble::TicketUnreadable)),
        }
    }

    fn ticket_ready(&mut self, work: &mut Work, listen: Vec<SocketAddr>) -> Vec<News> {
        let Some(ticket) = &mut self.ticket else {
            return Vec::new();
        };
        ticket.addresses = listen;
        let stage = PairingStage::Waiting {
            ticket: ticket.write().to_string(),
            words: ticket.secret.words().into_iter().map(str::to_owned).collect(),
            expires: self.expires,
        };
        self.set_stage(work, stage);
        vec![News::Show]
    }

    fn verdict(&mut self, reply: DeskReply) -> PairVerdict {
        let DeskReply::Pairing(PairingReply::Step {
            session, send, words, refused, agreed, ..
        }) = reply
        else {
            return PairVerdict::Wrong;
        };
        self.desk_session = Some(session);
        if let Some(words) = words {
            self.stage = PairingStage::Compare {
                words: words.iter().map(|word| (*word).to_owned()).collect(),
                answered: false,
            };
        }
        match (refused, send, agreed) {
            (true, _, _) => PairVerdict::Wrong,
            (false, Some(bytes), _) => PairVerdict::Made(bytes),
            (false, None, _) => PairVerdict::Right,
        }
    }

    fn tell(&mut self, now: UnixMillis, work: &mut Work, event: PairIn) -> Vec<News> {
        let mut news = Vec::new();
        for out in self.session.handle(seal_time(now), event) {
            match out {
                PairOut::Send(frame) => work.net(NetCommand::PairSend { frame }),
                PairOut::Compute { number, step } => self.compute(work, number, step),
                PairOut::Compare => {
                    work.pairing(self.view());
                    news.push(News::Show);
                }
                PairOut::Agreed => {
                    self.set_stage(work, PairingStage::Finishing);
                    news.push(News::Agreed);
                }
                PairOut::Received(message) => {
                    if let Some(session) = self.desk_session {
                        let request = PairingRequest::Receive { session, frame: message };
                        work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::HearPayload));
                    }
                }
                PairOut::Disconnect => work.net(NetCommand::PairDisconnect),
                PairOut::Ended(end) => {
                    let trouble = self.trouble_of_end(end);
                    news.extend(self.over(work, trouble));
                }
            }
        }
        news
    }

    fn trouble_of_end(&self, end: PairEnd) -> Option<Trouble> {
        match end {
            PairEnd::Done => None,
            PairEnd::Lost if self.finished => None,
            PairEnd::NoMatch => Some(Trouble::WordsDiffer),
            PairEnd::Cancelled if self.cancelled_here => Some(Trouble::PairingCancelled),
            PairEnd::Cancelled => Some(Trouble::PairingEndedThere),
            PairEnd::Expired => Some(Trouble::TicketExpired),
            PairEnd::Used | PairEnd::WrongSecret => Some(Trouble::TicketUsed),
            PairEnd::BadFrame | PairEnd::Lost => Some(Trouble::Unreachable),
        }
    }

    /// Closes everything that the meeting opened.
    fn over(&mut self, work: &mut Work, trouble: Option<Trouble>) -> Vec<News> {
        if let Some(session) = self.desk_session.take() {
            let request = PairingRequest::End { session };
            work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::Nothing));
        }
        if let Some(invite) = self.invite.take() {
            let request = PairingRequest::Burn { invite };
            work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::Nothing));
        }
        work.net(NetCommand::CloseInvite);
        vec![News::Ended(trouble)]
    }

    fn compute(&mut self, work: &mut Work, number: u32, step: PairStep) {
        let Some(invite) = self.invite else { return };
        let receive = |session: Option<kith_seal::PairSession>, frame| {
            session.map(|session| PairingRequest::Receive { session, frame })
        };
        let request = match step {
            PairStep::MakeCommit { exporter } => Some(PairingRequest::Join { invite, exporter }),
            PairStep::MakeOffer { exporter, commit } => {
                Some(PairingRequest::Offer { invite, exporter, frame: commit })
            }
            PairStep::MakeReveal { offer } => receive(self.desk_session, offer),
            PairStep::CheckReveal { reveal } => receive(self.desk_session, reveal),
            PairStep::CheckConfirm { confirm } => receive(self.desk_session, confirm),
            PairStep::MakeAgree => {
                self.desk_session.map(|session| PairingRequest::SayYes { session })
            }
            PairStep::CheckAgree { mac } => receive(self.desk_session, mac),
        };
        if let Some(request) = request {
            work.desk(DeskRequest::Pairing(request), Then::Pair(PairWork::Step(number)));
        }
    }
}
