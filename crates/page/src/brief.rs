//! A page for a visit: drawn from some parts of the plan and some days, read over, and kept as it was then.

use jiff::civil::Date;
use kith_core::kinds::{self, Span, brief};
use kith_core::{ToldPlan, ToldRecord};
use kith_words::{kind_name, say, section_name};

use crate::content::{Content, Form, Paper, Part};
use crate::plan_page::records_of;
use crate::values::{day_of, items, labelled, said_day, shown, text};

/// So many lines of one section stand on such a page; nobody reads more in a visit.
const LINES: usize = 60;

/// What some sections say of some days, as a text to be read over and changed before it is kept. What has no day of
/// its own, such as a goal, stands in it as it is now.
pub fn brief_text(
    plan: &ToldPlan,
    areas: &[String],
    first: Option<Date>,
    last: Option<Date>,
) -> String {
    let is_in = |record: &&ToldRecord| {
        let is_standing = kinds::kind(&record.kind).is_none_or(|kind| kind.span == Span::Standing);
        is_standing
            || day_of(record).is_some_and(|day| {
                first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
            })
    };
    let mut said = Vec::new();
    for area in areas {
        let records: Vec<_> = records_of(plan, area).into_iter().filter(is_in).collect();
        if records.is_empty() {
            continue;
        }
        let mut lines = vec![section_name(area)];
        lines.extend(records.iter().take(LINES).map(|record| line(record)));
        if let Some(more) = records.len().checked_sub(LINES).filter(|more| *more > 0) {
            lines.push(say!("paper-more", count = more));
        }
        said.push(lines.join("\n"));
    }
    said.join("\n\n")
}

/// One record in a line.
fn line(record: &ToldRecord) -> String {
    let known = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    // When it was stands before it.
    let when = known.iter().find(|field| field.happening).map_or("", |field| field.name);
    let fields = labelled(record, when).into_iter();
    let fields = fields
        .map(|(label, text)| say!("paper-field", label = label, text = text.replace('\n', ", ")));
    let fields = fields.collect::<Vec<_>>().join("; ");
    let is_standing = kinds::kind(&record.kind).is_none_or(|kind| kind.span == Span::Standing);
    match day_of(record) {
        Some(day) if !is_standing => say!("paper-line", day = said_day(day), text = fields),
        _ => say!("paper-line", day = kind_name(&record.kind), text = fields),
    }
}

/// A kept page for a visit, exactly as it was kept. `country` chooses the paper.
pub fn brief_page(record: &ToldRecord, country: Option<&str>) -> Content {
    let mut parts = vec![Part::Title(kind_name(brief::NAME_OF_KIND))];
    let mut head = Vec::new();
    let with = shown(record, brief::WITH.name());
    if !with.is_empty() {
        head.push(say!("paper-for", name = with));
    }
    let (first, last) =
        (shown(record, brief::FIRST_DAY.name()), shown(record, brief::LAST_DAY.name()));
    match (first.is_empty(), last.is_empty()) {
        (false, false) => head.push(say!("paper-days", first = first, last = last)),
        (false, true) => head.push(say!("paper-days-from", first = first)),
        (true, false) => head.push(say!("paper-days-until", last = last)),
        (true, true) => {}
    }
    parts.extend(head.into_iter().map(Part::Small));
    parts.push(Part::Apart);
    let areas = items(record, brief::AREAS.name()).iter();
    let areas: Vec<&str> = areas.filter_map(|area| area.get("text")?.as_str()).collect();
    let lines = text(record, brief::TEXT.name()).split('\n').map(|line| match line.trim() {
        "" => Part::Apart,
        area if areas.contains(&area) => Part::Lead(area.to_owned()),
        _ => Part::Text(line.to_owned()),
    });
    parts.extend(lines);
    Content { title: say!("paper-file"), paper: Paper::of(country), form: Form::Page, parts }
}
