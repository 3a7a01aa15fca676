//! Snapshots on their way: they come first, what follows them waits, and one that is not taken holds nothing up.

use kith_seal::{Envelope, UnixMillis};
use kith_sync::proto::{AliasSet, Covered, Frame};
use kith_sync::sim::{Faults, Network};

use crate::support::{Device, Writer, alias, peer};

fn new_network(devices: Vec<Device>) -> Network<Device> {
    let mut network = Network::new(7, UnixMillis(1_000), Faults::CALM);
    for device in devices {
        network.add(device.id, device);
    }
    network
}

fn network(devices: Vec<Device>) -> Network<Device> {
    let mut network = new_network(devices);
    network.run_until_quiet(2_000_000).unwrap();
    network
}

fn device(network: &Network<Device>, id: u8) -> &Device {
    network.node(&peer(id)).unwrap()
}

fn parts(network: &Network<Device>, from: u8, to: u8) -> usize {
    let frames = device(network, from).record.get(&peer(to));
    frames.into_iter().flatten().filter(|frame| is_part(frame)).count()
}

/// How many envelopes went from one to the other, besides snapshots.
fn given(network: &Network<Device>, from: u8, to: u8) -> usize {
    let mut count = 0;
    for frame in device(network, from).record.get(&peer(to)).into_iter().flatten() {
        if let Ok(Frame::Give { mut envelopes }) = Frame::decode(frame) {
            while !envelopes.is_empty() {
                envelopes = &envelopes[Envelope::peek_len(envelopes).unwrap()..];
                count += 1;
            }
        }
    }
    count
}

/// Two devices that share everything.
fn two() -> (Device, Device) {
    let all = |other| [(peer(other), AliasSet::All)];
    (Device::new(peer(1), &all(2)), Device::new(peer(2), &all(1)))
}

/// A giver with a snapshot of the first `covered` of `total` envelopes.
fn with_snapshot(total: u8, covered: usize, keep_tail_only: bool) -> (Device, Device, Envelope) {
    let (mut giver, mut taker) = two();
    let mut writer = Writer::new(11);
    let envelopes: Vec<Envelope> = (0..total).map(|n| writer.write(alias(1), &[n; 60])).collect();
    let last = &envelopes[covered - 1];
    let covers = vec![Covered {
        stream: last.header().stream,
        last_seq: last.header().seq,
        last_hash: last.hash(),
    }];
    // Larger than a frame, so that it travels in pieces and the window must move.
    let snapshot = writer.snapshot(alias(1), &vec![5; 3_000_000]);
    giver.preload(if keep_tail_only { &envelopes[covered..] } else { &envelopes });
    giver.preload_snapshot(&snapshot, &covers);
    taker.snapshot_covers.insert(snapshot.hash(), covers);
    (giver, taker, snapshot)
}

#[test]
fn a_snapshot_comes_first_when_the_gap_is_wide_and_then_the_tail() {
    let (giver, taker, snapshot) = with_snapshot(250, 230, false);
    let network = network(vec![giver, taker]);
    let taker = device(&network, 2);
    assert_eq!(taker.store.snapshots[&alias(1)].envelope.hash(), snapshot.hash());
    assert_eq!(taker.store.hashes().len(), 20, "only the tail after the snapshot");
    assert!(taker.progress[&peer(1)].in_step);
    assert!(device(&network, 1).progress[&peer(2)].in_step);
    let first_give =
        device(&network, 1).record[&peer(2)].iter().position(|frame| is_give(frame)).unwrap();
    let last_part =
        device(&network, 1).record[&peer(2)].iter().rposition(|frame| is_part(frame)).unwrap();
    assert!(last_part < first_give, "the snapshot goes first");
}

/// While a snapshot was checked, other envelopes were concluded, and the giver took their count for the
/// snapshot's: it sent the tail too early, the taker dropped it as a gap, and nobody asked again for 15 s.
#[test]
fn a_tail_waits_for_its_snapshot_and_not_for_a_count_of_other_envelopes() {
    let (mut giver, mut taker, snapshot) = with_snapshot(250, 230, false);
    taker.snapshot_millis = 2_000;
    let mut writer = Writer::new(12);
    giver.preload(&[writer.write(alias(2), &[0; 60])]);
    let mut network = new_network(vec![giver, taker]);
    network.run_for(1_000);
    assert!(device(&network, 2).store.snapshots.is_empty(), "it is still being checked");
    for number in 1..4 {
        let live = vec![writer.write(alias(2), &[number; 60])];
        network.with_node(&peer(1), |giver, _| giver.save(live));
        network.run_for(200);
    }
    network.run_for(3_000);
    let taker = device(&network, 2);
    assert_eq!(taker.store.snapshots[&alias(1)].envelope.hash(), snapshot.hash());
    assert_eq!(taker.store.hashes().len(), 24, "the tail and the other stream");
    assert_eq!(taker.delivered, 25, "each came once");
    assert!(taker.progress[&peer(1)].in_step);
}

