//! Making a vault and opening one.

use std::path::Path;

use kith_seal::{Alias, EnvelopeKind, GenerationId, Hash, StreamKey};

use crate::aside::AsideCopy;
use crate::damage::Damage;
use crate::disk::{Disk, DiskError, FileEntry, FolderDisk, LockState, may_write};
use crate::error::{CreateVaultError, OpenVaultError};
use crate::format::{check_format, format_text};
use crate::layout::{
    self, FOLDERS, FORMAT_FILE, LOCK_FILE, MAKING_FILE, NEW_SUFFIX, PREVIOUS_KEYRING_FILE,
    ROOT_FOLDER,
};
use crate::marker::Marker;
use crate::request::SmallFile;
use crate::survey::{Survey, list_or_nothing, place_hash};

/// What an opened vault holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenedVault {
    /// One line for each stream under each alias, in order.
    pub index: Vec<IndexEntry>,
    /// The newest good snapshot of each alias: its hash and its length in bytes.
    pub snapshots: Vec<(Alias, Hash, u64)>,
    /// The aliases of which a view is kept.
    pub views: Vec<Alias>,
    /// What is damaged, ordered by file. None of it kept the rest from opening.
    pub damage: Vec<Damage>,
    /// What the death of an earlier process may have come from: risky jobs that began and did not end. Each with the
    /// name under which [`crate::VaultRequest::ClearTrying`] takes it away.
    pub trying: Vec<(Hash, Marker)>,
    /// The copies in `set-aside/`, in order of their names.
    pub set_aside: Vec<AsideCopy>,
    /// How many logs there are.
    pub logs: u64,
    /// How many envelopes they hold.
    pub envelopes: u64,
    /// The bytes of those envelopes.
    pub bytes: u64,
    /// The folder cannot be written: every write will answer [`crate::VaultError::ReadOnly`].
    pub read_only: bool,
    /// Whether this process holds the lock. Without it, which only happens to a folder that cannot be written, another
    /// computer may be writing it.
    pub locked: bool,
}

/// What is held of one stream under one alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// The alias.
    pub alias: Alias,
    /// The generation of its first envelope held.
    pub generation: GenerationId,
    /// The stream.
    pub stream: StreamKey,
    /// The kind of the first envelope found.
    pub kind: EnvelopeKind,
    /// The lowest number held.
    pub first_seq: u32,
    /// One more than the end of the unbroken run from `first_seq` on. Places of superseded snapshots count as held.
    pub next_seq: u32,
    /// Hash of the envelope at `next_seq - 1`; zeros if it can no longer be read.
    pub head: Hash,
    /// What is held beyond the unbroken run, as runs, ascending: a snapshot may cover what lies between them.
    pub beyond: Vec<Run>,
    /// Bytes of all envelopes held.
    pub bytes: u64,
}

/// Envelopes of one stream that are held without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The number of the first.
    pub first_seq: u32,
    /// One more than the number of the last.
    pub next_seq: u32,
    /// Hash of the last; zeros if it can no longer be read.
    pub head: Hash,
}

/// What opening found, still without the vault around it.
pub(crate) struct Opened {
    pub(crate) survey: Survey,
    pub(crate) summary: OpenedVault,
    pub(crate) may_write: bool,
    /// Whether the disk confirmed what the run before left behind.
    pub(crate) is_confirmed: bool,
    /// Whether the marker of its making still stands.
    pub(crate) is_making: bool,
}

/// Opens what rests on `disk`. Writes nothing but the lock file. A vault whose making did not come to its first
/// envelope was never promised to anybody, and is none.
pub(crate) fn open<D: Disk>(disk: &mut D) -> Result<Opened, OpenVaultError> {
    match check_format(disk) {
        Err(OpenVaultError::NotFound) if was_whole(disk).map_err(OpenVaultError::Io)? => {
            return Err(OpenVaultError::DamagedFormat);
        }
        checked => checked?,
    }
    // Whoever is making a vault holds its lock, so the lock comes before the look.
    let lock = lock(disk)?;
    if is_making(disk).map_err(OpenVaultError::Io)?
        && !has_envelopes(disk).map_err(OpenVaultError::Io)?
    {
        return Err(OpenVaultError::NotFound);
    }
    take_in(disk, lock)
}

/// Opens what [`create`] has just made, in which there is nothing yet.
pub(crate) fn open_created<D: Disk>(disk: &mut D) -> Result<Opened, OpenVaultError> {
    check_format(disk)?;
    let lock = lock(disk)?;
    take_in(disk, lock)
}

