//! Holds every text to the voice of the house: plain, calm, without blame and without advice that
//! belongs to a doctor.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod grade;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use fluent_bundle::FluentResource;
use grade::{grade, sentences, words};
use kith_words::{Arg, FILES, has, ids, say, trouble, variables};

/// Words and phrases that judge, frighten or label. The left column of what people in recovery are
/// called and should not be; then the words of machines.
const BANNED: &[&str] = &[
    "abort",
    "addict",
    "addicts",
    "addiction",
    "abuse",
    "abused",
    "abuser",
    "abusers",
    "clean",
    "cleaned up",
    "day 1",
    "day one",
    "denied",
    "dirty",
    "enabler",
    "enablers",
    "error",
    "errors",
    "fail",
    "failed",
    "fails",
    "failure",
    "fatal",
    "fell off",
    "forbidden",
    "habit",
    "illegal",
    "incorrect",
    "invalid",
    "junkie",
    "must",
    "non compliant",
    "noncompliant",
    "oops",
    "prescription abuse",
    "relapse",
    "relapsed",
    "replacement",
    "reset to",
    "back to zero",
    "sober",
    "streak",
    "substitution",
    "unauthorized",
    "user",
    "users",
    "you should",
    "your fault",
];

/// What only a doctor or a pharmacist may say, and claims that nobody here can make.
const CLINICAL: &[&str] = &[
    "clinically",
    "cure",
    "cured",
    "cures",
    "detox",
    "diagnose",
    "diagnosis",
    "dosage",
    "dose",
    "doses",
    "guarantee",
    "heals",
    "mg",
    "milligrams",
    "overdose",
    "proven",
    "stop taking",
    "take less",
    "take more",
    "taper",
    "tapering",
    "withdrawal",
];

/// Plans and fellowships whose names belong to somebody.
const TRADEMARKS: &[&str] =
    &["aa", "anonymous", "na", "smart recovery", "twelve step", "12 step", "wrap"];

/// The other way to spell what most of these texts spell as "counsellor", "colours" and "favourite" are. A piece of software is
/// a program in both.
const OTHER_SPELLINGS: &[&str] = &[
    "behavior",
    "canceled",
    "center",
    "color",
    "colors",
    "counseling",
    "counselor",
    "day program",
    "favorite",
    "gray",
    "my program",
    "neighbor",
    "practicing",
    "traveled",
];

/// What somebody may meet at the worst hour of a night: held to grade 4 as a whole, and to twelve words
/// a sentence.
const WORST_HOUR: &[&str] = &[
    "act-",
    "crisis-",
    "trouble-wrong-passphrase",
    "trouble-locked",
    "trouble-offline",
    "trouble-unreachable",
    "trouble-disk-full",
    "trouble-damaged",
    "trouble-internal",
    "choice-word-word-",
    "field-word-word",
    "field-reach-text",
    "win-help-now-",
    "win-lock-help",
    "win-hard-",
    "win-urge-",
    "win-unlock",
    "win-passphrase",
];

/// Messages whose grade is that of the names in them, with the names.
const NAMES_IN_THEM: &[(&str, &str)] = &[("win-help-fonts", "typefaces and their licence")];

/// Names of kinds of treatment, which are not advice.
const NAMES_OF_TREATMENT: &[(&str, &str)] =
    &[("choice-optionnote-sort-detox", "Detox"), ("choice-episode-sort-detox", "Detox")];

/// Every message, spoken: once with a name for each of its variables, once with a number.
fn spoken() -> Vec<(&'static str, String)> {
    let mut texts = Vec::new();
    for id in ids() {
        let names = variables(id);
        for value in [Arg::from("Sam"), Arg::from(2)] {
            let args: Vec<(&str, Arg)> = names.iter().map(|name| (*name, value.clone())).collect();
            texts.push((id, say(id, &args)));
            if names.is_empty() {
                break;
            }
        }
    }
    texts
}

/// The message ids of a file, in its order, read from its lines.
fn ids_in(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(id, _)| id.trim())
        .collect()
}

/// A text as lower-case words with one space around each, so that phrases can be looked for.
fn padded(text: &str) -> String {
    format!(" {} ", words(&text.to_lowercase()).join(" "))
}

fn found<'a>(text: &str, list: &[&'a str]) -> Vec<&'a str> {
    let text = padded(text);
    list.iter().filter(|word| text.contains(&format!(" {word} "))).copied().collect()
}

#[test]
fn every_file_of_the_folder_is_carried() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n/en");
    let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let carried: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(on_disk, carried);
}

