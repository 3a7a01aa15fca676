//! One order of everything that happened.

use std::sync::Arc;

use jiff::tz::TimeZone;
use kith_core::insight::{Happened, Sections, Timeline};
use kith_core::{Record, Records, SectionView};
use serde_json::json;

use super::support::{Dice, Written, lisbon, moment, new_york};

fn anew(sections: &Sections, home: &TimeZone) -> Vec<Happened> {
    let mut timeline = Timeline::default();
    timeline.refresh(sections, home);
    timeline.window(0, usize::MAX).to_vec()
}

#[test]
fn what_happened_comes_newest_first_and_what_only_stands_is_not_there() {
    let mut written = Written::default();
    let created = "2026-04-10T08:00:00Z";
    let add = &mut |kind: &str, fields| written.add(kind, created, fields);
    let craving = add("craving", json!({"at": "2026-04-03T02:00:00+01:00"}));
    let attend = add("attend", json!({"group": "x", "on": "2026-04-03"}));
    let entry = add("entry", json!({"at": "2026-04-05T22:00:00+01:00", "body": "x"}));
    let milestone = add("milestone", json!({"note": "x", "on": "2026-04-04"}));
    let unsaid = add("checkin", json!({"mood": 3}));
    add("person", json!({"name": "x"}));
    add("rung", json!({"text": "x"}));
    add("of_a_newer_kith", json!({"at": "2026-04-03T02:00:00+01:00"}));
    let sections = written.sections();
    let told: Vec<_> = anew(&sections, &lisbon())
        .into_iter()
        .map(|happened| (happened.record, happened.kind, happened.section.to_string()))
        .collect();
    let line = |record, kind, section: &str| (record, kind, section.to_owned());
    let expected = [
        line(unsaid, "checkin", "checkins"),
        line(entry, "entry", "journal"),
        line(milestone, "milestone", "milestones"),
        line(craving, "craving", "cravings"),
        line(attend, "attend", "groups"),
    ];
    assert_eq!(told, expected);
}

/// 29 March 2026 begins at 00:00 in UTC in Lisbon, 30 March at 23:00 of the day before; a craving at half past
/// midnight in Lisbon keeps its day in New York, where it was still the day before.
#[test]
fn a_day_begins_where_the_owner_is_and_a_record_keeps_its_own() {
    let mut written = Written::default();
    let created = "2026-04-10T08:00:00Z";
    written.add("milestone", created, json!({"note": "x", "on": "2026-03-29"}));
    written.add("milestone", created, json!({"note": "x", "on": "2026-03-30"}));
    written.add("craving", created, json!({"at": "2026-03-30T00:30:00+01:00"}));
    let sections = written.sections();
    let told = |home: &TimeZone| {
        let days = anew(&sections, home).into_iter();
        days.map(|happened| (happened.moment, happened.day.to_string())).collect::<Vec<_>>()
    };
    let line = |at: &str, day: &str| (moment(at), day.to_owned());
    let expected = [
        line("2026-03-29T23:30:00Z", "2026-03-30"),
        line("2026-03-29T23:00:00Z", "2026-03-30"),
        line("2026-03-29T00:00:00Z", "2026-03-29"),
    ];
    assert_eq!(told(&lisbon()), expected);
    let expected = [
        line("2026-03-30T04:00:00Z", "2026-03-30"),
        line("2026-03-29T23:30:00Z", "2026-03-30"),
        line("2026-03-29T04:00:00Z", "2026-03-29"),
    ];
    assert_eq!(told(&new_york()), expected);
}

