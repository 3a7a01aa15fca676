//! The envelope: the only thing that leaves memory.
//!
//! A 160-byte header and its signature stand in the clear, so that anyone who stores or forwards envelopes can check
//! them without a key; the body is an age file. All integers are little-endian.
//!
//! ```text
//!   0 magic "KITH"   4 version 1   5 suite 1   6 kind   7 zero   8 alias 16   24 generation 32   56 stream 32
//!  88 seq u32   92 previous 32   124 body_len u32   128 body_hash 32   160 signature 64   224 body
//! ```
//!
//! The types say what has been checked: [`Envelope`] is well-formed and carries the body its header names,
//! [`VerifiedEnvelope`] was signed by the stream it names. Only opening it ([`crate::Desk`]) tells who that stream is.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::sign::{self, BadSignature, SIGNATURE_LEN};
use crate::{Alias, GenerationId, Hash, StreamKey, tag, tagged};

/// Bytes before the body: header and signature.
pub const ENVELOPE_HEADER_LEN: usize = SIGNED_LEN + SIGNATURE_LEN;
/// The largest body of an everyday envelope of changes. A larger one (an import) is legal up to [`MAX_IMPORT`].
pub const MAX_CHANGE_BODY: usize = 256 * 1024;
/// The largest body of any envelope that is not a snapshot. The whole envelope fits a wire frame of 1 MiB with room to spare.
pub const MAX_IMPORT: usize = 1024 * 1024 - 16 * 1024;
/// The largest body of a snapshot.
pub const MAX_SNAPSHOT_BODY: usize = 64 * 1024 * 1024;
/// The format version this crate writes and reads.
pub const ENVELOPE_VERSION: u8 = 1;
/// X25519 recipients; 2 is kept for a hybrid post-quantum suite.
pub const SUITE_X25519: u8 = 1;

/// The header bytes that the signature covers.
const SIGNED_LEN: usize = 160;
/// The header bytes known before sealing; their hash is repeated inside the body.
const CONTEXT_LEN: usize = 124;
const MAGIC: &[u8; 4] = b"KITH";

/// What an envelope holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum EnvelopeKind {
    /// Concatenated uncompressed change chunks of a document.
    Change = 1,
    /// A whole document with the list of what it covers ([`crate::SnapshotBody`]).
    Snapshot = 2,
    /// Control records ([`crate::ControlRecord`]).
    Entries = 3,
}

impl EnvelopeKind {
    /// The largest body in bytes that a reader accepts.
    pub const fn max_body(self) -> usize {
        match self {
            EnvelopeKind::Change | EnvelopeKind::Entries => MAX_IMPORT,
            EnvelopeKind::Snapshot => MAX_SNAPSHOT_BODY,
        }
    }

    pub(crate) const fn tag(self) -> &'static str {
        match self {
            EnvelopeKind::Change => tag::ENVELOPE_CHANGE,
            EnvelopeKind::Snapshot => tag::ENVELOPE_SNAPSHOT,
            EnvelopeKind::Entries => tag::ENVELOPE_ENTRIES,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(EnvelopeKind::Change),
            2 => Some(EnvelopeKind::Snapshot),
            3 => Some(EnvelopeKind::Entries),
            _ => None,
        }
    }
}

/// Why bytes are not an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeEnvelopeError {
    /// Fewer bytes than the header, or than the header says.
    #[error("the envelope is cut short: {have} of {need} bytes")]
    Truncated {
        /// Bytes present.
        have: usize,
        /// Bytes needed.
        need: usize,
    },
    /// The first four bytes are not those of an envelope.
    #[error("not an envelope")]
    NotAnEnvelope,
    /// Written by a newer Kith.
    #[error("envelope version {version} is newer than this program reads")]
    Newer {
        /// The version found.
        version: u8,
    },
    /// A suite this program cannot read.
    #[error("unknown cipher suite {suite}")]
    UnknownSuite {
        /// The suite byte found.
        suite: u8,
    },
    /// A kind this program does not know.
    #[error("unknown envelope kind {kind}")]
    UnknownKind {
        /// The kind byte found.
        kind: u8,
    },
    /// A reserved byte is set, the first envelope names a previous one, or a later one names none.
    #[error("the header is not in its one canonical form")]
    NotCanonical,
    /// The body is empty or larger than its kind may be.
    #[error("a body of {body_len} bytes is outside the limits of its kind")]
    BodyLength {
        /// The declared length.
        body_len: u32,
    },
    /// Bytes after the end.
    #[error("{extra} bytes after the end of the envelope")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// The body is not the one the header was signed over.
    #[error("the body does not match its hash")]
    BodyHash,
}

