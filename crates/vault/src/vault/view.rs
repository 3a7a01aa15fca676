//! Keeping views: one file an alias, on which nothing is promised.

use kith_seal::{Alias, LongBytes};

use super::Vault;
use super::small::spared;
use crate::disk::{Disk, DiskError};
use crate::error::VaultError;
use crate::layout::{self, NEW_SUFFIX, VIEW_FOLDER};

/// The largest view that is read, in bytes: the largest payload with its seal.
const MAX_VIEW_LEN: u64 = kith_seal::MAX_KEPT_VIEW as u64 + 64 * 1024;

impl<D: Disk> Vault<D> {
    /// The disk is not waited for, and a view that cannot be written leaves the rest of the run as it is.
    pub(super) fn put_view(&mut self, alias: Alias, bytes: &[u8]) -> Result<(), VaultError> {
        let len = bytes.len() as u64;
        if len > MAX_VIEW_LEN {
            return Err(VaultError::TooLarge { len });
        }
        self.may_write()?;
        let path = layout::inside(VIEW_FOLDER, &layout::view_name(alias));
        let unfinished = format!("{path}{NEW_SUFFIX}");
        match self.disk.remove(&unfinished) {
            Ok(()) | Err(DiskError::NotFound) => {}
            Err(error) => return Err(spared(error)),
        }
        let written = self
            .disk
            .create(&unfinished)
            .and_then(|()| self.disk.append(&unfinished, bytes))
            .and_then(|()| self.disk.rename(&unfinished, &path));
        if written.is_err() {
            self.disk.remove(&unfinished).ok();
        }
        written.map_err(spared)?;
        self.spare_views.insert(alias);
        Ok(())
    }

    /// Takes away the views that hold nothing of their own, and what is left of unfinished ones. Whether any gave its
    /// room back.
    pub(super) fn drop_views(&mut self) -> bool {
        let entries = self.disk.list(VIEW_FOLDER).unwrap_or_default();
        let is_spare = |name: &str| match layout::parse_view_name(name) {
            Some(alias) => self.spare_views.contains(&alias),
            None => name.ends_with(NEW_SUFFIX),
        };
        let views: Vec<String> = entries
            .into_iter()
            .filter(|entry| !entry.is_folder && is_spare(&entry.name))
            .map(|entry| layout::inside(VIEW_FOLDER, &entry.name))
            .collect();
        let gone = views.iter().filter(|path| self.disk.remove(path).is_ok());
        gone.count() > 0
    }

    pub(super) fn read_view(&mut self, alias: Alias) -> Result<Option<LongBytes>, VaultError> {
        let path = layout::inside(VIEW_FOLDER, &layout::view_name(alias));
        match self.disk.read_long(&path, MAX_VIEW_LEN) {
            Ok(bytes) => Ok(Some(bytes)),
            // One that cannot be read is as good as none.
            Err(_) => Ok(None),
        }
    }
}
