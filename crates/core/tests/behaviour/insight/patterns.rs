//! Facts with counts, and the tables behind plots.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use kith_core::insight::{
    Fact, Measure, MeetingsOfWeek, OutOf, PartsOfDay, Patterns, ToolName, TriggerName,
};
use serde_json::json;

use super::support::{Dice, Written, lisbon, moment, new_york};

const CREATED: &str = "2026-01-01T08:00:00Z";
/// A Thursday.
const NOW: &str = "2026-04-30T20:00:00Z";
const QUARTER: u32 = 90;

fn of_days(written: &Written, days: u32) -> Patterns {
    Patterns::of(&written.sections(), days, moment(NOW), &TimeZone::UTC)
}

fn facts(written: &Written) -> Vec<Fact> {
    of_days(written, QUARTER).facts()
}

/// Days of April 2026.
fn april(day: i64) -> String {
    format!("2026-04-{day:02}")
}

fn craving(written: &mut Written, day: i64, hour: i64, mut fields: serde_json::Value) {
    let at = format!("{}T{hour:02}:30:00+00:00", april(day));
    fields["at"] = json!(at);
    written.add("craving", &at, fields);
}

fn slept(written: &mut Written, day: i64, slept: i64) {
    let on = april(day);
    written.add("daycare", CREATED, json!({"on": on, "slept": slept}));
}

/// Meetings on the first nine days of April. On the ten days after, sleep is 5 in the mean (half 4, half 6);
/// with a meeting it was 6 on seven days, 5 on one and 3 on one.
#[test]
fn sleep_on_meeting_days_is_told_as_so_many_of_so_many() {
    let mut written = Written::default();
    for (day, number) in (1..=9).zip([6, 6, 5, 6, 6, 3, 6, 6, 6]) {
        written.add("attend", CREATED, json!({"group": "x", "on": april(day)}));
        slept(&mut written, day, number);
    }
    for day in 10..=19 {
        slept(&mut written, day, if day % 2 == 0 { 4 } else { 6 });
    }
    let expected = Fact::BetterOnMeetingDays {
        measure: Measure::Sleep,
        better: OutOf { count: 7, of: 9 },
        other_days: 10,
    };
    assert_eq!(facts(&written), [expected]);
}

#[test]
fn meeting_days_are_not_told_of_with_fewer_than_seven_days_on_either_side() {
    for (with, without, is_told) in [(7, 7, true), (6, 8, false), (8, 6, false)] {
        let mut written = Written::default();
        for day in 1..=with {
            written.add("attend", CREATED, json!({"group": "x", "on": april(day)}));
            slept(&mut written, day, 8);
        }
        for day in 0..without {
            slept(&mut written, 10 + day, 3);
        }
        assert_eq!(facts(&written).len(), usize::from(is_told), "{with} and {without}");
    }
}

/// A day of two check-ins, 2 and 5, has 3.5, which is above 3; a day of 2 and 4 is not.
#[test]
fn the_mood_of_a_day_is_the_mean_of_its_check_ins() {
    let mut written = Written::default();
    let mut mood = |day: i64, hour: i64, mood: i64| {
        let at = format!("{}T{hour:02}:00:00+01:00", april(day));
        written.add("checkin", &at, json!({"at": at, "mood": mood}));
    };
    for day in 1..=7 {
        mood(day, 8, 2);
        mood(day, 20, if day <= 3 { 5 } else { 4 });
        mood(day + 10, 8, 3);
    }
    for day in 1..=7 {
        written.add("attend", CREATED, json!({"group": "x", "on": april(day)}));
    }
    let expected = Fact::BetterOnMeetingDays {
        measure: Measure::Mood,
        better: OutOf { count: 3, of: 7 },
        other_days: 7,
    };
    assert_eq!(facts(&written), [expected]);
    let patterns = of_days(&written, QUARTER);
    assert_eq!(patterns.mood_by_day().len(), 90);
    let moods = of_days(&written, 30).mood_by_day();
    assert_eq!(moods.len(), 30);
    assert_eq!((moods[0].day.to_string(), moods[0].mood), (april(1), Some(3.5)));
    assert_eq!((moods[6].entries, moods[6].mood), (2, Some(3.0)));
    assert_eq!((moods[29].day.to_string(), moods[29].mood), (april(30), None));
    assert_eq!(of_days(&written, 0).mood_by_day().len(), 1, "today is always there");
}

