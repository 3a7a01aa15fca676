//! The Kiths that are measured: a plan of many years on a laptop, and devices linked to it.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use kith::{Kith, Options, pair};
use kith_core::{Command, Import, RecordId, Snapshot};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::generator::{Made, TenYears};

/// The passphrase costs next to nothing here, and what it does cost is measured beside the rest.
pub const SCRYPT_LOG_N: u8 = 4;

/// Everything that is measured, in one folder.
pub struct House {
    folder: tempfile::TempDir,
    /// Where the plan was made.
    pub laptop: Kith,
    /// The device that is linked to it, once it is.
    pub desktop: Option<Kith>,
    /// The records that the plan was made of.
    pub made: Vec<Made>,
    /// How many records that comes to, with what labels stand for.
    pub records: usize,
}

impl House {
    /// A laptop with a plan of so many years, unlocked, alone.
    pub fn of(years: usize) -> House {
        let folder = tempfile::Builder::new().tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let laptop = open("laptop", folder.path().join("laptop"), throwaway());
        let passphrase = laptop.passphrase();
        laptop.ask(Command::Init { passphrase, name: None, device_name: None }).unwrap();
        laptop.listen_on_loopback().unwrap();
        let made: Vec<Made> = TenYears::new(crate::SEED, years).collect();
        let file = file_of(&made);
        laptop.ask(Command::Import(Import::from_json(&file).unwrap())).unwrap();
        // Today is a day of the last year: the check-in of this hour.
        let mut house = House { folder, laptop, desktop: None, made, records: 0 };
        house.reopen();
        wait_for_all(&house.laptop, house.made.len());
        house.records = whole(&house.laptop).unwrap();
        assert!(house.records >= house.made.len());
        house
    }

    /// Closes the laptop's plan and opens it again, as on the next morning.
    pub fn reopen(&mut self) {
        self.laptop.close().unwrap();
        self.laptop = reopened(&self.laptop);
        unlock(&self.laptop);
    }

    /// A device that has no plan yet.
    pub fn new_device(&self, name: &'static str) -> Kith {
        open(name, self.folder.path().join(name), throwaway())
    }

    /// Links a device to the laptop; both are online afterwards, and the device reads what there is.
    pub fn link(&self, device: &Kith) {
        let passphrase = device.passphrase();
        pair(&self.laptop, Command::Link, device, |ticket| Command::JoinAsDevice {
            ticket,
            at: None,
            device_name: Some(device.name.to_owned()),
            passphrase,
        })
        .unwrap();
        device.listen_on_loopback().unwrap();
        for kith in [&self.laptop, device] {
            kith.ask(Command::GoOnline).unwrap();
        }
    }

    /// The newest check-ins, which stand in the volume of one year.
    pub fn newest_checkins(&self, count: usize) -> Vec<RecordId> {
        let records = self.laptop.list("checkin", None).unwrap();
        records.iter().rev().take(count).map(|record| record.id).collect()
    }
}

/// The records as a file of a Kith tells them: that is how a plan comes in with ids and times of its own.
fn file_of(made: &[Made]) -> String {
    let records = made.iter().map(|made| {
        let section = match kith_core::kinds::kind(made.kind).unwrap().section {
            // What is meant for somebody without Kith.
            "half" => "asides",
            section => section,
        };
        let created = jiff::Timestamp::from_millisecond(made.created_millis).unwrap().to_string();
        json!({
            "id": made.id, "kind": made.kind, "section": section, "created": created, "updated": created,
            "fields": made.fields,
        })
    });
    json!({ "kith": 1, "records": records.collect::<Vec<_>>() }).to_string()
}

/// How many records a picture shows, once all of them are there.
pub fn whole(kith: &Kith) -> Option<usize> {
    let Snapshot::Open(view) = &*kith.latest() else { return None };
    view.whole.then(|| view.sections.values().map(|section| section.records.len()).sum())
}

/// Waits until so many records are there, longer than anybody would wait: a bench tells how long it took.
pub fn wait_for_all(kith: &Kith, all: usize) {
    const TIMES: usize = 15;
    let is_whole = |kith: &Kith| Ok(whole(kith).filter(|records| *records >= all));
    let seen = (0..TIMES).any(|_| kith.wait_for("the whole plan", is_whole).is_ok());
    assert!(seen, "{} never had the whole plan", kith.name);
}

/// Starts a Kith whose pictures somebody looks at.
fn open(name: &'static str, folder: PathBuf, passphrase: SecretString) -> Kith {
    let options = Options { scrypt_log_n: SCRYPT_LOG_N, draw: true, ..Options::default() };
    Kith::open(name, folder, passphrase, options).unwrap()
}

/// The same Kith, started anew and still locked.
pub fn reopened(kith: &Kith) -> Kith {
    let kith = open(kith.name, kith.folder.clone(), kith.passphrase());
    kith.wait_for("the lock screen", |kith| {
        Ok(matches!(&*kith.latest(), Snapshot::Locked(_)).then_some(()))
    })
    .unwrap();
    kith
}

pub fn unlock(kith: &Kith) {
    kith.ask(Command::Unlock { passphrase: kith.passphrase() }).unwrap();
}

/// Nobody types it, and it is gone with the process.
fn throwaway() -> SecretString {
    kith::seed().iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

/// A linked device in a process of its own, so that its work is not counted with the laptop's.
pub struct Peer(Child);

impl Peer {
    /// Closes the device here and starts it again over there, online.
    pub fn of(device: &Kith) -> Peer {
        device.close().unwrap();
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .arg("--peer")
            .arg(&device.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.as_mut().unwrap();
        writeln!(stdin, "{}", device.passphrase().expose_secret()).unwrap();
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "online");
        Peer(child)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

/// The other process of [`Peer`].
pub fn be_a_peer(folder: PathBuf) {
    let mut lines = std::io::stdin().lines();
    let passphrase = lines.next().unwrap().unwrap();
    let kith = open("peer", folder, passphrase.into());
    unlock(&kith);
    kith.ask(Command::GoOnline).unwrap();
    println!("online");
    assert!(lines.next().is_none());
    kith.close().unwrap();
}
