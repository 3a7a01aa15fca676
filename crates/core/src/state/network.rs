//! Peers: whom the exchange may talk to, what it asks for, and how far each has come.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use kith_plan::UnixMillis;
use kith_seal::{Alias, DeskRequest, EndpointKey, Envelope, Hash, RootId, StreamKey};
use kith_sync::{
    AliasSet, Covered, FetchId, InEvent, NetCommand, NetEvent, NetPeer, OutEvent, PeerProgress,
    StreamPosition,
};
use kith_vault::{Run, VaultReply, VaultRequest};

use super::{Open, Then};
use crate::settings::NetworkMode;
use crate::snapshot::PeerWhy;
use crate::work::Work;

/// What is known of the network in this run.
#[derive(Debug, Default)]
pub(crate) struct Network {
    /// Whether the program wants it open.
    pub wanted: bool,
    /// Whether the endpoint was asked for.
    pub started: bool,
    /// Whether its sockets could not be opened. The network goes on trying by itself.
    pub no_socket: bool,
    /// Where it listens, once it does.
    pub listening: Vec<SocketAddr>,
    /// The addresses of this computer, as an invitation's socket showed them.
    pub seen_at: Vec<IpAddr>,
    /// How many of this device's own ports were found taken in this run.
    pub ports_taken: u32,
    /// The peers that the exchange was told of, with what is shared with each.
    told: BTreeMap<EndpointKey, AliasSet>,
    /// How each stands.
    pub progress: BTreeMap<EndpointKey, PeerProgress>,
    /// Why a peer is not reached.
    pub unreachable: BTreeMap<EndpointKey, PeerWhy>,
}

impl Open {
    /// Opens the network if it is wanted, allowed and of any use.
    pub(crate) fn go_online(&mut self, work: &mut Work) {
        self.network.wanted = true;
        let allowed = !self.offline
            && self.settings.mode_now(self.household.has_peers()) == NetworkMode::Nearby;
        if !allowed || !self.household.has_peers() || !self.ready || self.network.started {
            return;
        }
        self.network.started = true;
        work.desk(DeskRequest::EndpointSecret, Then::EndpointSecret);
    }

    /// Closes the network. The exchange forgets its sessions at once, whatever the sockets still do.
    pub(crate) fn go_offline(&mut self, now: UnixMillis, work: &mut Work) {
        self.network.wanted = false;
        self.network.no_socket = false;
        for (peer, _) in std::mem::take(&mut self.network.told) {
            self.exchange(now, work, InEvent::DropPeer { peer });
        }
        for progress in self.network.progress.values_mut() {
            progress.connected = false;
            progress.in_step = false;
        }
        if std::mem::take(&mut self.network.started) {
            work.net(NetCommand::Stop);
        }
        self.network.listening.clear();
        work.changed = true;
    }

    /// Tells the exchange and the network of everybody they may talk to, as far as that has changed.
    pub(crate) fn refresh_peers(&mut self, now: UnixMillis, work: &mut Work) {
        let peers = self.household.peers();
        let mut dial = Vec::with_capacity(peers.len());
        for (endpoint, (root, device)) in &peers {
            let aliases = self.shared_with(*root);
            if self.network.told.get(endpoint) != Some(&aliases) {
                self.network.told.insert(*endpoint, aliases.clone());
                self.exchange(now, work, InEvent::SetPeer { peer: *endpoint, aliases });
            }
            dial.push(NetPeer { id: *endpoint, addresses: self.addresses_of(*device, *endpoint) });
        }
        let gone: Vec<EndpointKey> =
            self.network.told.keys().filter(|peer| !peers.contains_key(peer)).copied().collect();
        for peer in gone {
            self.network.told.remove(&peer);
            self.network.progress.remove(&peer);
            self.exchange(now, work, InEvent::DropPeer { peer });
        }
        if self.network.started {
            work.net(NetCommand::SetPeers(dial));
        } else if self.network.wanted {
            self.go_online(work);
        }
    }

    /// What may be named to a person's devices: everything to one's own, and to a guest only what
    /// both have the key of.
    fn shared_with(&self, root: RootId) -> AliasSet {
        if root == self.household.me {
            return AliasSet::All;
        }
        let aliases: BTreeSet<Alias> = self
            .generations
            .iter()
            .filter(|generation| {
                if generation.owner == root {
                    generation.wrapped_to.contains(&self.household.me)
                } else {
                    generation.owner == self.household.me && generation.wrapped_to.contains(&root)
                }
            })
            .map(|generation| generation.alias)
            .collect();
        AliasSet::Only(aliases)
    }

    pub(crate) fn addresses_of(
        &self,
        device: kith_seal::DeviceId,
        endpoint: EndpointKey,
    ) -> Vec<SocketAddr> {
        let mut addresses =
            self.settings.typed_addresses.get(&endpoint.to_string()).cloned().unwrap_or_default();
        if let Some((_, known)) = self.household.addresses.get(&device) {
            for address in known {
                if !addresses.contains(address) {
                    addresses.push(*address);
                }
            }
        }
        addresses
    }

    /// Gives the exchange an event and carries out what it wants.
    pub(crate) fn exchange(&mut self, now: UnixMillis, work: &mut Work, event: InEvent) {
        for out in self.exchange.handle(kith_seal::UnixMillis(now.0), event) {
            self.exchange_wants(now, work, out);
        }
    }

