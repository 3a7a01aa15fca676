//! Small files: replaced as a whole, copies of refused bytes, and markers before risky jobs.

use kith_seal::{Envelope, Hash};

use super::Vault;
use crate::aside::{COPY_SUFFIX, WHY_SUFFIX, name_of, path_of};
use crate::damage::{Damage, DamageKind};
use crate::disk::{Disk, DiskError};
use crate::error::VaultError;
use crate::layout::{self, PREVIOUS_KEYRING_FILE, SET_ASIDE_FOLDER, TRYING_FOLDER};
use crate::marker::Marker;
use crate::request::SmallFile;
use crate::survey::MIN_SEALED_LEN;

/// Between the name of a small file and the digits under which it is kept when it was damaged.
const KEPT: &str = ".damaged-";
/// The largest small file in bytes. A keyring of many thousand keys stays far below.
const MAX_SMALL_FILE_LEN: u64 = 16 * 1024 * 1024;

impl<D: Disk> Vault<D> {
    pub(super) fn put_file(&mut self, file: SmallFile, bytes: &[u8]) -> Result<(), VaultError> {
        let len = bytes.len() as u64;
        if len > MAX_SMALL_FILE_LEN {
            return Err(VaultError::TooLarge { len });
        }
        if len < MIN_SEALED_LEN {
            return Err(VaultError::TooShort { len });
        }
        self.may_write()?;
        let path = layout::small_file(file);
        if file == SmallFile::Keyring && self.keyring_is_damaged {
            // The one before is all that there is until the new one is whole.
            self.keep_damaged(path, bytes)?;
        } else if file == SmallFile::Keyring {
            self.keep_previous_keyring(bytes)?;
        }
        let written = self.disk.write_new(path, bytes);
        written.map_err(|error| self.write_failed(error))?;
        self.keyring_is_damaged &= file != SmallFile::Keyring;
        Ok(())
    }

    pub(super) fn replace_damaged(
        &mut self,
        file: SmallFile,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        self.may_write()?;
        self.keep_damaged(layout::small_file(file), bytes)?;
        self.put_file(file, bytes)
    }

    pub(super) fn read_file(&mut self, file: SmallFile) -> Result<Option<Vec<u8>>, VaultError> {
        let path = layout::small_file(file);
        match self.read_sealed(path)? {
            // A replacing that came to nothing had moved the damaged one away already.
            None if self.has_kept(path)? => {
                Err(VaultError::Damaged(Damage::of_file(path, DamageKind::Missing)))
            }
            read => Ok(read),
        }
    }

    pub(super) fn read_previous_keyring(&mut self) -> Result<Option<Vec<u8>>, VaultError> {
        let before = self.read_sealed(PREVIOUS_KEYRING_FILE)?;
        self.keyring_is_damaged = true;
        Ok(before)
    }

    /// Nothing was promised on a marker, so one that cannot be written leaves the rest of the run as it is.
    pub(super) fn mark_trying(&mut self, marker: &Marker) -> Result<(), VaultError> {
        self.may_write()?;
        let path = layout::inside(TRYING_FOLDER, &marker.name().to_string());
        match self.disk.remove(&path) {
            Ok(()) | Err(DiskError::NotFound) => {}
            Err(error) => return Err(spared(error)),
        }
        let written = self
            .disk
            .create(&path)
            .and_then(|()| self.disk.append(&path, marker.encode().as_bytes()));
        written.map_err(spared)
    }

    pub(super) fn clear_trying(&mut self, name: Hash) -> Result<(), VaultError> {
        self.may_write()?;
        match self.disk.remove(&layout::inside(TRYING_FOLDER, &name.to_string())) {
            Ok(()) | Err(DiskError::NotFound) => Ok(()),
            Err(error) => Err(spared(error)),
        }
    }

