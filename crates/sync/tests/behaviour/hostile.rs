//! Peers who send anything at all.

use kith_seal::{Envelope, EnvelopeKind, UnixMillis};
use kith_sync::proto::{
    AliasSet, CloseReason, Exchange, Frame, InEvent, MAX_FRAME, OutEvent, SessionId,
};
use rand_chacha::ChaCha12Rng;
use rand_core::{Rng, SeedableRng};

use crate::support::{self, Writer, alias, peer};

const FRAMES: usize = 100_000;

/// An exchange with something to lose, an open session with an honest device (1) and with a guest (2).
fn exchange(writer: &mut Writer) -> (Exchange, Vec<Envelope>) {
    let mut exchange = Exchange::new(peer(1), [1; 16]);
    let shared = AliasSet::Only([alias(1), alias(2)].into());
    for (id, aliases) in [(peer(2), AliasSet::All), (peer(9), shared)] {
        exchange.handle(UnixMillis(0), InEvent::SetPeer { peer: id, aliases });
    }
    let envelopes: Vec<Envelope> =
        (0..6).map(|n| writer.write(alias(n % 3), &[n as u8; 50])).collect();
    exchange.handle(UnixMillis(0), InEvent::Stored { envelopes: envelopes.clone() });
    open(&mut exchange, 0, 1, 2);
    open(&mut exchange, 0, 2, 9);
    (exchange, envelopes)
}

fn hello(root: [u8; 32]) -> Vec<u8> {
    Frame::Hello { min: 1, max: 1, features: 0, run: [9; 16], root }.encode()
}

fn frame(exchange: &mut Exchange, session: u64, bytes: Vec<u8>) -> Vec<OutEvent> {
    frame_at(exchange, 1, session, bytes)
}

fn frame_at(exchange: &mut Exchange, at: i64, session: u64, bytes: Vec<u8>) -> Vec<OutEvent> {
    exchange.handle(UnixMillis(at), InEvent::Frame { session: SessionId(session), bytes })
}

/// Opens a session whose peer says that it stands where we stand.
fn open(exchange: &mut Exchange, at: i64, session: u64, id: u8) {
    let event = InEvent::Connected { session: SessionId(session), peer: peer(id), dialled: false };
    let root = exchange.handle(UnixMillis(at), event).into_iter().find_map(|out| match out {
        OutEvent::Send { frame, .. } => match Frame::decode(&frame) {
            Ok(Frame::Hello { root, .. }) => Some(root),
            _ => None,
        },
        _ => None,
    });
    assert!(is_open(&frame_at(exchange, at, session, hello(root.unwrap())), session));
}

fn closed(outs: &[OutEvent]) -> Vec<(u64, CloseReason)> {
    outs.iter()
        .filter_map(|out| match out {
            OutEvent::Close { session, why } => Some((session.0, *why)),
            _ => None,
        })
        .collect()
}

fn is_open(outs: &[OutEvent], session: u64) -> bool {
    !closed(outs).iter().any(|(id, _)| *id == session)
}