/// Eight urges on Fridays (3, 10, 17, 24) and other days. Of the latest five, those on the 24th at 23:30, on
/// the 25th at 04:30 and on the 26th at 00:30 are late; 05:30 and 22:30 are not.
#[test]
fn urges_are_told_by_part_of_day_and_the_late_ones_of_the_last_five() {
    let mut written = Written::default();
    for (day, hour) in [(3, 13), (10, 16), (17, 17), (24, 23), (25, 4), (26, 0), (27, 5), (28, 22)]
    {
        craving(&mut written, day, hour, json!({}));
    }
    let expected = [
        Fact::LateUrges(OutOf { count: 3, of: 5 }),
        Fact::UrgesByPart(PartsOfDay { night: 3, morning: 1, afternoon: 2, evening: 2 }),
        Fact::MostUrgesOn { weekday: Weekday::Friday, urges: OutOf { count: 4, of: 8 } },
    ];
    assert_eq!(facts(&written), expected);
    let patterns = of_days(&written, QUARTER);
    let hours = patterns.urges_by_hour();
    let with_urges: Vec<usize> = (0..24).filter(|hour| hours[*hour] > 0).collect();
    assert_eq!(with_urges, [0, 4, 5, 13, 16, 17, 22, 23]);
    assert_eq!(of_days(&written, 6).urges_by_hour().iter().sum::<u32>(), 4, "25 to 30 April");
    assert_eq!(of_days(&written, 8).facts().len(), 0, "five urges in eight days are too few");
}

#[test]
fn two_days_of_the_week_that_had_as_many_are_not_told_apart() {
    let mut written = Written::default();
    for day in [3, 10, 17, 24, 4, 11, 18, 25, 20] {
        craving(&mut written, day, 12, json!({}));
    }
    let told = facts(&written);
    assert_eq!(told.len(), 2);
    assert!(!told.iter().any(|fact| matches!(fact, Fact::MostUrgesOn { .. })));
}

#[test]
fn triggers_come_most_frequent_first_out_of_the_urges_that_name_one() {
    let mut written = Written::default();
    let work = written.add("trigger", CREATED, json!({"label": "after work"}));
    let gone = written.add("trigger", CREATED, json!({"label": "an old friend"}));
    for day in 1..=4 {
        craving(&mut written, day, 12, json!({"triggers": ["after work"]}));
        craving(&mut written, day, 18, json!({"triggers": ["an old friend", "after work"]}));
    }
    craving(&mut written, 5, 12, json!({"triggers": ["pay day"]}));
    craving(&mut written, 6, 12, json!({}));
    written.remove(gone);
    let of = 9;
    let triggers: Vec<Fact> =
        facts(&written).into_iter().filter(|fact| matches!(fact, Fact::Trigger { .. })).collect();
    let trigger = |trigger, count| Fact::Trigger { trigger, urges: OutOf { count, of } };
    let expected = [
        trigger(TriggerName::Trigger(work), 8),
        trigger(TriggerName::Label("an old friend".into()), 4),
        trigger(TriggerName::Label("pay day".into()), 1),
    ];
    assert_eq!(triggers, expected);
}

#[test]
fn a_tool_is_told_of_from_its_seventh_rated_use_on() {
    let mut written = Written::default();
    let tea = written.add("strategy", CREATED, json!({"text": "tea"}));
    written.add("strategy", CREATED, json!({"text": "a walk"}));
    for day in 1..=7 {
        let after = if day <= 5 { 4 } else { 8 };
        craving(&mut written, day, 12, json!({"before": 8, "after": after, "used": ["tea"]}));
        let rated = if day < 7 { json!(1) } else { json!(null) };
        craving(&mut written, day, 13, json!({"before": 8, "after": rated, "used": ["a walk"]}));
    }
    let tools: Vec<Fact> =
        facts(&written).into_iter().filter(|fact| matches!(fact, Fact::WentDown { .. })).collect();
    let tool = ToolName::Strategy(tea);
    assert_eq!(tools, [Fact::WentDown { tool, uses: OutOf { count: 5, of: 7 } }]);
}

