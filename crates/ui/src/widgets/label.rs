//! Text that is only read.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Label, Layout, Response, Ui, Vec2};

use crate::tokens::{Type, line_height, palette, rich};

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

/// A word to be copied by hand, `width` points wide, with its number quietly before it.
pub fn numbered_word(ui: &mut Ui, width: f32, number: usize, word: &str) -> Response {
    let p = palette(ui);
    let line = Some(line_height(ui, Type::Words));
    let part = |step: Type, colour| TextFormat {
        font_id: step.style().resolve(ui.style()),
        color: colour,
        line_height: line,
        valign: Align::Center,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    job.append(&format!("{number}. "), 0.0, part(Type::Small, p.muted));
    job.append(word, 0.0, part(Type::Words, p.text));
    job.wrap.max_width = width;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let wanted = Vec2::new(width, galley.size().y);
    ui.allocate_ui_with_layout(wanted, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.add(Label::new(galley))
    })
    .inner
}
