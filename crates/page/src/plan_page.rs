//! The plan on paper: what to do, what for, and whom to call. Other parts of it are printed when they are asked for.

use kith_core::kinds::{highrisk, person, reason, rung, sign};
use kith_core::{ToldPlan, ToldRecord};
use kith_words::{choice_label, kind_name, kind_plural, say};
use serde_json::Value;

use crate::content::{Content, Form, Paper, Part};
use crate::values::{day_of, items, labelled, said_day, section_named, shown, text, whole};

/// The sections of a page for which nobody asked for others.
pub const PLAN_SECTIONS: [&str; 3] = ["steady", "why", "people"];
/// The mark of a point that has no number.
pub const POINT: &str = "•";

/// Kinds that the program keeps for itself.
const KEPT: [&str; 2] = ["link", "setting"];

/// A page of some sections, or of [`PLAN_SECTIONS`] if none is named. Of those three, a page for which no section was
/// named holds what one needs in a bad hour; one for which they were named holds all that is in them.
///
/// `country` chooses the paper and the numbers for an emergency, as two letters of ISO 3166-1.
pub fn plan_page(plan: &ToldPlan, sections: &[String], country: Option<&str>) -> Content {
    let is_whole = !sections.is_empty();
    let usual: Vec<String> = PLAN_SECTIONS.map(str::to_owned).to_vec();
    let mut wanted = if is_whole { sections.to_vec() } else { usual };
    // The three stand first, in their order, and each section once.
    let place = |name: &String| PLAN_SECTIONS.iter().position(|first| first == name);
    wanted.sort_by_key(|name| place(name).unwrap_or(PLAN_SECTIONS.len()));
    let mut seen = std::collections::BTreeSet::new();
    wanted.retain(|name| seen.insert(name.clone()));
    let mut parts = vec![Part::Title(say!("paper-plan"))];
    for section in &wanted {
        let records = records_of(plan, section);
        if !records.is_empty() {
            push_section(&section_named(plan, section), section, &records, is_whole, &mut parts);
        }
    }
    if parts.len() == 1 {
        parts.push(Part::Text(say!("paper-empty")));
    }
    if !is_whole {
        push_lines(country, &mut parts);
    }
    Content { title: say!("paper-file"), paper: Paper::of(country), form: Form::Page, parts }
}

/// The records of a section that were not deleted, in order of id.
pub fn records_of<'a>(plan: &'a ToldPlan, section: &str) -> Vec<&'a ToldRecord> {
    let records = plan.records.iter().filter(|record| record.section == section);
    let records = records.filter(|record| record.deleted.is_none());
    records.filter(|record| !KEPT.contains(&record.kind.as_str())).collect()
}

/// The records of a kind among these.
pub fn of_kind<'a>(records: &[&'a ToldRecord], kind: &str) -> Vec<&'a ToldRecord> {
    records.iter().copied().filter(|record| record.kind == kind).collect()
}

/// The lines of the steady plan by their steps, from the early signs to the last.
pub fn rungs<'a>(records: &[&'a ToldRecord]) -> Vec<&'a ToldRecord> {
    let mut rungs = of_kind(records, rung::NAME_OF_KIND);
    rungs.sort_by_key(|record| (whole(record, rung::STEP.name()).unwrap_or(i64::MAX), record.id));
    rungs
}

/// What a step of the steady plan is called; a line for which nobody chose a step is good at any time.
fn step_title(rung: &ToldRecord) -> String {
    let step = whole(rung, rung::STEP.name());
    let name = |step: i64| choice_label(rung::NAME_OF_KIND, rung::STEP.name(), &step.to_string());
    step.map_or_else(|| say!("paper-any-step"), name)
}

/// The people whom one is in touch with, the closest first.
pub fn people<'a>(records: &[&'a ToldRecord]) -> Vec<&'a ToldRecord> {
    let mut people = of_kind(records, person::NAME_OF_KIND);
    people.retain(|record| text(record, person::STATUS.name()) != "ended");
    people
        .sort_by_key(|record| (whole(record, person::RING.name()).unwrap_or(i64::MAX), record.id));
    people
}

/// The numbers to dial of a person.
pub fn phones(record: &ToldRecord) -> impl Iterator<Item = &str> {
    contacts(record).filter(|(sort, _)| is_phone(sort)).map(|(_, value)| value)
}

fn is_phone(sort: &str) -> bool {
    matches!(sort, "phone" | "mobile")
}

fn contacts(record: &ToldRecord) -> impl Iterator<Item = (&str, &str)> {
    items(record, person::CONTACTS.name()).iter().filter_map(|contact| {
        let part = |name: &str| contact.get(name).and_then(Value::as_str);
        Some((part("sort").unwrap_or("phone"), part("value")?))
    })
}

