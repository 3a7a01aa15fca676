//! The protocol without I/O: which envelopes go to whom, in what order, and when to stop listening.
//!
//! [`Exchange`] is one state machine for all peers. The caller tells it what is durable ([`InEvent::Held`],
//! [`InEvent::Stored`]), who is there ([`InEvent::Connected`]) and what they said ([`InEvent::Frame`]); it answers with
//! what to send, what to read from disk and what to hand on for checking. It never claims to hold what is not durable,
//! never names an alias to a peer who does not share it, and never keeps unbounded memory for anyone.
//!
//! The bytes of every frame are laid out in [`Frame`]. The order of a pairing, on a connection of its own, is
//! [`PairSession`]; its bytes are laid out in [`PairFrame`].

mod ask;
mod blocked;
mod bucket;
mod compare;
mod event;
mod exchange;
mod frame;
mod give;
mod holdings;
mod lags;
mod link;
mod pair_event;
mod pair_frame;
mod pair_session;
mod peers;
mod snapshot;
mod span;
mod take;
mod take_snapshot;

// ---- the exchange ---------------------------------------------------------------------------------------------------

pub use event::{
    AliasSet, CloseReason, Covered, FetchId, InEvent, OutEvent, PeerId, PeerProgress, SessionId,
};
pub use exchange::Exchange;
pub use frame::{BadFrame, Digest, Durable, Frame, MAX_FRAME, PROTOCOL_VERSION};
pub use holdings::{HeldSnapshot, Holdings, StreamPosition};
pub use span::is_over;

// ---- pairing --------------------------------------------------------------------------------------------------------

pub use pair_event::{PairIn, PairOut, PairRole, PairStep, PairVerdict};
pub use pair_frame::{MAX_PAIR_FRAME, PairEnd, PairFrame};
pub use pair_session::PairSession;

/// What one session and one peer may use of this machine. Constants, so that both sides can count on them.
pub mod limits {
    /// Aliases compared with one peer; more of them are left out, lowest alias first.
    pub const ALIASES: usize = 4_096;
    /// Streams of one alias in one vector; a peer cannot make us hold more.
    pub const STREAMS: usize = 4_096;
    /// Envelopes given and not yet concluded by the receiver, in one session.
    pub const WINDOW_ITEMS: usize = 256;
    /// Bytes of envelopes given and not yet concluded, in one session, beyond which the giver waits.
    pub const WINDOW_BYTES: usize = 1024 * 1024;
    /// Bytes of undelivered envelopes at which a receiver calls the giver a flooder.
    pub const FLOOD_BYTES: usize = 4 * 1024 * 1024;
    /// Bytes of envelopes in one frame, unless a single one is larger.
    pub const BATCH_BYTES: usize = 256 * 1024;
    /// Reads from disk that one session may have under way.
    pub const FETCHES: usize = 16;
    /// A gap of more envelopes than this in one alias is bridged by a snapshot, if there is one.
    pub const SNAPSHOT_GAP_ITEMS: u64 = 200;
    /// A gap of more bytes than this in one alias is bridged by a snapshot, if there is one.
    pub const SNAPSHOT_GAP_BYTES: u64 = 256 * 1024;
    /// The largest snapshot envelope taken from a guest or from the owner of a shared plan.
    pub const GUEST_SNAPSHOT_BYTES: u64 = 24 * 1024 * 1024;
    /// Streams on which a peer of ours may claim to be ahead, remembered for one own device.
    pub const AHEAD_OWN: usize = 100_000;
    /// The same for anybody else.
    pub const AHEAD_GUEST: usize = 16_384;
    /// Streams and snapshots of one peer that are known apart because something of them was refused, or because there is
    /// no room for them. Beyond it nothing more of the alias is taken from that peer in this run.
    pub const REFUSED_APART: usize = 1_024;
    /// What a peer who is not an own device may send us within a minute.
    pub const GUEST_BYTES_PER_MINUTE: u64 = 10 * 1000 * 1000;
    /// How long a stream asked of one peer may make no progress before another who has it is asked.
    pub const ASK_AGAIN_MILLIS: i64 = 15_000;
}
