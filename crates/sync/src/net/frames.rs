//! Frames on a stream: `length u32 LE ‖ bytes`, the length checked before anything is allocated.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use iroh::endpoint::{RecvStream, SendStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::command::NetClosed;

/// How long a side stays silent before it sends a heartbeat.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(3);
/// How long a side waits for anything at all: two heartbeats and some patience.
pub(super) const SILENCE: Duration = Duration::from_secs(7);
/// How long the end of a session waits for what was sent to arrive.
const FLUSH: Duration = Duration::from_secs(2);
/// How long one frame may take to be written; a peer who reads no faster is cut off.
const WRITING: Duration = Duration::from_secs(60);
/// Bytes that may wait to be written on one session; beyond that the peer reads too slowly. The exchange's window is
/// far smaller; this is for the vectors of a first meeting.
const QUEUED_BYTES: usize = 32 * 1024 * 1024;

/// Bytes of frames on one session so far.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) sent: AtomicU64,
    pub(super) received: AtomicU64,
}

/// Where frames wait to be written.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    frames: mpsc::UnboundedSender<Vec<u8>>,
    queued: Arc<AtomicUsize>,
}

/// The other end of [`Outgoing`].
#[derive(Debug)]
pub(super) struct OutgoingQueue {
    frames: mpsc::UnboundedReceiver<Vec<u8>>,
    queued: Arc<AtomicUsize>,
}

/// A queue of frames, bounded in bytes.
pub(super) fn outgoing() -> (Outgoing, OutgoingQueue) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let queued = Arc::new(AtomicUsize::new(0));
    let sending = Outgoing { frames: sender, queued: queued.clone() };
    (sending, OutgoingQueue { frames: receiver, queued })
}

impl Outgoing {
    /// Queues a frame; false when too much waits already.
    pub(super) fn push(&self, frame: Vec<u8>) -> bool {
        let queued = self.queued.fetch_add(frame.len(), Ordering::Relaxed);
        if queued.saturating_add(frame.len()) > QUEUED_BYTES {
            return false;
        }
        // A closed queue belongs to a session whose end is already on its way.
        self.frames.send(frame).ok();
        true
    }
}

/// Reads frames until the stream ends; heartbeats are swallowed.
pub(super) async fn read_all(
    stream: &mut RecvStream,
    cap: usize,
    counters: &Counters,
    mut on_frame: impl FnMut(Vec<u8>),
) -> NetClosed {
    loop {
        let mut length = [0; 4];
        if let Err(why) = read_exact(stream, &mut length).await {
            return why;
        }
        counters.received.fetch_add(4, Ordering::Relaxed);
        let Some(length) = usize::try_from(u32::from_le_bytes(length)).ok().filter(|n| *n <= cap)
        else {
            return NetClosed::TooLong;
        };
        if length == 0 {
            continue;
        }
        let mut bytes = vec![0; length];
        if let Err(why) = read_exact(stream, &mut bytes).await {
            return why;
        }
        counters.received.fetch_add(length as u64, Ordering::Relaxed);
        on_frame(bytes);
    }
}

/// Reads the heartbeat with which the called side opens.
pub(super) async fn read_opening(stream: &mut RecvStream) -> bool {
    let mut length = [1; 4];
    read_exact(stream, &mut length).await.is_ok() && length == [0; 4]
}

/// Writes one heartbeat.
pub(super) async fn write_heartbeat(stream: &mut SendStream) -> bool {
    stream.write_all(&[0; 4]).await.is_ok()
}

/// Writes queued frames, and heartbeats between them, until the queue is closed and empty; then waits a little for what
/// was written to arrive.
pub(super) async fn write_all(
    stream: &mut SendStream,
    mut queue: OutgoingQueue,
    counters: &Counters,
) -> NetClosed {
    loop {
        match timeout(HEARTBEAT, queue.frames.recv()).await {
            Ok(Some(frame)) => {
                queue.queued.fetch_sub(frame.len(), Ordering::Relaxed);
                let Ok(length) = u32::try_from(frame.len()) else {
                    return NetClosed::TooLong;
                };
                let writing = async {
                    stream.write_all(&length.to_le_bytes()).await.is_ok()
                        && stream.write_all(&frame).await.is_ok()
                };
                match timeout(WRITING, writing).await {
                    Ok(true) => {}
                    Ok(false) => return NetClosed::ByPeer,
                    Err(_) => return NetClosed::Slow,
                }
                let cost = (frame.len() as u64).saturating_add(4);
                counters.sent.fetch_add(cost, Ordering::Relaxed);
            }
            Ok(None) => {
                if stream.finish().is_ok() {
                    timeout(FLUSH, stream.stopped()).await.ok();
                }
                return NetClosed::ByUs;
            }
            Err(_) => {
                if !write_heartbeat(stream).await {
                    return NetClosed::ByPeer;
                }
                counters.sent.fetch_add(4, Ordering::Relaxed);
            }
        }
    }
}

/// Fills `buffer`. Every single read may take as long as silence is allowed; a long frame on a slow link may take
/// longer, as long as it moves.
async fn read_exact(stream: &mut RecvStream, mut buffer: &mut [u8]) -> Result<(), NetClosed> {
    while !buffer.is_empty() {
        match timeout(SILENCE, stream.read(buffer)).await {
            Ok(Ok(Some(count))) => {
                let (_, rest) = buffer.split_at_mut_checked(count).ok_or(NetClosed::ByPeer)?;
                buffer = rest;
            }
            Ok(Ok(None) | Err(_)) => return Err(NetClosed::ByPeer),
            Err(_) => return Err(NetClosed::Silent),
        }
    }
    Ok(())
}
