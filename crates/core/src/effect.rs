//! The closed enums at the edge: what core hears, and what it asks for.

use std::fmt;
use std::sync::Arc;

use kith_seal::{DeskReply, DeskRequest};
use kith_sync::{NetCommand, NetEvent};
use kith_vault::{
    CreateVaultError, OpenVaultError, OpenedVault, SmallFile, VaultReply, VaultRequest,
};

use crate::{Answer, Command, CommandId, Job, JobDone, PairingView, Snapshot, Trouble};

/// Numbers one piece of work, so that its reply finds its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What core hears.
#[derive(Debug)]
pub enum Input {
    /// The program has started: look for a vault.
    Start,
    /// Somebody asks for something.
    Command(CommandId, Command),
    /// A vault was looked for.
    VaultOpened(Result<OpenedVault, OpenVaultError>),
    /// There is no vault, and none can be made in the folder: it cannot be written, or holds other things.
    NoPlace(CreateVaultError),
    /// A vault was made, in which nothing stands but its small files.
    VaultCreated(Result<OpenedVault, CreateVaultError>),
    /// The disk answers.
    Vault(Ticket, VaultReply),
    /// The desk answers.
    Desk(Ticket, DeskReply),
    /// The worker answers.
    JobDone(Ticket, JobDone),
    /// News of the network.
    Net(NetEvent),
    /// Nothing else waits to be heard: draw what has changed. Sent some time after [`Effect::Changed`].
    Draw,
    /// Time has passed; sent at the moment that [`Effect::WakeAt`] asked for.
    Tick,
}

/// The small files of a new vault, each of them sealed. Prints no content.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedFiles(pub Vec<(SmallFile, Vec<u8>)>);

impl fmt::Debug for SealedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(file, bytes)| (file, bytes.len()))).finish()
    }
}

/// What core asks for. Effects are run in the order given; their replies may come in any order
/// between rooms, and come in order within one room.
#[derive(Debug)]
pub enum Effect {
    /// Look for a vault in the folder and hold its lock; one that is open is closed first.
    OpenVault,
    /// Make a vault in the folder and hold its lock; one that is open is closed first. It is a vault from
    /// the first envelope that is appended on.
    CreateVault {
        /// Its small files.
        files: SealedFiles,
    },
    /// Work for the disk thread.
    Vault(Ticket, VaultRequest),
    /// Work for the desk thread, which alone holds secrets.
    Desk(Ticket, DeskRequest),
    /// Work for the gate's worker.
    Job(Ticket, Job),
    /// The worker does not come back from a job: leave it to itself, and give another one all that still
    /// lies before it, in order. An answer that still comes is welcome.
    NewWorker,
    /// Work for the network thread.
    Net(NetCommand),
    /// What is drawn has changed: send [`Input::Draw`] when nothing else waits, and before long in any
    /// case. So a picture never stands in the way of an edit on its way to the disk, and many changes
    /// share one.
    Changed,
    /// A new picture for the window.
    Publish(Arc<Snapshot>),
    /// The answer to a command.
    Answer(CommandId, Result<Answer, Trouble>),
    /// A pairing moved on; for whoever shows it line by line.
    Pairing(PairingView),
    /// Send [`Input::Tick`] at this moment; an earlier wish replaces a later one.
    WakeAt(kith_plan::UnixMillis),
    /// Everything is durable and closed; the program may end.
    Closed,
}