#[test]
fn every_file_parses_and_holds_only_plain_messages() {
    for (name, text) in FILES {
        if let Err((_, faults)) = FluentResource::try_new((*text).to_owned()) {
            panic!("{name}: {faults:?}");
        }
        for line in text.lines() {
            // The names are found by their place at the start of a line; terms and attributes would
            // be messages that nothing checks.
            assert!(!line.starts_with('-'), "{name}: a term: {line}");
            assert!(!line.trim_start().starts_with('.'), "{name}: an attribute: {line}");
            assert!(!line.contains('\t'), "{name}: a tab: {line}");
        }
    }
}

#[test]
fn no_name_is_used_twice() {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, text) in FILES {
        for id in ids_in(text) {
            if let Some(first) = seen.insert(id, file) {
                panic!("{id} is in {first} and in {file}");
            }
        }
    }
    assert_eq!(seen.len(), ids().count());
}

#[test]
fn every_message_says_something_and_leaves_no_gap() {
    for (id, text) in spoken() {
        assert!(!text.trim().is_empty(), "{id} is empty");
        assert!(!text.contains('{') && !text.contains('}'), "{id} has a gap: {text}");
        assert!(!text.contains(['\u{2068}', '\u{2069}']), "{id} has marks around a value");
    }
}

#[test]
fn every_trouble_is_told_in_three_parts() {
    let mut count = 0;
    for id in ids() {
        let Some(name) = id.strip_prefix("trouble-") else {
            continue;
        };
        let base = name.strip_suffix("-safe").or(name.strip_suffix("-next")).unwrap_or(name);
        for part in ["", "-safe", "-next"] {
            assert!(has(&format!("trouble-{base}{part}")), "trouble-{base}{part} is not written");
        }
        let said = trouble(base, Some("name"));
        let parts = BTreeSet::from([&said.what, &said.safe, &said.next]);
        assert_eq!(parts.len(), 3, "two parts of {base} say the same");
        count += 1;
    }
    assert!(count > 100, "only {count} lines of trouble were read");
}

#[test]
fn the_next_step_begins_with_a_verb() {
    const VERBS: &[&str] = &[
        "Allow", "Ask", "Bring", "Change", "Check", "Close", "Copy", "Do", "Fill", "For", "Free",
        "Invite", "Look", "Make", "Open", "Pick", "Read", "Send", "Share", "Start", "Talk", "To",
        "Try", "Turn", "Type", "Use", "Write",
    ];
    for id in ids().filter(|id| id.starts_with("trouble-") && id.ends_with("-next")) {
        let text = say(id, &[]);
        let first = words(&text)[0].to_owned();
        assert!(VERBS.contains(&first.as_str()), "{id} begins with {first}: {text}");
    }
}

#[test]
fn one_sentence_has_no_stop_and_two_have_one_each() {
    for (id, text) in spoken().into_iter().filter(|(id, _)| id.starts_with("trouble-")) {
        let one = sentences(&text).len() == 1;
        assert_eq!(text.ends_with('.'), !one, "{id}: {text}");
    }
}

#[test]
fn no_word_judges_labels_or_frightens() {
    for (id, text) in spoken() {
        assert_eq!(found(&text, BANNED), [""; 0], "{id}: {text}");
    }
}

/// A counsellor was a counselor on another page.
#[test]
fn every_word_is_spelled_one_way() {
    for (id, text) in spoken() {
        assert_eq!(found(&text, OTHER_SPELLINGS), [""; 0], "{id}: {text}");
    }
}

#[test]
fn nothing_sounds_like_a_doctor_or_makes_a_claim() {
    for (id, text) in spoken() {
        if NAMES_OF_TREATMENT.contains(&(id, text.as_str())) {
            continue;
        }
        assert_eq!(found(&text, CLINICAL), [""; 0], "{id}: {text}");
        assert_eq!(found(&text, TRADEMARKS), [""; 0], "{id}: {text}");
    }
}

#[test]
fn the_lists_find_what_they_are_for() {
    assert_eq!(found("An addict, they said. You MUST go", BANNED), ["addict", "must"]);
    assert_eq!(found("This is non-compliant", BANNED), ["non compliant"]);
    assert_eq!(found("Stop taking it; take more", CLINICAL), ["stop taking", "take more"]);
    assert_eq!(found("A userful, mustard-clean-ish thing", &["user", "must"]), [""; 0]);
}

