//! What one everyday change costs to seal, to open and to check, beside its bare parts.
//!
//! `cargo bench -p kith-seal`. The parts are measured in the same run, so that the ratio means something.
// A bench may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use divan::Bencher;
use ed25519_dalek::{Signer as _, SigningKey};
use kith_seal::{
    AgeSecret, Alias, DeviceId, Envelope, EnvelopeKind, GenerationId, RootId, SigningSecret,
    Stream, StreamPlace, Writers, open_envelope,
};
use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;

const CHANGE: [u8; 200] = [7; 200];

fn main() {
    divan::main();
}

struct Desk {
    stream: Stream,
    place: StreamPlace,
    epoch: AgeSecret,
    writers: Writers,
    known: BTreeMap<kith_seal::StreamKey, DeviceId>,
}

fn desk() -> Desk {
    let mut dice = ChaCha12Rng::seed_from_u64(1);
    let device = SigningSecret::make(&mut dice);
    let epoch = AgeSecret::make(&mut dice).unwrap();
    let root = RootId([1; 32]);
    let place = StreamPlace {
        root,
        alias: Alias([2; 16]),
        generation: GenerationId([3; 32]),
        epoch_recipient: epoch.recipient(),
    };
    let mut stream = Stream::start(place.clone(), &device, &mut dice).unwrap();
    stream.seal(EnvelopeKind::Change, &CHANGE).unwrap();
    let id = DeviceId(device.public());
    let writers = Writers { root, devices: BTreeSet::from([id]) };
    let known = BTreeMap::from([(stream.key(), id)]);
    Desk { stream, place, epoch, writers, known }
}

#[divan::bench]
fn seal_and_sign_a_change_of_200_bytes(bencher: Bencher) {
    let mut desk = desk();
    bencher.bench_local(|| desk.stream.seal(EnvelopeKind::Change, &CHANGE).unwrap());
}

#[divan::bench]
fn open_and_verify_a_change_of_200_bytes(bencher: Bencher) {
    let mut desk = desk();
    let envelope = desk.stream.seal(EnvelopeKind::Change, &CHANGE).unwrap();
    bencher.bench_local(|| {
        open_envelope(&envelope, &desk.place, &desk.epoch, &desk.writers, &desk.known).unwrap()
    });
}

#[divan::bench]
fn decode_and_verify_without_a_key(bencher: Bencher) {
    let mut desk = desk();
    let envelope = desk.stream.seal(EnvelopeKind::Change, &CHANGE).unwrap();
    bencher
        .with_inputs(|| envelope.bytes().clone())
        .bench_values(|bytes| Envelope::decode(bytes).unwrap().verify().unwrap());
}

#[divan::bench]
fn part_age_encrypt_256_bytes(bencher: Bencher) {
    let recipient: age::x25519::Recipient = desk().place.epoch_recipient.parse().unwrap();
    bencher.bench(|| age::encrypt(&recipient, &[7; 256]).unwrap());
}

#[divan::bench]
fn part_sign_32_bytes(bencher: Bencher) {
    let key = SigningKey::from_bytes(&[9; 32]);
    bencher.bench(|| key.sign(&[7; 32]));
}

#[divan::bench]
fn part_verify_strict_32_bytes(bencher: Bencher) {
    let key = SigningKey::from_bytes(&[9; 32]);
    let signature = key.sign(&[7; 32]);
    bencher.bench(|| key.verifying_key().verify_strict(&[7; 32], &signature).unwrap());
}
