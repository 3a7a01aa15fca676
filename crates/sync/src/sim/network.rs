//! The network: a queue of what happens when, and the dice that disturb it.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Hash, UnixMillis, tagged};

use super::node::{Node, NodeInput, NodeOutput};
use super::random::Random;
use super::weather::{Faults, LogLine, NotQuiet};
use crate::proto::{PeerId, SessionId};

/// Time between two ticks of a node.
const TICK_MILLIS: u64 = 5_000;
/// Log lines kept; a longer run keeps its fingerprint only.
const LOG_LINES: usize = 200_000;

#[derive(Debug, Clone)]
pub(super) enum Event {
    Arrive { end: End, input: NodeInput },
    Later { node: PeerId, epoch: u64, token: u64 },
    Dial { pair: Pair },
    Heal { pair: Pair },
    Restart { node: PeerId },
    Tick { node: PeerId },
}

/// Two nodes, the lower id first.
pub(super) type Pair = (PeerId, PeerId);

/// One node's end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct End {
    pub(super) node: PeerId,
    pub(super) session: SessionId,
}

#[derive(Debug)]
pub(super) struct Wire {
    pub(super) other: End,
    /// Frames arrive in order: none before this time.
    pub(super) last_arrival: u64,
}

#[derive(Debug)]
pub(super) struct Seat<N> {
    node: N,
    pub(super) is_up: bool,
    /// Counts starts, so that what was put off before a crash stays lost.
    epoch: u64,
    pub(super) peers: BTreeSet<PeerId>,
}

/// Many nodes in one thread.
#[derive(Debug)]
pub struct Network<N> {
    seed: u64,
    pub(super) random: Random,
    pub(super) faults: Faults,
    pub(super) now: u64,
    serial: u64,
    pub(super) next_session: u64,
    pub(super) queue: BTreeMap<(u64, u64), Event>,
    /// Events in the queue that are not ticks.
    pub(super) busy: u64,
    pub(super) seats: BTreeMap<PeerId, Seat<N>>,
    /// Open ends of connections.
    pub(super) wires: BTreeMap<End, Wire>,
    pub(super) cut: BTreeSet<Pair>,
    log: Vec<LogLine>,
    fingerprint: Hash,
}

impl<N: Node> Network<N> {
    /// An empty network whose every accident follows from `seed`, starting at `start`.
    pub fn new(seed: u64, start: UnixMillis, faults: Faults) -> Self {
        Self {
            seed,
            random: Random::new(seed),
            faults,
            now: u64::try_from(start.0).unwrap_or(0),
            serial: 0,
            next_session: 0,
            queue: BTreeMap::new(),
            busy: 0,
            seats: BTreeMap::new(),
            wires: BTreeMap::new(),
            cut: BTreeSet::new(),
            log: Vec::new(),
            fingerprint: Hash::ZERO,
        }
    }

    /// Adds a node and starts it.
    pub fn add(&mut self, id: PeerId, node: N) {
        let seat = Seat { node, is_up: true, epoch: 0, peers: BTreeSet::new() };
        self.seats.insert(id, seat);
        self.input(id, NodeInput::Start);
        self.push(TICK_MILLIS, Event::Tick { node: id });
    }

    /// Simulated time.
    pub fn now(&self) -> UnixMillis {
        UnixMillis(i64::try_from(self.now).unwrap_or(i64::MAX))
    }

    /// A node, running or not.
    pub fn node(&self, id: &PeerId) -> Option<&N> {
        self.seats.get(id).map(|seat| &seat.node)
    }

    /// All nodes, by id.
    pub fn nodes(&self) -> impl Iterator<Item = (&PeerId, &N)> {
        self.seats.iter().map(|(id, seat)| (id, &seat.node))
    }

    /// Lets a running node do something of its own; what it wants done is done. False if it is down.
    pub fn with_node(
        &mut self,
        id: &PeerId,
        act: impl FnOnce(&mut N, UnixMillis) -> Vec<NodeOutput>,
    ) -> bool {
        let now = self.now();
        let Some(seat) = self.seats.get_mut(id).filter(|seat| seat.is_up) else {
            return false;
        };
        let outputs = act(&mut seat.node, now);
        self.note(format!("{id:?} acts, {} outputs", outputs.len()));
        self.outputs(*id, outputs);
        true
    }

    /// Changes the weather.
    pub fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// Cuts two nodes off from each other until [`Network::heal`].
    pub fn cut(&mut self, a: PeerId, b: PeerId) {
        let pair = ordered(a, b);
        if self.cut.insert(pair) {
            self.note(format!("{:?} and {:?} are cut off", pair.0, pair.1));
            self.break_all(|end, wire| ordered(end.node, wire.other.node) == pair);
        }
    }

    /// Ends a cut; the nodes call each other again.
    pub fn heal(&mut self, a: PeerId, b: PeerId) {
        let pair = ordered(a, b);
        if self.cut.remove(&pair) {
            self.note(format!("{:?} and {:?} are joined again", pair.0, pair.1));
        }
        self.push(1, Event::Dial { pair });
    }

    /// Cuts the power of a node for a while.
    pub fn crash(&mut self, id: PeerId) {
        let Some(seat) = self.seats.get_mut(&id).filter(|seat| seat.is_up) else {
            return;
        };
        seat.is_up = false;
        seat.epoch = seat.epoch.saturating_add(1);
        seat.peers.clear();
        seat.node.crash();
        self.note(format!("{id:?} crashes"));
        self.break_all(|end, wire| end.node == id || wire.other.node == id);
        let after = self.random.between(100, 8_000);
        self.push(after, Event::Restart { node: id });
    }

