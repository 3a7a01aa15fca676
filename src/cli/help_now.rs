//! `kith lines`: what to do when somebody will not wake up, and lines that anybody may call. It needs no vault
//! and no passphrase, as the same page of the window needs none.

use kith_words::{COUNTRIES, Channel, Country, Helpline, helplines, say};
use serde::Serialize;
use serde_json::Value;

use super::print;

/// A country with its lines, as `--json` tells it.
#[derive(Serialize)]
struct Told {
    country: &'static str,
    emergency: &'static str,
    lines: Vec<ToldLine>,
}

#[derive(Serialize)]
struct ToldLine {
    name: &'static str,
    topic: &'static str,
    number: &'static str,
    channel: &'static str,
    /// The word to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    word: Option<&'static str>,
    language: &'static str,
    found_on: &'static str,
    /// The day on which a person called it and was answered; absent as long as nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_on: Option<&'static str>,
}

/// The codes of the countries that have lines here.
pub fn codes() -> Vec<&'static str> {
    COUNTRIES.iter().map(|country| country.code).collect()
}

/// The lines of one country, or of all of them.
pub fn lines_value(country: Option<&str>) -> Value {
    let told = of(country).map(|country| Told {
        country: country.code,
        emergency: country.emergency,
        lines: helplines(country.code).map(told_line).collect(),
    });
    // None of our values has keys that are not text, which is all that JSON could refuse.
    serde_json::to_value(told.collect::<Vec<_>>()).unwrap_or_default()
}

/// The same for a person, with the card before it.
pub fn print_lines(country: Option<&str>) {
    for text in card(country) {
        print::line(&text);
    }
    for country in of(country) {
        print::line("");
        print::line(&kith_words::say(&format!("country-{}", country.code.to_lowercase()), &[]));
        print::line(&format!("  {}", say!("helpline-emergency", number = country.emergency)));
        for line in helplines(country.code) {
            let topic = kith_words::say(&format!("helpline-topic-{}", line.topic.name()), &[]);
            print::line(&format!("  {}  {} · {topic}", how(line), line.name));
            print::line(&format!("    {}", date(line)));
        }
    }
}

fn of(country: Option<&str>) -> impl Iterator<Item = &'static Country> + use<'_> {
    COUNTRIES
        .iter()
        .filter(move |one| country.is_none_or(|code| one.code.eq_ignore_ascii_case(code)))
}

/// What to look for and what to do when somebody will not wake up.
fn card(country: Option<&str>) -> Vec<String> {
    let number = country.and_then(|code| of(Some(code)).next());
    let number = match number {
        Some(country) => country.emergency.to_owned(),
        None => say!("act-lines-your-number"),
    };
    let signs = [
        say!("crisis-wake-sign-1"),
        say!("crisis-wake-sign-2"),
        say!("crisis-wake-sign-3"),
        say!("crisis-wake-sign-4"),
    ];
    let acts = [
        say!("crisis-wake-do-1", number = number),
        say!("crisis-wake-do-2"),
        say!("crisis-wake-do-3"),
        say!("crisis-wake-do-4"),
        say!("crisis-wake-do-5"),
    ];
    let mut card = vec![say!("crisis-wake-title"), say!("crisis-wake-signs")];
    card.extend(signs.map(|sign| format!("  {sign}")));
    card.push(say!("crisis-wake-do"));
    card.extend((1..).zip(acts).map(|(place, act)| format!("  {place}. {act}")));
    card.push(say!("crisis-wake-not"));
    card.push(format!("  {}", say!("crisis-wake-not-1")));
    card.push(say!("crisis-wake-made"));
    card
}

fn told_line(line: &Helpline) -> ToldLine {
    let (channel, word) = match line.channel {
        Channel::Call => ("call", None),
        Channel::Text(word) => ("text", word),
        Channel::CallOrText => ("call_or_text", None),
    };
    ToldLine {
        name: line.name,
        topic: line.topic.name(),
        number: line.number,
        channel,
        word,
        language: line.language,
        found_on: line.found_on,
        verified_on: line.verified_on,
    }
}

fn how(line: &Helpline) -> String {
    let number = line.number;
    match line.channel {
        Channel::Call => say!("helpline-call", number = number),
        Channel::Text(None) => say!("helpline-text", number = number),
        Channel::Text(Some(word)) => say!("helpline-text-word", word = word, number = number),
        Channel::CallOrText => say!("helpline-call-or-text", number = number),
    }
}

/// When a person last called it, or that nobody has.
fn date(line: &Helpline) -> String {
    match line.verified_on {
        Some(day) => say!("helpline-verified", day = day),
        None => say!("helpline-found", day = line.found_on),
    }
}
