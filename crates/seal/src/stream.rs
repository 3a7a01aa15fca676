//! A stream: what one process run writes into one generation.
//!
//! Its signing key exists in memory only. A vault that was restored or copied therefore cannot continue somebody's
//! stream by mistake: it starts a new one.

use std::fmt;

use rand_core::CryptoRng;

use crate::agefile;
use crate::body;
use crate::envelope::{ENVELOPE_VERSION, SUITE_X25519, body_hash};
use crate::keys::{BadAgeKey, SigningSecret, parse_recipient};
use crate::{
    Actor, Alias, Certificate, DeviceId, Envelope, EnvelopeKind, GenerationId, Hash, Header,
    RootId, Signed, StreamKey, sign,
};

/// Why a payload could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The sealed body would be larger than its kind may be.
    #[error("the payload is too large for one envelope")]
    TooLarge,
    /// The stream has used all its numbers.
    #[error("the stream is full")]
    Full,
    /// The age library refused.
    #[error("the body could not be sealed")]
    Age,
}

/// Where a stream writes: one generation, by its public facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamPlace {
    /// The person whose generation it is.
    pub root: RootId,
    /// The generation's public name.
    pub alias: Alias,
    /// The generation.
    pub generation: GenerationId,
    /// The age recipient of the generation's epoch key.
    pub epoch_recipient: String,
}

/// Seals successive envelopes of one generation. Not clonable: a number can be used once only.
pub struct Stream {
    key: SigningSecret,
    stream: StreamKey,
    place: StreamPlace,
    recipient: age::x25519::Recipient,
    certificate: Signed<Certificate>,
    next_seq: u32,
    previous: Hash,
}

impl Stream {
    /// Starts a stream: a new key from dice, certified by the device key.
    pub fn start(
        place: StreamPlace,
        device: &SigningSecret,
        dice: &mut dyn CryptoRng,
    ) -> Result<Self, BadAgeKey> {
        let recipient = parse_recipient(&place.epoch_recipient)?;
        let key = SigningSecret::make(dice);
        let stream = StreamKey(key.public());
        let certificate = Certificate {
            root: place.root,
            device: DeviceId(device.public()),
            stream,
            generation: place.generation,
        };
        let certificate = Signed::sign(certificate, device).map_err(|_| BadAgeKey)?;
        Ok(Self { key, stream, place, recipient, certificate, next_seq: 0, previous: Hash::ZERO })
    }

    /// The public key that signs.
    pub fn key(&self) -> StreamKey {
        self.stream
    }

    /// The author id that every change in this stream carries.
    pub fn actor(&self) -> Actor {
        self.stream.actor()
    }

    /// The certificate that the first envelope carries.
    pub fn certificate(&self) -> &Signed<Certificate> {
        &self.certificate
    }

    /// The number the next envelope will have.
    pub fn next_seq(&self) -> u32 {
        self.next_seq
    }

    /// Seals and signs one payload. On an error the stream has not moved.
    pub fn seal(&mut self, kind: EnvelopeKind, payload: &[u8]) -> Result<Envelope, SealError> {
        if payload.len() > kind.max_body() {
            return Err(SealError::TooLarge);
        }
        let next_seq = self.next_seq.checked_add(1).ok_or(SealError::Full)?;
        let mut header = Header {
            version: ENVELOPE_VERSION,
            suite: SUITE_X25519,
            kind,
            alias: self.place.alias,
            generation: self.place.generation,
            stream: self.stream,
            seq: self.next_seq,
            previous: self.previous,
            body_len: 0,
            body_hash: Hash::ZERO,
        };
        let certificate = (self.next_seq == 0).then_some(&self.certificate);
        let plaintext =
            body::encode(&header.context(), certificate, payload).ok_or(SealError::TooLarge)?;
        let sealed =
            agefile::seal_to_one(&self.recipient, &plaintext).map_err(|_| SealError::Age)?;
        if sealed.len() > kind.max_body() {
            return Err(SealError::TooLarge);
        }
        header.body_len = u32::try_from(sealed.len()).map_err(|_| SealError::TooLarge)?;
        header.body_hash = body_hash(&sealed);
        let signature = sign::sign(self.key.inner(), &header.digest());
        let envelope = Envelope::assemble(header, &signature, &sealed);
        self.next_seq = next_seq;
        self.previous = envelope.hash();
        Ok(envelope)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({:?} in {:?}, next {})", self.stream, self.place.alias, self.next_seq)
    }
}
