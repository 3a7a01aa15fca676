//! One out of a few.

use egui::{Key, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo};

use super::label;
use super::paint;
use crate::tokens::{Type, palette, radius, size, space};

/// One of the choices of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// What choosing it means.
    pub value: T,
    /// The words on it.
    pub text: String,
}

/// A group of choices side by side, none or one of them taken. Space or Enter takes the one with
/// the focus and gives the taken one back; arrows move; while the focus is inside, the figures 1
/// to 9 take by place. Returns whether the choice changed.
pub fn choices<T: Clone + PartialEq>(
    ui: &mut Ui,
    group: &str,
    choices: &[Choice<T>],
    taken: &mut Option<T>,
) -> bool {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        label(ui, Type::Strong, group);
        choice_row(ui, group, choices, taken)
    })
    .inner
}

/// The same under words that are there already, such as a heading.
pub fn choice_row<T: Clone + PartialEq>(
    ui: &mut Ui,
    group: &str,
    choices: &[Choice<T>],
    taken: &mut Option<T>,
) -> bool {
    let before = taken.clone();
    let builder = UiBuilder::new()
        .id_salt(group)
        .accessibility_role(Role::RadioGroup)
        .accessibility_label(group);
    ui.scope_builder(builder, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(space::S);
            let mut inside = false;
            for (place, choice) in choices.iter().enumerate() {
                let on = taken.as_ref() == Some(&choice.value);
                let response = one(ui, &choice.text, on, (place, choices.len()));
                inside |= response.has_focus();
                if response.clicked() {
                    *taken = (!on).then(|| choice.value.clone());
                }
            }
            if inside && let Some(choice) = figure(ui).and_then(|place| choices.get(place)) {
                *taken = Some(choice.value.clone());
            }
        });
    });
    *taken != before
}

fn one(ui: &mut Ui, text: &str, on: bool, (place, count): (usize, usize)) -> Response {
    let p = palette(ui);
    let step = if on { Type::Strong } else { Type::Body };
    // Measured in the heavier face, so that nothing moves when the choice does.
    let wide = paint::galley(ui, Type::Strong, text, f32::INFINITY).size().x;
    let galley = paint::galley(ui, step, text, ui.available_width());
    let wanted = Vec2::new(wide + 2.0 * space::L, size::MAIN_TARGET.max(galley.size().y));
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, on, text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_position_in_set(place);
        node.set_size_of_set(count);
    });
    if ui.is_rect_visible(rect) {
        let (fill, edge, width, ink) = if on {
            (p.primary_soft, p.primary, size::FOCUS_LINE, p.primary)
        } else {
            let fill = paint::hover_fill(ui, &response, p.surface, p.primary_soft);
            (fill, p.border, size::LINE, p.text)
        };
        let line = Stroke::new(width, edge);
        ui.painter().rect(rect, radius::BUTTON, fill, line, StrokeKind::Inside);
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
        paint::focus_ring(ui, &response, rect, radius::BUTTON);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// The place that a pressed figure stands for.
fn figure(ui: &Ui) -> Option<usize> {
    const FIGURES: [Key; 9] = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    ui.input(|input| {
        if input.modifiers.any() {
            return None;
        }
        FIGURES.iter().position(|key| input.key_pressed(*key))
    })
}
