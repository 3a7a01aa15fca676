//! Damage: bytes at rest that are not what was written, named so that a person can be told and the rest can open.

use kith_seal::{Alias, Hash, Header, StreamKey};

use crate::layout::{self, SNAPSHOT_FOLDER};

/// One damaged place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{what}: {file}")]
pub struct Damage {
    /// The file, relative to the vault's folder.
    pub file: String,
    /// What is wrong with it.
    pub what: DamageKind,
    /// The alias it concerns, as far as that can still be read.
    pub alias: Option<Alias>,
    /// The stream it concerns, as far as that can still be read.
    pub stream: Option<StreamKey>,
    /// The number within the stream, as far as that can still be read.
    pub seq: Option<u32>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum DamageKind {
    /// A complete log record whose bytes do not match their hash. What stands after it was still read.
    #[error("a record does not match its hash")]
    Record,
    /// Bytes of a log in which no record can be told; the next whole record was searched for.
    #[error("unreadable bytes between records")]
    Gap,
    /// A whole record that does not follow the one before it: something between them is gone, doubled or moved.
    #[error("a record does not follow the one before it")]
    ChainBroken,
    /// The first bytes of a log are not those that were written. Its records were still read.
    #[error("the head of a log does not match its hash")]
    LogHead,
    /// A log is shorter than a later log says it was, or all of them than core knows that they were.
    #[error("a log is shorter than it was")]
    Shortened,
    /// A log ends otherwise than a later log says it did.
    #[error("a log ends otherwise than it did")]
    EndDiffers,
    /// A file that other files name is not there.
    #[error("a file is missing")]
    Missing,
    /// A whole record that this program does not understand, or that holds no whole envelope.
    #[error("a record holds something unknown")]
    Unknown,
    /// Two different envelopes claim the same place in a stream; the first one found is used.
    #[error("two different envelopes for one place")]
    TwoForOnePlace,
    /// A snapshot that does not match its hash, or cannot be used; the one before it serves.
    #[error("a snapshot does not match its hash")]
    Snapshot,
    /// The same of a snapshot that a newer one has replaced, so that nothing depends on it.
    #[error("a snapshot that was replaced does not match its hash")]
    OlderSnapshot,
    /// A small file with fewer bytes than any sealed file has. This is not a wrong passphrase.
    #[error("a sealed file is cut short")]
    ShortFile,
    /// The system could not read the file.
    #[error("the disk could not read a file")]
    Unreadable,
    /// A snapshot that is not looked at in this run, because the program has ended over it more than once. Nothing is
    /// known to be wrong with it.
    #[error("a snapshot is left out for now")]
    LeftOut,
}

impl DamageKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Record,
        Self::Gap,
        Self::ChainBroken,
        Self::LogHead,
        Self::Shortened,
        Self::EndDiffers,
        Self::Missing,
        Self::Unknown,
        Self::TwoForOnePlace,
        Self::Snapshot,
        Self::OlderSnapshot,
        Self::ShortFile,
        Self::Unreadable,
        Self::LeftOut,
    ];

    /// Its name, under which people find its words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Gap => "gap",
            Self::ChainBroken => "chain-broken",
            Self::LogHead => "log-head",
            Self::Shortened => "shortened",
            Self::EndDiffers => "end-differs",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::TwoForOnePlace => "two-for-one-place",
            Self::Snapshot => "snapshot",
            Self::OlderSnapshot => "older-snapshot",
            Self::ShortFile => "short-file",
            Self::Unreadable => "unreadable",
            Self::LeftOut => "left-out",
        }
    }
}

impl Damage {
    /// Whether a snapshot is concerned, and no log.
    pub fn is_of_snapshot(&self) -> bool {
        let is_in_folder = self.file.split('/').next() == Some(SNAPSHOT_FOLDER);
        is_in_folder || matches!(self.what, DamageKind::Snapshot | DamageKind::OlderSnapshot)
    }

    /// Whether the snapshot of this alias with this hash is concerned: the name of its file says so.
    pub fn is_of_snapshot_with(&self, alias: Alias, hash: Hash) -> bool {
        self.file == layout::inside(SNAPSHOT_FOLDER, &layout::snapshot_name(alias, hash))
    }

    /// Damage of a whole file.
    pub(crate) fn of_file(file: impl Into<String>, what: DamageKind) -> Self {
        Self { file: file.into(), what, alias: None, stream: None, seq: None }
    }

    /// Damage that concerns one envelope, if its header could be read.
    pub(crate) fn of_envelope(
        file: impl Into<String>,
        what: DamageKind,
        header: Option<&Header>,
    ) -> Self {
        Self {
            file: file.into(),
            what,
            alias: header.map(|header| header.alias),
            stream: header.map(|header| header.stream),
            seq: header.map(|header| header.seq),
        }
    }
}
