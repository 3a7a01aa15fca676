//! Taking back what this device did, and leaving alone what somebody touched since.

use kith_plan::{Batch, Edit};
use serde_json::json;

use crate::support::{Device, gather, object, two_with};

#[test]
fn a_field_goes_back_and_forth() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017", "ring": 1}));
    let written = devices[0].merge(id, json!({"ring": 3, "good_times": "mornings"}));
    let undone = devices[0].undo(&written.undo);
    assert_eq!(devices[0].field(id, "ring"), Some(json!(1)));
    assert_eq!(devices[0].field(id, "good_times"), None);
    devices[0].undo(&undone.undo);
    assert_eq!(devices[0].field(id, "ring"), Some(json!(3)));
    assert_eq!(devices[0].field(id, "good_times"), Some(json!("mornings")));
}

#[test]
fn what_another_device_wrote_since_is_not_undone() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017", "ring": 1}));
    let written = devices[0].merge(id, json!({"ring": 2, "good_times": "mornings"}));
    gather(&mut devices);
    devices[1].merge(id, json!({"ring": 3}));
    gather(&mut devices);
    devices[0].undo(&written.undo);
    assert_eq!(devices[0].field(id, "ring"), Some(json!(3)), "theirs stays");
    assert_eq!(devices[0].field(id, "good_times"), None, "ours goes");
    let heads = devices[0].volume.heads();
    assert!(devices[0].undo(&written.undo).is_empty(), "once is enough");
    assert_eq!(devices[0].volume.heads(), heads);
}

#[test]
fn a_field_that_holds_two_values_is_not_undone() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017", "ring": 1}));
    let written = devices[0].merge(id, json!({"ring": 2}));
    devices[1].merge(id, json!({"ring": 3}));
    gather(&mut devices);
    assert!(devices[0].undo(&written.undo).is_empty());
    assert_eq!(devices[0].both(id, "ring").unwrap().len(), 2);
}

#[test]
fn adding_is_undone_while_the_record_is_as_it_was_made() {
    let mut device = Device::new(1);
    let id = device.new_id();
    let edit = Edit::Add { id, kind: "word".into(), fields: object(json!({"word": "fine"})) };
    let written = device.write(edit);
    let undone = device.undo(&written.undo);
    assert!(device.record(id).gone.is_some());
    device.undo(&undone.undo);
    assert!(device.record(id).gone.is_none());
    device.merge(id, json!({"word": "need_a_talk"}));
    assert!(device.undo(&written.undo).is_empty());
    assert!(device.record(id).gone.is_none());
}

#[test]
fn removing_and_bringing_back_are_undone() {
    let mut device = Device::new(1);
    let id = device.add("word", json!({"word": "fine"}));
    let removed = device.write(Edit::Remove { id });
    device.undo(&removed.undo);
    assert_eq!(device.record(id).gone, None);
    device.write(Edit::Remove { id });
    assert!(device.undo(&removed.undo).is_empty(), "a later deletion is another one");
    let restored = device.write(Edit::Undelete { id });
    device.undo(&restored.undo);
    assert!(device.record(id).gone.is_some());
}

#[test]
fn a_batch_is_undone_as_a_whole_with_chains_inside() {
    let mut device = Device::new(1);
    let kept = device.add("person", json!({"name": "P-001"}));
    let id = device.new_id();
    let edits = [
        Edit::Add { id, kind: "person".into(), fields: object(json!({"name": "P-002"})) },
        Edit::Merge { id, fields: object(json!({"ring": 1})) },
        Edit::Merge { id: kept, fields: object(json!({"ring": 1})) },
        Edit::Merge { id: kept, fields: object(json!({"ring": 2})) },
        Edit::Merge { id: kept, fields: object(json!({"ring": 3})) },
    ];
    let written = device.write_many(&edits, Batch::ChangeEach).unwrap();
    device.undo(&written.undo);
    assert!(device.record(id).gone.is_some());
    assert_eq!(device.field(kept, "ring"), None);
}

#[test]
fn parts_and_pages_go_back_with_their_ids() {
    let mut device = Device::new(1);
    let contacts = json!([{"value": "555-0101"}, {"value": "555-0102"}]);
    let id = device.add("person", json!({"name": "P-001", "contacts": contacts}));
    let before = device.field(id, "contacts");
    let written = device.merge(id, json!({"contacts": null}));
    device.undo(&written.undo);
    assert_eq!(device.field(id, "contacts"), before);
    let page = device.add("reason", json!({"text": "first words"}));
    let written = device.merge(page, json!({"text": "other words"}));
    device.undo(&written.undo);
    assert_eq!(device.field(page, "text"), Some(json!("first words")));
}

#[test]
fn undoing_a_settlement_gives_back_the_value_that_was_shown() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017"}));
    devices[0].merge(id, json!({"ring": 1}));
    devices[1].merge(id, json!({"ring": 2}));
    gather(&mut devices);
    let shown = devices[0].field(id, "ring");
    let settle = Edit::Settle { id, field: "ring".into(), value: json!(3) };
    let written = devices[0].write(settle);
    devices[0].undo(&written.undo);
    assert_eq!(devices[0].field(id, "ring"), shown);
}
