//! Keys that were given: which wraps can be opened, and what each of them opens.
//!
//! A guest may send any number of wraps. What they promise is believed once the desk has opened them, and
//! of one person only so many are held.

use std::collections::BTreeMap;

use kith_plan::UnixMillis;
use kith_seal::{DeskReply, DeskRequest, GenerationId, Hash, RootId, Signed, Wrap};

use super::generations::{Generation, Purpose};
use super::receiving::Origin;
use super::{Open, Then};
use crate::work::Work;

/// So many generations of one other person are held, and so many wraps of theirs that do not open yet. A
/// section that is shared for a lifetime makes some hundreds; the exchange names no more aliases than
/// these to one peer.
const MOST_OF_A_GUEST: usize = 4_096;

/// Wraps on their way.
#[derive(Debug, Default)]
pub(crate) struct Wraps {
    /// How many requests to open some are with the desk.
    opening: usize,
    /// What the wraps of guests promise that the desk has not answered for.
    promised: BTreeMap<Hash, (RootId, Purpose)>,
    /// Wraps that could not be opened yet, by the hash of each.
    closed: BTreeMap<Hash, Signed<Wrap>>,
}

impl Wraps {
    /// Whether the desk has answered for all of them.
    pub(crate) fn is_quiet(&self) -> bool {
        self.opening == 0
    }

    /// The sections that wraps of a person promise, before the desk has answered.
    pub(crate) fn promised_sections(&self, owner: RootId) -> impl Iterator<Item = &String> {
        self.promised.values().filter_map(move |(of, purpose)| match purpose {
            Purpose::Section(section) if *of == owner => Some(section),
            _ => None,
        })
    }

    /// Takes out those that may open now that something was learned of these people's devices.
    pub(crate) fn take_closed(&mut self, of: impl Fn(&RootId) -> bool) -> Vec<Signed<Wrap>> {
        let (again, still) = std::mem::take(&mut self.closed)
            .into_iter()
            .partition(|(_, wrap)| of(&wrap.unverified().roll.unverified().root));
        self.closed = still;
        again.into_values().collect()
    }

    fn promised_by(&self, owner: RootId) -> usize {
        self.promised.values().filter(|(of, _)| *of == owner).count()
    }

    /// Keeps one that did not open; `false` if too many of that person wait already.
    fn close(&mut self, wrap: Signed<Wrap>, is_guests: bool) -> bool {
        let hash = wrap.hash();
        let owner = wrap.unverified().roll.unverified().root;
        let theirs = || {
            let owners = self.closed.values().map(|one| one.unverified().roll.unverified().root);
            owners.filter(|of| *of == owner).count()
        };
        if is_guests && !self.closed.contains_key(&hash) && theirs() >= MOST_OF_A_GUEST {
            return false;
        }
        self.closed.insert(hash, wrap);
        true
    }
}

impl Open {
    /// Learns of wraps, and has those for the owner opened. `true` if somebody's reach has changed.
    pub(crate) fn know_wraps(&mut self, work: &mut Work, wraps: Vec<Signed<Wrap>>) -> bool {
        let me = self.household.me;
        let mut to_open: Vec<Signed<Wrap>> = Vec::new();
        let mut reach_changed = false;
        let mut promised: BTreeMap<RootId, usize> = BTreeMap::new();
        for signed in wraps {
            let wrap = signed.unverified();
            let roll = wrap.roll.unverified();
            let (owner, id) = (roll.root, wrap.generation);
            if self.household.followed(owner).is_none() || wrap.roll.generation() != id {
                continue;
            }
            if self.generations.get(&id).is_none() {
                let generation = Generation::from_roll(id, roll);
                // What one's own devices say of one's own generations is taken as it is.
                if owner != me {
                    let on_their_way =
                        promised.entry(owner).or_insert_with(|| self.wraps.promised_by(owner));
                    let held = self.generations.count_of(owner);
                    if wrap.to != me || held.saturating_add(*on_their_way) >= MOST_OF_A_GUEST {
                        self.aside.count_one_more();
                        work.changed = true;
                        continue;
                    }
                    if !generation.needs_newer {
                        let promise = (owner, generation.purpose);
                        if self.wraps.promised.insert(signed.hash(), promise).is_none() {
                            *on_their_way = on_their_way.saturating_add(1);
                            to_open.push(signed);
                        }
                        continue;
                    }
                }
                self.generations.insert(generation);
            }
            let Some(generation) = self.generations.get_mut(&id) else {
                continue;
            };
            if wrap.to != owner && generation.wrapped_to.insert(wrap.to) {
                reach_changed = true;
                // The volume may have been loaded before this was known; from now on what is deleted in it
                // has to be emptied.
                if owner == me {
                    let volume = kith_plan::VolumeId(generation.volume.0);
                    self.plan.set_readable_by_guest(volume, true);
                }
            }
            if wrap.to == me && !generation.readable && !generation.needs_newer {
                to_open.push(signed);
            }
        }
        if !to_open.is_empty() {
            self.open_wraps(work, to_open);
        }
        reach_changed
    }

