//! Every kind of the table, written and read by its own description alone; and fields that name other
//! records.

use std::collections::BTreeMap;

use kith_core::{Command, FieldFault, ListFilter, RecordId, RecordReport, Trouble};
use serde_json::{Map, Value, json};

use crate::support::kinds::{good, name};
use crate::support::{House, record};

/// Values that do not fit, of a type for each way to be wrong.
fn bad(field: &Value) -> Vec<Value> {
    match field["type"].as_str().unwrap() {
        "line" => vec![json!(7), json!("two\nlines"), json!("x".repeat(501))],
        "page" => vec![json!(7), json!("x".repeat(20_001))],
        "whole" | "scale" => {
            let (min, max) = (field["min"].as_i64().unwrap(), field["max"].as_i64().unwrap());
            vec![json!(min - 1), json!(max + 1), json!("3"), json!(1.5)]
        }
        "one" => vec![json!("no such choice"), json!(["a"])],
        "some" => vec![json!(["no such choice"]), json!("a")],
        "flag" => vec![json!("yes"), json!(1)],
        "day" => vec![json!("2026-02-30"), json!("30.3.2026"), json!(3)],
        "moment" => vec![json!("2026-03-29T01:30:00"), json!("tomorrow"), json!(3)],
        "time" => vec![json!("24:00"), json!("7pm"), json!("7:00"), json!(7)],
        "zone" => vec![json!("Lisbon"), json!("+01:00"), json!(""), json!(1)],
        "ref" => vec![json!("nobody"), json!(3), json!("019a0000-0000-7000-8000-000000000000")],
        "refs" => {
            vec![json!(["nobody"]), json!("a"), json!(["019a0000-0000-7000-8000-000000000000"])]
        }
        "items" => vec![json!("a"), json!(["a"]), json!([{"no_such_field": 1}])],
        other => panic!("a type without bad values: {other}"),
    }
}

fn shown(house: &mut House, id: RecordId) -> RecordReport {
    record(house.told(Command::Show { id }).unwrap())
}

/// A value as it is read back: a reference across sections with its label, a part with its id.
fn is_read_as(given: &Value, read: &Value) -> bool {
    match (given, read) {
        (Value::String(id), Value::Object(told)) => {
            told["id"] == json!(id) && told["label"].is_string()
        }
        (Value::Array(given), Value::Array(read)) => {
            given.len() == read.len()
                && given.iter().zip(read).all(|(given, read)| is_read_as(given, read))
        }
        (Value::Object(given), Value::Object(read)) => {
            given.iter().all(|(name, given)| is_read_as(given, &read[name]))
        }
        (given, read) => given == read,
    }
}

#[test]
fn one_of_every_kind_is_written_read_deleted_and_brought_back_from_its_description_alone() {
    let mut house = House::new("Mara", 71);
    house.init();
    let kinds = kith_core::kinds::kinds_json();
    let mut made = BTreeMap::new();
    for kind in kinds.as_array().unwrap() {
        let kind_name = kind["kind"].as_str().unwrap();
        let fields = kind["fields"].as_array().unwrap();
        let full: Map<String, Value> =
            fields.iter().map(|field| (name(field), good(field, &made))).collect();
        let least: Map<String, Value> = full
            .iter()
            .filter(|(name, _)| {
                fields.iter().any(|field| field["name"] == **name && field["required"] == true)
            })
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        house.add(kind_name, Value::Object(least));
        let id = house.add(kind_name, Value::Object(full.clone())).id;
        let before = shown(&mut house, id);
        for (name, given) in &full {
            assert!(
                is_read_as(given, &before.fields[name]),
                "{kind_name}.{name}: {given} was read otherwise"
            );
        }
        // What was read may be written again as it is.
        let again = Command::Edit { id, fields: before.fields.clone() };
        assert_eq!(record(house.told(again).unwrap()).fields, before.fields, "{kind_name}");
        assert_eq!(house.list(kind_name).len(), 2, "{kind_name}");
        house.done(Command::Remove { id });
        assert_eq!(house.list(kind_name).len(), 1, "{kind_name}");
        house.done(Command::Undelete { id });
        assert_eq!(shown(&mut house, id).fields, before.fields, "{kind_name}");
        made.insert(kind_name.to_owned(), id.to_string());
    }
    house.done(Command::Lock);
    house.unlock();
    for kind in kinds.as_array().unwrap() {
        assert_eq!(house.list(kind["kind"].as_str().unwrap()).len(), 2);
    }
}

