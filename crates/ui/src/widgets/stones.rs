//! Stones in a row, some of them filled: how far something has come, without a number.

use egui::{Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use crate::tokens::{palette, size, space};

/// How much flatter than broad a stone is.
const FLAT: f32 = 0.7;

/// Draws a stone for each; `name` says the same to readers.
pub fn stones(ui: &mut Ui, name: &str, filled: &[bool]) {
    let p = palette(ui);
    let (broad, gap) = (space::XL, space::S);
    let width = filled.len() as f32 * (broad + gap) - gap;
    let wanted = Vec2::new(width.max(broad), size::MARK + space::XS);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    for (place, is_filled) in filled.iter().enumerate() {
        let left = rect.left() + place as f32 * (broad + gap);
        let middle = pos2(left + broad / 2.0, rect.center().y);
        let stone = Rect::from_center_size(middle, Vec2::new(broad, broad * FLAT));
        let fill = if *is_filled { p.primary } else { p.surface };
        // The line lies inside, and a filled one has none: the seam between the two would be seen.
        let half = stone.size() / 2.0;
        ui.painter().add(egui::Shape::ellipse_filled(stone.center(), half, fill));
        if !is_filled {
            let edge = Stroke::new(size::FOCUS_LINE, p.border);
            let half = half - Vec2::splat(size::LINE);
            ui.painter().add(egui::Shape::ellipse_stroke(stone.center(), half, edge));
        }
    }
}
