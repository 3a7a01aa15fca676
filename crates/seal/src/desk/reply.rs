//! What the desk answers. Printing a reply shows its kind and sizes, never what it carries.

use std::fmt;
use std::net::SocketAddr;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{DeskError, PairSession};
use crate::generation::OpenWrapError;
use crate::keys::TransportSecret;
use crate::open::{OpenError, Opened};
use crate::pairing::Purpose;
use crate::roster::{DeviceFacts, SignedRosterEntry};
use crate::{
    Actor, AuthorityKey, Certificate, EndpointKey, Envelope, GenerationId, InviteId, LongBytes,
    Permission, PersonKeyWrap, Roll, RootId, Signed, StreamKey, Wrap,
};

/// One answer. Where a `keyring` comes with it, the keyring file changed and is to be stored before anything that
/// relies on it.
pub enum DeskReply {
    /// To `Create`.
    Created(Box<CreatedVault>),
    /// To `CreateBlank`.
    CreatedBlank(Box<CreatedBlank>),
    /// To `Unlock`.
    Unlocked(Box<DeskFacts>),
    /// To `Lock`.
    Locked,
    /// To `StepUp`.
    SteppedUp,
    /// To `StepDown`.
    SteppedDown,
    /// To `TestKit`: whether these are the words of that kit.
    KitTested(bool),
    /// To `EndpointSecret`.
    Transport(TransportSecret),
    /// To `KeyringFile`.
    KeyringFile(Vec<u8>),
    /// To `SealSettings`.
    SettingsSealed(Vec<u8>),
    /// To `OpenSettings`.
    SettingsOpened(Vec<u8>),
    /// To `SealView`.
    ViewSealed(Vec<u8>),
    /// To `OpenView`: the payload.
    ViewOpened(LongBytes),
    /// To `FactsForLink`.
    LinkFacts(LinkFacts),
    /// To `AdoptRoot` and `AdoptPersonKey`.
    Adopted {
        /// What this device is now.
        facts: Box<DeskFacts>,
        /// `keyring.age`.
        keyring: Vec<u8>,
    },
    /// To `SignRoster`.
    RosterSigned {
        /// The entry.
        entry: SignedRosterEntry,
        /// `keyring.age`, if a person key was made.
        keyring: Option<Vec<u8>>,
    },
    /// To `SignPermission`.
    PermissionSigned(Signed<Permission>),
    /// To `MakePersonKeyWrap`.
    PersonKeyWrap(Signed<PersonKeyWrap>),
    /// To `NewGeneration`.
    NewGeneration(Box<NewGeneration>),
    /// To `WrapFor`.
    Wrap(Signed<Wrap>),
    /// To `OpenWraps`.
    WrapsOpened {
        /// For each wrap, in order.
        results: Vec<Result<GenerationId, OpenWrapError>>,
        /// `keyring.age`, if a book was among them.
        keyring: Option<Vec<u8>>,
    },
    /// To `StreamFor`.
    Stream {
        /// The stream.
        stream: StreamKey,
        /// The author id its changes carry.
        actor: Actor,
        /// The device's word for it, as its first envelope and every snapshot carry it.
        certificate: Signed<Certificate>,
    },
    /// To `Seal`.
    Sealed(Envelope),
    /// To `Open`: for each envelope, in order.
    Opened(Vec<Result<Opened, OpenError>>),
    /// To `OpenMany`: for each group, for each envelope.
    OpenedMany(Vec<Vec<Result<Opened, OpenError>>>),
    /// To `Pairing`.
    Pairing(PairingReply),
    /// To any request.
    Failed(DeskError),
}

/// A new vault: three files to store, the kit to show once, and the first records.
pub struct CreatedVault {
    /// `vault.age`.
    pub vault: Vec<u8>,
    /// `keyring.age`.
    pub keyring: Vec<u8>,
    /// `authority.age`.
    pub authority: Vec<u8>,
    /// The 24 kit words, one space between. Show them, then drop them.
    pub kit_words: SecretString,
    /// What this device is.
    pub facts: DeskFacts,
    /// The first roster entry; its hash is the root.
    pub genesis: SignedRosterEntry,
    /// The person key, wrapped to this device and to the kit.
    pub person_key: Signed<PersonKeyWrap>,
    /// The book's first generation.
    pub book: NewGeneration,
}

/// A blank vault: three files to store, and what the lead needs to add this device.
pub struct CreatedBlank {
    /// `vault.age`.
    pub vault: Vec<u8>,
    /// `keyring.age`.
    pub keyring: Vec<u8>,
    /// `authority.age`.
    pub authority: Vec<u8>,
    /// What this device is.
    pub facts: DeskFacts,
}

/// A generation that was started here.
#[derive(Debug, Clone)]
pub struct NewGeneration {
    /// Its id.
    pub generation: GenerationId,
    /// Its roll; every wrap carries it too.
    pub roll: Signed<Roll>,
    /// Its key for the owner's own person.
    pub own_wrap: Signed<Wrap>,
    /// `keyring.age`, if it is a book.
    pub keyring: Option<Vec<u8>>,
}

/// What a device tells the lead to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFacts {
    /// Its public facts.
    pub facts: DeviceFacts,
    /// Its authority.
    pub authority: AuthorityKey,
}

