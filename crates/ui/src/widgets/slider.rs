//! A scale of whole numbers.

use egui::accesskit::Action;
use egui::{EventFilter, Key, Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::label::label;
use super::paint;
use crate::tokens::{Type, palette, radius, size, space};

/// A scale from `low` to `high` that may be left unset. Arrows step, Home and End go to the ends,
/// Delete or Backspace unsets it. `said` is the value in words, as a reader says it and as it
/// stands beside the name.
pub fn slider(
    ui: &mut Ui,
    name: &str,
    value: &mut Option<i64>,
    (low, high): (i64, i64),
    said: &str,
) -> Response {
    ui.horizontal(|ui| {
        label(ui, Type::Strong, name);
        super::muted(ui, said);
    });
    let wanted = Vec2::new(ui.available_width(), size::MAIN_TARGET);
    let (rect, mut response) = ui.allocate_exact_size(wanted, Sense::click_and_drag());
    let track =
        Rect::from_center_size(rect.center(), Vec2::new(rect.width() - 2.0 * size::MARK, space::S));
    let before = *value;
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        by_key(ui, value, low, high);
    }
    by_reader(ui, &response, value, low, high);
    if (response.clicked() || response.dragged())
        && let Some(at) = response.interact_pointer_pos()
    {
        let share = ((at.x - track.left()) / track.width()).clamp(0.0, 1.0);
        *value = Some(low + (share * (high - low) as f32).round() as i64);
        response.request_focus();
    }
    if *value != before {
        response.mark_changed();
    }
    let (now, enabled) = (*value, ui.is_enabled());
    response.widget_info(|| WidgetInfo {
        value: now.map(|number| number as f64),
        ..WidgetInfo::labeled(Role::Slider, enabled, name)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(low as f64);
        node.set_max_numeric_value(high as f64);
        node.set_numeric_value_step(1.0);
        node.set_value(said);
        for action in [Action::Increment, Action::Decrement, Action::SetValue] {
            node.add_action(action);
        }
    });
    if ui.is_rect_visible(rect) {
        draw(ui, &response, rect, track, now, (low, high));
    }
    response
}

fn by_key(ui: &Ui, value: &mut Option<i64>, low: i64, high: i64) {
    ui.input(|input| {
        let step = |value: Option<i64>, by: i64| {
            Some(value.map_or(low, |number| (number + by).clamp(low, high)))
        };
        if input.key_pressed(Key::ArrowRight) {
            *value = step(*value, 1);
        }
        if input.key_pressed(Key::ArrowLeft) {
            *value = step(*value, -1);
        }
        if input.key_pressed(Key::Home) {
            *value = Some(low);
        }
        if input.key_pressed(Key::End) {
            *value = Some(high);
        }
        if input.key_pressed(Key::Delete) || input.key_pressed(Key::Backspace) {
            *value = None;
        }
    });
}

fn by_reader(ui: &Ui, response: &Response, value: &mut Option<i64>, low: i64, high: i64) {
    ui.input(|input| {
        let up = input.num_accesskit_action_requests(response.id, Action::Increment) as i64;
        let down = input.num_accesskit_action_requests(response.id, Action::Decrement) as i64;
        if up != down {
            *value = Some(value.map_or(low, |number| (number + up - down).clamp(low, high)));
        }
        for request in input.accesskit_action_requests(response.id, Action::SetValue) {
            if let Some(egui::accesskit::ActionData::NumericValue(number)) = request.data {
                *value = Some((number.round() as i64).clamp(low, high));
            }
        }
    });
}

fn draw(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    track: Rect,
    value: Option<i64>,
    (low, high): (i64, i64),
) {
    let p = palette(ui);
    let painter = ui.painter();
    let x_of = |number: i64| {
        track.left() + track.width() * (number - low) as f32 / (high - low).max(1) as f32
    };
    painter.rect_filled(track, radius::CHIP, p.hairline);
    // The ends are told by the track itself.
    for number in low + 1..high {
        painter.circle_filled(Pos2::new(x_of(number), track.center().y), 1.5, p.muted);
    }
    if let Some(number) = value {
        let mut done = track;
        done.set_right(x_of(number));
        painter.rect_filled(done, radius::CHIP, p.primary);
    }
    // Unset, the knob waits at the left as an empty circle.
    let centre = Pos2::new(x_of(value.unwrap_or(low)), track.center().y);
    let knob = size::MARK / 2.0 + 2.0;
    let fill = if value.is_some() { p.primary } else { p.surface };
    painter.circle(centre, knob, fill, Stroke::new(2.0, p.primary));
    paint::focus_ring(ui, response, rect, radius::BUTTON);
}
