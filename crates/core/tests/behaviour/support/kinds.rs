//! Records made from nothing but what `kith kinds` says of their kind.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// A good value for a field, from what the table says of it. `made` holds the id of one record of each
/// kind that was made before.
pub fn good(field: &Value, made: &BTreeMap<String, String>) -> Value {
    match field["type"].as_str().unwrap() {
        "line" | "page" => json!("a plain line"),
        "whole" | "scale" => field["max"].clone(),
        "one" => field["choices"][0].clone(),
        "some" => field["choices"].clone(),
        "flag" => json!(true),
        "day" => json!("2026-03-29"),
        "moment" => json!("2026-03-29T01:30:00+01:00"),
        "time" => json!("23:59"),
        "zone" => json!("Europe/Lisbon"),
        "ref" => json!(made[field["kind"].as_str().unwrap()]),
        "refs" => json!([made[field["kind"].as_str().unwrap()]]),
        "items" => {
            let part = field["fields"].as_array().unwrap().iter();
            let part: Map<String, Value> =
                part.map(|field| (name(field), good(field, made))).collect();
            json!([part])
        }
        other => panic!("a type without a value: {other}"),
    }
}

/// The name of a field.
pub fn name(field: &Value) -> String {
    field["name"].as_str().unwrap().to_owned()
}

/// Every field of a kind with a good value.
pub fn full(kind: &Value, made: &BTreeMap<String, String>) -> Value {
    let fields = kind["fields"].as_array().unwrap().iter();
    Value::Object(fields.map(|field| (name(field), good(field, made))).collect())
}
