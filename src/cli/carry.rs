//! `kith export` and `kith import`: what is asked of core, and what becomes of its answer. The window's page of files
//! does the same over [`write_copy`] and [`read_in`].

mod markdown;
mod pdf;
mod repeats;

use std::path::Path;

use kith_core::interchange::{CalendarWords, calendar};
use kith_core::{Answer, Command, ExportOf, Import, ReadAnyway, ToldPlan, Trouble, WrittenReport};
use kith_page::{OWN_WORDS, Wanted};
use kith_words::say;

use super::failure::Failure;
use super::request::Surroundings;
use super::{files, print};
use crate::args::{ExportForm, ImportForm};

/// Asks for the plan and writes it. If something of it is damaged, what could be read is written all the
/// same, and told as such.
pub fn export(
    form: ExportForm,
    sections: Vec<String>,
    page: Option<&str>,
    to: &Path,
    around: &mut dyn Surroundings,
) -> Result<Answer, Failure> {
    let printed = match (form, page) {
        (ExportForm::Pdf, page) => Some(pdf::wanted(page, sections.clone())?),
        (_, Some(_)) => {
            return Err(Failure::Usage(say!("cli-usage-not-taken", name = "--page")));
        }
        (_, None) => None,
    };
    let sections = printed.as_ref().map_or(sections, Wanted::sections);
    let (answer, damaged) = told(form, &sections, to, |command| around.ask(command))?;
    let written = match (&printed, answer) {
        (Some(wanted), Answer::Plan(plan)) => {
            files::write(to, &pdf::file(wanted, &plan, around)?)?;
            Answer::Written(WrittenReport { to: shown(to), files: 1, records: None })
        }
        (_, answer) => written(form, &sections, answer, to)?,
    };
    print::message(&say!("cli-written-open", to = shown(to)));
    if printed.is_some() {
        print::message(&say!("paper-no-lock"));
    }
    Ok(unless_damaged(written, damaged)?)
}

/// Asks for the whole plan and writes it into a new file or folder, as `kith export` does.
pub fn write_copy(
    form: ExportForm,
    to: &Path,
    ask: impl FnOnce(Command) -> Result<Answer, Trouble>,
) -> Result<Answer, Trouble> {
    let (answer, damaged) = told(form, &[], to, ask)?;
    unless_damaged(written(form, &[], answer, to)?, damaged)
}

/// What core tells for a file in this form, with the owner's own words for one that is read, and which file was damaged if something is missing in it.
fn told(
    form: ExportForm,
    sections: &[String],
    to: &Path,
    ask: impl FnOnce(Command) -> Result<Answer, Trouble>,
) -> Result<(Answer, Option<String>), Trouble> {
    // Told before anybody waits for a large plan.
    if to.symlink_metadata().is_ok() {
        return Err(Trouble::FileExists);
    }
    let of = match form {
        ExportForm::Automerge => ExportOf::Volumes,
        ExportForm::Json | ExportForm::Markdown | ExportForm::Pdf | ExportForm::Ics => {
            ExportOf::Records
        }
    };
    let mut sections = sections.to_vec();
    if form == ExportForm::Markdown && !sections.is_empty() {
        sections.push(OWN_WORDS.to_owned());
        sections.sort();
        sections.dedup();
    }
    match ask(Command::Export { of, sections }) {
        Ok(answer) => Ok((answer, None)),
        Err(Trouble::DamagedPart { file, read }) => Ok((read.into_answer(), Some(file))),
        Err(trouble) => Err(trouble),
    }
}

/// Writes what core told, and says what was written.
fn written(
    form: ExportForm,
    sections: &[String],
    answer: Answer,
    to: &Path,
) -> Result<Answer, Trouble> {
    let (files, records) = match answer {
        Answer::Plan(plan) => write_plan(form, sections, &plan, to)?,
        Answer::Volumes(volumes) => {
            let files: Vec<(String, Vec<u8>)> =
                volumes.into_iter().map(|volume| (volume.name, volume.bytes)).collect();
            files::write_folder(to, &files)?;
            (count(files.len()), None)
        }
        _ => return Err(Trouble::Internal),
    };
    Ok(Answer::Written(WrittenReport { to: shown(to), files, records }))
}

/// A file that lacks something is there all the same, and is told as such.
fn unless_damaged(written: Answer, damaged: Option<String>) -> Result<Answer, Trouble> {
    match damaged {
        None => Ok(written),
        Some(file) => Err(Trouble::DamagedPart { file, read: ReadAnyway::new(written) }),
    }
}

fn shown(to: &Path) -> String {
    to.to_string_lossy().into_owned()
}

/// How many files and how many records were written.
fn write_plan(
    form: ExportForm,
    sections: &[String],
    plan: &ToldPlan,
    to: &Path,
) -> Result<(u64, Option<u64>), Trouble> {
    Ok(match form {
        ExportForm::Markdown => {
            let (files, records) = markdown::files(plan, sections);
            files::write_folder(to, &files)?;
            (count(files.len()), Some(count(records)))
        }
        ExportForm::Ics => {
            let words = CalendarWords {
                appointment: say!("export-appointment"),
                meeting: say!("export-meeting"),
                reminder: say!("export-reminder"),
            };
            let (file, events) = calendar(&plan.records, &words);
            files::write(to, file.as_bytes())?;
            (1, Some(events))
        }
        ExportForm::Json | ExportForm::Pdf | ExportForm::Automerge => {
            files::write(to, plan.to_file().as_bytes())?;
            (1, Some(count(plan.records.len())))
        }
    })
}

/// Reads a file, or what came with the command, and makes the request of it.
pub fn import(
    form: ImportForm,
    file: &Path,
    around: &mut dyn Surroundings,
) -> Result<Command, Failure> {
    let text = if is_standard_input(file) { around.text()? } else { files::read(file)? };
    Ok(read_in(form, &text)?)
}

/// Reads the text of a file, and makes the request of it.
pub fn read_in(form: ImportForm, text: &str) -> Result<Command, Trouble> {
    Ok(Command::Import(match form {
        ImportForm::Json => Import::from_json(text)?,
        ImportForm::MeetingGuide => Import::from_meeting_guide(text)?,
        ImportForm::Bmlt => Import::from_bmlt(text)?,
        ImportForm::Ics => {
            let zone = jiff::tz::TimeZone::system();
            Import::from_calendar_in_words(text, zone.iana_name(), &repeats::unheld_words)?
        }
    }))
}

/// Whether what is imported is read from standard input, or in `serve` from the line.
pub fn is_standard_input(file: &Path) -> bool {
    file.to_str() == Some("-")
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