/// The clear part of an envelope, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Format version; always [`ENVELOPE_VERSION`] here.
    pub version: u8,
    /// Cipher suite; always [`SUITE_X25519`] here.
    pub suite: u8,
    /// What the body holds.
    pub kind: EnvelopeKind,
    /// The public name of the generation.
    pub alias: Alias,
    /// The generation whose key seals the body.
    pub generation: GenerationId,
    /// Who signs: the stream.
    pub stream: StreamKey,
    /// Number within the stream, from 0.
    pub seq: u32,
    /// [`Envelope::hash`] of the one before in this stream; zeros for the first.
    pub previous: Hash,
    /// Length of the body in bytes.
    pub body_len: u32,
    /// Tagged hash of the body bytes.
    pub body_hash: Hash,
}

impl Header {
    /// The 160 bytes that are signed.
    pub fn encode(&self) -> [u8; SIGNED_LEN] {
        let mut bytes = Vec::with_capacity(SIGNED_LEN);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[self.version, self.suite, self.kind as u8, 0]);
        bytes.extend_from_slice(self.alias.as_bytes());
        bytes.extend_from_slice(self.generation.as_bytes());
        bytes.extend_from_slice(self.stream.as_bytes());
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        bytes.extend_from_slice(self.previous.as_bytes());
        bytes.extend_from_slice(&self.body_len.to_le_bytes());
        bytes.extend_from_slice(self.body_hash.as_bytes());
        let mut fixed = [0; SIGNED_LEN];
        fixed.copy_from_slice(&bytes);
        fixed
    }

    /// Reads the header at the start of `bytes`; what follows is not looked at.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeEnvelopeError> {
        let (head, _) = bytes
            .split_at_checked(SIGNED_LEN)
            .ok_or(DecodeEnvelopeError::Truncated { have: bytes.len(), need: SIGNED_LEN })?;
        let mut fields = Fields(head);
        if &fields.take::<4>()? != MAGIC {
            return Err(DecodeEnvelopeError::NotAnEnvelope);
        }
        let [version, suite, kind, zero] = fields.take::<4>()?;
        if version > ENVELOPE_VERSION {
            return Err(DecodeEnvelopeError::Newer { version });
        }
        if version != ENVELOPE_VERSION || zero != 0 {
            return Err(DecodeEnvelopeError::NotCanonical);
        }
        if suite != SUITE_X25519 {
            return Err(DecodeEnvelopeError::UnknownSuite { suite });
        }
        let kind =
            EnvelopeKind::from_byte(kind).ok_or(DecodeEnvelopeError::UnknownKind { kind })?;
        let header = Header {
            version,
            suite,
            kind,
            alias: Alias(fields.take()?),
            generation: GenerationId(fields.take()?),
            stream: StreamKey(fields.take()?),
            seq: u32::from_le_bytes(fields.take()?),
            previous: Hash(fields.take()?),
            body_len: u32::from_le_bytes(fields.take()?),
            body_hash: Hash(fields.take()?),
        };
        if (header.seq == 0) != (header.previous == Hash::ZERO) {
            return Err(DecodeEnvelopeError::NotCanonical);
        }
        if header.body_len == 0 || header.body_len as usize > kind.max_body() {
            return Err(DecodeEnvelopeError::BodyLength { body_len: header.body_len });
        }
        Ok(header)
    }

    /// What the signature is over.
    pub(crate) fn digest(&self) -> Hash {
        tagged(self.kind.tag(), &[&self.encode()])
    }

    /// Hash of the fields known before sealing; repeated inside the body so that a body cannot be moved under another header.
    pub(crate) fn context(&self) -> Hash {
        let encoded = self.encode();
        let (context, _) = encoded.split_at(CONTEXT_LEN);
        tagged(tag::CONTEXT, &[context])
    }
}

/// A well-formed envelope: canonical header, right length, right body hash. Its signature has *not* been checked.
///
/// Cheap to clone: the bytes are shared.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    header: Header,
    bytes: Arc<[u8]>,
}

impl Envelope {
    /// Takes exactly one envelope; anything before or after it is refused.
    pub fn decode(bytes: impl Into<Arc<[u8]>>) -> Result<Self, DecodeEnvelopeError> {
        let bytes = bytes.into();
        Ok(Self { header: Self::check(&bytes)?, bytes })
    }

