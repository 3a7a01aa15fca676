//! Pairing on an endpoint of its own, one connection at a time.

use std::net::SocketAddr;
use std::time::Duration;

use iroh::Endpoint;
use iroh::endpoint::Connection;
use kith_seal::{EndpointKey, TransportSecret};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::PAIR_ALPN;
use super::command::{NetEvent, Unreached};
use super::endpoint::{self, listening, target};
use super::frames::{Counters, Outgoing, outgoing};
use super::hub::Events;
use super::opening;
use super::session::{Opened, open_accepted, open_dialled, run};
use crate::proto::MAX_PAIR_FRAME;

/// What both ends derive from their TLS connection goes into the MACs under this label.
const EXPORTER_LABEL: &[u8] = b"kith pair v1";
/// How long a joiner goes on calling.
const CALLING: Duration = Duration::from_secs(10);
/// How long one call may take, and the pause after it.
const CALL: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(500);
/// Commands that may wait; a pairing has a dozen frames.
const COMMANDS: usize = 64;

enum PairCommand {
    Send(Vec<u8>),
    Disconnect,
}

/// One invitation held open, or one attempt to join.
pub(super) struct Pairing {
    commands: mpsc::Sender<PairCommand>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Pairing {
    /// Waits for a joiner.
    pub(super) fn invite(secret: TransportSecret, listen: Vec<SocketAddr>, events: Events) -> Self {
        Self::start(move |commands, stop| invite(secret, listen, events, commands, stop))
    }

    /// Calls an inviter.
    pub(super) fn join(
        secret: TransportSecret,
        inviter: EndpointKey,
        addresses: Vec<SocketAddr>,
        events: Events,
    ) -> Self {
        Self::start(move |commands, stop| join(secret, inviter, addresses, events, commands, stop))
    }

    pub(super) fn send(&self, frame: Vec<u8>) {
        self.commands.try_send(PairCommand::Send(frame)).ok();
    }

    pub(super) fn disconnect(&self) {
        self.commands.try_send(PairCommand::Disconnect).ok();
    }

    /// Ends it, flushing what was sent.
    pub(super) async fn close(mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        self.task.await.ok();
    }

    fn start<F>(work: impl FnOnce(mpsc::Receiver<PairCommand>, oneshot::Receiver<()>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (commands, inbox) = mpsc::channel(COMMANDS);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(work(inbox, stopped));
        Self { commands, stop: Some(stop), task }
    }
}

async fn invite(
    secret: TransportSecret,
    listen: Vec<SocketAddr>,
    events: Events,
    mut commands: mpsc::Receiver<PairCommand>,
    mut stop: oneshot::Receiver<()>,
) {
    let endpoint = match endpoint::open(&secret, PAIR_ALPN, &listen, None).await {
        Ok(endpoint) => endpoint,
        Err(why) => {
            let why = Some(Unreached::NoSocket(why));
            return events(NetEvent::PairClosed { why });
        }
    };
    let own = EndpointKey::from_bytes(*endpoint.id().as_bytes());
    events(NetEvent::InviteReady { endpoint: own, listen: listening(&endpoint) });
    loop {
        let incoming = tokio::select! {
            incoming = endpoint.accept() => incoming,
            // What was meant for a connection that is gone.
            Some(_) = commands.recv() => continue,
            _ = &mut stop => None,
        };
        let Some(incoming) = incoming else { break };
        let Some(opened) = open_accepted(incoming).await else {
            continue;
        };
        if !converse(&endpoint, opened, &events, &mut commands, &mut stop).await {
            break;
        }
    }
    opening::close(endpoint).await;
    events(NetEvent::PairClosed { why: None });
}

async fn join(
    secret: TransportSecret,
    inviter: EndpointKey,
    addresses: Vec<SocketAddr>,
    events: Events,
    mut commands: mpsc::Receiver<PairCommand>,
    mut stop: oneshot::Receiver<()>,
) {
    let endpoint = match endpoint::open(&secret, PAIR_ALPN, &[], None).await {
        Ok(endpoint) => endpoint,
        Err(why) => {
            let why = Some(Unreached::NoSocket(why));
            return events(NetEvent::PairClosed { why });
        }
    };
    let called = tokio::select! {
        called = call(&endpoint, &inviter, &addresses) => Some(called),
        _ = &mut stop => None,
    };
    let why = match called {
        Some(Ok(opened)) => {
            converse(&endpoint, opened, &events, &mut commands, &mut stop).await;
            None
        }
        Some(Err(why)) => Some(why),
        None => None,
    };
    opening::close(endpoint).await;
    events(NetEvent::PairClosed { why });
}

/// Calls until somebody answers or time is up.
async fn call(
    endpoint: &Endpoint,
    inviter: &EndpointKey,
    addresses: &[SocketAddr],
) -> Result<Opened, Unreached> {
    let until = Instant::now().checked_add(CALLING);
    let target = target(inviter, addresses).filter(|target| !target.is_empty());
    let Some(target) = target else {
        return Err(Unreached::NoAddress);
    };
    loop {
        let calling = async {
            let connection = endpoint.connect(target.clone(), PAIR_ALPN).await.ok();
            match connection {
                Some(connection) => open_dialled(connection).await.ok_or(Unreached::Refused),
                None => Err(Unreached::NoAnswer),
            }
        };
        let why = match timeout(CALL, calling).await {
            Ok(Ok(opened)) => return Ok(opened),
            Ok(Err(why)) => why,
            Err(_) => Unreached::NoAnswer,
        };
        if until.is_none_or(|until| Instant::now() >= until) {
            return Err(why);
        }
        sleep(PAUSE).await;
    }
}

/// One pairing connection from beginning to end; whoever else calls meanwhile is refused. False when told to stop.
async fn converse(
    endpoint: &Endpoint,
    opened: Opened,
    events: &Events,
    commands: &mut mpsc::Receiver<PairCommand>,
    stop: &mut oneshot::Receiver<()>,
) -> bool {
    let Some(exporter) = exporter(&opened.connection) else {
        return true;
    };
    events(NetEvent::PairConnected { exporter });
    let (sender, queue) = outgoing();
    let mut sender: Option<Outgoing> = Some(sender);
    let counters = Counters::default();
    let on_frame = |bytes| events(NetEvent::PairFrame { bytes });
    let mut session = std::pin::pin!(run(opened, queue, MAX_PAIR_FRAME, &counters, on_frame));
    let mut is_stopped = false;
    loop {
        tokio::select! {
            _ = &mut session => break,
            command = commands.recv(), if sender.is_some() => match (command, &sender) {
                (Some(PairCommand::Send(frame)), Some(outgoing)) => {
                    if !outgoing.push(frame) {
                        sender = None;
                    }
                }
                (Some(PairCommand::Send(_)), None) => {}
                (Some(PairCommand::Disconnect) | None, _) => sender = None,
            },
            Some(incoming) = endpoint.accept() => incoming.refuse(),
            _ = &mut *stop, if !is_stopped => {
                is_stopped = true;
                // What was handed over before the stop is still sent.
                while let Ok(command) = commands.try_recv() {
                    if let (PairCommand::Send(frame), Some(outgoing)) = (command, &sender) {
                        outgoing.push(frame);
                    }
                }
                sender = None;
            }
        }
    }
    events(NetEvent::PairDisconnected);
    !is_stopped
}

fn exporter(connection: &Connection) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    connection.export_keying_material(&mut bytes, EXPORTER_LABEL, b"").ok()?;
    Some(bytes)
}
