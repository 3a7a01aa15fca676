//! Words with what was added to them and what was taken away: underlined and struck through, and said so to
//! a reader.

use std::time::Duration;

use egui::text::{LayoutJob, TextFormat};
use egui::{Label, Response, Role, Stroke, Ui, WidgetInfo};
use kith_words::say;
use similar::{ChangeTag, TextDiff};

use crate::tokens::{Type, line_height, palette, space};

/// So long two texts are compared at most. Beyond that less is found to be the same, which is not wrong.
const LONGEST: Duration = Duration::from_millis(20);

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It was there before, and still is.
    Kept(String),
    /// It is new.
    Added(String),
    /// It was there before.
    Removed(String),
}

/// What became of the words `before` to make `after`, in the order of reading. A space between two words that
/// changed is no word that was kept.
pub fn compared(before: &str, after: &str) -> Vec<Piece> {
    let compared = TextDiff::configure().timeout(LONGEST).diff_unicode_words(before, after);
    let mut pieces = Vec::new();
    let (mut removed, mut added, mut kept) = (String::new(), String::new(), String::new());
    for change in compared.iter_all_changes() {
        let words = change.value();
        let is_kept = change.tag() == ChangeTag::Equal;
        let is_in_change = !removed.is_empty() || !added.is_empty();
        if is_kept {
            kept.push_str(words);
            continue;
        }
        if is_in_change && !kept.is_empty() && kept.trim().is_empty() {
            removed.push_str(&kept);
            added.push_str(&std::mem::take(&mut kept));
        } else if !kept.is_empty() {
            push_change(&mut pieces, &mut removed, &mut added);
            pieces.push(Piece::Kept(std::mem::take(&mut kept)));
        }
        match change.tag() {
            ChangeTag::Delete => removed.push_str(words),
            ChangeTag::Insert | ChangeTag::Equal => added.push_str(words),
        }
    }
    push_change(&mut pieces, &mut removed, &mut added);
    if !kept.is_empty() {
        pieces.push(Piece::Kept(kept));
    }
    pieces
}

fn push_change(pieces: &mut Vec<Piece>, removed: &mut String, added: &mut String) {
    let (removed, added) = (std::mem::take(removed), std::mem::take(added));
    pieces.extend(Some(removed).filter(|words| !words.is_empty()).map(Piece::Removed));
    pieces.extend(Some(added).filter(|words| !words.is_empty()).map(Piece::Added));
}

/// Draws them as reading text.
pub fn changed_words(ui: &mut Ui, pieces: &[Piece]) -> Response {
    let p = palette(ui);
    let plain = TextFormat {
        font_id: Type::Body.style().resolve(ui.style()),
        color: p.text,
        line_height: Some(line_height(ui, Type::Body)),
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let mut was_removed = false;
    for piece in pieces {
        // What came instead does not run into what went.
        let gap = match piece {
            Piece::Added(_) if was_removed => space::S,
            Piece::Added(_) | Piece::Kept(_) | Piece::Removed(_) => 0.0,
        };
        was_removed = matches!(piece, Piece::Removed(_));
        let (words, format) = match piece {
            Piece::Kept(words) => (words, plain.clone()),
            Piece::Added(words) => {
                let underline = Stroke::new(1.5, p.ok);
                (words, TextFormat { underline, color: p.ok, ..plain.clone() })
            }
            Piece::Removed(words) => {
                let strikethrough = Stroke::new(1.0, p.muted);
                (words, TextFormat { strikethrough, color: p.muted, ..plain.clone() })
            }
        };
        job.append(words, gap, format);
    }
    let response = ui.add(Label::new(job).wrap());
    let said = said(pieces);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
    response
}

/// What a reader says: neither a line through words nor one under them can be heard.
fn said(pieces: &[Piece]) -> String {
    let said = pieces.iter().filter_map(|piece| match piece {
        Piece::Kept(words) => Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
        Piece::Added(words) => Some(say!("look-history-added", words = words.trim())),
        Piece::Removed(words) => Some(say!("look-history-removed", words = words.trim())),
    });
    said.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_added_and_removed_whole() {
        let told = compared("I call Sam before I drive.", "I call Sam before I leave the house.");
        assert_eq!(
            told,
            [
                Piece::Kept("I call Sam before I ".to_owned()),
                Piece::Removed("drive".to_owned()),
                Piece::Added("leave the house".to_owned()),
                Piece::Kept(".".to_owned()),
            ]
        );
        let told_twice = compared("I stop picking up my phone.", "I stop answering texts.");
        assert_eq!(
            told_twice,
            [
                Piece::Kept("I stop ".to_owned()),
                Piece::Removed("picking up my phone".to_owned()),
                Piece::Added("answering texts".to_owned()),
                Piece::Kept(".".to_owned()),
            ],
            "a space between them is no word"
        );
        assert_eq!(said(&told), "I call Sam before I Removed: drive. Added: leave the house. .");
        for (before, after) in [("", "new"), ("old", ""), ("één dag", "twee dagen, één nacht")]
        {
            let told = compared(before, after);
            let is_before = |piece: &Piece| match piece {
                Piece::Kept(words) | Piece::Removed(words) => Some(words.clone()),
                Piece::Added(_) => None,
            };
            let is_after = |piece: &Piece| match piece {
                Piece::Kept(words) | Piece::Added(words) => Some(words.clone()),
                Piece::Removed(_) => None,
            };
            assert_eq!(told.iter().filter_map(is_before).collect::<String>(), before);
            assert_eq!(told.iter().filter_map(is_after).collect::<String>(), after);
        }
    }
}
