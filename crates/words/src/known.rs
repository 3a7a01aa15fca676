//! Which message names exist, known while compiling.
//!
//! The compiler walks the fluent files once and keeps a number for each name; [`is_known`] then
//! costs a few hundred steps for each `say!`. A message starts at the first column with a letter
//! and has ` =` or `=` after its name, which is all of fluent's grammar that matters here.

use crate::files::FILES;

/// Whether a message has this name. Two names with one number are ruled out by a test.
pub const fn is_known(id: &str) -> bool {
    let wanted = number_of(id.as_bytes(), 0, id.len());
    let mut index = 0;
    while index < NUMBERS.len() {
        if at(&NUMBERS, index) == wanted {
            return true;
        }
        index += 1;
    }
    false
}

static NUMBERS: [u64; count()] = numbers();

const fn count() -> usize {
    let mut found = 0;
    let mut file = 0;
    while file < FILES.len() {
        found += count_in(text_of(file));
        file += 1;
    }
    found
}

const fn count_in(text: &[u8]) -> usize {
    let mut found = 0;
    let mut line = 0;
    while line < text.len() {
        if name_end(text, line) > line {
            found += 1;
        }
        line = next_line(text, line);
    }
    found
}

#[allow(
    clippy::indexing_slicing,
    reason = "runs in the compiler only, where a slip does not build"
)]
const fn numbers() -> [u64; count()] {
    let mut numbers = [0; count()];
    let mut next = 0;
    let mut file = 0;
    while file < FILES.len() {
        let text = text_of(file);
        let mut line = 0;
        while line < text.len() {
            let end = name_end(text, line);
            if end > line {
                numbers[next] = number_of(text, line, end);
                next += 1;
            }
            line = next_line(text, line);
        }
        file += 1;
    }
    numbers
}

/// Where the name ends that starts at `line`, or `line` if none starts there.
#[allow(clippy::indexing_slicing, reason = "guarded by the length in the same line")]
const fn name_end(text: &[u8], line: usize) -> usize {
    if line >= text.len() || !text[line].is_ascii_alphabetic() {
        return line;
    }
    let mut end = line;
    while end < text.len()
        && (text[end].is_ascii_alphanumeric() || text[end] == b'-' || text[end] == b'_')
    {
        end += 1;
    }
    let mut sign = end;
    while sign < text.len() && text[sign] == b' ' {
        sign += 1;
    }
    if sign < text.len() && text[sign] == b'=' { end } else { line }
}

#[allow(clippy::indexing_slicing, reason = "guarded by the length in the same line")]
const fn next_line(text: &[u8], from: usize) -> usize {
    let mut end = from;
    while end < text.len() && text[end] != b'\n' {
        end += 1;
    }
    end + 1
}

/// FNV-1a over a part of a text: short, and good enough for a few hundred names.
#[allow(clippy::indexing_slicing, reason = "callers pass bounds they measured on the same text")]
const fn number_of(text: &[u8], start: usize, end: usize) -> u64 {
    let mut number = 0xcbf2_9ce4_8422_2325_u64;
    let mut index = start;
    while index < end {
        number = (number ^ text[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        index += 1;
    }
    number
}

#[allow(clippy::indexing_slicing, reason = "callers stop at the length of FILES")]
const fn text_of(file: usize) -> &'static [u8] {
    FILES[file].1.as_bytes()
}

#[allow(clippy::indexing_slicing, reason = "the caller stops at the length")]
const fn at(numbers: &[u64], index: usize) -> u64 {
    numbers[index]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_compiler_knows_exactly_the_names_that_fluent_knows() {
        assert_eq!(NUMBERS.len(), crate::ids().count());
        for id in crate::ids() {
            assert!(is_known(id), "{id}");
        }
    }

    #[test]
    fn no_two_names_share_a_number() {
        let distinct: BTreeSet<u64> = NUMBERS.into_iter().collect();
        assert_eq!(distinct.len(), NUMBERS.len());
    }

    #[test]
    fn a_name_nobody_wrote_is_not_known() {
        assert!(!is_known("trouble-that-nobody-wrote"));
        assert!(!is_known(""));
        assert!(!is_known("trouble-locke"));
        assert!(!is_known("trouble-locked-"));
    }
}
