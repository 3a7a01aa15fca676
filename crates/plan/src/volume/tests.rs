//! What no kind of the table needs yet: every field type, its limits, and what is refused.

use std::sync::Arc;

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc as _};
use serde_json::{Value as Json, json};

use super::{KeptViewError, Volume};
use crate::edit::{Edit, EditError, Stamp};
use crate::fields::Fields;
use crate::ids::{Actor, RecordId, UnixMillis};
use crate::kinds::trial::TRIAL;
use crate::record::Record;
use crate::value::Value;

const NOW: UnixMillis = UnixMillis(1_795_334_400_000);

fn stamp(number: u8) -> Stamp {
    Stamp { now: NOW, offset_minutes: -210, dice: [number; 16] }
}

fn trial() -> Volume {
    Volume::with_table(TRIAL, Actor([1; 16]))
}

fn add(volume: &mut Volume, number: u8, fields: Json) -> Result<RecordId, EditError> {
    let id = RecordId::new(NOW, [number; 10]);
    let fields = fields.as_object().unwrap().clone();
    volume.write(&Edit::Add { id, kind: "every".into(), fields }, stamp(number))?;
    Ok(id)
}

fn merge(volume: &mut Volume, id: RecordId, fields: Json) -> Result<(), EditError> {
    let fields = fields.as_object().unwrap().clone();
    volume.write(&Edit::Merge { id, fields }, stamp(100)).map(|_| ())
}

fn read(volume: &Volume, id: RecordId) -> Json {
    Json::Object(volume.record(id).unwrap().fields_json())
}

#[test]
fn every_type_goes_in_as_json_and_comes_out_the_same() {
    let mut volume = trial();
    let friend = RecordId::new(NOW, [9; 10]).to_string();
    let part = RecordId::new(NOW, [8; 10]).to_string();
    let fields = json!({
        "line": "a \u{e9} \u{1f600} line", "page": "two\nlines\tand a tab", "whole": -5, "scale": 10,
        "one": "blue", "some": ["a", "c"], "flag": false, "day": "2024-02-29",
        "moment": "2026-03-29T02:30:00.250-07:00", "friend": friend, "friends": [friend],
        "steps": [{"id": part, "text": "first", "done": true}],
    });
    let id = add(&mut volume, 1, fields.clone()).unwrap();
    assert_eq!(read(&volume, id), fields);
    assert!(volume.record(id).unwrap().newer.is_empty());
    // Reading it all back in changes nothing, so nothing is written.
    let heads = volume.heads();
    merge(&mut volume, id, fields.clone()).unwrap();
    assert_eq!(volume.heads(), heads);
    // So does the walk, and so does a volume loaded again.
    assert!(volume.walked_view() == *volume.view());
}

#[test]
fn bad_values_of_every_type_are_refused_by_name_and_write_nothing() {
    let long = "x".repeat(501);
    let longer = "x".repeat(20_001);
    let many: Vec<Json> = (0..201).map(|_| json!({"text": "t"})).collect();
    let id = RecordId::new(NOW, [9; 10]).to_string();
    let bad = [
        ("line", json!(1)),
        ("line", json!("two\nlines")),
        ("line", json!("a\u{7}bell")),
        ("line", json!("a\u{2028}b")),
        ("line", json!(long)),
        ("line", json!(["a"])),
        ("page", json!(longer)),
        ("page", json!(true)),
        ("whole", json!(6)),
        ("whole", json!(-6)),
        ("whole", json!(1.5)),
        ("whole", json!("1")),
        ("whole", json!(u64::MAX)),
        ("scale", json!(11)),
        ("scale", json!(-1)),
        ("one", json!("green")),
        ("one", json!(["red"])),
        ("some", json!(["a", "d"])),
        ("some", json!("a")),
        ("some", json!([1])),
        ("flag", json!(1)),
        ("flag", json!("true")),
        ("day", json!("2023-02-29")),
        ("day", json!("2023-2-9")),
        ("day", json!("20230209")),
        ("day", json!("2023-02-09T10:00:00Z")),
        ("moment", json!("2026-03-29T02:30:00")),
        ("moment", json!("2026-03-29 02:30:00Z")),
        ("moment", json!("2026-03-29T25:30:00Z")),
        ("moment", json!("2026-03-29T02:30:00+1:00")),
        ("moment", json!("2026-03-29T02:30:00.Z")),
        ("moment", json!("2026-03-29T02:30:00+01:00[Europe/Paris]")),
        ("moment", json!("2026-13-29T02:30:00Z")),
        ("moment", json!(1_795_334_400_000_i64)),
        ("friend", json!("not an id")),
        ("friend", json!("2f8e3c5a-1111-4222-8333-444455556666")),
        ("friends", json!(["x"])),
        ("friends", json!("x")),
        ("steps", json!([{"id": "x", "text": "t"}])),
        ("steps", json!([{"id": id, "text": "t"}, {"id": id, "text": "u"}])),
        ("steps", json!(["t"])),
        ("steps", json!(many)),
        ("steps.text", json!([{"done": true}])),
        ("steps.text", json!([{"text": "a\nb"}])),
        ("steps.text", json!([{"text": ""}])),
        ("steps.done", json!([{"text": "t", "done": "yes"}])),
        ("steps.order", json!([{"text": "t", "order": "V"}])),
        ("steps.unheard", json!([{"text": "t", "unheard": 1}])),
        ("unheard", json!(1)),
        ("kind", json!("other")),
        ("gone", json!(1)),
    ];
    let mut volume = trial();
    let standing = add(&mut volume, 1, json!({"line": "stands"})).unwrap();
    let (heads, before) = (volume.heads(), read(&volume, standing));
    for (named, value) in bad {
        let field = named.split('.').next().unwrap();
        let case = format!("{named}: {value:.60}");
        let fields = json!({"scale": 3, field: value});
        let refused = add(&mut volume, 2, fields.clone()).unwrap_err();
        assert_eq!(refused.field(), Some(named), "{case}");
        let refused = merge(&mut volume, standing, fields).unwrap_err();
        assert_eq!(refused.field(), Some(named), "{case}");
        assert_eq!(volume.heads(), heads, "{case}");
        assert_eq!(read(&volume, standing), before, "{case}");
    }
    assert_eq!(volume.view().len(), 1);
}

