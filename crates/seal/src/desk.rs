//! The desk: where every secret of an open vault lies while it is open, and all work with secrets is done.
//!
//! The desk takes one [`DeskRequest`] and gives one [`DeskReply`]. It does no I/O: files are bytes that come and go.
//! Whoever drives it keeps handles (ids), never a secret; the one exception is the transport key, which the network
//! needs and which has its own type.

use std::collections::BTreeMap;
use std::fmt;

use rand_core::CryptoRng;

use crate::kept::{open_view, seal_view};
use crate::keyring::{KeptGeneration, Keyring};
use crate::keys::{AgeSecret, SigningSecret, TransportSecret};
use crate::{GenerationId, Roll, RootId, Signed, Stream, agefile, vaultfile};

mod account;
mod content;
mod error;
mod meeting;
mod reply;
mod request;

pub use error::DeskError;
pub use meeting::{MAX_BAD_TRIES, PairSession};
pub use reply::{
    CreatedBlank, CreatedVault, DeskFacts, DeskReply, LinkFacts, NewGeneration, PairingReply,
};
pub use request::{DeskRequest, OpenGroup, PairingRequest, RosterAction};

/// Generations with this label have their key in the keyring: the book, which holds the wraps of all others.
pub const BOOK_LABEL: &str = "book";
/// The largest settings file that is read.
const MAX_SETTINGS: usize = 16 * 1024 * 1024;

/// Every secret of one vault, or none while it is locked.
#[derive(Default)]
pub struct Desk {
    open: Option<OpenVault>,
    /// Kept through a lock only on request, to go on receiving.
    transport: Option<TransportSecret>,
    meetings: meeting::Meetings,
}

/// What an unlocked vault holds.
struct OpenVault {
    vault: AgeSecret,
    keyring: Keyring,
    /// In memory only while stepped up.
    authority: Option<SigningSecret>,
    generations: BTreeMap<GenerationId, Held>,
}

/// A generation whose key is here.
struct Held {
    roll: Signed<Roll>,
    epoch: AgeSecret,
    /// This process run's stream there, from its first use on.
    stream: Option<Stream>,
}

impl Desk {
    /// An empty, locked desk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does one piece of work. Never panics, never blocks on anything but its own arithmetic.
    pub fn run(&mut self, request: DeskRequest, dice: &mut dyn CryptoRng) -> DeskReply {
        self.try_run(request, dice).unwrap_or_else(DeskReply::Failed)
    }

    fn try_run(
        &mut self,
        request: DeskRequest,
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        match request {
            DeskRequest::Create { passphrase, log_n, made } => {
                self.create(&passphrase, log_n, made, dice)
            }
            DeskRequest::CreateBlank { passphrase, log_n } => {
                self.create_blank(&passphrase, log_n, dice)
            }
            DeskRequest::Unlock { vault, keyring, passphrase } => {
                self.unlock(&vault, &keyring, &passphrase)
            }
            DeskRequest::Lock { keep_transport } => Ok(self.lock(keep_transport)),
            DeskRequest::StepUp { authority, passphrase } => self.step_up(&authority, &passphrase),
            DeskRequest::StepDown => self.step_down(),
            DeskRequest::TestKit { words, kit } => account::test_kit(&words, &kit),
            DeskRequest::EndpointSecret => {
                self.transport.clone().map(DeskReply::Transport).ok_or(DeskError::Locked)
            }
            DeskRequest::KeyringFile => Ok(DeskReply::KeyringFile(self.vault()?.keyring_file()?)),
            DeskRequest::SealSettings(plain) => {
                let recipient = self.vault()?.vault.recipient();
                Ok(DeskReply::SettingsSealed(agefile::seal_to(&[&recipient], &plain)?))
            }
            DeskRequest::OpenSettings(sealed) => self.open_settings(&sealed),
            DeskRequest::SealView { generation, payload } => {
                let sealed = seal_view(&self.vault()?.vault, generation, &payload)?;
                Ok(DeskReply::ViewSealed(sealed))
            }
            DeskRequest::OpenView { generation, sealed } => {
                let opened = open_view(&self.vault()?.vault, generation, &sealed);
                opened.map(DeskReply::ViewOpened).map_err(|_| DeskError::Damaged)
            }
            DeskRequest::FactsForLink => self.facts_for_link(),
            DeskRequest::AdoptRoot { root, wrap, writers } => {
                self.adopt_root(root, &wrap, &writers)
            }
            DeskRequest::AdoptPersonKey { wrap, writers } => self.adopt_person_key(&wrap, &writers),
            DeskRequest::SignRoster { action, parents, term } => {
                self.sign_roster(action, parents, term, dice)
            }
            DeskRequest::SignPermission { person, section, action, sees, at } => {
                self.sign_permission(person, section, action, sees, at)
            }
            DeskRequest::MakePersonKeyWrap { recipients } => self.make_person_key_wrap(&recipients),
            DeskRequest::NewGeneration { volume, label, alias, made } => {
                self.new_generation(volume, label, alias, made, dice)
            }
            DeskRequest::WrapFor { generation, to, recipient } => {
                self.wrap_for(generation, to, &recipient)
            }
            DeskRequest::OpenWraps { wraps, writers } => self.open_wraps(&wraps, &writers),
            DeskRequest::StreamFor { generation } => self.stream_for(generation, dice),
            DeskRequest::Seal { generation, kind, payload } => {
                self.seal(generation, kind, &payload, dice)
            }
            DeskRequest::Open { envelopes, writers, known } => {
                Ok(DeskReply::Opened(self.open_batch(&envelopes, &writers, known)?))
            }
            DeskRequest::OpenMany { groups } => self.open_many(groups),
            DeskRequest::Pairing(request) => self.meet(request, dice).map(DeskReply::Pairing),
        }
    }

