//! A record that was told elsewhere is written as it was told, whatever it holds.

use kith_plan::{Edit, EditError, RecordId, UnixMillis, WholeRecord};
use serde_json::{Value, json};

use crate::support::{Device, START, gather, object};

fn whole(number: u8, kind: &str, fields: Value, both: Value) -> WholeRecord {
    WholeRecord {
        id: RecordId::new(START, [number; 10]),
        kind: kind.into(),
        fields: object(fields),
        both: serde_json::from_value(both).unwrap(),
        updated: UnixMillis(START.0 + 77_123),
        gone: None,
    }
}

fn restore(device: &mut Device, whole: &WholeRecord) {
    device.write(Edit::Restore(Box::new(whole.clone())));
    assert!(*device.volume.view() == device.volume.walked_view());
    assert!(WholeRecord::from(&*device.record(whole.id)) == *whole, "{}", whole.kind);
}

const PART: &str = "01933333-3333-7333-8333-333333333333";
const OTHER_PART: &str = "01922222-2222-7222-8222-222222222222";

#[test]
fn what_is_known_and_what_a_newer_kith_wrote_reads_back_as_it_was_told() {
    let mut devices = [Device::new(1), Device::new(2)];
    let records = [
        whole(
            1,
            "checkin",
            json!({
                "at": "2026-03-29T01:30:00+01:00", "mood": 4, "halt": ["tired", "thirsty"],
                "connected": false, "need": "a_hug", "weather": {"is": ["rain", 1.5, null, {"deep": true}]},
            }),
            json!({"mood": [2, 4], "weather": ["sun", {"is": ["rain", 1.5, null, {"deep": true}]}]}),
        ),
        whole(
            2,
            "person",
            json!({
                "name": "P-001", "contacts": [
                    {"id": PART, "sort": "pager", "value": "555-0100", "since": [1, 2]},
                    {"id": OTHER_PART, "sort": "mobile", "value": "555-0101"},
                ],
            }),
            json!({"name": ["P-002", "P-001"]}),
        ),
        whole(
            3,
            "entry",
            json!({"at": "2026-11-22T08:00:00Z", "body": "a long night ".repeat(900)}),
            json!({}),
        ),
        whole(
            4,
            "dream",
            json!({"depth": 3.5, "seen": ["a boat"], "raw": "00ff"}),
            json!({"depth": [1, 3.5]}),
        ),
        WholeRecord {
            gone: Some(UnixMillis(START.0 + 80_000)),
            ..whole(5, "reason", json!({}), json!({}))
        },
        whole(6, "", json!({"name": "of no kind"}), json!({})),
    ];
    for record in &records {
        restore(&mut devices[0], record);
    }
    // Through the gate, on another device, it is the same.
    gather(&mut devices);
    for record in &records {
        assert!(WholeRecord::from(&*devices[1].record(record.id)) == *record, "{}", record.kind);
    }
}

#[test]
fn unresolved_values_end_when_the_field_is_written_and_other_fields_keep_theirs() {
    let fields = json!({"name": "P-001", "ring": 2, "good_times": "evenings"});
    let both =
        json!({"name": ["P-002", "P-001"], "ring": [1, 2], "good_times": ["never", "evenings"]});
    let told = whole(1, "person", fields, both);
    let mut device = Device::new(1);
    restore(&mut device, &told);
    let id = told.id;
    device.write(Edit::Settle { id, field: "name".into(), value: json!("P-001") });
    assert_eq!(device.record(id).both.keys().collect::<Vec<_>>(), ["good_times", "ring"]);
    device.merge(id, json!({"ring": 3, "good_times": null}));
    assert!(device.record(id).both.is_empty());
    device.merge(id, json!({"good_times": "mornings"}));
    assert!(device.record(id).both.is_empty(), "a settled value came back");
}

#[test]
fn a_value_set_elsewhere_meanwhile_stands_beside_those_that_are_carried() {
    let told = whole(1, "person", json!({"name": "P-001"}), json!({"name": ["P-002", "P-001"]}));
    let mut devices = [Device::new(1), Device::new(2)];
    // Two devices take the same file in: each value is there once.
    restore(&mut devices[0], &told);
    restore(&mut devices[1], &told);
    gather(&mut devices);
    for device in &devices {
        assert!(WholeRecord::from(&*device.record(told.id)) == told);
    }
    devices[0].merge(told.id, json!({"name": "P-003"}));
    gather(&mut devices);
    assert_eq!(devices[1].field(told.id, "name"), Some(json!("P-003")));
    assert!(devices[1].record(told.id).both.is_empty());

    // Both write at once: both stand, and nothing of what was settled comes back.
    devices[0].merge(told.id, json!({"name": "P-004"}));
    devices[1].merge(told.id, json!({"name": "P-005"}));
    gather(&mut devices);
    let mut both = devices[0].both(told.id, "name").unwrap();
    both.sort_by_key(Value::to_string);
    assert_eq!(both, [json!("P-004"), json!("P-005")]);
}

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

#[test]
fn a_bad_value_is_refused_by_its_field_and_nothing_is_written() {
    let mut device = Device::new(1);
    let deep = (0..9).fold(json!(1), |inner, _| json!([inner]));
    let cases = [
        ("checkin", json!({"mood": 9}), json!({}), "mood"),
        ("checkin", json!({"mood": "low"}), json!({}), "mood"),
        ("checkin", json!({"at": "tomorrow"}), json!({}), "at"),
        ("checkin", json!({"mood": 3}), json!({"mood": [3, 9]}), "mood"),
        ("checkin", json!({"mood": 3}), json!({"mood": [3]}), "mood"),
        ("checkin", json!({"mood": 3}), json!({"note": ["a", "b"]}), "note"),
        ("person", json!({"name": "two\nlines"}), json!({}), "name"),
        (
            "person",
            json!({"name": "P", "contacts": [{"since": 1, "value": "5"}]}),
            json!({}),
            "contacts.since",
        ),
        ("person", json!({"name": "P", "gone": 7}), json!({}), "gone"),
        ("dream", json!({"kind": "person"}), json!({}), "kind"),
        ("dream", json!({"deep": deep}), json!({}), "deep"),
        ("dream", json!({"long": "x".repeat(200_000)}), json!({}), "long"),
        // Each value is an operation, and the other devices refuse a change with too many.
        ("dream", json!({"many": vec![json!(null); 4_000]}), json!({}), "many"),
        ("reason", json!({"text": "0"}), json!({"text": texts(70)}), "text"),
    ];
    for (kind, fields, both, field) in cases {
        let told = whole(1, kind, fields, both);
        let error = device.try_write(Edit::Restore(Box::new(told.clone()))).unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
        assert_eq!(told.check(), Err(error));
        assert!(device.volume.view().is_empty());
    }
    let told = whole(1, "reason", json!({"text": "the garden"}), json!({}));
    restore(&mut device, &told);
    let again = device.try_write(Edit::Restore(Box::new(told)));
    assert_eq!(again.unwrap_err(), EditError::IdTaken);
}
