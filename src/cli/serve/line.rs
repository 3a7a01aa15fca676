//! One line of standard input: what it asks, and what it brings with it.

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use kith_core::{Answer, Command, FieldFault, Trouble};
use kith_words::say;
use secrecy::SecretString;
use serde_json::Value;

use crate::args::{BetweenCommand, Cli, CliCommand, Fields, KitCommand};
use crate::cli::carry;
use crate::cli::failure::Failure;
use crate::cli::input::{self, FieldMap};
use crate::cli::request::Surroundings;
use crate::runtime::Handle;

/// The globals that hold for the whole run, by their names among the arguments and as they are typed. `--json` is
/// not one of them: what comes out of a line is JSON, asked for or not.
const OF_THE_RUN: [(&str, &str); 4] = [
    ("vault", "--vault"),
    ("passphrase_fd", "--passphrase-fd"),
    ("offline", "--offline"),
    ("scrypt_log_n", "--scrypt-log-n"),
];

/// A line that could be read.
#[derive(Debug)]
pub(super) struct Line {
    /// What is asked.
    pub asks: Asks,
    /// The object that goes with it.
    pub input: Option<FieldMap>,
    /// The passphrase, for the powers of the owner.
    pub passphrase: Option<SecretString>,
}

/// What a line asks.
#[derive(Debug)]
pub(super) enum Asks {
    /// A command, as it could have been typed.
    Command(Box<CliCommand>),
    /// Whether the four words match.
    Answer {
        /// The person said yes.
        they_match: bool,
    },
}

/// Reads a line. Its id is told even if the rest cannot be read, for the answer to carry it.
pub(super) fn read(text: &str, id: &mut Option<Value>) -> Result<Line, Failure> {
    let mut line = input::object(text)?;
    *id = line.remove("id");
    let answer = line.remove("answer");
    let command = line.remove("command");
    let passphrase = match line.remove("passphrase") {
        None => None,
        Some(Value::String(typed)) => Some(SecretString::from(typed)),
        Some(_) => return Err(bad("passphrase", FieldFault::WrongType)),
    };
    let input = match line.remove("input") {
        None => None,
        Some(Value::Object(input)) => Some(input),
        Some(_) => return Err(bad("input", FieldFault::WrongType)),
    };
    if let Some((name, _)) = line.into_iter().next() {
        return Err(bad(&name, FieldFault::Unknown));
    }
    let asks = match (answer, command) {
        (Some(_), None) if input.is_some() => return Err(bad("input", FieldFault::Unknown)),
        (Some(answer), None) => Asks::Answer { they_match: yes_or_no(&answer)? },
        (Some(_), Some(_)) => return Err(bad("answer", FieldFault::Unknown)),
        (None, command) => Asks::Command(Box::new(typed_command(command)?)),
    };
    if let Asks::Command(command) = &asks
        && input.as_ref().is_some_and(|input| !input.is_empty())
        && !takes_input(command)
    {
        return Err(Failure::Usage(say!("cli-usage-line-input")));
    }
    Ok(Line { asks, input, passphrase })
}

fn yes_or_no(answer: &Value) -> Result<bool, Failure> {
    match answer.as_str() {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        Some(_) => Err(bad("answer", FieldFault::NotAChoice)),
        None => Err(bad("answer", FieldFault::WrongType)),
    }
}

fn typed_command(command: Option<Value>) -> Result<CliCommand, Failure> {
    let words = command_words(command)?;
    let typed = std::iter::once("kith".to_owned()).chain(words);
    let unread = |error: clap::Error| Failure::from_arguments(&error);
    let mut given = Cli::command().try_get_matches_from(typed).map_err(unread)?;
    if let Some(name) = given_of_the_run(&given) {
        return Err(Failure::Usage(say!("cli-usage-line-global", name = name)));
    }
    let cli = Cli::from_arg_matches_mut(&mut given).map_err(unread)?;
    cli.command.ok_or_else(on_its_own)
}

