//! Pairing, line by line: the ticket, the four words, and what the person says to them.

use crossbeam_channel::{Receiver, never, select};
use kith_core::{Answer, Command, PairingStage, PairingView, Trouble};
use kith_words::say;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Value, json};

use super::failure::Failure;
use super::lines::BadLine;
use super::session::Session;
use super::{input, lines, print};
use crate::args::RoleName;
use crate::signals::end_signals;

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
    typed: Receiver<Result<String, BadLine>>,
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
            recv(self.typed) -> line => match line {
                Ok(Ok(line)) => Ok(line),
                Ok(Err(_)) | Err(_) => Err(Trouble::TicketUnreadable.into()),
            },
            recv(self.ends) -> _ => Err(Trouble::PairingCancelled.into()),
        }
    }

    fn run(self, command: Command) -> Result<(), Failure> {
        let answer = self.session.handle.send(command);
        let mut began = false;
        match self.follow(&answer, &mut began) {
            Ok(answer) => {
                self.event(&paired(&answer), || say!("cli-linked"));
                Ok(())
            }
            Err(failure) => {
                // What never began has no end of its own, only the failure of the command.
                if let (true, Failure::Trouble(trouble)) = (began, &failure) {
                    self.event(&ended(trouble), || say!("cli-not-linked"));
                }
                Err(failure)
            }
        }
    }

    /// Tells each step until the command is answered; `began` says whether there was anything to tell.
    fn follow(
        &self,
        answer: &Receiver<Result<Answer, Trouble>>,
        began: &mut bool,
    ) -> Result<Answer, Failure> {
        let (silent, no_steps) = (never(), never());
        let (mut typed, mut steps) = (&silent, &self.steps);
        let mut told = None;
        loop {
            select! {
                recv(answer) -> answer => {
                    return Ok(answer.unwrap_or(Err(Trouble::Internal))?);
                }
                recv(steps) -> step => match step {
                    // Core may tell of one stage twice; a person is told once.
                    Ok(step) if told.as_ref() != Some(&step.stage) => {
                        *began |= self.tell(&step.stage);
                        if let PairingStage::Compare { answered: false, .. } = step.stage {
                            typed = &self.typed;
                        }
                        told = Some(step.stage);
                    }
                    Ok(_) => {}
                    Err(_) => steps = &no_steps,
                },
                recv(typed) -> line => {
                    typed = &silent;
                    // What cannot be read is no yes.
                    self.answer(&line.ok().and_then(Result::ok).unwrap_or_default());
                }
                recv(self.ends) -> _ => {
                    self.session.handle.send(Command::CancelInvite);
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

    /// Prints a stage that concerns whoever looks on; `true` if it does.
    fn tell(&self, stage: &PairingStage) -> bool {
        let Some(event) = event_of(stage) else {
            return false;
        };
        self.event(&event, || for_a_person(stage));
        true
    }

    fn event(&self, json: &impl Serialize, for_a_person: impl FnOnce() -> String) {
        if self.session.json {
            print::object(json);
        } else {
            print::line(&for_a_person());
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
