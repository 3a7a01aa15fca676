//! The type scale.

use egui::{FontFamily, FontId, RichText, TextStyle};

use super::fonts::{DISPLAY, SERIF, STRONG};

/// A step of the type scale, by what is written in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// A number to dial.
    Huge,
    /// The greeting, and nothing else on a screen.
    Display,
    /// A screen's name.
    Title,
    /// A part's name.
    Subtitle,
    /// Reading.
    Body,
    /// Reading that carries weight: names, buttons.
    Strong,
    /// The smallest there is: labels, remarks.
    Small,
    /// What the owner wrote, quoted.
    Quote,
    /// Words to be compared or copied by hand.
    Words,
}

impl Type {
    /// Every step.
    pub const ALL: [Type; 9] = [
        Type::Huge,
        Type::Display,
        Type::Title,
        Type::Subtitle,
        Type::Body,
        Type::Strong,
        Type::Small,
        Type::Quote,
        Type::Words,
    ];

    /// Letter size and line height in points, at 100 %.
    pub fn metrics(self) -> (f32, f32) {
        match self {
            Type::Huge => (40.0, 48.0),
            Type::Display => (32.0, 40.0),
            Type::Title => (24.0, 32.0),
            Type::Subtitle => (18.0, 26.0),
            Type::Body | Type::Strong => (16.0, 24.0),
            Type::Small => (14.0, 20.0),
            Type::Quote => (18.0, 29.0),
            Type::Words => (20.0, 29.0),
        }
    }

    /// The name under which egui's style knows it.
    pub fn style(self) -> TextStyle {
        match self {
            Type::Huge => TextStyle::Name("kith-huge".into()),
            Type::Display => TextStyle::Name("kith-display".into()),
            Type::Title => TextStyle::Heading,
            Type::Subtitle => TextStyle::Name("kith-subtitle".into()),
            Type::Body => TextStyle::Body,
            Type::Strong => TextStyle::Button,
            Type::Small => TextStyle::Small,
            Type::Quote => TextStyle::Name("kith-quote".into()),
            Type::Words => TextStyle::Name("kith-words".into()),
        }
    }

    /// Its face and size when all text is `scale` times as large.
    pub fn font(self, scale: f32) -> FontId {
        let family = match self {
            Type::Display | Type::Title => FontFamily::Name(DISPLAY.into()),
            Type::Huge | Type::Subtitle | Type::Strong | Type::Words => {
                FontFamily::Name(STRONG.into())
            }
            Type::Quote => FontFamily::Name(SERIF.into()),
            Type::Body | Type::Small => FontFamily::Proportional,
        };
        FontId::new(self.metrics().0 * scale, family)
    }
}

/// Text set in a step of the scale, with its line height.
pub fn rich(ui: &egui::Ui, step: Type, text: impl Into<String>) -> RichText {
    RichText::new(with_lines(text.into()))
        .text_style(step.style())
        .line_height(Some(line_height(ui, step)))
}

/// Two characters that end a line elsewhere are drawn as boxes here, so that they become what ends one here.
fn with_lines(text: String) -> String {
    const ENDS: [char; 2] = ['\u{2028}', '\u{2029}'];
    if text.contains(ENDS) { text.replace(ENDS, "\n") } else { text }
}

/// The line height of a step under the text size in force, in points.
pub fn line_height(ui: &egui::Ui, step: Type) -> f32 {
    let (size, line) = step.metrics();
    let actual = ui.style().text_styles.get(&step.style()).map_or(size, |font| font.size);
    line * actual / size
}

/// How many times as large as usual text is, by the text size in force.
pub fn scale(ui: &egui::Ui) -> f32 {
    line_height(ui, Type::Body) / Type::Body.metrics().1
}

/// How many times as large as usual icons are: they grow with text, though less than it.
pub fn icon_scale(ui: &egui::Ui) -> f32 {
    scale(ui).sqrt()
}
