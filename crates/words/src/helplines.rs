//! Numbers to call, as dated data: a number inside a sentence would grow old unseen.
//!
//! Every line carries the day on which it was written down and, once a person has called it, the day of
//! that call. The program shows these days. A number that sources disagree about is not here at all.

use crate::say;

/// How somebody reaches a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By voice.
    Call,
    /// By text message, with the word to send if one is needed.
    Text(Option<&'static str>),
    /// Either way, under the same number.
    CallOrText,
}

/// One line that anybody may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helpline {
    /// The country as two letters of ISO 3166-1.
    pub country: &'static str,
    /// What the line calls itself.
    pub name: &'static str,
    /// What it is for.
    pub topic: Topic,
    /// The number as it is dialled in that country.
    pub number: &'static str,
    /// How it is reached.
    pub channel: Channel,
    /// The language that is spoken, as two letters of ISO 639-1.
    pub language: &'static str,
    /// The day on which this was written down, `YYYY-MM-DD`.
    pub found_on: &'static str,
    /// The day on which a person called it and was answered; nothing if nobody of this project has.
    pub verified_on: Option<&'static str>,
}

/// What a line is for. Its words are the message `helpline-topic-<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Somebody to talk to in a crisis.
    Crisis,
    /// Treatment and drugs.
    Treatment,
    /// Somebody who stays on the line while a person uses.
    NotAlone,
    /// Violence at home.
    Violence,
    /// Poisoning.
    Poison,
}

impl Topic {
    /// The last part of the name of its message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Crisis => "crisis",
            Self::Treatment => "treatment",
            Self::NotAlone => "not-alone",
            Self::Violence => "violence",
            Self::Poison => "poison",
        }
    }
}

/// A country with its emergency number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// Two letters of ISO 3166-1.
    pub code: &'static str,
    /// The number for any emergency.
    pub emergency: &'static str,
    /// Whether naloxone is sold there without a prescription; nothing where this was not looked up.
    pub naloxone_without_prescription: Option<bool>,
}

/// Countries with lines here, in the order in which they are offered. Their names are the messages
/// `country-<code>`.
pub const COUNTRIES: &[Country] = &[
    country("US", "911", Some(true)),
    country("CA", "911", None),
    country("GB", "999", None),
    country("IE", "112", None),
    country("AU", "000", None),
    country("DE", "112", None),
    country("FR", "112", None),
    country("IN", "112", None),
];

/// Every line. The first of a country is the one for any crisis, where there is one.
pub const HELPLINES: &[Helpline] = &[
    line("US", "988 Lifeline", Topic::Crisis, "988", Channel::CallOrText, "en"),
    line("US", "Crisis Text Line", Topic::Crisis, "741741", Channel::Text(Some("HOME")), "en"),
    line("US", "SafeSpot", Topic::NotAlone, "1-800-972-0590", Channel::Call, "en"),
    line("US", "SAMHSA Helpline", Topic::Treatment, "1-800-662-4357", Channel::Call, "en"),
    line("US", "Domestic Violence Hotline", Topic::Violence, "1-800-799-7233", Channel::Call, "en"),
    line("US", "Poison Help", Topic::Poison, "1-800-222-1222", Channel::Call, "en"),
    line("CA", "9-8-8", Topic::Crisis, "9-8-8", Channel::CallOrText, "en"),
    line("CA", "NORS", Topic::NotAlone, "1-888-688-6677", Channel::Call, "en"),
    line("GB", "Samaritans", Topic::Crisis, "116 123", Channel::Call, "en"),
    line("GB", "Shout", Topic::Crisis, "85258", Channel::Text(None), "en"),
    line("GB", "FRANK", Topic::Treatment, "0300 123 6600", Channel::Call, "en"),
    line("AU", "Lifeline", Topic::Crisis, "13 11 14", Channel::Call, "en"),
    line("AU", "Beyond Blue", Topic::Crisis, "1300 22 4636", Channel::Call, "en"),
    line("DE", "Telefonseelsorge", Topic::Crisis, "0800 111 0 111", Channel::Call, "de"),
    line("FR", "SOS Amitié", Topic::Crisis, "09 72 39 40 50", Channel::Call, "fr"),
    line("IN", "KIRAN", Topic::Crisis, "1800-599-0019", Channel::Call, "hi"),
];

