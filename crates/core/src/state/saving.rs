//! Envelopes on their way to the disk, the passphrase proved again, and the settings.

use std::collections::BTreeSet;

use kith_plan::UnixMillis;
use kith_seal::{ControlRecord, DeskError, DeskReply, DeskRequest, GenerationId, Note};
use kith_sync::{InEvent, NetCommand};
use kith_vault::{SmallFile, VaultReply, VaultRequest};
use secrecy::SecretString;

use super::failing::Settling;
use super::opening::trouble_of_desk;
use super::peers::NOTE_KIT_TESTED;
use super::writing::{Waiter, WriteId};
use super::{Open, Outcome, Then, trouble_of_vault};
use crate::settings::{SETTINGS_FILE, Settings, note_of_settings};
use crate::work::Work;
use crate::{Answer, CommandId, KitReport, SettingReport, Trouble};

/// What the desk could not seal, or the disk refused, is tried again after so long.
pub(super) const RETRY_MILLIS: i64 = 5_000;

impl Open {
    /// The desk has sealed an envelope.
    pub(crate) fn envelope_sealed(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: WriteId,
        generation: GenerationId,
        reply: DeskReply,
    ) {
        match reply {
            DeskReply::Sealed(envelope) => {
                if let Some(generation) = self.generations.get_mut(&generation) {
                    // What is written here is in the document before it is sealed.
                    generation.note_taken(&envelope);
                    generation.count_tail(envelope.len());
                }
                self.writing.sealed(work, id, envelope);
            }
            reply => {
                for Waiter(waiting, _) in self.writing.could_not_seal(id) {
                    work.answer(waiting, Err(Trouble::NotSavedYet));
                }
                self.desk_failed(now, work, &reply);
                self.retry_later(now, work);
            }
        }
    }

    /// Envelopes are durable, or the disk has refused them.
    pub(crate) fn appended(&mut self, now: UnixMillis, work: &mut Work, reply: VaultReply) {
        work.changed = true;
        if let VaultReply::Failed(error) = reply {
            let trouble = trouble_of_vault(&error);
            for Waiter(id, _) in self.writing.refused(trouble.clone()) {
                work.answer(id, Err(trouble.clone()));
            }
            for settling in std::mem::take(&mut self.settling) {
                work.answer(settling.id, Err(settling.failed(&trouble)));
            }
            self.pairing_not_kept(now, work, trouble);
            self.retry_later(now, work);
            return;
        }
        let durable = self.writing.appended(work);
        let mut touched: BTreeSet<GenerationId> = BTreeSet::new();
        for envelope in &durable.envelopes {
            self.at_rest.note(envelope);
            touched.insert(envelope.header().generation);
        }
        for Waiter(id, answer) in durable.waiters {
            work.answer(id, Ok(*answer));
        }
        self.exchange(now, work, InEvent::Stored { envelopes: durable.envelopes });
        self.rest_all_snapshots(now, work);
        for id in touched {
            self.snapshot_if_due(work, id);
        }
    }

    /// What could not be sealed or appended is tried again in a while. A moment that is set already stays:
    /// what fails again and again must not put it off for ever.
    pub(crate) fn retry_later(&mut self, now: UnixMillis, work: &mut Work) {
        let at = UnixMillis(now.0.saturating_add(RETRY_MILLIS));
        work.wake_at(*self.retry_at.get_or_insert(at));
    }

    /// Reads the authority key's file, to prove the passphrase.
    pub(crate) fn prove(
        &mut self,
        work: &mut Work,
        id: CommandId,
        passphrase: SecretString,
    ) -> Outcome {
        work.vault(
            VaultRequest::ReadFile { file: SmallFile::Authority },
            Then::AuthorityRead(id, passphrase),
        );
        Outcome::Later
    }

    /// The authority key's file was read.
    pub(crate) fn authority_read(
        &mut self,
        work: &mut Work,
        id: CommandId,
        passphrase: SecretString,
        reply: VaultReply,
    ) {
        match reply {
            VaultReply::File(Some(authority)) => {
                work.desk(DeskRequest::StepUp { authority, passphrase }, Then::SteppedUp(id))
            }
            VaultReply::Failed(error) => work.answer(id, Err(trouble_of_vault(&error))),
            _ => {
                let file = "authority.age".to_owned();
                work.answer(id, Err(Trouble::Damaged { file }));
            }
        }
    }

    /// The passphrase was proved, or not.
    pub(crate) fn step_up_done(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        reply: DeskReply,
    ) {
        match reply {
            DeskReply::SteppedUp => {
                self.step_up(now, work);
                work.answer(id, Ok(super::done()));
            }
            DeskReply::Failed(error) => {
                work.answer(id, Err(trouble_of_desk(&error, "authority.age")));
            }
            _ => work.answer(id, Err(Trouble::Internal)),
        }
    }

    /// Compares typed words with the kit's public half.
    pub(crate) fn test_kit(
        &mut self,
        work: &mut Work,
        id: CommandId,
        words: SecretString,
    ) -> Outcome {
        let kit = self.household.mine.verdict().kit.clone();
        work.desk(DeskRequest::TestKit { words, kit }, Then::KitTested(id));
        Outcome::Later
    }

