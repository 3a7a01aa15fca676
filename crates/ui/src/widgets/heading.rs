//! Headings: known to readers as headings with their level, and the place where a reader arrives.

use egui::{Response, Role, Sense, Ui, WidgetInfo};

use super::paint;
use crate::tokens::{self, Type, palette};

/// Whether the screen was just reached, so that its first heading or field takes the focus.
///
/// It is taken once: what asks first gets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival(bool);

impl Arrival {
    /// A screen that was just reached.
    pub fn now() -> Self {
        Arrival(true)
    }

    /// Whether the focus is still to be taken; takes it.
    pub fn take(&mut self) -> bool {
        std::mem::take(&mut self.0)
    }
}

/// A heading of `level` 1 (the screen), 2 (a part) or 3. With an arrival it takes the focus, so
/// that a reader says where one is; Tab passes it by otherwise.
pub fn heading(ui: &mut Ui, level: usize, text: &str, arrival: Option<&mut Arrival>) -> Response {
    let step = match level {
        1 => Type::Title,
        2 => Type::Subtitle,
        _ => Type::Strong,
    };
    heading_in(ui, level, step, text, arrival)
}

/// A heading at the foot of its place, near to what follows.
pub fn low_heading(ui: &mut Ui, level: usize, text: &str) {
    let layout = egui::Layout::bottom_up(egui::Align::Min);
    let room = ui.available_size();
    ui.allocate_ui_with_layout(room, layout, |ui| {
        ui.add_space(tokens::space::XS);
        heading(ui, level, text, None);
    });
}

/// A heading in a step of its own: the greeting.
pub(crate) fn heading_in(
    ui: &mut Ui,
    level: usize,
    step: Type,
    text: &str,
    arrival: Option<&mut Arrival>,
) -> Response {
    let arriving = arrival.is_some_and(Arrival::take);
    let galley = paint::galley(ui, step, text, ui.available_width());
    let id = ui.next_auto_id();
    let focused = ui.memory(|memory| memory.has_focus(id));
    let sense =
        if arriving || focused { Sense::focusable_noninteractive() } else { Sense::hover() };
    // No ring: there is nothing to press, and the page itself shows where one is.
    let (rect, response) = ui.allocate_exact_size(galley.size(), sense);
    ui.painter().galley(rect.min, galley, palette(ui).text);
    if arriving {
        response.request_focus();
        response.scroll_to_me(None);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.clear_value();
        // accesskit counts levels from 0.
        node.set_level(level.saturating_sub(1));
    });
    response
}
