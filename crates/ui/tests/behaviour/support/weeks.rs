//! A plan in the week of a talk: Ana is a sponsor without Kith.

use kith_core::OpenView;
use serde_json::json;

use super::plan::{new_plan, put, record};

const DAY: i64 = 86_400_000;

/// Mara's plan with four people, a week behind her and a talk with Ana tomorrow. Today is Tuesday, 2027-05-04.
pub fn weeks_plan() -> OpenView {
    let mut view = new_plan();
    let people = [
        json!({"name": "Ana", "relation": "sponsor", "ring": 1, "good_times": "after six",
            "roles": ["listen", "crisis_call", "accountability"],
            "contacts": [{"id": "a", "sort": "mobile", "value": "555 0101"}]}),
        json!({"name": "Rosa", "relation": "family", "ring": 2, "roles": ["practical", "celebrate"]}),
        json!({"name": "Ben", "relation": "peer", "ring": 2, "roles": ["distract", "listen"]}),
        json!({"name": "Dr Lee", "relation": "clinician", "ring": 3, "roles": ["clinical"],
            "contacts": [{"id": "b", "sort": "phone", "value": "555 0199"}]}),
    ];
    for (place, fields) in (1_u8..).zip(people) {
        put(&mut view, record(place, 90 * DAY, "person", &fields));
    }
    let group = record(10, 80 * DAY, "group", &json!({"name": "Home group", "day": "sunday"}));
    let group_id = group.id.to_string();
    let records = [
        group,
        record(11, 2 * DAY, "attend", &json!({"group": group_id, "on": "2027-05-02"})),
        record(
            12,
            DAY,
            "checkin",
            &json!({"at": "2027-05-03T20:10:00Z", "mood": 4, "craving": 7, "connected": true}),
        ),
        record(
            13,
            3 * DAY,
            "checkin",
            &json!({"at": "2027-05-01T21:00:00Z", "mood": 2, "craving": 9, "note": "Long shift"}),
        ),
        record(14, 20 * DAY, "checkin", &json!({"at": "2027-04-14T21:00:00Z", "mood": 1})),
        record(15, 6 * DAY, "entry", &json!({"body": "Only for me."})),
        record(16, 6 * DAY, "med", &json!({"name": "Buprenorphine"})),
        record(
            17,
            6 * DAY,
            "promise",
            &json!({"text": "Call my brother", "by": "me", "state": "open", "with": "Ana"}),
        ),
        record(
            18,
            6 * DAY,
            "promise",
            &json!({"text": "Bring the book", "by": "them", "state": "open", "with": "Ana"}),
        ),
        record(19, 6 * DAY, "promise", &json!({"text": "Mow the lawn", "with": "Rosa"})),
        record(
            20,
            6 * DAY,
            "agenda",
            &json!({"on": "2027-05-05", "with": "Ana",
                "items": [{"id": "t", "text": "How work is going"}]}),
        ),
        record(21, 30 * DAY, "reason", &json!({"text": "My hands are steady again.", "rank": 1})),
        record(22, 30 * DAY, "rung", &json!({"step": 1, "text": "I stop answering texts."})),
        record(
            23,
            40 * DAY,
            "screen",
            &json!({"sort": "gad2", "first": 1, "second": 0, "at": "2027-03-25T09:00:00Z"}),
        ),
        record(24, 2 * DAY, "reach", &json!({"text": "Can you talk?", "with": "Ana"})),
    ];
    for one in records {
        put(&mut view, one);
    }
    view
}

/// The same with thirty more people.
pub fn crowded_circle() -> OpenView {
    let mut view = weeks_plan();
    for number in 0..30_u8 {
        let fields = json!({"name": format!("Friend {number}"), "ring": 1 + number % 3});
        put(&mut view, record(100 + number, 60 * DAY, "person", &fields));
    }
    view
}
