//! Days that ask something back, worked out by hand on the calendar.
//!
//! In 2026 the clocks of Lisbon change on 29 March, those of New York on 8 March. A day is no number of hours.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_core::insight::{DateKind, dates};
use serde_json::json;

use super::support::{Written, lisbon, moment, new_york};

const MADE: &str = "2026-01-05T10:00:00Z";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Each day with what it is for, as seen from a day in a zone.
fn asked(written: &Written, today: &str, home: &TimeZone) -> Vec<(String, DateKind)> {
    let mut sections = written.sections();
    // What is promised to somebody without Kith lies in `asides`, whatever section its kind names.
    if let Some(asides) = sections.remove("half") {
        sections.insert("asides".to_owned(), asides);
    }
    let asked = dates(&sections, [], day(today), home);
    asked.into_iter().map(|one| (one.day.to_string(), one.kind)).collect()
}

fn reviews(written: &Written, today: &str, home: &TimeZone) -> Option<String> {
    let all = asked(written, today, home).into_iter();
    all.filter(|(_, kind)| *kind == DateKind::PlanReview).map(|(day, _)| day).next()
}

/// Each of these was a field that could be filled in, and nothing ever came of it.
#[test]
fn every_day_that_a_record_names_asks_on_that_day() {
    let mut written = Written::default();
    for (kind, fields) in [
        ("goal", json!({"want": "w", "review": "2026-02-01"})),
        ("homework", json!({"task": "t", "due": "2026-02-02"})),
        ("boundary", json!({"line": "l", "review": "2026-02-03"})),
        ("conflict", json!({"issue": "i", "follow": "2026-02-04"})),
        ("promise", json!({"text": "p", "due": "2026-02-05"})),
        ("consent", json!({"text": "c", "until": "2026-02-06"})),
        ("discharge", json!({"on": "2026-02-07"})),
        ("resource", json!({"title": "r", "verified": "2025-02-08"})),
        ("med", json!({"name": "m", "refill": "2026-02-09"})),
    ] {
        written.add(kind, MADE, fields);
    }
    let days = asked(&written, "2026-01-06", &lisbon());
    let expected = [
        ("2026-02-01", DateKind::Goal),
        ("2026-02-02", DateKind::Task),
        ("2026-02-03", DateKind::Boundary),
        ("2026-02-04", DateKind::Conflict),
        ("2026-02-05", DateKind::Promise),
        ("2026-02-06", DateKind::ConsentEnds),
        ("2026-02-07", DateKind::Leaving),
        ("2026-02-08", DateKind::Resource),
        ("2026-02-09", DateKind::Refill),
    ];
    assert_eq!(days, expected.map(|(day, kind)| (day.to_owned(), kind)));
}

#[test]
fn what_is_over_asks_nothing() {
    let mut written = Written::default();
    for (kind, fields) in [
        ("goal", json!({"want": "w", "review": "2026-02-01", "parked": true})),
        ("homework", json!({"task": "t", "due": "2026-02-02", "done": true})),
        ("conflict", json!({"issue": "i", "follow": "2026-02-04", "state": "settled"})),
        ("promise", json!({"text": "p", "due": "2026-02-05", "state": "kept"})),
        ("promise", json!({"text": "p", "due": "2026-02-05", "state": "let_go"})),
        ("consent", json!({"text": "c", "until": "2026-02-06", "ended": true})),
        ("med", json!({"name": "m", "refill": "2026-02-09", "ended": true})),
        ("goal", json!({"want": "without a day"})),
    ] {
        written.add(kind, MADE, fields);
    }
    assert_eq!(asked(&written, "2026-01-06", &lisbon()), []);
    assert_eq!(asked(&written, "2026-02-10", &lisbon()), []);
}

