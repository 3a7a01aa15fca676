//! The real disk: a folder that only its user may enter.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use kith_seal::LongBytes;

use super::{Disk, DiskError, FileEntry, LockState, check_path};
use crate::layout::{LOCK_FILE, NEW_SUFFIX};

/// Open files are kept for the next read; more than this would only cost descriptors.
const MAX_OPEN_FILES: usize = 16;

/// A folder on the file system. Folders are made with mode 0700, files with 0600.
#[derive(Debug)]
pub struct FolderDisk {
    folder: PathBuf,
    open_files: Vec<OpenFile>,
    lock: Option<File>,
}

#[derive(Debug)]
struct OpenFile {
    path: String,
    file: File,
    appends: bool,
}

impl FolderDisk {
    /// A disk over `folder`, which need not exist yet. Nothing is touched until something is asked.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), open_files: Vec::new(), lock: None }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn full_path(&self, path: &str) -> Result<PathBuf, DiskError> {
        check_path(path)?;
        Ok(self.folder.join(path))
    }

    fn full_folder(&self, folder: &str) -> Result<PathBuf, DiskError> {
        if folder.is_empty() { Ok(self.folder.clone()) } else { self.full_path(folder) }
    }

    /// An open file for `path`, from those kept or newly opened.
    fn open(&mut self, path: &str, appends: bool) -> Result<&File, DiskError> {
        let suits = |open: &OpenFile| open.path == path && (open.appends || !appends);
        let place = match self.open_files.iter().position(suits) {
            Some(place) => place,
            None => {
                let full = self.full_path(path)?;
                let file = OpenOptions::new().read(true).append(appends).open(full)?;
                self.forget(path);
                if self.open_files.len() >= MAX_OPEN_FILES {
                    self.open_files.remove(0);
                }
                self.open_files.push(OpenFile { path: path.to_owned(), file, appends });
                self.open_files.len().saturating_sub(1)
            }
        };
        self.open_files.get(place).map(|open| &open.file).ok_or(DiskError::NotFound)
    }

    /// A path is about to mean another file.
    fn forget(&mut self, path: &str) {
        self.open_files.retain(|open| open.path != path);
    }

    /// The nearest folder that is there: this one, or the one in which it would be made. Nothing if no folder stands there.
    pub(crate) fn nearest(&self) -> Option<&Path> {
        let there = self.folder.ancestors().find(|path| path.symlink_metadata().is_ok());
        // A path that begins nowhere begins here.
        let there = there.unwrap_or_else(|| Path::new("."));
        there.is_dir().then_some(there)
    }

    /// Makes a folder where this one would be made, or in it, and takes it away again. What may be written is not always what
    /// can be made: some places let their user in and keep nothing, and some take no name as long as this one.
    pub(crate) fn try_place(&self, nearest: &Path) -> std::io::Result<()> {
        let missing = self.folder.strip_prefix(nearest).unwrap_or(&self.folder);
        for name in missing.components() {
            match nearest.join(name).symlink_metadata() {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
        let trial = nearest.join(format!("kith-{}{NEW_SUFFIX}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&trial) {
            Ok(()) => fs::remove_dir(&trial),
            // What a process of this number left behind.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn may_be_written(&self) -> bool {
        let inner = [crate::layout::LOG_FOLDER, crate::layout::SNAPSHOT_FOLDER];
        let there = inner.iter().map(|name| self.folder.join(name)).filter(|path| path.is_dir());
        std::iter::once(self.folder.clone()).chain(there).all(|path| may_write(&path))
    }
}

impl Disk for FolderDisk {
    fn create_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        let full = self.full_folder(folder)?;
        if full.is_dir() {
            return Ok(());
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(folder.is_empty());
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&full)?;
        if folder.is_empty()
            && cfg!(unix)
            && let Some(parent) = full.parent().filter(|parent| !parent.as_os_str().is_empty())
        {
            // The new folder's own name must last, or a cut takes the whole vault with it.
            File::open(parent)
                .and_then(|parent| parent.sync_all())
                .map_err(|_| DiskError::SyncFailed)?;
        }
        Ok(())
    }

    fn list(&mut self, folder: &str) -> Result<Vec<FileEntry>, DiskError> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.full_folder(folder)?)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                // It went between the two calls.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            let is_folder = metadata.is_dir();
            entries.push(FileEntry {
                name,
                len: if is_folder { 0 } else { metadata.len() },
                is_folder,
            });
        }
        entries.sort_unstable();
        Ok(entries)
    }

    fn read(&mut self, path: &str, max_len: u64) -> Result<Vec<u8>, DiskError> {
        let file = File::open(self.full_path(path)?)?;
        if file.metadata()?.len() > max_len {
            return Err(DiskError::TooLarge);
        }
        // The file may grow meanwhile; one byte more than allowed is enough to see that.
        let mut bytes = Vec::new();
        file.take(max_len.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max_len { Err(DiskError::TooLarge) } else { Ok(bytes) }
    }

    fn read_long(&mut self, path: &str, max_len: u64) -> Result<LongBytes, DiskError> {
        let file = File::open(self.full_path(path)?)?;
        // What comes to the file meanwhile is left out, as if it had come a moment later.
        let len = file.metadata()?.len();
        if len > max_len {
            return Err(DiskError::TooLarge);
        }
        let mut bytes = LongBytes::zeroed(usize::try_from(len).unwrap_or(usize::MAX));
        let read = fill(&file, &mut bytes)?;
        bytes.narrow(0..read);
        Ok(bytes)
    }

    fn read_at(&mut self, path: &str, offset: u64, buffer: &mut [u8]) -> Result<usize, DiskError> {
        let mut file = self.open(path, false)?;
        file.seek(SeekFrom::Start(offset))?;
        fill(file, buffer)
    }

    fn create(&mut self, path: &str) -> Result<(), DiskError> {
        let full = self.full_path(path)?;
        self.forget(path);
        let mut options = OpenOptions::new();
        options.read(true).append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(full)?;
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let mut file = self.open(path, true)?;
        Ok(file.write_all(bytes)?)
    }

    fn cut(&mut self, path: &str, len: u64) -> Result<(), DiskError> {
        let file = self.open(path, true)?;
        if file.metadata()?.len() > len {
            file.set_len(len)?;
        }
        Ok(())
    }

    fn sync_data(&mut self, path: &str) -> Result<(), DiskError> {
        let file = self.open(path, false).map_err(|_| DiskError::SyncFailed)?;
        file.sync_data().map_err(|_| DiskError::SyncFailed)
    }

    fn sync_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        let full = self.full_folder(folder)?;
        // Elsewhere a folder cannot be opened; there the rename itself is what can be had.
        if cfg!(unix) {
            File::open(full)
                .and_then(|folder| folder.sync_all())
                .map_err(|_| DiskError::SyncFailed)?;
        }
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        let (full_from, full_to) = (self.full_path(from)?, self.full_path(to)?);
        self.forget(from);
        self.forget(to);
        Ok(fs::rename(full_from, full_to)?)
    }

    fn remove(&mut self, path: &str) -> Result<(), DiskError> {
        let full = self.full_path(path)?;
        self.forget(path);
        Ok(fs::remove_file(full)?)
    }

    fn try_lock(&mut self) -> Result<LockState, DiskError> {
        let full = self.full_path(LOCK_FILE)?;
        let may_be_written = self.may_be_written();
        let held = if may_be_written { LockState::Held } else { LockState::HeldReadOnly };
        if self.lock.is_some() {
            return Ok(held);
        }
        let opened = if may_be_written {
            let mut options = OpenOptions::new();
            options.read(true).append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&full)
        } else {
            File::open(&full)
        };
        let file = match opened.map_err(DiskError::from) {
            Ok(file) => file,
            Err(DiskError::NotFound | DiskError::Denied | DiskError::ReadOnly) => {
                return Ok(LockState::NotHeldReadOnly);
            }
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DiskError::InUse),
            Err(TryLockError::Error(_)) if !may_be_written => {
                return Ok(LockState::NotHeldReadOnly);
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        self.lock = Some(file);
        Ok(if may_be_written { LockState::Held } else { LockState::HeldReadOnly })
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(mut file: &File, buffer: &mut [u8]) -> Result<usize, DiskError> {
    let mut filled = 0_usize;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled = filled.saturating_add(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}

/// Whether this user may make files in a folder.
#[cfg(unix)]
pub(crate) fn may_write(path: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(path, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
pub(crate) fn may_write(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.permissions().readonly())
}
