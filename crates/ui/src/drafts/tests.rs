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
