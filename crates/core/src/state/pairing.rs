//! Pairing from an open plan: with somebody in the owner's life, or with a new device of the owner.

use std::net::SocketAddr;

use kith_plan::{RecordId, UnixMillis};
use kith_seal::{
    Addresses, ControlRecord, DeskReply, DeskRequest, DeviceName, LinkFacts, PairedPerson,
    PermissionAction, PersonKeyWrap, Purpose, RootId, Roster, RosterAction, Signed,
    SignedRosterEntry, Wrap,
};
use kith_sync::{NetCommand, NetEvent};
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::generations::{half_section, mailbox_label};
use super::household::Followed;
use super::meeting::{Meeting, News, PairWork};
use super::told::{Told, roster_records, tidy_name};
use super::volumes::NewGeneration;
use super::{Open, Outcome, Then, seal_time};
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
    entry: Option<SignedRosterEntry>,
    person_key: Option<Signed<PersonKeyWrap>>,
    /// Whether everything is durable here, and whether it is there.
    kept: (bool, bool),
    /// Whether this is the device that was linked; its command is answered elsewhere.
    linked: bool,
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
            entry: None,
            person_key: None,
            kept: (false, false),
            linked: false,
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
        if self.pairing.is_some() {
            return Outcome::Refused(Trouble::PairingBusy);
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
        if self.pairing.is_some() {
            return Outcome::Refused(Trouble::PairingBusy);
        }
        if let Some(person) = person
            && self.plan.show(person).is_none_or(|record| record.kind != "person")
        {
            return Outcome::Refused(Trouble::NoSuchPerson);
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
        if let Some(pairing) = self.pairing.take() {
            work.net(NetCommand::CloseInvite);
            work.answer(pairing.meeting.command, Err(Trouble::PairingCancelled));
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
            (PairWork::DeviceSigned, Reply::Desk(reply)) => self.device_signed(work, reply),
            (PairWork::PersonKeyWrapped, Reply::Desk(reply)) => {
                self.person_key_wrapped(work, reply);
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
        if pairing.linked {
            pairing.meeting.set_stage(work, PairingStage::Paired);
            return;
        }
        match (trouble, pairing.result.take()) {
            // What is durable here is paired, whatever became of the connection after that.
            (_, Some(report)) if pairing.kept.0 => {
                pairing.meeting.set_stage(work, PairingStage::Paired);
                work.answer(pairing.meeting.command, Ok(Answer::Paired(report)));
            }
            (trouble, _) => {
                let trouble = trouble.unwrap_or(Trouble::Unreachable);
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

    /// Both said yes: a person says who they are; a lead waits for the new device to do so.
    fn introduce(&mut self, now: UnixMillis, work: &mut Work) {
        let told = Told::Introduction {
            name: self.household.note_text(super::peers::NOTE_NAME),
            roster: self.household.mine.entries(),
            addresses: self.own_addresses(now),
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
                self.household.apply_said_addresses(&addresses);
                self.write_book(work, &[ControlRecord::Addresses(addresses)]);
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

    // A person.

    fn other_introduced(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        name: Option<String>,
        roster: Vec<SignedRosterEntry>,
        addresses: Addresses,
    ) {
        let followed = genesis_root(&roster).and_then(|root| Followed::new(root, &roster));
        let Some(followed) = followed else {
            return self.pairing_failed(now, work);
        };
        let verdict = followed.verdict().clone();
        let root = verdict.root;
        if root == self.household.me {
            return self.pairing_failed(now, work);
        }
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if pairing.other.is_some() {
            return;
        }
        pairing.other = Some(Introduced {
            root,
            name: name.as_deref().map(tidy_name).filter(|name| !name.is_empty()),
            roster,
            recipient: verdict.person_recipient.clone(),
            addresses,
        });
        if let Some(mailbox) = self.mailbox_to(root) {
            self.send_mailbox_key(work, mailbox);
        } else {
            let new = NewGeneration { label: mailbox_label(root), readers: Vec::new() };
            self.new_generation(now, work, new);
        }
    }

    /// A generation was made while a pairing goes on: if it is the mailbox, its key is sealed to the
    /// other person.
    pub(crate) fn pairing_generation_made(
        &mut self,
        work: &mut Work,
        id: kith_seal::GenerationId,
        label: &str,
    ) {
        let Some(other) = self.pairing.as_ref().and_then(|pairing| pairing.other.as_ref()) else {
            return;
        };
        if label == mailbox_label(other.root) {
            self.send_mailbox_key(work, id);
        }
    }

    fn send_mailbox_key(&mut self, work: &mut Work, mailbox: kith_seal::GenerationId) {
        let Some(other) = self.pairing.as_ref().and_then(|pairing| pairing.other.as_ref()) else {
            return;
        };
        work.desk(
            DeskRequest::WrapFor {
                generation: mailbox,
                to: other.root,
                recipient: other.recipient.clone(),
            },
            Then::Pair(PairWork::MailboxWrapped),
        );
    }

    fn mailbox_wrapped(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) {
        let DeskReply::Wrap(wrap) = reply else {
            return self.pairing_failed(now, work);
        };
        let (mailbox, to) = (wrap.unverified().generation, wrap.unverified().to);
        if let Some(generation) = self.generations.get_mut(&mailbox) {
            generation.wrapped_to.insert(to);
        }
        // The wrap rests in the mailbox itself, so that one's other devices know who can read it.
        self.writing_mailbox(work, mailbox, &[ControlRecord::Wrap(wrap.clone())]);
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if let Some(bytes) = Told::Mailbox(Box::new(wrap)).encode() {
            pairing.meeting.say(work, bytes);
        }
        pairing.mailbox_sent = true;
        self.keep_person(now, work);
    }

    /// Once both mailboxes are there, the person is kept: in the book, with a half of their own.
    fn keep_person(&mut self, now: UnixMillis, work: &mut Work) {
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if !pairing.mailbox_sent || pairing.kept.0 || pairing.result.is_some() {
            return;
        }
        let Some(theirs) = pairing.their_mailbox.clone() else {
            return;
        };
        let Some(other) = &pairing.other else { return };
        let root = other.root;
        if theirs.unverified().roll.unverified().root != root
            || theirs.unverified().to != self.household.me
        {
            return self.pairing_failed(now, work);
        }
        let (roster, addresses) = (other.roster.clone(), other.addresses.clone());
        let given = pairing.name.clone().or_else(|| other.name.clone());
        let role = pairing.role;
        let person = match pairing.meeting.person {
            Some(person) => person,
            None => {
                let person = self.dice.record_id(now);
                self.pending_person = Some((person, given.unwrap_or_default()));
                if let Some(pairing) = &mut self.pairing {
                    pairing.meeting.person = Some(person);
                }
                person
            }
        };
        let paired = PairedPerson {
            root,
            record: person.to_string(),
            role: role.name().to_owned(),
            roster,
            at: seal_time(now),
        };
        let records = vec![
            ControlRecord::Paired(paired),
            ControlRecord::Wrap(theirs),
            ControlRecord::Addresses(addresses),
        ];
        let learned =
            records.iter().cloned().map(|record| self.household.apply_book(record)).collect();
        self.write_book(work, &records);
        self.act_on(now, work, learned);
        self.settle_in(now, work, root);
        if let Some(pairing) = &mut self.pairing {
            pairing.result = Some(PairedReport { person: Some(person), device: None, plan: None });
        }
        self.add_pending_person(now, work);
    }

    /// What every new guest gets: a half, the roster and the addresses in their mailbox.
    fn settle_in(&mut self, now: UnixMillis, work: &mut Work, root: RootId) {
        let mut records = roster_records(&self.household.mine.entries());
        records.push(ControlRecord::Addresses(self.own_addresses(now)));
        self.write_mailbox(work, root, &records);
        self.sign(
            now,
            work,
            root,
            "half",
            PermissionAction::Grant { until: None, with_past: true },
        );
        let label = format!("{}/{}", half_section(root), now.utc_year());
        self.new_generation(now, work, NewGeneration { label, readers: vec![root] });
        self.everything_touched();
    }

    /// The record of somebody who joined without one is added as soon as it can be written.
    pub(crate) fn add_pending_person(&mut self, now: UnixMillis, work: &mut Work) {
        let Some((person, name)) = self.pending_person.take() else {
            return;
        };
        let mut fields = Map::new();
        fields.insert("name".into(), Value::String(name.clone()));
        if !self.add_with_id(now, work, person, "person", fields) {
            self.pending_person = Some((person, name));
        }
    }

    /// Everything written so far is durable: the other side is told so.
    pub(crate) fn pairing_settled(&mut self, now: UnixMillis, work: &mut Work) {
        if self.pending_person.is_some() {
            return self.add_pending_person(now, work);
        }
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if pairing.result.is_none() || pairing.kept.0 {
            return;
        }
        pairing.kept.0 = true;
        if let Some(bytes) = Told::Kept.encode() {
            pairing.meeting.say(work, bytes);
        }
        self.finish_if_kept(now, work);
    }

    fn finish_if_kept(&mut self, now: UnixMillis, work: &mut Work) {
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if pairing.kept != (true, true) {
            return;
        }
        // The side that granted says goodbye, when it knows that both have kept everything.
        if pairing.meeting.granting {
            let news = pairing.meeting.finish(now, work);
            self.pairing_news_list(now, work, news);
        }
    }

    // A device.

    fn device_signed(&mut self, work: &mut Work, reply: DeskReply) {
        let DeskReply::RosterSigned { entry, .. } = reply else {
            return;
        };
        self.household.mine.insert(entry.clone());
        let recipients = self.household.mine.verdict().person_key_recipients();
        if let Some(pairing) = &mut self.pairing {
            pairing.entry = Some(entry);
        }
        work.desk(
            DeskRequest::MakePersonKeyWrap { recipients },
            Then::Pair(PairWork::PersonKeyWrapped),
        );
    }

    fn person_key_wrapped(&mut self, work: &mut Work, reply: DeskReply) {
        let DeskReply::PersonKeyWrap(wrap) = reply else {
            return;
        };
        if let Some(pairing) = &mut self.pairing {
            pairing.person_key = Some(wrap);
        }
        work.desk(
            DeskRequest::WrapFor {
                generation: self.book,
                to: self.household.me,
                recipient: self.household.mine.verdict().person_recipient.clone(),
            },
            Then::Pair(PairWork::BookWrapped),
        );
    }

    fn book_wrapped(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) {
        let DeskReply::Wrap(book) = reply else {
            return self.pairing_failed(now, work);
        };
        let addresses = self.own_addresses(now);
        let roster = self.household.mine.entries();
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        let (Some(entry), Some(person_key), Some((facts, name))) =
            (pairing.entry.clone(), pairing.person_key.clone(), pairing.device.clone())
        else {
            return;
        };
        let device = facts.facts.device;
        let welcome = Told::Welcome {
            roster,
            person_key: Box::new(person_key.clone()),
            book: Box::new(book),
            addresses,
        };
        if let Some(bytes) = welcome.encode() {
            pairing.meeting.say(work, bytes);
        }
        pairing.result =
            Some(PairedReport { person: None, device: Some(device.to_string()), plan: None });
        let mut records =
            vec![ControlRecord::Roster(entry.clone()), ControlRecord::PersonKey(person_key)];
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            records.push(ControlRecord::DeviceName(DeviceName { device, name }));
        }
        let learned: Vec<_> = records
            .iter()
            .skip(2)
            .cloned()
            .map(|record| self.household.apply_book(record))
            .collect();
        self.write_book(work, &records);
        let guests: Vec<RootId> = self.household.guests.keys().copied().collect();
        for guest in guests {
            self.write_mailbox(work, guest, &[ControlRecord::Roster(entry.clone())]);
        }
        self.act_on(now, work, learned);
        self.refresh_peers_if_ready(now, work);
    }

    /// This device was linked, and everything it was told is durable: the lead is told so.
    pub(crate) fn finish_link(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        meeting: Meeting,
        kept_there: bool,
    ) {
        let mut pairing = Pairing::new(meeting, Role::Peer, None);
        pairing.result = Some(PairedReport { person: None, device: None, plan: None });
        pairing.linked = true;
        pairing.kept.1 = kept_there;
        self.pairing = Some(pairing);
        self.tell_addresses(now, work);
    }

    // Where this device listens.

    /// What is told of this device's addresses.
    pub(crate) fn own_addresses(&self, now: UnixMillis) -> Addresses {
        let said: Vec<String> = if self.network.listening.is_empty() {
            let fixed = self.settings.listen.iter().filter(|address| address.port() != 0);
            fixed.map(ToString::to_string).collect()
        } else {
            self.network.listening.iter().map(ToString::to_string).collect()
        };
        Addresses { device: self.household.this, addresses: said, at: seal_time(now) }
    }

    /// Tells one's other devices and every guest where this device listens.
    pub(crate) fn tell_addresses(&mut self, now: UnixMillis, work: &mut Work) {
        let addresses = self.own_addresses(now);
        self.household.apply_said_addresses(&addresses);
        let record = ControlRecord::Addresses(addresses);
        self.write_book(work, std::slice::from_ref(&record));
        for mailbox in self.own_mailboxes() {
            self.writing_mailbox(work, mailbox, std::slice::from_ref(&record));
        }
    }
}

/// The root that a heap of entries speaks of.
fn genesis_root(entries: &[SignedRosterEntry]) -> Option<RootId> {
    entries.iter().find_map(|entry| Roster::new(entry.clone()).ok()).map(|roster| roster.root())
}
