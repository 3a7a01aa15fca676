//! Pairing, line by line: the ticket, the four words, and what the person says to them.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, never, select};
use kith_core::{Answer, Command, PairingStage, PairingView, Trouble};
use kith_words::say;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Value, json};

use super::failure::Failure;
use super::lines::{Line, drop_unfinished_line};
use super::session::Session;
use super::{input, lines, print};
use crate::args::RoleName;
use crate::signals::end_signals;

/// Nobody reads four words and types in so short a time: before they are shown, standard input has to be quiet for it.
pub const QUIET: Duration = Duration::from_millis(50);

/// Input that is not quiet by then comes from no person.
pub const QUIET_WITHIN: Duration = Duration::from_secs(2);

/// `kith invite`.
pub fn invite(session: &mut Session, person: &str, role: RoleName) -> Result<(), Failure> {
    let person = input::person_id(person)?;
    session.unlock()?;
    session.step_up()?;
    Talk::begin(session)?.run(Command::Invite { person, role: role.into() })
}

/// `kith link`.
pub fn link(session: &mut Session) -> Result<(), Failure> {
    session.unlock()?;
    session.step_up()?;
    Talk::begin(session)?.run(Command::Link)
}

/// `kith join`: in an empty folder this becomes another device of the plan that shows the ticket.
pub fn join(
    session: &mut Session,
    ticket: &[String],
    at: Option<String>,
    name: Option<String>,
    person: Option<String>,
) -> Result<(), Failure> {
    let person = person.as_deref().map(input::person_id).transpose()?;
    let fresh = session.is_fresh()?;
    let passphrase = if fresh {
        Some(session.new_passphrase()?)
    } else {
        session.unlock()?;
        session.step_up()?;
        None
    };
    let talk = Talk::begin(session)?;
    let ticket = match ticket {
        [only] if only == "-" => SecretString::from(talk.read_ticket()?),
        words => SecretString::from(words.join(" ")),
    };
    let command = match passphrase {
        Some(passphrase) => Command::JoinAsDevice { ticket, at, device_name: name, passphrase },
        None => Command::Join { ticket, at, person, name },
    };
    talk.run(command)
}

/// A pairing while it goes on.
struct Talk<'a> {
    session: &'a Session,
    steps: Receiver<PairingView>,
    typed: Receiver<Line>,
    ends: Receiver<()>,
}

impl<'a> Talk<'a> {
    fn begin(session: &'a Session) -> Result<Self, Failure> {
        Ok(Talk {
            session,
            steps: session.handle.pairing(),
            typed: lines::standard_input().map_err(|_| Trouble::Internal)?,
            ends: end_signals().map_err(|_| Trouble::Internal)?,
        })
    }

    fn read_ticket(&self) -> Result<String, Failure> {
        if print::person_types() {
            print::message(&say!("cli-ask-ticket"));
        }
        select! {
            recv(self.typed) -> line => match line.map(|line| line.text) {
                Ok(Ok(line)) => Ok(line),
                Ok(Err(_)) | Err(_) => Err(Trouble::TicketUnreadable.into()),
            },
            recv(self.ends) -> _ => Err(Trouble::PairingCancelled.into()),
        }
    }

    fn run(self, command: Command) -> Result<(), Failure> {
        let answer = self.session.handle.send(command);
        let mut seen = Seen::default();
        match self.follow(&answer, &mut seen) {
            Ok(answer) => {
                self.event(&paired(&answer), || say!("cli-linked"));
                Ok(())
            }
            Err(failure) => {
                // Its steps came before its answer.
                while let Ok(step) = self.steps.try_recv() {
                    seen.note(&step.stage);
                }
                // What never began has no end of its own, only the failure of the command; to a person that says
                // it all as long as nothing was shown.
                let is_told = if self.session.json { seen.begun } else { seen.shown };
                if let (true, Failure::Trouble(trouble)) = (is_told, &failure) {
                    self.event(&ended(trouble), || say!("cli-not-linked"));
                }
                Err(failure)
            }
        }
    }

