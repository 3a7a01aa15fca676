//! Connections between simulated nodes: made, broken, hung up.

use std::collections::BTreeSet;

use super::network::{End, Event, Network, Pair, Wire, ordered};
use super::node::{Node, NodeInput};
use crate::proto::{PeerId, SessionId};

impl<N: Node> Network<N> {
    pub(super) fn dial(&mut self, pair: Pair) {
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

    pub(super) fn connect(&mut self, from: PeerId, to: PeerId) {
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

    pub(super) fn arrive(&mut self, end: End, input: NodeInput) {
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
            let Some(other) = self.wires.get(&end).map(|wire| wire.other.node) else {
                return;
            };
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
    pub(super) fn break_all(&mut self, is_chosen: impl Fn(&End, &Wire) -> bool) {
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

    pub(super) fn drop_frames(&mut self, to: &End) {
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

    /// Ends the connections of a node with those who are not its peers.
    pub(super) fn refuse(&mut self, id: PeerId, peers: &BTreeSet<PeerId>) {
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
    pub(super) fn hang_up(&mut self, end: End) {
        let Some(wire) = self.wires.remove(&end) else {
            return;
        };
        self.drop_frames(&end);
        if self.random.chance(500) {
            self.drop_frames(&wire.other);
        }
        self.arrive_later(wire.other, NodeInput::Closed { session: wire.other.session });
        let after = self.random.between(1_000, 5_000);
        self.push(after, Event::Dial { pair: ordered(end.node, wire.other.node) });
    }

    pub(super) fn arrive_later(&mut self, end: End, input: NodeInput) {
        let (low, high) = self.faults.delay_millis;
        let delay = self.random.between(low, high);
        let Some(wire) = self.wires.get_mut(&end) else {
            return;
        };
        let at = self.now.saturating_add(delay).max(wire.last_arrival);
        wire.last_arrival = at;
        let after = at.saturating_sub(self.now);
        self.push(after, Event::Arrive { end, input });
    }
}
