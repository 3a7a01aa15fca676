//! `kith serve` and `kith batch`: commands on standard input, one object a line, answered when durable.

mod line;
mod running;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, never, select};
use kith_core::{Answer, Command, Trouble};
use kith_words::say;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Value, json};

use super::failure::{Failure, Told};
use super::request::{self, Request};
use super::session::Session;
use super::{help_now, input, lines, print};
use crate::args::CliCommand;
use crate::runtime::Handle;
use crate::signals::end_signals;
use line::{Asks, InLine, Line};
use running::Running;

/// For so long the passphrase of the start, or of a line, counts for the powers of the owner.
const COUNTS_FOR: Duration = Duration::from_secs(60);

/// Opening sockets takes milliseconds; a system that does not answer for so long will not.
const OPENING_TAKES: Duration = Duration::from_secs(10);

/// So many commands may be on their way to the disk; more wait in standard input.
const ON_THE_WAY: usize = 64;

/// Opens the network and serves until a signal comes, or input ends where that was asked for.
pub fn serve(session: &mut Session, offline: bool, until_eof: bool) -> Result<(), Failure> {
    session.unlock()?;
    let online = if offline { Online::default() } else { go_online(session)? };
    // Commands come in as JSON here, so what goes out is JSON too, asked for or not.
    print::object(&listens("ready", &online.listen));
    Counter::new(session).run(until_eof, online.later)
}

/// Serves without the network, to the end of input.
pub fn batch(session: &mut Session) -> Result<(), Failure> {
    session.unlock()?;
    Counter::new(session).run(true, None)
}

/// Where the network listens.
#[derive(Default)]
struct Online {
    listen: Vec<SocketAddr>,
    /// Where it is told when it does after all: its port was taken, and it goes on trying.
    later: Option<Receiver<Vec<SocketAddr>>>,
}

/// The event that tells where the network listens.
fn listens(event: &str, listen: &[SocketAddr]) -> Value {
    let listen: Vec<String> = listen.iter().map(ToString::to_string).collect();
    json!({ "event": event, "listen": listen })
}

fn go_online(session: &Session) -> Result<Online, Failure> {
    let listening = session.handle.listening();
    session.ask(Command::GoOnline)?;
    let Answer::Peers(peers) = session.ask(Command::Peers)? else {
        return Err(Trouble::Internal.into());
    };
    // Core opens sockets only where there is somebody to reach and the owner did not switch it off.
    if peers.peers.is_empty() || network_is_off(session)? {
        return Ok(Online::default());
    }
    let listen = listening.recv_timeout(OPENING_TAKES).unwrap_or_default();
    let waits = listen.is_empty();
    if waits {
        print::message(&say!("cli-no-socket"));
    }
    Ok(Online { listen, later: waits.then_some(listening) })
}

fn network_is_off(session: &Session) -> Result<bool, Failure> {
    match session.handle.ask(Command::ConfigGet { key: "network.mode".to_owned() }) {
        Ok(Answer::Setting(setting)) => Ok(setting.value == "off"),
        // Damaged settings switch the network off. To serve without it needs none of them.
        Err(Trouble::Damaged { .. }) => Ok(true),
        Ok(_) => Err(Trouble::Internal.into()),
        Err(trouble) => Err(trouble.into()),
    }
}

/// Where commands are taken in and answers are given out, in the same order.
struct Counter {
    handle: Handle,
    /// The passphrase of the start, until it is used or no longer counts.
    passphrase: Option<SecretString>,
    owner_until: Instant,
    stepped_up: bool,
    waiting: VecDeque<Waiting>,
    /// What is answered out of order, when it is over.
    running: Running,
}

/// A command whose answer has not been printed yet.
struct Waiting {
    id: Option<Value>,
    answer: Receiver<Result<Answer, Trouble>>,
}

