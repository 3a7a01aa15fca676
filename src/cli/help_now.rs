//! `kith lines`: what to do when somebody will not wake up, and lines that anybody may call. It needs no vault
//! and no passphrase, as the same page of the window needs none.

use kith_words::{
    COUNTRIES, Channel, Country, Helpline, Topic, WakeCard, helplines, how_to_reach, say, wake_card,
};
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

/// The lines of a country for an hour that is too hard, a line each.
pub fn crisis_lines(country: &Country) -> Vec<String> {
    let emergency = say!("helpline-emergency", number = country.emergency);
    let lines = helplines(country.code).filter(|line| line.topic == Topic::Crisis);
    let lines = lines.map(|line| format!("{}  {}", how_to_reach(line), line.name));
    std::iter::once(emergency).chain(lines).collect()
}

/// The same for a person, with the card before it.
pub fn print_lines(country: Option<&str>) {
    for text in card(country) {
        print::line(&text);
    }
    for country in of(country) {
        print::line("");
        print::line(&country.name());
        print::line(&format!("  {}", say!("helpline-emergency", number = country.emergency)));
        for line in helplines(country.code) {
            let (how, purpose) = (how_to_reach(line), line.purpose());
            print::line(&format!("  {how}  {} · {purpose}", line.name));
            print::line(&format!("    {}", line.checked()));
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
    let WakeCard { title, look_for, signs, do_now, acts, do_not, nots, made } = wake_card(country);
    let mut card = vec![title, look_for];
    card.extend(signs.iter().map(|sign| format!("  {sign}")));
    card.push(do_now);
    card.extend((1..).zip(acts).map(|(place, act)| format!("  {place}. {act}")));
    card.extend([do_not, format!("  {nots}"), made]);
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
