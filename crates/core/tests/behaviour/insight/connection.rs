//! Who was in touch, and what nobody is there for.

use std::sync::Arc;

use jiff::tz::TimeZone;
use kith_core::insight::{Connection, Touched, connection, gaps, roles};
use kith_core::kinds::Role;
use kith_core::{GuestView, PersonView, RecordId};
use serde_json::json;

use super::support::{Written, moment, new_york};

const CREATED: &str = "2026-01-01T08:00:00Z";
/// A Wednesday; the week that is counted begins on Thursday the 2nd.
const NOW: &str = "2026-04-08T12:00:00Z";

fn view(id: RecordId, name: &str) -> PersonView {
    PersonView { id, name: name.to_owned(), guest: None }
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

fn told(connection: &Connection) -> Vec<(Option<RecordId>, &str, u32, String)> {
    let people = connection.people.iter().map(|in_touch| {
        let last = in_touch.touched.last.unwrap().to_string();
        (in_touch.person, in_touch.label.as_str(), in_touch.touched.this_week, last)
    });
    people.collect()
}

#[test]
fn everybody_who_was_reached_is_told_with_how_often_and_when_last() {
    let mut written = Written::default();
    let ana = written.add("person", CREATED, json!({"name": "Ana"}));
    let ben = written.add("person", CREATED, json!({"name": "Ben"}));
    let eve = written.add("person", CREATED, json!({"name": "Eve"}));
    let mut reached = |at: &str, label: &str| {
        written.add("craving", at, json!({"at": at, "reached": label}));
    };
    reached("2026-04-02T00:10:00+01:00", "Ana");
    reached("2026-04-01T23:50:00+01:00", "Ana");
    reached("2026-03-01T10:00:00+00:00", "Ben");
    reached("2026-04-03T10:00:00+01:00", "somebody on the train");
    reached("2026-04-09T10:00:00+01:00", "Eve");
    written.add("reach", "2026-04-07T10:00:00Z", json!({"text": "x", "with": "Ana"}));
    written.add("reach", "2026-04-07T10:00:00Z", json!({"text": "x"}));
    let aside = written.record("reach", moment("2026-04-06T10:00:00Z"), json!({"text": "x"}));
    let theirs = written.record("reach", moment("2026-04-06T10:00:00Z"), json!({"text": "x"}));
    let guest = GuestView {
        role: Role::Peer,
        sees: Vec::new(),
        between: vec![(true, Arc::new(aside)), (false, Arc::new(theirs))],
        delivered_as_of: None,
        waiting: 0,
    };
    let ben_view = PersonView { guest: Some(guest), ..view(ben, "Ben") };
    let people = [view(ana, "Ana"), ben_view, view(eve, "Eve")];
    let sections = as_aside(written);
    let connection = connection(&sections, &people, moment(NOW), &TimeZone::UTC);
    assert_eq!(connection.first_day, day("2026-04-02"));
    assert_eq!(connection.last_day, day("2026-04-08"));
    let expected = [
        (Some(ana), "Ana", 2, "2026-04-07".to_owned()),
        (Some(ben), "Ben", 1, "2026-04-06".to_owned()),
        (None, "somebody on the train", 1, "2026-04-03".to_owned()),
    ];
    assert_eq!(told(&connection), expected);
}

/// The halves of those without Kith lie in `asides`, whatever section their kinds name.
fn as_aside(written: Written) -> kith_core::insight::Sections {
    let mut sections = written.sections();
    let asides = sections.remove("half").unwrap();
    sections.insert("asides".to_owned(), asides);
    sections
}

#[test]
fn somebody_with_a_new_name_is_one_person() {
    let mut written = Written::default();
    let ana = written.add("person", CREATED, json!({"name": "Ana Luísa"}));
    for (at, label) in [("2026-04-03T10:00:00Z", "Ana"), ("2026-04-04T10:00:00Z", "Ana Luísa")] {
        let craving = written.add("craving", at, json!({"at": at, "reached": label}));
        written.link(craving, "reached", label, ana);
    }
    let people = [view(ana, "Ana Luísa")];
    let connection = connection(&written.sections(), &people, moment(NOW), &TimeZone::UTC);
    assert_eq!(told(&connection), [(Some(ana), "Ana Luísa", 2, "2026-04-04".to_owned())]);
}

#[test]
fn meetings_are_counted_each_and_connected_days_once() {
    let mut written = Written::default();
    for on in ["2026-03-20", "2026-04-02", "2026-04-02", "2026-04-08", "2026-04-09"] {
        written.add("attend", NOW, json!({"group": "x", "on": on}));
    }
    for (at, connected) in [
        ("2026-04-05T08:00:00+01:00", true),
        ("2026-04-05T20:00:00+01:00", true),
        ("2026-04-06T08:00:00+01:00", false),
        ("2026-03-05T08:00:00+00:00", true),
    ] {
        written.add("checkin", at, json!({"at": at, "connected": connected}));
    }
    let connection = connection(&written.sections(), &[], moment(NOW), &TimeZone::UTC);
    let touched = |this_week, last| Touched { this_week, last: Some(day(last)) };
    assert_eq!(connection.meetings, touched(3, "2026-04-08"));
    assert_eq!(connection.connected, touched(1, "2026-04-05"));
}

#[test]
fn the_week_ends_today_where_the_owner_is() {
    let empty = Written::default().sections();
    let late = moment("2026-04-09T02:00:00Z");
    let connection = connection(&empty, &[], late, &new_york());
    assert_eq!(connection.last_day, day("2026-04-08"));
    assert_eq!(connection.people, []);
    assert_eq!(connection.meetings, Touched::default());
}

#[test]
fn a_role_is_a_gap_unless_somebody_active_holds_it() {
    let mut written = Written::default();
    let mut add = |status: &str, roles: &[&str]| {
        let mut fields = json!({"name": "x", "roles": roles});
        if !status.is_empty() {
            fields["status"] = json!(status);
        }
        written.add("person", CREATED, fields)
    };
    let unasked = add("", &["listen", "ride"]);
    let active = add("active", &["listen", "clinical"]);
    add("paused", &["naloxone_holder"]);
    add("ended", &["crisis_call", "listen"]);
    let sections = written.sections();
    let listen = roles(&sections).into_iter().find(|role| role.role == "listen").unwrap();
    assert_eq!(listen.held_by, [unasked, active]);
    let expected = [
        "accountability",
        "crisis_call",
        "distract",
        "practical",
        "celebrate",
        "spiritual",
        "naloxone_holder",
    ];
    assert_eq!(gaps(&sections), expected);
    assert_eq!(gaps(&Written::default().sections()).len(), 10);
}
