//! Nights with an urge, and what is kept aside for whom.

use jiff::tz::TimeZone;
use kith_core::insight::{LateNights, OutOf, kept_aside, late_nights};
use serde_json::json;

use super::support::{Written, moment, new_york};

/// A Thursday morning.
const NOW: &str = "2026-04-30T08:00:00Z";

fn late(at: &[&str], home: &TimeZone) -> LateNights {
    let mut written = Written::default();
    for at in at {
        written.add("craving", at, json!({"at": at}));
    }
    late_nights(&written.sections(), moment(NOW), home)
}

fn told(count: u32, last_night: bool) -> LateNights {
    LateNights { nights: OutOf { count, of: 7 }, last_night }
}

/// 23:30 of the 28th and 2:10 of the 29th are one night; 2:00 of the 30th is the last one; 5:00 and 22:59 are no
/// night; 1:00 of the 23rd is the night of the 22nd, which is an eighth one.
#[test]
fn two_urges_of_one_night_are_one_night_and_it_belongs_to_the_day_on_which_it_began() {
    let at = [
        "2026-04-28T23:30:00+00:00",
        "2026-04-29T02:10:00+00:00",
        "2026-04-30T02:00:00+00:00",
        "2026-04-27T05:00:00+00:00",
        "2026-04-27T22:59:00+00:00",
        "2026-04-23T01:00:00+00:00",
    ];
    assert_eq!(late(&at, &TimeZone::UTC), told(2, true));
    assert_eq!(late(&at[..2], &TimeZone::UTC), told(1, false));
    // The night of the 23rd is the seventh back.
    assert_eq!(late(&["2026-04-24T04:59:00+00:00"], &TimeZone::UTC), told(1, false));
    // The night that comes is not one of the last.
    assert_eq!(late(&["2026-04-30T23:30:00+00:00"], &TimeZone::UTC), told(0, false));
}

/// Written by a clock in Lisbon it stays a night; written in UTC it is one in New York, or is none.
#[test]
fn a_night_is_one_by_the_clock_where_it_was_written() {
    assert_eq!(late(&["2026-04-30T02:00:00+01:00"], &new_york()), told(1, true));
    assert_eq!(late(&["2026-04-30T02:00:00Z"], &new_york()), told(0, false));
    assert_eq!(late(&["2026-04-29T03:30:00Z"], &new_york()), told(1, false));
}

#[test]
fn what_is_kept_aside_is_found_by_whom_it_is_for_even_under_an_old_name() {
    let mut written = Written::default();
    let ana = written.add("person", "2026-01-01T08:00:00Z", json!({"name": "Ana"}));
    let ben = written.add("person", "2026-01-01T08:00:00Z", json!({"name": "Ben"}));
    let mut add = |label: &str| {
        let fields = json!({"text": "x", "with": label});
        written.add("promise", "2026-04-01T08:00:00Z", fields)
    };
    let (for_ana, for_annie, for_eve) = (add("Ana"), add("Annie"), add("Eve"));
    written.link(for_annie, "with", "Annie", ana);
    written.add("promise", "2026-04-01T08:00:00Z", json!({"text": "x"}));
    let mut sections = written.sections();
    let asides = sections.remove("half").unwrap();
    sections.insert("asides".to_owned(), asides);
    let kept = kept_aside(&sections);
    assert_eq!(kept.get(&ana), Some(&vec![for_ana, for_annie]));
    assert_eq!(kept.get(&ben), None);
    assert!(kept.values().flatten().all(|id| *id != for_eve), "nobody is called that");
}
