//! A scale of whole numbers as large keys: one press, and the number is taken.

use egui::{Key, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo};

use super::heading::Arrival;
use super::paint;
use crate::tokens::{self, Type, palette, radius, size, space};

/// The least width of a key, at 100 % text.
const LEAST: f32 = 52.0;

/// Keys from `low` to `high`, named for readers by their numbers and together by `group`. Returns the one
/// that was pressed. While the focus is among them the figures of the keyboard press too, Home the first
/// and End the last; nowhere else do they act. With an arrival the middle key takes the focus, from which
/// no other is far.
pub fn number_keys(
    ui: &mut Ui,
    group: &str,
    (low, high): (i64, i64),
    mut arrival: Option<&mut Arrival>,
) -> Option<i64> {
    let count = usize::try_from(high - low + 1).unwrap_or(1);
    let least = LEAST * tokens::scale(ui);
    let fit = ((ui.available_width() + space::S) / (least + space::S)).floor().max(1.0) as usize;
    let rows = count.div_ceil(fit.min(count));
    // Rows of one length, as far as the count goes.
    let columns = count.div_ceil(rows);
    let gaps = space::S * (columns - 1) as f32;
    let width = ((ui.available_width() - gaps) / columns as f32).floor();
    let height = size::CRISIS_TARGET.max(tokens::line_height(ui, Type::Subtitle) + space::L);
    let builder =
        UiBuilder::new().id_salt(group).accessibility_role(Role::Group).accessibility_label(group);
    let numbers: Vec<i64> = (low..=high).collect();
    let mut pressed = None;
    let mut inside = false;
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::S);
        for row in numbers.chunks(columns) {
            ui.horizontal(|ui| {
                for number in row {
                    let response = key(ui, *number, Vec2::new(width, height));
                    let is_middle = *number == low + (high - low) / 2;
                    if is_middle && arrival.as_deref_mut().is_some_and(Arrival::take) {
                        response.request_focus();
                    }
                    inside |= response.has_focus();
                    if response.clicked() {
                        pressed = Some(*number);
                    }
                }
            });
        }
    });
    pressed.or_else(|| figure(ui, low, high).filter(|_| inside))
}

fn key(ui: &mut Ui, number: i64, wanted: Vec2) -> Response {
    let text = number.to_string();
    let galley = paint::galley(ui, Type::Subtitle, &text, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &text));
    if ui.is_rect_visible(rect) {
        let p = palette(ui);
        let fill = paint::hover_fill(ui, &response, p.surface, p.primary_soft);
        let line = Stroke::new(size::LINE, p.border);
        ui.painter().rect(rect, radius::BUTTON, fill, line, StrokeKind::Inside);
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, p.text);
        paint::focus_ring(ui, &response, rect, radius::BUTTON);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// The number that a pressed key of the keyboard stands for.
fn figure(ui: &Ui, low: i64, high: i64) -> Option<i64> {
    const FIGURES: [(Key, i64); 10] = [
        (Key::Num0, 0),
        (Key::Num1, 1),
        (Key::Num2, 2),
        (Key::Num3, 3),
        (Key::Num4, 4),
        (Key::Num5, 5),
        (Key::Num6, 6),
        (Key::Num7, 7),
        (Key::Num8, 8),
        (Key::Num9, 9),
    ];
    ui.input(|input| {
        if input.modifiers.any() {
            return None;
        }
        if input.key_pressed(Key::Home) {
            return Some(low);
        }
        if input.key_pressed(Key::End) {
            return Some(high);
        }
        let figure = FIGURES.iter().find(|(key, _)| input.key_pressed(*key));
        figure.map(|(_, number)| *number).filter(|number| (low..=high).contains(number))
    })
}
