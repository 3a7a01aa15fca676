//! The generations that this vault knows of: whose they are, what they are for, who can open them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{
    Actor, Alias, Certificate, Covered, DeviceId, Envelope, GATE_VERSION, GenerationId, Hash, Roll,
    RootId, Signed, StreamKey, UnixMillis, VolumeId,
};

use super::taken::Taken;
use super::waiting::WaitingRoom;

/// What a generation is for. The label in its signed roll says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What the owner's devices must agree on.
    Book,
    /// What an owner tells one guest; the guest it is for.
    Mailbox(RootId),
    /// What one person writes to another; the person it is for.
    Half(RootId),
    /// A volume of a plan, in this section.
    Section(String),
}

impl Purpose {
    /// Reads a label.
    pub(crate) fn from_label(label: &str) -> Purpose {
        if label == "book" {
            return Purpose::Book;
        }
        let (name, _) = label.split_once('/').unwrap_or((label, ""));
        if let Some((what, whom)) = name.split_once(':')
            && let Ok(root) = whom.parse::<RootId>()
        {
            match what {
                "mailbox" => return Purpose::Mailbox(root),
                "half" => return Purpose::Half(root),
                _ => {}
            }
        }
        Purpose::Section(name.to_owned())
    }

    /// Whether the generation holds a document rather than control records.
    pub(crate) fn is_document(&self) -> bool {
        match self {
            Purpose::Book | Purpose::Mailbox(_) => false,
            Purpose::Half(_) | Purpose::Section(_) => true,
        }
    }
}

/// The label of a mailbox.
pub(crate) fn mailbox_label(to: RootId) -> String {
    format!("mailbox:{to}")
}

/// The section under which a half's volumes are kept in the plan.
pub(crate) fn half_section(to: RootId) -> String {
    format!("half:{to}")
}

/// How far one stream of a generation has come here.
#[derive(Clone, Debug)]
pub(crate) struct StreamEnd {
    /// The device that writes it, and its proof.
    pub device: DeviceId,
    /// The proof, kept for snapshots.
    pub certificate: Signed<Certificate>,
    /// How far the document holds it.
    pub taken: Taken,
}

/// One generation.
#[derive(Debug)]
pub(crate) struct Generation {
    /// Its id.
    pub id: GenerationId,
    /// Its name on the wire and on the disk.
    pub alias: Alias,
    /// The volume that it is a generation of.
    pub volume: VolumeId,
    /// Whose it is.
    pub owner: RootId,
    /// Its label.
    pub label: String,
    /// What it is for.
    pub purpose: Purpose,
    /// When it was made, as its maker says.
    pub made: UnixMillis,
    /// Whether it is read under rules that only a newer Kith knows. Its key is not opened then, so that
    /// nothing of it is judged by the wrong ones; what arrives waits.
    pub needs_newer: bool,
    /// Whether the desk holds its key.
    pub readable: bool,
    /// The people, other than the owner, to whom its key was given.
    pub wrapped_to: BTreeSet<RootId>,
    /// The stream of this process run, once there is one.
    pub own_stream: Option<(StreamKey, Actor)>,
    /// The streams whose writers are proved.
    pub streams: BTreeMap<StreamKey, StreamEnd>,
    /// Envelopes at rest that cannot be read or merged yet.
    pub waiting: WaitingRoom,
    /// Envelopes at rest that were set aside: a snapshot must not claim to hold them.
    pub left_out: BTreeSet<Hash>,
    /// Envelopes and bytes since the last snapshot.
    pub since_snapshot: (u32, u64),
}

impl Generation {
    /// A generation as its roll describes it.
    pub(crate) fn from_roll(id: GenerationId, roll: &Roll) -> Self {
        Generation {
            id,
            alias: roll.alias,
            volume: roll.volume,
            owner: roll.root,
            purpose: Purpose::from_label(&roll.label),
            label: roll.label.clone(),
            made: roll.made,
            needs_newer: roll.gate > GATE_VERSION,
            readable: false,
            wrapped_to: BTreeSet::new(),
            own_stream: None,
            streams: BTreeMap::new(),
            waiting: WaitingRoom::default(),
            left_out: BTreeSet::new(),
            since_snapshot: (0, 0),
        }
    }

    /// Whether this is a volume of an earlier year or quarter than `other` of the same section.
    pub(crate) fn is_older_than(&self, other: &Generation) -> bool {
        match (self.label.split_once('/'), other.label.split_once('/')) {
            (Some((section, period)), Some((same, later))) => {
                self.owner == other.owner && section == same && period < later
            }
            _ => false,
        }
    }

    /// Counts an envelope that stands after the last snapshot.
    pub(crate) fn count_tail(&mut self, len: usize) {
        let (envelopes, bytes) = self.since_snapshot;
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        self.since_snapshot = (envelopes.saturating_add(1), bytes.saturating_add(len));
    }

