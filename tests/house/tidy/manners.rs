//! How the house stands and how its files look.

use std::collections::BTreeSet;
use std::fs;

use super::{Source, assert_none, files, root, rust_files, text_of};

/// What may stand at the top, besides names that begin with a dot.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "crates",
    "docs",
    "src",
    "tests",
];

/// Longest a file may grow before it has to be cut at one of its ideas.
const LINES_MAX: usize = 500;

/// Files that are longer, each with its reason.
const LONGER: &[(&str, &str)] = &[(
    "crates/seal/src/roster/tests.rs",
    "one scenario for each rule of the roster, read side by side",
)];

/// Traces of the machine on which something was written. In two parts each, so that this list does
/// not find itself.
const TRACES: &[(&str, &str)] = &[
    ("/wo", "rk/"),
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("/Use", "rs/"),
    ("C:\\Use", "rs"),
    ("/tmp/ba", "sh"),
    ("index.crates", ".io"),
    ("static.crates", ".io"),
    ("sparse", "+http"),
];

/// Lints that keep the program standing; taking one of them back needs a reason beside it.
const WEIGHTY: &[&str] = &[
    "unsafe_code",
    "missing_docs",
    "unwrap_used",
    "expect_used",
    "clippy::panic",
    "indexing_slicing",
    "print_stdout",
    "print_stderr",
    "wildcard_imports",
    "await_holding_lock",
    "clippy::all",
];

fn manifests() -> Vec<String> {
    let mut manifests = vec!["Cargo.toml".to_owned()];
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        manifests.push(format!(
            "crates/{}/Cargo.toml",
            entry.unwrap().file_name().into_string().unwrap()
        ));
    }
    manifests.sort();
    manifests
}

/// Every further program of tests links the whole house again: 60 of them took 4 GB and filled a disk.
#[test]
fn a_crate_has_one_program_of_tests() {
    let mut crowded = Vec::new();
    for manifest in manifests().iter().filter(|manifest| manifest.starts_with("crates/")) {
        let home = manifest.trim_end_matches("Cargo.toml");
        let Ok(entries) = fs::read_dir(root().join(home).join("tests")) else { continue };
        let programs = entries.filter(|entry| {
            let path = entry.as_ref().unwrap().path();
            path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").exists()
        });
        let programs = programs.count();
        if programs > 1 {
            crowded.push(format!("{home}tests: {programs} programs"));
        }
    }
    assert_none(&crowded, "a further file of tests is a module of the program that is there");
}

#[test]
fn the_top_holds_only_what_belongs_there() {
    let mut strangers = Vec::new();
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let is_cargos = entry.path().join("CACHEDIR.TAG").exists() || name == "target";
        if !name.starts_with('.') && !TOP.contains(&name.as_str()) && !is_cargos {
            strangers.push(name);
        }
    }
    assert_none(&strangers, "these do not belong at the top");
}

#[test]
fn every_crate_opens_with_what_it_knows_and_what_it_refuses_to_know() {
    let mut found = Vec::new();
    for manifest in manifests() {
        let path = manifest.replace("Cargo.toml", "src/lib.rs");
        let text = text_of(&path);
        let opening: Vec<&str> = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .map(|line| line.trim_start_matches("//!").trim())
            .collect();
        let opening = opening.join(" ").to_lowercase();
        let sentences = opening.matches(". ").count() + usize::from(opening.ends_with('.'));
        let refuses = ["never", " no ", "nothing", " not ", "without", "refuses"]
            .iter()
            .any(|word| opening.contains(word));
        if sentences < 2 || !refuses {
            found.push(path);
        }
    }
    assert_none(&found, "these do not open with their two sentences");
}

#[test]
fn no_file_is_longer_than_its_idea() {
    let files = rust_files();
    let long: Vec<String> = files
        .iter()
        .filter(|file| file.text.lines().count() > LINES_MAX && !is_listed_as_longer(file))
        .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
        .collect();
    assert_none(&long, "longer than 500 lines and not listed with a reason");
    for (path, reason) in LONGER {
        let file = files.iter().find(|file| file.path == *path);
        let still_long = file.is_some_and(|file| file.text.lines().count() > LINES_MAX);
        assert!(still_long && !reason.is_empty(), "{path} need not be listed any more");
    }
}

