//! A layout as a PDF file. Only this module knows the library that writes it.
//!
//! The file says what it is called, in which language it is, and how its parts hang together, for those who hear it.
//! It says nothing on who made it, when, with what or where: the same page gives the same bytes on every machine.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use krilla::color::luma;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::faces;
use crate::layout::{Ink, Layout, Line, Piece, Role, Rule, Sheet};

/// The language of the words of a page.
const LANGUAGE: &str = "en";
/// The dashes of a line along which one folds, in points.
const DASHES: [f32; 2] = [4.0, 4.0];

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A sheet has no size that a file can tell.
    #[error("a sheet has no size")]
    Sheet,
    /// A typeface that the program carries cannot be read.
    #[error("a typeface cannot be read")]
    Face,
    /// The library that writes the file did not finish it.
    #[error("the file could not be put together")]
    Unfinished,
}

/// Where each part and each mark of one was drawn.
type Drawn = BTreeMap<(usize, bool), Vec<Identifier>>;

/// Writes a layout as a file.
///
/// # Errors
///
/// If a sheet has no size, a face cannot be read, or the file cannot be put together.
pub fn write_pdf(layout: &Layout) -> Result<Vec<u8>, PdfError> {
    let settings = SerializeSettings { xmp_metadata: false, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let mut fonts = Fonts::default();
    let mut drawn = Drawn::new();
    for sheet in &layout.sheets {
        let size = PageSettings::from_wh(sheet.width, sheet.height).ok_or(PdfError::Sheet)?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        draw(&mut surface, sheet, &mut fonts, &mut drawn)?;
        surface.finish();
        page.finish();
    }
    let metadata = Metadata::new().title(layout.title.clone()).language(LANGUAGE.to_owned());
    document.set_metadata(metadata);
    document.set_tag_tree(tree(layout, drawn));
    document.finish().map_err(|_| PdfError::Unfinished)
}

/// Faces that were read for this file.
#[derive(Default)]
struct Fonts(BTreeMap<usize, Font>);

impl Fonts {
    fn of(&mut self, file: usize) -> Result<Font, PdfError> {
        if let Some(font) = self.0.get(&file) {
            return Ok(font.clone());
        }
        let font = Font::new(faces::file(file).into(), 0).ok_or(PdfError::Face)?;
        self.0.insert(file, font.clone());
        Ok(font)
    }
}

fn draw(
    surface: &mut Surface<'_>,
    sheet: &Sheet,
    fonts: &mut Fonts,
    drawn: &mut Drawn,
) -> Result<(), PdfError> {
    for rule in &sheet.rules {
        draw_rule(surface, rule);
    }
    for line in sheet.lines.iter().filter(|line| !line.pieces.is_empty()) {
        let tag = match line.part {
            Some(_) => ContentTag::Span(SpanTag::empty()),
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)),
        };
        let identifier = surface.start_tagged(tag);
        for piece in &line.pieces {
            draw_piece(surface, line, piece, fonts)?;
        }
        surface.end_tagged();
        if let Some(part) = line.part {
            drawn.entry((part, line.is_mark)).or_default().push(identifier);
        }
    }
    Ok(())
}

fn draw_piece(
    surface: &mut Surface<'_>,
    line: &Line,
    piece: &Piece,
    fonts: &mut Fonts,
) -> Result<(), PdfError> {
    let shade = match piece.ink {
        Ink::Full => 0,
        Ink::Half => 80,
    };
    surface.set_fill(Some(Fill {
        paint: luma::Color::new(shade).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    surface.set_stroke(None);
    let glyphs: Vec<KrillaGlyph> = piece
        .glyphs
        .iter()
        .map(|glyph| {
            let (x, y) = glyph.offset;
            KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance,
                x,
                y,
                0.0,
                glyph.range.clone(),
                None,
            )
        })
        .collect();
    let at = Point::from_xy(piece.x, line.baseline);
    surface.draw_glyphs(at, &glyphs, fonts.of(piece.file)?, &piece.text, piece.size, false);
    Ok(())
}

fn draw_rule(surface: &mut Surface<'_>, rule: &Rule) {
    let mut path = PathBuilder::new();
    path.move_to(rule.from.0, rule.from.1);
    path.line_to(rule.to.0, rule.to.1);
    let Some(path) = path.finish() else {
        return;
    };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::new(130).into(),
        width: rule.width,
        dash: rule.is_broken.then(|| StrokeDash { array: DASHES.to_vec(), offset: 0.0 }),
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.end_tagged();
}

/// What belongs to what: headings, paragraphs, and lists of the points that follow each other.
fn tree(layout: &Layout, mut drawn: Drawn) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    let mut list: Option<TagGroup> = None;
    for (part, role) in layout.roles.iter().enumerate() {
        let body = drawn.remove(&(part, false));
        let mark = drawn.remove(&(part, true));
        if body.is_none() && mark.is_none() {
            continue;
        }
        if *role == Role::Item {
            let list = list.get_or_insert_with(|| TagGroup::new(Tag::L(ListNumbering::None)));
            let mut item = TagGroup::new(Tag::LI);
            for (found, tag) in [(mark, TagKind::from(Tag::Lbl)), (body, Tag::LBody.into())] {
                if let Some(found) = found {
                    item.push(group(tag, found));
                }
            }
            list.push(item);
            continue;
        }
        if let Some(list) = list.take() {
            tree.push(list);
        }
        let tag: TagKind = match role {
            Role::Heading(level) => {
                Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), None).into()
            }
            Role::Quote => Tag::BlockQuote.into(),
            Role::Paragraph | Role::Item => Tag::P.into(),
        };
        tree.push(group(tag, body.unwrap_or_default()));
    }
    if let Some(list) = list {
        tree.push(list);
    }
    tree
}

fn group(tag: TagKind, identifiers: Vec<Identifier>) -> TagGroup {
    let mut group = TagGroup::new(tag);
    identifiers.into_iter().for_each(|identifier| group.push(identifier));
    group
}
