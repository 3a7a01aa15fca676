//! What a newer Kith writes is kept, shown and left alone; what nobody could mean is survived.

use automerge::transaction::{CommitOptions, Transactable as _, Transaction};
use automerge::{ActorId, Automerge, ObjId, ObjType, ROOT, ReadDoc as _};
use kith_plan::{Actor, Edit, EditError, RecordId, Volume};
use serde_json::json;

use crate::support::{Device, START, gather, object};

const NEWER: Actor = Actor([9; 16]);

/// Lets a newer Kith write into a volume, by hand, through the gate.
fn write_newer(device: &mut Device, work: impl FnOnce(&mut Transaction<'_>)) {
    let mut document = Automerge::load(&device.volume.save_nocompress()).unwrap();
    document.set_actor(ActorId::from(NEWER.0));
    let mut transaction = document.transaction();
    work(&mut transaction);
    transaction.commit_with(CommitOptions::default().with_time(0));
    let chunk = document.get_last_local_change().unwrap().raw_bytes().to_vec();
    device.admit(NEWER, &chunk).unwrap();
    assert!(*device.volume.view() == device.volume.walked_view());
}

fn map_of(transaction: &Transaction<'_>, id: RecordId) -> ObjId {
    transaction.get(ROOT, id.to_string()).unwrap().unwrap().1
}

#[test]
fn unknown_kinds_are_shown_and_not_written() {
    let mut device = Device::new(1);
    let id = RecordId::new(START, [4; 10]);
    write_newer(&mut device, |transaction| {
        let map = transaction.put_object(ROOT, id.to_string(), ObjType::Map).unwrap();
        transaction.put(&map, "kind", "dream").unwrap();
        transaction.put(&map, "depth", 3.5).unwrap();
        let list = transaction.put_object(&map, "seen", ObjType::List).unwrap();
        transaction.insert(&list, 0, "a boat").unwrap();
        let inner = transaction.insert_object(&list, 1, ObjType::Map).unwrap();
        transaction.put(&inner, "deep", true).unwrap();
        transaction.put(&map, "raw", vec![0_u8, 255]).unwrap();
    });
    let record = device.record(id);
    assert!(record.is_of_newer_kind());
    let shown = json!({"depth": 3.5, "seen": ["a boat", {"deep": true}], "raw": "00ff"});
    assert_eq!(json!(record.fields_json()), shown);
    let edit = Edit::Merge { id, fields: object(json!({"depth": 1})) };
    assert_eq!(device.try_write(edit).unwrap_err(), EditError::ReadOnlyKind);
    // It may be deleted and brought back: that needs no knowledge of it.
    device.write(Edit::Remove { id });
    device.write(Edit::Undelete { id });
    assert_eq!(json!(device.record(id).fields_json()), shown);
}

#[test]
fn unknown_fields_and_choices_survive_edits_beside_them() {
    let mut device = Device::new(1);
    let id = device.add("checkin", json!({"mood": 3, "halt": ["tired"], "need": "talk"}));
    write_newer(&mut device, |transaction| {
        let map = map_of(transaction, id);
        transaction.put(&map, "weather", "rain").unwrap();
        transaction.put(&map, "need", "a_hug").unwrap();
        let halt = transaction.get(&map, "halt").unwrap().unwrap().1;
        transaction.put(&halt, "thirsty", true).unwrap();
        transaction.put(&map, "craving", 12).unwrap();
    });
    let record = device.record(id);
    let newer: Vec<&str> = record.newer.iter().map(String::as_str).collect();
    assert_eq!(newer, ["craving", "halt", "need", "weather"]);
    assert_eq!(device.field(id, "halt"), Some(json!(["tired", "thirsty"])));

    device.merge(id, json!({"halt": ["hungry"], "note": "a line"}));
    assert_eq!(device.field(id, "halt"), Some(json!(["hungry", "thirsty"])));
    assert_eq!(device.field(id, "weather"), Some(json!("rain")));
    // What was read may be written back as it is.
    device.merge(id, json!({"halt": ["thirsty", "angry"], "need": "a_hug"}));
    assert_eq!(device.field(id, "halt"), Some(json!(["angry", "thirsty"])));
    // A known choice replaces an unknown one if a person says so.
    device.merge(id, json!({"need": "ride", "craving": 2}));
    assert_eq!(device.field(id, "need"), Some(json!("ride")));
    let edit = Edit::Merge { id, fields: object(json!({"weather": "sun"})) };
    let refused = device.try_write(edit).unwrap_err();
    assert_eq!(refused, EditError::ReadOnlyField { field: "weather".into() });
    let edit = Edit::Merge { id, fields: object(json!({"need": "a_hug"})) };
    assert_eq!(device.try_write(edit).unwrap_err(), EditError::NotAChoice { field: "need".into() });
}

#[test]
fn another_type_in_a_known_field_is_shown_and_left_alone() {
    let mut device = Device::new(1);
    let id = device.add("checkin", json!({"mood": 3}));
    write_newer(&mut device, |transaction| {
        let map = map_of(transaction, id);
        let mood = transaction.put_object(&map, "mood", ObjType::Map).unwrap();
        transaction.put(&mood, "colour", "blue").unwrap();
        transaction.put(&map, "halt", "tired").unwrap();
        transaction.put(&map, "updated", "yesterday").unwrap();
    });
    assert_eq!(device.field(id, "mood"), Some(json!({"colour": "blue"})));
    assert_eq!(device.field(id, "halt"), Some(json!("tired")));
    for (field, value) in [("mood", json!(4)), ("halt", json!(["tired"]))] {
        let edit = Edit::Merge { id, fields: object(json!({field: value})) };
        let refused = device.try_write(edit).unwrap_err();
        assert_eq!(refused, EditError::ReadOnlyField { field: field.into() });
    }
    device.merge(id, json!({"craving": 1}));
    assert_eq!(device.field(id, "mood"), Some(json!({"colour": "blue"})));
}

#[test]
fn parts_of_a_newer_kith_come_through_an_edit_of_their_list() {
    let mut device = Device::new(1);
    let id = device.add("person", json!({"name": "P-001", "contacts": [{"value": "555-0101"}]}));
    write_newer(&mut device, |transaction| {
        let map = map_of(transaction, id);
        let contacts = transaction.get(&map, "contacts").unwrap().unwrap().1;
        let key = transaction.keys(&contacts).next().unwrap();
        let part = transaction.get(&contacts, key).unwrap().unwrap().1;
        transaction.put(&part, "sort", "carrier_pigeon").unwrap();
        transaction.put(&part, "hours", 7).unwrap();
    });
    let mut contacts = device.field(id, "contacts").unwrap();
    assert_eq!(contacts[0]["sort"], "carrier_pigeon");
    contacts.as_array_mut().unwrap().push(json!({"sort": "email", "value": "b"}));
    contacts[0]["value"] = json!("555-0102");
    device.merge(id, json!({"contacts": contacts}));
    let after = device.field(id, "contacts").unwrap();
    assert_eq!(after[0]["hours"], 7);
    assert_eq!(after[0]["sort"], "carrier_pigeon");
    assert_eq!(after[0]["value"], "555-0102");
    assert_eq!(after[1]["value"], "b");
}

#[test]
fn a_page_that_was_closed_to_a_plain_string_can_be_written_again() {
    let mut device = Device::new(1);
    let id = device.add("reason", json!({"text": "open"}));
    write_newer(&mut device, |transaction| {
        let map = map_of(transaction, id);
        transaction.put(&map, "text", "closed when its year was over").unwrap();
    });
    assert_eq!(device.field(id, "text"), Some(json!("closed when its year was over")));
    device.merge(id, json!({"text": "opened again"}));
    assert_eq!(device.field(id, "text"), Some(json!("opened again")));
}

#[test]
fn a_document_full_of_nonsense_is_read_without_harm() {
    let mut device = Device::new(1);
    let good = device.add("word", json!({"word": "fine"}));
    let ids: Vec<RecordId> = (1..=5).map(|number| RecordId::new(START, [number; 10])).collect();
    write_newer(&mut device, |transaction| {
        transaction.put(ROOT, "settings", 1).unwrap();
        transaction.put(ROOT, "0189-not-an-id", "x").unwrap();
        transaction.put(ROOT, good.to_string().to_uppercase(), "x").unwrap();
        transaction.put(ROOT, ids[0].to_string(), "a scalar").unwrap();
        transaction.put_object(ROOT, ids[1].to_string(), ObjType::List).unwrap();
        let map = transaction.put_object(ROOT, ids[2].to_string(), ObjType::Map).unwrap();
        transaction.put(&map, "kind", 5).unwrap();
        transaction.put(&map, "gone", "no time").unwrap();
        let mut inner = map;
        for _ in 0..40 {
            inner = transaction.put_object(&inner, "deeper", ObjType::Map).unwrap();
        }
        transaction.put(&inner, "end", 1).unwrap();
        let map = transaction.put_object(ROOT, ids[3].to_string(), ObjType::Map).unwrap();
        transaction.put(&map, "kind", "person").unwrap();
        transaction.put(&map, "name", u64::MAX).unwrap();
        transaction.put(&map, "ring", 0.5).unwrap();
        let contacts = transaction.put_object(&map, "contacts", ObjType::Map).unwrap();
        transaction.put(&contacts, "not a part", 1).unwrap();
        let text = transaction.put_object(&map, "roles", ObjType::Text).unwrap();
        transaction.splice_text(&text, 0, 0, "listen").unwrap();
    });
    let kinds: Vec<&str> =
        device.volume.view().values().map(|record| record.kind.as_str()).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    let record = device.record(ids[3]);
    assert_eq!(record.newer.len(), 4);
    json!(record.to_json("people", kith_plan::VolumeId([0; 16]))).to_string();
    assert_eq!(device.field(good, "word"), Some(json!("fine")));
    let loaded = Volume::from_document_bytes(&device.volume.save_nocompress(), None).unwrap();
    assert_eq!(loaded.view().len(), 3);
}

#[test]
fn one_id_made_on_two_devices_at_once_is_one_record_with_both_values() {
    let mut devices = [Device::new(1), Device::new(2)];
    let id = RecordId::new(START, [4; 10]);
    for (device, name) in [(0, "P-001"), (1, "P-002")] {
        let fields = object(json!({"name": name, "ring": 1, "roles": ["listen"]}));
        devices[device].write(Edit::Add { id, kind: "person".into(), fields });
    }
    gather(&mut devices);
    assert_eq!(devices[0].both(id, "name").unwrap().len(), 2);
    assert_eq!(devices[0].both(id, "ring"), None);
    let settle = Edit::Settle { id, field: "name".into(), value: json!("P-001") };
    devices[1].write(settle);
    devices[1].merge(id, json!({"roles": ["ride"], "ring": null}));
    gather(&mut devices);
    let record = devices[0].record(id);
    assert!(record.both.is_empty(), "{record:?}");
    assert_eq!(devices[0].field(id, "name"), Some(json!("P-001")));
    assert_eq!(devices[0].field(id, "roles"), Some(json!(["ride"])));
    assert_eq!(devices[0].field(id, "ring"), None);
    devices[0].write(Edit::Remove { id });
    devices[0].write(Edit::Undelete { id });
    gather(&mut devices);
}
