//! A circle that grows and shrinks with a breath.

use egui::{Label, Sense, Ui, Vec2};

use super::notice::live;
use crate::tokens::{Type, palette, rich};

/// The side of its square, in points.
const SIDE: f32 = 260.0;
/// How much of it the circle keeps when the breath is out.
const LEAST: f32 = 0.5;

/// Draws the circle as full as the breath is, 0 to 1, with the word of the moment in it; a reader
/// says the word when it changes.
pub fn breath(ui: &mut Ui, full: f32, word: &str) {
    let p = palette(ui);
    let side = SIDE.min(ui.available_width());
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    // It starts and ends softly, as a breath does.
    let soft = full * full * (3.0 - 2.0 * full);
    let radius = side / 2.0 * (LEAST + (1.0 - LEAST) * soft);
    ui.painter().circle_filled(rect.center(), side / 2.0, p.surface);
    ui.painter().circle_filled(rect.center(), radius, p.primary_soft);
    let text = rich(ui, Type::Title, word).color(p.primary);
    live(ui, false, |ui| ui.put(rect, Label::new(text).selectable(false)));
}
