//! Who is who: the owner's devices, the people paired with, and what each may read. All of it is
//! computed from control records, in any order of arrival.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;

use kith_plan::RecordId;
use kith_plan::kinds::Role;
use kith_seal::{
    Addresses, ControlRecord, DeviceId, DeviceState, EndpointKey, GenerationId, PairedPerson,
    Permissions, RootId, Roster, Signed, SignedRosterEntry, Standing, UnixMillis, Verdict, Wrap,
    Writers,
};

/// A peer may name as many addresses as it likes; a few are enough to find it.
pub(crate) const MOST_ADDRESSES: usize = 16;

/// One person's devices, as their roster says.
#[derive(Debug)]
pub(crate) struct Followed {
    roster: Roster,
    verdict: Arc<Verdict>,
    writers: Arc<Writers>,
}

impl Followed {
    /// Starts from a set of entries; nothing if they do not make a roster of `root`.
    pub(crate) fn new(root: RootId, entries: &[SignedRosterEntry]) -> Option<Self> {
        let roster = Roster::from_entries(root, entries.iter().cloned()).ok()?;
        let verdict = Arc::new(roster.verdict());
        let writers = Arc::new(Writers::active(&verdict));
        Some(Followed { roster, verdict, writers })
    }

    /// Takes one more entry; `true` if the verdict may have changed.
    pub(crate) fn insert(&mut self, entry: SignedRosterEntry) -> bool {
        if !self.roster.insert(entry).unwrap_or(false) {
            return false;
        }
        self.verdict = Arc::new(self.roster.verdict());
        self.writers = Arc::new(Writers::active(&self.verdict));
        true
    }

    pub(crate) fn verdict(&self) -> &Arc<Verdict> {
        &self.verdict
    }

    /// Those who may write in this person's generations.
    pub(crate) fn writers(&self) -> &Arc<Writers> {
        &self.writers
    }

    /// Every entry, for somebody who must follow this person too.
    pub(crate) fn entries(&self) -> Vec<SignedRosterEntry> {
        self.roster.entries().map(|(_, entry)| entry.clone()).collect()
    }
}

/// Somebody paired with.
#[derive(Debug)]
pub(crate) struct Guest {
    /// Their record in the owner's plan.
    pub person: RecordId,
    /// The part they play.
    pub role: Role,
    /// Their devices.
    pub followed: Followed,
    /// When the pairing that holds was made. Of several with one Kith the latest holds; see
    /// [`Household::kiths_of`] for several Kiths under one record.
    pub since: UnixMillis,
}

impl Guest {
    /// What decides between two pairings, the higher before the lower: the same on every device, in
    /// whatever order they were heard of.
    fn rank(&self) -> (UnixMillis, RecordId, &'static str) {
        (self.since, self.person, self.role.name())
    }
}

/// What a control record taught.
#[derive(Debug)]
pub(crate) enum Learned {
    /// Nothing that others must act upon.
    Nothing,
    /// A person's devices may have changed.
    Roster(RootId),
    /// The key of a generation was given to somebody.
    Wrap(Box<Signed<Wrap>>),
    /// Somebody was paired with.
    Paired(RootId),
    /// A device listens elsewhere.
    Address,
}

/// The whole household.
#[derive(Debug)]
pub(crate) struct Household {
    /// The owner.
    pub me: RootId,
    /// This device.
    pub this: DeviceId,
    /// The owner's devices.
    pub mine: Followed,
    /// The people paired with.
    pub guests: BTreeMap<RootId, Guest>,
    /// Who may read what.
    pub permissions: Permissions,
    /// What the owner calls each device.
    pub device_names: BTreeMap<DeviceId, String>,
    /// Where each device was last said to listen.
    pub addresses: BTreeMap<DeviceId, (UnixMillis, Vec<SocketAddr>)>,
    /// Small facts of the owner: the name, whether the kit was tested.
    pub notes: BTreeMap<String, Vec<u8>>,
    /// To whom the key of each of the owner's generations is given, as its maker wrote beside its own wrap.
    pub given_to: BTreeMap<GenerationId, BTreeSet<RootId>>,
}

impl Household {
    /// A household of one person and, at first, the entries of their own roster.
    pub(crate) fn new(
        me: RootId,
        this: DeviceId,
        entries: &[SignedRosterEntry],
    ) -> Option<Household> {
        Some(Household {
            me,
            this,
            mine: Followed::new(me, entries)?,
            guests: BTreeMap::new(),
            permissions: Permissions::default(),
            device_names: BTreeMap::new(),
            addresses: BTreeMap::new(),
            notes: BTreeMap::new(),
            given_to: BTreeMap::new(),
        })
    }

