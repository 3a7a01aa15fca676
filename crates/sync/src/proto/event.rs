//! What goes into the exchange and what comes out of it: one closed enum each way.

use std::collections::BTreeSet;

use kith_seal::{Alias, EndpointKey, Envelope, Hash, StreamKey, UnixMillis};

use super::holdings::StreamPosition;

/// A peer is known by its public transport id.
pub type PeerId = EndpointKey;

/// One connection, numbered by whoever carries the bytes; never used again within a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// One read from disk, numbered by the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FetchId(pub u64);

/// What may be named to a peer and taken from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasSet {
    /// Everything: another device of the same person.
    All,
    /// These and nothing else; everything else does not exist for this peer.
    Only(BTreeSet<Alias>),
}

impl AliasSet {
    /// Whether `alias` is shared.
    pub fn shares(&self, alias: &Alias) -> bool {
        match self {
            AliasSet::All => true,
            AliasSet::Only(aliases) => aliases.contains(alias),
        }
    }
}

/// The last envelope of one stream that a snapshot covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The stream.
    pub stream: StreamKey,
    /// Number of the last envelope covered.
    pub last_seq: u32,
    /// Its hash.
    pub last_hash: Hash,
}

/// What the exchange is told.
#[derive(Debug, Clone)]
pub enum InEvent {
    /// This peer is ours to talk to, about these aliases. May be said again when the set changes; a live session then
    /// offers what is new without reconnecting.
    SetPeer {
        /// The peer.
        peer: PeerId,
        /// What is shared with it.
        aliases: AliasSet,
    },
    /// Forget this peer and close what is open with it.
    DropPeer {
        /// The peer.
        peer: PeerId,
    },
    /// A connection stands; the transport has proved who is at the other end.
    Connected {
        /// Its number.
        session: SessionId,
        /// Who is there.
        peer: PeerId,
        /// Whether we called them.
        dialled: bool,
    },
    /// A connection is gone.
    Closed {
        /// Its number.
        session: SessionId,
    },
    /// One frame arrived, without its length prefix.
    Frame {
        /// On which connection.
        session: SessionId,
        /// The frame's bytes.
        bytes: Vec<u8>,
    },
    /// At the start of a run: these envelopes are on disk. Said before the first session of what begins with the first
    /// envelope of its stream, and of the rest once it is known that a snapshot covers what comes before.
    Held {
        /// The alias.
        alias: Alias,
        /// Where its streams stand. One that stands further already stays there.
        streams: Vec<(StreamKey, StreamPosition)>,
    },
    /// A snapshot of this alias is durable: at the start of a run, newly made, or received and opened.
    ///
    /// A snapshot envelope is sealed by a stream of its own and takes no number in the streams that it covers, so it
    /// is never told by [`InEvent::Stored`].
    HeldSnapshot {
        /// The alias.
        alias: Alias,
        /// Hash of the snapshot's envelope.
        hash: Hash,
        /// Length of that envelope in bytes.
        len: u64,
        /// What it covers.
        covers: Vec<Covered>,
        /// Snapshots of other devices, by hash, that were delivered and rest as part of this one.
        merged: Vec<Hash>,
    },
    /// These envelopes are durable now, our own and received ones alike. In stream order.
    Stored {
        /// The envelopes.
        envelopes: Vec<Envelope>,
    },
    /// A delivered envelope was not accepted. Everything after it in that stream that is still being checked counts
    /// as refused too, and this run does not ask the same peer for the stream again.
    Refused {
        /// The alias.
        alias: Alias,
        /// The stream.
        stream: StreamKey,
        /// The number refused.
        seq: u32,
    },
    /// There is no room for a delivered envelope yet. Everything after it in that stream that is still being checked
    /// counts as not taken too. Who gave it is asked again after [`InEvent::Room`].
    NoRoom {
        /// The alias.
        alias: Alias,
        /// The stream.
        stream: StreamKey,
        /// The number that there was no room for.
        seq: u32,
    },
    /// There is room again for a stream that [`InEvent::NoRoom`] was said of.
    Room {
        /// The alias.
        alias: Alias,
        /// The stream.
        stream: StreamKey,
    },
    /// The answer to [`OutEvent::Fetch`] or [`OutEvent::FetchSnapshot`]; empty when it could not be read.
    Fetched {
        /// Which.
        request: FetchId,
        /// What was read, in stream order.
        envelopes: Vec<Envelope>,
    },
    /// Time passed; once in a few seconds is enough.
    Tick,
}

