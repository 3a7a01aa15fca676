use jiff::tz::TimeZone;
use kith_core::kinds::{self, FieldType};
use kith_core::{Record, RecordId, UnixMillis, Value};
use serde_json::json;

use super::{Draft, Entry};

fn record(kind: &str, fields: serde_json::Value) -> Record {
    let id = RecordId::new(UnixMillis(1_795_000_000_000), [7; 10]);
    let fields = match Value::from(&fields) {
        Value::Map(fields) => fields,
        _ => Default::default(),
    };
    Record {
        id,
        kind: kind.into(),
        created: id.created(),
        updated: id.created(),
        fields,
        both: Default::default(),
        gone: None,
        newer: Default::default(),
    }
}

fn write(draft: &mut Draft, field: &str, text: &str) {
    draft.field_mut(field).unwrap().entry = Entry::Text(text.to_owned());
}

#[test]
fn only_what_was_changed_is_handed_over() {
    let kind = kinds::kind("person").unwrap();
    let sam = record("person", json!({"name": "Sam", "good_times": "evenings", "ring": 2}));
    let mut draft = Draft::of(kind, Some(&sam), &TimeZone::UTC);
    assert!(!draft.is_changed());
    assert!(draft.changed().is_empty());
    write(&mut draft, "good_times", "");
    draft.field_mut("ring").unwrap().entry = Entry::Digits(" 1 ".to_owned());
    assert_eq!(json!(draft.changed()), json!({"good_times": null, "ring": 1}));
}

#[test]
fn an_untouched_field_follows_the_record_and_a_touched_one_asks() {
    let kind = kinds::kind("person").unwrap();
    let mut draft = Draft::of(
        kind,
        Some(&record("person", json!({"name": "Sam", "good_times": "evenings"}))),
        &TimeZone::UTC,
    );
    write(&mut draft, "good_times", "after 6");
    let now = record("person", json!({"name": "Samuel", "good_times": "mornings"}));
    draft.rebase(kind, &now, &TimeZone::UTC);
    assert!(draft.field_mut("name").unwrap().entry == Entry::Text("Samuel".to_owned()));
    assert!(draft.clashes());
    assert_eq!(json!(draft.changed()), json!({"good_times": "after 6"}));

    let mut theirs = draft.clone();
    theirs.field_mut("good_times").unwrap().take_theirs();
    assert!(!theirs.clashes() && !theirs.is_changed());

    draft.field_mut("good_times").unwrap().keep_mine();
    assert!(!draft.clashes());
    draft.rebase(kind, &now, &TimeZone::UTC);
    assert!(!draft.clashes(), "what was decided once is not asked again");
    assert_eq!(json!(draft.changed()), json!({"good_times": "after 6"}));
}

#[test]
fn the_same_value_from_both_sides_is_no_clash() {
    let kind = kinds::kind("person").unwrap();
    let mut draft =
        Draft::of(kind, Some(&record("person", json!({"name": "Sam"}))), &TimeZone::UTC);
    write(&mut draft, "name", "Sammy");
    draft.rebase(kind, &record("person", json!({"name": "Sammy"})), &TimeZone::UTC);
    assert!(!draft.clashes() && !draft.is_changed());
}

#[test]
fn what_is_required_and_what_is_no_number_is_marked() {
    let kind = kinds::kind("person").unwrap();
    let mut draft = Draft::new(kind, &TimeZone::UTC);
    draft.field_mut("ring").unwrap().entry = Entry::Digits("near".to_owned());
    assert!(!draft.check(kind, |info, missing| format!("{} {missing}", info.name)));
    assert_eq!(draft.field_mut("name").unwrap().fault.as_deref(), Some("name true"));
    assert_eq!(draft.field_mut("ring").unwrap().fault.as_deref(), Some("ring false"));
    write(&mut draft, "name", "Sam");
    draft.field_mut("ring").unwrap().entry = Entry::Digits(String::new());
    assert!(draft.check(kind, |_, _| String::new()));
}

