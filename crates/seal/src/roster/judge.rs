//! The rules of [`super`], as a function of the set.
//!
//! Entries are walked in an order in which each comes after its past. For each one its past is judged ([`State::of`])
//! and the entry checked against that; the verdict is the same judgement over everything.

use std::collections::BTreeMap;

use super::{DeviceFacts, DeviceStanding, DeviceState, RosterEntry, SignedRosterEntry, Verdict};
use crate::kit::KitPublic;
use crate::{AuthorityKey, DeviceId, Hash, RootId};

mod places;
mod weigh;

use places::Places;
use weigh::Live;

/// The verdict of a set that holds the genesis named by `root`.
pub(super) fn judge(root: RootId, entries: &BTreeMap<Hash, SignedRosterEntry>) -> Verdict {
    let mut graph = Graph::default();
    for (hash, entry, past) in in_causal_order(entries) {
        graph.admit(hash, entry, past);
    }
    let waiting = entries.len().saturating_sub(graph.known.len());
    let state = State::of(&graph, graph.everything());
    state.into_verdict(root, &graph, waiting)
}

/// Entries whose past is complete, each after its past, with the places of its past.
fn in_causal_order(
    entries: &BTreeMap<Hash, SignedRosterEntry>,
) -> Vec<(Hash, &RosterEntry, Places)> {
    let mut placed: BTreeMap<Hash, (usize, Places)> = BTreeMap::new();
    let mut order = Vec::new();
    loop {
        let before = order.len();
        for (hash, signed) in entries {
            if placed.contains_key(hash) {
                continue;
            }
            let entry = signed.unverified();
            let mut past = Places::default();
            let complete = entry.parents().iter().all(|parent| {
                placed.get(parent).is_some_and(|(place, earlier)| {
                    past = past.union(*earlier).with(*place);
                    true
                })
            });
            if complete {
                placed.insert(*hash, (order.len(), past));
                order.push((*hash, entry, past));
            }
        }
        if order.len() == before {
            return order;
        }
    }
}

/// What is known about an entry once its past has been judged.
struct Known<'a> {
    hash: Hash,
    entry: &'a RosterEntry,
    past: Places,
    /// The entries that have this one in their past.
    future: Places,
    valid: bool,
    /// The device that signed it; none for what a kit signed.
    author: Option<DeviceId>,
    /// The entry that made the author lead, if it was lead in the entry's past.
    lead_by: Option<usize>,
    /// For a kit reset: what its past said.
    inherited: Option<State>,
}

/// All entries whose past is complete, by place.
#[derive(Default)]
struct Graph<'a> {
    known: Vec<Known<'a>>,
    /// The past judged last, since entries made at the same time share theirs.
    judged: Option<(Places, State)>,
}

impl<'a> Graph<'a> {
    fn admit(&mut self, hash: Hash, entry: &'a RosterEntry, past: Places) {
        let known = match entry {
            RosterEntry::Genesis { facts, .. } => Known {
                hash,
                entry,
                past,
                future: Places::default(),
                valid: true,
                author: Some(facts.device),
                lead_by: None,
                inherited: None,
            },
            RosterEntry::AddDevice { .. }
            | RosterEntry::RemoveDevice { .. }
            | RosterEntry::SetLead { .. }
            | RosterEntry::KitReset { .. } => {
                let before = match self.judged.take() {
                    Some((judged, state)) if judged == past => state,
                    Some(_) | None => State::of(self, past),
                };
                let author = before.author(entry);
                let lead_by = match (&before.lead, author) {
                    (Some(lead), Some(author)) if lead.device == author => Some(lead.by),
                    _ => None,
                };
                let valid = before.allows(entry, author);
                let is_reset = matches!(entry, RosterEntry::KitReset { .. });
                let inherited = (is_reset && valid).then(|| before.clone());
                self.judged = Some((past, before));
                Known {
                    hash,
                    entry,
                    past,
                    future: Places::default(),
                    valid,
                    author,
                    lead_by,
                    inherited,
                }
            }
        };
        let place = self.known.len();
        for earlier in past.iter() {
            if let Some(earlier) = self.known.get_mut(earlier) {
                earlier.future.insert(place);
            }
        }
        self.known.push(known);
    }

    fn everything(&self) -> Places {
        (0..self.known.len()).fold(Places::default(), Places::with)
    }

    fn precedes(&self, earlier: usize, later: usize) -> bool {
        self.known.get(later).is_some_and(|known| known.past.contains(earlier))
    }

    /// Of `set`, those that are neither in the past nor in the future of the entry at `place`.
    fn unordered_with(&self, place: usize, set: Places) -> Places {
        self.known
            .get(place)
            .map_or(set, |known| set.without(known.past.union(known.future).with(place)))
    }
}

#[derive(Clone)]
struct Seat {
    facts: DeviceFacts,
    authority: AuthorityKey,
    frozen: bool,
    removed: bool,
}

impl Seat {
    fn new(facts: &DeviceFacts, authority: AuthorityKey) -> Self {
        Self { facts: facts.clone(), authority, frozen: false, removed: false }
    }

    fn active(&self) -> bool {
        !self.frozen && !self.removed
    }
}

#[derive(Clone, Copy)]
struct Lead {
    device: DeviceId,
    by: usize,
}

/// What a causally closed set says.
#[derive(Clone)]
struct State {
    base: usize,
    term: u32,
    kit: KitPublic,
    seats: BTreeMap<DeviceId, Seat>,
    /// Removed leads are none; frozen ones are kept here and lose their powers by their seat.
    lead: Option<Lead>,
    person_recipient: String,
    person_key_stale: bool,
}