    /// Tells each step until the command is answered, and notes them in `seen`.
    fn follow(
        &self,
        answer: &Receiver<Result<Answer, Trouble>>,
        seen: &mut Seen,
    ) -> Result<Answer, Failure> {
        let (silent, no_steps) = (never(), never());
        let (mut typed, mut steps) = (&silent, &self.steps);
        let mut early = Early { lines: &self.typed, told: false };
        let (mut told, mut shown) = (None, Instant::now());
        loop {
            let lines_before = early.lines;
            select! {
                recv(answer) -> answer => {
                    return Ok(answer.unwrap_or(Err(Trouble::Internal))?);
                }
                recv(steps) -> step => match step {
                    // Core may tell of one stage twice; a person is told once.
                    Ok(step) if told.as_ref() != Some(&step.stage) => {
                        let asks = matches!(step.stage, PairingStage::Compare { answered: false, .. });
                        if asks && !early.is_quiet() {
                            self.answer("");
                        } else {
                            if asks {
                                drop_unfinished_line();
                                shown = Instant::now();
                            }
                            self.tell(&step.stage);
                            // What was typed before the words were shown is no answer to them.
                            typed = if asks { &self.typed } else { typed };
                        }
                        early.lines = if asks { &silent } else { early.lines };
                        seen.note(&step.stage);
                        told = Some(step.stage);
                    }
                    Ok(_) => {}
                    Err(_) => steps = &no_steps,
                },
                recv(lines_before) -> line => match line {
                    Ok(_) => early.tell(),
                    // The end of input is no early line: it answers the words when they are shown.
                    Err(_) => early.lines = &silent,
                },
                recv(typed) -> line => match line {
                    // Only its end came after the words.
                    Ok(line) if line.began < shown => early.tell(),
                    line => {
                        typed = &silent;
                        // What cannot be read is no yes.
                        let text = line.ok().and_then(|line| line.text.ok());
                        self.answer(&text.unwrap_or_default());
                    }
                },
                recv(self.ends) -> _ => {
                    self.session.handle.send(Command::CancelInvite);
                    seen.begun = true;
                    return Err(Trouble::PairingCancelled.into());
                }
            }
        }
    }

    /// Passes on what the person said to the four words: only `yes` is yes, and no answer is no.
    fn answer(&self, line: &str) {
        let they_match = line.trim().eq_ignore_ascii_case("yes");
        self.session.handle.send(Command::PairAnswer { they_match });
    }

    /// Prints a stage that concerns whoever looks on.
    fn tell(&self, stage: &PairingStage) {
        if let Some(event) = event_of(stage) {
            self.event(&event, || for_a_person(stage));
        }
    }

    fn event(&self, json: &impl Serialize, for_a_person: impl FnOnce() -> String) {
        if self.session.json {
            print::object(json);
        } else {
            print::line(&for_a_person());
        }
    }
}

/// What there was of a pairing.
#[derive(Default)]
struct Seen {
    /// It began.
    begun: bool,
    /// Whoever looks on was shown something of it.
    shown: bool,
}

impl Seen {
    fn note(&mut self, stage: &PairingStage) {
        self.begun |= has_begun(stage);
        self.shown |= event_of(stage).is_some();
    }
}

/// Whether a stage is one of a pairing: a ticket that could not be used for one began none.
pub fn has_begun(stage: &PairingStage) -> bool {
    !matches!(
        stage,
        PairingStage::Ended(
            Trouble::TicketUnreadable
                | Trouble::TicketForOther
                | Trouble::AddressNeeded
                | Trouble::BadAddress
        )
    )
}

/// Lines that come before there are words to compare: each is dropped, and it is told once.
struct Early<'a> {
    lines: &'a Receiver<Line>,
    told: bool,
}

impl Early<'_> {
    /// Drops what has come, and waits until nothing comes; `false` if it goes on and on.
    fn is_quiet(&mut self) -> bool {
        let end = Instant::now() + QUIET_WITHIN;
        while Instant::now() < end {
            match self.lines.recv_timeout(QUIET) {
                Ok(_) => self.tell(),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return true,
            }
        }
        false
    }

    fn tell(&mut self) {
        if !std::mem::replace(&mut self.told, true) {
            print::message(&say!("cli-line-early"));
        }
    }
}

/// The event of a stage that concerns whoever looks on: the ticket, or the four words.
pub fn event_of(stage: &PairingStage) -> Option<Value> {
    match stage {
        PairingStage::Waiting { ticket, words, expires } => Some(json!({
            "event": "ticket", "ticket": ticket, "words": words, "expires": expires.to_rfc3339(),
        })),
        PairingStage::Compare { words, answered: false } => {
            Some(json!({ "event": "compare", "words": words }))
        }
        PairingStage::Starting
        | PairingStage::Compare { answered: true, .. }
        | PairingStage::Finishing
        | PairingStage::Paired
        | PairingStage::Ended(_) => None,
    }
}

/// The event of a pairing that went well.
pub fn paired(answer: &Answer) -> Value {
    let paired = Paired { event: "paired", answer };
    // None of our values has keys that are not text, which is all that JSON could refuse.
    serde_json::to_value(paired).unwrap_or_default()
}

/// The event of a pairing that did not.
pub fn ended(why: &Trouble) -> Value {
    json!({ "event": "ended", "why": why.id() })
}

fn for_a_person(stage: &PairingStage) -> String {
    match stage {
        PairingStage::Waiting { ticket, words, expires } => say!(
            "cli-ticket",
            ticket = ticket,
            words = words.join(" "),
            until = expires.to_rfc3339()
        ),
        PairingStage::Compare { words, .. } => say!("cli-ask-compare", words = words.join(" ")),
        PairingStage::Starting
        | PairingStage::Finishing
        | PairingStage::Paired
        | PairingStage::Ended(_) => String::new(),
    }
}

#[derive(Serialize)]
struct Paired<'a> {
    event: &'static str,
    #[serde(flatten)]
    answer: &'a Answer,
}
