//! `kith tour`: two people, three vaults and three real endpoints on loopback, in one process. Every fact it
//! reports is read back from the vaults or measured on the way; a step that is not as told ends it.

pub(crate) mod house;
mod proof;
mod report;
mod scratch;
mod story;

use std::path::PathBuf;

use house::Fault;
use report::Report;
use scratch::Folder;

/// Runs the tour and gives back the number with which the program ends: 1 if any step was not as told.
pub fn run(keep: Option<PathBuf>, json: bool, scrypt_log_n: u8) -> u8 {
    let mut report = Report::new(json);
    let outcome = Folder::open(keep)
        .map_err(Fault::from)
        .and_then(|folder| story::tell(folder.path(), scrypt_log_n, &mut report));
    report.end(outcome)
}
