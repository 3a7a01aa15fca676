//! The short list of troubles that a person can meet.

use serde::Serialize;

use crate::ReadAnyway;

/// How a command line program ends; CLI.md's promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "u8")]
pub enum ExitCode {
    /// Failed for a reason of the machine or the network.
    Failed = 1,
    /// The command itself was not understood.
    Usage = 2,
    /// Locked, or the passphrase was wrong or is needed.
    Locked = 3,
    /// No such record, person, device or plan.
    NotFound = 4,
    /// Refused by the rules.
    Refused = 5,
    /// Another process holds the vault.
    InUse = 6,
    /// Damage that the command needed to be whole.
    Damaged = 7,
}

impl ExitCode {
    /// All of them, in order; 0 is for what was done.
    pub const ALL: [ExitCode; 7] = [
        ExitCode::Failed,
        ExitCode::Usage,
        ExitCode::Locked,
        ExitCode::NotFound,
        ExitCode::Refused,
        ExitCode::InUse,
        ExitCode::Damaged,
    ];
}

impl From<ExitCode> for u8 {
    fn from(code: ExitCode) -> u8 {
        code as u8
    }
}

/// Why a field's value was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// The kind has no such field.
    Unknown,
    /// The value is of another type.
    WrongType,
    /// A number or a text beyond its bounds.
    OutOfRange,
    /// Not one of the choices.
    NotAChoice,
    /// It is named more than once.
    Twice,
    /// The record is nothing without it.
    Missing,
    /// It names a record that is not there, or is of another kind.
    NoSuchRecord,
}

/// What went wrong, as far as a person can do something about it. It carries names of fields and
/// kinds, never what was written in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The passphrase did not open the vault.
    WrongPassphrase,
    /// The vault is locked, and the request needs it open.
    Locked,
    /// The request needs the passphrase once more.
    PassphraseNeeded,
    /// The passphrase offered for a new vault is too short to protect anything.
    PassphraseTooWeak,
    /// What was offered as the passphrase of a new vault is not text, or is far too long.
    PassphraseUnreadable,
    /// There is no vault in this folder.
    NoVault,
    /// There is a vault already where a new one was asked for.
    VaultExists,
    /// Another process holds the vault.
    VaultInUse,
    /// The folder can be read but not written.
    ReadOnly,
    /// The disk is full; the last change is not saved.
    DiskFull,
    /// The disk refused; the last change is not saved.
    DiskFailed,
    /// The folder of the plan, or a file in it, could not be read; nothing was written.
    VaultUnreadable,
    /// A change could not be sealed. It is in memory, and is tried again while the plan is open.
    NotSavedYet,
    /// The plan was left while the disk refused what was written last.
    LostUnsaved,
    /// A newer Kith wrote this vault.
    NewerVault,
    /// The folder holds something that is not a vault.
    NotAVault,
    /// A file that is needed is damaged; its name in the vault folder.
    Damaged {
        /// The file's name.
        file: String,
    },
    /// Something of what was asked for is damaged; what could be read is here.
    DamagedPart {
        /// The file's name.
        file: String,
        /// The answer without what is damaged.
        read: ReadAnyway,
    },
    /// The kind is not known.
    UnknownKind,
    /// The section is not known.
    UnknownSection,
    /// A field was not taken, and nothing was written.
    BadField {
        /// The field's name.
        field: String,
        /// Why.
        fault: FieldFault,
    },
    /// What was sent is not the JSON that was asked for.
    BadInput,
    /// Fields came one by one and as a whole record at once.
    FieldsTwoWays,
    /// The file cannot be read.
    FileUnreadable,
    /// The file is not of the kind that it was said to be, or far too large.
    BadFile,
    /// A newer Kith wrote the file.
    NewerFile,
    /// There is something of that name already, and it is not written over.
    FileExists,
    /// The file could not be written.
    FileNotWritten,
    /// The file holds records that are here already and say something else.
    RecordsDiffer {
        /// How many, in digits.
        count: String,
    },
    /// The record did not exist at that time.
    NotThereThen,
    /// No such record.
    NoSuchRecord,
    /// No such person, or they are not paired.
    NoSuchPerson,
    /// The person is known, but has no Kith linked.
    NotPaired,
    /// The person is paired already: one record stands for one Kith.
    AlreadyPaired,
    /// No such device.
    NoSuchDevice,
    /// No such plan.
    NoSuchPlan,
    /// No such setting, or not a value it can have.
    BadSetting,
    /// The setting has other choices.
    SettingTakes {
        /// What it takes.
        choices: &'static str,
    },
    /// Settings that are whole are not begun afresh.
    SettingsWhole,
    /// The address cannot be read.
    BadAddress,
    /// What was given to join with names no address, and none was given beside it.
    AddressNeeded,
    /// The record is deleted.
    RecordDeleted,
    /// The record is not deleted.
    NotDeleted,
    /// The record belongs to somebody else's plan and can only be read.
    NotYours,
    /// This kind cannot be written here.
    ReadOnlyKind,
    /// The section is never shared.
    NeverShared,
    /// What is written to somebody goes to them for as long as they are linked, and is not granted by hand.
    HalfStands,
    /// The section was not granted to the owner of this vault.
    NotGranted,
    /// The record is of somebody who is paired, and whom it must not put out of sight.
    StillPaired,
    /// The section is not granted to the person, so there is nothing to end.
    NotShared,
    /// Sharing this section needs a fresh start of its documents, which this build cannot make yet.
    NotYet,
    /// The moment lies outside what can be granted.
    BadUntil,
    /// There is nothing left to take back, or it was changed since.
    NothingToUndo,
    /// The ticket cannot be read.
    TicketUnreadable,
    /// The ticket's time is over.
    TicketExpired,
    /// The ticket was used, or is no longer offered.
    TicketUsed,
    /// Nobody answered at the ticket's addresses: it was used or taken back, or the other device is off. From here these
    /// look the same.
    TicketUnanswered,
    /// The ticket links a device, and this vault is already a plan; or the other way round.
    TicketForOther,
    /// The words did not match on one side.
    WordsDiffer,
    /// This side ended the pairing.
    PairingCancelled,
    /// The other side ended the pairing.
    PairingEndedThere,
    /// The pairing is kept here, and the other side never said that it kept it.
    PairingUnfinished,
    /// The new device stands in the list, and never said that it kept the link.
    LinkUnfinished,
    /// An invitation is open already.
    PairingBusy,
    /// There is no pairing to answer.
    NothingToAnswer,
    /// Only the lead device may do this.
    NotLead,
    /// The other device could not be reached.
    Unreachable,
    /// This computer let no socket be opened where Kith is to listen.
    NoSocket,
    /// This build or this folder was told to stay offline.
    Offline,
    /// Kit words that are not a kit's.
    KitWordsUnreadable,
    /// A fault of Kith itself in the middle of a change of who sees what: a permission, or its end, is signed, and what
    /// follows from it is not done.
    HalfDone,
    /// A fault of Kith itself; nothing was written.
    Internal,
}

