//! Calling one peer, again and again, until it answers and whenever it is lost.

use std::net::SocketAddr;
use std::time::Duration;

use iroh::Endpoint;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::SYNC_ALPN;
use super::command::Unreached;
use super::endpoint::target;
use super::session::{Opened, open_dialled};
use crate::proto::PeerId;

/// How long one call may take.
const CALL: Duration = Duration::from_secs(4);
/// How long to wait before the next one: together at most 5 s from call to call.
const PAUSE: Duration = Duration::from_secs(1);
/// The higher id lets the lower one call first, so that two who start together do not meet twice.
const COURTESY: Duration = Duration::from_millis(250);

/// What a caller needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Calling {
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) is_connected: bool,
}

/// What came of a call.
#[derive(Debug)]
pub(super) enum Called {
    Opened(Box<Opened>),
    Failed(PeerId, Unreached),
}

/// Calls a peer whenever it is not connected, for ever.
pub(super) async fn keep_calling(
    endpoint: Endpoint,
    peer: PeerId,
    mut calling: watch::Receiver<Calling>,
    called: mpsc::Sender<Called>,
) {
    if endpoint.id().as_bytes() > peer.as_bytes() {
        sleep(COURTESY).await;
    }
    loop {
        let addresses = match calling.wait_for(|state| !state.is_connected).await {
            Ok(state) => state.addresses.clone(),
            Err(_) => return,
        };
        let outcome = tokio::select! {
            outcome = call(&endpoint, &peer, &addresses) => outcome,
            // New addresses, or the peer has called us.
            changed = calling.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
        };
        let outcome = match outcome {
            Ok(opened) => Called::Opened(Box::new(opened)),
            Err(why) => Called::Failed(peer, why),
        };
        if called.send(outcome).await.is_err() {
            return;
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            changed = calling.changed() => if changed.is_err() { return },
        }
    }
}

/// Calls all addresses of a peer once.
async fn call(
    endpoint: &Endpoint,
    peer: &PeerId,
    addresses: &[SocketAddr],
) -> Result<Opened, Unreached> {
    let target = target(peer, addresses).filter(|target| !target.is_empty());
    let Some(target) = target else {
        return Err(Unreached::NoAddress);
    };
    let calling = async {
        let Ok(connection) = endpoint.connect(target, SYNC_ALPN).await else {
            return Err(Unreached::NoAnswer);
        };
        open_dialled(connection).await.ok_or(Unreached::Refused)
    };
    timeout(CALL, calling).await.unwrap_or(Err(Unreached::NoAnswer))
}
