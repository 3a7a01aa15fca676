//! From what was typed to what core is asked.

use kith_core::{Answer, BetweenAct, Command, ListFilter, LookBack, RecordReport, Trouble, kinds};
use secrecy::SecretString;
use serde_json::Value;

use super::beside::{self, Beside};
use super::carry;
use super::failure::Failure;
use super::input::{self, EmptyValue, FieldMap};
use crate::args::{BetweenCommand, CliCommand, ConfigCommand, Fields, KitCommand};

/// A request that is ready to be handed to core.
#[derive(Debug)]
pub enum Request {
    /// Core is asked.
    Ask {
        /// What it is asked.
        command: Command,
        /// Whether it needs the powers of the owner, and so the passphrase.
        owner_power: bool,
    },
    /// The table of kinds, which is the same in every vault.
    Kinds,
    /// The lines of this country or of all, which are the same for everybody.
    Lines(Option<String>),
    /// Core was asked already, and this is what came of it.
    Told(Answer),
    /// The same, with what is told besides.
    Said(Answer, Beside),
}

/// What a request may need besides its arguments.
pub trait Surroundings {
    /// The JSON object that goes with the command.
    fn input(&mut self) -> Result<FieldMap, Failure>;
    /// The JSON object that goes with the command, or an empty one if there is none.
    fn input_or_empty(&mut self) -> Result<FieldMap, Failure>;
    /// Refuses an object that goes with a command whose fields were named one by one: one of the two would be lost.
    fn no_input(&mut self) -> Result<(), Failure>;
    /// The text that goes with the command, for an import from standard input.
    fn text(&mut self) -> Result<String, Failure>;
    /// Words of a kit.
    fn words(&mut self) -> Result<SecretString, Failure>;
    /// Asks core, to learn the kind of a record.
    fn ask(&mut self, command: Command) -> Result<Answer, Trouble>;
}

/// Makes the request for a command that is answered once; nothing for those that run on.
pub fn request(
    command: CliCommand,
    around: &mut dyn Surroundings,
) -> Result<Option<Request>, Failure> {
    let command = match command {
        CliCommand::Kinds => return Ok(Some(Request::Kinds)),
        CliCommand::Lines { country } => return Ok(Some(Request::Lines(country))),
        CliCommand::Status => Command::Status,
        CliCommand::Kit(KitCommand::Test) => Command::KitTest { words: around.words()? },
        CliCommand::Add { kind, fields } => {
            let fields = new_fields(&kind, &fields, around)?;
            let is_reach = kind == kinds::reach::NAME_OF_KIND;
            let add = Command::Add { kind, section: None, fields };
            if is_reach {
                return said(add, beside::after_reach, around);
            }
            add
        }
        CliCommand::Checkin { fields } => short_cut("checkin", &fields, around)?,
        CliCommand::Craving { fields } => {
            let add = short_cut("craving", &fields, around)?;
            return said(add, beside::after_craving, around);
        }
        CliCommand::Setback { fields } => {
            let add = short_cut("setback", &fields, around)?;
            return said(add, beside::after_setback, around);
        }
        CliCommand::Struggling => return struggling(around),
        CliCommand::Timeline { days } => look(LookBack::Timeline { days }),
        CliCommand::Touch => look(LookBack::Touch),
        CliCommand::Progress => look(LookBack::Progress),
        CliCommand::Next { days } => look(LookBack::Next { days }),
        CliCommand::Screens => look(LookBack::Screens),
        CliCommand::Gaps => Command::Gaps,
        CliCommand::Patterns { days } => {
            Command::Patterns { days, home: jiff::tz::TimeZone::system() }
        }
        CliCommand::Search { words } => Command::Search { words: words.join(" ") },
        CliCommand::History { id } => Command::History { id: input::record_id(&id)? },
        CliCommand::BringBack { id, at } => {
            Command::BringBack { id: input::record_id(&id)?, at: input::at(&at)? }
        }
        CliCommand::Export { form, section, page, to } => {
            let written = carry::export(form, section, page.as_deref(), &to, around)?;
            return Ok(Some(Request::Told(written)));
        }
        CliCommand::Import { form, file } => carry::import(form, &file, around)?,
        CliCommand::List { kind, plan, since, until, deleted } => Command::List(ListFilter {
            kind,
            plan: plan
                .map(|plan| plan.parse().map_err(|_| Failure::Trouble(Trouble::NoSuchPlan)))
                .transpose()?,
            since: since.as_deref().map(input::since).transpose()?,
            until: until.as_deref().map(input::until).transpose()?,
            deleted,
        }),
        CliCommand::Show { id } => Command::Show { id: input::record_id(&id)? },
        CliCommand::Edit { id, fields } => {
            let id = input::record_id(&id)?;
            Command::Edit { id, fields: edited_fields(id, &fields, around)? }
        }
        CliCommand::Settle { id, field, value } => {
            let id = input::record_id(&id)?;
            let kind = record(id, around)?.kind;
            let value = input::typed(kinds::kind(&kind), &field, &value)?;
            Command::Settle { id, field, value }
        }
        CliCommand::Remove { id } => Command::Remove { id: input::record_id(&id)? },
        CliCommand::Undelete { id } => Command::Undelete { id: input::record_id(&id)? },
        CliCommand::Guests => Command::Guests,
        CliCommand::Devices => Command::Devices,
        CliCommand::Share { section, person, with_past, until } => Command::Share {
            section,
            person: input::person_id(&person)?,
            with_past,
            until: until.as_deref().map(input::until).transpose()?,
        },
        CliCommand::Unshare { section, person } => {
            Command::Unshare { section, person: input::person_id(&person)? }
        }
        CliCommand::WhoSees => Command::WhoSees,
        CliCommand::ViewAs { person } => Command::ViewAs { person: input::person_id(&person)? },
        CliCommand::Plans => Command::Plans,
        CliCommand::Between { person, act } => {
            let person = input::person_id(&person)?;
            let act = between(act, around)?;
            let is_new = matches!(act, BetweenAct::Add { .. });
            let command = Command::Between { person, act };
            if is_new {
                let beside = |record: &RecordReport, around: &mut dyn Surroundings| {
                    beside::after_between(record, person, around)
                };
                return said(command, beside, around);
            }
            command
        }
        CliCommand::Address { of, address } => Command::Address { of, address },
        CliCommand::Config(ConfigCommand::Get { key }) => Command::ConfigGet { key },
        CliCommand::Config(ConfigCommand::Set { key, value }) => Command::ConfigSet { key, value },
        CliCommand::Config(ConfigCommand::Afresh) => {
            let answer = around.ask(Command::ConfigAfresh)?;
            return Ok(Some(Request::Said(answer, beside::after_afresh())));
        }
        CliCommand::Init { .. }
        | CliCommand::Invite { .. }
        | CliCommand::Link
        | CliCommand::Join { .. }
        | CliCommand::Sync { .. }
        | CliCommand::Serve { .. }
        | CliCommand::Batch { .. }
        | CliCommand::Tour { .. } => return Ok(None),
    };
    let owner_power = matches!(command, Command::Share { .. } | Command::Unshare { .. });
    Ok(Some(Request::Ask { command, owner_power }))
}

