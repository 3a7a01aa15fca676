//! A sheet of paper as it will be printed, in small. It draws what was laid out and measures nothing itself.

use egui::{CornerRadius, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};
use kith_page::{Ink, Line, Piece, Sheet};

use crate::tokens::{self, LIGHT, palette, radius, size};

/// Draws a sheet as wide as there is room, but not larger than paper. `name` is what a reader says before the
/// text of the sheet.
pub fn sheet(ui: &mut Ui, name: &str, sheet: &Sheet) {
    let width = ui.available_width().min(sheet.width * size::PAPER);
    let scale = width / sheet.width;
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(width, sheet.height * scale), Sense::hover());
    let text = sheet.text();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Image, true, name);
        info.current_text_value = Some(text.clone());
        info
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    // Paper is light by day and by night.
    let edge = Stroke::new(size::LINE, palette(ui).border);
    let corner = CornerRadius::same(radius::FIELD / 2);
    ui.painter().rect(rect, corner, LIGHT.surface, edge, StrokeKind::Outside);
    for rule in &sheet.rules {
        let (from, to) = (on(rect, scale, rule.from), on(rect, scale, rule.to));
        let stroke = Stroke::new((rule.width * scale).max(size::LINE), LIGHT.border);
        if rule.is_broken {
            let dash = tokens::space::XS;
            ui.painter().extend(egui::Shape::dashed_line(&[from, to], stroke, dash, dash));
        } else {
            ui.painter().line_segment([from, to], stroke);
        }
    }
    for line in &sheet.lines {
        for piece in &line.pieces {
            piece_ui(ui, rect, scale, line, piece);
        }
    }
}

fn piece_ui(ui: &Ui, rect: Rect, scale: f32, line: &Line, piece: &Piece) {
    let colour = match piece.ink {
        Ink::Full => LIGHT.text,
        Ink::Half => LIGHT.muted,
    };
    let font = tokens::of_a_page(piece.face, piece.size * scale);
    let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(piece.text.clone(), font, colour));
    let row = galley.rows.first();
    let rise = row.and_then(|row| Some(row.pos.y + row.glyphs.first()?.pos.y)).unwrap_or_default();
    let at = on(rect, scale, (piece.x, line.baseline));
    ui.painter().galley(pos2(at.x, at.y - rise), galley, colour);
}

fn on(rect: Rect, scale: f32, (x, y): (f32, f32)) -> Pos2 {
    rect.left_top() + Vec2::new(x, y) * scale
}
