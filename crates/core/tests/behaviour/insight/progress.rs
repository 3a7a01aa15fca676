//! What adds up, and what nothing takes back.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_core::insight::{OutOf, Progress, progress};
use serde_json::json;

use super::support::{Dice, Written, lisbon, moment, new_york};

const NOW: &str = "2026-04-11T12:00:00Z";

fn told(written: &Written, now: &str, home: &TimeZone) -> Progress {
    progress(&written.sections(), moment(now), home).unwrap()
}

fn from(start: &str) -> Written {
    let mut written = Written::default();
    written.add("progress", "2026-01-01T08:00:00Z", json!({"start": start}));
    written
}

fn slip(written: &mut Written, at: &str) {
    written.add("setback", at, json!({"at": at}));
}

/// From 1 January to 11 April 2026 are 100 days: 30 + 28 + 31 to 31 March, and 11. The last hundred with
/// today begin on 2 January, after the first slip; two of their days have one.
#[test]
fn a_slip_changes_no_day_of_the_count() {
    let mut written = from("2026-01-01");
    let before = told(&written, NOW, &TimeZone::UTC);
    assert_eq!((before.days, before.longest_run, before.run_now), (100, 100, 100));
    assert_eq!(before.hundred, OutOf { count: 100, of: 100 });
    slip(&mut written, "2026-01-01T22:00:00+00:00");
    slip(&mut written, "2026-02-01T01:00:00+00:00");
    slip(&mut written, "2026-02-01T23:00:00+00:00");
    slip(&mut written, "2026-03-03T12:00:00+00:00");
    let after = told(&written, NOW, &TimeZone::UTC);
    assert_eq!(after.days, 100);
    assert_eq!(after.hundred, OutOf { count: 98, of: 100 });
    assert_eq!((after.longest_run, after.run_now), (39, 39), "31 days, then 30, then 39");
    assert_eq!(after.days_since_last_use, None, "nobody wrote that line");
}

#[test]
fn the_line_of_last_use_is_the_owners_own() {
    let mut written = Written::default();
    let fields = json!({"start": "2026-01-01", "last_use": "2026-04-01"});
    written.add("progress", "2026-01-01T08:00:00Z", fields);
    let before = told(&written, NOW, &TimeZone::UTC);
    assert_eq!(before.days_since_last_use, Some(10));
    assert_eq!(before.hundred, OutOf { count: 99, of: 100 }, "a last use is a noted one");
    assert_eq!((before.longest_run, before.run_now), (90, 10));
    slip(&mut written, "2026-04-09T12:00:00+00:00");
    let after = told(&written, NOW, &TimeZone::UTC);
    assert_eq!(after.days_since_last_use, Some(10), "a setback does not write it");
    assert_eq!(after.days, before.days);
    let fields = json!({"start": "2026-01-01", "last_use": "2026-05-01"});
    written.add("progress", "2026-04-10T08:00:00Z", fields);
    assert_eq!(told(&written, NOW, &TimeZone::UTC).days_since_last_use, None, "not yet");
}

#[test]
fn a_young_count_is_out_of_the_days_it_has() {
    let mut written = from("2026-04-02");
    slip(&mut written, "2026-03-01T12:00:00+00:00");
    slip(&mut written, "2026-04-05T12:00:00+00:00");
    slip(&mut written, "2026-04-12T12:00:00+00:00");
    let told_then = told(&written, NOW, &TimeZone::UTC);
    assert_eq!(told_then.days, 9);
    assert_eq!(told_then.hundred, OutOf { count: 9, of: 10 }, "2 to 11 April are ten days");
    assert_eq!((told_then.longest_run, told_then.run_now), (6, 6));
    let yet_to_come = told(&from("2026-05-01"), NOW, &TimeZone::UTC);
    assert_eq!(yet_to_come.days, 0);
    assert_eq!(yet_to_come.hundred, OutOf { count: 0, of: 0 });
}

#[test]
fn without_a_start_there_is_nothing_and_a_new_start_is_the_owners_choice() {
    assert_eq!(progress(&Written::default().sections(), moment(NOW), &TimeZone::UTC), None);
    let mut written = from("2026-01-01");
    written.add("progress", "2026-02-01T08:00:00Z", json!({"start": "2025-04-11"}));
    assert_eq!(told(&written, NOW, &TimeZone::UTC).days, 365);
}

#[test]
fn an_urge_was_ridden_out_if_it_went_down_or_was_met_and_the_day_has_no_use() {
    let mut written = from("2026-01-01");
    let mut urge = |at: &str, mut fields: serde_json::Value| {
        fields["at"] = json!(at);
        written.add("craving", at, fields);
    };
    urge("2026-02-01T10:00:00+00:00", json!({"before": 8, "after": 3}));
    urge("2026-02-02T10:00:00+00:00", json!({"before": 8, "after": 8, "used": ["tea"]}));
    urge("2026-02-03T10:00:00+00:00", json!({"used": ["tea"]}));
    urge("2026-02-04T10:00:00+00:00", json!({"before": 8, "after": 8}));
    urge("2026-02-05T10:00:00+00:00", json!({"before": 8}));
    urge("2026-02-06T10:00:00+00:00", json!({"before": 8, "after": 3}));
    urge("2025-12-31T10:00:00+00:00", json!({"before": 8, "after": 3}));
    slip(&mut written, "2026-02-06T23:00:00+00:00");
    let told = told(&written, NOW, &TimeZone::UTC);
    assert_eq!(told.urges_ridden_out, OutOf { count: 3, of: 6 });
}

