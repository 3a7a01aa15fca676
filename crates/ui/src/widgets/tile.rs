//! Large things to press, for when hands shake.

use egui::{Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, Widget, WidgetInfo, pos2};

use super::icon::Icon;
use super::paint;
use crate::tokens::{self, Type, palette, radius, size, space};

/// A large button with a picture, a word and a quieter line under it. It fills its place.
#[must_use = "add it to a ui"]
pub struct Tile<'a> {
    text: &'a str,
    detail: &'a str,
    icon: Icon,
}

impl<'a> Tile<'a> {
    /// A tile that says `text`.
    pub fn new(icon: Icon, text: &'a str) -> Self {
        Tile { text, detail: "", icon }
    }

    /// A second, quieter line.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// How high it is when it is so wide.
    pub fn height(&self, ui: &Ui, width: f32) -> f32 {
        let room = width - Self::LEAD - space::L;
        let text = paint::galley(ui, Type::Strong, self.text, room).size().y;
        let detail = match self.detail {
            "" => 0.0,
            detail => paint::galley(ui, Type::Small, detail, room).size().y,
        };
        (size::CRISIS_TARGET + space::S).max(text + detail + 2.0 * space::M)
    }

    const LEAD: f32 = space::L + size::FACE + space::M;
}

impl Widget for Tile<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let width = ui.available_width();
        let room = width - Self::LEAD - space::L;
        let text = paint::galley(ui, Type::Strong, self.text, room);
        let detail = paint::galley(ui, Type::Small, self.detail, room);
        let height = self.height(ui, width).max(ui.spacing().interact_size.y);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
        let name = match self.detail {
            "" => self.text.to_owned(),
            detail => format!("{}, {detail}", self.text),
        };
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &name));
        paint::follow_focus(ui, &response, rect);
        if ui.is_rect_visible(rect) {
            let fill = paint::hover_fill(ui, &response, p.surface, p.primary_soft);
            let line = Stroke::new(size::LINE, p.border);
            ui.painter().rect(rect, radius::CARD, fill, line, StrokeKind::Inside);
            let middle = pos2(rect.left() + space::L + size::FACE / 2.0, rect.center().y);
            let picture =
                Rect::from_center_size(middle, Vec2::splat(size::ICON * tokens::icon_scale(ui)));
            self.icon.paint(ui.painter(), picture, p.primary);
            let left = rect.left() + Self::LEAD;
            let under = if self.detail.is_empty() { 0.0 } else { detail.size().y };
            let top = rect.center().y - (text.size().y + under) / 2.0;
            let line = top + text.size().y;
            ui.painter().galley(pos2(left, top), text, p.text);
            ui.painter().galley(pos2(left, line), detail, p.muted);
            paint::focus_ring(ui, &response, rect, radius::CARD);
        }
        response.on_hover_cursor(egui::CursorIcon::PointingHand)
    }
}
