//! What the strongroom costs: opening a plan of 15,000 envelopes, reading it back, and one durable append.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench stops at the first surprise"
)]

#[path = "../tests/behaviour/support/mod.rs"]
mod support;

use divan::Bencher;
use divan::counter::BytesCount;
use kith_seal::Envelope;
use kith_vault::{Disk, FolderDisk, MemoryDisk, RECORD_HEAD_LEN, Vault, VaultReply, VaultRequest};
use support::Writer;

const ENVELOPES: usize = 15_000;
const STREAMS: usize = 100;
const BODY_LEN: usize = 800;

fn main() {
    divan::main();
}

/// A plan of ten years, written in one run; with `is_named` another run wrote a little since.
fn ten_years(folder: &std::path::Path, is_named: bool) {
    let (mut vault, _) = Vault::create(FolderDisk::new(folder)).unwrap();
    for stream in 0..STREAMS {
        let mut writer = Writer::new((stream % 10) as u8, stream as u64);
        append(&mut vault, writer.several(ENVELOPES / STREAMS, BODY_LEN));
    }
    if is_named {
        drop(vault);
        let (mut vault, _) = Vault::open(FolderDisk::new(folder)).unwrap();
        append(&mut vault, Writer::new(1, 1_000).several(1, BODY_LEN));
    }
}

fn append<D: Disk>(vault: &mut Vault<D>, envelopes: Vec<Envelope>) {
    assert_eq!(vault.run(VaultRequest::Append { envelopes }), VaultReply::Appended);
}

fn open(bencher: Bencher, folder: &std::path::Path) {
    bencher.counter(BytesCount::new(ENVELOPES * (BODY_LEN + 224))).bench_local(|| {
        let (vault, opened) = Vault::open(FolderDisk::new(folder)).unwrap();
        assert!(opened.envelopes >= ENVELOPES as u64 && opened.damage.is_empty());
        vault
    });
}

#[divan::bench]
fn open_15_000_envelopes_of_1_kb(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    ten_years(folder.path(), true);
    open(bencher, folder.path());
}

/// The dearest opening: all of it came in the last run, so no later log vouches for it and each record is hashed.
#[divan::bench]
fn open_15_000_envelopes_that_no_later_log_names(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    ten_years(folder.path(), false);
    open(bencher, folder.path());
}

/// A run a day for ten years. Made in memory first: 3,750 openings of a real folder would take minutes.
#[divan::bench]
fn open_15_000_envelopes_in_3_750_logs(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let memory = MemoryDisk::new();
    drop(Vault::create(memory.clone()).unwrap());
    memory.lose("making");
    let mut writer = Writer::new(1, 1);
    for _ in 0..3_750 {
        let (mut vault, _) = Vault::open(memory.clone()).unwrap();
        append(&mut vault, writer.several(4, BODY_LEN));
    }
    let (folders, files) = memory.files();
    for name in folders {
        std::fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    for (path, bytes) in files {
        std::fs::write(folder.path().join(path), bytes).unwrap();
    }
    open(bencher, folder.path());
}

/// What opening cannot be below if each envelope is hashed by itself: reading and hashing the same bytes once.
#[divan::bench]
fn yardstick_read_and_hash_the_same_bytes(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    ten_years(folder.path(), false);
    bencher.counter(BytesCount::new(ENVELOPES * (BODY_LEN + 224))).bench_local(|| {
        for entry in std::fs::read_dir(folder.path().join("log")).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for record in bytes.chunks(BODY_LEN + 224 + RECORD_HEAD_LEN) {
                divan::black_box(kith_seal::tagged("bench", &[record]));
            }
        }
    });
}

#[divan::bench]
fn read_15_000_envelopes_back(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    ten_years(folder.path(), true);
    let (mut vault, opened) = Vault::open(FolderDisk::new(folder.path())).unwrap();
    let ranges: Vec<_> = opened.index.iter().map(|entry| (entry.alias, entry.stream, 0)).collect();
    bencher.bench_local(|| vault.run(VaultRequest::ReadMany { ranges: ranges.clone() }));
}

#[divan::bench]
fn append_one_envelope_of_1_kb(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = Vault::create(FolderDisk::new(folder.path())).unwrap();
    let mut writer = Writer::new(1, 1);
    bencher
        .with_inputs(|| VaultRequest::Append { envelopes: writer.several(1, BODY_LEN) })
        .bench_local_values(|request| assert_eq!(vault.run(request), VaultReply::Appended));
}

/// What a durable append cannot be below: writing and syncing as many bytes.
#[divan::bench]
fn yardstick_write_and_sync_1_kb(bencher: Bencher) {
    use std::io::Write as _;
    let mut file = tempfile::tempfile().unwrap();
    let bytes = vec![7; BODY_LEN + 224 + RECORD_HEAD_LEN];
    bencher.bench_local(|| {
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
    });
}
