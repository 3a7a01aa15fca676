//! A page for a talk that both take along: what to talk about, and what each of the two promised.

use kith_core::kinds::{agenda, person, promise};
use kith_core::{ToldPlan, ToldRecord};
use kith_words::say;
use serde_json::Value;

use crate::content::{Content, Form, Paper, Part};
use crate::plan_page::POINT;
use crate::values::{items, shown, text};

/// Room to write on.
const BLANK: &str = "______________________________";

/// The page of a list of what to talk about, with the promises of the same two people that are open, as far as it is
/// known whose they are. Nothing else of the plan is on it: both of them read it. `country` chooses the paper.
pub fn talk_page(plan: &ToldPlan, list: &ToldRecord, country: Option<&str>) -> Content {
    let with = shown(list, agenda::WITH.name());
    let them = if with.is_empty() { say!("paper-talk-them") } else { with.clone() };
    let mut parts = vec![Part::Title(say!("paper-talk"))];
    if !with.is_empty() {
        parts.push(Part::Small(say!("paper-talk-with", name = &with)));
    }
    let day = shown(list, agenda::ON.name());
    if !day.is_empty() {
        parts.push(Part::Small(day));
    }
    let topics = items(list, agenda::ITEMS.name()).iter();
    let topics = topics.filter(|topic| topic.get("done") != Some(&Value::Bool(true)));
    let topics = topics.filter_map(|topic| topic.get("text")?.as_str());
    push_points(&say!("paper-talk-about"), topics, &mut parts);
    // A name is all that says whose a promise is here, so it has to say it beyond doubt: both of them read this page, and
    // what was promised to somebody else must not stand on it. Of the halves and of what came as a file no name is told.
    let named_so = |record: &&ToldRecord| {
        record.kind == person::NAME_OF_KIND && text(record, person::NAME.name()).trim() == with
    };
    let is_sure = !with.is_empty() && plan.records.iter().filter(named_so).count() == 1;
    let is_of_them = |record: &&ToldRecord| {
        is_sure
            && record.kind == promise::NAME_OF_KIND
            && record.deleted.is_none()
            && record.section == list.section
            && shown(record, promise::WITH.name()) == with
            && !matches!(text(record, promise::STATE.name()), "kept" | "let_go")
    };
    let promises: Vec<&ToldRecord> = plan.records.iter().filter(is_of_them).collect();
    for (by, title) in
        [("me", say!("paper-talk-mine")), ("them", say!("paper-talk-theirs", name = &them))]
    {
        let of_one = promises.iter().filter(|one| text(one, promise::BY.name()) == by);
        push_points(&title, of_one.map(|one| text(one, promise::TEXT.name())), &mut parts);
    }
    parts.push(Part::Heading(say!("paper-talk-end")));
    for line in [
        say!("paper-talk-i-promise"),
        say!("paper-talk-they-promise", name = &them),
        say!("paper-talk-again"),
    ] {
        parts.push(Part::Text(format!("{line} {BLANK}")));
    }
    Content { title: say!("paper-file"), paper: Paper::of(country), form: Form::Page, parts }
}

/// A heading with a point for each text; nothing where there is none.
fn push_points<'t>(title: &str, texts: impl Iterator<Item = &'t str>, parts: &mut Vec<Part>) {
    let texts = texts.map(str::trim).filter(|text| !text.is_empty());
    let points: Vec<Part> =
        texts.map(|text| Part::Item(POINT.to_owned(), text.to_owned())).collect();
    if !points.is_empty() {
        parts.push(Part::Heading(title.to_owned()));
        parts.extend(points);
    }
}
