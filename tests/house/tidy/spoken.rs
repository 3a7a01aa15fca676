//! Every word that is asked for is written, and every word that is written is asked for.

use std::collections::BTreeSet;

use kith_core::kinds::{self, FieldInfo, FieldType};
use kith_words::{has, ids, variables};

use super::{Source, assert_none, lexer, rust_files, text_of};

/// Messages whose names are put together from data: kinds, fields, sections, roles and troubles.
/// Whether they are complete is tested below; whether the data still has them is not.
const FROM_DATA: &[&str] =
    &["kind-", "field-", "choice-", "section-", "role-", "trouble-", "damage-"];

/// A place where a message is asked for by its name.
struct Asked {
    place: String,
    id: String,
    /// The names of the values that are given; unknown where the plain function is called.
    given: Option<BTreeSet<String>>,
}

/// The files that speak to people.
fn speakers() -> Vec<Source> {
    rust_files()
        .into_iter()
        .filter(|file| {
            let speaking = ["crates/page/src/", "crates/ui/src/", "crates/words/src/", "src/"];
            file.is_program() && file.is_under(&speaking)
        })
        .collect()
}

fn asked() -> Vec<Asked> {
    let mut asked = Vec::new();
    for file in speakers() {
        let code = file.code_with_strings();
        let texts = lexer::strings(&code);
        for (macro_call, call) in [(true, "say!("), (false, "say(")] {
            for (start, _) in code.match_indices(call) {
                let inside = start + call.len();
                let quote = inside + code[inside..].len() - code[inside..].trim_start().len();
                let Some((_, id)) = texts.iter().find(|(place, _)| *place == quote) else {
                    continue;
                };
                let place = format!("{}:{}", file.path, code[..start].lines().count());
                let given = macro_call.then(|| given(&code[quote..]));
                asked.push(Asked { place, id: id.clone(), given });
            }
        }
    }
    asked
}

/// The names in `"id", name = value, other = value)`, read up to the closing parenthesis.
fn given(call: &str) -> BTreeSet<String> {
    let plain = lexer::blanked(call, lexer::Strings::Blank);
    let mut names = BTreeSet::new();
    let mut depth = 1;
    let mut part = String::new();
    for c in plain.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            if let Some((name, value)) = part.split_once('=')
                && !value.starts_with('=')
            {
                names.insert(name.trim().to_owned());
            }
            part.clear();
        } else {
            part.push(c);
        }
        if depth == 0 {
            break;
        }
    }
    names
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let unknown: Vec<String> = asked()
        .into_iter()
        .filter(|asked| !has(&asked.id))
        .map(|asked| format!("{}: {}", asked.place, asked.id))
        .collect();
    assert_none(&unknown, "nobody wrote these messages");
}

#[test]
fn every_message_is_given_exactly_its_values() {
    let mut found = Vec::new();
    for asked in asked() {
        let takes: BTreeSet<String> = variables(&asked.id).into_iter().map(str::to_owned).collect();
        if let Some(given) = asked.given
            && given != takes
        {
            found.push(format!(
                "{}: {} takes {takes:?} and is given {given:?}",
                asked.place, asked.id
            ));
        }
    }
    assert_none(&found, "these messages are given other values than they take");
}

#[test]
fn every_message_is_asked_for() {
    let mut whole = BTreeSet::new();
    let mut starts = BTreeSet::new();
    for file in speakers() {
        for (_, text) in lexer::strings(&file.code_with_strings()) {
            if let Some((start, _)) = text.split_once('{') {
                if start.len() >= 4 && start.ends_with('-') {
                    starts.insert(start.to_owned());
                }
            } else {
                whole.insert(text);
            }
        }
    }
    let unused: Vec<String> = ids()
        .filter(|id| !whole.contains(*id))
        .filter(|id| !FROM_DATA.iter().any(|prefix| id.starts_with(prefix)))
        .filter(|id| !starts.iter().any(|start| id.starts_with(start.as_str())))
        .map(str::to_owned)
        .collect();
    assert_none(&unused, "nobody asks for these messages");
}

#[test]
fn every_kind_field_choice_section_and_role_has_its_words() {
    let mut wanted = Vec::new();
    for kind in kinds::all() {
        wanted.push(format!("kind-{}", kind.name));
        wanted.push(format!("kind-{}-plural", kind.name));
        for field in kind.fields {
            want_field(kind.name, field, &mut wanted);
        }
    }
    wanted.extend(kinds::SECTIONS.iter().map(|section| format!("section-{}", section.name)));
    wanted.extend(kith_vault::DamageKind::ALL.map(|kind| format!("damage-{}", kind.name())));
    wanted.extend(["settings", "keyring"].map(|what| format!("damage-{what}")));
    wanted.extend(kinds::Role::ALL.iter().map(|role| format!("role-{}", role.name())));
    wanted.retain(|id| !has(id));
    assert_none(&wanted, "these have no words yet");
}

/// The names of a field's words; a part of an ordered list is named behind its list.
fn want_field(before: &str, field: &FieldInfo, wanted: &mut Vec<String>) {
    let name = format!("{before}-{}", field.name);
    wanted.push(format!("field-{name}"));
    match field.field_type {
        FieldType::One(choices) | FieldType::Some(choices) => {
            wanted.extend(choices.iter().map(|choice| format!("choice-{name}-{choice}")));
        }
        FieldType::Items(parts) => {
            for part in parts {
                want_field(&name, part, wanted);
            }
        }
        _ => {}
    }
}

#[test]
fn every_trouble_has_its_words_and_no_words_are_left_over() {
    let source = text_of("crates/core/src/trouble.rs");
    let code = lexer::blanked(&source, lexer::Strings::Keep);
    let table = code.split("fn id(").nth(1).unwrap().split("\n    }\n").next().unwrap();
    let named: BTreeSet<String> = lexer::strings(table).into_iter().map(|(_, text)| text).collect();
    assert!(named.len() > 40, "only {} troubles were read", named.len());
    let told: BTreeSet<String> = ids()
        .filter_map(|id| id.strip_prefix("trouble-"))
        .filter(|id| !id.ends_with("-safe") && !id.ends_with("-next"))
        .map(str::to_owned)
        .collect();
    assert_eq!(named, told);
}

#[test]
fn the_values_of_a_call_are_read() {
    let names = given("\"id\", name = f(a == b, c), count = people.len())) rest, no = 1)");
    assert_eq!(names, BTreeSet::from(["name".to_owned(), "count".to_owned()]));
    assert!(given("\"id\")").is_empty());
}