#[test]
fn parts_keep_their_ids_and_empty_ones_are_left_out() {
    let kind = kinds::kind("person").unwrap();
    let sam = record(
        "person",
        json!({"name": "Sam", "contacts": [{"id": "a1", "sort": "mobile", "value": "555 0101"}]}),
    );
    let mut draft = Draft::of(kind, Some(&sam), &TimeZone::UTC);
    let field = kind.field("contacts").unwrap();
    let FieldType::Items(fields) = field.field_type else { panic!("contacts are items") };
    if let Entry::Parts(parts) = &mut draft.field_mut("contacts").unwrap().entry {
        parts[0].entries.insert("value", Entry::Text("555 0102".to_owned()));
        parts.push(super::Part::new(fields, &TimeZone::UTC));
    }
    assert_eq!(
        json!(draft.changed()),
        json!({"contacts": [{"id": "a1", "sort": "mobile", "value": "555 0102"}]})
    );
}

/// A field type without an editor would be a form in which something cannot be said.
#[test]
fn every_field_of_every_kind_survives_the_editor() {
    let values = |field_type: &FieldType| match field_type {
        FieldType::Line | FieldType::Page => json!("words"),
        FieldType::Day => json!("2027-02-03"),
        FieldType::Moment => json!("2027-02-03T04:05:06Z"),
        FieldType::Whole { min, .. } | FieldType::Scale { min, .. } => json!(min),
        FieldType::One(choices) => json!(choices[0]),
        FieldType::Some(choices) => json!([choices[0]]),
        FieldType::Flag => json!(true),
        FieldType::Time => json!("19:00"),
        FieldType::Zone => json!("Europe/Lisbon"),
        FieldType::Ref(_) => json!("an id"),
        FieldType::Refs(_) => json!(["an id"]),
        FieldType::Far(_) => json!("Sam"),
        FieldType::Fars(_) => json!(["Sam"]),
        FieldType::Items(fields) => {
            let first = fields[0];
            let mut part = json!({"id": "a"});
            part[first.name] = match first.field_type {
                FieldType::One(choices) => json!(choices[0]),
                FieldType::Whole { .. } | FieldType::Scale { .. } => json!(1),
                _ => json!("19:00"),
            };
            json!([part])
        }
    };
    for kind in kinds::all() {
        for field in kind.fields {
            let json = values(&field.field_type);
            let entry = Entry::read(&field.field_type, Some(&Value::from(&json)), &TimeZone::UTC);
            // A label goes back as a label: an id would say that somebody was picked.
            let json = match field.field_type {
                FieldType::Far(_) => json!({"label": json}),
                FieldType::Fars(_) => json!([{"label": json[0]}]),
                _ => json,
            };
            assert_eq!(entry.to_json(), json, "{}.{}", kind.name, field.name);
            assert!(Entry::read(&field.field_type, None, &TimeZone::UTC).is_empty());
        }
    }
}

/// A visit in Lisbon, typed in Tokyo with its zone, was once stored as nine o'clock in Tokyo: hours off, and
/// told so by the form.
#[test]
fn a_moment_with_a_zone_beside_it_is_that_of_the_clock_there() {
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let kind = kinds::kind("appt").unwrap();
    let mut draft = Draft::new(kind, &tokyo);
    let Entry::Moment(moment) = &mut draft.field_mut("at").unwrap().entry else { panic!() };
    (moment.day, moment.time) = ("2026-12-01".to_owned(), "09:00".to_owned());
    draft.keep_clock(kind, &tokyo);
    assert_eq!(draft.changed()["at"], "2026-12-01T09:00:00+09:00", "no place, so it is here");
    write(&mut draft, "zone", "Europe/Lisb");
    draft.keep_clock(kind, &tokyo);
    assert_eq!(draft.changed()["at"], "2026-12-01T09:00:00+09:00", "no whole name yet");
    write(&mut draft, "zone", "Europe/Lisbon");
    draft.keep_clock(kind, &tokyo);
    assert_eq!(draft.changed()["at"], "2026-12-01T09:00:00+00:00");
    let Entry::Moment(moment) = &draft.field_mut("at").unwrap().entry else { panic!() };
    assert_eq!(moment.elsewhere(&tokyo), Some(jiff::civil::date(2026, 12, 1).at(18, 0, 0, 0)));
    assert_eq!(moment.elsewhere(&TimeZone::get("Europe/Lisbon").unwrap()), None);
}

