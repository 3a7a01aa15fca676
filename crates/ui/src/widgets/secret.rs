//! Text that is wiped when it goes.

use secrecy::SecretString;
use zeroize::{Zeroize as _, Zeroizing};

/// More than anybody types: 24 kit words are at most 215 bytes, a ticket is shorter than this.
const CAPACITY: usize = 1024;

/// What is typed into a secret field. The buffer has its full size from the start, because growing
/// would leave the old one in memory unwiped; text beyond it is not taken. There is no undo
/// history, no `Clone` and no `Debug` that shows it.
pub struct SecretText {
    text: Zeroizing<String>,
    /// Where the next letter goes, in bytes; always between letters.
    cursor: usize,
    /// Whether everything is selected.
    pub(super) all: bool,
    /// Whether the letters are shown.
    pub(super) shown: bool,
}

impl Default for SecretText {
    fn default() -> Self {
        let text = Zeroizing::new(String::with_capacity(CAPACITY));
        SecretText { text, cursor: 0, all: false, shown: false }
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText")
    }
}

impl SecretText {
    /// One whose letters are shown until its owner hides them.
    pub fn in_sight() -> Self {
        SecretText { shown: true, ..SecretText::default() }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many letters it has.
    pub fn letters(&self) -> usize {
        self.text.chars().count()
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }

    /// Whether two secrets are the same text.
    pub fn same_as(&self, other: &SecretText) -> bool {
        *self.text == *other.text
    }

    /// Hands the text over and wipes it here.
    pub fn take(&mut self) -> SecretString {
        let taken = SecretString::from(self.text.as_str());
        self.wipe();
        taken
    }

    /// A copy that wipes itself, for a request that may have to be made twice.
    pub fn copy(&self) -> SecretString {
        SecretString::from(self.text.as_str())
    }

    /// Wipes the text and hides what comes next.
    pub fn wipe(&mut self) {
        // `Zeroizing` wipes and empties; the full capacity stays.
        self.text.zeroize();
        self.cursor = 0;
        self.all = false;
        self.shown = false;
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// How many letters stand before the cursor.
    pub(super) fn letters_before(&self) -> usize {
        self.text.get(..self.cursor).map_or(0, |before| before.chars().count())
    }

    pub(super) fn insert(&mut self, more: &str) -> bool {
        self.delete_all_if_selected();
        let mut changed = false;
        // Words that were copied from several lines stay apart; the line's end around them is dropped.
        let more = more.trim_matches(char::is_control);
        let letters = more.chars().map(|letter| if letter == '\n' { ' ' } else { letter });
        for letter in letters.filter(|letter| !letter.is_control()) {
            if self.text.len() + letter.len_utf8() > CAPACITY {
                break;
            }
            self.text.insert(self.cursor, letter);
            self.cursor += letter.len_utf8();
            changed = true;
        }
        changed
    }

    pub(super) fn replace(&mut self, text: &str) {
        self.all = true;
        self.insert(text);
    }

    pub(super) fn backspace(&mut self, whole_word: bool) -> bool {
        if self.delete_all_if_selected() {
            return true;
        }
        let end = self.cursor;
        self.step_left(whole_word);
        self.text.replace_range(self.cursor..end, "");
        end != self.cursor
    }

    pub(super) fn delete(&mut self) -> bool {
        if self.delete_all_if_selected() {
            return true;
        }
        let start = self.cursor;
        self.step_right();
        let end = std::mem::replace(&mut self.cursor, start);
        self.text.replace_range(start..end, "");
        end != start
    }

    pub(super) fn step_left(&mut self, whole_word: bool) {
        self.all = false;
        let before = self.text.get(..self.cursor).unwrap_or_default();
        self.cursor = if whole_word {
            let trimmed = before.trim_end();
            trimmed.rfind(char::is_whitespace).map_or(0, |space| space + 1)
        } else {
            before.char_indices().next_back().map_or(0, |(at, _)| at)
        };
    }

    pub(super) fn step_right(&mut self) {
        self.all = false;
        let after = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor += after.chars().next().map_or(0, char::len_utf8);
    }

    pub(super) fn go_to_start(&mut self) {
        self.all = false;
        self.cursor = 0;
    }

    pub(super) fn go_to_end(&mut self) {
        self.all = false;
        self.cursor = self.text.len();
    }

    fn delete_all_if_selected(&mut self) -> bool {
        if !std::mem::take(&mut self.all) || self.text.is_empty() {
            return false;
        }
        let shown = self.shown;
        self.wipe();
        self.shown = shown;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn typed(text: &str) -> SecretText {
        let mut secret = SecretText::default();
        secret.insert(text);
        secret
    }

    #[test]
    fn letters_go_where_the_cursor_is() {
        let mut secret = typed("maple lamp");
        secret.step_left(true);
        secret.insert("river ");
        assert_eq!(secret.as_str(), "maple river lamp");
        secret.go_to_start();
        secret.delete();
        secret.go_to_end();
        secret.backspace(false);
        assert_eq!(secret.as_str(), "aple river lam");
        secret.backspace(true);
        assert_eq!(secret.as_str(), "aple river ");
    }

    #[test]
    fn the_cursor_stays_between_letters_of_any_length() {
        let mut secret = typed("aé日");
        secret.step_left(false);
        secret.backspace(false);
        assert_eq!(secret.as_str(), "a日");
        secret.delete();
        assert!(!secret.delete());
        assert_eq!(secret.as_str(), "a");
    }

    #[test]
    fn taking_wipes_and_keeps_the_buffer_where_it_is() {
        let mut secret = typed("maple quiet");
        let place = secret.as_str().as_ptr();
        assert_eq!(secret.take().expose_secret(), "maple quiet");
        assert!(secret.is_empty());
        secret.insert(&"x".repeat(5000));
        assert_eq!(secret.letters(), CAPACITY);
        assert_eq!(secret.as_str().as_ptr(), place, "the buffer must never move");
    }

    /// Kit words copied from a file of several lines once ran together at the line ends, and the kit
    /// was then said to be wrong.
    #[test]
    fn words_pasted_from_several_lines_stay_apart() {
        assert_eq!(typed("maple\nquiet\r\nriver\n").as_str(), "maple quiet river");
    }

    #[test]
    fn selecting_everything_replaces_everything() {
        let mut secret = typed("old words");
        secret.replace("new");
        assert_eq!(secret.as_str(), "new");
        assert_eq!(format!("{secret:?}"), "SecretText");
    }
}
