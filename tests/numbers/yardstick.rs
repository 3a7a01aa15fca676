//! What the figures are held against: the bare parts, one bare document, and two of them over a bare endpoint.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{AutoCommit, ObjType, ROOT, ReadDoc};
use ed25519_dalek::{Signer, SigningKey};
use iroh::endpoint::{Connection, RecvStream, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, RelayMode};
use kith::Kith;
use serde_json::Value;

use crate::generator::Made;
use crate::spread::Spread;

/// What an edit of a check-in comes to, padded, before and after it is sealed.
const PAYLOAD_LEN: usize = 512;
const ENVELOPE_LEN: usize = 1000;
const ALPN: &[u8] = b"bare/1";

/// All records in one automerge document, one change each, as a program without volumes would keep them.
pub struct BarePlan(AutoCommit);

impl BarePlan {
    /// The document of these records.
    pub fn of(made: &[Made]) -> BarePlan {
        let mut document = AutoCommit::new();
        for (number, record) in made.iter().enumerate() {
            let map = document.put_object(ROOT, key(number), ObjType::Map).unwrap();
            document.put(&map, "kind", record.kind).unwrap();
            let Value::Object(fields) = &record.fields else { panic!("fields are an object") };
            for (name, value) in fields {
                match value {
                    Value::Bool(flag) => document.put(&map, name, *flag).unwrap(),
                    Value::Number(number) => {
                        document.put(&map, name, number.as_i64().unwrap()).unwrap();
                    }
                    Value::String(text) => document.put(&map, name, text.as_str()).unwrap(),
                    other => document.put(&map, name, other.to_string()).unwrap(),
                }
            }
            document.commit();
        }
        BarePlan(document)
    }

    /// How long it takes to load what it saves, in milliseconds.
    pub fn time_to_load(mut self) -> f64 {
        let bytes = self.0.save();
        let mut times = Spread::default();
        for _ in 0..5 {
            let start = Instant::now();
            let loaded = AutoCommit::load(&bytes).unwrap();
            times.push(start.elapsed());
            assert_eq!(loaded.length(ROOT), self.0.length(ROOT));
        }
        times.p50()
    }

    fn edit(&mut self, number: usize) {
        let last = self.0.length(ROOT) - 1;
        let (_, map) = self.0.get(ROOT, key(last)).unwrap().unwrap();
        self.0.put(&map, "note", format!("bare {number}")).unwrap();
        self.0.commit();
    }
}