impl Counter {
    fn new(session: &mut Session) -> Self {
        Counter {
            handle: session.handle.clone(),
            passphrase: session.take_passphrase(),
            owner_until: Instant::now() + COUNTS_FOR,
            stepped_up: false,
            waiting: VecDeque::new(),
            running: Running::new(session.handle.clone()),
        }
    }

    fn run(
        mut self,
        until_eof: bool,
        listening: Option<Receiver<Vec<SocketAddr>>>,
    ) -> Result<(), Failure> {
        let mut listening = listening.unwrap_or_else(never);
        let mut input = lines::standard_input().map_err(|_| Trouble::Internal)?;
        let ends = end_signals().map_err(|_| Trouble::Internal)?;
        let forget = crossbeam_channel::at(self.owner_until);
        let (no_lines, no_answer) = (never(), never());
        let mut is_over = false;
        while !is_over || !self.waiting.is_empty() || !self.running.is_empty() {
            let first =
                self.waiting.front().map_or(no_answer.clone(), |first| first.answer.clone());
            let has_room = self.waiting.len() + self.running.len() < ON_THE_WAY;
            let next_line = if has_room { &input } else { &no_lines };
            let (steps, paired) = (self.running.steps(), self.running.paired());
            let quiet = self.running.quiet_at();
            select! {
                recv(first) -> answer => self.print_first(answer.ok()),
                recv(next_line) -> line => match line.map(|line| (line.text, line.began)) {
                    Ok((Ok(line), began)) => self.take(&line, began),
                    Ok((Err(_), _)) => {
                        self.drain();
                        failed(None, &Trouble::BadInput.into());
                    }
                    Err(_) => {
                        (input, is_over) = (never(), until_eof);
                        self.running.nobody_answers();
                    }
                },
                recv(steps) -> step => self.running.step(step.ok()),
                recv(quiet) -> _ => self.running.quiet(),
                recv(paired) -> answer => {
                    // What was said to the four words is answered before what came of it.
                    self.drain();
                    self.running.pairing_over(answer.ok());
                }
                recv(self.running.in_step()) -> report => self.running.sync_over(report.ok()),
                recv(listening) -> listen => match listen {
                    Ok(listen) if listen.is_empty() => {}
                    Ok(listen) => {
                        print::object(&listens("listening", &listen));
                        listening = never();
                    }
                    Err(_) => listening = never(),
                },
                recv(forget) -> _ => self.passphrase = None,
                recv(ends) -> _ => break,
            }
        }
        self.drain();
        self.running.stop();
        Ok(())
    }

    fn print_first(&mut self, answer: Option<Result<Answer, Trouble>>) {
        let Some(Waiting { id, .. }) = self.waiting.pop_front() else {
            return;
        };
        match answer.unwrap_or(Err(Trouble::Internal)) {
            Ok(answer) => result(id, answer),
            Err(trouble) => failed(id, &trouble.into()),
        }
    }

    /// Takes one line in, which began to come at that moment. What can be answered at once waits for nothing but the
    /// answers before it.
    fn take(&mut self, text: &str, began: Instant) {
        if text.trim().is_empty() {
            return;
        }
        let mut id = None;
        match line::read(text, &mut id).and_then(|line| self.start(line, began, &id)) {
            Ok(Started::Asked(answer)) => self.waiting.push_back(Waiting { id, answer }),
            Ok(Started::Running) => {}
            Ok(Started::Answered(value)) => {
                self.drain();
                result(id, value);
            }
            Err(failure) => {
                self.drain();
                failed(id, &failure);
            }
        }
    }

    /// Prints every answer that is still on its way.
    fn drain(&mut self) {
        while let Some(first) = self.waiting.front() {
            let answer = first.answer.recv().ok();
            self.print_first(answer);
        }
    }

