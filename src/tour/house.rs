//! One whole Kith in this process: a vault, a running core and a recorder on its wire. The tour is told
//! with three of them, and the numbers are measured on them.

use std::fmt::Display;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use kith_core::{
    Answer, BetweenAct, Command, ListFilter, PairingStage, PairingView, RecordId, RecordReport,
    RootId, Snapshot, Trouble,
};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::runtime::{Handle, Options, Recorder, Runtime, StartError};

/// Nothing in the tour takes longer on a machine that can run it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the tour ended early.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Something is not as it was told.
    #[error("{0}")]
    NotAsTold(String),
    /// A command was refused.
    #[error("{kith} refused {command}: {}", .trouble.id())]
    Refused {
        /// Whose Kith.
        kith: &'static str,
        /// The command.
        command: &'static str,
        /// Why.
        trouble: Trouble,
    },
    /// The folder could not be used.
    #[error("the tour's folder could not be used: {0}")]
    Folder(#[from] std::io::Error),
    /// A thread could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Ends the tour unless `true`.
pub fn told(is_so: bool, what: impl Display) -> Result<(), Fault> {
    if is_so { Ok(()) } else { Err(Fault::NotAsTold(what.to_string())) }
}

/// A fault in words.
pub fn not_told(what: impl Display) -> Fault {
    Fault::NotAsTold(what.to_string())
}

/// One Kith.
pub struct Kith {
    /// Whose it is and where it stands.
    pub name: &'static str,
    /// Its vault.
    pub folder: PathBuf,
    /// What went over its wire.
    pub recorder: Recorder,
    handle: Handle,
    changes: Receiver<()>,
    passphrase: SecretString,
}

impl Kith {
    /// Starts a Kith over a folder of its own in `root`, with a new passphrase. Its recorder keeps what
    /// goes by; nobody looks at its pictures.
    pub fn start(name: &'static str, root: &Path, scrypt_log_n: u8) -> Result<Kith, Fault> {
        let folder = root.join(name.to_lowercase().replace(' ', "-"));
        // A throwaway: nobody types it, and it is gone with the process.
        let passphrase: String =
            crate::runtime::seed().iter().map(|byte| format!("{byte:02x}")).collect();
        let options = Options { scrypt_log_n, ..Options::default() };
        Kith::open(name, folder, passphrase.into(), options)
    }

    /// Starts a Kith over `folder`, whose passphrase is known. Without a recorder in `options` it gets
    /// one of its own.
    pub fn open(
        name: &'static str,
        folder: PathBuf,
        passphrase: SecretString,
        mut options: Options,
    ) -> Result<Kith, Fault> {
        let recorder = options.recorder.get_or_insert_with(Recorder::new).clone();
        let handle = Runtime::start(folder.clone(), options, || {})?;
        let changes = handle.changes();
        Ok(Kith { name, folder, recorder, handle, changes, passphrase })
    }

    /// The newest picture.
    pub fn latest(&self) -> Arc<Snapshot> {
        self.handle.latest()
    }

    /// The passphrase of this Kith's vault.
    pub fn passphrase(&self) -> SecretString {
        self.passphrase.clone()
    }

    /// Asks this Kith's core.
    pub fn ask(&self, command: Command) -> Result<Answer, Fault> {
        let name = command.name();
        self.try_ask(command).map_err(|trouble| Fault::Refused {
            kith: self.name,
            command: name,
            trouble,
        })
    }

    /// Asks this Kith's core for something that may be refused.
    pub fn try_ask(&self, command: Command) -> Result<Answer, Trouble> {
        self.handle.ask(command)
    }

    /// Asks without waiting for the answer.
    pub fn send(&self, command: Command) -> Receiver<Result<Answer, Trouble>> {
        self.handle.send(command)
    }

    /// Proves the passphrase for what only the owner may do.
    pub fn step_up(&self) -> Result<(), Fault> {
        self.ask(Command::StepUp { passphrase: self.passphrase() }).map(|_| ())
    }

    /// Has this Kith listen on a port of loopback that the system names.
    pub fn listen_on_loopback(&self) -> Result<(), Fault> {
        // The port is free now and is asked for again in a moment; the remembered addresses of the
        // others stay right when this Kith goes offline and comes back.
        let port = UdpSocket::bind("127.0.0.1:0")?.local_addr()?.port();
        self.ask(Command::ConfigSet {
            key: "network.listen".to_owned(),
            value: format!("127.0.0.1:{port}"),
        })?;
        Ok(())
    }

    /// Adds a record.
    pub fn add(&self, kind: &str, fields: Value) -> Result<RecordReport, Fault> {
        let fields = object(fields);
        one(self.ask(Command::Add { kind: kind.to_owned(), section: None, fields })?)
    }

    /// Adds a record in this owner's half towards a person.
    pub fn add_between(
        &self,
        person: RecordId,
        kind: &str,
        fields: Value,
    ) -> Result<RecordReport, Fault> {
        let act = BetweenAct::Add { kind: kind.to_owned(), fields: object(fields) };
        one(self.ask(Command::Between { person, act })?)
    }

    /// Both halves towards a person.
    pub fn between(&self, person: RecordId) -> Result<Vec<RecordReport>, Fault> {
        many(self.ask(Command::Between { person, act: BetweenAct::List { kind: None } })?)
    }

    /// Edits a record.
    pub fn edit(&self, id: RecordId, fields: Value) -> Result<RecordReport, Fault> {
        one(self.ask(Command::Edit { id, fields: object(fields) })?)
    }

    /// One record.
    pub fn show(&self, id: RecordId) -> Result<RecordReport, Fault> {
        one(self.ask(Command::Show { id })?)
    }

    /// The records of a kind, in one's own plan or another's.
    pub fn list(&self, kind: &str, plan: Option<RootId>) -> Result<Vec<RecordReport>, Fault> {
        many(self.ask(Command::List(ListFilter {
            kind: kind.to_owned(),
            plan,
            ..ListFilter::default()
        }))?)
    }

    /// The deleted records of a kind.
    pub fn deleted(&self, kind: &str) -> Result<Vec<RecordReport>, Fault> {
        many(self.ask(Command::List(ListFilter {
            kind: kind.to_owned(),
            deleted: true,
            ..ListFilter::default()
        }))?)
    }

    /// Every list of the plan as text, as the command line would print it.
    pub fn whole_plan(&self) -> Result<String, Fault> {
        let mut text = String::new();
        for kind in kith_core::kinds::all().iter().filter(|kind| kind.section != "half") {
            for records in [self.list(kind.name, None)?, self.deleted(kind.name)?] {
                text.push_str(&serde_json::to_string(&records).map_err(not_told)?);
                text.push('\n');
            }
        }
        Ok(text)
    }

    /// Waits until something is so, looking again after each change here; gives back what was found.
    pub fn wait_for<T>(
        &self,
        what: &str,
        mut look: impl FnMut(&Kith) -> Result<Option<T>, Fault>,
    ) -> Result<T, Fault> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look(self)? {
                return Ok(found);
            }
            if self.changes.recv_deadline(until).is_err() {
                return Err(not_told(format!("{} never saw {what}", self.name)));
            }
        }
    }

    /// Makes everything durable and ends; the folder's lock is free afterwards.
    pub fn close(&self) -> Result<(), Fault> {
        self.handle.close().map_err(|trouble| Fault::Refused {
            kith: self.name,
            command: "close",
            trouble,
        })
    }

    /// The steps of pairings from now on.
    pub fn pairing(&self) -> Receiver<PairingView> {
        self.handle.pairing()
    }
}

