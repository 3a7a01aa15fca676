//! Making a vault: the folder, its small files, and the first records of the book.

use kith_seal::{ControlRecord, CreatedVault, DeskReply, SignedRosterEntry};
use kith_vault::{OpenedVault, SmallFile, VaultReply, VaultRequest};
use secrecy::ExposeSecret as _;

use super::super::told::roster_records;
use super::super::{Then, trouble_of_vault};
use super::{Opening, Way};
use crate::work::Work;
use crate::{Answer, Created, KitWordsReport, Trouble};

impl Opening {
    pub(super) fn created(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::Created(created) => self.vault_made(work, *created),
            DeskReply::CreatedBlank(blank) => self.blank_made(work, blank),
            _ => self.fail(work, Trouble::Internal),
        }
    }

    pub(super) fn vault_made(&mut self, work: &mut Work, created: CreatedVault) {
        let Way::Make(make) = &mut self.way else {
            return;
        };
        make.files = vec![
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
        self.make_folder(work);
    }

    pub(super) fn make_folder(&mut self, work: &mut Work) {
        let exists = match &self.way {
            Way::Make(make) => make.folder_exists,
            Way::Link(link) => link.make.folder_exists,
            Way::Unlock(_) => true,
        };
        if exists {
            // The folder of a making that was never finished is used again.
            self.opened = Some(OpenedVault::default());
            self.put_next(work);
        } else {
            work.push(crate::Effect::CreateVault);
        }
    }

    pub(super) fn put_next(&mut self, work: &mut Work) {
        let files = match &mut self.way {
            Way::Make(make) => &mut make.files,
            Way::Link(link) => &mut link.make.files,
            Way::Unlock(_) => return,
        };
        if let Some((file, bytes)) = files.pop() {
            work.vault(VaultRequest::PutFile { file, bytes }, Then::FilePut);
        }
    }

    pub(super) fn file_put(&mut self, work: &mut Work, reply: &VaultReply) {
        if let VaultReply::Failed(error) = reply {
            return self.fail(work, trouble_of_vault(error));
        }
        let left = match &self.way {
            Way::Make(make) => make.files.len(),
            Way::Link(link) => link.make.files.len(),
            Way::Unlock(_) => return,
        };
        if left > 0 {
            return self.put_next(work);
        }
        match &mut self.way {
            Way::Make(_) => {
                let entries: Vec<SignedRosterEntry> = self
                    .first
                    .iter()
                    .filter_map(|record| match record {
                        ControlRecord::Roster(entry) => Some(entry.clone()),
                        _ => None,
                    })
                    .collect();
                self.begin(&entries, None);
            }
            Way::Link(link) => {
                link.kept = true;
                let entries = link.welcome.take().map(|(_, entries)| entries).unwrap_or_default();
                let kept_there = link.kept_there;
                let meeting = link.meeting.take().map(|meeting| (meeting, kept_there));
                let mut first = roster_records(&entries);
                first.append(&mut self.first);
                self.first = first;
                self.begin(&entries, meeting);
            }
            Way::Unlock(_) => {}
        }
    }
}
