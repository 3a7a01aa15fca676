//! What the owner sets up for the plan itself: one record a setting, whatever is done in between.

use kith_core::{Command, Trouble};

use crate::support::House;

fn set(name: &str, value: &str) -> Command {
    Command::PlanSet { name: name.to_owned(), value: value.to_owned() }
}

/// Name and value of every setting in the picture.
fn settings(house: &House) -> Vec<(String, Option<String>)> {
    let view = house.view();
    let profile = view.sections.get("profile").map(|section| section.records.clone());
    let records = profile.unwrap_or_default();
    let text = |record: &kith_core::Record, field: &str| {
        record.fields.get(field).and_then(|value| value.as_text()).map(str::to_owned)
    };
    let settings = records.iter().filter(|record| record.kind == "setting");
    settings.map(|one| (text(one, "name").unwrap(), text(one, "value"))).collect()
}

#[test]
fn a_setting_is_one_record_that_stays_and_can_be_taken_back() {
    let mut house = House::new("Mara", 81);
    house.init();
    house.done(set("words.days", "sober days"));
    house.done(set("words.days", "  good days "));
    let good = vec![("words.days".to_owned(), Some("good days".to_owned()))];
    assert_eq!(settings(&house), good);
    house.done(Command::Lock);
    house.unlock();
    assert_eq!(settings(&house), good, "it rests with the plan");
    house.done(set("words.days", ""));
    assert_eq!(settings(&house), [("words.days".to_owned(), None)]);
    house.done(Command::Undo);
    assert_eq!(settings(&house), good);
}

#[test]
fn what_nobody_reads_and_what_is_no_line_is_refused_and_writes_nothing() {
    let mut house = House::new("Mara", 82);
    house.init();
    for (name, value) in
        [("words.day", "x"), ("words.days", "a\nb"), ("words.days", &"x".repeat(61))]
    {
        assert_eq!(house.told(set(name, value)).unwrap_err(), Trouble::BadSetting, "{name}");
    }
    assert!(settings(&house).is_empty());
}
