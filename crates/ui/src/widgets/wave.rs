//! A wave that rises, peaks and falls, with a mark on it for how far it has gone.

use egui::{Color32, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use crate::tokens::{palette, radius, size, space};

/// How high its picture is, in points.
const HEIGHT: f32 = 120.0;
/// The width of one piece of its line.
const PIECE: f32 = 4.0;

/// Draws the wave and, under it, a bar; both are done to `share`, 0 to 1. `name` is what a reader says.
pub fn wave(ui: &mut Ui, share: f32, name: &str) {
    let p = palette(ui);
    let share = share.clamp(0.0, 1.0);
    let wanted = Vec2::new(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let bar = rect.with_min_y(rect.bottom() - space::S);
    let hill = rect.with_max_y(bar.top() - space::L).shrink2(Vec2::new(0.0, space::S));
    let at = |along: f32| {
        pos2(hill.left() + hill.width() * along, hill.bottom() - hill.height() * crest(along))
    };
    let painter = ui.painter();
    let pieces = (rect.width() / PIECE).max(1.0) as usize;
    let line = |from: usize, to: usize, width: f32, colour: Color32| {
        let points = (from..=to).map(|piece| at(piece as f32 / pieces as f32)).collect();
        painter.add(egui::Shape::line(points, Stroke::new(width, colour)));
    };
    let gone = (share * pieces as f32).round() as usize;
    line(0, pieces, size::FOCUS_LINE, p.border);
    line(0, gone, 2.0 * size::FOCUS_LINE, p.primary);
    painter.circle_filled(at(share), space::S, p.primary);
    painter.rect_filled(bar, radius::CHIP, p.hairline);
    painter.rect_filled(bar.with_max_x(bar.left() + bar.width() * share), radius::CHIP, p.primary);
}

/// How high the wave stands, 0 to 1: it comes up in the first third and takes its time to go.
fn crest(along: f32) -> f32 {
    let peak = 0.36;
    let side = if along < peak { (along - peak) / 0.17 } else { (along - peak) / 0.27 };
    (-side * side / 2.0).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_rises_peaks_and_is_nearly_gone_at_its_end() {
        assert!(crest(0.0) < 0.2);
        assert!((crest(0.36) - 1.0).abs() < 1e-6);
        assert!(crest(1.0) < 0.1);
        assert!(crest(0.2) < crest(0.3) && crest(0.6) > crest(0.7));
    }
}
