//! A plan as a file for a printer: which page was asked for, and the file of it.

use kith_core::{Answer, Command, ToldPlan, Trouble};
use kith_page::{Wanted, lay_out, write_pdf};
use kith_words::say;

use super::super::failure::Failure;
use super::super::request::Surroundings;
use super::super::{input, print};

/// The setting that holds the country whose numbers and paper are used.
const COUNTRY: &str = "window.country";

/// Reads `--page` and `--section`. A card, and a page for a visit or a talk, hold what they hold.
pub fn wanted(page: Option<&str>, sections: Vec<String>) -> Result<Wanted, Failure> {
    let wanted = match page {
        None | Some("plan") => return Ok(Wanted::Plan(sections)),
        Some("card") => Wanted::Card,
        Some(id) => Wanted::Kept(input::record_id(id)?),
    };
    match sections.is_empty() {
        true => Ok(wanted),
        false => Err(Failure::Usage(say!("cli-usage-not-taken", name = "--section"))),
    }
}

/// The file, after a word on what it could not show.
pub fn file(
    wanted: &Wanted,
    plan: &ToldPlan,
    around: &mut dyn Surroundings,
) -> Result<Vec<u8>, Trouble> {
    let country = country(around)?;
    let content = wanted.content(plan, country.as_deref()).ok_or(Trouble::NoSuchRecord)?;
    let layout = lay_out(&content);
    if layout.unknown_letters > 0 {
        print::message(&say!("paper-unknown-letters", count = layout.unknown_letters));
    }
    if layout.left_out > 0 {
        print::message(&say!("paper-left-out", count = layout.left_out));
    }
    write_pdf(&layout).map_err(|_| Trouble::Internal)
}

fn country(around: &mut dyn Surroundings) -> Result<Option<String>, Trouble> {
    match around.ask(Command::ConfigGet { key: COUNTRY.to_owned() }) {
        Ok(Answer::Setting(setting)) if !setting.value.is_empty() => Ok(Some(setting.value)),
        // A page needs no settings: whoever prints in need is not to be held up by damaged ones.
        Ok(_) | Err(Trouble::Damaged { .. }) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}
