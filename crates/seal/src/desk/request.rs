//! What the desk can be asked. Printing a request shows its kind and sizes, never what it carries.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use secrecy::SecretString;

use super::{LinkFacts, PairSession};
use crate::kit::KitPublic;
use crate::pairing::Purpose;
use crate::permission::PermissionAction;
use crate::{
    Alias, DeviceId, Envelope, EnvelopeKind, GenerationId, Hash, InviteId, LongBytes,
    PersonKeyWrap, RootId, Signed, StreamKey, UnixMillis, VolumeId, Wrap, Writers,
};

/// One piece of work. Each has the [`super::DeskReply`] named in its text; failures are `DeskReply::Failed`.
pub enum DeskRequest {
    /// A new person on this device -> `Created`. The vault is open and stepped up afterwards.
    Create {
        /// Exact UTF-8; one line end at its end is not part of it.
        passphrase: SecretString,
        /// scrypt cost, as a power of two; 18 for real vaults.
        log_n: u8,
        /// The time, for the book's roll.
        made: UnixMillis,
    },
    /// A device that will be linked to somebody: keys, but no person -> `CreatedBlank`. Open and stepped up afterwards.
    CreateBlank {
        /// As in `Create`.
        passphrase: SecretString,
        /// As in `Create`.
        log_n: u8,
    },
    /// Opens a vault from its two files -> `Unlocked`.
    Unlock {
        /// `vault.age`.
        vault: Vec<u8>,
        /// `keyring.age`.
        keyring: Vec<u8>,
        /// As in `Create`.
        passphrase: SecretString,
    },
    /// Drops every secret -> `Locked`.
    Lock {
        /// Keeps the transport key alone, to go on receiving.
        keep_transport: bool,
    },
    /// Takes the authority into memory -> `SteppedUp`. How long it stays is the caller's clock.
    StepUp {
        /// `authority.age`.
        authority: Vec<u8>,
        /// As in `Create`.
        passphrase: SecretString,
    },
    /// Drops the authority -> `SteppedDown`.
    StepDown,
    /// Whether 24 typed words are the kit in force -> `KitTested`. Works while locked.
    TestKit {
        /// The words.
        words: SecretString,
        /// The kit of the verdict.
        kit: KitPublic,
    },
    /// The transport key, for the network -> `Transport`.
    EndpointSecret,
    /// `keyring.age` as it should be stored now -> `KeyringFile`.
    KeyringFile,
    /// Seals a small file of this device to the vault identity -> `SettingsSealed`.
    SealSettings(Vec<u8>),
    /// Opens one -> `SettingsOpened`.
    OpenSettings(Vec<u8>),
    /// Seals the payload of a [`crate::KeptView`] to the vault identity -> `ViewSealed`.
    SealView {
        /// Whose view it is.
        generation: GenerationId,
        /// The payload.
        payload: Vec<u8>,
    },
    /// Opens one -> `ViewOpened`, or [`super::DeskError::Damaged`] if it is not one of this vault and generation.
    OpenView {
        /// Whose view it is to be; nothing to take whatever generation it says itself.
        generation: Option<GenerationId>,
        /// The sealed bytes.
        sealed: LongBytes,
    },
    /// The public facts that the lead signs to add this device -> `LinkFacts`.
    FactsForLink,
    /// A blank device becomes a person's: the root, and the person key from the wrap made for it -> `Adopted`.
    AdoptRoot {
        /// The person.
        root: RootId,
        /// The person key, wrapped to this device among others.
        wrap: Signed<PersonKeyWrap>,
        /// That person's devices.
        writers: Arc<Writers>,
    },
    /// Takes a newer person key in -> `Adopted`.
    AdoptPersonKey {
        /// The wrap.
        wrap: Signed<PersonKeyWrap>,
        /// The person's devices.
        writers: Arc<Writers>,
    },
    /// Signs a roster entry; needs step-up -> `RosterSigned`.
    SignRoster {
        /// What it does.
        action: RosterAction,
        /// The verdict's heads.
        parents: Vec<Hash>,
        /// The verdict's term.
        term: u32,
    },
    /// Signs a permission; needs step-up -> `PermissionSigned`.
    SignPermission {
        /// Whom it is about.
        person: RootId,
        /// The section.
        section: String,
        /// Grant or revoke.
        action: PermissionAction,
        /// [`crate::Permissions::heads`].
        sees: Vec<Hash>,
        /// The time.
        at: UnixMillis,
    },
    /// Wraps the person key in use -> `PersonKeyWrap`.
    MakePersonKeyWrap {
        /// [`crate::Verdict::person_key_recipients`].
        recipients: Vec<String>,
    },
    /// Starts a generation of an own volume -> `NewGeneration`.
    NewGeneration {
        /// The volume.
        volume: VolumeId,
        /// Its label.
        label: String,
        /// The public name of the generation.
        alias: Alias,
        /// The time.
        made: UnixMillis,
    },
    /// Wraps a generation's key to a person -> `Wrap`.
    WrapFor {
        /// The generation.
        generation: GenerationId,
        /// The person.
        to: RootId,
        /// That person's key (`age1...`).
        recipient: String,
    },
    /// Opens wraps made for this person -> `WrapsOpened`, in order.
    OpenWraps {
        /// The wraps, all by devices of one person.
        wraps: Vec<Signed<Wrap>>,
        /// That person's devices.
        writers: Arc<Writers>,
    },
    /// This run's stream in a generation, started if need be -> `Stream`.
    StreamFor {
        /// The generation.
        generation: GenerationId,
    },
    /// Seals a payload as the next envelope of this run's stream -> `Sealed`.
    Seal {
        /// The generation.
        generation: GenerationId,
        /// What the payload is.
        kind: EnvelopeKind,
        /// The payload.
        payload: Vec<u8>,
    },
    /// Opens envelopes -> `Opened`, in order. A stream's first envelope certifies those that follow in the batch.
    Open {
        /// The envelopes, of one person's generations.
        envelopes: Vec<Envelope>,
        /// The devices that may have written them.
        writers: Arc<Writers>,
        /// The device of each stream certified before.
        known: BTreeMap<StreamKey, DeviceId>,
    },
    /// Opens several such batches at once -> `OpenedMany`, in order.
    OpenMany {
        /// The batches.
        groups: Vec<OpenGroup>,
    },
    /// Meeting another device -> `Pairing`.
    Pairing(PairingRequest),
}

