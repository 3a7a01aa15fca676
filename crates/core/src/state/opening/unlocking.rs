//! Unlocking: the passphrase, the settings, and the roster out of the book.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_seal::{
    ControlRecord, DeskReply, DeskRequest, Envelope, Roll, Signed, SignedRosterEntry, Writers,
};
use kith_vault::{SmallFile, VaultReply, VaultRequest};

use super::super::at_rest::AtRest;
use super::super::household::Household;
use super::super::meeting::Meeting;
use super::super::{Then, done, trouble_of_vault};
use super::{Begin, Opening, OpeningOutcome, Way, trouble_of_desk};
use crate::Trouble;
use crate::settings::Settings;
use crate::work::Work;

impl Opening {
    pub(super) fn file_read(&mut self, work: &mut Work, file: SmallFile, reply: VaultReply) {
        let bytes = match reply {
            VaultReply::File(bytes) => bytes,
            VaultReply::Failed(error) if file != SmallFile::Settings => {
                return self.fail(work, trouble_of_vault(&error));
            }
            _ => None,
        };
        let Way::Unlock(unlock) = &mut self.way else {
            return;
        };
        unlock.files.insert(file, bytes);
        if unlock.files.len() < 3 {
            return;
        }
        let vault = unlock.files.remove(&SmallFile::Vault).flatten();
        let keyring = unlock.files.remove(&SmallFile::Keyring).flatten();
        match (vault, keyring, unlock.passphrase.take()) {
            (Some(vault), Some(keyring), Some(passphrase)) => {
                work.desk(DeskRequest::Unlock { vault, keyring, passphrase }, Then::Unlocked);
            }
            (None, _, _) => self.fail(work, Trouble::Damaged { file: "vault.age".into() }),
            (Some(_), _, _) => self.fail(work, Trouble::Damaged { file: "keyring.age".into() }),
        }
    }

    pub(super) fn unlocked(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::Unlocked(facts) => {
                self.facts = Some(facts);
                let Way::Unlock(unlock) = &mut self.way else {
                    return;
                };
                match unlock.files.remove(&SmallFile::Settings).flatten() {
                    Some(sealed) => {
                        work.desk(DeskRequest::OpenSettings(sealed), Then::SettingsOpened);
                    }
                    None => self.read_book(work),
                }
            }
            DeskReply::Failed(error) => self.fail(work, trouble_of_desk(&error, "keyring.age")),
            _ => self.fail(work, Trouble::Internal),
        }
    }

    pub(super) fn settings_opened(&mut self, work: &mut Work, reply: DeskReply) {
        // Settings that cannot be read are settings at their first values; nothing of the plan is lost.
        if let DeskReply::SettingsOpened(bytes) = reply {
            self.settings = Settings::decode(&bytes);
        }
        self.read_book(work);
    }

    /// Reads the book once for the roster alone: until it is known who may write, nothing else of the
    /// book can be judged.
    pub(super) fn read_book(&mut self, work: &mut Work) {
        let alias = self.book_roll().map(|roll| roll.unverified().alias);
        let (Some(alias), Some(opened)) = (alias, &self.opened) else {
            return self.fail(work, Trouble::Damaged { file: "keyring.age".into() });
        };
        let ranges = AtRest::of(opened).ranges(alias, &BTreeMap::new());
        work.vault(VaultRequest::ReadMany { ranges }, Then::BookRead);
    }

    pub(super) fn book_read(&mut self, work: &mut Work, reply: VaultReply) {
        let envelopes: Vec<Envelope> = match reply {
            VaultReply::Many(ranges) => ranges.into_iter().flatten().collect(),
            VaultReply::Failed(error) => return self.fail(work, trouble_of_vault(&error)),
            _ => Vec::new(),
        };
        let Some((root, device)) =
            self.facts.as_ref().and_then(|facts| Some((facts.root?, facts.device.device)))
        else {
            return self.fail(work, Trouble::Damaged { file: "keyring.age".into() });
        };
        let writers = Arc::new(Writers { root, devices: [device].into_iter().collect() });
        work.desk(
            DeskRequest::Open { envelopes, writers, known: BTreeMap::new() },
            Then::BookOpened,
        );
    }

    pub(super) fn book_opened(&mut self, work: &mut Work, reply: DeskReply) {
        let mut entries: Vec<SignedRosterEntry> = Vec::new();
        if let DeskReply::Opened(results) = reply {
            for opened in results.into_iter().flatten() {
                let records = ControlRecord::decode_all(&opened.payload).unwrap_or_default();
                entries.extend(records.into_iter().filter_map(|record| match record {
                    ControlRecord::Roster(entry) => Some(entry),
                    _ => None,
                }));
            }
        }
        self.begin(work, &entries, None);
    }

    pub(super) fn book_roll(&self) -> Option<Signed<Roll>> {
        self.facts.as_ref()?.books.first().cloned()
    }

    /// The door is open.
    pub(super) fn begin(
        &mut self,
        work: &mut Work,
        entries: &[SignedRosterEntry],
        meeting: Option<(Meeting, bool)>,
    ) {
        let household = self
            .facts
            .as_ref()
            .and_then(|facts| Household::new(facts.root?, facts.device.device, entries));
        let endpoint = self.facts.as_ref().map(|facts| facts.device.endpoint);
        let (Some(household), Some(endpoint), Some(book), Some(opened)) =
            (household, endpoint, self.book_roll(), self.opened.take())
        else {
            return self.fail(work, Trouble::Damaged { file: "log".into() });
        };
        self.outcome = Some(OpeningOutcome::Opened(Box::new(Begin {
            id: self.id,
            household,
            endpoint,
            book,
            opened,
            settings: self.settings.take().unwrap_or_else(Settings::first),
            first: std::mem::take(&mut self.first),
            answer: self.answer.take().unwrap_or_else(done),
            waiting: std::mem::take(&mut self.waiting),
            passphrase_is_fresh: !matches!(self.way, Way::Unlock(_)),
            meeting: meeting.map(|(meeting, kept_there)| (Box::new(meeting), kept_there)),
        })));
    }
}
