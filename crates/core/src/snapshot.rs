//! What the window draws: plain data, made anew on each change, shared by `Arc`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use kith_plan::{Record, RecordId, UnixMillis};
use kith_seal::{DeviceId, RootId};

use kith_plan::kinds::Role;

use crate::{Records, Trouble};

/// The state of the whole house. A locked house has no plan to draw.
#[derive(Clone, Debug)]
pub enum Snapshot {
    /// There is no vault here yet: first run.
    NoVault,
    /// The vault is closed.
    Locked(LockedView),
    /// The passphrase is being tried, or the plan is being read, or this device is being linked; then
    /// with how far that has come.
    Opening(Option<PairingView>),
    /// The plan is open.
    Open(Arc<OpenView>),
    /// The vault cannot be used, and why.
    Shut(Trouble),
}

/// What a locked window may know: nothing personal.
#[derive(Clone, Debug, Default)]
pub struct LockedView {
    /// Why the last unlocking failed.
    pub trouble: Option<Trouble>,
    /// How often in a row a passphrase was wrong.
    pub wrong_tries: u32,
}

/// Whether what was written is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Everything is.
    Saved,
    /// So many changes are on their way.
    Saving(usize),
    /// The disk refused; the changes are still in memory.
    NotSaved(Trouble),
}

/// An open plan. Sections that did not change are the same `Arc` as before. `Debug` shows counts.
#[derive(Clone)]
pub struct OpenView {
    /// The person's own name, if they gave one.
    pub name: Option<String>,
    /// The plan, which is also the person.
    pub plan: RootId,
    /// Whether everything is on the disk.
    pub saved: Saved,
    /// The owner's records by section, in order of id; deleted ones are not among them.
    pub sections: BTreeMap<String, Arc<SectionView>>,
    /// Whether every volume is in the picture; after unlocking, earlier years come a moment after Today.
    pub whole: bool,
    /// The people in the owner's life.
    pub people: Arc<Vec<PersonView>>,
    /// The owner's devices, this one first.
    pub devices: Vec<DeviceView>,
    /// What others share with the owner.
    pub shared_with_me: Vec<SharedPlanView>,
    /// The pairing that is going on, if there is one.
    pub pairing: Option<PairingView>,
    /// Whether the kit's words were typed back once.
    pub kit_tested: bool,
    /// Whether the owner powers of the last passphrase still stand.
    pub stepped_up: bool,
    /// Whether there is something that undo would take back.
    pub can_undo: bool,
    /// Things a person should know: damage found, items set aside.
    pub notices: Vec<Notice>,
    /// Moment of this picture.
    pub now: UnixMillis,
}

impl fmt::Debug for OpenView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sections, people) = (self.sections.len(), self.people.len());
        write!(f, "OpenView({sections} sections, {people} people, {:?})", self.saved)
    }
}

/// One section of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SectionView {
    /// Its records in order of id.
    pub records: Records,
    /// The `person` records of those who may read it.
    pub readers: Vec<RecordId>,
}

/// Somebody in the owner's life. `Debug` shows no name.
#[derive(Clone)]
pub struct PersonView {
    /// Their `person` record.
    pub id: RecordId,
    /// Their name.
    pub name: String,
    /// Present when they have a Kith of their own that is linked.
    pub guest: Option<GuestView>,
}

impl fmt::Debug for PersonView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonView({}, paired: {})", self.id, self.guest.is_some())
    }
}

/// A paired person.
#[derive(Clone, Debug, PartialEq)]
pub struct GuestView {
    /// The part they play.
    pub role: Role,
    /// The sections they may read, with the end of each grant.
    pub sees: Vec<(String, Option<UnixMillis>)>,
    /// The records of both halves, in order of id; `true` marks the owner's own.
    pub between: Vec<(bool, Arc<Record>)>,
    /// Up to which moment everything of the owner's has reached one of their devices.
    pub delivered_as_of: Option<UnixMillis>,
    /// How many changes wait for them.
    pub waiting: u64,
}

/// One of the owner's devices. `Debug` shows no name.
#[derive(Clone)]
pub struct DeviceView {
    /// Its identity.
    pub id: DeviceId,
    /// What the owner calls it.
    pub name: String,
    /// Whether it is this one.
    pub this: bool,
    /// Whether it may add others.
    pub lead: bool,
    /// How far it has come; nothing for this one.
    pub link: Option<LinkView>,
}

impl fmt::Debug for DeviceView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceView({:?}, this: {}, lead: {})", self.id, self.this, self.lead)
    }
}

