//! What two or three devices say to each other, to the byte.

use std::collections::VecDeque;

use kith_seal::{Alias, Envelope, UnixMillis};
use kith_sync::proto::{
    AliasSet, CloseReason, Exchange, Frame, InEvent, OutEvent, PeerId, SessionId,
};
use kith_sync::sim::{Faults, Network};

use crate::support::{Device, Store, Writer, alias, peer};

fn only(aliases: &[Alias]) -> AliasSet {
    AliasSet::Only(aliases.iter().copied().collect())
}

/// Two devices, not yet in a network.
fn two(first: AliasSet, second: AliasSet) -> (Device, Device) {
    (Device::new(peer(1), &[(peer(2), first)]), Device::new(peer(2), &[(peer(1), second)]))
}

fn network(devices: Vec<Device>) -> Network<Device> {
    let mut network = Network::new(7, UnixMillis(1_000), Faults::CALM);
    for device in devices {
        network.add(device.id, device);
    }
    network.run_until_quiet(2_000_000).unwrap();
    network
}

fn device(network: &Network<Device>, id: u8) -> &Device {
    network.node(&peer(id)).unwrap()
}

fn save(network: &mut Network<Device>, id: u8, envelopes: Vec<Envelope>) {
    network.with_node(&peer(id), |device, _| device.save(envelopes));
    network.run_until_quiet(200_000).unwrap();
}

fn sent(network: &Network<Device>, from: u8, to: u8) -> usize {
    device(network, from).sent_to(&peer(to))
}

/// Fills two devices with the same envelopes: `volumes` aliases, `streams` streams in all.
fn filled(volumes: u16, streams: usize) -> (Device, Device) {
    let (mut a, mut b) = two(AliasSet::All, AliasSet::All);
    let mut writer = Writer::new(1);
    for number in 0..streams {
        let about = alias(number as u16 % volumes);
        let envelope = writer.start(about).seal(kith_seal::EnvelopeKind::Change, &[3; 40]).unwrap();
        a.preload(std::slice::from_ref(&envelope));
        b.preload(&[envelope]);
    }
    (a, b)
}

#[test]
fn nothing_new_costs_two_hellos_however_much_there_is() {
    for (volumes, streams) in [(1, 1), (150, 1_000)] {
        let (a, b) = filled(volumes, streams);
        let network = network(vec![a, b]);
        let (there, back) = (sent(&network, 1, 2), sent(&network, 2, 1));
        println!("nothing new, {volumes} volumes, {streams} streams: {there} + {back} bytes");
        assert!(there <= 1_000 && back <= 1_000);
        assert!(device(&network, 1).progress[&peer(2)].in_step);
        assert_eq!(device(&network, 1).fetches, 0);
    }
}

#[test]
fn one_check_in_costs_a_give_and_an_ack_however_much_there_is() {
    let mut costs = Vec::new();
    for (volumes, streams) in [(1, 1), (150, 1_000)] {
        let (a, b) = filled(volumes, streams);
        let mut network = network(vec![a, b]);
        let before = sent(&network, 1, 2) + sent(&network, 2, 1);
        // A check-in is a change of 187 bytes in a stream that has begun, by the measure of the studies.
        let mut writer = Writer::new(9);
        save(&mut network, 1, vec![writer.write(alias(0), &[7; 187])]);
        let first = sent(&network, 1, 2) + sent(&network, 2, 1) - before;
        save(&mut network, 1, vec![writer.write(alias(0), &[7; 187])]);
        let later = sent(&network, 1, 2) + sent(&network, 2, 1) - before - first;
        println!(
            "one check-in, {volumes} volumes, {streams} streams: {later} bytes \
             (the first of a run, with its certificate: {first})"
        );
        assert!(first <= 1_500 && later <= 1_500);
        assert_eq!(device(&network, 1).fetches, 0, "a live envelope is not read back from disk");
        assert!(device(&network, 1).progress[&peer(2)].in_step);
        costs.push(later);
    }
    assert!(costs[1] < costs[0] + 200, "flat, but for age's own random padding: {costs:?}");
}

#[test]
fn a_live_envelope_is_pushed_once_and_not_echoed() {
    let (a, b) = two(AliasSet::All, AliasSet::All);
    let mut network = network(vec![a, b]);
    let envelope = Writer::new(3).write(alias(0), &[1; 40]);
    save(&mut network, 1, vec![envelope.clone()]);
    let gives = |id: u8, to: u8| {
        device(&network, id)
            .record
            .get(&peer(to))
            .into_iter()
            .flatten()
            .filter(|frame| matches!(Frame::decode(frame), Ok(Frame::Give { .. })))
            .count()
    };
    assert_eq!((gives(1, 2), gives(2, 1)), (1, 0));
    assert_eq!(device(&network, 2).store.hashes(), device(&network, 1).store.hashes());
    assert_eq!(device(&network, 1).progress[&peer(2)].waiting, 0);
}

