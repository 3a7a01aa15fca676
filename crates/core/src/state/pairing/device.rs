//! Linking a device of the owner, on the lead's side and on the new device's.

use kith_plan::UnixMillis;
use kith_seal::{ControlRecord, DeskReply, DeskRequest, DeviceName};

use super::super::meeting::{Meeting, PairWork};
use super::super::told::Told;
use super::super::{Open, Then};
use super::Pairing;
use crate::work::Work;
use crate::{Answer, PairedReport, Role};

impl Open {
    pub(super) fn device_signed(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) {
        let DeskReply::RosterSigned { entry, .. } = reply else {
            return self.pairing_failed(now, work);
        };
        // What this device goes on from must be on its disk too: the next entry names this one as its
        // parent, whatever becomes of the pairing.
        self.household.mine.insert(entry.clone());
        self.write_book(work, &[ControlRecord::Roster(entry)]);
        let recipients = self.household.mine.verdict().person_key_recipients();
        work.desk(
            DeskRequest::MakePersonKeyWrap { recipients },
            Then::Pair(PairWork::PersonKeyWrapped),
        );
    }

    pub(super) fn person_key_wrapped(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        reply: DeskReply,
    ) {
        let DeskReply::PersonKeyWrap(wrap) = reply else {
            return self.pairing_failed(now, work);
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

    pub(super) fn book_wrapped(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) {
        let DeskReply::Wrap(book) = reply else {
            return self.pairing_failed(now, work);
        };
        let addresses = self.addresses_to_tell(now, work);
        let roster = self.household.mine.entries();
        let Some(pairing) = &mut self.pairing else {
            return;
        };
        let (Some(person_key), Some((facts, name))) =
            (pairing.person_key.clone(), pairing.device.clone())
        else {
            return self.pairing_failed(now, work);
        };
        let device = facts.facts.device;
        let welcome = Told::Welcome {
            roster,
            person_key: Box::new(person_key.clone()),
            book: Box::new(book),
            addresses,
        };
        // Said once it is durable that the new device is one of ours.
        pairing.welcome = welcome.encode();
        pairing.result =
            Some(PairedReport { person: None, device: Some(device.to_string()), plan: None });
        let mut records = vec![ControlRecord::PersonKey(person_key)];
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            records.push(ControlRecord::DeviceName(DeviceName { device, name }));
        }
        let learned: Vec<_> = records
            .iter()
            .skip(1)
            .cloned()
            .map(|record| self.household.apply_book(record))
            .collect();
        self.write_book(work, &records);
        self.tell_rosters(work);
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
        answer: Answer,
    ) {
        let mut pairing = Pairing::new(meeting, Role::Peer, None);
        pairing.result = Some(PairedReport { person: None, device: None, plan: None });
        pairing.linked = Some(answer);
        pairing.kept.1 = kept_there;
        self.pairing = Some(pairing);
        self.addresses_to_tell(now, work);
    }
}
