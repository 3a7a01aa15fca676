//! The typefaces, and how text becomes shapes in them.
//!
//! All text is set from left to right: no face here has a letter of a script that runs the other way, and a letter
//! that no face has stands as an empty box, in the order in which it was written. A test holds that true, so that
//! whoever adds such a face meets it.

use std::ops::Range;
use std::sync::LazyLock;

use harfrust::{Direction, FontRef, ShapeOptions, Shaper, ShaperData, UnicodeBuffer};
use skrifa::MetadataProvider as _;
use skrifa::charmap::Charmap;

/// A face of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// For reading.
    Text,
    /// For what stands out of it.
    Strong,
    /// For headings.
    Display,
    /// For the owner's own sentences.
    Serif,
}

/// The files of the faces, by number: those of [`Face`] in its order, then the ones that the window too falls back on
/// for letters that these lack.
const FILES: [&[u8]; 7] = [
    include_bytes!("../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf"),
    include_bytes!("../assets/fonts/Lora-SemiBold.ttf"),
    include_bytes!("../assets/fonts/Lora-Regular.ttf"),
    epaint_default_fonts::UBUNTU_LIGHT,
    epaint_default_fonts::NOTO_EMOJI_REGULAR,
    epaint_default_fonts::EMOJI_ICON,
];
/// The first file that is nobody's own face.
const FIRST_FALLBACK: usize = 4;

/// The file of a face, in TrueType.
pub fn face_file(face: Face) -> &'static [u8] {
    file(face.number())
}

/// A file by its number.
pub(crate) fn file(number: usize) -> &'static [u8] {
    FILES.get(number).copied().unwrap_or_default()
}

impl Face {
    fn number(self) -> usize {
        match self {
            Face::Text => 0,
            Face::Strong => 1,
            Face::Display => 2,
            Face::Serif => 3,
        }
    }
}

/// A piece of text in one file, in shapes. Lengths are parts of the size of the type.
pub(crate) struct Run {
    /// The number of the file.
    pub file: usize,
    /// What of the text it is.
    pub range: Range<usize>,
    /// Its shapes from left to right.
    pub shapes: Vec<Shape>,
    /// Letters that no face has.
    pub unknown: usize,
}

/// One shape. `range` is what of the whole text it stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub id: u32,
    pub advance: f32,
    pub offset: (f32, f32),
    pub range: Range<usize>,
}

impl Run {
    pub fn width(&self) -> f32 {
        self.shapes.iter().map(|shape| shape.advance).sum()
    }
}

/// A file that was read.
struct Loaded {
    font: FontRef<'static>,
    data: ShaperData,
}

/// Read once: reading them takes longer than setting a page.
static LOADED: LazyLock<Vec<Option<Loaded>>> = LazyLock::new(|| {
    let load = |bytes: &&'static [u8]| {
        let font = FontRef::new(bytes).ok()?;
        Some(Loaded { data: ShaperData::new(&font), font })
    };
    FILES.iter().map(load).collect()
});

/// What shapes text, for the time of one layout.
pub(crate) struct Faces {
    files: Vec<Option<(Charmap<'static>, Shaper<'static>)>>,
}

