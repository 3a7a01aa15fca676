//! A card for a wallet: whom to call, and the first steps. Whoever finds it learns no more than that.

use kith_core::kinds::{person, rung};
use kith_core::{ToldPlan, ToldRecord};
use kith_words::{how_to_reach, say};
use serde_json::Value;

use crate::content::{Content, Form, Paper, Part};
use crate::plan_page::{people, phones, records_of, rungs};
use crate::values::{items, shown, whole};

/// So many people have room on it.
const PEOPLE: usize = 3;
/// And so many steps.
const STEPS: usize = 4;

/// The card of a plan: up to three people with a number, those first who said they may be called in a crisis, and the
/// first steps of the steady plan. `country` chooses the paper and the number for an emergency.
pub fn card_page(plan: &ToldPlan, country: Option<&str>) -> Content {
    let mut parts =
        vec![Part::Title(say!("paper-card-how")), Part::Heading(say!("paper-card-call"))];
    let records = records_of(plan, "people");
    let mut reachable: Vec<_> = people(&records);
    reachable.retain(|record| phones(record).next().is_some());
    let is_for_a_crisis = |roles: &[Value]| roles.iter().any(|role| role == "crisis_call");
    reachable.sort_by_key(|record| !is_for_a_crisis(items(record, person::ROLES.name())));
    for record in reachable.into_iter().take(PEOPLE) {
        parts.push(Part::Lead(shown(record, person::NAME.name())));
        parts.extend(phones(record).next().map(|number| Part::Number(number.to_owned())));
    }
    let country_lines = country.and_then(kith_words::country_of);
    if let Some(country) = country_lines {
        let line = kith_words::helplines(country.code)
            .find(|line| line.topic == kith_words::Topic::Crisis);
        parts.push(Part::Text(say!("helpline-emergency", number = country.emergency)));
        parts.extend(line.map(|line| Part::Text(how_to_reach(line))));
    }
    let records = records_of(plan, "steady");
    parts.push(Part::Apart);
    parts.push(Part::Heading(say!("paper-card-steps")));
    let to_do = rungs(&records).into_iter().filter(|rung| !is_sign(rung));
    for (number, record) in to_do.take(STEPS).enumerate() {
        parts.push(Part::Item(format!("{}.", number + 1), shown(record, rung::TEXT.name())));
    }
    Content { title: say!("paper-file-card"), paper: Paper::of(country), form: Form::Card, parts }
}

/// The first step of the steady plan holds what one notices early, which is nothing to do.
fn is_sign(rung: &ToldRecord) -> bool {
    whole(rung, rung::STEP.name()) == Some(1)
}
