//! Who may lean on whom, and who alone may name what.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use super::{Source, assert_none, root, rust_files};

/// The arrows. They point down only; a crate's line names everything of ours that it leans on.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "kith",
        &[
            "kith-core",
            "kith-page",
            "kith-seal",
            "kith-sync",
            "kith-ui",
            "kith-vault",
            "kith-words",
        ],
    ),
    ("kith-core", &["kith-plan", "kith-seal", "kith-sync", "kith-vault"]),
    ("kith-page", &["kith-core", "kith-words"]),
    ("kith-plan", &[]),
    ("kith-seal", &[]),
    ("kith-sync", &["kith-seal"]),
    ("kith-ui", &["kith-core", "kith-page", "kith-words"]),
    ("kith-vault", &["kith-seal"]),
    ("kith-words", &[]),
];

/// A crate from outside, who of ours may depend on it, and where its name may stand.
const NAMED_BY: &[(&str, &[&str], &[&str])] = &[
    ("automerge", &["kith-plan"], &["crates/plan/src/"]),
    ("age", &["kith-seal"], &["crates/seal/src/"]),
    // A map of a file may change while it is read. Memory that is of no file is all that is asked of it.
    ("memmap2", &["kith-seal"], &["crates/seal/src/long_bytes"]),
    ("iroh", &["kith-sync"], &["crates/sync/src/net"]),
    ("tokio", &["kith-sync", "kith"], &["crates/sync/src/net", "src/"]),
    ("egui", &["kith-ui"], &["crates/ui/src/"]),
    ("eframe", &["kith-ui", "kith"], &["crates/ui/src/", "src/"]),
    ("krilla", &["kith-page"], &["crates/page/src/pdf"]),
];

/// Tests of whole programs read envelopes with the stock crates, to show that nothing of ours is
/// needed for it; and the numbers are held against bare documents over a bare endpoint.
const TESTS_MAY_ALSO_NAME: &[(&str, &[&str])] = &[("kith", &["age", "automerge", "iroh"])];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap()
}

fn dependencies(package: &Package, kinds: &[DependencyKind]) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| kinds.contains(&dependency.kind))
        .map(|dependency| dependency.name.clone())
        .collect()
}

fn ours(names: BTreeSet<String>) -> BTreeSet<String> {
    names.into_iter().filter(|name| name == "kith" || name.starts_with("kith-")).collect()
}

/// Everything of ours below a crate, by following the arrows.
fn below(name: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![name];
    while let Some(next) = waiting.pop() {
        let (_, arrows) = ARROWS.iter().find(|(from, _)| *from == next).unwrap();
        for to in *arrows {
            if reached.insert((*to).to_owned()) {
                waiting.push(to);
            }
        }
    }
    reached
}

/// Whether a code names a crate: a path that starts with it, or a `use` of it alone.
pub(super) fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(start, _)| {
        let before = &code[..start];
        let after = &code[start + name.len()..];
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        if before.ends_with(is_part) || after.starts_with(is_part) {
            return false;
        }
        let inside_a_path = before.ends_with("::") && !before.ends_with(" ::");
        let after_use = after.trim_start();
        let used = before.trim_end().ends_with("use")
            && (after_use.starts_with(';') || after_use.starts_with("as "));
        (after.starts_with("::") && !inside_a_path) || used
    })
}

