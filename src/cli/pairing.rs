//! Pairing, line by line: the ticket, the four words, and what the person says to them.

use crossbeam_channel::{Receiver, never, select};
use kith_core::{Answer, Command, PairedReport, PairingStage, PairingView, Trouble};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::failure::Failure;
use super::session::Session;
use super::{input, lines, print};
use crate::signals::end_signals;
use crate::args::RoleName;

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
    typed: Receiver<String>,
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
            print::message("Paste the ticket, or type its twelve words:");
        }
        select! {
            recv(self.typed) -> line => line.map_err(|_| Trouble::TicketUnreadable.into()),
            recv(self.ends) -> _ => Err(Trouble::PairingCancelled.into()),
        }
    }

    fn run(self, command: Command) -> Result<(), Failure> {
        let answer = self.session.handle.send(command);
        let outcome = self.follow(&answer);
        // What was said last may still lie in the channel when the answer comes.
        for step in self.steps.try_iter() {
            self.tell(&step.stage);
        }
        match outcome {
            Ok(paired) => {
                self.event(paired_event(&paired), || "Linked.".to_owned());
                Ok(())
            }
            Err(failure) => {
                if let Failure::Trouble(trouble) = &failure {
                    let why = json!({ "event": "ended", "why": trouble.id() });
                    self.event(why, || "The link was not made.".to_owned());
                }
                Err(failure)
            }
        }
    }

    /// Tells each step until the command is answered.
    fn follow(&self, answer: &Receiver<Result<Answer, Trouble>>) -> Result<Answer, Failure> {
        let silent = never();
        let mut typed = &silent;
        let mut asked = false;
        let mut steps = &self.steps;
        let no_steps = never();
        loop {
            select! {
                recv(answer) -> answer => {
                    return Ok(answer.unwrap_or(Err(Trouble::Internal))?);
                }
                recv(steps) -> step => match step {
                    Ok(step) => {
                        self.tell(&step.stage);
                        if let PairingStage::Compare { answered: false, .. } = step.stage
                            && !asked
                        {
                            asked = true;
                            typed = &self.typed;
                        }
                    }
                    Err(_) => steps = &no_steps,
                },
                recv(typed) -> line => {
                    typed = &silent;
                    self.answer(&line.unwrap_or_default());
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

    fn tell(&self, stage: &PairingStage) {
        match stage {
            PairingStage::Waiting { ticket, words, expires } => {
                let expires = expires.to_rfc3339();
                self.event(
                    json!({
                        "event": "ticket", "ticket": ticket, "words": words, "expires": expires,
                    }),
                    || {
                        format!(
                            "{ticket}\nor by voice: {}\nIt can be used once, until {expires}.",
                            words.join(" ")
                        )
                    },
                );
            }
            PairingStage::Compare { words, answered: false } => {
                self.event(json!({ "event": "compare", "words": words }), || {
                    format!(
                        "{}\nAre these the four words on the other side too? yes or no:",
                        words.join(" ")
                    )
                });
            }
            PairingStage::Starting
            | PairingStage::Compare { answered: true, .. }
            | PairingStage::Finishing
            | PairingStage::Paired
            | PairingStage::Ended(_) => {}
        }
    }

    fn event(&self, json: Value, for_a_person: impl FnOnce() -> String) {
        if self.session.json {
            print::value(&json);
        } else {
            print::line(&for_a_person());
        }
    }
}

fn paired_event(answer: &Answer) -> Value {
    let mut event = match answer {
        Answer::Paired(PairedReport { .. }) | Answer::Created(_) => print::answer_json(answer),
        _ => json!({}),
    };
    if let Some(event) = event.as_object_mut() {
        event.insert("event".to_owned(), "paired".into());
    }
    event
}
