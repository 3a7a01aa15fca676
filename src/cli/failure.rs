//! How a command that did not work is told: an exit code and three sentences, never what somebody wrote.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use kith_core::{ExitCode, Trouble};
use serde_json::{Value, json};

/// Why a command did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// One of the troubles that core knows.
    Trouble(Trouble),
    /// The command line itself was not understood; what was wrong with it, as a sentence.
    Usage(String),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Failure::Trouble(trouble)
    }
}

impl Failure {
    /// The number with which the program ends.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Trouble(trouble) => trouble.exit_code().into(),
            Failure::Usage(_) => ExitCode::Usage.into(),
        }
    }

    /// What is told of it.
    pub fn said(&self) -> kith_words::Said {
        match self {
            Failure::Trouble(trouble) => kith_words::trouble(trouble.id(), trouble.detail()),
            Failure::Usage(what) => kith_words::Said {
                what: what.clone(),
                safe: "Nothing was changed".to_owned(),
                next: "Look at `kith help`, then try again".to_owned(),
            },
        }
    }

    /// The value of `"error"` in the line that `--json` promises.
    pub fn json(&self) -> Value {
        let said = self.said();
        let (name, detail) = match self {
            Failure::Trouble(trouble) => (trouble.id(), trouble.detail()),
            Failure::Usage(_) => ("usage", None),
        };
        let mut error = json!({
            "code": self.code(),
            "trouble": name,
            "what": said.what,
            "safe": said.safe,
            "next": said.next,
        });
        if let (Some(detail), Some(error)) = (detail, error.as_object_mut()) {
            error.insert("detail".to_owned(), detail.into());
        }
        if let (Failure::Trouble(Trouble::Damaged { .. }), Some(error)) =
            (self, error.as_object_mut())
        {
            // Nothing can be read of a file whose hash or seal is wrong.
            error.insert("result".to_owned(), Value::Null);
        }
        error
    }

    /// Three lines for a person.
    pub fn lines(&self) -> String {
        let said = self.said();
        format!("{}\n{}\n{}", said.what, said.safe, said.next)
    }

    /// Tells what was wrong with a command line, in words that hold nothing of it but the names of our
    /// own arguments: what was typed may be what somebody meant to keep to themselves.
    pub fn from_arguments(error: &clap::Error) -> Failure {
        let ours = our_names(error);
        Failure::Usage(match error.kind() {
            ErrorKind::InvalidSubcommand => "Kith has no command of that name".to_owned(),
            ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                "This command needs one more word".to_owned()
            }
            ErrorKind::MissingRequiredArgument => {
                format!("This command needs {}", ours.join(" and "))
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                let choices = valid_values(error);
                let name = ours.first().map_or("this argument", String::as_str);
                if choices.is_empty() {
                    format!("{name} does not take this value")
                } else {
                    format!("{name} takes one of: {}", choices.join(", "))
                }
            }
            ErrorKind::UnknownArgument => match ours.first() {
                Some(name) if name.starts_with("--") => {
                    let name = name.split('=').next().unwrap_or("--");
                    format!("This command does not take {name}")
                }
                _ => "There is more after the command than it takes".to_owned(),
            },
            _ => "The command was not understood".to_owned(),
        })
    }
}

fn our_names(error: &clap::Error) -> Vec<String> {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(name)) => vec![name.clone()],
        Some(ContextValue::Strings(names)) => names.clone(),
        _ => Vec::new(),
    }
}

fn valid_values(error: &clap::Error) -> Vec<String> {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values.clone(),
        Some(ContextValue::String(value)) => vec![value.clone()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser as _;

    fn told(line: &[&str]) -> Failure {
        let line = std::iter::once(&"kith").chain(line);
        Failure::from_arguments(&Cli::try_parse_from(line).unwrap_err())
    }

    #[test]
    fn a_usage_error_never_repeats_a_value() {
        for line in [
            &["add", "person", "zinnia"][..],
            &["add", "person", "--feild=zinnia"],
            &["add", "person", "--zinnia-field", "zinnia"][..2],
            &["zinnia"],
            &["invite", "--person", "p", "--role", "zinnia"],
            &["sync", "--for", "zinnia"],
            &["status", "--passphrase-fd", "zinnia"],
            &["between", "zinnia"],
        ] {
            if Cli::try_parse_from(std::iter::once(&"kith").chain(line)).is_ok() {
                continue;
            }
            let failure = told(line);
            assert_eq!(failure.code(), 2, "{line:?}");
            assert!(!failure.lines().contains("zinnia"), "{line:?}: {}", failure.lines());
            assert!(!failure.json().to_string().contains("zinnia"), "{line:?}");
        }
    }

    #[test]
    fn an_argument_that_is_missing_is_named() {
        assert!(told(&["add"]).lines().contains("<KIND>"));
        assert!(told(&["invite", "--person", "p"]).lines().contains("--role"));
        assert!(told(&["status", "--wrong"]).lines().contains("--wrong"));
    }

    #[test]
    fn every_failure_has_a_code_and_three_sentences() {
        let failure = Failure::Trouble(Trouble::Damaged { file: "keyring.age".to_owned() });
        let error = failure.json();
        assert_eq!(error.get("code"), Some(&7.into()));
        for part in ["what", "safe", "next"] {
            assert!(!error.get(part).unwrap().as_str().unwrap().is_empty());
        }
        assert_eq!(error.get("result"), Some(&Value::Null));
        assert!(failure.lines().contains("keyring.age"));
    }
}