/// One batch of `OpenMany`; as in `Open`.
pub struct OpenGroup {
    /// The envelopes.
    pub envelopes: Vec<Envelope>,
    /// The devices that may have written them.
    pub writers: Arc<Writers>,
    /// The device of each stream certified before.
    pub known: BTreeMap<StreamKey, DeviceId>,
}

/// What a roster entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterAction {
    /// Adds a device, as its own facts say.
    Add(LinkFacts),
    /// Removes a device.
    Remove {
        /// The device.
        device: DeviceId,
        /// Makes a new person key, names it in the entry and puts it in use here.
        new_person_key: bool,
    },
    /// Hands the lead over.
    SetLead(DeviceId),
}

/// Steps of a pairing; see [`crate::Handshake`]. Messages are whole frames.
pub enum PairingRequest {
    /// Opens an invitation -> `Ticket`.
    MakeTicket {
        /// What it is for.
        purpose: Purpose,
        /// When the caller will burn it, in seconds since 1970.
        expires_seconds: i64,
        /// Where this side listens.
        addresses: Vec<SocketAddr>,
    },
    /// Reads a ticket to join -> `Invitation`.
    ReadTicket {
        /// The text.
        ticket: SecretString,
    },
    /// Reads 12 words to join -> `Invitation`.
    ReadWords {
        /// The words.
        words: SecretString,
        /// What the person at this end means to do.
        purpose: Purpose,
    },
    /// Inviter: answers a joiner's first message -> `Step`.
    Offer {
        /// The invitation.
        invite: InviteId,
        /// The TLS exporter of this connection.
        exporter: [u8; 32],
        /// The frame received.
        frame: Vec<u8>,
    },
    /// Joiner: the first message -> `Step`.
    Join {
        /// The invitation.
        invite: InviteId,
        /// The TLS exporter of this connection.
        exporter: [u8; 32],
    },
    /// Takes a further message -> `Step`.
    Receive {
        /// The pairing.
        session: PairSession,
        /// The frame received.
        frame: Vec<u8>,
    },
    /// The person here says that the words match -> `Step`.
    SayYes {
        /// The pairing.
        session: PairSession,
    },
    /// The person here says no -> `Step`; the invitation is gone.
    SayNo {
        /// The pairing.
        session: PairSession,
    },
    /// Wraps what this side came to send -> `Step`.
    Payload {
        /// The pairing.
        session: PairSession,
        /// What to send.
        bytes: Vec<u8>,
    },
    /// The connection is over -> `Ended`.
    End {
        /// The pairing.
        session: PairSession,
    },
    /// The invitation is over: expired, cancelled or used -> `Ended`.
    Burn {
        /// The invitation.
        invite: InviteId,
    },
}