/// Pairs two Kiths: one grants with `offer`, the other joins with what `join` makes of the ticket. Both
/// compare the four words before they say yes. Gives back both answers and the words.
pub fn pair(
    granting: &Kith,
    offer: Command,
    joining: &Kith,
    join: impl FnOnce(SecretString) -> Command,
) -> Result<(Answer, Answer, Vec<String>), Fault> {
    granting.step_up()?;
    let (here, there) = (granting.pairing(), joining.pairing());
    let granted = granting.send(offer);
    let ticket = stage(granting, &here, &granted, |stage| match stage {
        PairingStage::Waiting { ticket, .. } => Some(ticket.clone()),
        _ => None,
    })?;
    let joined = joining.send(join(ticket.into()));
    let compared = |stage: &PairingStage| match stage {
        PairingStage::Compare { words, .. } => Some(words.clone()),
        _ => None,
    };
    let words_here = stage(granting, &here, &granted, compared)?;
    let words_there = stage(joining, &there, &joined, compared)?;
    told(words_here.len() == 4, "there were not four words to compare")?;
    told(words_here == words_there, "the four words were not the same")?;
    granting.ask(Command::PairAnswer { they_match: true })?;
    joining.ask(Command::PairAnswer { they_match: true })?;
    Ok((answer(granting, &granted)?, answer(joining, &joined)?, words_here))
}

fn stage<T>(
    kith: &Kith,
    steps: &Receiver<PairingView>,
    outcome: &Receiver<Result<Answer, Trouble>>,
    wanted: impl Fn(&PairingStage) -> Option<T>,
) -> Result<T, Fault> {
    let until = crossbeam_channel::after(PATIENCE);
    loop {
        crossbeam_channel::select! {
            recv(steps) -> step => match step {
                Ok(step) => if let Some(found) = wanted(&step.stage) {
                    return Ok(found);
                },
                Err(_) => return Err(not_told(format!("{} ended", kith.name))),
            },
            recv(outcome) -> outcome => return Err(match outcome {
                Ok(Err(trouble)) => Fault::Refused { kith: kith.name, command: "pairing", trouble },
                Ok(Ok(_)) | Err(_) => {
                    not_told(format!("{}'s pairing ended before the words", kith.name))
                }
            }),
            recv(until) -> _ => {
                return Err(not_told(format!("{}'s pairing stood still", kith.name)));
            }
        }
    }
}

fn answer(kith: &Kith, outcome: &Receiver<Result<Answer, Trouble>>) -> Result<Answer, Fault> {
    match outcome.recv_timeout(PATIENCE) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(trouble)) => Err(Fault::Refused { kith: kith.name, command: "pairing", trouble }),
        Err(_) => Err(not_told(format!("{}'s pairing never ended", kith.name))),
    }
}

fn object(fields: Value) -> Map<String, Value> {
    match fields {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

fn one(answer: Answer) -> Result<RecordReport, Fault> {
    match answer {
        Answer::Record(record) => Ok(*record),
        _ => Err(not_told("the answer was no record")),
    }
}

fn many(answer: Answer) -> Result<Vec<RecordReport>, Fault> {
    match answer {
        Answer::Records(records) => Ok(records),
        _ => Err(not_told("the answer was no list of records")),
    }
}
