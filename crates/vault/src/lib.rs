//! How envelopes rest: this crate knows how to append them durably, find them again, keep snapshots and small sealed
//! files, and tell which bytes of a folder are damaged.
//!
//! It refuses to know what an envelope says, who wrote it or whom it is for: it has no keys, no network and no clock,
//! and checks no signature.
//!
//! **Invariants.** A request is answered with success only after its bytes are on the disk and the disk has said so.
//! Nothing that was answered with success is ever overwritten in place. Damage in one place never hides what stands in
//! another. Opening writes nothing but the lock file. Markers alone promise nothing: they guard against the death of
//! the process, not of the machine.

mod aside;
mod damage;
mod disk;
mod error;
mod format;
mod hurt;
mod index;
mod layout;
mod log;
mod marker;
mod open;
mod request;
mod survey;
mod vault;

// ---- the strongroom ---------------------------------------------------------------------------------------------------
pub use aside::AsideCopy;
pub use marker::Marker;
pub use open::{IndexEntry, OpenedVault, Run, may_create};
pub use request::{CheckReport, SmallFile, VaultReply, VaultRequest};
pub use vault::Vault;

// ---- what can be wrong ------------------------------------------------------------------------------------------------
pub use damage::{Damage, DamageKind};
pub use error::{CreateVaultError, OpenVaultError, VaultError};

// ---- disks: the real one, and those for tests and simulations ---------------------------------------------------------
pub use disk::{
    CrashDisk, Disk, DiskError, Fault, FaultSwitch, FaultyDisk, FileEntry, FolderDisk, LockState,
    MemoryDisk,
};

// ---- names and numbers of the format ----------------------------------------------------------------------------------
pub use format::VAULT_FORMAT;
pub use log::{LOG_HEAD_LEN, MAX_RECORD_LEN, RECORD_HEAD_LEN};
