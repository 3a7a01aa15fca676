//! What counts of what is valid: rules 4 to 10, weighed over the entries since the base.

use std::collections::BTreeMap;

use super::{Graph, Known, Lead, Places, Seat, State};
use crate::roster::RosterEntry;
use crate::{DeviceId, Hash};

/// The valid entries after the base: what rules 4 to 10 weigh.
pub(super) struct Live<'g, 'a> {
    graph: &'g Graph<'a>,
    base: usize,
    entries: Places,
    /// The same, by author.
    own: BTreeMap<DeviceId, Places>,
}

/// A removal that is weighed or counts.
struct Removal<'g> {
    place: usize,
    hash: Hash,
    past: Places,
    author: DeviceId,
    device: DeviceId,
    person_recipient: Option<&'g String>,
}

impl<'g, 'a> Live<'g, 'a> {
    pub(super) fn of(graph: &'g Graph<'a>, set: Places, base: usize) -> Self {
        let is_live = |place: &usize| {
            graph.known.get(*place).is_some_and(|known| {
                known.valid && known.author.is_some() && known.past.contains(base)
            })
        };
        let entries = set.iter().filter(is_live).fold(Places::default(), Places::with);
        Self::with_entries(graph, base, entries)
    }

    fn with_entries(graph: &'g Graph<'a>, base: usize, entries: Places) -> Self {
        let mut own: BTreeMap<DeviceId, Places> = BTreeMap::new();
        for place in entries.iter() {
            if let Some(author) = graph.known.get(place).and_then(|known| known.author) {
                own.entry(author).or_default().insert(place);
            }
        }
        Self { graph, base, entries, own }
    }

    pub(super) fn settle(self, state: &mut State) {
        let entries = self.without_rewritten_history();
        let live = Self::with_entries(self.graph, self.base, entries);
        let ranks = live.lead_ranks(state);
        let weighed = live.removals();
        let removals: Vec<&Removal<'_>> =
            weighed.iter().filter(|removal| !live.lost_duel(removal, &weighed, &ranks)).collect();
        live.settle_additions(state, &removals);
        for removal in &removals {
            if let Some(seat) = state.seats.get_mut(&removal.device) {
                seat.removed = true;
            }
        }
        for (author, own) in &live.own {
            if let Some(seat) = state.seats.get_mut(author) {
                seat.frozen |= live.forked(*own);
            }
        }
        let lead_gone = state
            .lead
            .and_then(|lead| state.seats.get(&lead.device))
            .is_none_or(|seat| seat.removed);
        if lead_gone {
            state.lead = None;
        }
        live.settle_person_key(state, &removals);
    }

    fn known(&self) -> impl Iterator<Item = (usize, &'g Known<'a>)> {
        self.entries
            .iter()
            .filter_map(|place| self.graph.known.get(place).map(|known| (place, known)))
    }

    fn own(&self, author: DeviceId) -> Places {
        self.own.get(&author).copied().unwrap_or_default()
    }

    /// Whether two entries of a set are unordered.
    fn forked(&self, set: Places) -> bool {
        set.iter().any(|place| !self.graph.unordered_with(place, set).is_empty())
    }

