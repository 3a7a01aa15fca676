//! What is printed: what of a plan stands on a page, where each line of it stands, and the file that a printer takes.
//!
//! This crate never learns what a window is, opens no file, and prints nothing that it was not given: whoever asks
//! for a page hands over the records that may stand on it.

mod brief;
mod card;
mod content;
mod faces;
mod layout;
mod pdf;
mod plan_page;
mod talk;
mod values;
mod wanted;

// What stands there
pub use brief::{brief_page, brief_text};
pub use card::card_page;
pub use content::{Content, Form, Paper, Part};
pub use plan_page::{PLAN_SECTIONS, plan_page};
pub use talk::talk_page;
pub use values::{OWN_WORDS, day_of, labelled, named, said_day, section_named, title};
pub use wanted::Wanted;

// Where it stands
pub use layout::{Glyph, Ink, Layout, Line, Piece, Role, Rule, Sheet, lay_out, preview};

// The typefaces of the house, for the window too
pub use faces::{Face, face_file};

// The file
pub use pdf::{PdfError, write_pdf};
