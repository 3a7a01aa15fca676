//! Text that is only read.

use egui::{Label, Response, Ui};

use crate::tokens::{Type, palette, rich};

/// Text in a step of the scale.
pub fn label(ui: &mut Ui, step: Type, text: impl Into<String>) -> Response {
    let text = rich(ui, step, text);
    ui.add(Label::new(text).wrap())
}

/// Reading text.
pub fn body(ui: &mut Ui, text: impl Into<String>) -> Response {
    label(ui, Type::Body, text)
}

/// A name or a number that carries weight.
pub fn strong(ui: &mut Ui, text: impl Into<String>) -> Response {
    label(ui, Type::Strong, text)
}

/// A remark.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let text = rich(ui, Type::Small, text).color(palette(ui).muted);
    ui.add(Label::new(text).wrap())
}

/// The owner's own words.
pub fn quote(ui: &mut Ui, text: impl Into<String>) -> Response {
    label(ui, Type::Quote, text)
}