impl Trouble {
    /// The trouble's name in words data: `trouble-<id>`, `trouble-<id>-safe`, `trouble-<id>-next`.
    pub fn id(&self) -> &'static str {
        match self {
            Trouble::WrongPassphrase => "wrong-passphrase",
            Trouble::Locked => "locked",
            Trouble::PassphraseNeeded => "passphrase-needed",
            Trouble::PassphraseTooWeak => "passphrase-too-weak",
            Trouble::PassphraseUnreadable => "passphrase-unreadable",
            Trouble::NoVault => "no-vault",
            Trouble::VaultExists => "vault-exists",
            Trouble::VaultInUse => "vault-in-use",
            Trouble::ReadOnly => "read-only",
            Trouble::DiskFull => "disk-full",
            Trouble::DiskFailed => "disk-failed",
            Trouble::VaultUnreadable => "vault-unreadable",
            Trouble::NotSavedYet => "not-saved-yet",
            Trouble::LostUnsaved => "lost-unsaved",
            Trouble::NewerVault => "newer-vault",
            Trouble::NotAVault => "not-a-vault",
            Trouble::Damaged { .. } => "damaged",
            Trouble::DamagedPart { .. } => "damaged-part",
            Trouble::UnknownKind => "unknown-kind",
            Trouble::UnknownSection => "unknown-section",
            Trouble::BadField { fault, .. } => match fault {
                FieldFault::Unknown => "field-unknown",
                FieldFault::WrongType => "field-wrong-type",
                FieldFault::OutOfRange => "field-out-of-range",
                FieldFault::NotAChoice => "field-not-a-choice",
                FieldFault::Twice => "field-twice",
                FieldFault::Missing => "field-missing",
                FieldFault::NoSuchRecord => "field-no-such-record",
            },
            Trouble::BadInput => "bad-input",
            Trouble::FieldsTwoWays => "fields-two-ways",
            Trouble::FileUnreadable => "file-unreadable",
            Trouble::BadFile => "bad-file",
            Trouble::NewerFile => "newer-file",
            Trouble::FileExists => "file-exists",
            Trouble::FileNotWritten => "file-not-written",
            Trouble::RecordsDiffer { .. } => "records-differ",
            Trouble::NotThereThen => "not-there-then",
            Trouble::NoSuchRecord => "no-such-record",
            Trouble::NoSuchPerson => "no-such-person",
            Trouble::NotPaired => "not-paired",
            Trouble::AlreadyPaired => "already-paired",
            Trouble::NoSuchDevice => "no-such-device",
            Trouble::NoSuchPlan => "no-such-plan",
            Trouble::BadSetting => "bad-setting",
            Trouble::SettingTakes { .. } => "setting-takes",
            Trouble::SettingsWhole => "settings-whole",
            Trouble::BadAddress => "bad-address",
            Trouble::AddressNeeded => "address-needed",
            Trouble::RecordDeleted => "record-deleted",
            Trouble::NotDeleted => "not-deleted",
            Trouble::NotYours => "not-yours",
            Trouble::ReadOnlyKind => "read-only-kind",
            Trouble::NeverShared => "never-shared",
            Trouble::HalfStands => "half-stands",
            Trouble::NotGranted => "not-granted",
            Trouble::NotShared => "not-shared",
            Trouble::StillPaired => "still-paired",
            Trouble::NotYet => "not-yet",
            Trouble::BadUntil => "bad-until",
            Trouble::NothingToUndo => "nothing-to-undo",
            Trouble::TicketUnreadable => "ticket-unreadable",
            Trouble::TicketExpired => "ticket-expired",
            Trouble::TicketUsed => "ticket-used",
            Trouble::TicketUnanswered => "ticket-unanswered",
            Trouble::TicketForOther => "ticket-for-other",
            Trouble::WordsDiffer => "words-differ",
            Trouble::PairingCancelled => "pairing-cancelled",
            Trouble::PairingEndedThere => "pairing-ended-there",
            Trouble::PairingUnfinished => "pairing-unfinished",
            Trouble::LinkUnfinished => "link-unfinished",
            Trouble::PairingBusy => "pairing-busy",
            Trouble::NothingToAnswer => "nothing-to-answer",
            Trouble::NotLead => "not-lead",
            Trouble::Unreachable => "unreachable",
            Trouble::NoSocket => "no-socket",
            Trouble::Offline => "offline",
            Trouble::KitWordsUnreadable => "kit-words-unreadable",
            Trouble::HalfDone => "half-done",
            Trouble::Internal => "internal",
        }
    }

    /// How a command line program ends on this trouble.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Trouble::WrongPassphrase | Trouble::Locked | Trouble::PassphraseNeeded => {
                ExitCode::Locked
            }
            Trouble::NoSuchRecord
            | Trouble::NotThereThen
            | Trouble::NoSuchPerson
            | Trouble::NoSuchDevice
            | Trouble::NoSuchPlan
            | Trouble::NoVault => ExitCode::NotFound,
            Trouble::UnknownKind | Trouble::UnknownSection => ExitCode::Usage,
            Trouble::VaultInUse => ExitCode::InUse,
            Trouble::Damaged { .. } | Trouble::DamagedPart { .. } => ExitCode::Damaged,
            Trouble::PassphraseTooWeak
            | Trouble::PassphraseUnreadable
            | Trouble::VaultExists
            | Trouble::BadField { .. }
            | Trouble::BadInput
            | Trouble::FieldsTwoWays
            | Trouble::BadFile
            | Trouble::FileExists
            | Trouble::RecordsDiffer { .. }
            | Trouble::NotPaired
            | Trouble::AlreadyPaired
            | Trouble::BadSetting
            | Trouble::SettingTakes { .. }
            | Trouble::SettingsWhole
            | Trouble::BadAddress
            | Trouble::AddressNeeded
            | Trouble::RecordDeleted
            | Trouble::NotDeleted
            | Trouble::NotYours
            | Trouble::ReadOnlyKind
            | Trouble::NeverShared
            | Trouble::HalfStands
            | Trouble::NotGranted
            | Trouble::NotShared
            | Trouble::StillPaired
            | Trouble::NotYet
            | Trouble::BadUntil
            | Trouble::NothingToUndo
            | Trouble::TicketUnreadable
            | Trouble::TicketExpired
            | Trouble::TicketUsed
            | Trouble::TicketUnanswered
            | Trouble::TicketForOther
            | Trouble::WordsDiffer
            | Trouble::PairingCancelled
            | Trouble::PairingEndedThere
            | Trouble::PairingBusy
            | Trouble::NothingToAnswer
            | Trouble::NotLead
            | Trouble::KitWordsUnreadable => ExitCode::Refused,
            Trouble::ReadOnly
            | Trouble::DiskFull
            | Trouble::DiskFailed
            | Trouble::VaultUnreadable
            | Trouble::FileUnreadable
            | Trouble::FileNotWritten
            | Trouble::NewerFile
            | Trouble::LostUnsaved
            | Trouble::NotSavedYet
            | Trouble::NewerVault
            | Trouble::NotAVault
            | Trouble::Unreachable
            | Trouble::NoSocket
            | Trouble::PairingUnfinished
            | Trouble::LinkUnfinished
            | Trouble::Offline
            | Trouble::HalfDone
            | Trouble::Internal => ExitCode::Failed,
        }
    }

    /// The one name that its words may show: a field, a file, or what is taken.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Trouble::BadField { field, .. } => Some(field),
            Trouble::RecordsDiffer { count } => Some(count),
            Trouble::SettingTakes { choices } => Some(choices),
            Trouble::Damaged { file } | Trouble::DamagedPart { file, .. } => Some(file),
            _ => None,
        }
    }
}
