//! Reading everything that rests in a vault, once, through damage. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use kith_seal::{Alias, ENVELOPE_HEADER_LEN, Envelope, Hash, Header, LongBytes, MAX_SNAPSHOT_BODY};

use crate::aside::{AsideCopy, AsideNames, read_copies};
use crate::damage::{Damage, DamageKind};
use crate::disk::{Disk, DiskError, FileEntry};
use crate::hurt::name_places;
use crate::index::{Index, Place};
use crate::layout::{
    self, LOG_FOLDER, LOG_SUFFIX, LogKey, NEW_SUFFIX, SNAPSHOT_FOLDER, VIEW_FOLDER,
};
use crate::log::{EarlierLog, FoundEnvelope, RecordHash, ScannedLog, scan_log};
use crate::marker::{Marker, left_markers};
use crate::request::SmallFile;

/// Fewer bytes than any sealed file has: its first line and one recipient alone are more.
pub(crate) const MIN_SEALED_LEN: u64 = 64;
/// The largest snapshot file in bytes.
pub(crate) const MAX_SNAPSHOT_LEN: u64 = (ENVELOPE_HEADER_LEN + MAX_SNAPSHOT_BODY) as u64;

/// One log as it stands.
#[derive(Debug)]
pub(crate) struct LogFile {
    /// Its path within the vault.
    pub(crate) path: String,
    pub(crate) number: u64,
    pub(crate) name_tail: [u8; 4],
    /// Length in bytes, without what a cut left.
    pub(crate) len: u64,
    /// Its last record hash; nothing if the file could not be read to its end.
    pub(crate) last_hash: Option<RecordHash>,
    /// Hash of those `len` bytes as they were found good; zeros if they were not, or were too many.
    pub(crate) file_hash: Hash,
    /// Whether what a cut left is still there and must go before the next write.
    pub(crate) has_torn_tail: bool,
    /// Whether a later log names its end. Only the last log is not named, unless copies of a vault were merged.
    pub(crate) is_named: bool,
}

/// One good snapshot file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SnapshotFile {
    pub(crate) hash: Hash,
    pub(crate) len: u64,
}

/// What rests in a vault.
#[derive(Default)]
pub(crate) struct Survey {
    pub(crate) index: Index,
    /// In the order of their numbers.
    pub(crate) logs: Vec<LogFile>,
    /// Good snapshots by alias, newest first.
    pub(crate) snapshots: BTreeMap<Alias, Vec<SnapshotFile>>,
    pub(crate) views: Vec<Alias>,
    pub(crate) trying: Vec<(Hash, Marker)>,
    pub(crate) set_aside: Vec<AsideCopy>,
    pub(crate) aside_names: AsideNames,
    /// Ordered by file.
    pub(crate) damage: Vec<Damage>,
    /// How many files were read.
    pub(crate) files: u64,
}

impl Survey {
    /// Reads everything. Fails only if the folders cannot be listed; all else is damage.
    pub(crate) fn take<D: Disk>(disk: &mut D) -> Result<Self, DiskError> {
        let mut survey = Self::default();
        survey.small_files(disk)?;
        let scanned = survey.logs(disk)?;
        let named = name_ends(&scanned, &mut survey.damage);
        let placed = survey.merge(disk, scanned, &named);
        survey.snapshots(disk, &placed)?;
        // On views nothing is promised: a folder of them that cannot be listed is an empty one.
        survey.views = list_or_nothing(disk, VIEW_FOLDER)
            .unwrap_or_default()
            .iter()
            .filter_map(|entry| layout::parse_view_name(&entry.name))
            .collect();
        survey.trying = left_markers(disk)?;
        (survey.set_aside, survey.aside_names) = read_copies(disk)?;
        survey.damage.sort_unstable();
        survey.damage.dedup();
        Ok(survey)
    }

