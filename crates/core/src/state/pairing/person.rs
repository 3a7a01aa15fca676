//! Pairing with a person: mailboxes both ways, a half, and their place in the book.

use kith_plan::UnixMillis;
use kith_seal::{
    Addresses, ControlRecord, DeskReply, DeskRequest, PairedPerson, PermissionAction, RootId,
    Roster, SignedRosterEntry,
};
use serde_json::{Map, Value};

use super::super::generations::{half_section, mailbox_label};
use super::super::household::Followed;
use super::super::meeting::PairWork;
use super::super::told::{Told, tidy_name};
use super::super::volumes::NewGeneration;
use super::super::{Open, Then, seal_time};
use super::Introduced;
use crate::PairedReport;
use crate::work::Work;

impl Open {
    pub(super) fn other_introduced(
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

    pub(super) fn send_mailbox_key(&mut self, work: &mut Work, mailbox: kith_seal::GenerationId) {
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

    pub(super) fn mailbox_wrapped(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) {
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
    pub(super) fn keep_person(&mut self, now: UnixMillis, work: &mut Work) {
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
        // Whoever pairs may say where their own devices listen, and nothing of anybody else's.
        let is_theirs = Followed::new(root, &roster)
            .is_some_and(|theirs| theirs.verdict().devices.contains_key(&addresses.device));
        if !is_theirs {
            return self.pairing_failed(now, work);
        }
        let given = pairing.name.clone().or_else(|| other.name.clone());
        let role = pairing.role;
        let person = match pairing.meeting.person {
            Some(person) => person,
            None => {
                // Whoever was paired with before stands under a record already.
                let known = self.household.guests.get(&root).map(|guest| guest.person);
                let known = known.filter(|person| {
                    self.plan.show(*person).is_some_and(|record| record.gone.is_none())
                });
                let person = known.unwrap_or_else(|| {
                    let person = self.dice.record_id(now);
                    self.pending_person = Some((person, given.unwrap_or_default()));
                    person
                });
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
            at: self.household.pairing_moment(seal_time(now), root, person),
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
    pub(super) fn settle_in(&mut self, now: UnixMillis, work: &mut Work, root: RootId) {
        self.tell_rosters(work);
        let addresses = self.addresses_to_tell(now, work);
        self.tell_guest_addresses(work, root, addresses);
        self.sign(
            now,
            work,
            root,
            "half",
            PermissionAction::Grant { until: None, with_past: true },
            false,
        );
        let label = format!("{}/{}", half_section(root), now.utc_year());
        self.new_generation(now, work, NewGeneration { label, readers: vec![root] });
        self.everything_touched();
    }

    /// The record of somebody who joined without one is added as soon as it can be written.
    pub(crate) fn add_pending_person(&mut self, now: UnixMillis, work: &mut Work) {
        if self.has_just_failed(now) {
            return;
        }
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
        if let Some(welcome) = pairing.welcome.take() {
            pairing.meeting.say(work, welcome);
        }
        if let Some(bytes) = Told::Kept.encode() {
            pairing.meeting.say(work, bytes);
        }
        self.finish_if_kept(now, work);
    }

    pub(super) fn finish_if_kept(&mut self, now: UnixMillis, work: &mut Work) {
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        if pairing.kept != (true, true) {
            return;
        }
        let is_granting = pairing.meeting.granting;
        let person = pairing.other.as_ref().map(|other| other.root);
        let device = pairing.device.as_ref().map(|(facts, _)| facts.facts.device);
        if let Some(root) = person {
            self.note_met_person(work, root);
        }
        if let Some(device) = device {
            self.note_met_device(work, device);
        }
        // The side that granted says goodbye, when it knows that both have kept everything.
        if is_granting && let Some(pairing) = &mut self.pairing {
            let news = pairing.meeting.finish(now, work);
            self.pairing_news_list(now, work, news);
        }
    }
}

/// The root that a heap of entries speaks of.
fn genesis_root(entries: &[SignedRosterEntry]) -> Option<RootId> {
    entries.iter().find_map(|entry| Roster::new(entry.clone()).ok()).map(|roster| roster.root())
}