/// The day on which all of this was written down. Nobody has called the lines yet.
const FOUND_ON: &str = "2026-11-22";

impl Country {
    /// What it is called.
    pub fn name(&self) -> String {
        crate::say(&format!("country-{}", self.code.to_lowercase()), &[])
    }
}

impl Helpline {
    /// What it is for, in a few words.
    pub fn purpose(&self) -> String {
        crate::say(&format!("helpline-topic-{}", self.topic.name()), &[])
    }

    /// When a person last called it, or that nobody has.
    pub fn checked(&self) -> String {
        match self.verified_on {
            Some(day) => say!("helpline-verified", day = day),
            None => say!("helpline-found", day = self.found_on),
        }
    }
}

/// The country with this code, in capitals or not, if it has lines here.
pub fn country_of(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code))
}

/// The lines of a country, in their order.
pub fn helplines(country: &str) -> impl Iterator<Item = &'static Helpline> {
    HELPLINES.iter().filter(move |line| line.country == country)
}

/// How a line is reached: "Call or text 988".
pub fn how_to_reach(line: &Helpline) -> String {
    let number = line.number;
    match line.channel {
        Channel::Call => say!("helpline-call", number = number),
        Channel::Text(None) => say!("helpline-text", number = number),
        Channel::Text(Some(word)) => say!("helpline-text-word", word = word, number = number),
        Channel::CallOrText => say!("helpline-call-or-text", number = number),
    }
}

const fn country(
    code: &'static str,
    emergency: &'static str,
    naloxone_without_prescription: Option<bool>,
) -> Country {
    Country { code, emergency, naloxone_without_prescription }
}

const fn line(
    country: &'static str,
    name: &'static str,
    topic: Topic,
    number: &'static str,
    channel: Channel,
    language: &'static str,
) -> Helpline {
    Helpline {
        country,
        name,
        topic,
        number,
        channel,
        language,
        found_on: FOUND_ON,
        verified_on: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::has;

    /// The digits of a line and nothing else.
    fn digits(number: &str) -> String {
        number.chars().filter(char::is_ascii_digit).collect()
    }

    #[test]
    fn every_line_belongs_to_a_country_and_has_words_for_what_it_is_for() {
        for line in HELPLINES {
            assert!(COUNTRIES.iter().any(|country| country.code == line.country), "{}", line.name);
            assert!(has(&format!("helpline-topic-{}", line.topic.name())), "{}", line.name);
            let others =
                HELPLINES.iter().filter(|other| digits(other.number) == digits(line.number));
            // Two countries share one number.
            assert!(
                others.filter(|other| other.country == line.country).count() == 1,
                "{}",
                line.name
            );
        }
        for country in COUNTRIES {
            assert!(has(&format!("country-{}", country.code.to_lowercase())), "{}", country.code);
        }
    }

    #[test]
    fn every_line_is_dated_and_says_whether_somebody_called_it() {
        let is_day = |day: &str| {
            day.len() == 10
                && day.bytes().enumerate().all(|(place, byte)| match place {
                    4 | 7 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                })
        };
        for line in HELPLINES {
            assert!(is_day(line.found_on), "{}", line.name);
            assert!(line.verified_on.is_none_or(|day| is_day(day) && day >= line.found_on));
        }
    }

    /// Two numbers go round for one line of this name, and an advertiser's number heads an article that
    /// this program grew from. Neither may slip in.
    #[test]
    fn numbers_that_were_not_to_be_shipped_are_not_here() {
        for line in HELPLINES {
            assert!(!["8004843731", "8776961996"].contains(&digits(line.number).as_str()));
            assert!(!line.name.to_lowercase().contains("never use alone"));
        }
    }
}
