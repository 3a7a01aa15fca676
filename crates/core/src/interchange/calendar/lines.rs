//! The lines of a calendar: folded at 75 bytes, with marks before commas, semicolons and line ends.

/// No line is longer than this, in bytes, without its end.
const LONGEST_LINE: usize = 75;

/// One line as it is meant: a name, its parameters, its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// In upper case.
    pub name: String,
    /// Names in upper case, values without quotes.
    pub parameters: Vec<(String, String)>,
    /// As it stands; text still has its marks.
    pub value: String,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// Adds one line, folded. The line is written as it is given: text in it has been marked before.
pub(super) fn push(file: &mut String, line: &str) {
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > LONGEST_LINE {
            file.push_str("\r\n ");
            width = 1;
        }
        file.push(letter);
        width += letter.len_utf8();
    }
    file.push_str("\r\n");
}

/// Text as a value.
pub(super) fn marked(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            other if other.is_control() => {}
            other => value.push(other),
        }
    }
    value
}

/// A value as text.
pub(super) fn unmarked(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}

/// The lines of a file, unfolded. A line that is none is left out.
pub(super) fn lines(file: &str) -> impl Iterator<Item = Line> {
    let mut whole: Vec<String> = Vec::new();
    for line in file.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), whole.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => whole.push(line.to_owned()),
        }
    }
    whole.into_iter().filter_map(|line| parsed(&line))
}

fn parsed(line: &str) -> Option<Line> {
    let mut is_quoted = false;
    let is_end = |letter: char| {
        is_quoted ^= letter == '"';
        letter == ':' && !is_quoted
    };
    let (head, value) = line.split_once(is_end)?;
    let mut is_quoted = false;
    let mut parts = head.split(|letter: char| {
        is_quoted ^= letter == '"';
        letter == ';' && !is_quoted
    });
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameters = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
    });
    Some(Line { name, parameters: parameters.collect(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_letters_and_reads_back() {
        let long = format!("SUMMARY:{}", "añ€😀 word, ".repeat(40));
        let mut file = String::new();
        push(&mut file, &long);
        push(&mut file, "END:VEVENT");
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        assert!(file.split("\r\n").filter(|line| line.starts_with(' ')).count() > 5);
        let read: Vec<Line> = lines(&file).collect();
        assert_eq!(format!("SUMMARY:{}", read[0].value), long);
        assert_eq!(read[1].name, "END");
    }

    #[test]
    fn marks_are_put_and_taken_away() {
        let text = "a, b; c\\d\nnext\u{7}";
        assert_eq!(marked(text), "a\\, b\\; c\\\\d\\nnext");
        assert_eq!(unmarked(&marked(text)), "a, b; c\\d\nnext");
        assert_eq!(unmarked("end\\"), "end");
    }

    #[test]
    fn parameters_may_be_quoted() {
        let read: Vec<Line> = lines("dtstart;TZID=\"A:B;C\";value=DATE:20260329\n").collect();
        assert_eq!(read[0].name, "DTSTART");
        assert_eq!(read[0].parameter("TZID"), Some("A:B;C"));
        assert_eq!(read[0].parameter("VALUE"), Some("DATE"));
        assert_eq!(read[0].value, "20260329");
    }
}
