//! A word at the foot of the page about what was just done, with a way back.

use egui::{Align, Frame, Layout, Margin, Stroke, Ui, Vec2};

use super::notice::live;
use super::{Button, Weight, label, paint};
use crate::tokens::{Type, palette, radius, size, space};

/// How a toast ended, if it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEnd {
    /// Its button was pressed.
    Taken,
}

/// How much of the page's foot a toast takes: what can be pressed ends above it.
pub fn toast_height(ui: &Ui, text: &str, action: Option<&str>) -> f32 {
    Measures::of(ui, text, action).high + 2.0 * space::S + 2.0 * size::LINE + space::S + space::L
}

/// Draws a toast in the place it was given; `action` is the word on its button. How long it stays is up to the
/// window. Also tells whether its button has the focus, so that it is not taken away from under a hand.
pub fn toast(ui: &mut Ui, text: &str, action: Option<&str>) -> (Option<ToastEnd>, bool) {
    let p = palette(ui);
    let Measures { words, button, .. } = Measures::of(ui, text, action);
    let beside = (ui.available_width() - words - button - 2.0 * space::L).max(0.0) / 2.0;
    ui.add_space(space::S);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(beside);
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

/// How large the parts of a toast are: its place has to be known before it is drawn.
struct Measures {
    words: f32,
    button: f32,
    high: f32,
}

impl Measures {
    fn of(ui: &Ui, text: &str, action: Option<&str>) -> Self {
        let measure =
            |step: Type, text: &str, most: f32| paint::galley(ui, step, text, most).size();
        let room = size::COLUMN.min(ui.available_width() - 2.0 * space::L) - 2.0 * space::L;
        let button = action.map(|action| measure(Type::Small, action, f32::INFINITY));
        let beside = button.map_or(0.0, |button| button.x.ceil() + 2.0 * space::S + space::M + 1.0);
        let words = measure(Type::Body, text, room - beside);
        let button_high = button.map_or(0.0, |button| button.y + 2.0 * space::S);
        let high = words.y.max(button_high).max(size::TARGET).ceil();
        Measures { words: words.x.ceil() + 1.0, button: beside, high }
    }
}