    fn exchange_wants(&mut self, now: UnixMillis, work: &mut Work, out: OutEvent) {
        match out {
            OutEvent::Send { session, frame } => work.net(NetCommand::Send { session, frame }),
            OutEvent::Close { session, .. } => work.net(NetCommand::Close { session }),
            OutEvent::Fetch { request, alias, stream, from, to, max_bytes } => {
                work.vault(
                    VaultRequest::ReadRange { alias, stream, from, max_bytes },
                    Then::Fetched { request, to },
                );
            }
            OutEvent::FetchSnapshot { request, alias } => {
                work.vault(
                    VaultRequest::ReadSnapshot { alias },
                    Then::Fetched { request, to: u32::MAX },
                );
            }
            OutEvent::Deliver { peer, envelopes } => self.delivered(now, work, peer, envelopes),
            OutEvent::Progress { peer, mut progress } => {
                // Having been in step stays true after the connection is gone.
                let known = self.network.progress.get(&peer);
                progress.in_step_as_of =
                    progress.in_step_as_of.max(known.and_then(|known| known.in_step_as_of));
                if progress.connected {
                    self.network.unreachable.remove(&peer);
                }
                self.network.progress.insert(peer, progress);
                work.changed = true;
            }
            OutEvent::Delivered { .. } => {}
            OutEvent::Fork { alias, stream, evidence, .. } => {
                self.forked(work, (alias, stream), evidence);
            }
        }
    }

    /// The disk has read what the exchange wanted to give.
    pub(crate) fn fetched(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        request: FetchId,
        to: u32,
        reply: VaultReply,
    ) {
        let envelopes: Vec<Envelope> = match reply {
            VaultReply::Range(envelopes) => {
                envelopes.into_iter().filter(|envelope| envelope.header().seq < to).collect()
            }
            VaultReply::Snapshot(envelope) => envelope.into_iter().collect(),
            _ => Vec::new(),
        };
        self.exchange(now, work, InEvent::Fetched { request, envelopes });
    }

    /// News of the network.
    pub(crate) fn net_event(&mut self, now: UnixMillis, work: &mut Work, event: NetEvent) {
        match event {
            NetEvent::Ready { listen } => self.listening(now, work, listen),
            NetEvent::Connected { session, peer, dialled, .. } => {
                self.network.unreachable.remove(&peer);
                self.exchange(now, work, InEvent::Connected { session, peer, dialled });
            }
            NetEvent::Closed { session, .. } => {
                self.exchange(now, work, InEvent::Closed { session });
            }
            NetEvent::Frame { session, bytes } => {
                self.exchange(now, work, InEvent::Frame { session, bytes });
            }
            NetEvent::Unreachable { peer, why } => {
                self.network.unreachable.insert(peer, PeerWhy::of(&why));
                work.changed = true;
            }
            NetEvent::StartFailed { .. } => self.could_not_listen(work),
            other => self.pairing_news(now, work, other),
        }
    }

    /// A snapshot of a generation is durable.
    pub(crate) fn snapshot_held(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        envelope: &Envelope,
        covers: &[kith_seal::Covered],
        merged: Vec<Hash>,
    ) {
        let len = u64::try_from(envelope.len()).unwrap_or(u64::MAX);
        let place = (envelope.header().alias, envelope.hash(), len);
        self.snapshot_is_held(now, work, place, covers, merged);
    }

    /// The same of a snapshot that was not read: its alias, its hash and its length in bytes.
    pub(crate) fn snapshot_is_held(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        (alias, hash, len): (Alias, Hash, u64),
        covers: &[kith_seal::Covered],
        merged: Vec<Hash>,
    ) {
        let covers = covers
            .iter()
            .map(|covered| Covered {
                stream: covered.stream,
                last_seq: covered.last_seq,
                last_hash: covered.last_hash,
            })
            .collect();
        self.exchange(now, work, InEvent::HeldSnapshot { alias, hash, len, covers, merged });
        self.tell_standing(now, work, alias);
    }

    /// Tells the exchange where the streams of an alias stand in the logs. Of one whose beginning rests neither there nor
    /// under a snapshot that is known nothing is claimed, so that a peer gives it from its beginning.
    pub(crate) fn tell_standing(&mut self, now: UnixMillis, work: &mut Work, alias: Alias) {
        let standing = self.at_rest.standing(&alias).map(|(stream, run, bytes)| {
            let Run { first_seq, next_seq, head } = run;
            (stream, StreamPosition { first_seq, next_seq, head, bytes })
        });
        let streams: Vec<(StreamKey, StreamPosition)> = standing.collect();
        if !streams.is_empty() {
            self.exchange(now, work, InEvent::Held { alias, streams });
        }
    }

    /// Whether every reachable peer holds the same and nothing is on its way; or nothing can go on, because
    /// the disk refuses: then nobody gets what is not at rest here, and nothing that comes is confirmed.
    pub(crate) fn is_quiet(&self) -> bool {
        if self.writing.refused_by_disk().is_some() {
            return true;
        }
        self.writing.open_count() == 0
            && self.receiving.is_empty()
            && self.network.progress.values().all(|peer| !peer.connected || peer.in_step)
    }
}