    /// The desk has compared the words.
    pub(crate) fn kit_tested(&mut self, work: &mut Work, id: CommandId, reply: &DeskReply) {
        let ok = match reply {
            DeskReply::KitTested(ok) => *ok,
            // Words that no kit has are not this kit's.
            DeskReply::Failed(DeskError::Words(_)) => false,
            DeskReply::Failed(error) => {
                return work.answer(id, Err(trouble_of_desk(error, "keyring.age")));
            }
            _ => return work.answer(id, Err(Trouble::Internal)),
        };
        if ok && !self.kit_is_tested() {
            let note = Note { key: NOTE_KIT_TESTED.to_owned(), value: vec![1] };
            self.household.apply_book(ControlRecord::Note(note.clone()));
            self.write_book(work, &[ControlRecord::Note(note)]);
            work.changed = true;
        }
        self.settling.push(Settling::of_one_step(id, Answer::Kit(KitReport { ok })));
    }

    /// Changes a setting. It holds once it is at rest, and not before; until then another change waits, so
    /// that neither undoes the other.
    pub(crate) fn config_set(
        &mut self,
        work: &mut Work,
        id: CommandId,
        change: impl FnOnce(&mut Settings) -> Result<(), Trouble>,
    ) -> Outcome {
        if self.setting {
            return Outcome::Parked;
        }
        // Beside what cannot be read, one change would silently undo all the others.
        if let Some(trouble) = self.settings_trouble() {
            return Outcome::Refused(trouble);
        }
        let mut settings = self.settings.clone();
        if let Err(trouble) = change(&mut settings) {
            return Outcome::Refused(trouble);
        }
        self.write_settings(work, id, settings)
    }

    /// Begins with new settings, in which the network is off. The damaged ones are kept under another name.
    pub(crate) fn config_afresh(&mut self, work: &mut Work, id: CommandId) -> Outcome {
        if self.setting {
            return Outcome::Parked;
        }
        if self.settings_trouble().is_none() {
            return Outcome::Refused(Trouble::SettingsWhole);
        }
        self.write_settings(work, id, Settings::afresh())
    }

    /// What is wrong with the settings at rest, if they are damaged.
    pub(crate) fn settings_trouble(&self) -> Option<Trouble> {
        let is_damaged = self.damaged.iter().any(|damage| damage.file == SETTINGS_FILE);
        is_damaged.then(|| Trouble::Damaged { file: SETTINGS_FILE.to_owned() })
    }

    fn write_settings(&mut self, work: &mut Work, id: CommandId, settings: Settings) -> Outcome {
        let bytes = settings.encode();
        self.setting = true;
        let settings = Box::new(settings);
        work.desk(DeskRequest::SealSettings(bytes), Then::SettingsSealed(id, settings));
        Outcome::Later
    }

    /// The desk has sealed the settings.
    pub(crate) fn settings_sealed(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        settings: Box<Settings>,
        reply: DeskReply,
    ) {
        match reply {
            DeskReply::SettingsSealed(bytes) => {
                let file = SmallFile::Settings;
                let request = match self.settings_trouble() {
                    Some(_) => VaultRequest::ReplaceDamaged { file, bytes },
                    None => VaultRequest::PutFile { file, bytes },
                };
                work.vault(request, Then::SettingsPut(id, settings));
            }
            _ => {
                self.setting = false;
                work.answer(id, Err(Trouble::Internal));
                self.unpark(now, work);
            }
        }
    }

    /// The settings are durable.
    pub(crate) fn settings_put(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        settings: Settings,
        reply: &VaultReply,
    ) {
        self.setting = false;
        match reply {
            VaultReply::FilePut => {
                self.settings = settings;
                self.damaged.retain(|damage| damage.file != SETTINGS_FILE);
                work.changed = true;
                self.note_in_book(work, note_of_settings(self.household.this));
                self.refresh_peers_if_ready(now, work);
                work.answer(id, Ok(super::done()));
            }
            VaultReply::Failed(error) => work.answer(id, Err(trouble_of_vault(error))),
            _ => work.answer(id, Err(Trouble::Internal)),
        }
        self.unpark(now, work);
    }

    /// One setting.
    pub(crate) fn config_get(&self, key: &str) -> Result<Answer, Trouble> {
        if let Some(trouble) = self.settings_trouble() {
            return Err(trouble);
        }
        let value = self.settings.get(key, self.household.has_peers())?;
        Ok(Answer::Setting(SettingReport { key: key.to_owned(), value }))
    }

    /// The transport key is there: the network starts.
    pub(crate) fn start_network(&mut self, now: UnixMillis, work: &mut Work, reply: DeskReply) {
        let DeskReply::Transport(secret) = reply else {
            // The next wish to be online asks again.
            self.network.started = false;
            work.changed = true;
            return;
        };
        if !self.network.started {
            return;
        }
        work.net(NetCommand::Start { secret, listen: self.listen_at() });
        self.refresh_peers(now, work);
        work.wake_at(UnixMillis(now.0.saturating_add(2_000)));
    }
}
