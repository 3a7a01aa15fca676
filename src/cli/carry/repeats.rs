//! What an event of a calendar says and no record holds, in words that stand beside the record.

use kith_core::interchange::{Repeats, Unheld, Unit};
use kith_words::say;

/// The words for it.
pub fn unheld_words(unheld: &Unheld) -> String {
    let repeats = unheld.repeats.as_ref().map(|repeats| say!("import-again", how = how(repeats)));
    let clock = unheld.clock.as_ref().map(|name| say!("import-clock", name = name));
    let moved = unheld.instead_of.as_ref();
    let moved = moved.map(|day| say!("import-instead", day = day.to_string()));
    [repeats, clock, moved].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn how(repeats: &Repeats) -> String {
    let mut said: Vec<String> = Vec::new();
    let count = repeats.interval;
    said.extend(repeats.unit.map(|unit| match unit {
        Unit::Day => say!("import-every-day", count = count),
        Unit::Week => say!("import-every-week", count = count),
        Unit::Month => say!("import-every-month", count = count),
        Unit::Year => say!("import-every-year", count = count),
    }));
    let weekdays = repeats.weekdays.iter().map(|(place, day)| {
        let day = kith_words::choice_label("group", "day", kith_core::day_name(*day));
        match place {
            None => say!("import-on", day = day),
            Some(-1) => say!("import-on-last", day = day),
            Some(-2) => say!("import-on-second-last", day = day),
            Some(place) => say!("import-on-place", place = i64::from(*place), day = day),
        }
    });
    said.extend(weekdays);
    said.extend(repeats.month_days.iter().map(|day| match day {
        -1 => say!("import-on-last-day"),
        day => say!("import-on-day", day = i64::from(*day)),
    }));
    said.extend(repeats.count.map(|count| say!("import-times", count = count)));
    said.extend(repeats.until.map(|day| say!("import-until", day = day.to_string())));
    said.extend(repeats.but.iter().map(|day| say!("import-but", day = day.to_string())));
    if repeats.is_moved {
        said.push(say!("import-moved"));
    }
    if repeats.says_more {
        said.push(repeats.rule.clone());
    }
    said.join(", ")
}
