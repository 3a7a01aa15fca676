//! The shore: quiet hills under a sun or a moon. It stands behind the head of a page or at the foot
//! of the window, says nothing to readers, and is laid out anew only when something else is drawn.

use egui::epaint::{Mesh, Shape};
use egui::layers::ShapeIdx;
use egui::{Color32, Pos2, Rect, Ui, Vec2, pos2};

use super::paint::shade;
use crate::tokens::{palette, size, space};

/// The width of one stripe of a hill; finer is not seen.
const STRIPE: f32 = 6.0;
/// How high the hills stand behind the head of a page, over the line on which its first card starts.
const HEAD: f32 = 84.0;
/// The most and the least that they take of a window's height at its foot.
const FOOT: (f32, f32) = (130.0, 300.0);

/// How far to the right the sun stands over the head of a page, and at the foot of a window, where it is beside the
/// column.
const SUN: (f32, f32) = (0.72, 0.93);

/// How far the shadow stands off the moon, of its size.
const CRESCENT: Vec2 = Vec2::new(0.42, -0.18);

/// A hill: how high its crest stands, how long its wave is in points, where the wave starts, and how
/// much of the tint it takes.
const HILLS: [(f32, f32, f32, f32); 3] =
    [(1.0, 330.0, 0.4, 0.32), (0.7, 250.0, 2.6, 0.6), (0.36, 190.0, 4.3, 1.0)];

/// A place in the drawing order that was kept for the shore, so that words come out above it.
pub struct Shore {
    place: ShapeIdx,
    is_night: bool,
}

impl Shore {
    /// Keeps the place. To be called before what stands in front of the hills.
    pub fn behind(ui: &Ui) -> Self {
        Shore { place: ui.painter().add(Shape::Noop), is_night: false }
    }

    /// With a crescent in the place of the sun, if it is night.
    pub fn by_night(self, is_night: bool) -> Self {
        Shore { is_night, ..self }
    }

    /// Draws it across the page, standing on the line where the next thing starts.
    pub fn draw_at_head(self, ui: &Ui) {
        let column = ui.available_rect_before_wrap();
        // The column stands in the middle of its page, and the page reaches the window's right edge.
        let right = ui.ctx().content_rect().right();
        let left = column.left() - (right - column.right());
        let ground = Rect::from_x_y_ranges(left..=right, column.top() - HEAD..=column.top());
        ui.painter().set(self.place, Shape::Vec(shapes(ui, ground, Some(SUN.0), self.is_night)));
    }

    /// Draws it across the foot of the window.
    pub fn draw_at_foot(self, ui: &Ui) {
        let window = ui.ctx().content_rect();
        let height = (window.height() * 0.34).clamp(FOOT.0, FOOT.1);
        let ground =
            Rect::from_x_y_ranges(window.x_range(), window.bottom() - height..=window.bottom());
        // In a narrow window it would be seen in pieces between what stands before it.
        let sun = (window.width() >= size::NARROW).then_some(SUN.1);
        ui.painter().set(self.place, Shape::Vec(shapes(ui, ground, sun, self.is_night)));
    }
}

/// Sun or moon, and the hills from the farthest to the nearest.
fn shapes(ui: &Ui, ground: Rect, sun: Option<f32>, is_night: bool) -> Vec<Shape> {
    let p = palette(ui);
    let is_moon = ui.visuals().dark_mode || is_night;
    let sky = if is_moon { p.hairline } else { p.warn_soft };
    let broad = (ground.height() * 0.16).clamp(space::L, space::XL);
    let mut shapes = Vec::new();
    if let Some(sun) = sun {
        let sun = pos2(ground.left() + ground.width() * sun, ground.top() + broad / 2.0);
        shapes.push(Shape::circle_filled(sun, broad, sky));
        if is_night {
            // What is left of the disc is a crescent.
            shapes.push(Shape::circle_filled(sun + broad * CRESCENT, broad * 0.9, p.bg));
        }
    }
    shapes.extend(HILLS.map(|(high, wave, shift, tint)| {
        hill(ground, high, wave, shift, shade(p.bg, p.primary_soft, tint))
    }));
    shapes
}

/// One hill: the sum of two sines. Its waves keep their length, so that a wide window shows more
/// hills and not longer ones.
fn hill(ground: Rect, high: f32, wave: f32, shift: f32, colour: Color32) -> Shape {
    let mut mesh = Mesh::default();
    let stripes = (ground.width() / STRIPE).ceil().max(1.0) as u32;
    for stripe in 0..=stripes {
        let along = stripe as f32 * STRIPE;
        let turn = along / wave;
        let crest = 0.66 + 0.22 * (turn + shift).sin() + 0.12 * (turn * 1.9 + shift).sin();
        let top = ground.bottom() - ground.height() * high * crest;
        let x = (ground.left() + along).min(ground.right());
        mesh.colored_vertex(Pos2::new(x, top), colour);
        mesh.colored_vertex(Pos2::new(x, ground.bottom()), colour);
        if stripe > 0 {
            let at = stripe * 2;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at - 1, at, at + 1);
        }
    }
    Shape::mesh(mesh)
}
