//! Dialogs: the focus goes in when one opens and back where it was when it closes.

use egui::{Frame, Id, Margin, Stroke, Ui};

use super::heading::{Arrival, heading};
use crate::tokens::{palette, radius, size, space};

/// Remembers where the focus was before a dialog opened.
#[derive(Debug, Default)]
pub struct ModalFocus {
    open: bool,
    came_from: Option<Id>,
}

impl ModalFocus {
    /// Whether no dialog was open at the end of the last frame.
    pub fn is_closed(&self) -> bool {
        !self.open
    }

    /// Told at the start of each frame, before anything can open a dialog and take the focus.
    pub fn remember(&mut self, ctx: &egui::Context) {
        if !self.open {
            self.came_from = ctx.memory(|memory| memory.focused());
        }
    }

    /// Told at the end of each frame whether a dialog is open; moves the focus back when the last
    /// one closed.
    pub fn follow(&mut self, ctx: &egui::Context, open: bool) {
        if !open
            && self.open
            && let Some(id) = self.came_from.take()
        {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
        self.open = open;
    }
}

/// A dialog in the middle of the window over everything else, with its title as a heading. The
/// title takes the focus if `arrival` says so and nothing inside asked for it first.
///
/// Closing by Esc is the window's business, because Esc closes the topmost thing everywhere.
pub fn modal<R>(
    ui: &Ui,
    salt: &str,
    title: &str,
    arrival: &mut Arrival,
    contents: impl FnOnce(&mut Ui, &mut Arrival) -> R,
) -> R {
    let p = palette(ui);
    let room = ui.ctx().content_rect();
    let width = size::DIALOG.min(room.width() - 2.0 * space::L);
    let frame = Frame::new()
        .fill(p.surface)
        .stroke(Stroke::new(size::LINE, p.hairline))
        .corner_radius(radius::CARD)
        .inner_margin(Margin::same(space::XL as i8));
    let id = Id::unique(("kith-modal", salt));
    egui::Modal::new(id)
        .frame(frame)
        .backdrop_color(p.veil)
        .show(ui.ctx(), |ui| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(egui::Role::Dialog);
                node.set_label(title);
                node.set_modal();
            });
            ui.set_width(width - 2.0 * space::XL);
            ui.spacing_mut().item_spacing.y = space::M;
            let high = room.height() - 4.0 * space::XXL;
            let named = heading(ui, 2, title, None);
            let inner = egui::ScrollArea::vertical()
                .max_height(high.max(size::CRISIS_TARGET))
                .min_scrolled_height(high.max(size::CRISIS_TARGET))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    contents(ui, arrival)
                })
                .inner;
            if arrival.take() {
                named.request_focus();
            }
            inner
        })
        .inner
}