    /// Nothing was promised on a copy, so one that cannot be written leaves the rest of the run as it is. Otherwise whoever
    /// sends what is refused could end all writing with it.
    pub(super) fn set_aside(&mut self, bytes: &[u8], why: &str) -> Result<(), VaultError> {
        self.may_write()?;
        let name = name_of(bytes);
        // The copy comes last: what is found at the next opening has its reason beside it.
        for (suffix, content) in [(WHY_SUFFIX, why.as_bytes()), (COPY_SUFFIX, bytes)] {
            let written = self.disk.write_new(&path_of(&name, suffix), content);
            written.map_err(spared)?;
        }
        if let Ok(envelope) = Envelope::decode(bytes) {
            self.aside.insert(envelope.hash(), name);
        }
        Ok(())
    }

    pub(super) fn take_back(&mut self, hash: Hash) -> Result<(), VaultError> {
        self.may_write()?;
        let Some(name) = self.aside.remove(&hash) else {
            return Ok(());
        };
        for suffix in [COPY_SUFFIX, WHY_SUFFIX] {
            match self.disk.remove(&path_of(&name, suffix)) {
                Ok(()) | Err(DiskError::NotFound) => {}
                Err(error) => return Err(spared(error)),
            }
        }
        self.disk.sync_folder(SET_ASIDE_FOLDER).map_err(spared)
    }

    /// Keeps a damaged file beside the one that is to replace it. One that can be read is copied, under a name that says
    /// which bytes they are. One that cannot, or is too large to be read, is moved as it is, under a name of the new bytes,
    /// of which no two are the same: nobody needs to read it for that.
    fn keep_damaged(&mut self, path: &str, new: &[u8]) -> Result<(), VaultError> {
        let kept = |bytes: &[u8]| format!("{path}{KEPT}{}", name_of(bytes));
        let done = match self.disk.read(path, MAX_SMALL_FILE_LEN) {
            Ok(bytes) => self.disk.write_new(&kept(&bytes), &bytes),
            Err(DiskError::NotFound) => Ok(()),
            Err(_) => self.disk.rename(path, &kept(new)),
        };
        done.map_err(|error| self.write_failed(error))
    }

    /// Whether a damaged file of this name was kept.
    fn has_kept(&mut self, path: &str) -> Result<bool, VaultError> {
        let kept = format!("{path}{KEPT}");
        let entries = self.disk.list(layout::ROOT_FOLDER).map_err(VaultError::Io)?;
        Ok(entries.iter().any(|entry| entry.name.starts_with(&kept)))
    }

    /// The keyring is the one file whose loss costs the plan, so the one before is kept. A damaged or unchanged keyring
    /// does not push a good one out.
    fn keep_previous_keyring(&mut self, new: &[u8]) -> Result<(), VaultError> {
        let old = match self.read_file(SmallFile::Keyring) {
            Ok(Some(old)) if old != new => old,
            Ok(_) | Err(VaultError::Damaged(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let written = self.disk.write_new(PREVIOUS_KEYRING_FILE, &old);
        written.map_err(|error| self.write_failed(error))
    }

    fn read_sealed(&mut self, path: &str) -> Result<Option<Vec<u8>>, VaultError> {
        let damaged = |what| VaultError::Damaged(Damage::of_file(path, what));
        match self.disk.read(path, MAX_SMALL_FILE_LEN) {
            Ok(bytes) if (bytes.len() as u64) < MIN_SEALED_LEN => {
                Err(damaged(DamageKind::ShortFile))
            }
            Ok(bytes) => Ok(Some(bytes)),
            Err(DiskError::NotFound) => Ok(None),
            Err(DiskError::TooLarge) => Err(damaged(DamageKind::Unreadable)),
            Err(error) => Err(VaultError::Io(error)),
        }
    }
}

/// What the failed write of something that nothing was promised on means for its request alone.
pub(super) fn spared(error: DiskError) -> VaultError {
    match error {
        DiskError::Full => VaultError::Full,
        DiskError::Denied | DiskError::ReadOnly => VaultError::ReadOnly,
        error => VaultError::Io(error),
    }
}
