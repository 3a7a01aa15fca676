//! Which page is wanted, and what of the plan it needs.

use kith_core::kinds::{agenda, brief};
use kith_core::{RecordId, ToldPlan};

use crate::content::Content;
use crate::values::{OWN_WORDS, named};
use crate::{PLAN_SECTIONS, brief_page, card_page, plan_page, talk_page};

/// Where pages for a visit are kept, and lists for a talk, and those whom a list is with.
const KEPT: [&str; 3] = ["half", "asides", "people"];

/// A page that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The page of the plan, of these sections, or of [`PLAN_SECTIONS`] if there are none.
    Plan(Vec<String>),
    /// The card for a wallet.
    Card,
    /// This page for a visit, or the page for a talk of this list.
    Kept(RecordId),
}

impl Wanted {
    /// The sections that it needs, with that of the owner's own words. Nothing else is to be asked of core.
    pub fn sections(&self) -> Vec<String> {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut sections: Vec<String> = match self {
            Wanted::Plan(sections) if sections.is_empty() => own(&PLAN_SECTIONS),
            Wanted::Plan(sections) => sections.clone(),
            Wanted::Card => own(&["people", "steady"]),
            Wanted::Kept(_) => own(&KEPT),
        };
        if !sections.iter().any(|section| section == OWN_WORDS) {
            sections.push(OWN_WORDS.to_owned());
        }
        sections
    }

    /// What stands on it; nothing if the plan has no such page for a visit and no such list.
    pub fn content(&self, plan: &ToldPlan, country: Option<&str>) -> Option<Content> {
        let plan = &named(plan);
        Some(match self {
            Wanted::Plan(sections) => plan_page(plan, sections, country),
            Wanted::Card => card_page(plan, country),
            Wanted::Kept(id) => {
                let mut kept = plan.records.iter().filter(|one| one.deleted.is_none());
                let kept = kept.find(|one| one.id == *id)?;
                match kept.kind.as_str() {
                    brief::NAME_OF_KIND => brief_page(kept, country),
                    agenda::NAME_OF_KIND => talk_page(plan, kept, country),
                    _ => return None,
                }
            }
        })
    }
}
