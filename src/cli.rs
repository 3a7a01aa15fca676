//! The command line: what was typed becomes a command for core, and its answer is printed.

mod beside;
pub(crate) mod carry;
pub(crate) mod failure;
pub(crate) mod files;
mod help_now;
mod input;
mod lines;
mod pairing;
mod passphrase;
pub(crate) mod print;
mod request;
mod serve;
mod session;
mod sync;
mod waiting;

use clap::Parser as _;
use clap::error::ErrorKind;
use kith_core::{Answer, Command, ExitCode, Trouble};
use kith_words::say;
use secrecy::SecretString;

use crate::args::{Cli, CliCommand, Globals};
use crate::{hush, tour, window};
use failure::Failure;
use input::FieldMap;
use passphrase::PassphraseSource;
use request::{Request, Surroundings};
use session::Session;

/// Runs what was typed and gives back the number with which the program ends.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> u8 {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let json = arguments.iter().skip(1).any(|argument| argument == "--json");
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, json),
    };
    // The descriptor is taken before the process makes itself unreadable, also to itself.
    let source = PassphraseSource::open(cli.globals.passphrase_fd);
    hush::hush();
    match dispatch(cli, source) {
        Ok(code) => code,
        Err(failure) => {
            print::failure(&failure, json);
            failure.code()
        }
    }
}

/// The countries that may be named, for the arguments.
pub(crate) fn country_codes() -> clap::builder::PossibleValuesParser {
    help_now::codes().into()
}

/// The numbers with which a command ends, for the help.
pub(crate) fn exit_codes() -> String {
    let mut lines = vec![say!("cli-exit-title"), format!("  0  {}", say!("cli-exit-done"))];
    lines.extend(ExitCode::ALL.map(|code| {
        let means = match code {
            ExitCode::Failed => say!("cli-exit-failed"),
            ExitCode::Usage => say!("cli-exit-usage"),
            ExitCode::Locked => say!("cli-exit-locked"),
            ExitCode::NotFound => say!("cli-exit-not-found"),
            ExitCode::Refused => say!("cli-exit-refused"),
            ExitCode::InUse => say!("cli-exit-in-use"),
            ExitCode::Damaged => say!("cli-exit-damaged"),
        };
        format!("  {}  {means}", u8::from(code))
    }));
    lines.join("\n")
}

fn usage(error: &clap::Error, json: bool) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            error.print().ok();
            0
        }
        _ => {
            let failure = Failure::from_arguments(error);
            print::failure(&failure, json);
            failure.code()
        }
    }
}

fn dispatch(cli: Cli, source: PassphraseSource) -> Result<u8, Failure> {
    let mut globals = cli.globals;
    // A batch is a `serve` without the network.
    globals.offline |= matches!(cli.command, Some(CliCommand::Batch { .. }));
    match cli.command {
        None => window::open(&globals),
        Some(CliCommand::Kinds) => {
            if globals.json {
                print::object(&request::kinds_value());
            } else {
                print::kinds();
            }
            Ok(0)
        }
        Some(CliCommand::Lines { country }) => {
            let country = country.as_deref();
            if globals.json {
                print::object(&help_now::lines_value(country));
            } else {
                help_now::print_lines(country);
            }
            Ok(0)
        }
        Some(CliCommand::Tour { .. }) if globals.offline => {
            Err(Failure::Usage(say!("cli-usage-tour-offline")))
        }
        Some(CliCommand::Tour { keep }) => Ok(tour::run(keep, globals.json, globals.scrypt_log_n)),
        Some(command) => {
            let mut session = Session::start(&globals, source)?;
            let outcome = run_in(&mut session, &globals, command);
            let closed = session.handle.close();
            outcome?;
            closed?;
            Ok(0)
        }
    }
}

fn run_in(session: &mut Session, globals: &Globals, command: CliCommand) -> Result<(), Failure> {
    match command {
        CliCommand::Init { name } => init(session, name),
        CliCommand::Invite { person, role } => pairing::invite(session, &person, role),
        CliCommand::Link => pairing::link(session),
        CliCommand::Join { ticket, at, name, person } => {
            pairing::join(session, &ticket, at, name, person)
        }
        CliCommand::Sync { seconds } => sync::sync(session, seconds),
        CliCommand::Serve { until_eof } => serve::serve(session, globals.offline, until_eof),
        CliCommand::Batch { .. } => serve::batch(session),
        command => once(session, command),
    }
}

fn init(session: &mut Session, name: Option<String>) -> Result<(), Failure> {
    if !session.is_fresh()? {
        return Err(Trouble::VaultExists.into());
    }
    let passphrase = session.new_passphrase()?;
    let created = session.ask(Command::Init { passphrase, name, device_name: None })?;
    print::answer(&created, session.json);
    Ok(())
}

/// A command that is answered once.
fn once(session: &mut Session, command: CliCommand) -> Result<(), Failure> {
    session.unlock()?;
    let mut terminal = Terminal { session };
    match request::request(command, &mut terminal)? {
        Some(Request::Ask { command, owner_power }) => {
            if owner_power {
                session.step_up()?;
            }
            let answer = session.ask(command)?;
            print::answer(&answer, session.json);
            Ok(())
        }
        Some(Request::Told(answer)) => {
            print::answer(&answer, session.json);
            Ok(())
        }
        Some(Request::Said(answer, beside)) => {
            print::answer_with(&answer, &beside, session.json);
            Ok(())
        }
        Some(Request::Kinds | Request::Lines(_)) | None => Err(Trouble::Internal.into()),
    }
}

/// A command's surroundings when it was typed: standard input holds what belongs to it.
struct Terminal<'a> {
    session: &'a Session,
}

impl Surroundings for Terminal<'_> {
    fn input(&mut self) -> Result<FieldMap, Failure> {
        if print::person_types() {
            print::message(&say!("cli-ask-fields"));
        }
        input::object(&input::standard_input()?)
    }

    fn input_or_empty(&mut self) -> Result<FieldMap, Failure> {
        if print::person_types() {
            return Ok(FieldMap::new());
        }
        let text = input::standard_input()?;
        if text.trim().is_empty() { Ok(FieldMap::new()) } else { input::object(&text) }
    }

    fn no_input(&mut self) -> Result<(), Failure> {
        if waiting::record_waits() { Err(Trouble::FieldsTwoWays.into()) } else { Ok(()) }
    }

    fn text(&mut self) -> Result<String, Failure> {
        input::standard_file()
    }

    fn words(&mut self) -> Result<SecretString, Failure> {
        if print::person_types() {
            print::message(&say!("cli-ask-kit"));
        }
        Ok(SecretString::from(input::standard_input()?))
    }

    fn ask(&mut self, command: Command) -> Result<Answer, Trouble> {
        self.session.handle.ask(command)
    }
}
