//! A closed vault, and what the disk's refusals mean to a person.

use kith_vault::{CreateVaultError, DiskError, OpenVaultError, OpenedVault, VaultError};

use crate::Trouble;

/// A vault that is there and closed.
#[derive(Debug)]
pub(crate) struct Locked {
    /// What the vault said when it was opened, or what is known of it since.
    pub opened: OpenedVault,
    /// Why the last unlocking failed.
    pub trouble: Option<Trouble>,
    /// How often in a row a passphrase was wrong.
    pub wrong_tries: u32,
}

/// A vault that could not be opened.
pub(crate) fn trouble_of_open(error: &OpenVaultError) -> Trouble {
    match error {
        OpenVaultError::NotFound => Trouble::NoVault,
        OpenVaultError::InUse => Trouble::VaultInUse,
        OpenVaultError::NewerFormat { .. } => Trouble::NewerVault,
        OpenVaultError::DamagedFormat => Trouble::Damaged { file: "kith.format".to_owned() },
        // Of all that opening does, only the lock file is written.
        OpenVaultError::Io(DiskError::Full) => Trouble::DiskFull,
        OpenVaultError::Io(_) => Trouble::VaultUnreadable,
    }
}

/// A vault that could not be made.
pub(crate) fn trouble_of_create(error: &CreateVaultError) -> Trouble {
    match error {
        CreateVaultError::AlreadyThere => Trouble::VaultExists,
        CreateVaultError::NotEmpty => Trouble::NotAVault,
        CreateVaultError::InUse => Trouble::VaultInUse,
        CreateVaultError::ReadOnly => Trouble::ReadOnly,
        CreateVaultError::Full => Trouble::DiskFull,
        CreateVaultError::Io(_) => Trouble::DiskFailed,
    }
}

/// A request that the disk refused.
pub(crate) fn trouble_of_vault(error: &VaultError) -> Trouble {
    match error {
        VaultError::ReadOnly => Trouble::ReadOnly,
        VaultError::Full => Trouble::DiskFull,
        VaultError::Damaged(damage) => Trouble::Damaged { file: damage.file.clone() },
        VaultError::SyncFailed
        | VaultError::TooLarge { .. }
        | VaultError::TooShort { .. }
        | VaultError::Occupied { .. }
        | VaultError::NotASnapshot => Trouble::DiskFailed,
        // A write that somebody waits for ends otherwise.
        VaultError::Io(_) => Trouble::VaultUnreadable,
    }
}
