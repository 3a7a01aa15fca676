//! Files that a plan goes out to and comes in from. None is ever written over.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use kith_core::Trouble;
use kith_core::interchange::LONGEST_FILE;

/// The text of a file that is to be taken in.
pub fn read(path: &Path) -> Result<String, Trouble> {
    let file = std::fs::File::open(path).map_err(|_| Trouble::FileUnreadable)?;
    let mut bytes = Vec::new();
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(|_| Trouble::FileUnreadable)?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(Trouble::BadFile);
    }
    String::from_utf8(bytes).map_err(|_| Trouble::BadFile)
}

/// Writes a new file that only its owner may read. What was begun and not finished is taken away again.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = opened.map_err(|error| trouble(&error))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        std::fs::remove_file(path).ok();
        trouble(&error)
    })
}

/// Makes a new folder that only its owner may look into, with these files.
pub fn write_folder(path: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Trouble> {
    DirBuilder::new().mode(0o700).create(path).map_err(|error| trouble(&error))?;
    for (name, bytes) in files {
        write(&path.join(name), bytes)?;
    }
    Ok(())
}

fn trouble(error: &std::io::Error) -> Trouble {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => Trouble::FileExists,
        std::io::ErrorKind::StorageFull => Trouble::DiskFull,
        _ => Trouble::FileNotWritten,
    }
}
