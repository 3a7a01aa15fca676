//! The bundle of messages, read once, and the one function that speaks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::arg::Arg;
use crate::files::FILES;

/// Says the message `id` with `args`. For names put together at run time; screens use
/// [`say!`](crate::say!), whose name is checked while compiling. A name that does not exist is
/// given back as it is, so that nothing is ever blank.
pub fn say(id: &str, args: &[(&str, Arg)]) -> String {
    let Some(pattern) = VOICE.bundle.get_message(id).and_then(|message| message.value()) else {
        return id.to_owned();
    };
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        values.set(*name, value.to_fluent());
    }
    // What fluent reports here is a variable that was not given; tests find those, and a person is
    // better served by the sentence with its gap than by none.
    let mut faults = Vec::new();
    VOICE.bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned()
}

/// Whether there is a message with this name.
pub fn has(id: &str) -> bool {
    VOICE.messages.contains_key(id)
}

/// The names of all messages, in order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    VOICE.messages.keys().copied()
}

/// The names of the variables that a message takes, in the order of the alphabet; none for a
/// message that does not exist.
pub fn variables(id: &str) -> Vec<&'static str> {
    let text = VOICE.messages.get(id).copied().unwrap_or_default();
    let mut names: Vec<&'static str> = text
        .split('$')
        .skip(1)
        .map(|rest| {
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
                .unwrap_or(rest.len());
            rest.split_at(end).0
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

struct Voice {
    bundle: FluentBundle<FluentResource>,
    /// Each message's name and its text as written.
    messages: BTreeMap<&'static str, &'static str>,
}

static VOICE: LazyLock<Voice> = LazyLock::new(|| {
    let language: LanguageIdentifier = "en".parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are for mixing writing directions; in a terminal and in accessible names
    // they show up as stray characters.
    bundle.set_use_isolating(false);
    let mut messages = BTreeMap::new();
    for (_, text) in FILES {
        // A file that does not parse still gives its good messages; a test refuses such a file.
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource(resource).ok();
        messages.extend(entries(text));
    }
    Voice { bundle, messages }
});

/// The messages of a file: a name at the first column, then everything to the next such line.
fn entries(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut entries: Vec<(&'static str, usize, usize)> = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        if line.starts_with(' ') {
            if let Some((_, _, end)) = entries.last_mut() {
                *end = offset;
            }
        } else if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some((name, _)) = line.split_once('=')
        {
            entries.push((name.trim_end(), start, offset));
        }
    }
    entries
        .into_iter()
        .map(|(name, start, end)| (name, text.get(start..end).unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_nobody_wrote_is_given_back() {
        assert_eq!(say("no-such-message", &[]), "no-such-message");
        assert!(!has("no-such-message"));
        assert!(variables("no-such-message").is_empty());
    }

    #[test]
    fn a_value_is_shown_as_it_is_without_marks_around_it() {
        let detail = [("detail", Arg::from("{ $x } Ana"))];
        assert_eq!(say("trouble-field-missing", &detail), "This needs something in “{ $x } Ana”");
    }

    #[test]
    fn a_number_chooses_its_words() {
        assert_eq!(say("count-people", &[("count", Arg::from(1))]), "1 person");
        assert_eq!(say("count-people", &[("count", Arg::from(2))]), "2 people");
    }

    #[test]
    fn a_number_is_shown_without_marks_between_its_digits() {
        let detail = [("detail", Arg::from(12_345_u64))];
        assert_eq!(say("trouble-field-missing", &detail), "This needs something in “12345”");
    }

    #[test]
    fn variables_are_read_out_of_the_message() {
        assert_eq!(variables("trouble-field-missing"), ["detail"]);
        assert!(variables("trouble-locked").is_empty());
    }
}
