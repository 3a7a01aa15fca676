//! The order of the owner's own tools.

use jiff::tz::TimeZone;
use kith_core::RecordId;
use kith_core::insight::{OwnTool, RightNow, ToolName, best_tools};
use serde_json::json;

use super::support::{Dice, Written, lisbon, moment, new_york};

const CREATED: &str = "2026-01-01T00:00:00Z";

struct Plan {
    written: Written,
    day: i64,
}

impl Plan {
    fn new() -> Plan {
        Plan { written: Written::default(), day: 0 }
    }

    fn strategy(&mut self, text: &str, is_favourite: bool) -> RecordId {
        self.written.add("strategy", CREATED, json!({"text": text, "favourite": is_favourite}))
    }

    /// So many cravings in the same hour on different days, each down by the same number.
    fn used(&mut self, times: u32, text: &str, hour: u32, alone: Option<bool>, drop: i64) {
        for _ in 0..times {
            self.day = self.day % 28 + 1;
            let at = format!("2026-02-{:02}T{hour:02}:00:00+00:00", self.day);
            let before = 9 + drop.min(0);
            let mut fields =
                json!({"at": at, "before": before, "after": before - drop, "used": [text]});
            if let Some(alone) = alone {
                fields["alone"] = json!(alone);
            }
            self.written.add("craving", &at, fields);
        }
    }

    fn best(&self, hour: u32, alone: Option<bool>) -> Vec<OwnTool> {
        let now = moment(&format!("2026-03-01T{hour:02}:00:00Z"));
        best_tools(&self.written.sections(), RightNow { now, alone }, &TimeZone::UTC)
    }

    fn order(&self, hour: u32, alone: Option<bool>) -> Vec<RecordId> {
        let ids = self.best(hour, alone).into_iter().map(|tool| match tool.tool {
            ToolName::Strategy(id) => id,
            other => panic!("no strategy: {other:?}"),
        });
        ids.collect()
    }
}

const ALONE: Option<bool> = Some(true);

/// All uses are at this hour and in this company, so each weighs 1. Without the weak tool the mean of all
/// is (8 + 15) / 4 = 5.75, and the lucky one is expected to bring (8 + 2 × 5.75) / 3 = 6.5, before 5. With
/// it the mean is (8 + 15 + 4) / 8 = 3.375, and the lucky one's (8 + 2 × 3.375) / 3 = 4.92 is after 5.
#[test]
fn one_lucky_evening_is_drawn_towards_what_tools_do_in_general() {
    let mut plan = Plan::new();
    let lucky = plan.strategy("lucky", false);
    let steady = plan.strategy("steady", false);
    plan.used(1, "lucky", 2, ALONE, 8);
    plan.used(3, "steady", 2, ALONE, 5);
    assert_eq!(plan.order(2, ALONE), [lucky, steady]);
    let weak = plan.strategy("weak", false);
    plan.used(4, "weak", 2, ALONE, 1);
    assert_eq!(plan.order(2, ALONE), [steady, lucky, weak]);
    let best = plan.best(2, ALONE);
    assert_eq!((best[0].uses, best[0].rated, best[0].drop_sum), (3, 3, 15));
    assert_eq!(best[0].mean_drop(), Some(5.0));
    assert_eq!(best[1].mean_drop(), Some(8.0));
}

/// Twelve hours away a use weighs a fifth. At two in the night the first is expected to bring
/// (3 × 2 + 0.6 × 8) / 3.6 = 3, and at two in the afternoon (3 × 8 + 0.6 × 2) / 3.6 = 7; the second always 4.
#[test]
fn what_helps_at_night_comes_first_at_night() {
    let mut plan = Plan::new();
    let by_day = plan.strategy("a walk", false);
    let always = plan.strategy("tea", false);
    plan.used(3, "a walk", 2, ALONE, 2);
    plan.used(3, "a walk", 14, ALONE, 8);
    plan.used(3, "tea", 2, ALONE, 4);
    plan.used(3, "tea", 14, ALONE, 4);
    assert_eq!(plan.order(2, ALONE), [always, by_day]);
    assert_eq!(plan.order(14, ALONE), [by_day, always]);
    // Midnight is as near to two as it is to ten in the evening.
    assert_eq!(plan.order(22, ALONE), plan.order(6, ALONE));
    let walk = plan.best(2, ALONE).pop().unwrap();
    assert_eq!(walk.mean_drop(), Some(5.0), "the mean that is told is that of all hours");
}

