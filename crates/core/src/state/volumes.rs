//! Keys and volumes: which generations can be opened, and new ones.

use std::collections::BTreeSet;

use kith_plan::{UnixMillis, Volume};
use kith_seal::{
    Alias, ControlRecord, DeskReply, DeskRequest, EnvelopeKind, GenerationId, GivenTo, RootId,
    VolumeId,
};

use super::generations::{Generation, Purpose, StreamEnd};
use super::taken::Taken;
use super::told::roster_records;
use super::writing::WriteId;
use super::{Open, Then};
use crate::Trouble;
use crate::work::Work;

/// What a new generation is for, and who waits for it.
#[derive(Clone, Debug)]
pub(crate) struct NewGeneration {
    /// Its label.
    pub label: String,
    /// The people who are given its key at once.
    pub readers: Vec<RootId>,
}

impl Open {
    /// Puts a volume into the plan that it belongs to.
    pub(crate) fn insert_volume(&mut self, id: GenerationId, volume: Volume) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let section = match &generation.purpose {
            Purpose::Half(root) => super::generations::half_section(*root),
            Purpose::Section(section) => section.clone(),
            Purpose::Book | Purpose::Mailbox(_) => return,
        };
        let (owner, volume_id) = (generation.owner, generation.volume);
        let (label, made) = (generation.label.clone(), generation.made);
        let readable_by_guest = self.readers_of(generation).next().is_some();
        let volume_id = kith_plan::VolumeId(volume_id.0);
        let made = kith_plan::UnixMillis(made.0);
        let Some(plan) = self.plan_of_mut(owner) else {
            return;
        };
        // A document that takes the place of its own view changes nothing that is drawn.
        let is_drawn = plan.volume(volume_id).is_some_and(|one| one.view() == volume.view());
        plan.insert_volume(volume_id, label, section, made, readable_by_guest, volume);
        if !is_drawn {
            self.sections_touched(owner, volume_id);
        }
    }

    /// Takes a volume out of the plan that it belongs to.
    pub(crate) fn take_volume_out(&mut self, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let (owner, volume) = (generation.owner, kith_plan::VolumeId(generation.volume.0));
        self.sections_touched(owner, volume);
        if let Some(plan) = self.plan_of_mut(owner) {
            plan.remove_volume(volume);
        }
    }

    /// Whether a generation's document is in memory.
    pub(crate) fn volume_is_loaded(&self, id: GenerationId) -> bool {
        self.loading.is_loaded(&id)
    }

    /// The people, other than the owner, who have the key of a generation or are to have it: the wraps may still be on
    /// their way from the device that made it.
    pub(crate) fn readers_of<'a>(
        &'a self,
        generation: &'a Generation,
    ) -> impl Iterator<Item = &'a RootId> {
        let given = self.household.given_to.get(&generation.id).into_iter().flatten();
        generation.wrapped_to.iter().chain(given)
    }

    /// Asks for a new generation with `label`; commands that need it are tried again when it is there.
    pub(crate) fn new_generation(&mut self, now: UnixMillis, work: &mut Work, new: NewGeneration) {
        if !self.making.insert(new.label.clone()) {
            return;
        }
        // New records go into the newest volume of a label, so a clock that went back must not make the
        // new one older than those that somebody else can read.
        let newest = self
            .generations
            .iter()
            .filter(|known| known.owner == self.household.me && known.label == new.label)
            .map(|known| known.made.0.saturating_add(1))
            .max();
        let made = kith_seal::UnixMillis(newest.map_or(now.0, |newest| newest.max(now.0)));
        work.desk(
            DeskRequest::NewGeneration {
                volume: VolumeId(self.dice.throw()),
                label: new.label.clone(),
                alias: Alias(self.dice.throw()),
                made,
            },
            Then::GenerationMade(new),
        );
    }

    /// The desk has made a generation: it is written into the book, and its key given to its readers.
    pub(crate) fn generation_made(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        new: NewGeneration,
        reply: DeskReply,
    ) {
        self.making.remove(&new.label);
        let DeskReply::NewGeneration(made) = reply else {
            return self.desk_failed(now, work, &reply);
        };
        let (id, wrap) = (made.generation, made.own_wrap);
        let mut generation = Generation::from_roll(id, made.roll.unverified());
        generation.readable = true;
        let readers: BTreeSet<RootId> = new.readers.iter().copied().collect();
        generation.wrapped_to.clone_from(&readers);
        let is_document = generation.purpose.is_document();
        self.generations.insert(generation);
        self.loading.note_new(id);
        let people = readers.iter().copied().collect();
        let given = GivenTo { generation: id, people };
        self.household.given_to.insert(id, readers);
        // In one envelope: whoever can open it knows to whom else it was given.
        self.write_book(work, &[ControlRecord::GivenTo(given), ControlRecord::Wrap(wrap)]);
        if is_document {
            self.insert_volume(id, Volume::new(None));
        }
        for reader in new.readers {
            self.give_key(work, id, reader);
        }
        self.pairing_generation_made(work, id, &new.label);
        self.refresh_peers_if_ready(now, work);
        self.unpark(now, work);
        self.carry_late(now, work);
    }

    /// Has the key of a generation sealed to a guest; the wrap goes into their mailbox when it comes.
    pub(crate) fn give_key(&mut self, work: &mut Work, id: GenerationId, reader: RootId) {
        let Some(guest) = self.household.guests.get(&reader) else {
            return;
        };
        let recipient = guest.followed.verdict().person_recipient.clone();
        self.giving += 1;
        work.desk(
            DeskRequest::WrapFor { generation: id, to: reader, recipient },
            Then::KeyWrapped { generation: id, reader },
        );
    }

    /// The desk has sealed a key to a guest.
    pub(crate) fn key_wrapped(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        reader: RootId,
        reply: DeskReply,
    ) {
        self.giving = self.giving.saturating_sub(1);
        let DeskReply::Wrap(wrap) = reply else {
            self.key_not_given(id, reader);
            return self.desk_failed(now, work, &reply);
        };
        if self.write_mailbox(work, reader, &[ControlRecord::Wrap(wrap)]).is_none() {
            self.key_not_given(id, reader);
            return self.could_not(now, work, &Trouble::Internal);
        }
        if let Some(generation) = self.generations.get_mut(&id) {
            generation.wrapped_to.insert(reader);
        }
        self.refresh_peers_if_ready(now, work);
        self.unpark(now, work);
    }

    /// Writes control records into the owner's book. The first of a run go with the roster: without that nothing of
    /// the book can be judged, and where it stood in one log alone, one byte there shut the whole plan.
    pub(crate) fn write_book(
        &mut self,
        work: &mut Work,
        records: &[ControlRecord],
    ) -> Option<WriteId> {
        let mut records = records.to_vec();
        if !std::mem::replace(&mut self.is_roster_repeated, true) {
            records.extend(roster_records(&self.household.mine.entries()));
        }
        let payload = ControlRecord::encode_all(&records).ok()?;
        Some(self.writing.write(work, self.book, EnvelopeKind::Entries, payload))
    }

    /// Writes control records into the mailbox of a guest.
    pub(crate) fn write_mailbox(
        &mut self,
        work: &mut Work,
        guest: RootId,
        records: &[ControlRecord],
    ) -> Option<WriteId> {
        let mailbox = self.mailbox_to(guest)?;
        self.writing_mailbox(work, mailbox, records)
    }

    /// Writes control records into one mailbox.
    pub(crate) fn writing_mailbox(
        &mut self,
        work: &mut Work,
        mailbox: GenerationId,
        records: &[ControlRecord],
    ) -> Option<WriteId> {
        let payload = ControlRecord::encode_all(records).ok()?;
        Some(self.writing.write(work, mailbox, EnvelopeKind::Entries, payload))
    }

    /// The mailbox in which the owner writes to a guest.
    pub(crate) fn mailbox_to(&self, guest: RootId) -> Option<GenerationId> {
        self.generations
            .iter()
            .find(|generation| {
                generation.owner == self.household.me
                    && generation.purpose == Purpose::Mailbox(guest)
                    && generation.readable
            })
            .map(|generation| generation.id)
    }

    /// Asks for the stream of this run in a generation, for its actor.
    pub(crate) fn ask_for_stream(&mut self, work: &mut Work, id: GenerationId) {
        if self.streams_asked.insert(id) {
            work.desk(DeskRequest::StreamFor { generation: id }, Then::StreamMade(id));
        }
    }

    /// The desk has a stream: the volume may be written now.
    pub(crate) fn stream_made(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        reply: DeskReply,
    ) {
        let DeskReply::Stream { stream, actor, certificate } = reply else {
            self.streams_asked.remove(&id);
            return self.desk_failed(now, work, &reply);
        };
        let device = self.household.this;
        let Some(generation) = self.generations.get_mut(&id) else {
            return;
        };
        generation.own_stream = Some((stream, actor));
        generation
            .streams
            .insert(stream, StreamEnd { device, certificate, taken: Taken::default() });
        let (owner, volume) = (generation.owner, kith_plan::VolumeId(generation.volume.0));
        if let Some(volume) = self.plan_of_mut(owner).and_then(|plan| plan.volume_mut(volume)) {
            volume.set_actor(kith_plan::Actor(actor.0));
        }
        self.unpark(now, work);
        self.add_pending_person(now, work);
        self.carry_late(now, work);
    }

    /// The plan of a person: the owner's own, or what a guest shares.
    pub(crate) fn plan_of(&self, owner: RootId) -> Option<&kith_plan::Plan> {
        if owner == self.household.me { Some(&self.plan) } else { self.shared_plans.get(&owner) }
    }

    /// The plan of a person, to be changed.
    pub(crate) fn plan_of_mut(&mut self, owner: RootId) -> Option<&mut kith_plan::Plan> {
        if owner == self.household.me {
            Some(&mut self.plan)
        } else {
            Some(self.shared_plans.entry(owner).or_default())
        }
    }

    /// The generation of an own volume.
    pub(crate) fn generation_of(&self, volume: kith_plan::VolumeId) -> Option<&Generation> {
        self.generations.of_volume(self.household.me, VolumeId(volume.0))
    }
}
