//! Linking this device: what the lead tells it, and the keys it takes over.

use kith_plan::UnixMillis;
use kith_seal::{
    Addresses, ControlRecord, CreatedBlank, DeskReply, DeskRequest, Purpose, Signed,
    SignedRosterEntry, UnixMillis as SealMillis,
};
use kith_vault::SmallFile;

use super::super::Then;
use super::super::household::Followed;
use super::super::meeting::{Meeting, News, PairWork};
use super::super::told::Told;
use super::{Opening, Way};
use crate::work::{Reply, Work};
use crate::{Answer, Effect, PairedReport, PairingStage, SealedFiles, Trouble};

impl Opening {
    pub(super) fn blank_made(&mut self, work: &mut Work, blank: Box<CreatedBlank>) {
        let Way::Link(link) = &mut self.way else {
            return;
        };
        let Some((ticket, at)) = link.asked.take() else {
            return;
        };
        link.blank = Some(blank);
        let asked = (ticket, at.as_deref());
        match Meeting::join(work, self.id, Purpose::Device, None, asked, link.transport_dice) {
            Ok(meeting) => link.meeting = Some(meeting),
            Err(trouble) => self.fail(work, trouble),
        }
    }

    pub(super) fn pair_reply(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        pair: PairWork,
        reply: Reply,
    ) {
        match (pair, reply) {
            (PairWork::Nothing, _) => {}
            (PairWork::LinkFacts, Reply::Desk(DeskReply::LinkFacts(facts))) => {
                let Way::Link(link) = &mut self.way else {
                    return;
                };
                let device = facts.facts.device;
                let told = Told::Device {
                    facts,
                    name: link.device_name.clone(),
                    addresses: Addresses { device, addresses: Vec::new(), at: SealMillis(0) },
                };
                if let (Some(meeting), Some(bytes)) = (&mut link.meeting, told.encode()) {
                    meeting.say(work, bytes);
                }
            }
            (PairWork::LinkFacts, _) => self.give_up(now, work),
            (PairWork::Adopted, Reply::Desk(reply)) => self.adopted(work, reply),
            (PairWork::BookOpened, Reply::Desk(reply)) => self.book_key_opened(work, reply),
            (pair, reply) => {
                let Way::Link(link) = &mut self.way else {
                    return;
                };
                let Some(meeting) = &mut link.meeting else {
                    return;
                };
                let news = meeting.reply(now, work, pair, reply);
                self.hear(now, work, news);
            }
        }
    }

    pub(super) fn hear(&mut self, now: UnixMillis, work: &mut Work, news: Vec<News>) {
        for item in news {
            match item {
                News::Show => {}
                News::Agreed => {
                    work.desk(DeskRequest::FactsForLink, Then::Pair(PairWork::LinkFacts));
                }
                News::Received(bytes) => match Told::decode(&bytes) {
                    Some(Told::Welcome { roster, person_key, book, addresses }) => {
                        self.welcomed(work, roster, *person_key, *book, addresses);
                    }
                    // The lead may be done before this device has written what it was told.
                    Some(Told::Kept) => {
                        if let Way::Link(link) = &mut self.way {
                            link.kept_there = true;
                        }
                    }
                    _ => self.give_up(now, work),
                },
                News::Ended(trouble) => {
                    let kept = matches!(&self.way, Way::Link(link) if link.kept);
                    if !kept {
                        let trouble = trouble.unwrap_or(Trouble::Unreachable);
                        if let Way::Link(link) = &mut self.way
                            && let Some(meeting) = &mut link.meeting
                        {
                            meeting.set_stage(work, PairingStage::Ended(trouble.clone()));
                        }
                        self.fail(work, trouble);
                    }
                }
            }
        }
    }

    pub(super) fn give_up(&mut self, now: UnixMillis, work: &mut Work) {
        if let Way::Link(link) = &mut self.way
            && let Some(meeting) = &mut link.meeting
        {
            let news = meeting.cancel(now, work);
            self.hear(now, work, news);
        }
    }

    /// The vault could not be made. The lead is told that it is over; it has the device in its list already.
    pub(crate) fn vault_refused(&mut self, now: UnixMillis, work: &mut Work, trouble: Trouble) {
        if let Way::Link(link) = &mut self.way
            && let Some(meeting) = &mut link.meeting
        {
            meeting.cancel(now, work);
            meeting.set_stage(work, PairingStage::Ended(trouble.clone()));
        }
        self.fail(work, trouble);
    }

    pub(super) fn welcomed(
        &mut self,
        work: &mut Work,
        roster: Vec<SignedRosterEntry>,
        person_key: Signed<kith_seal::PersonKeyWrap>,
        book: Signed<kith_seal::Wrap>,
        addresses: Addresses,
    ) {
        let root = person_key.unverified().root;
        let Some(followed) = Followed::new(root, &roster) else {
            return self.fail(work, Trouble::Internal);
        };
        let Way::Link(link) = &mut self.way else {
            return;
        };
        link.welcome = Some((root, roster));
        self.first.push(ControlRecord::PersonKey(person_key.clone()));
        self.first.push(ControlRecord::Addresses(addresses));
        // The book's wrap waits here until the person's key is adopted, which opens it.
        self.first.push(ControlRecord::Wrap(book));
        work.desk(
            DeskRequest::AdoptRoot { root, wrap: person_key, writers: followed.writers().clone() },
            Then::Pair(PairWork::Adopted),
        );
    }

    pub(super) fn adopted(&mut self, work: &mut Work, reply: DeskReply) {
        let DeskReply::Adopted { facts, .. } = reply else {
            return self.fail(work, Trouble::Internal);
        };
        self.facts = Some(facts);
        let wrap = self.first.pop();
        let Way::Link(link) = &mut self.way else {
            return;
        };
        let followed =
            link.welcome.as_ref().and_then(|(root, entries)| Followed::new(*root, entries));
        let (Some(ControlRecord::Wrap(book)), Some(followed)) = (wrap, followed) else {
            return self.fail(work, Trouble::Internal);
        };
        if let Some(facts) = &mut self.facts {
            facts.books = vec![book.unverified().roll.clone()];
        }
        work.desk(
            DeskRequest::OpenWraps { wraps: vec![book], writers: followed.writers().clone() },
            Then::Pair(PairWork::BookOpened),
        );
    }

    pub(super) fn book_key_opened(&mut self, work: &mut Work, reply: DeskReply) {
        let keyring = match reply {
            DeskReply::WrapsOpened { results, keyring: Some(keyring) }
                if results.iter().all(Result::is_ok) =>
            {
                keyring
            }
            _ => return self.fail(work, Trouble::Internal),
        };
        let Way::Link(link) = &mut self.way else {
            return;
        };
        let (Some(blank), Some(facts)) = (link.blank.take(), &self.facts) else {
            return self.fail(work, Trouble::Internal);
        };
        let files = vec![
            (SmallFile::Keyring, keyring),
            (SmallFile::Authority, blank.authority),
            (SmallFile::Vault, blank.vault),
        ];
        let plan = facts.root.map(|root| root.to_string());
        self.answer = Some(Answer::Paired(PairedReport {
            person: None,
            device: Some(facts.device.device.to_string()),
            plan,
        }));
        work.push(Effect::CreateVault { files: SealedFiles(files) });
    }
}
