use std::collections::BTreeSet;

use super::{
    FieldInfo, FieldType, KindInfo, RESERVED_FIELD_NAMES, Role, all, kind, kinds_json, section,
};
use crate::record::{ORDER, PART_ID};

fn fields_of(kind: &KindInfo) -> impl Iterator<Item = &'static FieldInfo> {
    kind.fields.iter().flat_map(|field| match field.field_type {
        FieldType::Items(inner) => std::iter::once(field).chain(inner),
        _ => std::iter::once(field).chain(&[]),
    })
}

#[test]
fn no_field_has_a_name_that_belongs_to_the_record() {
    for kind in all() {
        for field in fields_of(kind) {
            assert!(!RESERVED_FIELD_NAMES.contains(&field.name), "{}.{}", kind.name, field.name);
            assert!(![ORDER, PART_ID].contains(&field.name), "{}.{}", kind.name, field.name);
            if let FieldType::One(choices) | FieldType::Some(choices) = field.field_type {
                assert!(!choices.contains(&ORDER), "{}.{}", kind.name, field.name);
            }
        }
    }
}

#[test]
fn names_are_single_lower_case_words_and_stand_once() {
    let good = |name: &str| {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        name.bytes().all(letter) && name.starts_with(|first: char| first.is_ascii_lowercase())
    };
    let mut kinds = BTreeSet::new();
    for kind in all() {
        assert!(good(kind.name) && kinds.insert(kind.name), "{}", kind.name);
        let names: BTreeSet<&str> = kind.fields.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), kind.fields.len(), "{}", kind.name);
        for field in fields_of(kind) {
            assert!(good(field.name), "{}.{}", kind.name, field.name);
            assert!(field.help.ends_with('.') && field.help.len() < 80, "{}", field.help);
            if let FieldType::One(choices) | FieldType::Some(choices) = field.field_type {
                let distinct: BTreeSet<_> = choices.iter().collect();
                assert_eq!(distinct.len(), choices.len());
                assert!(choices.iter().all(|choice| good(choice)), "{}.{}", kind.name, field.name);
            }
        }
    }
}

#[test]
fn every_kind_has_a_section_and_every_part_a_plain_type() {
    for kind in all() {
        assert!(section(kind.section).is_some(), "{}", kind.name);
        for field in kind.fields {
            let FieldType::Items(inner) = field.field_type else {
                continue;
            };
            for part in inner {
                let is_plain = !matches!(
                    part.field_type,
                    FieldType::Page | FieldType::Some(_) | FieldType::Refs(_) | FieldType::Items(_)
                );
                assert!(is_plain && !part.happening, "{}.{}", field.name, part.name);
            }
        }
    }
    assert_eq!(section("half:0123456789abcdef").map(|half| half.name), Some("half"));
    assert!(section("halves").is_none());
}

#[test]
fn a_references_kind_stands_before_its_users() {
    for table in [super::written(), super::trial::TRIAL] {
        for (place, kind) in table.iter().enumerate() {
            for field in fields_of(kind) {
                if let Some(target) = field.field_type.refers_to() {
                    let earlier = table[..place].iter().any(|other| other.name == target);
                    assert!(earlier, "{}.{}", kind.name, field.name);
                }
            }
        }
    }
}

/// What somebody may read of one section must not name, by an id, a record of another.
#[test]
fn an_id_is_held_within_a_section_and_a_label_across() {
    for table in [super::written(), super::trial::TRIAL] {
        for kind in table {
            for field in fields_of(kind) {
                let Some(target) = field.field_type.refers_to() else {
                    continue;
                };
                let target = table.iter().find(|other| other.name == target).unwrap();
                let is_near = matches!(field.field_type, FieldType::Ref(_) | FieldType::Refs(_));
                assert_eq!(is_near, target.section == kind.section, "{}.{}", kind.name, field.name);
            }
        }
    }
}

/// Rows that are no kind: pairing, the ladder of trust, the timeline, who was in touch, the locked plan
/// itself, and settings.
const ROWS_WITHOUT_A_KIND: [u8; 6] = [26, 53, 56, 58, 63, 65];

#[test]
fn every_row_of_the_feature_table_has_a_kind_or_is_known_to_need_none() {
    let covered: BTreeSet<u8> = all().iter().flat_map(|kind| kind.rows.iter().copied()).collect();
    let without: Vec<u8> = (1..=66).filter(|row| !covered.contains(row)).collect();
    assert_eq!(without, ROWS_WITHOUT_A_KIND);
    assert!(covered.iter().all(|row| (1..=66).contains(row)));
}

