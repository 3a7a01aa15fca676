//! The open vault: one request in, one reply out, one writer.

mod append;
mod read;
mod small;
mod snapshot;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::Alias;

use crate::aside::AsideNames;
use crate::damage::{Damage, DamageKind};
use crate::disk::{Disk, DiskError};
use crate::error::{CreateVaultError, OpenVaultError, VaultError};
use crate::index::Index;
use crate::layout::{self, FOLDERS, LOG_FOLDER, MAKING_FILE, NEW_SUFFIX, ROOT_FOLDER, VIEW_FOLDER};
use crate::open::{self, Opened, OpenedVault};
use crate::request::{CheckReport, SmallFile, VaultReply, VaultRequest};
use crate::survey::{LogFile, SnapshotFile, Survey};

/// An open vault. Dropping it gives the lock back; everything answered with success is on the disk already.
#[derive(Debug)]
pub struct Vault<D: Disk> {
    disk: D,
    index: Index,
    logs: Vec<LogFile>,
    snapshots: BTreeMap<Alias, Vec<SnapshotFile>>,
    /// The copies of envelopes in `set-aside/`.
    aside: AsideNames,
    /// The views that may go where their room is needed.
    spare_views: BTreeSet<Alias>,
    writing: Writing,
    /// Whether what earlier runs left unfinished has been swept.
    is_swept: bool,
    /// Whether the marker of its making still stands. It goes once an envelope is durable.
    is_making: bool,
    /// Whether the plan was opened with the keyring before the last change, because the newest is damaged.
    keyring_is_damaged: bool,
    /// This run's log, by its place in `logs`; nothing until the first append.
    current: Option<usize>,
}

/// Whether this run may still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Allowed,
    ReadOnly,
    /// The disk once did not confirm. Until the vault is opened anew nobody knows what is on it.
    Unconfirmed,
}

impl<D: Disk> Vault<D> {
    /// Makes an empty vault without any small file, as [`Vault::create_with`] does.
    pub fn create(disk: D) -> Result<(Self, OpenedVault), CreateVaultError> {
        Self::create_with(disk, &[])
    }

    /// Makes a vault with these small files. It is one from the first append on: until then [`Vault::open`] answers
    /// [`OpenVaultError::NotFound`], so that a cut leaves either all of it or no vault. A folder that an earlier
    /// creation left unfinished is taken over; small files found there go to `set-aside/`.
    pub fn create_with(
        mut disk: D,
        files: &[(SmallFile, Vec<u8>)],
    ) -> Result<(Self, OpenedVault), CreateVaultError> {
        open::create(&mut disk, files)?;
        match open::open_created(&mut disk) {
            Ok(opened) => Ok(Self::around(disk, opened)),
            Err(OpenVaultError::Io(error)) => Err(error.into()),
            Err(OpenVaultError::InUse) => Err(CreateVaultError::InUse),
            Err(
                OpenVaultError::NotFound
                | OpenVaultError::NewerFormat { .. }
                | OpenVaultError::DamagedFormat,
            ) => Err(CreateVaultError::Io(DiskError::NotFound)),
        }
    }

    /// Opens a vault and reads all of it. Writes nothing but the lock file; for a newer format not even that.
    pub fn open(mut disk: D) -> Result<(Self, OpenedVault), OpenVaultError> {
        let opened = open::open(&mut disk)?;
        Ok(Self::around(disk, opened))
    }

    fn around(disk: D, opened: Opened) -> (Self, OpenedVault) {
        let Opened { survey, summary, may_write, is_confirmed, is_making } = opened;
        let writing = match (may_write, is_confirmed) {
            (false, _) => Writing::ReadOnly,
            (true, true) => Writing::Allowed,
            (true, false) => Writing::Unconfirmed,
        };
        let vault = Self {
            disk,
            index: survey.index,
            logs: survey.logs,
            snapshots: survey.snapshots,
            aside: survey.aside_names,
            spare_views: BTreeSet::new(),
            writing,
            is_swept: false,
            is_making,
            keyring_is_damaged: false,
            current: None,
        };
        (vault, summary)
    }