#[test]
fn a_snapshot_comes_when_the_giver_has_nothing_older() {
    let (giver, taker, _) = with_snapshot(30, 20, true);
    let network = network(vec![giver, taker]);
    assert_eq!(device(&network, 2).store.hashes().len(), 10);
    assert!(device(&network, 2).progress[&peer(1)].in_step);
}

#[test]
fn a_short_gap_needs_no_snapshot() {
    let (giver, taker, _) = with_snapshot(60, 50, false);
    let network = network(vec![giver, taker]);
    assert_eq!(device(&network, 2).store.hashes().len(), 60);
    assert!(device(&network, 2).store.snapshots.is_empty());
}

/// Who gave a snapshot that was refused went on with what follows it, and was asked for the rest after 15 s only.
#[test]
fn a_refused_snapshot_is_not_sent_again_and_the_envelopes_come_at_once_instead() {
    // With a slow disk something else is still under way when the snapshot is refused.
    for disk_millis in [2, 400] {
        let (mut giver, mut taker, snapshot) = with_snapshot(250, 230, false);
        giver.preload(&[Writer::new(12).write(alias(2), &[0; 60])]);
        taker.refuses.insert(snapshot.hash());
        taker.disk_millis = disk_millis;
        let mut network = new_network(vec![giver, taker]);
        network.run_for(5_000);
        assert_eq!(device(&network, 2).store.hashes().len(), 251, "disk {disk_millis} ms");
        network.run_for(60_000);
        assert_eq!(parts(&network, 1, 2), snapshot.len().div_ceil(128 * 1024), "sent once");
        assert_eq!(given(&network, 1, 2), 251, "disk {disk_millis} ms: each once");
    }
}

/// A snapshot that there was no room for was taken to be still on its way to the gate: it was never taken again
/// from anybody in that run, its bytes counted as undelivered for ever, and what its giver sent after it stood
/// still.
#[test]
fn a_snapshot_without_room_holds_nothing_up_and_is_not_sent_again_and_again() {
    let (mut giver, mut taker, snapshot) = with_snapshot(30, 20, true);
    taker.without_room.insert(snapshot.hash());
    let mut writer = Writer::new(12);
    giver.preload(&[writer.write(alias(2), &[0; 60])]);
    let mut network = new_network(vec![giver, taker]);
    network.run_for(2_000);
    assert!(device(&network, 2).store.snapshots.is_empty());
    assert!(!device(&network, 2).progress[&peer(1)].in_step, "something is still without room");
    // What comes after it is taken as ever.
    let live = vec![writer.write(alias(2), &[1; 60])];
    network.with_node(&peer(1), |giver, _| giver.save(live));
    network.run_for(2_000);
    assert!(device(&network, 2).store.hashes().len() >= 2);
    let sent = device(&network, 1).record[&peer(2)].iter().filter(|frame| is_part(frame)).count();
    println!("{sent} pieces of the snapshot were sent");
    assert!(sent <= 2 * snapshot.len().div_ceil(128 * 1024), "it is not sent again and again");
}

/// With three programs syncing at once a change could take 15 s more. The guest had the owner's snapshot from the laptop
/// before the desktop met the laptop, and the desktop asked the guest for it. What a guest gives of the owner's own is
/// refused; but the desktop went on waiting for the guest, who had nothing else to give and said nothing, and did not
/// ask the laptop when it came.
#[test]
fn who_gave_a_snapshot_that_was_refused_does_not_keep_from_asking_somebody_else() {
    for seed in 0..20 {
        let (mut laptop, mut desktop, snapshot) = with_snapshot(250, 230, false);
        let shared = AliasSet::Only([alias(1)].into());
        laptop.friends.insert(peer(9), shared.clone());
        desktop.friends.insert(peer(9), shared.clone());
        desktop.refuses_all_of.insert(peer(9));
        let mut guest = Device::new(peer(9), &[(peer(1), shared.clone()), (peer(2), shared)]);
        guest.snapshot_covers.clone_from(&desktop.snapshot_covers);
        let mut network = Network::new(seed, UnixMillis(1_000), Faults::CALM);
        network.cut(peer(1), peer(2));
        for device in [laptop, desktop, guest] {
            network.add(device.id, device);
        }
        network.run_for(3_000);
        assert_eq!(device(&network, 9).store.hashes().len(), 20, "seed {seed}");
        let pieces = snapshot.len().div_ceil(128 * 1024);
        assert_eq!(parts(&network, 9, 2), pieces, "seed {seed}: the guest was asked");
        assert!(device(&network, 2).store.snapshots.is_empty(), "seed {seed}: and is not believed");
        network.heal(peer(1), peer(2));
        network.run_for(3_000);
        let desktop = device(&network, 2);
        assert!(desktop.store.snapshots.contains_key(&alias(1)), "seed {seed}");
        assert_eq!(desktop.store.hashes().len(), 20, "seed {seed}");
        assert!(desktop.progress[&peer(1)].in_step && desktop.progress[&peer(9)].in_step);
        network.run_for(60_000);
        assert_eq!(parts(&network, 9, 2), pieces, "seed {seed}: it is not given again");
        assert_eq!(parts(&network, 1, 2), pieces, "seed {seed}");
    }
}

