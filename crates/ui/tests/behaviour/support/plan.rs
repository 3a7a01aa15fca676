//! Plans to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kith_core::{
    DeviceId, DeviceView, GuestView, LinkView, OpenView, PeerWhy, PersonView, Record, RecordId,
    Records, RootId, Saved, SectionView, SharedPlanView, UnixMillis, Value,
};
use kith_core::{Role, kinds};
use serde_json::{Value as Json, json};

/// 2027-05-04, 18:40 UTC.
pub const NOW: UnixMillis = UnixMillis(1_809_456_000_000);
const DAY: i64 = 86_400_000;

/// A record made so many milliseconds before now.
pub fn record(dice: u8, ago: i64, kind: &str, fields: &Json) -> Record {
    let id = RecordId::new(UnixMillis(NOW.0 - ago), [dice; 10]);
    let fields = match Value::from(fields) {
        Value::Map(fields) => fields,
        _ => Default::default(),
    };
    Record {
        id,
        kind: kind.into(),
        created: id.created(),
        updated: id.created(),
        fields,
        both: Default::default(),
        gone: None,
        newer: Default::default(),
    }
}

/// A plan that was just made.
pub fn new_plan() -> OpenView {
    OpenView {
        name: Some("Mara".to_owned()),
        plan: RootId([1; 32]),
        saved: Saved::Saved,
        sections: BTreeMap::new(),
        people: Arc::default(),
        devices: vec![DeviceView {
            id: DeviceId([1; 32]),
            name: "Mara’s laptop".to_owned(),
            this: true,
            lead: true,
            link: None,
        }],
        shared_with_me: Vec::new(),
        pairing: None,
        whole: true,
        kit_tested: true,
        stepped_up: false,
        can_undo: false,
        notices: Vec::new(),
        now: NOW,
    }
}

/// Mara's plan after a few months: Ana is her sponsor and paired, and shares something herself.
pub fn maras_plan() -> OpenView {
    let mut view = new_plan();
    let ana = record(
        1,
        90 * DAY,
        "person",
        &json!({"name": "Ana", "relation": "sponsor", "good_times": "after six", "ring": 1,
            "roles": ["listen", "crisis_call"],
            "contacts": [{"id": "a", "sort": "mobile", "value": "555 0101"}]}),
    );
    let mum = record(
        2,
        80 * DAY,
        "person",
        &json!({"name": "Mum", "relation": "family", "good_times": "weekends", "ring": 2}),
    );
    let ana_id = ana.id;
    let mut step = record(
        8,
        60 * DAY,
        "rung",
        &json!({"step": 2, "text": "When it’s late and loud, I walk around the block."}),
    );
    step.both.insert(
        "text".to_owned(),
        vec![
            Value::Text("When it’s late and loud, I walk around the block.".into()),
            Value::Text("When it’s late and loud, I walk to the river.".into()),
        ],
    );
    let records = [
        ana,
        mum,
        record(
            3,
            70 * DAY,
            "reason",
            &json!({"text": "To be there when Leo starts school.", "rank": 1}),
        ),
        record(4, 70 * DAY, "reason", &json!({"text": "My hands are steady again.", "rank": 2})),
        record(5, 60 * DAY, "rung", &json!({"step": 1, "text": "I stop answering texts."})),
        step,
        record(6, DAY, "checkin", &json!({"at": "2027-05-03T20:10:00Z", "mood": 3, "craving": 4})),
        record(
            7,
            2 * DAY,
            "checkin",
            &json!({"at": "2027-05-02T21:00:00Z", "mood": 2, "craving": 6, "halt": ["tired"],
                "note": "Long shift"}),
        ),
        record(9, DAY, "word", &json!({"word": "fine"})),
    ];
    for one in records {
        put(&mut view, one);
    }
    if let Some(word) = view.sections.get_mut("word") {
        Arc::make_mut(word).readers.push(ana_id);
    }
    let between = vec![
        (
            true,
            Arc::new(record(
                20,
                2 * DAY,
                "reach",
                &json!({"text": "Long day. Can we talk tomorrow?"}),
            )),
        ),
        (
            false,
            Arc::new(record(
                21,
                DAY,
                "reach",
                &json!({"text": "Any time after six. Proud of you for asking."}),
            )),
        ),
    ];
    people(&mut view);
    if let Some(person) =
        Arc::make_mut(&mut view.people).iter_mut().find(|person| person.id == ana_id)
    {
        person.guest = Some(GuestView {
            role: Role::Sponsor,
            sees: vec![("word".to_owned(), Some(UnixMillis(NOW.0 + 60 * DAY)))],
            between,
            delivered_as_of: Some(UnixMillis(NOW.0 - 3 * 3_600_000)),
            waiting: 0,
        });
    }
    view.devices.push(DeviceView {
        id: DeviceId([2; 32]),
        name: "Mara’s desktop".to_owned(),
        this: false,
        lead: false,
        link: Some(LinkView {
            connected: false,
            in_step_as_of: Some(UnixMillis(NOW.0 - DAY)),
            waiting: 2,
            why: Some(PeerWhy::NoAnswer),
        }),
    });
    let fine = record(30, 5 * 3_600_000, "word", &json!({"word": "need_a_talk"}));
    view.shared_with_me.push(SharedPlanView {
        plan: RootId([9; 32]),
        person: ana_id,
        owner: "Ana".to_owned(),
        sections: BTreeMap::from([(
            "word".to_owned(),
            Arc::new(SectionView {
                records: Records::from_iter([Arc::new(fine)]),
                readers: Vec::new(),
            }),
        )]),
        as_of: Some(UnixMillis(NOW.0 - 5 * 3_600_000)),
    });
    view
}

