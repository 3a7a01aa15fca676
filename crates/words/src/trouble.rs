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
    let args = [("detail", Arg::from(detail.unwrap_or_default()))];
    Said {
        what: say(&base, &args),
        safe: say(&format!("{base}-safe"), &args),
        next: say(&format!("{base}-next"), &args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detail_is_named() {
        let said = trouble("damaged", Some("keyring.age"));
        assert!(said.what.contains("keyring.age"), "{said:?}");
    }

    #[test]
    fn a_trouble_without_words_is_still_told() {
        assert_eq!(trouble("from-a-newer-kith", None), trouble("internal", None));
        assert!(!trouble("internal", None).next.is_empty());
    }
}
