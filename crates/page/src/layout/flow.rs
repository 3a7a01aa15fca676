//! Parts one below the other, on as many sheets as they need.

use kith_words::say;

use super::style::{self, BASELINE, Style};
use super::{Ink, Layout, Line, Rule, Setter, Sheet, breaking};
use crate::content::{Content, Form, Part};
use crate::faces::Face;

/// What stays white around a page, in points.
const MARGIN: (f32, f32) = (60.0, 56.0);
/// Where a sheet's number stands, from the lower edge.
const NUMBER_FROM_BELOW: f32 = 30.0;

/// So many lines of a part may ask to stand together; one that is longer is broken anyway.
const TOGETHER: usize = 3;

/// A part in lines, not yet on any sheet.
struct Block {
    style: Style,
    mark: Option<String>,
    lines: Vec<String>,
}

impl Block {
    /// The room that it takes at the least before its sheet may end.
    fn least(&self) -> f32 {
        let lines = if self.style.leads { TOGETHER } else { 2 };
        self.style.leading * lines.min(self.lines.len()) as f32
    }
}

/// Fills sheets of a layout with the parts of a page.
pub fn fill(setter: &Setter, content: &Content, layout: &mut Layout) {
    let (width, height) = content.paper.size();
    let room = width - 2.0 * MARGIN.0;
    let block = |part: &Part| {
        let style = style::style(Form::Page, part);
        let lines = match part {
            Part::Apart => Vec::new(),
            part => breaking::lines(setter, &style, part.text(), room - style.indent),
        };
        let mark = match part {
            Part::Item(mark, _) => Some(mark.clone()),
            _ => None,
        };
        Block { style, mark, lines }
    };
    let blocks: Vec<Block> = content.parts.iter().map(block).collect();
    let mut pen = Pen { setter, layout, sheet: (width, height), y: f32::MAX };
    for (part, block) in blocks.iter().enumerate() {
        pen.put(part, block, blocks.get(part + 1..).unwrap_or_default());
    }
    number(setter, layout);
}

/// Where the next line goes.
struct Pen<'a> {
    setter: &'a Setter,
    layout: &'a mut Layout,
    sheet: (f32, f32),
    y: f32,
}

impl Pen<'_> {
    fn put(&mut self, part: usize, block: &Block, rest: &[Block]) {
        if self.y + block.style.before + together(block, rest) > self.bottom() {
            self.turn();
        } else if !self.is_at_top() {
            self.y += block.style.before;
        }
        for (number, line) in block.lines.iter().enumerate() {
            if self.y + block.style.leading > self.bottom() {
                self.turn();
            }
            self.set(part, block, line, number == 0);
            self.y += block.style.leading;
        }
        self.y += block.style.after;
    }

    fn set(&mut self, part: usize, block: &Block, line: &str, is_first: bool) {
        let style = &block.style;
        let baseline = self.y + style.leading * BASELINE;
        let left = MARGIN.0;
        let (top, bottom) = (self.y, self.y + style.leading);
        if let Some(mark) = block.mark.as_deref().filter(|_| is_first) {
            let strong = Style {
                face: Face::Strong,
                ..style::style(Form::Page, &Part::Text(String::new()))
            };
            self.write(Some(part), true, baseline, &strong, mark, left);
        }
        self.write(Some(part), false, baseline, style, line, left + style.indent);
        if let (true, Some(sheet)) = (style.has_bar, self.layout.sheets.last_mut()) {
            let x = left + 2.0;
            sheet.rules.push(Rule {
                from: (x, top + 2.0),
                to: (x, bottom + 2.0),
                width: 2.0,
                is_broken: false,
            });
        }
    }

    fn write(
        &mut self,
        part: Option<usize>,
        is_mark: bool,
        baseline: f32,
        style: &Style,
        text: &str,
        x: f32,
    ) {
        let (pieces, unknown) = self.setter.pieces(style, text, x);
        self.layout.unknown_letters += unknown;
        if let Some(sheet) = self.layout.sheets.last_mut() {
            sheet.lines.push(Line { part, is_mark, baseline, pieces });
        }
    }

    fn turn(&mut self) {
        let (width, height) = self.sheet;
        self.layout.sheets.push(Sheet { width, height, lines: Vec::new(), rules: Vec::new() });
        self.y = MARGIN.1;
    }

    fn is_at_top(&self) -> bool {
        self.y <= MARGIN.1
    }

    fn bottom(&self) -> f32 {
        self.sheet.1 - MARGIN.1
    }
}

/// The room that a part needs at once: two of its lines, and whatever it may not stand without.
fn together(block: &Block, rest: &[Block]) -> f32 {
    let mut height = block.least();
    let mut before = block;
    for next in rest {
        if !before.style.leads {
            break;
        }
        height += before.style.after + next.style.before + next.least();
        before = next;
    }
    height
}

/// Says on each sheet which one it is, where there are more.
fn number(setter: &Setter, layout: &mut Layout) {
    let count = layout.sheets.len();
    if count < 2 {
        return;
    }
    let style = Style { ink: Ink::Half, ..style::style(Form::Page, &Part::Small(String::new())) };
    for (index, sheet) in layout.sheets.iter_mut().enumerate() {
        let text = say!("paper-sheet-number", number = index + 1, count = count);
        let (pieces, _) = setter.pieces(&style, &text, MARGIN.0);
        let baseline = sheet.height - NUMBER_FROM_BELOW;
        sheet.lines.push(Line { part: None, is_mark: false, baseline, pieces });
    }
}
