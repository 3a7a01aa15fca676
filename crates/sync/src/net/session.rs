//! One session: a connection, its one stream, and the task that reads and writes it.

use std::sync::Arc;
use std::time::Duration;

use iroh::Endpoint;
use iroh::endpoint::{Connection, Incoming, RecvStream, SendStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::command::NetClosed;
use super::endpoint::GOODBYE;
use super::frames::{Counters, OutgoingQueue, read_all, read_opening, write_all, write_heartbeat};

/// How long a handshake and the opening of its stream may take.
const OPENING: Duration = Duration::from_secs(5);
/// Handshakes under way at once; more callers are refused unread.
const HANDSHAKES: usize = 32;

/// A connection with its stream, open on both ends.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) send: SendStream,
    pub(super) receive: RecvStream,
    pub(super) dialled: bool,
}

/// Opens the stream of a connection that we called. Open means that the other side has answered on it.
pub(super) async fn open_dialled(connection: Connection) -> Option<Opened> {
    let (mut send, mut receive) = connection.open_bi().await.ok()?;
    let is_open = write_heartbeat(&mut send).await && read_opening(&mut receive).await;
    is_open.then_some(Opened { connection, send, receive, dialled: true })
}

/// Takes a call. The door has already turned strangers away when the handshake ends.
pub(super) async fn open_accepted(incoming: Incoming) -> Option<Opened> {
    let opening = async {
        let connection = incoming.await.ok()?;
        let (mut send, mut receive) = connection.accept_bi().await.ok()?;
        let is_open = read_opening(&mut receive).await && write_heartbeat(&mut send).await;
        is_open.then_some(Opened { connection, send, receive, dialled: false })
    };
    timeout(OPENING, opening).await.ok().flatten()
}

/// Takes calls until the endpoint closes.
pub(super) async fn accept_all(endpoint: Endpoint, opened: mpsc::Sender<Opened>) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    while let Some(incoming) = endpoint.accept().await {
        let Ok(permit) = handshakes.clone().try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let opened = opened.clone();
        tokio::spawn(async move {
            if let Some(session) = open_accepted(incoming).await {
                opened.send(session).await.ok();
            }
            drop(permit);
        });
    }
}

/// Reads and writes a session until it ends.
pub(super) async fn run(
    opened: Opened,
    queue: OutgoingQueue,
    cap: usize,
    counters: &Counters,
    on_frame: impl FnMut(Vec<u8>),
) -> NetClosed {
    let Opened { connection, mut send, mut receive, .. } = opened;
    let why = tokio::select! {
        why = read_all(&mut receive, cap, counters, on_frame) => why,
        why = write_all(&mut send, queue, counters) => why,
    };
    connection.close(GOODBYE, b"");
    why
}
