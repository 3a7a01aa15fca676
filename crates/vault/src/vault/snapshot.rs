//! Keeping snapshots: each in its own file, its place and order in the log, the last two of an alias.

use kith_seal::{Alias, ENVELOPE_HEADER_LEN, Envelope, EnvelopeKind};

use super::Vault;
use super::append::{NewRecord, place_of};
use super::small::spared;
use crate::aside::name_of;
use crate::disk::{Disk, DiskError};
use crate::error::VaultError;
use crate::layout::{self, SNAPSHOT_FOLDER};
use crate::log::{RecordKind, SNAPSHOT_PLACE_LEN};
use crate::survey::{MAX_SNAPSHOT_LEN, SnapshotFile, read_snapshot};

/// The newest, and the one before it in case the newest is found damaged.
const KEPT_SNAPSHOTS: usize = 2;

impl<D: Disk> Vault<D> {
    pub(super) fn put_snapshot(&mut self, envelope: &Envelope) -> Result<(), VaultError> {
        if envelope.header().kind != EnvelopeKind::Snapshot {
            return Err(VaultError::NotASnapshot);
        }
        self.may_write()?;
        let (alias, stream, seq) = place_of(envelope);
        let hash = envelope.hash();
        if self.held_hash(alias, stream, seq)?.is_some_and(|held| held != hash) {
            return Err(VaultError::Occupied { alias, stream, seq });
        }
        let newest = self.snapshots.get(&alias).and_then(|kept| kept.first());
        if newest.is_some_and(|newest| newest.hash == hash)
            && self.index.get(alias, stream, seq).is_some()
        {
            return Ok(());
        }
        let name = layout::snapshot_name(alias, hash);
        let written =
            self.disk.write_new(&layout::inside(SNAPSHOT_FOLDER, &name), envelope.bytes());
        written.map_err(|error| self.write_failed(error))?;
        // The older ones go only once this one is known to read back.
        read_snapshot(&mut self.disk, &name, alias).map_err(VaultError::Damaged)?;
        let (head, _) = envelope.bytes().split_at(ENVELOPE_HEADER_LEN);
        let mut content = Vec::with_capacity(SNAPSHOT_PLACE_LEN);
        content.extend_from_slice(hash.as_bytes());
        content.extend_from_slice(head);
        let kind = RecordKind::SnapshotPlace;
        self.write_records(&[NewRecord { kind, content: &content, envelope }])?;
        self.keep(alias, SnapshotFile { hash, len: envelope.len() as u64 });
        Ok(())
    }

    /// Takes a damaged snapshot out of the way. It stays under another name, beside the good one that holds what it held.
    pub(super) fn lay_aside(&mut self, file: &str) -> Result<(), VaultError> {
        let name = file.split_once('/').filter(|(folder, _)| *folder == SNAPSHOT_FOLDER);
        let name = name.map_or("", |(_, name)| name);
        let kept = layout::parse_snapshot_name(name).and_then(|alias| {
            let kept = self.snapshots.get(&alias)?;
            let is_good =
                |one: &SnapshotFile| layout::snapshot_name(alias, one.hash).as_str() == name;
            (!kept.is_empty() && !kept.iter().any(is_good)).then_some(())
        });
        kept.ok_or(VaultError::NotASnapshot)?;
        self.may_write()?;
        let bytes = match self.disk.read(file, MAX_SNAPSHOT_LEN) {
            Ok(bytes) => bytes,
            Err(DiskError::NotFound) => return Ok(()),
            Err(error) => return Err(VaultError::Io(error)),
        };
        let aside = format!("{file}.damaged-{}", name_of(&bytes));
        self.disk.rename(file, &aside).map_err(spared)?;
        self.disk.sync_folder(SNAPSHOT_FOLDER).map_err(spared)
    }

    pub(super) fn newest_snapshot(&mut self, alias: Alias) -> Result<Option<Envelope>, VaultError> {
        let newest = self.snapshots.get(&alias).and_then(|kept| kept.first());
        match newest.map(|snapshot| snapshot.hash) {
            Some(hash) => self.read_kept_snapshot(alias, hash),
            None => Ok(None),
        }
    }

    /// Makes this the newest snapshot of its alias and removes those that nothing needs any more.
    fn keep(&mut self, alias: Alias, newest: SnapshotFile) {
        let kept = self.snapshots.entry(alias).or_default();
        kept.retain(|snapshot| snapshot.hash != newest.hash);
        kept.insert(0, newest);
        let superseded = kept.split_off(kept.len().min(KEPT_SNAPSHOTS));
        for snapshot in &superseded {
            let name = layout::snapshot_name(alias, snapshot.hash);
            // A file that stays although it could go costs space and nothing else.
            self.disk.remove(&layout::inside(SNAPSHOT_FOLDER, &name)).ok();
        }
        if !superseded.is_empty() {
            self.disk.sync_folder(SNAPSHOT_FOLDER).ok();
        }
    }
}