    fn removals(&self) -> Vec<Removal<'g>> {
        self.known()
            .filter_map(|(place, known)| match (known.entry, known.author) {
                (RosterEntry::RemoveDevice { device, person_recipient, .. }, Some(author)) => {
                    Some(Removal {
                        place,
                        hash: known.hash,
                        past: known.past,
                        author,
                        device: *device,
                        person_recipient: person_recipient.as_ref(),
                    })
                }
                _ => None,
            })
            .collect()
    }

    /// Rule 4.
    fn without_rewritten_history(&self) -> Places {
        let removals = self.removals();
        let mut kept = self.entries;
        for (author, own) in &self.own {
            for removal in removals.iter().filter(|removal| removal.device == *author) {
                let seen = own.intersection(removal.past);
                let unseen = own.without(removal.past);
                for place in unseen.iter().filter(|place| *place != removal.place) {
                    if !self.graph.unordered_with(place, seen).is_empty() {
                        kept = kept.without(Places::default().with(place));
                    }
                }
            }
        }
        kept
    }

    /// Who has held the lead since the base; later ones rank higher.
    fn lead_ranks(&self, state: &State) -> BTreeMap<DeviceId, usize> {
        let mut ranks: BTreeMap<DeviceId, usize> =
            state.lead.iter().map(|lead| (lead.device, 0)).collect();
        for (_, known) in self.known() {
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
        removal: &Removal<'_>,
        weighed: &[Removal<'_>],
        ranks: &BTreeMap<DeviceId, usize>,
    ) -> bool {
        let Some(target_rank) = ranks.get(&removal.device) else {
            return false;
        };
        let outranked = ranks.get(&removal.author).is_none_or(|rank| rank < target_rank);
        let unordered = self.graph.unordered_with(removal.place, self.entries);
        outranked
            && weighed
                .iter()
                .any(|other| other.device == removal.author && unordered.contains(other.place))
    }

    /// Rules 7 to 9, for additions and changes of lead, in causal order.
    fn settle_additions(&self, state: &mut State, removals: &[&Removal<'_>]) {
        let survives = |device: &DeviceId, place: usize| {
            removals
                .iter()
                .filter(|removal| removal.device == *device)
                .all(|removal| removal.past.contains(place))
        };
        for (place, known) in self.known() {
            let (Some(author), Some(lead_by)) = (known.author, known.lead_by) else {
                continue;
            };
            // The lead in force is always one whose change of lead counted, or the base's.
            let counts = state.lead.map(|lead| lead.by) == Some(lead_by)
                && self.unforked(place, known, author)
                && survives(&author, place);
            if !counts {
                continue;
            }
            match known.entry {
                RosterEntry::AddDevice { facts, authority, .. } => {
                    if state.never_introduced(facts, authority) {
                        state.seats.insert(facts.device, Seat::new(facts, *authority));
                    }
                }
                RosterEntry::SetLead { device, .. } => {
                    if survives(device, place) && state.seats.contains_key(device) {
                        state.lead = Some(Lead { device: *device, by: place });
                    }
                }
                RosterEntry::Genesis { .. }
                | RosterEntry::RemoveDevice { .. }
                | RosterEntry::KitReset { .. } => {}
            }
        }
    }

    /// Whether an entry is ordered with all others by its author, and does not come after two that are not.
    fn unforked(&self, place: usize, known: &Known<'_>, author: DeviceId) -> bool {
        let own = self.own(author);
        self.graph.unordered_with(place, own).is_empty()
            && !self.forked(own.intersection(known.past))
    }

    /// Rule 10.
    fn settle_person_key(&self, state: &mut State, removals: &[&Removal<'_>]) {
        let naming: Vec<&&Removal<'_>> =
            removals.iter().filter(|removal| removal.person_recipient.is_some()).collect();
        let trusted: Vec<&&Removal<'_>> = naming
            .iter()
            .filter(|removal| state.seats.get(&removal.author).is_some_and(Seat::active))
            .copied()
            .collect();
        let candidates = if trusted.is_empty() { naming } else { trusted };
        let places =
            candidates.iter().map(|removal| removal.place).fold(Places::default(), Places::with);
        let followed = |place: usize| {
            self.graph
                .known
                .get(place)
                .is_some_and(|known| !known.future.intersection(places).is_empty())
        };
        let chosen = candidates
            .iter()
            .filter(|removal| !followed(removal.place))
            .min_by_key(|removal| removal.hash);
        let made_by = chosen.map_or(self.base, |removal| removal.place);
        if let Some(recipient) = chosen.and_then(|removal| removal.person_recipient) {
            state.person_recipient.clone_from(recipient);
        }
        state.person_key_stale = removals.iter().any(|removal| {
            removal.place != made_by && !self.graph.precedes(removal.place, made_by)
        });
    }
}
