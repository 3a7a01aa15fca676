//! Text that is only read.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Label, Layout, Response, Ui, Vec2};

use super::paint;
use crate::tokens::{Type, line_height, palette, rich, space};

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

/// Short lines, each whole, as many side by side as there is room for.
pub fn in_columns(ui: &mut Ui, lines: &[String]) {
    let wide = |line: &String| paint::galley(ui, Type::Body, line, f32::INFINITY).size().x.ceil();
    let widest = lines.iter().map(wide).fold(1.0, f32::max);
    let columns = ((ui.available_width() + space::XL) / (widest + space::XL)).floor().max(1.0);
    for row in lines.chunks(columns as usize) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            for line in row {
                ui.vertical(|ui| {
                    ui.set_width(widest.min(ui.available_width()));
                    body(ui, line);
                });
            }
        });
    }
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
    // Numbers end in one line, so that all words begin in one.
    let number = format!("{number}. ");
    let wide = |text: &str| paint::galley(ui, Type::Small, text, f32::INFINITY).size().x;
    let before = (wide("00. ") - wide(&number)).max(0.0);
    let mut job = LayoutJob::default();
    job.append(&number, before, part(Type::Small, p.muted));
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
