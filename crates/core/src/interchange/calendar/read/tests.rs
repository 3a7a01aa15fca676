//! Calendars of other programs, with what each event should come to computed by hand.

use super::*;
use jiff::ToSpan as _;
use serde_json::json;

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n\
    DTSTART;TZID=Europe/Lisbon:20260330T100000\r\nDTEND;TZID=Europe/Lisbon:20260330T110000\r\n\
    RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260630T225959Z\r\nSUMMARY:Visit\\, long\r\n  name\r\n\
    LOCATION:Room 2\r\nBEGIN:VALARM\r\nSUMMARY:An alarm\r\nDESCRIPTION:Another text\r\nEND:VALARM\r\n\
    END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260401\r\nSUMMARY:Rent\r\n\
    RRULE:FREQ=MONTHLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20260401T180000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nSUMMARY:no start\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART:20269901T180000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn events_become_appointments_and_whole_days_reminders() {
    let incoming = read(FILE, Some("Europe/Berlin"), &raw).unwrap();
    let made: Vec<Value> = incoming.made.into_iter().map(|made| made.fields.into()).collect();
    let visit = json!({
        "at": "2026-03-30T10:00:00+01:00", "zone": "Europe/Lisbon", "repeat": "two_weeks",
        "until": "2026-06-30", "place": "Room 2", "prep": "Visit, long name",
    });
    let rent = json!({"text": "Rent", "on": "2026-04-01", "repeat": "monthly"});
    let floating =
        json!({"at": "2026-04-01T18:00:00+02:00", "zone": "Europe/Berlin", "repeat": "once"});
    assert_eq!(made, [visit, rent, floating]);
    assert_eq!(incoming.skipped, 2);
}

#[test]
fn what_is_no_calendar_is_refused() {
    for file in ["", "BEGIN:VCARD\r\n", "[]", "DTSTART:20260401"] {
        assert_eq!(read(file, None, &raw).err(), Some(Trouble::BadFile), "{file}");
    }
}

