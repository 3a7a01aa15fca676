//! Making a vault: its folder with the small files, in one piece, and then the first records of the book.

use kith_seal::{ControlRecord, CreatedVault, DeskReply, SignedRosterEntry};
use kith_vault::{OpenedVault, SmallFile};
use secrecy::ExposeSecret as _;

use super::super::told::roster_records;
use super::{Opening, Way};
use crate::work::Work;
use crate::{Answer, Created, Effect, KitWordsReport, SealedFiles, Trouble};

impl Opening {
    pub(super) fn created(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::Created(created) => self.vault_made(work, *created),
            DeskReply::CreatedBlank(blank) => self.blank_made(work, blank),
            _ => self.fail(work, Trouble::Internal),
        }
    }

    pub(super) fn vault_made(&mut self, work: &mut Work, created: CreatedVault) {
        let files = vec![
            (SmallFile::Keyring, created.keyring),
            (SmallFile::Authority, created.authority),
            (SmallFile::Vault, created.vault),
        ];
        let device = created.facts.device.device;
        for record in &mut self.first {
            if let ControlRecord::DeviceName(name) = record {
                name.device = device;
            }
        }
        self.first.insert(0, ControlRecord::Roster(created.genesis));
        self.first.insert(1, ControlRecord::PersonKey(created.person_key));
        let root = created.facts.root.map(|root| root.to_string()).unwrap_or_default();
        let words = created.kit_words.expose_secret().split_whitespace();
        self.answer = Some(Answer::Created(Created {
            plan: root.clone(),
            device: device.to_string(),
            person: root,
            kit: Some(KitWordsReport { words: words.map(str::to_owned).collect() }),
        }));
        self.facts = Some(Box::new(created.facts));
        work.push(Effect::CreateVault { files: SealedFiles(files) });
    }

    /// The new vault is there, with nothing in it. Nobody is told before the first records of the book
    /// are durable: until then a power cut leaves no vault.
    pub(crate) fn vault_created(&mut self, work: &mut Work, opened: OpenedVault) {
        self.opened = Some(opened);
        match &mut self.way {
            Way::Make => {
                let entries: Vec<SignedRosterEntry> = self
                    .first
                    .iter()
                    .filter_map(|record| match record {
                        ControlRecord::Roster(entry) => Some(entry.clone()),
                        _ => None,
                    })
                    .collect();
                self.begin(work, &entries, None);
            }
            Way::Link(link) => {
                link.kept = true;
                let entries = link.welcome.take().map(|(_, entries)| entries).unwrap_or_default();
                let kept_there = link.kept_there;
                let meeting = link.meeting.take().map(|meeting| (meeting, kept_there));
                let mut first = roster_records(&entries);
                first.append(&mut self.first);
                self.first = first;
                self.begin(work, &entries, meeting);
            }
            Way::Unlock(_) => {}
        }
    }
}