#[test]
fn the_edges_of_every_limit_are_inside() {
    let mut volume = trial();
    let id = add(
        &mut volume,
        1,
        json!({
            "line": "\u{e9}".repeat(500), "whole": -5, "scale": 0,
            "moment": "1960-01-01T00:00:00.123456789+14:00", "day": "0001-01-01",
            "steps": (0..200).map(|number| json!({"text": number.to_string()})).collect::<Json>(),
        }),
    )
    .unwrap();
    let steps = read(&volume, id)["steps"].clone();
    let texts: Vec<&str> =
        steps.as_array().unwrap().iter().map(|part| part["text"].as_str().unwrap()).collect();
    assert_eq!(texts, (0..200).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_field_of_happening_that_is_left_out_is_the_time_and_place_of_writing() {
    let mut volume = trial();
    let id = add(&mut volume, 1, json!({})).unwrap();
    // 2026-11-22T08:00Z is still the same day at half past four in the morning, 3:30 h west.
    assert_eq!(read(&volume, id), json!({"day": "2026-11-22"}));
    let mut volume = Volume::new(Actor([1; 16]));
    let edit = Edit::Add {
        id,
        kind: "checkin".into(),
        fields: json!({"at": null}).as_object().unwrap().clone(),
    };
    volume.write(&edit, stamp(1)).unwrap();
    assert_eq!(read(&volume, id), json!({"at": "2026-11-22T04:30:00-03:30"}));
    assert_eq!(volume.record(id).unwrap().happened(), NOW);
}

#[test]
fn null_and_emptiness_clear_a_field() {
    let mut volume = trial();
    let all = json!({
        "line": "l", "page": "p", "whole": 1, "one": "red", "some": ["a"], "flag": true,
        "friends": [RecordId::new(NOW, [9; 10]).to_string()], "steps": [{"text": "t"}],
    });
    let id = add(&mut volume, 1, all.clone()).unwrap();
    let cleared: serde_json::Map<String, Json> =
        all.as_object().unwrap().keys().map(|name| (name.clone(), Json::Null)).collect();
    merge(&mut volume, id, Json::Object(cleared)).unwrap();
    assert_eq!(read(&volume, id), json!({"day": "2026-11-22"}));
    merge(&mut volume, id, json!({"line": "", "page": "", "some": [], "steps": []})).unwrap();
    assert_eq!(read(&volume, id), json!({"day": "2026-11-22"}));
    merge(&mut volume, id, all.clone()).unwrap();
    assert_eq!(read(&volume, id)["page"], "p");
    assert_eq!(read(&volume, id)["steps"][0]["text"], "t");
    assert!(volume.walked_view() == *volume.view());
}

#[test]
fn parts_follow_the_order_of_the_list_and_leave_when_left_out() {
    let mut volume = trial();
    let steps = json!([{"text": "a"}, {"text": "b"}, {"text": "c"}, {"text": "d"}]);
    let id = add(&mut volume, 1, json!({"steps": steps})).unwrap();
    let steps = read(&volume, id)["steps"].clone();
    let ids: std::collections::BTreeSet<&str> =
        steps.as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 4, "each new part has an id of its own");
    let reordered = json!([steps[3], {"text": "new"}, steps[0], steps[2]]);
    merge(&mut volume, id, json!({"steps": reordered})).unwrap();
    let after = read(&volume, id)["steps"].clone();
    let texts: Vec<&Json> = after.as_array().unwrap().iter().map(|part| &part["text"]).collect();
    assert_eq!(texts, ["d", "new", "a", "c"]);
    assert_eq!(after[0]["id"], steps[3]["id"]);
    assert_eq!(after[2]["id"], steps[0]["id"]);
}

/// A field with two values and a deleted record.
#[test]
fn a_resting_volume_shows_what_its_document_holds_and_takes_nothing() {
    let mut here = Volume::new(Actor([1; 16]));
    let id = RecordId::new(NOW, [1; 10]);
    let fields = json!({"name": "R", "good_times": "evenings", "roles": ["listen"]});
    let fields = fields.as_object().unwrap().clone();
    here.write(&Edit::Add { id, kind: "person".into(), fields }, stamp(1)).unwrap();
    let gone = RecordId::new(NOW, [2; 10]);
    let text = json!({"text": "because"}).as_object().unwrap().clone();
    here.write(&Edit::Add { id: gone, kind: "reason".into(), fields: text }, stamp(2)).unwrap();
    here.write(&Edit::Remove { id: gone }, stamp(3)).unwrap();
    let mut there = Volume::from_document_bytes(&here.save_nocompress(), Actor([2; 16])).unwrap();
    merge(&mut here, id, json!({"good_times": "mornings"})).unwrap();
    merge(&mut there, id, json!({"good_times": "never"})).unwrap();
    let added = there.save_nocompress();
    here.take_over(Volume::from_document_bytes(&added, None).unwrap()).unwrap();
    assert!(!here.record(id).unwrap().both.is_empty() && !here.deleted_with_fields().is_empty());

    let mut resting = Volume::resting(&here.view_keeper()()).unwrap();
    assert!(resting.is_resting() && resting.view() == here.view());
    assert_eq!(resting.heads(), here.heads());
    assert_eq!(resting.deleted_with_fields(), here.deleted_with_fields());
    resting.set_actor(Actor([3; 16]));
    assert_eq!(resting.actor(), None);
    let refused = resting.write(&Edit::Undelete { id: gone }, stamp(4));
    assert!(matches!(refused, Err(EditError::NoActor)));
    let refused = resting.undo(&[], stamp(4));
    assert!(matches!(refused, Err(EditError::NoActor)));
    assert!(resting.saver().is_none() && resting.save_nocompress().is_empty());
    assert!(resting.view() == here.view(), "a refused edit changes nothing");
}

/// Every field type of the table, and every value that a document can hold, in a record of a newer Kith, and in a field
/// and a choice of one beside those that are known; each of them also as one of two values.
#[test]
fn a_kept_view_holds_every_kind_of_value_and_what_only_a_newer_kith_knows() {
    let mut here = trial();
    let friend = RecordId::new(NOW, [9; 10]).to_string();
    let part = RecordId::new(NOW, [8; 10]).to_string();
    let fields = json!({
        "line": "a line", "page": "two\nlines", "whole": -5, "scale": 10, "one": "blue",
        "some": ["a", "c"], "flag": false, "day": "2024-02-29",
        "moment": "2026-03-29T02:30:00.250-07:00", "time": "23:59", "zone": "Europe/Zurich",
        "friend": friend, "friends": [friend], "far": "P-001", "fars": ["P-001", "P-002"],
        "steps": [{"id": part, "text": "first", "done": true}],
    });
    let id = add(&mut here, 1, fields).unwrap();
    let newer = RecordId::new(NOW, [7; 10]);
    let mut there = automerge::Automerge::load(&here.save_nocompress()).unwrap();
    let mut second = there.fork();
    for (document, actor, flag) in [(&mut there, 2, true), (&mut second, 3, false)] {
        document.set_actor(automerge::ActorId::from([actor; 16]));
        let mut transaction = document.transaction();
        let (_, known) = transaction.get(ROOT, id.to_string()).unwrap().unwrap();
        let some = transaction.get(&known, "some").unwrap().unwrap().1;
        transaction.put(&some, "d", true).unwrap();
        transaction.put(&known, "whole", 1 + i64::from(flag)).unwrap();
        every_value(&mut transaction, &known, "later", flag);
        if flag {
            let map = transaction.put_object(ROOT, newer.to_string(), ObjType::Map).unwrap();
            transaction.put(&map, "kind", "dream").unwrap();
            every_value(&mut transaction, &map, "seen", flag);
        }
        transaction.commit();
    }
    there.merge(&mut second).unwrap();
    let document = Volume::from_document_bytes(&there.save_nocompress(), None).unwrap();
    here.take_over(document).unwrap();
    let record = here.record(id).unwrap();
    let both: Vec<&str> = record.both.keys().map(String::as_str).collect();
    assert_eq!(both, ["later", "whole"]);
    let only_newer: Vec<&str> = record.newer.iter().map(String::as_str).collect();
    assert_eq!(only_newer, ["later", "some"]);
    let held = record.fields.values().chain(record.both.values().flatten());
    let names: std::collections::BTreeSet<&str> = held.flat_map(names_of).collect();
    let all = ["bytes", "flag", "fraction", "list", "map", "null", "text", "whole"];
    assert_eq!(names.into_iter().collect::<Vec<_>>(), all);
    assert_eq!(here.record(newer).unwrap().fields.len(), 1);

    let resting = Volume::resting(&here.view_keeper()()).unwrap();
    for (id, record) in here.view() {
        assert!(resting.view()[id] == *record, "{id}: {:?}", resting.view()[id].fields_json());
    }
    assert!(resting.view() == here.view() && resting.heads() == here.heads());
}

/// Writes a map with every scalar, a list and a map, as a newer Kith may.
fn every_value(transaction: &mut Transaction<'_>, map: &ObjId, name: &str, flag: bool) {
    let all = transaction.put_object(map, name, ObjType::Map).unwrap();
    transaction.put(&all, "null", ()).unwrap();
    transaction.put(&all, "flag", flag).unwrap();
    transaction.put(&all, "whole", i64::MIN).unwrap();
    transaction.put(&all, "fraction", -0.5).unwrap();
    transaction.put(&all, "text", "\u{1f600}").unwrap();
    transaction.put(&all, "bytes", vec![0_u8, 255]).unwrap();
    let list = transaction.put_object(&all, "list", ObjType::List).unwrap();
    transaction.insert(&list, 0, 1).unwrap();
    let inner = transaction.insert_object(&list, 1, ObjType::Map).unwrap();
    transaction.put(&inner, "deep", true).unwrap();
}

/// What a value is, and what those within it are.
fn names_of(value: &Value) -> Vec<&'static str> {
    match value {
        Value::Null => vec!["null"],
        Value::Flag(_) => vec!["flag"],
        Value::Whole(_) => vec!["whole"],
        Value::Fraction(_) => vec!["fraction"],
        Value::Text(_) => vec!["text"],
        Value::Bytes(_) => vec!["bytes"],
        Value::List(list) => list.iter().flat_map(names_of).chain(["list"]).collect(),
        Value::Map(map) => map.values().flat_map(names_of).chain(["map"]).collect(),
    }
}

