//! The one task that owns everything: commands come in, sessions begin and end, callers are kept informed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use iroh::Endpoint;
use kith_seal::TransportSecret;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, timeout};

use super::command::{NetClosed, NetCommand, NetEvent, NetPeer, Unreached};
use super::dial::{Called, Calling, keep_calling};
use super::endpoint;
use super::frames::{Counters, Outgoing, outgoing};
use super::opening::{self, open_patiently};
use super::pair::Pairing;
use super::session::{Opened, accept_all, run as run_session};
use crate::proto::{MAX_FRAME, PeerId, SessionId};

/// Sessions of one peer at once: one to keep, one to choose from. The exchange keeps one of them.
const SESSIONS: usize = 2;
/// Notices from tasks that may wait for the hub.
const NOTICES: usize = 64;

/// How long a clean end may take before what is left is cut.
const ENDING: Duration = Duration::from_secs(4);

/// Where events go.
pub(super) type Events = Arc<dyn Fn(NetEvent) + Send + Sync>;

/// A session as the hub sees it.
struct Session {
    peer: PeerId,
    /// None once the session was told to end.
    outgoing: Option<Outgoing>,
    task: AbortHandle,
    counters: Arc<Counters>,
}

/// A peer as the hub sees it.
struct Peer {
    calling: watch::Sender<Calling>,
    /// Present while the endpoint is open.
    caller: Option<AbortHandle>,
    is_unreachable: bool,
}

/// An endpoint that is being opened.
struct Opening {
    /// Which wish it is for: an earlier one may still come true while it is being taken back.
    number: u64,
    task: AbortHandle,
}

/// What a task of the hub comes to.
enum TaskEnd {
    /// A session is over.
    Session(SessionId, NetClosed),
    /// An endpoint is open, for the wish of this number.
    Endpoint(u64, Endpoint),
    /// Nothing that the hub waits for.
    Other,
}

struct Hub {
    events: Events,
    opening: Option<Opening>,
    openings: u64,
    endpoint: Option<Endpoint>,
    acceptor: Option<AbortHandle>,
    admitted: watch::Sender<Arc<BTreeSet<PeerId>>>,
    peers: BTreeMap<PeerId, Peer>,
    sessions: BTreeMap<SessionId, Session>,
    next_session: u64,
    tasks: JoinSet<TaskEnd>,
    called: mpsc::Sender<Called>,
    accepted: mpsc::Sender<Opened>,
    pairing: Option<Pairing>,
}

/// Runs until the commands end.
pub(super) async fn run(mut inbox: mpsc::Receiver<NetCommand>, events: Events) {
    let (called, mut calls) = mpsc::channel(NOTICES);
    let (accepted, mut accepts) = mpsc::channel(NOTICES);
    let mut hub = Hub {
        events,
        opening: None,
        openings: 0,
        endpoint: None,
        acceptor: None,
        admitted: watch::channel(Arc::default()).0,
        peers: BTreeMap::new(),
        sessions: BTreeMap::new(),
        next_session: 0,
        tasks: JoinSet::new(),
        called,
        accepted,
        pairing: None,
    };
    loop {
        tokio::select! {
            command = inbox.recv() => match command {
                Some(command) => hub.command(command).await,
                None => break,
            },
            Some(outcome) = calls.recv() => match outcome {
                Called::Opened(opened) => hub.opened(*opened),
                Called::Failed(peer, why) => hub.unreached(peer, why),
            },
            Some(opened) = accepts.recv() => hub.opened(opened),
            Some(ended) = hub.tasks.join_next() => {
                if let Ok(end) = ended {
                    hub.task_ended(end).await;
                }
            }
        }
    }
    hub.close_pairing();
    hub.stop().await;
    let closing = async { while hub.tasks.join_next().await.is_some() {} };
    timeout(ENDING, closing).await.ok();
}

impl Hub {
    async fn command(&mut self, command: NetCommand) {
        match command {
            NetCommand::Start { secret, listen } => self.start(secret, listen).await,
            NetCommand::Stop => self.stop().await,
            NetCommand::SetPeers(peers) => self.set_peers(peers),
            NetCommand::Send { session, frame } => self.send(session, frame),
            NetCommand::Close { session } => self.end(session),
            NetCommand::OpenInvite { secret, listen } => {
                self.close_pairing();
                self.pairing = Some(Pairing::invite(secret, listen, self.events.clone()));
            }
            NetCommand::JoinInvite { secret, endpoint, addresses } => {
                self.close_pairing();
                let events = self.events.clone();
                self.pairing = Some(Pairing::join(secret, endpoint, addresses, events));
            }
            NetCommand::PairSend { frame } => {
                if let Some(pairing) = &self.pairing {
                    pairing.send(frame);
                }
            }
            NetCommand::PairDisconnect => {
                if let Some(pairing) = &self.pairing {
                    pairing.disconnect();
                }
            }
            NetCommand::CloseInvite => self.close_pairing(),
        }
    }