    fn open_settings(&self, sealed: &[u8]) -> Result<DeskReply, DeskError> {
        let vault = &self.vault()?.vault;
        let mut plain =
            agefile::open_with(std::iter::once(vault), sealed, MAX_SETTINGS).map_err(|error| {
                match DeskError::from(vaultfile::UnlockError::from(error)) {
                    DeskError::WrongPassphrase => DeskError::Damaged,
                    other => other,
                }
            })?;
        Ok(DeskReply::SettingsOpened(std::mem::take(&mut *plain)))
    }

    fn vault(&self) -> Result<&OpenVault, DeskError> {
        self.open.as_ref().ok_or(DeskError::Locked)
    }

    fn vault_mut(&mut self) -> Result<&mut OpenVault, DeskError> {
        self.open.as_mut().ok_or(DeskError::Locked)
    }
}

impl OpenVault {
    fn new(vault: AgeSecret, keyring: Keyring) -> Self {
        Self { vault, keyring, authority: None, generations: BTreeMap::new() }
    }

    /// Keeps a generation's key; `true` if the keyring file changes by it.
    fn hold(&mut self, roll: Signed<Roll>, epoch: AgeSecret) -> bool {
        let generation = roll.generation();
        if self.generations.contains_key(&generation) {
            return false;
        }
        let kept = self.is_kept(&roll);
        self.generations.insert(generation, Held { roll, epoch, stream: None });
        kept
    }

    /// The owner's own book lives in the keyring; everything else is wrapped in the book.
    fn is_kept(&self, roll: &Signed<Roll>) -> bool {
        let roll = roll.unverified();
        roll.label == BOOK_LABEL && Some(roll.root) == self.keyring.root
    }

    fn root(&self) -> Result<RootId, DeskError> {
        self.keyring.root.ok_or(DeskError::NoRoot)
    }

    fn held(&self, generation: &GenerationId) -> Result<&Held, DeskError> {
        self.generations.get(generation).ok_or(DeskError::UnknownGeneration)
    }

    /// The person key in use.
    fn person(&self) -> Result<&AgeSecret, DeskError> {
        self.keyring.person.first().ok_or(DeskError::NoRoot)
    }

    /// `keyring.age` as it should be stored now.
    fn keyring_file(&self) -> Result<Vec<u8>, DeskError> {
        let kept: Vec<KeptGeneration<'_>> = self
            .generations
            .values()
            .filter(|held| self.is_kept(&held.roll))
            .map(|held| KeptGeneration { roll: &held.roll, epoch: &held.epoch })
            .collect();
        Ok(vaultfile::seal_keyring(&self.keyring, &kept, &self.vault)?)
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.open {
            None => f.write_str("Desk(locked)"),
            Some(open) => write!(f, "Desk(open, {} generations)", open.generations.len()),
        }
    }
}