    /// Does one request. Never panics; a failure is [`VaultReply::Failed`]. What finds no space left is tried once more
    /// in the room that views had.
    pub fn run(&mut self, request: VaultRequest) -> VaultReply {
        let gives_room = !matches!(request, VaultRequest::PutView { .. });
        let reply = self.answer(&request);
        let reply = match reply {
            Err(VaultError::Full) if gives_room && self.drop_views() => self.answer(&request),
            reply => reply,
        };
        reply.unwrap_or_else(VaultReply::Failed)
    }

    fn answer(&mut self, request: &VaultRequest) -> Result<VaultReply, VaultError> {
        match request {
            VaultRequest::Append { envelopes } => {
                self.append(envelopes).map(|()| VaultReply::Appended)
            }
            VaultRequest::ReadRange { alias, stream, from, max_bytes } => {
                self.read_range(*alias, *stream, *from, *max_bytes).map(VaultReply::Range)
            }
            VaultRequest::ReadMany { ranges } => ranges
                .iter()
                .map(|(alias, stream, from)| self.read_range(*alias, *stream, *from, usize::MAX))
                .collect::<Result<_, _>>()
                .map(VaultReply::Many),
            VaultRequest::PutSnapshot { envelope } => {
                self.put_snapshot(envelope).map(|()| VaultReply::SnapshotPut)
            }
            VaultRequest::ReadSnapshot { alias } => {
                self.newest_snapshot(*alias).map(VaultReply::Snapshot)
            }
            VaultRequest::LayAside { file } => self.lay_aside(file).map(|()| VaultReply::LaidAside),
            VaultRequest::PutView { alias, bytes } => {
                self.put_view(*alias, bytes).map(|()| VaultReply::ViewPut)
            }
            VaultRequest::ReadView { alias } => self.read_view(*alias).map(VaultReply::View),
            VaultRequest::SpareViews { aliases } => {
                self.spare_views.extend(aliases);
                Ok(VaultReply::ViewsSpared)
            }
            VaultRequest::PutFile { file, bytes } => {
                self.put_file(*file, bytes).map(|()| VaultReply::FilePut)
            }
            VaultRequest::ReplaceDamaged { file, bytes } => {
                self.replace_damaged(*file, bytes).map(|()| VaultReply::FilePut)
            }
            VaultRequest::ReadFile { file } => self.read_file(*file).map(VaultReply::File),
            VaultRequest::ReadPreviousKeyring => self.read_previous_keyring().map(VaultReply::File),
            VaultRequest::MarkTrying { marker } => {
                self.mark_trying(marker).map(|()| VaultReply::TryingMarked)
            }
            VaultRequest::ClearTrying { name } => {
                self.clear_trying(*name).map(|()| VaultReply::TryingCleared)
            }
            VaultRequest::SetAside { bytes, why } => {
                self.set_aside(bytes, why).map(|()| VaultReply::SetAside)
            }
            VaultRequest::TakeBack { hash } => {
                self.take_back(*hash).map(|()| VaultReply::TakenBack)
            }
            VaultRequest::Sync => self.sync().map(|()| VaultReply::Synced),
            VaultRequest::Check => self.check().map(VaultReply::Checked),
        }
    }

    /// Gives the disk back and ends the run.
    pub fn into_disk(self) -> D {
        self.disk
    }

    fn sync(&mut self) -> Result<(), VaultError> {
        match self.writing {
            Writing::Unconfirmed => return Err(VaultError::SyncFailed),
            Writing::ReadOnly => return Ok(()),
            Writing::Allowed => {}
        }
        if let Some(log) = self.current.and_then(|current| self.logs.get(current)) {
            let confirmed = self.disk.sync_data(&log.path);
            confirmed.map_err(|error| self.write_failed(error))?;
        }
        Ok(())
    }

