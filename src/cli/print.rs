//! What is printed: results on standard output, everything else on standard error.

mod at_hand;
mod look;

use std::io::{IsTerminal as _, Write as _};

use kith_core::{
    Answer, ChangeReport, Created, DamageReport, DeviceReport, FactReport, GapReport, GrantReport,
    GuestReport, ImportReport, PeersReport, PlanReport, RecordReport, SectionReport, StatusReport,
    Trouble,
};
use kith_ui::fact_words;
use kith_words::{choice_label, field_label, has, kind_name, role_name, say, section_name};
use serde::Serialize;
use serde_json::Value;

use super::beside::Beside;
use super::failure::{FOLDER_OF_LOGS, Failure, Told};

pub use look::tool_name;

/// One line on standard error.
pub fn message(text: &str) {
    writeln!(std::io::stderr(), "{text}").ok();
}

/// Whether a person sits at standard input, to be told what is waited for.
pub fn person_types() -> bool {
    std::io::stdin().is_terminal()
}

/// One line on standard output, at once: whoever reads it may be waiting for it. A reader that has gone
/// away is no failure of the command.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).ok();
}

/// One value as JSON on one line of standard output, its keys in the order in which they are declared.
pub fn object(value: &impl Serialize) {
    // None of our values has keys that are not text, which is all that JSON could refuse.
    line(&serde_json::to_string(value).unwrap_or_default());
}

/// A failure: for scripts on standard output, for people on standard error.
pub fn failure(failure: &Failure, json: bool) {
    if json {
        object(&Failed { error: failure.told() });
    } else {
        if let Failure::Trouble(Trouble::DamagedPart { read, .. }) = failure {
            answer(read.answer(), false);
        }
        message(&failure.lines());
    }
}

#[derive(Serialize)]
struct Failed<'a> {
    error: Told<'a>,
}

/// The answer to a command: as JSON, or short lines for a person.
pub fn answer(answer: &Answer, json: bool) {
    if let Answer::Unshared(unshared) = answer {
        message(&say!("cli-unshared"));
        match unshared.still_read {
            Some(0) => {}
            Some(count) => message(&say!("cli-unshared-still", count = count)),
            None => message(&say!("cli-unshared-uncounted")),
        }
    }
    if let Answer::Record(record) = answer
        && record.deleted
        && record.visible_to.as_ref().is_some_and(|people| !people.is_empty())
    {
        message(&say!("cli-removed-read"));
    }
    if json {
        return object(answer);
    }
    for text in lines(answer) {
        line(&text);
    }
}

/// An answer with what is told besides it: in fields of their own where it is JSON, else in lines.
pub fn answer_with(told: &Answer, beside: &Beside, json: bool) {
    if json {
        return object(&with_fields(told, beside));
    }
    beside.before.iter().for_each(|text| line(text));
    answer(told, false);
    beside.after.iter().for_each(|text| line(text));
    beside.notes.iter().for_each(|text| message(text));
}

