//! What several widgets draw in the same way.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, Galley, Pos2, Rect, Response, Stroke, StrokeKind, TextWrapMode, Ui,
    WidgetText,
};

use crate::tokens::{self, Type, palette, size};

/// Lays text out, wrapped at `width`.
pub fn galley(ui: &Ui, step: Type, text: &str, width: f32) -> Arc<Galley> {
    // The colour is a stand-in: who draws the galley chooses it, because it follows the state.
    let text = tokens::rich(ui, step, text).color(Color32::PLACEHOLDER);
    WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Wrap), width.max(1.0), step.style())
}

/// Lays text out in one line, cut where `width` ends.
pub fn one_line(ui: &Ui, step: Type, text: &str, width: f32) -> Arc<Galley> {
    let text = tokens::rich(ui, step, text).color(Color32::PLACEHOLDER);
    let mode = Some(TextWrapMode::Truncate);
    WidgetText::from(text).into_galley(ui, mode, width.max(1.0), step.style())
}

/// Draws a galley whose left edge is at `x` and whose middle is at the middle of `rect`.
pub fn left_middle(ui: &Ui, rect: Rect, x: f32, galley: Arc<Galley>, colour: Color32) {
    let at = Pos2::new(x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colour);
}

/// Brings what was just given the focus into view. To be called whether it is in view or not: what is only
/// drawn when it is seen would take the focus along and stay out of sight.
pub fn follow_focus(ui: &Ui, response: &Response, rect: Rect) {
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand(tokens::space::XL), None);
    }
}

/// The ring around what has the focus, a gap and a line, and a scroll that brings it into view.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if !response.has_focus() {
        return;
    }
    follow_focus(ui, response, rect);
    let p = palette(ui);
    let (line, half) = (size::FOCUS_LINE, size::FOCUS_LINE / 2.0);
    let corner = |more: u8| CornerRadius::same(radius.saturating_add(more));
    let painter = ui.painter();
    let gap = Stroke::new(line, p.surface);
    let ring = Stroke::new(line, p.focus);
    painter.rect_stroke(rect.expand(half), corner(1), gap, StrokeKind::Middle);
    painter.rect_stroke(rect.expand(line + half), corner(3), ring, StrokeKind::Middle);
}

/// A fill that eases from `rest` to `over` while the pointer is on the widget.
pub fn hover_fill(ui: &Ui, response: &Response, rest: Color32, over: Color32) -> Color32 {
    let share = ui.ctx().animate_bool_with_time(
        response.id.with("hover"),
        response.hovered() && ui.is_enabled(),
        tokens::motion::HOVER,
    );
    rest.lerp_to_gamma(over, share)
}

/// A colour a little nearer to another: pressed or hovered shades of a fill.
pub fn shade(colour: Color32, towards: Color32, share: f32) -> Color32 {
    colour.lerp_to_gamma(towards, share)
}
