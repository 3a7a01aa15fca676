//! How trust is written: envelopes, streams, rosters, permissions, wraps, kit words, pairing and the keys at rest.
//!
//! This crate never touches a disk, a socket or a clock, and does not know what a plan says: payloads are bytes.

mod agefile;
mod bech32;
mod body;
mod canon;
mod certificate;
mod control;
mod derive;
mod desk;
mod envelope;
mod generation;
mod hash;
mod ids;
mod kept;
mod keyring;
mod keys;
mod kit;
mod long_bytes;
mod open;
mod padding;
mod pairing;
mod permission;
mod roster;
mod sign;
mod signed;
mod snapshot;
mod stream;
mod tag;
mod vaultfile;
mod words;

// ---- names, hashes, signatures --------------------------------------------------------------------------------------
pub use canon::NotCanonical;
pub use hash::tagged;
pub use ids::{
    Actor, Alias, AuthorityKey, DeviceId, EndpointKey, GenerationId, Hash, InviteId, KitKey,
    ParseIdError, RootId, StreamKey, UnixMillis, VolumeId,
};
pub use sign::BadSignature;
pub use signed::{Signable, Signed};

// ---- bytes on their way --------------------------------------------------------------------------------------------
pub use long_bytes::LongBytes;

// ---- secret keys ----------------------------------------------------------------------------------------------------
pub use agefile::{MAX_WORK_FACTOR, OpenFileError, SealFileError};
pub use keys::{AgeSecret, BadAgeKey, SigningSecret, TransportSecret};

// ---- envelopes ------------------------------------------------------------------------------------------------------
pub use certificate::{Certificate, Writers};
pub use envelope::{
    DecodeEnvelopeError, ENVELOPE_HEADER_LEN, ENVELOPE_VERSION, Envelope, EnvelopeKind, Header,
    MAX_CHANGE_BODY, MAX_IMPORT, MAX_SNAPSHOT_BODY, SUITE_X25519, VerifiedEnvelope,
};
pub use kept::{KeptView, MAX_KEPT_VIEW};
pub use open::{OpenError, Opened, open_envelope};
pub use snapshot::{Covered, MAX_DOCUMENT, MAX_SNAPSHOT_OPS, SnapshotBody, SnapshotError};
pub use stream::{SealError, Stream, StreamPlace};

// ---- generations and control records --------------------------------------------------------------------------------
pub use control::{Addresses, ControlRecord, DeviceName, GivenTo, Note, PairedPerson};
pub use generation::{
    GATE_VERSION, MakeWrapError, OpenWrapError, PersonKeyWrap, Roll, Wrap, make_person_key_wrap,
    make_wrap, open_person_key_wrap, open_wrap,
};

// ---- who may: roster, permissions, kit ------------------------------------------------------------------------------
pub use kit::{KitPublic, KitWords};
pub use permission::{
    MAX_SECTION_LEN, Permission, PermissionAction, PermissionError, Permissions, Standing,
};
pub use roster::{
    DeviceFacts, DeviceStanding, DeviceState, MAX_PARENTS, MAX_ROSTER_ENTRIES, Roster, RosterEntry,
    RosterError, SignedRosterEntry, Verdict,
};
pub use words::ReadWordsError;

// ---- meeting --------------------------------------------------------------------------------------------------------
pub use pairing::{
    Handshake, HandshakeError, MAX_PAIR_MESSAGE, MAX_PAIR_PAYLOAD, MAX_TICKET_ADDRESSES,
    PairMessage, PairingSecret, Purpose, ReadTicketError, Received, Role, Ticket,
};

// ---- the desk -------------------------------------------------------------------------------------------------------
pub use desk::{
    BOOK_LABEL, CreatedBlank, CreatedVault, Desk, DeskError, DeskFacts, DeskReply, DeskRequest,
    LinkFacts, MAX_BAD_TRIES, NewGeneration, OpenGroup, PairSession, PairingReply, PairingRequest,
    RosterAction,
};
pub use keyring::KEYRING_FORMAT;
pub use vaultfile::{UnlockError, may_be_authority, normal_passphrase};