/// The first global of a line that only the whole run can have. Passed over, it would let somebody believe that
/// another vault was written to, or that no socket was opened.
fn given_of_the_run(given: &ArgMatches) -> Option<&'static str> {
    OF_THE_RUN
        .into_iter()
        .find(|(id, _)| given.value_source(id) == Some(ValueSource::CommandLine))
        .map(|(_, typed)| typed)
}

/// Whether a command reads the input of its line. What nothing would read is refused, not dropped.
fn takes_input(command: &CliCommand) -> bool {
    let by_object = |fields: &Fields| fields.field.is_empty();
    match command {
        CliCommand::Add { fields, .. }
        | CliCommand::Edit { fields, .. }
        | CliCommand::Checkin { fields }
        | CliCommand::Craving { fields }
        | CliCommand::Setback { fields } => by_object(fields),
        CliCommand::Between { act, .. } => match act {
            BetweenCommand::Add { fields, .. } | BetweenCommand::Edit { fields, .. } => {
                by_object(fields)
            }
            BetweenCommand::List { .. } | BetweenCommand::Remove { .. } => false,
        },
        CliCommand::Kit(KitCommand::Test) => true,
        CliCommand::Import { file, .. } => carry::is_standard_input(file),
        CliCommand::Join { ticket, .. } => is_dash(ticket),
        _ => false,
    }
}

/// Whether the ticket of a `join` stands in the input.
fn is_dash(ticket: &[String]) -> bool {
    matches!(ticket, [only] if only == "-")
}

fn command_words(command: Option<Value>) -> Result<Vec<String>, Failure> {
    let words = command.as_ref().and_then(Value::as_array).and_then(|words| {
        words.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    words.ok_or_else(|| Failure::Usage(say!("cli-usage-line")))
}

/// A command that is not one of a line.
pub(super) fn on_its_own() -> Failure {
    Failure::Usage(say!("cli-usage-alone"))
}

fn bad(field: &str, fault: FieldFault) -> Failure {
    Trouble::BadField { field: field.to_owned(), fault }.into()
}

/// What a command finds around it when it came in a line.
pub(super) struct InLine<'a> {
    pub input: Option<FieldMap>,
    pub handle: &'a Handle,
}

impl InLine<'_> {
    /// The ticket of `join`: its words, or `-` for the one in the input.
    pub(super) fn ticket(&mut self, typed: &[String]) -> Result<SecretString, Failure> {
        if !is_dash(typed) {
            return Ok(SecretString::from(typed.join(" ")));
        }
        match self.input()?.remove("ticket") {
            Some(Value::String(ticket)) => Ok(SecretString::from(ticket)),
            _ => Err(Trouble::BadInput.into()),
        }
    }
}

impl Surroundings for InLine<'_> {
    fn input(&mut self) -> Result<FieldMap, Failure> {
        self.input.take().ok_or(Trouble::BadInput.into())
    }

    fn input_or_empty(&mut self) -> Result<FieldMap, Failure> {
        Ok(self.input.take().unwrap_or_default())
    }

    /// What a command does not read was refused with its line.
    fn no_input(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    /// The file itself under `text`; for JSON the file's own object may stand there as the input.
    fn text(&mut self) -> Result<String, Failure> {
        let mut input = self.input()?;
        match input.remove("text") {
            Some(Value::String(text)) if input.is_empty() => Ok(text),
            Some(_) => Err(Trouble::BadInput.into()),
            None => Ok(Value::Object(input).to_string()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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

    #[test]
    fn a_line_answers_or_commands_and_only_yes_and_no_are_answers() {
        let read = |text: &str| read(text, &mut None).map(|line| line.asks);
        assert!(matches!(read(r#"{"answer": "yes"}"#), Ok(Asks::Answer { they_match: true })));
        assert!(matches!(read(r#"{"answer": "no"}"#), Ok(Asks::Answer { they_match: false })));
        for wrong in [
            r#"{"answer": "YES!"}"#,
            r#"{"answer": true}"#,
            r#"{"answer": "yes", "command": ["status"]}"#,
        ] {
            assert_eq!(read(wrong).unwrap_err().code(), 5, "{wrong}");
        }
    }
}
