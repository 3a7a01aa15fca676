//! What people read stands in the fluent files and nowhere else.
//!
//! A sentence in a string of the threshold or of the window would be said in English in every language, and no
//! test of the voice would ever have looked at it. The one exception is what clap prints for `--help`: it is
//! made from doc comments.

use super::{Source, assert_none, lexer, rust_files};

/// So many lower-case words in a row are taken for a sentence.
const SENTENCE: usize = 3;

/// Calls whose words are for those who look for a fault, not for whoever uses Kith: the tour's proofs, what it
/// waits for, and how an error of Rust's describes itself.
const FOR_DEVELOPERS: &[&str] = &["told", "not_told", "wait_for", "write"];

/// Files whose words cannot come from the fluent files.
const FILES: &[(&str, &str)] =
    &[("src/hush.rs", "it speaks while the program falls, when nothing else may be trusted")];

/// Whether a text reads like a part of a sentence.
fn is_sentence(text: &str) -> bool {
    let mut row = 0;
    for word in text.split_whitespace() {
        // A sign of a format, such as %d, is no word.
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '%');
        let is_word = !bare.is_empty()
            && bare.chars().all(|c| c.is_ascii_lowercase() || c == '\'' || c == '’');
        row = if is_word { row + 1 } else { 0 };
        if row == SENTENCE {
            return true;
        }
    }
    false
}

/// Whether the place lies in an attribute, or inside a call whose words are for developers. `shape` is the code
/// with its strings blank.
fn is_for_developers(shape: &str, place: usize) -> bool {
    let mut depth = 0_usize;
    for (at, sign) in shape[..place].char_indices().rev() {
        match sign {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth > 0 => depth -= 1,
            '[' if shape[..at].trim_end_matches('!').ends_with('#') => return true,
            '(' => {
                let before = shape[..at].trim_end_matches('!');
                let start = before
                    .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .map_or(0, |at| at + 1);
                if FOR_DEVELOPERS.contains(&&before[start..]) {
                    return true;
                }
            }
            '{' => return false,
            _ => {}
        }
    }
    false
}

/// The sentences of a file that are for people.
fn sentences(file: &Source) -> Vec<String> {
    let (code, shape) = (file.code_with_strings(), file.code());
    let found = lexer::strings(&code).into_iter();
    found
        .filter(|(place, text)| is_sentence(text) && !is_for_developers(&shape, *place))
        .map(|(place, text)| format!("{}:{}: {text:?}", file.path, code[..place].lines().count()))
        .collect()
}

#[test]
fn no_sentence_for_people_stands_outside_of_the_fluent_files() {
    let files: Vec<Source> = rust_files()
        .into_iter()
        .filter(|file| {
            file.is_program() && file.is_under(&["src/", "crates/page/src/", "crates/ui/src/"])
        })
        .collect();
    let found: Vec<String> = files
        .iter()
        .filter(|file| FILES.iter().all(|(path, _)| *path != file.path))
        .flat_map(sentences)
        .collect();
    assert_none(&found, "these belong into crates/words/i18n");
    for (path, reason) in FILES {
        let still = files.iter().any(|file| file.path == *path && !sentences(file).is_empty());
        assert!(still && !reason.is_empty(), "{path} need not be listed any more");
    }
}

#[test]
fn a_sentence_is_told_from_a_name_and_from_a_fault() {
    let of = |text: &str| sentences(&Source { path: "src/a.rs".to_owned(), text: text.to_owned() });
    assert_eq!(of("fn f() { line(\"or by voice: {}\"); }").len(), 1);
    assert_eq!(of("fn f() { line(&format!(\"{} waits for a newer Kith\", one())); }").len(), 1);
    assert!(of("fn f() { line(\"two words\"); say!(\"cli-linked-device\"); }").is_empty());
    assert!(of("fn f() { strftime(\"%a %-d %b %Y\"); }").is_empty());
    assert!(of("#[error(\"the writer has ended\")] struct A;").is_empty());
    assert!(of("fn f() { told(a(b), format!(\"{c} is not what it was\"))?; }").is_empty());
    assert_eq!(of("fn f() { told(a)?; line(\"this one is for people\"); }").len(), 1);
    assert!(of("#[cfg(test)] mod tests { fn f() { line(\"not for any people\"); } }").is_empty());
}
