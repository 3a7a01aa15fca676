//! What an attacker, with or without keys, may try.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use kith_seal::{
    Alias, DecodeEnvelopeError, DeviceId, ENVELOPE_HEADER_LEN, Envelope, EnvelopeKind,
    GenerationId, Hash, OpenError, RootId, SigningSecret, StreamKey, StreamPlace, Writers,
    open_envelope, tagged,
};
use rand_core::Rng as _;

use super::forge::{Fields, Scene};
use super::{open, stream};

#[test]
fn envelope_bitflip() {
    let mut scene = Scene::new(4);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"one small change").unwrap();
    let opens = |bytes: Vec<u8>| {
        let envelope = Envelope::decode(bytes).ok()?;
        open_envelope(&envelope, &scene.place, &scene.epoch, &scene.writers, &BTreeMap::new()).ok()
    };
    assert!(opens(good.bytes().to_vec()).is_some());
    for bit in 0..good.len() * 8 {
        let mut bytes = good.bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(opens(bytes).is_none(), "bit {bit} of {}", good.len() * 8);
    }
}

#[test]
fn a_body_changed_by_a_member_who_signs_nothing_is_refused_by_everybody() {
    // Without a key: header and body hash are checked before anything is decrypted.
    let mut scene = Scene::new(5);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"x").unwrap();
    let mut bytes = good.bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(Envelope::decode(bytes.clone()), Err(DecodeEnvelopeError::BodyHash));
    // With the hash put right, the signature no longer fits.
    let hash = tagged("kith/v1/body", &[&bytes[ENVELOPE_HEADER_LEN..]]);
    bytes[128..160].copy_from_slice(&hash.0);
    assert!(Envelope::decode(bytes).unwrap().verify().is_err());
}

#[test]
fn strip_and_resign() {
    // A member knows the epoch key, takes Alice's envelope, strips her signature and signs the same body as her own.
    let mut scene = Scene::new(6);
    let alice = stream(&mut scene).seal(EnvelopeKind::Change, b"alice wrote this").unwrap();
    let mallory = SigningKey::from_bytes(&[66; 32]);
    let mallory_device = SigningSecret::make(&mut scene.dice);
    let mallory_stream = StreamKey(mallory.verifying_key().to_bytes());
    let writers = Writers {
        root: scene.root,
        devices: BTreeSet::from([scene.device_id(), DeviceId(mallory_device.public())]),
    };
    let known = BTreeMap::from([(mallory_stream, DeviceId(mallory_device.public()))]);
    for seq in [0, 1] {
        let stolen = Fields {
            stream: mallory_stream,
            seq,
            previous: if seq == 0 { Hash::ZERO } else { Hash([1; 32]) },
            ..scene.fields(0)
        };
        let bytes = stolen.envelope(&mallory, alice.body());
        let envelope = Envelope::decode(bytes).unwrap();
        assert!(envelope.verify().is_ok(), "the signature itself is sound");
        let refused = open_envelope(&envelope, &scene.place, &scene.epoch, &writers, &known);
        assert_eq!(refused, Err(OpenError::WrongContext));
    }
}

#[test]
fn a_body_sealed_again_by_another_member_is_not_alices() {
    // The other way round: her text under a new body, with her certificate copied out of her first envelope.
    let scene = Scene::new(7);
    let mallory = SigningKey::from_bytes(&[66; 32]);
    let stolen =
        Fields { stream: StreamKey(mallory.verifying_key().to_bytes()), ..scene.fields(0) };
    let body = scene.seal(&stolen.plaintext(&scene.certificate(), b"alice wrote this"));
    let refused = open(&scene, stolen.envelope(&mallory, &body));
    assert_eq!(refused, Err(OpenError::BadCertificate));
}

#[test]
fn cross_context_replay() {
    // A body sealed for one place under the header of another, signed by the right stream key each time. Only the
    // diagonal opens.
    let scene = Scene::new(8);
    let base = scene.fields(1);
    let other_stream = SigningKey::from_bytes(&[8; 32]);
    let places = [
        base.clone(),
        Fields { alias: Alias([20; 16]), ..base.clone() },
        Fields { generation: GenerationId([30; 32]), ..base.clone() },
        Fields { stream: StreamKey(other_stream.verifying_key().to_bytes()), ..base.clone() },
        Fields { kind: 3, ..base.clone() },
        Fields { seq: 2, ..base.clone() },
        Fields { previous: Hash([6; 32]), ..base.clone() },
    ];
    for (from, sealed_for) in places.iter().enumerate() {
        let body = scene.seal(&sealed_for.plaintext(&[], b"moved"));
        for (to, shown_as) in places.iter().enumerate() {
            let key = if to == 3 { &other_stream } else { &scene.stream_key };
            let envelope = Envelope::decode(shown_as.envelope(key, &body)).unwrap();
            let place = StreamPlace {
                alias: shown_as.alias,
                generation: shown_as.generation,
                ..scene.place.clone()
            };
            let known = BTreeMap::from([(shown_as.stream, scene.device_id())]);
            let opened = open_envelope(&envelope, &place, &scene.epoch, &scene.writers, &known);
            if from == to {
                assert_eq!(opened.unwrap().payload, b"moved");
            } else {
                assert_eq!(opened, Err(OpenError::WrongContext), "{from} shown as {to}");
            }
        }
    }
    // Shown in a place it does not name at all.
    let body = scene.seal(&base.plaintext(&[], b"x"));
    let envelope = Envelope::decode(base.envelope(&scene.stream_key, &body)).unwrap();
    let elsewhere = StreamPlace { alias: Alias([1; 16]), ..scene.place.clone() };
    let other_root = Writers { root: RootId([200; 32]), ..(*scene.writers).clone() };
    for (place, writers) in [(&elsewhere, &*scene.writers), (&scene.place, &other_root)] {
        let refused = open_envelope(&envelope, place, &scene.epoch, writers, &scene.known());
        assert_eq!(refused, Err(OpenError::WrongContext));
    }
    // A kind is part of the signature's tag: the same header bytes signed as another kind do not verify.
    let mut bytes = base.envelope(&scene.stream_key, &body);
    bytes[6] = 3;
    assert!(Envelope::decode(bytes).unwrap().verify().is_err());
}

