//! Generations: a roll starts one, a wrap hands its key to one person, a person-key wrap hands a person's own key to
//! that person's devices and kit.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::agefile::{self, OpenFileError, SealFileError};
use crate::canon::NotCanonical;
use crate::keys::{AgeSecret, BadAgeKey, SigningSecret};
use crate::{
    Alias, BadSignature, DeviceId, GenerationId, Hash, RootId, Signable, Signed, StreamKey,
    StreamPlace, UnixMillis, VolumeId, Writers, tag,
};

/// The gate rules that a generation made today is read under.
pub const GATE_VERSION: u8 = 1;
/// An age identity line is 74 characters and a line end.
const IDENTITY_LIMIT: usize = 128;

/// The record that starts a generation. Its hash, once signed, is the [`GenerationId`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// The person whose volume it is.
    pub root: RootId,
    /// The device that signs.
    pub device: DeviceId,
    /// The volume.
    pub volume: VolumeId,
    /// Its label, such as `checkins/2027`.
    pub label: String,
    /// The public name of this generation.
    pub alias: Alias,
    /// The generation this one replaces.
    pub parent: Option<GenerationId>,
    /// For each stream of the parent, the last envelope that was carried over.
    pub cut: Vec<(StreamKey, u32, Hash)>,
    /// The age recipient of the epoch key.
    pub epoch_recipient: String,
    /// Hash of the snapshot envelope it starts from.
    pub snapshot: Option<Hash>,
    /// The gate rules it is read under.
    pub gate: u8,
    /// Records that are really gone and may not come back.
    pub gone: Vec<[u8; 16]>,
    /// When it was made, as the maker's clock said; for people, decides nothing.
    pub made: UnixMillis,
}

impl Signable for Roll {
    const TAG: &'static str = tag::ROLL;
}

impl Signed<Roll> {
    /// The id of the generation that this roll starts.
    pub fn generation(&self) -> GenerationId {
        GenerationId(self.hash().0)
    }

    /// Where a stream of this generation writes.
    pub fn place(&self) -> StreamPlace {
        let roll = self.unverified();
        StreamPlace {
            root: roll.root,
            alias: roll.alias,
            generation: self.generation(),
            epoch_recipient: roll.epoch_recipient.clone(),
        }
    }
}

/// The epoch key of one generation, sealed to one person's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrap {
    /// The generation.
    pub generation: GenerationId,
    /// The roll that started it, so that whoever gets the key knows what it is for.
    pub roll: Signed<Roll>,
    /// The device of the roll's person that signs this wrap.
    pub device: DeviceId,
    /// The person it is for.
    pub to: RootId,
    /// An age file to that person's key; inside, one line: the epoch identity.
    pub sealed: Vec<u8>,
}

impl Signable for Wrap {
    const TAG: &'static str = tag::WRAP;
}

/// A person's own key, sealed to each of that person's devices and to the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonKeyWrap {
    /// The person.
    pub root: RootId,
    /// The device that signs.
    pub device: DeviceId,
    /// The public half of the person key.
    pub recipient: String,
    /// An age file; inside, one line: the person identity.
    pub sealed: Vec<u8>,
}

impl Signable for PersonKeyWrap {
    const TAG: &'static str = tag::PERSON_KEY_WRAP;
}

/// Why a wrap could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MakeWrapError {
    /// A recipient is not a canonical age key, or the age library refused.
    #[error(transparent)]
    Seal(#[from] SealFileError),
    /// The record could not be encoded.
    #[error(transparent)]
    Encode(#[from] NotCanonical),
}

/// Why a wrap is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenWrapError {
    /// Not signed by the device it names, or by none of the person's devices.
    #[error("the wrap or its roll is not signed by a device of that person")]
    BadSignature,
    /// For another person, or about another generation than its roll's.
    #[error("the wrap is for another person or generation")]
    WrongContext,
    /// Sealed to a key that is not here.
    #[error("the wrap is not sealed to a key at hand")]
    NoKey,
    /// The age file or what it holds is damaged.
    #[error("the wrap is damaged")]
    Damaged,
    /// The secret inside is not that of the public key named: two people would hold different keys for one generation.
    #[error("the wrapped secret does not belong to the public key it is named for")]
    Equivocation,
}

impl From<BadSignature> for OpenWrapError {
    fn from(_: BadSignature) -> Self {
        OpenWrapError::BadSignature
    }
}