#[test]
fn a_bad_value_of_any_field_is_refused_by_name_and_nothing_is_written() {
    let mut house = House::new("Mara", 72);
    house.init();
    let kinds = kith_core::kinds::kinds_json();
    let mut made = BTreeMap::new();
    let mut tried = 0;
    for kind in kinds.as_array().unwrap() {
        let kind_name = kind["kind"].as_str().unwrap();
        let fields = kind["fields"].as_array().unwrap();
        let full: Map<String, Value> =
            fields.iter().map(|field| (name(field), good(field, &made))).collect();
        for field in fields {
            for bad in bad(field) {
                let mut fields = full.clone();
                fields.insert(name(field), bad.clone());
                let add = Command::Add { kind: kind_name.into(), section: None, fields };
                let Err(Trouble::BadField { field: told, .. }) = house.told(add) else {
                    panic!("{kind_name}.{} took {bad}", name(field));
                };
                assert!(
                    told.starts_with(&name(field)),
                    "{kind_name}: {told} was named for {}",
                    name(field)
                );
                tried += 1;
            }
        }
        let mut fields = full.clone();
        fields.insert("no_such_field".into(), json!(1));
        let add = Command::Add { kind: kind_name.into(), section: None, fields };
        assert_eq!(
            house.told(add).unwrap_err(),
            Trouble::BadField { field: "no_such_field".into(), fault: FieldFault::Unknown }
        );
        assert!(house.list(kind_name).is_empty(), "{kind_name} was written");
        let id = house.add(kind_name, Value::Object(full)).id;
        made.insert(kind_name.to_owned(), id.to_string());
    }
    assert!(tried > 500, "only {tried} bad values were tried");
}

#[test]
fn what_the_program_keeps_for_itself_cannot_be_added_or_listed() {
    let mut house = House::new("Mara", 73);
    house.init();
    for kind in ["link", "setting"] {
        let add = Command::Add { kind: kind.into(), section: None, fields: Map::new() };
        assert_eq!(house.told(add).unwrap_err(), Trouble::UnknownKind);
        let list = Command::List(ListFilter { kind: kind.into(), ..ListFilter::default() });
        assert_eq!(house.told(list).unwrap_err(), Trouble::UnknownKind);
    }
}

/// What labels stood for was kept for ever, and there is place for 200: from then on a new label stood for nobody.
#[test]
fn a_label_finds_its_record_however_often_it_was_changed_before() {
    let mut house = House::new("Mara", 75);
    house.init();
    let mut goal = None;
    for number in 0..203 {
        let name = format!("P-{number:03}");
        let person = house.add("person", json!({"name": name})).id;
        let id = match goal {
            None => {
                let fields = json!({"want": "the garden", "with": person.to_string()});
                house.add("goal", fields).id
            }
            Some(goal) => house.edit(goal, json!({"with": person.to_string()})).id,
        };
        goal = Some(id);
        let with = shown(&mut house, id).fields["with"].clone();
        assert_eq!(with, json!({"id": person.to_string(), "label": name}));
    }
}

#[test]
fn a_label_across_sections_stays_as_it_was_seen_and_finds_its_record() {
    let mut house = House::new("Mara", 74);
    house.init();
    let person = house.add("person", json!({"name": "P-001"})).id;
    let other = house.add("person", json!({"name": "P-001"})).id;
    let goal = house.add("goal", json!({"want": "the garden", "with": person.to_string()})).id;
    let milestone = json!({"note": "a day", "with": [person.to_string(), other.to_string()]});
    let milestone = house.add("milestone", milestone).id;
    let told = |id: RecordId, label: &str| json!({"id": id.to_string(), "label": label});
    assert_eq!(shown(&mut house, goal).fields["with"], told(person, "P-001"));
    assert_eq!(
        shown(&mut house, milestone).fields["with"],
        json!([told(person, "P-001"), told(other, "P-001 (2)")])
    );

    // The person is called otherwise later: the label is what was seen then, the id still finds them.
    let name = json!({"name": "P-002"}).as_object().unwrap().clone();
    house.done(Command::Edit { id: person, fields: name });
    house.done(Command::Lock);
    house.unlock();
    assert_eq!(shown(&mut house, goal).fields["with"], told(person, "P-001"));

    // Another person is put in, and taken back: the old label stands for the old one again.
    let fields = json!({"with": other.to_string()}).as_object().unwrap().clone();
    house.done(Command::Edit { id: goal, fields });
    assert_eq!(shown(&mut house, goal).fields["with"], told(other, "P-001"));
    let fields = json!({"with": {"label": "my neighbour"}}).as_object().unwrap().clone();
    house.done(Command::Edit { id: goal, fields });
    assert_eq!(shown(&mut house, goal).fields["with"], json!({"label": "my neighbour"}));
    house.done(Command::Undo);
    assert_eq!(shown(&mut house, goal).fields["with"], told(other, "P-001"));
}
