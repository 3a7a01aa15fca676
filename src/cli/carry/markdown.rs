//! A plan as pages to read: one file for each section, in the words of the screens.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kith_core::{ToldPlan, ToldRecord};
use kith_words::{field_label, kind_name, say, section_name};
use serde_json::Value;

use super::super::print::shown_value;

/// The files with their names. What was deleted, and what the program keeps for itself, is left out.
pub fn files(plan: &ToldPlan) -> Vec<(String, Vec<u8>)> {
    let is_ours = |record: &&ToldRecord| {
        kith_core::kinds::kind(&record.kind).is_some() || !KEPT.contains(&record.kind.as_str())
    };
    let mut sections: BTreeMap<&str, Vec<&ToldRecord>> = BTreeMap::new();
    for record in plan.records.iter().filter(is_ours).filter(|record| record.deleted.is_none()) {
        sections.entry(&record.section).or_default().push(record);
    }
    let file = |(section, records): (&str, Vec<&ToldRecord>)| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let name: String = section.chars().filter(|letter| plain(*letter)).collect();
        let mut page = format!("# {}\n", section_name(section));
        for record in records {
            push(&mut page, record);
        }
        (format!("{name}.md"), page.into_bytes())
    };
    sections.into_iter().map(file).collect()
}

/// Kinds that the program keeps for itself.
const KEPT: [&str; 2] = ["link", "setting"];

fn push(page: &mut String, record: &ToldRecord) {
    let day = record.created.get(..10).unwrap_or_default();
    // Writing into a text cannot fail.
    write!(page, "\n## {}, {day}\n\n", one_line(&kind_name(&record.kind))).ok();
    for (field, value) in &record.fields {
        push_field(page, record, field, value);
        let both = record.both.get(field).into_iter().flatten().filter(|other| *other != value);
        for other in both {
            let label = say!("export-or", field = one_line(&field_label(&record.kind, field)));
            push_value(page, &label, &shown_value(&record.kind, field, other));
        }
    }
}

fn push_field(page: &mut String, record: &ToldRecord, field: &str, value: &Value) {
    let label = one_line(&field_label(&record.kind, field));
    push_value(page, &label, &shown_value(&record.kind, field, value));
}

/// A short value beside its label, a long one as a quotation below it.
fn push_value(page: &mut String, label: &str, value: &str) {
    if !value.contains('\n') {
        writeln!(page, "- **{label}**: {value}").ok();
        return;
    }
    writeln!(page, "- **{label}**:\n").ok();
    for line in value.lines() {
        writeln!(page, "  > {line}").ok();
    }
    page.push('\n');
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
