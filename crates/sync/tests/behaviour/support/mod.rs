//! A tiny node around the exchange: a store in memory, a disk that takes time, and honest envelopes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kith_seal::{
    Alias, Envelope, EnvelopeKind, GenerationId, Hash, RootId, SigningSecret, Stream, StreamKey,
    StreamPlace, UnixMillis,
};
use kith_sync::proto::{
    AliasSet, Covered, Exchange, InEvent, OutEvent, PeerId, PeerProgress, SessionId, StreamPosition,
};
use kith_sync::sim::{Node, NodeInput, NodeOutput};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// An age recipient of nobody in particular; no test opens a body.
pub const RECIPIENT: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

pub fn alias(number: u16) -> Alias {
    let mut bytes = [0xa0; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    Alias(bytes)
}

pub fn peer(number: u8) -> PeerId {
    PeerId::from_bytes([number; 32])
}

/// Writes real envelopes, one stream for each alias.
pub struct Writer {
    device: SigningSecret,
    dice: ChaCha20Rng,
    streams: BTreeMap<Alias, Stream>,
}

impl Writer {
    pub fn new(seed: u64) -> Self {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        Self { device: SigningSecret::make(&mut dice), dice, streams: BTreeMap::new() }
    }

    /// A new stream, as each run of a program has.
    pub fn start(&mut self, alias: Alias) -> Stream {
        let place = StreamPlace {
            root: RootId([1; 32]),
            alias,
            generation: GenerationId([2; 32]),
            epoch_recipient: RECIPIENT.to_owned(),
        };
        Stream::start(place, &self.device, &mut self.dice).unwrap()
    }

    pub fn write(&mut self, alias: Alias, payload: &[u8]) -> Envelope {
        if !self.streams.contains_key(&alias) {
            let stream = self.start(alias);
            self.streams.insert(alias, stream);
        }
        self.streams.get_mut(&alias).unwrap().seal(EnvelopeKind::Change, payload).unwrap()
    }

    /// A snapshot, sealed by a stream of its own.
    pub fn snapshot(&mut self, alias: Alias, payload: &[u8]) -> Envelope {
        self.start(alias).seal(EnvelopeKind::Snapshot, payload).unwrap()
    }
}

/// A snapshot as the little store keeps it.
#[derive(Debug, Clone)]
pub struct StoredSnapshot {
    pub envelope: Envelope,
    pub covers: Vec<Covered>,
}

/// What survives a crash.
#[derive(Default, Debug, Clone)]
pub struct Store {
    pub streams: BTreeMap<(Alias, StreamKey), Vec<Envelope>>,
    pub snapshots: BTreeMap<Alias, StoredSnapshot>,
}

impl Store {
    pub fn append(&mut self, envelope: &Envelope) {
        let header = envelope.header();
        let stream = self.streams.entry((header.alias, header.stream)).or_default();
        let next = stream.last().map_or(header.seq, |last| last.header().seq + 1);
        if header.seq >= next {
            stream.push(envelope.clone());
        }
    }

    /// The events with which a run starts.
    pub fn index(&self) -> Vec<InEvent> {
        let mut events = Vec::new();
        for ((alias, stream), envelopes) in &self.streams {
            let (first, last) = (envelopes.first().unwrap(), envelopes.last().unwrap());
            let position = StreamPosition {
                first_seq: first.header().seq,
                next_seq: last.header().seq + 1,
                head: last.hash(),
                bytes: envelopes.iter().map(|envelope| envelope.len() as u64).sum(),
            };
            events.push(InEvent::Held { alias: *alias, streams: vec![(*stream, position)] });
        }
        for (alias, snapshot) in &self.snapshots {
            events.push(InEvent::HeldSnapshot {
                alias: *alias,
                hash: snapshot.envelope.hash(),
                len: snapshot.envelope.len() as u64,
                covers: snapshot.covers.clone(),
                merged: Vec::new(),
            });
        }
        events
    }

    /// Everything held, by hash.
    pub fn hashes(&self) -> BTreeSet<Hash> {
        self.streams.values().flatten().map(Envelope::hash).collect()
    }

    pub fn hashes_of(&self, aliases: &AliasSet) -> BTreeSet<Hash> {
        self.streams
            .iter()
            .filter(|((alias, _), _)| aliases.shares(alias))
            .flat_map(|(_, envelopes)| envelopes.iter().map(Envelope::hash))
            .collect()
    }
}

/// Work for the disk.
#[derive(Debug, Clone)]
enum Write {
    Append(Vec<Envelope>),
    Refuse(Vec<Envelope>),
    Read(InEvent),
}

/// One device: an exchange, a store, a disk in between.
pub struct Device {
    pub id: PeerId,
    /// How often it started: a stream lives no longer than one run.
    pub runs: u64,
    pub friends: BTreeMap<PeerId, AliasSet>,
    pub exchange: Exchange,
    pub store: Store,
    pub disk_millis: u64,
    /// How long the check of a snapshot takes.
    pub snapshot_millis: u64,
    disk: BTreeMap<u64, Write>,
    next_token: u64,
    /// What the gate of this device refuses.
    pub refuses: BTreeSet<Hash>,
    /// Whose envelopes this device refuses, whatever they are, and how long that takes.
    pub refuses_all_of: BTreeSet<PeerId>,
    pub refusal_millis: u64,
    /// Whether the disk fails to read snapshots back.
    pub cannot_read_snapshots: bool,
    /// What this device has no room for; what was offered and had none.
    pub without_room: BTreeSet<Hash>,
    /// Covers of snapshots by envelope hash: what opening one would tell.
    pub snapshot_covers: BTreeMap<Hash, Vec<Covered>>,
    pub progress: BTreeMap<PeerId, PeerProgress>,
    pub forks: Vec<(Alias, StreamKey, u32, bool)>,
    pub delivered: usize,
    pub fetches: usize,
    /// Every byte sent, by peer.
    pub record: BTreeMap<PeerId, Vec<Vec<u8>>>,
    sessions: BTreeMap<SessionId, PeerId>,
    pub closed: Vec<kith_sync::proto::CloseReason>,
}

impl Device {
    pub fn new(id: PeerId, friends: &[(PeerId, AliasSet)]) -> Self {
        Self {
            id,
            runs: 0,
            friends: friends.iter().cloned().collect(),
            exchange: Exchange::new(id, [0; 16]),
            store: Store::default(),
            disk_millis: 2,
            snapshot_millis: 2,
            disk: BTreeMap::new(),
            next_token: 0,
            refuses: BTreeSet::new(),
            refuses_all_of: BTreeSet::new(),
            refusal_millis: 0,
            cannot_read_snapshots: false,
            without_room: BTreeSet::new(),
            snapshot_covers: BTreeMap::new(),
            progress: BTreeMap::new(),
            forks: Vec::new(),
            delivered: 0,
            fetches: 0,
            record: BTreeMap::new(),
            sessions: BTreeMap::new(),
            closed: Vec::new(),
        }
    }

    /// Our own new envelopes: to disk first, then to the exchange.
    pub fn save(&mut self, envelopes: Vec<Envelope>) -> Vec<NodeOutput> {
        vec![self.later(Write::Append(envelopes))]
    }

    /// Puts envelopes into the store before the start.
    pub fn preload(&mut self, envelopes: &[Envelope]) {
        for envelope in envelopes {
            self.store.append(envelope);
        }
    }

    pub fn preload_snapshot(&mut self, envelope: &Envelope, covers: &[Covered]) {
        let snapshot = StoredSnapshot { envelope: envelope.clone(), covers: covers.to_vec() };
        self.store.snapshots.insert(envelope.header().alias, snapshot);
    }

    pub fn tell(&mut self, now: UnixMillis, event: InEvent) -> Vec<NodeOutput> {
        let mut outputs = Vec::new();
        let mut queue = VecDeque::from([event]);
        while let Some(event) = queue.pop_front() {
            for out in self.exchange.handle(now, event) {
                self.out(out, &mut outputs);
            }
        }
        outputs
    }

    fn out(&mut self, out: OutEvent, outputs: &mut Vec<NodeOutput>) {
        match out {
            OutEvent::Send { session, frame } => {
                assert!(frame.len() <= kith_sync::proto::MAX_FRAME);
                if let Some(peer) = self.sessions.get(&session) {
                    self.record.entry(*peer).or_default().push(frame.clone());
                }
                outputs.push(NodeOutput::Send { session, frame });
            }
            OutEvent::Close { session, why } => {
                self.closed.push(why);
                outputs.push(NodeOutput::Close { session });
            }
            OutEvent::Fetch { request, alias, stream, from, to, max_bytes } => {
                self.fetches += 1;
                let mut envelopes = Vec::new();
                let mut bytes = 0;
                for envelope in self.store.streams.get(&(alias, stream)).into_iter().flatten() {
                    let seq = envelope.header().seq;
                    let fits = envelopes.is_empty() || bytes + envelope.len() <= max_bytes;
                    if seq >= from && seq < to && fits {
                        bytes += envelope.len();
                        envelopes.push(envelope.clone());
                    }
                }
                outputs.push(self.later(Write::Read(InEvent::Fetched { request, envelopes })));
            }
            OutEvent::FetchSnapshot { request, alias } => {
                self.fetches += 1;
                let snapshot =
                    self.store.snapshots.get(&alias).filter(|_| !self.cannot_read_snapshots);
                let envelopes = snapshot.map(|held| held.envelope.clone()).into_iter().collect();
                outputs.push(self.later(Write::Read(InEvent::Fetched { request, envelopes })));
            }
            OutEvent::Deliver { peer, envelopes } => {
                self.delivered += envelopes.len();
                let write = match self.refuses_all_of.contains(&peer) {
                    true => Write::Refuse(envelopes),
                    false => Write::Append(envelopes),
                };
                outputs.push(self.later(write));
            }
            OutEvent::Progress { peer, progress } => {
                self.progress.insert(peer, progress);
            }
            OutEvent::Delivered { .. } => {}
            OutEvent::Fork { alias, stream, seq, evidence, .. } => {
                self.forks.push((alias, stream, seq, evidence.is_some()));
            }
        }
    }

    fn later(&mut self, write: Write) -> NodeOutput {
        self.next_token += 1;
        let is_snapshot = matches!(&write, Write::Append(envelopes)
            if envelopes.iter().any(|envelope| envelope.header().kind == EnvelopeKind::Snapshot));
        let after_millis = match write {
            Write::Refuse(_) => self.refusal_millis,
            Write::Append(_) if is_snapshot => self.snapshot_millis,
            Write::Append(_) | Write::Read(_) => self.disk_millis,
        };
        self.disk.insert(self.next_token, write);
        NodeOutput::Later { after_millis, token: self.next_token }
    }

    fn written(&mut self, now: UnixMillis, token: u64) -> Vec<NodeOutput> {
        match self.disk.remove(&token) {
            None => Vec::new(),
            Some(Write::Read(event)) => self.tell(now, event),
            Some(Write::Refuse(envelopes)) => {
                let mut outputs = Vec::new();
                for envelope in envelopes {
                    let header = envelope.header();
                    let (alias, stream, seq) = (header.alias, header.stream, header.seq);
                    outputs.extend(self.tell(now, InEvent::Refused { alias, stream, seq }));
                }
                outputs
            }
            Some(Write::Append(envelopes)) => {
                let mut outputs = Vec::new();
                let mut stored = Vec::new();
                let mut refused = BTreeSet::new();
                for envelope in envelopes {
                    let header = envelope.header().clone();
                    let (alias, stream, seq) = (header.alias, header.stream, header.seq);
                    let is_bad = self.refuses.contains(&envelope.hash())
                        || envelope.verify().is_err()
                        || refused.contains(&stream);
                    if self.without_room.contains(&envelope.hash()) {
                        outputs.extend(self.tell(now, InEvent::NoRoom { alias, stream, seq }));
                    } else if is_bad {
                        refused.insert(stream);
                        outputs.extend(self.tell(now, InEvent::Refused { alias, stream, seq }));
                    } else if header.kind == EnvelopeKind::Snapshot {
                        let hash = envelope.hash();
                        let covers = self.snapshot_covers.get(&hash).cloned().unwrap();
                        self.preload_snapshot(&envelope, &covers);
                        let len = envelope.len() as u64;
                        let merged = Vec::new();
                        let event = InEvent::HeldSnapshot { alias, hash, len, covers, merged };
                        outputs.extend(self.tell(now, event));
                    } else {
                        self.store.append(&envelope);
                        stored.push(envelope);
                    }
                }
                outputs.extend(self.tell(now, InEvent::Stored { envelopes: stored }));
                outputs
            }
        }
    }

    pub fn set_friend(
        &mut self,
        now: UnixMillis,
        peer: PeerId,
        aliases: AliasSet,
    ) -> Vec<NodeOutput> {
        self.friends.insert(peer, aliases.clone());
        self.tell(now, InEvent::SetPeer { peer, aliases })
    }

    /// The session that was opened last.
    pub fn last_session(&self) -> SessionId {
        *self.sessions.keys().next_back().unwrap()
    }

    pub fn sent_to(&self, peer: &PeerId) -> usize {
        self.record.get(peer).map_or(0, |frames| frames.iter().map(|frame| frame.len() + 4).sum())
    }
}

impl Node for Device {
    fn on_input(&mut self, now: UnixMillis, input: NodeInput) -> Vec<NodeOutput> {
        match input {
            NodeInput::Start => {
                self.runs += 1;
                let mut run = [0; 16];
                run[..8].copy_from_slice(&self.runs.to_le_bytes());
                self.exchange = Exchange::new(self.id, run);
                self.sessions.clear();
                let mut outputs = Vec::new();
                for event in self.store.index() {
                    outputs.extend(self.tell(now, event));
                }
                for (peer, aliases) in self.friends.clone() {
                    outputs.extend(self.tell(now, InEvent::SetPeer { peer, aliases }));
                }
                outputs.push(NodeOutput::Peers(self.friends.keys().copied().collect()));
                outputs
            }
            NodeInput::Connected { session, peer, dialled } => {
                self.sessions.insert(session, peer);
                self.tell(now, InEvent::Connected { session, peer, dialled })
            }
            NodeInput::Closed { session } => self.tell(now, InEvent::Closed { session }),
            NodeInput::Frame { session, bytes } => {
                self.tell(now, InEvent::Frame { session, bytes })
            }
            NodeInput::Later { token } => self.written(now, token),
            NodeInput::Tick => self.tell(now, InEvent::Tick),
        }
    }

    fn crash(&mut self) {
        self.disk.clear();
        self.progress.clear();
    }
}
