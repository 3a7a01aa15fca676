//! What can be asked of an open vault, and what it answers: plain data that may cross threads.

use std::fmt;

use kith_seal::{Alias, Envelope, Hash, LongBytes, StreamKey};

use crate::damage::Damage;
use crate::error::VaultError;
use crate::marker::Marker;

/// The small sealed files of a vault. Each is replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmallFile {
    /// `vault.age`: the vault identity under the passphrase.
    Vault,
    /// `keyring.age`: the keys. The one before the last change is kept ([`VaultRequest::ReadPreviousKeyring`]).
    Keyring,
    /// `authority.age`: the authority key under the passphrase.
    Authority,
    /// `settings.age`: settings of this device.
    Settings,
}

impl SmallFile {
    /// All of them.
    pub const ALL: [SmallFile; 4] =
        [SmallFile::Vault, SmallFile::Keyring, SmallFile::Authority, SmallFile::Settings];
}

/// One request. Each is answered by the [`VaultReply`] of the same idea or by [`VaultReply::Failed`].
#[derive(Clone, PartialEq, Eq)]
pub enum VaultRequest {
    /// Keeps all these envelopes, durably and together: after a power cut either all of an unanswered request are
    /// there or none. Envelopes that the vault already holds are passed over.
    Append {
        /// The envelopes, in the order they shall be found again.
        envelopes: Vec<Envelope>,
    },
    /// Envelopes of one stream from number `from` on, in order.
    ReadRange {
        /// The alias.
        alias: Alias,
        /// The stream.
        stream: StreamKey,
        /// The first number wanted.
        from: u32,
        /// Stop before this many bytes; one envelope is given even if it alone is larger.
        max_bytes: usize,
    },
    /// For each of these, all envelopes of that stream from that number on, in order.
    ReadMany {
        /// Alias, stream and first number.
        ranges: Vec<(Alias, StreamKey, u32)>,
    },
    /// Keeps a snapshot beside the one before it; older ones of the same alias go once this one has been re-read.
    PutSnapshot {
        /// A snapshot envelope.
        envelope: Envelope,
    },
    /// The newest undamaged snapshot of an alias.
    ReadSnapshot {
        /// The alias.
        alias: Alias,
    },
    /// Gives a damaged snapshot another name, under which nothing reads it. Refused while no good one of its alias is
    /// kept; whether that holds all that this one held only core can tell.
    LayAside {
        /// Its path, as [`crate::Damage::file`] tells it.
        file: String,
    },
    /// Keeps what the document of an alias was read as, in place of what was kept before. Nothing is promised on it: the
    /// disk is not waited for, and a power cut may leave any bytes.
    PutView {
        /// The alias.
        alias: Alias,
        /// Sealed bytes.
        bytes: Vec<u8>,
    },
    /// What was kept last of an alias.
    ReadView {
        /// The alias.
        alias: Alias,
    },
    /// The views of these aliases hold nothing that does not rest elsewhere: they may go where their room is needed. So
    /// may those that this run has kept, and no others.
    SpareViews {
        /// The aliases.
        aliases: Vec<Alias>,
    },
    /// Replaces a small file as a whole.
    PutFile {
        /// Which.
        file: SmallFile,
        /// Its new content.
        bytes: Vec<u8>,
    },
    /// Replaces a small file as a whole, and keeps what stood there under another name.
    ReplaceDamaged {
        /// Which.
        file: SmallFile,
        /// Its new content.
        bytes: Vec<u8>,
    },
    /// Reads a small file.
    ReadFile {
        /// Which.
        file: SmallFile,
    },
    /// Reads the keyring as it was before its last change, for when the newest is damaged.
    ReadPreviousKeyring,
    /// Leaves a marker that a risky job begins. Markers left by a process that died are listed when the vault is
    /// opened. The disk is not waited for: what a marker guards against is the death of this process, which the
    /// system's memory outlives. A power cut may lose it, and no envelope causes one.
    MarkTrying {
        /// What is being tried.
        marker: Marker,
    },
    /// Takes a marker away: the job ended.
    ClearTrying {
        /// [`Marker::name`].
        name: Hash,
    },
    /// Keeps a copy of refused bytes in `set-aside/`, with the reason. It stays there until it is taken back.
    SetAside {
        /// The bytes as they came.
        bytes: Vec<u8>,
        /// Developer words; no secrets and nothing of a plan.
        why: String,
    },
    /// Removes the copy of an envelope from `set-aside/`, because the envelope was taken after all. A copy that is not
    /// there is fine.
    TakeBack {
        /// [`Envelope::hash`].
        hash: Hash,
    },
    /// Asks the disk once more to confirm everything of this run.
    Sync,
    /// Reads every byte again and reports.
    Check,
}

