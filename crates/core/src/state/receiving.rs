//! From a peer's bytes to a record on the screen: opened by the desk, passed by the gate, put to rest,
//! and only then acknowledged.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kith_plan::UnixMillis;
use kith_seal::{
    Alias, ControlRecord, DeskReply, DeskRequest, EndpointKey, Envelope, EnvelopeKind,
    GenerationId, OpenError, Opened, RootId, StreamKey,
};
use kith_sync::InEvent;

use super::generations::Purpose;
use super::household::Learned;
use super::judging::{Candidate, Judging};
use super::{Open, Then};
use crate::job::Part;
use crate::work::Work;

/// Where an envelope that is being opened came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A peer sent it; it is not at rest yet.
    Peer,
    /// It was read from one's own disk, and waits for what it needs.
    Rest,
}

/// Envelopes on their way from a peer, or from rest, into the documents.
#[derive(Debug, Default)]
pub(crate) struct Receiving {
    /// What was opened, and what the gate does with it.
    pub judging: Judging,
    /// What peers sent while the desk still opens earlier envelopes of the same generation: a stream's
    /// first envelope names its writer, so nothing may overtake it.
    behind: BTreeMap<GenerationId, VecDeque<Vec<Envelope>>>,
    /// How many requests to open envelopes of each generation are at the desk.
    opening: BTreeMap<GenerationId, u32>,
    /// Streams that there was no room for, and their generations: asked for again once there is.
    pub without_room: BTreeMap<(Alias, StreamKey), GenerationId>,
    /// Generations of which the desk could not open something.
    pub not_opened: BTreeSet<GenerationId>,
    /// Counts what was learned of writers and rosters.
    lessons: u64,
    /// For each request to open that is on its way, how much was known when it was made: what fails for
    /// want of knowledge that has come since is tried again.
    asked_with: VecDeque<u64>,
}

impl Receiving {
    /// Whether nothing is on its way.
    pub(crate) fn is_empty(&self) -> bool {
        self.opening.is_empty() && self.judging.is_empty()
    }

    /// Whether nothing of a generation is on its way, and nothing stands behind that.
    pub(crate) fn is_still(&self, id: GenerationId) -> bool {
        !self.opening.contains_key(&id)
            && !self.behind.contains_key(&id)
            && self.judging.is_still(id)
    }

    /// How much has been learned in this run that may help what waits.
    pub(super) fn lessons(&self) -> u64 {
        self.lessons
    }

    /// Something has come that what is being opened or judged just now may have lacked: it is tried again.
    pub(super) fn has_learned(&mut self) {
        self.lessons = self.lessons.wrapping_add(1);
    }

    fn note_opened(&mut self, id: GenerationId) {
        if let Entry::Occupied(mut opening) = self.opening.entry(id) {
            *opening.get_mut() = opening.get().saturating_sub(1);
            if *opening.get() == 0 {
                opening.remove();
            }
        }
    }
}

impl Open {
    /// A peer's envelopes arrived.
    pub(crate) fn delivered(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        peer: EndpointKey,
        envelopes: Vec<Envelope>,
    ) {
        let mut by_generation: Vec<(GenerationId, Vec<Envelope>)> = Vec::new();
        let sender = self.household.peers().get(&peer).map(|(root, _)| *root);
        let own_device = sender == Some(self.household.me);
        for envelope in envelopes {
            let generation = envelope.header().generation;
            // A guest's devices write in that guest's volumes and in no others: whatever they sign for one
            // of the owner's could never be cured, and must not be kept or passed on.
            let may_send = |owner: RootId| own_device || sender == Some(owner);
            let is_storable = envelope.len() <= kith_vault::MAX_RECORD_LEN
                || envelope.header().kind == EnvelopeKind::Snapshot;
            match self.generations.get(&generation) {
                Some(known)
                    if known.alias == envelope.header().alias
                        && may_send(known.owner)
                        && is_storable =>
                {
                    match by_generation.iter_mut().find(|(id, _)| *id == generation) {
                        Some((_, list)) => list.push(envelope),
                        None => by_generation.push((generation, vec![envelope])),
                    }
                }
                // An own device may know of generations whose wrap has not come yet.
                None if own_device && is_storable && self.lacks_room_for_stray(&envelope) => {
                    self.no_room(now, work, generation, &envelope);
                }
                None if own_device && is_storable && envelope.verify().is_ok() => {
                    self.strays.push(envelope.clone());
                    if envelope.header().kind != EnvelopeKind::Snapshot {
                        self.writing.store(work, vec![envelope]);
                    }
                }
                _ => self.refuse(now, work, &envelope),
            }
        }
        for (generation, list) in by_generation {
            match self.receiving.behind.get_mut(&generation) {
                Some(behind) => behind.push_back(list),
                None => {
                    self.receiving.behind.insert(generation, VecDeque::new());
                    self.open_envelopes(work, generation, list, Origin::Peer);
                }
            }
        }
    }

