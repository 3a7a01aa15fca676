//! The log: one append-only file for each process run that wrote something.
//!
//! All integers are little-endian; `hash(tag, parts)` is [`kith_seal::tagged`] (BLAKE3-256 over a domain tag and the
//! parts with their lengths).
//!
//! ```text
//! log file        name: <number, 16 decimal digits>-<first 4 bytes of the head hash, 8 hex>.log
//!   0 magic "KITHLOG1" 8
//!   8 number u64            one more than the largest number there was
//!  16 salt 16               first 16 bytes of the hash of the file's first envelope, so that two copies of one vault
//!                           that both go on never make the same name
//!  32 earlier 32            last record hash of the log before, zeros for the first
//!  64 head hash 32          hash("kith/v1/log-head", [bytes 0..64])
//!  96 records, back to back, to the end of the file
//!
//! record
//!   0 mark "KREC" 4         where to look for the next record after damage
//!   4 check 4               first 4 bytes of hash("kith/v1/log-check", [bytes 8..80]): the length may be trusted
//!   8 record hash 32        hash("kith/v1/log-record", [bytes 40..80 + len])
//!  40 previous 32           record hash of the record before; of the first: the file's head hash
//!  72 len u32               bytes of content, at most 16 MiB
//!  76 kind u8               1 envelope, 2 opening, 3 snapshot place
//!  77 joined u8             1: the next record belongs to the same request, else 0
//!  78 zero u16
//!  80 content
//!
//! content of kind 1   one whole envelope
//! content of kind 2   always and only the first record of a file: the ends of up to four logs before this one, newest
//!                     last. count u32, then for each: number u64, first 4 bytes of its head hash, length u64, last
//!                     record hash 32, hash("kith/v1/log-file", [the whole log]) 32 (zeros if it is
//!                     damaged or above 32 MiB)
//! content of kind 3   a snapshot was put: its envelope hash 32, then the first 224 bytes of its envelope. The snapshot
//!                     itself stands in snap/; this keeps its place in its stream when it is superseded, and the order
//!                     of snapshots
//! ```
//!
//! **Writing.** A file is made whole with its head, its opening and the first request's records, synced, and renamed
//! into place, so a log without head and opening is damage, never a cut. Every further request is one write and one
//! sync. Each record hash covers the one before and each file names the last hash of the file before, so the last
//! record hash names everything that was ever written here.
//!
//! **Reading.** A tail is what a cut left, and not damage, if no later log names it and it is: fewer bytes than a record
//! head; a record whose good head announces more bytes than there are; a record that cannot be read in a file that is
//! zeros from there or from its last 512-byte sector on (space given but never written); or records joined to one that
//! is not there. Such a tail is left out and cut off before the next write, the whole request at once, because it was
//! never answered. Any other record that does not match its hash is damage. If its head passes its check, the next
//! record is where the length says; else, or if nothing is there, the next mark that starts a whole good record is
//! searched for.
//!
//! A log that a later one names, and that still has the hash it had then, needs no second look at each of its records:
//! one hash over a whole file costs a fraction of one hash for each small record. Logs are therefore read from the newest
//! to the oldest. The hash is made of the very bytes in memory whose records were all found good, never of what the file
//! holds later, so that nobody vouches for damage.

mod found;
mod head;
mod record;
mod scan;
mod window;

pub(crate) use found::FoundEnvelope;
pub(crate) use head::{EarlierLog, LogHead, encode_opening};
pub(crate) use record::{RecordHash, RecordHead, RecordKind, append_record};
pub(crate) use scan::{HurtRecord, ScannedLog, scan_log};

/// Bytes before the first record of a log.
pub const LOG_HEAD_LEN: usize = 96;
/// Bytes before the content of a record.
pub const RECORD_HEAD_LEN: usize = 80;
/// The largest content of a record in bytes. Far above any envelope that goes into a log.
pub const MAX_RECORD_LEN: usize = 16 * 1024 * 1024;
/// How many logs before it each log names. One would do if no file ever went missing.
pub(crate) const NAMED_EARLIER_LOGS: usize = 4;
/// Length of the content of a snapshot place: the envelope's hash, then its head.
pub(crate) const SNAPSHOT_PLACE_LEN: usize = 32 + kith_seal::ENVELOPE_HEADER_LEN;
