//! A word at the foot of the window about what was just done, with a way back.

use egui::{Align, Align2, Area, Frame, Id, Layout, Margin, Order, Stroke, Ui, Vec2};

use super::notice::live;
use super::{Button, Weight, label, paint};
use crate::tokens::{Type, palette, radius, size, space};

/// How a toast ended, if it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEnd {
    /// Its button was pressed.
    Taken,
}

/// Draws a toast; `action` is the word on its button. How long it stays is up to the window.
/// Also tells whether its button has the focus, so that it is not taken away from under a hand.
pub fn toast(ui: &Ui, text: &str, action: Option<&str>, lift: f32) -> (Option<ToastEnd>, bool) {
    let p = palette(ui);
    // An area grows with what is in it only a frame later, and wraps it until then. So both parts are
    // measured first.
    let wide =
        |step: Type, text: &str, most: f32| paint::galley(ui, step, text, most).size().x.ceil();
    let room = size::COLUMN.min(ui.ctx().content_rect().width() - 2.0 * space::L) - 2.0 * space::L;
    let button = action.map_or(0.0, |action| {
        wide(Type::Small, action, f32::INFINITY) + 2.0 * space::S + space::M + 1.0
    });
    let words = wide(Type::Body, text, room - button) + 1.0;
    Area::new(Id::unique("kith-toast"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -space::XL - lift))
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(p.surface)
                .stroke(Stroke::new(size::LINE, p.border))
                .corner_radius(radius::BUTTON)
                .inner_margin(Margin::symmetric(space::L as i8, space::S as i8))
                .show(ui, |ui| {
                    ui.set_width(words + button);
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = space::M;
                        let place = Vec2::new(words, size::TARGET);
                        let middle = Layout::left_to_right(Align::Center);
                        ui.allocate_ui_with_layout(place, middle, |ui| {
                            live(ui, false, |ui| label(ui, Type::Body, text));
                        });
                        let Some(action) = action else {
                            return (None, false);
                        };
                        let button = ui.add(Button::new(Weight::Plain, action));
                        let end = button.clicked().then_some(ToastEnd::Taken);
                        (end, button.has_focus())
                    })
                    .inner
                })
                .inner
        })
        .inner
}
