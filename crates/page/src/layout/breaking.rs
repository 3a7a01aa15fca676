//! Where lines end.

use super::Setter;
use super::style::Style;

/// What a person can write and a page cannot show: controls, and marks that turn the direction of what follows.
fn is_silent(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What of a text, or of one of its paragraphs, stands on a page.
pub fn shown(text: &str) -> String {
    text.replace('\t', " ").chars().filter(|letter| !is_silent(*letter)).collect()
}

/// The text in lines that fit a width. A line that goes on in the next one ends with a space, so that whoever copies
/// or hears the text finds two words there and not one.
pub fn lines(setter: &Setter, style: &Style, text: &str, width: f32) -> Vec<String> {
    let mut all = Vec::new();
    for paragraph in text.split(['\n', '\u{2028}', '\u{2029}']) {
        paragraph_into(setter, style, &shown(paragraph), width, &mut all);
    }
    all
}

fn paragraph_into(setter: &Setter, style: &Style, text: &str, width: f32, all: &mut Vec<String>) {
    let measure = |text: &str| setter.faces.width(style.face, text) * style.size;
    let space = measure(" ");
    let (mut line, mut used) = (String::new(), 0.0);
    for word in text.split_whitespace() {
        let long = measure(word);
        if !line.is_empty() && used + space + long <= width {
            line.push(' ');
            line.push_str(word);
            used += space + long;
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
            all.push(std::mem::take(&mut line));
        }
        if long <= width {
            line.push_str(word);
            used = long;
            continue;
        }
        // A word as long as this is an address, or of a script that has no spaces.
        let mut parts = cut(setter, style, word, width);
        line = parts.pop().unwrap_or_default();
        used = measure(&line);
        all.extend(parts);
    }
    // An empty line between two paragraphs is one, too.
    all.push(line);
}

/// A word in parts that fit, cut between shapes. There is always at least one.
fn cut(setter: &Setter, style: &Style, word: &str, width: f32) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut from, mut used) = (0, 0.0);
    for shape in setter.faces.shape(style.face, word).into_iter().flat_map(|run| run.shapes) {
        let wide = shape.advance * style.size;
        // Shapes of one cluster belong together, and a shape wider than the line stands there alone.
        if used + wide > width && shape.range.start > from {
            parts.push(word.get(from..shape.range.start).unwrap_or_default().to_owned());
            (from, used) = (shape.range.start, 0.0);
        }
        used += wide;
    }
    parts.push(word.get(from..).unwrap_or_default().to_owned());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Form, Part};
    use crate::faces::Faces;
    use crate::layout::style::style;

    fn set(text: &str, width: f32) -> Vec<String> {
        let setter = Setter { faces: Faces::new() };
        let style = style(Form::Page, &Part::Text(String::new()));
        let lines = lines(&setter, &style, text, width);
        for line in &lines {
            let wide = setter.faces.width(style.face, line.trim_end()) * style.size;
            assert!(wide <= width + 0.5 || line.chars().count() == 1, "{line:?} is {wide} wide");
        }
        lines
    }

    #[test]
    fn words_stay_whole_and_a_line_that_goes_on_ends_with_a_space() {
        let lines = set("I walk to the river and back", 100.0);
        assert_eq!(lines.concat(), "I walk to the river and back");
        assert!(lines.len() > 1 && lines[0].ends_with(' ') && !lines[1].starts_with(' '));
    }

    #[test]
    fn what_has_no_space_is_cut_and_nothing_is_lost() {
        let long = "a".repeat(400) + &"山田".repeat(60) + &"\u{5e9}\u{5dc}".repeat(60) + "🌊";
        assert_eq!(set(&long, 90.0).concat(), long);
        assert_eq!(set(&long, 1.0).concat(), long);
    }

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        assert_eq!(set("tab\there\u{7}\u{202e}over", 300.0), ["tab hereover"]);
        assert_eq!(set("one\r\n\r\ntwo", 300.0), ["one", "", "two"]);
    }
}
