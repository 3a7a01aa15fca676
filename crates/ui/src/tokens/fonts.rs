//! The faces: Atkinson Hyperlegible Next for reading, Lora for headings and one's own words.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};
use kith_page::Face;

/// The name of the semi-bold reading face.
pub const STRONG: &str = "kith-strong";
/// The name of the heading face.
pub const DISPLAY: &str = "kith-display";
/// The name of the face for the owner's own sentences.
pub const SERIF: &str = "kith-serif";

/// The files are the same that a page is printed with.
const FACES: [Face; 4] = [Face::Text, Face::Strong, Face::Serif, Face::Display];

/// All faces, each with egui's own behind it for letters that it lacks.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallback: Vec<String> =
        fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for face in FACES {
        let (name, family) = match family(face) {
            FontFamily::Name(name) => (name.to_string(), FontFamily::Name(name)),
            family => ("atkinson".to_owned(), family),
        };
        let file = FontData::from_static(kith_page::face_file(face));
        fonts.font_data.insert(name.clone(), Arc::new(file));
        let faces = std::iter::once(name).chain(fallback.iter().cloned()).collect();
        fonts.families.insert(family, faces);
    }
    fonts
}

/// A face of a printed page, so large, for those who draw it.
pub fn of_a_page(face: Face, size: f32) -> FontId {
    FontId::new(size, family(face))
}

fn family(face: Face) -> FontFamily {
    match face {
        Face::Text => FontFamily::Proportional,
        Face::Strong => FontFamily::Name(STRONG.into()),
        Face::Display => FontFamily::Name(DISPLAY.into()),
        Face::Serif => FontFamily::Name(SERIF.into()),
    }
}