impl State {
    /// Judges `set`, which holds the past of everything in it.
    fn of(graph: &Graph<'_>, set: Places) -> Self {
        let Some((base, known)) = find_base(graph, set) else {
            return Self::nothing();
        };
        let mut state = Self::at_base(base, known);
        Live::of(graph, set, base).settle(&mut state);
        state
    }

    /// The state of an empty set, in which nothing is allowed.
    fn nothing() -> Self {
        Self {
            base: 0,
            term: 0,
            kit: KitPublic { signing: crate::KitKey([0; 32]), recipient: String::new() },
            seats: BTreeMap::new(),
            lead: None,
            person_recipient: String::new(),
            person_key_stale: false,
        }
    }

    fn at_base(base: usize, known: &Known<'_>) -> Self {
        let mut state = known.inherited.clone().unwrap_or_else(Self::nothing);
        state.base = base;
        state.person_key_stale = false;
        if let Some(kit) = known.entry.kit() {
            state.kit = kit;
        }
        if let Some((facts, authority)) = known.entry.introduces() {
            state.seats.insert(facts.device, Seat::new(facts, authority));
            state.lead = Some(Lead { device: facts.device, by: base });
        }
        match known.entry {
            RosterEntry::Genesis { person_recipient, .. } => {
                state.person_recipient.clone_from(person_recipient)
            }
            RosterEntry::KitReset { person_recipient, term, .. } => {
                state.person_recipient.clone_from(person_recipient);
                state.term = *term;
            }
            RosterEntry::AddDevice { .. }
            | RosterEntry::RemoveDevice { .. }
            | RosterEntry::SetLead { .. } => {}
        }
        state
    }

    fn author(&self, entry: &RosterEntry) -> Option<DeviceId> {
        match entry {
            RosterEntry::AddDevice { by, .. }
            | RosterEntry::RemoveDevice { by, .. }
            | RosterEntry::SetLead { by, .. } => {
                self.seats.iter().find(|(_, seat)| seat.authority == *by).map(|(device, _)| *device)
            }
            RosterEntry::Genesis { .. } | RosterEntry::KitReset { .. } => None,
        }
    }

    /// Rule 2: whether an entry is valid, judged where it was written.
    fn allows(&self, entry: &RosterEntry, author: Option<DeviceId>) -> bool {
        let author_seat = author.and_then(|device| self.seats.get(&device));
        let author_leads = author.is_some()
            && self.lead.map(|lead| lead.device) == author
            && author_seat.is_some_and(Seat::active);
        match entry {
            RosterEntry::Genesis { .. } => false,
            RosterEntry::AddDevice { facts, authority, term, .. } => {
                *term == self.term && author_leads && self.never_introduced(facts, authority)
            }
            RosterEntry::RemoveDevice { device, term, .. } => {
                *term == self.term
                    && author_seat.is_some_and(|seat| !seat.removed)
                    && self.seats.contains_key(device)
            }
            RosterEntry::SetLead { device, term, .. } => {
                *term == self.term
                    && author_leads
                    && author != Some(*device)
                    && self.seats.get(device).is_some_and(Seat::active)
            }
            RosterEntry::KitReset { by, facts, authority, term, .. } => {
                *by == self.kit.signing
                    && self.term.checked_add(1) == Some(*term)
                    && self.never_introduced(facts, authority)
            }
        }
    }

    fn never_introduced(&self, facts: &DeviceFacts, authority: &AuthorityKey) -> bool {
        !self.seats.contains_key(&facts.device)
            && self.seats.values().all(|seat| seat.authority != *authority)
    }

    fn into_verdict(self, root: RootId, graph: &Graph<'_>, waiting: usize) -> Verdict {
        let mut in_force = Places::default();
        if let Some(base) = graph.known.get(self.base) {
            in_force = base.past.union(base.future).with(self.base);
        }
        let valid = |place: &usize| graph.known.get(*place).is_some_and(|known| known.valid);
        let in_force = in_force.iter().filter(valid).fold(Places::default(), Places::with);
        let mut heads: Vec<Hash> = in_force
            .iter()
            .filter_map(|place| graph.known.get(place))
            .filter(|known| known.future.intersection(in_force).is_empty())
            .map(|known| known.hash)
            .collect();
        heads.sort();
        let lead = self
            .lead
            .map(|lead| lead.device)
            .filter(|device| self.seats.get(device).is_some_and(Seat::active));
        let devices = self.seats.into_iter().map(|(device, seat)| {
            let state = match (seat.removed, seat.frozen) {
                (true, _) => DeviceState::Removed,
                (false, true) => DeviceState::Frozen,
                (false, false) => DeviceState::Active,
            };
            let standing = DeviceStanding { facts: seat.facts, authority: seat.authority, state };
            (device, standing)
        });
        Verdict {
            root,
            term: self.term,
            lead,
            devices: devices.collect(),
            kit: self.kit,
            person_recipient: self.person_recipient,
            person_key_stale: self.person_key_stale,
            heads,
            waiting,
        }
    }
}

/// Rule 3: the kit reset of the highest term, else the genesis.
fn find_base<'g, 'a>(graph: &'g Graph<'a>, set: Places) -> Option<(usize, &'g Known<'a>)> {
    set.iter()
        .filter_map(|place| graph.known.get(place).map(|known| (place, known)))
        .filter_map(|(place, known)| match known.entry {
            RosterEntry::Genesis { .. } => Some((0, place, known)),
            RosterEntry::KitReset { term, .. } if known.valid => Some((*term, place, known)),
            RosterEntry::KitReset { .. }
            | RosterEntry::AddDevice { .. }
            | RosterEntry::RemoveDevice { .. }
            | RosterEntry::SetLead { .. } => None,
        })
        .min_by_key(|(term, _, known)| (std::cmp::Reverse(*term), known.hash))
        .map(|(_, place, known)| (place, known))
}
