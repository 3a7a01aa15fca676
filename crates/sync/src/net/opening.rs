//! Opening and closing an endpoint when the port may be busy and peers may be gone.

use std::net::SocketAddr;
use std::time::Duration;

use iroh::Endpoint;
use kith_seal::TransportSecret;
use tokio::time::{Instant, sleep, timeout};

use super::SYNC_ALPN;
use super::command::NetEvent;
use super::endpoint::{self, Admitted};
use super::hub::Events;

/// How long closing waits for the peers to hear of it. One that is there answers within a round trip.
const GOODBYE: Duration = Duration::from_millis(300);
/// The pause between two tries while the port is likely to be freed soon: an endpoint that was closed a
/// moment ago holds its own until its last connection is drained, which takes QUIC 3 s for a peer that does not answer.
const SOON: Duration = Duration::from_millis(50);
/// After so long the port belongs to somebody else, and it is said so.
const SOON_FOR: Duration = Duration::from_secs(5);
/// The pause between two tries from then on.
const LATER: Duration = Duration::from_secs(5);

/// Opens the endpoint of sessions, as often as it takes. That it cannot be opened is said once; whoever drops
/// the future has taken the wish back.
pub(super) async fn open_patiently(
    secret: TransportSecret,
    listen: Vec<SocketAddr>,
    admitted: Admitted,
    events: Events,
) -> Endpoint {
    let begun = Instant::now();
    let mut is_told = false;
    loop {
        let why = match endpoint::open(&secret, SYNC_ALPN, &listen, Some(admitted.clone())).await {
            Ok(endpoint) => return endpoint,
            Err(why) => why,
        };
        if begun.elapsed() < SOON_FOR {
            sleep(SOON).await;
            continue;
        }
        if !std::mem::replace(&mut is_told, true) {
            events(NetEvent::StartFailed { why });
        }
        sleep(LATER).await;
    }
}

/// Closes an endpoint. Peers that do not answer in time are not waited for; the endpoint goes on telling them for as long
/// as the program runs, and lets go of its port when it is done.
pub(super) async fn close(endpoint: Endpoint) {
    let closing = tokio::spawn(async move { endpoint.close().await });
    timeout(GOODBYE, closing).await.ok();
}