#[test]
fn a_hundred_thousand_random_and_mutated_frames_end_sessions_and_nothing_else() {
    let seed = 20_261_122;
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    let mut writer = Writer::new(seed);
    let (mut exchange, held) = exchange(&mut writer);
    let fresh: Vec<Envelope> = (0..4).map(|n| writer.write(alias(n % 4), &[9; 50])).collect();
    let stream = held[0].header().stream.0;
    let templates: Vec<Vec<u8>> = vec![
        hello([3; 32]),
        Frame::Digests { aliases: vec![([1; 16], [2; 16]), (alias(1).0, [2; 16])] }.encode(),
        Frame::Vector {
            alias: alias(1).0,
            answer: true,
            streams: vec![(stream, 9, [4; 32]), ([0xfe; 32], 1, [4; 32])],
        }
        .encode(),
        Frame::Want { alias: alias(0).0, streams: vec![(stream, 0)] }.encode(),
        Frame::Give { envelopes: &[fresh[0].bytes().as_ref(), fresh[2].bytes()].concat() }.encode(),
        Frame::Part { alias: alias(1).0, total: 900, offset: 0, bytes: &[7; 300] }.encode(),
        Frame::Ack { took: 0, durable: vec![(alias(1).0, vec![(stream, 2)])] }.encode(),
    ];
    let before: Vec<_> = held
        .iter()
        .map(|envelope| {
            let header = envelope.header();
            exchange.holdings().position(&header.alias, &header.stream)
        })
        .collect();
    let (mut session, mut bad, mut taken) = (2, 0, 0);
    for round in 0..FRAMES {
        let mut bytes = if random.next_u32() % 4 == 0 {
            let mut bytes = vec![0; (random.next_u32() % 200) as usize];
            random.fill_bytes(&mut bytes);
            bytes
        } else if random.next_u32() % 40 == 0 {
            // Honest envelopes of ever new streams, so that some of them come through.
            let fresh = writer.start(alias(1)).seal(EnvelopeKind::Change, &[9; 50]).unwrap();
            Frame::Give { envelopes: fresh.bytes() }.encode()
        } else {
            templates[random.next_u32() as usize % templates.len()].clone()
        };
        for _ in 0..random.next_u32() % 3 {
            match random.next_u32() % 4 {
                0 if !bytes.is_empty() => {
                    let at = random.next_u32() as usize % bytes.len();
                    bytes[at] ^= 1 << (random.next_u32() % 8);
                }
                1 => bytes.truncate(random.next_u32() as usize % (bytes.len() + 1)),
                2 => bytes.push(random.next_u32() as u8),
                _ if bytes.len() > 20 => {
                    bytes[1..18].rotate_left(random.next_u32() as usize % 17);
                }
                _ => {}
            }
        }
        // Slowly enough to stay within the rate of a guest.
        let at = 20 * i64::try_from(round).unwrap();
        let outs = frame_at(&mut exchange, at, session, bytes);
        for out in &outs {
            if let OutEvent::Deliver { envelopes, .. } = out {
                taken += envelopes.len();
                for envelope in envelopes {
                    let header = envelope.header();
                    let (alias, stream, seq) = (header.alias, header.stream, header.seq);
                    assert!(
                        [support::alias(1), support::alias(2)].contains(&alias),
                        "seed {seed} round {round}: only what is shared is taken"
                    );
                    exchange.handle(UnixMillis(at), InEvent::Refused { alias, stream, seq });
                }
            }
        }
        assert!(is_open(&outs, 1), "seed {seed} round {round}: only the sender's session ends");
        if !is_open(&outs, session) {
            bad += 1;
            session += 1;
            open(&mut exchange, at, session, 9);
        }
    }
    println!("{FRAMES} frames: {bad} sessions ended, {taken} envelopes went to be checked");
    assert!(bad > FRAMES / 10 && bad < FRAMES);
    assert!(taken > 500);
    for (envelope, position) in held.iter().zip(before) {
        let header = envelope.header();
        assert_eq!(exchange.holdings().position(&header.alias, &header.stream), position);
    }
}