    fn small_files<D: Disk>(&mut self, disk: &mut D) -> Result<(), DiskError> {
        let names = SmallFile::ALL.map(layout::small_file);
        for entry in disk.list(layout::ROOT_FOLDER)? {
            if names.contains(&entry.name.as_str()) {
                self.files = self.files.saturating_add(1);
                if entry.len < MIN_SEALED_LEN {
                    self.damage.push(Damage::of_file(entry.name, DamageKind::ShortFile));
                }
            }
        }
        Ok(())
    }

    fn logs<D: Disk>(&mut self, disk: &mut D) -> Result<Vec<(String, ScannedLog)>, DiskError> {
        let mut entries = match disk.list(LOG_FOLDER) {
            Ok(entries) => entries,
            Err(DiskError::NotFound) => {
                self.damage.push(Damage::of_file(LOG_FOLDER, DamageKind::Missing));
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        entries.retain(|entry| !entry.is_folder && entry.name.ends_with(LOG_SUFFIX));
        self.files = self.files.saturating_add(entries.len() as u64);
        let mut scanned = Vec::with_capacity(entries.len());
        // From the newest to the oldest, so that what later logs say of one is known when it is read.
        let mut named: BTreeMap<LogKey, Vec<EarlierLog>> = BTreeMap::new();
        for entry in entries.into_iter().rev() {
            let key = layout::parse_log_name(&entry.name);
            let said = key.and_then(|key| named.remove(&key)).unwrap_or_default();
            let path = layout::inside(LOG_FOLDER, &entry.name);
            let log = scan_log(disk, &path, entry.len, &said);
            for earlier in &log.earlier {
                named.entry(earlier.key()).or_default().push(earlier.clone());
            }
            scanned.push((entry.name, log));
        }
        scanned.reverse();
        Ok(scanned)
    }

    /// Takes the logs into the index. Gives the order in which snapshots were put, latest highest.
    fn merge<D: Disk>(
        &mut self,
        disk: &mut D,
        scanned: Vec<(String, ScannedLog)>,
        named: &BTreeMap<LogKey, u64>,
    ) -> BTreeMap<(Alias, Hash), u64> {
        let mut placed = BTreeMap::new();
        let mut rank = 0_u64;
        let mut twice = Vec::new();
        let mut hurt = Vec::new();
        for (name, mut scan) in scanned {
            let named_len = layout::parse_log_name(&name).and_then(|key| named.get(&key)).copied();
            let log = u32::try_from(self.logs.len()).unwrap_or(u32::MAX);
            let file = self.log_file(&name, &mut scan, named_len);
            self.logs.push(file);
            self.damage.append(&mut scan.damage);
            hurt.append(&mut scan.hurt);
            for found in scan.envelopes {
                if let Some(hash) = found.snapshot {
                    // One that was put once more has its last place, and no other one has the same.
                    rank += 1;
                    placed.insert((found.alias, hash), rank);
                }
                if let Some(first) = self.index.insert(&found, log) {
                    twice.push((first, found, log));
                }
            }
        }
        for (first, second, log) in twice {
            self.compare(disk, first, &second, log);
        }
        name_places(disk, (&self.index, &self.logs), &hurt, &mut self.damage);
        placed
    }

    fn log_file(&mut self, name: &str, scan: &mut ScannedLog, named_len: Option<u64>) -> LogFile {
        let path = layout::inside(LOG_FOLDER, name);
        if named_len.is_some_and(|len| scan.good_len < len) {
            // A later run saw more than is here now, so what is left of the last request was once whole.
            scan.envelopes.append(&mut scan.unfinished);
            scan.has_torn_tail = false;
            scan.good_len = scan.file_len;
            scan.file_hash = Hash::ZERO;
            self.damage.push(Damage::of_file(path.as_str(), DamageKind::Shortened));
        }
        let key = layout::parse_log_name(name);
        let (number, name_tail) = key.unwrap_or((scan.number.unwrap_or(0), [0; 4]));
        LogFile {
            path,
            number,
            name_tail,
            len: scan.good_len,
            // A log under a name that is not its own cannot be named: nobody would find it again.
            last_hash: scan.last_hash.filter(|_| key.is_some()),
            file_hash: scan.file_hash,
            has_torn_tail: scan.has_torn_tail,
            is_named: named_len.is_some(),
        }
    }

    /// Two envelopes for one place: fine if they are the same.
    fn compare<D: Disk>(&mut self, disk: &mut D, first: Place, second: &FoundEnvelope, log: u32) {
        let place = Place {
            offset: second.offset,
            seq: second.seq,
            len: second.len,
            log,
            is_snapshot: second.snapshot.is_some(),
        };
        let first_hash = place_hash(disk, &self.logs, first);
        let second_hash = place_hash(disk, &self.logs, place);
        if first_hash.is_none() || first_hash != second_hash {
            self.damage.push(Damage {
                file: log_path(&self.logs, log).to_owned(),
                what: DamageKind::TwoForOnePlace,
                alias: Some(second.alias),
                stream: Some(second.stream),
                seq: Some(second.seq),
            });
        }
    }

    fn snapshots<D: Disk>(
        &mut self,
        disk: &mut D,
        placed: &BTreeMap<(Alias, Hash), u64>,
    ) -> Result<(), DiskError> {
        let mut there = BTreeSet::new();
        for entry in list_or_nothing(disk, SNAPSHOT_FOLDER)? {
            let Some(alias) = layout::parse_snapshot_name(&entry.name) else {
                continue;
            };
            self.files = self.files.saturating_add(1);
            match check_snapshot(disk, &entry.name, alias) {
                Ok(hash) => {
                    let snapshot = SnapshotFile { hash, len: entry.len };
                    self.snapshots.entry(alias).or_default().push(snapshot);
                }
                Err(damage) => self.damage.push(damage),
            }
            there.insert(entry.name);
        }
        for (alias, snapshots) in &mut self.snapshots {
            // One whose place is not in the log was never confirmed, so a confirmed one goes before it.
            snapshots.sort_by_key(|snapshot| {
                std::cmp::Reverse(placed.get(&(*alias, snapshot.hash)).copied())
            });
        }
        let mut newest: BTreeMap<Alias, (u64, Hash)> = BTreeMap::new();
        for ((alias, hash), rank) in placed {
            let entry = newest.entry(*alias).or_insert((*rank, *hash));
            *entry = (*entry).max((*rank, *hash));
        }
        for (alias, (_, hash)) in newest {
            let name = layout::snapshot_name(alias, hash);
            if self
                .snapshots
                .get(&alias)
                .is_some_and(|kept| kept.iter().any(|one| one.hash == hash))
            {
                let of_alias =
                    |damage: &&mut Damage| damage.alias == Some(alias) && damage.is_of_snapshot();
                for damage in self.damage.iter_mut().filter(of_alias) {
                    damage.what = DamageKind::OlderSnapshot;
                }
            } else if !there.contains(&name) {
                let file = layout::inside(SNAPSHOT_FOLDER, &name);
                self.damage.push(Damage {
                    alias: Some(alias),
                    ..Damage::of_file(file, DamageKind::Missing)
                });
            }
        }
        Ok(())
    }
}

/// Compares the logs with what later logs say of their ends. Gives for each named log the greatest length named.
fn name_ends(scanned: &[(String, ScannedLog)], damage: &mut Vec<Damage>) -> BTreeMap<LogKey, u64> {
    let there: BTreeMap<LogKey, &ScannedLog> = scanned
        .iter()
        .filter_map(|(name, log)| Some((layout::parse_log_name(name)?, log)))
        .collect();
    let mut named: BTreeMap<LogKey, u64> = BTreeMap::new();
    for earlier in scanned.iter().flat_map(|(_, log)| &log.earlier) {
        let file = || {
            let name = layout::log_name(earlier.number, earlier.name_tail);
            layout::inside(LOG_FOLDER, &name)
        };
        match there.get(&earlier.key()) {
            None => damage.push(Damage::of_file(file(), DamageKind::Missing)),
            Some(log) => {
                let differs = log.last_hash.is_some_and(|hash| hash != earlier.last_hash);
                if log.good_len == earlier.len && differs && log.damage.is_empty() {
                    damage.push(Damage::of_file(file(), DamageKind::EndDiffers));
                }
                let len = named.entry(earlier.key()).or_default();
                *len = earlier.len.max(*len);
            }
        }
    }
    named
}

/// A folder's entries; a folder that is not there has none. Empty folders get lost when a vault is copied.
pub(crate) fn list_or_nothing<D: Disk>(
    disk: &mut D,
    folder: &str,
) -> Result<Vec<FileEntry>, DiskError> {
    match disk.list(folder) {
        Ok(mut entries) => {
            entries.retain(|entry| !entry.is_folder && !entry.name.ends_with(NEW_SUFFIX));
            Ok(entries)
        }
        Err(DiskError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Reads one snapshot file and checks it against its name, which carries part of its hash.
pub(crate) fn read_snapshot<D: Disk>(
    disk: &mut D,
    name: &str,
    alias: Alias,
) -> Result<Envelope, Damage> {
    let bytes = snapshot_bytes(disk, name, alias)?;
    let envelope = Envelope::decode(&*bytes).ok();
    let is_named = |one: &Envelope| layout::snapshot_name(one.header().alias, one.hash()) == name;
    envelope.filter(is_named).ok_or_else(|| damage_of(name, alias, DamageKind::Snapshot))
}

/// The same for its hash alone.
fn check_snapshot<D: Disk>(disk: &mut D, name: &str, alias: Alias) -> Result<Hash, Damage> {
    let bytes = snapshot_bytes(disk, name, alias)?;
    let hash = Envelope::hash_of(&bytes);
    let is_named = |header: Header| layout::snapshot_name(header.alias, hash) == name;
    let is_good = Envelope::check(&bytes).is_ok_and(is_named);
    if is_good { Ok(hash) } else { Err(damage_of(name, alias, DamageKind::Snapshot)) }
}

fn snapshot_bytes<D: Disk>(disk: &mut D, name: &str, alias: Alias) -> Result<LongBytes, Damage> {
    let read = disk.read_long(&layout::inside(SNAPSHOT_FOLDER, name), MAX_SNAPSHOT_LEN);
    read.map_err(|error| match error {
        DiskError::TooLarge => damage_of(name, alias, DamageKind::Snapshot),
        DiskError::NotFound => damage_of(name, alias, DamageKind::Missing),
        _ => damage_of(name, alias, DamageKind::Unreadable),
    })
}

fn damage_of(snapshot: &str, alias: Alias, what: DamageKind) -> Damage {
    let file = layout::inside(SNAPSHOT_FOLDER, snapshot);
    Damage { alias: Some(alias), ..Damage::of_file(file, what) }
}

/// The hash of the envelope at a place, if it can be read.
pub(crate) fn place_hash<D: Disk>(disk: &mut D, logs: &[LogFile], place: Place) -> Option<Hash> {
    let path = log_path(logs, place.log);
    if place.is_snapshot {
        let mut hash = [0; Hash::LEN];
        let read = disk.read_at(path, place.offset, &mut hash).ok()?;
        return (read == Hash::LEN).then_some(Hash(hash));
    }
    let mut bytes = vec![0; place.len as usize];
    disk.read_at(path, place.offset, &mut bytes).ok()?;
    Some(Envelope::decode(bytes).ok()?.hash())
}

/// The path of a log by its place in the list; empty if there is none, which no disk can open.
pub(crate) fn log_path(logs: &[LogFile], log: u32) -> &str {
    logs.get(log as usize).map_or("", |log| log.path.as_str())
}