    fn start(
        &mut self,
        line: Line,
        began: Instant,
        id: &Option<Value>,
    ) -> Result<Started, Failure> {
        let Line { asks, input, passphrase } = line;
        // Given, it is proved, needed or not: nobody is to believe that a wrong one was right.
        if let Some(passphrase) = passphrase {
            self.take_passphrase(passphrase)?;
        }
        let command = match asks {
            Asks::Answer { they_match } => {
                return Ok(Started::Asked(self.running.answer(they_match, began)));
            }
            Asks::Command(command) => *command,
        };
        let handle = self.handle.clone();
        let mut around = InLine { input, handle: &handle };
        if let CliCommand::Sync { seconds } = command {
            self.running.sync(id.clone(), seconds)?;
            return Ok(Started::Running);
        }
        if let Some(pairing) = pairing_command(&command, &mut around)? {
            self.running.is_free_to_pair()?;
            self.prove()?;
            self.running.pair(id.clone(), pairing);
            return Ok(Started::Running);
        }
        match request::request(command, &mut around)? {
            None => Err(line::on_its_own()),
            Some(Request::Kinds) => Ok(Started::Answered(request::kinds_value())),
            Some(Request::Lines(country)) => {
                Ok(Started::Answered(help_now::lines_value(country.as_deref())))
            }
            Some(Request::Told(answer)) => {
                let value = serde_json::to_value(&answer).map_err(|_| Trouble::Internal)?;
                Ok(Started::Answered(value))
            }
            Some(Request::Said(answer, beside)) => {
                let value = print::with_fields(&answer, &beside);
                Ok(Started::Answered(value))
            }
            Some(Request::Ask { command, owner_power }) => {
                if owner_power {
                    self.prove()?;
                }
                Ok(Started::Asked(self.handle.send(command)))
            }
        }
    }

    /// Proves the passphrase of a line; it counts for a while.
    fn take_passphrase(&mut self, passphrase: SecretString) -> Result<(), Failure> {
        let now = Instant::now();
        self.handle.ask(Command::StepUp { passphrase })?;
        self.owner_until = now + COUNTS_FOR;
        self.stepped_up = true;
        Ok(())
    }

    /// Proves that a passphrase counts: that of a line, or the one of the start.
    fn prove(&mut self) -> Result<(), Failure> {
        if Instant::now() >= self.owner_until {
            return Err(Trouble::PassphraseNeeded.into());
        }
        if !self.stepped_up {
            let passphrase = self.passphrase.take().ok_or(Trouble::PassphraseNeeded)?;
            self.handle.ask(Command::StepUp { passphrase })?;
            self.stepped_up = true;
        }
        Ok(())
    }
}

/// The command of a pairing, if this is one. The vault is open, so a device is never made here.
fn pairing_command(
    command: &CliCommand,
    around: &mut InLine<'_>,
) -> Result<Option<Command>, Failure> {
    Ok(match command {
        CliCommand::Invite { person, role } => {
            Some(Command::Invite { person: input::person_id(person)?, role: (*role).into() })
        }
        CliCommand::Link => Some(Command::Link),
        CliCommand::Join { ticket, at, name, person } => Some(Command::Join {
            person: person.as_deref().map(input::person_id).transpose()?,
            ticket: around.ticket(ticket)?,
            at: at.clone(),
            name: name.clone(),
        }),
        _ => None,
    })
}

/// How a line was begun.
enum Started {
    /// Core was asked.
    Asked(Receiver<Result<Answer, Trouble>>),
    /// It runs on, and is answered when it is over.
    Running,
    /// No need to ask core.
    Answered(Value),
}

/// An answered line, as it is printed.
#[derive(Serialize)]
struct Event<T> {
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    code: u8,
    #[serde(flatten)]
    outcome: T,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome<'a, T> {
    Result(T),
    Error(Told<'a>),
}

fn failed(id: Option<Value>, failure: &Failure) {
    let outcome: Outcome<'_, ()> = Outcome::Error(failure.told());
    print::object(&Event { event: "result", id, code: failure.code(), outcome });
}

fn result(id: Option<Value>, result: impl Serialize) {
    print::object(&Event { event: "result", id, code: 0, outcome: Outcome::Result(result) });
}