fn is_listed_as_longer(file: &Source) -> bool {
    LONGER.iter().any(|(path, _)| *path == file.path)
}

/// Only what several test files share keeps its `mod.rs`: cargo would take the file beside the folder
/// for a test of its own.
#[test]
fn modules_are_files_beside_their_folders() {
    let found: Vec<String> = rust_files()
        .iter()
        .filter(|file| file.path.ends_with("/mod.rs") && !file.path.contains("tests/"))
        .map(|file| file.path.clone())
        .collect();
    assert_none(&found, "a module is foo.rs and foo/, without mod.rs");
}

#[test]
fn every_dependency_has_a_reason_above_it() {
    let manifest = text_of("Cargo.toml");
    let table =
        manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let mut unexplained = Vec::new();
    for group in table.trim().split("\n\n") {
        let mut explained = false;
        for line in group.lines() {
            explained |= line.starts_with('#');
            let is_ours = line.contains("path = \"crates/");
            if !explained && !is_ours && line.contains('=') {
                unexplained.push(line.to_owned());
            }
        }
    }
    assert_none(&unexplained, "these dependencies have no reason above them");
}

#[test]
fn every_dependency_of_the_table_is_used() {
    let manifest = text_of("Cargo.toml");
    let table =
        manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let used: String = manifests().iter().map(|manifest| text_of(manifest)).collect();
    let unused: Vec<String> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| {
            !used.contains(&format!("\n{name}.workspace = true"))
                && !used.contains(&format!("\n{name} = {{ workspace = true"))
        })
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_none(&unused, "nobody uses these any more");
}

#[test]
fn everything_comes_from_the_one_registry() {
    let sources: BTreeSet<String> = text_of("Cargo.lock")
        .lines()
        .filter(|line| line.starts_with("source = "))
        .map(str::to_owned)
        .collect();
    let registry =
        ["source = \"registry", "https://github.com/rust-lang/crates.io-index\""].join("+");
    assert_eq!(sources, BTreeSet::from([registry]));
}

#[test]
fn every_crate_takes_the_lints_of_the_house() {
    for manifest in manifests() {
        assert!(
            text_of(&manifest).contains("[lints]\nworkspace = true\n"),
            "{manifest} has lints of its own"
        );
    }
    let root = text_of("Cargo.toml");
    let table = root.split("[workspace.lints.rust]").nth(1).unwrap().split("\n[").next().unwrap();
    assert!(table.contains("unsafe_code = \"forbid\""), "unsafe code is not forbidden");
    assert!(table.contains("missing_docs = \"deny\""), "missing docs are not denied");
}

#[test]
fn a_lint_is_taken_back_only_with_a_reason() {
    let mut found = Vec::new();
    for file in rust_files().iter().filter(|file| file.is_program()) {
        let code = file.code();
        for attribute in ["[allow(", "[expect("] {
            for (start, _) in code.match_indices(attribute) {
                let list: String = code[start..].chars().take_while(|c| *c != ']').collect();
                if WEIGHTY.iter().any(|lint| list.contains(lint)) && !list.contains("reason") {
                    found.push(format!("{}: {list}]", file.path));
                }
            }
        }
    }
    assert_none(&found, "these lints are taken back without a reason");
}

#[test]
fn no_test_is_switched_off_and_nothing_is_left_for_later() {
    let mut found = Vec::new();
    for file in rust_files() {
        // Built from parts, so that this file does not find itself.
        let code = super::lexer::blanked(&file.text, super::lexer::Strings::Blank);
        for (left, right) in
            [("#[ign", "ore"), ("todo", "!("), ("unimple", "mented!("), ("db", "g!(")]
        {
            if code.contains(&[left, right].concat()) {
                found.push(format!("{}: {left}{right}", file.path));
            }
        }
    }
    assert_none(&found, "these are not finished");
}

#[test]
fn no_file_tells_where_it_was_written() {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.path != "Cargo.lock") {
        for (number, line) in file.text.lines().enumerate() {
            for (left, right) in TRACES {
                if line.contains(&[*left, *right].concat()) {
                    found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
                }
            }
        }
    }
    assert_none(&found, "these name a place on somebody's machine");
}
