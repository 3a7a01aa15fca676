//! The door for people: what is written, what is refused, and what one write looks like outside.

use automerge::Change;
use kith_plan::kinds::{checkin, person};
use kith_plan::{Actor, Batch, Edit, EditError, Volume};
use serde_json::json;

use crate::support::{Device, START, gather, object, two_with};

#[test]
fn a_record_reads_back_through_typed_tokens() {
    let mut device = Device::new(1);
    let id = device.add(
        "person",
        json!({"name": "P-001", "roles": ["ride", "listen"], "contacts": [{"value": "555-0100"}]}),
    );
    let record = device.record(id);
    assert_eq!(person::NAME.of(&record), Some("P-001"));
    assert_eq!(person::ROLES.of(&record), Some(vec!["listen", "ride"]));
    assert_eq!(person::CONTACTS.of(&record).unwrap()[0]["value"].as_text(), Some("555-0100"));
    assert_eq!(person::RING.of(&record), None);
    assert_eq!(record.created, START);
}

#[test]
fn one_edit_is_one_plain_change_without_message_and_with_a_whole_minute() {
    let mut device = Device::new(1);
    device.now.0 += 12_345;
    let id = device.new_id();
    let fields = object(json!({"mood": 3, "halt": ["tired"]}));
    let written = device.write(Edit::Add { id, kind: "checkin".into(), fields });
    assert_eq!(written.touched, [id]);
    assert_eq!(written.payloads().count(), 1);
    assert_eq!(written.chunk[8], 1, "an uncompressed change chunk");
    let change = Change::from_bytes(written.chunk.clone()).unwrap();
    assert_eq!(change.message(), None);
    assert_eq!(change.timestamp() % 60, 0);
    assert_eq!(change.timestamp(), (START.0 + 12_345) / 60_000 * 60);
    assert!(change.extra_bytes().is_empty());
    assert_eq!(change.actor_id().to_bytes(), &device.actor.0);
    assert!(written.chunk.len() < 400, "{} bytes", written.chunk.len());
}

#[test]
fn long_text_leaves_uncompressed_in_payloads_that_each_pass_the_gate() {
    let mut devices = [Device::new(1), Device::new(2)];
    let page: String = (0..20_000_u32).map(|n| char::from(b'a' + (n * n % 23) as u8)).collect();
    let id = devices[0].new_id();
    let fields = object(json!({"text": page}));
    let written = devices[0].write(Edit::Add { id, kind: "reason".into(), fields });
    assert!(written.payloads().count() > 4);
    let whole: Vec<u8> = written.payloads().flatten().copied().collect();
    assert_eq!(whole, written.chunk);
    assert!(written.payloads().all(|payload| payload[8] == 1));
    gather(&mut devices);
    assert_eq!(devices[1].field(id, "text"), Some(json!(page)));

    // A whole other page, and back to one word.
    let other = page.to_uppercase();
    devices[1].merge(id, json!({"text": other}));
    gather(&mut devices);
    assert_eq!(devices[0].field(id, "text"), Some(json!(other)));
    devices[0].merge(id, json!({"text": "short"}));
    gather(&mut devices);
    assert_eq!(devices[1].field(id, "text"), Some(json!("short")));
    // Records are whole again after being loaded from what was written.
    let chunks: Vec<&[u8]> =
        devices[0].outbox.iter().chain(&devices[1].outbox).map(Vec::as_slice).collect();
    let loaded = Volume::load_own(None, &chunks, None).unwrap();
    assert_eq!(loaded.heads(), devices[0].volume.heads());
    assert!(*loaded.view() == *devices[0].volume.view());
}

#[test]
fn a_small_edit_of_a_long_page_is_a_small_change() {
    let (mut devices, id) = two_with("reason", json!({"text": "word ".repeat(3_000)}));
    let mut page = "word ".repeat(3_000);
    page.insert_str(7_000, "new ");
    let written = devices[0].merge(id, json!({"text": page}));
    assert!(written.chunk.len() < 300, "{} bytes", written.chunk.len());
}