/// Mara's plan with what she has for a hard hour: tools, letters, naloxone, a medicine, and no word sent yet.
pub fn hard_plan() -> OpenView {
    let mut view = maras_plan();
    let records = [
        record(50, 50 * DAY, "strategy", &json!({"text": "A hot shower", "minutes": 10})),
        record(51, 50 * DAY, "strategy", &json!({"text": "Walk around the block", "minutes": 15})),
        record(52, 50 * DAY, "strategy", &json!({"text": "Call my brother", "favourite": true})),
        record(53, 50 * DAY, "strategy", &json!({"text": "Tea"})),
        record(
            54,
            20 * DAY,
            "craving",
            &json!({"before": 8, "after": 3, "used": ["Walk around the block"]}),
        ),
        record(
            55,
            40 * DAY,
            "letter",
            &json!({"open_when": "slip", "body": "You came back before. Come back now."}),
        ),
        record(
            56,
            40 * DAY,
            "letter",
            &json!({"open_when": "craving", "body": "It passes. It always did."}),
        ),
        record(57, 40 * DAY, "naloxone", &json!({"place": "kitchen drawer", "holder": "Mum"})),
        record(
            58,
            40 * DAY,
            "person",
            &json!({"name": "Dr Lee", "relation": "clinician", "ring": 3,
                "contacts": [{"id": "b", "sort": "phone", "value": "555 0199"}]}),
        ),
        record(59, 40 * DAY, "med", &json!({"name": "Buprenorphine", "prescriber": "Dr Lee"})),
    ];
    for one in records {
        put(&mut view, one);
    }
    view
}

/// Mara's plan with what a newer Kith wrote into it: a word that this one does not know, and a kind.
pub fn newer_plan() -> OpenView {
    let mut view = maras_plan();
    let mut word = record(40, DAY / 2, "word", &json!({"word": "hopeful", "colour": "green"}));
    word.newer = BTreeSet::from(["word".to_owned(), "colour".to_owned()]).into();
    put(&mut view, word);
    let night = json!({"hours": 6, "text": "Woke up twice"});
    put(&mut view, record(41, DAY / 3, "sleep_log", &night));
    view
}

/// Puts a record where its kind belongs.
pub fn put(view: &mut OpenView, record: Record) {
    let section = kinds::kind(&record.kind).map_or("profile", |kind| match kind.section {
        // What is for somebody without Kith lies beside the plan.
        "half" => "asides",
        section => section,
    });
    let section = Arc::make_mut(view.sections.entry(section.to_owned()).or_default());
    let id = record.id;
    let others = section.records.iter().filter(|other| other.id != id).cloned();
    section.records = others.chain([Arc::new(record)]).collect();
    people(view);
}

/// Takes a record out.
pub fn take(view: &mut OpenView, id: RecordId) -> Option<Record> {
    let mut taken = None;
    for section in view.sections.values_mut() {
        let section = Arc::make_mut(section);
        if let Some(record) = section.records.get(id) {
            taken = Some((**record).clone());
            let others = section.records.iter().filter(|other| other.id != id).cloned();
            section.records = others.collect();
        }
    }
    people(view);
    taken
}

/// Makes the people anew from their records.
fn people(view: &mut OpenView) {
    let records = view.sections.get("people").map(|section| section.records.clone());
    let mut old = Arc::unwrap_or_clone(std::mem::take(&mut view.people));
    let people = records.unwrap_or_default();
    let people = people.iter().map(|record| PersonView {
        id: record.id,
        name: kinds::person::NAME.of(record).unwrap_or_default().to_owned(),
        guest: old
            .iter_mut()
            .find(|person| person.id == record.id)
            .and_then(|person| person.guest.take()),
    });
    view.people = Arc::new(people.collect());
}
