//! The shore: a few quiet hills and a sun or a moon, standing behind the top of a card.

use egui::epaint::{Mesh, Shape};
use egui::layers::ShapeIdx;
use egui::{Color32, Pos2, Rect, Ui, pos2};

use super::paint::shade;
use crate::tokens::{palette, space};

/// How high the hills stand.
const HEIGHT: f32 = 76.0;
/// The width of one stripe of a hill; finer is not seen.
const STRIPE: f32 = 6.0;

/// A place in the drawing order that was kept for the shore, so that words come out above it.
pub struct Shore(ShapeIdx);

impl Shore {
    /// Keeps the place. To be called before what stands in front of the hills.
    pub fn behind(ui: &Ui) -> Self {
        Shore(ui.painter().add(Shape::Noop))
    }

    /// Draws it standing on the line where the next thing starts. It is a picture of nothing, so no
    /// reader hears of it.
    pub fn draw(self, ui: &Ui) {
        let column = ui.available_rect_before_wrap();
        let foot = column.top() + space::XL;
        let left = column.left() + column.width() * 0.36;
        let ground = Rect::from_min_max(
            pos2(left, foot - HEIGHT - space::XL),
            pos2(column.right() - space::L, foot),
        );
        let p = palette(ui);
        let sky = if ui.visuals().dark_mode { p.hairline } else { p.warn_soft };
        let sun = pos2(ground.left() + ground.width() * 0.84, foot - HEIGHT);
        let hills = [(0.9, 1.9, 0.4, 0.35), (0.68, 2.6, 2.2, 0.65), (0.46, 3.3, 4.0, 1.0)];
        let mut shapes = vec![Shape::circle_filled(sun, space::L, sky)];
        shapes.extend(hills.map(|(high, waves, shift, share)| {
            hill(ground, high, waves, shift, shade(p.bg, p.primary_soft, share))
        }));
        ui.painter().set(self.0, Shape::Vec(shapes));
    }
}

/// One hill: the sum of two sines under an arch that lets it rise from nothing at both ends.
fn hill(ground: Rect, high: f32, waves: f32, shift: f32, colour: Color32) -> Shape {
    let mut mesh = Mesh::default();
    let stripes = (ground.width() / STRIPE).ceil().max(1.0) as u32;
    for stripe in 0..=stripes {
        let share = stripe as f32 / stripes as f32;
        let turn = share * std::f32::consts::PI;
        let wave = 0.7 + 0.2 * (turn * waves + shift).sin() + 0.1 * (turn * waves * 1.7).sin();
        let top = ground.bottom() - HEIGHT * high * wave * turn.sin();
        let x = ground.left() + ground.width() * share;
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