#[test]
fn two_meetings_on_one_day_are_one_day() {
    let mut written = from("2026-04-01");
    for on in ["2026-03-31", "2026-04-02", "2026-04-02", "2026-04-03", "2026-04-12"] {
        written.add("attend", "2026-04-12T08:00:00Z", json!({"group": "x", "on": on}));
    }
    assert_eq!(told(&written, NOW, &TimeZone::UTC).meeting_days, 2);
}

/// At 03:00 in UTC on 11 April it is still the 10th in New York, and 04:00 on the 11th in Lisbon. On
/// 29 March 2026 Lisbon's day has 23 hours, and is one day all the same.
#[test]
fn today_is_where_the_owner_is_and_a_slip_stays_on_its_day() {
    let mut written = from("2026-03-28");
    slip(&mut written, "2026-03-30T00:30:00+01:00");
    let now = "2026-04-11T03:00:00Z";
    let in_lisbon = told(&written, now, &lisbon());
    let in_new_york = told(&written, now, &new_york());
    assert_eq!((in_lisbon.days, in_new_york.days), (14, 13));
    assert_eq!((in_lisbon.run_now, in_new_york.run_now), (12, 11), "both from 30 March");
    // A moment without a place is read where the owner is: 29 March in New York.
    let mut written = from("2026-03-28");
    slip(&mut written, "2026-03-29T23:30:00Z");
    assert_eq!(told(&written, now, &lisbon()).run_now, 12);
    assert_eq!(told(&written, now, &new_york()).run_now, 12);
}

/// A slip written at 02:48 in the east was once left out of everything for hours, seen from New York: there it
/// was still the evening before, and its day had not come. From 1 January to 10 April are 99 days; the last
/// hundred with today begin on 1 January, and one of them has a slip, by either clock.
#[test]
fn a_slip_counts_at_once_even_where_its_day_has_not_come() {
    let mut written = from("2026-01-01");
    slip(&mut written, "2026-04-11T02:48:00+00:00");
    let urge = json!({"at": "2026-04-11T02:40:00+00:00", "before": 8, "after": 3});
    written.add("craving", "2026-04-11T02:40:00Z", urge);
    let urge = json!({"at": "2026-04-10T21:00:00-04:00", "before": 8, "after": 3});
    written.add("craving", "2026-04-11T01:00:00Z", urge);
    slip(&mut written, "2026-04-11T04:00:00+00:00");
    let then = told(&written, "2026-04-11T03:00:00Z", &new_york());
    assert_eq!(then.days, 99);
    assert_eq!(then.hundred, OutOf { count: 99, of: 100 }, "one day of 1 January to 10 April");
    assert_eq!((then.longest_run, then.run_now), (99, 0));
    assert_eq!(then.urges_ridden_out, OutOf { count: 1, of: 2 }, "the one of the day with no slip");
    let next_day = told(&written, "2026-04-11T12:00:00Z", &new_york());
    assert_eq!(next_day.hundred, OutOf { count: 99, of: 100 }, "2 January to 11 April");
    assert_eq!((next_day.longest_run, next_day.run_now), (100, 0));
    let yet_to_come = told(&written, "2026-04-11T02:00:00Z", &new_york());
    assert_eq!(yet_to_come.hundred, OutOf { count: 100, of: 100 });
}

/// Day by day, the slow way.
#[test]
fn any_plan_adds_up_as_counting_the_days_one_by_one_does() {
    for seed in 0..80 {
        let mut dice = Dice::new(seed);
        let today: Date = "2026-04-11".parse().unwrap();
        let start = today.saturating_sub(jiff::Span::new().days(dice.below(300)));
        let mut written = from(&start.to_string());
        let mut used: Vec<Date> = Vec::new();
        for _ in 0..dice.below(8) {
            let day = today.saturating_sub(jiff::Span::new().days(dice.below(320) - 5));
            slip(&mut written, &format!("{day}T{:02}:30:00+01:00", dice.below(24)));
            used.push(day);
        }
        let told = told(&written, NOW, &TimeZone::UTC);
        let (mut day, mut run, mut longest) = (start, 0, 0);
        let mut free: Vec<bool> = Vec::new();
        loop {
            longest = longest.max(run);
            if used.contains(&day) {
                run = 0;
            }
            free.push(!used.contains(&day));
            if day == today {
                break;
            }
            day = day.tomorrow().unwrap();
            run += 1;
        }
        let hundred = &free[free.len().saturating_sub(100)..];
        let count = hundred.iter().filter(|free| **free).count() as u32;
        assert_eq!(told.days as usize, free.len() - 1, "seed {seed}");
        assert_eq!((told.longest_run, told.run_now), (longest, run), "seed {seed}");
        assert_eq!(told.hundred, OutOf { count, of: hundred.len() as u32 }, "seed {seed}");
    }
}
