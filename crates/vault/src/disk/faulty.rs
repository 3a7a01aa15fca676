//! A disk that fails on demand, for tests: the n-th operation answers with an error, once or from then on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskError, FileEntry, LockState};

/// When a [`FaultyDisk`] fails, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// How many operations succeed first.
    pub after: u64,
    /// What the failing one says. A failing sync always says [`DiskError::SyncFailed`].
    pub error: DiskError,
    /// Whether all operations after it fail too.
    pub is_sticky: bool,
}

/// Sets and clears the fault of a [`FaultyDisk`] while a vault uses it. Clones are the same switch.
#[derive(Debug, Clone, Default)]
pub struct FaultSwitch(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    fault: Option<Fault>,
    operations: u64,
}

impl FaultSwitch {
    /// A switch that lets everything work.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts operations anew and fails as told, or not at all.
    pub fn set(&self, fault: Option<Fault>) {
        *self.plan() = Plan { fault, operations: 0 };
    }

    /// Operations since the fault was set, failed ones included.
    pub fn operations(&self) -> u64 {
        self.plan().operations
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A disk around another one that fails as its switch says. A failing append has written half of its bytes, unless the
/// error says that nothing can be written at all.
#[derive(Debug)]
pub struct FaultyDisk<D: Disk> {
    inner: D,
    switch: FaultSwitch,
}

impl<D: Disk> FaultyDisk<D> {
    /// A disk that works until `switch` says otherwise.
    pub fn new(inner: D, switch: FaultSwitch) -> Self {
        Self { inner, switch }
    }

    fn failing(&mut self) -> Option<DiskError> {
        let mut plan = self.switch.plan();
        let now = plan.operations;
        plan.operations = now.saturating_add(1);
        let fault = plan.fault?;
        let fails = now == fault.after || (fault.is_sticky && now > fault.after);
        fails.then_some(fault.error)
    }

    fn pass(&mut self) -> Result<&mut D, DiskError> {
        match self.failing() {
            Some(error) => Err(error),
            None => Ok(&mut self.inner),
        }
    }
}

impl<D: Disk> Disk for FaultyDisk<D> {
    fn create_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        self.pass()?.create_folder(folder)
    }

    fn list(&mut self, folder: &str) -> Result<Vec<FileEntry>, DiskError> {
        self.pass()?.list(folder)
    }

    fn read(&mut self, path: &str, max_len: u64) -> Result<Vec<u8>, DiskError> {
        self.pass()?.read(path, max_len)
    }

    fn read_at(&mut self, path: &str, offset: u64, buffer: &mut [u8]) -> Result<usize, DiskError> {
        self.pass()?.read_at(path, offset, buffer)
    }

    fn create(&mut self, path: &str) -> Result<(), DiskError> {
        self.pass()?.create(path)
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let Some(error) = self.failing() else {
            return self.inner.append(path, bytes);
        };
        if error != DiskError::ReadOnly {
            let (half, _) = bytes.split_at(bytes.len() / 2);
            self.inner.append(path, half).ok();
        }
        Err(error)
    }

    fn cut(&mut self, path: &str, len: u64) -> Result<(), DiskError> {
        self.pass()?.cut(path, len)
    }

    fn sync_data(&mut self, path: &str) -> Result<(), DiskError> {
        self.pass().map_err(|_| DiskError::SyncFailed)?.sync_data(path)
    }

    fn sync_folder(&mut self, folder: &str) -> Result<(), DiskError> {
        self.pass().map_err(|_| DiskError::SyncFailed)?.sync_folder(folder)
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        self.pass()?.rename(from, to)
    }

    fn remove(&mut self, path: &str) -> Result<(), DiskError> {
        self.pass()?.remove(path)
    }

    fn try_lock(&mut self) -> Result<LockState, DiskError> {
        self.pass()?.try_lock()
    }
}