/// How long the passphrase of this vault takes by itself.
pub fn passphrase_cost(kith: &Kith) -> Duration {
    let sealed = std::fs::read(kith.folder.join("vault.age")).unwrap();
    let mut times = Vec::new();
    for _ in 0..9 {
        let identity = age::scrypt::Identity::new(age_passphrase(kith));
        let start = Instant::now();
        let mut reader = age::Decryptor::new(sealed.as_slice())
            .unwrap()
            .decrypt(std::iter::once(&identity as &dyn age::Identity))
            .unwrap();
        let mut opened = Vec::new();
        reader.read_to_end(&mut opened).unwrap();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

fn age_passphrase(kith: &Kith) -> age::secrecy::SecretString {
    use secrecy::ExposeSecret;
    kith.passphrase().expose_secret().to_owned().into()
}

/// The parts of one durable edit, bare.
pub struct Parts {
    document: BarePlan,
    recipient: age::x25519::Recipient,
    key: SigningKey,
    file: File,
    times: [Spread; 4],
}

impl Parts {
    /// Parts that rest in the same folder. The document is as large as one year's volume.
    pub fn new(folder: &Path) -> Parts {
        let year: Vec<Made> = crate::generator::TenYears::new(crate::SEED, 1).collect();
        Parts {
            document: BarePlan::of(&year),
            recipient: age::x25519::Identity::generate().to_public(),
            key: SigningKey::from_bytes(&[7; 32]),
            file: tempfile::tempfile_in(folder).unwrap(),
            times: Default::default(),
        }
    }

    /// One edit, signed, sealed and synced; how long all of it took.
    pub fn once(&mut self, number: usize) -> Duration {
        let took = [
            timed(|| self.document.edit(number)),
            timed(|| age::encrypt(&self.recipient, &[7; PAYLOAD_LEN]).unwrap()),
            timed(|| self.key.sign(&[7; 224])),
            timed(|| {
                self.file.write_all(&[7; ENVELOPE_LEN]).unwrap();
                self.file.sync_data().unwrap();
            }),
        ];
        for (times, time) in self.times.iter_mut().zip(took) {
            times.push(time);
        }
        took.iter().sum()
    }

    /// The medians of the parts, in milliseconds.
    pub fn medians(&self) -> impl Iterator<Item = (&'static str, f64)> {
        ["commit", "age", "sign", "fsync"].into_iter().zip(self.times.iter().map(Spread::p50))
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// Edits one document of two, and has automerge's own sync bring each over a bare endpoint on loopback:
/// no encryption at rest, no disk, no check.
pub fn bare_over_iroh(mut here: BarePlan, times: usize) -> Spread {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let there = AutoCommit::load(&here.0.save()).unwrap();
    runtime.block_on(async {
        let (dialling, accepting) = (endpoint().await, endpoint().await);
        let (applied, when_applied) = std::sync::mpsc::channel();
        let (mut out, mut back) = connect(&dialling, &accepting, there, applied).await;
        let mut state = State::new();
        let mut spread = Spread::default();
        for number in 0..=times {
            let start = Instant::now();
            here.edit(number);
            loop {
                let Some(message) = here.0.sync().generate_sync_message(&mut state) else { break };
                write(&mut out, &message.encode()).await;
                let answer = Message::decode(&read(&mut back).await).unwrap();
                here.0.sync().receive_sync_message(&mut state, answer).unwrap();
                if state.their_heads.as_ref() == Some(&here.0.get_heads()) {
                    break;
                }
            }
            let last = when_applied.try_iter().last().unwrap();
            // The first exchange tells each side what the other holds.
            if number > 0 {
                spread.push(last - start);
            }
        }
        dialling.close().await;
        accepting.close().await;
        spread
    })
}

/// The name of the threads on which the bare endpoint runs, for the system to count by.
pub const BARE_THREAD: &str = "bare-endpoint";
/// How often the bare endpoint and each of its peers say one byte to each other, as Kith's heartbeat does.
const BYTE_EVERY: Duration = Duration::from_secs(3);

/// Runs `measure` while a bare endpoint does nothing: with no connection at all, or with one to each of `peers`
/// others, over which a byte goes every three seconds in each direction.
pub fn while_a_bare_endpoint_idles<T>(peers: usize, measure: impl FnOnce() -> T) -> T {
    let runtime = |name: &str| {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.worker_threads(1).thread_name(name).enable_all().build().unwrap()
    };
    let (here, there) = (runtime(BARE_THREAD), runtime("bare-peers"));
    let idle = here.block_on(endpoint());
    let others: Vec<Endpoint> = (0..peers).map(|_| there.block_on(endpoint())).collect();
    for other in &others {
        let (listening, target) = (other.clone(), address(other));
        there.spawn(async move {
            let connection: Connection = listening.accept().await.unwrap().await.unwrap();
            let (out, back) = connection.accept_bi().await.unwrap();
            say_bytes(connection, out, back).await;
        });
        let connection = here.block_on(idle.connect(target, ALPN)).unwrap();
        let (out, back) = here.block_on(connection.open_bi()).unwrap();
        here.spawn(say_bytes(connection, out, back));
    }
    let measured = measure();
    here.block_on(idle.close());
    others.iter().for_each(|other| there.block_on(other.close()));
    measured
}

async fn say_bytes(_connection: Connection, mut out: SendStream, mut back: RecvStream) {
    let hears = tokio::spawn(async move {
        let mut byte = [0];
        while back.read_exact(&mut byte).await.is_ok() {}
    });
    while out.write_all(&[0]).await.is_ok() {
        tokio::time::sleep(BYTE_EVERY).await;
    }
    hears.await.unwrap();
}

fn address(endpoint: &Endpoint) -> EndpointAddr {
    endpoint
        .bound_sockets()
        .into_iter()
        .fold(EndpointAddr::new(endpoint.id()), |target, at| target.with_ip_addr(at))
}

async fn endpoint() -> Endpoint {
    Endpoint::builder(presets::Minimal)
        .relay_mode(RelayMode::Disabled)
        .alpns(vec![ALPN.to_vec()])
        .clear_ip_transports()
        .bind_addr("127.0.0.1:0")
        .unwrap()
        .bind()
        .await
        .unwrap()
}

/// Connects two endpoints; the accepting one answers every message from its document, and tells when it
/// had taken each in.
async fn connect(
    dialling: &Endpoint,
    accepting: &Endpoint,
    mut document: AutoCommit,
    applied: std::sync::mpsc::Sender<Instant>,
) -> (SendStream, RecvStream) {
    let listening = accepting.clone();
    tokio::spawn(async move {
        let connection: Connection = listening.accept().await.unwrap().await.unwrap();
        let (mut out, mut back) = connection.accept_bi().await.unwrap();
        let mut state = State::new();
        loop {
            let message = Message::decode(&read(&mut back).await).unwrap();
            document.sync().receive_sync_message(&mut state, message).unwrap();
            applied.send(Instant::now()).ok();
            let answer = document.sync().generate_sync_message(&mut state);
            let answer = answer.map(|answer| answer.encode()).unwrap_or_default();
            write(&mut out, &answer).await;
        }
    });
    let connection = dialling.connect(address(accepting), ALPN).await.unwrap();
    let streams = connection.open_bi().await.unwrap();
    // The streams do not keep their connection open.
    tokio::spawn(async move { connection.closed().await });
    streams
}

async fn write(stream: &mut SendStream, bytes: &[u8]) {
    stream.write_all(&(bytes.len() as u32).to_be_bytes()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
}

async fn read(stream: &mut RecvStream) -> Vec<u8> {
    let mut len = [0; 4];
    // The other side is gone when the measuring is done.
    if stream.read_exact(&mut len).await.is_err() {
        std::future::pending::<()>().await;
    }
    let mut bytes = vec![0; u32::from_be_bytes(len) as usize];
    stream.read_exact(&mut bytes).await.unwrap();
    bytes
}

fn key(number: usize) -> String {
    format!("{number:08}")
}