#[test]
fn another_zone_moves_the_moment_and_leaves_what_is_typed() {
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let kind = kinds::kind("appt").unwrap();
    // Written elsewhere with another offset than that of its place: the moment counts, on the clock there.
    let fields = json!({"at": "2026-12-01T18:00:00.5+09:00", "zone": "Europe/Lisbon"});
    let visit = record("appt", fields);
    let mut draft = Draft::of(kind, Some(&visit), &tokyo);
    draft.keep_clock(kind, &tokyo);
    assert!(!draft.is_changed(), "not even by a letter");
    let Entry::Moment(moment) = &draft.field_mut("at").unwrap().entry else { panic!() };
    assert_eq!((moment.day.as_str(), moment.time.as_str()), ("2026-12-01", "09:00"));

    write(&mut draft, "zone", "America/New_York");
    draft.keep_clock(kind, &tokyo);
    let moved = json!({"at": "2026-12-01T09:00:00-05:00", "zone": "America/New_York"});
    assert_eq!(json!(draft.changed()), moved, "nine o'clock there");
    write(&mut draft, "zone", "");
    draft.keep_clock(kind, &tokyo);
    let here = json!({"at": "2026-12-01T09:00:00+09:00", "zone": null});
    assert_eq!(json!(draft.changed()), here, "nine o'clock here");
    write(&mut draft, "zone", "Europe/Lisbon");
    draft.keep_clock(kind, &tokyo);
    assert!(!draft.is_changed(), "and back it is as it was");
}

#[test]
fn a_zone_changed_elsewhere_is_followed_and_one_that_clashes_asks() {
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let kind = kinds::kind("appt").unwrap();
    let visit = |at: &str, zone: &str| record("appt", json!({"at": at, "zone": zone}));
    let before = visit("2026-12-01T09:00:00+00:00", "Europe/Lisbon");
    let after = visit("2026-12-01T10:00:00-05:00", "America/New_York");
    let mut draft = Draft::of(kind, Some(&before), &tokyo);
    draft.keep_clock(kind, &tokyo);
    let mut touched = draft.clone();
    draft.rebase(kind, &after, &tokyo);
    draft.keep_clock(kind, &tokyo);
    assert!(!draft.is_changed() && !draft.clashes());
    write(&mut touched, "zone", "Asia/Tokyo");
    touched.keep_clock(kind, &tokyo);
    touched.rebase(kind, &after, &tokyo);
    assert!(touched.clashes());
}

#[test]
fn a_visit_of_summer_is_read_by_the_summer_clock_of_its_place() {
    let kind = kinds::kind("appt").unwrap();
    let mut draft = Draft::new(kind, &TimeZone::UTC);
    write(&mut draft, "zone", "Europe/Lisbon");
    // The clocks of Lisbon go from one to two on 2027-03-28, and come back on 2027-10-31.
    for (day, time, at) in [
        ("2027-07-01", "9:00", "2027-07-01T09:00:00+01:00"),
        ("2027-03-28", "1:30", "2027-03-28T02:30:00+01:00"),
        ("2027-10-31", "1:30", "2027-10-31T01:30:00+01:00"),
    ] {
        let Entry::Moment(moment) = &mut draft.field_mut("at").unwrap().entry else { panic!() };
        (moment.day, moment.time) = (day.to_owned(), time.to_owned());
        draft.keep_clock(kind, &TimeZone::UTC);
        assert_eq!(draft.changed()["at"], at);
    }
}