    fn check(&mut self) -> Result<CheckReport, VaultError> {
        let Survey { index, logs, snapshots, files, mut damage, .. } =
            Survey::take(&mut self.disk).map_err(VaultError::Io)?;
        for log in &self.logs {
            // No later log names this run's own, so only this run can miss it.
            if !logs.iter().any(|found| found.path == log.path) {
                damage.push(Damage::of_file(log.path.as_str(), DamageKind::Missing));
            }
        }
        damage.sort_unstable();
        damage.dedup();
        let (envelopes, bytes) = index.totals();
        let kept = snapshots.values().flatten();
        let (count, len) = kept.fold((0_u64, 0_u64), |(count, len), snapshot| {
            (count.saturating_add(1), len.saturating_add(snapshot.len))
        });
        Ok(CheckReport {
            files,
            envelopes: envelopes.saturating_add(count),
            bytes: bytes.saturating_add(len),
            damage,
        })
    }

    /// To be asked before anything is written.
    fn may_write(&mut self) -> Result<(), VaultError> {
        match self.writing {
            Writing::Allowed => self.sweep(),
            Writing::ReadOnly => Err(VaultError::ReadOnly),
            Writing::Unconfirmed => Err(VaultError::SyncFailed),
        }
    }

    /// Once a run, before its first write: folders that got lost, files that were never whole, and tails that a cut
    /// left. The tails must go before a new log names the ends of the earlier ones.
    fn sweep(&mut self) -> Result<(), VaultError> {
        if self.is_swept {
            return Ok(());
        }
        let swept = self.sweep_disk();
        swept.map_err(|error| self.write_failed(error))?;
        self.is_swept = true;
        Ok(())
    }

    fn sweep_disk(&mut self) -> Result<(), DiskError> {
        let mut has_new_folder = false;
        for folder in FOLDERS {
            if self.disk.list(folder) == Err(DiskError::NotFound) {
                match self.disk.create_folder(folder) {
                    // Something else of that name; it costs the views and nothing that was promised.
                    Err(_) if folder == VIEW_FOLDER => continue,
                    made => made?,
                }
                has_new_folder = true;
            }
        }
        if has_new_folder {
            self.disk.sync_folder(ROOT_FOLDER)?;
        }
        for folder in std::iter::once(ROOT_FOLDER).chain(FOLDERS) {
            let entries = match self.disk.list(folder) {
                Err(_) if folder == VIEW_FOLDER => continue,
                entries => entries?,
            };
            for entry in entries {
                if !entry.is_folder && entry.name.ends_with(NEW_SUFFIX) {
                    let path = if folder.is_empty() {
                        entry.name
                    } else {
                        layout::inside(folder, &entry.name)
                    };
                    self.disk.remove(&path)?;
                }
            }
        }
        if !self.logs.is_empty() {
            self.end_making()?;
        }
        for log in self.logs.iter_mut().filter(|log| log.has_torn_tail) {
            self.disk.cut(&log.path, log.len)?;
            self.disk.sync_data(&log.path)?;
            log.has_torn_tail = false;
        }
        Ok(())
    }

    /// Takes the marker of the vault's making away. To be called only while a durable log is there: without the marker
    /// an empty vault is one that lost everything.
    fn end_making(&mut self) -> Result<(), DiskError> {
        if !self.is_making {
            return Ok(());
        }
        match self.disk.remove(MAKING_FILE) {
            Ok(()) | Err(DiskError::NotFound) => {}
            Err(error) => return Err(error),
        }
        self.is_making = false;
        self.disk.sync_folder(ROOT_FOLDER)
    }

    /// What a failed write means for the request and for the rest of the run.
    fn write_failed(&mut self, error: DiskError) -> VaultError {
        match error {
            DiskError::Full => VaultError::Full,
            DiskError::Denied => VaultError::ReadOnly,
            DiskError::ReadOnly => {
                self.writing = Writing::ReadOnly;
                VaultError::ReadOnly
            }
            DiskError::NotFound
            | DiskError::Exists
            | DiskError::InUse
            | DiskError::TooLarge
            | DiskError::SyncFailed
            | DiskError::BadName
            | DiskError::Other(_) => {
                self.writing = Writing::Unconfirmed;
                VaultError::SyncFailed
            }
        }
    }
}

/// The path of a log that is about to be made.
fn new_log_path(number: u64, tail: [u8; 4]) -> String {
    layout::inside(LOG_FOLDER, &layout::log_name(number, tail))
}