#[test]
fn what_the_program_keeps_for_itself_is_written_but_not_listed() {
    for name in [super::link::NAME_OF_KIND, super::setting::NAME_OF_KIND] {
        assert!(kind(name).is_none() && super::written_kind(name).is_some());
    }
}

#[test]
fn tokens_bear_the_names_of_the_table() {
    let checkin = kind(super::checkin::NAME_OF_KIND).unwrap();
    assert_eq!(checkin.fields[1].name, super::checkin::MOOD.name());
    assert_eq!(kind("person").unwrap().fields[0].name, super::person::NAME.name());
}

#[test]
fn required_is_only_what_the_record_is_nothing_without() {
    let required: Vec<String> = all()
        .iter()
        .flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        .filter(|(_, field)| field.required)
        .map(|(kind, field)| format!("{}.{}", kind.name, field.name))
        .collect();
    let expected = [
        "person.name",
        "mentorlink.person",
        "strategy.text",
        "goal.want",
        "resource.title",
        "trigger.label",
        "toolrun.tool",
        "group.name",
        "attend.group",
        "reason.text",
        "letter.body",
        "story.body",
        "rung.text",
        "highrisk.when",
        "sign.text",
        "homeitem.text",
        "optionnote.sort",
        "episode.sort",
        "discharge.on",
        "appt.at",
        "homework.task",
        "barrier.sort",
        "practice.name",
        "consent.text",
        "med.name",
        "dose.med",
        "word.word",
        "entry.body",
        "milestone.note",
        "progress.start",
        "screen.sort",
        "fit.person",
        "online.name",
        "enabling.pattern",
        "stressor.label",
        "conflict.issue",
        "draft.body",
        "boundary.line",
        "script.need",
        "reminder.text",
        "talkrequest.sort",
        "cheer.text",
        "brief.text",
        "ack.item",
        "reach.text",
        "reply.item",
        "reply.hash",
        "sayback.heard",
        "promise.text",
        "need.sort",
        "codeack.version",
        "proposal.change",
        "excerpt.text",
        "emergencynote.text",
    ];
    assert_eq!(required, expected);
}

#[test]
fn the_json_of_the_table_has_exactly_the_promised_form() {
    let json = kinds_json();
    let kinds = json.as_array().unwrap();
    assert_eq!(kinds.len(), all().len());
    for json in kinds {
        let object = json.as_object().unwrap();
        let keys: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        let promised = ["kind", "section", "span", "row", "ceiling", "first", "fields"];
        assert_eq!(keys, BTreeSet::from(promised));
        assert!(["standing", "year", "quarter"].contains(&json["span"].as_str().unwrap()));
        let ceilings = ["yes", "warned", "asked", "excerpt", "never"];
        assert!(ceilings.contains(&json["ceiling"].as_str().unwrap()));
        assert!(json["row"].as_array().unwrap().iter().all(serde_json::Value::is_u64));
        let first = json["first"].as_object().unwrap();
        assert_eq!(first.len(), Role::ALL.len());
        for role in Role::ALL {
            let word = first[role.name()].as_str().unwrap();
            assert!(["yes", "ask", "no"].contains(&word));
        }
        for field in json["fields"].as_array().unwrap() {
            assert!(field["name"].is_string() && field["help"].is_string());
            assert!(field["required"].is_boolean());
            let name = field["type"].as_str().unwrap();
            let has_choices = matches!(name, "one" | "some");
            let has_bounds = matches!(name, "whole" | "scale");
            assert_eq!(field.get("choices").is_some(), has_choices);
            assert_eq!(field.get("min").is_some() && field.get("max").is_some(), has_bounds);
            assert_eq!(field.get("kind").is_some(), matches!(name, "ref" | "refs"));
            assert_eq!(field.get("fields").is_some(), name == "items");
        }
    }
    let word = kinds.iter().find(|json| json["kind"] == "word").unwrap();
    assert_eq!(word["section"], "word");
    assert_eq!(word["ceiling"], "yes");
    assert_eq!(word["first"]["sponsor"], "ask");
    assert_eq!(word["first"]["emergency"], "no");
    assert_eq!(word["fields"][0]["choices"], serde_json::json!(["fine", "need_a_talk"]));
}