#[test]
fn a_guest_learns_no_alias_outside_its_set_by_any_byte() {
    let (open, secret) = (alias(1), alias(2));
    let mut owner = Device::new(peer(1), &[(peer(9), only(&[open])), (peer(2), AliasSet::All)]);
    let second = Device::new(peer(2), &[(peer(1), AliasSet::All)]);
    let mut writer = Writer::new(5);
    let private: Vec<Envelope> = (0..40).map(|n| writer.write(secret, &[n; 60])).collect();
    owner.preload(&private);
    owner.preload(&[writer.write(open, &[1; 60])]);
    // The guest would take the other alias if it were ever named.
    let guest = Device::new(peer(9), &[(peer(1), only(&[open, secret]))]);
    let mut network = network(vec![owner, second, guest]);
    save(&mut network, 1, vec![writer.write(secret, &[2; 60]), writer.write(open, &[2; 60])]);

    // The guest asks for it by name, in every way there is.
    let stream = private[0].header().stream;
    let session = network.node(&peer(9)).unwrap().last_session();
    for frame in [
        Frame::Want { alias: secret.0, streams: vec![(stream.0, 0)] },
        Frame::Vector { alias: secret.0, answer: true, streams: Vec::new() },
        Frame::Ack { took: 2, durable: vec![(secret.0, vec![(stream.0, 1)])] },
    ] {
        let frame = frame.encode();
        network
            .with_node(&peer(9), |_, _| vec![kith_sync::sim::NodeOutput::Send { session, frame }]);
    }
    network.run_until_quiet(100_000).unwrap();
    assert_eq!(device(&network, 2).store.hashes(), device(&network, 1).store.hashes());
    assert_eq!(device(&network, 9).store.hashes().len(), 2);

    let sent: Vec<u8> = device(&network, 1).record[&peer(9)].concat();
    let finds = |needle: &[u8]| sent.windows(needle.len()).any(|window| window == needle);
    assert!(finds(open.as_bytes()), "the recording works");
    assert!(!finds(secret.as_bytes()));
    for envelope in &private {
        assert!(!finds(envelope.header().stream.as_bytes()));
        assert!(!finds(envelope.hash().as_bytes()));
        assert!(!finds(&envelope.body()[100..132]));
    }
    // Nor may the guest put anything there.
    let before = device(&network, 1).store.hashes();
    let foreign = Writer::new(6).write(secret, &[9; 40]);
    let frame = Frame::Give { envelopes: foreign.bytes() }.encode();
    network.with_node(&peer(9), |_, _| vec![kith_sync::sim::NodeOutput::Send { session, frame }]);
    network.run_until_quiet(100_000).unwrap();
    assert_eq!(device(&network, 1).store.hashes(), before);
    assert!(device(&network, 1).closed.is_empty(), "and is told nothing, not even by a closing");
}

#[test]
fn a_grant_reaches_a_live_session_whichever_side_learns_of_it_first() {
    for owner_first in [true, false] {
        let (half, granted) = (alias(1), alias(2));
        let (mut owner, guest) = two(only(&[half]), only(&[half]));
        let mut writer = Writer::new(5);
        let envelopes: Vec<Envelope> = (0..20).map(|n| writer.write(granted, &[n; 60])).collect();
        owner.preload(&envelopes);
        let mut network = network(vec![owner, guest]);
        let order: [(u8, u8); 2] = if owner_first { [(1, 2), (2, 1)] } else { [(2, 1), (1, 2)] };
        for (id, other) in order {
            network.with_node(&peer(id), |device, now| {
                device.set_friend(now, peer(other), only(&[half, granted]))
            });
            network.run_until_quiet(100_000).unwrap();
            // What is written between the two must not fall between the two.
            save(&mut network, 1, vec![writer.write(granted, &[99; 60])]);
        }
        assert_eq!(device(&network, 2).store.hashes().len(), 22, "owner first: {owner_first}");
        assert!(device(&network, 1).progress[&peer(2)].in_step);
        assert!(device(&network, 2).progress[&peer(1)].in_step);
        assert!(device(&network, 1).closed.is_empty() && device(&network, 2).closed.is_empty());
    }
}

