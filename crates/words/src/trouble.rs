//! What went wrong, told in three parts.

use crate::arg::Arg;
use crate::voice::{has, say};

/// A trouble as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What happened to their things.
    pub what: String,
    /// What is still safe.
    pub safe: String,
    /// What to do next.
    pub next: String,
}

/// The words for the trouble with this name, read from `trouble-<id>`, `trouble-<id>-safe` and
/// `trouble-<id>-next`. `detail` is the one name that they may show: a field or a file. A trouble
/// that has no words yet is told in those of a fault of Kith itself.
pub fn trouble(id: &str, detail: Option<&str>) -> Said {
    let known = format!("trouble-{id}");
    let base = if has(&known) { known } else { "trouble-internal".to_owned() };
    let args = [("detail", Arg::from(short(detail.unwrap_or_default())))];
    Said {
        what: say(&base, &args),
        safe: say(&format!("{base}-safe"), &args),
        next: say(&format!("{base}-next"), &args),
    }
}

/// A name that comes from outside may be anything: a line of it is enough to know it by.
fn short(name: &str) -> String {
    const MOST_CHARS: usize = 120;
    name.chars().filter(|letter| !letter.is_control()).take(MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detail_is_named() {
        let said = trouble("damaged", Some("keyring.age"));
        assert!(said.what.contains("keyring.age"), "{said:?}");
    }

    /// A file to be taken in may name a field with a book, and the answer repeated it.
    #[test]
    fn a_long_detail_is_cut_and_holds_no_control_characters() {
        let said = trouble("damaged", Some(&format!("a\u{1b}[2Jb{}", "x".repeat(5_000))));
        assert!(said.what.contains("a[2Jb") && said.what.len() < 400, "{said:?}");
    }

    #[test]
    fn a_trouble_without_words_is_still_told() {
        assert_eq!(trouble("from-a-newer-kith", None), trouble("internal", None));
        assert!(!trouble("internal", None).next.is_empty());
    }
}
