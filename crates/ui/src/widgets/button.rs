//! Buttons.

use egui::{
    Color32, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, Widget, WidgetInfo,
};

use super::Icon;
use super::paint;
use crate::tokens::{self, Palette, Type, palette, radius, size, space};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What the screen is for. One a screen.
    Primary,
    /// Everything else.
    Quiet,
    /// A word that can be pressed, without an edge.
    Plain,
    /// Help for somebody who is struggling.
    Care,
    /// Deletes.
    Danger,
}

/// A button with a word on it.
#[must_use = "add it to a ui"]
pub struct Button<'a> {
    text: &'a str,
    weight: Weight,
    name: Option<&'a str>,
    icon: Option<Icon>,
    height: f32,
    fill_width: bool,
    flush: bool,
}

impl<'a> Button<'a> {
    /// A button that says `text`.
    pub fn new(weight: Weight, text: &'a str) -> Self {
        let height = match weight {
            Weight::Care => size::CRISIS_TARGET,
            Weight::Plain => size::TARGET,
            Weight::Primary | Weight::Quiet | Weight::Danger => size::MAIN_TARGET,
        };
        Button { text, weight, name: None, icon: None, height, fill_width: false, flush: false }
    }

    /// The main button of a screen.
    pub fn primary(text: &'a str) -> Self {
        Self::new(Weight::Primary, text)
    }

    /// Any other button.
    pub fn quiet(text: &'a str) -> Self {
        Self::new(Weight::Quiet, text)
    }

    /// A name for readers that says more than the word on it ("Remove, Sam").
    pub fn named(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// With a picture before its word.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// As low as a target may be, for rows.
    pub fn small(mut self) -> Self {
        self.height = size::TARGET;
        self
    }

    /// With its word, not its edge, in line with what stands above and below.
    pub fn flush(mut self) -> Self {
        self.flush = true;
        self
    }

    /// As wide as its place.
    pub fn wide(mut self) -> Self {
        self.fill_width = true;
        self
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let step = if self.height < size::MAIN_TARGET { Type::Small } else { Type::Strong };
        let side = match (self.weight, self.flush) {
            (_, true) => 0.0,
            (Weight::Plain, false) => space::S,
            (_, false) => space::L,
        };
        let room = ui.available_width();
        let picture = size::ICON * tokens::icon_scale(ui);
        let lead = if self.icon.is_some() { picture + space::XS } else { 0.0 };
        let galley = paint::galley(ui, step, self.text, room - 2.0 * side - lead);
        let words = lead + galley.size().x;
        let width = if self.fill_width { room } else { words + 2.0 * side };
        let height = self.height.max(galley.size().y + 2.0 * space::S);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
        let enabled = ui.is_enabled();
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, enabled, self.name.unwrap_or(self.text))
        });
        paint::follow_focus(ui, &response, rect);
        if ui.is_rect_visible(rect) {
            let (fill, edge, ink) = colours(p, self.weight, &response, ui);
            let line = Stroke::new(size::LINE, edge);
            let drawn = if self.flush { rect.expand2(Vec2::new(space::S, 0.0)) } else { rect };
            ui.painter().rect(drawn, radius::BUTTON, fill, line, StrokeKind::Inside);
            let left = rect.center().x - words / 2.0;
            if let Some(icon) = self.icon {
                let middle = egui::pos2(left + picture / 2.0, rect.center().y);
                let place = Rect::from_center_size(middle, Vec2::splat(picture));
                icon.paint(ui.painter(), place, ink);
            }
            paint::left_middle(ui, rect, left + lead, galley, ink);
            paint::focus_ring(ui, &response, drawn, radius::BUTTON);
        }
        response.on_hover_cursor(egui::CursorIcon::PointingHand)
    }
}

/// Fill, edge and ink under the pointer's state.
fn colours(
    p: &Palette,
    weight: Weight,
    response: &Response,
    ui: &Ui,
) -> (Color32, Color32, Color32) {
    let pressed = response.is_pointer_button_down_on();
    let solid = |base: Color32, ink: Color32| {
        let over = paint::shade(base, p.text, if pressed { 0.3 } else { 0.14 });
        let fill = paint::hover_fill(ui, response, base, over);
        (fill, Color32::TRANSPARENT, ink)
    };
    match weight {
        Weight::Primary => solid(p.primary, p.on_primary),
        Weight::Care => solid(p.care, p.on_care),
        Weight::Danger => solid(p.danger, p.on_danger),
        Weight::Quiet => {
            let over = if pressed { p.hairline } else { p.primary_soft };
            (paint::hover_fill(ui, response, p.surface, over), p.border, p.text)
        }
        Weight::Plain => {
            let over = if pressed { p.hairline } else { p.primary_soft };
            let fill = paint::hover_fill(ui, response, Color32::TRANSPARENT, over);
            (fill, Color32::TRANSPARENT, p.primary)
        }
    }
}