#[test]
fn what_is_no_longer_shared_is_no_longer_given() {
    let (kept, ended) = (alias(1), alias(2));
    let (owner, guest) = two(only(&[kept, ended]), only(&[kept, ended]));
    let mut network = network(vec![owner, guest]);
    let mut writer = Writer::new(5);
    save(&mut network, 1, vec![writer.write(ended, &[1; 40])]);
    network.with_node(&peer(1), |device, now| device.set_friend(now, peer(2), only(&[kept])));
    save(&mut network, 1, vec![writer.write(ended, &[2; 40]), writer.write(kept, &[2; 40])]);
    assert_eq!(device(&network, 2).store.hashes().len(), 2);
    assert!(device(&network, 1).progress[&peer(2)].connected);
}

#[test]
fn a_whole_plan_reaches_an_empty_device_within_the_window() {
    let (mut giver, taker) = two(AliasSet::All, AliasSet::All);
    let mut writer = Writer::new(21);
    let mut total = 0;
    for number in 0..2_000u16 {
        let envelope = writer.write(alias(number % 40), &vec![8; 300 + usize::from(number % 900)]);
        total += envelope.len();
        giver.preload(&[envelope]);
    }
    let network = network(vec![giver, taker]);
    assert_eq!(device(&network, 2).store.hashes().len(), 2_000);
    let (there, back) = (sent(&network, 1, 2), sent(&network, 2, 1));
    println!("2,000 envelopes, {total} bytes: {there} sent, {back} back");
    assert!(there < total + total / 20);
    assert!(device(&network, 1).progress[&peer(2)].in_step);
}

#[test]
fn a_fork_is_told_and_never_merged() {
    let (mut a, mut b) = two(AliasSet::All, AliasSet::All);
    let dice = || Writer::new(31);
    // The same key, two histories: what a copied memory would write. The bodies differ, so the hashes do.
    let (mut one, mut other) = (dice(), dice());
    let common: Vec<Envelope> = vec![one.write(alias(1), &[1; 40])];
    let fork = other.write(alias(1), &[2; 40]);
    assert_eq!(common[0].header().stream, fork.header().stream);
    assert_ne!(common[0].hash(), fork.hash());
    a.preload(&common);
    a.preload(&[one.write(alias(1), &[3; 40])]);
    b.preload(std::slice::from_ref(&fork));
    let mut network = network(vec![a, b]);
    let healthy = Writer::new(32).write(alias(1), &[4; 40]);
    save(&mut network, 1, vec![healthy.clone()]);
    let b = device(&network, 2);
    assert!(b.forks.iter().any(|(_, _, seq, proven)| *seq == 1 && *proven), "{:?}", b.forks);
    assert_eq!(b.store.hashes(), [fork.hash(), healthy.hash()].into());
    assert!(!b.progress[&peer(1)].in_step);
    assert!(b.closed.is_empty(), "other streams go on");
}

#[test]
fn stored_that_does_not_continue_is_told_and_changes_nothing() {
    let (a, b) = two(AliasSet::All, AliasSet::All);
    let mut network = network(vec![a, b]);
    let mut writer = Writer::new(41);
    let envelopes: Vec<Envelope> = (0..3).map(|n| writer.write(alias(1), &[n; 40])).collect();
    save(&mut network, 1, vec![envelopes[0].clone(), envelopes[2].clone()]);
    let a = device(&network, 1);
    assert_eq!(a.forks.len(), 1);
    let stream = envelopes[0].header().stream;
    assert_eq!(a.exchange.holdings().position(&alias(1), &stream).unwrap().next_seq, 1);
}

#[test]
fn a_forged_envelope_does_not_keep_the_true_one_out() {
    // A guest invents envelope 0 of the owner's stream and is first. The checker refuses it; the true one comes from
    // the owner's other device.
    let shared = alias(1);
    let truth = Writer::new(51).write(shared, &[1; 40]);
    let mut forged = truth.bytes().to_vec();
    forged[170] ^= 1;
    let forged = Envelope::decode(forged).unwrap();
    assert!(forged.verify().is_err());
    let target = Device::new(peer(1), &[(peer(2), AliasSet::All), (peer(9), only(&[shared]))]);
    let second = Device::new(peer(2), &[(peer(1), AliasSet::All)]);
    let guest = Device::new(peer(9), &[(peer(1), only(&[shared]))]);
    let mut network = network(vec![target, second, guest]);
    let session = network.node(&peer(9)).unwrap().last_session();
    let frame = Frame::Give { envelopes: forged.bytes() }.encode();
    network.with_node(&peer(9), |_, _| vec![kith_sync::sim::NodeOutput::Send { session, frame }]);
    save(&mut network, 2, vec![truth.clone()]);
    network.run_for(60_000);
    network.run_until_quiet(100_000).unwrap();
    assert_eq!(device(&network, 1).store.hashes(), [truth.hash()].into());
    assert!(device(&network, 1).progress[&peer(2)].in_step);
}

