//! Writing envelopes: all of a request in one write, one sync, and only then the answer.

use std::collections::BTreeMap;

use kith_seal::{Alias, Envelope, Hash, StreamKey};

use super::{Vault, Writing, new_log_path};
use crate::disk::{Disk, DiskError};
use crate::error::VaultError;
use crate::log::{
    EarlierLog, FoundEnvelope, LogHead, MAX_RECORD_LEN, NAMED_EARLIER_LOGS, RECORD_HEAD_LEN,
    RecordHash, RecordKind, append_record, encode_opening,
};
use crate::survey::{LogFile, place_hash};

/// One record that is about to be written.
pub(super) struct NewRecord<'a> {
    pub(super) kind: RecordKind,
    pub(super) content: &'a [u8],
    pub(super) envelope: &'a Envelope,
}

impl<D: Disk> Vault<D> {
    pub(super) fn append(&mut self, envelopes: &[Envelope]) -> Result<(), VaultError> {
        self.may_write()?;
        let mut wanted: BTreeMap<(Alias, StreamKey, u32), Hash> = BTreeMap::new();
        let mut records = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            if envelope.len() > MAX_RECORD_LEN {
                return Err(VaultError::TooLarge { len: envelope.len() as u64 });
            }
            let (alias, stream, seq) = place_of(envelope);
            let earlier = match wanted.get(&(alias, stream, seq)) {
                Some(hash) => Some(*hash),
                None => self.held_hash(alias, stream, seq)?,
            };
            match earlier {
                Some(hash) if hash == envelope.hash() => {}
                Some(_) => return Err(VaultError::Occupied { alias, stream, seq }),
                None => {
                    wanted.insert((alias, stream, seq), envelope.hash());
                    let (kind, content) = (RecordKind::Envelope, &envelope.bytes()[..]);
                    records.push(NewRecord { kind, content, envelope });
                }
            }
        }
        self.write_records(&records)
    }

    /// The hash of the envelope that stands at a place, if one does.
    pub(super) fn held_hash(
        &mut self,
        alias: Alias,
        stream: StreamKey,
        seq: u32,
    ) -> Result<Option<Hash>, VaultError> {
        let Some(place) = self.index.get(alias, stream, seq) else {
            return Ok(None);
        };
        let hash = place_hash(&mut self.disk, &self.logs, place);
        // What cannot be read cannot be compared; it must not be taken for the same.
        hash.map(Some).ok_or_else(|| self.damaged_place(alias, stream, place))
    }

    /// Writes records as one request, durably, and takes them into the index.
    pub(super) fn write_records(&mut self, records: &[NewRecord<'_>]) -> Result<(), VaultError> {
        let Some(first) = records.first() else {
            return Ok(());
        };
        let written = match self.current {
            Some(current) => self.extend_log(current, records)?,
            None => self.start_log(first.envelope.hash(), records)?,
        };
        let (log, offsets) = written;
        for (record, offset) in records.iter().zip(offsets) {
            self.index.insert(&found(record, offset), log);
        }
        // The records are durable, so this cannot fail any more: a marker that stays beside them is swept later.
        self.end_making().ok();
        Ok(())
    }

    fn extend_log(
        &mut self,
        current: usize,
        records: &[NewRecord<'_>],
    ) -> Result<(u32, Vec<u64>), VaultError> {
        let Some(LogFile { path, len, last_hash: Some(previous), .. }) = self.logs.get(current)
        else {
            return Err(VaultError::SyncFailed);
        };
        let (path, len, previous) = (path.clone(), *len, *previous);
        let mut bytes = Vec::new();
        let (last_hash, offsets) = encode(&mut bytes, len, previous, records);
        let written = self.disk.append(&path, &bytes).and_then(|()| self.disk.sync_data(&path));
        if let Err(error) = written {
            return Err(self.append_failed(&path, len, error));
        }
        if let Some(log) = self.logs.get_mut(current) {
            log.len = len.saturating_add(bytes.len() as u64);
            log.last_hash = Some(last_hash);
        }
        Ok((u32::try_from(current).unwrap_or(u32::MAX), offsets))
    }

    /// Takes back what may have been half-written. Only if that succeeds for certain may the run go on.
    fn append_failed(&mut self, path: &str, len: u64, error: DiskError) -> VaultError {
        let taken_back = self.disk.cut(path, len).and_then(|()| self.disk.sync_data(path)).is_ok();
        let failure = self.write_failed(error);
        let is_clean = taken_back || error == DiskError::ReadOnly;
        if is_clean && error != DiskError::SyncFailed {
            return failure;
        }
        self.writing = Writing::Unconfirmed;
        VaultError::SyncFailed
    }

    /// Makes this run's log with its first request in it, whole or not at all.
    fn start_log(
        &mut self,
        first_envelope: Hash,
        records: &[NewRecord<'_>],
    ) -> Result<(u32, Vec<u64>), VaultError> {
        let number = self.logs.iter().map(|log| log.number).max().unwrap_or(0).saturating_add(1);
        let earlier = self.earlier_logs();
        let link = earlier.last().map_or([0; 32], |log| log.last_hash);
        let (head_bytes, head) = LogHead::encode(number, first_envelope, &link);
        let mut bytes = head_bytes.to_vec();
        let opening = encode_opening(&earlier);
        let previous = append_record(&mut bytes, &head.hash, RecordKind::Opening, false, &opening);
        let (last_hash, offsets) = encode(&mut bytes, 0, previous, records);
        let path = new_log_path(number, head.name_tail());
        let written = self.disk.write_new(&path, &bytes);
        written.map_err(|error| self.write_failed(error))?;
        let current = self.logs.len();
        self.logs.push(LogFile {
            path,
            number,
            name_tail: head.name_tail(),
            len: bytes.len() as u64,
            last_hash: Some(last_hash),
            file_hash: Hash::ZERO,
            has_torn_tail: false,
            is_named: false,
        });
        self.current = Some(current);
        Ok((u32::try_from(current).unwrap_or(u32::MAX), offsets))
    }

    /// The ends that a new log names, newest last. A log that could not be read to its end has none to name.
    fn earlier_logs(&self) -> Vec<EarlierLog> {
        let ends = self.logs.iter().rev().filter_map(|log| {
            Some(EarlierLog {
                number: log.number,
                name_tail: log.name_tail,
                len: log.len,
                last_hash: log.last_hash?,
                file_hash: log.file_hash,
            })
        });
        let mut ends: Vec<EarlierLog> = ends.take(NAMED_EARLIER_LOGS).collect();
        ends.reverse();
        ends
    }
}

/// Adds records to `out`, which will stand at `base` in its log. Gives the last record's hash and where each content
/// starts in the log.
fn encode(
    out: &mut Vec<u8>,
    base: u64,
    mut previous: RecordHash,
    records: &[NewRecord<'_>],
) -> (RecordHash, Vec<u64>) {
    let mut offsets = Vec::with_capacity(records.len());
    for (place, record) in records.iter().enumerate() {
        let is_joined = place.saturating_add(1) < records.len();
        let start = base.saturating_add(out.len() as u64);
        offsets.push(start.saturating_add(RECORD_HEAD_LEN as u64));
        previous = append_record(out, &previous, record.kind, is_joined, record.content);
    }
    (previous, offsets)
}

fn found(record: &NewRecord<'_>, offset: u64) -> FoundEnvelope {
    let header = record.envelope.header();
    FoundEnvelope {
        alias: header.alias,
        generation: header.generation,
        stream: header.stream,
        kind: header.kind,
        seq: header.seq,
        offset,
        len: u32::try_from(record.envelope.len()).unwrap_or(u32::MAX),
        snapshot: match record.kind {
            RecordKind::SnapshotPlace => Some(record.envelope.hash()),
            RecordKind::Envelope | RecordKind::Opening => None,
        },
    }
}

pub(super) fn place_of(envelope: &Envelope) -> (Alias, StreamKey, u32) {
    let header = envelope.header();
    (header.alias, header.stream, header.seq)
}
