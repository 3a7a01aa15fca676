//! The states of the house, and what is done with each reply.

mod aside;
mod at_rest;
mod between;
mod clocks;
mod commands;
mod damage;
mod entries;
mod exporting;
mod failing;
mod finding;
mod generations;
mod household;
mod importing;
mod judging;
mod listening;
mod listing;
mod loading;
mod locked;
mod looking;
mod lost;
mod meeting;
mod merging;
mod met;
mod network;
mod open;
mod opening;
mod own_settings;
mod pairing;
mod peers;
mod picture;
mod recalling;
mod receiving;
mod records;
mod references;
mod resting;
mod rosters;
mod saving;
mod sharing;
mod snapshots;
mod taken;
mod told;
mod turning;
mod unread;
mod volumes;
mod waiting;
mod wraps;
mod writable;
mod writing;

use kith_plan::UnixMillis;
use kith_seal::{Alias, Envelope, GenerationId, RootId, Signed, Wrap};
use kith_sync::FetchId;
use kith_vault::SmallFile;

use crate::settings::Settings;
use crate::{Answer, CommandId, Trouble};

pub(crate) use judging::TryId;
pub(crate) use locked::{Locked, trouble_of_create, trouble_of_open, trouble_of_vault};
pub(crate) use open::{Leaving, Open, Outcome};
pub(crate) use opening::{Opening, OpeningOutcome};
pub(crate) use records::{ASIDES, BIN, HALF};
pub(crate) use writable::trouble_of_edit;

use meeting::PairWork;
use receiving::Origin;
use volumes::NewGeneration;
use writing::WriteId;

/// The states of the house.
#[derive(Debug)]
pub(crate) enum State {
    /// The program has just started.
    Starting,
    /// The folder holds no vault, or one whose making was never finished.
    NoVault,
    /// The vault cannot be used.
    Shut(Trouble),
    /// The vault is closed.
    Locked(Box<Locked>),
    /// A passphrase is being tried, or a vault is being made.
    Opening(Box<Opening>),
    /// The plan is open.
    Open(Box<Open>),
    /// Everything is durable and closed.
    Closed,
}

/// What is to be done with the reply to a piece of work.
#[derive(Debug)]
pub(crate) enum Then {
    /// Nothing; a failure costs no promise.
    Nothing,

    // Before the plan is open.
    /// A small file for the opening.
    FileRead(SmallFile),
    /// The book was read for its roster.
    BookRead,
    /// The book was opened for its roster.
    BookOpened,
    /// The passphrase was tried.
    Unlocked,
    /// The keyring before the last change was read, since the newest is damaged.
    KeyringBeforeRead,
    /// The secrets of a new vault were made.
    Created,
    /// The settings were opened.
    SettingsOpened,

    // Reading.
    /// A book or a mailbox was read.
    EntriesRead { generation: GenerationId },
    /// A kept view was read.
    ViewRead { generation: GenerationId },
    /// A kept view was opened.
    ViewOpened { generation: GenerationId },
    /// The worker has read the records of a kept view.
    ViewTaken { generation: GenerationId },
    /// A kept view of which no generation is known was read.
    StrayViewRead(Alias),
    /// A kept view of which no generation is known was opened.
    StrayViewOpened(Alias),
    /// A snapshot was read.
    SnapshotRead { generation: GenerationId },
    /// A snapshot was opened.
    SnapshotOpened { generation: GenerationId, envelope: Envelope },
    /// What stands after a snapshot was read.
    TailRead { generation: GenerationId },
    /// What stands after a snapshot was opened.
    TailOpened { generation: GenerationId, envelopes: Vec<Envelope> },

    // Writing.
    /// An envelope was sealed.
    Sealed(WriteId, GenerationId),
    /// Envelopes are durable.
    Appended,
    /// The payload of a snapshot was made.
    SnapshotSaved { generation: GenerationId, covers: Vec<kith_seal::Covered> },
    /// A snapshot was sealed.
    SnapshotSealed { generation: GenerationId, covers: Vec<kith_seal::Covered> },
    /// A damaged snapshot, by its file, is out of the way.
    LaidAside(String),
    /// A snapshot is durable.
    SnapshotPut { envelope: Envelope, covers: Vec<kith_seal::Covered> },

    /// The payload of a view was made.
    ViewMade { generation: GenerationId },
    /// A view was sealed.
    ViewSealed { generation: GenerationId },
    /// A view is kept.
    ViewPut { generation: GenerationId },

    // Receiving.
    /// Envelopes were opened.
    Opened { generation: GenerationId, envelopes: Vec<Envelope>, origin: Origin },
    /// The marker of what is to be tried on the worker is there.
    Marked(TryId),
    /// What this start leaves out is counted.
    PassedOver,
    /// The worker has tried it.
    Tried(TryId),
    /// A copy of what was set aside is at rest.
    SetAside(kith_seal::Hash),
    /// What a peer lacks was read.
    Fetched { request: FetchId, to: u32 },

    // Keys.
    /// Wraps were opened.
    WrapsOpened(Vec<Signed<Wrap>>),
    /// A generation was made.
    GenerationMade(NewGeneration),
    /// A key was sealed to a guest.
    KeyWrapped { generation: GenerationId, reader: RootId },
    /// A stream of this run was made.
    StreamMade(GenerationId),
    /// A permission was signed; then a section starts a volume for those who may read it now.
    PermissionSigned { starts: Option<String> },
    /// The authority key's file was read, to prove the passphrase.
    AuthorityRead(CommandId, secrecy::SecretString),
    /// The passphrase was proved, or not.
    SteppedUp(CommandId),
    /// Kit words were compared.
    KitTested(CommandId),
    /// Settings were sealed.
    SettingsSealed(CommandId, Box<Settings>),
    /// Settings are durable.
    SettingsPut(CommandId, Box<Settings>),
    /// The transport key was handed out.
    EndpointSecret,
    /// A step of a pairing.
    Pair(PairWork),
}

impl Then {
    /// The command that is answered with this reply and by nothing else.
    pub(crate) fn command(&self) -> Option<CommandId> {
        match self {
            Then::AuthorityRead(id, _)
            | Then::SteppedUp(id)
            | Then::KitTested(id)
            | Then::SettingsSealed(id, _)
            | Then::SettingsPut(id, _) => Some(*id),
            _ => None,
        }
    }
}

/// Answers a command with plain success.
pub(crate) fn done() -> Answer {
    Answer::Done(Default::default())
}

/// The moment as the seal counts it.
pub(crate) fn seal_time(at: UnixMillis) -> kith_seal::UnixMillis {
    kith_seal::UnixMillis(at.0)
}
