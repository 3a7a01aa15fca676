//! Every colour, size and face of the window, by role. Screens and widgets take from here and
//! write no number of their own.

mod fonts;
mod palette;
mod style;
mod text;

pub use fonts::of_a_page;
pub use palette::{DARK, LIGHT, Palette, contrast};
pub use style::{Appearance, TextSize, apply, palette, set_appearance};
pub use text::{Type, icon_scale, line_height, rich, scale};

/// Distances, in points. There are no others.
pub mod space {
    /// Between a label and what it names.
    pub const XS: f32 = 4.0;
    /// Between two targets, at the least.
    pub const S: f32 = 8.0;
    /// Between the fields of a form.
    pub const M: f32 = 12.0;
    /// Inside a card, and between cards.
    pub const L: f32 = 16.0;
    /// Around the main column.
    pub const XL: f32 = 24.0;
    /// Between the parts of a screen.
    pub const XXL: f32 = 32.0;
    /// Above what stands alone.
    pub const XXXL: f32 = 48.0;
}

/// How round corners are, in points.
pub mod radius {
    /// Fields.
    pub const FIELD: u8 = 6;
    /// Buttons and rows.
    pub const BUTTON: u8 = 10;
    /// Cards and dialogs.
    pub const CARD: u8 = 16;
    /// Chips and the slider's track.
    pub const CHIP: u8 = 255;
}

/// How large things are, in points.
pub mod size {
    /// The least height of anything that can be pressed.
    pub const TARGET: f32 = 36.0;
    /// The height of what a screen is for: its main button, its fields, its rows.
    pub const MAIN_TARGET: f32 = 44.0;
    /// The height of a target for somebody who is shaking.
    pub const CRISIS_TARGET: f32 = 64.0;
    /// The height of the way to help that is always in the rail.
    pub const CARE_TARGET: f32 = 56.0;
    /// The rail.
    pub const RAIL: f32 = 232.0;
    /// The rail where it has no room for words.
    pub const RAIL_ICONS: f32 = 76.0;
    /// Below this width of the window the rail shows icons alone.
    pub const ROOMY: f32 = 900.0;
    /// The bar that takes the rail's place in a narrow window.
    pub const BAR: f32 = 64.0;
    /// The least width of a place in that bar.
    pub const TAB: f32 = 60.0;
    /// Below this width of the window the rail is a bar.
    pub const NARROW: f32 = 720.0;
    /// The widest the main column grows.
    pub const COLUMN: f32 = 720.0;
    /// The widest a page of two columns grows.
    pub const PAGE: f32 = 984.0;
    /// The least width of a page that is laid out in two columns, at 100 % text.
    pub const TWO_COLUMNS: f32 = 760.0;
    /// The widest a dialog, the lock screen or the first run grows.
    pub const DIALOG: f32 = 480.0;
    /// A line.
    pub const LINE: f32 = 1.0;
    /// The focus ring's own line, and the gap inside it.
    pub const FOCUS_LINE: f32 = 2.0;
    /// The width of a field for a day or a time, at 100 % text.
    pub const SHORT_FIELD: f32 = 240.0;
    /// The room that a word of a kit needs, at 100 % text.
    pub const WORD: f32 = 136.0;
    /// How large a sheet of paper is shown at the most, as a part of its own size.
    pub const PAPER: f32 = 0.8;
    /// The side of an icon.
    pub const ICON: f32 = 22.0;
    /// The side of a face.
    pub const FACE: f32 = 32.0;
    /// The side of a check box and a radio's circle.
    pub const MARK: f32 = 20.0;
}

/// How long changes take, in seconds.
pub mod motion {
    /// A colour under the pointer.
    pub const HOVER: f32 = 0.12;
}
