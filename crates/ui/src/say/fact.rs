//! What was counted, as a sentence. The command line says it in the same words.

use kith_core::insight::PartsOfDay;
use kith_core::{Counted, FactReport};
use kith_words::{choice_label, say};

use super::names;

/// A fact as a sentence with its count. It says of nothing why it is so.
pub fn fact_words(fact: &FactReport) -> String {
    let counted = fact.counted.unwrap_or_default();
    let (count, of) = (counted.count, counted.of);
    let name = fact.name.as_deref().unwrap_or_default();
    match fact.fact {
        Counted::Mood => say!("look-fact-mood", count = count, of = of),
        Counted::Sleep => say!("look-fact-sleep", count = count, of = of),
        Counted::Late => say!("look-fact-late", count = count, of = of),
        Counted::Parts => say!("look-fact-parts", parts = parts(fact.parts.unwrap_or_default())),
        Counted::Weekday => {
            let day = choice_label("group", "day", name);
            say!("look-fact-weekday", day = day, count = count, of = of)
        }
        Counted::Trigger => say!("look-fact-trigger", name = name, count = count, of = of),
        Counted::KithTool => {
            let name = choice_label("toolrun", "tool", name);
            say!("look-fact-tool", name = name, count = count, of = of)
        }
        Counted::Tool => say!("look-fact-tool", name = name, count = count, of = of),
    }
}

fn parts(parts: PartsOfDay) -> String {
    let all = [
        (parts.morning, say!("look-time-morning", count = parts.morning)),
        (parts.afternoon, say!("look-time-afternoon", count = parts.afternoon)),
        (parts.evening, say!("look-time-evening", count = parts.evening)),
        (parts.night, say!("look-time-night", count = parts.night)),
    ];
    let some = all.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words);
    names(&some.collect::<Vec<_>>())
}
