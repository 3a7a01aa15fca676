//! The keyring: every lasting secret of one device but its authority. Each key is random and independent.

use std::fmt;

use data_encoding::HEXLOWER;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::canon::NotCanonical;
use crate::keys::{AgeSecret, SigningSecret, TransportSecret};
use crate::vaultfile::{UnlockError, check_format};
use crate::{Alias, AuthorityKey, GenerationId, Roll, RootId, Signed};

/// The keyring format this program writes, and the newest it reads.
pub const KEYRING_FORMAT: u32 = 1;

/// A generation whose key is kept in the keyring: the book, which holds the wraps of all others.
pub(crate) struct KeptGeneration<'a> {
    pub(crate) roll: &'a Signed<Roll>,
    pub(crate) epoch: &'a AgeSecret,
}

/// The same, read back.
pub(crate) type KeptKeys = Vec<(Signed<Roll>, AgeSecret)>;

/// The secrets of one device.
pub(crate) struct Keyring {
    pub(crate) root: Option<RootId>,
    pub(crate) device: SigningSecret,
    pub(crate) identity: AgeSecret,
    pub(crate) endpoint: TransportSecret,
    /// The public half of this device's authority.
    pub(crate) authority: AuthorityKey,
    /// Person keys, newest first; retired ones stay, for old wraps.
    pub(crate) person: Vec<AgeSecret>,
}

impl Keyring {
    /// The text of `keyring.age`.
    pub(crate) fn to_json(
        &self,
        kept: &[KeptGeneration<'_>],
    ) -> Result<Zeroizing<Vec<u8>>, NotCanonical> {
        let kept = kept.iter().map(KeptJson::write).collect::<Result<Vec<_>, _>>()?;
        let file = KeyringJson {
            kith_keyring: KEYRING_FORMAT,
            root: self.root,
            device_signing_seed: SecretText::hex(self.device.seed().as_slice()),
            device_identity: SecretText::identity(&self.identity),
            endpoint_secret: SecretText::hex(self.endpoint.expose()),
            authority: self.authority,
            person_identities: self.person.iter().map(SecretText::identity).collect(),
            generations: kept,
        };
        // Room for all of it at once, so that growing leaves no copies of secrets behind.
        let room = 4096usize.saturating_add(file.generations.len().saturating_mul(2048));
        let mut json = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *json, &file).map_err(|_| NotCanonical)?;
        json.push(b'\n');
        Ok(json)
    }

    /// Reads it, with the generations it keeps. A newer format is told apart from damage.
    pub(crate) fn from_json(json: &[u8]) -> Result<(Self, KeptKeys), UnlockError> {
        check_format(json, "kith_keyring", KEYRING_FORMAT)?;
        let file: KeyringJson = serde_json::from_slice(json).map_err(|_| UnlockError::Damaged)?;
        let keyring = file.read().ok_or(UnlockError::Damaged)?;
        let kept = file.generations.iter().map(KeptJson::read).collect::<Option<_>>();
        Ok((keyring, kept.ok_or(UnlockError::Damaged)?))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringJson {
    kith_keyring: u32,
    root: Option<RootId>,
    device_signing_seed: SecretText,
    device_identity: SecretText,
    endpoint_secret: SecretText,
    authority: AuthorityKey,
    person_identities: Vec<SecretText>,
    generations: Vec<KeptJson>,
}

impl KeyringJson {
    fn read(&self) -> Option<Keyring> {
        Some(Keyring {
            root: self.root,
            device: SigningSecret::from_seed(&self.device_signing_seed.bytes()?),
            identity: self.device_identity.read_identity()?,
            endpoint: TransportSecret::from_bytes(&self.endpoint_secret.bytes()?),
            authority: self.authority,
            person: self
                .person_identities
                .iter()
                .map(SecretText::read_identity)
                .collect::<Option<_>>()?,
        })
    }
}

/// `generation`, `alias` and `label` repeat what is in the roll, for whoever reads this without Kith.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptJson {
    generation: GenerationId,
    alias: Alias,
    label: String,
    identity: SecretText,
    roll: String,
}

impl KeptJson {
    fn write(kept: &KeptGeneration<'_>) -> Result<Self, NotCanonical> {
        let roll = kept.roll.unverified();
        Ok(Self {
            generation: kept.roll.generation(),
            alias: roll.alias,
            label: roll.label.clone(),
            identity: SecretText::identity(kept.epoch),
            roll: HEXLOWER.encode(&kept.roll.encode()?),
        })
    }

    fn read(&self) -> Option<(Signed<Roll>, AgeSecret)> {
        let bytes = HEXLOWER.decode(self.roll.as_bytes()).ok()?;
        let roll: Signed<Roll> = Signed::decode(&bytes).ok()?;
        let epoch = self.identity.read_identity()?;
        let consistent = roll.generation() == self.generation
            && roll.unverified().alias == self.alias
            && roll.unverified().label == self.label
            && roll.unverified().epoch_recipient == epoch.recipient();
        consistent.then_some((roll, epoch))
    }
}

/// Secret text in JSON: wiped when dropped, never printed.
pub(crate) struct SecretText(Zeroizing<String>);

impl SecretText {
    pub(crate) fn hex(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(HEXLOWER.encode(bytes)))
    }

    pub(crate) fn bytes(&self) -> Option<Zeroizing<[u8; 32]>> {
        let bytes = Zeroizing::new(HEXLOWER.decode(self.0.as_bytes()).ok()?);
        bytes.as_slice().try_into().ok().map(Zeroizing::new)
    }

    fn identity(secret: &AgeSecret) -> Self {
        Self(Zeroizing::new(secret.text().expose_secret().to_owned()))
    }

    fn read_identity(&self) -> Option<AgeSecret> {
        AgeSecret::from_text(&self.0).ok()
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(..)")
    }
}