/// A connection broke while the snapshot that came over it was checked, and the next one brought the same snapshot. The
/// second copy was said to be done with at once, so what follows the snapshot came too early, was dropped as a gap, and
/// was asked for 15 s later.
#[test]
fn a_second_copy_of_a_snapshot_that_is_being_checked_is_not_done_with_before_the_first() {
    let (giver, mut taker, snapshot) = with_snapshot(250, 230, false);
    taker.snapshot_millis = 20_000;
    let mut network = new_network(vec![giver, taker]);
    network.run_for(1_200);
    network.cut(peer(1), peer(2));
    network.heal(peer(1), peer(2));
    network.run_for(15_000);
    let pieces = snapshot.len().div_ceil(128 * 1024);
    assert_eq!(parts(&network, 1, 2), 2 * pieces, "both copies came");
    assert!(device(&network, 2).store.snapshots.is_empty(), "and neither is checked");
    network.run_for(6_000);
    let taker = device(&network, 2);
    assert_eq!(taker.store.hashes().len(), 20);
    assert_eq!(taker.delivered, 21, "each came once");
    assert!(taker.progress[&peer(1)].in_step);
}

/// A copy from somebody who may give it was passed over because a copy from somebody who may not was being checked; when
/// that one was refused, nobody had the snapshot to give any more.
#[test]
fn a_copy_of_a_snapshot_is_checked_if_the_first_is_refused_for_whose_it_was() {
    let (laptop, mut desktop, snapshot) = with_snapshot(250, 230, true);
    let shared = AliasSet::Only([alias(1)].into());
    let mut guest = Device::new(peer(9), &[(peer(2), shared.clone())]);
    guest.store = laptop.store.clone();
    desktop.friends.insert(peer(9), shared);
    desktop.refuses_all_of.insert(peer(9));
    desktop.refusal_millis = 20_000;
    let mut network = Network::new(7, UnixMillis(1_000), Faults::CALM);
    network.cut(peer(1), peer(2));
    for device in [laptop, desktop, guest] {
        network.add(device.id, device);
    }
    network.run_for(1_500);
    assert!(parts(&network, 9, 2) > 0, "the guest's copy is being checked");
    network.heal(peer(1), peer(2));
    network.cut(peer(2), peer(9));
    network.run_for(15_000);
    assert!(parts(&network, 1, 2) > 0, "and the laptop's copy has come meanwhile");
    assert!(device(&network, 2).store.snapshots.is_empty());
    network.run_for(6_000);
    let desktop = device(&network, 2);
    assert_eq!(desktop.store.snapshots[&alias(1)].envelope.hash(), snapshot.hash());
    assert_eq!(desktop.store.hashes().len(), 20);
    assert!(desktop.progress[&peer(1)].in_step);
}

/// A snapshot that its giver could not read was followed by what stands after it, which is of no use without it; the
/// envelopes before that were asked for 15 s later.
#[test]
fn a_snapshot_that_cannot_be_read_is_made_up_for_by_the_envelopes_at_once() {
    let (mut giver, taker, _) = with_snapshot(250, 230, false);
    giver.cannot_read_snapshots = true;
    let mut network = new_network(vec![giver, taker]);
    network.run_for(3_000);
    assert_eq!(device(&network, 2).store.hashes().len(), 250);
    assert_eq!(device(&network, 2).delivered, 250, "each came once");
    assert!(device(&network, 2).progress[&peer(1)].in_step);
}

fn is_give(frame: &[u8]) -> bool {
    matches!(Frame::decode(frame), Ok(Frame::Give { .. }))
}

fn is_part(frame: &[u8]) -> bool {
    matches!(Frame::decode(frame), Ok(Frame::Part { .. }))
}
