//! A river with stones in it: a path through time that only ever grows. What it shows is said in words
//! beside it; for readers it is one picture with a name.

use egui::epaint::{PathShape, PathStroke};
use egui::{Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2};
use jiff::civil::Date;

use super::paint::{galley, one_line, shade};
use crate::tokens::{Type, line_height, palette, size, space};

/// One stone.
pub struct Stone {
    /// When.
    pub day: Date,
    /// Its words.
    pub text: String,
}

/// How high the water's waves go, in points.
const WAVE: f32 = 10.0;
/// How long one of them is.
const LONG: f32 = 180.0;
/// How broad the river is.
const BROAD: f32 = 22.0;
/// A stone that lies so close to the one before it covers it.
const CLOSE: f32 = 4.0;
/// The most of the width that the words under a stone take.
const WORDS: f32 = 120.0;

/// Draws the stones by their day from the first until today, the words under those that have room.
pub fn river(ui: &mut Ui, name: &str, today_words: &str, today: Date, stones: &[Stone]) {
    let words = line_height(ui, Type::Small);
    let height = 2.0 * WAVE + BROAD + 2.0 * words + 2.0 * space::M;
    let wanted = Vec2::new(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let Some(first) = stones.first().map(|stone| stone.day) else {
        return;
    };
    if !ui.is_rect_visible(rect) {
        return;
    }
    let p = palette(ui);
    let middle = rect.top() + space::S + WAVE + BROAD / 2.0;
    let flow = |x: f32| middle + WAVE * ((x - rect.left()) / LONG * std::f32::consts::TAU).sin();
    let water = shade(p.surface, p.info, 0.32);
    // A broad line is cut at right angles to its course; the river ends where the column does.
    let cut = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    cut.add(line(rect, flow, BROAD, p.info_soft));
    cut.add(line(rect, |x| flow(x) - BROAD * 0.2, size::LINE, water));
    cut.add(line(rect, |x| flow(x) + BROAD * 0.22, size::LINE, water));
    // The last stone does not lie on the edge, where today is.
    let (left, right) = (rect.left() + space::XL, rect.right() - space::XXXL);
    let last = stones.last().map_or(today, |stone| stone.day).max(today);
    let days = |to: Date| to.duration_since(first).as_hours() as f32 / 24.0;
    let whole = days(last).max(1.0);
    let mut free_from = rect.left();
    let mut last_drawn = None;
    for stone in stones {
        let x = left + (right - left) * (days(stone.day) / whole);
        let at = pos2(x, flow(x));
        let body = Rect::from_center_size(at, Vec2::new(BROAD * 0.95, BROAD * 0.7));
        let seen = stone.day <= today;
        // A stone that would lie on the one before it and on its words shows nothing that is not seen already.
        let is_hidden = |(before, was_seen)| x - before < CLOSE && was_seen == seen;
        if last_drawn.is_some_and(is_hidden) && x < free_from {
            continue;
        }
        last_drawn = Some((x, seen));
        let fill = if seen { p.primary } else { p.surface };
        ui.painter().add(Shape::ellipse_filled(body.center(), body.size() / 2.0, fill));
        if !seen {
            let edge = Stroke::new(size::FOCUS_LINE, p.primary);
            ui.painter().add(Shape::ellipse_stroke(body.center(), body.size() / 2.0, edge));
        }
        // Words are centred under their stone, so they cannot begin after it.
        if x < free_from && free_from > rect.left() {
            continue;
        }
        let words = one_line(ui, Type::Small, &stone.text, WORDS);
        let start = (x - words.size().x / 2.0).clamp(rect.left(), rect.right() - words.size().x);
        // Words that have not quite room under the middle of their stone stand a little to the right of it.
        let start = if start < free_from && free_from <= x { free_from } else { start };
        // Words that would lie over others are left to the list.
        if start >= free_from {
            free_from = start + words.size().x + space::S;
            let top = middle + WAVE + BROAD / 2.0 + space::S;
            ui.painter().galley(pos2(start, top), words, p.text);
        }
    }
    let end = galley(ui, Type::Small, today_words, f32::INFINITY);
    let at = Pos2::new(rect.right() - end.size().x, rect.bottom() - end.size().y);
    ui.painter().galley(at, end, p.muted);
}

fn line(rect: Rect, flow: impl Fn(f32) -> f32, width: f32, colour: egui::Color32) -> Shape {
    const STEP: f32 = 4.0;
    let steps = (rect.width() / STEP).ceil() as i32;
    let points = (-2..=steps + 2).map(|step| {
        let x = rect.left() + step as f32 * STEP;
        pos2(x, flow(x))
    });
    Shape::Path(PathShape::line(points.collect(), PathStroke::new(width, colour)))
}