    /// Begins to open the endpoint; other commands are heard meanwhile.
    async fn start(&mut self, secret: TransportSecret, listen: Vec<SocketAddr>) {
        if self.opening.is_some() || self.endpoint.is_some() {
            self.stop().await;
        }
        self.openings = self.openings.wrapping_add(1);
        let number = self.openings;
        let work = open_patiently(secret, listen, self.admitted.subscribe(), self.events.clone());
        let task = self.tasks.spawn(async move { TaskEnd::Endpoint(number, work.await) });
        self.opening = Some(Opening { number, task });
    }

    async fn task_ended(&mut self, end: TaskEnd) {
        match end {
            TaskEnd::Session(session, why) => self.ended(session, why),
            TaskEnd::Endpoint(number, endpoint) => self.started(number, endpoint).await,
            TaskEnd::Other => {}
        }
    }

    async fn started(&mut self, number: u64, endpoint: Endpoint) {
        if self.opening.take_if(|opening| opening.number == number).is_none() {
            // The wish was taken back in the moment in which it came true.
            return opening::close(endpoint).await;
        }
        (self.events)(NetEvent::Ready { listen: endpoint::listening(&endpoint) });
        let accepting = accept_all(endpoint.clone(), self.accepted.clone());
        self.acceptor = Some(self.spawn(accepting));
        self.endpoint = Some(endpoint);
        let peers: Vec<PeerId> = self.peers.keys().copied().collect();
        for peer in peers {
            self.call(peer);
        }
    }

    async fn stop(&mut self) {
        if let Some(opening) = self.opening.take() {
            opening.task.abort();
            (self.events)(NetEvent::Stopped);
        }
        let Some(endpoint) = self.endpoint.take() else {
            return;
        };
        for peer in self.peers.values_mut() {
            if let Some(caller) = peer.caller.take() {
                caller.abort();
            }
        }
        if let Some(acceptor) = self.acceptor.take() {
            acceptor.abort();
        }
        for session in self.sessions.values_mut() {
            session.outgoing = None;
        }
        let until = Instant::now().checked_add(ENDING);
        while !self.sessions.is_empty() && until.is_some_and(|until| Instant::now() < until) {
            match timeout(ENDING, self.tasks.join_next()).await {
                Ok(Some(Ok(TaskEnd::Session(session, why)))) => self.ended(session, why),
                Ok(Some(Ok(TaskEnd::Endpoint(_, late)))) => opening::close(late).await,
                Ok(Some(Ok(TaskEnd::Other) | Err(_))) => {}
                Ok(None) | Err(_) => break,
            }
        }
        let slow: Vec<SessionId> = self.sessions.keys().copied().collect();
        for session in slow {
            self.cut(session, NetClosed::Slow);
        }
        opening::close(endpoint).await;
        (self.events)(NetEvent::Stopped);
    }

    fn set_peers(&mut self, peers: Vec<NetPeer>) {
        let ids: BTreeSet<PeerId> = peers.iter().map(|peer| peer.id).collect();
        self.admitted.send_replace(Arc::new(ids.clone()));
        let dropped: Vec<PeerId> =
            self.peers.keys().filter(|peer| !ids.contains(peer)).copied().collect();
        for peer in dropped {
            if let Some(caller) = self.peers.remove(&peer).and_then(|peer| peer.caller) {
                caller.abort();
            }
            for session in self.sessions_of(&peer) {
                self.cut(session, NetClosed::ByUs);
            }
        }
        for NetPeer { id, addresses } in peers {
            if let Some(known) = self.peers.get(&id) {
                known.calling.send_if_modified(|calling| {
                    let is_new = calling.addresses != addresses;
                    calling.addresses = addresses;
                    is_new
                });
            } else {
                let calling = Calling { addresses, is_connected: false };
                let (calling, _) = watch::channel(calling);
                self.peers.insert(id, Peer { calling, caller: None, is_unreachable: false });
            }
            self.call(id);
        }
    }