    /// Takes in a record of the owner's book.
    pub(crate) fn apply_book(&mut self, record: ControlRecord) -> Learned {
        match record {
            ControlRecord::Roster(entry) => match self.mine.insert(entry) {
                true => Learned::Roster(self.me),
                false => Learned::Nothing,
            },
            ControlRecord::Permission(signed) => {
                self.permissions.insert(signed).ok();
                Learned::Nothing
            }
            ControlRecord::Wrap(wrap) => Learned::Wrap(Box::new(wrap)),
            ControlRecord::Paired(paired) => self.apply_paired(paired),
            ControlRecord::DeviceName(named) => {
                self.device_names.insert(named.device, named.name);
                Learned::Nothing
            }
            ControlRecord::Addresses(addresses) => self.apply_addresses(&addresses),
            ControlRecord::Note(note) => {
                self.notes.insert(note.key, note.value);
                Learned::Nothing
            }
            ControlRecord::GivenTo(given) => {
                self.given_to.entry(given.generation).or_default().extend(given.people);
                Learned::Nothing
            }
            ControlRecord::PersonKey(_) | ControlRecord::Unknown { .. } => Learned::Nothing,
        }
    }

    /// Takes in a record of a mailbox: one's own to a guest, or a guest's to the owner. Only what a
    /// mailbox is for is heard.
    pub(crate) fn apply_mailbox(&mut self, owner: RootId, record: ControlRecord) -> Learned {
        match record {
            ControlRecord::Roster(entry) if owner != self.me => {
                let changed =
                    self.guests.get_mut(&owner).is_some_and(|guest| guest.followed.insert(entry));
                if changed { Learned::Roster(owner) } else { Learned::Nothing }
            }
            // A guest can give away the keys of their own volumes only, and here only to this person.
            ControlRecord::Wrap(wrap) => {
                let of_theirs = wrap.unverified().roll.unverified().root == owner;
                let to_me = wrap.unverified().to == self.me;
                match of_theirs && (owner == self.me || to_me) {
                    true => Learned::Wrap(Box::new(wrap)),
                    false => Learned::Nothing,
                }
            }
            ControlRecord::Addresses(addresses) if owner != self.me => {
                let device = addresses.device;
                // Nobody says of the owner's devices where they are, whatever their own roster names.
                let mine = self.mine.verdict().devices.contains_key(&device);
                let theirs = self.guests.get(&owner).is_some_and(|guest| {
                    !mine && guest.followed.verdict().devices.contains_key(&device)
                });
                if theirs { self.apply_addresses(&addresses) } else { Learned::Nothing }
            }
            ControlRecord::Roster(_)
            | ControlRecord::Addresses(_)
            | ControlRecord::Permission(_)
            | ControlRecord::PersonKey(_)
            | ControlRecord::DeviceName(_)
            | ControlRecord::Paired(_)
            | ControlRecord::Note(_)
            | ControlRecord::GivenTo(_)
            | ControlRecord::Unknown { .. } => Learned::Nothing,
        }
    }

    /// Whose roster `root` is, if it is followed.
    pub(crate) fn followed(&self, root: RootId) -> Option<&Followed> {
        if root == self.me {
            return Some(&self.mine);
        }
        self.guests.get(&root).map(|guest| &guest.followed)
    }

    /// Every Kith that was paired with under this record, the one in force first: the one that was paired
    /// with last. There is more than one only if devices that were apart invited the same person. What is
    /// granted from now on goes to the one in force; what the others may read is shown under the same person, and
    /// ended with it.
    pub(crate) fn kiths_of(&self, person: RecordId) -> Vec<RootId> {
        let of_person = self.guests.iter().filter(|(_, guest)| guest.person == person);
        let mut kiths: Vec<(UnixMillis, RootId)> =
            of_person.map(|(root, guest)| (guest.since, *root)).collect();
        kiths.sort();
        kiths.into_iter().rev().map(|(_, root)| root).collect()
    }

    /// The moment of a new pairing with this Kith, or under this record: by the clock, but after every
    /// earlier one of either, so that a clock that was ahead once does not decide for ever.
    pub(crate) fn pairing_moment(
        &self,
        now: UnixMillis,
        root: RootId,
        person: RecordId,
    ) -> UnixMillis {
        let known = self.guests.iter().filter(|(of, one)| **of == root || one.person == person);
        let last = known.map(|(_, guest)| guest.since.0.saturating_add(1)).max();
        UnixMillis(last.map_or(now.0, |last| last.max(now.0)))
    }