#[test]
fn a_day_that_passed_asks_for_a_month_unless_something_was_done() {
    let mut written = Written::default();
    written.add("goal", MADE, json!({"want": "w", "review": "2026-02-01"}));
    // This one was looked at on its day: made on it, which is the last that was done with it.
    written.add("goal", "2026-02-01T09:00:00Z", json!({"want": "v", "review": "2026-02-01"}));
    written.add("homework", "2026-02-01T09:00:00Z", json!({"task": "t", "due": "2026-02-01"}));
    written.add("consent", MADE, json!({"text": "c", "until": "2026-02-01"}));
    let on = |today: &str| {
        let all = asked(&written, today, &lisbon()).into_iter();
        all.map(|(_, kind)| kind).collect::<Vec<_>>()
    };
    let (goal, task) = (DateKind::Goal, DateKind::Task);
    assert_eq!(on("2026-02-01"), [task, DateKind::ConsentEnds, goal, goal]);
    assert_eq!(on("2026-02-02"), [task, goal]);
    // 1 February and thirty days are 3 March.
    assert_eq!(on("2026-03-03"), [task, goal]);
    assert_eq!(on("2026-03-04"), []);
}

/// Written at three in the morning UTC on 1 February, which was still 31 January in New York.
#[test]
fn a_plan_is_looked_over_after_thirty_sixty_and_ninety_days_and_then_each_quarter() {
    let mut written = Written::default();
    written.add("rung", "2026-02-01T03:00:00Z", json!({"text": "later", "step": 2}));
    written.add("rung", "2026-02-20T03:00:00Z", json!({"text": "later still", "step": 1}));
    let mut days = Vec::new();
    for today in ["2026-02-10", "2026-03-15", "2026-04-15", "2026-06-15", "2026-09-15"] {
        // Each is done on its day, so the next comes.
        let next = reviews(&written, today, &lisbon()).unwrap();
        written.add("review", &format!("{next}T18:00:00Z"), json!({"on": next}));
        days.push(next);
    }
    assert_eq!(days, ["2026-03-03", "2026-04-02", "2026-05-02", "2026-08-02", "2026-11-02"]);
    let mut written = Written::default();
    written.add("rung", "2026-02-01T03:00:00Z", json!({"text": "t", "step": 2}));
    let seen = reviews(&written, "2026-02-10", &new_york());
    assert_eq!(
        seen.as_deref(),
        Some("2026-03-02"),
        "the clocks that change on 8 March move no day"
    );
}

#[test]
fn quarters_keep_the_day_of_the_month_and_end_with_a_shorter_one() {
    let mut written = Written::default();
    // Ninety days after 1 September 2025 are 30 November.
    written.add("rung", "2025-09-01T10:00:00Z", json!({"text": "t"}));
    let on = |today: &str| reviews(&written, today, &lisbon()).unwrap();
    assert_eq!(on("2025-11-15"), "2025-10-31", "it still asks");
    assert_eq!(on("2025-12-31"), "2026-02-28", "after a month it asks no more");
    assert_eq!(on("2026-04-15"), "2026-05-30");
}

#[test]
fn the_last_review_names_the_next_and_a_recent_one_is_enough() {
    let mut written = Written::default();
    written.add("rung", MADE, json!({"text": "t"}));
    // Thirty days after 5 January are 4 February; 28 January is a week before.
    written.add("review", "2026-01-28T10:00:00Z", json!({"on": "2026-01-28"}));
    let on = |written: &Written, today: &str| reviews(written, today, &lisbon());
    assert_eq!(on(&written, "2026-02-01").unwrap(), "2026-03-06", "sixty days");
    written.add(
        "review",
        "2026-02-01T10:00:00Z",
        json!({"on": "2026-02-01", "next": "2026-02-15"}),
    );
    assert_eq!(on(&written, "2026-02-02").unwrap(), "2026-02-15");
    assert_eq!(on(&written, "2026-03-17").unwrap(), "2026-02-15", "thirty days after");
    assert_eq!(on(&written, "2026-03-18").unwrap(), "2026-03-06", "then as if nothing was named");
    assert_eq!(on(&Written::default(), "2026-02-01"), None, "no plan, nothing to look over");
}

#[test]
fn promises_of_a_half_count_too() {
    let mut written = Written::default();
    let fields = json!({"text": "p", "due": "2026-02-05", "by": "them"});
    let between = written.record("promise", moment(MADE), fields);
    let sections = written.sections();
    let asked = dates(&sections, [&between], day("2026-02-01"), &lisbon());
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].kind, asked[0].record), (DateKind::Promise, Some(between.id)));
}