fn raw(unheld: &Unheld) -> String {
    let rule = unheld.repeats.as_ref().map(|repeats| repeats.rule.clone());
    [rule, unheld.clock.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn calendar_of(events: &str) -> Incoming {
    let file = format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
    read(&file, Some("Asia/Tokyo"), &raw).unwrap()
}

/// The one record of an event in New York that begins with these lines, and whether it holds less than they say.
fn one(lines: &str) -> (Value, bool) {
    let lines = lines.replace('\n', "\r\n");
    let event = format!("BEGIN:VEVENT\r\nSUMMARY:Visit\r\n{lines}\r\nEND:VEVENT\r\n");
    let mut made = calendar_of(&event).made;
    assert_eq!(made.len(), 1, "{lines}");
    let made = made.remove(0);
    (made.fields.into(), made.is_changed)
}

/// How an appointment comes back that first is on Monday 2 November 2026 at 10:00 in New York, and until when.
fn comes_back(more: &str) -> (String, Option<String>, bool) {
    let (fields, is_changed) =
        one(&format!("DTSTART;TZID=America/New_York:20261102T100000\n{more}"));
    assert_eq!(fields["at"], "2026-11-02T10:00:00-05:00", "{more}");
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let note = text("prep").unwrap();
    let rule = more.split('\n').find_map(|line| line.strip_prefix("RRULE:")).unwrap_or_default();
    // What was not taken in is told beside the record, and nothing else is.
    assert_eq!(note.contains(rule) && !rule.is_empty(), is_changed, "{more}: {note}");
    (text("repeat").unwrap(), text("until"), is_changed)
}

/// A rule with `COUNT=2` came every week for ever, one on Tuesdays or on two days came on the day of its start alone, one on
/// the second Tuesday or on the 15th came on the 1st, and one every day, every year or every third week came once; none of
/// it was told.
#[test]
fn a_rule_is_taken_in_exactly_or_once_and_told() {
    let held =
        |repeat: &str, until: Option<&str>| (repeat.to_owned(), until.map(str::to_owned), false);
    let once = || ("once".to_owned(), None, true);
    for (rule, expected) in [
        ("FREQ=WEEKLY", held("weekly", None)),
        ("FREQ=WEEKLY;BYDAY=MO;WKST=SU", held("weekly", None)),
        ("FREQ=WEEKLY;INTERVAL=2", held("two_weeks", None)),
        ("FREQ=DAILY;INTERVAL=7", held("weekly", None)),
        ("FREQ=MONTHLY", held("monthly", None)),
        ("FREQ=MONTHLY;BYMONTHDAY=2", held("monthly", None)),
        // Mondays 2 and 9 November; 2, 16 and 30 November; the 2nd of three months.
        ("FREQ=WEEKLY;COUNT=2", held("weekly", Some("2026-11-09"))),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", held("two_weeks", Some("2026-11-30"))),
        ("FREQ=MONTHLY;COUNT=3", held("monthly", Some("2027-01-02"))),
        ("FREQ=WEEKLY;COUNT=1", held("once", None)),
        // 15:00 in UTC is 10:00 in New York, so that Monday is the last; a second before it is not.
        ("FREQ=WEEKLY;UNTIL=20261130T150000Z", held("weekly", Some("2026-11-30"))),
        ("FREQ=WEEKLY;UNTIL=20261130T145959Z", held("weekly", Some("2026-11-29"))),
        // 02:00 in UTC on the 1st is 21:00 on the 30th.
        ("FREQ=WEEKLY;UNTIL=20261201T020000Z", held("weekly", Some("2026-11-30"))),
        ("FREQ=WEEKLY;UNTIL=20261130", held("weekly", Some("2026-11-30"))),
        ("FREQ=WEEKLY;BYDAY=TU", once()),
        ("FREQ=WEEKLY;BYDAY=MO,WE", once()),
        ("FREQ=MONTHLY;BYDAY=2TU", once()),
        ("FREQ=MONTHLY;BYMONTHDAY=15", once()),
        ("FREQ=DAILY", once()),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", once()),
        ("FREQ=YEARLY", once()),
        ("FREQ=WEEKLY;INTERVAL=3", once()),
        ("FREQ=WEEKLY;COUNT=0", once()),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20261130", once()),
        ("FREQ=WEEKLY;BYMONTH=11", once()),
        ("FREQ=WEEKLY;UNTIL=20261001", once()),
        ("FREQ=HOURLY", once()),
    ] {
        assert_eq!(comes_back(&format!("RRULE:{rule}")), expected, "{rule}");
    }
}

#[test]
fn a_day_that_some_months_lack_is_taken_in_only_as_the_last_of_them() {
    let monthly = |rule: &str| {
        let (fields, is_changed) = one(&format!("DTSTART:20270131T100000Z\nRRULE:{rule}"));
        (fields["repeat"].clone(), is_changed)
    };
    // A calendar leaves February out, a plan takes its last day.
    assert_eq!(monthly("FREQ=MONTHLY"), (json!("once"), true));
    assert_eq!(monthly("FREQ=MONTHLY;BYMONTHDAY=-1"), (json!("monthly"), false));
    let ours = "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;UNTIL=20270630T235959Z";
    assert_eq!(monthly(ours), (json!("monthly"), false));
    assert_eq!(monthly("FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYSETPOS=-1"), (json!("once"), true));
}

/// Each record of an event: when it first is, how it comes back, and until when.
fn runs(events: &str) -> Vec<(String, String, Option<String>)> {
    let incoming = calendar_of(&events.replace('\n', "\r\n"));
    let told = incoming.made.iter().map(|made| {
        assert!(!made.is_changed, "{events}");
        let text = |name: &str| made.fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let at = text("at").or_else(|| text("on")).unwrap();
        (at, text("repeat").unwrap(), text("until"))
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

fn run(at: &str, repeat: &str, until: Option<&str>) -> (String, String, Option<String>) {
    (at.to_owned(), repeat.to_owned(), until.map(str::to_owned))
}

#[test]
fn what_was_called_off_is_no_time_of_a_record() {
    let start = "DTSTART;TZID=America/New_York:20261102T100000\nRRULE:FREQ=WEEKLY;COUNT=4\n";
    let event = |more: &str| format!("BEGIN:VEVENT\n{start}{more}\nEND:VEVENT\n");
    let second = event("EXDATE;TZID=America/New_York:20261109T100000");
    let expected = [
        run("2026-11-02T10:00:00-05:00", "once", None),
        run("2026-11-16T10:00:00-05:00", "weekly", Some("2026-11-23")),
    ];
    assert_eq!(runs(&second), expected);
    // The first two are off, told in UTC and as a day: the third is the first that is.
    let off = "EXDATE:20261102T150000Z\nEXDATE;VALUE=DATE:20261109";
    assert_eq!(one(&format!("{start}{off}")).0["at"], "2026-11-16T10:00:00-05:00");
    let all = "EXDATE;TZID=America/New_York:20261102T100000,20261109T100000,20261116T100000,\
        20261123T100000";
    let incoming = calendar_of(&event(all).replace('\n', "\r\n"));
    assert_eq!((incoming.made.len(), incoming.skipped), (0, 1));
}

/// A visit that comes every week for ever and was called off three times is told whole, by four records; one with a gap
/// every other week would be a heap of them.
#[test]
fn gaps_part_a_rule_into_few_records_or_into_words() {
    let start = "BEGIN:VEVENT\nSUMMARY:Visit\nDTSTART:20261102T100000Z\nRRULE:FREQ=WEEKLY\n";
    // What is no time of it changes nothing: a Tuesday, another hour, a day before it began.
    let off = "EXDATE:20261116T100000Z,20261123T100000Z,20270104T100000Z\n\
        EXDATE:20261103T100000Z,20261109T110000Z,20261026T100000Z\nEND:VEVENT\n";
    let expected = [
        run("2026-11-02T10:00:00Z", "weekly", Some("2026-11-09")),
        run("2026-11-30T10:00:00Z", "weekly", Some("2026-12-28")),
        run("2027-01-11T10:00:00Z", "weekly", None),
    ];
    assert_eq!(runs(&format!("{start}{off}")), expected);
    let day = |turn: i64| {
        let day = jiff::civil::date(2026, 11, 2).checked_add((7 * turn).days()).unwrap();
        day.strftime("%Y%m%dT100000Z").to_string()
    };
    let gaps = |count: i64| {
        let days: Vec<String> = (1..=count).map(|gap| day(2 * gap)).collect();
        let lines = format!("{start}EXDATE:{}\nEND:VEVENT\n", days.join(","));
        calendar_of(&lines.replace('\n', "\r\n")).made
    };
    assert_eq!(gaps(11).len(), 12);
    let many = gaps(12);
    assert_eq!((many.len(), many[0].is_changed), (1, true));
}

#[test]
fn a_gap_before_a_shorter_month_is_told_in_words() {
    let gap = |month: &str| {
        one(&format!(
            "DTSTART:20270131T100000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1\nEXDATE:2027{month}T100000Z"
        ))
    };
    // Without January it would begin on 28 February, and come on the 28th from then on.
    let (fields, is_changed) = gap("0131");
    assert_eq!((&fields["at"], is_changed), (&json!("2027-02-28T10:00:00Z"), true));
    let march = "BEGIN:VEVENT\nDTSTART:20270131T100000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1\n\
        EXDATE:20270228T100000Z\nEND:VEVENT\n";
    let expected =
        [run("2027-01-31T10:00:00Z", "once", None), run("2027-03-31T10:00:00Z", "monthly", None)];
    assert_eq!(runs(march), expected);
}

/// A visit that was moved from Monday to Tuesday was left out, and of every Monday only the first was taken in.
#[test]
fn a_time_that_was_moved_is_a_record_of_its_own_and_the_rest_come_without_it() {
    let whole = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=America/New_York:20261102T100000\n\
        RRULE:FREQ=WEEKLY\nSUMMARY:Visit\nEND:VEVENT\n";
    // Named in UTC, and moved to another clock: 15:00 in UTC is 10:00 in New York.
    let moved = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261109T150000Z\n\
        DTSTART;TZID=Europe/Lisbon:20261110T110000\nSUMMARY:Visit, moved\nEND:VEVENT\n";
    let off = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=America/New_York:20261123T100000\n\
        DTSTART;TZID=America/New_York:20261123T100000\nSTATUS:CANCELLED\nEND:VEVENT\n";
    let expected = [
        run("2026-11-02T10:00:00-05:00", "once", None),
        run("2026-11-10T11:00:00+00:00", "once", None),
        run("2026-11-16T10:00:00-05:00", "once", None),
        run("2026-11-30T10:00:00-05:00", "weekly", None),
    ];
    for events in [[whole, moved, off], [off, moved, whole]] {
        assert_eq!(runs(&events.concat()), expected);
        let incoming = calendar_of(&events.concat().replace('\n', "\r\n"));
        assert_eq!(incoming.skipped, 0);
        let titles: Vec<_> = incoming.made.iter().map(|made| &made.fields["prep"]).collect();
        assert_eq!(titles.iter().filter(|title| **title == "Visit, moved").count(), 1);
    }
    // The first one moved, and alone in a file.
    let first = moved.replace("20261109T150000Z", "20261102T150000Z");
    let expected = [
        run("2026-11-09T10:00:00-05:00", "weekly", None),
        run("2026-11-10T11:00:00+00:00", "once", None),
    ];
    assert_eq!(runs(&format!("{whole}{first}")), expected);
    assert_eq!(runs(moved), [run("2026-11-10T11:00:00+00:00", "once", None)]);
}

#[test]
fn what_was_moved_from_some_day_on_or_added_is_told_in_words() {
    let events = "BEGIN:VEVENT\nUID:1\nDTSTART:20261102T100000Z\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261109T100000Z\n\
        DTSTART:20261110T100000Z\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nDTSTART:20261102T110000Z\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:3\nDTSTART:20261103T100000Z\nRDATE:20261105T100000Z\nEND:VEVENT\n";
    let incoming = calendar_of(&events.replace('\n', "\r\n"));
    let made: Vec<_> =
        incoming.made.iter().map(|made| (made.fields["repeat"].clone(), made.is_changed)).collect();
    assert_eq!(made, [(json!("once"), true), (json!("weekly"), false), (json!("once"), true)]);
    assert_eq!(incoming.skipped, 1);
}

/// A series of which the first time was moved, and whose rule no record can hold, was left out whole.
#[test]
fn a_rule_that_no_record_holds_stays_when_its_first_time_was_moved() {
    for rule in ["WEEKLY;BYDAY=MO,WE", "WEEKLY;INTERVAL=3", "MONTHLY;BYDAY=2MO", "YEARLY"] {
        for range in ["", ";RANGE=THISANDFUTURE"] {
            let events = format!(
                "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261109T100000Z\r\nRRULE:FREQ={rule}\r\n\
                 END:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID{range}:20261109T100000Z\r\n\
                 DTSTART:20261110T100000Z\r\nEND:VEVENT\r\n"
            );
            let incoming = calendar_of(&events);
            let told = incoming.made.iter().filter(|made| made.is_changed).count();
            assert_eq!(told, 1, "{rule}{range}: {}", incoming.made.len());
        }
    }
}

/// A moved time stands for one day. One that named a list of them was read once for each whole event of its name.
#[test]
fn a_moved_time_stands_for_one_day() {
    let days: Vec<String> = (9..28).map(|day| format!("202611{day:02}T100000Z")).collect();
    let whole = "BEGIN:VEVENT\nUID:1\nDTSTART:20261109T100000Z\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n";
    let moved = format!(
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:{}\nDTSTART:20261110T120000Z\nEND:VEVENT\n",
        days.join(",")
    );
    let expected =
        [run("2026-11-10T12:00:00Z", "once", None), run("2026-11-16T10:00:00Z", "weekly", None)];
    assert_eq!(runs(&format!("{whole}{moved}")), expected);
}

/// Many rules of one name with many moved times each would have every one of them looked at for every other.
#[test]
fn a_heap_of_single_times_is_told_in_words() {
    let whole =
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261102T100000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n";
    let moved = "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20261109T100000Z\r\n\
        DTSTART:20261110T100000Z\r\nEND:VEVENT\r\n";
    let first = |count: usize| {
        let incoming = calendar_of(&format!("{whole}{}", moved.repeat(count)));
        assert_eq!(incoming.skipped, 0);
        (incoming.made[0].fields["repeat"].clone(), incoming.made[0].is_changed)
    };
    assert_eq!(first(MOST_SINGLE), (json!("once"), false), "the first of two stretches");
    assert_eq!(first(MOST_SINGLE + 1), (json!("once"), true));
}

/// What the plan has is not changed by a file, so a time of it that was moved elsewhere says which day it stands for.
#[test]
fn a_moved_time_of_an_event_of_ours_names_its_day() {
    let id = kith_plan::RecordId::new(kith_plan::UnixMillis(1_774_440_000_000), [1; 10]);
    let event = format!(
        "BEGIN:VEVENT\r\nUID:{id}{OURS}\r\nRECURRENCE-ID:20261109T100000Z\r\n\
         DTSTART:20261110T100000Z\r\nSUMMARY:Visit\r\nEND:VEVENT\r\n"
    );
    let file = format!("BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n");
    let words = |unheld: &Unheld| format!("not on {}", unheld.instead_of.unwrap());
    let incoming = read(&file, None, &words).unwrap();
    assert_eq!(incoming.made[0].of, None, "it is no record of the plan");
    assert!(incoming.made[0].is_changed);
    assert_eq!(incoming.made[0].fields["prep"], "Visit\n\nnot on 2026-11-09");
}

/// A calendar of Outlook names its zones as Windows does, and they were read as the zone of this computer.
#[test]
fn a_zone_has_more_than_one_name_and_one_that_nobody_knows_is_told() {
    let (fields, is_changed) = one("DTSTART;TZID=Eastern Standard Time:20261102T100000");
    assert_eq!(fields["at"], "2026-11-02T10:00:00-05:00");
    assert_eq!((&fields["zone"], is_changed), (&json!("America/New_York"), false));
    let (fields, _) = one("DTSTART;TZID=\"W. Europe Standard Time\":20260702T100000");
    assert_eq!(fields["at"], "2026-07-02T10:00:00+02:00");
    let (fields, is_changed) = one("DTSTART;TZID=Customized Time Zone:20261102T100000");
    assert_eq!(fields["at"], "2026-11-02T10:00:00+09:00");
    assert_eq!((&fields["zone"], is_changed), (&json!("Asia/Tokyo"), true));
    assert_eq!(fields["prep"], "Visit\n\nCustomized Time Zone");
}

/// On 14 March 2027 the clocks of New York jump from 02:00 to 03:00, and a time in between was written with the offset of
/// after the jump: 02:30-04:00, which is half an hour before it.
#[test]
fn a_time_that_the_clocks_jump_over_is_as_much_later() {
    let (fields, _) = one("DTSTART;TZID=America/New_York:20270314T023000");
    assert_eq!(fields["at"], "2027-03-14T03:30:00-04:00");
    // And one that comes twice is the first: on 7 November 2027 the clocks go back at 02:00.
    let (fields, _) = one("DTSTART;TZID=America/New_York:20271107T013000");
    assert_eq!(fields["at"], "2027-11-07T01:30:00-04:00");
}

#[test]
fn a_reminder_holds_no_end_and_no_two_weeks() {
    let reminder = |rule: &str| {
        let (fields, is_changed) = one(&format!("DTSTART;VALUE=DATE:20261102\nRRULE:{rule}"));
        (fields["repeat"].clone(), fields["text"].clone(), is_changed)
    };
    assert_eq!(reminder("FREQ=DAILY"), (json!("daily"), json!("Visit"), false));
    assert_eq!(reminder("FREQ=WEEKLY;BYDAY=MO"), (json!("weekly"), json!("Visit"), false));
    for rule in ["FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;INTERVAL=2", "FREQ=YEARLY"] {
        assert_eq!(reminder(rule), (json!("once"), json!(format!("Visit. {rule}")), true));
    }
}
