//! docs/sections.md says for people what the table says for the program. This test writes the page anew and
//! compares; with UPDATE_SECTIONS=1 it also puts it down.

use std::fmt::Write as _;
use std::path::Path;

use kith_plan::kinds::{self, Ceiling, KindInfo, Role, SECTIONS, SectionInfo, Span};

const HEAD: &str = "\
# Sections

A section is a part of the plan with its own rule of sharing.
This page is written by a test from the table in `crates/plan/src/kinds`, so it cannot say anything else than the program does.

*Span* says how the volumes of a section are cut: one for all time, one a year, one a quarter; where a kind differs from its section it says so.
*Ceiling* says how far a section may ever be shared: **yes**; **warned** (after a warning); **asked** (whole only if the owner asks for it, after a warning); **excerpt** (never whole, single pieces as copies); **never**.
*S F T P E* say what pairing offers to a sponsor or mentor, family, a therapist, a peer, an emergency contact: **ask** (the owner is asked, nothing is ticked), **-** (not offered), **yes** (it comes with the pairing).
Numbers are rows of the feature table that the kind serves.

";

fn mark(section: &SectionInfo, role: Role) -> &'static str {
    match section.offer(role).name() {
        "no" => "-",
        other => other,
    }
}

fn kind_words(section: &SectionInfo, kind: &KindInfo) -> String {
    let rows: Vec<String> = kind.rows.iter().map(u8::to_string).collect();
    let mut words = format!("`{}`", kind.name);
    if !rows.is_empty() {
        write!(words, " {}", rows.join(" ")).unwrap();
    }
    if kind.span != section.span {
        write!(words, " (by {})", kind.span.name()).unwrap();
    }
    words
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| section | span | ceiling | S F T P E | kinds |\n|---|---|---|---|---|\n");
    for section in SECTIONS {
        let marks: Vec<&str> = Role::ALL.iter().map(|role| mark(section, *role)).collect();
        let kinds: Vec<String> = kinds::all()
            .iter()
            .filter(|kind| kind.section == section.name)
            .map(|kind| kind_words(section, kind))
            .collect();
        let kinds = match section.name {
            "asides" => "the kinds of `half`, kept for people without Kith".to_owned(),
            "bin" => "what was deleted where others can read".to_owned(),
            _ => kinds.join(", "),
        };
        writeln!(
            page,
            "| {} | {} | {} | {} | {kinds} |",
            section.name,
            section.span.name(),
            section.ceiling.name(),
            marks.join(" "),
        )
        .unwrap();
    }
    page
}

#[test]
fn the_page_of_sections_says_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sections.md");
    if std::env::var_os("UPDATE_SECTIONS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written == page(), "run this test with UPDATE_SECTIONS=1, and read what changed");
}

/// The rules of sharing as they were decided, told a second time by hand: the table may not drift.
#[test]
fn the_ceilings_are_those_that_were_decided() {
    let never = ["profile", "reflections", "asides", "setbacks", "bin"];
    let excerpt = ["people", "why", "boundaries", "journal"];
    let warned = ["treatment", "medicine", "triggers", "cravings", "checkins"];
    let asked = ["steady", "screens"];
    for section in SECTIONS {
        let decided = match section.name {
            name if never.contains(&name) => Ceiling::Never,
            name if excerpt.contains(&name) => Ceiling::Excerpt,
            name if warned.contains(&name) => Ceiling::Warned,
            name if asked.contains(&name) => Ceiling::Asked,
            _ => Ceiling::Yes,
        };
        assert_eq!(section.ceiling, decided, "{}", section.name);
        let is_log = matches!(section.name, "asides" | "cravings" | "word" | "checkins" | "half");
        let span = match section.name {
            "journal" => Span::Quarterly,
            _ if is_log => Span::Yearly,
            _ => Span::Standing,
        };
        assert_eq!(section.span, span, "{}", section.name);
        // What may never be shared whole is offered to nobody.
        let is_shut = matches!(section.ceiling, Ceiling::Never | Ceiling::Excerpt);
        assert!(!is_shut || Role::ALL.iter().all(|role| mark(section, *role) == "-"));
    }
}