    /// Starts the caller of a peer, if it is not at work.
    fn call(&mut self, id: PeerId) {
        let (Some(endpoint), Some(peer)) = (&self.endpoint, self.peers.get_mut(&id)) else {
            return;
        };
        if peer.caller.is_none() {
            let calling = peer.calling.subscribe();
            let work = keep_calling(endpoint.clone(), id, calling, self.called.clone());
            peer.caller = Some(self.tasks.spawn(async move {
                work.await;
                TaskEnd::Other
            }));
        }
    }

    fn opened(&mut self, opened: Opened) {
        let peer = PeerId::from_bytes(*opened.connection.remote_id().as_bytes());
        // The peer may have been dropped while the handshake was under way.
        if self.endpoint.is_none() || !self.peers.contains_key(&peer) {
            opened.connection.close(endpoint::GOODBYE, b"");
            return;
        }
        let live = self.sessions_of(&peer);
        if live.len() >= SESSIONS
            && let Some(oldest) = live.first()
        {
            self.cut(*oldest, NetClosed::ByUs);
        }
        self.next_session = self.next_session.wrapping_add(1);
        let session = SessionId(self.next_session);
        let dialled = opened.dialled;
        (self.events)(NetEvent::Connected { session, peer, dialled, path: "direct" });
        let (outgoing, queue) = outgoing();
        let counters = Arc::new(Counters::default());
        let (events, counting) = (self.events.clone(), counters.clone());
        let task = self.tasks.spawn(async move {
            let on_frame = |bytes| events(NetEvent::Frame { session, bytes });
            let why = run_session(opened, queue, MAX_FRAME, &counting, on_frame).await;
            TaskEnd::Session(session, why)
        });
        let outgoing = Some(outgoing);
        self.sessions.insert(session, Session { peer, outgoing, task, counters });
        self.tell_caller(&peer);
    }

    fn unreached(&mut self, id: PeerId, why: Unreached) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if !peer.is_unreachable && !peer.calling.borrow().is_connected {
            peer.is_unreachable = true;
            (self.events)(NetEvent::Unreachable { peer: id, why });
        }
    }

    fn send(&mut self, session: SessionId, frame: Vec<u8>) {
        let outgoing = self.sessions.get(&session).and_then(|known| known.outgoing.as_ref());
        if outgoing.is_some_and(|outgoing| !outgoing.push(frame)) {
            self.cut(session, NetClosed::Slow);
        }
    }

    /// Ends a session once what was sent is flushed.
    fn end(&mut self, session: SessionId) {
        if let Some(known) = self.sessions.get_mut(&session) {
            known.outgoing = None;
        }
    }

    /// Ends a session at once.
    fn cut(&mut self, session: SessionId, why: NetClosed) {
        if let Some(known) = self.sessions.get(&session) {
            // Dropping the task drops the connection, which closes it.
            known.task.abort();
            self.ended(session, why);
        }
    }

    fn ended(&mut self, session: SessionId, why: NetClosed) {
        let Some(known) = self.sessions.remove(&session) else {
            return;
        };
        // Once we have ended our half, the other side ending its own is no news.
        let is_told_to_end = known.outgoing.is_none() && why == NetClosed::ByPeer;
        let why = if is_told_to_end { NetClosed::ByUs } else { why };
        (self.events)(NetEvent::Closed {
            session,
            why,
            sent_bytes: known.counters.sent.load(Ordering::Relaxed),
            received_bytes: known.counters.received.load(Ordering::Relaxed),
        });
        self.tell_caller(&known.peer);
    }

    /// Ends pairing without keeping sessions waiting for it.
    fn close_pairing(&mut self) {
        if let Some(pairing) = self.pairing.take() {
            self.spawn(pairing.close());
        }
    }

    /// Runs a task that the hub waits for only at its own end.
    fn spawn(&mut self, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.tasks.spawn(async move {
            work.await;
            TaskEnd::Other
        })
    }

    fn sessions_of(&self, peer: &PeerId) -> Vec<SessionId> {
        self.sessions
            .iter()
            .filter(|(_, session)| session.peer == *peer)
            .map(|(id, _)| *id)
            .collect()
    }

    /// Tells the caller of a peer whether there is anything to do.
    fn tell_caller(&mut self, id: &PeerId) {
        let is_connected = !self.sessions_of(id).is_empty();
        if let Some(peer) = self.peers.get_mut(id) {
            peer.is_unreachable &= !is_connected;
            peer.calling.send_if_modified(|calling| {
                std::mem::replace(&mut calling.is_connected, is_connected) != is_connected
            });
        }
    }
}
