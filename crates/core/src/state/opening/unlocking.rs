//! Unlocking: the passphrase, the settings, and the roster out of the book.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_seal::{
    ControlRecord, DeskError, DeskReply, DeskRequest, Envelope, Roll, Signed, SignedRosterEntry,
    Writers, may_be_authority,
};
use kith_vault::{SmallFile, VaultError, VaultReply, VaultRequest};

use super::super::at_rest::AtRest;
use super::super::household::Household;
use super::super::meeting::Meeting;
use super::super::{Then, done, trouble_of_vault};
use super::{Begin, Opening, OpeningOutcome, Way, trouble_of_desk};
use crate::settings::{SETTINGS_FILE, Settings, note_of_settings};
use crate::work::Work;
use crate::{DamageReport, Trouble};

const VAULT: &str = "vault.age";
const KEYRING: &str = "keyring.age";
/// The folder of the logs, where it is not known which of them.
const LOGS: &str = "log";
const AUTHORITY: &str = "authority.age";

/// The small files that are read before the passphrase is tried.
pub(super) const OPENED_WITH: [SmallFile; 4] =
    [SmallFile::Vault, SmallFile::Keyring, SmallFile::Settings, SmallFile::Authority];

impl Opening {
    pub(super) fn file_read(&mut self, work: &mut Work, file: SmallFile, reply: VaultReply) {
        let bytes = match reply {
            VaultReply::File(bytes) => bytes,
            VaultReply::Failed(VaultError::Damaged(_)) if file == SmallFile::Keyring => None,
            // Only an owner's command needs it.
            VaultReply::Failed(_) if file == SmallFile::Authority => None,
            VaultReply::Failed(_) if file == SmallFile::Settings => {
                self.settings_are_damaged();
                None
            }
            VaultReply::Failed(error) => return self.fail(work, trouble_of_vault(&error)),
            _ => None,
        };
        let Way::Unlock(unlock) = &mut self.way else {
            return;
        };
        unlock.files.insert(file, bytes);
        if unlock.files.len() < OPENED_WITH.len() {
            return;
        }
        // The plan opens without it, and the owner is to know before the day on which it is needed.
        let authority = unlock.files.remove(&SmallFile::Authority).flatten();
        if !authority.is_some_and(|sealed| may_be_authority(&sealed)) {
            self.damaged.push(DamageReport { file: AUTHORITY.to_owned(), what: "authority" });
        }
        let Way::Unlock(unlock) = &self.way else {
            return;
        };
        match unlock.files.get(&SmallFile::Keyring) {
            Some(Some(_)) => self.try_passphrase(work),
            _ => work.vault(VaultRequest::ReadPreviousKeyring, Then::KeyringBeforeRead),
        }
    }

    /// Tries the passphrase on what was read.
    fn try_passphrase(&mut self, work: &mut Work) {
        let Way::Unlock(unlock) = &self.way else {
            return;
        };
        let read = |file| unlock.files.get(&file).cloned().flatten();
        match (read(SmallFile::Vault), read(SmallFile::Keyring), unlock.passphrase.clone()) {
            (Some(vault), Some(keyring), Some(passphrase)) => {
                work.desk(DeskRequest::Unlock { vault, keyring, passphrase }, Then::Unlocked);
            }
            (None, _, _) => self.fail(work, Trouble::Damaged { file: VAULT.into() }),
            (Some(_), _, _) => self.fail(work, Trouble::Damaged { file: KEYRING.into() }),
        }
    }

    /// The keyring before the last change was read: it holds every key but those of the last change, which the
    /// book holds too.
    pub(super) fn keyring_before_read(&mut self, work: &mut Work, reply: VaultReply) {
        let Way::Unlock(unlock) = &mut self.way else {
            return;
        };
        let VaultReply::File(Some(before)) = reply else {
            return self.fail(work, Trouble::Damaged { file: KEYRING.into() });
        };
        unlock.has_keyring_before = true;
        unlock.files.insert(SmallFile::Keyring, Some(before));
        self.damaged.push(DamageReport { file: KEYRING.to_owned(), what: "keyring" });
        self.try_passphrase(work);
    }

