//! When things come next: by the clock of their own place, over the days on which clocks change.
//!
//! In 2026 Lisbon goes from 01:00 to 02:00 on 29 March and from 02:00 back to 01:00 on 25 October; New York
//! from 02:00 to 03:00 on 8 March and from 02:00 back to 01:00 on 1 November.

use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use kith_core::insight::{Occasion, OccasionKind, Schedule, next_occasions, occasions_between};
use kith_core::{Record, UnixMillis};
use serde_json::{Value as Json, json};

use super::support::{Dice, Written, lisbon, moment, new_york, zone};

const CREATED: &str = "2026-01-01T08:00:00Z";

fn record(kind: &str, fields: Json) -> Record {
    Written::default().record(kind, moment(CREATED), fields)
}

fn schedule(kind: &str, home: &TimeZone, fields: Json) -> Schedule {
    Schedule::of(&record(kind, fields), home).unwrap()
}

fn group(day: &str, time: &str, zone: &str, weeks: &str) -> Json {
    json!({"name": "a group", "day": day, "time": time, "zone": zone, "weeks": weeks})
}

fn utc(occasion: &Occasion) -> String {
    occasion.starts.timestamp().to_string()
}

/// Moments in UTC.
fn between(schedule: &Schedule, from: &str, to: &str) -> Vec<String> {
    schedule.between(moment(from), moment(to)).iter().map(utc).collect()
}

fn next(schedule: &Schedule, now: &str) -> Option<String> {
    schedule.next_after(moment(now)).map(|occasion| utc(&occasion))
}

fn days(schedule: &Schedule, from: &str, to: &str) -> Vec<String> {
    let occasions = schedule.between(moment(from), moment(to));
    occasions.iter().map(|occasion| occasion.starts.date().to_string()).collect()
}

#[test]
fn a_time_that_the_clocks_jump_over_is_later_by_the_jump() {
    let in_lisbon = group("sunday", "01:30", "Europe/Lisbon", "every");
    let in_lisbon = schedule("group", &new_york(), in_lisbon);
    let spring = between(&in_lisbon, "2026-03-22T00:00:00Z", "2026-04-06T00:00:00Z");
    assert_eq!(spring, ["2026-03-22T01:30:00Z", "2026-03-29T01:30:00Z", "2026-04-05T00:30:00Z"]);
    let jumped = in_lisbon.next_after(moment("2026-03-28T12:00:00Z")).unwrap();
    assert_eq!(jumped.starts.time(), Time::constant(2, 30, 0, 0));
    let in_new_york = group("sunday", "02:30", "America/New_York", "every");
    let in_new_york = schedule("group", &lisbon(), in_new_york);
    let spring = between(&in_new_york, "2026-03-01T00:00:00Z", "2026-03-16T00:00:00Z");
    assert_eq!(spring, ["2026-03-01T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-15T06:30:00Z"]);
}

#[test]
fn a_time_that_comes_twice_is_the_first_of_the_two() {
    let in_lisbon = group("sunday", "01:30", "Europe/Lisbon", "every");
    let in_lisbon = schedule("group", &new_york(), in_lisbon);
    let autumn = between(&in_lisbon, "2026-10-18T00:00:00Z", "2026-11-02T00:00:00Z");
    assert_eq!(autumn, ["2026-10-18T00:30:00Z", "2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"]);
    assert_eq!(next(&in_lisbon, "2026-10-25T00:30:00Z").unwrap(), "2026-11-01T01:30:00Z");
    let in_new_york = group("sunday", "01:30", "America/New_York", "every");
    let in_new_york = schedule("group", &lisbon(), in_new_york);
    let autumn = between(&in_new_york, "2026-10-25T00:00:00Z", "2026-11-09T00:00:00Z");
    assert_eq!(autumn, ["2026-10-25T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-08T06:30:00Z"]);
}