    /// Every device that is a peer, with its person: own ones but this, and those of guests.
    pub(crate) fn peers(&self) -> BTreeMap<EndpointKey, (RootId, DeviceId)> {
        let mut peers = BTreeMap::new();
        let mine = std::iter::once((self.me, &self.mine));
        let theirs = self.guests.iter().map(|(root, guest)| (*root, &guest.followed));
        for (root, followed) in mine.chain(theirs) {
            for (device, standing) in &followed.verdict().devices {
                if *device != self.this && standing.state == DeviceState::Active {
                    peers.insert(standing.facts.endpoint, (root, *device));
                }
            }
        }
        peers
    }

    /// Whether anybody was ever paired with, or a second device linked: before that, no socket.
    pub(crate) fn has_peers(&self) -> bool {
        !self.guests.is_empty() || self.mine.verdict().devices.len() > 1
    }

    /// Whether this device may add others.
    pub(crate) fn is_lead(&self) -> bool {
        self.mine.verdict().lead == Some(self.this)
    }

    /// What paired people may read at this moment, halves among it. A grant that has come to its end is not
    /// there any more, nor is one of which the book says that its end was seen: a clock that is set back brings
    /// nobody back. The clock decides that for one's own grants only.
    pub(crate) fn grants(
        &self,
        now: kith_plan::UnixMillis,
    ) -> BTreeMap<(RootId, String), Standing> {
        let mut standing = self.permissions.standing(self.mine.verdict());
        standing.retain(|(root, _), grant| {
            self.guests.contains_key(root)
                && !has_ended(grant, now)
                && !self.notes.contains_key(&note_of_end(grant))
        });
        standing
    }

    /// Grants that have come to their end at this moment, of which the book does not say so yet: the notes that do.
    pub(crate) fn ends_to_note(&self, now: kith_plan::UnixMillis) -> Vec<String> {
        let standing = self.permissions.standing(self.mine.verdict());
        let ended = standing.values().filter(|grant| has_ended(grant, now));
        ended.map(note_of_end).filter(|note| !self.notes.contains_key(note)).collect()
    }

    /// The people who may read a section at this moment.
    pub(crate) fn readers(&self, section: &str, now: kith_plan::UnixMillis) -> BTreeSet<RootId> {
        self.grants(now).into_keys().filter(|(_, of)| of == section).map(|(root, _)| root).collect()
    }

    /// A note as text.
    pub(crate) fn note_text(&self, key: &str) -> Option<String> {
        String::from_utf8(self.notes.get(key)?.clone()).ok()
    }

    fn apply_paired(&mut self, paired: PairedPerson) -> Learned {
        let Some(role) = Role::named(&paired.role) else {
            return Learned::Nothing;
        };
        let Ok(person) = paired.record.parse::<RecordId>() else {
            return Learned::Nothing;
        };
        let Some(followed) = Followed::new(paired.root, &paired.roster) else {
            return Learned::Nothing;
        };
        let said = Guest { person, role, followed, since: paired.at };
        let Some(guest) = self.guests.get_mut(&paired.root) else {
            self.guests.insert(paired.root, said);
            return Learned::Paired(paired.root);
        };
        for entry in paired.roster {
            guest.followed.insert(entry);
        }
        if guest.rank() >= said.rank() {
            return Learned::Nothing;
        }
        (guest.person, guest.role, guest.since) = (said.person, said.role, said.since);
        Learned::Paired(paired.root)
    }

    /// Notes where a device listens.
    pub(crate) fn apply_addresses(&mut self, said: &Addresses) -> Learned {
        let read: Vec<SocketAddr> = said.parsed().take(MOST_ADDRESSES).collect();
        match self.addresses.get(&said.device) {
            // Two lines of one number are ordered too, so that every device keeps the same.
            Some((at, known)) if (*at, known) >= (said.at, &read) => Learned::Nothing,
            _ => {
                self.addresses.insert(said.device, (said.at, read));
                Learned::Address
            }
        }
    }
}

fn has_ended(grant: &Standing, now: kith_plan::UnixMillis) -> bool {
    grant.until.is_some_and(|until| until.0 <= now.0)
}

/// Its presence in the book says that a device saw the end of this grant pass.
fn note_of_end(grant: &Standing) -> String {
    format!("ended:{}", grant.hash)
}