fn lock<D: Disk>(disk: &mut D) -> Result<LockState, OpenVaultError> {
    disk.try_lock().map_err(|error| match error {
        DiskError::InUse => OpenVaultError::InUse,
        other => OpenVaultError::Io(other),
    })
}

fn take_in<D: Disk>(disk: &mut D, lock: LockState) -> Result<Opened, OpenVaultError> {
    let is_making = is_making(disk).map_err(OpenVaultError::Io)?;
    let survey = Survey::take(disk).map_err(OpenVaultError::Io)?;
    let may_write = lock == LockState::Held;
    // A run that was killed may have left bytes that the system shows and the disk does not have. Nothing is told to
    // be held before the disk confirmed it.
    let is_confirmed = !may_write || confirm(disk, &survey).is_ok();
    let mut summary = summarize(disk, &survey);
    summary.read_only = !may_write;
    summary.locked = lock != LockState::NotHeldReadOnly;
    Ok(Opened { survey, summary, may_write, is_confirmed, is_making })
}

fn confirm<D: Disk>(disk: &mut D, survey: &Survey) -> Result<(), DiskError> {
    for log in survey.logs.iter().filter(|log| !log.is_named) {
        disk.sync_data(&log.path)?;
    }
    for folder in [layout::LOG_FOLDER, layout::SNAPSHOT_FOLDER] {
        if disk.list(folder).is_ok() {
            disk.sync_folder(folder)?;
        }
    }
    Ok(())
}

fn summarize<D: Disk>(disk: &mut D, survey: &Survey) -> OpenedVault {
    let index = survey.index.streams().filter_map(|(alias, stream, held)| {
        let mut runs = held.runs().filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            Some(Run {
                first_seq: first.seq,
                next_seq: last.seq.saturating_add(1),
                head: place_hash(disk, &survey.logs, *last).unwrap_or(Hash::ZERO),
            })
        });
        let unbroken = runs.next()?;
        let beyond = runs.collect();
        Some(IndexEntry {
            alias,
            generation: held.generation,
            stream,
            kind: held.kind,
            first_seq: unbroken.first_seq,
            next_seq: unbroken.next_seq,
            head: unbroken.head,
            beyond,
            bytes: held.bytes(),
        })
    });
    let index = index.collect();
    let newest = survey.snapshots.iter().filter_map(|(alias, snapshots)| {
        snapshots.first().map(|snapshot| (*alias, snapshot.hash, snapshot.len))
    });
    let (envelopes, bytes) = survey.index.totals();
    OpenedVault {
        index,
        snapshots: newest.collect(),
        views: survey.views.clone(),
        damage: survey.damage.clone(),
        trying: survey.trying.clone(),
        set_aside: survey.set_aside.clone(),
        logs: survey.logs.len() as u64,
        envelopes,
        bytes,
        read_only: false,
        locked: true,
    }
}

/// Whether a vault could be made in this folder. Nothing stays written. Whoever makes one asks much of people before its first
/// byte rests, and asks this before.
pub fn may_create(folder: &Path) -> Result<(), CreateVaultError> {
    let mut disk = FolderDisk::new(folder);
    let nearest = disk.nearest().ok_or(CreateVaultError::NotEmpty)?.to_owned();
    if nearest == folder {
        refuse_used_folder(&mut disk)?;
    }
    if !may_write(&nearest) {
        return Err(CreateVaultError::ReadOnly);
    }
    disk.try_place(&nearest).map_err(|error| match DiskError::from(error) {
        DiskError::Full => CreateVaultError::Full,
        _ => CreateVaultError::ReadOnly,
    })
}

/// Makes the folders and files of a new vault. The marker comes first and the format file last: with the marker, or
/// without the format, there is no vault yet, and trying again goes on from there. The marker goes with the first
/// append.
pub(crate) fn create<D: Disk>(
    disk: &mut D,
    files: &[(SmallFile, Vec<u8>)],
) -> Result<(), CreateVaultError> {
    disk.create_folder(ROOT_FOLDER).map_err(|error| match error {
        // A file stands there, or above it, or a link that leads nowhere: it is no folder, and no fault of the disk.
        DiskError::Exists | DiskError::NotFound => CreateVaultError::NotEmpty,
        error => error.into(),
    })?;
    refuse_used_folder(disk)?;
    match disk.try_lock()? {
        LockState::Held => {}
        LockState::HeldReadOnly | LockState::NotHeldReadOnly => {
            return Err(CreateVaultError::ReadOnly);
        }
    }
    // Another process may have made one between the look and the lock.
    refuse_used_folder(disk)?;
    match disk.create(MAKING_FILE) {
        Ok(()) | Err(DiskError::Exists) => {}
        Err(error) => return Err(error.into()),
    }
    for folder in FOLDERS {
        disk.create_folder(folder)?;
    }
    // From here on the marker is durable, so no small file can be found without it.
    disk.sync_folder(ROOT_FOLDER)?;
    keep_leftovers(disk)?;
    for (file, bytes) in files {
        disk.write_new(layout::small_file(*file), bytes)?;
    }
    disk.write_new(FORMAT_FILE, format_text().as_bytes())?;
    Ok(())
}