    /// Asks the desk to open envelopes of one generation.
    pub(crate) fn open_envelopes(
        &mut self,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<Envelope>,
        origin: Origin,
    ) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let Some(followed) = self.household.followed(generation.owner) else {
            return;
        };
        let writers = followed.writers().clone();
        let opening = self.receiving.opening.entry(id).or_default();
        *opening = opening.saturating_add(1);
        self.receiving.asked_with.push_back(self.receiving.lessons);
        work.desk(
            DeskRequest::Open {
                envelopes: envelopes.clone(),
                writers,
                known: generation.known_streams(),
            },
            Then::Opened { generation: id, envelopes, origin },
        );
    }

    /// The desk has opened what it could.
    pub(crate) fn opened(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelopes: Vec<Envelope>,
        origin: Origin,
        reply: DeskReply,
    ) {
        self.receiving.note_opened(id);
        let asked_with = self.receiving.asked_with.pop_front();
        let DeskReply::Opened(results) = reply else {
            // As if the key were not there yet: nothing is lost, and what came behind goes on.
            let all = envelopes.into_iter().map(|envelope| (origin, envelope)).collect();
            self.receiving.not_opened.insert(id);
            self.try_room_later(now, work);
            self.wait_all(now, work, id, all);
            if origin == Origin::Peer {
                self.open_behind(work, id);
            }
            work.changed = true;
            return;
        };
        let mut learned = Vec::new();
        let mut to_store = Vec::new();
        for (envelope, result) in envelopes.into_iter().zip(results) {
            match result {
                Ok(opened) => {
                    self.know_stream(id, &opened);
                    let is_document = self.holds_document(id);
                    match opened.kind {
                        EnvelopeKind::Change | EnvelopeKind::Snapshot if !is_document => {
                            self.misplaced(now, work, id, (&envelope, origin));
                        }
                        EnvelopeKind::Entries if is_document => {
                            self.misplaced(now, work, id, (&envelope, origin));
                        }
                        EnvelopeKind::Entries => {
                            self.was_taken(work, id, &envelope);
                            learned.extend(self.take_entries(id, &opened));
                            if origin == Origin::Peer {
                                to_store.push(envelope);
                            }
                        }
                        EnvelopeKind::Change => {
                            let part = Part::of(&opened);
                            if origin == Origin::Peer
                                && self.receiving.judging.is_ended(id, &envelope)
                            {
                                self.refuse(now, work, &envelope);
                            } else {
                                let candidate = Candidate::new(origin, envelope, part);
                                self.receiving.judging.push(id, candidate);
                            }
                        }
                        EnvelopeKind::Snapshot => {
                            self.snapshot_arrived(now, work, id, envelope, opened);
                        }
                    }
                }
                Err(error) => self.could_not_open(now, work, id, envelope, origin, error),
            }
        }
        if !to_store.is_empty() {
            self.writing.store(work, to_store);
        }
        self.act_on(now, work, learned);
        self.next_admission(now, work, id);
        if asked_with != Some(self.receiving.lessons) {
            self.retry_waiting(work, |generation| generation.id == id);
        }
        if origin == Origin::Peer {
            self.open_behind(work, id);
        }
        work.changed = true;
    }

    /// Opens what a peer sent meanwhile.
    fn open_behind(&mut self, work: &mut Work, id: GenerationId) {
        let Some(behind) = self.receiving.behind.get_mut(&id) else { return };
        match behind.pop_front() {
            Some(list) => self.open_envelopes(work, id, list, Origin::Peer),
            None => {
                self.receiving.behind.remove(&id);
            }
        }
    }

    fn could_not_open(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        envelope: Envelope,
        origin: Origin,
        error: OpenError,
    ) {
        match error {
            // These may yet be cured by a wrap or a roster entry that is still on its way.
            OpenError::NoKey | OpenError::NotAWriter | OpenError::NoCertificate => {
                self.wait_all(now, work, id, vec![(origin, envelope)]);
            }
            _ => {
                if let Some(generation) = self.generations.get_mut(&id) {
                    generation.waiting.remove(&envelope);
                }
                self.put_aside(work, &envelope, error.to_string());
                if origin == Origin::Peer {
                    self.refuse(now, work, &envelope);
                }
            }
        }
    }

    /// Control records of a book or a mailbox.
    pub(crate) fn take_entries(&mut self, id: GenerationId, opened: &Opened) -> Vec<Learned> {
        let Some(generation) = self.generations.get(&id) else {
            return Vec::new();
        };
        let (owner, purpose) = (generation.owner, generation.purpose.clone());
        let Ok(records) = ControlRecord::decode_all(&opened.payload) else {
            return Vec::new();
        };
        if let Some(guest) = self.guest_of_mailbox(id) {
            let told = records.iter().filter_map(|record| match record {
                ControlRecord::Roster(entry) => Some(entry.hash()),
                _ => None,
            });
            self.note_roster_told(guest, told.collect());
            for record in &records {
                if let ControlRecord::Addresses(said) = record {
                    self.note_addresses_told(guest, said);
                }
            }
        }
        records
            .into_iter()
            .map(|record| match purpose {
                Purpose::Book if owner == self.household.me => self.household.apply_book(record),
                Purpose::Mailbox(_) => self.household.apply_mailbox(owner, record),
                Purpose::Book | Purpose::Half(_) | Purpose::Section(_) => Learned::Nothing,
            })
            .collect()
    }

    /// Acts on what control records taught: new keys are opened, new peers are told of.
    pub(crate) fn act_on(&mut self, now: UnixMillis, work: &mut Work, learned: Vec<Learned>) {
        let mut wraps = Vec::new();
        let mut rosters: BTreeSet<RootId> = BTreeSet::new();
        let mut peers_changed = false;
        for lesson in learned {
            match lesson {
                Learned::Nothing => {}
                Learned::Roster(root) => {
                    rosters.insert(root);
                    peers_changed = true;
                }
                Learned::Wrap(wrap) => wraps.push(*wrap),
                Learned::Paired(root) => {
                    // What they share is a plan here, empty until something of it has come.
                    self.shared_plans.entry(root).or_default();
                    // Who can read a section is drawn under another record from now on.
                    self.everything_touched();
                    rosters.insert(root);
                    peers_changed = true;
                }
                Learned::Address => peers_changed = true,
            }
        }
        peers_changed |= self.know_wraps(work, wraps);
        if !rosters.is_empty() {
            self.receiving.has_learned();
            wraps_again(self, work, &rosters);
            self.retry_waiting(work, |generation| rosters.contains(&generation.owner));
        }
        if peers_changed && self.ready {
            self.refresh_peers(now, work);
            self.carry_late(now, work);
        }
    }

    fn holds_document(&self, id: GenerationId) -> bool {
        self.generations.get(&id).is_some_and(|generation| generation.purpose.is_document())
    }

    /// An envelope whose kind has no place in its generation, from a writer who knows better.
    fn misplaced(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        (envelope, origin): (&Envelope, Origin),
    ) {
        self.put_aside(work, envelope, "its kind has no place in its generation".to_owned());
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.waiting.remove(envelope);
        }
        if origin == Origin::Peer {
            self.refuse(now, work, envelope);
        }
    }

    /// Whose a generation is, and the volume that it holds.
    pub(crate) fn place_of(&self, id: GenerationId) -> Option<(RootId, kith_plan::VolumeId)> {
        let generation = self.generations.get(&id)?;
        Some((generation.owner, kith_plan::VolumeId(generation.volume.0)))
    }

    /// Remembers who writes a stream.
    pub(crate) fn know_stream(&mut self, id: GenerationId, opened: &Opened) {
        let Some(certificate) = opened.certificate.clone() else {
            return;
        };
        let Some(generation) = self.generations.get_mut(&id) else {
            return;
        };
        if let Entry::Vacant(place) = generation.streams.entry(opened.stream) {
            let device = opened.device;
            let taken = super::taken::Taken::default();
            place.insert(super::generations::StreamEnd { device, certificate, taken });
            self.receiving.has_learned();
        }
    }

    pub(crate) fn refuse(&mut self, now: UnixMillis, work: &mut Work, envelope: &Envelope) {
        let header = envelope.header();
        let (alias, stream, seq) = (header.alias, header.stream, header.seq);
        // What stands behind something that there was no room for comes again with it.
        let event = match self.receiving.without_room.contains_key(&(alias, stream)) {
            true => InEvent::NoRoom { alias, stream, seq },
            false => InEvent::Refused { alias, stream, seq },
        };
        self.exchange(now, work, event);
    }
}

/// Tries wraps again whose signer may be known by now.
fn wraps_again(open: &mut Open, work: &mut Work, rosters: &BTreeSet<RootId>) {
    let again = open.wraps.take_closed(|root| rosters.contains(root));
    open.know_wraps(work, again);
}
