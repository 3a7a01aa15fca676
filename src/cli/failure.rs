//! How a command that did not work is told: an exit code and three sentences, never what somebody wrote.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use kith_core::{Answer, ExitCode, Trouble};
use kith_words::say;
use serde::Serialize;

/// The file that holds the settings of this device.
const SETTINGS_FILE: &str = "settings.age";
/// What is named where no file of the logs is damaged, and something that was in them is gone.
pub const FOLDER_OF_LOGS: &str = "log";

/// Why a command did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// One of the troubles that core knows.
    Trouble(Trouble),
    /// The command line itself was not understood; what was wrong with it, as a sentence.
    Usage(String),
    /// There is no display to open the window on.
    NoDisplay,
}

/// A failure as `--json` tells it.
#[derive(Debug, Serialize)]
pub struct Told<'a> {
    code: u8,
    trouble: &'a str,
    what: String,
    safe: String,
    next: String,
    /// The one name that the words show: a field or a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// With damage, what was read in spite of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Option<&'a Answer>>,
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
            Failure::NoDisplay => ExitCode::Failed.into(),
        }
    }

    /// What is told of it.
    pub fn said(&self) -> kith_words::Said {
        match self {
            // Damaged settings are the one damage that a command ends.
            Failure::Trouble(trouble @ Trouble::Damaged { file }) if file == SETTINGS_FILE => {
                let said = kith_words::trouble(trouble.id(), Some(file));
                kith_words::Said { next: say!("cli-damaged-settings-next"), ..said }
            }
            // No file is damaged: a kept view of this vault knows of more than the logs hold.
            Failure::Trouble(Trouble::DamagedPart { file, .. }) if file == FOLDER_OF_LOGS => {
                kith_words::Said {
                    what: say!("cli-lost-what", detail = file),
                    safe: say!("cli-lost-safe"),
                    next: say!("cli-lost-next"),
                }
            }
            Failure::Trouble(trouble) => kith_words::trouble(trouble.id(), trouble.detail()),
            Failure::Usage(what) => kith_words::Said {
                what: what.clone(),
                safe: say!("cli-usage-safe"),
                next: say!("cli-usage-next"),
            },
            Failure::NoDisplay => no_display(),
        }
    }

    /// The value of `"error"` in the line that `--json` promises.
    pub fn told(&self) -> Told<'_> {
        let kith_words::Said { what, safe, next } = self.said();
        let (trouble, detail) = match self {
            Failure::Trouble(trouble) => (trouble.id(), trouble.detail()),
            Failure::Usage(_) => ("usage", None),
            Failure::NoDisplay => ("no-display", None),
        };
        let result = match self {
            Failure::Trouble(Trouble::DamagedPart { read, .. }) => Some(Some(read.answer())),
            // Nothing can be read of a file whose hash or seal is wrong.
            Failure::Trouble(Trouble::Damaged { .. }) => Some(None),
            _ => None,
        };
        Told { code: self.code(), trouble, what, safe, next, detail, result }
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
            ErrorKind::InvalidSubcommand => say!("cli-usage-no-command"),
            ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                say!("cli-usage-one-more-word")
            }
            ErrorKind::MissingRequiredArgument => {
                say!("cli-usage-needs", names = ours.join(" and "))
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                let choices = valid_values(error);
                let name = ours.first().map_or("--", String::as_str);
                if choices.is_empty() {
                    say!("cli-usage-value", name = name)
                } else {
                    say!("cli-usage-choices", name = name, choices = choices.join(", "))
                }
            }
            ErrorKind::UnknownArgument => match ours.first() {
                Some(name) if name.starts_with("--") => {
                    let name = name.split('=').next().unwrap_or("--");
                    say!("cli-usage-not-taken", name = name)
                }
                _ => say!("cli-usage-too-much"),
            },
            _ => say!("cli-usage-other"),
        })
    }
}

/// The message is three lines.
fn no_display() -> kith_words::Said {
    let message = say!("cli-no-display");
    let mut lines = message.lines().map(str::to_owned);
    let mut next = || lines.next().unwrap_or_default();
    kith_words::Said { what: next(), safe: next(), next: next() }
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
    use serde_json::Value;

    fn told(line: &[&str]) -> Failure {
        let line = std::iter::once(&"kith").chain(line);
        Failure::from_arguments(&Cli::try_parse_from(line).unwrap_err())
    }

    fn json(failure: &Failure) -> Value {
        serde_json::to_value(failure.told()).unwrap()
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
            assert!(!json(&failure).to_string().contains("zinnia"), "{line:?}");
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
        let error = json(&failure);
        assert_eq!(error.get("code"), Some(&7.into()));
        for part in ["what", "safe", "next"] {
            assert!(!error.get(part).unwrap().as_str().unwrap().is_empty());
        }
        assert_eq!(error.get("result"), Some(&Value::Null));
        assert!(failure.lines().contains("keyring.age"));
    }
}