impl fmt::Debug for DeskRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeskRequest::Create { log_n, .. } => write!(f, "Create(log_n {log_n})"),
            DeskRequest::CreateBlank { log_n, .. } => write!(f, "CreateBlank(log_n {log_n})"),
            DeskRequest::Unlock { .. } => f.write_str("Unlock"),
            DeskRequest::Lock { keep_transport } => write!(f, "Lock(keep {keep_transport})"),
            DeskRequest::StepUp { .. } => f.write_str("StepUp"),
            DeskRequest::StepDown => f.write_str("StepDown"),
            DeskRequest::TestKit { .. } => f.write_str("TestKit"),
            DeskRequest::EndpointSecret => f.write_str("EndpointSecret"),
            DeskRequest::KeyringFile => f.write_str("KeyringFile"),
            DeskRequest::SealSettings(plain) => write!(f, "SealSettings({} bytes)", plain.len()),
            DeskRequest::OpenSettings(sealed) => write!(f, "OpenSettings({} bytes)", sealed.len()),
            DeskRequest::SealView { generation, payload } => {
                write!(f, "SealView({generation:?}, {} bytes)", payload.len())
            }
            DeskRequest::OpenView { generation, sealed } => {
                write!(f, "OpenView({generation:?}, {} bytes)", sealed.len())
            }
            DeskRequest::FactsForLink => f.write_str("FactsForLink"),
            DeskRequest::AdoptRoot { root, .. } => write!(f, "AdoptRoot({root:?})"),
            DeskRequest::AdoptPersonKey { .. } => f.write_str("AdoptPersonKey"),
            DeskRequest::SignRoster { term, .. } => write!(f, "SignRoster(term {term})"),
            DeskRequest::SignPermission { person, .. } => write!(f, "SignPermission({person:?})"),
            DeskRequest::MakePersonKeyWrap { recipients } => {
                write!(f, "MakePersonKeyWrap({} recipients)", recipients.len())
            }
            DeskRequest::NewGeneration { volume, alias, .. } => {
                write!(f, "NewGeneration({volume:?} {alias:?})")
            }
            DeskRequest::WrapFor { generation, to, .. } => {
                write!(f, "WrapFor({generation:?} to {to:?})")
            }
            DeskRequest::OpenWraps { wraps, .. } => write!(f, "OpenWraps({})", wraps.len()),
            DeskRequest::StreamFor { generation } => write!(f, "StreamFor({generation:?})"),
            DeskRequest::Seal { generation, kind, payload } => {
                write!(f, "Seal({kind:?} in {generation:?}, {} bytes)", payload.len())
            }
            DeskRequest::Open { envelopes, .. } => write!(f, "Open({})", envelopes.len()),
            DeskRequest::OpenMany { groups } => write!(f, "OpenMany({} groups)", groups.len()),
            DeskRequest::Pairing(request) => write!(f, "Pairing({request:?})"),
        }
    }
}

impl fmt::Debug for PairingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PairingRequest::MakeTicket { purpose, .. } => write!(f, "MakeTicket({purpose:?})"),
            PairingRequest::ReadTicket { .. } => f.write_str("ReadTicket"),
            PairingRequest::ReadWords { purpose, .. } => write!(f, "ReadWords({purpose:?})"),
            PairingRequest::Offer { invite, .. } => write!(f, "Offer({invite:?})"),
            PairingRequest::Join { invite, .. } => write!(f, "Join({invite:?})"),
            PairingRequest::Receive { session, frame } => {
                write!(f, "Receive({session:?}, {} bytes)", frame.len())
            }
            PairingRequest::SayYes { session } => write!(f, "SayYes({session:?})"),
            PairingRequest::SayNo { session } => write!(f, "SayNo({session:?})"),
            PairingRequest::Payload { session, bytes } => {
                write!(f, "Payload({session:?}, {} bytes)", bytes.len())
            }
            PairingRequest::End { session } => write!(f, "End({session:?})"),
            PairingRequest::Burn { invite } => write!(f, "Burn({invite:?})"),
        }
    }
}
