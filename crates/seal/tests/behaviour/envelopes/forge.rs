//! Makes envelopes by hand from the documented bytes, with the age crate and ed25519 alone: what an attacker who is a
//! member could make, and a second opinion on the format.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ed25519_dalek::{Signer as _, SigningKey};
use kith_seal::{
    AgeSecret, Alias, Certificate, DeviceId, GenerationId, Hash, RootId, Signed, SigningSecret,
    StreamKey, StreamPlace, Writers, tagged,
};
use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;

/// Header fields, any of which may be a lie.
#[derive(Clone, PartialEq, Eq)]
pub struct Fields {
    pub kind: u8,
    pub alias: Alias,
    pub generation: GenerationId,
    pub stream: StreamKey,
    pub seq: u32,
    pub previous: Hash,
}

impl Fields {
    /// The first 124 bytes of the header.
    pub fn context_bytes(&self) -> Vec<u8> {
        let mut bytes = b"KITH".to_vec();
        bytes.extend([1, 1, self.kind, 0]);
        bytes.extend(self.alias.0);
        bytes.extend(self.generation.0);
        bytes.extend(self.stream.0);
        bytes.extend(self.seq.to_le_bytes());
        bytes.extend(self.previous.0);
        bytes
    }

    /// The 160 bytes that are signed, for a body.
    pub fn header(&self, body: &[u8]) -> Vec<u8> {
        let mut bytes = self.context_bytes();
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(tagged("kith/v1/body", &[body]).0);
        bytes
    }

    /// The plaintext of a body: context, certificate, payload, zeros to a multiple of 256.
    pub fn plaintext(&self, certificate: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut plain = tagged("kith/v1/context", &[&self.context_bytes()]).0.to_vec();
        plain.extend((certificate.len() as u16).to_le_bytes());
        plain.extend(certificate);
        plain.extend((payload.len() as u32).to_le_bytes());
        plain.extend(payload);
        assert!(plain.len() <= 4096, "the small padding rule is enough here");
        plain.resize(plain.len().next_multiple_of(256), 0);
        plain
    }

    /// A whole envelope, signed by `key`.
    pub fn envelope(&self, key: &SigningKey, body: &[u8]) -> Vec<u8> {
        let header = self.header(body);
        let tag = match self.kind {
            1 => "kith/v1/envelope/change",
            2 => "kith/v1/envelope/snapshot",
            _ => "kith/v1/envelope/entries",
        };
        let signature = key.sign(&tagged(tag, &[&header]).0);
        [&header[..], &signature.to_bytes(), body].concat()
    }
}

/// One person with one device and one generation.
pub struct Scene {
    pub dice: ChaCha12Rng,
    pub root: RootId,
    pub device: SigningSecret,
    pub epoch: AgeSecret,
    pub place: StreamPlace,
    pub writers: Arc<Writers>,
    pub stream_key: SigningKey,
}

impl Scene {
    pub fn new(seed: u64) -> Self {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let root = RootId([1; 32]);
        let device = SigningSecret::make(&mut dice);
        let epoch = AgeSecret::make(&mut dice).unwrap();
        let place = StreamPlace {
            root,
            alias: Alias([2; 16]),
            generation: GenerationId([3; 32]),
            epoch_recipient: epoch.recipient(),
        };
        let devices = BTreeSet::from([DeviceId(device.public())]);
        let writers = Arc::new(Writers { root, devices });
        let stream_key = SigningKey::from_bytes(&[9; 32]);
        Self { dice, root, device, epoch, place, writers, stream_key }
    }

    pub fn stream(&self) -> StreamKey {
        StreamKey(self.stream_key.verifying_key().to_bytes())
    }

    pub fn device_id(&self) -> DeviceId {
        DeviceId(self.device.public())
    }

    pub fn fields(&self, seq: u32) -> Fields {
        Fields {
            kind: 1,
            alias: self.place.alias,
            generation: self.place.generation,
            stream: self.stream(),
            seq,
            previous: if seq == 0 { Hash::ZERO } else { Hash([5; 32]) },
        }
    }

    pub fn certificate(&self) -> Vec<u8> {
        let certificate = Certificate {
            root: self.root,
            device: self.device_id(),
            stream: self.stream(),
            generation: self.place.generation,
        };
        Signed::sign(certificate, &self.device).unwrap().encode().unwrap()
    }

    /// Streams certified before: this scene's own.
    pub fn known(&self) -> BTreeMap<StreamKey, DeviceId> {
        BTreeMap::from([(self.stream(), self.device_id())])
    }

    pub fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        let recipient: age::x25519::Recipient = self.place.epoch_recipient.parse().unwrap();
        age::encrypt(&recipient, plaintext).unwrap()
    }
}
