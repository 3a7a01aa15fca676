//! `kith serve` and `kith batch`: commands on standard input, one object a line, answered when durable.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use clap::Parser as _;
use crossbeam_channel::{Receiver, never, select};
use kith_core::{Answer, Command, FieldFault, Trouble};
use kith_words::say;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::failure::{Failure, Told};
use super::input::FieldMap;
use super::request::{self, Request, Surroundings};
use super::session::Session;
use super::{lines, print};
use crate::args::Cli;
use crate::runtime::Handle;
use crate::signals::end_signals;

/// For so long the passphrase of the start, or of a line, counts for the powers of the owner.
const COUNTS_FOR: Duration = Duration::from_secs(60);

/// Opening sockets takes milliseconds; a system that does not answer for so long will not.
const OPENING_TAKES: Duration = Duration::from_secs(10);

/// So many commands may be on their way to the disk; more wait in standard input.
const ON_THE_WAY: usize = 64;

/// Opens the network and serves until a signal comes, or input ends where that was asked for.
pub fn serve(session: &mut Session, offline: bool, until_eof: bool) -> Result<(), Failure> {
    session.unlock()?;
    let listen = if offline { Vec::new() } else { go_online(session)? };
    let ready = json!({ "event": "ready", "listen": listen });
    // Commands come in as JSON here, so what goes out is JSON too, asked for or not.
    print::object(&ready);
    Counter::new(session).run(until_eof)
}

/// Serves without the network, to the end of input.
pub fn batch(session: &mut Session) -> Result<(), Failure> {
    session.unlock()?;
    Counter::new(session).run(true)
}

fn go_online(session: &Session) -> Result<Vec<String>, Failure> {
    let listening = session.handle.listening();
    session.ask(Command::GoOnline)?;
    let Answer::Peers(peers) = session.ask(Command::Peers)? else {
        return Err(Trouble::Internal.into());
    };
    // Core opens sockets only where there is somebody to reach and the owner did not switch it off.
    if peers.peers.is_empty() || network_is_off(session)? {
        return Ok(Vec::new());
    }
    let listen = listening.recv_timeout(OPENING_TAKES).unwrap_or_default();
    if listen.is_empty() {
        return Err(Trouble::Unreachable.into());
    }
    Ok(listen.iter().map(ToString::to_string).collect())
}

