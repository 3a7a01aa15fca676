//! Making, opening and stepping up; what only the authority signs; becoming one of a person's devices.

use rand_core::CryptoRng;
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    BOOK_LABEL, CreatedBlank, CreatedVault, Desk, DeskError, DeskFacts, DeskReply, LinkFacts,
    OpenVault, RosterAction,
};
use crate::generation::{make_person_key_wrap, open_person_key_wrap};
use crate::keyring::Keyring;
use crate::keys::{AgeSecret, SigningSecret, TransportSecret, random};
use crate::kit::{KitPublic, KitWords};
use crate::permission::{Permission, PermissionAction};
use crate::roster::{DeviceFacts, RosterEntry};
use crate::vaultfile::UnlockError;
use crate::{
    Alias, AuthorityKey, DeviceId, Hash, PersonKeyWrap, RootId, Signed, UnixMillis, VolumeId,
    Writers, vaultfile,
};

/// Whether typed words are the kit whose public halves stand in the verdict.
pub(super) fn test_kit(words: &SecretString, kit: &KitPublic) -> Result<DeskReply, DeskError> {
    Ok(DeskReply::KitTested(KitWords::read(words.expose_secret())?.matches(kit)))
}

impl Desk {
    pub(super) fn create(
        &mut self,
        passphrase: &SecretString,
        log_n: u8,
        made: UnixMillis,
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        let (mut open, authority) = OpenVault::make(dice)?;
        let kit = KitWords::make(dice);
        let kit_public = kit.public()?;
        let person = AgeSecret::make(dice)?;
        let genesis = Signed::sign(
            RosterEntry::Genesis {
                facts: open.device_facts(),
                authority: open.keyring.authority,
                kit_signing: kit_public.signing,
                kit_recipient: kit_public.recipient.clone(),
                person_recipient: person.recipient(),
                nonce: *random(dice),
            },
            &authority,
        )?;
        let root = RootId(genesis.hash().0);
        open.keyring.root = Some(root);
        open.keyring.person.push(person);
        let recipients = [open.keyring.identity.recipient(), kit_public.recipient];
        let person_key = open.person_key_wrap(&recipients)?;
        let book = open.new_generation(
            VolumeId(*random(dice)),
            BOOK_LABEL.to_owned(),
            Alias(*random(dice)),
            made,
            dice,
        )?;
        let created = CreatedVault {
            vault: vaultfile::seal_vault(&open.vault, passphrase, log_n)?,
            keyring: open.keyring_file()?,
            authority: vaultfile::seal_authority(&authority, passphrase, log_n)?,
            kit_words: SecretString::from(kit.words().join(" ")),
            facts: open.facts(),
            genesis,
            person_key,
            book,
        };
        open.authority = Some(authority);
        self.take(open);
        Ok(DeskReply::Created(Box::new(created)))
    }

    pub(super) fn create_blank(
        &mut self,
        passphrase: &SecretString,
        log_n: u8,
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        let (mut open, authority) = OpenVault::make(dice)?;
        let created = CreatedBlank {
            vault: vaultfile::seal_vault(&open.vault, passphrase, log_n)?,
            keyring: open.keyring_file()?,
            authority: vaultfile::seal_authority(&authority, passphrase, log_n)?,
            facts: open.facts(),
        };
        open.authority = Some(authority);
        self.take(open);
        Ok(DeskReply::CreatedBlank(Box::new(created)))
    }

    pub(super) fn unlock(
        &mut self,
        vault: &[u8],
        keyring: &[u8],
        passphrase: &SecretString,
    ) -> Result<DeskReply, DeskError> {
        let vault = vaultfile::open_vault(vault, passphrase).map_err(|error| match error {
            // Two files are opened here, and only this one has no other copy.
            UnlockError::Damaged => DeskError::DamagedVault,
            other => other.into(),
        })?;
        let (keyring, kept) = vaultfile::open_keyring(keyring, &vault)?;
        let mut open = OpenVault::new(vault, keyring);
        for (roll, epoch) in kept {
            open.hold(roll, epoch);
        }
        let facts = open.facts();
        self.take(open);
        Ok(DeskReply::Unlocked(Box::new(facts)))
    }

    pub(super) fn lock(&mut self, keep_transport: bool) -> DeskReply {
        self.open = None;
        self.meetings.clear();
        if !keep_transport {
            self.transport = None;
        }
        DeskReply::Locked
    }

    pub(super) fn step_up(
        &mut self,
        authority: &[u8],
        passphrase: &SecretString,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault_mut()?;
        let authority = vaultfile::open_authority(authority, passphrase)?;
        if AuthorityKey(authority.public()) != open.keyring.authority {
            return Err(DeskError::WrongAuthority);
        }
        open.authority = Some(authority);
        Ok(DeskReply::SteppedUp)
    }

    pub(super) fn step_down(&mut self) -> Result<DeskReply, DeskError> {
        self.vault_mut()?.authority = None;
        Ok(DeskReply::SteppedDown)
    }