#[test]
fn each_hostile_frame_closes_its_session_for_its_own_reason() {
    let mut writer = Writer::new(4);
    let fresh = writer.write(alias(1), &[1; 60]);
    let mut broken = fresh.bytes().to_vec();
    broken[400] ^= 1;
    let snapshot = writer.snapshot(alias(1), &[1; 60]);
    let cases: Vec<(&str, Vec<u8>, CloseReason)> = vec![
        ("empty", Vec::new(), CloseReason::BadFrame),
        ("too long", vec![4; MAX_FRAME + 1], CloseReason::BadFrame),
        ("a second hello", hello([0; 32]), CloseReason::BadFrame),
        (
            "digests out of place",
            Frame::Digests { aliases: Vec::new() }.encode(),
            CloseReason::BadFrame,
        ),
        (
            "a body that is not its own",
            Frame::Give { envelopes: &broken }.encode(),
            CloseReason::BadFrame,
        ),
        (
            "a cut envelope",
            Frame::Give { envelopes: &fresh.bytes()[..300] }.encode(),
            CloseReason::BadFrame,
        ),
        (
            "a snapshot outside its pieces",
            Frame::Give { envelopes: snapshot.bytes() }.encode(),
            CloseReason::BadFrame,
        ),
        (
            "more taken than given",
            Frame::Ack { took: 1_000, durable: Vec::new() }.encode(),
            CloseReason::BadFrame,
        ),
        (
            "a piece that ends before it begins",
            Frame::Part { alias: alias(1).0, total: 2, offset: u64::MAX, bytes: &[1] }.encode(),
            CloseReason::BadFrame,
        ),
    ];
    for (name, bytes, why) in cases {
        let (mut exchange, _) = exchange(&mut Writer::new(5));
        assert_eq!(closed(&frame(&mut exchange, 2, bytes)), vec![(2, why)], "{name}");
    }
}

#[test]
fn a_version_not_in_common_is_closed() {
    let mut exchange = exchange(&mut Writer::new(5)).0;
    let connected = InEvent::Connected { session: SessionId(7), peer: peer(2), dialled: false };
    exchange.handle(UnixMillis(0), connected);
    let newer = Frame::Hello { min: 2, max: 9, features: 0, run: [9; 16], root: [0; 32] };
    assert_eq!(closed(&frame(&mut exchange, 7, newer.encode())), vec![(7, CloseReason::Version)]);
}

#[test]
fn a_giver_who_ignores_the_window_is_cut_off_with_a_bounded_pile() {
    let (mut exchange, _) = exchange(&mut Writer::new(5));
    let mut writer = Writer::new(6);
    let (mut piled, mut given) = (0, 0);
    for _ in 0..400 {
        given += 1;
        let envelope = writer.write(alias(1), &[1; 60]);
        let outs = frame(&mut exchange, 2, Frame::Give { envelopes: envelope.bytes() }.encode());
        for out in &outs {
            if let OutEvent::Deliver { envelopes, .. } = out {
                piled += envelopes.len();
            }
        }
        if !is_open(&outs, 2) {
            assert_eq!(closed(&outs), vec![(2, CloseReason::Flood)]);
            break;
        }
    }
    assert!(piled <= 257 && given < 400, "{piled} piled up, {given} given");
}

#[test]
fn a_guest_above_its_rate_waits_for_its_acknowledgements_and_a_flooder_is_cut_off() {
    let (mut exchange, _) = exchange(&mut Writer::new(5));
    let foreign = Writer::new(6).write(alias(77), &vec![1; 200_000]);
    let give = Frame::Give { envelopes: foreign.bytes() }.encode();
    let mut acked = 0u64;
    let mut sent = 0;
    let end = loop {
        sent += give.len();
        let outs = frame(&mut exchange, 2, give.clone());
        acked += outs
            .iter()
            .filter(|out| matches!(out, OutEvent::Send { session: SessionId(2), .. }))
            .count() as u64;
        if !is_open(&outs, 2) {
            break closed(&outs);
        }
        assert!(sent < 20_000_000, "a flooder goes on for ever");
    };
    assert_eq!(end, vec![(2, CloseReason::Flood)]);
    assert!(sent > 10_000_000);
    let within = 10_000_000 / give.len() as u64;
    assert!(acked <= within + 1, "{acked} acknowledgements within the rate of {within}");

    // The same from an own device is no matter.
    let mut sent = 0;
    while sent < 20_000_000 {
        sent += give.len();
        let outs = frame(&mut exchange, 1, give.clone());
        for out in &outs {
            if let OutEvent::Deliver { envelopes, .. } = out {
                exchange.handle(UnixMillis(1), InEvent::Stored { envelopes: envelopes.clone() });
            }
        }
        assert!(is_open(&outs, 1));
    }
}