fn network_is_off(session: &Session) -> Result<bool, Failure> {
    match session.ask(Command::ConfigGet { key: "network.mode".to_owned() })? {
        Answer::Setting(setting) => Ok(setting.value == "off"),
        _ => Err(Trouble::Internal.into()),
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
        }
    }

    fn run(mut self, until_eof: bool) -> Result<(), Failure> {
        let mut input = lines::standard_input().map_err(|_| Trouble::Internal)?;
        let ends = end_signals().map_err(|_| Trouble::Internal)?;
        let forget = crossbeam_channel::at(self.owner_until);
        let (no_lines, no_answer) = (never(), never());
        loop {
            let first =
                self.waiting.front().map_or(no_answer.clone(), |first| first.answer.clone());
            let next_line = if self.waiting.len() < ON_THE_WAY { &input } else { &no_lines };
            select! {
                recv(first) -> answer => self.print_first(answer.ok()),
                recv(next_line) -> line => match line {
                    Ok(line) => self.take(&line),
                    Err(_) if until_eof => break,
                    Err(_) => input = never(),
                },
                recv(forget) -> _ => self.passphrase = None,
                recv(ends) -> _ => break,
            }
        }
        while let Some(first) = self.waiting.front() {
            let answer = first.answer.recv().ok();
            self.print_first(answer);
        }
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

    /// Takes one line in. What can be answered at once waits for nothing but the answers before it.
    fn take(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        let mut id = None;
        match self.start(line, &mut id) {
            Ok(Started::Asked(answer)) => self.waiting.push_back(Waiting { id, answer }),
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

    fn start(&mut self, line: &str, id: &mut Option<Value>) -> Result<Started, Failure> {
        let mut line: Map<String, Value> =
            serde_json::from_str(line).map_err(|_| Failure::from(Trouble::BadInput))?;
        *id = line.remove("id");
        let words = command_words(line.remove("command"))?;
        let passphrase = match line.remove("passphrase") {
            None => None,
            Some(Value::String(typed)) => Some(SecretString::from(typed)),
            Some(_) => return Err(wrong_type("passphrase")),
        };
        let input = match line.remove("input") {
            None => None,
            Some(Value::Object(input)) => Some(input),
            Some(_) => return Err(wrong_type("input")),
        };
        if let Some((name, _)) = line.into_iter().next() {
            return Err(Trouble::BadField { field: name, fault: FieldFault::Unknown }.into());
        }
        let cli = Cli::try_parse_from(std::iter::once("kith".to_owned()).chain(words))
            .map_err(|error| Failure::from_arguments(&error))?;
        let Some(command) = cli.command else {
            return Err(on_its_own());
        };
        let mut around = Line { input, handle: &self.handle };
        match request::request(command, &mut around)? {
            None => Err(on_its_own()),
            Some(Request::Kinds) => Ok(Started::Answered(request::kinds_value())),
            Some(Request::Ask { command, owner_power }) => {
                if owner_power {
                    self.prove(passphrase)?;
                }
                Ok(Started::Asked(self.handle.send(command)))
            }
        }
    }

    /// Proves the passphrase of the line, or the one of the start while it counts.
    fn prove(&mut self, passphrase: Option<SecretString>) -> Result<(), Failure> {
        let now = Instant::now();
        if let Some(passphrase) = passphrase {
            self.handle.ask(Command::StepUp { passphrase })?;
            self.owner_until = now + COUNTS_FOR;
            self.stepped_up = true;
            return Ok(());
        }
        if now >= self.owner_until {
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

/// How a line was begun.
enum Started {
    /// Core was asked.
    Asked(Receiver<Result<Answer, Trouble>>),
    /// No need to ask core.
    Answered(Value),
}

/// What a line brings with it.
struct Line<'a> {
    input: Option<FieldMap>,
    handle: &'a Handle,
}

impl Surroundings for Line<'_> {
    fn input(&mut self) -> Result<FieldMap, Failure> {
        self.input.take().ok_or(Trouble::BadInput.into())
    }

    fn input_or_empty(&mut self) -> Result<FieldMap, Failure> {
        Ok(self.input.take().unwrap_or_default())
    }

    fn words(&mut self) -> Result<SecretString, Failure> {
        let words = match self.input()?.remove("words") {
            Some(Value::String(words)) => words,
            Some(Value::Array(words)) => words
                .iter()
                .map(Value::as_str)
                .collect::<Option<Vec<_>>>()
                .map(|w| w.join(" "))
                .ok_or(Failure::from(Trouble::BadInput))?,
            _ => return Err(Trouble::BadInput.into()),
        };
        Ok(SecretString::from(words))
    }

    fn ask(&mut self, command: Command) -> Result<Answer, Trouble> {
        self.handle.ask(command)
    }
}

fn command_words(command: Option<Value>) -> Result<Vec<String>, Failure> {
    let words = command.as_ref().and_then(Value::as_array).and_then(|words| {
        words.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    words.ok_or_else(|| Failure::Usage(say!("cli-usage-line")))
}

fn wrong_type(field: &str) -> Failure {
    Trouble::BadField { field: field.to_owned(), fault: FieldFault::WrongType }.into()
}

fn on_its_own() -> Failure {
    Failure::Usage(say!("cli-usage-alone"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_its_command_as_words() {
        assert_eq!(
            command_words(Some(json!(["add", "person"]))),
            Ok(vec!["add".to_owned(), "person".to_owned()])
        );
        for wrong in [None, Some(json!("add person")), Some(json!(["add", 3]))] {
            assert_eq!(command_words(wrong).unwrap_err().code(), 2);
        }
    }
}