    /// An envelope of a stream whose writer is proved is in the document.
    pub(crate) fn note_taken(&mut self, envelope: &Envelope) {
        let header = envelope.header();
        if let Some(end) = self.streams.get_mut(&header.stream) {
            end.taken.note(header.seq, envelope.hash());
        }
    }

    /// A snapshot is in the document, and with it all that it covers of streams whose writers are proved.
    pub(crate) fn note_taken_with_snapshot(&mut self, covers: &[Covered]) {
        for covered in covers {
            if let Some(end) = self.streams.get_mut(&covered.stream) {
                end.taken.note_all_to(covered.last_seq, covered.last_hash);
            }
        }
    }

    /// The writers known by stream, as the desk wants them.
    pub(crate) fn known_streams(&self) -> BTreeMap<StreamKey, DeviceId> {
        self.streams.iter().map(|(stream, end)| (*stream, end.device)).collect()
    }
}

/// All of them, by id.
#[derive(Debug, Default)]
pub(crate) struct Generations {
    by_id: BTreeMap<GenerationId, Generation>,
    /// How many there are of each person.
    counts: BTreeMap<RootId, usize>,
}

impl Generations {
    /// Takes one in; one that is known already stays as it is.
    pub(crate) fn insert(&mut self, generation: Generation) {
        if let Entry::Vacant(place) = self.by_id.entry(generation.id) {
            let count = self.counts.entry(generation.owner).or_default();
            *count = count.saturating_add(1);
            place.insert(generation);
        }
    }

    /// How many there are of a person.
    pub(crate) fn count_of(&self, owner: RootId) -> usize {
        self.counts.get(&owner).copied().unwrap_or(0)
    }

    pub(crate) fn get(&self, id: &GenerationId) -> Option<&Generation> {
        self.by_id.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &GenerationId) -> Option<&mut Generation> {
        self.by_id.get_mut(id)
    }

    /// The generation of a person's volume. Another person may have chosen the same id for theirs.
    pub(crate) fn of_volume(&self, owner: RootId, volume: VolumeId) -> Option<&Generation> {
        self.by_id
            .values()
            .find(|generation| generation.owner == owner && generation.volume == volume)
    }

    /// Whether a volume is of a year or quarter that has passed: Today can be drawn without it.
    pub(crate) fn is_of_the_past(&self, id: &GenerationId) -> bool {
        self.get(id).is_some_and(|generation| {
            self.iter().any(|other| generation.is_older_than(other) && other.readable)
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Generation> {
        self.by_id.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_what_a_generation_is_for() {
        let root = RootId([7; 32]);
        assert_eq!(Purpose::from_label("book"), Purpose::Book);
        assert_eq!(Purpose::from_label(&mailbox_label(root)), Purpose::Mailbox(root));
        assert_eq!(
            Purpose::from_label(&format!("{}/2026", half_section(root))),
            Purpose::Half(root)
        );
        assert_eq!(Purpose::from_label("checkins/2026"), Purpose::Section("checkins".into()));
        assert_eq!(Purpose::from_label("people"), Purpose::Section("people".into()));
    }

    #[test]
    fn only_volumes_with_a_later_one_of_their_section_and_owner_are_of_the_past() {
        let mut generations = Generations::default();
        let labels = [
            ("people", 1),
            ("checkins/2024", 1),
            ("checkins/2025", 1),
            ("word/2023", 1),
            ("checkins/2023", 2),
        ];
        for (number, (label, owner)) in labels.iter().enumerate() {
            let mut generation = generation(number as u8, label, *owner);
            generation.readable = true;
            generations.insert(generation);
        }
        generations.insert(generation(9, "word/2026", 1));
        let past: Vec<&str> = generations
            .iter()
            .filter(|generation| generations.is_of_the_past(&generation.id))
            .map(|generation| generation.label.as_str())
            .collect();
        // The later volume of "word" cannot be read, so the one before is the newest that can be drawn.
        assert_eq!(past, ["checkins/2024"]);
    }

    fn generation(number: u8, label: &str, owner: u8) -> Generation {
        let roll = Roll {
            root: RootId([owner; 32]),
            device: DeviceId([owner; 32]),
            volume: VolumeId([number; 16]),
            label: label.to_owned(),
            alias: Alias([number; 16]),
            parent: None,
            cut: Vec::new(),
            epoch_recipient: String::new(),
            snapshot: None,
            gate: 1,
            gone: Vec::new(),
            made: UnixMillis(0),
        };
        Generation::from_roll(GenerationId([number; 32]), &roll)
    }

    #[test]
    fn a_label_that_only_looks_like_a_mailbox_is_a_section() {
        assert_eq!(Purpose::from_label("mailbox:xyz"), Purpose::Section("mailbox:xyz".into()));
    }
}