impl Faces {
    pub fn new() -> Faces {
        let ready = |loaded: &'static Option<Loaded>| {
            let Loaded { font, data } = loaded.as_ref()?;
            Some((font.charmap(), data.shaper(font).build()))
        };
        Faces { files: LOADED.iter().map(ready).collect() }
    }

    /// The text in shapes, a run for each stretch that one file has the letters for.
    pub fn shape(&self, face: Face, text: &str) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (start, letter) in text.char_indices() {
            let end = start + letter.len_utf8();
            let before = runs.last().map(|run| run.file);
            let found = self.file_of(face, letter, before);
            let file = found.or(before).unwrap_or(face.number());
            match runs.last_mut() {
                Some(run) if run.file == file => run.range.end = end,
                _ => runs.push(Run { file, range: start..end, shapes: Vec::new(), unknown: 0 }),
            }
            if let (None, Some(run)) = (found, runs.last_mut()) {
                run.unknown += 1;
            }
        }
        for run in &mut runs {
            run.shapes = self.shapes(run.file, text, run.range.clone());
        }
        runs
    }

    /// How many letters of a text no face has. It shapes nothing, so it may be asked of the longest page.
    pub fn unknown(&self, face: Face, text: &str) -> usize {
        // Every face has the plain letters; a test holds that.
        let others = text.chars().filter(|letter| !letter.is_ascii());
        others.filter(|letter| self.file_of(face, *letter, None).is_none()).count()
    }

    /// How wide a text is, as a part of the size of its type.
    pub fn width(&self, face: Face, text: &str) -> f32 {
        self.shape(face, text).iter().map(Run::width).sum()
    }

    /// The file that has a letter: the face's own, else the one that is being set in, else the first that has it.
    fn file_of(&self, face: Face, letter: char, before: Option<usize>) -> Option<usize> {
        let own = std::iter::once(face.number());
        own.chain(before)
            .chain(FIRST_FALLBACK..self.files.len())
            .find(|number| self.has(*number, letter))
    }

    fn has(&self, number: usize, letter: char) -> bool {
        let file = self.files.get(number).and_then(Option::as_ref);
        file.and_then(|(charmap, _)| charmap.map(letter)).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    fn shapes(&self, number: usize, text: &str, range: Range<usize>) -> Vec<Shape> {
        let (Some(Some((_, shaper))), Some(stretch)) =
            (self.files.get(number), text.get(range.clone()))
        else {
            return Vec::new();
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(stretch);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let unit = shaper.units_per_em().max(1) as f32;
        let ends = ends_of(shaped.glyph_infos().iter().map(|info| info.cluster as usize), stretch);
        let both = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).zip(ends);
        both.map(|((info, position), end)| Shape {
            id: info.glyph_id,
            advance: position.x_advance as f32 / unit,
            offset: (position.x_offset as f32 / unit, position.y_offset as f32 / unit),
            range: range.start + info.cluster as usize..range.start + end,
        })
        .collect()
    }
}

/// Where the text of each shape ends: where the next one's begins that is not of the same cluster.
fn ends_of(clusters: impl DoubleEndedIterator<Item = usize>, text: &str) -> Vec<usize> {
    let mut end = text.len();
    let mut next = end;
    let mut ends: Vec<usize> = clusters
        .rev()
        .map(|cluster| {
            if cluster < next {
                end = next;
                next = cluster;
            }
            end
        })
        .collect();
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_face_has_a_letter_that_runs_from_right_to_left() {
        let faces = Faces::new();
        for letter in ('\u{590}'..='\u{8ff}').chain('\u{fb1d}'..='\u{fdff}') {
            assert!(
                faces.file_of(Face::Text, letter, None).is_none(),
                "{letter:?} needs a direction"
            );
        }
    }

    #[test]
    fn shapes_cover_their_text_once_and_in_order() {
        let faces = Faces::new();
        let text = "Zoë’s fjord; Ελένη, Наташа 🌊 \u{5e9}\u{5dc}\u{5d5}\u{5dd} 山田 e\u{301}";
        let mut reached = 0;
        for run in faces.shape(Face::Text, text) {
            assert_eq!(run.range.start, reached);
            let mut from = run.range.start;
            for shape in &run.shapes {
                assert!(shape.range.start <= from, "{shape:?}");
                assert!(!shape.range.is_empty() && text.is_char_boundary(shape.range.end));
                from = shape.range.end;
            }
            assert_eq!(from, run.range.end);
            reached = run.range.end;
        }
        assert_eq!(reached, text.len());
        let unknown: usize = faces.shape(Face::Text, text).iter().map(|run| run.unknown).sum();
        assert_eq!(unknown, 6, "four letters of a name and two of another");
    }

    #[test]
    fn letters_that_lean_on_each_other_take_less_room() {
        let faces = Faces::new();
        let apart: f32 = ["A", "V"].map(|letter| faces.width(Face::Text, letter)).iter().sum();
        assert!(faces.width(Face::Text, "AV") < apart, "the pair is not kerned");
    }
}
