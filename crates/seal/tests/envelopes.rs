//! Envelopes under attack: every way of changing, moving or cutting one that the review of the format names.
// Tests may stop at the first surprise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use kith_seal::{
    Alias, DecodeEnvelopeError, DeviceId, ENVELOPE_HEADER_LEN, Envelope, EnvelopeKind,
    GenerationId, Hash, MAX_IMPORT, OpenError, Opened, RootId, SealError, SigningSecret, Stream,
    StreamKey, StreamPlace, Writers, open_envelope, tagged,
};
use rand_core::Rng as _;
use support::{Fields, Scene};

fn open(scene: &Scene, bytes: Vec<u8>) -> Result<Opened, OpenError> {
    let envelope = Envelope::decode(bytes).unwrap();
    open_envelope(
        &envelope,
        &scene.place,
        &scene.epoch,
        &scene.writers,
        &scene.known(),
    )
}

fn stream(scene: &mut Scene) -> Stream {
    Stream::start(scene.place.clone(), &scene.device, &mut scene.dice).unwrap()
}

#[test]
fn envelope_roundtrip_canonical() {
    let mut scene = Scene::new(1);
    let mut stream = stream(&mut scene);
    let mut known = BTreeMap::new();
    let mut previous = Hash::ZERO;
    for (seq, len) in [0usize, 1, 200, 255, 256, 4000, 5000, 100_000, 900_000]
        .into_iter()
        .enumerate()
    {
        let mut payload = vec![0; len];
        scene.dice.fill_bytes(&mut payload);
        let kind = [
            EnvelopeKind::Change,
            EnvelopeKind::Entries,
            EnvelopeKind::Snapshot,
        ][seq % 3];
        let sealed = stream.seal(kind, &payload).unwrap();
        let envelope = Envelope::decode(sealed.bytes().to_vec()).unwrap();
        assert_eq!(envelope, sealed);
        let header = envelope.header();
        assert_eq!(
            &header.encode()[..],
            &envelope.bytes()[..160],
            "decode, then encode"
        );
        assert_eq!(
            (header.seq as usize, header.previous, header.kind),
            (seq, previous, kind)
        );
        assert_eq!(
            Envelope::peek_len(&envelope.bytes()[..224]),
            Ok(envelope.len())
        );
        let opened = open_envelope(
            &envelope,
            &scene.place,
            &scene.epoch,
            &scene.writers,
            &known,
        )
        .unwrap();
        assert_eq!((opened.seq as usize, &opened.payload), (seq, &payload));
        assert_eq!(
            (opened.device, opened.stream),
            (scene.device_id(), stream.key())
        );
        assert_eq!(opened.actor, stream.actor());
        assert_eq!(opened.certificate.is_some(), seq == 0);
        known.insert(opened.stream, opened.device);
        previous = envelope.hash();
    }
}

#[test]
fn an_envelope_made_by_hand_from_the_documented_bytes_opens() {
    let scene = Scene::new(2);
    let first = scene.fields(0);
    let body = scene.seal(&first.plaintext(&scene.certificate(), b"hello"));
    let opened = open(&scene, first.envelope(&scene.stream_key, &body)).unwrap();
    assert_eq!(opened.payload, b"hello");
    assert_eq!(
        opened.actor.0,
        tagged("kith/v1/actor", &[&scene.stream().0]).0[..16]
    );

    let bytes = first.envelope(&scene.stream_key, &body);
    let hash = tagged("kith/v1/envelope-hash", &[&bytes[..ENVELOPE_HEADER_LEN]]);
    assert_eq!(Envelope::decode(bytes).unwrap().hash(), hash);

    let later = scene.fields(7);
    let body = scene.seal(&later.plaintext(&[], b"again"));
    assert_eq!(
        open(&scene, later.envelope(&scene.stream_key, &body))
            .unwrap()
            .seq,
        7
    );
}