#[test]
fn six_urges_say_nothing() {
    let mut written = Written::default();
    for day in 1..=6 {
        let fields = json!({"before": 8, "after": 1, "used": ["x"], "triggers": ["y"]});
        craving(&mut written, day, 2, fields);
    }
    assert_eq!(facts(&written), []);
    craving(&mut written, 7, 2, json!({}));
    assert_ne!(facts(&written), []);
}

/// The last seven days begin on 24 April. Each has a meeting and a night's sleep, and all else is older.
#[test]
fn what_is_older_than_the_days_that_are_asked_for_is_not_counted() {
    let mut written = Written::default();
    for day in 1..=14 {
        craving(&mut written, day, 2, json!({"before": 8, "after": 1, "used": ["x"]}));
        slept(&mut written, day, day / 2);
    }
    for day in 24..=30 {
        slept(&mut written, day, 8);
        written.add("attend", CREATED, json!({"group": "x", "on": april(day)}));
    }
    assert_eq!(of_days(&written, 7).facts(), []);
    let told = facts(&written);
    assert!(told.iter().any(|fact| matches!(fact, Fact::BetterOnMeetingDays { .. })));
    assert!(told.iter().any(|fact| matches!(fact, Fact::WentDown { .. })));
    // Of all time, a table has its most rows.
    let all = of_days(&written, u32::MAX);
    assert_eq!((all.mood_by_day().len(), all.meetings_by_week().len()), (4000, 4000));
}

/// Half past midnight in Lisbon's summer is 19:30 the day before in New York.
#[test]
fn an_urge_keeps_its_hour_and_its_day_when_the_owner_travels() {
    let mut written = Written::default();
    for day in 4..=10 {
        let at = format!("{}T00:30:00+01:00", april(day));
        written.add("craving", &at, json!({"at": at}));
    }
    let sections = written.sections();
    let at_home = Patterns::of(&sections, QUARTER, moment(NOW), &lisbon());
    let away = Patterns::of(&sections, QUARTER, moment(NOW), &new_york());
    assert_eq!(at_home.facts(), away.facts());
    assert_eq!(away.urges_by_hour()[0], 7);
}

/// In the night to Sunday 25 October 2026 the clocks of Lisbon went back by an hour at two. Told in UTC, 22:59 in the evening
/// is 21:59 on the Friday before and 22:59 on the Sunday after, and 04:59 in the night is 03:59 and 04:59.
#[test]
fn parts_of_the_day_have_their_edges_by_the_clock_at_home_on_both_sides_of_a_change() {
    let mut written = Written::default();
    for at in [
        "2026-10-23T21:59:00Z", // Friday 22:59, evening
        "2026-10-23T22:00:00Z", // Friday 23:00, night
        "2026-10-24T03:59:00Z", // Saturday 4:59, night
        "2026-10-24T04:00:00Z", // Saturday 5:00, morning
        "2026-10-24T23:30:00Z", // Sunday 0:30, night
        "2026-10-25T00:30:00Z", // Sunday 1:30, night, for the first time
        "2026-10-25T01:30:00Z", // Sunday 1:30, night, for the second time
        "2026-10-25T04:59:00Z", // Sunday 4:59, night
        "2026-10-25T05:00:00Z", // Sunday 5:00, morning
        "2026-10-25T11:59:00Z", // Sunday 11:59, morning
        "2026-10-25T12:00:00Z", // Sunday 12:00, afternoon
        "2026-10-25T16:59:00Z", // Sunday 16:59, afternoon
        "2026-10-25T17:00:00Z", // Sunday 17:00, evening
        "2026-10-25T22:59:00Z", // Sunday 22:59, evening
        "2026-10-25T23:00:00Z", // Sunday 23:00, night
        "2026-10-26T00:00:00Z", // Monday 0:00, night
    ] {
        written.add("craving", at, json!({"at": at}));
    }
    let now = moment("2026-10-26T08:00:00Z");
    let patterns = Patterns::of(&written.sections(), 7, now, &lisbon());
    let expected = [
        Fact::LateUrges(OutOf { count: 2, of: 5 }),
        Fact::UrgesByPart(PartsOfDay { night: 8, morning: 3, afternoon: 2, evening: 3 }),
        Fact::MostUrgesOn { weekday: Weekday::Sunday, urges: OutOf { count: 11, of: 16 } },
    ];
    assert_eq!(patterns.facts(), expected);
    assert_eq!(patterns.urges_by_hour()[1], 2, "an hour that came twice");
}

