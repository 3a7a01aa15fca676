//! Real endpoints on loopback: sessions, strangers, redialling, pairing.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use kith_seal::{Envelope, TransportSecret, UnixMillis};
use kith_sync::net::{Net, NetClosed, NetCommand, NetEvent, NetPeer, Unreached};
use kith_sync::proto::{AliasSet, MAX_PAIR_FRAME, PeerId};
use kith_sync::sim::{Node, NodeInput, NodeOutput};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::support::{Device, Writer, alias};

const PATIENCE: Duration = Duration::from_secs(30);

fn secret(number: u64) -> TransportSecret {
    TransportSecret::make(&mut ChaCha20Rng::seed_from_u64(number))
}

fn loopback() -> Vec<SocketAddr> {
    vec!["127.0.0.1:0".parse().unwrap()]
}

/// A device of the other tests on a real network.
struct Program {
    net: Net,
    events: Receiver<NetEvent>,
    device: Device,
    started: Instant,
    listen: Vec<SocketAddr>,
    seen: Vec<NetEvent>,
}

impl Program {
    fn start(number: u64, friends: &[PeerId]) -> Self {
        let (net, events) = bare();
        let friends: Vec<_> = friends.iter().map(|peer| (*peer, AliasSet::All)).collect();
        let device = Device::new(secret(number).endpoint(), &friends);
        let started = Instant::now();
        let listen = Vec::new();
        let mut program = Self { net, events, device, started, listen, seen: Vec::new() };
        let now = program.now();
        let outputs = program.device.on_input(now, NodeInput::Start);
        program.run(outputs);
        let start = NetCommand::Start { secret: secret(number), listen: loopback() };
        program.net.send(start).unwrap();
        program.wait("ready", |program| !program.listen.is_empty());
        program
    }

    fn now(&self) -> UnixMillis {
        UnixMillis(i64::try_from(self.started.elapsed().as_millis()).unwrap())
    }

    fn know(&self, peers: &[(PeerId, Vec<SocketAddr>)]) {
        let peers = peers
            .iter()
            .map(|(id, addresses)| NetPeer { id: *id, addresses: addresses.clone() })
            .collect();
        self.net.send(NetCommand::SetPeers(peers)).unwrap();
    }

    /// Does what the device wants; the disk answers at once.
    fn run(&mut self, outputs: Vec<NodeOutput>) {
        let mut queue: VecDeque<NodeOutput> = outputs.into();
        while let Some(output) = queue.pop_front() {
            match output {
                NodeOutput::Send { session, frame } => {
                    self.net.send(NetCommand::Send { session, frame }).unwrap();
                }
                NodeOutput::Close { session } => {
                    self.net.send(NetCommand::Close { session }).unwrap();
                }
                NodeOutput::Later { token, .. } => {
                    let now = self.now();
                    queue.extend(self.device.on_input(now, NodeInput::Later { token }));
                }
                NodeOutput::Peers(_) => {}
            }
        }
    }

    fn save(&mut self, envelopes: Vec<Envelope>) {
        let outputs = self.device.save(envelopes);
        self.run(outputs);
    }

    /// Takes what has come.
    fn take(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            let now = self.now();
            let outputs = match event.clone() {
                NetEvent::Ready { listen } => {
                    self.listen = listen;
                    Vec::new()
                }
                NetEvent::Connected { session, peer, dialled, path } => {
                    assert_eq!(path, "direct");
                    self.device.on_input(now, NodeInput::Connected { session, peer, dialled })
                }
                NetEvent::Closed { session, .. } => {
                    self.device.on_input(now, NodeInput::Closed { session })
                }
                NetEvent::Frame { session, bytes } => {
                    self.device.on_input(now, NodeInput::Frame { session, bytes })
                }
                _ => Vec::new(),
            };
            self.run(outputs);
            if !matches!(event, NetEvent::Frame { .. }) {
                self.seen.push(event);
            }
        }
    }

    fn wait(&mut self, what: &str, is_so: impl Fn(&Program) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < until, "{what} never came: {:?}", self.seen);
            std::thread::sleep(Duration::from_millis(1));
            self.take();
        }
    }

    fn count(&self, is_it: impl Fn(&NetEvent) -> bool) -> usize {
        self.seen.iter().filter(|event| is_it(event)).count()
    }
}