#[test]
fn a_window_is_a_part_of_the_whole_and_a_moment_has_its_place() {
    let mut written = Written::default();
    for hour in 0..20 {
        let at = format!("2026-04-03T{hour:02}:00:00+00:00");
        written.add("checkin", &at, json!({"at": at}));
    }
    let mut timeline = Timeline::default();
    assert!(timeline.is_empty() && timeline.window(0, 9).is_empty());
    assert!(timeline.refresh(&written.sections(), &TimeZone::UTC));
    assert_eq!(timeline.len(), 20);
    assert_eq!(timeline.window(0, 3)[0].moment, moment("2026-04-03T19:00:00Z"));
    assert_eq!(timeline.window(18, 5).len(), 2);
    assert!(timeline.window(20, 5).is_empty() && timeline.window(usize::MAX, 2).is_empty());
    assert_eq!(timeline.place_of(moment("2026-04-03T19:00:00Z")), 0);
    assert_eq!(timeline.place_of(moment("2026-04-03T16:30:00Z")), 3);
    assert_eq!(timeline.place_of(moment("2020-01-01T00:00:00Z")), 20);
}

#[test]
fn a_picture_in_which_nothing_changed_is_not_read_again() {
    let mut written = Written::default();
    written.add("checkin", "2026-04-03T10:00:00Z", json!({"mood": 3}));
    let mut sections = written.sections();
    let mut timeline = Timeline::default();
    assert!(timeline.refresh(&sections, &TimeZone::UTC));
    assert!(!timeline.refresh(&sections.clone(), &TimeZone::UTC));
    assert!(timeline.refresh(&sections, &lisbon()), "another zone has other days");
    sections.clear();
    assert!(timeline.refresh(&sections, &lisbon()));
    assert!(timeline.is_empty());
}

/// Locking drops a plan from memory, even where an index was forgotten.
#[test]
fn an_index_keeps_no_record_alive() {
    let mut written = Written::default();
    let record = written.record("entry", moment("2026-04-03T10:00:00Z"), json!({"body": "x"}));
    let record = Arc::new(record);
    let held = Arc::downgrade(&record);
    let view = SectionView { records: Records::from_iter([record]), readers: Vec::new() };
    let sections = Sections::from([("journal".to_owned(), Arc::new(view))]);
    let mut timeline = Timeline::default();
    timeline.refresh(&sections, &TimeZone::UTC);
    drop(sections);
    assert_eq!(timeline.len(), 1);
    assert!(held.upgrade().is_none());
}

/// Sections come, change and go, and an index that was kept tells what one made anew tells.
#[test]
fn an_index_that_is_kept_is_the_one_made_anew() {
    const SECTIONS: [(&str, &str); 3] =
        [("checkins", "checkin"), ("cravings", "craving"), ("journal", "entry")];
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let mut written = Written::default();
        let mut sections = Sections::new();
        let mut timeline = Timeline::default();
        for _ in 0..30 {
            let (name, kind) = *dice.one(&SECTIONS);
            let mut records: Vec<Arc<Record>> = sections
                .get(name)
                .map(|view| view.records.iter().cloned().collect())
                .unwrap_or_default();
            match dice.below(4) {
                0 => drop(sections.remove(name)),
                1 if !records.is_empty() => {
                    records.remove(dice.below(records.len() as i64) as usize);
                    put(&mut sections, name, records);
                }
                _ => {
                    let at = format!("2026-04-{:02}T10:00:00+00:00", dice.below(30) + 1);
                    let created = moment("2026-04-30T10:00:00Z");
                    records.push(Arc::new(written.record(kind, created, json!({"at": at}))));
                    put(&mut sections, name, records);
                }
            }
            timeline.refresh(&sections, &TimeZone::UTC);
            let told = timeline.window(0, usize::MAX);
            assert_eq!(told, anew(&sections, &TimeZone::UTC), "seed {seed}");
            let all: usize = sections.values().map(|view| view.records.len()).sum();
            assert_eq!(told.len(), all, "seed {seed}");
            assert!(told.is_sorted_by(|one, other| one.moment >= other.moment), "seed {seed}");
        }
    }
}

fn put(sections: &mut Sections, name: &str, records: Vec<Arc<Record>>) {
    let records = Records::from_iter(records);
    sections.insert(name.to_owned(), Arc::new(SectionView { records, readers: Vec::new() }));
}