/// Tuesdays at seven in the evening in Lisbon are three or two in the afternoon in New York: the clocks
/// of the two change on different days, and the plan keeps to the place.
#[test]
fn a_plan_that_was_made_in_one_zone_reads_right_in_another() {
    let fields = group("tuesday", "19:00", "Europe/Lisbon", "every");
    let at_home = schedule("group", &lisbon(), fields.clone());
    let away = schedule("group", &new_york(), fields);
    let span = (moment("2026-03-02T00:00:00Z"), moment("2026-04-08T00:00:00Z"));
    assert_eq!(at_home.between(span.0, span.1), away.between(span.0, span.1));
    let on_their_wall: Vec<i8> = away
        .between(span.0, span.1)
        .iter()
        .map(|occasion| occasion.starts.with_time_zone(new_york()).hour())
        .collect();
    // 3, 10, 17, 24 and 31 March, 7 April.
    assert_eq!(on_their_wall, [14, 15, 15, 15, 14, 14]);
}

#[test]
fn without_a_zone_it_is_where_the_owner_is() {
    let fields = json!({"name": "a group", "day": "tuesday", "time": "19:00", "minutes": 90});
    for (home, expected) in
        [(lisbon(), "2026-01-06T19:00:00Z"), (new_york(), "2026-01-07T00:00:00Z")]
    {
        let schedule = schedule("group", &home, fields.clone());
        let occasion = schedule.next_after(moment(CREATED)).unwrap();
        assert_eq!((utc(&occasion).as_str(), occasion.minutes), (expected, Some(90)));
    }
}

/// Thursdays of 2026: 1, 8, 15, 22, 29 January; 5, 12, 19, 26 February; 5, 12, 19, 26 March;
/// 2, 9, 16, 23, 30 April.
#[test]
fn a_fifth_week_is_the_last_and_not_the_fourth() {
    let thursdays = |weeks: &str| {
        let fields = group("thursday", "12:00", "Europe/Lisbon", weeks);
        let schedule = schedule("group", &lisbon(), fields);
        days(&schedule, "2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z")
    };
    assert_eq!(thursdays("first"), ["2026-01-01", "2026-02-05", "2026-03-05", "2026-04-02"]);
    assert_eq!(thursdays("second"), ["2026-01-08", "2026-02-12", "2026-03-12", "2026-04-09"]);
    assert_eq!(thursdays("third"), ["2026-01-15", "2026-02-19", "2026-03-19", "2026-04-16"]);
    assert_eq!(thursdays("fourth"), ["2026-01-22", "2026-02-26", "2026-03-26", "2026-04-23"]);
    assert_eq!(thursdays("last"), ["2026-01-29", "2026-02-26", "2026-03-26", "2026-04-30"]);
    assert_eq!(thursdays("every").len(), 18);
}

#[test]
fn the_thirty_first_is_the_last_of_a_shorter_month_and_comes_back() {
    let fields = json!({
        "at": "2026-01-31T10:00:00+00:00", "zone": "Europe/Lisbon", "repeat": "monthly",
        "until": "2026-05-31",
    });
    let schedule = schedule("appt", &new_york(), fields);
    let all = between(&schedule, "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    let expected = [
        "2026-01-31T10:00:00Z",
        "2026-02-28T10:00:00Z",
        "2026-03-31T09:00:00Z",
        "2026-04-30T09:00:00Z",
        "2026-05-31T09:00:00Z",
    ];
    assert_eq!(all, expected);
    assert_eq!(next(&schedule, "2026-05-31T09:00:00Z"), None);
    let leap = json!({"at": "2027-12-31T10:00:00+00:00", "repeat": "monthly"});
    let leap = self::schedule("appt", &TimeZone::UTC, leap);
    assert_eq!(next(&leap, "2028-02-01T00:00:00Z").unwrap(), "2028-02-29T10:00:00Z");
}