    pub(super) fn unlocked(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::Unlocked(facts) => {
                self.facts = Some(facts);
                let Way::Unlock(unlock) = &mut self.way else {
                    return;
                };
                unlock.passphrase = None;
                match unlock.files.remove(&SmallFile::Settings).flatten() {
                    Some(sealed) => {
                        work.desk(DeskRequest::OpenSettings(sealed), Then::SettingsOpened);
                    }
                    None => self.read_book(work),
                }
            }
            DeskReply::Failed(DeskError::Damaged) if self.may_try_keyring_before() => {
                work.vault(VaultRequest::ReadPreviousKeyring, Then::KeyringBeforeRead);
            }
            DeskReply::Failed(error) => self.fail(work, trouble_of_desk(&error, KEYRING)),
            _ => self.fail(work, Trouble::Internal),
        }
    }

    pub(super) fn settings_opened(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::SettingsOpened(bytes) => match Settings::decode(&bytes) {
                Some(settings) => self.settings = Some(settings),
                None => self.settings_are_damaged(),
            },
            _ => self.settings_are_damaged(),
        }
        self.read_book(work);
    }

    fn may_try_keyring_before(&self) -> bool {
        matches!(&self.way, Way::Unlock(unlock) if !unlock.has_keyring_before)
    }

    /// Nothing of the plan is lost with the settings, but nobody knows whether the owner had switched the network
    /// off: it stays off.
    fn settings_are_damaged(&mut self) {
        self.settings = Some(Settings::afresh());
        self.damaged.push(DamageReport { file: SETTINGS_FILE.to_owned(), what: "settings" });
    }

    /// Reads the book once for the roster alone: until it is known who may write, nothing else of the
    /// book can be judged.
    pub(super) fn read_book(&mut self, work: &mut Work) {
        let alias = self.book_roll().map(|roll| roll.unverified().alias);
        let (Some(alias), Some(opened)) = (alias, &self.opened) else {
            return self.fail(work, Trouble::Damaged { file: KEYRING.into() });
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
            return self.fail(work, Trouble::Damaged { file: KEYRING.into() });
        };
        let writers = Arc::new(Writers { root, devices: [device].into_iter().collect() });
        work.desk(
            DeskRequest::Open { envelopes, writers, known: BTreeMap::new() },
            Then::BookOpened,
        );
    }

    pub(super) fn book_opened(&mut self, work: &mut Work, reply: DeskReply) {
        let mut entries: Vec<SignedRosterEntry> = Vec::new();
        let device = self.facts.as_ref().map(|facts| facts.device.device);
        let settings_note = device.map(note_of_settings);
        if let DeskReply::Opened(results) = reply {
            for opened in results.into_iter().flatten() {
                let records = ControlRecord::decode_all(&opened.payload).unwrap_or_default();
                entries.extend(records.into_iter().filter_map(|record| match record {
                    ControlRecord::Roster(entry) => Some(entry),
                    // What was set is told nowhere else, so a file that is gone is no file that never was.
                    ControlRecord::Note(note)
                        if Some(&note.key) == settings_note.as_ref() && self.settings.is_none() =>
                    {
                        self.settings_are_damaged();
                        None
                    }
                    _ => None,
                }));
            }
        }
        self.begin(work, &entries, None);
    }

    pub(super) fn book_roll(&self) -> Option<Signed<Roll>> {
        self.facts.as_ref()?.books.first().cloned()
    }

    /// The log whose damage hides the roster, as far as that is known: that of the book, or one in which nobody can
    /// say what stood.
    fn damaged_log(&self) -> String {
        let book = self.book_roll().map(|roll| roll.unverified().alias);
        let places = || self.opened.iter().flat_map(|opened| &opened.damage);
        let of_book = places().find(|damage| damage.alias.is_some() && damage.alias == book);
        let of_any = || places().find(|damage| damage.file.starts_with(LOGS));
        of_book.or_else(of_any).map_or_else(|| LOGS.to_owned(), |damage| damage.file.clone())
    }

    /// The door is open.
    pub(super) fn begin(
        &mut self,
        work: &mut Work,
        entries: &[SignedRosterEntry],
        meeting: Option<(Meeting, bool)>,
    ) {
        let damaged_log = self.damaged_log();
        let household = self
            .facts
            .as_ref()
            .and_then(|facts| Household::new(facts.root?, facts.device.device, entries));
        let endpoint = self.facts.as_ref().map(|facts| facts.device.endpoint);
        let (Some(household), Some(endpoint), Some(book), Some(opened)) =
            (household, endpoint, self.book_roll(), self.opened.take())
        else {
            return self.fail(work, Trouble::Damaged { file: damaged_log });
        };
        self.outcome = Some(OpeningOutcome::Opened(Box::new(Begin {
            id: self.id,
            household,
            endpoint,
            book,
            opened,
            settings: self.settings.take().unwrap_or_else(Settings::first),
            damaged: std::mem::take(&mut self.damaged),
            first: std::mem::take(&mut self.first),
            answer: self.answer.take().unwrap_or_else(done),
            waiting: std::mem::take(&mut self.waiting),
            passphrase_is_fresh: !matches!(self.way, Way::Unlock(_)),
            meeting: meeting.map(|(meeting, kept_there)| (Box::new(meeting), kept_there)),
        })));
    }
}
