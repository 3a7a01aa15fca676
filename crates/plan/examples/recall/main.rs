//! Prints what search and history cost on a made-up plan of ten years.

use std::io::Write as _;
use std::time::{Duration, Instant};

use kith_plan::{
    Actor, Batch, Edit, Plan, RecordId, SearchIndex, Stamp, UnixMillis, Volume, VolumeId,
    WholeRecord, kinds,
};
use serde_json::{Map, Value};

#[path = "../ten_years/generator.rs"]
mod generator;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let plan = ten_years()?;
    let records: usize = plan.volumes().map(|(_, entry)| entry.volume.view().len()).sum();
    writeln!(out, "{records} records in {} volumes", plan.volumes().count())?;
    let mut index = SearchIndex::new();
    let mut longest = Duration::ZERO;
    let (start, mut steps) = (Instant::now(), 0);
    loop {
        let step = Instant::now();
        let is_whole = index.follow(&plan, 2_000);
        (longest, steps) = (longest.max(step.elapsed()), steps + 1);
        if is_whole {
            break;
        }
    }
    writeln!(out, "the index in {steps} steps: {:?}, the longest {longest:?}", start.elapsed())?;
    for words in ["harbour", "harbour lantern", "way", "a", "e i o", "no such word"] {
        let start = Instant::now();
        let found = index.find(words, 200).len();
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
    let mut last = i64::MIN;
    for made in generator::TenYears::new(1, 10) {
        let Value::Object(fields) = made.labels_alone() else { continue };
        last = last.max(made.created_millis);
        edits.push(edit(&made, fields)?);
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
    made: &generator::Made,
    fields: Map<String, Value>,
) -> Result<(String, Edit), Box<dyn std::error::Error>> {
    let id: RecordId = made.id.parse()?;
    let info = kinds::kind(made.kind).ok_or("a kind that the table does not have")?;
    let label = Plan::label_for(info.section, info, id);
    let whole = WholeRecord {
        id,
        kind: made.kind.to_owned(),
        fields,
        both: Default::default(),
        updated: UnixMillis(made.created_millis),
        gone: None,
    };
    Ok((label, Edit::Restore(Box::new(whole))))
}