#[test]
fn several_edits_become_one_change_or_one_each_and_all_or_none() {
    let mut device = Device::new(1);
    let people: Vec<Edit> = (0..3)
        .map(|number| Edit::Add {
            id: device.new_id(),
            kind: "person".into(),
            fields: object(json!({"name": format!("P-{number}")})),
        })
        .collect();
    device.write_many(&people[..2], Batch::OneChange).unwrap();
    assert_eq!(device.volume.change_count(), 1);
    let mut edits = people[2..].to_vec();
    edits.push(Edit::Merge { id: people[2].id(), fields: object(json!({"ring": 2})) });
    let written = device.write_many(&edits, Batch::ChangeEach).unwrap();
    assert_eq!(device.volume.change_count(), 3);
    assert_eq!(written.touched, [people[2].id()]);

    for batch in [Batch::OneChange, Batch::ChangeEach] {
        let heads = device.volume.heads();
        let edits = [
            Edit::Merge { id: people[0].id(), fields: object(json!({"ring": 1})) },
            Edit::Merge { id: people[1].id(), fields: object(json!({"ring": 9})) },
        ];
        let refused = device.write_many(&edits, batch).unwrap_err();
        assert_eq!(refused, EditError::OutOfRange { field: "ring".into(), min: 1, max: 3 });
        assert_eq!(device.volume.heads(), heads);
        assert_eq!(device.field(people[0].id(), "ring"), None);
        assert!(*device.volume.view() == device.volume.walked_view());
    }
}

#[test]
fn an_import_of_many_records_still_fits_the_gate() {
    let mut devices = [Device::new(1), Device::new(2)];
    let edits: Vec<Edit> = (0..1_500)
        .map(|number| Edit::Add {
            id: devices[0].new_id(),
            kind: "checkin".into(),
            fields: object(json!({"mood": 1 + number % 5, "note": "a line of a few words"})),
        })
        .collect();
    devices[0].write_many(&edits, Batch::OneChange).unwrap();
    assert!(devices[0].volume.change_count() < 12);
    gather(&mut devices);
    assert_eq!(devices[1].volume.view().len(), 1_500);
}

#[test]
fn a_write_that_changes_nothing_writes_nothing() {
    let (mut devices, id) = two_with("person", json!({"name": "P-017", "ring": 2}));
    let heads = devices[0].volume.heads();
    let written = devices[0].merge(id, json!({"ring": 2, "status": null}));
    assert!(written.is_empty() && written.touched.is_empty() && written.undo.is_empty());
    assert_eq!(written.payloads().count(), 0);
    assert_eq!(devices[0].volume.heads(), heads);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let mut device = Device::new(1);
    let id = device.add("word", json!({"word": "fine"}));
    let other = device.new_id();
    let heads = device.volume.heads();
    let none = serde_json::Map::new;
    let refused = [
        (
            Edit::Add { id, kind: "word".into(), fields: object(json!({"word": "fine"})) },
            EditError::IdTaken,
        ),
        (
            Edit::Add { id: other, kind: "nonsense".into(), fields: none() },
            EditError::UnknownKind { kind: "nonsense".into() },
        ),
        (
            Edit::Add { id: other, kind: "word".into(), fields: none() },
            EditError::Missing { field: "word".into() },
        ),
        (
            Edit::Add { id: other, kind: "person".into(), fields: object(json!({"name": "  "})) },
            EditError::Missing { field: "name".into() },
        ),
        (
            Edit::Merge { id, fields: object(json!({"word": null})) },
            EditError::Missing { field: "word".into() },
        ),
        (Edit::Merge { id: other, fields: none() }, EditError::NotFound),
        (
            Edit::Settle { id: other, field: "word".into(), value: json!("fine") },
            EditError::NotFound,
        ),
        (
            Edit::Settle { id, field: "worth".into(), value: json!("fine") },
            EditError::UnknownField { field: "worth".into() },
        ),
        (Edit::Remove { id: other }, EditError::NotFound),
        (Edit::Undelete { id }, EditError::NotGone),
        (Edit::Undelete { id: other }, EditError::NotFound),
        (
            Edit::SpliceText {
                id,
                field: "word".into(),
                base: None,
                at: 0,
                delete: 0,
                insert: "x".into(),
            },
            EditError::WrongType { field: "word".into(), expected: "page" },
        ),
    ];
    for (edit, expected) in refused {
        assert_eq!(device.try_write(edit.clone()).unwrap_err(), expected, "{edit:?}");
        assert_eq!(device.volume.heads(), heads, "{edit:?}");
    }
    device.write(Edit::Remove { id });
    assert_eq!(device.try_write(Edit::Remove { id }).unwrap_err(), EditError::Gone);
    let mut reader = Volume::new(None);
    let stamp = device.stamp();
    let edit = Edit::Add { id, kind: "checkin".into(), fields: none() };
    assert_eq!(reader.write(&edit, stamp).unwrap_err(), EditError::NoActor);
    reader.set_actor(Actor([5; 16]));
    reader.write(&edit, stamp).unwrap();
}

