//! Pairing from an open plan: with somebody in the owner's life, or with a new device of the owner.

mod device;
mod person;

use std::net::SocketAddr;

use kith_plan::{RecordId, UnixMillis};
use kith_seal::{
    Addresses, ControlRecord, DeskRequest, LinkFacts, PersonKeyWrap, Purpose, RootId, RosterAction,
    Signed, SignedRosterEntry, Wrap,
};
use kith_sync::{NetCommand, NetEvent};
use secrecy::SecretString;

use super::meeting::{Meeting, News, PairWork};
use super::told::{Told, tidy_name};
use super::{Open, Outcome, Then};
use crate::work::{Reply, Work};
use crate::{Answer, CommandId, PairedReport, PairingStage, Role, Trouble};

/// A pairing that goes on while the plan is open.
#[derive(Debug)]
pub(crate) struct Pairing {
    meeting: Meeting,
    role: Role,
    /// The name that a joiner gives to the inviter's record.
    name: Option<String>,
    /// Whom the other side turned out to be.
    other: Option<Introduced>,
    /// Their mailbox, once its key has come.
    their_mailbox: Option<Signed<Wrap>>,
    /// Whether our mailbox's key was sent.
    mailbox_sent: bool,
    /// The device that is being linked.
    device: Option<(LinkFacts, Option<String>)>,
    person_key: Option<Signed<PersonKeyWrap>>,
    /// What the new device is told when everything about it is durable here.
    welcome: Option<Vec<u8>>,
    /// Whether everything is durable here, and whether it is there.
    kept: (bool, bool),
    /// What the command is told on the device that was linked.
    linked: Option<Answer>,
    /// How it ended well.
    result: Option<PairedReport>,
}

/// Who the other side is, as they say.
#[derive(Debug)]
struct Introduced {
    root: RootId,
    name: Option<String>,
    roster: Vec<SignedRosterEntry>,
    recipient: String,
    addresses: Addresses,
}

impl Pairing {
    fn new(meeting: Meeting, role: Role, name: Option<String>) -> Pairing {
        Pairing {
            meeting,
            role,
            name,
            other: None,
            their_mailbox: None,
            mailbox_sent: false,
            device: None,
            person_key: None,
            welcome: None,
            kept: (false, false),
            linked: None,
            result: None,
        }
    }

    /// The pairing as it is drawn.
    pub(crate) fn view(&self) -> crate::PairingView {
        self.meeting.view()
    }
}

impl Open {
    /// Shows a ticket to a person.
    pub(crate) fn invite(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        person: RecordId,
        role: Role,
    ) -> Outcome {
        match self.plan.show(person) {
            Some(record) if record.kind == "person" && record.gone.is_none() => {}
            _ => return Outcome::Refused(Trouble::NoSuchPerson),
        }
        if let Err(trouble) = self.may_pair(person) {
            return Outcome::Refused(trouble);
        }
        self.begin_granting(now, work, id, Purpose::Person, Some(person), role)
    }

    /// Shows a ticket to another device of the owner.
    pub(crate) fn link(&mut self, now: UnixMillis, work: &mut Work, id: CommandId) -> Outcome {
        if !self.household.is_lead() {
            return Outcome::Refused(Trouble::NotLead);
        }
        self.begin_granting(now, work, id, Purpose::Device, None, Role::Peer)
    }

    fn begin_granting(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        purpose: Purpose,
        person: Option<RecordId>,
        role: Role,
    ) -> Outcome {
        if self.offline {
            return Outcome::Refused(Trouble::Offline);
        }
        if let Err(trouble) = self.may_keep() {
            return Outcome::Refused(trouble);
        }
        if self.pairing.is_some() {
            return Outcome::Refused(Trouble::PairingBusy);
        }
        if let Some(trouble) = self.book_damage() {
            return Outcome::Refused(trouble);
        }
        if !self.stepped_up(now) {
            return Outcome::Refused(Trouble::PassphraseNeeded);
        }
        // The same interfaces as always, with a port from the system.
        let listen =
            self.settings.listen.iter().map(|address| SocketAddr::new(address.ip(), 0)).collect();
        let meeting = Meeting::invite(now, work, id, purpose, person, listen);
        self.pairing = Some(Pairing::new(meeting, role, None));
        work.changed = true;
        Outcome::Later
    }