/// The public side of an open vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskFacts {
    /// The person; `None` for a blank device.
    pub root: Option<RootId>,
    /// This device.
    pub device: DeviceFacts,
    /// Its authority.
    pub authority: AuthorityKey,
    /// The person key in use.
    pub person_recipient: Option<String>,
    /// The rolls of the book's generations whose key the keyring holds.
    pub books: Vec<Signed<Roll>>,
}

/// Answers of a pairing.
pub enum PairingReply {
    /// To `MakeTicket`.
    Ticket {
        /// The invitation.
        invite: InviteId,
        /// The text to show.
        ticket: SecretString,
        /// The same secret as 12 words, one space between.
        words: SecretString,
        /// The short-lived key to listen with.
        transport: TransportSecret,
    },
    /// To `ReadTicket` and `ReadWords`.
    Invitation {
        /// The invitation.
        invite: InviteId,
        /// What it is for.
        purpose: Purpose,
        /// Whom to dial.
        endpoint: EndpointKey,
        /// When the other side stops listening, in seconds since 1970; words do not say.
        expires_seconds: Option<i64>,
        /// Where it listens; words do not say.
        addresses: Vec<SocketAddr>,
    },
    /// To `Offer`, `Join`, `Receive`, `SayYes`, `SayNo` and `Payload`.
    Step {
        /// The pairing.
        session: PairSession,
        /// The frame to send, if any.
        send: Option<Vec<u8>>,
        /// The four words, once there are any to compare.
        words: Option<[&'static str; 4]>,
        /// The other person said no.
        refused: bool,
        /// Both said yes: payloads may go.
        agreed: bool,
        /// What the other side sent.
        payload: Option<Vec<u8>>,
    },
    /// To `End` and `Burn`.
    Ended,
}

impl fmt::Debug for CreatedVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreatedVault({:?})", self.facts.device.device)
    }
}

impl fmt::Debug for CreatedBlank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreatedBlank({:?})", self.facts.device.device)
    }
}

impl fmt::Debug for DeskReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeskReply::Created(created) => write!(f, "{created:?}"),
            DeskReply::CreatedBlank(created) => write!(f, "{created:?}"),
            DeskReply::Unlocked(facts) => write!(f, "Unlocked({:?})", facts.device.device),
            DeskReply::Locked => f.write_str("Locked"),
            DeskReply::SteppedUp => f.write_str("SteppedUp"),
            DeskReply::SteppedDown => f.write_str("SteppedDown"),
            DeskReply::KitTested(ok) => write!(f, "KitTested({ok})"),
            DeskReply::Transport(_) => f.write_str("Transport(..)"),
            DeskReply::KeyringFile(bytes) => write!(f, "KeyringFile({} bytes)", bytes.len()),
            DeskReply::SettingsSealed(bytes) => write!(f, "SettingsSealed({} bytes)", bytes.len()),
            DeskReply::SettingsOpened(bytes) => write!(f, "SettingsOpened({} bytes)", bytes.len()),
            DeskReply::ViewSealed(bytes) => write!(f, "ViewSealed({} bytes)", bytes.len()),
            DeskReply::ViewOpened(bytes) => write!(f, "ViewOpened({} bytes)", bytes.len()),
            DeskReply::LinkFacts(link) => write!(f, "LinkFacts({:?})", link.facts.device),
            DeskReply::Adopted { facts, .. } => write!(f, "Adopted({:?})", facts.root),
            DeskReply::RosterSigned { entry, .. } => write!(f, "RosterSigned({:?})", entry.hash()),
            DeskReply::PermissionSigned(signed) => {
                write!(f, "PermissionSigned({:?})", signed.hash())
            }
            DeskReply::PersonKeyWrap(wrap) => write!(f, "PersonKeyWrap({:?})", wrap.hash()),
            DeskReply::NewGeneration(new) => write!(f, "NewGeneration({:?})", new.generation),
            DeskReply::Wrap(wrap) => write!(f, "Wrap({:?})", wrap.hash()),
            DeskReply::WrapsOpened { results, .. } => write!(f, "WrapsOpened({results:?})"),
            DeskReply::Stream { stream, .. } => write!(f, "Stream({stream:?})"),
            DeskReply::Sealed(envelope) => write!(f, "Sealed({envelope:?})"),
            DeskReply::Opened(results) => write!(f, "Opened({results:?})"),
            DeskReply::OpenedMany(groups) => write!(f, "OpenedMany({} groups)", groups.len()),
            DeskReply::Pairing(reply) => write!(f, "Pairing({reply:?})"),
            DeskReply::Failed(error) => write!(f, "Failed({error:?})"),
        }
    }
}

impl fmt::Debug for PairingReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PairingReply::Ticket { invite, .. } => write!(f, "Ticket({invite:?})"),
            PairingReply::Invitation { invite, purpose, .. } => {
                write!(f, "Invitation({invite:?} for {purpose:?})")
            }
            PairingReply::Step { session, send, refused, agreed, payload, .. } => write!(
                f,
                "Step({session:?}, send {:?} bytes, refused {refused}, agreed {agreed}, payload {:?} bytes)",
                send.as_ref().map(Vec::len),
                payload.as_ref().map(Vec::len)
            ),
            PairingReply::Ended => f.write_str("Ended"),
        }
    }
}
