//! The faces: Atkinson Hyperlegible Next for reading, Lora for headings and one's own words.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// The name of the semi-bold reading face.
pub const STRONG: &str = "kith-strong";
/// The name of the heading face.
pub const DISPLAY: &str = "kith-display";
/// The name of the face for the owner's own sentences.
pub const SERIF: &str = "kith-serif";

const FACES: [(&str, &[u8]); 4] = [
    ("atkinson", include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf")),
    (STRONG, include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf")),
    (SERIF, include_bytes!("../../assets/fonts/Lora-Regular.ttf")),
    (DISPLAY, include_bytes!("../../assets/fonts/Lora-SemiBold.ttf")),
];

/// All faces, each with egui's own behind it for letters that it lacks.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallback: Vec<String> =
        fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, bytes) in FACES {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let family = match name {
            "atkinson" => FontFamily::Proportional,
            _ => FontFamily::Name(name.into()),
        };
        let faces = std::iter::once(name.to_owned()).chain(fallback.iter().cloned()).collect();
        fonts.families.insert(family, faces);
    }
    fonts
}
