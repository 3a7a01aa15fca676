//! One out of a few.

use egui::{
    Color32, Key, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo,
    pos2,
};

use super::icon::Icon;
use super::label;
use super::paint;
use crate::tokens::{self, Type, palette, radius, size, space};

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

/// A group of choices as faces with a word under each, side by side where they fit.
pub fn choice_faces<T: Clone + PartialEq>(
    ui: &mut Ui,
    group: &str,
    choices: &[(Icon, Choice<T>)],
    taken: &mut Option<T>,
) -> bool {
    let before = taken.clone();
    let builder = UiBuilder::new()
        .id_salt(group)
        .accessibility_role(Role::RadioGroup)
        .accessibility_label(group);
    let count = choices.len();
    let share = (ui.available_width() - space::S * count.saturating_sub(1) as f32) / count as f32;
    let widest = choices
        .iter()
        .map(|(_, choice)| paint::galley(ui, Type::Strong, &choice.text, f32::INFINITY).size().x)
        .fold(0.0, f32::max);
    // All of one width, so that none weighs more than another; where not all fit into one row, three do.
    let third = ((ui.available_width() - space::S * 2.0) / 3.0).floor();
    let least = widest + 2.0 * space::XS;
    let width = match least <= share {
        false if least <= third => third,
        _ => least.max(share.floor().min(FACE_WIDEST)),
    };
    ui.scope_builder(builder, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(space::S);
            let mut inside = false;
            for (place, (icon, choice)) in choices.iter().enumerate() {
                let on = taken.as_ref() == Some(&choice.value);
                let response = face(ui, *icon, &choice.text, on, width, (place, count));
                inside |= response.has_focus();
                if response.clicked() {
                    *taken = (!on).then(|| choice.value.clone());
                }
            }
            if inside && let Some((_, choice)) = figure(ui).and_then(|place| choices.get(place)) {
                *taken = Some(choice.value.clone());
            }
        });
    });
    *taken != before
}

/// The widest that a face's place grows.
const FACE_WIDEST: f32 = 132.0;

fn face(
    ui: &mut Ui,
    icon: Icon,
    text: &str,
    on: bool,
    width: f32,
    place: (usize, usize),
) -> Response {
    let step = if on { Type::Strong } else { Type::Body };
    let galley = paint::galley(ui, step, text, f32::INFINITY);
    let side = size::FACE * tokens::icon_scale(ui);
    let height = space::M + side + space::XS + galley.size().y + space::S;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
    name_one(ui, &response, text, on, place);
    paint::follow_focus(ui, &response, rect);
    if ui.is_rect_visible(rect) {
        let ink = plate(ui, &response, rect, on);
        let middle = pos2(rect.center().x, rect.top() + space::M + side / 2.0);
        let picture = Rect::from_center_size(middle, Vec2::splat(side));
        icon.paint(ui.painter(), picture, if on { ink } else { palette(ui).muted });
        let at = pos2(
            rect.center().x - galley.size().x / 2.0,
            rect.bottom() - space::S - galley.size().y,
        );
        ui.painter().galley(at, galley, ink);
        paint::focus_ring(ui, &response, rect, radius::BUTTON);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn one(ui: &mut Ui, text: &str, on: bool, place: (usize, usize)) -> Response {
    let step = if on { Type::Strong } else { Type::Body };
    let room = ui.available_width() - 2.0 * space::L;
    // Measured in the heavier face, so that nothing moves when the choice does.
    let wide = paint::galley(ui, Type::Strong, text, f32::INFINITY).size().x.min(room);
    let galley = paint::galley(ui, step, text, room);
    let height = size::MAIN_TARGET.max(galley.size().y + space::S);
    let wanted = Vec2::new(wide + 2.0 * space::L, height);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    name_one(ui, &response, text, on, place);
    paint::follow_focus(ui, &response, rect);
    if ui.is_rect_visible(rect) {
        let ink = plate(ui, &response, rect, on);
        // Words of several lines begin where those of one line do.
        paint::left_middle(ui, rect, rect.left() + space::L, galley, ink);
        paint::focus_ring(ui, &response, rect, radius::BUTTON);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn name_one(ui: &Ui, response: &Response, text: &str, on: bool, (place, count): (usize, usize)) {
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, on, text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_position_in_set(place);
        node.set_size_of_set(count);
    });
}

/// What a choice is drawn on. Returns the colour of what is written on it.
fn plate(ui: &Ui, response: &Response, rect: Rect, on: bool) -> Color32 {
    let p = palette(ui);
    let (fill, edge, width, ink) = if on {
        (p.primary_soft, p.primary, size::FOCUS_LINE, p.primary)
    } else {
        let fill = paint::hover_fill(ui, response, p.surface, p.primary_soft);
        (fill, p.border, size::LINE, p.text)
    };
    let line = Stroke::new(width, edge);
    ui.painter().rect(rect, radius::BUTTON, fill, line, StrokeKind::Inside);
    ink
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
