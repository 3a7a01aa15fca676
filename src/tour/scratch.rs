//! The tour's own folder: kept where somebody asked for it, else gone when the tour ends.

use std::io;
use std::path::{Path, PathBuf};

use crate::runtime::seed;

/// A folder that holds everything of one tour.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    kept: bool,
}

impl Folder {
    /// The folder that was asked for, which must be empty or not there yet; else a new one among the
    /// system's temporary files that only this user may enter.
    pub fn open(keep: Option<PathBuf>) -> io::Result<Folder> {
        match keep {
            Some(path) => {
                create_private(&path)?;
                if std::fs::read_dir(&path)?.next().is_some() {
                    return Err(io::Error::from(io::ErrorKind::DirectoryNotEmpty));
                }
                Ok(Folder { path, kept: true })
            }
            None => {
                let name: String =
                    seed().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
                let path = std::env::temp_dir().join(format!("kith-tour-{name}"));
                create_private(&path)?;
                Ok(Folder { path, kept: false })
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            std::fs::remove_dir_all(&self.path).ok();
        }
    }
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_its_own_is_gone_afterwards() {
        let folder = Folder::open(None).unwrap();
        let path = folder.path().to_owned();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_that_holds_something_is_refused_and_left_alone() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("letter"), "dear").unwrap();
        assert!(Folder::open(Some(root.path().to_owned())).is_err());
        let kept = root.path().join("kept");
        drop(Folder::open(Some(kept.clone())).unwrap());
        assert!(kept.is_dir());
        assert!(root.path().join("letter").exists());
    }
}