/// The same as JSON: what is told besides comes after the fields of the answer, and takes the place of none. What has no
/// fields is told on standard error.
pub fn with_fields(answer: &Answer, beside: &Beside) -> Value {
    if beside.fields.is_empty() {
        beside.notes.iter().for_each(|text| message(text));
    }
    let mut told = serde_json::to_value(answer).unwrap_or_default();
    if let Value::Object(fields) = &mut told {
        for (name, value) in &beside.fields {
            fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    told
}

/// The table of kinds, for a person.
pub fn kinds() {
    for kind in kith_core::kinds::all() {
        let fields: Vec<String> = kind
            .fields
            .iter()
            .map(|field| {
                let mark = if field.required { "*" } else { "" };
                format!("{}{mark} ({})", field.name, field.field_type.name())
            })
            .collect();
        line(&format!("{:<9} {:<9} {}", kind.name, kind.section, fields.join(", ")));
    }
    message(&say!("cli-required"));
}

fn lines(answer: &Answer) -> Vec<String> {
    match answer {
        // What is to be known of an end of sharing is told on standard error.
        Answer::Done(_) | Answer::Unshared(_) => Vec::new(),
        Answer::Created(created) => created_lines(created),
        Answer::Status(status) => status_lines(status),
        Answer::Kit(kit) if kit.ok => vec![say!("cli-kit-same")],
        Answer::Kit(_) => vec![say!("cli-kit-other")],
        Answer::Record(record) => record_lines(record),
        Answer::Records(records) => records.iter().map(record_line).collect(),
        Answer::Added(added) => vec![say!("cli-added", count = added.added)],
        Answer::Imported(report) => imported_lines(report),
        Answer::Written(report) => {
            vec![say!("cli-written", files = report.files, to = &report.to)]
        }
        // These two are made into files, and told as written.
        Answer::Plan(_) | Answer::Volumes(_) => Vec::new(),
        Answer::History(steps) => steps.iter().flat_map(step_lines).collect(),
        Answer::Found(found) => found.iter().map(|found| record_line(&found.record)).collect(),
        Answer::Struggling(report) => at_hand::struggling_lines(report),
        Answer::Gaps(gaps) => gap_lines(gaps),
        Answer::Patterns(facts) => fact_lines(facts),
        Answer::Tools(tools) => tools.iter().map(tool_name).collect(),
        Answer::Timeline(happened) => look::timeline_lines(happened),
        Answer::Touch(touch) => look::touch_lines(touch),
        Answer::Progress(progress) => look::progress_lines(progress.as_ref()),
        Answer::Next(coming) => look::next_lines(coming),
        Answer::Screens(screens) => look::screen_lines(screens),
        Answer::Guests(guests) => guests.iter().map(guest_line).collect(),
        Answer::Devices(devices) => devices.iter().map(device_line).collect(),
        Answer::Paired(paired) => vec![match (&paired.person, &paired.device) {
            (Some(person), _) => say!("cli-linked-person", person = person.to_string()),
            (None, Some(device)) => say!("cli-linked-device", device = short(device)),
            (None, None) => say!("cli-linked"),
        }],
        Answer::WhoSees(grants) => grants.iter().map(grant_line).collect(),
        Answer::ViewAs(sections) => sections.iter().flat_map(section_lines).collect(),
        Answer::Plans(plans) => plans.iter().map(plan_line).collect(),
        Answer::Setting(setting) => vec![setting.value.clone()],
        Answer::Peers(peers) => peer_lines(peers),
    }
}

fn imported_lines(report: &ImportReport) -> Vec<String> {
    let ImportReport { added, there, skipped, changed } = *report;
    let whole = say!("carry-taken", added = added, there = there, skipped = skipped);
    let changed = (changed > 0).then(|| say!("carry-taken-changed", count = changed));
    std::iter::once(whole).chain(changed).collect()
}

fn step_lines(step: &ChangeReport) -> Vec<String> {
    let head = format!("{}  {}", step.at, step.by);
    let changes = step.changes.iter().map(|(field, value)| match value {
        Value::Null => format!("  {field}: {}", say!("cli-none")),
        value => format!("  {field}: {}", shown_value("", field, value)),
    });
    std::iter::once(head.trim_end().to_owned()).chain(changes).collect()
}

fn gap_lines(gaps: &[GapReport]) -> Vec<String> {
    if gaps.is_empty() {
        return vec![say!("circle-gaps-none")];
    }
    let roles = gaps.iter().map(|gap| format!("  {}", choice_label("person", "roles", gap.role)));
    std::iter::once(say!("circle-gaps")).chain(roles).chain([say!("circle-gaps-what")]).collect()
}

fn fact_lines(facts: &[FactReport]) -> Vec<String> {
    if facts.is_empty() {
        return vec![say!("look-insights-none")];
    }
    facts.iter().map(fact_words).chain([say!("look-insights-no-cause")]).collect()
}

fn created_lines(created: &Created) -> Vec<String> {
    let mut lines = vec![say!("cli-done-plan", device = short(&created.device))];
    if let Some(kit) = &created.kit {
        lines.push(say!("cli-done-kit"));
        for (row, words) in kit.words.chunks(4).enumerate() {
            let numbered: Vec<String> = words
                .iter()
                .zip(row * 4 + 1..)
                .map(|(word, number)| format!("{number:>2} {word:<10}"))
                .collect();
            lines.push(numbered.join(" ").trim_end().to_owned());
        }
        lines.push(say!("cli-done-kit-next"));
        lines.push(say!("cli-done-kit-yet"));
    }
    lines
}

fn status_lines(status: &StatusReport) -> Vec<String> {
    let device = short(&status.device);
    let tested = if status.kit_tested {
        say!("cli-status-kit-tested")
    } else {
        say!("cli-status-kit-not-tested")
    };
    let volumes = say!(
        "cli-status-volumes-are",
        volumes = status.volumes,
        envelopes = status.envelopes,
        bytes = status.bytes
    );
    let mut lines = vec![
        row(&say!("cli-status-name"), &or_none(status.name.as_deref())),
        row(&say!("cli-status-plan"), short(&status.plan)),
        row(
            &say!("cli-status-device"),
            &if status.lead { say!("cli-status-lead", device = device) } else { device.to_owned() },
        ),
        row(&say!("cli-status-sections"), &status.sections.join(", ")),
        row(&say!("cli-status-volumes"), &volumes),
        row(&say!("cli-status-kit"), &tested),
    ];
    if status.unmerged + status.set_aside > 0 {
        let waiting =
            say!("cli-status-waiting-are", unmerged = status.unmerged, aside = status.set_aside);
        lines.push(row(&say!("cli-status-waiting"), &waiting));
    }
    if status.newer > 0 {
        let newer = say!("cli-status-newer-are", count = status.newer);
        lines.push(row(&say!("cli-status-newer"), &newer));
    }
    lines.extend(
        status.damage.iter().map(|damage| row(&say!("cli-status-damage"), &damage_line(damage))),
    );
    lines.extend(status.peers.iter().map(peer_line));
    lines
}

/// A damaged file, and what is wrong with it.
pub fn damage_line(damage: &DamageReport) -> String {
    if damage.file == FOLDER_OF_LOGS {
        return say!("cli-status-damage-lost", file = &damage.file);
    }
    say!("cli-status-damage-is", file = &damage.file, what = kith_words::damage(damage.what))
}

/// What something is called, and what it is, in two columns.
fn row(name: &str, value: &str) -> String {
    format!("{name:<10} {value}")
}

fn or_none(value: Option<&str>) -> String {
    value.map_or_else(|| say!("cli-none"), str::to_owned)
}

fn record_lines(record: &RecordReport) -> Vec<String> {
    let deleted = if record.deleted { format!("  {}", say!("cli-deleted")) } else { String::new() };
    let kind = kind_name(&record.kind);
    let mut lines = vec![format!("{kind}  {}  {}{deleted}", record.id, record.updated)];
    for (field, value) in &record.fields {
        let label = field_label(&record.kind, field);
        lines.push(format!("  {label}: {}", shown(record, field, value)));
    }
    for (field, values) in &record.both {
        let label = field_label(&record.kind, field);
        lines.push(format!("  {label}: {}", say!("cli-both")));
        lines.extend(values.iter().map(|value| format!("    {}", shown(record, field, value))));
    }
    lines
}

fn record_line(record: &RecordReport) -> String {
    let fields: Vec<String> = record
        .fields
        .iter()
        .map(|(field, value)| {
            let shown = one_line(&shown(record, field, value));
            format!("{}: {shown}", field_label(&record.kind, field))
        })
        .collect();
    let half = record.half.map(|half| format!("  {half}")).unwrap_or_default();
    let both = if record.both.is_empty() {
        String::new()
    } else {
        format!("  ({})", say!("cli-both-kept"))
    };
    format!("{}{half}  {}{both}", record.id, fields.join("; "))
}

/// A text of several lines in one, so that a list has a record a line.
fn one_line(text: &str) -> String {
    let lines = text.split(kith_core::ends_line).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" / ")
}

/// A value for a person: choices by their names, lists with commas.
fn shown(record: &RecordReport, field: &str, value: &Value) -> String {
    shown_value(&record.kind, field, value)
}

/// A value of a kind's field for a person.
pub fn shown_value(kind: &str, field: &str, value: &Value) -> String {
    match value {
        Value::String(text) => match kith_core::kinds::kind(kind)
            .and_then(|kind| kind.field(field))
            .map(|field| field.field_type)
        {
            Some(kith_core::kinds::FieldType::One(_) | kith_core::kinds::FieldType::Some(_)) => {
                choice_label(kind, field, text)
            }
            _ => text.clone(),
        },
        Value::Array(values) => values
            .iter()
            .map(|value| shown_value(kind, field, value))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Object(parts) => parts
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(_, value)| shown_value(kind, field, value))
            .collect::<Vec<_>>()
            .join(" "),
        Value::Bool(true) => say!("word-yes"),
        Value::Bool(false) => say!("word-no"),
        Value::Null => say!("cli-none"),
        Value::Number(number) => number.to_string(),
    }
}