    /// Takes one step. False when the queue is empty.
    pub fn step(&mut self) -> bool {
        let Some(((at, _), event)) = self.queue.pop_first() else {
            return false;
        };
        self.now = self.now.max(at);
        if !matches!(event, Event::Tick { .. }) {
            self.busy = self.busy.saturating_sub(1);
        }
        match event {
            Event::Arrive { end, input } => self.arrive(end, input),
            Event::Later { node, epoch, token } => {
                if self.seats.get(&node).is_some_and(|seat| seat.is_up && seat.epoch == epoch) {
                    self.input(node, NodeInput::Later { token });
                }
            }
            Event::Dial { pair } => self.dial(pair),
            Event::Heal { pair } => self.heal(pair.0, pair.1),
            Event::Restart { node } => {
                if let Some(seat) = self.seats.get_mut(&node) {
                    seat.is_up = true;
                    self.input(node, NodeInput::Start);
                }
            }
            Event::Tick { node } => {
                if self.seats.get(&node).is_some_and(|seat| seat.is_up) {
                    self.input(node, NodeInput::Tick);
                }
                self.push(TICK_MILLIS, Event::Tick { node });
            }
        }
        true
    }

    /// Runs until nothing but ticks happens any more, and ticks bring nothing either. Returns the steps taken.
    pub fn run_until_quiet(&mut self, max_steps: u64) -> Result<u64, NotQuiet> {
        let mut quiet_ticks = 0usize;
        for steps in 0..max_steps {
            if self.busy == 0 {
                quiet_ticks = quiet_ticks.saturating_add(1);
                if quiet_ticks > self.seats.len().saturating_mul(8) {
                    return Ok(steps);
                }
            } else {
                quiet_ticks = 0;
            }
            if !self.step() {
                return Ok(steps);
            }
        }
        Err(NotQuiet { seed: self.seed, steps: max_steps })
    }

    /// Runs for a span of simulated time.
    pub fn run_for(&mut self, millis: u64) {
        let end = self.now.saturating_add(millis);
        while self.queue.first_key_value().is_some_and(|((at, _), _)| *at <= end) {
            self.step();
        }
        self.now = end;
    }

    /// What happened, oldest first; the first 200,000 lines of it.
    pub fn log(&self) -> &[LogLine] {
        &self.log
    }

    /// A hash over everything that happened so far.
    pub fn fingerprint(&self) -> Hash {
        self.fingerprint
    }

    // ---- nodes ------------------------------------------------------------------------------------------------------

    pub(super) fn input(&mut self, id: PeerId, input: NodeInput) {
        let now = self.now();
        let told = match &input {
            NodeInput::Frame { session, bytes } => {
                let hash = tagged("kith/v1/sim/frame", &[bytes]);
                format!("{id:?} <- {session:?} {} bytes {hash:?}", bytes.len())
            }
            other => format!("{id:?} <- {other:?}"),
        };
        let is_tick = input == NodeInput::Tick;
        let Some(seat) = self.seats.get_mut(&id) else {
            return;
        };
        let outputs = seat.node.on_input(now, input);
        if !is_tick || !outputs.is_empty() {
            self.note(told);
        }
        self.outputs(id, outputs);
    }

    fn outputs(&mut self, id: PeerId, outputs: Vec<NodeOutput>) {
        for output in outputs {
            match output {
                NodeOutput::Peers(peers) => {
                    for peer in &peers {
                        let pair = ordered(id, *peer);
                        let after = self.random.between(1, 1_000);
                        self.push(after, Event::Dial { pair });
                    }
                    self.refuse(id, &peers);
                    if let Some(seat) = self.seats.get_mut(&id) {
                        seat.peers = peers;
                    }
                }
                NodeOutput::Send { session, frame } => {
                    let from = End { node: id, session };
                    if let Some(other) = self.wires.get(&from).map(|wire| wire.other)
                        && self.wires.contains_key(&other)
                    {
                        let input = NodeInput::Frame { session: other.session, bytes: frame };
                        self.arrive_later(other, input);
                    }
                }
                NodeOutput::Close { session } => self.hang_up(End { node: id, session }),
                NodeOutput::Later { after_millis, token } => {
                    let epoch = self.seats.get(&id).map_or(0, |seat| seat.epoch);
                    self.push(after_millis, Event::Later { node: id, epoch, token });
                }
            }
        }
    }

    // ---- the queue --------------------------------------------------------------------------------------------------

    pub(super) fn push(&mut self, after: u64, event: Event) {
        if !matches!(event, Event::Tick { .. }) {
            self.busy = self.busy.saturating_add(1);
        }
        self.serial = self.serial.saturating_add(1);
        self.queue.insert((self.now.saturating_add(after), self.serial), event);
    }

    pub(super) fn note(&mut self, what: String) {
        let now = self.now.to_le_bytes();
        let before = self.fingerprint;
        self.fingerprint = tagged("kith/v1/sim/log", &[before.as_bytes(), &now, what.as_bytes()]);
        if self.log.len() < LOG_LINES {
            self.log.push(LogLine { at: self.now(), what });
        }
    }
}

pub(super) fn ordered(a: PeerId, b: PeerId) -> Pair {
    if a < b { (a, b) } else { (b, a) }
}