    /// Answers a person's ticket.
    pub(crate) fn join(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        (ticket, at): (SecretString, Option<String>),
        person: Option<RecordId>,
        name: Option<String>,
    ) -> Outcome {
        if self.offline {
            return Outcome::Refused(Trouble::Offline);
        }
        if let Err(trouble) = self.may_keep() {
            return Outcome::Refused(trouble);
        }
        if self.pairing.is_some() {
            return Outcome::Refused(Trouble::PairingBusy);
        }
        if let Some(trouble) = self.book_damage() {
            return Outcome::Refused(trouble);
        }
        if let Some(person) = person {
            if self.plan.show(person).is_none_or(|record| record.kind != "person") {
                return Outcome::Refused(Trouble::NoSuchPerson);
            }
            if let Err(trouble) = self.may_pair(person) {
                return Outcome::Refused(trouble);
            }
        }
        if !self.stepped_up(now) {
            return Outcome::Refused(Trouble::PassphraseNeeded);
        }
        let dice = self.dice.throw();
        let asked = (ticket, at.as_deref());
        match Meeting::join(work, id, Purpose::Person, person, asked, dice) {
            Ok(meeting) => {
                // Whoever invites plays the part that they play for most: the joiner can change it.
                self.pairing = Some(Pairing::new(meeting, Role::Peer, name));
                work.changed = true;
                Outcome::Later
            }
            Err(trouble) => Outcome::Refused(trouble),
        }
    }

    /// The person on this side has compared the words.
    pub(crate) fn pair_answer(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        they_match: bool,
    ) -> Outcome {
        let Some(pairing) = &mut self.pairing else {
            return Outcome::Refused(Trouble::NothingToAnswer);
        };
        if !matches!(pairing.view().stage, PairingStage::Compare { answered: false, .. }) {
            return Outcome::Refused(Trouble::NothingToAnswer);
        }
        let news = pairing.meeting.answer(now, work, they_match);
        self.pairing_news_list(now, work, news);
        Outcome::Answered(super::done())
    }

    /// Ends the pairing that is going on.
    pub(crate) fn cancel_pairing(&mut self, now: UnixMillis, work: &mut Work) -> Outcome {
        let Some(pairing) = &mut self.pairing else {
            return Outcome::Refused(Trouble::NothingToAnswer);
        };
        let news = pairing.meeting.cancel(now, work);
        self.pairing_news_list(now, work, news);
        Outcome::Answered(super::done())
    }

    /// News of the pairing endpoint.
    pub(crate) fn pairing_news(&mut self, now: UnixMillis, work: &mut Work, event: NetEvent) {
        if let NetEvent::InviteReady { listen, .. } = &event {
            self.seen_at(listen);
        }
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        let news = pairing.meeting.net_event(now, work, event);
        self.pairing_news_list(now, work, news);
    }

    /// Time has passed.
    pub(crate) fn pairing_tick(&mut self, now: UnixMillis, work: &mut Work) {
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        let news = pairing.meeting.tick(now, work);
        self.pairing_news_list(now, work, news);
    }

    /// Closes the pairing endpoint, whatever it was doing.
    pub(crate) fn end_pairing_network(&mut self, work: &mut Work) {
        if let Some(mut pairing) = self.pairing.take() {
            work.net(NetCommand::CloseInvite);
            let linked = pairing.linked.take().filter(|_| pairing.kept.0);
            let answer = linked.ok_or(Trouble::PairingCancelled);
            work.answer(pairing.meeting.command, answer);
        }
    }

    /// A room has worked on a step.
    pub(crate) fn pairing_reply(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        pair: PairWork,
        reply: Reply,
    ) {
        match (pair, reply) {
            (PairWork::Nothing, _) => {}
            (PairWork::DeviceSigned, Reply::Desk(reply)) => self.device_signed(now, work, reply),
            (PairWork::PersonKeyWrapped, Reply::Desk(reply)) => {
                self.person_key_wrapped(now, work, reply);
            }
            (PairWork::BookWrapped, Reply::Desk(reply)) => self.book_wrapped(now, work, reply),
            (PairWork::MailboxWrapped, Reply::Desk(reply)) => {
                self.mailbox_wrapped(now, work, reply);
            }
            (pair, reply) => {
                let Some(pairing) = &mut self.pairing else {
                    return;
                };
                let news = pairing.meeting.reply(now, work, pair, reply);
                self.pairing_news_list(now, work, news);
            }
        }
    }

    fn pairing_news_list(&mut self, now: UnixMillis, work: &mut Work, news: Vec<News>) {
        work.changed = true;
        for item in news {
            match item {
                News::Show => {}
                News::Agreed => self.introduce(now, work),
                News::Received(bytes) => match Told::decode(&bytes) {
                    Some(told) => self.told(now, work, told),
                    None => self.pairing_failed(now, work),
                },
                News::Ended(trouble) => self.pairing_ended(now, work, trouble),
            }
        }
    }

