//! Plans as files, histories, and finding by words.

use std::collections::BTreeMap;

use kith_core::interchange::Import;
use kith_core::{Answer, Command, ExportOf, ImportReport, RecordId, ToldPlan, Trouble};
use serde_json::{Value, json};

use crate::support::kinds::full;
use crate::support::people::{LAPTOP, go_online, pair, share, three_houses};
use crate::support::{House, record};

fn exported(house: &mut House, sections: &[&str]) -> ToldPlan {
    let sections = sections.iter().map(|name| (*name).to_owned()).collect();
    match house.done(Command::Export { of: ExportOf::Records, sections }) {
        Answer::Plan(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

fn import(house: &mut House, text: &str) -> Result<ImportReport, Trouble> {
    match house.told(Command::Import(Import::from_json(text)?))? {
        Answer::Imported(report) => Ok(report),
        other => panic!("{other:?}"),
    }
}

fn another(name: &'static str, seed: u64) -> House {
    let mut house = House::new(name, seed);
    house.init();
    house
}

/// Records that only a newer Kith writes, and values that nobody has settled.
fn unusual() -> Value {
    let record = |number: u8, kind: &str, section: &str, fields: Value, both: Value| {
        json!({
            "id": format!("019a0000-0000-7000-8000-0000000000{number:02}"), "kind": kind, "section": section,
            "created": "2025-10-20T05:03:11.360Z", "updated": "2026-03-29T01:30:00.123Z",
            "fields": fields, "both": both,
        })
    };
    let mut deleted = record(4, "reason", "why", json!({"text": "the harbour"}), json!({}));
    deleted["deleted"] = json!("2026-04-01T00:00:00.001Z");
    json!({"kith": 1, "records": [
        record(1, "dream", "dreams", json!({"depth": [1, {"of": null}], "name": "a boat"}), json!({})),
        record(2, "person", "people", json!({"name": "P-9", "aura": "blue"}), json!({"name": ["P-8", "P-9"]})),
        record(3, "checkin", "checkins", json!({"need": "a_hug", "halt": ["tired", "thirsty"]}), json!({})),
        deleted,
    ]})
}

#[test]
fn a_plan_goes_into_a_new_vault_and_comes_out_the_same_to_the_byte() {
    let mut house = another("Mara", 91);
    let mut made = BTreeMap::new();
    for kind in kith_core::kinds::kinds_json().as_array().unwrap() {
        let name = kind["kind"].as_str().unwrap();
        let id = house.add(name, full(kind, &made)).id;
        made.insert(name.to_owned(), id.to_string());
    }
    let gone = house.add("reason", json!({"text": "the old pier"})).id;
    house.done(Command::Remove { id: gone });
    let report = import(&mut house, &unusual().to_string()).unwrap();
    assert_eq!(report, ImportReport { added: 4, there: 0, skipped: 0, changed: 0 });

    let file = exported(&mut house, &[]).to_file();
    for word in ["a boat", "aura", "a_hug", "thirsty", "the old pier", "\"both\"", "\"deleted\""] {
        assert!(file.contains(word), "{word}");
    }
    let read: Value = serde_json::from_str(&file).unwrap();
    let records = read["records"].as_array().unwrap();
    assert!(records.iter().any(|record| record["kind"] == "link"));
    assert!(records.is_sorted_by_key(|record| record["id"].as_str().unwrap()));
    assert!(!file.contains("\"volume\""));

    let mut next = another("Mara", 92);
    let report = import(&mut next, &file).unwrap();
    assert_eq!(report.added, records.len() as u64);
    assert!(exported(&mut next, &[]).to_file() == file, "another file came out");
    // It is durable, and references across sections find their records.
    let mut next = next.crash();
    next.unlock();
    assert!(exported(&mut next, &[]).to_file() == file, "another file after a power cut");
    let goal: RecordId = made["goal"].parse().unwrap();
    let goal = record(next.told(Command::Show { id: goal }).unwrap());
    assert_eq!(goal.fields["with"]["id"], json!(made["person"]));
    // What is there already is passed over.
    let again = import(&mut next, &file).unwrap();
    assert_eq!(
        again,
        ImportReport { added: 0, there: records.len() as u64, skipped: 0, changed: 0 }
    );
}

#[test]
fn a_file_that_differs_or_is_bad_writes_nothing() {
    let mut house = another("Mara", 93);
    let mut text = unusual();
    import(&mut house, &text.to_string()).unwrap();
    let before = exported(&mut house, &[]).to_file();
    text["records"][1]["fields"]["aura"] = json!("red");
    text["records"].as_array_mut().unwrap().push(json!({
        "id": "019a0000-0000-7000-8000-000000000077", "kind": "reason", "section": "why",
        "created": "2025-10-20T05:03:11.360Z", "updated": "2025-10-20T05:03:11.360Z", "fields": {"text": "new"},
    }));
    assert_eq!(
        import(&mut house, &text.to_string()).unwrap_err(),
        Trouble::RecordsDiffer { count: "1".into() }
    );
    let bad = |at: &str, value: Value| {
        let mut text = unusual();
        *text.pointer_mut(at).unwrap() = value;
        Import::from_json(&text.to_string()).err()
    };
    assert_eq!(bad("/kith", json!(2)), Some(Trouble::NewerFile));
    assert_eq!(bad("/kith", json!(0)), Some(Trouble::BadFile));
    assert_eq!(bad("/records/0/created", json!("2025-10-19T20:08:05Z")), Some(Trouble::BadFile));
    assert_eq!(
        bad("/records/1/id", json!("019a0000-0000-7000-8000-000000000001")),
        Some(Trouble::BadFile)
    );
    assert_eq!(bad("/records/1/section", json!("word")), Some(Trouble::UnknownSection));
    assert_eq!(bad("/records/0/section", json!("half:../x")), Some(Trouble::UnknownSection));
    assert!(
        matches!(bad("/records/1/fields/name", json!(7)), Some(Trouble::BadField { field, .. }) if field == "name")
    );
    assert!(exported(&mut house, &[]).to_file() == before);
}

#[test]
fn what_was_deleted_where_a_guest_reads_comes_out_of_the_bin() {
    let (mut wire, mut houses) = three_houses(94);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "checkins", ana);
    let tool = houses[LAPTOP].add("checkin", json!({"note": "zanzibarine walk"})).id;
    let shown = record(houses[LAPTOP].done(Command::Show { id: tool }));
    assert_eq!(shown.visible_to, Some(vec![ana]));
    houses[LAPTOP].done(Command::Remove { id: tool });
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    let file = exported(&mut houses[LAPTOP], &[]).to_file();
    let read: Value = serde_json::from_str(&file).unwrap();
    let told: Vec<&Value> =
        read["records"].as_array().unwrap().iter().filter(|one| one["id"] == json!(tool)).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["section"], "checkins");
    assert_eq!(told[0]["fields"]["note"], "zanzibarine walk");
    let mut next = another("Mara", 95);
    import(&mut next, &file).unwrap();
    assert!(exported(&mut next, &[]).to_file() == file);
    // Back where the section is shared, the words go into the bin again and not to the guest.
    let again = import(&mut houses[LAPTOP], &file).unwrap();
    assert_eq!(again.added, 0);
}

#[test]
fn a_section_alone_carries_what_its_labels_stand_for() {
    let mut house = another("Mara", 96);
    let person = house.add("person", json!({"name": "P-001"})).id.to_string();
    let goal = house.add("goal", json!({"want": "the garden", "with": person})).id;
    let file = exported(&mut house, &["goals"]).to_file();
    let mut next = another("Mara", 97);
    assert_eq!(import(&mut next, &file).unwrap().added, 1);
    let goal = record(next.told(Command::Show { id: goal }).unwrap());
    assert_eq!(goal.fields["with"], json!({"id": person, "label": "P-001"}));
    assert!(exported(&mut next, &["goals"]).to_file() == file);
    let unknown = Command::Export { of: ExportOf::Records, sections: vec!["dreams".into()] };
    assert_eq!(next.told(unknown).unwrap_err(), Trouble::UnknownSection);
}

#[test]
fn groups_of_a_list_are_added_once_and_can_be_taken_back() {
    let list = json!([
        {"name": "Morning light", "day": 1, "time": "07:30", "types": ["O"]},
        {"name": "Morning light", "day": 1, "time": "07:30", "types": ["O"]}, {"day": 1},
    ]);
    let mut house = another("Mara", 98);
    let take = |house: &mut House| {
        let import = Import::from_meeting_guide(&list.to_string()).unwrap();
        match house.done(Command::Import(import)) {
            Answer::Imported(report) => (report.added, report.there, report.skipped),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(take(&mut house), (1, 0, 1));
    assert_eq!(take(&mut house), (0, 1, 1));
    house.done(Command::Undo);
    assert!(house.list("group").is_empty());
}

#[test]
fn a_record_has_a_history_and_comes_back_as_it_was() {
    let mut house = another("Mara", 99);
    let person = house.add("person", json!({"name": "P-001"})).id.to_string();
    let id = house.add("goal", json!({"want": "the garden", "with": person})).id;
    house.tick(60_000);
    house.edit(id, json!({"want": "the harbour", "with": null, "why": "it is quiet there"}));
    house.tick(60_000);
    house.done(Command::Remove { id });
    house.tick(60_000);
    house.done(Command::Undelete { id });
    let steps = match house.done(Command::History { id }) {
        Answer::History(steps) => steps,
        other => panic!("{other:?}"),
    };
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert!(steps.is_sorted_by_key(|step| step.at.clone()));
    assert!(steps.iter().all(|step| !step.by.is_empty()), "{steps:?}");
    assert_eq!(steps[0].changes["want"], "the garden");
    assert_eq!(steps[0].changes["with"]["label"], "P-001");
    let second = json!({"want": "the harbour", "with": null, "why": "it is quiet there"});
    assert_eq!(Value::Object(steps[1].changes.clone()), second);
    assert!(steps[2].changes["deleted"].is_string());
    assert_eq!(Value::Object(steps[3].changes.clone()), json!({"deleted": null}));

    let millis =
        |at: &str| kith_core::UnixMillis(at.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    let first = millis(&steps[0].at);
    let back = record(house.done(Command::BringBack { id, at: first }));
    let fields = json!({"want": "the garden", "with": {"id": person, "label": "P-001"}});
    assert_eq!(Value::Object(back.fields), fields);
    house.done(Command::Undo);
    let undone = record(house.done(Command::Show { id }));
    assert_eq!(
        Value::Object(undone.fields),
        json!({"want": "the harbour", "why": "it is quiet there"})
    );
    let before = kith_core::UnixMillis(first.0 - 1);
    assert_eq!(
        house.told(Command::BringBack { id, at: before }).unwrap_err(),
        Trouble::NotThereThen
    );
}

#[test]
fn words_are_found_without_case_and_marks_and_follow_the_plan() {
    let mut house = another("Mara", 100);
    let old = house.add("reason", json!({"text": "Café at the harbour"})).id;
    house.tick(60_000);
    let new =
        house.add("goal", json!({"want": "Walk to the HARBOUR", "why": "for the cafe\u{301}"})).id;
    let find = |house: &mut House, words: &str| match house
        .done(Command::Search { words: words.into() })
    {
        Answer::Found(found) => {
            found.into_iter().map(|found| (found.record.id, found.field)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let both = vec![(new, "want".to_owned()), (old, "text".to_owned())];
    assert_eq!(find(&mut house, "harbour CAFE"), both);
    assert_eq!(find(&mut house, "cafe walk"), [(new, "want".to_owned())]);
    assert!(find(&mut house, "cafe garden").is_empty());
    assert!(find(&mut house, "  ").is_empty());
    house.edit(old, json!({"text": "the garden"}));
    assert_eq!(find(&mut house, "gärden"), [(old, "text".to_owned())]);
    house.done(Command::Remove { id: new });
    assert!(find(&mut house, "cafe").is_empty());
    // What labels stand for is kept by the program, and is no record that anybody looks for.
    let person = house.add("person", json!({"name": "Quixotine"})).id;
    house.tick(60_000);
    let goal = house.add("goal", json!({"want": "a row", "with": person.to_string()})).id;
    let found: Vec<RecordId> =
        find(&mut house, "quixotine").into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, [goal, person]);
}

/// The index is made in parts, a step each; whoever asks meanwhile waits, and each gets its own answer.
#[test]
fn a_search_over_a_long_plan_is_answered_when_its_index_is_there() {
    let mut house = another("Mara", 102);
    let made = house.now;
    for kind in ["reason", "strategy", "sign"] {
        let records = (0..2_100).map(|number| {
            let fields = json!({ "text": format!("line {number} of harbour") });
            (kind.to_owned(), made, fields.as_object().unwrap().clone())
        });
        house.done(Command::AddMany { records: records.collect() });
    }
    let ask = |house: &mut House, words: &str| house.ask(Command::Search { words: words.into() });
    let count = |house: &mut House, id| match house.answers.remove(&id)? {
        Ok(Answer::Found(found)) => Some(found.len()),
        other => panic!("{other:?}"),
    };
    let (one, all) = (ask(&mut house, "harbour 2099"), ask(&mut house, "harbour"));
    assert_eq!(count(&mut house, one), None, "no step reads all of it");
    house.tick(1);
    // Others are heard meanwhile.
    house.done(Command::Status);
    house.tick(1);
    assert_eq!((count(&mut house, one), count(&mut house, all)), (Some(3), Some(200)));
    // What is there needs no further step, until nobody has searched for a while.
    let again = ask(&mut house, "harbour 2099");
    assert_eq!(count(&mut house, again), Some(3));
    house.tick(11 * 60_000);
    let later = ask(&mut house, "harbour 2099");
    assert_eq!(count(&mut house, later), None);
    house.tick(1);
    house.tick(1);
    assert_eq!(count(&mut house, later), Some(3));
}

#[test]
fn what_nobody_is_there_for_and_what_was_counted_is_told() {
    let mut house = another("Mara", 103);
    house.add("person", json!({"name": "Ana", "roles": ["listen", "naloxone_holder"]}));
    house.add("person", json!({"name": "Sam", "roles": ["ride"], "status": "ended"}));
    let Answer::Gaps(gaps) = house.done(Command::Gaps) else { panic!() };
    let gaps: Vec<&str> = gaps.iter().map(|gap| gap.role).collect();
    assert!(gaps.contains(&"ride") && !gaps.contains(&"listen"), "{gaps:?}");
    assert!(!gaps.contains(&"naloxone_holder"));

    let patterns = |house: &mut House| {
        let home = jiff::tz::TimeZone::UTC;
        let answer = house.done(Command::Patterns { days: 28, home });
        serde_json::to_value(answer).unwrap()
    };
    assert_eq!(patterns(&mut house), json!([]), "six urges are too few to count");
    let trigger = house.add("trigger", json!({"label": "the station"})).id;
    for _ in 0..7 {
        house.tick(60_000);
        let fields = json!({"before": 7, "after": 3, "triggers": [trigger.to_string()]});
        house.add("craving", fields);
    }
    let told = patterns(&mut house);
    let triggers: Vec<&Value> =
        told.as_array().unwrap().iter().filter(|fact| fact["fact"] == "trigger").collect();
    let trigger = json!({
        "fact": "trigger", "count": 7, "of": 7, "name": "the station", "record": trigger.to_string(),
    });
    assert_eq!(triggers, [&trigger], "{told}");
}

#[test]
fn in_a_hard_moment_those_who_can_be_called_come_first() {
    let mut house = another("Mara", 101);
    house.add("person", json!({"name": "no number", "ring": 1}));
    house.add(
        "person",
        json!({"name": "over", "status": "ended", "contacts": [{"value": "555-0101"}]}),
    );
    house.add(
        "person",
        json!({"name": "far", "ring": 3, "contacts": [{"sort": "phone", "value": "555-0102"}]}),
    );
    house.add("person", json!({
        "name": "at any hour", "ring": 2, "roles": ["crisis_call"], "contacts": [{"sort": "mobile", "value": "555-0103"}],
    }));
    house.add("rung", json!({"step": 2, "text": "call"}));
    house.add("rung", json!({"step": 1, "text": "breathe"}));
    house.add("strategy", json!({"text": "a walk"}));
    house.add("strategy", json!({"text": "the sea", "favourite": true}));
    // What helped stands before what the owner put at the top and never tried.
    let river = house.add("strategy", json!({"text": "the river"}));
    house.add("craving", json!({"before": 8, "after": 2, "used": [river.id.to_string()]}));
    let home = jiff::tz::TimeZone::UTC;
    let Answer::Struggling(report) = house.done(Command::Struggling { home }) else { panic!() };
    let said = |records: &[kith_core::RecordReport], field: &str| {
        records.iter().map(|one| one.fields[field].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said(&report.people, "name"), ["at any hour", "far", "no number"]);
    assert_eq!(said(&report.steady, "text"), ["breathe", "call"]);
    assert_eq!(report.callable, 2, "the rest has no number to call");
    assert_eq!(said(&report.helps, "text"), ["the river", "the sea", "a walk"]);
}
