//! What is at hand in a hard moment, for a person to read.

use kith_core::kinds::rung;
use kith_core::{RecordReport, StrugglingReport};
use kith_words::{choice_label, say};

use super::shown;

/// People to call, the steady plan a step at a time, and what helps.
pub(super) fn struggling_lines(report: &StrugglingReport) -> Vec<String> {
    let mut lines = Vec::new();
    let (to_call, others) = report.people.split_at(report.callable.min(report.people.len()));
    push_list(&say!("cli-struggling-call"), to_call, &mut lines);
    push_list(&say!("cli-struggling-people"), others, &mut lines);
    if !report.steady.is_empty() {
        lines.push(say!("cli-struggling-steady"));
    }
    for step in report.steady.chunk_by(|one, next| step_title(one) == step_title(next)) {
        lines.extend(step.first().map(|rung| format!("  {}", step_title(rung))));
        lines.extend(step.iter().map(|rung| format!("    {}", at_hand(rung))));
    }
    push_list(&say!("cli-struggling-helps"), &report.helps, &mut lines);
    if lines.is_empty() {
        lines.push(say!("cli-struggling-nothing"));
    }
    lines
}

fn push_list(title: &str, records: &[RecordReport], lines: &mut Vec<String>) {
    if !records.is_empty() {
        lines.push(title.to_owned());
        lines.extend(records.iter().map(|record| format!("  {}", at_hand(record))));
    }
}

/// What a step of the steady plan is called.
fn step_title(rung: &RecordReport) -> String {
    let step = rung.fields.get(rung::STEP.name()).map(|step| step.to_string());
    let name = |step: String| choice_label(rung::NAME_OF_KIND, rung::STEP.name(), &step);
    step.map_or_else(|| say!("paper-any-step"), name)
}

/// What is needed of a record in a hard moment: the words, and the numbers.
fn at_hand(record: &RecordReport) -> String {
    let said = ["name", "text", "contacts"].into_iter();
    let said = said.filter_map(|field| Some((field, record.fields.get(field)?)));
    let said: Vec<String> = said.map(|(field, value)| shown(record, field, value)).collect();
    said.join("  ").replace('\n', " ")
}
