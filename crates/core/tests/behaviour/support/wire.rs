//! The wire between houses: sessions between devices that know each other, and one pairing at a time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use kith_core::Input;
use kith_seal::EndpointKey;
use kith_sync::{NetClosed, NetCommand, NetEvent, SessionId};

use super::House;

/// What connects some houses. It keeps every byte that each was sent.
#[derive(Default)]
pub struct Wire {
    endpoints: BTreeMap<usize, EndpointKey>,
    peers: BTreeMap<usize, BTreeMap<EndpointKey, Vec<SocketAddr>>>,
    /// Where each house listens: it is reached only by whoever knows that.
    listens: BTreeMap<usize, Vec<SocketAddr>>,
    sessions: BTreeMap<(usize, SessionId), (usize, SessionId)>,
    last_session: u64,
    inviter: Option<usize>,
    joiner: Option<usize>,
    exporters: u8,
    /// What each house was sent, in order.
    pub sent_to: BTreeMap<usize, Vec<u8>>,
    /// The frames that each house was sent in sessions, in order.
    pub frames_to: BTreeMap<usize, Vec<Vec<u8>>>,
    /// Pairs of houses that cannot reach each other.
    pub cut: BTreeSet<(usize, usize)>,
    /// Whether somebody sits between the two sides of a pairing.
    pub man_in_the_middle: bool,
}

impl Wire {
    /// Carries everything until nothing moves any more.
    pub fn settle(&mut self, houses: &mut [House]) {
        loop {
            let mut moved = false;
            for index in 0..houses.len() {
                let commands: VecDeque<NetCommand> = std::mem::take(&mut houses[index].net);
                for command in commands {
                    moved = true;
                    self.carry(houses, index, command);
                }
            }
            moved |= self.connect(houses);
            if !moved {
                return;
            }
        }
    }

    /// Carries what one house wants by now, and nothing that comes of it.
    pub fn settle_one(&mut self, houses: &mut [House], index: usize) {
        let commands: VecDeque<NetCommand> = std::mem::take(&mut houses[index].net);
        for command in commands {
            self.carry(houses, index, command);
        }
    }

    /// Connects those who can reach each other by now.
    pub fn connect_now(&mut self, houses: &mut [House]) {
        self.connect(houses);
    }

    /// Whoever joins is gone, without a word.
    pub fn lose_joiner(&mut self, houses: &mut [House]) {
        self.joiner = None;
        if let Some(inviter) = self.inviter {
            houses[inviter].feed(Input::Net(NetEvent::PairDisconnected));
        }
    }

    /// Breaks every session of a house.
    pub fn drop_sessions(&mut self, houses: &mut [House], index: usize) {
        let broken: Vec<_> = self
            .sessions
            .iter()
            .filter(|((here, _), (there, _))| *here == index || *there == index)
            .map(|(here, _)| *here)
            .collect();
        for (house, session) in broken {
            self.sessions.remove(&(house, session));
            houses[house].feed(Input::Net(closed(session)));
        }
    }

    /// A house was started again: it has no sockets.
    pub fn forget(&mut self, houses: &mut [House], index: usize) {
        self.drop_sessions(houses, index);
        self.endpoints.remove(&index);
        self.peers.remove(&index);
    }

    fn carry(&mut self, houses: &mut [House], from: usize, command: NetCommand) {
        match command {
            NetCommand::Start { secret, listen } => {
                self.endpoints.insert(from, secret.endpoint());
                let listen = interfaces(&listen);
                self.listens.insert(from, listen.clone());
                houses[from].feed(Input::Net(NetEvent::Ready { listen }));
            }
            NetCommand::Stop => self.forget(houses, from),
            NetCommand::SetPeers(peers) => {
                self.peers.insert(
                    from,
                    peers.into_iter().map(|peer| (peer.id, peer.addresses)).collect(),
                );
            }
            NetCommand::Send { session, frame } => {
                if let Some((to, theirs)) = self.sessions.get(&(from, session)).copied() {
                    self.sent_to.entry(to).or_default().extend_from_slice(&frame);
                    self.frames_to.entry(to).or_default().push(frame.clone());
                    houses[to].feed(Input::Net(NetEvent::Frame { session: theirs, bytes: frame }));
                }
            }
            NetCommand::Close { session } => {
                if let Some((to, theirs)) = self.sessions.remove(&(from, session)) {
                    self.sessions.remove(&(to, theirs));
                    houses[to].feed(Input::Net(closed(theirs)));
                }
            }
            NetCommand::OpenInvite { secret, .. } => {
                self.inviter = Some(from);
                let listen = vec!["127.0.0.1:4999".parse().unwrap()];
                let event = NetEvent::InviteReady { endpoint: secret.endpoint(), listen };
                houses[from].feed(Input::Net(event));
            }
            NetCommand::JoinInvite { .. } => self.meet(houses, from),
            NetCommand::PairSend { frame } => {
                if let Some(to) = self.other(from) {
                    self.sent_to.entry(to).or_default().extend_from_slice(&frame);
                    houses[to].feed(Input::Net(NetEvent::PairFrame { bytes: frame }));
                }
            }
            NetCommand::PairDisconnect | NetCommand::CloseInvite => {
                let other = self.other(from);
                if matches!(command, NetCommand::CloseInvite) && self.inviter == Some(from) {
                    self.inviter = None;
                }
                self.joiner = None;
                if let Some(other) = other {
                    houses[other].feed(Input::Net(NetEvent::PairDisconnected));
                }
            }
        }
    }

