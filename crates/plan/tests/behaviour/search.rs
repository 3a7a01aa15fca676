//! What is found follows the plan, whichever part of it the index has come to.

use kith_plan::{
    Actor, Batch, Edit, Plan, RecordId, SearchIndex, Stamp, UnixMillis, Volume, VolumeId,
    WholeRecord,
};
use serde_json::json;

const YEAR_MILLIS: i64 = 365 * 86_400_000;

fn id(volume: u8, number: u8) -> RecordId {
    RecordId::new(UnixMillis(i64::from(volume) * YEAR_MILLIS), [number; 10])
}

fn reason(id: RecordId, text: &str) -> Edit {
    let fields = json!({ "text": text });
    Edit::Restore(Box::new(WholeRecord {
        id,
        kind: "reason".to_owned(),
        fields: fields.as_object().unwrap().clone(),
        both: Default::default(),
        updated: id.created(),
        gone: None,
    }))
}

fn stamp() -> Stamp {
    Stamp { now: UnixMillis(99 * YEAR_MILLIS), offset_minutes: 0, dice: [7; 16] }
}

/// A plan of so many volumes with four reasons each.
fn plan(volumes: u8) -> Plan {
    let mut plan = Plan::new();
    for number in 1..=volumes {
        let mut volume = Volume::new(Actor([number; 16]));
        let text = |place: u8| format!("Garden {number} by the Caf\u{e9}, place {place} of four");
        let edits: Vec<Edit> =
            (0..4).map(|place| reason(id(number, place), &text(place))).collect();
        volume.write_many(&edits, Batch::ChangeEach, stamp()).unwrap();
        let made = UnixMillis(i64::from(number));
        plan.insert_volume(
            VolumeId([number; 16]),
            "why".to_owned(),
            "why".to_owned(),
            made,
            false,
            volume,
        );
    }
    plan
}

fn found(index: &SearchIndex, words: &str) -> Vec<RecordId> {
    index.find(words, 200).into_iter().map(|found| found.id).collect()
}

#[test]
fn an_index_that_is_made_in_parts_ends_as_one_that_is_made_at_once() {
    let plan = plan(5);
    let (mut at_once, mut in_parts) = (SearchIndex::new(), SearchIndex::new());
    assert!(at_once.follow(&plan, usize::MAX));
    let mut steps = 1;
    while !in_parts.follow(&plan, 1) {
        steps += 1;
        assert!(steps < 9, "each step takes in one volume");
    }
    assert_eq!(steps, 5);
    for words in ["garden", "cafe four", "3 place", "GARDEN 2", "no such", "e"] {
        assert_eq!(found(&at_once, words), found(&in_parts, words), "{words}");
    }
    let newest_first = found(&at_once, "cafe");
    assert_eq!(newest_first.len(), 20);
    assert!(newest_first.is_sorted_by_key(|id| std::cmp::Reverse((id.created(), *id))));
    assert!(in_parts.follow(&plan, 0), "nothing changed, so nothing is left to be read");
}

#[test]
fn what_changed_is_read_again_and_words_do_not_run_from_one_record_into_the_next() {
    let mut plan = plan(2);
    let mut index = SearchIndex::new();
    assert!(index.follow(&plan, usize::MAX));
    let changed = id(2, 3);
    let write = |plan: &mut Plan, edit: Edit| {
        plan.volume_mut(VolumeId([2; 16]))
            .unwrap()
            .write_many(&[edit], Batch::ChangeEach, stamp())
            .unwrap();
    };
    write(
        &mut plan,
        Edit::Merge {
            id: changed,
            fields: json!({ "text": "the harbour" }).as_object().unwrap().clone(),
        },
    );
    assert_eq!(found(&index, "harbour"), []);
    assert!(!index.follow(&plan, 0), "one volume is behind");
    assert!(index.follow(&plan, 1));
    assert_eq!(found(&index, "harbour"), [changed]);
    assert!(!found(&index, "cafe").contains(&changed));
    // The first record of a volume, one between, and the last are each found by what only they hold.
    for (volume, place) in [(1, 0), (1, 2), (2, 2), (1, 3)] {
        assert!(found(&index, &format!("{volume} place {place}")).contains(&id(volume, place)));
    }
    assert_eq!(found(&index, "fourgarden"), []);
    let field = index.find("harbour", 1).pop().unwrap().field;
    assert_eq!(field, "text");
}
