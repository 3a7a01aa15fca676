//! What a record is called where another one names it, in one line that is not too long.

use unicode_segmentation::UnicodeSegmentation as _;

/// Most characters of a title, its mark included.
const MOST_CHARS: usize = 60;
/// What stands where a text goes on.
const GOES_ON: char = '…';

/// Whether a character ends a line where it is shown: beside the usual ones there are two that only some programs write.
pub fn ends_line(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The text in at most `most` characters. A longer one ends after a whole word, or where a word is very long after a whole
/// letter, and says that it goes on.
pub fn cut_to(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(1);
    let mut kept = 0_usize;
    let mut chars = 0_usize;
    for (place, letter) in text.grapheme_indices(true) {
        chars = chars.saturating_add(letter.chars().count());
        if chars > room {
            break;
        }
        kept = place.saturating_add(letter.len());
    }
    // A letter may be written with more characters than there is room for.
    if kept == 0 {
        kept = text.char_indices().nth(room).map_or(text.len(), |(place, _)| place);
    }
    let (head, rest) = text.split_at_checked(kept).unwrap_or((text, ""));
    let ends_word = rest.starts_with(char::is_whitespace);
    let word = head.rfind(char::is_whitespace).and_then(|place| head.get(..place));
    let head = match word {
        // Half of the room is given up for a whole word, and not more.
        Some(word) if !ends_word && word.chars().count() >= most / 2 => word,
        _ => head,
    };
    format!("{}{GOES_ON}", head.trim_end())
}

/// The first line of a text as a title.
pub(crate) fn of(text: &str) -> String {
    cut_to(&first_line(text), MOST_CHARS)
}

/// The first line of a text as earlier versions cut it: labels that they wrote are still told by it.
pub(crate) fn as_before(text: &str) -> String {
    first_line(text).chars().take(MOST_CHARS).collect()
}

fn first_line(text: &str) -> String {
    let mut lines = text.split(ends_line).map(str::trim);
    let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixty characters were taken and the rest was gone without a sign, in the middle of a word or of a letter.
    #[test]
    fn a_long_title_ends_after_a_whole_word_and_says_so() {
        let long = "I want to be there when my daughter plays her first concert in the spring";
        assert_eq!(of(long), "I want to be there when my daughter plays her first concert…");
        let one_more = "Call Sam before leaving the house and say where I am going, ok";
        assert!(of(one_more).chars().count() <= MOST_CHARS, "{}", of(one_more));
        let fits = "x".repeat(MOST_CHARS);
        assert_eq!(of(&fits), fits);
        assert_eq!(of(&"x".repeat(61)), format!("{}…", "x".repeat(59)));
    }

    #[test]
    fn a_letter_of_several_characters_is_not_cut() {
        let family = "👩\u{200d}👩\u{200d}👧";
        let text = format!("{}{family}{family}", "x".repeat(56));
        assert_eq!(of(&text), format!("{}…", "x".repeat(56)));
        let accents = format!("e{}", "\u{301}".repeat(200));
        assert_eq!(of(&accents).chars().count(), MOST_CHARS);
    }

    #[test]
    fn a_line_ends_where_any_program_ends_it() {
        assert_eq!(of("one\u{2028}two"), "one");
        assert_eq!(of("\u{2029} two\r\nthree"), "two");
    }
}
