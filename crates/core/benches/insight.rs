//! What it costs to count in a plan of ten years: 15,000 check-ins, 5,000 cravings, 1,000 meetings, and a
//! `profile` that says what each label stands for.
//!
//! Each section is one part here, where a real picture has one for each year: bringing the timeline up to a
//! change costs less there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]
// A bench may stop at the first surprise.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use kith_core::insight::{
    Patterns, RightNow, Sections, Timeline, best_tools, connection, next_occasions, progress,
};
use kith_core::{Record, RecordId, Records, SectionView, UnixMillis, Value, kinds};
use serde_json::{Value as Json, json};

fn main() {
    divan::main();
}

const DAY_MILLIS: i64 = 86_400_000;
const DAYS: i64 = 3_650;
/// 1 January 2017 in UTC.
const FIRST_MILLIS: i64 = 1_483_228_800_000;
const NOW: UnixMillis = UnixMillis(FIRST_MILLIS + DAYS * DAY_MILLIS);

fn home() -> TimeZone {
    TimeZoneDatabase::bundled().get("Europe/Lisbon").unwrap()
}

fn record(kind: &str, id: RecordId, fields: Json) -> Arc<Record> {
    let fields = fields.as_object().unwrap().iter();
    Arc::new(Record {
        id,
        kind: kind.into(),
        created: id.created(),
        updated: id.created(),
        fields: fields.map(|(name, value)| (name.clone(), Value::from(value))).collect(),
        both: Default::default(),
        gone: None,
        newer: Default::default(),
    })
}

/// So many records of a kind, spread evenly over ten years.
fn spread(
    kind: &str,
    many: i64,
    fields: impl Fn(i64, &str) -> Json,
) -> impl Iterator<Item = Arc<Record>> {
    (0..many).map(move |number| {
        let millis = FIRST_MILLIS + number * DAYS * DAY_MILLIS / many;
        let at = jiff::Timestamp::from_millisecond(millis).unwrap().to_zoned(home());
        let at = at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let mut dice = [0; 10];
        dice[2..].copy_from_slice(&number.to_be_bytes());
        record(kind, RecordId::new(UnixMillis(millis), dice), fields(number, &at))
    })
}

fn ten_years() -> Sections {
    let mut records: Vec<Arc<Record>> = Vec::new();
    records.extend(spread("strategy", 40, |number, _| json!({"text": format!("way {number}")})));
    let strategies: Vec<RecordId> = records.iter().map(|record| record.id).collect();
    records.extend(spread("trigger", 20, |number, _| json!({"label": format!("it {number}")})));
    let triggers: Vec<RecordId> = records[40..].iter().map(|record| record.id).collect();
    records.push(record("progress", RecordId::new(NOW, [1; 10]), json!({"start": "2017-01-01"})));
    records.extend(spread("setback", 30, |_, at| json!({"at": at})));
    records.extend(spread(
        "group",
        20,
        |_, _| json!({"name": "x", "day": "monday", "time": "19:00", "zone": "America/New_York"}),
    ));
    records.extend(spread("attend", 1_000, |_, at| json!({"group": "x", "on": &at[..10]})));
    records.extend(spread("checkin", 15_000, |number, at| {
        json!({"at": at, "mood": number % 5 + 1, "craving": number % 11, "connected": number % 3 == 0})
    }));
    let labels = |number: i64| (number % 40, number % 20);
    let cravings: Vec<Arc<Record>> = spread("craving", 5_000, |number, at| {
        let (strategy, trigger) = labels(number);
        json!({
            "at": at, "before": 8, "after": number % 9, "alone": number % 2 == 0,
            "used": [format!("way {strategy}")], "triggers": [format!("it {trigger}")],
        })
    })
    .collect();
    let links = cravings.iter().zip(0..).map(|(craving, number)| {
        let (strategy, trigger) = labels(number);
        let part = |field: &str, label: String, target: RecordId| {
            json!({"id": field, "field": field, "label": label, "target": target.to_string()})
        };
        let to = [
            part("used", format!("way {strategy}"), strategies[strategy as usize]),
            part("triggers", format!("it {trigger}"), triggers[trigger as usize]),
        ];
        record("link", craving.id.link(), json!({ "to": to }))
    });
    let links: Vec<Arc<Record>> = links.collect();
    sections(records.into_iter().chain(cravings).chain(links))
}

fn sections(records: impl Iterator<Item = Arc<Record>>) -> Sections {
    let mut sections: BTreeMap<String, Vec<Arc<Record>>> = BTreeMap::new();
    for record in records {
        let section = kinds::kind(&record.kind).map_or("profile", |kind| kind.section);
        sections.entry(section.to_owned()).or_default().push(record);
    }
    let view = |records: Vec<Arc<Record>>| {
        Arc::new(SectionView { records: Records::from_iter(records), readers: Vec::new() })
    };
    sections.into_iter().map(|(name, records)| (name, view(records))).collect()
}

#[divan::bench]
fn rank_the_tools(bencher: Bencher) {
    let (sections, home) = (ten_years(), home());
    let right_now = RightNow { now: NOW, alone: Some(true) };
    bencher.bench(|| best_tools(black_box(&sections), right_now, &home));
}

#[divan::bench]
fn gather_the_patterns_of_90_days(bencher: Bencher) {
    let (sections, home) = (ten_years(), home());
    bencher.bench(|| Patterns::of(black_box(&sections), 90, NOW, &home));
}

#[divan::bench]
fn tell_facts_and_series_of_90_days(bencher: Bencher) {
    let patterns = Patterns::of(&ten_years(), 90, NOW, &home());
    bencher.bench(|| {
        let patterns = black_box(&patterns);
        (patterns.facts(), patterns.mood_by_day(), patterns.urges_by_hour())
    });
}

#[divan::bench]
fn tell_the_progress(bencher: Bencher) {
    let (sections, home) = (ten_years(), home());
    bencher.bench(|| progress(black_box(&sections), NOW, &home));
}

#[divan::bench]
fn tell_the_connection(bencher: Bencher) {
    let (sections, home) = (ten_years(), home());
    bencher.bench(|| connection(black_box(&sections), &[], NOW, &home));
}

#[divan::bench]
fn tell_what_comes_next(bencher: Bencher) {
    let (sections, home) = (ten_years(), home());
    bencher.bench(|| next_occasions(black_box(&sections), NOW, &home));
}

#[divan::bench]
fn index_the_timeline(bencher: Bencher) {
    let (sections, home) = (ten_years(), home());
    bencher.bench(|| {
        let mut timeline = Timeline::default();
        timeline.refresh(black_box(&sections), &home);
        timeline
    });
}

/// One more craving: all 5,000 are read anew, and the check-ins are not.
#[divan::bench]
fn index_the_timeline_after_one_more_craving(bencher: Bencher) {
    let (before, home) = (ten_years(), home());
    let mut after = before.clone();
    let one_more = record("craving", RecordId::new(NOW, [2; 10]), json!({}));
    let records = before["cravings"].records.iter().cloned().chain([one_more]).collect();
    after.insert("cravings".to_owned(), Arc::new(SectionView { records, readers: Vec::new() }));
    bencher
        .with_inputs(|| {
            let mut timeline = Timeline::default();
            timeline.refresh(&before, &home);
            timeline
        })
        .bench_local_values(|mut timeline| {
            timeline.refresh(black_box(&after), &home);
            timeline
        });
}

#[divan::bench]
fn scroll_the_timeline(bencher: Bencher) {
    let mut timeline = Timeline::default();
    timeline.refresh(&ten_years(), &home());
    bencher.bench(|| black_box(&timeline).window(10_000, 40).len());
}