fn push_section(
    title: &str,
    section: &str,
    records: &[&ToldRecord],
    is_whole: bool,
    parts: &mut Vec<Part>,
) {
    let mut body = Vec::new();
    match section {
        "steady" => push_steady(records, &mut body),
        "why" => push_reasons(records, &mut body),
        "people" => push_people(records, &mut body),
        _ => {}
    }
    let own = [
        rung::NAME_OF_KIND,
        sign::NAME_OF_KIND,
        highrisk::NAME_OF_KIND,
        reason::NAME_OF_KIND,
        person::NAME_OF_KIND,
    ];
    if is_whole {
        let others = records.iter().filter(|record| !own.contains(&record.kind.as_str()));
        others.for_each(|record| push_record(record, &mut body));
        let ended = of_kind(records, person::NAME_OF_KIND);
        let ended = ended.into_iter().filter(|one| text(one, person::STATUS.name()) == "ended");
        ended.for_each(|record| push_record(record, &mut body));
    }
    if !body.is_empty() {
        parts.push(Part::Heading(title.to_owned()));
        parts.append(&mut body);
    }
}

fn push_steady(records: &[&ToldRecord], parts: &mut Vec<Part>) {
    for step in rungs(records).chunk_by(|one, next| step_title(one) == step_title(next)) {
        parts.extend(step.first().map(|record| Part::Lead(step_title(record))));
        let lines = step.iter().map(|record| shown(record, rung::TEXT.name()));
        parts.extend(lines.map(|line| Part::Item(POINT.to_owned(), line)));
    }
    let signs = of_kind(records, sign::NAME_OF_KIND);
    if !signs.is_empty() {
        parts.push(Part::Lead(kind_plural(sign::NAME_OF_KIND)));
    }
    for record in signs {
        let said = [shown(record, sign::TEXT.name()), shown(record, sign::FIRST_MOVE.name())];
        parts.push(Part::Item(POINT.to_owned(), join(said)));
    }
    let hard = of_kind(records, highrisk::NAME_OF_KIND);
    if !hard.is_empty() {
        parts.push(Part::Lead(kind_plural(highrisk::NAME_OF_KIND)));
    }
    for record in hard {
        let fields = [highrisk::WHEN.name(), highrisk::WHY.name(), highrisk::PLAN.name()];
        let said = fields.map(|field| shown(record, field));
        parts.push(Part::Item(POINT.to_owned(), join(said)));
    }
}

fn push_reasons(records: &[&ToldRecord], parts: &mut Vec<Part>) {
    let mut reasons = of_kind(records, reason::NAME_OF_KIND);
    reasons.sort_by_key(|one| (whole(one, reason::RANK.name()).unwrap_or(i64::MAX), one.id));
    parts.extend(reasons.into_iter().map(|one| Part::Quote(shown(one, reason::TEXT.name()))));
}

fn push_people(records: &[&ToldRecord], parts: &mut Vec<Part>) {
    for record in people(records) {
        parts.push(Part::Lead(shown(record, person::NAME.name())));
        parts.extend(phones(record).map(|number| Part::Number(number.to_owned())));
        let others = contacts(record).filter(|(sort, _)| !is_phone(sort));
        parts.extend(others.map(|(_, value)| Part::Text(value.to_owned())));
        let mut beside: Vec<String> = Vec::new();
        if !text(record, person::RELATION.name()).is_empty() {
            beside.push(shown(record, person::RELATION.name()));
        }
        let roles = items(record, person::ROLES.name()).iter().filter_map(Value::as_str);
        beside.extend(roles.map(|role| choice_label("person", person::ROLES.name(), role)));
        if !text(record, person::GOOD_TIMES.name()).is_empty() {
            beside.push(shown(record, person::GOOD_TIMES.name()));
        }
        if !beside.is_empty() {
            parts.push(Part::Small(beside.join(" · ")));
        }
    }
}

/// Any record: what it is and from when, then what it holds.
fn push_record(record: &ToldRecord, parts: &mut Vec<Part>) {
    let name = kind_name(&record.kind);
    parts.push(Part::Lead(match day_of(record) {
        Some(day) => say!("paper-record", what = name, day = said_day(day)),
        None => name,
    }));
    for (label, text) in labelled(record, "") {
        parts.push(Part::Text(say!("paper-field", label = label, text = text)));
    }
}

/// The numbers of a country for an emergency and for a crisis, with the day on which they were written down.
fn push_lines(country: Option<&str>, parts: &mut Vec<Part>) {
    let Some(country) = country.and_then(kith_words::country_of) else {
        return;
    };
    parts.push(Part::Heading(say!("paper-lines")));
    parts.push(Part::Lead(say!("helpline-emergency", number = country.emergency)));
    let mut days: Vec<&str> = Vec::new();
    let crisis = kith_words::helplines(country.code);
    for line in crisis.filter(|line| line.topic == kith_words::Topic::Crisis) {
        let how = kith_words::how_to_reach(line);
        parts.push(Part::Text(say!("paper-field", label = line.name, text = how)));
        days.push(line.found_on);
    }
    if let Some(day) = days.iter().min() {
        parts.push(Part::Small(say!("paper-lines-found", day = *day)));
    }
}

fn join<const N: usize>(said: [String; N]) -> String {
    said.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join("\n")
}
