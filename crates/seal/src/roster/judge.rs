//! The rules of [`super`], as a function of the set.
//!
//! Entries are walked in an order in which each comes after its past. For each one its past is judged ([`State::of`])
//! and the entry checked against that; the verdict is the same judgement over everything.

use std::collections::{BTreeMap, BTreeSet};

use super::{DeviceFacts, DeviceStanding, DeviceState, RosterEntry, SignedRosterEntry, Verdict};
use crate::kit::KitPublic;
use crate::{AuthorityKey, DeviceId, Hash, RootId};

type Past = BTreeSet<Hash>;

/// The verdict of a set that holds the genesis named by `root`.
pub(super) fn judge(root: RootId, entries: &BTreeMap<Hash, SignedRosterEntry>) -> Verdict {
    let mut graph = Graph::default();
    for (hash, entry, past) in in_causal_order(entries) {
        graph.admit(hash, entry, past);
    }
    let all: Past = graph.known.keys().copied().collect();
    let waiting = entries.len().saturating_sub(all.len());
    let state = State::of(&graph, &all);
    state.into_verdict(root, &graph, &all, waiting)
}

/// Entries whose past is complete, each after its past.
fn in_causal_order(entries: &BTreeMap<Hash, SignedRosterEntry>) -> Vec<(Hash, &RosterEntry, Past)> {
    let mut pasts: BTreeMap<Hash, Past> = BTreeMap::new();
    let mut order = Vec::new();
    loop {
        let before = order.len();
        for (hash, signed) in entries {
            if pasts.contains_key(hash) {
                continue;
            }
            let entry = signed.unverified();
            let mut past = Past::new();
            let complete = entry.parents().iter().all(|parent| {
                pasts.get(parent).is_some_and(|earlier| {
                    past.extend(earlier.iter().copied());
                    past.insert(*parent);
                    true
                })
            });
            if complete {
                pasts.insert(*hash, past.clone());
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
    entry: &'a RosterEntry,
    past: Past,
    /// Its place in the causal order.
    place: usize,
    valid: bool,
    /// The device that signed it; none for what a kit signed.
    author: Option<DeviceId>,
    /// The entry that made the author lead, if it was lead in the entry's past.
    lead_by: Option<Hash>,
    /// For a kit reset: what its past said.
    inherited: Option<State>,
}

#[derive(Default)]
struct Graph<'a> {
    known: BTreeMap<Hash, Known<'a>>,
}

impl<'a> Graph<'a> {
    fn admit(&mut self, hash: Hash, entry: &'a RosterEntry, past: Past) {
        let place = self.known.len();
        let known = match entry {
            RosterEntry::Genesis { facts, .. } => Known {
                entry,
                past,
                place,
                valid: true,
                author: Some(facts.device),
                lead_by: None,
                inherited: None,
            },
            RosterEntry::AddDevice { .. }
            | RosterEntry::RemoveDevice { .. }
            | RosterEntry::SetLead { .. }
            | RosterEntry::KitReset { .. } => {
                let before = State::of(self, &past);
                let author = before.author(entry);
                let lead_by = match (&before.lead, author) {
                    (Some(lead), Some(author)) if lead.device == author => Some(lead.by),
                    _ => None,
                };
                let valid = before.allows(entry, author);
                let is_reset = matches!(entry, RosterEntry::KitReset { .. });
                let inherited = (is_reset && valid).then_some(before);
                Known {
                    entry,
                    past,
                    place,
                    valid,
                    author,
                    lead_by,
                    inherited,
                }
            }
        };
        self.known.insert(hash, known);
    }

    fn unordered(&self, a: &Hash, b: &Hash) -> bool {
        a != b && !self.precedes(a, b) && !self.precedes(b, a)
    }

    fn precedes(&self, earlier: &Hash, later: &Hash) -> bool {
        self.known
            .get(later)
            .is_some_and(|known| known.past.contains(earlier))
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
        Self {
            facts: facts.clone(),
            authority,
            frozen: false,
            removed: false,
        }
    }

    fn active(&self) -> bool {
        !self.frozen && !self.removed
    }
}

#[derive(Clone, Copy)]
struct Lead {
    device: DeviceId,
    by: Hash,
}

/// What a causally closed set says.
#[derive(Clone)]
struct State {
    base: Hash,
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
    fn of(graph: &Graph<'_>, set: &Past) -> Self {
        let Some((base, known)) = find_base(graph, set) else {
            return Self::nothing();
        };
        let mut state = Self::at_base(base, known);
        let live = Live::of(graph, set, base);
        live.settle(&mut state);
        state
    }

    /// The state of an empty set, in which nothing is allowed.
    fn nothing() -> Self {
        Self {
            base: Hash::ZERO,
            term: 0,
            kit: KitPublic {
                signing: crate::KitKey([0; 32]),
                recipient: String::new(),
            },
            seats: BTreeMap::new(),
            lead: None,
            person_recipient: String::new(),
            person_key_stale: false,
        }
    }

    fn at_base(base: Hash, known: &Known<'_>) -> Self {
        let mut state = known.inherited.clone().unwrap_or_else(Self::nothing);
        state.base = base;
        state.person_key_stale = false;
        if let Some(kit) = known.entry.kit() {
            state.kit = kit;
        }
        if let Some((facts, authority)) = known.entry.introduces() {
            state
                .seats
                .insert(facts.device, Seat::new(facts, authority));
            state.lead = Some(Lead {
                device: facts.device,
                by: base,
            });
        }
        match known.entry {
            RosterEntry::Genesis {
                person_recipient, ..
            } => {
                state.person_recipient.clone_from(person_recipient);
            }
            RosterEntry::KitReset {
                person_recipient,
                term,
                ..
            } => {
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
            | RosterEntry::SetLead { by, .. } => self
                .seats
                .iter()
                .find(|(_, seat)| seat.authority == *by)
                .map(|(device, _)| *device),
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
            RosterEntry::AddDevice {
                facts,
                authority,
                term,
                ..
            } => *term == self.term && author_leads && self.never_introduced(facts, authority),
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
            RosterEntry::KitReset {
                by,
                facts,
                authority,
                term,
                ..
            } => {
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

    fn into_verdict(self, root: RootId, graph: &Graph<'_>, all: &Past, waiting: usize) -> Verdict {
        let in_force = |hash: &&Hash| {
            **hash == self.base
                || graph.precedes(hash, &self.base)
                || graph.precedes(&self.base, hash)
        };
        let counted: Vec<&Hash> = all
            .iter()
            .filter(in_force)
            .filter(|hash| graph.known.get(*hash).is_some_and(|known| known.valid))
            .collect();
        let heads = counted
            .iter()
            .filter(|hash| !counted.iter().any(|later| graph.precedes(hash, later)))
            .map(|hash| **hash)
            .collect();
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
            (
                device,
                DeviceStanding {
                    facts: seat.facts,
                    authority: seat.authority,
                    state,
                },
            )
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
fn find_base<'g, 'a>(graph: &'g Graph<'a>, set: &Past) -> Option<(Hash, &'g Known<'a>)> {
    set.iter()
        .filter_map(|hash| graph.known.get(hash).map(|known| (*hash, known)))
        .filter_map(|(hash, known)| match known.entry {
            RosterEntry::Genesis { .. } => Some((0, hash, known)),
            RosterEntry::KitReset { term, .. } if known.valid => Some((*term, hash, known)),
            RosterEntry::KitReset { .. }
            | RosterEntry::AddDevice { .. }
            | RosterEntry::RemoveDevice { .. }
            | RosterEntry::SetLead { .. } => None,
        })
        .min_by_key(|(term, hash, _)| (std::cmp::Reverse(*term), *hash))
        .map(|(_, hash, known)| (hash, known))
}

/// The valid entries after the base, in causal order: what rules 4 to 10 weigh.
struct Live<'g, 'a> {
    graph: &'g Graph<'a>,
    base: Hash,
    entries: Vec<(Hash, &'g Known<'a>)>,
}

/// A removal that is weighed or counts.
struct Removal {
    hash: Hash,
    author: DeviceId,
    device: DeviceId,
    person_recipient: Option<String>,
}

impl<'g, 'a> Live<'g, 'a> {
    fn of(graph: &'g Graph<'a>, set: &Past, base: Hash) -> Self {
        let mut entries: Vec<(Hash, &Known<'_>)> = set
            .iter()
            .filter_map(|hash| graph.known.get(hash).map(|known| (*hash, known)))
            .filter(|(_, known)| {
                known.valid && known.past.contains(&base) && known.author.is_some()
            })
            .collect();
        entries.sort_by_key(|(_, known)| known.place);
        Self {
            graph,
            base,
            entries,
        }
    }

    fn settle(mut self, state: &mut State) {
        let all_removals = self.removals();
        self.entries = self.without_rewritten_history(&all_removals);
        let ranks = self.lead_ranks(state);
        let weighed = self.removals();
        let removals: Vec<&Removal> = weighed
            .iter()
            .filter(|removal| !self.lost_duel(removal, &weighed, &ranks))
            .collect();
        self.settle_additions(state, &removals);
        for removal in &removals {
            if let Some(seat) = state.seats.get_mut(&removal.device) {
                seat.removed = true;
            }
        }
        for (hash, known) in &self.entries {
            let forked = self
                .by_same_author(known)
                .any(|other| self.graph.unordered(hash, other));
            if let Some(seat) = known.author.and_then(|device| state.seats.get_mut(&device)) {
                seat.frozen |= forked;
            }
        }
        let lead_gone = state
            .lead
            .and_then(|lead| state.seats.get(&lead.device))
            .is_none_or(|seat| seat.removed);
        if lead_gone {
            state.lead = None;
        }
        self.settle_person_key(state, &removals);
    }

    fn removals(&self) -> Vec<Removal> {
        self.entries
            .iter()
            .filter_map(|(hash, known)| match (known.entry, known.author) {
                (
                    RosterEntry::RemoveDevice {
                        device,
                        person_recipient,
                        ..
                    },
                    Some(author),
                ) => Some(Removal {
                    hash: *hash,
                    author,
                    device: *device,
                    person_recipient: person_recipient.clone(),
                }),
                _ => None,
            })
            .collect()
    }

    fn by_same_author<'s>(&'s self, known: &'s Known<'_>) -> impl Iterator<Item = &'s Hash> {
        self.entries
            .iter()
            .filter(move |(_, other)| other.author == known.author)
            .map(|(hash, _)| hash)
    }

    /// Rule 4.
    fn without_rewritten_history(&self, removals: &[Removal]) -> Vec<(Hash, &'g Known<'a>)> {
        let rewritten = |hash: &Hash, known: &Known<'_>| {
            removals
                .iter()
                .filter(|removal| {
                    Some(removal.device) == known.author
                        && removal.hash != *hash
                        && !self.graph.precedes(hash, &removal.hash)
                })
                .any(|removal| {
                    self.by_same_author(known).any(|other| {
                        self.graph.precedes(other, &removal.hash)
                            && self.graph.unordered(other, hash)
                    })
                })
        };
        self.entries
            .iter()
            .filter(|(hash, known)| !rewritten(hash, known))
            .copied()
            .collect()
    }

    /// Who has held the lead since the base; later ones rank higher.
    fn lead_ranks(&self, state: &State) -> BTreeMap<DeviceId, usize> {
        let mut ranks: BTreeMap<DeviceId, usize> =
            state.lead.iter().map(|lead| (lead.device, 0)).collect();
        for (_, known) in &self.entries {
            if let (RosterEntry::SetLead { device, .. }, Some(author)) = (known.entry, known.author)
            {
                let rank = ranks.get(&author).map_or(0, |rank| rank.saturating_add(1));
                let held = ranks.entry(*device).or_default();
                *held = rank.max(*held);
            }
        }
        ranks
    }

    /// Rule 6.
    fn lost_duel(
        &self,
        removal: &Removal,
        weighed: &[Removal],
        ranks: &BTreeMap<DeviceId, usize>,
    ) -> bool {
        let Some(target_rank) = ranks.get(&removal.device) else {
            return false;
        };
        let outranked = ranks
            .get(&removal.author)
            .is_none_or(|rank| rank < target_rank);
        outranked
            && weighed.iter().any(|other| {
                other.device == removal.author && self.graph.unordered(&other.hash, &removal.hash)
            })
    }

    /// Rules 7 to 9, for additions and changes of lead, in causal order.
    fn settle_additions(&self, state: &mut State, removals: &[&Removal]) {
        let mut counted: BTreeSet<Hash> = BTreeSet::from([self.base]);
        let survives = |device: &DeviceId, hash: &Hash| {
            removals
                .iter()
                .filter(|removal| removal.device == *device)
                .all(|removal| self.graph.precedes(hash, &removal.hash))
        };
        for (hash, known) in &self.entries {
            let (Some(author), Some(lead_by)) = (known.author, known.lead_by) else {
                continue;
            };
            let counts = state.lead.map(|lead| lead.by) == Some(lead_by)
                && counted.contains(&lead_by)
                && self.unforked(hash, known)
                && survives(&author, hash);
            if !counts {
                continue;
            }
            match known.entry {
                RosterEntry::AddDevice {
                    facts, authority, ..
                } => {
                    if state.never_introduced(facts, authority) {
                        state
                            .seats
                            .insert(facts.device, Seat::new(facts, *authority));
                    }
                }
                RosterEntry::SetLead { device, .. } => {
                    if survives(device, hash) && state.seats.contains_key(device) {
                        counted.insert(*hash);
                        state.lead = Some(Lead {
                            device: *device,
                            by: *hash,
                        });
                    }
                }
                RosterEntry::Genesis { .. }
                | RosterEntry::RemoveDevice { .. }
                | RosterEntry::KitReset { .. } => {}
            }
        }
    }

    /// Whether an entry is ordered with all others by its author, and does not come after two that are not.
    fn unforked(&self, hash: &Hash, known: &Known<'_>) -> bool {
        let own: Vec<&Hash> = self.by_same_author(known).collect();
        let before: Vec<&&Hash> = own
            .iter()
            .filter(|other| self.graph.precedes(other, hash))
            .collect();
        own.iter().all(|other| !self.graph.unordered(hash, other))
            && before
                .iter()
                .all(|a| before.iter().all(|b| !self.graph.unordered(a, b)))
    }

    /// Rule 10.
    fn settle_person_key(&self, state: &mut State, removals: &[&Removal]) {
        let naming: Vec<&&Removal> = removals
            .iter()
            .filter(|removal| removal.person_recipient.is_some())
            .collect();
        let trusted: Vec<&&Removal> = naming
            .iter()
            .filter(|removal| state.seats.get(&removal.author).is_some_and(Seat::active))
            .copied()
            .collect();
        let candidates = if trusted.is_empty() { naming } else { trusted };
        let chosen = candidates
            .iter()
            .filter(|one| {
                !candidates
                    .iter()
                    .any(|other| self.graph.precedes(&one.hash, &other.hash))
            })
            .min_by_key(|removal| removal.hash);
        let made_by = chosen.map_or(self.base, |removal| removal.hash);
        if let Some(recipient) = chosen.and_then(|removal| removal.person_recipient.clone()) {
            state.person_recipient = recipient;
        }
        state.person_key_stale = removals.iter().any(|removal| {
            removal.hash != made_by && !self.graph.precedes(&removal.hash, &made_by)
        });
    }
}
