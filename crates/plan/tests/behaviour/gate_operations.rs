//! Rules 6 and 7: one fixture for everything that an operation may get wrong.

use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType};
use automerge::{ObjType, PatchLog, ScalarValue};
use kith_plan::{Actor, Limits, Refusal};

use crate::gate_fuzz::fixture::{Fixture, doing, insert, replace, set};

fn put(value: ScalarValue) -> OpType {
    OpType::Put(value)
}

// ---- Rule 6 ----------------------------------------------------------------------------------

#[test]
fn rule_6_objects_that_are_not_there() {
    let f = Fixture::new();
    let nowhere = OpId::new(99, f.ids.record.actor());
    for object in [&nowhere, &f.ids.kind, &f.ids.delete, &f.ids.unseen, &f.own(0), &f.own(7)] {
        assert_eq!(f.offer_operation(set(object, "kind", &[])), Err(Refusal::Object), "{object}");
    }
    let table = doing(OpType::Make(ObjType::Table), set(&f.ids.record, "table", &[]));
    assert_eq!(f.offer_operation(table), Err(Refusal::Object));
}

#[test]
fn rule_6_keys_that_do_not_fit_the_object() {
    let f = Fixture::new();
    let in_map = [
        set(&f.ids.record, "", &[]),
        Op { insert: true, ..set(&f.ids.record, "new", &[]) },
        insert(&f.ids.record, None),
        replace(&f.ids.record, &f.ids.element, &[&f.ids.element]),
        Op { obj: ObjectId::Root, ..insert(&f.ids.record, None) },
    ];
    for op in in_map {
        assert_eq!(f.offer_operation(op), Err(Refusal::Key));
    }
    assert_eq!(f.offer_operation(set(&f.ids.list, "key", &[])), Err(Refusal::Key));
    assert_eq!(f.offer_operation(set(&f.ids.text, "key", &[])), Err(Refusal::Key));
}

#[test]
fn rule_6_elements_that_are_not_of_this_object() {
    let f = Fixture::new();
    let head = Op { insert: false, ..insert(&f.ids.list, None) };
    assert_eq!(f.offer_operation(head), Err(Refusal::Element));
    for element in [&f.ids.character, &f.ids.list, &f.ids.kind, &f.ids.unseen, &f.own(0)] {
        let behind = insert(&f.ids.list, Some(element));
        assert_eq!(f.offer_operation(behind), Err(Refusal::Element), "{element}");
        let at = replace(&f.ids.list, element, &[element]);
        assert_eq!(f.offer_operation(at), Err(Refusal::Element), "{element}");
    }
}

#[test]
fn rule_6_predecessors_that_are_not_at_this_place() {
    let f = Fixture::new();
    let nowhere = OpId::new(99, f.ids.record.actor());
    let ids = &f.ids;
    for wrong in [&nowhere, &ids.counter, &ids.item, &ids.element, &ids.unseen, &f.own(0)] {
        let op = set(&ids.record, "kind", &[wrong]);
        assert_eq!(f.offer_operation(op), Err(Refusal::Predecessor), "{wrong}");
    }
    let of_a_delete = set(&ids.record, "mood", &[&ids.delete]);
    assert_eq!(f.offer_operation(of_a_delete), Err(Refusal::Predecessor));
    let of_an_increment = set(&ids.record, "counter", &[&ids.increment]);
    assert_eq!(f.offer_operation(of_an_increment), Err(Refusal::Predecessor));
    let twice = set(&ids.record, "kind", &[&ids.kind, &ids.kind]);
    assert_eq!(f.offer_operation(twice), Err(Refusal::Predecessor));
    let under_the_wrong_key_of_the_stranger = set(&ids.record, "other", &[&ids.unseen]);
    assert_eq!(f.offer_operation(under_the_wrong_key_of_the_stranger), Err(Refusal::Predecessor));
    // Replaced before, but a value of this key: two devices do this when they write at one time.
    assert_eq!(f.offer_operation(set(&ids.record, "mood", &[&ids.mood])), Ok(1));
}

#[test]
fn rule_6_predecessors_that_are_missing() {
    let f = Fixture::new();
    let missing = [
        doing(OpType::Delete, set(&f.ids.record, "kind", &[])),
        doing(OpType::Increment(1), set(&f.ids.record, "counter", &[])),
        replace(&f.ids.list, &f.ids.element, &[]),
        doing(OpType::Delete, replace(&f.ids.text, &f.ids.character, &[])),
    ];
    for op in missing {
        assert_eq!(f.offer_operation(op), Err(Refusal::MissingPredecessor));
    }
}

#[test]
fn rule_6_inserts_that_replace_or_bring_nothing() {
    let f = Fixture::new();
    let behind = insert(&f.ids.list, Some(&f.ids.element));
    assert_eq!(f.offer_operation(doing(OpType::Delete, behind.clone())), Err(Refusal::Insert));
    assert_eq!(f.offer_operation(doing(OpType::Increment(1), behind)), Err(Refusal::Insert));
    // No predecessor stands where a new element begins, so a replacing insert fails on that first.
    let replacing = Op { insert: true, ..replace(&f.ids.list, &f.ids.element, &[&f.ids.element]) };
    let refused = f.offer_operation(replacing);
    assert_eq!(refused, Err(Refusal::Insert));
}