    fn open_wraps(&mut self, work: &mut Work, wraps: Vec<Signed<Wrap>>) {
        let mut by_owner: BTreeMap<RootId, Vec<Signed<Wrap>>> = BTreeMap::new();
        for wrap in wraps {
            by_owner.entry(wrap.unverified().roll.unverified().root).or_default().push(wrap);
        }
        for (owner, wraps) in by_owner {
            let Some(followed) = self.household.followed(owner) else {
                continue;
            };
            self.wraps.opening = self.wraps.opening.saturating_add(1);
            work.desk(
                DeskRequest::OpenWraps {
                    wraps: wraps.clone(),
                    writers: followed.writers().clone(),
                },
                Then::WrapsOpened(wraps),
            );
        }
    }

    /// The desk has opened wraps: what they open is read from the disk now.
    pub(crate) fn wraps_opened(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        wraps: Vec<Signed<Wrap>>,
        reply: DeskReply,
    ) {
        self.wraps.opening = self.wraps.opening.saturating_sub(1);
        let mut results = match reply {
            DeskReply::WrapsOpened { results, .. } => results.into_iter(),
            _ => Vec::new().into_iter(),
        };
        let mut readable = Vec::new();
        for wrap in wraps {
            self.wraps.promised.remove(&wrap.hash());
            let owner = wrap.unverified().roll.unverified().root;
            match results.next() {
                Some(Ok(_)) => readable.push(self.know_opened(&wrap)),
                // A wrap by a device that the roster does not know yet is tried again with the roster.
                Some(Err(_)) | None => {
                    if !self.wraps.close(wrap, owner != self.household.me) {
                        self.aside.count_one_more();
                    }
                }
            }
        }
        readable.retain(|id| {
            let generation = self.generations.get_mut(id);
            generation.is_some_and(|known| !std::mem::replace(&mut known.readable, true))
        });
        // What Today shows is read first, then the past, the newest before the older.
        readable.sort_by_cached_key(|id| {
            let label = self.generations.get(id).map(|generation| generation.label.clone());
            (self.generations.is_of_the_past(id), std::cmp::Reverse(label))
        });
        for id in readable {
            self.read_generation(work, id);
        }
        self.refresh_peers_if_ready(now, work);
        self.check_ready(now, work);
        work.changed = true;
    }

    /// Reads what rests of a generation whose key the desk holds by now.
    fn read_generation(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let alias = generation.alias;
        let is_document = generation.purpose.is_document();
        let strays: Vec<_> = self
            .strays
            .iter()
            .filter(|envelope| envelope.header().alias == alias)
            .cloned()
            .collect();
        self.strays.retain(|envelope| envelope.header().alias != alias);
        if is_document {
            self.open_volume(work, id);
        } else {
            self.read_entries(work, id);
        }
        self.retry_waiting(work, |generation| generation.id == id);
        // Strays that were durable already come back with the volume; the others are opened now.
        if !strays.is_empty() {
            self.open_envelopes(work, id, strays, Origin::Rest);
        }
    }

    /// The desk has opened a wrap, so what it says of its generation is its owner's word.
    fn know_opened(&mut self, signed: &Signed<Wrap>) -> GenerationId {
        let wrap = signed.unverified();
        let (id, roll) = (wrap.generation, wrap.roll.unverified());
        if self.generations.get(&id).is_none() {
            self.generations.insert(Generation::from_roll(id, roll));
        }
        if wrap.to != roll.root
            && let Some(generation) = self.generations.get_mut(&id)
        {
            generation.wrapped_to.insert(wrap.to);
        }
        id
    }
}