/// Has a record written, and then gathers what is told besides it.
fn said(
    add: Command,
    beside: impl FnOnce(&RecordReport, &mut dyn Surroundings) -> Beside,
    around: &mut dyn Surroundings,
) -> Result<Option<Request>, Failure> {
    let answer = around.ask(add)?;
    let beside = match &answer {
        Answer::Record(record) => beside(record, around),
        _ => Beside::default(),
    };
    Ok(Some(Request::Said(answer, beside)))
}

/// What is at hand, with the number for danger.
fn struggling(around: &mut dyn Surroundings) -> Result<Option<Request>, Failure> {
    let home = jiff::tz::TimeZone::system();
    let answer = match around.ask(Command::Struggling { home }) {
        Ok(answer) => answer,
        Err(trouble) => {
            // Whatever cannot be read: this much is not to be missed.
            beside::say_danger(around);
            return Err(trouble.into());
        }
    };
    let beside = match &answer {
        Answer::Struggling(report) => beside::when_struggling(report, around),
        _ => Beside::default(),
    };
    Ok(Some(Request::Said(answer, beside)))
}

fn look(back: LookBack) -> Command {
    Command::Look { back, home: jiff::tz::TimeZone::system() }
}

/// A record of a kind of which every field may be left out.
fn short_cut(
    kind: &str,
    fields: &Fields,
    around: &mut dyn Surroundings,
) -> Result<Command, Failure> {
    let fields = if fields.field.is_empty() {
        around.input_or_empty()?
    } else {
        around.no_input()?;
        input::named_fields(kind, &fields.field, EmptyValue::IsText)?
    };
    Ok(Command::Add { kind: kind.to_owned(), section: None, fields })
}

fn between(act: BetweenCommand, around: &mut dyn Surroundings) -> Result<BetweenAct, Failure> {
    Ok(match act {
        BetweenCommand::List { kind } => BetweenAct::List { kind },
        BetweenCommand::Add { kind, fields } => {
            let fields = new_fields(&kind, &fields, around)?;
            BetweenAct::Add { kind, fields }
        }
        BetweenCommand::Edit { id, fields } => {
            let id = input::record_id(&id)?;
            BetweenAct::Edit { id, fields: edited_fields(id, &fields, around)? }
        }
        BetweenCommand::Remove { id } => BetweenAct::Remove { id: input::record_id(&id)? },
    })
}

fn new_fields(
    kind: &str,
    fields: &Fields,
    around: &mut dyn Surroundings,
) -> Result<FieldMap, Failure> {
    // A kind that nobody knows is told before anybody is asked to type a record of it.
    if kinds::kind(kind).is_none() {
        return Err(Trouble::UnknownKind.into());
    }
    if fields.field.is_empty() {
        around.input()
    } else {
        around.no_input()?;
        input::named_fields(kind, &fields.field, EmptyValue::IsText)
    }
}

fn edited_fields(
    id: kith_core::RecordId,
    fields: &Fields,
    around: &mut dyn Surroundings,
) -> Result<FieldMap, Failure> {
    if fields.field.is_empty() {
        return around.input();
    }
    around.no_input()?;
    let kind = record(id, around)?.kind;
    input::named_fields(&kind, &fields.field, EmptyValue::Clears)
}

fn record(
    id: kith_core::RecordId,
    around: &mut dyn Surroundings,
) -> Result<Box<RecordReport>, Failure> {
    match around.ask(Command::Show { id })? {
        Answer::Record(record) => Ok(record),
        _ => Err(Trouble::Internal.into()),
    }
}

/// What the table of kinds prints.
pub fn kinds_value() -> Value {
    kinds::kinds_json()
}