#[test]
fn two_calls_at_once_leave_one_session() {
    let rough = Faults { duplicate_per_mille: 1_000, delay_millis: (1, 300), ..Faults::CALM };
    for seed in 0..50 {
        let (a, b) = two(AliasSet::All, AliasSet::All);
        let mut network = Network::new(seed, UnixMillis(1_000), rough);
        for device in [a, b] {
            network.add(device.id, device);
        }
        network.run_until_quiet(10_000).unwrap();
        save(&mut network, 1, vec![Writer::new(seed).write(alias(1), &[1; 40])]);
        let (a, b) = (device(&network, 1), device(&network, 2));
        assert_eq!(b.store.hashes().len(), 1, "seed {seed}");
        assert!(a.progress[&peer(2)].in_step && b.progress[&peer(1)].in_step, "seed {seed}");
        let closed: Vec<CloseReason> = a.closed.iter().chain(&b.closed).copied().collect();
        assert!(!closed.is_empty(), "seed {seed}");
        assert!(closed.iter().all(|why| *why == CloseReason::Duplicate), "seed {seed}");
    }
}

#[test]
fn a_stranger_is_closed() {
    let mut device = Device::new(peer(1), &[]);
    let stranger: PeerId = peer(66);
    let session = kith_sync::SessionId(1);
    let connected = kith_sync::InEvent::Connected { session, peer: stranger, dialled: false };
    let outputs = device.tell(UnixMillis(0), connected);
    assert_eq!(outputs, vec![kith_sync::sim::NodeOutput::Close { session }]);
}

/// What was asked of a silent peer waited for a moment by the clock: after the clock was set back a year, nobody
/// else was asked for a year.
#[test]
fn setting_the_clock_back_does_not_keep_from_asking_somebody_else() {
    let now = UnixMillis(1_795_330_800_000);
    let envelope = Writer::new(1).write(alias(1), &[3; 40]);
    let mut stored = Store::default();
    stored.append(&envelope);
    // The first has nothing; the others have the same envelope, and the second never hears what it is asked.
    let mut exchanges: Vec<Exchange> =
        (0..3).map(|number| Exchange::new(peer(number + 1), [number; 16])).collect();
    let mut frames: VecDeque<(usize, SessionId, Vec<u8>)> = VecDeque::new();
    let mut asked = Vec::new();
    // Session 2 is the line to the second, session 3 that to the third, at both ends.
    let mut tell = |now, who: usize, event: InEvent, frames: &mut VecDeque<_>| {
        for out in exchanges[who].handle(now, event) {
            if let OutEvent::Send { session, frame } = out {
                let to = if who == 0 { session.0 as usize - 1 } else { 0 };
                match matches!(Frame::decode(&frame), Ok(Frame::Want { .. })) {
                    true => asked.push(to),
                    false => frames.push_back((to, session, frame)),
                }
            }
        }
        asked.clone()
    };
    for who in [1, 2] {
        for event in stored.index() {
            tell(now, who, event, &mut frames);
        }
    }
    for (who, other) in [(0, 2), (0, 3), (1, 1), (2, 1)] {
        let event = InEvent::SetPeer { peer: peer(other), aliases: AliasSet::All };
        tell(now, who, event, &mut frames);
    }
    for (who, other, session) in [(0, 2, 2), (1, 1, 2), (0, 3, 3), (2, 1, 3)] {
        let session = SessionId(session);
        let event = InEvent::Connected { session, peer: peer(other), dialled: who == 0 };
        tell(now, who, event, &mut frames);
    }
    while let Some((to, session, bytes)) = frames.pop_front() {
        tell(now, to, InEvent::Frame { session, bytes }, &mut frames);
    }
    let back = UnixMillis(now.0 - 365 * 86_400_000);
    let before = tell(now, 0, InEvent::Tick, &mut frames);
    assert_eq!(before.len(), 1, "one of the two is asked");
    let after = tell(back, 0, InEvent::Tick, &mut frames);
    assert_eq!(after.len(), 2);
    assert_ne!(after[0], after[1], "then the other");
}
