//! The network: a queue of what happens when, and the dice that disturb it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kith_seal::{Hash, UnixMillis, tagged};

use super::node::{Node, NodeInput, NodeOutput};
use super::random::Random;
use crate::proto::{PeerId, SessionId};

/// Time between two ticks of a node.
const TICK_MILLIS: u64 = 5_000;
/// Log lines kept; a longer run keeps its fingerprint only.
const LOG_LINES: usize = 200_000;

/// How rough the network is. Chances are for each frame delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults {
    /// Shortest and longest time on the way, in milliseconds.
    pub delay_millis: (u64, u64),
    /// In 1,000: the connection breaks instead.
    pub break_per_mille: u32,
    /// In 1,000: sender and receiver are cut off from each other for a while.
    pub partition_per_mille: u32,
    /// In 1,000: the receiver crashes before it reads the frame.
    pub crash_per_mille: u32,
    /// In 1,000, for each dial: both sides dial at once.
    pub duplicate_per_mille: u32,
}

impl Faults {
    /// Nothing goes wrong, a frame takes a millisecond.
    pub const CALM: Faults = Faults {
        delay_millis: (1, 1),
        break_per_mille: 0,
        partition_per_mille: 0,
        crash_per_mille: 0,
        duplicate_per_mille: 0,
    };

    /// Everything goes wrong now and then.
    pub const STORM: Faults = Faults {
        delay_millis: (1, 400),
        break_per_mille: 25,
        partition_per_mille: 8,
        crash_per_mille: 12,
        duplicate_per_mille: 250,
    };
}

/// One step that the network took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When, in simulated time.
    pub at: UnixMillis,
    /// What.
    pub what: String,
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>10} {}", self.at, self.what)
    }
}

/// The network did not come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not quiet after {steps} steps of seed {seed}")]
pub struct NotQuiet {
    /// The seed to replay.
    pub seed: u64,
    /// Steps taken.
    pub steps: u64,
}

#[derive(Debug, Clone)]
enum Event {
    Arrive { end: End, input: NodeInput },
    Later { node: PeerId, epoch: u64, token: u64 },
    Dial { pair: Pair },
    Heal { pair: Pair },
    Restart { node: PeerId },
    Tick { node: PeerId },
}

/// Two nodes, the lower id first.
type Pair = (PeerId, PeerId);

/// One node's end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    node: PeerId,
    session: SessionId,
}

#[derive(Debug)]
struct Wire {
    other: End,
    /// Frames arrive in order: none before this time.
    last_arrival: u64,
}

#[derive(Debug)]
struct Seat<N> {
    node: N,
    is_up: bool,
    /// Counts starts, so that what was put off before a crash stays lost.
    epoch: u64,
    peers: BTreeSet<PeerId>,
}

/// Many nodes in one thread.
#[derive(Debug)]
pub struct Network<N> {
    seed: u64,
    random: Random,
    faults: Faults,
    now: u64,
    serial: u64,
    next_session: u64,
    queue: BTreeMap<(u64, u64), Event>,
    /// Events in the queue that are not ticks.
    busy: u64,
    seats: BTreeMap<PeerId, Seat<N>>,
    /// Open ends of connections.
    wires: BTreeMap<End, Wire>,
    cut: BTreeSet<Pair>,
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
        let Some(seat) = self.seats.get_mut(id).filter(|seat| seat.is_up) else { return false };
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
        let Some(seat) = self.seats.get_mut(&id).filter(|seat| seat.is_up) else { return };
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
        let Some(((at, _), event)) = self.queue.pop_first() else { return false };
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

    // ---- connections ------------------------------------------------------------------------------------------------

    fn dial(&mut self, pair: Pair) {
        let knows = |from: &PeerId, to: &PeerId| {
            self.seats.get(from).is_some_and(|seat| seat.is_up && seat.peers.contains(to))
        };
        let is_mutual = knows(&pair.0, &pair.1) && knows(&pair.1, &pair.0);
        let is_open =
            self.wires.iter().any(|(end, wire)| ordered(end.node, wire.other.node) == pair);
        if !is_mutual || is_open || self.cut.contains(&pair) {
            return;
        }
        let (lower, higher) = pair;
        let lower_dials = self.random.chance(500);
        let (from, to) = if lower_dials { (lower, higher) } else { (higher, lower) };
        self.connect(from, to);
        if self.random.chance(self.faults.duplicate_per_mille) {
            self.connect(to, from);
        }
    }

    fn connect(&mut self, from: PeerId, to: PeerId) {
        self.next_session = self.next_session.saturating_add(2);
        let caller = End { node: from, session: SessionId(self.next_session) };
        let callee = End { node: to, session: SessionId(self.next_session.saturating_add(1)) };
        self.wires.insert(caller, Wire { other: callee, last_arrival: 0 });
        self.wires.insert(callee, Wire { other: caller, last_arrival: 0 });
        for (end, peer, dialled) in [(caller, to, true), (callee, from, false)] {
            let session = end.session;
            self.arrive_later(end, NodeInput::Connected { session, peer, dialled });
        }
    }