#[test]
fn the_arrows_are_exactly_those_of_the_house() {
    let drawn: BTreeMap<String, BTreeSet<String>> = metadata()
        .packages
        .iter()
        .map(|package| {
            (package.name.to_string(), ours(dependencies(package, &[DependencyKind::Normal])))
        })
        .collect();
    let meant: BTreeMap<String, BTreeSet<String>> = ARROWS
        .iter()
        .map(|(from, to)| ((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect()))
        .collect();
    assert_eq!(drawn, meant);
}

#[test]
fn tests_lean_only_on_what_is_below_them() {
    for package in &metadata().packages {
        let kinds = [DependencyKind::Development, DependencyKind::Build];
        let leans_on = ours(dependencies(package, &kinds));
        let mut allowed = below(&package.name);
        allowed.insert(package.name.to_string());
        let above: Vec<String> = leans_on.difference(&allowed).cloned().collect();
        assert_none(&above, &format!("the tests of {} lean on what is not below", package.name));
    }
}

#[test]
fn what_one_crate_alone_may_depend_on_is_in_no_other() {
    for package in &metadata().packages {
        let program = dependencies(package, &[DependencyKind::Normal, DependencyKind::Build]);
        let tests = dependencies(package, &[DependencyKind::Development]);
        for (outside, holders, _) in NAMED_BY {
            let holds = holders.contains(&package.name.as_str());
            assert!(holds || !program.contains(*outside), "{} depends on {outside}", package.name);
            let stock = TESTS_MAY_ALSO_NAME
                .iter()
                .any(|(name, also)| *name == package.name.as_str() && also.contains(outside));
            assert!(
                holds || stock || !tests.contains(*outside),
                "the tests of {} depend on {outside}",
                package.name
            );
        }
    }
}

#[test]
fn what_one_crate_alone_may_name_is_named_nowhere_else() {
    let program: Vec<Source> = rust_files().into_iter().filter(Source::is_program).collect();
    for (outside, _, places) in NAMED_BY {
        let elsewhere: Vec<String> = program
            .iter()
            .filter(|file| !file.is_under(places) && names(&file.code(), outside))
            .map(|file| file.path.clone())
            .collect();
        assert_none(&elsewhere, &format!("only {places:?} may name {outside}"));
        let at_home =
            program.iter().any(|file| file.is_under(places) && names(&file.code(), outside));
        assert!(at_home, "nobody names {outside} any more: take it out of the table");
    }
}

#[test]
fn the_threshold_names_the_window_in_one_file() {
    let files: Vec<String> = rust_files()
        .iter()
        .filter(|file| file.path.starts_with("src/") && names(&file.code(), "eframe"))
        .map(|file| file.path.clone())
        .collect();
    assert!(files.len() <= 1, "the window is started in {files:?}");
}

#[test]
fn windows_and_threshold_never_name_the_plan() {
    let found: Vec<String> = rust_files()
        .iter()
        .filter(|file| {
            file.is_program()
                && file.is_under(&["src/", "crates/page/", "crates/ui/", "crates/words/"])
        })
        .filter(|file| file.code().contains("kith_plan"))
        .map(|file| file.path.clone())
        .collect();
    assert_none(&found, "kinds come through kith_core as data");
}

#[test]
fn the_hall_has_no_network_in_it() {
    let metadata = metadata();
    let core =
        metadata.packages.iter().find(|package| package.name.as_str() == "kith-core").unwrap();
    for dependency in core.dependencies.iter().filter(|d| d.name == "kith-sync") {
        assert!(
            !dependency.uses_default_features,
            "core takes kith-sync with its default features"
        );
        assert!(
            !dependency.features.contains(&"net".to_owned()),
            "core takes kith-sync with `net`"
        );
    }
    let found: Vec<String> = rust_files()
        .iter()
        .filter(|file| {
            file.path.starts_with("crates/core/") && file.code().contains("kith_sync::net")
        })
        .map(|file| file.path.clone())
        .collect();
    assert_none(&found, "core speaks with the protocol, not with the network");
}

/// The window was once built without the system's clipboard, because what a crate brings is chosen here feature by
/// feature: “Copy the code” copied to nowhere, and nothing could be pasted. No test of the window sees that: all
/// of them stand on this side of the clipboard.
#[test]
fn the_window_has_the_clipboard_of_the_system() {
    let metadata = metadata();
    let ui = metadata.packages.iter().find(|package| package.name.as_str() == "kith-ui").unwrap();
    let eframe = ui.dependencies.iter().find(|dependency| dependency.name == "eframe").unwrap();
    assert!(eframe.features.contains(&"clipboard".to_owned()), "{:?}", eframe.features);
}

#[test]
fn a_name_is_found_in_code_and_not_in_other_words() {
    assert!(names("use age::Encryptor;", "age"));
    assert!(names("let x = age::x25519::Identity::generate();", "age"));
    assert!(names("pub use age as sealing;", "age"));
    assert!(names("fn f() -> ::age::Header {", "age"));
    assert!(!names("let age = now - then; page::turn(); crate::age::of(x); age_of()", "age"));
}
