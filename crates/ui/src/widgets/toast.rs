//! A word at the foot of the window about what was just done, with a way back.

use egui::{Align2, Area, Frame, Id, Margin, Order, Stroke, Ui, Vec2};

use super::notice::live;
use super::{Button, Weight, label};
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
                    ui.horizontal(|ui| {
                        live(ui, false, |ui| label(ui, Type::Body, text));
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
