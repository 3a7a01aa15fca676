//! Reading envelopes back, neighbours in one go.

use kith_seal::{Alias, Envelope, Hash, StreamKey};

use super::Vault;
use crate::damage::{Damage, DamageKind};
use crate::disk::Disk;
use crate::error::VaultError;
use crate::index::Place;
use crate::layout;
use crate::survey::{log_path, place_hash, read_snapshot};

/// Two envelopes this close in a log are read together with what stands between them.
const MAX_GAP_LEN: u64 = 16 * 1024;
/// How much is read in one go, unless one envelope alone is larger.
const MAX_BLOCK_LEN: u64 = 1024 * 1024;

impl<D: Disk> Vault<D> {
    pub(super) fn read_range(
        &mut self,
        alias: Alias,
        stream: StreamKey,
        from: u32,
        max_bytes: usize,
    ) -> Result<Vec<Envelope>, VaultError> {
        let places = take_up_to(self.index.from(alias, stream, from), max_bytes).to_vec();
        let mut envelopes = Vec::with_capacity(places.len());
        let mut rest = places.as_slice();
        while let Some((first, after)) = rest.split_first() {
            if first.is_snapshot {
                envelopes.extend(self.read_placed_snapshot(alias, stream, *first)?);
                rest = after;
                continue;
            }
            let (block, after) = rest.split_at(block_len(rest));
            self.read_block(alias, stream, block, &mut envelopes)?;
            rest = after;
        }
        Ok(envelopes)
    }

    /// What is at this place is damaged: it is left out from now on, and named.
    pub(super) fn damaged_place(
        &mut self,
        alias: Alias,
        stream: StreamKey,
        place: Place,
    ) -> VaultError {
        self.index.remove(alias, stream, place.seq);
        VaultError::Damaged(Damage {
            file: log_path(&self.logs, place.log).to_owned(),
            what: DamageKind::Record,
            alias: Some(alias),
            stream: Some(stream),
            seq: Some(place.seq),
        })
    }

    /// The snapshot whose place this is, if it is still kept.
    fn read_placed_snapshot(
        &mut self,
        alias: Alias,
        stream: StreamKey,
        place: Place,
    ) -> Result<Option<Envelope>, VaultError> {
        let Some(hash) = place_hash(&mut self.disk, &self.logs, place) else {
            return Err(self.damaged_place(alias, stream, place));
        };
        self.read_kept_snapshot(alias, hash)
    }

    /// Reads a kept snapshot by its hash. One that turns out damaged is left out from now on.
    pub(super) fn read_kept_snapshot(
        &mut self,
        alias: Alias,
        hash: Hash,
    ) -> Result<Option<Envelope>, VaultError> {
        let Some(kept) = self.snapshots.get_mut(&alias) else {
            return Ok(None);
        };
        if !kept.iter().any(|snapshot| snapshot.hash == hash) {
            return Ok(None);
        }
        match read_snapshot(&mut self.disk, &layout::snapshot_name(alias, hash), alias) {
            Ok(envelope) => Ok(Some(envelope)),
            Err(damage) => {
                kept.retain(|snapshot| snapshot.hash != hash);
                Err(VaultError::Damaged(damage))
            }
        }
    }

    /// Reads envelopes that stand near each other, in rising order, in one log.
    fn read_block(
        &mut self,
        alias: Alias,
        stream: StreamKey,
        block: &[Place],
        envelopes: &mut Vec<Envelope>,
    ) -> Result<(), VaultError> {
        let (Some(first), Some(last)) = (block.first(), block.last()) else {
            return Ok(());
        };
        let len = end(last).saturating_sub(first.offset);
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let path = log_path(&self.logs, first.log);
        let read = self.disk.read_at(path, first.offset, &mut bytes).map_err(VaultError::Io)?;
        bytes.truncate(read);
        for place in block {
            let from = usize::try_from(place.offset.saturating_sub(first.offset)).unwrap_or(0);
            let to = from.saturating_add(place.len as usize);
            let envelope = bytes
                .get(from..to)
                .and_then(|bytes| Envelope::decode(bytes).ok())
                .filter(|envelope| super::append::place_of(envelope) == (alias, stream, place.seq));
            match envelope {
                Some(envelope) => envelopes.push(envelope),
                None => return Err(self.damaged_place(alias, stream, *place)),
            }
        }
        Ok(())
    }
}

/// As many places as fit into `max_bytes`, but at least one.
fn take_up_to(places: &[Place], max_bytes: usize) -> &[Place] {
    let mut total = 0_usize;
    let fitting = places.iter().take_while(|place| {
        total = total.saturating_add(place.len as usize);
        total <= max_bytes
    });
    let count = fitting.count().max(1).min(places.len());
    places.split_at(count).0
}

/// How many of the first places can be read in one go.
fn block_len(places: &[Place]) -> usize {
    let Some(first) = places.first() else {
        return 0;
    };
    let neighbours = places.windows(2).take_while(|pair| {
        let [one, next] = pair else { return false };
        let gap = next.offset.checked_sub(end(one));
        next.log == one.log
            && !next.is_snapshot
            && gap.is_some_and(|gap| gap <= MAX_GAP_LEN)
            && end(next).saturating_sub(first.offset) <= MAX_BLOCK_LEN
    });
    neighbours.count().saturating_add(1)
}

fn end(place: &Place) -> u64 {
    place.offset.saturating_add(u64::from(place.len))
}
