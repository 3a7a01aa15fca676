//! The sums of the short screens.

use jiff::tz::TimeZone;
use kith_core::insight::{ScreenSort, screens};
use serde_json::json;

use super::support::Written;

#[test]
fn the_sum_is_of_both_answers_and_three_is_where_the_rule_begins() {
    for first in 0..=3_u8 {
        for second in 0..=3_u8 {
            let mut written = Written::default();
            let fields = json!({"sort": "phq2", "first": first, "second": second});
            written.add("screen", "2026-01-01T10:00:00Z", fields);
            let screened = screens(&written.sections(), &TimeZone::UTC)[0];
            assert_eq!(screened.total, Some(first + second));
            assert_eq!(screened.reaches_talk_from(), Some(first + second >= 3));
        }
    }
}

#[test]
fn half_a_screen_has_no_sum_and_neither_has_an_answer_that_is_none() {
    let mut written = Written::default();
    let created = "2026-01-01T10:00:00Z";
    written.add("screen", created, json!({"sort": "gad2", "first": 3}));
    written.add("screen", created, json!({"sort": "gad2", "second": 3}));
    written.add("screen", created, json!({"sort": "gad2", "first": 4, "second": 0}));
    written.add("screen", created, json!({"sort": "gad2", "first": -1, "second": 3}));
    for screened in screens(&written.sections(), &TimeZone::UTC) {
        assert_eq!((screened.total, screened.reaches_talk_from()), (None, None));
        assert_eq!(screened.sort, ScreenSort::Gad2);
    }
}

#[test]
fn the_newest_comes_first_by_when_it_was_and_what_is_unknown_is_left_out() {
    let mut written = Written::default();
    let mut add = |at: &str, sort: &str| {
        written.add("screen", "2026-01-05T10:00:00Z", json!({"sort": sort, "at": at}))
    };
    let later = add("2026-01-04T10:00:00+00:00", "phq2");
    let earlier = add("2026-01-02T10:00:00+00:00", "gad2");
    add("2026-01-03T10:00:00+00:00", "phq99");
    let told: Vec<_> = screens(&written.sections(), &TimeZone::UTC)
        .into_iter()
        .map(|screened| screened.record)
        .collect();
    assert_eq!(told, [later, earlier]);
}