#[test]
fn nobody_is_shouted_at_and_nothing_winks() {
    for (id, text) in spoken() {
        assert!(!text.contains('!'), "{id}: {text}");
        let picture = text.chars().find(|c| {
            matches!(u32::from(*c), 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F | 0x1F000..=0x1FAFF)
        });
        assert_eq!(picture, None, "{id}: {text}");
        let shouted = words(&text).into_iter().find(|word| {
            word.len() > 3
                && *word != "JSON"
                && *word != "BMLT"
                && *word != "LGBTQ"
                && *word != "DELETE"
                && word.chars().all(|c| c.is_ascii_uppercase())
        });
        assert_eq!(shouted, None, "{id}: {text}");
    }
}

/// Helplines are data with a date on which somebody called them; a number inside a sentence would
/// grow old unseen, and the advertiser's line at the head of an article must never slip in.
#[test]
fn no_sentence_holds_a_phone_number() {
    for (name, text) in FILES {
        for line in text.lines() {
            assert!(!holds_a_phone_number(line), "{name}: {line}");
        }
    }
    assert!(holds_a_phone_number("call (800) 555-0100 now"));
    assert!(holds_a_phone_number("call or text 988"));
    assert!(holds_a_phone_number("dial +44 20 7946 0000"));
    assert!(holds_a_phone_number("dial 555.010.0100"));
    assert!(!holds_a_phone_number("like 192.168.1.20:4101."));
    assert!(!holds_a_phone_number("2027-01-31, or 2027-01-31T18:00:00Z"));
    assert!(!holds_a_phone_number("24 words, 10 minutes, 0 to 10, port 4101"));
}

fn holds_a_phone_number(line: &str) -> bool {
    // Dates and addresses of the network are cut like phone numbers, and are none.
    let line = line
        .split(' ')
        .filter(|word| {
            let word = word.trim_end_matches(['.', ',', ';']);
            let is_address = word.parse::<IpAddr>().is_ok() || word.parse::<SocketAddr>().is_ok();
            !is_address && !begins_with_a_date(word)
        })
        .collect::<Vec<_>>()
        .join(" ");
    let mut runs: Vec<String> = vec![String::new()];
    for c in line.chars() {
        match c {
            '0'..='9' => runs.last_mut().unwrap().push(c),
            ' ' | '-' | '.' | '(' | ')' | '+' | '/' => {}
            _ => runs.push(String::new()),
        }
    }
    runs.iter()
        .any(|run| run.len() >= 7 || ["911", "988", "112", "999", "111"].contains(&run.as_str()))
}

/// Whether a word begins like `2027-01-31`.
fn begins_with_a_date(word: &str) -> bool {
    let shape: String =
        word.chars().take(10).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00" && word.starts_with("20")
}

#[test]
fn every_message_can_be_read_at_grade_eight() {
    for (id, text) in spoken() {
        // A label of a few words has no grade worth the name.
        let is_names = NAMES_IN_THEM.iter().any(|(named, _)| *named == id);
        if words(&text).len() >= 6 && !is_names {
            let grade = grade(&text);
            assert!(grade <= 8.0, "{id} is at grade {grade:.1}: {text}");
        }
    }
}

#[test]
fn every_file_as_a_whole_is_at_grade_six() {
    for (name, text) in FILES {
        let inside: BTreeSet<&str> = ids_in(text).into_iter().collect();
        let whole: Vec<String> = spoken()
            .into_iter()
            .filter(|(id, text)| inside.contains(id) && words(text).len() >= 4)
            .map(|(_, text)| text)
            .collect();
        let grade = grade(&whole.join("\n"));
        assert!(grade <= 6.0, "{name} is at grade {grade:.1}");
    }
}

#[test]
fn the_worst_hour_is_at_grade_four_in_short_sentences() {
    let worst: Vec<(&str, String)> = spoken()
        .into_iter()
        .filter(|(id, _)| WORST_HOUR.iter().any(|prefix| id.starts_with(prefix)))
        .collect();
    assert!(worst.len() >= 20, "only {} messages of the worst hour were read", worst.len());
    for (id, text) in &worst {
        for sentence in sentences(text) {
            assert!(words(sentence).len() <= 12, "{id}: {sentence}");
        }
        // One word that nobody can do without ("emergency", "naloxone") lifts a short message by two
        // grades; what somebody reads in that hour as a whole may not be lifted.
        if words(text).len() >= 6 {
            let grade = grade(text);
            assert!(grade <= 6.0, "{id} is at grade {grade:.1}: {text}");
        }
    }
    let whole: Vec<String> = worst.into_iter().map(|(_, text)| text).collect();
    let grade = grade(&whole.join("\n"));
    assert!(grade <= 4.0, "all of it together is at grade {grade:.1}");
}
