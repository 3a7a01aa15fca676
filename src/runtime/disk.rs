//! The thread `kith-disk`: it holds the vault's folder and its lock, and answers only what is durable.

use std::path::{Path, PathBuf};

use crossbeam_channel::Sender;
use kith_core::{Input, SealedFiles, Ticket};
use kith_vault::{
    DiskError, FolderDisk, OpenVaultError, Vault, VaultError, VaultReply, VaultRequest, may_create,
};

use super::Message;
use super::room::Room;

/// One piece of the disk's work.
pub(super) enum DiskWork {
    /// Look for a vault and take its lock.
    Open,
    /// Make a vault with these small files and take its lock.
    Create(SealedFiles),
    /// A request to the vault that is held.
    Run(Ticket, VaultRequest),
}

/// Starts the thread. The lock goes when the thread ends.
pub(super) fn open(folder: PathBuf, inbox: Sender<Message>) -> std::io::Result<Room<DiskWork>> {
    Room::open("kith-disk", inbox, move |work, answers| {
        let mut vault = None;
        for work in work {
            let heard = run(&folder, &mut vault, work);
            if answers.send(Message::Heard(heard)).is_err() {
                return;
            }
        }
    })
}

fn run(folder: &Path, vault: &mut Option<Vault<FolderDisk>>, work: DiskWork) -> Input {
    match work {
        DiskWork::Open => {
            // A plan that was locked is read anew. The lock on its folder goes with the old vault;
            // taken twice, it would keep this process out as it keeps out every other.
            *vault = None;
            let opened = Vault::open(FolderDisk::new(folder));
            if let (Err(OpenVaultError::NotFound), Err(why)) = (&opened, may_create(folder)) {
                return Input::NoPlace(why);
            }
            Input::VaultOpened(opened.map(|(opened, what_it_holds)| {
                *vault = Some(opened);
                what_it_holds
            }))
        }
        DiskWork::Create(files) => {
            // A making that came to nothing may have left its lock held here.
            *vault = None;
            Input::VaultCreated(Vault::create_with(FolderDisk::new(folder), &files.0).map(
                |(created, what_it_holds)| {
                    *vault = Some(created);
                    what_it_holds
                },
            ))
        }
        DiskWork::Run(ticket, request) => Input::Vault(
            ticket,
            match vault {
                Some(vault) => vault.run(request),
                // Core asks nothing before a vault is open.
                None => VaultReply::Failed(VaultError::Io(DiskError::NotFound)),
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Locking the plan in the window once ended in “open in another Kith”: the thread still held the
    /// folder's lock when the vault was opened for the next passphrase.
    #[test]
    fn a_vault_that_is_held_can_be_opened_again() {
        let place = tempfile::tempdir().unwrap();
        let mut vault = None;
        for _ in 0..2 {
            let made = run(place.path(), &mut vault, DiskWork::Create(SealedFiles(Vec::new())));
            assert!(matches!(made, Input::VaultCreated(Ok(_))), "{made:?}");
        }
        for _ in 0..2 {
            let opened = run(place.path(), &mut vault, DiskWork::Open);
            assert!(!matches!(opened, Input::VaultOpened(Err(OpenVaultError::InUse))));
        }
    }
}
