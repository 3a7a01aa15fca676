//! The table as `kith kinds` prints it.

use serde_json::{Map, Value as Json, json};

use super::{FieldInfo, FieldType, KindInfo, Role, all};

/// The whole table as JSON: an array of kinds, each with its fields, in the order of the table.
pub fn kinds_json() -> Json {
    all().iter().map(kind_json).collect()
}

fn kind_json(kind: &KindInfo) -> Json {
    let first: Map<String, Json> = Role::ALL
        .into_iter()
        .map(|role| (role.name().to_owned(), kind.first(role).name().into()))
        .collect();
    json!({
        "kind": kind.name,
        "section": kind.section,
        "span": kind.span.name(),
        "row": kind.rows,
        "ceiling": kind.ceiling().name(),
        "first": first,
        "fields": kind.fields.iter().map(field_json).collect::<Json>(),
    })
}

fn field_json(field: &FieldInfo) -> Json {
    let mut json = Map::new();
    json.insert("name".into(), field.name.into());
    json.insert("type".into(), field.field_type.name().into());
    json.insert("required".into(), field.required.into());
    json.insert("help".into(), field.help.into());
    match field.field_type {
        FieldType::Whole { min, max } | FieldType::Scale { min, max } => {
            json.insert("min".into(), min.into());
            json.insert("max".into(), max.into());
        }
        FieldType::One(choices) | FieldType::Some(choices) => {
            json.insert("choices".into(), choices.into());
        }
        FieldType::Ref(kind)
        | FieldType::Refs(kind)
        | FieldType::Far(kind)
        | FieldType::Fars(kind) => {
            json.insert("kind".into(), kind.into());
        }
        FieldType::Items(fields) => {
            json.insert("fields".into(), fields.iter().map(field_json).collect());
        }
        FieldType::Line
        | FieldType::Page
        | FieldType::Flag
        | FieldType::Day
        | FieldType::Time
        | FieldType::Zone
        | FieldType::Moment => {}
    }
    Json::Object(json)
}