#[test]
fn an_envelope_of_ours_is_read_with_the_age_crate_alone() {
    use secrecy::ExposeSecret as _;
    let mut scene = Scene::new(3);
    let envelope = stream(&mut scene)
        .seal(EnvelopeKind::Change, b"chunk")
        .unwrap();
    let identity: age::x25519::Identity = scene.epoch.text().expose_secret().parse().unwrap();
    let plain = age::decrypt(&identity, envelope.body()).unwrap();
    let context = tagged("kith/v1/context", &[&envelope.bytes()[..124]]);
    assert_eq!(plain[..32], context.0);
    let certificate_len = u16::from_le_bytes([plain[32], plain[33]]) as usize;
    let at = 34 + certificate_len;
    assert_eq!(plain[at..at + 4], 5u32.to_le_bytes());
    assert_eq!(&plain[at + 4..at + 9], b"chunk");
    assert!(plain[at + 9..].iter().all(|byte| *byte == 0) && plain.len() % 256 == 0);
}

#[test]
fn envelope_bitflip() {
    let mut scene = Scene::new(4);
    let good = stream(&mut scene)
        .seal(EnvelopeKind::Change, b"one small change")
        .unwrap();
    let opens = |bytes: Vec<u8>| {
        let envelope = Envelope::decode(bytes).ok()?;
        open_envelope(
            &envelope,
            &scene.place,
            &scene.epoch,
            &scene.writers,
            &BTreeMap::new(),
        )
        .ok()
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
    assert_eq!(
        Envelope::decode(bytes.clone()),
        Err(DecodeEnvelopeError::BodyHash)
    );
    // With the hash put right, the signature no longer fits.
    let hash = tagged("kith/v1/body", &[&bytes[ENVELOPE_HEADER_LEN..]]);
    bytes[128..160].copy_from_slice(&hash.0);
    assert!(Envelope::decode(bytes).unwrap().verify().is_err());
}

#[test]
fn strip_and_resign() {
    // A member knows the epoch key, takes Alice's envelope, strips her signature and signs the same body as her own.
    let mut scene = Scene::new(6);
    let alice = stream(&mut scene)
        .seal(EnvelopeKind::Change, b"alice wrote this")
        .unwrap();
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
    let stolen = Fields {
        stream: StreamKey(mallory.verifying_key().to_bytes()),
        ..scene.fields(0)
    };
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
        Fields {
            alias: Alias([20; 16]),
            ..base.clone()
        },
        Fields {
            generation: GenerationId([30; 32]),
            ..base.clone()
        },
        Fields {
            stream: StreamKey(other_stream.verifying_key().to_bytes()),
            ..base.clone()
        },
        Fields {
            kind: 3,
            ..base.clone()
        },
        Fields {
            seq: 2,
            ..base.clone()
        },
        Fields {
            previous: Hash([6; 32]),
            ..base.clone()
        },
    ];
    for (from, sealed_for) in places.iter().enumerate() {
        let body = scene.seal(&sealed_for.plaintext(&[], b"moved"));
        for (to, shown_as) in places.iter().enumerate() {
            let key = if to == 3 {
                &other_stream
            } else {
                &scene.stream_key
            };
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
    let elsewhere = StreamPlace {
        alias: Alias([1; 16]),
        ..scene.place.clone()
    };
    let other_root = Writers {
        root: RootId([200; 32]),
        ..(*scene.writers).clone()
    };
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
    let alice = stream(&mut scene)
        .seal(EnvelopeKind::Change, b"take one")
        .unwrap();
    let body = alice.body();
    let header_end = body.windows(5).position(|five| five == b"\n--- ").unwrap();
    let payload_at = header_end
        + body[header_end + 1..]
            .iter()
            .position(|b| *b == b'\n')
            .unwrap()
        + 2;
    let mut rebuilt = body.to_vec();
    scene.dice.fill_bytes(&mut rebuilt[payload_at + 16..]);
    assert_eq!(
        rebuilt[..payload_at + 16],
        body[..payload_at + 16],
        "same age header and nonce"
    );
    let mut bytes = alice.bytes()[..ENVELOPE_HEADER_LEN].to_vec();
    bytes.extend(&rebuilt);
    assert_eq!(
        Envelope::decode(bytes.clone()),
        Err(DecodeEnvelopeError::BodyHash)
    );
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
    assert!(
        Envelope::decode(malleated).unwrap().verify().is_err(),
        "a second form of s"
    );

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
            let fields = Fields {
                stream: StreamKey(key),
                ..fields.clone()
            };
            let mut bytes = fields.header(&body);
            bytes.extend(point);
            bytes.extend([0; 32]);
            bytes.extend(&body);
            assert!(
                Envelope::decode(bytes).unwrap().verify().is_err(),
                "{key:?}"
            );
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
    assert_eq!(
        Envelope::decode(extra),
        Err(DecodeEnvelopeError::Trailing { extra: 1 })
    );

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
        assert_eq!(
            refused,
            Err(OpenError::BadBody),
            "cut at {cut} of {}",
            body.len()
        );
    }
}

#[test]
fn padding_is_the_canonical_one_or_the_envelope_is_refused() {
    let scene = Scene::new(12);
    let fields = scene.fields(1);
    let plain = fields.plaintext(&[], b"padded");
    assert_eq!(plain.len(), 256);
    let outcome = |plain: &[u8]| {
        open(
            &scene,
            fields.envelope(&scene.stream_key, &scene.seal(plain)),
        )
        .map(|_| ())
    };
    assert_eq!(outcome(&plain), Ok(()));
    let mut dirty = plain.clone();
    *dirty.last_mut().unwrap() = 1;
    assert_eq!(outcome(&dirty), Err(OpenError::BadPadding));
    assert_eq!(outcome(&plain[..255]), Err(OpenError::BadPadding));
    assert_eq!(
        outcome(&[&plain[..], &[0; 256]].concat()),
        Err(OpenError::BadPadding)
    );
    assert_eq!(outcome(&plain[..44]), Err(OpenError::BadPadding));
    for cut in [0, 31, 32, 33, 37, 43] {
        assert_eq!(outcome(&plain[..cut]), Err(OpenError::Truncated), "{cut}");
    }
    let mut long = plain.clone();
    long[34..38].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(outcome(&long), Err(OpenError::Truncated));
}

#[test]
fn certificates_stand_in_the_first_envelope_and_nowhere_else() {
    let mut scene = Scene::new(13);
    let sealed = |fields: &Fields, certificate: &[u8], scene: &Scene| {
        let body = scene.seal(&fields.plaintext(certificate, b"x"));
        fields.envelope(&scene.stream_key, &body)
    };
    let certificate = scene.certificate();
    let (first, later) = (scene.fields(0), scene.fields(1));
    let bytes = sealed(&first, &[], &scene);
    assert_eq!(open(&scene, bytes), Err(OpenError::NoCertificate));
    let bytes = sealed(&later, &certificate, &scene);
    assert_eq!(open(&scene, bytes), Err(OpenError::BadCertificate));
    let bytes = sealed(&first, b"not a certificate", &scene);
    assert_eq!(open(&scene, bytes), Err(OpenError::BadCertificate));
    let mut forged = certificate.clone();
    *forged.last_mut().unwrap() ^= 1;
    let bytes = sealed(&first, &forged, &scene);
    assert_eq!(open(&scene, bytes), Err(OpenError::BadCertificate));

    let unknown = Envelope::decode(sealed(&later, &[], &scene)).unwrap();
    let nobody = BTreeMap::new();
    let refused = open_envelope(
        &unknown,
        &scene.place,
        &scene.epoch,
        &scene.writers,
        &nobody,
    );
    assert_eq!(
        refused,
        Err(OpenError::NoCertificate),
        "its first envelope was never opened"
    );

    // Certified for another generation, or by a device that may not write.
    let good = sealed(&first, &certificate, &scene);
    assert!(open(&scene, good.clone()).is_ok());
    scene.writers = Writers {
        root: scene.root,
        devices: BTreeSet::new(),
    }
    .into();
    assert_eq!(open(&scene, good), Err(OpenError::NotAWriter));
    let later = sealed(&later, &[], &scene);
    assert_eq!(open(&scene, later), Err(OpenError::NotAWriter));
}

#[test]
fn another_generations_key_opens_nothing() {
    let mut scene = Scene::new(14);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"x").unwrap();
    let other = Scene::new(15);
    let refused = open_envelope(
        &good,
        &scene.place,
        &other.epoch,
        &scene.writers,
        &BTreeMap::new(),
    );
    assert_eq!(refused, Err(OpenError::BadBody));
}

