//! What two and three devices make of writes that knew nothing of each other.

use kith_plan::kinds::{checkin, person};
use kith_plan::{Edit, EditError};
use serde_json::json;

use crate::support::{Device, gather, object, two_with};

#[test]
fn different_fields_of_one_record_are_both_kept_without_a_question() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017"}));
    devices[0].merge(id, json!({"ring": 1}));
    devices[1].merge(id, json!({"good_times": "evenings"}));
    gather(&mut devices);
    let record = devices[0].record(id);
    assert_eq!(person::RING.of(&record), Some(1));
    assert_eq!(person::GOOD_TIMES.of(&record), Some("evenings"));
    assert!(record.both.is_empty());
}

#[test]
fn one_field_set_at_once_keeps_both_values_in_one_order_until_it_is_settled() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017"}));
    devices[0].merge(id, json!({"good_times": "mornings"}));
    devices[1].merge(id, json!({"good_times": "evenings"}));
    gather(&mut devices);
    let both = devices[0].both(id, "good_times").unwrap();
    assert_eq!(both.len(), 2);
    assert!(both.contains(&json!("mornings")) && both.contains(&json!("evenings")));
    assert_eq!(devices[1].both(id, "good_times").unwrap(), both);

    devices[1].write(Edit::Settle { id, field: "good_times".into(), value: json!("mornings") });
    gather(&mut devices);
    assert_eq!(devices[0].field(id, "good_times"), Some(json!("mornings")));
    assert_eq!(devices[0].both(id, "good_times"), None);
}

#[test]
fn equal_values_set_at_once_are_one_and_updated_takes_the_later() {
    let (mut devices, id) = two_with("checkin", json!({"mood": 2}));
    devices[1].now.0 += 3_600_000;
    devices[0].merge(id, json!({"mood": 4}));
    devices[1].merge(id, json!({"mood": 4}));
    let later = devices[1].now;
    gather(&mut devices);
    let record = devices[0].record(id);
    assert_eq!(checkin::MOOD.of(&record), Some(4));
    assert!(record.both.is_empty());
    assert_eq!(record.updated, later);
}

#[test]
fn settling_with_the_value_that_is_shown_ends_the_conflict() {
    let (mut devices, id) = two_with("checkin", json!({}));
    devices[0].merge(id, json!({"craving": 3}));
    devices[1].merge(id, json!({"craving": 7}));
    gather(&mut devices);
    let shown = devices[0].field(id, "craving").unwrap();
    devices[0].write(Edit::Settle { id, field: "craving".into(), value: shown.clone() });
    gather(&mut devices);
    for device in &devices {
        assert_eq!(device.field(id, "craving"), Some(shown.clone()));
        assert_eq!(device.both(id, "craving"), None);
    }
}

#[test]
fn a_value_that_a_third_device_takes_back_ends_the_question() {
    let mut devices = [Device::new(1), Device::new(2), Device::new(3)];
    let id = devices[0].add("person", json!({"name": "P-017"}));
    gather(&mut devices);
    devices[0].merge(id, json!({"good_times": "mornings"}));
    devices[1].merge(id, json!({"good_times": "evenings"}));
    // The third sees only the first value and clears it.
    let mut third = std::mem::replace(&mut devices[2], Device::new(0));
    third.take_from(&devices[0], 0, usize::MAX);
    third.merge(id, json!({"good_times": null}));
    devices[2] = third;
    let mut first = std::mem::replace(&mut devices[0], Device::new(0));
    first.take_from(&devices[1], 1, usize::MAX);
    assert_eq!(first.both(id, "good_times").map(|both| both.len()), Some(2));
    devices[0] = first;
    gather(&mut devices);
    assert_eq!(devices[0].field(id, "good_times"), Some(json!("evenings")));
    assert_eq!(devices[0].both(id, "good_times"), None);
}

#[test]
fn ticks_on_two_devices_merge() {
    let (mut devices, id) = two_with("checkin", json!({"halt": ["hungry"]}));
    devices[0].merge(id, json!({"halt": ["hungry", "tired"]}));
    devices[1].merge(id, json!({"halt": ["angry"]}));
    gather(&mut devices);
    assert_eq!(devices[0].field(id, "halt"), Some(json!(["angry", "tired"])));
    assert!(devices[0].record(id).both.is_empty());
}

