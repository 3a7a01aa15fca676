//! Envelopes that are well-formed and mean nothing: the vault reads headers and checks body hashes, never signatures.

use kith_seal::{
    Alias, ENVELOPE_HEADER_LEN, ENVELOPE_VERSION, Envelope, EnvelopeKind, GenerationId, Hash,
    Header, SUITE_X25519, StreamKey, tagged,
};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Makes the successive envelopes of one stream, all from one seed.
#[derive(Clone)]
pub struct Writer {
    pub alias: Alias,
    pub stream: StreamKey,
    seq: u32,
    previous: Hash,
    dice: ChaCha12Rng,
}

impl Writer {
    pub fn new(alias: u8, seed: u64) -> Self {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let mut stream = [0; 32];
        dice.fill_bytes(&mut stream);
        let alias = Alias([alias; 16]);
        Self { alias, stream: StreamKey(stream), seq: 0, previous: Hash::ZERO, dice }
    }

    pub fn next(&mut self, body_len: usize) -> Envelope {
        self.next_of(EnvelopeKind::Change, body_len)
    }

    pub fn next_of(&mut self, kind: EnvelopeKind, body_len: usize) -> Envelope {
        let mut body = vec![0; body_len];
        self.dice.fill_bytes(&mut body);
        let header = Header {
            version: ENVELOPE_VERSION,
            suite: SUITE_X25519,
            kind,
            alias: self.alias,
            generation: GenerationId([9; 32]),
            stream: self.stream,
            seq: self.seq,
            previous: self.previous,
            body_len: body_len as u32,
            body_hash: tagged("kith/v1/body", &[&body]),
        };
        let mut bytes = header.encode().to_vec();
        bytes.resize(ENVELOPE_HEADER_LEN, 0);
        self.dice.fill_bytes(&mut bytes[160..]);
        bytes.extend_from_slice(&body);
        let envelope = Envelope::decode(bytes).expect("a canonical envelope");
        self.previous = envelope.hash();
        self.seq += 1;
        envelope
    }

    pub fn several(&mut self, count: usize, body_len: usize) -> Vec<Envelope> {
        (0..count).map(|_| self.next(body_len)).collect()
    }
}