#[test]
fn an_appointment_comes_once_weekly_or_every_two_weeks_and_never_before_its_first() {
    let at = |repeat: &str, until: &str| {
        let mut fields = json!({"at": "2026-03-19T17:00:00+00:00", "zone": "Europe/Lisbon"});
        for (name, value) in [("repeat", repeat), ("until", until)] {
            if !value.is_empty() {
                fields[name] = json!(value);
            }
        }
        let schedule = schedule("appt", &new_york(), fields);
        between(&schedule, "2026-01-01T00:00:00Z", "2026-04-17T00:00:00Z")
    };
    assert_eq!(at("", ""), ["2026-03-19T17:00:00Z"]);
    assert_eq!(at("once", "2026-03-18"), [""; 0], "its last day is before its first");
    let weekly = [
        "2026-03-19T17:00:00Z",
        "2026-03-26T17:00:00Z",
        "2026-04-02T16:00:00Z",
        "2026-04-09T16:00:00Z",
        "2026-04-16T16:00:00Z",
    ];
    assert_eq!(at("weekly", ""), weekly);
    assert_eq!(at("weekly", "2026-04-02"), weekly[..3], "the last day is one of them");
    assert_eq!(at("weekly", "2026-04-01"), weekly[..2]);
    assert_eq!(at("two_weeks", ""), [weekly[0], weekly[2], weekly[4]]);
}

/// Written with the offset of winter, the first is the second 01:30 of that night. Every later one follows
/// the rule for times that come twice.
#[test]
fn a_first_moment_stands_as_it_was_written() {
    let weekly = |at: &str| {
        let fields = json!({"at": at, "zone": "Europe/Lisbon", "repeat": "weekly"});
        let schedule = schedule("appt", &lisbon(), fields);
        between(&schedule, "2026-10-01T00:00:00Z", "2026-11-02T00:00:00Z")
    };
    let second = weekly("2026-10-25T01:30:00+00:00");
    assert_eq!(second, ["2026-10-25T01:30:00Z", "2026-11-01T01:30:00Z"]);
    let first = weekly("2026-10-25T01:30:00+01:00");
    assert_eq!(first, ["2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"]);
    let before = weekly("2026-10-18T01:30:00+01:00");
    assert_eq!(before[1..], first);
}