    /// Reads the header of what is exactly one envelope, which stays where it is.
    pub fn check(bytes: &[u8]) -> Result<Header, DecodeEnvelopeError> {
        let header = Header::decode(bytes)?;
        let need = ENVELOPE_HEADER_LEN.saturating_add(header.body_len as usize);
        if bytes.len() < need {
            return Err(DecodeEnvelopeError::Truncated { have: bytes.len(), need });
        }
        if bytes.len() > need {
            return Err(DecodeEnvelopeError::Trailing { extra: bytes.len().saturating_sub(need) });
        }
        let (_, body) = bytes.split_at(ENVELOPE_HEADER_LEN);
        if body_hash(body) != header.body_hash {
            return Err(DecodeEnvelopeError::BodyHash);
        }
        Ok(header)
    }

    /// The whole length in bytes of the envelope that starts with `first` (at least [`ENVELOPE_HEADER_LEN`] bytes), for
    /// readers of a log or a stream. At most `ENVELOPE_HEADER_LEN + kind.max_body()`.
    pub fn peek_len(first: &[u8]) -> Result<usize, DecodeEnvelopeError> {
        if first.len() < ENVELOPE_HEADER_LEN {
            return Err(DecodeEnvelopeError::Truncated {
                have: first.len(),
                need: ENVELOPE_HEADER_LEN,
            });
        }
        let header = Header::decode(first)?;
        Ok(ENVELOPE_HEADER_LEN.saturating_add(header.body_len as usize))
    }

    /// The decoded header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The envelope as it is stored and sent, verbatim.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The age file.
    pub fn body(&self) -> &[u8] {
        self.bytes.split_at(ENVELOPE_HEADER_LEN).1
    }

    /// Name of exactly these bytes: the next envelope of the stream carries it as `previous`. It covers header and
    /// signature, and through the body hash the body.
    pub fn hash(&self) -> Hash {
        Self::hash_of(&self.bytes)
    }

    /// The same of the envelope that these bytes begin with.
    pub fn hash_of(bytes: &[u8]) -> Hash {
        let (head, _) = bytes.split_at_checked(ENVELOPE_HEADER_LEN).unwrap_or((bytes, &[]));
        tagged(tag::ENVELOPE_HASH, &[head])
    }

    /// Whole length in bytes.
    #[allow(clippy::len_without_is_empty, reason = "an envelope is never empty")]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Checks the stream's signature.
    pub fn verify(&self) -> Result<VerifiedEnvelope, BadSignature> {
        let (_, rest) = self.bytes.split_at(SIGNED_LEN);
        let (signature, _) = rest.split_first_chunk::<SIGNATURE_LEN>().ok_or(BadSignature)?;
        sign::check(self.header.stream.as_bytes(), &self.header.digest(), signature)?;
        Ok(VerifiedEnvelope(self.clone()))
    }

    /// Puts a signed header and its body together. `header` already names the body.
    pub(crate) fn assemble(header: Header, signature: &[u8; SIGNATURE_LEN], body: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(ENVELOPE_HEADER_LEN.saturating_add(body.len()));
        bytes.extend_from_slice(&header.encode());
        bytes.extend_from_slice(signature);
        bytes.extend_from_slice(body);
        Self { header, bytes: bytes.into() }
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Envelope({:?} {:?} stream {:?} seq {} {} bytes)",
            self.header.kind,
            self.header.alias,
            self.header.stream,
            self.header.seq,
            self.bytes.len()
        )
    }
}

/// An envelope whose stream really signed it. Only [`Envelope::verify`] makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedEnvelope(Envelope);

impl VerifiedEnvelope {
    /// The envelope itself.
    pub fn envelope(&self) -> &Envelope {
        &self.0
    }

    /// Gives the envelope back; the knowledge that it was verified is lost.
    pub fn into_envelope(self) -> Envelope {
        self.0
    }
}

impl fmt::Debug for VerifiedEnvelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified{:?}", self.0)
    }
}

/// Hash of a body as the header names it.
pub(crate) fn body_hash(body: &[u8]) -> Hash {
    tagged(tag::BODY, &[body])
}

/// Takes fixed-size fields off the front of a header.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], DecodeEnvelopeError> {
        let (field, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(DecodeEnvelopeError::Truncated { have: self.0.len(), need: N })?;
        self.0 = rest;
        Ok(*field)
    }
}