/// What the exchange wants done.
#[derive(Debug, Clone)]
pub enum OutEvent {
    /// Send one frame; the carrier puts the length before it.
    Send {
        /// On which connection.
        session: SessionId,
        /// The frame's bytes, at most [`super::MAX_FRAME`].
        frame: Vec<u8>,
    },
    /// End a connection. [`InEvent::Closed`] need not follow.
    Close {
        /// Which.
        session: SessionId,
        /// Why.
        why: CloseReason,
    },
    /// Read envelopes `from..to` of a stream from disk: as many as fit `max_bytes`, but at least one.
    Fetch {
        /// To be named in the answer.
        request: FetchId,
        /// The alias.
        alias: Alias,
        /// The stream.
        stream: StreamKey,
        /// The first number wanted.
        from: u32,
        /// The number after the last one wanted.
        to: u32,
        /// How many bytes at most.
        max_bytes: usize,
    },
    /// Read the snapshot envelope of an alias from disk.
    FetchSnapshot {
        /// To be named in the answer.
        request: FetchId,
        /// The alias.
        alias: Alias,
    },
    /// Check and store these. Each must be answered by [`InEvent::Stored`], [`InEvent::Refused`], [`InEvent::NoRoom`]
    /// or, for a snapshot, [`InEvent::HeldSnapshot`]. Their signatures have not been checked.
    Deliver {
        /// From whom.
        peer: PeerId,
        /// The envelopes, in stream order.
        envelopes: Vec<Envelope>,
    },
    /// How it stands with a peer, whenever that changes.
    Progress {
        /// The peer.
        peer: PeerId,
        /// How it stands.
        progress: PeerProgress,
    },
    /// The peer says that these are durable with them.
    Delivered {
        /// The peer.
        peer: PeerId,
        /// The alias.
        alias: Alias,
        /// For each stream, the number after the last durable one.
        up_to: Vec<(StreamKey, u32)>,
    },
    /// Two different envelopes claim one place in a stream, or a stored one does not continue what is held. Nothing
    /// was merged.
    Fork {
        /// Who showed it; none if it came from our own side.
        peer: Option<PeerId>,
        /// The alias.
        alias: Alias,
        /// The stream.
        stream: StreamKey,
        /// The number in question.
        seq: u32,
        /// The other envelope, its signature checked. A peer's bare claim comes without.
        evidence: Option<Envelope>,
    },
}

/// Why the exchange ended a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CloseReason {
    /// Not a peer of ours, or no longer.
    Stranger,
    /// Bytes that are no frame, or a frame out of place.
    BadFrame,
    /// No protocol version in common.
    Version,
    /// Another connection with the same peer is kept.
    Duplicate,
    /// More than the window or the rate allows.
    Flood,
}

/// How it stands with one peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeerProgress {
    /// A session is open.
    pub connected: bool,
    /// A session is open, both sides hold the same of everything shared, and nothing is under way.
    pub in_step: bool,
    /// When that was last so in this run, with nothing of the peer's refused or without room here.
    pub in_step_as_of: Option<UnixMillis>,
    /// Envelopes held here that the peer has not said are durable there.
    pub waiting: u64,
    /// Bytes of frames sent to the peer in this run, length prefixes included.
    pub sent_bytes: u64,
    /// Bytes of frames received from the peer in this run, length prefixes included.
    pub received_bytes: u64,
}