fn both(a: &mut Program, b: &mut Program, what: &str, is_so: impl Fn(&Program, &Program) -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so(a, b) {
        assert!(Instant::now() < until, "{what} never came: {:?} {:?}", a.seen, b.seen);
        std::thread::sleep(Duration::from_millis(1));
        a.take();
        b.take();
    }
}

fn is_in_step(program: &Program, with: &PeerId) -> bool {
    program.device.progress.get(with).is_some_and(|progress| progress.in_step)
}

#[test]
fn two_endpoints_exchange_envelopes_and_go_on_live() {
    let (one, two) = (secret(1).endpoint(), secret(2).endpoint());
    let mut a = Program::start(1, &[two]);
    let mut b = Program::start(2, &[one]);
    let mut writer = Writer::new(1);
    let plan: Vec<Envelope> = (0..500u16).map(|n| writer.write(alias(n % 7), &[1; 300])).collect();
    a.save(plan.clone());
    let begun = Instant::now();
    a.know(&[(two, b.listen.clone())]);
    b.know(&[(one, a.listen.clone())]);
    both(&mut a, &mut b, "in step", |a, b| {
        is_in_step(a, &two) && is_in_step(b, &one) && b.device.store.hashes().len() == 500
    });
    println!("500 envelopes from an empty device: {:?}", begun.elapsed());

    let live = writer.write(alias(3), &[2; 187]);
    let begun = Instant::now();
    a.save(vec![live.clone()]);
    both(&mut a, &mut b, "the live one", |a, b| {
        b.device.store.hashes().contains(&live.hash()) && is_in_step(a, &two)
    });
    println!("one live envelope and its acknowledgement: {:?}", begun.elapsed());
    b.save(vec![Writer::new(2).write(alias(3), &[2; 187])]);
    both(&mut a, &mut b, "the way back", |a, b| {
        is_in_step(b, &one) && a.device.store.hashes() == b.device.store.hashes()
    });
    let sessions = |program: &Program| {
        program.count(|event| matches!(event, NetEvent::Connected { .. }))
            - program.count(|event| matches!(event, NetEvent::Closed { .. }))
    };
    both(&mut a, &mut b, "one session", |a, b| sessions(a) == 1 && sessions(b) == 1);

    // Heartbeats keep an idle session alive past the time that silence is borne, and wake nobody.
    let frames = a.device.record[&two].len();
    let until = Instant::now() + Duration::from_secs(9);
    while Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
        a.take();
        b.take();
    }
    assert_eq!((sessions(&a), sessions(&b)), (1, 1));
    assert_eq!(a.device.record[&two].len(), frames);

    a.net.send(NetCommand::Stop).unwrap();
    a.wait("stopped", |a| a.seen.contains(&NetEvent::Stopped));
    let closed = a.seen.iter().find_map(|event| match event {
        NetEvent::Closed { why: NetClosed::ByUs, sent_bytes, received_bytes, .. } => {
            Some((*sent_bytes, *received_bytes))
        }
        _ => None,
    });
    let (sent, received) = closed.expect("the session was ended by the stop");
    assert!(sent > 200_000 && received > 100, "{sent} sent, {received} received");
    b.wait("the end", |b| {
        b.count(|event| matches!(event, NetEvent::Closed { why: NetClosed::ByPeer, .. })) > 0
    });
    a.net.join();
    b.net.join();
}