fn guest_line(guest: &GuestReport) -> String {
    let sections: Vec<String> = guest.sections.iter().map(|name| section_name(name)).collect();
    say!(
        "cli-guest",
        person = guest.person.to_string(),
        name = &guest.name,
        role = role_name(guest.role),
        sections =
            if sections.is_empty() { say!("cli-guest-nothing") } else { sections.join(", ") }
    )
}

fn device_line(device: &DeviceReport) -> String {
    let mut marks = vec![in_words(&format!("cli-device-{}", device.state), device.state)];
    if device.this {
        marks.push(say!("cli-device-this"));
    }
    if device.lead {
        marks.push(say!("cli-device-lead"));
    }
    format!("{}  {}  {}", device.device, device.name, marks.join(", "))
}

fn grant_line(grant: &GrantReport) -> String {
    let mut line = say!(
        "cli-grant",
        person = grant.person.to_string(),
        name = &grant.name,
        section = section_name(&grant.section),
        since = &grant.since
    );
    if let Some(until) = &grant.until {
        line = say!("cli-grant-until", grant = line, until = until);
    }
    if grant.with_past { say!("cli-grant-past", grant = line) } else { line }
}

fn section_lines(section: &SectionReport) -> Vec<String> {
    std::iter::once(section_name(&section.section))
        .chain(section.records.iter().map(|record| format!("  {}", record_line(record))))
        .collect()
}

