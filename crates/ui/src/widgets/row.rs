//! Rows of lists.

use egui::{Color32, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, Widget, WidgetInfo, pos2};

use super::card::initials;
use super::long_list::long_row_height;
use super::paint;
use crate::tokens::{Type, palette, radius, size, space};

/// A list: a reader says what it is of.
pub fn list<R>(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().accessibility_role(Role::List).accessibility_label(name);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        contents(ui)
    })
    .inner
}

/// A line of a list that can be opened.
#[must_use = "add it to a ui"]
pub struct Row<'a> {
    title: &'a str,
    detail: &'a str,
    side: &'a str,
    initials: bool,
    two_lines: bool,
    light: bool,
    place: Option<(usize, usize)>,
}

impl<'a> Row<'a> {
    /// A row with a name.
    pub fn new(title: &'a str) -> Self {
        Row {
            title,
            detail: "",
            side: "",
            initials: false,
            two_lines: false,
            light: false,
            place: None,
        }
    }

    /// A second, quieter line.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// A remark at the right.
    pub fn side(mut self, side: &'a str) -> Self {
        self.side = side;
        self
    }

    /// With the weight of reading, for rows under a heading that carries the weight.
    pub fn light(mut self) -> Self {
        self.light = true;
        self
    }

    /// At most one line for the name and one for the detail: as high as every row of a long list, in which
    /// it has this place of so many.
    pub fn in_long_list(mut self, place: usize, count: usize) -> Self {
        self.two_lines = true;
        self.place = Some((place, count));
        self
    }

    /// The first letters of the name in a circle before it.
    pub fn with_initials(mut self) -> Self {
        self.initials = true;
        self
    }
}

impl Widget for Row<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let room = ui.available_width();
        let lead = if self.initials { size::TARGET + space::M } else { 0.0 };
        let side = paint::galley(ui, Type::Small, self.side, room * 0.4);
        let side_room = if self.side.is_empty() { 0.0 } else { side.size().x + space::M };
        let text_room = room - lead - side_room;
        let lay = if self.two_lines { paint::one_line } else { paint::galley };
        let step = if self.light { Type::Body } else { Type::Strong };
        let title = lay(ui, step, self.title, text_room);
        let detail = lay(ui, Type::Small, self.detail, text_room);
        let detail_height = if self.detail.is_empty() { 0.0 } else { detail.size().y };
        let text_height = title.size().y + detail_height;
        let height = match self.two_lines {
            true => long_row_height(ui),
            false => size::MAIN_TARGET.max(text_height + 2.0 * space::S),
        };
        let (rect, response) = ui.allocate_exact_size(Vec2::new(room, height), Sense::click());
        let name = [self.title, self.detail, self.side]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &name));
        if let Some((place, count)) = self.place {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_position_in_set(place);
                node.set_size_of_set(count);
            });
        }
        paint::follow_focus(ui, &response, rect);
        if ui.is_rect_visible(rect) {
            let fill = paint::hover_fill(ui, &response, Color32::TRANSPARENT, p.primary_soft);
            // Its words stand in line with the card; only what shows the pointer reaches further.
            let drawn = rect.expand2(Vec2::new(space::S, 0.0));
            ui.painter().rect_filled(drawn, radius::BUTTON, fill);
            let left = rect.left();
            if self.initials {
                let at = pos2(left + size::TARGET / 2.0, rect.center().y);
                initials(ui, Rect::from_center_size(at, Vec2::splat(size::TARGET)), self.title);
            }
            let top = rect.center().y - text_height / 2.0;
            let title_height = title.size().y;
            ui.painter().galley(pos2(left + lead, top), title, p.text);
            ui.painter().galley(pos2(left + lead, top + title_height), detail, p.muted);
            let right = rect.right() - side.size().x;
            paint::left_middle(ui, rect, right, side, p.muted);
            paint::focus_ring(ui, &response, drawn, radius::BUTTON);
        }
        response.on_hover_cursor(egui::CursorIcon::PointingHand)
    }
}