#[test]
fn parts_changed_on_two_devices_merge_and_keep_their_order() {
    let contacts = json!([{"sort": "phone", "value": "555-0101"}, {"sort": "email", "value": "b"}]);
    let (mut devices, id) = two_with("person", json!({"name": "P-017", "contacts": contacts}));
    let mut ours = devices[0].field(id, "contacts").unwrap();
    let mut theirs = ours.clone();
    ours[0]["value"] = json!("555-0102");
    theirs.as_array_mut().unwrap().reverse();
    theirs.as_array_mut().unwrap().push(json!({"sort": "other", "value": "c"}));
    devices[0].merge(id, json!({"contacts": ours}));
    devices[1].merge(id, json!({"contacts": theirs}));
    gather(&mut devices);
    let merged = devices[0].field(id, "contacts").unwrap();
    let values: Vec<_> = merged.as_array().unwrap().iter().map(|part| &part["value"]).collect();
    assert_eq!(values, ["b", "555-0102", "c"]);
}

#[test]
fn one_part_changed_twice_at_once_keeps_both_lists_until_settled() {
    let contacts = json!([{"value": "555-0101"}, {"value": "555-0102"}]);
    let (mut devices, id) = two_with("person", json!({"name": "P-017", "contacts": contacts}));
    for (device, value) in [(0, "555-0111"), (1, "555-0122")] {
        let mut contacts = devices[device].field(id, "contacts").unwrap();
        contacts[0]["value"] = json!(value);
        devices[device].merge(id, json!({"contacts": contacts}));
    }
    gather(&mut devices);
    let both = devices[1].both(id, "contacts").unwrap();
    let mut first: Vec<_> = both.iter().map(|list| list[0]["value"].as_str().unwrap()).collect();
    first.sort_unstable();
    assert_eq!(first, ["555-0111", "555-0122"]);
    assert!(both.iter().all(|list| list[1]["value"] == "555-0102"));
    // Also the list that is shown already is an answer.
    let shown = devices[1].field(id, "contacts").unwrap();
    devices[1].write(Edit::Settle { id, field: "contacts".into(), value: shown.clone() });
    gather(&mut devices);
    assert_eq!(devices[0].field(id, "contacts"), Some(shown));
    assert_eq!(devices[0].both(id, "contacts"), None);
}

#[test]
fn pages_merge_letter_by_letter() {
    let (mut devices, id) = two_with("reason", json!({"text": "My garden and my sister."}));
    devices[0].merge(id, json!({"text": "My garden, my dog and my sister."}));
    devices[1].merge(id, json!({"text": "My garden and my sister. Sleep."}));
    gather(&mut devices);
    let text = devices[0].field(id, "text").unwrap();
    assert_eq!(text, json!("My garden, my dog and my sister. Sleep."));
    assert!(devices[0].record(id).both.is_empty());
}

#[test]
fn a_deleted_record_stays_deleted_and_keeps_the_edit_made_meanwhile() {
    let (mut devices, id) = two_with("checkin", json!({"mood": 2}));
    devices[0].write(Edit::Remove { id });
    let gone = devices[0].now;
    devices[1].merge(id, json!({"note": "written meanwhile"}));
    gather(&mut devices);
    for device in &mut devices {
        let record = device.record(id);
        assert_eq!(record.gone, Some(gone));
        assert_eq!(checkin::NOTE.of(&record), Some("written meanwhile"));
        let refused = device.try_write(Edit::Merge { id, fields: object(json!({"mood": 1})) });
        assert_eq!(refused.unwrap_err(), EditError::Gone);
    }
    devices[1].write(Edit::Undelete { id });
    gather(&mut devices);
    let record = devices[0].record(id);
    assert_eq!(record.gone, None);
    assert_eq!(checkin::MOOD.of(&record), Some(2));
    assert_eq!(checkin::NOTE.of(&record), Some("written meanwhile"));
}

#[test]
fn two_deletions_at_once_bear_the_later_time_and_one_undelete_ends_both() {
    let (mut devices, id) = two_with("word", json!({"word": "fine"}));
    devices[1].now.0 += 60_000;
    devices[0].write(Edit::Remove { id });
    devices[1].write(Edit::Remove { id });
    let later = devices[1].now;
    gather(&mut devices);
    assert_eq!(devices[0].record(id).gone, Some(later));
    devices[0].write(Edit::Undelete { id });
    gather(&mut devices);
    assert_eq!(devices[1].record(id).gone, None);
}

#[test]
fn three_devices_agree_whatever_the_order_of_arrival() {
    let mut devices = [Device::new(1), Device::new(2), Device::new(3)];
    let id = devices[1].add("person", json!({"name": "P-003"}));
    gather(&mut devices);
    for (device, ring) in [(0, 1), (1, 2), (2, 3)] {
        devices[device].merge(id, json!({"ring": ring}));
    }
    gather(&mut devices);
    assert_eq!(devices[2].both(id, "ring").unwrap().len(), 3);
}