/// A use in other company weighs a quarter. Alone, the first is expected to bring
/// (3 × 2 + 0.75 × 8) / 3.75 = 3.2; in company (3 × 8 + 0.75 × 2) / 3.75 = 6.8; the second always 4. Where it
/// is not known, each weighs a half, and it is (1.5 × 2 + 1.5 × 8) / 3 = 5.
#[test]
fn what_helps_in_company_comes_first_in_company() {
    let mut plan = Plan::new();
    let with_others = plan.strategy("a joke", false);
    let always = plan.strategy("tea", false);
    for (alone, drop) in [(true, 2), (false, 8)] {
        plan.used(3, "a joke", 2, Some(alone), drop);
        plan.used(3, "tea", 2, Some(alone), 4);
    }
    assert_eq!(plan.order(2, Some(true)), [always, with_others]);
    assert_eq!(plan.order(2, Some(false)), [with_others, always]);
    assert_eq!(plan.order(2, None), [with_others, always]);
}

#[test]
fn what_was_never_rated_comes_after_what_helped_and_before_what_did_not() {
    let mut plan = Plan::new();
    let plain = plan.strategy("new", false);
    let favourite = plan.strategy("new and loved", true);
    let worse = plan.strategy("counting sheep", true);
    let helped = plan.strategy("tea", false);
    plan.used(4, "counting sheep", 2, ALONE, -2);
    plan.used(8, "tea", 2, ALONE, 1);
    assert_eq!(plan.order(2, ALONE), [helped, favourite, plain, worse]);
}

#[test]
fn tools_of_the_program_count_and_a_run_may_name_a_strategy() {
    let mut plan = Plan::new();
    let own = plan.strategy("my song", false);
    let at = "2026-02-03T02:00:00+00:00";
    let mut run = |fields| plan.written.add("toolrun", at, fields);
    run(json!({"at": at, "tool": "breathing", "before": 8, "after": 2}));
    run(json!({"at": at, "tool": "other", "before": 8, "after": 1}));
    run(json!({"at": at, "tool": "other", "before": 8, "after": 7, "strategy": "my song"}));
    run(json!({"at": at, "tool": "grounding", "before": 8}));
    let tools: Vec<(ToolName, u32, u32)> =
        plan.best(2, None).into_iter().map(|tool| (tool.tool, tool.uses, tool.rated)).collect();
    let expected = [
        (ToolName::BuiltIn("breathing".into()), 1, 1),
        (ToolName::Strategy(own), 1, 1),
        (ToolName::BuiltIn("grounding".into()), 1, 0),
    ];
    assert_eq!(tools, expected);
}

#[test]
fn a_label_finds_its_strategy_by_the_profile_after_it_was_renamed_and_none_after_it_was_deleted() {
    let mut written = Written::default();
    let renamed = written.add("strategy", CREATED, json!({"text": "tea with honey"}));
    let deleted = written.add("strategy", CREATED, json!({"text": "a pill"}));
    let fields = json!({"before": 8, "after": 2, "used": ["tea"]});
    let craving = written.add("craving", "2026-02-01T00:00:00Z", fields);
    written.link(craving, "used", "tea", renamed);
    let fields = json!({"before": 8, "after": 2, "used": ["a pill"]});
    let craving = written.add("craving", "2026-02-02T00:00:00Z", fields);
    written.link(craving, "used", "a pill", deleted);
    written.remove(deleted);
    written.add("craving", CREATED, json!({"before": 8, "after": 2, "used": ["by hand"]}));
    let right_now = RightNow { now: moment(CREATED), alone: None };
    let best = best_tools(&written.sections(), right_now, &TimeZone::UTC);
    let tools: Vec<ToolName> = best.into_iter().map(|tool| tool.tool).collect();
    assert_eq!(tools, [ToolName::Strategy(renamed), ToolName::Label("by hand".into())]);
}

