//! The one form an envelope has.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{
    DecodeEnvelopeError, ENVELOPE_HEADER_LEN, Envelope, EnvelopeKind, Hash, MAX_IMPORT, OpenError,
    SealError, Writers, open_envelope, tagged,
};
use rand_core::Rng as _;

use super::forge::{Fields, Scene};
use super::{open, stream};

#[test]
fn envelope_roundtrip_canonical() {
    let mut scene = Scene::new(1);
    let mut stream = stream(&mut scene);
    let mut known = BTreeMap::new();
    let mut previous = Hash::ZERO;
    for (seq, len) in
        [0usize, 1, 200, 255, 256, 4000, 5000, 100_000, 900_000].into_iter().enumerate()
    {
        let mut payload = vec![0; len];
        scene.dice.fill_bytes(&mut payload);
        let kind = [EnvelopeKind::Change, EnvelopeKind::Entries, EnvelopeKind::Snapshot][seq % 3];
        let sealed = stream.seal(kind, &payload).unwrap();
        let envelope = Envelope::decode(sealed.bytes().to_vec()).unwrap();
        assert_eq!(envelope, sealed);
        let header = envelope.header();
        assert_eq!(&header.encode()[..], &envelope.bytes()[..160], "decode, then encode");
        assert_eq!((header.seq as usize, header.previous, header.kind), (seq, previous, kind));
        assert_eq!(Envelope::peek_len(&envelope.bytes()[..224]), Ok(envelope.len()));
        let opened =
            open_envelope(&envelope, &scene.place, &scene.epoch, &scene.writers, &known).unwrap();
        assert_eq!((opened.seq as usize, &opened.payload), (seq, &payload));
        assert_eq!((opened.device, opened.stream), (scene.device_id(), stream.key()));
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
    assert_eq!(opened.actor.0, tagged("kith/v1/actor", &[&scene.stream().0]).0[..16]);

    let bytes = first.envelope(&scene.stream_key, &body);
    let hash = tagged("kith/v1/envelope-hash", &[&bytes[..ENVELOPE_HEADER_LEN]]);
    assert_eq!(Envelope::decode(bytes).unwrap().hash(), hash);

    let later = scene.fields(7);
    let body = scene.seal(&later.plaintext(&[], b"again"));
    assert_eq!(open(&scene, later.envelope(&scene.stream_key, &body)).unwrap().seq, 7);
}

#[test]
fn an_envelope_of_ours_is_read_with_the_age_crate_alone() {
    use secrecy::ExposeSecret as _;
    let mut scene = Scene::new(3);
    let envelope = stream(&mut scene).seal(EnvelopeKind::Change, b"chunk").unwrap();
    let identity: age::x25519::Identity = scene.epoch.text().expose_secret().parse().unwrap();
    let plain = age::decrypt(&identity, envelope.body()).unwrap();
    let context = tagged("kith/v1/context", &[&envelope.bytes()[..124]]);
    assert_eq!(plain[..32], context.0);
    let certificate_len = u16::from_le_bytes([plain[32], plain[33]]) as usize;
    let at = 34 + certificate_len;
    assert_eq!(plain[at..at + 4], 5u32.to_le_bytes());
    assert_eq!(&plain[at + 4..at + 9], b"chunk");
    assert!(plain[at + 9..].iter().all(|byte| *byte == 0) && plain.len().is_multiple_of(256));
}

#[test]
fn padding_is_the_canonical_one_or_the_envelope_is_refused() {
    let scene = Scene::new(12);
    let fields = scene.fields(1);
    let plain = fields.plaintext(&[], b"padded");
    assert_eq!(plain.len(), 256);
    let outcome = |plain: &[u8]| {
        open(&scene, fields.envelope(&scene.stream_key, &scene.seal(plain))).map(|_| ())
    };
    assert_eq!(outcome(&plain), Ok(()));
    let mut dirty = plain.clone();
    *dirty.last_mut().unwrap() = 1;
    assert_eq!(outcome(&dirty), Err(OpenError::BadPadding));
    assert_eq!(outcome(&plain[..255]), Err(OpenError::BadPadding));
    assert_eq!(outcome(&[&plain[..], &[0; 256]].concat()), Err(OpenError::BadPadding));
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
    let refused = open_envelope(&unknown, &scene.place, &scene.epoch, &scene.writers, &nobody);
    assert_eq!(refused, Err(OpenError::NoCertificate), "its first envelope was never opened");

    // Certified for another generation, or by a device that may not write.
    let good = sealed(&first, &certificate, &scene);
    assert!(open(&scene, good.clone()).is_ok());
    scene.writers = Writers { root: scene.root, devices: BTreeSet::new() }.into();
    assert_eq!(open(&scene, good), Err(OpenError::NotAWriter));
    let later = sealed(&later, &[], &scene);
    assert_eq!(open(&scene, later), Err(OpenError::NotAWriter));
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
    assert_eq!(changed(5, 2), DecodeEnvelopeError::UnknownSuite { suite: 2 });
    assert_eq!(changed(6, 0), DecodeEnvelopeError::UnknownKind { kind: 0 });
    assert_eq!(changed(6, 4), DecodeEnvelopeError::UnknownKind { kind: 4 });
    assert_eq!(changed(7, 1), DecodeEnvelopeError::NotCanonical);
    assert_eq!(changed(88, 1), DecodeEnvelopeError::NotCanonical, "a second one names a first");
    assert_eq!(changed(92, 1), DecodeEnvelopeError::NotCanonical, "a first one names nobody");
    assert!(matches!(changed(127, 0xff), DecodeEnvelopeError::BodyLength { .. }));

    let mut head = good.bytes()[..ENVELOPE_HEADER_LEN].to_vec();
    head[124..128].copy_from_slice(&0u32.to_le_bytes());
    assert_eq!(Envelope::peek_len(&head), Err(DecodeEnvelopeError::BodyLength { body_len: 0 }));
    head[124..128].copy_from_slice(&(MAX_IMPORT as u32).to_le_bytes());
    assert_eq!(Envelope::peek_len(&head), Ok(MAX_IMPORT + ENVELOPE_HEADER_LEN));
    head[124..128].copy_from_slice(&(MAX_IMPORT as u32 + 1).to_le_bytes());
    assert!(Envelope::peek_len(&head).is_err());
    assert!(Envelope::peek_len(&head[..223]).is_err());
}

#[test]
fn padding_classes_hide_what_was_written() {
    // Plaintext lengths, read back through the age crate: edits of 20 to 400 bytes fall into three classes. The age
    // file's own length is never asked about: its header carries a random extra line.
    use secrecy::ExposeSecret as _;
    let mut scene = Scene::new(18);
    let mut stream = stream(&mut scene);
    let identity: age::x25519::Identity = scene.epoch.text().expose_secret().parse().unwrap();
    stream.seal(EnvelopeKind::Change, b"the first carries a certificate").unwrap();
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
    assert_eq!((first.header().seq, first.header().previous), (0, Hash::ZERO));
    assert_eq!(stream.next_seq(), 1);
    assert!(!format!("{stream:?} {first:?}").contains("120"), "no bytes are printed");
}
