//! Why the desk did not do what it was asked.

use crate::agefile::SealFileError;
use crate::canon::NotCanonical;
use crate::generation::{MakeWrapError, OpenWrapError};
use crate::keys::BadAgeKey;
use crate::pairing::{HandshakeError, ReadTicketError};
use crate::stream::SealError;
use crate::vaultfile::UnlockError;
use crate::words::ReadWordsError;

/// Why a request failed. Nothing was changed by a request that failed, unless its text says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// No vault is open.
    #[error("the vault is locked")]
    Locked,
    /// This device belongs to nobody yet, or already belongs to somebody else.
    #[error("the device has no plan, or another one")]
    NoRoot,
    /// The passphrase does not open this.
    #[error("the passphrase does not open this")]
    WrongPassphrase,
    /// A file was changed or cut since it was written.
    #[error("the file is damaged")]
    Damaged,
    /// The file that the passphrase opens was changed or cut since it was written.
    #[error("the file of the vault identity is damaged")]
    DamagedVault,
    /// A file was written by a newer Kith.
    #[error("the file is from a newer version")]
    Newer,
    /// A file asks for more work than is accepted.
    #[error("scrypt work factor {log_n} is above the accepted limit")]
    TooCostly {
        /// The factor it asks for.
        log_n: u8,
    },
    /// The authority file belongs to another device.
    #[error("the authority file belongs to another device")]
    WrongAuthority,
    /// Needs the passphrase: the authority is not here.
    #[error("this needs the passphrase")]
    NeedsPassphrase,
    /// The key of this generation is not here.
    #[error("no key for this generation")]
    UnknownGeneration,
    /// A file or record could not be made.
    #[error(transparent)]
    SealFile(#[from] SealFileError),
    /// A payload could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A wrap is refused.
    #[error(transparent)]
    OpenWrap(#[from] OpenWrapError),
    /// Typed words are not a secret.
    #[error(transparent)]
    Words(#[from] ReadWordsError),
    /// Text is not a ticket.
    #[error(transparent)]
    Ticket(#[from] ReadTicketError),
    /// A pairing ended; the session is gone.
    #[error(transparent)]
    Handshake(#[from] HandshakeError),
    /// The invitation is unknown, used, or was tried wrongly too often.
    #[error("the invitation is not open")]
    NoInvitation,
    /// No pairing has this number.
    #[error("no such pairing session")]
    NoSession,
    /// A record could not be encoded, or a key is not canonical.
    #[error("not in canonical form")]
    NotCanonical,
}

impl From<UnlockError> for DeskError {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::WrongPassphrase => DeskError::WrongPassphrase,
            UnlockError::Damaged => DeskError::Damaged,
            UnlockError::Newer => DeskError::Newer,
            UnlockError::TooCostly { log_n } => DeskError::TooCostly { log_n },
        }
    }
}

impl From<MakeWrapError> for DeskError {
    fn from(error: MakeWrapError) -> Self {
        match error {
            MakeWrapError::Seal(error) => DeskError::SealFile(error),
            MakeWrapError::Encode(NotCanonical) => DeskError::NotCanonical,
        }
    }
}

impl From<NotCanonical> for DeskError {
    fn from(_: NotCanonical) -> Self {
        DeskError::NotCanonical
    }
}

impl From<BadAgeKey> for DeskError {
    fn from(_: BadAgeKey) -> Self {
        DeskError::NotCanonical
    }
}
