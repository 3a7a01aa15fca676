//! Just enough of Rust's grammar to look at code without its comments, strings and unit tests.

/// What becomes of strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    /// They stay.
    Keep,
    /// Their content becomes spaces; the quotes stay.
    Blank,
}

/// The same text with comments (and strings, if asked for) as spaces; lines stay where they are.
pub fn blanked(text: &str, strings: Strings) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = piece_end(&letters, at);
        let piece = &letters[at..end];
        match kind_of(piece) {
            Piece::Comment => push_blank(&mut out, piece.iter().copied()),
            Piece::String if strings == Strings::Blank => {
                out.push('"');
                push_blank(
                    &mut out,
                    piece[1..piece.len().saturating_sub(1).max(1)].iter().copied(),
                );
                out.push('"');
            }
            Piece::String | Piece::Code => out.extend(piece),
        }
        at = end;
    }
    out
}

/// The same code without its `#[cfg(test)]` items, which become spaces. `shape` is the same code
/// with its strings blank, so that a brace in a string ends nothing.
pub fn without_unit_tests(code: &str, shape: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut at = 0;
    while let Some(found) = shape[at..].find("#[cfg(test)]") {
        let start = at + found;
        let end = start + item_end(&shape[start..]);
        out.push_str(&code[at..start]);
        push_blank(&mut out, code[start..end].chars());
        at = end;
    }
    out.push_str(&code[at..]);
    out
}

/// Every string of a code whose comments are blank, without its quotes, with the place of its
/// opening quote.
pub fn strings(code: &str) -> Vec<(usize, String)> {
    let letters: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut offset) = (0, 0);
    while at < letters.len() {
        let end = piece_end(&letters, at);
        let piece = &letters[at..end];
        if matches!(kind_of(piece), Piece::String) {
            let text: String = piece.iter().collect();
            found.push((
                offset,
                text.trim_start_matches(['r', 'b', '#']).trim_matches(['"', '#']).to_owned(),
            ));
        }
        offset += piece.iter().map(|c| c.len_utf8()).sum::<usize>();
        at = end;
    }
    found
}

enum Piece {
    Comment,
    String,
    Code,
}

fn kind_of(piece: &[char]) -> Piece {
    match piece {
        ['/', '/' | '*', ..] => Piece::Comment,
        ['"', ..] | ['r' | 'b', '"' | '#' | 'r', ..] if piece.contains(&'"') => Piece::String,
        _ => Piece::Code,
    }
}

/// Where the comment, string, word or single sign ends that starts at `at`.
fn piece_end(letters: &[char], at: usize) -> usize {
    let next = letters.get(at + 1).copied().unwrap_or(' ');
    match letters[at] {
        '/' if next == '/' => find(letters, at, |c| c == '\n'),
        '/' if next == '*' => block_comment_end(letters, at),
        '"' => string_end(letters, at),
        '\'' => char_end(letters, at),
        c if is_word(c) => {
            let end = find(letters, at, |c| !is_word(c));
            let prefix: String = letters[at..end].iter().collect();
            match (prefix.as_str(), letters.get(end)) {
                ("b", Some('"')) => string_end(letters, end),
                ("r" | "br", Some('"' | '#')) => raw_string_end(letters, end).unwrap_or(end),
                _ => end,
            }
        }
        _ => at + 1,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn find(letters: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    (from..letters.len()).find(|index| stop(letters[*index])).unwrap_or(letters.len())
}

fn block_comment_end(letters: &[char], at: usize) -> usize {
    let (mut depth, mut index) = (0, at);
    while index + 1 < letters.len() {
        match (letters[index], letters[index + 1]) {
            ('/', '*') => {
                depth += 1;
                index += 2;
            }
            ('*', '/') => {
                depth -= 1;
                index += 2;
                if depth == 0 {
                    return index;
                }
            }
            _ => index += 1,
        }
    }
    letters.len()
}

fn string_end(letters: &[char], quote: usize) -> usize {
    let mut index = quote + 1;
    while index < letters.len() && letters[index] != '"' {
        index += if letters[index] == '\\' { 2 } else { 1 };
    }
    (index + 1).min(letters.len())
}

fn raw_string_end(letters: &[char], from: usize) -> Option<usize> {
    let quote = find(letters, from, |c| c != '#');
    if letters.get(quote) != Some(&'"') {
        return None;
    }
    let fence = quote - from;
    let mut index = quote + 1;
    while index < letters.len() {
        let closes = letters[index] == '"'
            && letters[index + 1..].iter().take(fence).filter(|c| **c == '#').count() == fence;
        if closes {
            return Some(index + 1 + fence);
        }
        index += 1;
    }
    Some(letters.len())
}

/// The end of a character in quotes; a lifetime's mark is one sign.
fn char_end(letters: &[char], at: usize) -> usize {
    match (letters.get(at + 1), letters.get(at + 2)) {
        (Some('\\'), _) => find(letters, at + 3, |c| c == '\'') + 1,
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

/// Where the item after an attribute ends: at its `;`, or behind its outermost braces.
fn item_end(item: &str) -> usize {
    let mut depth = 0_usize;
    for (index, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return index + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return index + 1,
            _ => {}
        }
    }
    item.len()
}

/// As many spaces as the letters have bytes, so that places stay the same.
fn push_blank(out: &mut String, letters: impl Iterator<Item = char>) {
    for c in letters {
        if c == '\n' {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        }
    }
}

#[test]
fn comments_and_strings_become_spaces() {
    let code = "A /* B /* é */ D */ E \"F \\\" G\" H // I\n'\"' J r#\"K \" L\"#; &'M N";
    let blank = blanked(code, Strings::Blank);
    for gone in ["B", "é", "D", "F", "G", "I", "K", "L"] {
        assert!(!blank.contains(gone), "{gone} in {blank}");
    }
    for kept in ["A", "E", "H", "J", "&'M N"] {
        assert!(blank.contains(kept), "{kept} not in {blank}");
    }
    assert!(blanked(code, Strings::Keep).contains("\"F \\\" G\""));
    assert_eq!((blank.len(), blank.lines().count()), (code.len(), code.lines().count()));
}

#[test]
fn unit_tests_become_spaces() {
    let code = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { \"}}\" } }\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}";
    let shape = blanked(code, Strings::Blank);
    let kept: String = without_unit_tests(code, &shape).split_whitespace().collect();
    assert_eq!(kept, "fna(){}fnc(){}fne(){}");
}

#[test]
fn strings_are_found_with_their_places() {
    let code = "say!(\"one\", x = r\"two\") + b\"three\"";
    let found = strings(code);
    assert_eq!(
        found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        ["one", "two", "three"]
    );
    assert_eq!(found[0].0, 5);
}
