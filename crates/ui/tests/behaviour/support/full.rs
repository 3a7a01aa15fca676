//! Plans with months behind them.

use kith_core::{OpenView, RecordId, UnixMillis};
use serde_json::json;

use super::plan::{NOW, maras_plan, put, record};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

fn day(ago: i64) -> String {
    moment(ago * DAY)[..10].to_owned()
}

fn moment(ago: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(NOW.0 - ago).unwrap();
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Mara's plan with meetings, visits, urges, milestones and a day to count from.
pub fn full_plan() -> OpenView {
    let mut view = maras_plan();
    // Today is a Tuesday, 18:40.
    let group = record(
        60,
        100 * DAY,
        "group",
        &json!({"name": "Home group", "day": "tuesday", "weeks": "every", "time": "17:00",
            "minutes": 60, "zone": "UTC", "place": "12 Elm St"}),
    );
    let group_id = group.id;
    put(&mut view, group);
    let noon = json!({"name": "Noon online", "day": "thursday", "time": "12:30", "zone": "UTC"});
    put(&mut view, record(61, 90 * DAY, "group", &noon));
    let visit = json!({"at": "2027-05-06T14:00:00Z", "repeat": "two_weeks", "person": "Ana",
        "mode": "in_person", "place": "3 River Road"});
    put(&mut view, record(62, 40 * DAY, "appt", &visit));
    for (number, weeks) in (1..=9).enumerate() {
        let fields = json!({"group": group_id.to_string(), "on": day(7 * weeks)});
        put(&mut view, record(70 + number as u8, 7 * weeks * DAY, "attend", &fields));
    }
    for ago in 3..64_i64 {
        let good = ago % 7 == 0 || ago % 5 == 0;
        let fields = json!({"at": moment(ago * DAY - 2 * HOUR), "mood": if good { 4 } else { 2 + ago % 2 },
            "craving": ago % 6});
        put(&mut view, record(100 + ago as u8, ago * DAY, "checkin", &fields));
    }
    for ago in 1..12_i64 {
        let fields = json!({"at": moment(ago * 2 * DAY + 20 * HOUR + (ago % 3) * HOUR), "before": 7,
            "after": 3 + ago % 3, "triggers": ["The bar by the station"], "used": ["Walk round the block"]});
        put(&mut view, record(180 + ago as u8, ago * 2 * DAY, "craving", &fields));
    }
    put(&mut view, record(200, 99 * DAY, "trigger", &json!({"label": "The bar by the station"})));
    put(&mut view, record(201, 99 * DAY, "strategy", &json!({"text": "Walk round the block"})));
    let start = json!({"start": day(212), "show": ["days", "hundred", "urges"]});
    put(&mut view, record(202, 90 * DAY, "progress", &start));
    put(&mut view, record(203, 30 * DAY, "setback", &json!({"at": moment(30 * DAY)})));
    for (number, (ago, note)) in [
        (210, "First week"),
        (180, "A month of mornings"),
        (120, "Back at work"),
        (20, "Leo’s birthday"),
    ]
    .into_iter()
    .enumerate()
    {
        let fields = json!({"note": note, "on": day(ago)});
        put(&mut view, record(210 + number as u8, ago * DAY, "milestone", &fields));
    }
    view
}

/// A plan with forty people.
pub fn crowded_plan() -> OpenView {
    let mut view = full_plan();
    for number in 0..40_u8 {
        let fields = json!({"name": format!("Friend number {number}")});
        put(&mut view, record(number, 200 * DAY + i64::from(number), "person", &fields));
    }
    view
}

/// A plan of thirty thousand things.
pub fn long_plan() -> OpenView {
    let mut view = maras_plan();
    let records = (0..30_000_i64).map(|number| {
        let ago = (30_000 - number) * 3 * HOUR;
        let fields =
            json!({"at": moment(ago), "mood": 1 + number % 5, "note": format!("Note {number}")});
        let mut one = record(0, ago, "checkin", &fields);
        let mut dice = [0; 10];
        dice[..8].copy_from_slice(&number.to_be_bytes());
        one.id = RecordId::new(UnixMillis(NOW.0 - ago), dice);
        std::sync::Arc::new(one)
    });
    let section = kith_core::SectionView { records: records.collect(), readers: Vec::new() };
    view.sections.insert("checkins".to_owned(), std::sync::Arc::new(section));
    view
}