/// The answer to one request.
#[derive(Clone, PartialEq, Eq)]
pub enum VaultReply {
    /// All envelopes of the request are on the disk, and the disk confirmed it.
    Appended,
    /// The envelopes of a range.
    Range(Vec<Envelope>),
    /// The envelopes of each range, in the order asked.
    Many(Vec<Vec<Envelope>>),
    /// The snapshot is on the disk and was re-read.
    SnapshotPut,
    /// The snapshot, if there is one.
    Snapshot(Option<Envelope>),
    /// The damaged snapshot is out of the way, or was not there.
    LaidAside,
    /// The view is kept, or will be.
    ViewPut,
    /// The view, if there is one; whether it is whole only its seal says.
    View(Option<LongBytes>),
    /// These views go first.
    ViewsSpared,
    /// The small file is on the disk.
    FilePut,
    /// The content of the small file, if there is one.
    File(Option<Vec<u8>>),
    /// The marker will outlive this process.
    TryingMarked,
    /// The marker is gone.
    TryingCleared,
    /// The copy is on the disk.
    SetAside,
    /// The copy is gone.
    TakenBack,
    /// The disk confirmed.
    Synced,
    /// What the check found.
    Checked(CheckReport),
    /// It did not happen.
    Failed(VaultError),
}

/// What reading everything again found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Files read.
    pub files: u64,
    /// Whole envelopes found, snapshots included.
    pub envelopes: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong, ordered by file.
    pub damage: Vec<Damage>,
}

impl fmt::Debug for VaultRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Append { envelopes } => write!(f, "Append({} envelopes)", envelopes.len()),
            Self::ReadRange { alias, stream, from, max_bytes } => {
                write!(f, "ReadRange({alias:?} {stream:?} from {from}, {max_bytes} bytes)")
            }
            Self::ReadMany { ranges } => write!(f, "ReadMany({} ranges)", ranges.len()),
            Self::PutSnapshot { envelope } => write!(f, "PutSnapshot({envelope:?})"),
            Self::ReadSnapshot { alias } => write!(f, "ReadSnapshot({alias:?})"),
            Self::LayAside { file } => write!(f, "LayAside({file})"),
            Self::PutView { alias, bytes } => {
                write!(f, "PutView({alias:?}, {} bytes)", bytes.len())
            }
            Self::ReadView { alias } => write!(f, "ReadView({alias:?})"),
            Self::SpareViews { aliases } => write!(f, "SpareViews({})", aliases.len()),
            Self::PutFile { file, bytes } => write!(f, "PutFile({file:?}, {} bytes)", bytes.len()),
            Self::ReplaceDamaged { file, bytes } => {
                write!(f, "ReplaceDamaged({file:?}, {} bytes)", bytes.len())
            }
            Self::ReadFile { file } => write!(f, "ReadFile({file:?})"),
            Self::ReadPreviousKeyring => f.write_str("ReadPreviousKeyring"),
            Self::MarkTrying { marker } => write!(f, "MarkTrying({marker:?})"),
            Self::ClearTrying { name } => write!(f, "ClearTrying({name:?})"),
            Self::SetAside { bytes, why } => write!(f, "SetAside({} bytes, {why})", bytes.len()),
            Self::TakeBack { hash } => write!(f, "TakeBack({hash:?})"),
            Self::Sync => f.write_str("Sync"),
            Self::Check => f.write_str("Check"),
        }
    }
}

impl fmt::Debug for VaultReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Appended => f.write_str("Appended"),
            Self::Range(envelopes) => write!(f, "Range({} envelopes)", envelopes.len()),
            Self::Many(ranges) => write!(f, "Many({} ranges)", ranges.len()),
            Self::SnapshotPut => f.write_str("SnapshotPut"),
            Self::LaidAside => f.write_str("LaidAside"),
            Self::Snapshot(envelope) => write!(f, "Snapshot({envelope:?})"),
            Self::ViewPut => f.write_str("ViewPut"),
            Self::View(bytes) => {
                write!(f, "View({:?} bytes)", bytes.as_ref().map(|bytes| bytes.len()))
            }
            Self::ViewsSpared => f.write_str("ViewsSpared"),
            Self::FilePut => f.write_str("FilePut"),
            Self::File(bytes) => write!(f, "File({:?} bytes)", bytes.as_ref().map(Vec::len)),
            Self::TryingMarked => f.write_str("TryingMarked"),
            Self::TryingCleared => f.write_str("TryingCleared"),
            Self::SetAside => f.write_str("SetAside"),
            Self::TakenBack => f.write_str("TakenBack"),
            Self::Synced => f.write_str("Synced"),
            Self::Checked(report) => write!(f, "Checked({report:?})"),
            Self::Failed(error) => write!(f, "Failed({error:?})"),
        }
    }
}
