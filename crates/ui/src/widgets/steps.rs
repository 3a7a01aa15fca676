//! How far one has come in something that takes a few steps.

use egui::{Sense, Ui, Vec2, pos2};

use super::muted;
use crate::tokens::{self, Type, palette, size, space};

/// Dots for the steps, the present one long, and the same in words.
pub fn steps(ui: &mut Ui, step: usize, of: usize, text: &str) {
    let p = palette(ui);
    ui.horizontal(|ui| {
        let grown = tokens::icon_scale(ui);
        let (dot, long) = (space::S * grown, space::XL * grown);
        let height = size::MARK.max(tokens::line_height(ui, Type::Small));
        let width = long + (of.saturating_sub(1)) as f32 * (dot + space::XS);
        let (rect, _) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
        let mut left = rect.left();
        for number in 1..=of {
            let wide = if number == step { long } else { dot };
            let colour = if number <= step { p.primary } else { p.border };
            let at = pos2(left + wide / 2.0, rect.center().y);
            let pill = egui::Rect::from_center_size(at, Vec2::new(wide, dot));
            ui.painter().rect_filled(pill, dot / 2.0, colour);
            left += wide + space::XS;
        }
        muted(ui, text);
    });
}
