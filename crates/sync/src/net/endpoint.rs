//! Building an endpoint: what it speaks, whom it lets in, what it may use.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use iroh::endpoint::{
    AfterHandshakeOutcome, BindOpts, Builder, Connection, EndpointHooks, IdleTimeout,
    PortmapperConfig, QuicTransportConfig, VarInt, presets,
};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, SecretKey};
use kith_seal::TransportSecret;
use tokio::sync::watch;

use crate::proto::PeerId;

/// The one code that a stranger is turned away with. Every other connection ends with it too, so that it tells nothing.
pub(super) const GOODBYE: VarInt = VarInt::from_u32(0);
/// What one connection may use: bytes that one stream and all together may send ahead, streams, and silence.
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 2 * 1024 * 1024;
const BIDI_STREAMS: u32 = 8;
const IDLE: Duration = Duration::from_secs(30);

/// Whom an endpoint lets in.
pub(super) type Admitted = watch::Receiver<Arc<BTreeSet<PeerId>>>;

/// Opens sockets. `admitted` is asked after every handshake, before any stream exists; without it everybody may come
/// (pairing, where the secret decides).
pub(super) async fn open(
    secret: &TransportSecret,
    alpn: &[u8],
    listen: &[SocketAddr],
    admitted: Option<Admitted>,
) -> Result<Endpoint, String> {
    let mut builder = Endpoint::builder(presets::Minimal)
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .secret_key(SecretKey::from_bytes(secret.expose()))
        .alpns(vec![alpn.to_vec()])
        .transport_config(limits()?);
    if let Some(admitted) = admitted {
        builder = builder.hooks(Door { admitted });
    }
    if !listen.is_empty() {
        builder = bind(builder, listen)?;
    }
    builder.bind().await.map_err(|why| why.to_string())
}

/// The addresses at which an endpoint can be called. A socket on every interface stands for each interface's address,
/// loopback included.
pub(super) fn listening(endpoint: &Endpoint) -> Vec<SocketAddr> {
    let mut addresses = BTreeSet::new();
    for socket in endpoint.bound_sockets() {
        if !socket.ip().is_unspecified() {
            addresses.insert(socket);
            continue;
        }
        let loopback: IpAddr = match socket {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        addresses.insert(SocketAddr::new(loopback, socket.port()));
        let found = endpoint.addr();
        addresses
            .extend(found.ip_addrs().filter(|found| found.is_ipv4() == socket.is_ipv4()).copied());
    }
    addresses.into_iter().collect()
}

/// A peer's id and addresses as iroh takes them; none if the id is no public key.
pub(super) fn target(peer: &PeerId, addresses: &[SocketAddr]) -> Option<EndpointAddr> {
    let id = EndpointId::from_bytes(peer.as_bytes()).ok()?;
    Some(addresses.iter().fold(EndpointAddr::new(id), |target, at| target.with_ip_addr(*at)))
}

/// What one connection may use of this machine.
fn limits() -> Result<QuicTransportConfig, String> {
    let idle = IdleTimeout::try_from(IDLE).map_err(|why| why.to_string())?;
    Ok(QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(BIDI_STREAMS))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW))
        .send_window(u64::from(CONNECTION_WINDOW))
        .datagram_receive_buffer_size(None)
        .max_idle_timeout(Some(idle))
        .build())
}

/// Binds the addresses given and no others. The first of a family is its default route; iroh wants the others as
/// narrower nets.
fn bind(builder: Builder, listen: &[SocketAddr]) -> Result<Builder, String> {
    let mut builder = builder.clear_ip_transports();
    let (mut has_v4, mut has_v6) = (false, false);
    for address in listen {
        let (is_first, narrow) = match address {
            SocketAddr::V4(at) => {
                let is_first = !std::mem::replace(&mut has_v4, true);
                (is_first, if at.ip().is_loopback() { 8 } else { 24 })
            }
            SocketAddr::V6(at) => {
                let is_first = !std::mem::replace(&mut has_v6, true);
                (is_first, if at.ip().is_loopback() { 128 } else { 64 })
            }
        };
        let options = if is_first {
            BindOpts::default()
        } else {
            BindOpts::default().set_prefix_len(narrow).set_is_default_route(false)
        };
        // A computer without IPv6 still listens everywhere it can.
        let is_everywhere_v6 = address.is_ipv6() && address.ip().is_unspecified();
        let options = options.set_is_required(!is_everywhere_v6);
        builder = builder.bind_addr_with_opts(*address, options).map_err(|why| why.to_string())?;
    }
    Ok(builder)
}

/// Turns strangers away.
#[derive(Debug)]
struct Door {
    admitted: Admitted,
}

impl EndpointHooks for Door {
    async fn after_handshake<'a>(&'a self, connection: &'a Connection) -> AfterHandshakeOutcome {
        let peer = PeerId::from_bytes(*connection.remote_id().as_bytes());
        if self.admitted.borrow().contains(&peer) {
            AfterHandshakeOutcome::Accept
        } else {
            AfterHandshakeOutcome::Reject { error_code: GOODBYE, reason: Vec::new() }
        }
    }
}