#[test]
fn rule_6_increments_of_what_is_no_counter() {
    let f = Fixture::new();
    let op = doing(OpType::Increment(1), set(&f.ids.record, "kind", &[&f.ids.kind]));
    assert_eq!(f.offer_operation(op), Err(Refusal::Increment));
    let op = doing(OpType::Increment(1), set(&f.ids.record, "item", &[&f.ids.item]));
    assert_eq!(f.offer_operation(op), Err(Refusal::Increment));
}

#[test]
fn rule_6_marks() {
    let f = Fixture::new();
    let begin = OpType::MarkBegin(MarkData {
        name: "bold".into(),
        value: ScalarValue::Boolean(true),
        expand: true,
    });
    for mark in [begin, OpType::MarkEnd(true), OpType::MarkEnd(false)] {
        assert_eq!(f.offer_operation(doing(mark, insert(&f.ids.text, None))), Err(Refusal::Mark));
    }
}

#[test]
fn rule_6_texts_hold_characters_only() {
    let f = Fixture::new();
    let at_front = || insert(&f.ids.text, None);
    let not_characters = [
        doing(put(ScalarValue::Int(1)), at_front()),
        doing(put(ScalarValue::Str("".into())), at_front()),
        doing(OpType::Make(ObjType::Map), at_front()),
        replace(&f.ids.text, &f.ids.character, &[&f.ids.character]),
    ];
    for op in not_characters {
        assert_eq!(f.offer_operation(op), Err(Refusal::Text));
    }
}

#[test]
fn rule_6_operations_see_earlier_ones_of_their_change_but_not_later_ones() {
    let f = Fixture::new();
    let make = doing(OpType::Make(ObjType::Map), set(&f.ids.record, "new", &[]));
    let fill = |at| set(&f.own(at), "field", &[]);
    assert_eq!(f.offer_operations(vec![make.clone(), fill(0)]), Ok(1));
    assert_eq!(f.offer_operations(vec![fill(1), make]), Err(Refusal::Object));
    let itself = Op { key: Key::Seq(ElementId::Id(f.own(0))), ..insert(&f.ids.list, None) };
    assert_eq!(f.offer_operation(itself), Err(Refusal::Element));
}

// ---- Rule 7 ----------------------------------------------------------------------------------

#[test]
fn rule_7_keys_and_values_that_are_too_long() {
    let f = Fixture::new();
    let longest = "k".repeat(256);
    assert_eq!(f.offer_operation(set(&f.ids.record, &longest, &[])), Ok(1));
    let longer = "k".repeat(257);
    assert_eq!(f.offer_operation(set(&f.ids.record, &longer, &[])), Err(Refusal::KeyTooLong));
    let page = doing(put(ScalarValue::Str("p".repeat(400).into())), set(&f.ids.item, "page", &[]));
    let change = f.forge(|change| change.operations = vec![page]);
    assert_eq!(f.offer(&change), Ok(1));
    let tight = Limits { value_bytes: 399, ..Limits::ENVELOPE };
    let (mut document, mut gate) = (f.replica.document.clone(), f.replica.gate.clone());
    let mut log = PatchLog::inactive();
    let refused =
        gate.admit_within(&mut document, Actor([0xbb; 16]), change.raw_bytes(), &mut log, &tight);
    assert_eq!(refused, Err(Refusal::ValueTooLong));
}

#[test]
fn rule_7_values_of_unknown_type_or_size() {
    let f = Fixture::new();
    let values = [
        ScalarValue::F64(f64::NAN),
        ScalarValue::F64(f64::INFINITY),
        ScalarValue::Unknown { type_code: 13, bytes: vec![1] },
        ScalarValue::counter((1 << 31) + 1),
    ];
    for value in values {
        let op = doing(put(value), set(&f.ids.record, "field", &[]));
        assert_eq!(f.offer_operation(op), Err(Refusal::Value));
    }
    let leap = OpType::Increment(i64::MAX);
    let op = doing(leap, set(&f.ids.record, "counter", &[&f.ids.counter]));
    assert_eq!(f.offer_operation(op), Err(Refusal::Value));
}

#[test]
fn rule_7_objects_nested_too_deeply() {
    let f = Fixture::new();
    // The record is the first level, so 63 more fit.
    let nest = |levels: u64| {
        let mut operations =
            vec![doing(OpType::Make(ObjType::Map), set(&f.ids.record, "deep", &[]))];
        for level in 1..levels {
            let inside = set(&f.own(level - 1), "deep", &[]);
            operations.push(doing(OpType::Make(ObjType::Map), inside));
        }
        operations
    };
    assert_eq!(f.offer_operations(nest(63)), Ok(1));
    assert_eq!(f.offer_operations(nest(64)), Err(Refusal::TooDeep));
}