#[test]
fn one_label_in_two_fields_stands_for_two_records() {
    let mut written = Written::default();
    let strategy = written.add("strategy", CREATED, json!({"text": "call my brother"}));
    let brother = written.add("person", CREATED, json!({"name": "Rui"}));
    let fields = json!({"before": 8, "after": 2, "used": ["brother"], "reached": "brother"});
    let craving = written.add("craving", CREATED, fields);
    let links = [("reached", "brother", brother), ("used", "brother", strategy)];
    written.links(craving, &links);
    let right_now = RightNow { now: moment(CREATED), alone: None };
    let best = best_tools(&written.sections(), right_now, &TimeZone::UTC);
    assert_eq!((&best[0].tool, best[0].uses), (&ToolName::Strategy(strategy), 1));
}

/// Two in the night in Lisbon is nine in the evening in New York. A use there stays one in the night.
#[test]
fn the_hour_is_that_of_the_wall_where_it_was_written() {
    let mut written = Written::default();
    let night = written.add("strategy", CREATED, json!({"text": "night"}));
    let evening = written.add("strategy", CREATED, json!({"text": "evening"}));
    for day in 1..=6 {
        for (text, at) in [("night", "02:00:00+00:00"), ("evening", "21:00:00+00:00")] {
            // In each other's hour both bring nothing, so that only the nearness of the hour tells.
            let at = format!("2026-02-{day:02}T{at}");
            written.add("craving", &at, json!({"at": at, "before": 6, "after": 2, "used": [text]}));
        }
        for (text, at) in [("night", "21:00:00+00:00"), ("evening", "02:00:00+00:00")] {
            let at = format!("2026-02-{day:02}T{at}");
            written.add("craving", &at, json!({"at": at, "before": 6, "after": 6, "used": [text]}));
        }
    }
    let sections = written.sections();
    let first = |now: &str, home: &TimeZone| {
        best_tools(&sections, RightNow { now: moment(now), alone: None }, home)[0].tool.clone()
    };
    assert_eq!(first("2026-03-01T02:00:00Z", &lisbon()), ToolName::Strategy(night));
    assert_eq!(first("2026-03-01T02:00:00Z", &new_york()), ToolName::Strategy(evening));
    assert_eq!(first("2026-03-01T07:00:00Z", &new_york()), ToolName::Strategy(night));
}

/// The same formula with fractions, over made-up plans: every tool is there once, and none stands before
/// one of which more is to be expected.
#[test]
fn the_order_is_that_of_the_formula_for_any_plan() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let names = ["a", "b", "c", "d", "e", "f"];
        let mut plan = Plan::new();
        let ids: Vec<RecordId> = names.iter().map(|name| plan.strategy(name, false)).collect();
        let mut uses: Vec<(usize, i64, Option<bool>, i64)> = Vec::new();
        for _ in 0..dice.below(60) {
            let tool = dice.below(5) as usize;
            let (hour, drop) = (dice.below(24), dice.below(12) - 2);
            let alone = *dice.one(&[None, Some(true), Some(false)]);
            plan.used(1, names[tool], hour as u32, alone, drop);
            uses.push((tool, hour, alone, drop));
        }
        let hour_now = dice.below(24);
        let alone_now = *dice.one(&[None, Some(true), Some(false)]);
        let all: f64 = uses.iter().map(|used| used.3 as f64).sum();
        let overall = all / uses.len() as f64;
        let expected = |id: &RecordId| {
            let tool = ids.iter().position(|other| other == id).unwrap();
            let own: Vec<_> = uses.iter().filter(|used| used.0 == tool).collect();
            let (mut weights, mut drops) = (0.0, 0.0);
            for (_, hour, alone, drop) in &own {
                let apart = (hour - hour_now).abs();
                let apart = apart.min(24 - apart) as f64;
                let company = match (alone, alone_now) {
                    (Some(then), Some(now)) if *then == now => 1.0,
                    (Some(_), Some(_)) => 0.25,
                    _ => 0.5,
                };
                let weight = (1.0 - 0.8 * apart / 12.0) * company;
                weights += weight;
                drops += weight * *drop as f64;
            }
            let lacking = f64::max(3.0 - weights, 0.0);
            // What was never used stands where nothing is to be expected.
            match own.is_empty() {
                true => 0.0,
                false => (drops + lacking * overall) / (weights + lacking),
            }
        };
        let order = plan.order(hour_now as u32, alone_now);
        assert_eq!(order.len(), names.len(), "seed {seed}");
        for pair in order.windows(2) {
            let (one, other) = (expected(&pair[0]), expected(&pair[1]));
            assert!(one > other - 1e-9, "seed {seed}: {one} before {other}");
        }
    }
}