/// After a flight to the west, what was noted ten minutes ago in Tokyo was of tomorrow, and counted from tomorrow on.
#[test]
fn an_urge_that_came_counts_at_once_where_its_day_has_not_come_yet() {
    let mut written = Written::default();
    for day in 20..=25 {
        let at = format!("{}T13:00:00+09:00", april(day));
        written.add("craving", &at, json!({"at": at}));
    }
    let just_now = "2026-04-30T11:50:00+09:00";
    written.add("craving", just_now, json!({"at": just_now}));
    let later = "2026-04-30T18:00:00+09:00";
    written.add("craving", later, json!({"at": later}));
    // 23:00 on the 29th in New York, and noon on the 30th in Tokyo.
    let now = moment("2026-04-30T03:00:00Z");
    let patterns = Patterns::of(&written.sections(), 14, now, &new_york());
    let parts = PartsOfDay { night: 0, morning: 1, afternoon: 6, evening: 0 };
    assert!(patterns.facts().contains(&Fact::UrgesByPart(parts)), "{:?}", patterns.facts());
}

/// 30 April 2026 is a Thursday: its week began on Monday the 27th.
#[test]
fn meetings_are_counted_by_weeks_from_monday_with_the_empty_ones() {
    let mut written = Written::default();
    for on in ["2026-04-12", "2026-04-13", "2026-04-19", "2026-04-19", "2026-04-27", "2026-05-01"] {
        written.add("attend", CREATED, json!({"group": "x", "on": on}));
    }
    let week =
        |monday: &str, meetings| MeetingsOfWeek { monday: monday.parse().unwrap(), meetings };
    let expected = [week("2026-04-13", 3), week("2026-04-20", 0), week("2026-04-27", 1)];
    let told = of_days(&written, 18).meetings_by_week();
    assert_eq!(told, expected, "what is yet to come is not counted");
    let told = of_days(&written, 17).meetings_by_week();
    assert_eq!(told[0], week("2026-04-13", 2), "the 13th is the eighteenth day");
}

/// Whatever is in a plan, counts are never above what they are out of, and nothing is told of few.
#[test]
fn every_fact_of_any_plan_is_so_many_of_at_least_so_many() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let mut written = Written::default();
        for _ in 0..dice.below(80) {
            let (day, hour) = (dice.below(30) + 1, dice.below(24));
            let (tool, trigger) = (*dice.one(&["a", "b"]), *dice.one(&["x", "y", "z", "w"]));
            let fields = json!({
                "before": dice.below(11), "after": dice.below(11), "used": [tool], "triggers": [trigger],
            });
            craving(&mut written, day, hour, fields);
            slept(&mut written, dice.below(30) + 1, dice.below(11));
            if dice.below(3) == 0 {
                let on = april(dice.below(30) + 1);
                written.add("attend", CREATED, json!({"group": "x", "on": on}));
            }
        }
        let patterns = of_days(&written, QUARTER);
        for fact in patterns.facts() {
            let (part, least) = match &fact {
                Fact::BetterOnMeetingDays { better, other_days, .. } => {
                    assert!(*other_days >= 7, "seed {seed}: {fact:?}");
                    (*better, 7)
                }
                Fact::LateUrges(late) => (*late, 5),
                Fact::UrgesByPart(parts) => (OutOf { count: parts.night, of: parts.sum() }, 7),
                Fact::MostUrgesOn { urges, .. } | Fact::Trigger { urges, .. } => (*urges, 7),
                Fact::WentDown { uses, .. } => (*uses, 7),
            };
            assert!(part.count <= part.of && part.of >= least, "seed {seed}: {fact:?}");
        }
        let all: u32 = patterns.urges_by_hour().iter().sum();
        let parts = patterns.facts().into_iter().find_map(|fact| match fact {
            Fact::UrgesByPart(parts) => Some(parts.sum()),
            _ => None,
        });
        assert_eq!(parts.unwrap_or(all), all, "seed {seed}");
    }
}