/// Seals the epoch key of `roll`'s generation to a person.
pub fn make_wrap(
    roll: &Signed<Roll>,
    epoch: &AgeSecret,
    to: RootId,
    person_recipient: &str,
    device: &SigningSecret,
) -> Result<Signed<Wrap>, MakeWrapError> {
    let wrap = Wrap {
        generation: roll.generation(),
        roll: roll.clone(),
        device: DeviceId(device.public()),
        to,
        sealed: seal_identity(epoch, &[person_recipient])?,
    };
    Ok(Signed::sign(wrap, device)?)
}

/// Opens a wrap with one of a person's keys.
///
/// Both the wrap and its roll must be signed by devices in `writers`, who must be the roll's person; the secret inside
/// must be that of the roll's epoch recipient.
pub fn open_wrap<'a>(
    signed: &Signed<Wrap>,
    to: RootId,
    person_keys: impl Iterator<Item = &'a AgeSecret>,
    writers: &Writers,
) -> Result<(Signed<Roll>, AgeSecret), OpenWrapError> {
    let wrap = signed.verify(signed.unverified().device.as_bytes())?;
    let roll = wrap.roll.verify(wrap.roll.unverified().device.as_bytes())?;
    if !writers.contains(&wrap.device) || !writers.contains(&roll.device) {
        return Err(OpenWrapError::BadSignature);
    }
    if wrap.to != to || wrap.generation != wrap.roll.generation() || roll.root != writers.root {
        return Err(OpenWrapError::WrongContext);
    }
    let epoch = open_identity(person_keys, &wrap.sealed)?;
    if epoch.recipient() != roll.epoch_recipient {
        return Err(OpenWrapError::Equivocation);
    }
    Ok((wrap.roll.clone(), epoch))
}

/// Seals a person key to devices and kit (`age1...` each).
pub fn make_person_key_wrap(
    root: RootId,
    person: &AgeSecret,
    recipients: &[&str],
    device: &SigningSecret,
) -> Result<Signed<PersonKeyWrap>, MakeWrapError> {
    let wrap = PersonKeyWrap {
        root,
        device: DeviceId(device.public()),
        recipient: person.recipient(),
        sealed: seal_identity(person, recipients)?,
    };
    Ok(Signed::sign(wrap, device)?)
}

/// Opens a person-key wrap with a device's own age identity or the kit's.
pub fn open_person_key_wrap(
    signed: &Signed<PersonKeyWrap>,
    identity: &AgeSecret,
    writers: &Writers,
) -> Result<AgeSecret, OpenWrapError> {
    let wrap = signed.verify(signed.unverified().device.as_bytes())?;
    if !writers.contains(&wrap.device) {
        return Err(OpenWrapError::BadSignature);
    }
    if wrap.root != writers.root {
        return Err(OpenWrapError::WrongContext);
    }
    let person = open_identity(std::iter::once(identity), &wrap.sealed)?;
    if person.recipient() != wrap.recipient {
        return Err(OpenWrapError::Equivocation);
    }
    Ok(person)
}

/// An age file that holds one identity line, so that stock `age -d` yields a file for `age -i`.
fn seal_identity(secret: &AgeSecret, recipients: &[&str]) -> Result<Vec<u8>, SealFileError> {
    agefile::seal_to(recipients, &identity_line(secret))
}

fn open_identity<'a>(
    identities: impl Iterator<Item = &'a AgeSecret>,
    sealed: &[u8],
) -> Result<AgeSecret, OpenWrapError> {
    let plaintext =
        agefile::open_with(identities, sealed, IDENTITY_LIMIT).map_err(|error| match error {
            OpenFileError::WrongKey => OpenWrapError::NoKey,
            OpenFileError::Damaged
            | OpenFileError::Newer
            | OpenFileError::TooCostly { .. }
            | OpenFileError::TooLong { .. } => OpenWrapError::Damaged,
        })?;
    read_identity_line(&plaintext).map_err(|_| OpenWrapError::Damaged)
}

/// `AGE-SECRET-KEY-1...` and a line end.
pub(crate) fn identity_line(secret: &AgeSecret) -> Zeroizing<Vec<u8>> {
    use secrecy::ExposeSecret as _;
    let text = secret.text();
    let mut line = Zeroizing::new(Vec::with_capacity(IDENTITY_LIMIT));
    line.extend_from_slice(text.expose_secret().as_bytes());
    line.push(b'\n');
    line
}

/// Reads exactly what [`identity_line`] wrote.
pub(crate) fn read_identity_line(line: &[u8]) -> Result<AgeSecret, BadAgeKey> {
    let text = line.strip_suffix(b"\n").ok_or(BadAgeKey)?;
    AgeSecret::from_text(std::str::from_utf8(text).map_err(|_| BadAgeKey)?)
}