/// Typed in New York for a place in Lisbon: the same moment, and Lisbon's clock from then on.
#[test]
fn an_appointment_keeps_the_clock_of_its_place() {
    let fields = json!({
        "at": "2026-03-12T13:00:00-04:00", "zone": "Europe/Lisbon", "repeat": "weekly",
    });
    let schedule = schedule("appt", &new_york(), fields);
    let all = between(&schedule, "2026-03-01T00:00:00Z", "2026-04-08T00:00:00Z");
    let expected = [
        "2026-03-12T17:00:00Z",
        "2026-03-19T17:00:00Z",
        "2026-03-26T17:00:00Z",
        "2026-04-02T16:00:00Z",
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_reminder_comes_at_its_time_where_the_owner_is_until_it_is_switched_off() {
    let told = |fields: Json| {
        let record = record("reminder", fields);
        let schedule = Schedule::of(&record, &lisbon());
        let span = ("2026-03-27T00:00:00Z", "2026-04-01T00:00:00Z");
        schedule.map(|schedule| between(&schedule, span.0, span.1))
    };
    let once = told(json!({"text": "x", "on": "2026-03-30", "time": "08:15"}));
    assert_eq!(once.unwrap(), ["2026-03-30T07:15:00Z"]);
    let daily = told(json!({"text": "x", "on": "2026-03-28", "repeat": "daily"})).unwrap();
    let nine = ["2026-03-28T09:00:00Z", "2026-03-29T08:00:00Z", "2026-03-30T08:00:00Z"];
    assert_eq!(daily[..3], nine, "without a time it is nine, by the clock of each day");
    let weekly = told(json!({"text": "x", "on": "2026-03-03", "repeat": "weekly"}));
    assert_eq!(weekly.unwrap(), ["2026-03-31T08:00:00Z"]);
    let monthly = told(json!({"text": "x", "on": "2026-01-31", "repeat": "monthly"}));
    assert_eq!(monthly.unwrap(), ["2026-03-31T08:00:00Z"]);
    assert_eq!(told(json!({"text": "x", "on": "2026-03-30", "ended": true})), None);
}

/// Written on 1 January at 08:00 in Lisbon.
#[test]
fn a_reminder_without_a_day_counts_from_when_it_was_written() {
    let first = |fields: Json| {
        let schedule = schedule("reminder", &lisbon(), fields);
        (next(&schedule, "2025-01-01T00:00:00Z"), next(&schedule, "2026-01-03T00:00:00Z"))
    };
    let some = |text: &str| Some(text.to_owned());
    let later_that_day = first(json!({"text": "x", "time": "21:00"}));
    assert_eq!(later_that_day, (some("2026-01-01T21:00:00Z"), None));
    let weekly = first(json!({"text": "x", "time": "07:00", "repeat": "weekly"}));
    assert_eq!(weekly, (some("2026-01-02T07:00:00Z"), some("2026-01-09T07:00:00Z")));
}

#[test]
fn times_of_medicine_come_each_day_from_when_they_were_written() {
    let fields = json!({
        "name": "x", "times": [{"id": "a", "time": "20:00"}, {"id": "b", "time": "07:30"}],
    });
    let medicine = schedule("med", &lisbon(), fields);
    let first = between(&medicine, "2025-12-01T00:00:00Z", "2026-01-02T12:00:00Z");
    assert_eq!(first, ["2026-01-01T20:00:00Z", "2026-01-02T07:30:00Z"]);
    assert_eq!(next(&medicine, "2026-03-28T21:00:00Z").unwrap(), "2026-03-29T06:30:00Z");
    for nothing in [
        json!({"name": "x"}),
        json!({"name": "x", "ended": true, "times": [{"id": "a", "time": "20:00"}]}),
        json!({"name": "x", "times": [{"id": "a", "time": "soon"}]}),
    ] {
        assert!(Schedule::of(&record("med", nothing), &lisbon()).is_none());
    }
}

#[test]
fn what_says_too_little_or_is_of_a_newer_kith_has_no_schedule() {
    for (kind, fields) in [
        ("group", json!({"name": "x", "day": "monday"})),
        ("group", json!({"name": "x", "time": "10:00"})),
        ("group", group("someday", "10:00", "Europe/Lisbon", "every")),
        ("group", group("monday", "10:00", "Europe/Lisbon", "fifth")),
        ("group", group("monday", "10:00", "Europe/Atlantis", "every")),
        ("appt", json!({"repeat": "weekly"})),
        ("appt", json!({"at": "2026-01-01T10:00:00Z", "repeat": "yearly"})),
        ("reminder", json!({"text": "x", "repeat": "hourly"})),
        ("person", json!({"name": "x"})),
    ] {
        assert!(Schedule::of(&record(kind, fields.clone()), &lisbon()).is_none(), "{fields}");
    }
}

/// Apia went over the date line at the end of 2011: it had no 30 December.
#[test]
fn a_day_that_a_zone_left_out_makes_no_second_time() {
    let fields = json!({"text": "x", "on": "2011-12-28", "repeat": "daily", "time": "08:00"});
    let schedule = schedule("reminder", &zone("Pacific/Apia"), fields);
    let told = days(&schedule, "2011-12-28T00:00:00Z", "2012-01-01T00:00:00Z");
    assert_eq!(told, ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]);
}

#[test]
fn everything_comes_in_one_order() {
    let mut written = Written::default();
    let weekly = group("monday", "18:00", "Europe/Lisbon", "every");
    written.add("group", CREATED, weekly);
    let at = "2026-01-05T18:00:00+00:00";
    written.add("appt", CREATED, json!({"at": at}));
    written.add("reminder", CREATED, json!({"text": "x", "on": "2026-01-05", "time": "17:00"}));
    let times = json!([{"id": "a", "time": "18:00"}]);
    written.add("med", CREATED, json!({"name": "x", "times": times}));
    let sections = written.sections();
    let kinds = |occasions: Vec<Occasion>| {
        occasions.into_iter().map(|occasion| occasion.kind).collect::<Vec<_>>()
    };
    let (from, to) = (moment("2026-01-05T00:00:00Z"), moment("2026-01-06T00:00:00Z"));
    let day = kinds(occasions_between(&sections, from, to, &lisbon()));
    let expected = [
        OccasionKind::Reminder,
        OccasionKind::Meeting,
        OccasionKind::Appointment,
        OccasionKind::Medicine,
    ];
    assert_eq!(day, expected);
    let next = kinds(next_occasions(&sections, moment("2026-01-05T18:00:00Z"), &lisbon()));
    assert_eq!(next, [OccasionKind::Medicine, OccasionKind::Meeting]);
}

#[test]
fn no_moment_is_too_far_away() {
    let fields = json!({"at": "9999-12-01T10:00:00+00:00", "repeat": "weekly"});
    let schedule = schedule("appt", &lisbon(), fields);
    let (first, last) = (UnixMillis(i64::MIN), UnixMillis(i64::MAX));
    assert_eq!(schedule.between(first, last).len(), 5, "1, 8, 15, 22 and 29 December");
    assert!(schedule.next_after(last).is_none());
    let daily = json!({"text": "x", "on": "0001-01-01", "repeat": "daily"});
    let daily = self::schedule("reminder", &new_york(), daily);
    assert_eq!(daily.between(first, last).len(), kith_core::insight::OCCASIONS_MAX);
}

#[test]
fn a_span_holds_its_beginning_and_not_its_end() {
    let fields = json!({"at": "2026-03-19T17:00:00+00:00", "repeat": "weekly"});
    let schedule = schedule("appt", &TimeZone::UTC, fields);
    let (first, second) = ("2026-03-19T17:00:00Z", "2026-03-26T17:00:00Z");
    assert_eq!(between(&schedule, first, second), [first]);
    assert_eq!(next(&schedule, first).unwrap(), second, "after it, and not at it");
}

/// Looks at every day by itself: does the rule name it, and does the moment lie in the span?
#[test]
fn any_schedule_tells_what_looking_at_each_day_tells() {
    const WEEKDAYS: [(&str, Weekday); 3] =
        [("monday", Weekday::Monday), ("thursday", Weekday::Thursday), ("sunday", Weekday::Sunday)];
    for seed in 0..120 {
        let mut dice = Dice::new(seed);
        let (zone_name, weeks) = (
            *dice.one(&[
                "Europe/Lisbon",
                "America/New_York",
                "Australia/Lord_Howe",
                "Asia/Kolkata",
            ]),
            *dice.one(&["every", "first", "second", "third", "fourth", "last"]),
        );
        let (day_name, weekday) = *dice.one(&WEEKDAYS);
        let time = format!("{:02}:{:02}", dice.below(24), dice.below(60));
        let schedule = schedule("group", &lisbon(), group(day_name, &time, zone_name, weeks));
        let from = moment("2026-01-01T00:00:00Z").0 + dice.below(300) * 86_400_000 / 7;
        let to = from + dice.below(400) * 86_400_000 / 5;
        let clock: Time = time.parse().unwrap();
        let mut expected: Vec<Zoned> = Vec::new();
        let mut day: Date = "2025-12-25".parse().unwrap();
        while day < "2026-12-31".parse().unwrap() {
            let nth = (day.day() - 1) / 7;
            let is_named = match weeks {
                "every" => true,
                "last" => day.day() + 7 > day.days_in_month(),
                weeks => {
                    ["first", "second", "third", "fourth"].iter().position(|one| *one == weeks)
                        == Some(nth as usize)
                }
            };
            if day.weekday() == weekday && is_named {
                expected.push(day.to_datetime(clock).to_zoned(zone(zone_name)).unwrap());
            }
            day = day.tomorrow().unwrap();
        }
        expected.retain(|at| (from..to).contains(&at.timestamp().as_millisecond()));
        let told = schedule.between(UnixMillis(from), UnixMillis(to));
        let told: Vec<Zoned> = told.into_iter().map(|occasion| occasion.starts).collect();
        assert_eq!(told, expected, "seed {seed}");
        let mut one_by_one = Vec::new();
        let mut after = UnixMillis(from - 1);
        while let Some(occasion) = schedule.next_after(after) {
            assert!(occasion.starts.timestamp().as_millisecond() > after.0, "seed {seed}");
            after = UnixMillis(occasion.starts.timestamp().as_millisecond());
            if after.0 >= to {
                break;
            }
            one_by_one.push(occasion.starts);
        }
        assert_eq!(one_by_one, told, "seed {seed}");
    }
}