#[test]
fn headers_have_one_form_and_newer_ones_are_named() {
    let mut scene = Scene::new(16);
    let good = stream(&mut scene).seal(EnvelopeKind::Change, b"x").unwrap();
    let changed = |place: usize, value: u8| {
        let mut bytes = good.bytes().to_vec();
        bytes[place] = value;
        Envelope::decode(bytes).unwrap_err()
    };
    assert_eq!(changed(0, b'k'), DecodeEnvelopeError::NotAnEnvelope);
    assert_eq!(changed(4, 2), DecodeEnvelopeError::Newer { version: 2 });
    assert_eq!(changed(4, 0), DecodeEnvelopeError::NotCanonical);
    assert_eq!(
        changed(5, 2),
        DecodeEnvelopeError::UnknownSuite { suite: 2 }
    );
    assert_eq!(changed(6, 0), DecodeEnvelopeError::UnknownKind { kind: 0 });
    assert_eq!(changed(6, 4), DecodeEnvelopeError::UnknownKind { kind: 4 });
    assert_eq!(changed(7, 1), DecodeEnvelopeError::NotCanonical);
    assert_eq!(
        changed(88, 1),
        DecodeEnvelopeError::NotCanonical,
        "a second one names a first"
    );
    assert_eq!(
        changed(92, 1),
        DecodeEnvelopeError::NotCanonical,
        "a first one names nobody"
    );
    assert!(matches!(
        changed(127, 0xff),
        DecodeEnvelopeError::BodyLength { .. }
    ));

    let mut head = good.bytes()[..ENVELOPE_HEADER_LEN].to_vec();
    head[124..128].copy_from_slice(&0u32.to_le_bytes());
    assert_eq!(
        Envelope::peek_len(&head),
        Err(DecodeEnvelopeError::BodyLength { body_len: 0 })
    );
    head[124..128].copy_from_slice(&(MAX_IMPORT as u32).to_le_bytes());
    assert_eq!(
        Envelope::peek_len(&head),
        Ok(MAX_IMPORT + ENVELOPE_HEADER_LEN)
    );
    head[124..128].copy_from_slice(&(MAX_IMPORT as u32 + 1).to_le_bytes());
    assert!(Envelope::peek_len(&head).is_err());
    assert!(Envelope::peek_len(&head[..223]).is_err());
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

#[test]
fn padding_classes_hide_what_was_written() {
    // Plaintext lengths, read back through the age crate: edits of 20 to 400 bytes fall into three classes. The age
    // file's own length is never asked about: its header carries a random extra line.
    use secrecy::ExposeSecret as _;
    let mut scene = Scene::new(18);
    let mut stream = stream(&mut scene);
    let identity: age::x25519::Identity = scene.epoch.text().expose_secret().parse().unwrap();
    stream
        .seal(EnvelopeKind::Change, b"the first carries a certificate")
        .unwrap();
    let mut classes = BTreeSet::new();
    for _ in 0..300 {
        let len = 20 + scene.dice.next_u32() as usize % 380;
        let envelope = stream.seal(EnvelopeKind::Change, &vec![1; len]).unwrap();
        classes.insert(age::decrypt(&identity, envelope.body()).unwrap().len());
    }
    assert_eq!(classes, BTreeSet::from([256, 512]));
}

#[test]
fn a_payload_too_large_is_refused_and_the_stream_goes_on() {
    let mut scene = Scene::new(19);
    let mut stream = stream(&mut scene);
    let refused = stream.seal(EnvelopeKind::Change, &vec![0; MAX_IMPORT]);
    assert_eq!(refused.unwrap_err(), SealError::TooLarge);
    let first = stream.seal(EnvelopeKind::Change, b"x").unwrap();
    assert_eq!(
        (first.header().seq, first.header().previous),
        (0, Hash::ZERO)
    );
    assert_eq!(stream.next_seq(), 1);
    assert!(
        !format!("{stream:?} {first:?}").contains("120"),
        "no bytes are printed"
    );
}
