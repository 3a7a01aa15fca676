//! Words without case and without the marks on letters, so that they can be compared byte by byte.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Adds a text in lower case and without marks on its letters. Plain letters, which are most of any text, are
/// only copied.
pub(super) fn fold_onto(folded: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (ascii, after) = rest.split_at(plain);
        let start = folded.len();
        folded.push_str(ascii);
        if let Some(added) = folded.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        let other = after.bytes().position(|byte| byte.is_ascii()).unwrap_or(after.len());
        let (other, after) = after.split_at(other);
        // A mark on a plain letter stands here, without its letter; it goes all the same.
        folded.extend(without_marks(other));
        rest = after;
    }
}

/// Decomposed first and lower-cased then, so that marks are gone whatever the case.
fn without_marks(text: &str) -> impl Iterator<Item = char> {
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    letters.flat_map(char::to_lowercase).flat_map(|letter| {
        let (one, two) = match letter {
            'ß' => ('s', Some('s')),
            'æ' => ('a', Some('e')),
            'œ' => ('o', Some('e')),
            'ø' => ('o', None),
            'đ' => ('d', None),
            'ł' => ('l', None),
            'ı' => ('i', None),
            other => (other, None),
        };
        std::iter::once(one).chain(two)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        fold_onto(&mut folded, text);
        folded
    }

    #[test]
    fn case_and_marks_make_no_difference() {
        for (one, other) in [
            ("Café", "cafe"),
            ("CAFE\u{301}", "café"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("Ängste", "angste"),
            ("Ærø", "aero"),
            ("ПРИВЕТ", "привет"),
            ("one – Café – two", "ONE – cafe\u{301} – TWO"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("garden"), folded("gardens"));
    }

    /// Plain letters are copied past the long way, so the two ways have to agree wherever they meet.
    #[test]
    fn plain_letters_fold_as_all_letters_do() {
        let pieces =
            ["a", "Z", "e\u{301}", "É", "\u{301}", "ﬁ", "ß", "İ", " ", "\n", "Ǆ", "가", "½"];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let text = [one, two, three].concat();
                    let whole: String = without_marks(&text).collect();
                    assert_eq!(folded(&text), whole, "{text:?}");
                }
            }
        }
    }
}