    fn arrive(&mut self, end: End, input: NodeInput) {
        if !self.wires.contains_key(&end) {
            return;
        }
        if let NodeInput::Closed { .. } = input
            && let Some(wire) = self.wires.remove(&end)
        {
            let after = self.random.between(100, 5_000);
            self.push(after, Event::Dial { pair: ordered(end.node, wire.other.node) });
        }
        if let NodeInput::Frame { .. } = input {
            let Some(other) = self.wires.get(&end).map(|wire| wire.other.node) else { return };
            if self.random.chance(self.faults.break_per_mille) {
                self.note(format!("{:?} on {:?} breaks", end.session, end.node));
                return self.break_all(|_, wire| wire.other == end);
            }
            if self.random.chance(self.faults.partition_per_mille) {
                let pair = ordered(end.node, other);
                self.cut(end.node, other);
                let after = self.random.between(1_000, 30_000);
                return self.push(after, Event::Heal { pair });
            }
            if self.random.chance(self.faults.crash_per_mille) {
                return self.crash(end.node);
            }
        }
        self.input(end.node, input);
    }

    /// Breaks the connections of which either end is chosen. Each end that is up learns of it in its own time; what
    /// was on the way is lost.
    fn break_all(&mut self, is_chosen: impl Fn(&End, &Wire) -> bool) {
        let chosen: Vec<(End, End)> = self
            .wires
            .iter()
            .filter(|(end, wire)| is_chosen(end, wire))
            .map(|(end, wire)| (*end, wire.other))
            .collect();
        for (one, other) in chosen {
            for end in [one, other] {
                self.drop_frames(&end);
                let is_up = self.seats.get(&end.node).is_some_and(|seat| seat.is_up);
                if !is_up {
                    self.wires.remove(&end);
                } else if self.wires.contains_key(&end) {
                    let after = self.random.between(1, 7_000);
                    let input = NodeInput::Closed { session: end.session };
                    self.push(after, Event::Arrive { end, input });
                }
            }
        }
    }

    fn drop_frames(&mut self, to: &End) {
        let lost: Vec<(u64, u64)> = self
            .queue
            .iter()
            .filter(|(_, event)| matches!(event, Event::Arrive { end, .. } if end == to))
            .map(|(place, _)| *place)
            .collect();
        for place in lost {
            self.queue.remove(&place);
            self.busy = self.busy.saturating_sub(1);
        }
    }

    // ---- nodes ------------------------------------------------------------------------------------------------------

    fn input(&mut self, id: PeerId, input: NodeInput) {
        let now = self.now();
        let told = match &input {
            NodeInput::Frame { session, bytes } => {
                let hash = tagged("kith/v1/sim/frame", &[bytes]);
                format!("{id:?} <- {session:?} {} bytes {hash:?}", bytes.len())
            }
            other => format!("{id:?} <- {other:?}"),
        };
        let is_tick = input == NodeInput::Tick;
        let Some(seat) = self.seats.get_mut(&id) else { return };
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

    /// Ends the connections of a node with those who are not its peers.
    fn refuse(&mut self, id: PeerId, peers: &BTreeSet<PeerId>) {
        let strangers: Vec<End> = self
            .wires
            .iter()
            .filter(|(end, wire)| end.node == id && !peers.contains(&wire.other.node))
            .map(|(end, _)| *end)
            .collect();
        for end in strangers {
            self.hang_up(end);
            self.input(id, NodeInput::Closed { session: end.session });
        }
    }

    /// One end closes: the other learns of it after what was sent before, or instead of it.
    fn hang_up(&mut self, end: End) {
        let Some(wire) = self.wires.remove(&end) else { return };
        self.drop_frames(&end);
        if self.random.chance(500) {
            self.drop_frames(&wire.other);
        }
        self.arrive_later(wire.other, NodeInput::Closed { session: wire.other.session });
        let after = self.random.between(1_000, 5_000);
        self.push(after, Event::Dial { pair: ordered(end.node, wire.other.node) });
    }

    // ---- the queue --------------------------------------------------------------------------------------------------

    fn arrive_later(&mut self, end: End, input: NodeInput) {
        let (low, high) = self.faults.delay_millis;
        let delay = self.random.between(low, high);
        let Some(wire) = self.wires.get_mut(&end) else { return };
        let at = self.now.saturating_add(delay).max(wire.last_arrival);
        wire.last_arrival = at;
        let after = at.saturating_sub(self.now);
        self.push(after, Event::Arrive { end, input });
    }

    fn push(&mut self, after: u64, event: Event) {
        if !matches!(event, Event::Tick { .. }) {
            self.busy = self.busy.saturating_add(1);
        }
        self.serial = self.serial.saturating_add(1);
        self.queue.insert((self.now.saturating_add(after), self.serial), event);
    }

    fn note(&mut self, what: String) {
        let now = self.now.to_le_bytes();
        let before = self.fingerprint;
        self.fingerprint =
            tagged("kith/v1/sim/log", &[before.as_bytes(), &now, what.as_bytes()]);
        if self.log.len() < LOG_LINES {
            self.log.push(LogLine { at: self.now(), what });
        }
    }
}

fn ordered(a: PeerId, b: PeerId) -> Pair {
    if a < b { (a, b) } else { (b, a) }
}
