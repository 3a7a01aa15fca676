//! What a damaged record was. Its head is checked apart from what it holds and has the hash of that, so it can be shown
//! that the very same bytes rest elsewhere, whatever place the damaged bytes seem to name.

use kith_seal::{Alias, StreamKey};

use crate::damage::Damage;
use crate::disk::Disk;
use crate::index::{Index, Place};
use crate::log::{HurtRecord, RecordHead, RecordKind};
use crate::survey::{LogFile, log_path};

/// So many envelopes are read in search of what damaged records held. What is not found by then is told as it looks, or
/// as of nobody knows what.
const MOST_READ: usize = 20_000;

/// The place of one envelope.
type Named = (Alias, StreamKey, u32);

/// Looks where else the damaged records' bytes rest, and names these places in what is told of them. One that names the
/// place of another envelope, which rests and is not what stood there, names nothing any more.
pub(crate) fn name_places<D: Disk>(
    disk: &mut D,
    (index, logs): (&Index, &[LogFile]),
    hurt: &[HurtRecord],
    damage: &mut [Damage],
) {
    let mut looking = Looking { disk, index, logs, left: MOST_READ };
    for HurtRecord { head, damage: told } in hurt {
        let said = said_by(told);
        let found = looking.find(head, said);
        let is_taken = said.is_some_and(|(alias, stream, seq)| {
            index.get(alias, stream, seq).is_some() && found != said
        });
        if found.is_none() && !is_taken {
            continue;
        }
        if let Some(entry) = damage.iter_mut().find(|one| *one == told) {
            entry.alias = found.map(|(alias, _, _)| alias);
            entry.stream = found.map(|(_, stream, _)| stream);
            entry.seq = found.map(|(_, _, seq)| seq);
        }
    }
}

fn said_by(damage: &Damage) -> Option<Named> {
    Some((damage.alias?, damage.stream?, damage.seq?))
}

struct Looking<'a, D: Disk> {
    disk: &'a mut D,
    index: &'a Index,
    logs: &'a [LogFile],
    /// So many more are read.
    left: usize,
}

impl<D: Disk> Looking<'_, D> {
    fn find(&mut self, head: &RecordHead, said: Option<Named>) -> Option<Named> {
        if RecordKind::from_byte(head.kind) != Some(RecordKind::Envelope) {
            return None;
        }
        if let Some((alias, stream, seq)) = said
            && let Some(place) = self.index.get(alias, stream, seq)
            && self.is_it(head, place)
        {
            return said;
        }
        // Damage that took the alias has mostly left the stream, and the other way round.
        let index = self.index;
        let may_be = |alias, stream| said.is_none_or(|said| said.0 == alias || said.1 == stream);
        for (alias, stream, held) in index.streams() {
            if !may_be(alias, stream) {
                continue;
            }
            for place in held.places() {
                if self.is_it(head, *place) {
                    return Some((alias, stream, place.seq));
                }
            }
        }
        None
    }

    fn is_it(&mut self, head: &RecordHead, place: Place) -> bool {
        if place.is_snapshot || place.len != head.content_len || self.left == 0 {
            return false;
        }
        self.left = self.left.saturating_sub(1);
        let mut bytes = vec![0; place.len as usize];
        let read = self.disk.read_at(log_path(self.logs, place.log), place.offset, &mut bytes);
        read.is_ok_and(|read| read == bytes.len()) && head.is_of(&bytes)
    }
}
