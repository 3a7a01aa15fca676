//! Prints what search and history cost on a made-up plan of ten years with a journal.

use std::io::Write as _;
use std::time::Instant;

use kith_plan::{
    Actor, Batch, Edit, Plan, RecordId, SearchIndex, Stamp, UnixMillis, Volume, VolumeId,
    WholeRecord, kinds,
};
use serde_json::{Map, Value, json};

#[path = "../ten_years/generator.rs"]
mod generator;

/// Entries of the journal, and about how many letters each has.
const ENTRIES: i64 = 3_000;
const LETTERS: usize = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let plan = ten_years()?;
    let records: usize = plan.volumes().map(|(_, entry)| entry.volume.view().len()).sum();
    writeln!(out, "{records} records in {} volumes", plan.volumes().count())?;
    let mut index = SearchIndex::new();
    for words in ["harbour", "harbour", "harbour lantern", "a", "e i o", "no such word"] {
        let start = Instant::now();
        let found = index.find(&plan, words, 200).len();
        writeln!(
            out,
            "search, {} words: {found} found in {:?}",
            words.split(' ').count(),
            start.elapsed()
        )?;
    }
    let busy =
        plan.volumes().map(|(_, entry)| &entry.volume).max_by_key(|volume| volume.change_count());
    if let Some((volume, id)) =
        busy.and_then(|volume| Some((volume, *volume.view().keys().next()?)))
    {
        let start = Instant::now();
        let steps = volume.history(id).len();
        let (changes, took) = (volume.change_count(), start.elapsed());
        writeln!(out, "history, {changes} changes: {steps} steps in {took:?}")?;
    }
    Ok(())
}

fn ten_years() -> Result<Plan, Box<dyn std::error::Error>> {
    let mut edits: Vec<(String, Edit)> = Vec::new();
    let mut first = i64::MAX;
    let mut last = i64::MIN;
    for (number, made) in generator::TenYears::new(1, 10).enumerate() {
        let Value::Object(fields) = made.fields else { continue };
        (first, last) = (first.min(made.created_millis), last.max(made.created_millis));
        edits.push(edit(made.kind, made.created_millis, number, fields)?);
    }
    const WORDS: [&str; 8] =
        ["quiet", "harbour", "garden", "lantern", "walk", "morning", "Café", "rain"];
    for entry in 0..ENTRIES {
        let at = first + (last - first) / ENTRIES * entry;
        let mut body = String::new();
        for step in 0.. {
            if body.len() >= LETTERS {
                break;
            }
            let place = (entry as usize).wrapping_mul(31).wrapping_add(step * step * 7);
            body.push_str(WORDS.get(place % 97).unwrap_or(&"and then"));
            body.push(' ');
        }
        let fields = Map::from_iter([("body".to_owned(), json!(body))]);
        edits.push(edit("entry", at, 100_000 + entry as usize, fields)?);
    }
    let mut plan = Plan::new();
    let stamp = Stamp { now: UnixMillis(last), offset_minutes: 0, dice: [7; 16] };
    let mut labels: std::collections::BTreeMap<String, Vec<Edit>> = Default::default();
    for (label, edit) in edits {
        labels.entry(label).or_default().push(edit);
    }
    for (number, (label, edits)) in labels.into_iter().enumerate() {
        let id = VolumeId([number as u8; 16]);
        let section = label.split('/').next().unwrap_or_default().to_owned();
        let mut volume = Volume::new(Actor([number as u8; 16]));
        volume.write_many(&edits, Batch::ChangeEach, stamp)?;
        plan.insert_volume(id, label, section, UnixMillis(0), false, volume);
    }
    Ok(plan)
}

fn edit(
    kind: &str,
    at: i64,
    number: usize,
    fields: Map<String, Value>,
) -> Result<(String, Edit), Box<dyn std::error::Error>> {
    let mut dice = [0; 10];
    dice.iter_mut().skip(2).zip((number as u64).to_be_bytes()).for_each(|(to, from)| *to = from);
    let id = RecordId::new(UnixMillis(at), dice);
    let info = kinds::kind(kind).ok_or("a kind that the table does not have")?;
    let label = Plan::label_for(info.section, info, id);
    let whole = WholeRecord {
        id,
        kind: kind.to_owned(),
        fields,
        both: Default::default(),
        updated: UnixMillis(at),
        gone: None,
    };
    Ok((label, Edit::Restore(Box::new(whole))))
}
