//! A plan as pages to read: one file for each section, in the words of the screens.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kith_core::{ToldPlan, ToldRecord};
use kith_page::{day_of, labelled, named, said_day, section_named, title};
use kith_words::{kind_name, say};

/// The files of these sections, or of all if there are none, with their names, and how many records were told for them.
/// What was deleted, and what the program keeps for itself, is left out.
pub fn files(plan: &ToldPlan, wanted: &[String]) -> (Vec<(String, Vec<u8>)>, usize) {
    let is_wanted = |record: &&ToldRecord| {
        let of = record.section.split(':').next().unwrap_or_default();
        wanted.is_empty() || wanted.iter().any(|name| *name == record.section || name == of)
    };
    let is_ours = |record: &&ToldRecord| {
        kith_core::kinds::kind(&record.kind).is_some() || !KEPT.contains(&record.kind.as_str())
    };
    let plan = named(plan);
    let mut sections: BTreeMap<&str, Vec<&ToldRecord>> = BTreeMap::new();
    let told: Vec<&ToldRecord> = plan.records.iter().filter(is_wanted).collect();
    let count = told.len();
    let standing = told.into_iter().filter(|record| record.deleted.is_none());
    for record in standing.filter(is_ours) {
        sections.entry(&record.section).or_default().push(record);
    }
    let file = |(section, records): (&str, Vec<&ToldRecord>)| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let name: String = section.chars().filter(|letter| plain(*letter)).collect();
        let mut page = format!("# {}\n", as_text(&section_named(&plan, section)));
        for record in records {
            push(&mut page, record);
        }
        (format!("{name}.md"), page.into_bytes())
    };
    (sections.into_iter().map(file).collect(), count)
}

/// Kinds that the program keeps for itself.
const KEPT: [&str; 2] = ["link", "setting"];

/// A record under its own title, with what it is and from when below.
fn push(page: &mut String, record: &ToldRecord) {
    let kind = kind_name(&record.kind);
    let what = match day_of(record) {
        Some(day) => say!("paper-record", what = kind, day = said_day(day)),
        None => kind,
    };
    // Writing into a text cannot fail.
    match title(record) {
        title if title.is_empty() => write!(page, "\n## {}\n\n", as_text(&what)).ok(),
        title => write!(page, "\n## {}\n\n{}\n\n", as_text(&title), as_text(&what)).ok(),
    };
    for (label, value) in labelled(record, "") {
        push_value(page, &as_text(&label), &value);
    }
}

/// A short value beside its label, a long one as a quotation below it.
fn push_value(page: &mut String, label: &str, value: &str) {
    if !value.contains(['\n', '\r']) {
        writeln!(page, "- **{label}**: {}", as_text(value)).ok();
        return;
    }
    writeln!(page, "- **{label}**:\n").ok();
    // Two spaces at the end keep the line breaks of whoever wrote it.
    for line in value.lines() {
        writeln!(page, "{}", format!("  > {}  ", as_text(line)).trim_end()).ok();
    }
    page.push('\n');
}

/// One line of text, with a mark before every letter that would be read as something else: what somebody wrote is no
/// heading, no list and no markup.
fn as_text(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    let line = line.trim();
    let mut said = String::with_capacity(line.len());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (place, letter) in line.char_indices() {
        let is_first = place == 0 && matches!(letter, '#' | '+' | '-' | '=' | ':');
        let is_number = digits > 0 && place == digits && matches!(letter, '.' | ')');
        let is_anywhere =
            matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~');
        if is_first || is_number || is_anywhere {
            said.push('\\');
        }
        said.push(letter);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that began with `#` became a heading of the page, and one with a tag became markup.
    #[test]
    fn what_somebody_wrote_stays_text() {
        for (written, expected) in [
            ("plain words, a comma - and 3.5", "plain words, a comma - and 3.5"),
            ("# not a heading", "\\# not a heading"),
            ("- not a list", "\\- not a list"),
            ("1. not a list", "1\\. not a list"),
            ("12) not a list", "12\\) not a list"),
            ("--- ", "\\---"),
            ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
            ("*loud* _and_ `code`", "\\*loud\\* \\_and\\_ \\`code\\`"),
            ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
            ("&lt; and \\", "\\&lt; and \\\\"),
            ("    four spaces", "four spaces"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(as_text(written), expected, "{written}");
        }
    }
}