    fn pairing_ended(&mut self, now: UnixMillis, work: &mut Work, trouble: Option<Trouble>) {
        let Some(mut pairing) = self.pairing.take() else {
            return;
        };
        // What a new device was told is durable with the lead. Once it is here too, it is linked, whatever
        // became of the connection after that.
        if let Some(answer) = pairing.linked.take_if(|_| pairing.kept.0) {
            pairing.meeting.set_stage(work, PairingStage::Paired);
            work.answer(pairing.meeting.command, Ok(answer));
            return;
        }
        // The side that granted says Goodbye when it has said Kept and heard it. That may be here before the
        // desk has read its Kept.
        pairing.kept.1 |= trouble.is_none() && pairing.kept.0;
        if let (Some(other), (true, true)) = (&pairing.other, pairing.kept) {
            self.note_met_person(work, other.root);
        }
        match (trouble, pairing.result.take()) {
            // Both have it, whatever became of the connection after that.
            (_, Some(report)) if pairing.kept == (true, true) => {
                pairing.meeting.set_stage(work, PairingStage::Paired);
                work.answer(pairing.meeting.command, Ok(Answer::Paired(report)));
            }
            (trouble, result) => {
                let known = &self.household.mine.verdict().devices;
                let device = pairing.device.as_ref().map(|(facts, _)| facts.facts.device);
                let trouble = match (device, result) {
                    // It stands here, and nobody knows whether it does there.
                    (Some(device), _) if known.contains_key(&device) => Trouble::LinkUnfinished,
                    (None, Some(_)) if pairing.kept.0 => Trouble::PairingUnfinished,
                    (_, _) => trouble.unwrap_or(Trouble::Unreachable),
                };
                pairing.meeting.set_stage(work, PairingStage::Ended(trouble.clone()));
                work.answer(pairing.meeting.command, Err(trouble));
            }
        }
        self.refresh_peers_if_ready(now, work);
    }

    fn pairing_failed(&mut self, now: UnixMillis, work: &mut Work) {
        if let Some(pairing) = &mut self.pairing {
            let news = pairing.meeting.cancel(now, work);
            for item in news {
                if let News::Ended(trouble) = item {
                    self.pairing_ended(now, work, trouble);
                }
            }
        }
    }

    /// Whether what a pairing agrees on can be kept here.
    fn may_keep(&self) -> Result<(), Trouble> {
        match self.writing.refused_by_disk() {
            _ if self.opened.read_only => Err(Trouble::ReadOnly),
            Some(trouble) => Err(trouble.clone()),
            None => Ok(()),
        }
    }

    /// The disk has refused. A pairing that goes on, however far it is, could not be kept: it ends at once,
    /// and the other side is told that it is over.
    pub(crate) fn pairing_not_kept(&mut self, now: UnixMillis, work: &mut Work, trouble: Trouble) {
        let Some(mut pairing) = self.pairing.take_if(|pairing| !pairing.kept.0) else {
            return;
        };
        pairing.meeting.cancel(now, work);
        pairing.meeting.set_stage(work, PairingStage::Ended(trouble.clone()));
        work.answer(pairing.meeting.command, Err(trouble));
        self.refresh_peers_if_ready(now, work);
    }

    /// Something could not be done while a pairing writes down what it agreed on: then it has failed, and
    /// can be tried anew.
    pub(crate) fn pairing_could_not(&mut self, now: UnixMillis, work: &mut Work) {
        let writes = self.pairing.as_ref().is_some_and(|pairing| {
            let begun = pairing.other.is_some() || pairing.device.is_some();
            (begun || pairing.linked.is_some()) && !pairing.kept.0
        });
        if writes {
            self.pairing_failed(now, work);
        }
    }

    /// Both said yes: a person says who they are; a lead waits for the new device to do so.
    fn introduce(&mut self, now: UnixMillis, work: &mut Work) {
        let told = Told::Introduction {
            name: self.household.note_text(super::peers::NOTE_NAME),
            roster: self.household.mine.entries(),
            addresses: self.addresses_to_tell(now, work),
        };
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if pairing.meeting.purpose == Purpose::Person
            && let Some(bytes) = told.encode()
        {
            pairing.meeting.say(work, bytes);
        }
    }

    fn told(&mut self, now: UnixMillis, work: &mut Work, told: Told) {
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        match (pairing.meeting.purpose, told) {
            (Purpose::Person, Told::Introduction { name, roster, addresses }) => {
                self.other_introduced(now, work, name, roster, addresses);
            }
            (Purpose::Person, Told::Mailbox(wrap)) => {
                pairing.their_mailbox = Some(*wrap);
                self.keep_person(now, work);
            }
            (Purpose::Device, Told::Device { facts, name, addresses })
                if pairing.meeting.granting && pairing.device.is_none() =>
            {
                let verdict = self.household.mine.verdict().clone();
                let name = name.as_deref().map(tidy_name);
                pairing.device = Some((facts.clone(), name));
                if addresses.device == facts.facts.device && !addresses.addresses.is_empty() {
                    self.household.apply_addresses(&addresses);
                    self.write_book(work, &[ControlRecord::Addresses(addresses)]);
                }
                work.desk(
                    DeskRequest::SignRoster {
                        action: RosterAction::Add(facts),
                        parents: verdict.heads.clone(),
                        term: verdict.term,
                    },
                    Then::Pair(PairWork::DeviceSigned),
                );
            }
            (_, Told::Kept) => {
                pairing.kept.1 = true;
                self.finish_if_kept(now, work);
            }
            (_, _) => self.pairing_failed(now, work),
        }
    }
}
