//! A box to tick.

use egui::{Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::paint;
use crate::tokens::{self, Type, palette, radius, size, space};

/// A box to tick and the words beside it; the whole line can be pressed. `name` is what a reader
/// says when the words alone are not enough.
pub fn check(ui: &mut Ui, on: &mut bool, text: &str, name: Option<&str>) -> Response {
    let p = palette(ui);
    let side = size::MARK * tokens::icon_scale(ui);
    let lead = side + space::M;
    let galley = paint::galley(ui, Type::Body, text, ui.available_width() - lead - space::S);
    let height = size::TARGET.max(galley.size().y + space::S);
    let wanted = Vec2::new(lead + galley.size().x + space::S, height);
    let (rect, mut response) = ui.allocate_exact_size(wanted, Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let (state, enabled) = (*on, ui.is_enabled());
    response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, state, name.unwrap_or(text)));
    paint::follow_focus(ui, &response, rect);
    if ui.is_rect_visible(rect) {
        // Beside the first line of the words, as a hand would draw it.
        let top = rect.center().y - galley.size().y / 2.0;
        let first = galley.rows.first().map_or(galley.size().y, |row| row.rect().height());
        let mark = egui::Rect::from_center_size(
            egui::pos2(rect.left() + space::XS + side / 2.0, top + first / 2.0),
            Vec2::splat(side),
        );
        let (fill, edge) = if state {
            (p.primary, p.primary)
        } else {
            (paint::hover_fill(ui, &response, p.surface, p.primary_soft), p.border)
        };
        let line = Stroke::new(1.5, edge);
        ui.painter().rect(mark, radius::FIELD, fill, line, StrokeKind::Inside);
        if state {
            tick(ui, mark, p.on_primary);
        }
        paint::left_middle(ui, rect, rect.left() + lead, galley, p.text);
        paint::focus_ring(ui, &response, rect, radius::FIELD);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn tick(ui: &Ui, mark: egui::Rect, ink: Color32) {
    let at = |x: f32, y: f32| mark.left_top() + Vec2::new(x, y) * mark.width();
    let line = vec![at(0.24, 0.53), at(0.43, 0.71), at(0.77, 0.31)];
    ui.painter().add(egui::Shape::line(line, Stroke::new(2.0, ink)));
}