#[test]
fn a_moment_keeps_the_offset_it_was_written_with() {
    let mut devices = [Device::new(1), Device::new(2)];
    let at = "2026-03-08T02:30:00.5-05:00";
    let id = devices[0].add("checkin", json!({"at": at}));
    gather(&mut devices);
    let record = devices[1].record(id);
    assert_eq!(checkin::AT.of(&record), Some(at));
    assert_eq!(record.happened().0, 1_772_955_000_500);
    // Without one, it is the time of writing where the owner is.
    let id = devices[0].add("checkin", json!({}));
    assert_eq!(devices[0].field(id, "at"), Some(json!("2026-11-22T10:00:02+02:00")));
}

#[test]
fn a_splice_puts_words_where_the_writer_saw_them() {
    let (mut devices, id) = two_with("reason", json!({"text": "one two three"}));
    let base = devices[0].volume.heads();
    devices[1].merge(id, json!({"text": "zero one two and a half three"}));
    gather(&mut devices);
    let splice = |at, delete, insert: &str| Edit::SpliceText {
        id,
        field: "text".into(),
        base: Some(base.clone()),
        at,
        delete,
        insert: insert.into(),
    };
    // The writer saw "one two three" and replaces "two".
    devices[0].write(splice(4, 3, "2"));
    gather(&mut devices);
    assert_eq!(devices[1].field(id, "text"), Some(json!("zero one 2 and a half three")));
    // Taking everything out that the writer saw leaves what came since.
    devices[0].write(splice(0, 13, ""));
    let left = devices[0].field(id, "text").unwrap();
    assert_eq!(left, json!("zero 2 and a half"));
    let refused = devices[0].try_write(splice(10, 4, "x")).unwrap_err();
    assert_eq!(refused, EditError::OutsideText { field: "text".into() });
    let strange = Device::new(7).volume.heads();
    assert!(strange.is_empty());
    let mut stranger = Device::new(8);
    stranger.add("word", json!({"word": "fine"}));
    let refused = devices[0].try_write(Edit::SpliceText {
        id,
        field: "text".into(),
        base: Some(stranger.volume.heads()),
        at: 0,
        delete: 0,
        insert: "x".into(),
    });
    assert_eq!(refused.unwrap_err(), EditError::UnknownBase);
}

#[test]
fn what_people_wrote_is_in_no_debug_text_and_no_error() {
    let mut device = Device::new(1);
    let secret = "quite-secret-words";
    let fields = object(json!({"name": secret, "contacts": [{"value": secret}]}));
    let id = device.new_id();
    let edit = Edit::Add { id, kind: "person".into(), fields: fields.clone() };
    let mut shown = format!("{edit:?}");
    let written = device.write(edit);
    shown += &format!("{written:?} {:?} {:?}", device.record(id), device.volume);
    for (field, value) in
        [("ring", json!(secret)), ("relation", json!(secret)), ("contacts", json!([secret]))]
    {
        let edit = Edit::Merge { id, fields: object(json!({field: value})) };
        let refused = device.try_write(edit).unwrap_err();
        shown += &format!("{refused:?} {refused}");
    }
    assert!(!shown.contains(secret), "{shown}");
}