    fn meet(&mut self, houses: &mut [House], joiner: usize) {
        let Some(inviter) = self.inviter else {
            let why = Some(kith_sync::Unreached::NoAnswer);
            houses[joiner].feed(Input::Net(NetEvent::PairClosed { why }));
            return;
        };
        self.joiner = Some(joiner);
        self.exporters += 1;
        let exporter = [self.exporters; 32];
        let theirs = if self.man_in_the_middle { [0xee; 32] } else { exporter };
        houses[inviter].feed(Input::Net(NetEvent::PairConnected { exporter }));
        houses[joiner].feed(Input::Net(NetEvent::PairConnected { exporter: theirs }));
    }

    fn other(&self, from: usize) -> Option<usize> {
        match (self.inviter, self.joiner) {
            (Some(inviter), Some(joiner)) if inviter == from => Some(joiner),
            (Some(inviter), Some(joiner)) if joiner == from => Some(inviter),
            _ => None,
        }
    }

    fn connect(&mut self, houses: &mut [House]) -> bool {
        let mut made = false;
        let started: Vec<(usize, EndpointKey)> =
            self.endpoints.iter().map(|(index, key)| (*index, *key)).collect();
        for (a, key_a) in &started {
            for (b, key_b) in started.iter().filter(|(b, _)| b > a) {
                let known = |who: usize, whom: &EndpointKey| self.peers.get(&who)?.get(whom);
                let (Some(known_of_b), Some(known_of_a)) = (known(*a, key_b), known(*b, key_a))
                else {
                    continue;
                };
                // One of the two has to know where the other listens, and calls.
                let finds = |addresses: &[SocketAddr], whom: &usize| {
                    addresses.iter().any(|address| self.listens[whom].contains(address))
                };
                let calls = finds(known_of_b, b) || finds(known_of_a, a);
                let connected =
                    self.sessions.iter().any(|((here, _), (there, _))| here == a && there == b);
                let cut = self.cut.contains(&(*a, *b)) || self.cut.contains(&(*b, *a));
                if connected || cut || !calls {
                    continue;
                }
                made = true;
                self.last_session += 1;
                let (here, there) =
                    (SessionId(self.last_session * 2), SessionId(self.last_session * 2 + 1));
                self.sessions.insert((*a, here), (*b, there));
                self.sessions.insert((*b, there), (*a, here));
                houses[*a].feed(Input::Net(connected_to(here, *key_b, true)));
                houses[*b].feed(Input::Net(connected_to(there, *key_a, false)));
            }
        }
        made
    }
}

/// The addresses behind what a house wants to listen at: every interface is this computer alone.
fn interfaces(listen: &[SocketAddr]) -> Vec<SocketAddr> {
    let ipv4 = listen.iter().filter(|address| address.is_ipv4());
    ipv4.map(|address| match address.ip().is_unspecified() {
        true => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port()),
        false => *address,
    })
    .collect()
}

fn connected_to(session: SessionId, peer: EndpointKey, dialled: bool) -> NetEvent {
    NetEvent::Connected { session, peer, dialled, path: "direct" }
}

fn closed(session: SessionId) -> NetEvent {
    NetEvent::Closed { session, why: NetClosed::ByPeer, sent_bytes: 0, received_bytes: 0 }
}