#[test]
fn same_header_other_payload() {
    // Every recipient of an age file learns its file key and could put another payload under the same age header. The
    // envelope names the whole body, so that is another envelope.
    let mut scene = Scene::new(9);
    let alice = stream(&mut scene).seal(EnvelopeKind::Change, b"take one").unwrap();
    let body = alice.body();
    let header_end = body.windows(5).position(|five| five == b"\n--- ").unwrap();
    let payload_at =
        header_end + body[header_end + 1..].iter().position(|b| *b == b'\n').unwrap() + 2;
    let mut rebuilt = body.to_vec();
    scene.dice.fill_bytes(&mut rebuilt[payload_at + 16..]);
    assert_eq!(rebuilt[..payload_at + 16], body[..payload_at + 16], "same age header and nonce");
    let mut bytes = alice.bytes()[..ENVELOPE_HEADER_LEN].to_vec();
    bytes.extend(&rebuilt);
    assert_eq!(Envelope::decode(bytes.clone()), Err(DecodeEnvelopeError::BodyHash));
    bytes[128..160].copy_from_slice(&tagged("kith/v1/body", &[&rebuilt]).0);
    let envelope = Envelope::decode(bytes).unwrap();
    assert!(envelope.verify().is_err());
    assert_ne!(envelope.hash(), alice.hash());
}

#[test]
fn strict_ed25519() {
    let scene = Scene::new(10);
    let fields = scene.fields(0);
    let body = scene.seal(&fields.plaintext(&scene.certificate(), b"x"));
    let good = fields.envelope(&scene.stream_key, &body);
    assert!(Envelope::decode(good.clone()).unwrap().verify().is_ok());

    // s + L is the same scalar in a second encoding.
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut malleated = good.clone();
    let mut carry = 0u16;
    for (byte, add) in malleated[192..224].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert!(Envelope::decode(malleated).unwrap().verify().is_err(), "a second form of s");

    // Keys of small order: with R = A-multiple and s = 0 they "sign" anything under cofactored checks.
    let mut identity = [0u8; 32];
    identity[0] = 1;
    let mut order_two = [0xff; 32];
    order_two[0] = 0xec;
    order_two[31] = 0x7f;
    let mut non_canonical = identity;
    non_canonical[31] = 0x80;
    for key in [[0; 32], identity, order_two, non_canonical] {
        for point in [[0; 32], identity, order_two] {
            let fields = Fields { stream: StreamKey(key), ..fields.clone() };
            let mut bytes = fields.header(&body);
            bytes.extend(point);
            bytes.extend([0; 32]);
            bytes.extend(&body);
            assert!(Envelope::decode(bytes).unwrap().verify().is_err(), "{key:?}");
        }
    }
}

#[test]
fn truncate_stream() {
    let mut scene = Scene::new(11);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"x").unwrap();
    for cut in 0..good.len() {
        assert!(
            matches!(
                Envelope::decode(good.bytes()[..cut].to_vec()),
                Err(DecodeEnvelopeError::Truncated { .. })
            ),
            "{cut}"
        );
    }
    let extra = [&good.bytes()[..], &[0]].concat();
    assert_eq!(Envelope::decode(extra), Err(DecodeEnvelopeError::Trailing { extra: 1 }));

    // Cut inside the age file and signed again by its own stream: no plaintext is used. 64 KiB is age's chunk.
    let fields = scene.fields(3);
    let mut plain = fields.plaintext(&[], b"");
    plain.resize(3 * 65_536, 0);
    let body = scene.seal(&plain);
    let chunk_borders = (0..4).flat_map(|chunk| {
        let end = body.len() - chunk * (65_536 + 16);
        end.saturating_sub(20)..end.min(body.len() - 1)
    });
    for cut in (1..600).chain(chunk_borders) {
        let refused = open(&scene, fields.envelope(&scene.stream_key, &body[..cut]));
        assert_eq!(refused, Err(OpenError::BadBody), "cut at {cut} of {}", body.len());
    }
}

#[test]
fn another_generations_key_opens_nothing() {
    let mut scene = Scene::new(14);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"x").unwrap();
    let other = Scene::new(15);
    let refused =
        open_envelope(&good, &scene.place, &other.epoch, &scene.writers, &BTreeMap::new());
    assert_eq!(refused, Err(OpenError::BadBody));
}

#[test]
fn hostile_headers_never_panic() {
    let mut scene = Scene::new(17);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"x").unwrap();
    for _ in 0..20_000 {
        let mut bytes = good.bytes().to_vec();
        for _ in 0..1 + scene.dice.next_u32() % 4 {
            let place = scene.dice.next_u32() as usize % ENVELOPE_HEADER_LEN;
            bytes[place] = scene.dice.next_u32() as u8;
        }
        bytes.truncate(1 + scene.dice.next_u32() as usize % bytes.len());
        if let Ok(envelope) = Envelope::decode(bytes.clone()) {
            assert_eq!(&envelope.header().encode()[..], &bytes[..160]);
        }
    }
}
