//! A plan as a file for a printer: which page was asked for, and what of the plan it needs.

use kith_core::{Answer, Command, RecordId, ToldPlan, ToldRecord, Trouble};
use kith_page::{Content, PLAN_SECTIONS, brief_page, card_page, lay_out, plan_page, write_pdf};
use kith_words::say;

use super::super::failure::Failure;
use super::super::request::Surroundings;
use super::super::{input, print};

/// The setting that holds the country whose numbers and paper are used.
const COUNTRY: &str = "window.country";
/// Where pages for a visit are kept.
const VISITS: [&str; 2] = ["half", "asides"];

/// What is to be printed.
pub enum Wanted {
    /// The page of the plan, with the sections that were named.
    Plan(Vec<String>),
    /// The card for a wallet.
    Card,
    /// A page for a visit.
    Visit(RecordId),
}

impl Wanted {
    /// Reads `--page` and `--section`. A card and a page for a visit hold what they hold.
    pub fn read(page: Option<&str>, sections: Vec<String>) -> Result<Wanted, Failure> {
        let wanted = match page {
            None | Some("plan") => return Ok(Wanted::Plan(sections)),
            Some("card") => Wanted::Card,
            Some(id) => Wanted::Visit(input::record_id(id)?),
        };
        match sections.is_empty() {
            true => Ok(wanted),
            false => Err(Failure::Usage(say!("cli-usage-not-taken", name = "--section"))),
        }
    }

    /// What of the plan it needs. Nothing else is asked for.
    pub fn sections(&self) -> Vec<String> {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        match self {
            Wanted::Plan(sections) if sections.is_empty() => own(&PLAN_SECTIONS),
            Wanted::Plan(sections) => sections.clone(),
            Wanted::Card => own(&["people", "steady"]),
            Wanted::Visit(_) => own(&VISITS),
        }
    }

    fn content(&self, plan: &ToldPlan, country: Option<&str>) -> Result<Content, Trouble> {
        Ok(match self {
            Wanted::Plan(sections) => plan_page(plan, sections, country),
            Wanted::Card => card_page(plan, country),
            Wanted::Visit(id) => {
                let is_it = |record: &&ToldRecord| record.id == *id && record.kind == "brief";
                let record = plan.records.iter().filter(is_it).find(|one| one.deleted.is_none());
                brief_page(record.ok_or(Trouble::NoSuchRecord)?, country)
            }
        })
    }

    /// The file, after a word on what it could not show.
    pub fn file(&self, plan: &ToldPlan, around: &mut dyn Surroundings) -> Result<Vec<u8>, Trouble> {
        let country = country(around)?;
        let layout = lay_out(&self.content(plan, country.as_deref())?);
        if layout.unknown_letters > 0 {
            print::message(&say!("paper-unknown-letters", count = layout.unknown_letters));
        }
        if layout.left_out > 0 {
            print::message(&say!("paper-left-out", count = layout.left_out));
        }
        write_pdf(&layout).map_err(|_| Trouble::Internal)
    }
}

fn country(around: &mut dyn Surroundings) -> Result<Option<String>, Trouble> {
    let answer = around.ask(Command::ConfigGet { key: COUNTRY.to_owned() })?;
    Ok(match answer {
        Answer::Setting(setting) if !setting.value.is_empty() => Some(setting.value),
        _ => None,
    })
}