fn plan_line(plan: &PlanReport) -> String {
    let sections: Vec<String> = plan.sections.iter().map(|name| section_name(name)).collect();
    say!(
        "cli-plan",
        plan = plan.plan.to_string(),
        owner = &plan.owner,
        sections = sections.join(", "),
        when = or_none(plan.as_of.as_deref())
    )
}

fn peer_lines(peers: &PeersReport) -> Vec<String> {
    if peers.peers.is_empty() {
        return vec![say!("cli-nobody")];
    }
    peers.peers.iter().map(peer_line).collect()
}

fn peer_line(peer: &kith_core::PeerReport) -> String {
    let state = match (peer.why, &peer.in_step_as_of) {
        (Some(why), _) => in_words(&format!("cli-why-{}", why.replace(' ', "-")), why),
        (None, Some(as_of)) => say!("cli-in-step", when = as_of),
        (None, None) => say!("cli-not-in-step"),
    };
    let peer = say!(
        "cli-status-peer-is",
        name = &peer.name,
        path = in_words(&format!("cli-path-{}", peer.path), peer.path),
        state = state,
        waiting = peer.waiting,
        sent = peer.sent_bytes,
        received = peer.received_bytes
    );
    row(&say!("cli-status-peer"), &peer)
}

/// A word of JSON as a person reads it; one that has no message is shown as it is.
fn in_words(id: &str, word: &str) -> String {
    if has(id) { kith_words::say(id, &[]) } else { word.to_owned() }
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
