//! A card of two halves, to be cut out and folded.

use super::style::{self, BASELINE, Style};
use super::{Layout, Line, Rule, Setter, Sheet, breaking};
use crate::content::{Content, Form, Part};
use crate::faces::Face;

/// A bank card's size in points: what wallets are made for.
const HALF: (f32, f32) = (242.65, 153.01);
/// What stays white inside a half.
const PADDING: f32 = 13.0;
/// Where the card lies below the upper edge of the sheet.
const TOP: f32 = 110.0;

/// Lays the halves of a card side by side. The parts before the first heading say above the card what it is for.
pub fn fill(setter: &Setter, content: &Content, layout: &mut Layout) {
    let (width, height) = content.paper.size();
    let left = (width - 2.0 * HALF.0) / 2.0;
    let mut sheet = Sheet { width, height, lines: Vec::new(), rules: outline(left) };
    let mut column = Column { left, y: TOP - 60.0, bottom: TOP - 4.0, width: 2.0 * HALF.0 };
    let mut half = None;
    for (part, one) in content.parts.iter().enumerate() {
        let next = match (one, half) {
            (Part::Heading(_), None) => Some(0),
            (Part::Apart, _) => Some(1),
            _ => half,
        };
        if next != half {
            half = next;
            let x = left + HALF.0 * half.unwrap_or_default() as f32 + PADDING;
            let (y, bottom) = (TOP + PADDING - 3.0, TOP + HALF.1 - PADDING + 5.0);
            column = Column { left: x, y, bottom, width: HALF.0 - 2.0 * PADDING };
        }
        if !matches!(one, Part::Apart) && !column.put(setter, part, one, &mut sheet, layout) {
            layout.left_out += 1;
        }
    }
    layout.sheets.push(sheet);
}

/// Where the next part goes.
struct Column {
    left: f32,
    y: f32,
    bottom: f32,
    width: f32,
}

impl Column {
    /// Sets a part, or nothing of it if it has no room.
    fn put(
        &mut self,
        setter: &Setter,
        number: usize,
        part: &Part,
        sheet: &mut Sheet,
        layout: &mut Layout,
    ) -> bool {
        let style = style::style(Form::Card, part);
        let mut lines = breaking::lines(setter, &style, part.text(), self.width - style.indent);
        if lines.len() > 1 && matches!(part, Part::Lead(_) | Part::Number(_)) {
            // One long name may not push everybody else off the card.
            lines.truncate(1);
            lines.iter_mut().for_each(shorten);
        }
        let height = style.before + style.leading * lines.len() as f32;
        if self.y + height > self.bottom {
            // What is shorter may still fit, but out of its order it would say something else.
            self.y = f32::MAX;
            return false;
        }
        self.y += style.before;
        for (index, text) in lines.iter().enumerate() {
            let baseline = self.y + style.leading * BASELINE;
            let mut write = |style: &Style, text: &str, x: f32, is_mark: bool| {
                let (pieces, unknown) = setter.pieces(style, text, x);
                layout.unknown_letters += unknown;
                sheet.lines.push(Line { part: Some(number), is_mark, baseline, pieces });
            };
            if let (0, Part::Item(mark, _)) = (index, part) {
                let strong = Style { face: Face::Strong, ..style::style(Form::Card, part) };
                write(&strong, mark, self.left, true);
            }
            write(&style, text, self.left + style.indent, false);
            self.y += style.leading;
        }
        self.y += style.after;
        true
    }
}

/// Ends a line that is cut short with a mark that says so.
fn shorten(line: &mut String) {
    line.pop();
    line.truncate(line.trim_end().len());
    line.push('…');
}

/// The line to cut along, and the one to fold along.
fn outline(left: f32) -> Vec<Rule> {
    let (right, bottom) = (left + 2.0 * HALF.0, TOP + HALF.1);
    let rule = |from, to, is_broken| Rule { from, to, width: 0.75, is_broken };
    let middle = left + HALF.0;
    vec![
        rule((left, TOP), (right, TOP), false),
        rule((right, TOP), (right, bottom), false),
        rule((right, bottom), (left, bottom), false),
        rule((left, bottom), (left, TOP), false),
        rule((middle, TOP), (middle, bottom), true),
    ]
}