#[test]
fn a_stranger_is_turned_away_and_told_nothing() {
    let (one, two, three) = (secret(11).endpoint(), secret(12).endpoint(), secret(13).endpoint());
    let mut house = Program::start(11, &[two]);
    house.know(&[(two, Vec::new())]);
    let mut stranger = Program::start(13, &[one]);
    stranger.know(&[(one, house.listen.clone())]);
    stranger.wait("the refusal", |stranger| {
        stranger.count(|event| matches!(event, NetEvent::Unreachable { .. })) > 0
    });
    let refused = NetEvent::Unreachable { peer: one, why: Unreached::Refused };
    assert!(stranger.seen.contains(&refused), "{:?}", stranger.seen);
    // A known peer without any address is said so, once.
    let unknown = NetEvent::Unreachable { peer: two, why: Unreached::NoAddress };
    let until = Instant::now() + Duration::from_secs(4);
    while Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
        house.take();
        stranger.take();
    }
    assert_eq!(house.count(|event| *event == unknown), 1);
    assert_eq!(stranger.count(|event| *event == refused), 1, "said once");
    assert_eq!(house.count(|event| matches!(event, NetEvent::Connected { .. })), 0);
    assert_eq!(stranger.count(|event| matches!(event, NetEvent::Connected { .. })), 0);
    assert_ne!(three, two);
    house.net.join();
    stranger.net.join();
}