#[test]
fn a_long_view_is_read_in_pieces_and_whole() {
    for len in [0, 1, 4_095, 4_096, 4_097, 9_000] {
        let records = (0..len).map(|number: i64| {
            let id =
                RecordId::new(UnixMillis(NOW.0 + number % 5_000), [(number / 5_000) as u8; 10]);
            let fields = Fields::from([("number", Value::Whole(number))]);
            let (created, updated, gone) = (id.created(), NOW, None);
            let (both, newer) = (Default::default(), Default::default());
            (
                id,
                Arc::new(Record {
                    id,
                    kind: "reason".into(),
                    created,
                    updated,
                    fields,
                    both,
                    gone,
                    newer,
                }),
            )
        });
        let mut here = Volume::new(None);
        here.take_view(records.collect());
        let resting = Volume::resting(&here.view_keeper()()).unwrap();
        assert!(resting.view().len() == len as usize && resting.view() == here.view(), "{len}");
    }
}

#[test]
fn a_kept_view_that_is_cut_or_of_another_version_is_not_used() {
    let mut volume = Volume::new(Actor([1; 16]));
    let id = RecordId::new(NOW, [1; 10]);
    let fields = json!({"text": "because"}).as_object().unwrap().clone();
    volume.write(&Edit::Add { id, kind: "reason".into(), fields }, stamp(1)).unwrap();
    let kept = volume.view_keeper()();
    for len in 0..kept.len() {
        assert!(Volume::resting(&kept[..len]).is_err(), "cut to {len}");
    }
    let mut other = kept;
    // The first byte is the length of what the version is called, the second its first letter.
    other[1] ^= 1;
    assert_eq!(Volume::resting(&other).unwrap_err(), KeptViewError::OtherVersion);
}