    pub(super) fn facts_for_link(&self) -> Result<DeskReply, DeskError> {
        let open = self.vault()?;
        Ok(DeskReply::LinkFacts(LinkFacts {
            facts: open.device_facts(),
            authority: open.keyring.authority,
        }))
    }

    pub(super) fn adopt_root(
        &mut self,
        root: RootId,
        wrap: &Signed<PersonKeyWrap>,
        writers: &Writers,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault_mut()?;
        if open.keyring.root.is_some_and(|own| own != root) || writers.root != root {
            return Err(DeskError::NoRoot);
        }
        let person = open_person_key_wrap(wrap, &open.keyring.identity, writers)?;
        open.keyring.root = Some(root);
        open.adopt(person)
    }

    pub(super) fn adopt_person_key(
        &mut self,
        wrap: &Signed<PersonKeyWrap>,
        writers: &Writers,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault_mut()?;
        if writers.root != open.root()? {
            return Err(DeskError::NoRoot);
        }
        let person = open_person_key_wrap(wrap, &open.keyring.identity, writers)?;
        open.adopt(person)
    }

    pub(super) fn sign_roster(
        &mut self,
        action: RosterAction,
        parents: Vec<Hash>,
        term: u32,
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault_mut()?;
        open.root()?;
        let authority = open.authority.as_ref().ok_or(DeskError::NeedsPassphrase)?;
        let by = open.keyring.authority;
        let mut new_person = None;
        let entry = match action {
            RosterAction::Add(LinkFacts { facts, authority }) => {
                RosterEntry::AddDevice { by, facts, authority, parents, term }
            }
            RosterAction::Remove { device, new_person_key } => {
                if new_person_key {
                    new_person = Some(AgeSecret::make(dice)?);
                }
                let person_recipient = new_person.as_ref().map(AgeSecret::recipient);
                RosterEntry::RemoveDevice { by, device, parents, term, person_recipient }
            }
            RosterAction::SetLead(device) => RosterEntry::SetLead { by, device, parents, term },
        };
        let entry = Signed::sign(entry, authority)?;
        let keyring = match new_person {
            Some(person) => {
                open.keyring.person.insert(0, person);
                Some(open.keyring_file()?)
            }
            None => None,
        };
        Ok(DeskReply::RosterSigned { entry, keyring })
    }

    pub(super) fn sign_permission(
        &self,
        person: RootId,
        section: String,
        action: PermissionAction,
        sees: Vec<Hash>,
        at: UnixMillis,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault()?;
        let authority = open.authority.as_ref().ok_or(DeskError::NeedsPassphrase)?;
        let by = open.keyring.authority;
        let permission = Permission { by, person, section, action, sees, at };
        Ok(DeskReply::PermissionSigned(Signed::sign(permission, authority)?))
    }

    pub(super) fn make_person_key_wrap(
        &self,
        recipients: &[String],
    ) -> Result<DeskReply, DeskError> {
        Ok(DeskReply::PersonKeyWrap(self.vault()?.person_key_wrap(recipients)?))
    }

    fn take(&mut self, open: OpenVault) {
        self.meetings.clear();
        self.transport = Some(open.keyring.endpoint.clone());
        self.open = Some(open);
    }
}

impl OpenVault {
    /// Fresh, independent keys for a device that belongs to nobody yet.
    fn make(dice: &mut dyn CryptoRng) -> Result<(Self, SigningSecret), DeskError> {
        let authority = SigningSecret::make(dice);
        let keyring = Keyring {
            root: None,
            device: SigningSecret::make(dice),
            identity: AgeSecret::make(dice)?,
            endpoint: TransportSecret::make(dice),
            authority: AuthorityKey(authority.public()),
            person: Vec::new(),
        };
        Ok((Self::new(AgeSecret::make(dice)?, keyring), authority))
    }

    /// Puts a person key in use, newest first; the others stay for old wraps.
    fn adopt(&mut self, person: AgeSecret) -> Result<DeskReply, DeskError> {
        let recipient = person.recipient();
        self.keyring.person.retain(|known| known.recipient() != recipient);
        self.keyring.person.insert(0, person);
        Ok(DeskReply::Adopted { facts: Box::new(self.facts()), keyring: self.keyring_file()? })
    }

    fn person_key_wrap(&self, recipients: &[String]) -> Result<Signed<PersonKeyWrap>, DeskError> {
        let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();
        Ok(make_person_key_wrap(self.root()?, self.person()?, &recipients, &self.keyring.device)?)
    }

    fn device_facts(&self) -> DeviceFacts {
        DeviceFacts {
            device: DeviceId(self.keyring.device.public()),
            recipient: self.keyring.identity.recipient(),
            endpoint: self.keyring.endpoint.endpoint(),
        }
    }

    fn facts(&self) -> DeskFacts {
        DeskFacts {
            root: self.keyring.root,
            device: self.device_facts(),
            authority: self.keyring.authority,
            person_recipient: self.keyring.person.first().map(AgeSecret::recipient),
            books: self
                .generations
                .values()
                .filter(|held| self.is_kept(&held.roll))
                .map(|held| held.roll.clone())
                .collect(),
        }
    }
}