#[test]
fn a_peer_that_comes_back_on_another_port_is_found_by_its_remembered_addresses() {
    let (one, two) = (secret(21).endpoint(), secret(22).endpoint());
    let mut a = Program::start(21, &[two]);
    let mut b = Program::start(22, &[one]);
    // Only the first one calls; the second learns no address.
    a.know(&[(two, b.listen.clone())]);
    b.know(&[(one, Vec::new())]);
    both(&mut a, &mut b, "in step", |a, b| is_in_step(a, &two) && is_in_step(b, &one));
    let old = b.listen.clone();
    b.net.join();
    a.wait("the loss", |a| !is_in_step(a, &two));
    a.wait("unreachable", |a| {
        a.seen.contains(&NetEvent::Unreachable { peer: two, why: Unreached::NoAnswer })
    });

    let mut b = Program::start(22, &[one]);
    b.know(&[(one, Vec::new())]);
    assert_ne!(b.listen, old, "the system gave another port");
    let begun = Instant::now();
    a.know(&[(two, [old, b.listen.clone()].concat())]);
    both(&mut a, &mut b, "in step again", |a, b| is_in_step(a, &two) && is_in_step(b, &one));
    println!("found again after {:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(6));

    // And again on the same port, with no word to anybody: the caller keeps calling.
    let same = b.listen.clone();
    b.net.join();
    a.wait("the second loss", |a| !is_in_step(a, &two));
    let mut b = Program::start_at(22, &[one], &same);
    b.know(&[(one, Vec::new())]);
    let begun = Instant::now();
    both(&mut a, &mut b, "in step once more", |a, b| is_in_step(a, &two) && is_in_step(b, &one));
    println!("called again after {:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(7));
    a.net.join();
    b.net.join();
}

impl Program {
    fn start_at(number: u64, friends: &[PeerId], listen: &[SocketAddr]) -> Self {
        let mut program = Self::start(number, friends);
        program.net.send(NetCommand::Stop).unwrap();
        program.wait("stopped", |program| program.seen.contains(&NetEvent::Stopped));
        program.listen.clear();
        let secret = secret(number);
        program.net.send(NetCommand::Start { secret, listen: listen.to_vec() }).unwrap();
        program.wait("ready", |program| !program.listen.is_empty());
        assert_eq!(program.listen, listen);
        program
    }
}

/// A network with nobody behind it.
fn bare() -> (Net, Receiver<NetEvent>) {
    let (sender, events) = channel();
    let net = Net::start(move |event| {
        sender.send(event).ok();
    })
    .unwrap();
    (net, events)
}

fn next(events: &Receiver<NetEvent>) -> NetEvent {
    events.recv_timeout(PATIENCE).unwrap()
}

/// The endpoint's goodbye could take 3 s when a call to somebody silent was under way, and whoever was told to start
/// again at once found the port of before taken, said so and stayed offline: locking and unlocking did that.
#[test]
fn a_stop_and_a_start_on_the_same_port_let_a_peer_through_again() {
    let (one, two, silent) = (secret(51).endpoint(), secret(52).endpoint(), secret(53).endpoint());
    // Takes calls and never answers.
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut a = Program::start(51, &[two, silent]);
    let mut b = Program::start(52, &[one]);
    let everybody = [(two, b.listen.clone()), (silent, vec![nobody.local_addr().unwrap()])];
    a.know(&everybody);
    b.know(&[(one, Vec::new())]);
    both(&mut a, &mut b, "in step", |a, b| is_in_step(a, &two) && is_in_step(b, &one));
    let same = std::mem::take(&mut a.listen);

    let begun = Instant::now();
    a.net.send(NetCommand::Stop).unwrap();
    let start = NetCommand::Start { secret: secret(51), listen: same.clone() };
    a.net.send(start).unwrap();
    both(&mut a, &mut b, "stopped", |a, b| {
        a.seen.contains(&NetEvent::Stopped) && !is_in_step(b, &one)
    });
    let stopped = begun.elapsed();
    assert!(stopped < Duration::from_millis(1500), "the stop took {stopped:?}");
    both(&mut a, &mut b, "in step again", |a, b| is_in_step(a, &two) && is_in_step(b, &one));
    println!("stopped after {stopped:?}, in step again after {:?}", begun.elapsed());
    assert_eq!(a.listen, same);
    assert_eq!(a.count(|event| matches!(event, NetEvent::StartFailed { .. })), 0);
    a.net.join();
    b.net.join();
}

/// While a busy port is tried again, everything else goes on, and a stop ends it.
#[test]
fn a_port_that_is_taken_is_tried_until_it_is_free_or_the_wish_is_taken_back() {
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = vec![taken.local_addr().unwrap()];
    let (net, events) = bare();
    let start = || NetCommand::Start { secret: secret(61), listen: at.clone() };
    net.send(start()).unwrap();
    net.send(NetCommand::Stop).unwrap();
    assert_eq!(next(&events), NetEvent::Stopped);

    let begun = Instant::now();
    net.send(start()).unwrap();
    net.send(NetCommand::OpenInvite { secret: secret(62), listen: loopback() }).unwrap();
    let other = next(&events);
    assert!(matches!(other, NetEvent::InviteReady { .. }), "{other:?}");
    assert!(begun.elapsed() < Duration::from_secs(4), "pairing waited for the port");
    let failed = next(&events);
    assert!(matches!(failed, NetEvent::StartFailed { .. }), "{failed:?}");
    assert!(begun.elapsed() >= Duration::from_secs(5), "the port was given up too soon");
    drop(taken);
    assert_eq!(next(&events), NetEvent::Ready { listen: at.clone() });
    net.send(NetCommand::Stop).unwrap();
    assert_eq!(next(&events), NetEvent::Stopped);
    net.join();
}

#[test]
fn both_ends_of_a_pairing_derive_the_same_bytes_and_nobody_else_gets_in_meanwhile() {
    let (inviter, inviter_events) = bare();
    let (joiner, joiner_events) = bare();
    let (late, late_events) = bare();
    let open = NetCommand::OpenInvite { secret: secret(31), listen: loopback() };
    inviter.send(open).unwrap();
    let NetEvent::InviteReady { endpoint, listen } = next(&inviter_events) else { panic!() };
    assert_eq!(endpoint, secret(31).endpoint());
    let join = |number| NetCommand::JoinInvite {
        secret: secret(number),
        endpoint,
        addresses: listen.clone(),
    };
    joiner.send(join(32)).unwrap();
    let NetEvent::PairConnected { exporter: ours } = next(&inviter_events) else { panic!() };
    let NetEvent::PairConnected { exporter: theirs } = next(&joiner_events) else { panic!() };
    assert_eq!(ours, theirs);
    assert_ne!(ours, [0; 32]);

    late.send(join(33)).unwrap();
    joiner.send(NetCommand::PairSend { frame: vec![1, 2, 3] }).unwrap();
    assert_eq!(next(&inviter_events), NetEvent::PairFrame { bytes: vec![1, 2, 3] });
    let longest = vec![4; MAX_PAIR_FRAME];
    inviter.send(NetCommand::PairSend { frame: longest.clone() }).unwrap();
    assert_eq!(next(&joiner_events), NetEvent::PairFrame { bytes: longest });

    // What is said last arrives before the end.
    inviter.send(NetCommand::PairSend { frame: vec![5] }).unwrap();
    inviter.send(NetCommand::CloseInvite).unwrap();
    assert_eq!(next(&joiner_events), NetEvent::PairFrame { bytes: vec![5] });
    assert_eq!(next(&joiner_events), NetEvent::PairDisconnected);
    assert_eq!(next(&joiner_events), NetEvent::PairClosed { why: None });
    assert_eq!(next(&inviter_events), NetEvent::PairDisconnected);
    assert_eq!(next(&inviter_events), NetEvent::PairClosed { why: None });
    assert!(matches!(next(&late_events), NetEvent::PairClosed { why: Some(_) }));
    for net in [inviter, joiner, late] {
        net.join();
    }
}

#[test]
fn a_pairing_frame_above_the_limit_ends_the_connection() {
    let (inviter, inviter_events) = bare();
    let (joiner, joiner_events) = bare();
    inviter.send(NetCommand::OpenInvite { secret: secret(71), listen: loopback() }).unwrap();
    let NetEvent::InviteReady { endpoint, listen } = next(&inviter_events) else { panic!() };
    let join = NetCommand::JoinInvite { secret: secret(72), endpoint, addresses: listen };
    joiner.send(join).unwrap();
    assert!(matches!(next(&inviter_events), NetEvent::PairConnected { .. }));
    assert!(matches!(next(&joiner_events), NetEvent::PairConnected { .. }));
    joiner.send(NetCommand::PairSend { frame: vec![4; MAX_PAIR_FRAME + 1] }).unwrap();
    assert_eq!(next(&inviter_events), NetEvent::PairDisconnected);
    inviter.join();
    joiner.join();
}

#[test]
fn no_socket_is_opened_before_the_start() {
    let sockets = || {
        std::fs::read_dir("/proc/self/fd")
            .into_iter()
            .flatten()
            .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter_map(|target| {
                let name = target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned();
                Some(name)
            })
            .collect::<std::collections::BTreeSet<_>>()
    };
    // Other tests of this program open sockets of their own, so this one looks from a program of its own.
    if std::env::var_os("KITH_TEST_ALONE").is_none() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "no_socket_is_opened_before_the_start", "--nocapture"])
            .env("KITH_TEST_ALONE", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let internet = || {
        let all: String = ["udp", "udp6", "tcp", "tcp6"]
            .iter()
            .filter_map(|table| std::fs::read_to_string(format!("/proc/self/net/{table}")).ok())
            .collect();
        let own = sockets();
        own.into_iter().filter(|inode| all.contains(inode.as_str())).count()
    };
    let net = Net::start(|_| {}).unwrap();
    let someone = NetPeer { id: secret(2).endpoint(), addresses: loopback() };
    net.send(NetCommand::SetPeers(vec![someone])).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(internet(), 0);
    net.send(NetCommand::Start { secret: secret(41), listen: loopback() }).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert!(internet() > 0, "the look works");
    net.join();
}
