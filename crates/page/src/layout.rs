//! Where each line stands. The window draws what is found here, and the file is written from it, so that what is seen
//! before is what is printed.

mod breaking;
mod card;
mod flow;
mod style;

use crate::content::{Content, Form};
use crate::faces::{Face, Faces, Run};

use style::Style;

/// A page laid out, in points from the upper left corner of each sheet. Debug tells no words of it.
#[derive(Clone, PartialEq)]
pub struct Layout {
    /// What the file calls itself.
    pub title: String,
    /// What each part is, for those who do not see it.
    pub roles: Vec<Role>,
    /// The sheets.
    pub sheets: Vec<Sheet>,
    /// How many letters stand as an empty box, because no face has them.
    pub unknown_letters: usize,
    /// How many parts had no room on a card.
    pub left_out: usize,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A heading, of the first or the second rank.
    Heading(u16),
    /// A paragraph.
    Paragraph,
    /// The owner's own words.
    Quote,
    /// A point of a list.
    Item,
}

/// One sheet of paper.
#[derive(Clone, PartialEq)]
pub struct Sheet {
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// Its lines, in the order in which they are read.
    pub lines: Vec<Line>,
    /// Its strokes, which say nothing.
    pub rules: Vec<Rule>,
}

/// One line of a part.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// The number of the part, counted from 0; nothing for a page's number.
    pub part: Option<usize>,
    /// Whether it is the mark of a point and not the point itself.
    pub is_mark: bool,
    /// How far below the sheet's upper edge the letters stand.
    pub baseline: f32,
    /// What stands in it, from left to right.
    pub pieces: Vec<Piece>,
}

/// A stretch of a line in one face.
#[derive(Clone, PartialEq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// The face that it was meant for.
    pub face: Face,
    /// The size of the type.
    pub size: f32,
    /// How dark it is.
    pub ink: Ink,
    /// Where it begins.
    pub x: f32,
    /// How wide it is.
    pub width: f32,
    /// The file of the face that has its letters.
    pub(crate) file: usize,
    /// Its shapes.
    pub(crate) glyphs: Vec<Glyph>,
}

/// One shape of a piece. Lengths are parts of the size of the type.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    pub(crate) id: u32,
    pub(crate) advance: f32,
    pub(crate) offset: (f32, f32),
    pub(crate) range: std::ops::Range<usize>,
}

/// How dark something is. Paper is white, and a printer may have black alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What is to be read.
    Full,
    /// What stands beside it.
    Half,
}

/// A straight stroke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Where it begins.
    pub from: (f32, f32),
    /// Where it ends.
    pub to: (f32, f32),
    /// How thick it is.
    pub width: f32,
    /// Whether it is broken, as lines are along which one folds.
    pub is_broken: bool,
}

impl std::fmt::Debug for Layout {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: usize = self.sheets.iter().map(|sheet| sheet.lines.len()).sum();
        write!(formatter, "Layout({} sheets, {lines} lines)", self.sheets.len())
    }
}

impl Line {
    /// What it says.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }
}

impl Sheet {
    /// What it says, a line each.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            // A point begins where its mark stands.
            text.push_str(line.text().trim_end());
            text.push(if line.is_mark { ' ' } else { '\n' });
        }
        text
    }
}

/// Lays out a page. The same content gives the same layout.
pub fn lay_out(content: &Content) -> Layout {
    let setter = Setter { faces: Faces::new() };
    let mut layout = Layout {
        title: content.title.clone(),
        roles: content.parts.iter().map(style::role).collect(),
        sheets: Vec::new(),
        unknown_letters: 0,
        left_out: 0,
    };
    match content.form {
        Form::Page => flow::fill(&setter, content, &mut layout),
        Form::Card => card::fill(&setter, content, &mut layout),
    }
    layout
}

/// A page of no more parts than this is laid out whole to be seen.
const FEW_PARTS: usize = 60;
/// Of a longer one so many parts are tried first; if they do not fill a sheet, twice as many.
const FIRST_TRY: usize = 12;

/// Lays out no more of a page than its first sheet needs, however long the page is. Tells also whether that is all.
/// Where it is not, sheets have no number, for nobody has counted them.
pub fn preview(content: &Content) -> (Layout, bool) {
    if content.parts.len() <= FEW_PARTS {
        return (lay_out(content), true);
    }
    let mut tried = FIRST_TRY;
    let mut layout = loop {
        let layout = lay_out(&first_parts(content, tried));
        // A card has one sheet, and what it leaves out is counted only when all of it was tried.
        if layout.sheets.len() > 1 || tried >= content.parts.len() {
            break layout;
        }
        tried = tried.saturating_mul(2);
    };
    for sheet in &mut layout.sheets {
        sheet.lines.retain(|line| line.part.is_some());
    }
    let faces = Faces::new();
    let unknown = |part: &crate::Part| {
        let style = style::style(content.form, part);
        faces.unknown(style.face, &breaking::shown(part.text()))
    };
    layout.unknown_letters = content.parts.iter().map(unknown).sum();
    (layout, false)
}

fn first_parts(content: &Content, count: usize) -> Content {
    let Content { title, paper, form, parts } = content;
    let parts = parts.iter().take(count).cloned().collect();
    Content { title: title.clone(), paper: *paper, form: *form, parts }
}

/// What turns text into pieces.
struct Setter {
    faces: Faces,
}

impl Setter {
    /// The pieces of a line that begins at `x`, and how many of its letters no face has.
    fn pieces(&self, style: &Style, text: &str, x: f32) -> (Vec<Piece>, usize) {
        let mut at = x;
        let mut unknown = 0;
        let pieces = self.faces.shape(style.face, text).into_iter().map(|run| {
            unknown += run.unknown;
            let piece = piece(style, text, &run, at);
            at += piece.width;
            piece
        });
        (pieces.collect(), unknown)
    }
}

fn piece(style: &Style, text: &str, run: &Run, x: f32) -> Piece {
    let begins = run.range.start;
    let glyphs = run.shapes.iter().map(|shape| Glyph {
        id: shape.id,
        advance: shape.advance,
        offset: shape.offset,
        range: shape.range.start - begins..shape.range.end - begins,
    });
    Piece {
        text: text.get(run.range.clone()).unwrap_or_default().to_owned(),
        face: style.face,
        size: style.size,
        ink: style.ink,
        x,
        width: run.width() * style.size,
        file: run.file,
        glyphs: glyphs.collect(),
    }
}
