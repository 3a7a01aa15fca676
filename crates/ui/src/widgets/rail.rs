//! Places to go to, in the rail or in the bar.

use egui::accesskit::AriaCurrent;
use egui::{Color32, Rect, Response, Role, Sense, Ui, Vec2, Widget, WidgetInfo, pos2};

use super::icon::Icon;
use super::paint;
use crate::tokens::{self, Type, palette, radius, size, space};

/// How much of a place is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RailShape {
    /// Icon and word in a line.
    Line,
    /// The word under the icon.
    Tab,
    /// The icon alone, with its word for readers and under the pointer.
    Icon,
}

/// What a place is about, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RailMood {
    /// The owner's own.
    Own,
    /// What others share.
    Others,
    /// Help for somebody who is struggling.
    Care,
}

/// A place to go to.
#[must_use = "add it to a ui"]
pub struct RailItem<'a> {
    /// Its word.
    pub text: &'a str,
    /// Its picture.
    pub icon: Icon,
    /// Whether one is there.
    pub here: bool,
    /// What it is about.
    pub mood: RailMood,
    /// How much of it is shown.
    pub shape: RailShape,
}

impl RailItem<'_> {
    /// How wide it is as a tab.
    pub fn tab_width(ui: &Ui, text: &str) -> f32 {
        let word = paint::galley(ui, Type::Small, text, f32::INFINITY).size().x;
        size::TAB.max(word + 2.0 * space::S)
    }
}

impl Widget for RailItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let step = match (self.shape, self.here, self.mood) {
            (RailShape::Tab, _, _) => Type::Small,
            (_, true, _) | (_, _, RailMood::Care) => Type::Strong,
            (_, false, _) => Type::Body,
        };
        let side = size::ICON * tokens::icon_scale(ui);
        let lead = space::M + side + space::M;
        let room = ui.available_width();
        let (wanted, galley) = match self.shape {
            RailShape::Line => {
                let galley = paint::galley(ui, step, self.text, room - lead - space::S);
                let least = match self.mood {
                    RailMood::Care => size::CARE_TARGET,
                    RailMood::Own | RailMood::Others => size::TARGET,
                };
                (Vec2::new(room, least.max(galley.size().y + space::S)), Some(galley))
            }
            RailShape::Tab => {
                let galley = paint::galley(ui, step, self.text, f32::INFINITY);
                let height = side + galley.size().y + space::S;
                (Vec2::new(Self::tab_width(ui, self.text), height), Some(galley))
            }
            RailShape::Icon => (Vec2::splat(size::MAIN_TARGET.max(side + space::M)), None),
        };
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.text));
        if self.here {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_aria_current(AriaCurrent::Page);
            });
        }
        paint::follow_focus(ui, &response, rect);
        if ui.is_rect_visible(rect) {
            self.draw(ui, &response, rect, lead, galley);
        }
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        if self.shape == RailShape::Icon { response.on_hover_text(self.text) } else { response }
    }
}

impl RailItem<'_> {
    fn draw(
        &self,
        ui: &Ui,
        response: &Response,
        rect: Rect,
        lead: f32,
        galley: Option<std::sync::Arc<egui::Galley>>,
    ) {
        let p = palette(ui);
        let (rest, over, ink) = match (self.mood, self.here) {
            (RailMood::Care, _) => (p.care_soft, paint::shade(p.care_soft, p.care, 0.16), p.care),
            (RailMood::Others, true) => (p.surface, p.surface, p.lavender),
            (RailMood::Others, false) => (Color32::TRANSPARENT, p.surface, p.lavender),
            (RailMood::Own, true) => (p.primary_soft, p.primary_soft, p.primary),
            (RailMood::Own, false) => (Color32::TRANSPARENT, p.primary_soft, p.text),
        };
        let fill = paint::hover_fill(ui, response, rest, over);
        ui.painter().rect_filled(rect, radius::BUTTON, fill);
        let side = size::ICON * tokens::icon_scale(ui);
        let quiet = if self.mood == RailMood::Own && !self.here { p.muted } else { ink };
        let at = match self.shape {
            RailShape::Line => pos2(rect.left() + space::M + side / 2.0, rect.center().y),
            RailShape::Tab => pos2(rect.center().x, rect.top() + space::XS + side / 2.0),
            RailShape::Icon => rect.center(),
        };
        self.icon.paint(ui.painter(), Rect::from_center_size(at, Vec2::splat(side)), quiet);
        if let Some(galley) = galley {
            if self.shape == RailShape::Tab {
                let left = rect.center().x - galley.size().x / 2.0;
                let top = rect.bottom() - space::XS / 2.0 - galley.size().y;
                ui.painter().galley(pos2(left, top), galley, ink);
            } else {
                paint::left_middle(ui, rect, rect.left() + lead, galley, ink);
            }
        }
        paint::focus_ring(ui, response, rect, radius::BUTTON);
    }
}