/// How a peer's device stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkView {
    /// Whether a session is open.
    pub connected: bool,
    /// When both sides last held the same.
    pub in_step_as_of: Option<UnixMillis>,
    /// How many changes wait for it.
    pub waiting: u64,
    /// Why not, in the words of [`PeerWhy`].
    pub why: Option<PeerWhy>,
}

/// Why a peer is not in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerWhy {
    /// The network is off on this device.
    NetworkOff,
    /// No address is known.
    NoAddress,
    /// It did not answer; it may be off.
    NoAnswer,
    /// It answered, and did not let this device in.
    NotLetIn,
    /// This computer gave no socket to call from.
    NoSocket,
}

/// A plan that somebody shares with the owner. `Debug` shows no name.
#[derive(Clone)]
pub struct SharedPlanView {
    /// The plan.
    pub plan: RootId,
    /// The owner's `person` record for whoever shares it.
    pub person: RecordId,
    /// What the owner calls them.
    pub owner: String,
    /// Its records by section.
    pub sections: BTreeMap<String, Arc<SectionView>>,
    /// When something of it was last received.
    pub as_of: Option<UnixMillis>,
}

impl fmt::Debug for SharedPlanView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedPlanView({:?}, {} sections)", self.plan, self.sections.len())
    }
}

/// A pairing that is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingView {
    /// Whether this side granted.
    pub granting: bool,
    /// Whether it is about a device of the owner.
    pub device: bool,
    /// The person it is about, on the granting side.
    pub person: Option<RecordId>,
    /// How far it has come.
    pub stage: PairingStage,
}

/// How far a pairing has come. Whoever has the ticket or its words can answer it, so `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub enum PairingStage {
    /// The endpoint is being opened, or the other side is being reached.
    Starting,
    /// The ticket can be handed over.
    Waiting {
        /// The whole ticket.
        ticket: String,
        /// The twelve words that stand for it.
        words: Vec<String>,
        /// When it ends.
        expires: UnixMillis,
    },
    /// Both sides show the same four words, or somebody is in between.
    Compare {
        /// The words.
        words: Vec<String>,
        /// Whether this side has said yes already.
        answered: bool,
    },
    /// Both said yes; keys are being exchanged.
    Finishing,
    /// Done.
    Paired,
    /// Over without a pairing.
    Ended(Trouble),
}

impl fmt::Debug for PairingStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PairingStage::Starting => f.write_str("Starting"),
            PairingStage::Waiting { ticket, words, expires } => {
                let (len, count) = (ticket.len(), words.len());
                write!(f, "Waiting({len} bytes, {count} words, until {})", expires.0)
            }
            PairingStage::Compare { words, answered } => {
                write!(f, "Compare({} words, answered: {answered})", words.len())
            }
            PairingStage::Finishing => f.write_str("Finishing"),
            PairingStage::Paired => f.write_str("Paired"),
            PairingStage::Ended(trouble) => write!(f, "Ended({trouble:?})"),
        }
    }
}

/// Something a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Files were found damaged, the settings not counted; everything else opened.
    Damage {
        /// How many places.
        places: usize,
    },
    /// The settings of this device cannot be read, so the network is off until they are begun afresh.
    Settings,
    /// Changes of a peer were set aside by the gate.
    SetAside {
        /// How many.
        count: usize,
    },
    /// Changes wait for something that has not come yet.
    Unmerged {
        /// How many.
        count: usize,
    },
    /// The folder can only be read.
    ReadOnly,
    /// A device was linked lately.
    DeviceLinked {
        /// Its name.
        name: String,
    },
}

impl PeerWhy {
    /// Why the network could not reach somebody.
    pub(crate) fn of(why: &kith_sync::Unreached) -> PeerWhy {
        match why {
            kith_sync::Unreached::NoAddress => PeerWhy::NoAddress,
            kith_sync::Unreached::NoAnswer => PeerWhy::NoAnswer,
            kith_sync::Unreached::Refused => PeerWhy::NotLetIn,
            kith_sync::Unreached::NoSocket(_) => PeerWhy::NoSocket,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture that was written into a report of a fault had the whole ticket in it.
    #[test]
    fn a_pairing_that_is_shown_to_a_developer_shows_neither_ticket_nor_words() {
        let words = || vec!["maple".to_owned(), "river".to_owned()];
        let stages = [
            PairingStage::Waiting {
                ticket: "kith1secret".into(),
                words: words(),
                expires: UnixMillis(7),
            },
            PairingStage::Compare { words: words(), answered: true },
        ];
        for stage in stages {
            let view = PairingView { granting: true, device: true, person: None, stage };
            let shown = format!("{view:?}");
            assert!(
                ["kith1", "maple", "river"].iter().all(|word| !shown.contains(word)),
                "{shown}"
            );
            assert!(shown.contains("2 words"), "{shown}");
        }
    }
}
