//! Snapshots on the wire: larger than a frame, so they travel in pieces.

use kith_seal::{Alias, ENVELOPE_HEADER_LEN, Envelope, Hash, MAX_SNAPSHOT_BODY, StreamKey};

use super::event::{AliasSet, FetchId};
use super::limits::GUEST_SNAPSHOT_BYTES;

/// Bytes in one piece.
pub(super) const PIECE_BYTES: usize = 128 * 1024;

/// A snapshot on its way to a peer.
#[derive(Debug)]
pub(super) struct Gift {
    pub(super) alias: Alias,
    pub(super) hash: Hash,
    /// Streams to go on with once the snapshot is concluded.
    pub(super) tail: Vec<Tail>,
    pub(super) stage: GiftStage,
}

/// A stream that was wanted and begins with a snapshot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    pub(super) stream: StreamKey,
    /// From where it was wanted.
    pub(super) wanted: u32,
    /// From where it goes on after the snapshot.
    pub(super) after: u32,
}

/// How far a snapshot is on its way.
#[derive(Debug)]
pub(super) enum GiftStage {
    /// To be read from disk.
    Chosen,
    /// Being read.
    Reading(FetchId),
    /// Being sent; the next piece starts here.
    Sending(Envelope, usize),
    /// All sent. Its tail goes out when the peer holds what it covers, or is done with everything that was
    /// sent: items are concluded in any order, so a count of them does not say that the snapshot was.
    Sent,
    /// It cannot be read: the peer gets what there is without it.
    Unreadable,
}

/// A snapshot that is coming in.
#[derive(Debug)]
pub(super) struct PartialSnapshot {
    alias: Alias,
    total: u64,
    bytes: Vec<u8>,
}

/// What to do with a piece.
#[derive(Debug)]
pub(super) enum Piece {
    /// More must come.
    More,
    /// The snapshot is whole.
    Whole(Envelope),
    /// It does not fit: the session is broken.
    Bad,
}

impl PartialSnapshot {
    /// The largest envelope that a peer may send in pieces.
    pub(super) fn cap(shared: &AliasSet) -> u64 {
        match shared {
            AliasSet::All => (MAX_SNAPSHOT_BODY as u64).saturating_add(ENVELOPE_HEADER_LEN as u64),
            AliasSet::Only(_) => GUEST_SNAPSHOT_BYTES,
        }
    }

    /// Adds a piece to what has come. Memory grows with the bytes that really arrived, never by what was announced.
    pub(super) fn add(
        partial: &mut Option<PartialSnapshot>,
        alias: Alias,
        total: u64,
        offset: u64,
        bytes: &[u8],
    ) -> Piece {
        if offset == 0 {
            *partial = Some(PartialSnapshot { alias, total, bytes: Vec::new() });
        }
        let Some(current) = partial else {
            return Piece::Bad;
        };
        let fits = current.alias == alias
            && current.total == total
            && current.bytes.len() as u64 == offset;
        if !fits {
            return Piece::Bad;
        }
        current.bytes.extend_from_slice(bytes);
        if offset == 0 && Envelope::peek_len(&current.bytes).map(|len| len as u64) != Ok(total) {
            return Piece::Bad;
        }
        if (current.bytes.len() as u64) < total {
            return Piece::More;
        }
        let whole = partial.take().map(|done| done.bytes).unwrap_or_default();
        match Envelope::decode(whole) {
            Ok(envelope) if envelope.header().alias == alias => Piece::Whole(envelope),
            Ok(_) | Err(_) => Piece::Bad,
        }
    }
}