/// A folder may be used if it is empty but for what an interrupted creation leaves. Small files are such leavings only
/// under the marker, which is durable before the first of them; without it they are the keys of a vault that lost the
/// rest, or that has come here in part.
fn refuse_used_folder<D: Disk>(disk: &mut D) -> Result<(), CreateVaultError> {
    let small_files = SmallFile::ALL.map(layout::small_file);
    let entries = disk.list(ROOT_FOLDER)?;
    let is_making = entries.iter().any(is_marker);
    let mut has_small_files = false;
    for entry in &entries {
        let name = entry.name.as_str();
        has_small_files |= small_files.contains(&name);
        let is_ours = FOLDERS.contains(&name)
            || small_files.contains(&name)
            || [FORMAT_FILE, LOCK_FILE].contains(&name)
            || is_making && [MAKING_FILE, PREVIOUS_KEYRING_FILE].contains(&name)
            || name.ends_with(NEW_SUFFIX);
        if !is_ours {
            return Err(CreateVaultError::NotEmpty);
        }
    }
    let has_envelopes = has_envelopes(disk)?;
    match check_format(disk) {
        Ok(()) if has_envelopes => Err(CreateVaultError::AlreadyThere),
        Ok(()) | Err(OpenVaultError::NotFound) if has_small_files && !is_making => {
            Err(CreateVaultError::AlreadyThere)
        }
        Err(OpenVaultError::NewerFormat { .. }) => Err(CreateVaultError::AlreadyThere),
        Err(OpenVaultError::DamagedFormat) => Err(CreateVaultError::NotEmpty),
        Err(OpenVaultError::NotFound) if has_envelopes => Err(CreateVaultError::NotEmpty),
        Err(OpenVaultError::Io(error)) => Err(error.into()),
        Err(OpenVaultError::InUse) => Err(CreateVaultError::InUse),
        Ok(()) | Err(OpenVaultError::NotFound) => Ok(()),
    }
}

/// Whether small files of a vault stand here, and no marker of its making: then it was whole once, whatever has become
/// of the rest.
fn was_whole<D: Disk>(disk: &mut D) -> Result<bool, DiskError> {
    let entries = match disk.list(ROOT_FOLDER) {
        Ok(entries) => entries,
        Err(DiskError::NotFound) => return Ok(false),
        Err(error) => return Err(error),
    };
    let small_files = SmallFile::ALL.map(layout::small_file);
    let is_sealed = entries.iter().any(|entry| small_files.contains(&entry.name.as_str()));
    Ok(is_sealed && !entries.iter().any(is_marker))
}

fn is_making<D: Disk>(disk: &mut D) -> Result<bool, DiskError> {
    Ok(disk.list(ROOT_FOLDER)?.iter().any(is_marker))
}

/// A file of that name with something in it is somebody else's.
fn is_marker(entry: &FileEntry) -> bool {
    entry.name == MAKING_FILE && entry.len == 0 && !entry.is_folder
}

/// Whether anything stands where envelopes rest, readable or not. A file that was never whole is nothing.
fn has_envelopes<D: Disk>(disk: &mut D) -> Result<bool, DiskError> {
    for folder in [layout::LOG_FOLDER, layout::SNAPSHOT_FOLDER] {
        let entries = list_or_nothing(disk, folder)?;
        if entries.iter().any(|entry| !entry.name.ends_with(NEW_SUFFIX)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Small files of a creation that did not end may be all that is left of keys, so they are moved and not overwritten.
fn keep_leftovers<D: Disk>(disk: &mut D) -> Result<(), CreateVaultError> {
    const MAX_LEFTOVER_LEN: u64 = 16 * 1024 * 1024;
    let small_files = SmallFile::ALL.map(layout::small_file);
    for file in small_files.into_iter().chain([PREVIOUS_KEYRING_FILE]) {
        match disk.read(file, MAX_LEFTOVER_LEN) {
            Ok(bytes) => {
                let name = format!("{}.{file}", crate::aside::name_of(&bytes));
                disk.write_new(&layout::inside(layout::SET_ASIDE_FOLDER, &name), &bytes)?;
                disk.remove(file)?;
            }
            Err(DiskError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
