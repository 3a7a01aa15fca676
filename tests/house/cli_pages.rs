//! Calendars of other programs as they come in, and pages to read as they go out.

use serde_json::{Value, json};

use crate::support::Vault;

const OUTLOOK: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Counsel\n\
    DTSTART;TZID=Eastern Standard Time:20261102T100000\nRRULE:FREQ=WEEKLY;COUNT=2\nEND:VEVENT\n\
    BEGIN:VEVENT\nSUMMARY:Clinic\nDTSTART;TZID=Eastern Standard Time:20261110T090000\n\
    RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=6\nEXDATE;VALUE=DATE:20261208\nEND:VEVENT\n\
    BEGIN:VEVENT\nSUMMARY:Course\nDTSTART;TZID=Nowhere Time:20261104T180000\nEND:VEVENT\n\
    END:VCALENDAR\n";

/// Two Mondays became every Monday for ever, every second Tuesday became the 10th of each month, and a clock by a name of
/// Windows the clock of this computer; nothing was said of it.
#[test]
fn a_calendar_comes_in_exactly_or_is_told_to_be_changed() {
    let vault = Vault::of("Mara");
    let report = vault.run(&["import", "--as", "ics", "-"], OUTLOOK).json();
    assert_eq!(report, json!({"added": 3, "there": 0, "skipped": 0, "changed": 2}));
    let visits: Value = serde_json::from_str(vault.list("appt").trim()).unwrap();
    let fields = |title: &str| {
        let of_title = |one: &&Value| {
            one["fields"]["prep"].as_str().is_some_and(|prep| prep.starts_with(title))
        };
        visits.as_array().unwrap().iter().find(of_title).unwrap()["fields"].clone()
    };
    let counsel = json!({"at": "2026-11-02T10:00:00-05:00", "zone": "America/New_York",
        "repeat": "weekly", "until": "2026-11-09", "prep": "Counsel"});
    assert_eq!(fields("Counsel"), counsel);
    let clinic = fields("Clinic");
    assert_eq!((&clinic["repeat"], &clinic["until"]), (&json!("once"), &Value::Null));
    assert_eq!(
        clinic["prep"],
        "Clinic\n\nIn the calendar it comes again: every month, on Tuesday number 2 of the month, 6 times in \
         all, not on 2026-12-08. Here it comes once."
    );
    let course = fields("Course")["prep"].clone();
    assert!(course.as_str().unwrap().contains("calls its clock “Nowhere Time”"), "{course}");
    // It is known again, and to a person it is told in words.
    let again = vault.run(&["import", "--as", "ics", "-"], OUTLOOK).json();
    assert_eq!(again, json!({"added": 0, "there": 3, "skipped": 0}));
    let plain = Vault::of("Next").run_plainly(&["import", "--as", "ics", "-"], OUTLOOK).out;
    assert!(plain.contains("2 of them are not quite what the file says"), "{plain}");
}
